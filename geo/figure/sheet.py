"""A sheet of paper in millimetres: type, shapes and flowing text.

Knows no treaty. The origin is the lower left corner of the page; every length is in mm on the
paper, type sizes and line widths are in points.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from typing import Any, NamedTuple

import matplotlib
import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import Name as PdfName
from matplotlib.backends.backend_pdf import Verbatim
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.patheffects import Normal
from matplotlib.text import Text

from ..geometry import lines_of, polygons_of
from . import fonts
from .fonts import MM, SARA_AM, Word, face, halo_of, space_of, width_of

#: Lines are simplified by less than this, mm on the sheet: less than a dot of 300 to the inch.
TOLERANCE = 0.08

#: Settings of Matplotlib that a sheet is drawn and written under, beside Matplotlib's own defaults.
#: Type 42 embeds the TrueType outlines, so that text can be searched and copied.
SETTINGS: dict[Any, Any] = {
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "treaty-atlas",
    "path.simplify": False,
    "path.snap": False,
    "text.hinting": "none",
    "text.hinting_factor": 1,
    "axes.unicode_minus": False,
    "text.usetex": False,
    "pdf.compression": 0,  # a PDF is packed once, when it is whole (`geo.figure.files`)
    "text.parse_math": False,
}


@contextlib.contextmanager
def settings():
    """What a sheet is drawn and written under, whatever a reader's own `matplotlibrc` says."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(SETTINGS)
        yield


class PageCanvas(FigureCanvasAgg):
    """Writes a page as it is: whole, on its own paper, under the settings of a sheet.

    Every way to a file ends here: `savefig`, a notebook's picture of a figure, the command.
    """

    figure: Page

    def print_figure(  # type: ignore[override]
        self, filename, dpi=None, facecolor=None, edgecolor=None, bbox_inches=None, pad_inches=None, **more
    ):
        """As Matplotlib's; a page is never cut to its contents (a notebook asks for that)."""
        with settings():
            if self.figure.svg_text:
                matplotlib.rcParams["svg.fonttype"] = "none"
            return super().print_figure(
                filename, dpi=dpi, facecolor="auto" if facecolor is None else facecolor, edgecolor="auto", **more
            )


class Page(Figure):
    """A figure that gives the same sheet through `savefig`, in a notebook and by the command."""

    def __init__(self, *arguments, **more):
        with settings():
            super().__init__(*arguments, **more)
            PageCanvas(self)
        self.write_notes = None
        self._notes = None
        self.caption = ""
        self.svg_text = False
        #: How it was put together: names placed, what found no room, the frames of its maps.
        self.names: list = []
        self.frames: list = []
        self.zoom = 1.0

    @property
    def notes(self):
        """The second page, a figure too; None where there is none."""
        if self._notes is None and self.write_notes is not None:
            self._notes = self.write_notes()
        return self._notes

    def savefig(self, fname, *, transparent=None, **more):
        """Write the sheet; see `matplotlib.figure.Figure.savefig`."""
        with settings():
            super().savefig(fname, transparent=transparent, **more)

    def _repr_png_(self) -> bytes:
        """The sheet in a notebook."""
        file = io.BytesIO()
        self.savefig(file, format="png")
        return file.getvalue()


def snapped(points, zoom: float = 1.0):
    """Points (mm) on a grid of 0.05 point (0.018 mm) of the paper, so that a file holds them in few
    digits."""
    return np.round(np.asarray(points) * (20 * MM * zoom)) / (20 * MM * zoom)


class Line(Text):
    """One line of type. Where it begins at its point, a PDF needs no measures of it: Matplotlib would lay out each a
    second time for them."""

    def draw(self, renderer):
        """Draw."""
        plain = (
            self.get_horizontalalignment() == "left"
            and self.get_verticalalignment() == "baseline"
            and not self.get_path_effects()
        )
        if not (plain and getattr(renderer, "file", None) and self.get_visible()):
            super().draw(renderer)
            return
        x, y = self.get_transform().transform(self.get_unitless_position())
        gc = renderer.new_gc()
        gc.set_foreground(self.get_color())
        gc.set_url(self.get_url())
        renderer.draw_text(gc, x, y, self.get_text(), self.get_fontproperties(), self.get_rotation(), mtext=self)
        gc.restore()
        self.stale = False


