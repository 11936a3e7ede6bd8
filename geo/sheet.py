"""A sheet of paper in millimetres: type, shapes, flowing text and names that do not overlap.

Knows no treaty. The origin is the lower left corner of the page; every length is in mm on the
paper, type sizes and line widths are in points.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NamedTuple

import fontpkg
import matplotlib
import numpy as np
import pylopdf_fonts_jp
import shapely
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.patheffects import Normal, Stroke
from matplotlib.textpath import text_to_path

from .geometry import lines_of, polygons_of

MM = 72 / 25.4  # points in a millimetre

#: Settings of Matplotlib that a sheet is drawn and written under, whatever the user's own are.
#: Type 42 embeds the TrueType outlines, so that text can be searched and copied.
SETTINGS = {"pdf.fonttype": 42, "svg.fonttype": "path", "svg.hashsalt": "treaty-atlas",
            "path.simplify": False, "path.snap": False, "text.hinting": "none",
            "text.hinting_factor": 1, "axes.unicode_minus": False, "text.usetex": False,
            "pdf.compression": 9, "text.parse_math": False}

#: Faces: family (a package fontpkg-*), weight, slant.
FACES = {"serif": ("PT Serif", 400, "normal"), "serif-italic": ("PT Serif", 400, "italic"),
         "serif-bold": ("PT Serif", 700, "normal"),
         "sans": ("Fira Sans Condensed", 400, "normal"),
         "sans-italic": ("Fira Sans Condensed", 400, "italic"),
         "sans-bold": ("Fira Sans Condensed", 600, "normal")}


@functools.cache
def face(name: str, text: str = "") -> FontProperties:
    """The font file in which a face sets a text: its own, or the first of the fallbacks that has
    every glyph."""
    files = [fontpkg.path(*FACES[name]), pylopdf_fonts_jp.sans_path(),
             f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSans.ttf"]
    letters = {ord(letter) for letter in text if not letter.isspace()}
    file = next((file for file in files if letters <= set(get_font(str(file)).get_charmap())),
                files[0])
    return FontProperties(fname=str(file))


@functools.lru_cache(maxsize=20_000)
def _unit_width(text: str, name: str) -> float:
    font = face(name, text).copy()
    font.set_size(100)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] / 100


def width_of(text: str, name: str, size: float) -> float:
    """Width in mm of a line of type; `size` in points."""
    return _unit_width(text, name) * size / MM


class Sheet:
    """One page: a Matplotlib figure with a single axes whose data units are millimetres."""

    def __init__(self, width: float, height: float):
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / 25.4, height / 25.4), facecolor="white")
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, width), ylim=(0, height))
        self.axes.set_axis_off()
        self._order = 0

    def _next(self) -> int:
        """What comes later lies above."""
        self._order += 1
        return self._order

    def text(self, x, y, text, name="sans", size=7.0, colour="#000000", ha="left", va="baseline",
             halo=None, halo_width=1.6, rotation=0, gid=None, box=None):
        """One line of type. With a halo it is drawn twice: outline below, real text above, so that
        it stays text in the PDF."""
        common = dict(fontproperties=face(name, text), size=size, ha=ha, va=va, rotation=rotation,
                      parse_math=False)
        if halo:
            outline = self.axes.text(x, y, text, color=halo, zorder=self._next(), **common)
            outline.set_path_effects([Stroke(linewidth=halo_width, foreground=halo,
                                             joinstyle="round")])
            outline.set_gid(f"halo-{gid or self._order}")
        artist = self.axes.text(x, y, text, color=colour, zorder=self._next(), **common)
        artist.set_gid(gid)
        if str(common["fontproperties"].get_file()).endswith(".otf"):
            # Type 42 is for TrueType outlines; a CFF font goes in as shapes (seen, not searched).
            artist.set_path_effects([Normal()])
        return artist

    def area(self, shape, fill="none", edge="none", width=0.0, gid=None, dashes="solid"):
        """Polygons (mm) as one path."""
        polygons = polygons_of(shape)
        if not polygons:
            return None
        patch = PathPatch(_outline(polygons), facecolor=fill, edgecolor=edge, linewidth=width,
                          joinstyle="round", linestyle=dashes, zorder=self._next(), clip_on=False)
        patch.set_gid(gid)
        return self.axes.add_artist(patch)

    def lines(self, shape, colour, width, dashes="solid", gid=None, cap="butt"):
        """Lines (mm) as one collection."""
        lines = [line.coords for line in lines_of(shape)]
        if not lines:
            return None
        found = LineCollection([np.asarray(line) for line in lines], colors=colour,
                               linewidths=width, linestyles=[dashes], capstyle=cap,
                               joinstyle="round", zorder=self._next(), clip_on=False)
        found.set_gid(gid)
        return self.axes.add_collection(found, autolim=False)


def _outline(polygons) -> Outline:
    """One path; holes run the other way round, as the winding rule of PDF asks."""
    rings = shapely.get_rings(shapely.orient_polygons(polygons))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    codes = np.full(len(points), Outline.LINETO, np.uint8)
    codes[np.flatnonzero(np.diff(ring, prepend=-1))] = Outline.MOVETO
    codes[np.flatnonzero(np.diff(ring, append=ring[-1] + 1))] = Outline.CLOSEPOLY
    return Outline(points, codes)


def hatch_lines(shape, degrees: float, spacing: float, phase: float = 0.0):
    """Parallel lines through a polygon geometry (mm), `spacing` mm apart, leaning by `degrees`
    counter-clockwise from east; `phase` (0 to 1) moves them by a part of the spacing.

    The lines of one direction lie on one grid of the whole sheet, so they meet where areas meet.
    """
    if shape.is_empty:
        return shape
    angle = np.radians(degrees)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle),
                                                                        np.cos(angle)])
    west, south, east, north = shape.bounds
    corners = np.array([(west, south), (east, south), (east, north), (west, north)])
    near, far = (corners @ along).min() - 1, (corners @ along).max() + 1
    first, last = (corners @ across).min() / spacing, (corners @ across).max() / spacing
    lines = [(n + phase) * spacing * across + np.outer((near, far), along)
             for n in range(int(np.floor(first)) - 1, int(np.ceil(last)) + 1)]
    return shapely.intersection(shapely.MultiLineString(lines), shape)


def dots(shape, degrees: float, spacing: float, phase: float = 0.0):
    """Dots on a slanted grid in a polygon geometry (mm), as lines of no length: stroked with round
    caps they are dots. `phase` (0 to 1) moves them along the grid."""
    angle = np.radians(degrees)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle),
                                                                        np.cos(angle)])
    west, south, east, north = shape.bounds
    corners = np.array([(west, south), (east, south), (east, north), (west, north)])
    steps = [np.arange(np.floor((corners @ way).min() / spacing),
                       np.ceil((corners @ way).max() / spacing) + 1) for way in (along, across)]
    u, v = (part.ravel() for part in np.meshgrid(*steps))
    points = spacing * ((u + phase)[:, None] * along + v[:, None] * across)
    points = points[shapely.contains_xy(shape, points)]
    return shapely.MultiLineString([[point, point + [0.01, 0]] for point in points])


# --- flowing text ---------------------------------------------------------------------------------

class Row(NamedTuple):
    """A piece of a column: its height (mm) and what draws it, given sheet, x, top and width.

    A row that is `tied` stays with the next one in the same column.
    """

    height: float
    draw: Callable | None = None
    tied: bool = False


def paragraph(words: list[tuple[str, str]], width: float, size: float, colour: str,
              hang: float = 0.0, leading: float = 1.22, gid: str | None = None) -> list[Row]:
    """Rows of a paragraph set ragged; `words` are (text, face); lines after the first hang by
    `hang` mm."""
    lines, line, used = [], [], 0.0
    for text, name in words:
        wide = width_of(text, name, size)
        space = width_of("n n", name, size) - width_of("nn", name, size)
        if line and used + space + wide > width - (hang if lines else 0):
            lines.append(line)
            line, used = [], 0.0
        x = used + space if line else 0.0
        line.append((x, text, name))
        used = x + wide
    lines.append(line)
    height = size * leading / MM

    def draw(line, indent):
        def put(sheet, left, top, _):
            for x, text, name in _runs(line):
                sheet.text(left + indent + x, top - height * 0.78, text, name, size, colour,
                           gid=gid)
        return put
    # No first or last line of a paragraph stands alone in a column.
    return [Row(height, draw(line, hang if n else 0.0), n < len(lines) - 1
                and n in (0, len(lines) - 2)) for n, line in enumerate(lines) if line]


def _runs(line):
    """Neighbouring words of one face joined, so that the text is copied as it reads."""
    runs: list[list] = []
    for x, text, name in line:
        if runs and runs[-1][2] == name and face(name, text) == face(name, runs[-1][1]):
            runs[-1][1] += " " + text
        else:
            runs.append([x, text, name])
    return runs


def words(text: str, name: str = "sans") -> list[tuple[str, str]]:
    """The words of a text in one face."""
    return [(word, name) for word in text.split()]


def flow(rows: list[Row], columns: int, height: float) -> list[list[Row]] | None:
    """Rows dealt into columns of a height (mm), filled in turn; None where they do not fit."""
    dealt, used = [[]], 0.0
    for n, row in enumerate(rows):
        need = row.height
        following = n
        while rows[following].tied and following + 1 < len(rows):
            following += 1
            need += rows[following].height
        if used + need > height and dealt[-1]:
            if row.draw is None:
                continue
            dealt.append([])
            used = 0.0
        if row.draw is None and not dealt[-1]:
            continue
        dealt[-1].append(row)
        used += row.height
        if used > height:
            return None
    return dealt if len(dealt) <= columns else None


# --- names ----------------------------------------------------------------------------------------

class Name(NamedTuple):
    """A name to be placed.

    lines : (text, face, size in points, colour) from the top
    anchors : (x, y, how far to stay off; mm), the preferred ones first
    rank : small ones are placed first
    centred : it sits on its anchor instead of beside it
    shorter : what takes its place where it finds no room
    sides : the last line on each map (the numbers of the articles), where they differ
    needed : the name stands on a map only where it has such a line
    on : the maps on which it stands
    """

    lines: list[tuple[str, str, float, str]]
    anchors: list[tuple[float, float, float]]
    rank: float
    centred: bool = False
    halo: str = "#ffffff"
    gid: str = ""
    shorter: Name | None = None
    sides: tuple[str, str] | None = None
    needed: bool = False
    on: tuple[bool, bool] = (True, True)

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
            sum(size * LEADING for _, _, size, _ in name.lines) / MM)


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
        for preference, (x, y) in enumerate(_candidates(name, wide, high)):
            box = (x, y, x + wide, y + high)
            cost = (0.05 if name.centred else 0.2) * preference
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
    for x, y, gap in name.anchors:
        if name.centred:
            yield x - wide / 2, y - high / 2
            continue
        side, diagonal = gap + 0.5, 0.7 * gap + 0.3
        yield x + side, y - high / 2
        yield x - side - wide, y - high / 2
        yield x + diagonal, y + diagonal
        yield x + diagonal, y - diagonal - high
        yield x - diagonal - wide, y + diagonal
        yield x - diagonal - wide, y - diagonal - high
        yield x - wide / 2, y + side
        yield x - wide / 2, y - side - high


def _meets(a, b, margin: float = 0.25) -> bool:
    return a[0] - margin < b[2] and b[0] - margin < a[2] \
        and a[1] - margin < b[3] and b[1] - margin < a[3]


def draw_name(sheet: Sheet, name: Name, box, dx: float = 0.0) -> None:
    """Draw a placed name, moved by dx mm."""
    west, south, east, north = box
    top = north
    for text, font, size, colour in name.lines:
        height = size * LEADING / MM
        sheet.text((west + east) / 2 + dx, top - height * 0.80, text, font, size, colour,
                   ha="center", halo=name.halo, gid=f"name-{name.gid}")
        top -= height
