"""Figures: the whole set of sheets, sheet by sheet, in one process.

Budgets: the set in under 30 s on 2 cores when the machine is quiet, at most 600 MB; a PDF at most
1 MB, an SVG at most 2 MB. Lines are simplified by less than `geo.figure.sheet.TOLERANCE` mm.
`python -m benchmarks.figures` prints the section.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from geo import build_world, figure
from geo.figure.sheet import TOLERANCE

from .measures import spread, table


def report(runs: int = 3) -> str:
    """A Markdown section: seconds and bytes of each sheet, seconds and memory of the set."""
    world = build_world("portsmouth_1905")
    sheets = figure.requests(world.atlas)
    seconds: dict[str, list[float]] = {}
    sizes: dict[str, list[int]] = {}
    for run in range(runs):
        print(f"figures: run {run + 1}", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            for sheet in sheets:
                start = time.perf_counter()
                paths = figure.write_figure(
                    world, sheet.subject, Path(folder), {"version": "0", "checksum": "0" * 64}, kind=sheet.kind
                )
                name = f"{sheet.subject}, {sheet.kind}"
                seconds.setdefault(name, []).append(time.perf_counter() - start)
                sizes[name] = [path.stat().st_size // 1000 for path in paths]
    whole = [sum(times) for times in zip(*seconds.values(), strict=True)]
    # Kilobytes on Linux, bytes on macOS (getrusage(2)).
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    rows = [[name, spread(times, 2, "s"), *sizes[name]] for name, times in seconds.items()]
    rows.append(
        [
            "the whole set",
            spread(whole, 1, "s"),
            *(sum(size[n] for size in sizes.values()) for n in range(len(figure.FORMATS))),
        ]
    )
    heads = ["sheet", "PDF, SVG and PNG (300 dpi)", *(f"{name}, kB" for name in figure.FORMATS)]
    return (
        f"## Figures\n\n{__doc__.split(chr(10) * 2)[1]}\n\nTolerance {TOLERANCE} mm. Peak memory "
        f"of the process with the tables: {peak:.0f} MB. Median (range) of {runs} runs; the first "
        f"cuts the fonts.\n\n" + table(heads, rows)
    )


if __name__ == "__main__":
    print(report())
