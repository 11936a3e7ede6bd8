"""A sheet of paper in millimetres: type, shapes, flowing text, names that do not overlap, and the
projection of the ground onto it.

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
from matplotlib.patheffects import Normal
from matplotlib.textpath import TextPath, text_to_path
from pyproj import CRS, Transformer

from .geometry import ELLIPSOID, lines_of, polygons_of

MM = 72 / 25.4  # points in a millimetre

#: Lines are simplified by less than this, mm on the sheet: half of the thinnest line drawn.
TOLERANCE = 0.05

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


@functools.lru_cache(maxsize=2_000)
def halo_of(text: str, name: str, size: float, reach: float = 0.28):
    """The halo of a line of type: a polygon (mm) `reach` mm round its letters, which start at 0, 0.

    One polygon, not a wide stroke of every glyph: a fifth of the bytes.
    """
    rings = TextPath((0, 0), text, size=size, prop=face(name, text)).to_polygons()
    letters = shapely.union_all([shapely.LineString(ring / MM) for ring in rings if len(ring) > 1])
    shape = shapely.buffer(shapely.simplify(letters, 0.03), reach, quad_segs=2)
    return shapely.simplify(shapely.union_all([shapely.Polygon(part.exterior)
                                               for part in polygons_of(shape)]), 0.02)


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
             halo=None, rotation=0, gid=None):
        """One line of type, over a halo where a colour is given for one (level type only)."""
        common = dict(fontproperties=face(name, text), size=size, ha=ha, va=va, rotation=rotation,
                      parse_math=False)
        if halo:
            left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[ha] * width_of(text, name, size)
            shape = shapely.transform(halo_of(text, name, size), lambda xy: xy + [left, y])
            self.area(shape, halo, gid=f"halo-{gid}")
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


def draw_name(sheet: Sheet, name: Name, box, dx: float = 0.0) -> None:
    """Draw a placed name, moved by dx mm."""
    west, south, east, north = box
    top = north
    for text, font, size, colour in name.lines:
        height = size * LEADING / MM
        sheet.text((west + east) / 2 + dx, top - height * 0.80, text, font, size, colour,
                   ha="center", halo=name.halo, gid=f"name-{name.gid}")
        top -= height


# --- projection -----------------------------------------------------------------------------------

class Projection(NamedTuple):
    """A projection chosen for an extent, and its name as it stands on the sheet."""

    crs: CRS
    words: str
    lon_0: float


def unwrapped(extent) -> tuple[float, float, float, float]:
    """An extent whose east is not smaller than its west (it may run beyond 180 degrees)."""
    west, south, east, north = extent
    return west, south, east + 360 if east < west else east, north


def choose_projection(extent, say: dict[str, str]) -> Projection:
    """The projection for an extent (west, south, east, north; degrees).

    In middle latitudes a Lambert conformal conic with the standard parallels a sixth of the height
    inside the extent (Snyder, Map Projections: A Working Manual, USGS PP 1395, 1987, p. 99);
    elsewhere, and for great heights or widths, a Lambert azimuthal equal-area about the middle.
    """
    west, south, east, north = unwrapped(extent)
    lon, lat, height = (west + east) / 2, (south + north) / 2, north - south
    if 15 < abs(lat) < 65 and height <= 35 and east - west <= 90 and south * north > 0:
        step = 60 if height > 2 else 600
        a, b = (round(at * step) / step for at in (south + height / 6, north - height / 6))
        crs = CRS.from_dict({"proj": "lcc", "lat_1": a, "lat_2": b, "lat_0": lat, "lon_0": lon,
                             "datum": "WGS84"})
        name = say["conic"].format(a=degrees(a, "NS"), b=degrees(b, "NS"), lon=degrees(lon, "EW"))
    else:
        crs = azimuthal(lon, lat)
        name = say["azimuthal"].format(lat=degrees(lat, "NS"), lon=degrees(lon, "EW"))
    return Projection(crs, f"{name}; {say['datum']}", lon)


def azimuthal(lon: float, lat: float) -> CRS:
    """The Lambert azimuthal equal-area projection about a point (degrees)."""
    return CRS.from_dict({"proj": "laea", "lat_0": lat, "lon_0": lon, "datum": "WGS84"})


def transformer(crs: CRS) -> Transformer:
    """From longitude and latitude (EPSG:4326) to metres of a projection."""
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True)


def degrees(value: float, letters: str) -> str:
    """An angle as it stands on a map: 46°30'N; `letters` are those of plus and minus."""
    if letters == "EW":
        value = (value + 180) % 360 - 180 if abs(value) != 180 else value
    minutes = round(abs(value) * 60)
    whole, rest = divmod(minutes, 60)
    letter = letters[value < 0] if minutes and not (letters == "EW" and whole == 180) else ""
    return f"{whole}°{f'{rest:02d}’' if rest else ''}{letter}"


