"""Builds the layers: from pinned upstream packages coasts, lakes, rivers, states and borders; the others `by_hand`.

For who works on `data/shapefiles/` in a checkout; `treaty-atlas layers` and `make layers` call it. The package,
and so the wheel, does without.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.ops import nearest_points

from geo import geometry
from geo.ground.shapes import apart, boxes_of, cut_to, joined_rivers, levels_of, wholes
from geo.ground.upstream import outlines
from geo.layers import read_groups, read_source
from geo.sources import read_layer

from . import by_hand, states
from .by_hand import frame
from .corrections import correct, group_of
from .npm import npm_file
from .tables import lonlat_of, read_table, rows_by, shortened

CORRECTION_COLUMNS = "action name lon lat radius_m length_m width_m azimuth reason cite"


def _grouped(folder: Path, ids: list[str], shapes: list) -> list[str]:
    """The group of each row; the parts of an outline ("7", "7/2") are all of the group of "7"."""
    groups = read_groups(folder)
    outlines_of: dict[str, list] = {}
    for name, shape in zip(ids, shapes, strict=True):
        outlines_of.setdefault(name.partition("/")[0], []).append(shape)
    found = group_of([shapely.MultiPolygon(parts) for parts in outlines_of.values()], groups)
    of_outline = dict(zip(outlines_of, found, strict=True))
    return [of_outline[name.partition("/")[0]] for name in ids]


def _detailed(source: dict, box) -> dict:
    """The land outlines of a box by id; within `detail` of the recipe those of another resolution take their place."""
    found = dict(zip(*outlines(source, "gshhs", box, [1]), strict=True))
    detail = source["recipe"].get("detail")
    inner = shapely.intersection(shapely.box(*box), shapely.box(*detail["extent"])) if detail else shapely.Polygon()
    if inner.is_empty:
        return found
    finer = outlines(source | {"recipe": detail}, "gshhs", inner.bounds, [1])
    rest = {name: shape for name, shape in found.items() if not shapely.covers(inner, shape)}
    rest = {name: shapely.difference(shape, inner) for name, shape in rest.items()}
    for name, shape in zip(*finer, strict=True):
        part = shapely.intersection(shape, inner)
        rest[name] = shapely.union(rest[name], part) if name in rest else part
    return rest


def _land(folder: Path, source: dict) -> gpd.GeoDataFrame:
    ids: list[str] = []
    shapes: list = []
    for _, box in sorted(boxes_of(source["extent"]), key=lambda one: one[1][0] < 0):
        found = _detailed(source, box)
        names, parts = cut_to(list(found), list(found.values()), box, geometry.polygons_of)
        ids, shapes = [*ids, *names], [*shapes, *parts]
    origins = ["gshhg"] * len(ids)
    if (folder / "corrections.csv").exists():
        ids, shapes, origins = correct(ids, shapes, read_table(folder / "corrections.csv", CORRECTION_COLUMNS))
    groups = _grouped(folder, ids, shapes)
    return frame(
        [
            {"id": name, "group": group, "source": origin}
            for name, group, origin in zip(ids, groups, origins, strict=True)
        ],
        shapes,
    )


def _lakes(folder: Path, source: dict) -> gpd.GeoDataFrame:
    extent = source["extent"]
    ids, found = outlines(source, "gshhs", extent, [2])
    islands = shapely.union_all(outlines(source, "gshhs", extent, [3])[1])
    ids, lakes = cut_to(ids, shapely.difference(found, islands), extent, geometry.polygons_of)
    ids, lakes, _ = correct(ids, lakes, read_table(folder / "corrections.csv", CORRECTION_COLUMNS))
    areas = [geometry.area_km2(lake) for lake in lakes]
    kept = [n for n, area in enumerate(areas) if area >= source["recipe"]["min_area_km2"]]
    return frame([{"id": ids[n], "area_km2": round(areas[n], 2)} for n in kept], [lakes[n] for n in kept])


def _rivers(folder: Path, source: dict) -> gpd.GeoDataFrame:
    extent = source["extent"]
    pieces = outlines(source, "rivers", extent, [-1])[1].tolist()
    ends = shapely.MultiPoint([line.coords[end] for line in pieces for end in (0, -1)])
    for points in rows_by(read_table(folder / "bridges.csv", "river seq lon lat reason"), "river").values():
        bridge = [shapely.Point(lonlat_of(row)) for row in points]
        bridge[0], bridge[-1] = (nearest_points(ends, bridge[n])[0] for n in (0, -1))
        pieces.append(shapely.LineString(bridge))
    rivers = joined_rivers(pieces)
    named = read_table(folder / "names.csv", "river lon lat reason")
    rivers = _cut_at([shapely.Point(lonlat_of(row)) for row in named if not row["river"]], rivers)
    rivers = sorted(rivers, key=lambda line: (line.bounds, line.coords[0]))
    levels = levels_of(rivers, source["recipe"]["level_km"])
    names, tree = [""] * len(rivers), shapely.STRtree(rivers)
    for row in named:
        if row["river"]:
            names[tree.nearest(shapely.Point(lonlat_of(row)))] = row["river"]
    ids, lines = cut_to(list(range(len(rivers))), rivers, extent, geometry.lines_of)
    of = [int(str(name).partition("/")[0]) for name in ids]
    # A river that treaties name is drawn whole at every scale.
    return frame(
        [{"id": n, "name": names[k], "level": 1 if names[k] else int(levels[k])} for n, k in enumerate(of, 1)], lines
    )


def _cut_at(points: list, lines: list) -> list:
    """Lines, the one nearest to each point cut in two at its vertex nearest to that point."""
    for point in points:
        near = min(lines, key=point.distance)
        xy = shapely.get_coordinates(near)
        at = int(np.argmin(shapely.distance(shapely.points(xy), point)))
        if 0 < at < len(xy) - 1:
            n = lines.index(near)
            lines = [*lines[:n], *(shapely.LineString(part) for part in (xy[: at + 1], xy[at:])), *lines[n + 1 :]]
    return lines


def _land_far(folder: Path, source: dict) -> gpd.GeoDataFrame:
    recipe = source["recipe"]
    ids, shapes = wholes(source, source["extent"], [1])
    groups = _grouped(folder, ids, shapes)
    plain = shapely.make_valid(shapely.simplify(shapes, recipe["simplify_deg"]))
    kept = [row for row in zip(ids, groups, plain, strict=True) if geometry.area_km2(row[2]) >= recipe["min_area_km2"]]
    rows, coarse = [], []
    for name, group, shape in apart(kept):
        parts = geometry.polygons_of(geometry.tidy(geometry.split_at_180(shape)))
        rows += [{"id": name, "group": group}] * len(parts)
        coarse += parts
    return frame(rows, coarse)


def _areas_of(folder: Path, source: dict) -> gpd.GeoSeries:
    """The areas of the pinned Natural Earth file, valid, by ISO 3166-1 number (EPSG:4326)."""
    with tempfile.TemporaryDirectory() as aside:
        path = npm_file(source, source["recipe"]["file"], aside)
        world = gpd.read_file(path, layer="countries", engine="pyogrio").dropna(subset="id")
    world["geometry"] = shapely.make_valid(world.geometry.to_numpy())
    return world.drop_duplicates("id").set_index("id").geometry


def _day(value) -> str:
    return value.isoformat() if value else ""


def _borders(folder: Path, source: dict) -> gpd.GeoDataFrame:
    """Columns: `border`; `side_a`, `side_b` (powers of the terms); `start_date`, `end_date` (ISO, half-open, empty:
    open); `instrument` ("aigun-1858/I", empty: no treaty of the atlas); `river`; `certainty`; `uncert_m` (metres);
    `note`; `cite`."""
    areas, rows, lines = _areas_of(folder, source), [], []
    facts = states.read_facts(folder / "borders.toml", "border", "id sides certainty uncertainty_m note cite")
    west, south, east, north = source["extent"]
    land = read_layer("land", folder.parents[1]).geometry
    for border in facts:
        line = shapely.intersection(states.border_line(border, areas), shapely.box(west, south, east, north))
        if border.get("beyond"):
            # No further than the shore.
            here = shapely.box(*line.bounds).buffer(0.1)
            line = shapely.intersection(
                line, shapely.union_all(shapely.intersection(land[land.intersects(here)].to_numpy(), here))
            )
            line = max(geometry.lines_of(shapely.line_merge(line)), key=lambda part: part.length)
        for side in border["sides"]:
            rows.append(
                {
                    "border": border["id"],
                    "side_a": side["a"],
                    "side_b": side["b"],
                    "start_date": _day(side["from"]),
                    "end_date": _day(side.get("until")),
                    "instrument": border.get("instrument", ""),
                    "river": border.get("river", ""),
                    "certainty": border["certainty"],
                    "uncert_m": border["uncertainty_m"],
                    "note": shortened([border["note"]]),
                    "cite": shortened([border["cite"]]),
                }
            )
            lines.append(line)
    return frame(rows, lines)


def _states(folder: Path, source: dict) -> gpd.GeoDataFrame:
    """Columns: `zone`; `state` (power of the terms, or two that hold it together, "russia japan"); `start_date`,
    `end_date` (ISO, half-open, empty: open); `certainty`; `uncert_m` (metres); `note`; `cite`."""
    areas, recipe, data = _areas_of(folder, source), source["recipe"], folder.parents[1]
    zones = states.read_facts(folder / "states.toml", "zone", "id periods certainty uncertainty_m")
    west, south, east, north = source["extent"]
    turns = [shapely.box(west + turn, south, east + turn, north) for turn in (0, -360)]
    areas = areas[[any(areas[iso].intersects(box) for box in turns) for iso in areas.index]]
    borders = states.read_facts(data / "shapefiles/borders/borders.toml", "border", "id sides")
    near, far = read_layer("land", data), read_layer("land_far", data).geometry.to_numpy()
    window = read_source(data / "shapefiles" / "land")["extent"]
    if "beyond_land" in recipe:
        # The features of the atlas fill its land, but for the groups that are named.
        rest = near.geometry[near["group"].isin(recipe["beyond_land"])]
        whole = geometry.seen_from(geometry.joined_at_180(shapely.union_all(far)), (west + east) / 2)
        land = shapely.GeometryCollection([shapely.difference(whole, shapely.box(*window)), *rest])
    else:
        land = states.joined_land(near.geometry.to_numpy(), far, window)
    land = shapely.intersection(
        shapely.GeometryCollection(geometry.polygons_of(land)), shapely.box(west, south, east, north)
    )
    # Whole lines between areas cut the land; of the stretches only what goes beyond them, over the shore.
    lines = [states.border_line(border, areas) for border in borders if "line" in border or "beyond" in border]
    lines += [line for pair in recipe["cuts"] for line in states.shared_lines(*(areas[iso] for iso in pair))]
    lines += [geometry.parallel_line(cut["parallel"], cut["west"], cut["east"]) for cut in recipe["parallels"]]
    cut = states.pieces(land, [geometry.beside(line, (west + east) / 2) for line in lines])
    of_zone: dict[str, list] = {}
    for name, piece in zip(states.zone_of(cut, zones, areas), cut, strict=True):
        of_zone.setdefault(name, []).append(piece)
    rows, shapes = [], []
    for zone in zones:
        parts = geometry.polygons_of(geometry.split_at_180(shapely.union_all(of_zone[zone["id"]])))
        # What lies beyond 180 degrees has a row of its own.
        sides = [[part for part in parts if (part.bounds[0] < 0) == beyond] for beyond in (False, True)]
        for period, shape in (
            (period, geometry.tidy(shapely.MultiPolygon(side))) for period in zone["periods"] for side in sides if side
        ):
            rows.append(
                {
                    "zone": zone["id"],
                    "state": period["state"],
                    "start_date": _day(period["from"]),
                    "end_date": _day(period.get("until")),
                    "certainty": zone["certainty"],
                    "uncert_m": zone["uncertainty_m"],
                    "note": shortened([period.get("note", "")]),
                    "cite": shortened([period["cite"]]),
                }
            )
            shapes.append(shape)
    return frame(rows, shapes)


BUILDERS = {
    "land": _land,
    "lakes": _lakes,
    "rivers": _rivers,
    "land_far": _land_far,
    "borders": _borders,
    "states": _states,
} | by_hand.BUILDERS