class Marked(Line):
    """Type with the Thai sara am, which a shaper takes apart into two signs.

    No sign of it alone says the letter, so the text itself goes along as `ActualText` (ISO 32000-1,
    14.9.4), which readers copy instead; see `geo.figure.files` for all other clusters.
    """

    def draw(self, renderer):
        """Draw, with the text itself beside the glyphs where they go into a PDF."""
        file = getattr(renderer, "file", None)
        if file is None:
            super().draw(renderer)
            return
        file.output(PdfName("Span"), {"ActualText": self.get_text()}, Verbatim(b"BDC"))
        super().draw(renderer)
        file.output(Verbatim(b"EMC"))


class Sheet:
    """One page: a Matplotlib figure with a single axes whose data units are millimetres.

    With a `zoom` it is drawn as for a desk, and everything on it so many times larger: lengths are
    then mm of the design. `halo` is how far the halo of a line of type reaches, mm.
    """

    def __init__(self, width: float, height: float, zoom: float = 1.0, clear: bool = False, halo: float = 0.3):
        self.width, self.height, self.zoom, self.halo = width, height, zoom, halo
        self.figure = Page(figsize=(width * zoom / 25.4, height * zoom / 25.4), facecolor="none" if clear else "white")
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, width), ylim=(0, height))
        self.axes.set_axis_off()
        self._order = 0

    def _next(self) -> int:
        """What comes later lies above."""
        self._order += 1
        return self._order

    def text(
        self,
        x,
        y,
        text,
        name="sans",
        size=7.0,
        colour="#000000",
        ha="left",
        va="baseline",
        halo=None,
        rotation=0,
        gid=None,
        url=None,
    ):
        """One line of type, over a halo where a colour is given for one (level type only)."""
        font = face(name, text)
        if halo:
            left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[ha] * width_of(text, name, size)
            shape = shapely.transform(halo_of(text, name, size, self.halo), lambda xy: xy + [left, y])
            self.area(shape, halo, gid=f"halo-{gid}")
        artist = (Marked if SARA_AM in text else Line)(
            x,
            y,
            text,
            color=colour,
            fontproperties=font,
            size=size * self.zoom,
            ha=ha,
            va=va,
            rotation=rotation,
            parse_math=False,
            zorder=self._next(),
            gid=gid,
        )
        self.axes._add_text(artist)  # type: ignore[attr-defined]  # `text` makes another artist than ours
        if url:
            artist.set_url(url)
        if str(font.get_file()).endswith(".otf"):
            # Type 42 is for TrueType outlines; a CFF font goes in as shapes (seen, not searched).
            artist.set_path_effects([Normal()])
        return artist

    def area(self, shape, fill="none", edge="none", width=0.0, gid=None, dashes="solid"):
        """Polygons (mm) as one path."""
        polygons = polygons_of(shape)
        if not polygons:
            return None
        patch = PathPatch(
            _outline(polygons, self.zoom),
            facecolor=fill,
            edgecolor=edge,
            linewidth=width * self.zoom,
            joinstyle="round",
            linestyle=dashes,
            zorder=self._next(),
            clip_on=False,
        )
        patch.set_gid(gid)
        return self.axes.add_artist(patch)

    def lines(self, shape, colour, width, dashes="solid", gid=None, cap="butt"):
        """Lines (mm) as one collection."""
        lines = [snapped(line.coords, self.zoom) for line in lines_of(shape)]
        if not lines:
            return None
        found = LineCollection(
            lines,
            colors=colour,
            linewidths=width * self.zoom,
            linestyles=[dashes],
            capstyle=cap,
            joinstyle="round",
            zorder=self._next(),
            clip_on=False,
        )
        found.set_gid(gid)
        return self.axes.add_collection(found, autolim=False)


