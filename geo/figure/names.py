"""Names on a map: none nearer to another dot than to its own, none on another, as little linework
covered as can be.

Knows no treaty; lengths are in mm on the paper.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely

from ..geometry import lines_of
from .fonts import MM, leading, width_of
from .pen import Pen

#: The side of a cell of the grid on which linework is counted, mm.
CELL = 0.5

#: How far a name stands off its dot, and how far a name with a leader may, mm.
OFF, LEADERS = 0.45, (2.6, 4.0, 5.5, 7.5, 10.0, 13.0, 17.0)

#: How often, for each name, one may make others give way.
TURNS = 8

#: Lines of one name, in multiples of their size.
LEADING = 1.12


class Name(NamedTuple):
    """A name to be placed.

    lines : (text, face, size in points, colour) from the top
    anchors : (x, y, r; mm), the preferred ones first: with `dot`, the middle of a dot and its radius;
        without, where the name is centred (r is the cost), or, where it is `beside`, what it stands
        next to (r is how far off)
    rank : small ones are placed first
    must : it is never lost: what is lower gives way, and a leader may tie it to its dot
    shorter : what takes its place where it finds no room
    sides : the last line on each map (the numbers of the articles), where they differ
    needed : the name stands on a map only where it has such a line
    on : the maps on which it stands
    """

    lines: list[tuple[str, str, float, str]]
    anchors: list[tuple[float, float, float]]
    rank: float
    dot: bool = False
    beside: bool = False
    must: bool = False
    halo: str = "#ffffff"
    gid: str = ""
    shorter: Name | None = None
    sides: tuple[str, ...] | None = None
    needed: bool = False
    on: tuple[bool, ...] = (True, True)
    flag: bool = False

    def on_side(self, side: int) -> Name | None:
        """The name as it stands on one of the maps, or None."""
        if not self.on[side]:
            return None
        if self.sides is None:
            return self
        if not self.sides[side]:
            return None if self.needed else self._replace(lines=self.lines[:-1])
        return self._replace(lines=[*self.lines[:-1], (self.sides[side], *self.lines[-1][1:])])


class Placed(NamedTuple):
    """A name, its box (west, south, east, north), how its lines are set, and the end of its leader
    at the box, if it needs one."""

    name: Name
    box: tuple[float, float, float, float]
    ha: str
    leader: tuple[float, float] | None = None


def name_size(name: Name) -> tuple[float, float]:
    """Width and height (mm) of the lines of a name."""
    if name.flag:
        return (name.lines[0][2] * 1.5 / MM,) * 2
    return (
        max(width_of(text, font, size) for text, font, size, _ in name.lines),
        sum(size * LEADING * leading() for _, _, size, _ in name.lines) / MM,
    )


class Linework:
    """How much line lies in any box of a frame."""

    def __init__(self, frame, lines):
        self.west, self.south = frame[:2]
        shape = (int((frame[2] - self.west) / CELL) + 2, int((frame[3] - self.south) / CELL) + 2)
        found = np.zeros(shape)
        for geometry, weight in lines:
            parts = shapely.segmentize(lines_of(geometry), CELL)
            points = shapely.get_coordinates(parts)
            cell = ((points - frame[:2]) / CELL).astype(int)
            cell = cell[((cell >= 0) & (cell < shape)).all(axis=1)]
            np.add.at(found, tuple(cell.T), CELL * weight)
        # The many vertices of a coast count no more than a line through their cell.
        self.sum = np.pad(np.minimum(found, 2.0).cumsum(0).cumsum(1), ((1, 0), (1, 0)))

    def within(self, boxes: np.ndarray) -> np.ndarray:
        """The weight of the lines in boxes (n, 4)."""
        n, m = np.array(self.sum.shape) - 1
        west, east = (np.clip(((boxes[:, k] - self.west) / CELL).astype(int) + k // 2, 0, n) for k in (0, 2))
        south, north = (np.clip(((boxes[:, k] - self.south) / CELL).astype(int) + k // 2, 0, m) for k in (1, 3))
        total = self.sum
        return total[east, north] - total[west, north] - total[east, south] + total[west, south]


def place_all(names: list[Name], frame, taken: list[tuple] | np.ndarray, lines, dots: np.ndarray) -> list[Placed]:
    """Names with their places, in order of rank; the shorter form of those that found no room.

    Each name takes the cheapest place inside the frame, on no other name and on nothing that is
    `taken` (boxes), not nearer to another of the `dots` (n, 2) than to its own. Where a name that
    must stand finds none, names of lower rank give way and look again.
    """
    work = Linework(frame, lines)
    taken = np.array(taken, float).reshape(-1, 4)
    forms: dict[int, Name] = dict(enumerate(names))
    found: dict[int, Placed] = {}
    order = sorted(forms, key=lambda n: (not forms[n].must, forms[n].rank, n))
    queue, turns = list(order), 0
    options: dict[tuple[int, int], list] = {}
    gave_way = dict.fromkeys(order, 0)
    while queue:
        turns += 1
        n, depth = queue.pop(0), 0
        name: Name | None = forms[n]
        while name is not None:
            key = n, depth
            if key not in options:
                options[key] = _options(name, frame, taken, work, dots)
            choice = options[key]
            if choice:
                others = list(found)
                met = _meeting(
                    np.array([option[1] for option in choice]),
                    np.array([found[m].box for m in others], float).reshape(-1, 4),
                )
                free = next(iter(np.flatnonzero(~met.any(axis=1)).tolist()), None)
                if free is None and name.must and name.shorter is None and turns < TURNS * len(order):
                    # The lowest give way, and look again; the dearer, the more often they did.
                    price = np.array([_price(forms[m]) * (1 + gave_way[m]) for m in others])
                    free = int(np.argmin(met @ price + np.array([option[0] for option in choice])))
                    for m in (others[k] for k in np.flatnonzero(met[free])):
                        del found[m]
                        gave_way[m] += 1
                        queue.append(m)
                    queue.sort(key=lambda m: (not forms[m].must, forms[m].rank, m))
                if free is not None:
                    _, box, ha, lead = choice[free]
                    found[n] = Placed(name, tuple(box), ha, lead)
                    break
            name, depth = name.shorter, depth + 1
    return [found[n] for n in order if n in found]


def _price(name: Name) -> float:
    """What it costs that a name gives way."""
    return 50.0 if name.must else 10 / (1 + max(0.0, name.rank))


def _options(name: Name, frame, taken, work: Linework, dots):
    """What a name may choose from, the cheapest first: (cost, box, how it is set, leader)."""
    wide, high = name_size(name)
    found = list(_candidates(name, wide, high))
    if not found:
        return []
    boxes = np.array([box for _, box, _, _ in found])
    good = (
        (boxes[:, 0] > frame[0] + 0.8)
        & (boxes[:, 1] > frame[1] + 0.8)
        & (boxes[:, 2] < frame[2] - 0.8)
        & (boxes[:, 3] < frame[3] - 0.8)
    )
    if len(taken):
        good &= ~_meeting(boxes, taken, 0.15).any(axis=1)
    if name.dot and len(dots):
        own = np.array(name.anchors[0][:2])
        others = dots[np.hypot(*(dots - own).T) > 0.3]
        if len(others):
            # A leader ties a name that must stand to its dot, if no other dot may claim it; any other is nearer to its
            # own as well.
            tied = np.array([leader is not None for *_, leader in found])
            near = distance(boxes, own[None])[:, 0] + 0.2
            reach = np.where(tied, 1.3, near) if name.must else np.where(tied, np.maximum(near, 1.3), near)
            good &= reach < distance(boxes, others).min(axis=1)
    costs = np.array([cost for cost, *_ in found]) + 1.0 * work.within(boxes)
    order = [n for n in np.argsort(costs, kind="stable") if good[n]]
    return [(costs[n], *found[n][1:]) for n in order]


def distance(boxes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Distances (n, m) of boxes (n, 4) and points (m, 2)."""
    x = np.maximum(np.maximum(boxes[:, None, 0] - points[None, :, 0], points[None, :, 0] - boxes[:, None, 2]), 0)
    y = np.maximum(np.maximum(boxes[:, None, 1] - points[None, :, 1], points[None, :, 1] - boxes[:, None, 3]), 0)
    return np.hypot(x, y)


