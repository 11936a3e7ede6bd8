"""The layers that any atlas can lie on, for its extent: land in detail and coarsely round it, lakes and rivers; and the
countries of our day, to find one's way by."""

from __future__ import annotations

import bisect
import functools
import math
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
import tomli_w

from .. import geometry
from ..errors import UsageError
from ..layers import write_layer
from . import upstream
from .shapes import apart, boxes_of, cut_to, joined_rivers, levels_of, wholes
from .upstream import outlines

#: Maps end where Web Mercator does (degrees).
ENDS = 85.0

#: The least that a map can show (degrees; some 10 m).
LEAST = 1e-4

#: Land in detail reaches so far beyond the extent: a fraction of its sides, and the least and the most of degrees.
BESIDE, LEAST_BESIDE, MOST_BESIDE = 0.15, 0.02, 5.0

#: Coarse land reaches so far beyond what a page shows (a fraction of its sides): a sheet in a conic projection shows
#: more, and a cut edge would look like a coast.
ROUND = 0.25

#: Within so many square degrees detail comes from GSHHG at full resolution, beyond from high.
FULL = 4500.0

#: No layer has more vertices: what has more is simplified until it has not. Building takes seconds then, whatever
#: the extent.
MOST_VERTICES = 250_000

#: Tolerances tried one after the other (degrees; 0 keeps every vertex). The first that is enough is taken.
TOLERANCES = (0, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05)

#: Coarse land is as fine as a map of the whole window this many pixels wide, but no finer than upstream (degrees).
COARSE_PIXELS, FINEST = 2500, 0.002

#: Of 4,400 km across, rivers from 600 km on are drawn at every scale and those from 250 km on at most; lakes are from
#: 2 km2 on there. So they are kept in proportion to any extent.
ACROSS_KM, LEVEL_KM, LAKE_KM2 = 4400.0, (600.0, 250.0), 2.0

#: Rivers shorter than this share of what an extent measures across are left out.
LEAST_RIVER = 1 / 150

#: What is simplified reaches so far beyond what is kept: a share of the width, and the most (degrees).
SHARE_WIDER, MOST_WIDER = 0.05, 0.5

#: Strips of shore are given to the nearest country square by square: so many across an extent.
COUNTRY_CELLS = 300

#: A degree of a great circle (km).
KM_DEGREE = 111.2

#: What is wider (degrees) is cut in two.
WIDEST = 300.0

#: South of it the outlines of GSHHG that end at the ice count as land.
ICE = -60.0


class Layer(NamedTuple):
    """A layer to be made: its name, what a progress bar calls it (`kind`), and what makes its rows and its
    `source.toml`."""

    name: str
    kind: str
    make: Callable[[], tuple[gpd.GeoDataFrame, dict]]


def extent_of(west: float, south: float, east: float, north: float) -> tuple[float, float, float, float]:
    """An extent in degrees, its east running on past 180 where it lies west of its west.

    Raises
    ------
    UsageError
        It is empty, or is no extent of a map.
    """
    said = f"{west:g} {south:g} {east:g} {north:g}"
    if not all(map(math.isfinite, (west, south, east, north))) or max(abs(west), abs(east)) > 180:
        raise UsageError(f"extent {said}: a longitude is none; allowed: WEST SOUTH EAST NORTH, longitudes -180 to 180")
    if not -ENDS <= south < north <= ENDS:
        raise UsageError(
            f"extent {said}: its latitudes are none, or not from south to north; allowed: WEST SOUTH EAST NORTH, "
            f"latitudes -{ENDS:g} to {ENDS:g}"
        )
    east += 360 if east < west else 0
    if min(east - west, north - south) < LEAST:
        raise UsageError(f"extent {said}: is smaller than 10 m; allowed: WEST SOUTH EAST NORTH of a larger place")
    return west, south, east, north


def ground_layers(extent) -> list[Layer]:
    """The layers for an extent (west, south, east, north; degrees, east past 180 where it goes on there), not yet
    made: what makes one gives no rows where there is nothing of its kind."""
    near, far = _beside(extent), _round(extent)
    return [
        Layer("land", "ground", lambda: _land(near)),
        Layer("land_far", "ground", lambda: _land_far(far)),
        Layer("lakes", "ground", lambda: _lakes(near)),
        Layer("rivers", "ground", lambda: _rivers(near)),
        Layer("countries", "ground", lambda: _countries(near)),
    ]


