"""What lies under the rights of a map: the states, their borders, and the lines between provinces.

A tint of a state is ground, not a right. Where a right of sovereignty fills a place, the place has no tint of its
own; where the atlas knows the sovereignty over a whole zone, its rows say whose the tint is, not the layer.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import geopandas as gpd
import msgspec
import shapely

from . import geometry
from .cache import program, remembered, sum_of, sum_once
from .model import Atlas, Feature, rows_where

#: A zone is that of a feature if no more than this share of it lies outside.
OUTSIDE = 0.01


class State(NamedTuple):
    """A zone of a state over some days (ISO, the last not counted; "" is no limit).

    `geometry` (EPSG:4326, past 180 degrees where it goes on there) is what no feature of the map fills; `under` names
    those that fill the rest.
    """

    zone: str
    state: str
    start: str
    end: str
    certainty: str
    geometry: object
    under: tuple[str, ...]


class Border(NamedTuple):
    """A stretch of a border over some days: the two states, the article that made it ("instrument/article"; "" is
    none), the river that it follows, and its line (EPSG:4326)."""

    id: str
    sides: tuple[str, str]
    start: str
    end: str
    certainty: str
    made_by: str
    river: str
    geometry: object


class States(NamedTuple):
    """All that lies under the rights of a map; `provinces` are lines with how sure each is."""

    states: list[State]
    borders: list[Border]
    provinces: list[tuple[str, object]]

    def on(self, day: str) -> States:
        """What of it stands on an ISO day."""
        return self._replace(
            states=[state for state in self.states if _stands(state, day)],
            borders=[border for border in self.borders if _stands(border, day)],
        )


def states_of(
    atlas: Atlas,
    timeline: gpd.GeoDataFrame,
    features: gpd.GeoDataFrame,
    layers: dict[str, gpd.GeoDataFrame],
    chosen: list[str],
    window: tuple[float, float, float, float],
) -> States:
    """The states within a window under a map of some features, over all days.

    Parameters
    ----------
    atlas : Atlas
    timeline, features : GeoDataFrame
        As built (EPSG:4326).
    layers : dict of GeoDataFrame
        `states` and `borders` are read; without them there is nothing under the rights.
    chosen : list of str
        Ids of the features of the map.
    window : tuple of float
        West, south, east, north; degrees, east may run past 180.

    Returns
    -------
    States
    """
    global _whose
    whose = (atlas.features, atlas.terms, timeline, features, layers)
    if len(_whose) != len(whose) or any(one is not other for one, other in zip(whose, _whose, strict=True)):
        _found.clear()
        _whose = whose
    asked = (tuple(chosen), tuple(window))
    if asked not in _found:
        kept = remembered(
            _parts(atlas, timeline, features, layers, chosen, window),
            lambda: msgspec.msgpack.encode(
                _made(atlas, timeline, features, layers, chosen, window), enc_hook=shapely.to_wkb
            ),
        )
        _found[asked] = _unpacked(msgspec.msgpack.decode(kept))
    return _found[asked]


#: The states that were asked for last, by features and window, and in which tables: pages and pictures ask for each
#: several times.
_found: dict[tuple, States] = {}
_whose: tuple = ()


def titled(atlas: Atlas, timeline: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The rows that say whose a place is."""
    titles = {name for name, tenure in atlas.terms.tenure.items() if tenure.rank == 1}
    return timeline[timeline["tenure"].isin(titles)]


def _parts(atlas: Atlas, timeline, features, layers, chosen: list[str], window) -> list[str]:
    """All that the states hang on."""
    recipes = [atlas.features[name].recipe for name in atlas.provinces]
    named = {name for recipe in recipes for name in (recipe.layer, recipe.cut.layer if recipe.cut else "")}
    return [
        program(),
        repr([chosen, list(window), atlas.provinces]),
        msgspec.json.encode(recipes, order="sorted").decode(),
        titled(atlas, timeline)[["feature", "holder", "start_date", "end_date"]].to_csv(),
        sum_of(features, ()),
        *(f"{name} {sum_once(layers[name])}" for name in ("states", "borders", *sorted(named)) if name in layers),
    ]


def _unpacked(pack) -> States:
    """States that were kept, their shapes as WKB."""
    states, borders, provinces = pack
    return States(
        [State._make([*told, shapely.from_wkb(shape), tuple(under)]) for *told, shape, under in states],
        [Border._make([id_, tuple(sides), *told, shapely.from_wkb(shape)]) for id_, sides, *told, shape in borders],
        [(certainty, shapely.from_wkb(shape)) for certainty, shape in provinces],
    )


