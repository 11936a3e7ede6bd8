"""A figure put together: title, maps, legend in the sea, keys below, and the notes on a second page."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import shapely

from ..errors import UsageError
from . import style as looks
from .boxes import CELL, FIRST, TOWN, Room, place_box, room_of
from .captions import caption_of
from .content import Content, letters_of, names_of
from .fonts import length_of, use, width_of, words
from .ground import Ground
from .labels import DOTS, draw_names, in_frame
from .layouts import LAYOUTS, Layout
from .legend import change_rows, halved_rows, heading, legend_rows, locator
from .maps import Panel, draw_degrees, draw_heading, draw_map, draw_neatline, draw_scale, scale_size
from .notes import credit, key_rows, text_rows
from .pen import Pen
from .projection import Survey, choose_projection, outline_m, transformer, unwrapped, view_of
from .sheet import TOLERANCE, Row, Sheet, flow, paragraph, settings

#: Between two maps, and inside the rim of a box on a map, mm.
BETWEEN, AIR = 2.4, 1.6

#: How much of what a map tells (cells of `geo.figure.boxes`) a box may hide; else it stands below.
HIDDEN = 3.0

#: How many times larger than its map an inset is, the largest first; its shortest side (mm), and the most of the
#: map's width and height; and what it keeps free above and below a name of the first rank (mm).
LARGER, INSET, NAMED = (12.0, 10.0, 8.0, 6.5, 5.0, 4.0, 3.2, 2.6, 2.2, 1.9, 1.7), (26.0, 0.36), 3.5

#: The least share of a page that is map, where the keys can stand on a second page instead.
SHARE = 0.70

#: The same of a figure in a column of print, and the height of a page of print, mm.
COLUMN, PRINT = 0.85, 235.0

#: By how much (cells of `geo.figure.boxes`) such a map is made higher at a time for its legend, and how much more (mm)
#: for what can be told without: which line is what.
STEP, MORE = 4, 18.0

Frame = tuple[float, float, float, float]


class Plan(NamedTuple):
    """Where everything lies on a page (mm of the design)."""

    width: float
    height: float
    frames: list[Frame]
    insets: list[Frame]
    title: list[tuple[Row, float, float, float]]
    foot: list[tuple[Row, float, float, float]]
    body: Frame | None = None  # the part of the first frame that shows the extent of the subject; None: all


def compose(content: Content, insets: list[Content], layout: Layout, page, zoom: float, clear: bool = False):
    """The figure of a content in a layout; `figure.notes` is its second page, where it has one.

    A legend that finds no room on the map is set closer, then in parts, and then stands below it or beside it,
    whichever leaves the map larger; in print the map is made higher for it first; on a slide, where nothing stands
    outside the map, what changed goes without letters then.
    """
    if layout.printed:
        return _drawn(content, insets, layout, zoom, clear, *_in_print(content, layout, page[0] / zoom, zoom))
    outside: dict = {}
    survey, makes = None, _legends(content, layout)
    while True:
        plan = _plan(content, insets, layout, page[0] / zoom, page[1] / zoom, outside)
        if plan is None:
            raise UsageError(_too_small(content, insets, layout, page, zoom))
        group = _panels(content, plan.frames, zoom, False, survey)
        spots = _spots(group, layout, False, outside, makes)
        if not spots.lost.keys() - outside.keys():
            break
        if not layout.dense:
            layout = layout._replace(dense=True)
            makes = _legends(content, layout)
        elif "legend" in makes and not outside:
            # What changed first, and the lines of the legend where there is room for each part.
            makes = dict(sorted((name, make) for name, make in makes.items() if name != "legend"))
        elif layout.name == "slide":
            if not content.flags:
                break
            content = content._replace(flags={})
            makes = _legends(content, layout)
        else:
            outside |= spots.lost
        survey = group[0].ground.survey
    return _drawn(content, insets, layout, zoom, clear, plan, group, spots)


def _in_print(content: Content, layout: Layout, wide: float, zoom: float) -> tuple[Plan, list[Panel], Spots]:
    """The plan of a figure in a column or on a page of print, its maps and their boxes.

    Its maps are as much higher than the ground asks as the legend needs to stand on one, over sea and empty land, below
    or above. What changed stands in the caption where there is no room.
    """
    plain = _columns(content, layout, wide)
    base = plain.frames[0]
    tall, room_left = base[3] - base[1], (PRINT - plain.height) / len({frame[1] for frame in plain.frames})
    most, above = (max(0, int(min(room_left, times * tall) / (STEP * CELL))) for times in (1.6, 0.5))
    body = (base[0], base[1] + most * STEP * CELL, base[2], base[3] + most * STEP * CELL)
    whole = (base[0], base[1], base[2], body[3] + above * STEP * CELL)
    group = _panels(content, [whole] * len(plain.frames), zoom, False, None, body)
    room, survey, bare = _room(group), group[0].ground.survey, layout._replace(parts=layout.parts - {"insets"})
    makes = _legends(content, layout)
    found = None
    for more in range(most + 1):
        if found and (more - found[0]) * STEP * CELL > MORE:
            break
        for below in (more, 0) if 0 < more <= above else (more,):
            first, last = (most - below) * STEP, (most + more - below) * STEP + math.ceil(tall / CELL)
            part = room.rows(first, last, body[3] + (more - below) * STEP * CELL)
            if not _tells(_spots(group, bare, False, {}, makes, part), bool(found)):
                continue
            plan = _columns(content, layout, wide, more * STEP * CELL, below * STEP * CELL)
            panels = _panels(content, plan.frames, zoom, False, survey, plan.body)
            spots = _spots(panels, layout, False, {}, makes)
            if _tells(spots, bool(found)):
                found = more, (plan, panels, spots)
                if _tells(spots, True):
                    return found[1]
                break
    if found:
        return found[1]
    told = {"legend-rights": makes["legend-rights"]}
    plan = _columns(content, layout, wide, outside=told)
    panels = _panels(content, plan.frames, zoom, False, survey)
    return plan, panels, _spots(panels, layout, False, told, makes)


def _tells(spots: Spots, signs: bool) -> bool:
    """Whether a map has room for its scale and for what its rights are, or for the other `signs` too."""
    return bool(spots.bar) and "legend-rights" not in spots.lost and not (signs and "legend-signs" in spots.lost)


def _drawn(content: Content, insets, layout: Layout, zoom: float, clear: bool, plan: Plan, group, spots: Spots):
    """The figure of a plan: its main maps (`group`) with their boxes (`spots`), and its insets."""
    sheet = Sheet(plan.width, plan.height, zoom, clear, looks.mm(content.marks, content.marks.halo.name / 2))
    figure, pen = sheet.figure, Pen(sheet, content.atlas, content.marks, content.style)
    for row, x, y, width in (*plan.title, *plan.foot):
        if row.draw:
            row.draw(sheet, x, y, width)
    _draw_group(pen, group, spots, False)
    for one, frame in zip(insets, plan.insets, strict=True):
        _draw_inset(pen, _panels(one._replace(flags=content.flags), [frame], zoom, True))
    figure.caption = caption_of(content)
    figure.frames, figure.zoom = [*plan.frames, *plan.insets], zoom
    if "notes" in layout.parts:
        figure.write_notes = lambda: notes_page(content, sheet.width, sheet.height, zoom)
    return figure


# --- where things lie -----------------------------------------------------------------------------


def _plan(content: Content, insets, layout: Layout, wide: float, high: float, outside: dict) -> Plan | None:
    """The plan of a page; None where it is too small. Keys, and then what changed, that leave the maps less
    than their share stand on the page of notes alone."""
    told = {name: make for name, make in outside.items() if not name.startswith("changes")}
    ways = [(layout, outside)]
    if {"keys", "notes"} <= layout.parts:
        bare = layout._replace(parts=layout.parts - {"keys"})
        ways += [(bare, outside), (bare, told)][: 1 + (told != outside)]
    plan = None
    for way in ways:
        plan = _planned(content, insets, way[0], wide, high, way[1]) or plan
        if plan and _share(plan) >= SHARE:
            break
    return plan


def _share(plan: Plan) -> float:
    """How much of a page is map."""
    return _area([*plan.frames, *plan.insets]) / (plan.width * plan.height)


def _area(frames: list[Frame]) -> float:
    return sum((f[2] - f[0]) * (f[3] - f[1]) for f in frames)


def _planned(content: Content, insets, layout: Layout, wide: float, high: float, outside: dict) -> Plan | None:
    margin, count = layout.margin, 2 if content.kind == "pair" else 1
    shape = size_m(content)
    title, top = title_rows(content, layout, wide, high) if "title" in layout.parts else ([], high - margin)
    ways = [foot_rows(content, layout, wide, outside) if "credit" in layout.parts or outside else ([], margin)]
    plans = [_on_page(shape, insets, count, (margin, ways[0][1], wide - margin, top))]
    if outside:
        foot, bottom, right = beside_rows(content, layout, wide, top, outside)
        ways.append((foot, bottom))
        plans.append(_on_page(shape, insets, count, (margin, bottom, right, top)))
    shapes = [shape] * count + [size_m(one) for one in insets]

    def worth(way) -> tuple[bool, float]:
        scales = [
            _scale(f, size) / _scale((margin, margin, wide, high), size)
            for f, size in zip(way[0], shapes, strict=False)
        ]
        return _area(way[0]) >= SHARE * wide * high, sum(scales)

    frames, (foot, _) = max(zip(plans, ways, strict=True), key=worth)
    return Plan(wide, high, frames[:count], frames[count:], title, foot) if frames else None


def _on_page(shape, insets, count: int, body: Frame) -> list[Frame]:
    """The frames of the maps and insets in what a page leaves them; none where it is too small."""
    least = 34 if count > 1 else 50
    if min(body[2] - body[0], body[3] - body[1]) < least:
        return []
    if insets:
        return _inset_frames(body, [shape, *map(size_m, insets)])
    frames = _equal_frames(body, count, shape)
    return [] if any(min(f[2] - f[0], f[3] - f[1]) < least for f in frames) else frames


def _too_small(content, insets, layout, page, zoom) -> str:
    wide, high = page[0] / zoom, page[1] / zoom
    return too_small(content, page, lambda times: _plan(content, insets, layout, wide * times, high * times, {}))


def too_small(content, page, plan_of) -> str:
    """The sentence that says the smallest page of a shape that is large enough; `plan_of` gives the plan of
    a page so many times larger, or None."""
    times = 1.05
    while times < 12 and plan_of(times) is None:
        times *= 1.05
    return (
        f"the page is too small for the words of {content.subject.id}; allowed: from "
        f"{math.ceil(page[0] * times)}x{math.ceil(page[1] * times)} in this shape"
    )


def size_m(content: Content) -> tuple[float, float]:
    """Width and height of a subject in metres of its projection."""
    crs = choose_projection(content.subject.extent, content.say).crs
    w, s, e, n = outline_m(transformer(crs), content.subject.extent)
    return e - w, n - s


def _columns(
    content: Content, layout: Layout, wide: float, more: float = 0.0, below: float = 0.0, outside: dict | None = None
) -> Plan:
    """The plan of a figure as wide as a column of print, and as high as the ground asks, or higher: by `more` mm each
    map, of which `below` under its ground; or for its share, if a legend stands `outside`."""
    margin, count = layout.margin, 2 if content.kind == "pair" else 1
    foot, bottom = foot_rows(content, layout, wide, outside) if outside else ([], margin)
    shape = size_m(content)
    aspect = shape[1] / shape[0]
    across = count if wide > 150 and aspect > 0.8 else 1
    down = count // across
    broad = (wide - 2 * margin - BETWEEN * (across - 1)) / across
    tall = broad * min(1.5 if count == 1 or across > 1 else 1.1, max(0.66, aspect))
    if outside:
        tall = max(tall, min((bottom + margin) * COLUMN / (1 - COLUMN), PRINT - bottom) / down)
    ground, tall = tall, tall + more
    high = margin + bottom + down * tall + BETWEEN * (down - 1)
    frames = [
        (
            margin + (n % across) * (broad + BETWEEN),
            high - margin - tall - (n // across) * (tall + BETWEEN),
            margin + (n % across) * (broad + BETWEEN) + broad,
            high - margin - (n // across) * (tall + BETWEEN),
        )
        for n in range(count)
    ]
    west, south, east, _ = frames[0]
    return Plan(wide, high, frames, [], [], foot, (west, south + below, east, south + below + ground))


def _scale(frame: Frame, shape) -> float:
    return min((frame[2] - frame[0]) / shape[0], (frame[3] - frame[1]) / shape[1])


def _equal_frames(body: Frame, count: int, shape) -> list[Frame]:
    """Maps of one size, side by side or one above the other, whichever makes them larger."""
    west, south, east, north = body
    best: list[Frame] = []
    for across in {count, 1}:
        down = count // across
        wide = (east - west - BETWEEN * (across - 1)) / across
        high = (north - south - BETWEEN * (down - 1)) / down
        found = []
        for n in range(count):
            left = west + (n % across) * (wide + BETWEEN)
            top = north - (n // across) * (high + BETWEEN)
            found.append((left, top - high, left + wide, top))
        if not best or _scale(found[0], shape) > _scale(best[0], shape):
            best = found
    return best


def _inset_frames(body: Frame, shapes) -> list[Frame]:
    """A main map, and insets of the shapes that follow in one or two columns to its right."""
    west, south, east, north = body
    tall = sorted(range(1, len(shapes)), key=lambda n: -shapes[n][1] / shapes[n][0])
    best, most = [], 0.0
    for split in range(len(tall)):
        groups = [group for group in (tall[:split], tall[split:]) if group]
        found: dict[int, Frame] = {}
        right = east
        for group in groups:
            aspects = [min(2.6, max(0.7, shapes[n][1] / shapes[n][0])) for n in group]
            wide = (north - south - (len(group) - 1) * BETWEEN) / sum(aspects)
            top = north
            for n, aspect in zip(group, aspects, strict=True):
                found[n] = (right - wide, top - wide * aspect, right, top)
                top -= wide * aspect + BETWEEN
            right -= wide + BETWEEN
        found[0] = (west, south, right, north)
        if right - west < 60:
            continue
        # The insets are to be seen too: together they count as much as the main map.
        score = (
            _scale(found[0], shapes[0]) / _scale(body, shapes[0]) * min((f[2] - f[0]) for n, f in found.items() if n)
        )
        if score > most:
            best, most = [found[n] for n in range(len(shapes))], score
    return best


def title_rows(content: Content, layout: Layout, width: float, height: float):
    """Title, the atlas it belongs to, and the lead, as (row, left, top, width); and the height
    (mm) left below them."""
    texts, name, margin = content.texts, content.subject.id, layout.margin
    wide, large = width - 2 * margin, 17.0 if width > 190 else 14.0
    if layout.name == "slide":
        large = 10.5
    title = words(texts[f"subject.{name}.title"], "serif-bold")
    atlas = words(texts["atlas.title"], "serif-italic")
    found, y = [], height - margin
    room = wide - 8 - length_of(atlas, 9.0)
    rows = paragraph(title, room, large, content.ink(), gid="title")
    if layout.name == "slide":
        size = next((s for s in (large, 9.5, 8.5, 7.5) if len(paragraph(title, wide, s, content.ink())) == 1), 7.0)
        rows = paragraph(title, wide, size, content.ink(), leading=1.3, gid="title")
    elif len(rows) == 1:
        right = paragraph(atlas, wide, 9.0, content.ink("quiet"), gid="atlas")[0]
        found.append((right, width - margin - length_of(atlas, 9.0), y - (rows[0].height - right.height) * 0.78, 0.0))
    else:
        # The atlas stands above, the title as large as two lines of it allow.
        rows = [*paragraph(atlas, wide, 8.0, content.ink("quiet"), gid="atlas"), Row(1.2)]
        size = next(
            (
                size
                for size in (large, large - 1, large - 2, large - 3)
                if len(paragraph(title, wide, size, content.ink())) <= 2
            ),
            11,
        )
        rows += paragraph(title, wide, size, content.ink(), leading=1.3, gid="title")
    if "lead" in layout.parts:
        rows += [
            Row(0.6),
            *paragraph(words(texts[f"subject.{name}.lead"], "serif"), wide, 8.4, content.ink(), gid="lead"),
        ]
    for row in rows:
        if row.draw:
            found.append((row, margin, y, 0.0))
        y -= row.height
    return found, y - 1.6


def foot_rows(content: Content, layout: Layout, width: float, outside: dict):
    """What stands below the map, as (row, left, top, width), and the height (mm) above it: legends
    that found no room, which article each number is, what the sheet rests on."""
    wide = width - 2 * layout.margin
    rows = _keys(content, layout, wide)
    high = sum(row.height for row in rows)
    columns: list[list[Row]] = []
    broad = tall = 0.0
    for across in range(1, max(1, int(wide / 52)) + 1) if outside else ():
        room = (wide - 5 * (across - 1)) / across
        told = _told(outside, room)
        needed = max(sum(row.height for row in told) / across, *(row.height for row in told))
        while (found := flow(told, across, needed)) is None:
            needed += 1.0
        if not columns or needed < tall - 1.0:
            columns, broad, tall = found, room, needed
    top = layout.margin - (1.0 if rows else 0.0) + high + tall
    return _side_by_side(columns, layout.margin, top, broad) + _stacked(
        rows, layout.margin, top - tall, wide
    ), top + 1.8


def beside_rows(content: Content, layout: Layout, width: float, top: float, outside: dict):
    """The legends in a column to the right of the map, and the foot below: as (row, left, top,
    width), the height (mm) above the foot, and the right side of what is left to the map."""
    margin = layout.margin
    rows = _keys(content, layout, width - 2 * margin)
    bottom = margin - (1.0 if rows else 0.0) + sum(row.height for row in rows) + 1.8
    found, right = _stacked(rows, margin, bottom - 1.8, width - 2 * margin), 0.0
    for across, broad in sorted(
        ((n, wide) for n in (1, 2) for wide in range(40, 120, 4)), key=lambda way: way[0] * (way[1] + 5)
    ):
        columns = flow(_told(outside, float(broad)), across, top - bottom)
        if columns:
            left = width - margin - across * (broad + 5) + 5
            found += _side_by_side(columns, left, top, broad)
            right = left - 3.0
            break
    return found, bottom, right


def _keys(content: Content, layout: Layout, wide: float) -> list[Row]:
    """Which article each number is, and what the sheet rests on."""
    if "credit" not in layout.parts:
        return []
    rows = key_rows(content, wide, layout.type) if "keys" in layout.parts else []
    return rows + credit(content, wide, layout.type, "keys" in layout.parts, "notes" not in layout.parts)


def _told(outside: dict, width: float) -> list[Row]:
    """The rows of the boxes that found no room on the map, in columns of a width (mm)."""
    return [row for make in outside.values() for row in (*make(width), Row(1.5))]


def _side_by_side(columns: list[list[Row]], left: float, top: float, width: float):
    """Columns of one width, 5 mm apart, as (row, left, top, width)."""
    return [row for n, rows in enumerate(columns) for row in _stacked(rows, left + n * (width + 5), top, width)]


def _stacked(rows: list[Row], left: float, top: float, width: float):
    """Rows one under the other, as (row, left, top, width); room alone is not drawn."""
    found = []
    for row in rows:
        if row.draw:
            found.append((row, left, top, width))
        top -= row.height
    return found


# --- drawing --------------------------------------------------------------------------------------


class Spots(NamedTuple):
    """Where the boxes on the maps of one ground stand, in mm of the first map.

    heads : what draws the days in the corner of each map, and their box; nothing where they have no room
    bar, locator : boxes, or None
    put : rows of the legend, their boxes, and on which map they stand
    insets : parts of the map that stand on it larger, and their boxes
    lost : the boxes of the legend that found no room: a name, what makes their rows
    """

    heads: list
    head: tuple | None
    bar: tuple | None
    locator: tuple | None
    put: list
    insets: list
    lost: dict

    @property
    def boxes(self) -> list[tuple]:
        """All that is taken."""
        return [
            box for box in (self.head, self.bar, self.locator, *(one[1] for one in (*self.put, *self.insets))) if box
        ]


def _panels(
    content: Content,
    frames: list[Frame],
    zoom: float,
    inset: bool,
    survey: Survey | None = None,
    body: Frame | None = None,
) -> list[Panel]:
    """The maps of one ground, from a survey of it where one serves; `body` as `view_of` takes it."""
    projection = choose_projection(content.subject.extent, content.say)
    view = view_of(projection, content.subject.extent, frames[0], TOLERANCE / zoom, body)
    if survey is None or not survey.serves(view):
        survey = view.survey()
    ground = Ground(
        view,
        survey,
        content.layers,
        content.shown,
        content.features.loc[content.subject.features],
        content.limits,
        content.subject.extent,
        looks.mm(content.marks, content.marks.ground_line["shelf"] / 2),  # half of the line lies on the land
        content.states,
    )
    named = f"inset:{content.inset}:" if content.inset else ""
    if content.kind == "pair":
        return [
            Panel(
                content,
                view,
                ground,
                named + label,
                side,
                frames[side][0] - frames[0][0],
                frames[side][1] - frames[0][1],
                zoom,
            )
            for side, label in enumerate(("before", "after"))
        ]
    if content.kind == "day":
        return [Panel(content, view, ground, f"{named}day", 0, zoom=zoom)]
    label = content.subject.id if inset and not named else f"{named}change"
    return [Panel(content, view, ground, label, None, zoom=zoom)]


def _draw_inset(pen: Pen, group: list[Panel]) -> None:
    """A map with its scale and title alone."""
    _draw_group(pen, group, _spots(group, LAYOUTS["map"]._replace(parts=frozenset()), True, {}, {}), True)


def _draw_group(pen: Pen, group: list[Panel], spots: Spots, inset: bool) -> None:
    """The maps of one ground with everything on them; `spots` says where their boxes stand."""
    sheet, first = pen.sheet, group[0]
    pen = pen._replace(weight=1.0 if first.view.scale > 1e3 / 9e6 else 0.7)
    parts = [_panels(part, [_moved(box, panel) for panel in group], first.zoom, True) for part, box in spots.insets]
    for panel in group:
        draw_map(pen, panel, [part[0].view for part in parts])
    if spots.locator:
        locator(pen, first, spots.locator)
    names = draw_names(pen, group, spots.boxes, looks.LEAST)
    sheet.figure.names += names
    if not first.content.inset:
        # The degrees stand where the names leave them room.
        dots = [(x - 1.0, y - 1.0, x + 1.0, y + 1.0) for x, y, _ in _towns(first, 9)]
        draw_degrees(pen, group, [*spots.boxes, *(one.box for one in names), *dots])
    for panel, draw in zip(group, spots.heads if spots.head else [], strict=False):
        west, south, east, north = spots.head or (0, 0, 0, 0)
        draw(pen, (west + panel.dx, south + panel.dy, east + panel.dx, north + panel.dy))
    if spots.bar:
        draw_scale(pen, first, spots.bar, inset)
    for rows, found, side in spots.put:
        _draw_box(pen, rows, _moved(found, group[side]))
    for part in parts:
        _draw_inset(pen, part)
    for panel in group:
        draw_neatline(pen, panel)


def _moved(box: Frame, panel: Panel) -> Frame:
    """A box of the first map on another one."""
    west, south, east, north = box
    return west + panel.dx, south + panel.dy, east + panel.dx, north + panel.dy


def _spots(
    group: list[Panel], layout: Layout, inset: bool, outside: dict, makes: dict[str, Callable], room: Room | None = None
) -> Spots:
    """Where the boxes stand: the days and the scale in corners, the legend and the locator where they
    hide least; in the `room` of the maps, or in a part of it. `makes` are those of `_legends`."""
    room, first = room or _room(group), group[0]
    taken: list[tuple] = []
    forms = [[draw_heading(panel, inset, stacked) for panel in group] for stacked in (False, True)]
    sizes = [(max(wide for wide, _, _ in form), max(high for _, high, _ in form)) for form in forms]
    head = _cornered(room, sizes, taken, 0.0)
    if head:
        taken.append(head[2])
    titles = forms[head[1] if head else 0]
    bar, beside = None, None
    lost: dict[str, Callable] = {}
    put: list = []
    insets: list = []
    placed: dict[str, int] = {}
    whole = [name for name in makes if name != "shared" and not any(name.startswith(f"{other}-") for other in makes)]
    # Where room is scarce the scale finds it beside the legend; in print what changed stands in the caption.
    at = 1 if layout.printed else len(whole) if layout.dense else 0
    waiting: list[tuple[str, Callable | None]] = [(name, makes[name]) for name in whole]
    waiting[at:at] = [("scale", None)]
    while waiting:
        name, make = waiting.pop(0)
        if make is None:
            sizes = [scale_size(first, inset)]
            names = [*taken, *_first_names(first)]
            bar = _cornered(room, sizes, names, 1.6, layout.printed) or place_box(room, sizes, taken, 1.6)
            taken += [bar[2]] if bar else []
            continue
        halves = {} if name in outside else _halves(makes, name)
        if not halves.keys() & outside.keys():
            rows, found = (None, None) if name in outside else _fit(room, make, taken, layout.printed)
            if found and rows:
                taken.append(found)
                put.append((rows, found, 0))
                placed[name] = len(put) - 1
                continue
            if name == "legend-rights" and name not in outside and layout.printed and len(group) > 1:
                halves, found = _shared(room, makes, taken)
                if found:
                    taken.append(found)
                    put += [(half, found, side) for side, half in enumerate(halves)]
                    continue
                halves = {}
        # Two small boxes may find room where one does not.
        waiting = [*halves.items(), *waiting]
        if not halves:
            lost[name] = make
    if {"changes-1", "changes-2"} <= placed.keys():
        one, two = (placed[name] for name in ("changes-1", "changes-2"))
        others = [box for box in taken if box not in (put[one][1], put[two][1])]
        put[one], put[two] = (
            (*box, 0) for box in _in_order(room, first.content, layout.type, put[one][:2], put[two][:2], others)
        )
        taken = [*others, put[one][1], put[two][1]]
    if "insets" in layout.parts and first.content.kind != "plate":
        insets = _parts(first, room, taken)
        taken += [box for _, box in insets]
    if "locator" in layout.parts and not inset:
        found = place_box(room, [(36.0, 24.0)], taken)
        beside = found[2] if found and found[0] < 8 else None
    heads = [draw for _, _, draw in titles] if head else []
    return Spots(heads, head and head[2], bar and bar[2], beside, put, insets, lost)


def _cornered(room: Room, sizes, taken: list[tuple], edge: float, free: bool = False):
    """The place of a box (see `place_box`) in a corner, unless it is `free`; elsewhere too where each corner hides a
    town of the first rank."""
    found = None if free else place_box(room, sizes, taken, edge, corners=True)
    return found if found and found[0] < FIRST else place_box(room, sizes, taken, edge) or found


def _in_order(room: Room, content: Content, size: float, one, two, taken: list[tuple]):
    """The two boxes (rows, box) of what changed, as they are read: from left to right, and down. Where the second
    stands first, the list is cut where both parts fit into each other's places; as they are where it cannot be."""
    if (one[1][0], -one[1][3]) <= (two[1][0], -two[1][3]):
        return one, two
    flags, places = list(content.flags), (two[1], one[1])
    for cut in sorted(range(1, len(flags)), key=lambda cut: abs(2 * cut - len(flags))):
        found: list[tuple[list[Row], Frame]] = []
        for part, (west, south, east, north) in zip((flags[:cut], flags[cut:]), places, strict=True):
            rows = _changes(content, size, part)(east - west - 2 * AIR)
            high = sum(row.height for row in rows) + 2 * AIR
            # It hangs from the top of the other's place, or stands on its foot.
            for box in ((west, north - high, east, north), (west, south, east, south + high)):
                free = all(
                    box[0] - 1.2 >= t[2] or t[0] - 1.2 >= box[2] or box[1] - 1.2 >= t[3] or t[1] - 1.2 >= box[3]
                    for t in (*taken, *(box for _, box in found))
                )
                inside = room.frame[1] + 1.9 <= box[1] and box[3] <= room.frame[3] - 1.9
                if free and inside and room.cost(box, "told") <= HIDDEN:
                    found.append((rows, box))
                    break
        if len(found) == 2:
            return found[0], found[1]
    return one, two


