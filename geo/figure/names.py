"""Names on a map that cover neither one another nor more linework than they must.

Knows no treaty; lengths are in mm on the paper.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely

from ..geometry import lines_of
from .fonts import MM, leading, width_of
from .sheet import Sheet


class Name(NamedTuple):
    """A name to be placed.

    lines : (text, face, size in points, colour) from the top
    anchors : (x, y, how far to stay off; mm), the preferred ones first; where the name is
        centred, (x, y, cost)
    rank : small ones are placed first
    centred : it sits on its anchor instead of beside it
    beside : it may stand right or left of its anchor only, not above or below
    shorter : what takes its place where it finds no room
    sides : the last line on each map (the numbers of the articles), where they differ
    needed : the name stands on a map only where it has such a line
    on : the maps on which it stands
    """

    lines: list[tuple[str, str, float, str]]
    anchors: list[tuple[float, float, float]]
    rank: float
    centred: bool = False
    beside: bool = False
    halo: str = "#ffffff"
    gid: str = ""
    shorter: Name | None = None
    sides: tuple[str, ...] | None = None
    needed: bool = False
    on: tuple[bool, ...] = (True, True)

    def on_side(self, side: int) -> Name | None:
        """The name as it stands on one of the maps, or None."""
        if not self.on[side]:
            return None
        if self.sides is None:
            return self
        if not self.sides[side]:
            return None if self.needed else self._replace(lines=self.lines[:-1])
        _, *look = self.lines[-1]
        return self._replace(lines=[*self.lines[:-1], (self.sides[side], *look)])


LEADING = 1.12


def name_size(name: Name) -> tuple[float, float]:
    """Width and height (mm) of the lines of a name."""
    return (max(width_of(text, font, size) for text, font, size, _ in name.lines),
            sum(size * LEADING * leading() for _, _, size, _ in name.lines) / MM)


def place_all(names: list[Name], frame, taken: list[tuple], lines):
    """Names and their boxes (see `place_names`), the shorter form of those that found no room."""
    names = list(names)
    while True:
        boxes = place_names(names, frame, taken, lines)
        stuck = [n for n, box in enumerate(boxes) if box is None and names[n].shorter]
        if not stuck:
            return [(name, box) for name, box in zip(names, boxes, strict=True) if box]
        for n in stuck:
            names[n] = names[n].shorter


def place_names(names: list[Name], frame, taken: list[tuple], lines) -> list[tuple | None]:
    """Boxes (west, south, east, north; mm) for names, None for those that find no room.

    In order of rank each name takes the candidate that covers the least linework (`lines`: pairs of
    a geometry in mm and its weight) among those that lie inside the frame and on no other name or
    symbol (`taken`). A centred name tries its anchors, another eight sides of each anchor.
    """
    placed: list[tuple | None] = [None] * len(names)
    boxes = list(taken)
    work = [(line, weight) for shape, weight in lines for line in lines_of(shape)]
    tree = shapely.STRtree([line for line, _ in work])
    weights = np.array([weight for _, weight in work])
    for n in sorted(range(len(names)), key=lambda n: (names[n].rank, n)):
        name = names[n]
        wide, high = name_size(name)
        best = None
        for x, y, cost in sorted(_candidates(name, wide, high), key=lambda found: found[2]):
            box = (x, y, x + wide, y + high)
            if best is not None and cost >= best[0]:
                break
            if box[0] < frame[0] + 0.8 or box[1] < frame[1] + 0.8 or box[2] > frame[2] - 0.8 \
                    or box[3] > frame[3] - 0.8 or any(_meets(box, other) for other in boxes):
                continue
            if len(work):
                shape = shapely.box(*box)
                near = tree.query(shape)
                cost += (shapely.length(shapely.intersection(tree.geometries[near], shape))
                         * weights[near]).sum()
            if best is None or cost < best[0]:
                best = cost, box
        if best:
            placed[n] = best[1]
            boxes.append(best[1])
    return placed


def _candidates(name: Name, wide: float, high: float):
    """(left, bottom, cost) of a box: the right side is liked best, then left, above, below."""
    for n, (x, y, gap) in enumerate(name.anchors):
        if name.centred:
            yield x - wide / 2, y - high / 2, gap
            continue
        side, diagonal = gap + 0.5, 0.7 * gap + 0.3
        places = [(x + side, y - high / 2), (x - side - wide, y - high / 2),
                  (x + diagonal, y + diagonal), (x + diagonal, y - diagonal - high),
                  (x - diagonal - wide, y + diagonal), (x - diagonal - wide, y - diagonal - high),
                  (x - wide / 2, y + side), (x - wide / 2, y - side - high)]
        for m, (left, bottom) in enumerate(places[:2] if name.beside else places):
            yield left, bottom, 0.2 * m + 0.6 * n


def _meets(a, b, margin: float = 0.25) -> bool:
    return a[0] - margin < b[2] and b[0] - margin < a[2] \
        and a[1] - margin < b[3] and b[1] - margin < a[3]


def draw_name(sheet: Sheet, name: Name, box, dx: float = 0.0, dy: float = 0.0) -> None:
    """Draw a placed name, moved by dx and dy mm."""
    west, south, east, north = box
    top = north + dy
    for text, font, size, colour in name.lines:
        height = size * LEADING * leading() / MM
        sheet.text((west + east) / 2 + dx, top - height * 0.80, text, font, size, colour,
                   ha="center", halo=name.halo, gid=f"name-{name.gid}")
        top -= height
