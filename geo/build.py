"""From facts to files: every output of one atlas, written aside and moved in place at the end."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from . import export, figure, web
from .errors import DataError, UsageError
from .sources import data_folder
from .stamp import stamp_of
from .texts import translation
from .whole import put_in_place, read_manifest, refuse_sources, refuse_strangers, workplace
from .world import World, build_world


def version() -> str:
    """The version of the installed distribution."""
    return metadata.version("treaty-atlas")


def edition_of(world: World, site: str = "") -> dict:
    """What a reader cites: `version`, `checksum` of the facts, the `year` in which they were published, and
    `site`, the address of the folder of the atlas where `site` says at which address the build will stand.

    Raises
    ------
    UsageError
        `site` is no address.
    """
    if site and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", site):
        raise UsageError(f'"{site}" is no address; allowed: such as https://example.org/atlas/')
    edition = {"version": version(), "checksum": export.checksum_of(world)}
    return (
        edition
        | ({"year": world.atlas.published} if world.atlas.published else {})
        | ({"site": f"{site.rstrip('/')}/{world.atlas.id}/"} if site else {})
    )


def build(
    name: str, out: Path, data: Path | None = None, progress=iter, site: str = "", sheets: Sequence[str] | None = None
) -> Path:
    """Build every output of one atlas into `out/<name>/`, and the index of all into `out/`.

    Everything is written into a folder aside first; what stood in place before is lost only when
    all of it succeeded, and then only what an earlier build wrote.

    `site` is the address at which `out` will stand, for citations; `sheets` are the languages in which sheets to
    print are drawn, by default all of the atlas.

    Returns
    -------
    Path
        The folder of the atlas.

    Raises
    ------
    DataError, UsageError
        As `build_world` and `edition_of`; the atlas has no such language; `out` lies among the facts, or
        holds files of someone else's.
    """
    data, out = Path(data) if data else data_folder(), Path(out)
    refuse_sources(out, data)
    refuse_sources(out / name, data)
    refuse_strangers(out / name, name)
    stamp = stamp_of(name, data, site, sheets)  # of what is read from here on
    world = build_world(name, data)
    edition = edition_of(world, site)
    figure.requests(world.atlas, sheets)
    with workplace(out) as aside:
        folder = aside / name
        (folder / "data").mkdir(parents=True)
        texts = {language: translation(world.atlas, language)[0] for language in world.atlas.languages}
        export.write_data(world, texts, folder / "data", edition)
        web.write_pages(world, folder, edition, progress, sheets_beside(world.atlas))
        pictures = web.pictures_of(world)
        _write(folder / "index.html", web.index_page(world, edition, "", pictures))
        front = web.front_of(world, pictures)
        _write(folder / FRONT, json.dumps(front, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        if sheets is None or sheets:
            (folder / "figures").mkdir()
            figure.write_figures(world, folder / "figures", edition, progress, sheets)
        alone = web.index_page(world, edition, None, pictures)
        export.write_manifest(
            world, folder, edition["version"], stamp=stamp, index=hashlib.sha256(alone.encode()).hexdigest()
        )
        fronts = sorted([front, *fronts_in(out, name)], key=lambda one: one["id"])
        index = _write(aside / "index.html", alone if len(fronts) == 1 else web.atlases_page(fronts, edition, data))
        put_in_place(folder, out / name, name)
        index.replace(out / "index.html")
    return out / name


def sheets_beside(atlas) -> dict[str, dict]:
    """Where the sheets to print stand beside a page: by subject, kind and language.

    All of them, whichever this build draws: pages have the same bytes whatever is drawn beside them, and who asked
    for some languages alone knows that the others are missing.
    """
    found: dict[str, dict] = {}
    for sheet in figure.requests(atlas, None):
        name = figure.file_name(atlas, sheet.subject, sheet.kind, sheet.language)
        found.setdefault(sheet.subject, {}).setdefault(sheet.kind, {})[sheet.language] = f"figures/{name}.pdf"
    return found


#: What the page that lists several atlases says of one, beside that one's pages.
FRONT = "front.json"


def fronts_in(out: Path, but: str) -> list[dict]:
    """What the atlases built into a folder earlier say of themselves, all but one."""
    found = []
    for folder in sorted(path for path in out.iterdir() if path.is_dir() and path.name != but):
        if read_manifest(folder).get("atlas") == folder.name and (folder / FRONT).is_file():
            try:
                found.append(json.loads((folder / FRONT).read_text(encoding="utf-8")))
            except ValueError:
                raise DataError(
                    f"{folder / FRONT}: is no JSON; allowed: what treaty-atlas build --atlas {folder.name} writes"
                ) from None
    return found


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
