"""What a map shows under its rights: land, water and limits, projected into a view."""

from __future__ import annotations

import functools
from typing import Any

import geopandas as gpd
import shapely

from ..geometry import bounds_beside, extent_beside, lines_of, polygons_of, united
from ..model import Atlas, Subject
from ..states import States
from .projection import Survey, View, graticule, in_window, unwrapped

#: Islets of the ground under this area (mm² on the sheet) are left out: no printer holds them.
SPECK = 0.008

#: So near (degrees) to the edge of what is known, land was cut there.
SEAM = 1e-6


def kind_of(shape) -> str:
    """area, line or point."""
    return {"Polygon": "area", "LineString": "line"}.get(shape.geom_type.replace("Multi", ""), "point")


class Ground:
    """Everything that the maps of one ground show, in mm within the frame of the first; each part is made when it is
    asked for, as where a legend finds room hangs on few of them.

    Parameters
    ----------
    view : View
    survey : Survey
        That serves the view.
    layers, shown
        The layers of the world, and which of them the sheet shows.
    features : GeoDataFrame
        Those of the subject (EPSG:4326).
    limits
        Those of `limits.drawn_of`.
    extent
        That of the subject; degrees.
    shelf_mm : float
        How far the rim of shallow water reaches from the coast.
    states : States
        Those under the map.
    """

    def __init__(
        self, view: View, survey: Survey, layers, shown, features: gpd.GeoDataFrame, limits, extent, shelf_mm, states
    ):
        self._view, self.survey = view, survey
        self._layers, self._shown, self._extent, self._shelf_mm = layers, shown, extent, shelf_mm
        self._features, self._limits, self._states = features, limits, states

    def _cut(self, name: str, shapes) -> list:
        return self._view.cut(self.survey.metres(name, lambda: shapes))

    def _line(self, name: str, shape) -> shapely.MultiLineString:
        return shapely.MultiLineString(lines_of(shapely.GeometryCollection(self._cut(name, [shape]))))

    @functools.cached_property
    def land(self) -> shapely.MultiPolygon:
        """The land."""
        window = self.survey.window
        parts = self.survey.metres("land", lambda: land_of(self._layers, self._extent, window))
        return _whole([part for part in self._view.cut(parts) if part.area > SPECK])

    @functools.cached_property
    def _inner(self):
        return shapely.box(*self._view.frame).buffer(-0.02)

    @functools.cached_property
    def coast(self):
        """The coast, without the frame."""
        return shapely.intersection(shapely.boundary(self.land), self._inner)

    @functools.cached_property
    def shelf(self):
        """A rim of shallow water, for the eye only."""
        large = [part for part in self.land.geoms if part.area > 0.3]
        rim = shapely.buffer(shapely.simplify(large, 0.4), self._shelf_mm, quad_segs=2)
        return shapely.intersection(united(rim), self._view.box()) if large else shapely.GeometryCollection()

    @functools.cached_property
    def rivers(self) -> list[tuple[float, object]]:
        """The rivers, level by level; those that treaties name are drawn whole on every sheet."""
        if "rivers" not in self._layers:
            return []
        rows = self._layers["rivers"]
        drawn = rows if "rivers" in self._shown else rows.query("name.notna() and name != ''")
        cut = [(float(level), self._cut(f"river {level}", group.geometry)) for level, group in drawn.groupby("level")]
        return [(level, shapely.GeometryCollection(found)) for level, found in cut if found]

    @functools.cached_property
    def lakes(self) -> shapely.GeometryCollection:
        """The lakes."""
        lakes = self._layers["lakes"].geometry if "lakes" in self._layers else []
        return shapely.GeometryCollection(self._cut("lakes", lakes))

    @functools.cached_property
    def graticule(self) -> list:
        """Meridians and parallels."""
        return graticule(self._view)

    @functools.cached_property
    def shapes(self) -> dict[str, Any]:
        """The features of the subject."""
        found: dict[str, Any] = {}
        for name, shape in self._features.geometry.items():
            kind, own = kind_of(shape), f"feature {name}"
            if kind == "area":
                found[name] = _whole(self._cut(own, [shape]))
            elif kind == "line":
                found[name] = self._line(own, shape)
            else:
                found[name] = shapely.MultiPoint([p for p in self._cut(own, [shape]) if p.geom_type == "Point"])
        return found

    @functools.cached_property
    def edges(self) -> dict[str, Any]:
        """The edges of the areas among them; along the coast they need none of their own."""
        areas = {name: shape for name, shape in self.shapes.items() if isinstance(shape, shapely.MultiPolygon)}
        return {name: self._edge(shape) for name, shape in areas.items() if not shape.is_empty}

    def _edge(self, shape):
        west, south, east, north = shape.bounds
        near = shapely.clip_by_rect(self.coast, west - 1, south - 1, east + 1, north + 1)
        beside = shapely.buffer(near, 0.2, quad_segs=1)
        return shapely.difference(shapely.intersection(shapely.boundary(shape), self._inner), beside)

    @functools.cached_property
    def limits(self) -> dict[str, list[tuple[str, object]]]:
        """The limits, stretch by stretch: how sure it is, its line."""
        return {
            limit: [(certainty, self._line(f"limit {limit} {n}", shape)) for n, (certainty, shape) in enumerate(parts)]
            for limit, parts in self._limits.items()
        }

    @functools.cached_property
    def states(self) -> States:
        """The states, on the land as the sheet has it, and their lines."""
        zones = {state.zone: state for state in self._states.states}
        areas = {
            zone: shapely.intersection(_whole(self._cut(f"zone {zone}", [state.geometry])), self.land)
            for zone, state in zones.items()
        }
        return States(
            [state._replace(geometry=areas[state.zone]) for state in self._states.states],
            [
                border._replace(geometry=self._line(f"border {n}", border.geometry))
                for n, border in enumerate(self._states.borders)
            ],
            [
                (certainty, self._line(f"province {n}", shape))
                for n, (certainty, shape) in enumerate(self._states.provinces)
            ],
        )


