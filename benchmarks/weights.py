"""What the bytes of each page are made of.

picture
    The still pictures of the two days, with their legend: plain SVG, seen before scripts run or without them.
words
    The articles and the table of rights in plain HTML, for the same reader.
style, linked data
    The style sheet of the first picture; JSON-LD.
facts, shapes, scripts, Leaflet, map style
    What scripts open, deflated and in base 85: facts with all languages, ground and features, ours, Leaflet's,
    and the styles of what scripts make.
"""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

from geo import build_world, web
from geo.build import version

from .measures import table

#: Column: what stands there in the HTML of a page.
PLAIN = {
    "picture": r'<div class="still">.*?</ul>\s*</div>',
    "words": r'<div id="articles">.*?</div>|<table>.*?</table>',
    "style": r"<style>.*?</style>",
    "linked data": r'<script type="application/ld\+json">.*?</script>',
}

#: Column: its key in the packing.
PACKED = {"facts": "facts", "shapes": "shapes", "scripts": "script", "Leaflet": "leaflet", "map style": "style"}


def report(runs: int = 1) -> str:
    """A Markdown section; what is measured here does not vary from run to run."""
    with tempfile.TemporaryDirectory() as folder:
        pages = web.write_pages(
            build_world("portsmouth_1905"), Path(folder), {"version": version(), "checksum": "0" * 64}
        )
        rows = [[path.stem, *weights(path.read_text(encoding="utf-8"))] for path in pages]
    return (
        "## Weights\n\n"
        + __doc__
        + "\nKB; a page may weigh 600.\n\n"
        + table(["page", "all", *PLAIN, *PACKED, "rest"], rows)
    )


def weights(page: str) -> list[str]:
    """All bytes of a page, those of each of its parts, and the rest; in KB."""
    parts = [sum(len(part.encode()) for part in re.findall(what, page, re.DOTALL)) for what in PLAIN.values()]
    pack = re.search(r'id="pack">(.*?)</script>', page, re.DOTALL)
    packed = json.loads(pack[1]) if pack else {}
    parts += [len(packed.get(key, "")) for key in PACKED.values()]
    whole = len(page.encode())
    return [f"{size / 1000:.1f}" for size in (whole, *parts, whole - sum(parts))]