def _first_names(panel: Panel) -> list[Frame]:
    """Where the names of the places of the first rank may stand on a map: at either side of their dots."""
    content, least = panel.content, 1.35 * looks.LEAST
    return [
        (at[0] - wide, at[1] - NAMED, at[0] + wide, at[1] + NAMED)
        for place in content.atlas.places
        if content.subject.id in place.subjects and place.rank == 1
        for at in [in_frame(panel.view, place.lon, place.lat)]
        if at
        # The name of a town stands beside its dot, at either side.
        for wide in [width_of(content.name(place.names), "serif", least) * (1.0 if place.kind in DOTS else 0.6)]
    ]


def _parts(panel: Panel, room: Room, taken: list[tuple]) -> list[tuple[Content, Frame]]:
    """The parts of a map that are shown larger on it, as large as the sea and the empty land allow, and their
    boxes; none hides what the map tells, or where a name of the first rank stands."""
    view = panel.view
    found: list[tuple[Content, Frame]] = []
    west, south, east, north = view.frame
    names = _first_names(panel)
    for inset in panel.content.subject.insets:
        part = panel.content.part(inset)
        wide, high = (side * view.scale for side in size_m(part))
        own = shapely.box(*unwrapped(inset.extent))
        shown = shapely.transform(shapely.segmentize(own, 0.25), view.to_mm).bounds
        for times in LARGER:
            size = (wide * times, high * times)
            if size[0] > INSET[1] * (east - west) or size[1] > INSET[1] * (north - south) or min(size) < INSET[0]:
                continue
            best = place_box(room, [size], [*taken, *names, shown, *(box for _, box in found)])
            if best and not room.cost(best[2], "told"):
                found.append((part, best[2]))
                break
    return found