def write_ground(layer: Layer, folder: Path) -> bool:
    """Make a layer and write it with its `source.toml` into a folder of layers; nothing where it has no rows.

    Returns
    -------
    bool
        Whether there is such a layer.

    Raises
    ------
    DataError
        The package upstream is not installed, or is another one.
    """
    rows, source = layer.make()
    if not len(rows):
        return False
    write_layer(rows, folder / layer.name, tomli_w.dumps(source))
    return True


# ---- extents


def _beside(extent) -> tuple[float, float, float, float]:
    west, south, east, north = extent
    dx, dy = (float(np.clip(BESIDE * side, LEAST_BESIDE, MOST_BESIDE)) for side in (east - west, north - south))
    return _whole((west - dx, south - dy, east + dx, north + dy))


def _round(extent) -> tuple[float, float, float, float]:
    """All that a page or a sheet of an extent may show, in any projection."""
    west, south, east, north = geometry.page_window(extent)
    dx, dy = ROUND * (east - west), ROUND * (north - south)
    return _whole((west - dx, south - dy, east + dx, north + dy))


def _whole(window) -> tuple[float, float, float, float]:
    """A window that begins at -180 degrees or east of it, and no further than the poles; what goes round the globe is
    all of it, cut at 180 degrees as every layer is and nowhere else."""
    west, south, east, north = window
    if east - west >= 360:
        west, east = -180.0, 180.0
    turn = 360 if west < -180 else 0
    return tuple(round(side, 4) for side in (west + turn, max(south, -90.0), east + turn, min(north, 90.0)))


def _wider(extent) -> tuple[float, float, float, float]:
    """An extent with so much round it that what is simplified and then cut has whole edges along the cut: the two
    layers meet there without a gap."""
    west, south, east, north = extent
    more = min(MOST_WIDER, SHARE_WIDER * (east - west))
    return west - more, max(south - more, -90.0), east + more, min(north + more, 90.0)


def _across_km(extent) -> float:
    """What an extent measures from corner to corner, in the proportions of its middle."""
    west, south, east, north = extent
    wide = (east - west) * math.cos(math.radians((south + north) / 2))
    return math.hypot(wide, north - south) * KM_DEGREE


# ---- layers


def _source(what: str, extent, resolution: str, scale: str, recipe: dict, words: str) -> dict:
    """The `source.toml` of a layer."""
    pin = upstream.pins()["coasts"]
    west, south, east, north = extent
    files = {"land": "gshhs", "lakes": "gshhs", "rivers": "rivers"}[what.split("_")[0]]
    wanted = (f"{files}meta_{resolution}.dat", f"{files}_{resolution}.dat")
    title = {"land": "Land in detail", "land_far": "Land around, coarse", "lakes": "Lakes", "rivers": "Rivers"}[what]
    return {
        "title": f"{title}: {west:g} to {east:g} degrees east, {south:g} to {north:g} north",
        **{key: pin[key] for key in ("author", "licence", "licence_url", "url", "upstream", "version")},
        "scale": scale,
        "extent": list(extent),
        "how_it_was_made": words,
        "upstream_files": {name: pin["upstream_files"][name] for name in sorted(wanted)},
        "recipe": {"resolution": resolution} | recipe,
    }


def _read(resolution: str) -> dict:
    """What `outlines` asks of a source."""
    pin = upstream.pins()["coasts"]
    named = {name: total for name, total in pin["upstream_files"].items() if name.endswith(f"_{resolution}.dat")}
    return {**pin, "upstream_files": named, "recipe": {"resolution": resolution}}


def _resolution(extent) -> str:
    west, south, east, north = extent
    return "f" if (east - west) * (north - south) <= FULL else "h"


def _simple(shapes, tolerance: float) -> np.ndarray:
    shapes = np.asarray(shapes, dtype=object)
    return upstream.valid(shapely.simplify(shapes, tolerance)) if tolerance else shapes