def _candidates(name: Name, wide: float, high: float):
    """(cost, box, how the lines are set, leader) of a name."""
    if name.dot:
        yield from _beside_dot(name, wide, high)
        return
    if name.flag:
        # A flag that finds no room beside its ground stands off it, with a leader.
        x, y, _ = name.anchors[0]
        for far, a, b in _round_about(x, y, LEADERS):
            yield 6.0 + 0.5 * far, (a - wide / 2, b - high / 2, a + wide / 2, b + high / 2), "center", (a, b)
    for n, (x, y, gap) in enumerate(name.anchors):
        if not name.beside:
            yield gap, (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2), "center", None
            continue
        side, diagonal = gap + 0.3, 0.7 * gap + 0.2
        places = [
            (x + side, y - high / 2, "left"),
            (x - side - wide, y - high / 2, "right"),
            (x + diagonal, y + diagonal, "left"),
            (x + diagonal, y - diagonal - high, "left"),
            (x - diagonal - wide, y + diagonal, "right"),
            (x - diagonal - wide, y - diagonal - high, "right"),
            (x - wide / 2, y + side, "center"),
            (x - wide / 2, y - side - high, "center"),
        ]
        for m, (left, bottom, ha) in enumerate(places):
            yield 0.2 * m + 0.35 * n, (left, bottom, left + wide, bottom + high), ha, None


