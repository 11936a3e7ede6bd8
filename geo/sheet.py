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
import shapely
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.patheffects import Stroke
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
    """The font file of a face; DejaVu Sans, which comes with Matplotlib, where it lacks a glyph."""
    family, weight, slant = FACES[name]
    path = fontpkg.path(family, weight, slant)
    glyphs = get_font(str(path)).get_charmap()
    if any(ord(letter) not in glyphs for letter in text if not letter.isspace()):
        path = f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSans.ttf"
    return FontProperties(fname=str(path))


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
        return artist

    def area(self, shape, fill="none", edge="none", width=0.0, gid=None, dashes="solid"):
        """Polygons (mm) as one path."""
        polygons = polygons_of(shape)
        if not polygons:
            return None
        patch = PathPatch(_outline(polygons), facecolor=fill, edgecolor=edge, linewidth=width,
                          joinstyle="round", linestyle=dashes, zorder=self._next(), clip_on=False)
        patch.set_gid(gid)
        return self.axes.add_patch(patch)

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
    return [Row(height, draw(line, hang if n else 0.0), n == 0 and len(lines) > 1)
            for n, line in enumerate(lines) if line]


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
    """A name to be placed: lines of (text, face, size, colour), anchors (x, y, how far to stay off;
    mm) in order of preference, and its rank (small first). `centred` names sit on their anchor."""

    lines: list[tuple[str, str, float, str]]
    anchors: list[tuple[float, float, float]]
    rank: float
    centred: bool = False
    halo: str = "#ffffff"
    gid: str = ""


LEADING = 1.12


def name_size(name: Name) -> tuple[float, float]:
    """Width and height (mm) of the lines of a name."""
    return (max(width_of(text, font, size) for text, font, size, _ in name.lines),
            sum(size * LEADING for _, _, size, _ in name.lines) / MM)


def place_names(names: list[Name], frame, taken: list[tuple], lines) -> list[tuple | None]:
    """Boxes (west, south, east, north; mm) for names, None for those that find no room.

    In order of rank each name takes the candidate that covers the least linework among those that
    lie inside the frame and on no other name or symbol (`taken`). A centred name tries its anchors,
    another eight sides of each anchor.
    """
    placed: list[tuple | None] = [None] * len(names)
    boxes = list(taken)
    tree = shapely.STRtree(lines_of(lines)) if not lines.is_empty else None
    for n in sorted(range(len(names)), key=lambda n: (names[n].rank, n)):
        name = names[n]
        wide, high = name_size(name)
        best = None
        for preference, (x, y) in enumerate(_candidates(name, wide, high)):
            box = (x, y, x + wide, y + high)
            if box[0] < frame[0] + 0.8 or box[1] < frame[1] + 0.8 or box[2] > frame[2] - 0.8 \
                    or box[3] > frame[3] - 0.8 or any(_meets(box, other) for other in boxes):
                continue
            covered = 0.0
            if tree is not None:
                shape = shapely.box(*box)
                near = tree.geometries[tree.query(shape)]
                covered = shapely.length(shapely.intersection(near, shape)).sum()
            score = 0.35 * covered + 0.25 * preference
            if best is None or score < best[0]:
                best = score, box
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