def _bounded(ids, shapes, first: float = 0.0, share: float = 1.0) -> tuple[list, np.ndarray, float, float]:
    """Areas or lines simplified as little as their number of vertices asks; areas that are smaller than a square of
    `share` tolerances are left out before they are counted.

    Returns
    -------
    ids, shapes
    tolerance : float
        Degrees.
    least : float
        The area (km²) of that square.
    """
    shapes, sizes = np.asarray(shapes, dtype=object), shapely.area(shapely.transform(shapes, _equal_area))

    @functools.cache
    def at(tolerance: float):
        least = (share * tolerance * KM_DEGREE) ** 2
        kept = (sizes >= least) | (shapely.get_dimensions(shapes) < 2)
        return kept, _simple(shapes[kept], tolerance), least

    def few(tolerance: float) -> bool:
        return int(shapely.get_num_coordinates(at(tolerance)[1]).sum()) <= MOST_VERTICES

    steps = [tolerance for tolerance in TOLERANCES if tolerance >= first]
    tolerance = steps[min(bisect.bisect_left(steps, True, key=few), len(steps) - 1)]
    kept, found, least = at(tolerance)
    return [name for name, here in zip(ids, kept, strict=True) if here], found, tolerance, least


def _equal_area(lonlat: np.ndarray) -> np.ndarray:
    """Degrees in km of the sinusoidal projection, true to area on a sphere."""
    return np.column_stack([lonlat[:, 0] * np.cos(np.radians(lonlat[:, 1])), lonlat[:, 1]]) * KM_DEGREE


def _areas(ids, shapes, extent, tolerance: float) -> gpd.GeoDataFrame:
    """Rows of areas, apart from each other, cut to an extent and at 180 degrees."""
    kept = [(name, "", shape) for name, shape in zip(ids, shapes, strict=True)]
    rows, parts = [], []
    found = apart(kept) if tolerance else kept
    ids, shapes = cut_to([row[0] for row in found], [row[2] for row in found], extent, geometry.polygons_of)
    for name, shape in zip(ids, shapes, strict=True):
        area = round(geometry.area_km2(shape), 3)
        for part in geometry.polygons_of(geometry.tidy(geometry.split_at_180(shape))):
            for half in _halved(part):
                rows.append({"id": name, "area_km2": area})
                parts.append(half)
    return gpd.GeoDataFrame(rows, geometry=parts, crs="EPSG:4326")


def _halved(part) -> list:
    """What goes round a pole is cut at 0 degrees too: no row of a layer may go round the globe."""
    west, _, east, _ = part.bounds
    if east - west <= WIDEST:
        return [part]
    halves = shapely.intersection(part, [shapely.box(-180, -90, 0, 90), shapely.box(0, -90, 180, 90)])
    return geometry.polygons_of(shapely.GeometryCollection(halves.tolist()))


def _kinds(extent) -> list[int]:
    return [1, 5] if extent[1] < ICE else [1]


@functools.lru_cache(maxsize=1)  # countries are cut out of it
def _land(extent) -> tuple[gpd.GeoDataFrame, dict]:
    r = _resolution(extent)
    ids, shapes, tolerance, least = _bounded(*wholes(_read(r), _wider(extent), _kinds(extent)))
    words = (
        "The outlines of GSHHG between land and sea, cut to the extent and at 180 degrees (longitudes run from -180 to "
        "180). " + _simplified(tolerance, least) + " `id` is the number that GSHHG gives an outline, `area_km2` the "
        "area of it that lies within the extent."
    )
    recipe = {"simplify_deg": tolerance, "min_area_km2": round(least, 4)}
    scale = f"about 1:{'250,000' if r == 'f' else '1,000,000'} (GSHHG, {'full' if r == 'f' else 'high'} resolution)"
    return _areas(ids, shapes, extent, tolerance), _source("land", extent, r, scale, recipe, words)


def _simplified(tolerance: float, least: float) -> str:
    if not tolerance:
        return "Every vertex is kept."
    return (
        f"Simplified by {tolerance:g} degrees (Douglas-Peucker), islands under {least:.3g} km2 left out; what that ran "
        "into its neighbour, an island into its mainland, is one with it."
    )


