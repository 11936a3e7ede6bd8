"""How exact the border, the areas and the packed shapes are.

Everything on the WGS 84 ellipsoid. Published figures and their sources stand in the atlas's
`features.toml`; the coarse coast is the layer `land_far` (the same survey, simplified to 0.01
degrees, small islands dropped), which stands in for the maps that are drawn from coarse data. The
only Natural Earth in the repository is the outline of Korea, which is our shape itself.
"""

from __future__ import annotations

import numpy as np
import shapely

from geo import World, build_world, geometry
from geo.web import encode

from .measures import table

NORTH, SOUTH, BORDER, WHOLE = "sakhalin-north", "sakhalin-south", "sakhalin-border", "sakhalin-whole"

#: Latitude that the border follows, degrees (Treaty of Portsmouth, Art. IX).
PARALLEL = 50.0


def report(runs: int = 1) -> str:
    """A Markdown section; what is measured here does not vary from run to run."""
    world = build_world("portsmouth_1905")
    return "\n".join(
        [
            "## Accuracy\n",
            __doc__.split("\n\n", 1)[1],
            "### The border on Sakhalin\n",
            table(["measure", "value"], border(world)),
            "### Areas and lengths\n",
            table(["feature", "ours", "compared with", "value", "ours is"], sizes(world)),
            "### What packing loses\n\nShapes of each page after packing, against the layers, inside "
            "the page's extent; a pixel is one at the page's deepest zoom of full detail. `gone`: islets "
            "too small to be seen there, and how long the longest is.\n",
            table(
                ["page", "feature", "vertices", "packed", "farthest m", "farthest px", "area", "gone"], packing(world)
            ),
        ]
    )


def border(world: World) -> list[list[str]]:
    """The 50th parallel as we draw it, beside a straight line between its ends."""
    shape = world.features.geometry
    points = shapely.get_coordinates(shape[BORDER])
    west, east = points[np.argmin(points[:, 0])], points[np.argmax(points[:, 0])]
    overlap = geometry.area_km2(shape[NORTH].intersection(shape[SOUTH]))
    left = geometry.area_km2(shape[WHOLE]) - sum(geometry.area_km2(shape[name]) for name in (NORTH, SOUTH))
    return [
        ["vertices", f"{len(points):,}"],
        ["farthest vertex from the parallel", f"{off_parallel(points):.3f} m"],
        ["farthest point of the geodesics between them", f"{max(map(off_chord, points[:-1], points[1:])):.3f} m"],
        ["the same, of one geodesic from shore to shore", f"{off_chord(west, east):.0f} m"],
        ["overlap of the halves", f"{overlap * 1e6:.0f} m²"],
        ["the island less its halves", f"{left * 1e6:.0f} m²"],
        ["length on the parallel", f"{geometry.length_km(shape[BORDER]):.3f} km"],
    ]


def off_parallel(points: np.ndarray) -> float:
    """Greatest distance of points (degrees) from the parallel, metres."""
    on = np.full(len(points), PARALLEL)
    return float(geometry.ELLIPSOID.inv(points[:, 0], points[:, 1], points[:, 0], on)[2].max())


def off_chord(a, b) -> float:
    """Greatest distance of the geodesic between two points from the parallel, metres."""
    between = geometry.ELLIPSOID.npts(*a, *b, 51)
    return off_parallel(np.array([a, *between, b]))


def sizes(world: World) -> list[list[str]]:
    """Ours beside every published figure, and beside the coarse coast."""
    rows = []
    for feature in world.atlas.features.values():
        row = world.features.loc[feature.id]
        for figure in feature.published:
            ours, value, unit = (row.length_km, figure.km, "km") if figure.km else (row.area_km2, figure.km2, "km²")
            if value and ours == ours:
                rows.append(_compared(feature.id, ours, figure.cite, value, unit))
    far = world.layers["land_far"]
    coarse = shapely.union_all(far[far["group"] == "sakhalin"].geometry.to_numpy())
    for name, box in ((NORTH, geometry.box(140, PARALLEL, 146, 56)), (SOUTH, geometry.box(140, 44, 146, PARALLEL))):
        rows.append(
            _compared(
                name,
                world.features.area_km2[name],
                "coarse coast (`land_far`)",
                geometry.area_km2(coarse.intersection(box)),
                "km²",
            )
        )
    railways = world.layers["railways"]
    for group in railways["group"].unique():
        rows.append(
            _compared(
                group,
                world.features.length_km[group],
                "chainage (`railways`)",
                railways[railways["group"] == group]["length_km"].sum(),
                "km",
            )
        )
    return rows


def _compared(name, ours, other, value, unit) -> list[str]:
    return [name, f"{ours:,.1f} {unit}", other, f"{value:,.1f} {unit}", f"{100 * (ours / value - 1):+.1f} %"]


def packing(world: World) -> list[list[str]]:
    """The areas of each page, packed and opened again, beside the shapes they were made from."""
    rows = []
    for subject in world.atlas.subjects.values():
        box = geometry.box(*subject.extent)
        for name in subject.features:
            shape = geometry.joined_at_180(world.features.geometry[name])
            # Only what lies wholly in the extent has full detail everywhere.
            if shape.geom_type == "MultiPolygon" and box.contains(shape):
                rows.append([subject.id, name, *_lost(shape, subject)])
    return rows


def _lost(shape, subject) -> list[str]:
    """The cells of one shape: what each of its rings loses."""
    pixel = encode.WORLD_UNITS / (256 * 2**subject.detail_zoom)
    metres = 2 * np.pi * geometry.ELLIPSOID.a * np.cos(np.radians(shape.centroid.y)) / encode.WORLD_UNITS
    kept, off, gone, after = 0, 0.0, [0.0], 0.0
    for ring in shapely.get_rings(geometry.polygons_of(shape)):
        before = encode.to_units(shapely.get_coordinates(ring))
        packed = encode.packed_shape(shapely.polygons(ring), subject.extent, subject.detail_zoom)
        if packed:
            kept += len(packed[0])
            line = shapely.linestrings(packed[0])
            off = max(off, shapely.distance(shapely.points(before), line).max())
            # Holes run the other way round.
            after += _signed_area(packed[0])
        else:
            gone.append(np.ptp(before, axis=0).max())
    whole = shapely.area(shapely.transform(shape, encode.to_units))
    return [
        f"{shapely.get_num_coordinates(shape):,}",
        f"{kept:,}",
        f"{off * metres:.0f}",
        f"{off / pixel:.2f}",
        f"{100 * (abs(after) / whole - 1):+.4f} %",
        f"{len(gone) - 1} ({max(gone) / pixel:.2f} px)",
    ]


def _signed_area(ring: np.ndarray) -> float:
    x, y = (ring - ring[0]).T.astype(float)
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2