def _whole(parts) -> shapely.MultiPolygon:
    """The polygons among parts as one valid MultiPolygon: simplified one by one, neighbours may
    overlap by a hair."""
    whole = shapely.MultiPolygon(polygons_of(shapely.GeometryCollection(parts)))
    return whole if whole.is_valid else shapely.MultiPolygon(polygons_of(united(whole.geoms)))


def land_of(layers, extent, window) -> list:
    """The land of a window: the detailed layer where it covers the subject, the coarse one for what
    lies beyond its edges, or for all of it."""
    land, far = layers.get("land"), layers.get("land_far")
    if land is None or far is None:
        only = far if land is None else land
        return [] if only is None else list(only.geometry)
    if not covers(land, unwrapped(extent)):
        return list(far.geometry)
    if covers(land, window):
        return list(land.geometry)
    known = known_of(land, window)
    near, beyond = in_window(land.geometry, window), in_window(far.geometry, window)
    beyond = [part for part in shapely.difference(beyond, known) if not part.is_empty]
    # Where the detailed land was cut, the coarse goes on; nowhere else do they meet.
    seam = shapely.dwithin(near, shapely.boundary(known), SEAM)
    joined = shapely.union_all([*(part for part, at in zip(near, seam, strict=True) if at), *beyond])
    return [*(part for part, at in zip(near, seam, strict=True) if not at), joined]


def ground_layers(atlas: Atlas, subject: Subject, layers, limits) -> list[str]:
    """The layers that the sheet shows: those of its features, and the ground in as much detail as
    covers the subject."""
    extent = unwrapped(subject.extent)
    found = {atlas.features[name].recipe.layer for name in (*subject.features, *limits)}
    found -= {"stations"}  # a feature may stand at some of them; the dots of all are the subject's choice
    found |= {"land_far", "lakes"} | ({"stations"} if subject.stations else set())
    found |= {
        name
        for name, share in (("land", 0.995), ("rivers", 0.75))
        if name in layers and covers(layers[name], extent, share)
    }
    return [name for name in layers if name in found]


def covers(layer, window, share: float = 0.995) -> bool:
    """Whether what is known of a layer covers (a share of) a window of degrees."""
    box, window = known_of(layer, window), shapely.box(*window)
    return box.intersection(window).area >= share * window.area


def known_of(layer, window):
    """The box (degrees, by whole turns next to a window) in which all of a layer is known: the extent that its source
    declares, or what its rows fill. Where there is none of it within that box, there is nothing but sea."""
    lon = (window[0] + window[2]) / 2
    declared = layer.attrs.get("extent")
    return shapely.box(*extent_beside(declared, lon)) if declared else bounds_beside(layer, lon)