def _land_far(extent) -> tuple[gpd.GeoDataFrame, dict]:
    west, _, east, _ = extent
    first = max((east - west) / COARSE_PIXELS, FINEST)
    whole = wholes(_read("h"), _wider(extent), _kinds(extent))
    ids, shapes, tolerance, least = _bounded(*whole, min(first, TOLERANCES[-1]), 2.0)
    words = (
        "The outlines of GSHHG between land and sea, cut to the extent and at 180 degrees. "
        + _simplified(tolerance, least)
        + " For what lies round a map, and for locator maps."
    )
    recipe = {"simplify_deg": tolerance, "min_area_km2": round(least, 4)}
    scale = f"coasts within {tolerance:g} degrees of GSHHG at high resolution"
    return _areas(ids, shapes, extent, tolerance), _source("land_far", extent, "h", scale, recipe, words)


def _lakes(extent) -> tuple[gpd.GeoDataFrame, dict]:
    r = _resolution(extent)
    ids, found = wholes(_read(r), _wider(extent), [2])
    islands = shapely.union_all(wholes(_read(r), _wider(extent), [3])[1])
    least = LAKE_KM2 * (_across_km(extent) / ACROSS_KM) ** 2
    lakes = shapely.difference(np.asarray(found, dtype=object), islands)
    large = np.array([geometry.area_km2(lake) > least for lake in lakes], dtype=bool)
    ids, shapes, tolerance, _ = _bounded(np.array(ids)[large].tolist(), lakes[large])
    words = (
        "The outlines of lakes in GSHHG, less those of islands in lakes, cut to the extent and at 180 degrees, all of "
        f"at least {least:.3g} km2. "
        + ("Every vertex is kept. " if not tolerance else "")
        + "They are lakes of our day, reservoirs among them."
    )
    recipe = {"simplify_deg": tolerance, "min_area_km2": round(least, 4)}
    scale = f"about 1:{'250,000' if r == 'f' else '1,000,000'} (GSHHG)"
    return _areas(ids, shapes, extent, tolerance), _source("lakes", extent, r, scale, recipe, words)


def _countries(extent) -> tuple[gpd.GeoDataFrame, dict]:
    pin, (west, _, east, _) = upstream.pins()["countries"], extent
    rows = upstream.countries(pin)
    land, _ = _land(extent)
    lon, cells = (west + east) / 2, max((east - west) / COUNTRY_CELLS, LEAST)
    pieces = geometry.turned(land.geometry.to_numpy(), lon)
    found: dict[int, list] = {}
    areas = np.array([geometry.seen_from(shape, lon) for shape in rows.geometry], dtype=object)
    areas = shapely.intersection(shapely.make_valid(areas), shapely.box(*extent).buffer(BESIDE))
    near = [n for n, area in enumerate(areas) if not shapely.is_empty(area)]
    for n in near:
        # Only what lies about it: a continent is not overlaid with each of its countries.
        about = shapely.intersection(pieces[shapely.intersects(pieces, areas[n])], shapely.box(*areas[n].bounds))
        found[n] = geometry.polygons_of(shapely.GeometryCollection(list(shapely.intersection(about, areas[n]))))
    # Islets and strips of shore that the coarser coast leaves out are of the country that is nearest.
    strips: list = []
    for part in geometry.polygons_of(shapely.GeometryCollection(list(_without(pieces, areas[near])))):
        squares = _cells(part.bounds, cells)
        strips += shapely.intersection(part, squares).tolist() if len(squares) > 1 else [part]
    strips = geometry.polygons_of(shapely.GeometryCollection(strips))
    if near and strips:
        for part, at in zip(strips, _nearest(shapely.point_on_surface(strips), areas[near]), strict=True):
            found[near[at]].append(part)
    told, shapes = [], []
    for n, parts in found.items():
        whole = shapely.MultiPolygon(geometry.polygons_of(geometry.united(parts)))
        for side in (shapely.box(-180, -90, 180, 90), shapely.box(180, -90, 540, 90)):
            part = geometry.tidy(geometry.split_at_180(shapely.intersection(whole, side)))
            if geometry.polygons_of(part):
                told.append({"name": rows["name"][n], "iso": rows["iso"][n]})
                shapes.append(part)
    words = (
        "The land of the layer land, parted along the borders of Natural Earth (1:10,000,000): each piece is of the "
        "country in which it lies, and what lies beyond the coarser coast of Natural Earth of the nearest. Countries "
        "of our day, as the edition of Natural Earth for Germany has them (one of its points of view, _deu), for "
        "recipes and for finding one's way: no border of a treaty is drawn from it, and no map shows it by itself."
    )
    coasts = upstream.pins()["coasts"]
    source = {
        "title": "Countries of our day",
        "author": f"{pin['author']}; coasts: {coasts['author']}",
        **{key: coasts[key] for key in ("licence", "licence_url")},
        **{key: pin[key] for key in ("url", "upstream", "version")},
        "scale": "coasts as the layer land; borders about 1:10,000,000",
        "extent": list(extent),
        "how_it_was_made": words,
        "upstream_files": pin["upstream_files"],
    }
    return gpd.GeoDataFrame(told, geometry=shapes, crs="EPSG:4326"), source


