"""Pure functions on shapes; nothing here knows a treaty.

Shapes are shapely geometries in EPSG:4326 (longitude, latitude in degrees). Lengths and areas are
measured on the WGS 84 ellipsoid, never in degrees and never in a projection.
"""

from __future__ import annotations

import functools

import numpy as np
import shapely
from pyproj import CRS, Geod, Proj, Transformer
from pyproj.enums import TransformDirection
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.ops import split, substring

#: WGS 84 (EPSG:7030), the ellipsoid of every layer.
ELLIPSOID = Geod(ellps="WGS84")

#: Spacing of vertices along a parallel or a meridian, degrees. The chord of 50°N across Sakhalin
#: leaves the parallel by up to 521 m; at this spacing by less than 0.02 m.
STEP_DEGREES = 0.01

#: Vertices this near to 180 degrees (at most 560 m) were cut there.
NEAR_180 = 0.005


#: A page has ground for a screen this much wider than high, when what it shows fills its height ...
ASPECT = 3.0

#: ... and for one this much higher than wide, when that fills its width: half of a phone, for one of two days;
TALL = 3.4

#: and a margin: a fraction of what it shows, but no more degrees than this on any side.
MARGIN, MARGIN_DEGREES = 0.3, 40.0


def page_window(extent) -> tuple[float, float, float, float]:
    """West, south, east, north (degrees, east may run on past 180) of all that a page of an extent may show."""
    west, south, east, north = extent
    dy = (north - south) * MARGIN
    # In Web Mercator a degree of latitude is as long as 1/cos(latitude) degrees of longitude.
    height = (north - south) / np.cos(np.radians((north + south) / 2))
    dx = max((ASPECT * height - (east - west)) / 2, 0) + (east - west) * MARGIN
    dy += max((TALL * (east - west) * np.cos(np.radians((north + south) / 2)) - (north - south)) / 2, 0)
    dx, dy = min(dx, MARGIN_DEGREES), min(dy, MARGIN_DEGREES)
    return west - dx, south - dy, east + dx, north + dy


def parallel_line(latitude: float, west: float, east: float) -> LineString:
    """A parallel of latitude as a LineString (EPSG:4326) with a vertex every 0.01 degrees."""
    return LineString(_along(latitude, west, east))


def _along(latitude: float, west: float, east: float) -> np.ndarray:
    count = max(2, round((east - west) / STEP_DEGREES) + 1)
    return np.column_stack([np.linspace(west, east, count).round(9), np.full(count, float(latitude))])


def meridian_line(longitude: float, south: float, north: float) -> LineString:
    """A meridian as a LineString (EPSG:4326); straight in degrees, so that its ends are enough."""
    return LineString([(longitude, south), (longitude, north)])


@functools.lru_cache(maxsize=1)  # an area and its edge ask one after the other
def widened(shape, km: float, near: tuple[float, float, float, float] | None = None):
    """All that lies within a distance (km, on the ellipsoid) of a geometry (EPSG:4326): a MultiPolygon.

    Of a long coast only what is in reach of a box `near` (west, south, east, north; the east may run on past 180) need
    be widened: beyond it the result is not whole.

    Each piece of at most half a degree is widened in an azimuthal equidistant projection round its middle: there the
    distance is off by less than 0.01 % of it, up to some hundred kilometres. What lies across 180 degrees is split
    there; none may reach a pole.
    """
    found = []
    for part in shapely.get_parts(shapely.segmentize(shape, 0.25)):
        west, south, east, north = part.bounds
        for lon in np.arange(np.floor(west * 2), np.floor(east * 2) + 1) / 2:
            for lat in np.arange(np.floor(south * 2), np.floor(north * 2) + 1) / 2:
                if near is not None and not _in_reach((lon, lat, lon + 0.5, lat + 0.5), km, near):
                    continue
                piece = shapely.intersection(part, shapely.box(lon, lat, lon + 0.5, lat + 0.5))
                if not piece.is_empty:
                    found.append(_widened(piece, km, lon + 0.25, lat + 0.25))
    return tidy(_wrapped(shapely.disjoint_subset_union_all(found)))


def _in_reach(box: tuple[float, float, float, float], km: float, near: tuple[float, float, float, float]) -> bool:
    """Whether a box (degrees) comes within a distance of another, on any turn of the globe; rather once too often."""
    west, south, east, north = box
    # The shortest degree of latitude, on the ellipsoid 110.57 km, and one of longitude at the far side of the box.
    up = km / 110.5
    aside = up / max(np.cos(np.radians(min(max(-south, north) + up, 89.9))), 1e-3)
    return (
        south - up <= near[3]
        and near[1] <= north + up
        and any(west - aside + turn <= near[2] and near[0] <= east + aside + turn for turn in (-360, 0, 360))
    )


