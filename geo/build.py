"""From facts to files: every output of one atlas, written aside and moved in place at the end."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd

from . import export, figure, web
from .errors import DataError, UsageError
from .features import build_features
from .layers import read_ground
from .model import LEGAL_DATES, Atlas
from .sources import data_folder, read_atlas
from .texts import read_texts
from .timeline import build_timeline
from .whole import put_in_place, read_manifest, refuse_sources, refuse_strangers, workplace

GROUND = ("land", "land_far", "lakes", "rivers", "stations", "railways", "lease_lines", "waters",
          "countries")


class World(NamedTuple):
    """One atlas, built: its facts, its two tables (the timeline under each legal date) and its
    ground, layer by layer."""

    atlas: Atlas
    features: gpd.GeoDataFrame
    timelines: dict[str, gpd.GeoDataFrame]
    layers: dict[str, gpd.GeoDataFrame]
    data: Path

    @property
    def timeline(self) -> gpd.GeoDataFrame:
        """The timeline in which each right counts from its own decisive date."""
        return self.timelines[""]

    def __repr__(self) -> str:
        return (f"<World of {self.atlas.id}: {len(self.features)} features, {len(self.timeline)} "
                "rows>")

    def _repr_html_(self) -> str:
        """In a notebook: who holds what once the atlas's own instrument has done its work, as a map
        that asks no network."""
        from .web.explore import explore  # folium is slow to load
        day = max(subject.after for subject in self.atlas.subjects.values())
        return explore(self.timeline, day, self.layers, self.atlas)._repr_html_()


def build_world(name: str, data: Path | None = None) -> World:
    """Read an atlas, check it, and build its tables.

    Raises
    ------
    DataError, UsageError
        As `read_atlas`, `build_features` and `build_timeline`.

    Examples
    --------
    >>> from geo import build_world
    >>> build_world("portsmouth_1905")
    <World of portsmouth_1905: ... features, ... rows>
    """
    data = Path(data) if data else data_folder()
    atlas = read_atlas(name, data)
    features = build_features(atlas, data)
    timelines = {basis: build_timeline(atlas, features, basis) for basis in ("", *LEGAL_DATES)}
    return World(atlas, features, timelines, read_ground(GROUND, data), data)


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
    edition = {"version": version(), "checksum": export.checksum_of(world.data, world.atlas.id)}
    return edition | ({"year": world.atlas.published} if world.atlas.published else {}) | (
        {"site": f"{site.rstrip('/')}/{world.atlas.id}/"} if site else {})


def build(name: str, out: Path, data: Path | None = None, progress=iter,
          figures: bool = True, site: str = "") -> Path:
    """Build every output of one atlas into `out/<name>/`, and the index of all into `out/`.

    Everything is written into a folder aside first; what stood in place before is lost only when
    all of it succeeded, and then only what an earlier build wrote.

    `site` is the address at which `out` will stand, for citations.

    Returns
    -------
    Path
        The folder of the atlas.

    Raises
    ------
    DataError, UsageError
        As `build_world` and `edition_of`; or `out` lies among the facts, or holds files of someone else's.
    """
    data, out = Path(data) if data else data_folder(), Path(out)
    refuse_sources(out, data)
    refuse_sources(out / name, data)
    refuse_strangers(out / name, name)
    world = build_world(name, data)
    edition = edition_of(world, site)
    with workplace(out) as aside:
        folder = aside / name
        (folder / "data").mkdir(parents=True)
        texts = {language: read_texts(world.atlas, language) for language in world.atlas.languages}
        export.write_data(world.atlas, world.features, world.timeline, world.layers, texts,
                          folder / "data", edition)
        web.write_pages(world.atlas, world.features, world.timelines, world.layers, folder,
                        edition, progress)
        tables = world.atlas, world.features, world.timeline, world.layers
        _write(folder / "index.html", web.index_page(*tables, edition, root=""))
        front = web.front_of(*tables)
        _write(folder / FRONT, json.dumps(front, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        if figures:
            (folder / "figures").mkdir()
            figure.write_figures(world.atlas, world.features, world.timeline, world.layers,
                                 folder / "figures", edition, progress)
        export.write_manifest(world.data, name, folder, edition["version"])
        others = fronts_in(out, name)
        index = _write(aside / "index.html", web.index_page(*tables, edition) if not others else
                       web.atlases_page(sorted([front, *others], key=lambda one: one["id"]), edition))
        put_in_place(folder, out / name, name)
        index.replace(out / "index.html")
    return out / name


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
                raise DataError(f"{folder / FRONT}: is no JSON; allowed: what treaty-atlas build "
                                f"--atlas {folder.name} writes") from None
    return found


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
