"""From facts to files: every output of one atlas, written aside and moved in place at the end."""

from __future__ import annotations

import shutil
import tempfile
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd

from . import export, figure, web
from .features import build_features
from .layers import read_source
from .model import LEGAL_DATES, Atlas
from .sources import data_folder, read_atlas, read_layer
from .timeline import build_timeline

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


def build_world(name: str, data: Path | None = None) -> World:
    """Read an atlas, check it, and build its tables.

    Raises
    ------
    DataError, UsageError
        As `read_atlas`, `build_features` and `build_timeline`.
    """
    data = Path(data) if data else data_folder()
    atlas = read_atlas(name, data)
    features = build_features(atlas, data)
    timelines = {basis: build_timeline(atlas, features, basis) for basis in ("", *LEGAL_DATES)}
    layers = {}
    for layer in GROUND:
        if (data / "shapefiles" / layer).is_dir():
            layers[layer] = read_layer(layer, data)
            source = read_source(data / "shapefiles" / layer)
            layers[layer].attrs["credit"] = f"{source['title']} ({source['licence']})"
    return World(atlas, features, timelines, layers, data)


def version() -> str:
    """The version of the installed distribution."""
    return metadata.version("treaty-atlas")


def build(name: str, out: Path, data: Path | None = None, progress=iter,
          figures: bool = True) -> Path:
    """Build every output of one atlas into `out/<name>/`, and the index of all into `out/`.

    Everything is written into a folder aside first; what stood in place before is lost only when
    all of it succeeded.

    Returns
    -------
    Path
        The folder of the atlas.
    """
    world = build_world(name, data)
    edition = {"version": version(), "checksum": export.checksum_of(world.data, name)}
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".building-") as aside:
        folder = Path(aside) / name
        (folder / "data").mkdir(parents=True)
        export.write_geojson(world.timeline, folder / "data" / "timeline.geojson")
        web.write_pages(world.atlas, world.features, world.timelines, world.layers, folder,
                        edition, progress)
        if figures:
            (folder / "figures").mkdir()
            figure.write_figures(world.atlas, world.features, world.timeline, world.layers,
                                 folder / "figures", edition, progress)
        export.write_manifest(world.data, name, folder, edition["version"])
        index = Path(aside) / "index.html"
        index.write_text(web.index_page(world.atlas, world.features, world.timeline,
                                        world.layers, edition), encoding="utf-8",
                         newline="\n")
        _replace(folder, out / name)
        index.replace(out / "index.html")
    return out / name


def _replace(new: Path, place: Path) -> None:
    """Put a folder in the place of another, which is lost only once the new one stands there."""
    old = place.with_name(f".old-{place.name}")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)