#: A line in the middle is found from so many points along both sides, at the most ...
MIDDLE_POINTS = 8000

#: ... of what lies within so many times the size of the smaller, or the gap, of the other.
MIDDLE_REACH = 3.0


def middle_line(one, other) -> MultiLineString:
    """The line that is as far from one geometry as from another (EPSG:4326), where they face each other: the middle of
    a channel between its banks.

    It is drawn between the cells of a Voronoi diagram of points along both, in an azimuthal equidistant projection
    round their middle; it is off by at most as much as these points are apart. It runs on past the ends of the channel:
    `clip`, `within` or `between` end it.
    """
    lon = (one.bounds[0] + one.bounds[2]) / 2
    one, other = seen_from(one, lon), seen_from(other, lon)
    near = shapely.shortest_line(one, other)
    (lon, lat) = shapely.get_coordinates(shapely.centroid(near))[0]
    here = _round_about(lon, lat)
    flat = [
        shapely.transform(shape, lambda lonlat: np.column_stack(here.transform(*lonlat.T))) for shape in (one, other)
    ]
    sides = [shapely.boundary(shape) if polygons_of(shape) else shape for shape in flat]
    # Where the two face each other: in reach of the other, by the size of the smaller or by what parts them.
    sizes = [float(np.ptp(np.reshape(side.bounds, (2, 2)), axis=0).max()) for side in sides]
    reach = MIDDLE_REACH * max(min(sizes), shapely.distance(*sides))
    sides = [shapely.intersection(side, shapely.box(*rest.bounds).buffer(reach)) for side, rest in (sides, sides[::-1])]
    step = max(sum(shapely.length(side) for side in sides) / MIDDLE_POINTS, 1.0)
    points = [np.unique(shapely.get_coordinates(shapely.segmentize(side, step)), axis=0) for side in sides]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(np.concatenate(points)), ordered=True))
    of_one, of_other = (shapely.union_all(part) for part in (cells[: len(points[0])], cells[len(points[0]) :]))
    line = shapely.intersection(shapely.boundary(of_one), shapely.boundary(of_other))
    line = shapely.line_merge(MultiLineString(lines_of(line)))

    def lonlat(xy: np.ndarray) -> np.ndarray:
        x, y = xy.T
        return np.column_stack(here.transform(x, y, direction=TransformDirection.INVERSE))

    back = shapely.transform(line, lonlat)
    return MultiLineString(lines_of(shapely.simplify(back, step / 4 / 111_320)))


def _wrapped(shape):
    """A geometry with any longitudes, each turn of it brought to -180 to 180 degrees."""
    west, _, east, _ = shape.bounds
    turns = np.arange(np.floor((west + 180) / 360), np.ceil((east + 180) / 360))
    pieces = [shapely.intersection(shape, shapely.box(360 * n - 180, -90, 360 * n + 180, 90)) for n in turns]
    return shapely.union_all(
        [shapely.transform(piece, lambda at, n=n: at - [360 * n, 0]) for n, piece in zip(turns, pieces, strict=True)]
    )


def _widened(piece, km: float, lon: float, lat: float):
    # A Proj is made a hundred times faster than a Transformer, and a long coast has a thousand pieces.
    here = Proj(proj="aeqd", lon_0=lon, lat_0=lat, ellps="WGS84")
    flat = shapely.transform(piece, lambda lonlat: np.column_stack(here(*lonlat.T)))
    wide = shapely.buffer(flat, km * 1000, quad_segs=32)

    def lonlat(xy: np.ndarray) -> np.ndarray:
        """Degrees that run on past 180, so that no edge goes back round the globe."""
        degrees = np.column_stack(here(xy[:, 0], xy[:, 1], inverse=True))
        degrees[:, 0] += 360 * np.round((lon - degrees[:, 0]) / 360)
        return degrees

    return shapely.make_valid(shapely.transform(wide, lonlat))


def box(west: float, south: float, east: float, north: float) -> Polygon:
    """A box of parallels and meridians with a vertex every 0.01 degrees on the parallels.

    Two boxes that share a parallel have the same vertices along it, whatever their other sides, as
    long as west and east are the same: so two halves cut by them share an edge exactly.
    """
    return Polygon(np.concatenate([_along(south, west, east), _along(north, west, east)[::-1]]))


