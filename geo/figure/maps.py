"""One map of a sheet: the ground, the rights on it, its frame with the degrees outside."""

from __future__ import annotations

from typing import NamedTuple

import shapely

from . import style as marks
from .content import Content
from .fonts import width_of
from .ground import Ground
from .pen import Pen
from .projection import View, degrees, scale_bar, unwrapped


class Panel(NamedTuple):
    """A map on a sheet.

    `side` is 0 (before), 1 (after) or None (what changed); `dx`, `dy` say how far (mm) it lies from
    the frame that its ground was projected into; `label` starts the gid of all its artists.
    """

    content: Content
    view: View
    ground: Ground
    label: str
    side: int | None
    dx: float = 0.0
    dy: float = 0.0

    def at(self, shape):
        """A shape of the ground, moved to this panel."""
        if not (self.dx or self.dy):
            return shape
        return shapely.transform(shape, lambda xy: xy + [self.dx, self.dy])

    @property
    def frame(self):
        """West, south, east, north; mm."""
        west, south, east, north = self.view.frame
        return west + self.dx, south + self.dy, east + self.dx, north + self.dy


def draw_map(pen: Pen, panel: Panel) -> None:
    """Everything inside the frame but the names."""
    sheet, label, content, ground = pen.sheet, panel.label, panel.content, panel.ground
    pens = {mode: pen._replace(mode=mode) for mode in marks.TINT}
    chosen = [(name, panel.at(ground.shapes[name]), content.modes(panel.side, name))
              for name in content.subject.features]
    chosen = [item for item in chosen if any(rows for _, rows in item[2])
              and not item[1].is_empty]
    areas = [item for item in chosen if isinstance(item[1], shapely.MultiPolygon)]
    sheet.area(shapely.box(*panel.frame), pen.ground("sea"), gid=f"{label}-sea")
    sheet.area(panel.at(ground.shelf), pen.ground("shelf"), gid=f"{label}-shelf")
    sheet.area(panel.at(ground.land), pen.ground("land"), gid=f"{label}-land")
    for name, shape, modes in areas:
        for mode, rows in modes:
            pens[mode].fills(shape, rows, f"{label}-{name}")
    for level, lines in ground.rivers:
        sheet.lines(panel.at(lines), pen.ground("water"), 0.55 if level <= 2 else 0.35,
                    gid=f"{label}-river-{level:g}")
    sheet.area(panel.at(ground.lakes), pen.ground("sea"), pen.ground("water"), 0.35,
               gid=f"{label}-lake")
    for axis, degree, line in ground.graticule:
        sheet.lines(panel.at(line), pen.ground("graticule"), 0.28, gid=f"{label}-{axis}-{degree:g}")
    for name, shape, modes in areas:
        for mode, rows in modes:
            pens[mode].hatches(shape, rows, f"{label}-{name}")
    sheet.lines(panel.at(ground.coast), pen.ground("coast"), 0.45, gid=f"{label}-coast")
    for name, shape, modes in areas:
        if not any(pen.mark(row) == "fill" for _, rows in modes for row in rows):
            sheet.lines(panel.at(ground.edges[name]), pen.ground("quiet"), 0.5,
                        marks.DASHES[content.atlas.features[name].certainty],
                        gid=f"{label}-{name}-edge")
        for mode, rows in modes:
            pens[mode].outlines(shape, rows, f"{label}-{name}")
    _draw_limits(pen, panel)
    lines = [item for item in chosen if isinstance(item[1], shapely.MultiLineString)]
    for name, shape, modes in lines:
        for mode, rows in modes:
            pens[mode].guards(shape, rows, f"{label}-{name}")
    for name, shape, modes in lines:
        worked = content.geometry_kind(name) == "line"
        for mode, rows in modes:
            pens[mode].line(shape, rows, f"{label}-{name}", worked)
    for name, shape, modes in chosen:
        if isinstance(shape, shapely.MultiPoint):
            for point in shape.geoms:
                for mode, rows in modes:
                    pens[mode].point(point.x, point.y, rows, f"{label}-{name}")


def _draw_limits(pen: Pen, panel: Panel) -> None:
    """The limits whose two sides are held differently, dashed by certainty."""
    for limit, parts in panel.ground.limits.items():
        if panel.content.divided(limit, panel.side):
            for n, (certainty, line) in enumerate(parts):
                gid = f"{panel.label}-{limit}-{n}"
                pen.sheet.lines(panel.at(line), pen.ground("paper"), 2.2, gid=f"{gid}-casing")
                pen.sheet.lines(panel.at(line), pen.ground("ink"), 1.2, marks.DASHES[certainty],
                                gid=f"{gid}-{certainty}")