class View(NamedTuple):
    """A projection on the paper: millimetres in a frame (west, south, east, north; mm)."""

    projection: Projection
    forward: Transformer
    scale: float  # mm on the paper for a metre of the projection
    middle: tuple[float, float]  # metres of the projection in the middle of the frame
    frame: tuple[float, float, float, float]

    def to_mm(self, lonlat: np.ndarray) -> np.ndarray:
        """Degrees (n, 2) to mm on the paper."""
        x, y = self.forward.transform(lonlat[:, 0], lonlat[:, 1])
        west, south, east, north = self.frame
        return np.column_stack([(x - self.middle[0]) * self.scale + (west + east) / 2,
                                (y - self.middle[1]) * self.scale + (south + north) / 2])

    def to_degrees(self, mm: np.ndarray) -> np.ndarray:
        """mm on the paper (n, 2) to degrees, longitudes within 180 of the central meridian."""
        west, south, east, north = self.frame
        x = (mm[:, 0] - (west + east) / 2) / self.scale + self.middle[0]
        y = (mm[:, 1] - (south + north) / 2) / self.scale + self.middle[1]
        lon, lat = (np.asarray(part) for part in
                    self.forward.transform(x, y, direction="INVERSE"))
        lon_0 = self.projection.lon_0
        lon = np.where(np.isfinite(lon), lon, np.nan)  # beyond the edge of the world
        return np.column_stack([(lon - lon_0 + 180) % 360 - 180 + lon_0, lat])

    def window(self) -> tuple[float, float, float, float]:
        """The degrees that the frame shows (west, south, east, north), a little more rather than
        less; east may exceed 180."""
        west, south, east, north = self.frame
        grid = np.stack(np.meshgrid(np.linspace(west, east, 41), np.linspace(south, north, 41)),
                        axis=-1).reshape(-1, 2)
        found = self.to_degrees(grid)
        found = found[np.isfinite(found).all(axis=1)]
        (w, s), (e, n) = found.min(axis=0), found.max(axis=0)
        lon_0, pad = self.projection.lon_0, 0.02 * max(e - w, n - s)
        for pole in (-90, 90):
            x, y = self.to_mm(np.array([[lon_0, pole]]))[0]
            if west <= x <= east and south <= y <= north:
                w, e, s, n = lon_0 - 180, lon_0 + 180, min(s, pole), max(n, pole)
        return (max(w - pad, lon_0 - 180), max(s - pad, -90), min(e + pad, lon_0 + 180),
                min(n + pad, 90))

    def box(self):
        """The frame as a Polygon (mm)."""
        return shapely.box(*self.frame)

    def project(self, shapes) -> list:
        """Geometries (EPSG:4326) as parts in mm on the paper, simplified, cut by the frame."""
        parts = in_window(shapes, self.window())
        parts = [part for part in parts if not part.is_empty]
        flat = shapely.transform(shapely.segmentize(parts, 0.25), self.to_mm)
        flat = shapely.simplify(flat, TOLERANCE)
        bad = ~shapely.is_valid(flat)
        flat[bad] = shapely.make_valid(flat[bad])
        return [part for part in shapely.intersection(flat, self.box()) if not part.is_empty]