def _made(atlas: Atlas, timeline, features, layers, chosen: list[str], window) -> States:
    """`states_of`, worked out."""
    titles = titled(atlas, timeline)
    areas = {name: features.geometry[name] for name in dict.fromkeys(titles["feature"])}
    areas = {name: shape for name, shape in areas.items() if geometry.polygons_of(shape)}
    states = [
        state
        for _, rows in (layers["states"].groupby("zone", sort=False) if "states" in layers else ())
        for state in _zone(rows, titles, areas, [name for name in chosen if name in areas], window)
    ]
    borders = [
        Border(
            row.border,
            (row.side_a, row.side_b),
            row.start_date or "",
            row.end_date or "",
            row.certainty,
            row.instrument or "",
            row.river or "",
            shape,
        )
        for row in (layers["borders"].fillna("").itertuples() if "borders" in layers else ())
        if not (
            shape := shapely.clip_by_rect(geometry.beside(row.geometry, (window[0] + window[2]) / 2), *window)
        ).is_empty
    ]
    lines = [
        (certainty, part)
        for name in atlas.provinces
        for certainty, shape in _edges(atlas.features[name], features, layers)
        if not (part := shapely.clip_by_rect(shape, *window)).is_empty
    ]
    return States(states, borders, lines)


def around(extent) -> tuple[float, float, float, float]:
    """A window with an extent (degrees) in its middle, three times as wide and as high as the longer side of it on the
    ground: a page of any shape shows no more."""
    west, south, east, north = extent
    east += 360 if east < west else 0
    lon, lat = (west + east) / 2, (south + north) / 2
    narrowing = math.cos(math.radians(lat))
    across = min(180.0, 1.5 * max(east - west, (north - south) / narrowing))
    along = 1.5 * max(north - south, (east - west) * narrowing)
    return lon - across, max(-90.0, lat - along), lon + across, min(90.0, lat + along)


def _zone(rows, titles, areas: dict, chosen: list[str], window) -> list[State]:
    """One zone, period by period."""
    first = rows[rows["start_date"] == rows["start_date"].iloc[0]]
    whole = shapely.MultiPolygon(geometry.polygons_of(shapely.GeometryCollection(list(first.geometry))))
    whole = geometry.beside(geometry.joined_at_180(whole), (window[0] + window[2]) / 2)
    if not shapely.intersects(shapely.box(*window), whole):
        return []
    seen = shapely.intersection(whole, shapely.box(*window))
    periods = [
        (row.state, row.start_date or "", row.end_date or "")
        for row in rows.drop_duplicates("start_date").fillna("").itertuples()
    ]
    under = []
    for name, shape in areas.items():
        if not shapely.intersects(shapely.box(*shape.bounds), seen):
            continue
        if name in chosen:
            rest = _less(seen, shape)
            if shapely.area(rest) < shapely.area(seen):
                under.append(name)
                seen = rest
        elif _holds(shape, whole):
            held = titles[titles["feature"] == name]
            periods = list(held[["holder", "start_date", "end_date"]].itertuples(index=False, name=None))
    parts = geometry.polygons_of(seen)
    return [
        State(
            rows["zone"].iloc[0],
            state,
            start,
            end,
            rows["certainty"].iloc[0],
            shapely.MultiPolygon(parts),
            tuple(under),
        )
        for state, start, end in periods
        # Ground of two powers together is in the colour of neither.
        if state and " " not in state
    ]


def _holds(shape, zone) -> bool:
    """Whether a zone lies, but for a hair, in a feature."""
    if not shapely.contains(shapely.box(*shape.bounds).buffer(0.1), shapely.box(*zone.bounds)):
        return False
    if shapely.area(shape) < (1 - OUTSIDE) * shapely.area(zone):
        return False
    return shapely.area(_less(zone, shape)) <= OUTSIDE * shapely.area(zone)


def _less(shape, other):
    """What of a shape lies beside another. That the two are the same is common, and sooner seen than worked out."""
    if shapely.get_num_coordinates(shape) == shapely.get_num_coordinates(other) and shapely.equals_exact(
        shapely.normalize(shape), shapely.normalize(other)
    ):
        return shapely.MultiPolygon()
    return shapely.difference(shape, other)


def _edges(province: Feature, features: gpd.GeoDataFrame, layers) -> list[tuple[str, object]]:
    """The line that cuts a province off from its neighbours, as far as it runs on the ground that it cuts."""
    cut, recipe = province.recipe.cut, province.recipe
    if cut is None or cut.layer not in layers:
        return []
    lines = rows_where(layers[cut.layer], cut.where)
    within = features.geometry.get(recipe.within)
    if within is None:
        within = geometry.united(rows_where(layers[recipe.layer], recipe.where).geometry.to_numpy())
    return [
        (row.certainty, part)
        for row in lines.itertuples()
        if not (part := shapely.intersection(row.geometry, within)).is_empty
    ]


def _stands(told: State | Border, day: str) -> bool:
    return told.start <= day and (not told.end or day < told.end)