def _beside_dot(name: Name, wide: float, high: float):
    """Round a dot: its first line level with the dot to the right or left, then elsewhere, then
    further off with a leader."""
    x, y, r = name.anchors[0]
    first = name.lines[0][2] * LEADING * leading() / MM
    off, slant = r + OFF, 0.72 * r + 0.25
    level = y + first / 2 - high
    for cost, left, bottom, ha in (
        (0.0, x + off, level, "left"),
        (0.25, x - off - wide, level, "right"),
        (0.4, x + slant, y + slant - 0.3, "left"),
        (0.5, x + slant, y - slant - high + 0.4, "left"),
        (0.7, x - slant - wide, y + slant - 0.3, "right"),
        (0.8, x - slant - wide, y - slant - high + 0.4, "right"),
        (0.9, x - wide / 2, y + off - 0.1, "center"),
        (1.0, x - wide / 2, y - off - high + 0.3, "center"),
        (1.2, x - wide / 4, y + off - 0.1, "left"),
        (1.3, x - 3 * wide / 4, y + off - 0.1, "right"),
        (1.2, x - wide / 4, y - off - high + 0.3, "left"),
        (1.3, x - 3 * wide / 4, y - off - high + 0.3, "right"),
        (0.6, x + off, y - high / 2, "left"),
        (0.7, x - off - wide, y - high / 2, "right"),
    ):
        yield cost, (left, bottom, left + wide, bottom + high), ha, None
    for far, a, b in _round_about(x, y, LEADERS if name.must else LEADERS[:3]):
        right = a >= x
        left, bottom = a if right else a - wide, b - high + first / 2
        yield 3.0 + 0.5 * far, (left, bottom, left + wide, bottom + high), "left" if right else "right", (a, b)


def _round_about(x: float, y: float, reach):
    """The ends of leaders of a point: how long each is, and where it ends."""
    for far in reach:
        for turn in np.arange(24) * np.pi / 12 + 0.13:
            yield far, float(x + far * np.cos(turn)), float(y + far * np.sin(turn))


def _meeting(boxes: np.ndarray, others: np.ndarray, margin: float = 0.25) -> np.ndarray:
    """Which boxes (n, 4) come nearer than a margin to which others (m, 4)."""
    return (
        (boxes[:, None, 0] - margin < others[None, :, 2])
        & (others[None, :, 0] - margin < boxes[:, None, 2])
        & (boxes[:, None, 1] - margin < others[None, :, 3])
        & (others[None, :, 1] - margin < boxes[:, None, 3])
    )


def draw_name(pen: Pen, placed: Placed, name: Name, dx: float, dy: float) -> None:
    """Draw a placed name, as `name` says it on one map, moved by dx and dy mm."""
    west, south, east, north = placed.box
    sheet, gid = pen.sheet, f"name-{name.gid}"
    if placed.leader is not None:
        (x, y, r), end = name.anchors[0], np.array(placed.leader)
        way = end - (x, y)
        start = np.array((x, y)) + way / np.hypot(*way) * (r + 0.1 if name.dot else 0.0)
        tie = shapely.LineString([start + (dx, dy), end + (dx, dy)])
        sheet.lines(tie, pen.ground("quiet"), pen.points(pen.marks.flag.tie), gid=f"tie-{name.gid}")
    if name.flag:
        text, font, size, colour = name.lines[0]
        x, y = (west + east) / 2 + dx, (south + north) / 2 + dy
        disc, paper = shapely.Point(x, y).buffer(size * 0.72 / MM), pen.ground("paper")
        sheet.area(disc, colour, paper, pen.points(pen.marks.flag.rim), gid=f"flag-{name.gid}")
        sheet.text(x, y - size * 0.36 / MM, text, font, size, paper, ha="center", gid=gid)
        return
    top = north + dy
    x = {"left": west, "right": east, "center": (west + east) / 2}[placed.ha] + dx
    for text, font, size, colour in name.lines:
        height = size * LEADING * leading() / MM
        sheet.text(x, top - height * 0.80, text, font, size, colour, ha=placed.ha, halo=name.halo, gid=gid)
        top -= height
