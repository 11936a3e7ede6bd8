"""The pen that draws a right, on a map or in the legend: fill, hatch, dots, line, outline, tile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import shapely

from ..geometry import lines_of
from ..marks import Change, Look, Marks, Style, look_of
from ..model import Atlas
from . import style as looks
from .sheet import Sheet, dots, hatch_lines


class Pen(NamedTuple):
    """What a mark needs to be drawn, on a map or in the legend.

    `mode` says whether a right is shown as it stands (plain) or on a map of what changed: moved,
    ended or stayed. `weight` is that of symbols along lines; less on small scales.
    """

    sheet: Sheet
    atlas: Atlas
    marks: Marks
    style: Style
    weight: float = 1.0
    mode: str = "plain"

    def ground(self, name: str) -> str:
        """Colour of a part of the ground."""
        return looks.ground(self.marks, self.style, name)

    def look(self, row) -> Look:
        """The look of a right, from the table of marks."""
        return look_of(self.marks, self.atlas.terms, row["tenure"], row["holder"], self.style)

    def mm(self, px: float) -> float:
        """A length of the table in mm on the paper."""
        return looks.mm(self.marks, px)

    def points(self, px: float) -> float:
        """A width of the table in points."""
        return looks.points(self.marks, px)

    def mark(self, row) -> str:
        """How the right is told."""
        return self.atlas.terms.tenure[row["tenure"]].mark

    @property
    def change(self) -> Change:
        """How a right in this mode is drawn."""
        changes: Mapping[Any, Change] = self.marks.change
        return changes[self.mode]

    def colour(self, row) -> str:
        """Colour of the holder's lines, paler for what stayed."""
        colour = self.look(row).colour
        return looks.tint(colour, self.change.strength) if self.mode == "stayed" else colour

    @property
    def dashes(self):
        """Dashes of hatches and outlines: broken where the right ended."""
        return looks.pattern(self.change.dash)

    def width(self, row) -> float:
        """Width (points) of the lines of a right."""
        return self.points(self.look(row).width) * self.change.weight

    def border(self, line, gid):
        """A border between states."""
        look = self.marks.state
        width = looks.points(self.marks, look.border_width)
        self.sheet.lines(line, self.ground("border"), width, looks.pattern(look.border_dash), gid)

    def province(self, line, certainty, gid):
        """A line between provinces: lighter than a limit, dotted by how sure it is."""
        width = looks.points(self.marks, self.marks.state.border_width)
        self.sheet.lines(line, self.ground("border"), width, looks.dashes(self.marks, certainty), gid)

    def fills(self, shape, rows, gid):
        """Flat tints of an area; in grey the texture of the holder too."""
        for row in rows:
            if self.mark(row) == "fill":
                self.fill(shape, row, f"{gid}-{row['tenure']}-{row['holder']}")

    def fill(self, shape, row, gid):
        """One tint."""
        strength = self.marks.mark["fill"].strength * self.change.strength
        if self.style == "colour":
            self.sheet.area(shape, looks.tint(self.look(row).colour, strength, self.ground("land")), gid=gid)
            return
        power = looks.power_look(self.marks, self.atlas.terms, row["holder"])
        self.sheet.area(shape, looks.tint(self.look(row).colour, strength * power.texture_strength), gid=gid)
        spacing = self.mm(power.texture_spacing)
        width = self.points(power.texture_width) * self.change.weight
        if power.texture == "lines":
            self.sheet.lines(
                hatch_lines(shape, power.texture_degrees, spacing), self.colour(row), width, gid=f"{gid}-texture"
            )
        elif power.texture == "dots":
            self.sheet.lines(
                dots(shape, power.texture_degrees, spacing), self.colour(row), width, gid=f"{gid}-texture", cap="round"
            )

    def doubt(self, shape, gid):
        """The hatch of ground that the rights drawn on it may not reach."""
        look = self.marks.doubt
        lines = hatch_lines(shape, look.degrees, self.mm(look.spacing))
        self.sheet.lines(lines, self.ground("quiet"), self.points(look.width), gid=gid)

    def hatches(self, shape, rows, gid):
        """Hatches of an area; two holders of one right stand side by side, line by line."""
        for row in rows:
            if self.mark(row) not in ("hatch", "dots"):
                continue
            look, spacing = self.look(row), self.mm(self.look(row).spacing)
            named = f"{gid}-{row['tenure']}-{row['holder']}"
            if self.mark(row) == "dots":
                self.sheet.lines(
                    dots(shape, look.degrees, spacing, look.shift),
                    self.colour(row),
                    self.width(row),
                    gid=named,
                    cap="round",
                )
            else:
                self.sheet.lines(
                    hatch_lines(shape, look.degrees, spacing, look.shift),
                    self.colour(row),
                    self.width(row),
                    self.dashes,
                    named,
                )

    def outlines(self, shape, rows, gid):
        """Rights that are told by an outline."""
        for n, row in enumerate(r for r in rows if self.mark(r) == "outline"):
            self.sheet.lines(
                shapely.boundary(shape),
                self.colour(row),
                self.points(self.marks.mark["outline"].edge) * self.change.weight,
                self.dashes,
                gid=f"{gid}-{n}-outline",
            )

    def guards(self, shape, rows, gid):
        """Rights on a line that are told by an outline beside it; under the line itself."""
        outline = self.marks.mark["outline"]
        for n, row in enumerate(r for r in rows if self.mark(r) == "outline"):
            power = looks.power_look(self.marks, self.atlas.terms, row["holder"])
            broken = self.style == "grey" and power.mirrored
            self.sheet.lines(
                shape,
                looks.tint(
                    self.look(row).colour, max(outline.least, outline.strength * min(1.0, self.change.strength))
                ),
                self.points(max(outline.width - outline.step * n, outline.step)) * self.weight,
                looks.pattern(outline.dash) if broken else "solid",
                f"{gid}-{row['tenure']}",
            )

    def line(self, shape, rows, gid, worked=False, dash=()):
        """A line and its rights: dots or ticks beside it, the holder's colour and white sleepers
        where it is a line that someone works, else a row of dots along it.

        `worked` says that someone works it, by a row that may not be among these: the line then
        never takes the colour of who only benefits. `dash` is that of a railway of a lighter kind.
        """
        w, put = self.weight * self.change.weight, self.sheet.lines
        works = [row for row in rows if self.mark(row) == "line"]
        rows = [row for row in rows if self.mark(row) != "outline"]
        hatched = [row for row in rows if self.mark(row) in ("hatch", "dots")]
        if not (works or worked):
            coast = self.marks.mark["coast"]
            ink, gap = coast.dash
            for n, row in enumerate(hatched or rows):
                put(
                    shape,
                    self.colour(row),
                    self.points(coast.width) * w,
                    (0, (ink, gap * (1 + self.look(row).shift) + n)),
                    cap="round",
                    gid=f"{gid}-{row['tenure']}-{row['holder']}",
                )
            return
        self.beside(shape, hatched, gid)
        table = self.marks.mark["line"]
        for row in works[:1]:
            look = self.look(row)
            if dash:
                named = f"{gid}-{row['tenure']}-{row['holder']}"
                put(shape, self.ground("paper"), self.points(table.casing) * w, gid=f"{gid}-casing")
                put(shape, self.colour(row), self.points(table.width) * w, looks.pattern(dash), gid=named)
                continue
            put(
                shape,
                self.ground("ink" if self.mode != "stayed" else "quiet"),
                self.points(table.edge) * w,
                gid=f"{gid}-casing",
                cap="round",
            )
            put(
                shape,
                self.colour(row),
                self.points(table.width) * w,
                gid=f"{gid}-{row['tenure']}-{row['holder']}",
                cap="round",
            )
            put(
                shape,
                self.ground("paper"),
                self.points(table.sleeper) * self.change.sleeper * w,
                (0, tuple(look.sleepers)),
                gid=f"{gid}-sleepers",
            )

    def beside(self, shape, rows, gid):
        """Rights on a line that is not their own: dots along both sides, or ticks across."""
        w, table = self.weight, self.marks.beside
        for row in rows:
            named = f"{gid}-{row['tenure']}-{row['holder']}"
            of = sum(other["tenure"] == row["tenure"] for other in rows)
            share = sum(other["tenure"] == row["tenure"] for other in rows[: rows.index(row)])
            of *= looks.power_look(self.marks, self.atlas.terms, row["holder"]).spacing if self.style == "grey" else 1
            if self.mark(row) == "dots":
                off = self.mm(table.side) * w
                sides = shapely.MultiLineString(
                    [line for side in (-off, off) for line in lines_of(shapely.offset_curve(shape, side))]
                )
                ink, gap = table.dot_dash
                width = self.points(table.dot) * w
                self.sheet.lines(sides, self.colour(row), width, (0, (ink, gap * of)), named, "round")
            else:
                strokes = ticks(shape, self.mm(table.tick_every) * of, self.mm(table.tick_length) * w, share / of)
                self.sheet.lines(strokes, self.colour(row), self.points(table.tick), gid=named)

    def point(self, x, y, rows, gid):
        """A place and its rights: one small tile for each, side by side."""
        table = self.marks.mark["point"]
        size = self.mm(table.width)
        tiles = [row for row in rows if self.mark(row) != "outline"]
        for n, row in enumerate(tiles):
            left = x + (n - len(tiles) / 2) * size
            tile = shapely.box(left, y - size / 2, left + size, y + size / 2)
            self.tile(tile, row, gid)
            self.sheet.area(
                tile,
                edge=self.ground("ink"),
                width=self.points(table.edge),
                gid=f"{gid}-{n}-edge",
                dashes=looks.pattern(table.dash if self.mode == "ended" else []),
            )

    def tile(self, tile, row, gid):
        """The tile of one right."""
        named = f"{gid}-{row['tenure']}-{row['holder']}"
        mark, look = self.mark(row), self.look(row)
        if mark == "fill" or (mark == "line" and self.style == "grey"):
            self.fill(tile, row, f"{named}-tile")
        else:
            self.sheet.area(tile, self.ground("paper"), gid=f"{named}-tile")
            solid = looks.tint(look.colour, self.change.strength) if self.mode == "ended" else self.colour(row)
            if mark == "line":
                self.sheet.area(tile, solid, gid=named)
        if mark in ("hatch", "dots"):
            table = self.marks.mark["point"]
            inside = (hatch_lines if mark == "hatch" else dots)(tile, look.degrees, self.mm(table.spacing))
            self.sheet.lines(inside, self.colour(row), self.points(table.inner), cap="round", gid=named)

    def bar(self, box, row, gid: str) -> None:
        """A right in a chart of time: its mark in a box, that of a line as a whole bar."""
        self.sheet.area(box, self.ground("paper"), gid=f"{gid}-ground")
        if self.mark(row) == "line":
            self.sheet.area(box, self.colour(row), gid=gid)
        self.fills(box, [row], gid)
        self.hatches(box, [row], gid)
        self.sheet.area(box, edge=self.look(row).colour, width=self.points(self.marks.frame.box), gid=f"{gid}-edge")

    def swatch(self, kind: str, box, row, gid: str) -> None:
        """A piece of legend, as the map draws it; `kind` is area, line, band or point; or bar, as a chart does."""
        west, south, east, north = box.bounds
        middle = (south + north) / 2
        line = shapely.LineString([(west, middle), (east, middle)])
        if kind == "bar":
            self.bar(box, row, gid)
        elif kind == "area":
            self.sheet.area(box, self.ground("land"), gid=f"{gid}-ground")
            self.fills(box, [row], gid)
            self.hatches(box, [row], gid)
            self.outlines(box, [row], gid)
            self.sheet.area(
                box, edge=self.ground("coast"), width=self.points(self.marks.frame.swatch), gid=f"{gid}-edge"
            )
        elif kind == "point":
            self.point((west + east) / 2, middle, [row], gid)
        elif self.mark(row) == "outline":
            # A right on a line that another right made: beside a neutral line.
            self.guards(line, [row], gid)
            self.sheet.lines(line, self.ground("quiet"), self.points(self.marks.beside.track), gid=f"{gid}-line")
        elif kind == "line" and self.mark(row) in ("hatch", "dots"):
            self.beside(line, [row], gid)
            self.sheet.lines(line, self.ground("quiet"), self.points(self.marks.beside.track), gid=f"{gid}-line")
        else:
            self.line(line, [row], gid)

    def bare(self, shape, sure: bool, dash, gid: str) -> None:
        """A line or points on which no right lies: thin and grey; a point that is not sure is hollow."""
        width = self.marks.ground_line
        if isinstance(shape, shapely.MultiPoint):
            for point in shape.geoms:
                fill = self.ground("quiet" if sure else "paper")
                disc = point.buffer(self.mm(width["site"]) / 2)
                self.sheet.area(disc, fill, self.ground("quiet"), 0.6, gid=gid)
        else:
            wide = self.points(width["rail"])
            self.sheet.lines(shape, self.ground("quiet"), wide, looks.pattern(dash), gid=gid)

    def dot(self, x, y, radius: float, gid: str, rim: float, colour: str = "ink", dashes: Any = "solid") -> None:
        """A disc of paper with a rim (mm; the rim in px)."""
        disc = shapely.Point(x, y).buffer(radius)
        self.sheet.area(disc, self.ground("paper"), self.ground(colour), self.points(rim), gid=gid, dashes=dashes)

    def station(self, x, y, sure: bool, gid: str, named: bool = True) -> None:
        """A station: a small dot, smaller without a name; one whose place is not sure has a broken rim."""
        table = self.marks.dot
        rim = ("ink", "solid") if sure else ("quiet", looks.pattern(table.unsure_dash))
        self.dot(x, y, self.station_radius(named), gid, table.station_rim, *rim)

    def station_radius(self, named: bool) -> float:
        """How large a station is, with a name or without; mm."""
        sizes = self.marks.dot.station
        return self.mm(sizes[0] if named else sizes[-1])

    def town_radius(self, rank: int) -> float:
        """How large the dot of a town is by its rank; mm."""
        sizes = self.marks.dot.town
        return self.mm(sizes[min(rank, len(sizes)) - 1])


def ticks(shape, every: float, length: float, phase: float = 0.0):
    """Short strokes across lines (mm), leaning, `every` mm along them."""
    found = []
    for line in lines_of(shapely.line_merge(shape) if shape.geom_type != "LineString" else shape):
        for at in np.arange((0.3 + phase) * every, line.length, every):
            a, b = (np.array(line.interpolate(max(0, min(at + d, line.length))).coords[0]) for d in (-0.2, 0.2))
            along = (b - a) / max(np.hypot(*(b - a)), 1e-9)
            slant = along * 0.5 + np.array([-along[1], along[0]])
            middle, slant = (a + b) / 2, slant / np.hypot(*slant) * length / 2
            found.append(shapely.LineString([middle - slant, middle + slant]))
    return shapely.MultiLineString(found)