def in_window(shapes, window) -> list:
    """The parts of geometries (EPSG:4326) in a window whose east may exceed 180 degrees; what was
    cut at 180 degrees is joined again."""
    box = shapely.box(*window)
    found, turned = [], False
    parts = shapely.get_parts(shapely.get_parts(np.atleast_1d(np.asarray(shapes, object))))
    for turn in (-360, 0, 360):
        bounds = shapely.bounds(parts)
        near = (bounds[:, 0] + turn <= window[2]) & (bounds[:, 2] + turn >= window[0]) \
            & (bounds[:, 1] <= window[3]) & (bounds[:, 3] >= window[1])
        if not near.any():
            continue
        moved = parts[near]
        if turn:
            moved = shapely.transform(moved, lambda lonlat, turn=turn: lonlat + [turn, 0])
        turned |= bool(turn) and bool(found)
        found += shapely.intersection(moved, box).tolist()
    if turned:
        found = [part for part in found if not part.is_empty]
        bounds = shapely.bounds(found)
        seam = (np.abs(bounds[:, [0, 2]]) == 180).any(axis=1)
        joined = shapely.union_all([part for part, at in zip(found, seam, strict=True) if at])
        found = [part for part, at in zip(found, seam, strict=True) if not at]
        found += shapely.get_parts(joined).tolist()
    return found


def view_of(projection: Projection, extent, frame) -> View:
    """The view that shows an extent as large as a frame (mm) allows."""
    forward = transformer(projection.crs)
    west, south, east, north = outline_m(forward, extent)
    scale = min((frame[2] - frame[0]) / (east - west), (frame[3] - frame[1]) / (north - south))
    return View(projection, forward, scale, ((west + east) / 2, (south + north) / 2), frame)


def outline_m(forward: Transformer, extent) -> tuple[float, float, float, float]:
    """Bounds in metres of the projection of an extent in degrees."""
    west, south, east, north = unwrapped(extent)
    lon, lat = np.meshgrid(np.linspace(west, east, 33), np.linspace(south, north, 33))
    x, y = forward.transform(lon.ravel(), lat.ravel())
    return min(x), min(y), max(x), max(y)


def scale_bar(view: View, latitude: float, longest: float = 42.0) -> tuple[float, float]:
    """Length of a scale bar in km (1, 2 or 5 times a power of ten) and in mm on the paper.

    True along the parallel `latitude`, about the middle of the frame: the bar is as long as the arc
    of the parallel that measures so many km on the WGS 84 ellipsoid.
    """
    lon_0 = view.projection.lon_0
    arc = 1e-3 * ELLIPSOID.inv(lon_0 - 0.005, latitude, lon_0 + 0.005, latitude)[2] / 0.01
    near = view.to_mm(np.array([[lon_0 - 0.005, latitude], [lon_0 + 0.005, latitude]]))
    mm_per_km = np.hypot(*(near[1] - near[0])) / (0.01 * arc)
    power = 10 ** np.floor(np.log10(longest / mm_per_km))
    km = max(step * power for step in (1, 2, 5) if step * power * mm_per_km <= longest)
    span = np.linspace(-km / arc / 2, km / arc / 2, 101)
    line = view.to_mm(np.column_stack([lon_0 + span, np.full(101, latitude)]))
    return float(km), float(np.hypot(*np.diff(line, axis=0).T).sum())


def graticule_step(view: View, spacing: float = 26.0) -> float:
    """Degrees between the lines of the graticule, some 26 mm apart."""
    window = view.window()
    wanted = (window[3] - window[1]) * spacing / (view.frame[3] - view.frame[1])
    steps = (1 / 12, 1 / 6, 0.25, 0.5, 1, 2, 5, 10, 15, 30)
    return next((step for step in steps if step >= 0.8 * wanted), 30)


def graticule(view: View):
    """Meridians and parallels of a view: (axis, degrees, line in mm cut by the frame)."""
    west, south, east, north = view.window()
    step = graticule_step(view)
    across = step if abs(south + north) < 120 else 2 * step
    found = []
    for lon in np.arange(np.ceil(west / across), np.floor(east / across) + 1) * across:
        found.append(("meridian", lon, np.column_stack([np.full(200, lon),
                                                        np.linspace(south, north, 200)])))
    for lat in np.arange(np.ceil(south / step), np.floor(north / step) + 1) * step:
        found.append(("parallel", lat, np.column_stack([np.linspace(west, east, 400),
                                                        np.full(400, lat)])))
    cut = [(axis, float(at), shapely.intersection(shapely.LineString(view.to_mm(line)), view.box()))
           for axis, at, line in found]
    return [(axis, at, line) for axis, at, line in cut if not line.is_empty]
