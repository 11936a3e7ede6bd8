"""One atlas, built: the one thing that outputs and the public functions are given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd

from .errors import UsageError
from .features import build_features
from .layers import read_ground
from .model import LEGAL_DATES, Atlas
from .sources import data_folder, read_atlas
from .timeline import Day, build_timeline, changes_between, iso

if TYPE_CHECKING:
    import datetime

    import pandas as pd

    from .web.offline import OfflineMap


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
        return f"<World of {self.atlas.id}: {len(self.features)} features, {len(self.timeline)} rows>"

    def _repr_html_(self) -> str:
        """In a notebook: who holds what once the atlas's own instrument has done its work, as a map
        that asks no network."""
        return self.map()._repr_html_()

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        """The same with its picture, for viewers that run no script."""
        return self.map()._repr_mimebundle_()

    def map(self, day: Day | None = None, subject: str = "") -> OfflineMap:
        """Who holds what on a day, as a map to explore (`explore`); by default on the last day on which a
        map of the atlas looks.

        Examples
        --------
        >>> from geo import build_world
        >>> build_world("portsmouth_1905").map("1905-10-20", "sakhalin").save("sakhalin.html")
        """
        from .web.explore import explore  # folium is slow to load

        return self._with_still(explore(self, self._last_look if day is None else self._day(day), subject=subject))

    def compare(self, before: Day, after: Day, subject: str = "") -> OfflineMap:
        """Two days side by side, as maps that move together (`compare` of geo.web.explore)."""
        from .web.explore import compare

        return self._with_still(compare(self, self._day(before), self._day(after), subject))

    def at(self, place: str | tuple[float, float] | Any, day: Day) -> pd.DataFrame:
        """Who held a place (or a point of shapely's) on a day, under which right, by which article (`status`).

        Examples
        --------
        >>> from geo import build_world
        >>> held = build_world("portsmouth_1905").at("Mukden", "1905-12-22")
        >>> held.loc[held["right"] == "Concession", "power"].tolist()
        ['Japan', 'Japan']
        """
        from .answers import status

        return status(self, place, day)

    def changes(self, before: Day, after: Day) -> pd.DataFrame:
        """What is different between two days, by which article (`changes_between`)."""
        return changes_between(self, self._day(before), self._day(after))

    def figure(self, subject: str, **options: Any) -> Any:
        """The sheet of a subject to print, as a figure of matplotlib; the options are those of `draw_figure`.

        Examples
        --------
        >>> from geo import build_world
        >>> build_world("portsmouth_1905").figure("sakhalin", kind="change").savefig("sakhalin.png", dpi=110)
        """
        from .figure import draw_figure  # matplotlib and its fonts too

        return draw_figure(self, subject, **options)

    def plot_timeline(self, features: Sequence[str] | str | None = None, reading: str = "") -> Any:
        """Who held what over all the days covered, as a figure of matplotlib (`draw_timeline` of geo.figure.chart)."""
        from .figure.chart import draw_timeline

        return draw_timeline(self, features, reading)

    def _day(self, day: Day) -> str:
        """A day as ISO text; one for which the atlas does not answer is refused."""
        found = iso(day)
        first, after = (covered.isoformat() for covered in self.atlas.covers)
        if not first <= found < after:
            raise UsageError(
                f"{found} lies outside the chain of this atlas; allowed: {first} to the day before {after}"
            )
        return found

    def _with_still(self, shown: OfflineMap) -> OfflineMap:
        """A map that can be shown as a picture too."""

        def still() -> bytes:
            from .figure.still import draw_still

            return draw_still(shown.drawn, shown.marks)

        shown.still = still
        return shown

    @property
    def _last_look(self) -> datetime.date:
        return max(subject.after for subject in self.atlas.subjects.values())


def build_world(name: str = "portsmouth_1905", data: Path | None = None) -> World:
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
    return World(atlas, features, timelines, read_ground(atlas, data), data)