def draw_frame(pen: Pen, panel: Panel, heading: list[tuple[str, str, str]]) -> None:
    """Neat line, border, degrees outside it, and a heading of (text, face, colour) above."""
    sheet, label = pen.sheet, panel.label
    west, south, east, north = panel.frame
    for grow, width in ((0.0, 0.35), (0.9, 0.9)):
        sheet.area(shapely.box(west - grow, south - grow, east + grow, north + grow),
                   edge=pen.ground("ink"), width=width, gid=f"{label}-neatline-{grow:g}")
    last = -99.0
    for axis, degree, line in panel.ground.graticule:
        points = shapely.get_coordinates(panel.at(line))
        if axis == "meridian":
            x, y = points[points[:, 1].argmin()]
            text = degrees(degree, "EW")
            wide = width_of(text, "sans", 6.2)
            if y < south + 0.01 and west + wide / 2 <= x <= east - wide / 2 and x - last > wide + 2:
                sheet.lines(shapely.LineString([(x, south), (x, south - 0.9)]),
                            pen.ground("ink"), 0.4, gid=f"{label}-tick")
                sheet.text(x, south - 3.4, text, "sans", 6.2, pen.ground("ink"), ha="center",
                           gid=f"{label}-degree")
                last = x
        else:
            x, y = points[points[:, 0].argmin()]
            wide = width_of(degrees(degree, "NS"), "sans", 6.2)
            if x < west + 0.01 and south + wide / 2 <= y <= north - wide / 2:
                sheet.lines(shapely.LineString([(west - 0.9, y), (west, y)]),
                            pen.ground("ink"), 0.4, gid=f"{label}-tick")
                sheet.text(west - 1.9, y, degrees(degree, "NS"), "sans", 6.2,
                           pen.ground("ink"), ha="right", va="center", rotation=90,
                           gid=f"{label}-degree")
    sizes = [10.5 * min(1.0, (east - west) / max(1.0, sum(
        width_of(text, name, 10.5) + 1.8 for text, name, _ in heading)))] * len(heading)
    x = west
    for n, ((text, name, colour), size) in enumerate(zip(heading, sizes, strict=True)):
        sheet.text(x, north + 2.4, text, name, size, colour,
                   gid=f"{label}-{'day' if n else 'word'}")
        x += width_of(text, name, size) + 1.8


def heading_of(panel: Panel) -> list[tuple[str, str, str]]:
    """What stands above a map: before or after and its day, or the two days."""
    content, say = panel.content, panel.content.say
    accent, ink = content.ink("accent"), content.ink()
    if panel.side is not None:
        return [(say[("before", "after")[panel.side]], "serif-italic", accent),
                (content.day(panel.side), "serif-bold", ink)]
    return [(say["changed"], "serif-italic", accent),
            (say["days"].format(before=content.day(0), after=content.day(1)), "serif-bold", ink)]


def draw_scale(pen: Pen, panel: Panel, small: bool = False) -> None:
    """The scale bar under a map, and what it is true along; the bar alone where it is small."""
    west, south, east, _ = panel.frame
    _, lat_s, _, lat_n = unwrapped(panel.content.subject.extent)
    latitude = round((lat_s + lat_n) / 2 * 2) / 2
    km, mm = scale_bar(panel.view, latitude, min(42.0, 0.45 * (east - west)))
    y, ink = south - 7.6, pen.ground("ink")
    for n in range(4):
        pen.sheet.area(shapely.box(west + n * mm / 4, y, west + (n + 1) * mm / 4, y + 1.0),
                       ink if n % 2 == 0 else "#ffffff", ink, 0.35, gid=f"scale-bar-{n}")
    for part, ha in ((0, "left"), (1, "center")) if small else ((0, "left"), (0.5, "center"),
                                                                (1, "center")):
        text = f"{km * part:g}" + (f" {panel.content.say['km']}" if part == 1 else "")
        pen.sheet.text(west + part * mm, y + 1.6, text, "sans", 6.0, ink, ha=ha, gid="scale-number")
    ratio = thousands(km * 1e6 / mm, 3)
    # The number over the end of the bar may reach further than the bar.
    x = west + mm + 6
    for form in ("scale_short",) if small else ("scale", "scale_short"):
        words = panel.content.say[form].format(
            n=ratio, parallel=degrees(latitude, "NS").replace("’", panel.content.say["minute"]))
        if x + width_of(words, "sans", 6.2) <= east:
            break
    pen.sheet.text(x, y, words, "sans", 6.2, ink, gid="scale")


def thousands(value: float, digits: int) -> str:
    """A number in so many digits, in groups of three."""
    step = 10 ** max(0, len(f"{value:.0f}") - digits)
    return f"{round(value / step) * step:,.0f}".replace(",", "\u00a0")
