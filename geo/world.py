"""One atlas, built: the one thing that outputs and the public functions are given."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import geopandas as gpd

from .features import build_features
from .layers import read_ground
from .model import LEGAL_DATES, Atlas
from .sources import data_folder, read_atlas
from .timeline import build_timeline

GROUND = ("land", "land_far", "lakes", "rivers", "stations", "railways", "lease_lines", "waters",
          "countries")


class World(NamedTuple):
    """One atlas, built: its facts, its two tables (the timeline under each legal date) and its
    ground, layer by layer. `held_on`, `changes_between`, `status`, `explore` and `draw_figure` take it as
    their first argument."""

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