def polygons_of(shape) -> list[Polygon]:
    """The Polygons in a geometry, in order; points and lines left by a cut are dropped."""
    return _parts_of(shape, shapely.GeometryType.POLYGON)


def lines_of(shape) -> list[LineString]:
    """The LineStrings in a geometry, in order."""
    return _parts_of(shape, shapely.GeometryType.LINESTRING)


def points_of(shape) -> list[Point]:
    """The Points in a geometry, in order."""
    return _parts_of(shape, shapely.GeometryType.POINT)


def _parts_of(shape, kind: shapely.GeometryType) -> list:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return parts[(shapely.get_type_id(parts) == kind) & ~shapely.is_empty(parts)].tolist()


def tidy(shape):
    """One valid geometry of one kind: MultiPolygon, MultiLineString or Point, parts in fixed order.

    The order (west to east, then south to north) makes two builds write the same bytes.
    """
    for parts, multi in ((polygons_of(shape), MultiPolygon), (lines_of(shape), MultiLineString)):
        if parts:
            return multi(sorted(parts, key=lambda part: part.bounds))
    return shape


def united(shapes):
    """The union of geometries. One is its own, and what does not meet is not overlaid: both cost seconds on a
    continent."""
    shapes = np.asarray(shapes)
    return shapes[0] if len(shapes) == 1 else shapely.disjoint_subset_union_all(shapes)


def mended(shape):
    """A geometry whose rings do not cross, with no parts of a lower dimension than it had."""
    parts = {2: polygons_of, 1: lines_of}.get(shapely.get_dimensions(shape), points_of)
    return tidy(shapely.GeometryCollection(parts(shapely.make_valid(shape))))


def without_needles(shape, width: float = 1e-4):
    """A geometry without the polygons that are, in the mean, narrower than `width` (degrees; some 10 m).

    Where one shape is taken from another that shares its edge, such needles are what differently
    simplified edges leave between them: they are no land. GSHHG's own islets are wider.
    """
    parts = shapely.get_parts(shape)
    long = shapely.length(parts)
    thin = (shapely.get_dimensions(parts) == 2) & (2 * shapely.area(parts) < width * long)
    return shapely.union_all(parts[~thin]) if thin.any() else shape


def halves(outline: Polygon, line: LineString) -> list[Polygon]:
    """The pieces into which a line cuts a Polygon; one piece where it does not cross it."""
    return polygons_of(split(outline, line))


def piece_containing(shape, line: LineString, lon: float, lat: float):
    """The piece of a polygon geometry, cut by a line, that holds the point (lon, lat).

    Polygons that the line does not cross are dropped, unless the point lies in them. An empty
    geometry comes back where no piece holds the point.
    """
    point = Point(lon, lat)
    for polygon in polygons_of(shape):
        if polygon.intersects(point):
            for piece in halves(polygon, line):
                if piece.intersects(point):
                    return piece
    return Polygon()


def stretch(line, start: tuple[float, float], end: tuple[float, float]) -> LineString:
    """The shorter stretch of a LineString between the vertices nearest to two points (lon, lat).

    On a closed ring the stretch may run across the ring's first vertex.
    """
    a, b = (line.project(Point(p)) for p in (start, end))
    direct = substring(line, min(a, b), max(a, b))
    if not line.is_ring:
        return direct
    around = list(substring(line, max(a, b), line.length).coords)
    around += list(substring(line, 0, min(a, b)).coords)[1:]
    return min(direct, LineString(around), key=lambda part: part.length)


def joined_at_180(shape):
    """A geometry split at 180 degrees, joined again: longitudes west of Greenwich become 180 to 360.

    The two halves need not fit to the last digit: what lies within 0.005 degrees of 180 counts as on
    it, and no edge of the joined shape runs along it. A geometry that does not reach 180 degrees from
    both sides comes back as it is.
    """
    west, _, east, _ = shape.bounds
    if west > -180 + NEAR_180 or east < 180 - NEAR_180:
        return shape
    parts = shapely.get_parts(shape)
    turn = np.where(shapely.bounds(parts)[:, 0] < 0, 360, 0)
    moved = [
        shapely.make_valid(shapely.transform(part, lambda lonlat, by=by: _on_180(lonlat + [by, 0])))
        for part, by in zip(parts, turn, strict=True)
    ]
    joined = shapely.disjoint_subset_union_all(moved)
    if not polygons_of(joined):
        return shapely.line_merge(joined) if lines_of(joined) else joined
    whole = [
        shapely.Polygon(_without_step(part.exterior), [_without_step(hole) for hole in part.interiors])
        for part in polygons_of(joined)
    ]
    return shapely.make_valid(whole[0] if len(whole) == 1 else MultiPolygon(whole))