def _outline(polygons, zoom: float) -> Outline:
    """One path; holes run the other way round, as the winding rule of PDF asks."""
    rings = shapely.get_rings(shapely.orient_polygons(polygons))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    codes = np.full(len(points), Outline.LINETO, np.uint8)
    codes[np.flatnonzero(np.diff(ring, prepend=-1))] = Outline.MOVETO
    codes[np.flatnonzero(np.diff(ring, append=ring[-1] + 1))] = Outline.CLOSEPOLY
    return Outline(snapped(points, zoom), codes)


def hatch_lines(shape, degrees: float, spacing: float, phase: float = 0.0):
    """Parallel lines through a polygon geometry (mm), `spacing` mm apart, leaning by `degrees`
    counter-clockwise from east; `phase` (0 to 1) moves them by a part of the spacing.

    The lines of one direction lie on one grid of the whole sheet, so they meet where areas meet.
    """
    if shape.is_empty:
        return shape
    angle = np.radians(degrees)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    west, south, east, north = shape.bounds
    corners = np.array([(west, south), (east, south), (east, north), (west, north)])
    near, far = (corners @ along).min() - 1, (corners @ along).max() + 1
    first, last = (corners @ across).min() / spacing, (corners @ across).max() / spacing
    lines = [
        (n + phase) * spacing * across + np.outer((near, far), along)
        for n in range(int(np.floor(first)) - 1, int(np.ceil(last)) + 1)
    ]
    return shapely.intersection(shapely.MultiLineString(lines), shape)


def dots(shape, degrees: float, spacing: float, phase: float = 0.0):
    """Dots on a slanted grid in a polygon geometry (mm), as lines of no length: stroked with round
    caps they are dots. `phase` (0 to 1) moves them along the grid."""
    angle = np.radians(degrees)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    west, south, east, north = shape.bounds
    corners = np.array([(west, south), (east, south), (east, north), (west, north)])
    steps = [
        np.arange(np.floor((corners @ way).min() / spacing), np.ceil((corners @ way).max() / spacing) + 1)
        for way in (along, across)
    ]
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


def paragraph(
    words: list[Word],
    width: float,
    size: float,
    colour: str,
    hang: float = 0.0,
    leading: float = 1.22,
    gid: str | None = None,
    url: str | None = None,
) -> list[Row]:
    """Rows of a paragraph set ragged; lines after the first hang by `hang` mm. With a `url` a click on
    it in a PDF opens that."""
    lines: list[list[tuple[float, Word]]] = []
    line: list[tuple[float, Word]] = []
    used = 0.0
    for word in fonts.closed_up(words):
        wide = word.unit * size
        gap = space_of(word.face) * size if word.spaced else 0.0
        if line and used + gap + wide > width - (hang if lines else 0):
            lines.append(line)
            line, used = [], 0.0
        x = used + gap if line else 0.0
        line.append((x, word))
        used = x + wide
    lines.append(line)
    height = size * leading * fonts.leading() / MM

    def draw(line, indent):
        def put(sheet, left, top, _):
            for x, text, name in _runs(line):
                sheet.text(left + indent + x, top - height * 0.78, text, name, size, colour, gid=gid, url=url)

        return put

    # No first or last line of a paragraph stands alone in a column.
    return [
        Row(height, draw(line, hang if n else 0.0), n < len(lines) - 1 and n in (0, len(lines) - 2))
        for n, line in enumerate(lines)
        if line
    ]


def _runs(line):
    """Neighbouring words of one face joined, so that the text is copied as it reads; but those that say
    their text themselves (see `Marked`) stand alone, so that all others keep their places."""
    runs: list[list] = []
    for x, word in line:
        if (
            runs
            and runs[-1][2] == word.face
            and SARA_AM not in runs[-1][1] + word.text
            and face(word.face, word.text) == face(word.face, runs[-1][1])
        ):
            runs[-1][1] += (" " if word.spaced else "") + word.text
        else:
            runs.append([x, word.text, word.face])
    return runs


def flow(rows: list[Row], columns: int, height: float) -> list[list[Row]] | None:
    """Rows dealt into columns of a height (mm), filled in turn; None where they do not fit."""
    dealt: list[list[Row]] = [[]]
    used = 0.0
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