def _without(pieces, areas) -> np.ndarray:
    """Each of some pieces less those areas that it meets: the rest need not be looked at."""
    parts, rest = shapely.get_parts(areas), np.array(pieces, dtype=object)
    one, of = shapely.STRtree(parts).query(pieces, predicate="intersects")
    about = shapely.intersection(parts[of], shapely.envelope(rest[one]))
    for n in np.unique(one):
        rest[n] = shapely.difference(rest[n], geometry.united(about[one == n]))
    return rest


def _nearest(points, areas) -> np.ndarray:
    """For each point that lies in none of some areas, which of them is nearest: by the pieces of their outlines, as a
    whole country would be measured vertex by vertex for each point."""
    rings, of = shapely.get_parts(shapely.boundary(areas), return_index=True)
    lonlat, ring = shapely.get_coordinates(rings, return_index=True)
    whole = ring[:-1] == ring[1:]
    edges = shapely.linestrings(np.stack([lonlat[:-1], lonlat[1:]], axis=1)[whole])
    return of[ring[:-1][whole]][shapely.STRtree(edges).nearest(points)]


def _cells(bounds, side: float) -> list:
    """Squares of a grid of degrees that bounds touch."""
    west, south, east, north = (math.floor(value / side) for value in bounds)
    return [
        shapely.box(x * side, y * side, (x + 1) * side, (y + 1) * side)
        for x in range(west, east + 1)
        for y in range(south, north + 1)
    ]


def _rivers(extent) -> tuple[gpd.GeoDataFrame, dict]:
    r, across = _resolution(extent), _across_km(extent)
    pieces = [
        shapely.transform(line, lambda lonlat, turn=turn: lonlat + [turn, 0])
        for turn, box in boxes_of(extent)
        for line in outlines(_read(r), "rivers", box, [-1])[1]
    ]
    rivers = sorted(joined_rivers(pieces), key=lambda line: (line.bounds, line.coords[0]))
    level_km = [round(min(km, km * across / ACROSS_KM), 3) for km in LEVEL_KM]
    lengths, levels = [geometry.length_km(river) for river in rivers], levels_of(rivers, level_km)
    long = [n for n, length in enumerate(lengths) if length >= LEAST_RIVER * across]
    of, lines = cut_to([str(n) for n in long], [rivers[n] for n in long], extent, geometry.lines_of)
    of, plain, tolerance, _ = _bounded(of, lines)
    rows: list[dict] = []
    parts = []
    for name, line in zip(of, plain, strict=True):
        n = int(name.partition("/")[0])
        for part in geometry.lines_of(geometry.split_at_180(line)):
            rows.append({"id": len(rows) + 1, "name": "", "level": int(levels[n]), "length_km": round(lengths[n], 1)})
            parts.append(part)
    words = (
        "The rivers of the World Data Bank II (WDBII) that come with GSHHG, pieces joined where they meet end to end, "
        f"cut to the extent and at 180 degrees; shorter ones than {LEAST_RIVER * across:.3g} km are left out. Upstream "
        "names none and keeps no class: `level` is by the length of the joined river, 1 from the first of level_km on, "
        "2 from the second on, 3 shorter; `length_km` is that length. Write a name into the column `name` (in QGIS, "
        "say) and a recipe can take the river by it: treaty-atlas layers --sums then."
    )
    scale = f"about 1:{'250,000 to 1:1,000,000' if r == 'f' else '1,000,000'} (WDBII)"
    rows_ = gpd.GeoDataFrame(rows, geometry=parts, crs="EPSG:4326")
    recipe = {"level_km": level_km, "simplify_deg": tolerance}
    return rows_, _source("rivers", extent, r, scale, recipe, words)