def _on_180(lonlat: np.ndarray) -> np.ndarray:
    """Vertices with those that lie next to 180 degrees put on it."""
    near = np.abs(lonlat[:, 0] - 180) < NEAR_180
    return np.column_stack([np.where(near, 180.0, lonlat[:, 0]), lonlat[:, 1]])


def _without_step(ring) -> np.ndarray:
    """The vertices of a ring, less a step along 180 degrees that unlike ends of two halves leave."""
    lonlat = shapely.get_coordinates(ring)[:-1]
    at = lonlat[:, 0] == 180
    steps = at & np.roll(at, -1) & (np.abs(lonlat[:, 1] - np.roll(lonlat[:, 1], -1)) < NEAR_180)
    return lonlat[~steps] if (~steps).sum() >= 3 else lonlat


def beside(shape, lon: float):
    """A geometry (EPSG:4326) moved by whole turns so that its middle lies within 180 degrees of a longitude."""
    west, _, east, _ = shape.bounds
    turn = 360 * round((lon - (west + east) / 2) / 360) if west == west else 0
    return shapely.transform(shape, lambda lonlat: lonlat + [turn, 0]) if turn else shape


def unwrapped(extent) -> tuple[float, float, float, float]:
    """An extent (west, south, east, north; degrees) whose east is not smaller than its west: it runs on past 180
    where it crosses it."""
    west, south, east, north = extent
    return west, south, east + 360 if east < west else east, north


def extent_beside(extent, lon: float) -> tuple[float, float, float, float]:
    """An extent moved by whole turns so that its middle lies within 180 degrees of a longitude; one that goes round the
    globe reaches as far on both sides of it."""
    west, south, east, north = unwrapped(extent)
    if east - west >= 360:
        return lon - 180, south, lon + 180, north
    turn = 360 * round((lon - (west + east) / 2) / 360)
    return west + turn, south, east + turn, north


def lon_beside(longitude: float, lon: float) -> float:
    """A longitude moved by whole turns to within 180 degrees of another."""
    return longitude + 360 * round((lon - longitude) / 360)


def extent_of(extents) -> tuple[float, float, float, float]:
    """The extent that holds several (west, south, east, north; degrees), each moved beside the first."""
    first = unwrapped(extents[0])
    moved = [extent_beside(extent, (first[0] + first[2]) / 2) for extent in extents]
    west, south, east, north = zip(*moved, strict=True)
    return min(west), min(south), max(east), max(north)


def seen_from(shape, lon: float):
    """A geometry (EPSG:4326) as a map round a longitude shows it: joined across 180 degrees, each part moved by whole
    turns so that it lies within 180 degrees of that longitude."""
    if shape.is_empty:
        return shape
    shape = joined_at_180(shape)
    west, _, east, _ = shape.bounds
    if not (west < lon - 180 or east > lon + 180):
        return shape
    moved = turned(shapely.get_parts(shape), lon)
    seam = (np.abs(shapely.bounds(moved)[:, [0, 2]]) == 180).any(axis=1)
    joined = shapely.get_parts(shapely.union_all(moved[seam])) if seam.any() else []
    if shape.geom_type.endswith("Point"):
        return moved[0] if shape.geom_type == "Point" else shapely.multipoints(moved)
    return tidy(shapely.GeometryCollection([*moved[~seam], *joined]))


def turned(parts: np.ndarray, lon: float) -> np.ndarray:
    """Geometries (EPSG:4326), each moved by whole turns so that its middle lies within 180 degrees of a longitude. What
    goes half round the globe or further is parted 180 degrees from there instead, and is whole everywhere else."""
    bounds = shapely.bounds(parts)
    turns = 360 * np.nan_to_num(np.round((lon - (bounds[:, 0] + bounds[:, 2]) / 2) / 360))
    moved = np.array(parts, dtype=object)
    for n in np.flatnonzero(bounds[:, 2] - bounds[:, 0] > 180):
        turns[n], moved[n] = 0, _parted_round(parts[n], lon)
    for turn in set(turns[turns != 0].tolist()):
        at = turns == turn
        moved[at] = shapely.transform(moved[at], lambda lonlat, turn=turn: lonlat + [turn, 0])
    return moved


