"""States and the borders between them: modern borders upstream and lines drawn by hand cut the land, and each
piece is of the zone that the facts give it to."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import shapely
from shapely.ops import polygonize

from geo import geometry
from geo.errors import DataError


def read_facts(path: Path, table: str, keys: str) -> list[dict]:
    """The tables `[[table]]` of a hand-edited TOML file; each has the `keys`."""
    shown = f"shapefiles/{path.parent.name}/{path.name}"
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))[table]
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{shown}: cannot be read ({error}); allowed: TOML with tables [[{table}]]") from None
    for number, row in enumerate(rows, 1):
        missing = [key for key in keys.split() if key not in row]
        if missing:
            raise DataError(
                f"{shown}, {table} {row.get('id', number)}: no {', '.join(missing)}; allowed: a table with {keys}"
            )
    return rows


def shared_lines(one, other) -> list:
    """The lines along which two areas (EPSG:4326) meet."""
    both = [shapely.boundary(shapely.MultiPolygon(geometry.polygons_of(area))) for area in (one, other)]
    lines = geometry.lines_of(shapely.intersection(*both))
    if not lines:
        raise DataError("two areas of the layer states do not meet; allowed: neighbours")
    return geometry.lines_of(shapely.line_merge(shapely.MultiLineString(lines)))


def stretch_between(lines, start, end):
    """The stretch, from `start` to `end` (lon, lat), of that line which comes nearest to both."""
    near = min(lines, key=lambda line: line.distance(shapely.Point(start)) + line.distance(shapely.Point(end)))
    found = geometry.stretch(near, start, end)
    first = shapely.Point(found.coords[0])
    return found if first.distance(shapely.Point(start)) <= first.distance(shapely.Point(end)) else found.reverse()


def border_line(border: dict, areas):
    """The line of one `[[border]]`: where two areas meet, or drawn by hand, with the points `beyond` its end that
    carry it over the shore."""
    if "line" in border:
        line = shapely.LineString(border["line"])
    else:
        line = stretch_between(shared_lines(*(areas[iso] for iso in border["between"])), border["from"], border["to"])
    return shapely.LineString([*line.coords, *border.get("beyond", [])])


def pieces(land, lines) -> list:
    """Polygons (EPSG:4326) cut by lines; those that no line meets stay whole."""
    cut, net = [], shapely.union_all(lines)
    for part in geometry.polygons_of(land):
        if not part.intersects(net):
            cut.append(part)
            continue
        found = np.array(
            list(
                polygonize(geometry.lines_of(shapely.node(shapely.GeometryCollection([shapely.boundary(part), net]))))
            ),
            dtype=object,
        )
        shapely.prepare(part)
        cut += found[shapely.contains(part, shapely.point_on_surface(found))].tolist()
    return cut


def zone_of(shapes, zones: list[dict], areas) -> list[str]:
    """The zone of each piece of land: the first in whose `boxes` a point inside it lies, else the one whose areas
    (`iso_numeric`) hold or are nearest to that point; empty where that area is of no zone."""
    inner = shapely.get_coordinates(shapely.point_on_surface(shapes))
    inner[:, 0] = np.where(inner[:, 0] > 180, inner[:, 0] - 360, inner[:, 0])
    points, found = shapely.points(inner), np.full(len(shapes), None, dtype=object)
    free = np.full(len(shapes), True)
    for zone in zones:
        for box in zone.get("boxes", []):
            first = free & shapely.intersects(shapely.box(*box), points)
            found[first], free = zone["id"], free & ~first
    parts, part_of = shapely.get_parts(shapely.get_parts(areas.to_numpy()), return_index=True)
    outer = shapely.get_parts(areas.to_numpy(), return_index=True)[1]
    names = areas.index.to_numpy()[outer[part_of]]
    nearest = shapely.STRtree(parts).nearest(points)
    by_area = {iso: zone["id"] for zone in zones for iso in zone.get("iso_numeric", [])}
    return [by_area.get(names[near], "") if name is None else name for name, near in zip(found, nearest, strict=True)]


def joined_land(near, far, extent):
    """Detailed land (EPSG:4326) within its extent and coarse land beyond it, as one; past 180 degrees longitudes
    run on."""
    window = shapely.box(*extent)
    beyond = shapely.difference(geometry.joined_at_180(shapely.union_all(far)), window)
    seam = shapely.boundary(window)
    meets = shapely.intersects(near, seam)
    # The two differ along the seam by some hundred metres of coast: a hair of overlap makes them one.
    strip = shapely.intersection(beyond, seam.buffer(0.02)).buffer(1e-4)
    return shapely.GeometryCollection(
        [
            *near[~meets],
            *geometry.polygons_of(
                shapely.union_all([*near[meets], beyond, shapely.intersection(strip, seam.buffer(1e-4))])
            ),
        ]
    )
