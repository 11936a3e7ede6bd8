"""One map of a sheet: the ground, the rights on it, its frame with the degrees outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import shapely

from ..forms import measure_in_words, number_in_words
from ..geometry import polygons_of
from . import style as looks
from .content import Content
from .fonts import MM, broken, leading, width_of
from .ground import Ground
from .pen import Pen
from .projection import View, latitude, longitude, scale_bar, unwrapped
from .style import LEAST


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
    zoom: float = 1.0

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


def draw_map(pen: Pen, panel: Panel, parts: Sequence[View] = ()) -> None:
    """Everything inside the frame but the names; `parts` of the map are shown in insets on it."""
    sheet, label, content, ground = pen.sheet, panel.label, panel.content, panel.ground
    width: dict[str, float] = {name: pen.points(px) for name, px in pen.marks.ground_line.items()}
    pens = {mode: pen._replace(mode=mode) for mode in looks.MODES}
    chosen = [
        (name, panel.at(ground.shapes[name]), content.modes(panel.side, name)) for name in content.subject.features
    ]
    chosen = [item for item in chosen if any(rows for _, rows in item[2]) and not item[1].is_empty]
    areas = [item for item in chosen if isinstance(item[1], shapely.MultiPolygon)]
    sheet.area(shapely.box(*panel.frame), pen.ground("sea"), gid=f"{label}-sea")
    sheet.area(panel.at(ground.shelf), pen.ground("shelf"), gid=f"{label}-shelf")
    sheet.area(panel.at(ground.land), pen.ground("land"), gid=f"{label}-land")
    _tint_states(pen, panel)
    for name, shape, modes in areas:
        for mode, rows in modes:
            pens[mode].fills(shape, rows, f"{label}-{name}")
    _draw_borders(pen, panel)
    for level, lines in ground.rivers:
        sheet.lines(
            panel.at(lines),
            pen.ground("water"),
            width["great_river" if level <= 2 else "river"],
            gid=f"{label}-river-{level:g}",
        )
    sheet.area(panel.at(ground.lakes), pen.ground("sea"), pen.ground("water"), width["lake"], gid=f"{label}-lake")
    for axis, degree, line in ground.graticule:
        sheet.lines(panel.at(line), pen.ground("graticule"), width["graticule"], gid=f"{label}-{axis}-{degree:g}")
    for name, shape, modes in areas:
        for mode, rows in modes:
            pens[mode].hatches(shape, rows, f"{label}-{name}")
        if name in content.doubted:
            pen.doubt(shape, f"{label}-{name}-doubt")
    sheet.lines(panel.at(ground.coast), pen.ground("coast"), width["coast"], gid=f"{label}-coast")
    for name, shape, modes in areas:
        if not any(pen.mark(row) == "fill" for _, rows in modes for row in rows):
            doubtful = content.atlas.features[name].certainty == "conjectural"
            sheet.lines(
                panel.at(ground.edges[name]),
                pen.ground("quiet"),
                pen.points(pen.marks.faint.width),
                looks.dashes(pen.marks, "conjectural") if doubtful else looks.pattern(pen.marks.faint.dash),
                gid=f"{label}-{name}-edge",
            )
        for mode, rows in modes:
            pens[mode].outlines(shape, rows, f"{label}-{name}")
    for name in content.bare(panel.side):
        sure = content.atlas.features[name].certainty != "conjectural"
        pen.bare(panel.at(ground.shapes[name]), sure, content.dashes.get(name, []), f"{label}-{name}-bare")
    # Under the limits and lines: the frame of an inset hides nothing that the map tells.
    for part in parts:
        draw_extent(pen, panel, part)
    _draw_limits(pen, panel)
    lines = [item for item in chosen if isinstance(item[1], shapely.MultiLineString)]
    for name, shape, modes in lines:
        for mode, rows in modes:
            pens[mode].guards(shape, rows, f"{label}-{name}")
    for name, shape, modes in lines:
        worked = content.geometry_kind(name) == "line"
        for mode, rows in modes:
            pens[mode].line(shape, rows, f"{label}-{name}", worked, content.dashes.get(name, []))
    for name, shape, modes in chosen:
        if isinstance(shape, shapely.MultiPoint):
            for point in shape.geoms:
                for mode, rows in modes:
                    pens[mode].point(point.x, point.y, rows, f"{label}-{name}")


def _tint_states(pen: Pen, panel: Panel) -> None:
    """The states in pale tints. In grey the borders alone tell them apart: the textures are those of rights."""
    if pen.style == "colour":
        for state in _states(panel).states:
            colour, look = panel.content.atlas.terms.power[state.state].colour, pen.marks.state
            tint = looks.tint(colour, look.strength, pen.ground("land"))
            pen.sheet.area(panel.at(state.geometry), tint, gid=f"{panel.label}-state-{state.zone}")


def _states(panel: Panel):
    """The states of the day, of the second where the map is of what changed."""
    return panel.ground.states.on(panel.content.days[1 if panel.side is None else panel.side])


def _draw_borders(pen: Pen, panel: Panel) -> None:
    """The borders between states, with a ribbon along their inner sides, and the lines between provinces."""
    told, look, shapes = _states(panel), pen.marks.state, panel.ground.shapes
    near = shapely.buffer(
        shapely.union_all([border.geometry for border in told.borders]), looks.mm(pen.marks, look.ribbon_width)
    )
    for state in told.states:
        areas = [state.geometry, *(shapes[name] for name in state.under if name in shapes)]
        # What was cut to the window can have kept a line or a point of its edge, which no overlay takes.
        parts = [part for area in areas for part in polygons_of(area)]
        ribbon = shapely.union_all(shapely.intersection(parts, near))
        # In grey all have one ribbon, pale enough for the line in its middle.
        colour, strength = pen.ground("border"), look.strength
        if pen.style == "colour":
            colour, strength = panel.content.atlas.terms.power[state.state].colour, look.strength + look.ribbon_strength
        tint = looks.tint(colour, strength, pen.ground("land"))
        pen.sheet.area(panel.at(ribbon), tint, gid=f"{panel.label}-ribbon-{state.zone}")
    for n, (certainty, line) in enumerate(told.provinces):
        pen.province(panel.at(line), certainty, f"{panel.label}-province-{n}")
    for border in told.borders:
        pen.border(panel.at(border.geometry), f"{panel.label}-border-{border.id}")


def _draw_limits(pen: Pen, panel: Panel) -> None:
    """The limits whose two sides are held differently, dashed by certainty."""
    look = pen.marks.limit
    for limit, parts in panel.ground.limits.items():
        if panel.content.divided(limit, panel.side):
            for n, (certainty, line) in enumerate(parts):
                gid = f"{panel.label}-{limit}-{n}"
                pen.sheet.lines(panel.at(line), pen.ground("paper"), pen.points(look.casing), gid=f"{gid}-casing")
                pen.sheet.lines(
                    panel.at(line),
                    pen.ground("limit"),
                    pen.points(look.width),
                    looks.dashes(pen.marks, certainty),
                    gid=f"{gid}-{certainty}",
                )


def draw_extent(pen: Pen, panel: Panel, part: View) -> None:
    """What an inset shows, as a frame on its map."""
    ring = shapely.segmentize(shapely.box(*part.frame), 2.0)
    shown = shapely.transform(ring, lambda mm: panel.view.to_mm(part.to_degrees(mm)))
    width = pen.points(pen.marks.frame.extent)
    pen.sheet.area(panel.at(shown), edge=pen.ground("accent"), width=width, gid=f"{panel.label}:extent")


def draw_neatline(pen: Pen, panel: Panel) -> None:
    """The line round a map; round an inset on another map, as there."""
    part = bool(panel.content.inset)
    pen.sheet.area(
        shapely.box(*panel.frame),
        edge=pen.ground("accent" if part else "ink"),
        width=pen.points(pen.marks.frame.extent if part else pen.marks.frame.map),
        gid=f"{panel.label}-neatline",
    )


def draw_degrees(pen: Pen, group: list[Panel], taken: list[tuple]) -> None:
    """The degrees of the graticule inside the frames, at the lower and left sides, where nothing is `taken` (boxes
    on the first map)."""
    first, size = group[0], LEAST
    boxes: list[tuple] = []
    west, south, east, north = first.frame
    for axis, degree, line in first.ground.graticule:
        points = shapely.get_coordinates(line)
        text = (longitude if axis == "meridian" else latitude)(degree, first.content.say)
        wide, high = width_of(text, "sans", size), size * 0.8 * leading() ** 2 / MM
        if axis == "meridian":
            x, y = points[points[:, 1].argmin()]
            box = (x - wide / 2, south + 0.9, x + wide / 2, south + 0.9 + high)
            good = y < south + 0.01
        else:
            x, y = points[points[:, 0].argmin()]
            box = (west + 0.9, y - high / 2, west + 0.9 + wide, y + high / 2)
            good = x < west + 0.01
        good &= box[0] > west + 0.5 and box[2] < east - 0.5 and box[1] > south + 0.5 and box[3] < north - 0.5
        if not good or any(
            box[0] - 1 < t[2] and t[0] - 1 < box[2] and box[1] - 1 < t[3] and t[1] - 1 < box[3]
            for t in (*taken, *boxes)
        ):
            continue
        boxes.append(box)
        land = shapely.intersects(first.ground.land, shapely.box(*box))
        for panel in group:
            pen.sheet.text(
                box[0] + panel.dx,
                box[1] + 0.12 * high + panel.dy,
                text,
                "sans",
                size,
                pen.ground("quiet"),
                halo=pen.ground("land" if land else "sea"),
                gid=f"{panel.label}-degree",
            )


def draw_heading(panel: Panel, inset: bool, stacked: bool = False):
    """What stands in the corner of a map, its parts one below the other where they are `stacked` or have no room:
    (width, height, what draws it into a box)."""
    content, say, size = panel.content, panel.content.say, 9.0
    accent, ink = content.ink("accent"), content.ink()
    if inset:
        parts = [(content.subject_short, "serif-bold", ink)]
    elif content.kind == "day":
        parts = [(content.day(0), "serif-bold", ink)]
    elif panel.side is not None:
        parts = [
            (say[("before", "after")[panel.side]], "serif-italic", accent),
            (content.day(panel.side), "serif-bold", ink),
        ]
    else:
        parts = [
            (say["changed"], "serif-italic", accent),
            (say["days"].format(before=content.day(0), after=content.day(1)), "serif-bold", ink),
        ]
    if content.reading and not inset:
        parts.append((say[f"reading_{content.reading}"], "serif-italic", content.ink("quiet")))
    west, _, east, _ = panel.frame
    gap, long = 1.4, sum(width_of(text, name, size) + 1.4 for text, name, _ in parts)
    size *= min(1.0, (east - west - 6) / long)
    if size < LEAST or stacked:
        # Two lines where one is too long.
        size = max(LEAST, min(8.0, (east - west - 6) / max(width_of(text, name, 1) for text, name, _ in parts)))
        parts = [
            (line, name, colour) for text, name, colour in parts for line in broken(text, name, east - west - 6, size)
        ]
    stacked |= sum(width_of(text, name, size) + gap for text, name, _ in parts) > east - west - 5
    line = size * 1.35 * leading() / MM
    wide = 3.4 + (max if stacked else sum)(width_of(text, name, size) + gap for text, name, _ in parts) - gap
    high = 1.4 + line * (len(parts) if stacked else 1)

    def draw(pen: Pen, box) -> None:
        left, bottom, right, top = box
        rim = pen.points(pen.marks.frame.box)
        pen.sheet.area(shapely.box(*box), pen.ground("paper"), pen.ground("ink"), rim, gid=f"{panel.label}-flag")
        x, y = left + 1.7, top - 0.7 - line * 0.74
        for n, (text, name, colour) in enumerate(parts):
            pen.sheet.text(
                x, y, text, name, size, colour, gid=f"{panel.label}-{'day' if n or len(parts) == 1 else 'word'}"
            )
            if stacked:
                y -= line
            else:
                x += width_of(text, name, size) + gap

    return wide, high, draw


def _scale_of(panel: Panel):
    west, _, east, _ = panel.frame
    _, lat_s, _, lat_n = unwrapped(panel.content.subject.extent)
    parallel = round((lat_s + lat_n) / 2 * 2) / 2
    km, mm = scale_bar(panel.view, parallel, min(34.0, 0.32 * (east - west)))
    return parallel, km, mm


def _scale_words(panel: Panel, small: bool):
    parallel, km, mm = _scale_of(panel)
    content = panel.content
    return content.say["scale_short" if small else "scale"].format(
        n=number_in_words(in_digits(km * 1e6 / mm / panel.zoom, 3), content.language),
        parallel=latitude(parallel, content.say),
    )


def _scale_end(panel: Panel) -> str:
    """What stands at the far end of the bar: "100 km"."""
    _, km, _ = _scale_of(panel)
    far, unit = (km, "km") if km >= 1 else (km * 1000, "m")
    return measure_in_words(far, unit, panel.content.language)


def _scale_small(panel: Panel, small: bool) -> bool:
    west, _, east, _ = panel.frame
    return small or width_of(_scale_words(panel, False), "sans", LEAST) > 0.55 * (east - west)


def scale_size(panel: Panel, small: bool) -> tuple[float, float]:
    """Width and height (mm) of the scale of a map."""
    _, _, mm = _scale_of(panel)
    text = width_of(_scale_words(panel, _scale_small(panel, small)), "sans", LEAST)
    number = width_of(_scale_end(panel), "sans", LEAST)
    return max(mm + 2.0 + number, text + 2.4), 9.4 * leading()


def draw_scale(pen: Pen, panel: Panel, box, small: bool = False) -> None:
    """The scale bar in a box on a map, and what it is true along; the ratio alone where it is
    small."""
    west, south, east, north = box
    _, _, mm = _scale_of(panel)
    ink, end = pen.ground("ink"), _scale_end(panel)
    pen.sheet.area(shapely.box(*box), pen.ground("paper"), gid="scale-ground")
    x, y = west + 1.2, south + 4.2
    for n in range(4):
        pen.sheet.area(
            shapely.box(x + n * mm / 4, y, x + (n + 1) * mm / 4, y + 0.9),
            ink if n % 2 == 0 else pen.ground("paper"),
            ink,
            pen.points(pen.marks.frame.swatch),
            gid=f"scale-bar-{n}",
        )
    pen.sheet.text(x, y + 1.5, "0", "sans", LEAST, ink, gid="scale-number")
    pen.sheet.text(
        x + mm,
        y + 1.5,
        end,
        "sans",
        LEAST,
        ink,
        ha="center" if width_of(end, "sans", LEAST) / 2 < east - x - mm - 0.5 else "right",
        gid="scale-number",
    )
    pen.sheet.text(x, south + 1.3, _scale_words(panel, _scale_small(panel, small)), "sans", LEAST, ink, gid="scale")


def in_digits(value: float, digits: int) -> int:
    """A number rounded to so many digits."""
    step = 10 ** max(0, len(f"{value:.0f}") - digits)
    return round(value / step) * step