def _towns(panel: Panel, last: int) -> list[tuple[float, float, float]]:
    """The towns on a map, down to the `last` rank: where they stand (mm), and what their cells cost."""
    asked, view = panel.content.subject.id, panel.view
    return [
        (*at, FIRST if place.rank == 1 else TOWN)
        for place in panel.content.atlas.places
        if asked in place.subjects and place.kind in DOTS and place.rank <= last
        for at in [in_frame(view, place.lon, place.lat)]
        if at
    ]


def _room(group: list[Panel]) -> Room:
    content, ground, view = group[0].content, group[0].ground, group[0].view
    told = [ground.shapes[name] for name in content.subject.features if not ground.shapes[name].is_empty]
    told += [line for parts in ground.limits.values() for _, line in parts]
    return room_of(ground, told, _towns(group[0], 2), view.frame)


def _legends(content: Content, layout: Layout) -> dict[str, Callable]:
    """The boxes of the legend, and after a stroke the two that one can be cut into: a name, and what makes its rows of
    a width (mm), once."""
    if "legend" not in layout.parts:
        return {}
    found: dict[str, Callable] = {
        f"legend{'-' * bool(part)}{part}": partial(_rows_of, content, part, layout) for part in ("", "rights", "signs")
    }
    flags = list(content.flags)
    if flags:
        found["changes"] = _changes(content, layout.type, flags)
    if len(flags) > 3:
        halves = enumerate((flags[: (len(flags) + 1) // 2], flags[(len(flags) + 1) // 2 :]), 1)
        found |= {f"changes-{n}": _changes(content, layout.type, part) for n, part in halves}
    if layout.printed and content.kind == "pair":
        found["shared"] = lambda width: halved_rows(content, width, layout.type)
    return {name: functools.cache(make) for name, make in found.items()}


def _rows_of(content: Content, part: str, layout: Layout, width: float) -> list[Row]:
    return legend_rows(content, width, layout.type, part, layout.dense)


def _changes(content: Content, size: float, features: list[str]) -> Callable:
    """What makes the rows of some of what changed, in type of a size (points)."""
    return lambda width: [
        heading(content.say["changes"], size, content.ink()),
        *change_rows(content, width, size, features),
    ]


def _halves(makes: dict, name: str) -> dict:
    """The two boxes that a box of the legend can be cut into."""
    return {part: make for part, make in makes.items() if part.startswith(f"{name}-")}


def _fit(room: Room, make, taken, whole: bool = False):
    """The rows of a box at the width that hides least, and the box; None where it hides too much. A box takes two
    thirds of the width of a map, or the `whole`."""
    west, south, east, north = room.frame
    tried = []
    for width in (44, 52, 60, 70, 76, 82, 96, 112, 128, 144):
        if width + 2 * AIR > (east - west - 4.0 if whole else 0.66 * (east - west)):
            continue
        rows = make(float(width))
        tried.append((width, rows, sum(row.height for row in rows)))
    found = place_box(room, [(width + 2 * AIR, high + 2 * AIR) for width, _, high in tried], taken)
    if found is None or room.cost(found[2], "told") > HIDDEN:
        return None, None
    return tried[found[1]][1], found[2]


def _shared(room: Room, makes: dict[str, Callable], taken):
    """The rows of the rights in two halves, one for each of two maps, and the box for either; or None."""

    def higher(width: float) -> list[Row]:
        return max(makes["shared"](width), key=lambda rows: sum(row.height for row in rows), default=[])

    rows, found = _fit(room, higher, taken, True)
    return (makes["shared"](found[2] - found[0] - 2 * AIR), found) if rows else ([], None)


def _draw_box(pen: Pen, rows: list[Row], box) -> None:
    west, _, east, north = box
    south = north - sum(row.height for row in rows) - 2 * AIR
    pen.sheet.area(
        shapely.box(west, south, east, north),
        pen.ground("paper"),
        pen.ground("quiet"),
        pen.points(pen.marks.frame.box),
        gid="box-legend",
    )
    y = north - AIR
    for row in rows:
        if row.draw:
            row.draw(pen.sheet, west + AIR, y, east - west - 2 * AIR)
        y -= row.height


def notes_page(content: Content, width: float, height: float, zoom: float):
    """The page behind a sheet: every article in words, the measures, the sources."""
    margin = 10.0
    with settings():
        use(content.language, letters_of(content), names_of(content))
        title = words(content.texts[f"subject.{content.subject.id}.title"], "serif-bold")
        top = paragraph(title, width - 2 * margin, 12.0, content.ink(), leading=1.3, gid="title")
        high = height - 2 * margin - sum(row.height for row in top) - 2
        dealt = None
        for columns, size in ((n, size) for n in range(1, 7) for size in (8.5, 8.0, 7.5, 7.0)):
            wide = (width - 2 * margin - 5 * (columns - 1)) / columns
            if 44 < wide < 12.5 * size:  # some 85 letters: a longer line is hard to follow
                dealt = flow(text_rows(content, wide, size), columns, high)
            if dealt:
                break
        if not dealt:
            return notes_page(content, width, height * 1.25, zoom)
        sheet, y = Sheet(width, height, zoom), height - margin
        for row in top:
            if row.draw:
                row.draw(sheet, margin, y, 0)
            y -= row.height
        for n, rows in enumerate(dealt):
            at = y - 2
            for row in rows:
                if row.draw:
                    row.draw(sheet, margin + n * (wide + 5), at, wide)
                at -= row.height
        return sheet.figure
