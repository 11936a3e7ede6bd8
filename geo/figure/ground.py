"""What a map shows under its rights: land, water and limits, projected into a view."""

from __future__ import annotations

from typing import Any, NamedTuple

import geopandas as gpd
import shapely

from ..geometry import bounds_beside, extent_beside, lines_of, polygons_of
from ..model import Atlas, Subject
from ..states import States
from .projection import View, graticule, in_window, unwrapped

#: Islets of the ground under this area (mm² on the sheet) are left out: no printer holds them.
SPECK = 0.008


def kind_of(shape) -> str:
    """area, line or point."""
    return {"Polygon": "area", "LineString": "line"}.get(shape.geom_type.replace("Multi", ""), "point")


class Ground(NamedTuple):
    """Everything that both maps show, in mm within the frame of the first."""

    land: object
    coast: object
    shelf: object  # a rim of shallow water, for the eye only
    lakes: object
    rivers: list[tuple[float, object]]
    graticule: list
    shapes: dict[str, Any]
    edges: dict[str, Any]
    limits: dict[str, list[tuple[str, object]]]
    states: States


def project_ground(
    layers, shown, features: gpd.GeoDataFrame, limits, extent, view: View, shelf_mm: float, states: States
) -> Ground:
    """Project the layers that are shown and some features (EPSG:4326) into a view.

    `limits` are those of `limits.drawn_of`; `extent` is that of the subject, in degrees; `shelf_mm` how far
    the rim of shallow water reaches from the coast; `states` those under the map.
    """
    window = view.window()
    land_parts = in_window(land_of(layers, extent, window), window)
    inner = shapely.box(*view.frame).buffer(-0.02)
    land = _whole([part for part in view.project(land_parts) if part.area > SPECK])
    rivers = []
    # Rivers that treaties name are drawn whole on every sheet.
    if "rivers" in layers:
        drawn = layers["rivers"] if "rivers" in shown else layers["rivers"].query("name.notna() and name != ''")
        for level, group in drawn.groupby("level"):
            found = view.project(group.geometry)
            if found:
                rivers.append((float(level), shapely.GeometryCollection(found)))
    lakes = (
        shapely.GeometryCollection(view.project(layers["lakes"].geometry))
        if "lakes" in layers
        else shapely.GeometryCollection()
    )
    shapes, edges, lines = {}, {}, {}
    for name, shape in features.geometry.items():
        parts = view.project([shape])
        kind = kind_of(shape)
        if kind == "area":
            shapes[name] = _whole(parts)
            edges[name] = shapely.boundary(shapes[name])
        elif kind == "line":
            shapes[name] = shapely.MultiLineString(lines_of(shapely.GeometryCollection(parts)))
        else:
            shapes[name] = shapely.MultiPoint([p for p in parts if p.geom_type == "Point"])
    for limit, parts in limits.items():
        lines[limit] = [
            (certainty, shapely.MultiLineString(lines_of(shapely.GeometryCollection(view.project([shape])))))
            for certainty, shape in parts
        ]
    coast = shapely.intersection(shapely.boundary(land), inner)
    # Along the coast an area needs no edge of its own.
    beside = shapely.buffer(coast, 0.2, quad_segs=1)
    edges = {name: shapely.difference(shapely.intersection(edge, inner), beside) for name, edge in edges.items()}
    large = [part for part in land.geoms if part.area > 0.3]
    shelf = shapely.buffer(shapely.simplify(large, 0.4), shelf_mm, quad_segs=2)
    shelf = shapely.intersection(shapely.union_all(shelf), view.box())
    return Ground(
        land, coast, shelf, lakes, rivers, graticule(view), shapes, edges, lines, _projected(states, land, view)
    )


def _projected(states: States, land, view: View) -> States:
    """States in mm, on the land as the sheet has it, and their lines."""

    def line(shape):
        return shapely.MultiLineString(lines_of(shapely.GeometryCollection(view.project([shape]))))

    areas = {
        state.zone: shapely.intersection(_whole(view.project([state.geometry])), land)
        for state in {state.zone: state for state in states.states}.values()
    }
    return States(
        [state._replace(geometry=areas[state.zone]) for state in states.states],
        [border._replace(geometry=line(border.geometry)) for border in states.borders],
        [(certainty, line(shape)) for certainty, shape in states.provinces],
    )


def _whole(parts) -> shapely.MultiPolygon:
    """The polygons among parts as one valid MultiPolygon: simplified one by one, neighbours may
    overlap by a hair."""
    whole = shapely.MultiPolygon(polygons_of(shapely.GeometryCollection(parts)))
    return (
        whole
        if whole.is_valid
        else shapely.MultiPolygon(polygons_of(shapely.GeometryCollection([shapely.union_all(whole.geoms)])))
    )


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
    beyond = shapely.difference(in_window(far.geometry, window), known_of(land, window))
    return [shapely.union_all([*in_window(land.geometry, window), *beyond])]


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
