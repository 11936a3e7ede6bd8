"""The shapes of a page: the ground under its subject, its features and its limits, packed."""

from __future__ import annotations

import numpy as np
import shapely

from .. import geometry
from ..limits import stretches_of
from ..model import Subject
from ..states import States
from . import encode


def origin(subject: Subject) -> list[int]:
    """A point in the middle of the subject, in units; shapes are packed relative to it, so that the
    browser's single precision leaves them sharp."""
    west, south, east, north = subject.extent
    return [
        int(value)
        for value in encode.to_units(np.array([[(west + east) / 2, (south + north) / 2]]), subject.detail_zoom)[0]
    ]


def _round(layers, name: str, lon: float) -> np.ndarray:
    """The rows of a layer round a longitude, past 180 degrees where they go on there."""
    return geometry.turned(layers[name].geometry.to_numpy(), lon)


def frame_of(subject: Subject, layers):
    """The box (EPSG:4326; past 180 degrees where the ground goes on) for which a page has ground."""
    west, _, east, _ = subject.extent
    frame = shapely.box(*geometry.page_window(subject.extent))
    if "land_far" in layers:
        # As far as there is coarse land, but never less than the subject itself.
        known = shapely.box(*shapely.total_bounds(_round(layers, "land_far", (west + east) / 2)))
        frame = shapely.intersection(frame, shapely.envelope(shapely.union(known, shapely.box(*subject.extent))))
    return frame


def packed_shapes(atlas, subject: Subject, features, layers, chosen, limits, states: States):
    """Ids of the packed shapes in order, and their bytes."""
    frame = frame_of(subject, layers)
    lon = (subject.extent[0] + subject.extent[2]) / 2
    found = [
        ("g-land", True, land_in(layers, frame)),
        ("g-lakes", True, _waters_in(layers, "lakes", frame, subject.detail_zoom)),
        ("g-rivers", False, _waters_in(layers, "rivers", frame, subject.detail_zoom)),
    ]
    for name in (*chosen, *limits):
        shape = geometry.seen_from(features.geometry[name], lon)
        found.append((f"f-{name}", shape.geom_type.endswith("Polygon"), shape))
    for name in limits:
        stretches = stretches_of(atlas.features[name], features, layers)
        for number, shape in enumerate(stretches.geometry if stretches is not None else [], 1):
            found.append((f"l-{name}-{number}", False, geometry.seen_from(shape, lon)))
    found += [(f"b-{name}", False, shape) for name, shape in {b.id: b.geometry for b in states.borders}.items()]
    found += [(f"p-{number}", False, shape) for number, (_, shape) in enumerate(states.provinces, 1)]
    # Of a coast that stood before they cost next to nothing.
    found += [(f"s-{name}", True, shape) for name, shape in {s.zone: s.geometry for s in states.states}.items()]
    middle, seams = np.array(origin(subject)), _seams(atlas, limits, subject.detail_zoom)
    coast: dict = {}
    whole = [geometry.extent_beside(atlas.subjects[name].extent, lon) for name in subject.detail_of]
    rings = [
        [
            _opened_at(ring, seams.get(id_)) - middle
            for ring in encode.packed_shape(shape, subject.extent, subject.detail_zoom, coast, whole)
        ]
        for id_, _, shape in found
    ]

    def coarse(ring: np.ndarray) -> np.ndarray:
        # Rounding moves a vertex by no more than half of what simplifying may move its line.
        tolerance = encode.tolerance_at(ring + middle, subject.extent, subject.detail_zoom, whole)
        return np.log2(tolerance).astype(int)

    shapes = [{"id": id_, "closed": closed and id_ not in seams} for id_, closed, _ in found]
    return shapes, encode.pack(rings, coarse)


def _seams(atlas, limits, detail_zoom: float) -> dict[str, int]:
    """Where a parallel divides two features: their shape ids, and the parallel's y in units."""
    recipes = {name: atlas.features[name].recipe.parallel for name in limits}
    return {
        f"f-{feature}": int(np.rint(encode.to_units(np.array([[0.0, parallel]]), detail_zoom)[0, 1]))
        for name, parallel in recipes.items()
        if parallel is not None
        for feature in atlas.features[name].divides
    }


def _opened_at(ring: np.ndarray, y: int | None) -> np.ndarray:
    """A ring as an open line that leaves out its one stretch along y: filled it is the same, but its
    stroke draws no border where, on that day, there is none."""
    on = ring[:, 1] == y
    edges = np.flatnonzero(on[:-1] & on[1:])
    if not len(edges) or edges[-1] - edges[0] >= len(edges):
        return ring
    return np.roll(ring[:-1], -(edges[-1] + 1), axis=0)[: len(ring) - len(edges)]


def land_in(layers, frame):
    """Detailed land where there is any, coarse land round it."""
    near = ground_in(layers, "land", frame)
    if "land_far" not in layers:
        return near
    lon = frame.centroid.x
    covered = shapely.box(*shapely.total_bounds(_round(layers, "land", lon))) if "land" in layers else shapely.Polygon()
    far = _round(layers, "land_far", lon)
    far = shapely.disjoint_subset_union_all(far[shapely.intersects(far, frame)])
    far = shapely.difference(shapely.intersection(far, frame), covered)
    if far.is_empty:
        return near
    # Where the two layers meet they become one shape, so that no coast is drawn along the seam; the
    # sliver of overlap closes the gap that rounding leaves.
    seam = shapely.boundary(covered)
    strip = shapely.intersection(far, seam.buffer(0.05)).buffer(0.005)
    parts = shapely.get_parts(near)
    meets = shapely.intersects(parts, seam)
    joined = shapely.disjoint_subset_union_all([*parts[meets], far, strip])
    return shapely.GeometryCollection([*parts[~meets], *geometry.polygons_of(joined)])


#: What of the waters a map from afar has room for; a map of full detail shows all.
FROM_AFAR = {"rivers": "level <= 1", "lakes": "area_km2 >= 400"}


def _waters_in(layers, name, frame, detail_zoom: float):
    """The rivers or lakes that a map of this detail has room for."""
    if name in layers and detail_zoom < encode.DETAIL_ZOOM:
        layers = layers | {name: layers[name].query(FROM_AFAR[name])}
    return ground_in(layers, name, frame)


def ground_in(layers, name, frame):
    if name not in layers:
        return shapely.MultiPolygon()
    rows = _round(layers, name, frame.centroid.x)
    parts = shapely.get_parts(rows[shapely.intersects(rows, frame)])
    west, _, east, _ = frame.bounds
    if west < -180 < east or west < 180 < east:
        # What was cut at 180 degrees is one again.
        seam = (np.abs(shapely.bounds(parts)[:, [0, 2]]) == 180).any(axis=1)
        parts = np.concatenate([parts[~seam], shapely.get_parts(shapely.union_all(parts[seam]))])
    return shapely.GeometryCollection(parts.tolist())
