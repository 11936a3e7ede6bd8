"""From facts to files: every output of one atlas, written aside and moved in place at the end."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from importlib import metadata
from pathlib import Path
from xml.sax.saxutils import escape

from . import export, figure, web
from .cache import SUFFIX, forget_the_old
from .check import refuse_the_rest
from .errors import DataError, UsageError
from .sources import data_folder
from .stamp import program_stamp, stamp_of, stamps_of
from .steps import ABOVE, FRONT, Given, Step, hold, kind_of, run, steps_of
from .whole import (
    keep_standing,
    put_in_place,
    read_manifest,
    refuse_sources,
    refuse_strangers,
    sha256_of,
    uninterrupted,
    vouch,
    workplace,
)
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
    refuse_no_address(site)
    edition = {"version": version(), "checksum": export.checksum_of(world)}
    return (
        edition
        | ({"year": world.atlas.published} if world.atlas.published else {})
        | ({"site": f"{site.rstrip('/')}/{world.atlas.id}/"} if site else {})
    )


def refuse_no_address(site: str) -> None:
    """Refuse a site that is no address.

    Raises
    ------
    UsageError
    """
    if site and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", site):
        raise UsageError(f'"{site}" is no address; allowed: such as https://example.org/atlas/')


def build(
    name: str,
    out: Path,
    data: Path | None = None,
    progress=iter,
    site: str = "",
    sheets: Sequence[str] | None = None,
    only: Sequence[str] = (),
    executor: Executor | None = None,
) -> Path:
    """Build the outputs of one atlas into `out/<name>/`, and the index of all into `out/`.

    Everything is written into a folder aside first; what stood in place before is lost only when
    all of it succeeded, and then only what an earlier build wrote.

    Parameters
    ----------
    name : str
    out : Path
    data : Path, optional
        A folder `data/`, by default the package's.
    progress : callable
        Wraps the steps of the build (`geo.steps.Step`), such as `tqdm`.
    site : str
        The address at which `out` will stand: for citations, and for whoever shares or indexes the pages, which then
        name their own address and a preview.
    sheets : sequence of str, optional
        The languages in which sheets to print are drawn, by default all of the atlas.
    only : sequence of str
        Of the kinds pages, sheets and data only these are built, by default all; the others stay as they stand.
    executor : concurrent.futures.Executor, optional
        Makes the steps (see `geo.steps.run`): whatever has its method `submit`, such as a Dask client. By default
        processes beside this one.

    Returns
    -------
    Path
        The folder of the atlas.

    Raises
    ------
    DataError, UsageError
        As `build_world` and `edition_of`; the atlas has no such language; there is no such kind; `out` lies among the
        facts, or holds files of someone else's.

    Examples
    --------
    With a Dask client, whose workers have this package:

    >>> from dask.distributed import Client  # doctest: +SKIP
    >>> with Client() as client:  # doctest: +SKIP
    ...     build("portsmouth_1905", Path("maps_out"), executor=client)
    """
    data, out = Path(data) if data else data_folder(), Path(out)
    refuse_no_address(site)  # before anything is worked out
    refuse_sources(out, data)
    refuse_sources(out / name, data)
    refuse_strangers(out / name, name)
    stamps = stamps_of(name, data, site, sheets, only)  # of what is read from here on
    world = build_world(name, data)
    refuse_the_rest(world)
    given = Given(name, data, stamp_of(name, data), edition_of(world, site))
    hold(given, world)
    steps = [step for step in steps_of(world, sheets, previews=bool(site)) if step.kind in stamps]
    program = program_stamp()
    sums = figure.sums_of(world, [step.sheet for step in steps if step.sheet is not None])
    kept = _drawn_before(out / name, world, program, {step: sums[step.sheet] for step in steps if step.sheet})
    steps = [step for step in steps if step not in kept]
    with workplace(out) as aside:
        folder = aside / name
        folder.mkdir()
        above: bytes | None = None
        made_from: dict[str, str] = {}
        for step, files in run(given, steps, executor, progress):
            above = files.pop(ABOVE, above)
            for file, raw in files.items():
                (folder / file).parent.mkdir(exist_ok=True)
                (folder / file).write_bytes(raw)
            made_from |= dict.fromkeys(files, sums[step.sheet] if step.sheet else given.edition["checksum"])
        stay = {file for files in kept.values() for file in files}
        stood = keep_standing(folder, out / name, name, lambda file: kind_of(file) not in stamps or file in stay)
        export.write_manifest(
            world,
            folder,
            given.edition["version"],
            program=program,
            stamps=stood.get("stamps", {}) | stamps if stood else stamps,
            made_from=dict(
                sorted(
                    made_from.items()
                    | {
                        (file, stood["made_from"][file])
                        for file in stood.get("outputs", {})
                        if kind_of(file) not in stamps or file in stay
                    }
                )
            ),
        )
        listed = read_manifest(out).get("outputs", {})
        if above is not None:
            folders = [folder, *beside(out, name)]
            fronts = sorted(fronts_in(folders), key=lambda one: one["id"])
            alone = len(fronts) == 1
            root = {"index.html": above if alone else web.atlases_page(fronts, given.edition, data).encode()}
            root |= site_files(site, folders) if site else {}
            for file, raw in root.items():
                own = file != "index.html" and file not in listed and (out / file).exists()
                if own and (out / file).read_bytes() != raw:
                    raise UsageError(f"{out / file} was not written by treaty-atlas build; allowed: to move it away")
                (aside / file).write_bytes(raw)
        with uninterrupted():
            put_in_place(folder, out / name, name)
            if above is not None:
                for file in root:
                    (aside / file).replace(out / file)
                for file in listed.keys() - root.keys():
                    (out / file).unlink(missing_ok=True)
                listed = root
            vouch(out, listed)
    forget_the_old(f"*{SUFFIX}")
    return out / name


def _drawn_before(place: Path, world: World, program: str, shown: dict[Step, str]) -> dict[Step, list[str]]:
    """Of some sheets, each with the checksum of what it shows, those that stand in a folder as this very program drew
    them from the same; and their files, by their places in it."""
    manifest = read_manifest(place)
    if manifest.get("atlas") != world.atlas.id or manifest.get("program") != program:
        return {}
    outputs, made_from = manifest["outputs"], manifest.get("made_from", {})

    def stands(file: str, checksum: str) -> bool:
        path = place / file
        return made_from.get(file) == checksum and path.is_file() and sha256_of(path) == outputs.get(file)

    found = {}
    for step, checksum in shown.items():
        assert step.sheet is not None
        ends = (*figure.formats_of(world.atlas, step.sheet), "md")
        files = [f"figures/{step.name}.{end}" for end in ends]
        if all(stands(file, checksum) for file in files):
            found[step] = files
    return found


def site_files(site: str, folders: Iterable[Path]) -> dict[str, bytes]:
    """What a static host takes beside the index, for a site at an address with the pages of the atlases in these
    folders, by the names of the files: the map of the site (sitemaps.org), what robots may read (all), and a word to
    GitHub not to make anything of it."""
    root = f"{site.rstrip('/')}/"
    pages = [root]
    for folder in sorted(folders, key=lambda folder: folder.name):
        found = sorted(path.name for path in folder.glob("*.html"))
        pages += [f"{root}{folder.name}/{'' if name == 'index.html' else name}" for name in found]
    urls = "".join(f"<url><loc>{escape(page)}</loc></url>\n" for page in pages)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    robots = f"User-agent: *\nAllow: /\nSitemap: {root}sitemap.xml\n"
    return {"sitemap.xml": f"{head}{urls}</urlset>\n".encode(), "robots.txt": robots.encode(), ".nojekyll": b""}


def beside(out: Path, but: str) -> list[Path]:
    """The folders of the atlases that were built into a folder earlier, all but one."""
    folders = sorted(path for path in out.iterdir() if path.is_dir() and path.name != but)
    return [folder for folder in folders if read_manifest(folder).get("atlas") == folder.name]


def fronts_in(folders: Iterable[Path]) -> list[dict]:
    """What the atlases in these folders say of themselves."""
    found = []
    for path in (folder / FRONT for folder in folders):
        try:
            found += [json.loads(path.read_text(encoding="utf-8"))] if path.is_file() else []
        except ValueError:
            raise DataError(
                f"{path}: is no JSON; allowed: what treaty-atlas build --atlas {path.parent.name} writes"
            ) from None
    return found
