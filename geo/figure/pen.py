"""The pen that draws a right, on a map or in the legend: fill, hatch, dots, line, outline, tile."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely

from ..geometry import lines_of
from ..model import Atlas
from . import style as marks
from .sheet import Sheet, dots, hatch_lines


class Pen(NamedTuple):
    """What a mark needs to be drawn, on a map or in the legend.

    `mode` says whether a right is shown as it stands (plain) or on a map of what changed: moved,
    ended or stayed. `weight` is that of symbols along lines; less on small scales.
    """

    sheet: Sheet
    atlas: Atlas
    style: str
    weight: float = 1.0
    mode: str = "plain"

    def ground(self, name: str) -> str:
        """Colour of a part of the ground."""
        return marks.GROUND[self.style][name]

    def full(self, row) -> str:
        """Colour of the holder."""
        return marks.power_colour(self.atlas.terms, row["holder"], self.style)

    def colour(self, row) -> str:
        """Colour of the holder's lines, paler for what stayed."""
        keep = marks.WEIGHT[self.mode][1]
        return self.full(row) if keep == 1 else marks.tint(self.full(row), keep)

    def mark(self, row) -> str:
        """How the right is told."""
        return self.atlas.terms.tenure[row["tenure"]].mark

    @property
    def heavy(self) -> float:
        """How heavy lines are."""
        return marks.WEIGHT[self.mode][0]

    @property
    def dashes(self):
        """Dashes of hatches and outlines: broken where the right ended."""
        return marks.ENDED if self.mode == "ended" else "solid"

    def fills(self, shape, rows, gid):
        """Flat tints of an area; in grey the texture of the holder too."""
        for row in rows:
            if self.mark(row) == "fill":
                self.fill(shape, row, f"{gid}-{row['tenure']}-{row['holder']}")

    def fill(self, shape, row, gid):
        """One tint."""
        strength = marks.TINT[self.mode]
        if self.style == "colour":
            self.sheet.area(shape, marks.tint(self.full(row), strength), gid=gid)
            return
        kind, angle, spacing = self.grey(row).texture
        light = {"lines": 0.16, "dots": 0.30, "none": 0.05}[kind] * strength / 0.4
        self.sheet.area(shape, marks.tint(self.full(row), min(0.45, light)), gid=gid)
        if kind == "lines":
            self.sheet.lines(hatch_lines(shape, angle, spacing), self.colour(row), 0.4 * self.heavy,
                             gid=f"{gid}-texture")
        elif kind == "dots":
            self.sheet.lines(dots(shape, angle, spacing), self.colour(row), 0.75 * self.heavy,
                             gid=f"{gid}-texture", cap="round")

    def grey(self, row) -> marks.Grey:
        """What tells the holder in grey."""
        return marks.grey_of(self.atlas.terms, row["holder"])

    def hatch_of(self, row):
        """Direction, spacing and width of the row's hatch."""
        return marks.hatch_of(self.atlas.terms, row["tenure"], row["holder"], self.style)

    def hatches(self, shape, rows, gid):
        """Hatches of an area; two holders of one right take turns, line by line."""
        for row, share, of in _shares([r for r in rows if self.mark(r) in ("hatch", "dots")]):
            angle, spacing, width = self.hatch_of(row)
            named = f"{gid}-{row['tenure']}-{row['holder']}"
            if self.mark(row) == "dots":
                self.sheet.lines(dots(shape, angle, spacing, share / of), self.colour(row),
                                 width * self.heavy, gid=named, cap="round")
            else:
                self.sheet.lines(hatch_lines(shape, angle, spacing * of, share / of),
                                 self.colour(row), width * self.heavy, self.dashes, named)

    def outlines(self, shape, rows, gid):
        """Rights that are told by an outline."""
        for n, row in enumerate(r for r in rows if self.mark(r) == "outline"):
            self.sheet.lines(shapely.boundary(shape), self.colour(row), 1.2 * self.heavy,
                             self.dashes, gid=f"{gid}-{n}-outline")

    def guards(self, shape, rows, gid):
        """Rights on a line that are told by an outline beside it; under the line itself."""
        w = self.weight * self.heavy
        for n, row in enumerate(r for r in rows if self.mark(r) == "outline"):
            named = f"{gid}-{row['tenure']}"
            broken = self.style == "grey" and self.grey(row).mirrored
            self.sheet.lines(shape, self.colour(row), (5.0 + 1.6 * n) * w,
                             (0, (1.6, 0.5)) if broken else "solid", named)
            self.sheet.lines(shape, self.ground("paper"), 3.6 * w, gid=f"{named}-gap")

    def line(self, shape, rows, gid, worked=False):
        """A line and its rights: dots or ticks beside it, the holder's colour and white sleepers
        where it is a line that someone works, else a band.

        `worked` says that someone works it, by a row that may not be among these: the line then
        never takes the colour of who only benefits.
        """
        w, put = self.weight * self.heavy, self.sheet.lines
        works = [row for row in rows if self.mark(row) == "line"]
        rows = [row for row in rows if self.mark(row) != "outline"]
        hatched = [row for row in rows if self.mark(row) in ("hatch", "dots")]
        if not (works or worked):
            for n, row in enumerate(hatched or rows):
                put(shape, marks.tint(self.full(row), 0.5 * marks.WEIGHT[self.mode][1]),
                    (3.4 - 1.2 * n) * w, cap="round", gid=f"{gid}-{row['tenure']}-band")
                put(shape, self.colour(row), 0.9 * w, self.dashes,
                    gid=f"{gid}-{row['tenure']}-{row['holder']}")
            return
        self.beside(shape, hatched, gid)
        for row in works[:1]:
            sleepers = (2.6, 4.6) if self.style == "colour" \
                else self.grey(row).sleepers
            put(shape, self.ground("ink" if self.mode != "stayed" else "quiet"), 2.6 * w,
                gid=f"{gid}-casing", cap="round")
            put(shape, self.colour(row), 2.0 * w, gid=f"{gid}-{row['tenure']}-{row['holder']}",
                cap="round")
            put(shape, self.ground("paper"), (1.5 if self.mode == "ended" else 0.8) * w,
                (0, sleepers), gid=f"{gid}-sleepers")

    def beside(self, shape, rows, gid):
        """Rights on a line that is not their own: dots along both sides, or ticks across."""
        w = self.weight
        for row, share, of in _shares(rows):
            named = f"{gid}-{row['tenure']}-{row['holder']}"
            of *= self.grey(row).spacing if self.style == "grey" else 1
            if self.mark(row) == "dots":
                sides = shapely.MultiLineString([line for off in (-1.45 * w, 1.45 * w) for line in
                                                 lines_of(shapely.offset_curve(shape, off))])
                self.sheet.lines(sides, self.colour(row), 1.25 * w, (0, (0.01, 2.6 * of)), named,
                                 "round")
            else:
                self.sheet.lines(ticks(shape, 2.6 * of, 2.0 * w, share / of), self.colour(row), 0.7,
                                 gid=named)

    def point(self, x, y, rows, gid):
        """A place and its rights: one small tile for each, side by side."""
        size = 2.3
        tiles = list(_shares([row for row in rows if self.mark(row) != "outline"]))
        for n, (row, _, _) in enumerate(tiles):
            left = x + (n - len(tiles) / 2) * size
            tile = shapely.box(left, y - size / 2, left + size, y + size / 2)
            self.tile(tile, row, gid)
            self.sheet.area(tile, edge=self.ground("ink"), width=0.5, gid=f"{gid}-{n}-edge",
                            dashes=(0, (1.2, 1.0)) if self.mode == "ended" else "solid")

    def tile(self, tile, row, gid):
        """The tile of one right."""
        named = f"{gid}-{row['tenure']}-{row['holder']}"
        mark = self.mark(row)
        if mark == "fill" or (mark == "line" and self.style == "grey"):
            self.fill(tile, row, f"{named}-tile")
        else:
            self.sheet.area(tile, self.ground("paper"), gid=f"{named}-tile")
            solid = marks.tint(self.full(row), 0.35) if self.mode == "ended" else self.colour(row)
            if mark == "line":
                self.sheet.area(tile, solid, gid=named)
        if mark in ("hatch", "dots"):
            angle = self.hatch_of(row)[0]
            inside = hatch_lines(tile, angle, 0.75) if mark == "hatch" else dots(tile, 45, 0.8)
            self.sheet.lines(inside, self.colour(row), 0.8, cap="round", gid=named)

    def swatch(self, kind: str, box, row, gid: str) -> None:
        """A piece of legend, as the map draws it; `kind` is area, line, band or point."""
        west, south, east, north = box.bounds
        middle = (south + north) / 2
        line = shapely.LineString([(west, middle), (east, middle)])
        if kind == "area":
            self.sheet.area(box, self.ground("land"), gid=f"{gid}-ground")
            self.fills(box, [row], gid)
            self.hatches(box, [row], gid)
            self.outlines(box, [row], gid)
            self.sheet.area(box, edge=self.ground("coast"), width=0.4, gid=f"{gid}-edge")
        elif kind == "point":
            self.point((west + east) / 2, middle, [row], gid)
        elif self.mark(row) == "outline":
            # A right on a line that another right made: beside a neutral line.
            self._replace(weight=1.0 / self.heavy).guards(line, [row], gid)
            self.sheet.lines(line, self.ground("quiet"), 1.6, gid=f"{gid}-line")
        elif kind == "line" and self.mark(row) in ("hatch", "dots"):
            self.beside(line, [row], gid)
            self.sheet.lines(line, self.ground("quiet"), 1.6, gid=f"{gid}-line")
        else:
            self.line(line, [row], gid)

    def station(self, x, y, sure: bool, gid: str, radius=0.62) -> None:
        """A station: a white disc; one whose place is not sure has a broken rim."""
        self.sheet.area(shapely.Point(x, y).buffer(radius), "#ffffff",
                        self.ground("ink" if sure else "quiet"), 0.55, gid=gid,
                        dashes="solid" if sure else (0, (1.1, 0.8)))


def _shares(rows):
    """(row, number, of how many) among the rows of the same tenure."""
    for row in rows:
        same = [other["holder"] for other in rows if other["tenure"] == row["tenure"]]
        yield row, same.index(row["holder"]), len(same)


def ticks(shape, every: float, length: float, phase: float = 0.0):
    """Short strokes across lines (mm), leaning, `every` mm along them."""
    found = []
    for line in lines_of(shapely.line_merge(shape) if shape.geom_type != "LineString" else shape):
        for at in np.arange((0.3 + phase) * every, line.length, every):
            a, b = (np.array(line.interpolate(max(0, min(at + d, line.length))).coords[0])
                    for d in (-0.2, 0.2))
            along = (b - a) / max(np.hypot(*(b - a)), 1e-9)
            slant = along * 0.5 + np.array([-along[1], along[0]])
            middle, slant = (a + b) / 2, slant / np.hypot(*slant) * length / 2
            found.append(shapely.LineString([middle - slant, middle + slant]))
    return shapely.MultiLineString(found)
