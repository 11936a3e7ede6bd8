"""What is done to outlines from upstream packages, whatever atlas they are for: cut to an extent, joined across 180
degrees, simplified without running into each other, rivers joined of their pieces. No file is written here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from .. import geometry
from .upstream import outlines


def cut_to(ids, shapes, extent, parts_of) -> tuple[list, list]:
    """Shapes cut to an extent, one row a part; an id gets "/2", "/3" where there are more."""
    kept_ids, kept = [], []
    inside = shapely.intersection(shapes, shapely.box(*extent))
    for name, shape in zip(ids, inside, strict=True):
        parts = sorted(parts_of(shape), key=lambda part: part.bounds)
        kept_ids += [f"{name}/{n}" if n > 1 else name for n in range(1, len(parts) + 1)]
        kept += parts
    return kept_ids, kept


def boxes_of(extent) -> list[tuple[int, tuple[float, float, float, float]]]:
    """An extent that may run on past 180 degrees as boxes within -180 to 180, each with the degrees by which what
    lies in it is to be moved."""
    west, south, east, north = extent
    boxes = [(turn, (max(west - turn, -180), south, min(east - turn, 180), north)) for turn in (-360, 0, 360)]
    return [(turn, box) for turn, box in boxes if box[0] < box[2]]


def wholes(source: dict, extent, kinds: Sequence[int]) -> tuple[list[str], list]:
    """The outlines of GSHHG of some kinds within an extent (east may run on past 180), one row a part.

    The halves "7-E" and "7-W" that upstream cuts at 180 degrees are one again, so that simplifying them leaves no gap.
    """
    found: dict[str, list] = {}
    for turn, box in boxes_of(extent):
        names, shapes = outlines(source, "gshhs", box, kinds)
        parts = shapely.intersection(shapes, shapely.box(*box))
        for name, part in zip(
            names, shapely.transform(parts, lambda lonlat, turn=turn: lonlat + [turn, 0]), strict=True
        ):
            found.setdefault(name.removesuffix("-E").removesuffix("-W"), []).append(part)
    pieces = np.full((len(found), max(map(len, found.values()), default=0)), None)
    for row, parts in zip(pieces, found.values(), strict=True):
        row[: len(parts)] = parts
    ids: list[str] = []
    areas: list = []
    for name, whole in zip(found, shapely.union_all(pieces, axis=1), strict=True):
        parts = [whole] if whole.geom_type == "Polygon" else geometry.polygons_of(whole)
        parts = sorted((part for part in parts if not part.is_empty), key=lambda part: part.bounds)
        ids += [f"{name}/{n}" if n > 1 else name for n in range(1, len(parts) + 1)]
        areas += parts
    return ids, areas


def apart(rows: list[tuple]) -> list[tuple]:
    """Rows of (id, group, shape) of which none overlaps another: what simplifying ran into a greater neighbour, an
    island into its mainland, is one with it."""
    shapes = np.array([shape for *_, shape in rows], dtype=object)
    pairs = shapely.STRtree(shapes).query(shapes)
    pairs = pairs[:, pairs[0] < pairs[1]]
    # The one with more vertices is prepared: it is asked of each of the others.
    many = shapely.get_num_coordinates(shapes)
    one, other = np.where(many[pairs[0]] >= many[pairs[1]], pairs, pairs[::-1])
    shapely.prepare(shapes)
    pairs = pairs[:, shapely.intersects(shapes[one], shapes[other])]
    over = shapely.area(shapely.intersection(shapes[pairs[0]], shapes[pairs[1]])) > 0
    met = pairs[:, over].T.tolist()
    while met:
        a, b = met.pop()
        to, gone = (a, b) if shapes[a].area >= shapes[b].area else (b, a)
        shapes[to], shapes[gone] = shapely.union(shapes[a], shapes[b]), shapely.Polygon()
        renamed = ((to if n == gone else n for n in pair) for pair in met)
        met = [(a, b) for a, b in renamed if a != b]
    return [(*row[:2], shape) for row, shape in zip(rows, shapes, strict=True) if not shape.is_empty]


def joined_rivers(pieces) -> list:
    """Pieces of rivers (LineStrings) that meet end to end as whole rivers."""
    return geometry.lines_of(shapely.line_merge(shapely.MultiLineString(list(pieces))))


def levels_of(rivers: Sequence, level_km: Sequence[float]) -> np.ndarray:
    """Upstream kept no class of a river, so length stands for it: 1 from the greatest of these lengths (km) on, 2 from
    the next on, and so forth."""
    lengths = [geometry.length_km(river) for river in rivers]
    return len(level_km) + 1 - np.searchsorted(sorted(level_km), lengths, side="right")
