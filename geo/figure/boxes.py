"""Where legend, scale and heading stand on a map: over sea and empty land, never over what is told.

Lengths are in mm on the paper.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely

from ..geometry import lines_of, polygons_of

CELL = 1.5

#: What a cell costs that holds: land, the coast, what the sheet tells, a town of the second rank; one of the first
#: costs more than all others together.
LAND, COAST, TOLD, TOWN, FIRST = 0.05, 0.25, 12.0, 30.0, 1e7


class Room(NamedTuple):
    """How dear each place of a frame is: summed over cells, so that any box is four look-ups."""

    frame: tuple[float, float, float, float]
    sum: np.ndarray
    told: np.ndarray

    def rows(self, first: int, last: int, north: float) -> Room:
        """The part of it that some rows of its cells make, up to a side (mm)."""
        west, south, east, _ = self.frame
        frame, cut = (west, south + first * CELL, east, north), slice(first, last + 1)
        return Room(frame, self.sum[:, cut], self.told[:, cut])

    def cost(self, box, of: str = "sum") -> float:
        """The cost of a box (west, south, east, north)."""
        return float(self.costs(np.array([box]), of)[0])

    def costs(self, boxes: np.ndarray, of: str = "sum") -> np.ndarray:
        """The costs of boxes (n, 4)."""
        total = getattr(self, of)
        w, s = (np.maximum(((boxes[:, k] - self.frame[k]) / CELL).astype(int), 0) for k in (0, 1))
        e, n = (
            np.minimum(np.ceil((boxes[:, k + 2] - self.frame[k]) / CELL).astype(int), total.shape[k] - 1)
            for k in (0, 1)
        )
        return total[e, n] - total[w, n] - total[e, s] + total[w, s]


def room_of(ground, told, towns, frame) -> Room:
    """The room of a frame; `told` are the shapes that the map is about, `towns` points and what their cells cost."""
    west, south, east, north = frame
    xs = np.arange(west + CELL / 2, east, CELL)
    ys = np.arange(south + CELL / 2, north, CELL)
    x, y = np.meshgrid(xs, ys, indexing="ij")
    land = shapely.MultiPolygon(polygons_of(ground.land))
    shapely.prepare(land)
    cost = LAND * shapely.contains_xy(land, x, y)
    _lines(cost, ground.coast, COAST, frame)
    told_at = np.zeros_like(cost)
    for shape in told:
        if isinstance(shape, shapely.MultiPolygon):
            shapely.prepare(shape)
            told_at[shapely.contains_xy(shape, x, y)] = TOLD
            _lines(told_at, shapely.boundary(shape), TOLD, frame)
        elif isinstance(shape, shapely.MultiPoint):
            for point in shape.geoms:
                told_at[np.hypot(x - point.x, y - point.y) < 3] = TOLD
        else:
            _lines(told_at, shape, TOLD, frame)
    for a, b, dear in towns:
        near = (np.abs(x - a) < 3) & (np.abs(y - b) < 3)
        told_at[near] = np.maximum(told_at[near], dear)
    return Room(frame, _summed(cost + told_at), _summed((told_at > 0) * 1.0))


def _lines(cost, shape, value, frame) -> None:
    points = shapely.get_coordinates(shapely.segmentize(lines_of(shape), CELL))
    cell = ((points - frame[:2]) / CELL).astype(int)
    cell = cell[((cell >= 0) & (cell < cost.shape)).all(axis=1)]
    cost[tuple(cell.T)] = np.maximum(cost[tuple(cell.T)], value)


def _summed(cells):
    return np.pad(cells.cumsum(0).cumsum(1), ((1, 0), (1, 0)))


def place_box(room: Room, sizes, taken: list[tuple], edge: float = 2.0, corners: bool = False):
    """The cheapest place for one of several sizes (width, height): (cost, which size, box), or None.

    Boxes stand `edge` mm inside the frame, along its sides rather than in the middle.
    """
    west, south, east, north = room.frame
    best = None
    held = np.array(taken, float).reshape(-1, 4)
    for n, (wide, high) in enumerate(sizes):
        if wide > east - west - 2 * edge or high > north - south - 2 * edge:
            continue
        right, top = east - edge - wide, north - edge - high
        xs = [west + edge, right] if corners else np.unique([*np.arange(west + edge, right, 3.0), right])
        ys = [south + edge, top] if corners else np.unique([*np.arange(south + edge, top, 3.0), top])
        x, y = (part.ravel() for part in np.meshgrid(xs, ys, indexing="ij"))
        boxes = np.column_stack([x, y, x + wide, y + high])
        met = (
            (boxes[:, None, 0] - 1.2 < held[:, 2])
            & (held[:, 0] - 1.2 < boxes[:, None, 2])
            & (boxes[:, None, 1] - 1.2 < held[:, 3])
            & (held[:, 1] - 1.2 < boxes[:, None, 3])
        ).any(axis=1)
        off = np.minimum(x - west, right + edge - x) + np.minimum(y - south, top + edge - y)
        costs = np.where(met, np.inf, room.costs(boxes) + 0.06 * off + 0.002 * wide * high)
        # Of places as good as each other the first.
        first = int(np.argmax(costs <= costs.min() + 1e-9))
        if np.isfinite(costs[first]) and (best is None or costs[first] < best[0] - 1e-9):
            best = float(costs[first]), n, tuple(map(float, boxes[first]))
    return best