def _parted_round(shape, lon: float):
    """A geometry as it lies within 180 degrees of a longitude; its ends meet again where they were cut at 180."""
    here = shapely.box(lon - 180, -90, lon + 180, 90)
    turns = [shapely.transform(shape, lambda lonlat, turn=turn: lonlat + [turn, 0]) for turn in (-360, 0, 360)]
    return shapely.union_all(shapely.intersection(turns, here))


def bounds_beside(layer, lon: float) -> Polygon:
    """The box that the rows of a layer fill (a GeoDataFrame, EPSG:4326), each by whole turns next to a longitude: of
    rows that were cut at 180 degrees it is no band round the globe."""
    return shapely.box(*shapely.total_bounds(turned(layer.geometry.to_numpy(), lon)))


def split_at_180(shape):
    """A geometry with longitudes up to 360 degrees, split at 180 as RFC 7946 (3.1.9) asks."""
    if shape.bounds[2] <= 180:
        return shape
    here = shapely.intersection(shape, shapely.box(-180, -90, 180, 90))
    there = shapely.intersection(shape, shapely.box(180, -90, 540, 90))
    there = shapely.transform(there, lambda lonlat: lonlat - [360, 0])
    return shapely.GeometryCollection([*shapely.get_parts(here), *shapely.get_parts(there)])


def area_km2(shape) -> float:
    """Area of the polygons of a geometry (EPSG:4326) on the ellipsoid, km²; holes count as none."""
    total = 0.0
    for polygon in polygons_of(shape):
        outline = shapely.orient_polygons(polygon)
        total += ELLIPSOID.geometry_area_perimeter(outline)[0]
    return total / 1e6


def length_km(shape) -> float:
    """Length of the lines of a geometry (EPSG:4326) on the ellipsoid, km."""
    return sum(ELLIPSOID.geometry_length(line) for line in lines_of(shape)) / 1e3


def distance_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Length of the geodesic between two points (degrees), km."""
    return ELLIPSOID.inv(lon1, lat1, lon2, lat2)[2] / 1e3


def distance_m(lon: float, lat: float, shape) -> float:
    """Distance on the ellipsoid from a point (degrees) to a geometry (EPSG:4326), metres.

    Edges run straight in an azimuthal equidistant projection round the point, which leaves the
    distances of vertices true; 0 where an area holds the point.
    """
    project = _round_about(lon, lat)
    flat = shapely.transform(shape, lambda lonlat: np.column_stack(project.transform(*lonlat.T)))
    return float(shapely.distance(flat, Point(0, 0)))


def at_least_m(lon: float, lat: float, shape) -> float:
    """A distance (metres) that a geometry (EPSG:4326) lies from a point (degrees) at the least, from its bounds alone:
    on a sphere to the parallel or the meridian that parts them, less than the ellipsoid can take from it."""
    west, south, east, north = shape.bounds
    # A meridian is crossed at right angles at asin(cos(lat) sin(apart)), if it is less than a quarter round the earth.
    apart = (
        np.radians(min(90.0, max(0.0, min((west - lon) % 360, (lon - east) % 360)))) if not west <= lon <= east else 0
    )
    across = np.arcsin(np.cos(np.radians(lat)) * np.sin(apart))
    along = np.radians(max(0.0, south - lat, lat - north))
    return float(max(across, along)) * ELLIPSOID.b * 0.99


@functools.lru_cache(maxsize=8)
def _round_about(lon: float, lat: float) -> Transformer:
    """From degrees to metres round a point; slow to make, and asked for once for each feature of an atlas."""
    here = CRS.from_dict({"proj": "aeqd", "lon_0": lon, "lat_0": lat, "ellps": "WGS84"})
    return Transformer.from_crs("EPSG:4326", here, always_xy=True)


def graticule(extent, step: float) -> list[tuple[str, float, LineString]]:
    """Meridians and parallels inside an extent (west, south, east, north; degrees).

    Returns
    -------
    list of (axis, degrees, LineString)
        axis is "meridian" or "parallel"; lines are in EPSG:4326, with a vertex every 0.01 degrees
        or closer.
    """
    west, south, east, north = extent
    lines = []
    for lon in np.arange(np.ceil(west / step), np.floor(east / step) + 1) * step:
        lines.append(("meridian", float(lon), LineString([(lon, south), (lon, north)])))
    for lat in np.arange(np.ceil(south / step), np.floor(north / step) + 1) * step:
        lines.append(("parallel", float(lat), parallel_line(float(lat), west, east)))
    return lines
