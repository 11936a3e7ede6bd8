"""A figure put together: title, maps, legend in the sea, keys below, and the notes on a second page."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import shapely

from ..errors import UsageError
from . import style as looks
from .boxes import Room, place_box, room_of
from .captions import caption_of
from .content import Content, letters_of, names_of
from .fonts import length_of, use, width_of, words
from .ground import Ground
from .labels import DOTS, draw_names, in_frame
from .layouts import LAYOUTS, Layout
from .legend import change_rows, heading, legend_rows, locator
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
COLUMN, PRINT = 0.885, 235.0

Frame = tuple[float, float, float, float]


class Plan(NamedTuple):
    """Where everything lies on a page (mm of the design)."""

    width: float
    height: float
    frames: list[Frame]
    insets: list[Frame]
    title: list[tuple[Row, float, float, float]]
    foot: list[tuple[Row, float, float, float]]


def compose(content: Content, insets: list[Content], layout: Layout, page, zoom: float, clear: bool = False):
    """The figure of a content in a layout; `figure.notes` is its second page, where it has one.

    A legend that finds no room on the map stands below it or beside it, whichever leaves the map
    larger; on a slide, where nothing stands outside the map, what changed goes without letters then.
    """
    outside: dict = {}
    survey = None
    while True:
        plan = _plan(content, insets, layout, page[0] / zoom, page[1] / zoom, outside)
        if plan is None:
            raise UsageError(_too_small(content, insets, layout, page, zoom))
        group = _panels(content, plan.frames, zoom, False, survey)
        spots = _spots(group, layout, False, outside)
        if not spots.lost.keys() - outside.keys():
            break
        if layout.name == "slide":
            if not content.flags:
                break
            content = content._replace(flags={})
        else:
            outside |= spots.lost
        survey = group[0].ground.survey
    return _drawn(content, insets, layout, zoom, clear, plan, group, spots)


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
    ways, least = [(layout, outside)], SHARE
    if not high:
        # In a journal what changed stands in the caption, and lines are told from rights without words.
        rights = {name: make for name, make in told.items() if name != "legend-signs"}
        ways, least = [(layout, told), (layout, rights)], 0.85
    elif {"keys", "notes"} <= layout.parts:
        bare = layout._replace(parts=layout.parts - {"keys"})
        ways += [(bare, outside), (bare, told)][: 1 + (told != outside)]
    plan = None
    for way in ways:
        plan = _planned(content, insets, way[0], wide, high, way[1]) or plan
        if plan and _share(plan) >= least:
            break
    return plan


def _share(plan: Plan) -> float:
    """How much of a page is map."""
    shown = sum((f[2] - f[0]) * (f[3] - f[1]) for f in (*plan.frames, *plan.insets))
    return shown / (plan.width * plan.height)


def _planned(content: Content, insets, layout: Layout, wide: float, high: float, outside: dict) -> Plan | None:
    margin, count = layout.margin, 2 if content.kind == "pair" else 1
    shape = size_m(content)
    if not high:
        foot, bottom = foot_rows(content, layout, wide, outside) if outside else ([], margin)
        frames, high = _columns(shape, count, wide, margin, bottom)
        return Plan(wide, high, frames, [], [], foot)
    title, top = title_rows(content, layout, wide, high) if "title" in layout.parts else ([], high - margin)
    ways = [foot_rows(content, layout, wide, outside) if "credit" in layout.parts or outside else ([], margin)]
    plans = [_on_page(shape, insets, count, (margin, ways[0][1], wide - margin, top))]
    if outside:
        foot, bottom, right = beside_rows(content, layout, wide, top, outside)
        ways.append((foot, bottom))
        plans.append(_on_page(shape, insets, count, (margin, bottom, right, top)))
    shapes = [shape] * count + [size_m(one) for one in insets]
    frames, (foot, _) = max(
        zip(plans, ways, strict=True),
        key=lambda way: sum(
            _scale(frame, size) / _scale((margin, margin, wide, high), size)
            for frame, size in zip(way[0], shapes, strict=False)
        ),
    )
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


def _columns(shape, count: int, wide: float, margin: float, bottom: float):
    """Frames as wide as a column of print, as high as the ground asks; and the height of the whole."""
    aspect = shape[1] / shape[0]
    across = count if wide > 150 and aspect > 0.8 else 1
    down = count // across
    broad = (wide - 2 * margin - BETWEEN * (across - 1)) / across
    tall = broad * min(1.5 if count == 1 or across > 1 else 1.1, max(0.66, aspect))
    # With a legend below it a map is higher, for its share, as far as a page of print allows.
    tall = max(tall, min((bottom + margin) * COLUMN / (1 - COLUMN), PRINT - bottom) / down)
    high = margin + bottom + down * tall + BETWEEN * (down - 1)
    return [
        (
            margin + (n % across) * (broad + BETWEEN),
            high - margin - tall - (n // across) * (tall + BETWEEN),
            margin + (n % across) * (broad + BETWEEN) + broad,
            high - margin - (n // across) * (tall + BETWEEN),
        )
        for n in range(count)
    ], high


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
    rows = key_rows(content, wide, looks.LEAST) if "keys" in layout.parts else []
    return rows + credit(content, wide, looks.LEAST, "keys" in layout.parts, "notes" not in layout.parts)


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
    put : rows of the legend, and their boxes
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
            box for box in (self.head, self.bar, self.locator, *(box for _, box in (*self.put, *self.insets))) if box
        ]


def _panels(
    content: Content, frames: list[Frame], zoom: float, inset: bool, survey: Survey | None = None
) -> list[Panel]:
    """The maps of one ground, from a survey of it where one serves."""
    projection = choose_projection(content.subject.extent, content.say)
    view = view_of(projection, content.subject.extent, frames[0], TOLERANCE / zoom)
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
    _draw_group(pen, group, _spots(group, LAYOUTS["map"]._replace(parts=frozenset()), True, {}), True)


def _draw_group(pen: Pen, group: list[Panel], spots: Spots, inset: bool) -> None:
    """The maps of one ground with everything on them; `spots` says where their boxes stand."""
    sheet, first = pen.sheet, group[0]
    pen = pen._replace(weight=1.0 if first.view.scale > 1e3 / 9e6 else 0.7)
    parts = [_panels(part, [_moved(box, panel) for panel in group], first.zoom, True) for part, box in spots.insets]
    for panel in group:
        draw_map(pen, panel, [part[0].view for part in parts])
    if spots.locator:
        locator(pen, first, spots.locator)
    taken = spots.boxes
    if not first.content.inset:
        taken += draw_degrees(pen, group, taken)
    sheet.figure.names += draw_names(pen, group, taken, looks.LEAST)
    for panel, draw in zip(group, spots.heads if spots.head else [], strict=False):
        west, south, east, north = spots.head or (0, 0, 0, 0)
        draw(pen, (west + panel.dx, south + panel.dy, east + panel.dx, north + panel.dy))
    if spots.bar:
        draw_scale(pen, first, spots.bar, inset)
    for rows, found in spots.put:
        _draw_box(pen, rows, found)
    for part in parts:
        _draw_inset(pen, part)
    for panel in group:
        draw_neatline(pen, panel)


def _moved(box: Frame, panel: Panel) -> Frame:
    """A box of the first map on another one."""
    west, south, east, north = box
    return west + panel.dx, south + panel.dy, east + panel.dx, north + panel.dy


def _spots(group: list[Panel], layout: Layout, inset: bool, outside: dict) -> Spots:
    """Where the boxes stand: the days and the scale in corners, the legend and the locator where they
    hide least."""
    room, first = _room(group), group[0]
    taken: list[tuple] = []
    titles = [draw_heading(panel, inset) for panel in group]
    size = (max(wide for wide, _, _ in titles), titles[0][1])
    head = place_box(room, [size], taken, 0.0, corners=True)
    if head:
        taken.append(head[2])
    bar = place_box(room, [scale_size(first, inset)], taken, 1.6, corners=True)
    if bar:
        taken.append(bar[2])
    lost, put, beside, insets = {}, [], None, []
    placed: dict[str, int] = {}
    if "legend" in layout.parts:
        waiting = list(_legends(first.content).items())
        while waiting:
            name, make = waiting.pop(0)
            halves = {} if name in outside else _halves(first.content, name)
            if not halves.keys() & outside.keys():
                rows, found = (None, None) if name in outside else _fit(room, make, taken)
                if found and rows:
                    taken.append(found)
                    put.append((rows, found))
                    placed[name] = len(put) - 1
                    continue
            # Two small boxes may find room where one does not.
            waiting = [*halves.items(), *waiting]
            if not halves:
                lost[name] = make
    if {"changes-1", "changes-2"} <= placed.keys():
        one, two = (placed[name] for name in ("changes-1", "changes-2"))
        others = [box for box in taken if box not in (put[one][1], put[two][1])]
        put[one], put[two] = _in_order(room, first.content, put[one], put[two], others)
        taken = [*others, put[one][1], put[two][1]]
    if "insets" in layout.parts and first.content.kind != "plate":
        insets = _parts(first, room, taken)
        taken += [box for _, box in insets]
    if "locator" in layout.parts and not inset:
        found = place_box(room, [(36.0, 24.0)], taken)
        beside = found[2] if found and found[0] < 8 else None
    heads = [draw for _, _, draw in titles] if head else []
    return Spots(heads, head and head[2], bar and bar[2], beside, put, insets, lost)


def _in_order(room: Room, content: Content, one, two, taken: list[tuple]):
    """The two boxes (rows, box) of what changed, as they are read: from left to right, and down. Where the second
    stands first, the list is cut where both parts fit into each other's places; as they are where it cannot be."""
    if (one[1][0], -one[1][3]) <= (two[1][0], -two[1][3]):
        return one, two
    flags, places = list(content.flags), (two[1], one[1])
    for cut in sorted(range(1, len(flags)), key=lambda cut: abs(2 * cut - len(flags))):
        found: list[tuple[list[Row], Frame]] = []
        for part, (west, south, east, north) in zip((flags[:cut], flags[cut:]), places, strict=True):
            rows = _changes(content, part)(east - west - 2 * AIR)
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


def _parts(panel: Panel, room: Room, taken: list[tuple]) -> list[tuple[Content, Frame]]:
    """The parts of a map that are shown larger on it, as large as the sea and the empty land allow, and their
    boxes; none hides what the map tells, or where a name of the first rank stands."""
    view = panel.view
    found: list[tuple[Content, Frame]] = []
    west, south, east, north = view.frame
    names = [
        (at[0] - wide, at[1] - NAMED, at[0] + wide, at[1] + NAMED)
        for place in panel.content.atlas.places
        if panel.content.subject.id in place.subjects and place.rank == 1
        for at in [in_frame(view, place.lon, place.lat)]
        if at
        # The name of a town stands beside its dot, at either side.
        for wide in [
            width_of(panel.content.name(place.names), "serif", 1.35 * looks.LEAST)
            * (1.0 if place.kind in DOTS else 0.6)
        ]
    ]
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


def _room(group: list[Panel]) -> Room:
    content, ground, view = group[0].content, group[0].ground, group[0].view
    towns = [
        at
        for place in content.atlas.places
        if content.subject.id in place.subjects and place.kind in DOTS and place.rank <= 2
        for at in [in_frame(view, place.lon, place.lat)]
        if at
    ]
    told = [ground.shapes[name] for name in content.subject.features if not ground.shapes[name].is_empty]
    told += [line for parts in ground.limits.values() for _, line in parts]
    return room_of(ground, told, towns, view.frame)


def _legends(content: Content):
    """The boxes of the legend: a name, and what makes its rows of a width (mm)."""
    found: dict[str, Callable] = {"legend": lambda width: legend_rows(content, width, looks.LEAST)}
    if content.flags:
        found["changes"] = _changes(content, list(content.flags))
    return found


def _changes(content: Content, features: list[str]) -> Callable:
    """What makes the rows of some of what changed."""
    return lambda width: [
        heading(content.say["changes"], looks.LEAST, content.ink()),
        *change_rows(content, width, looks.LEAST, features),
    ]


def _halves(content: Content, name: str) -> dict:
    """The two boxes that a box of the legend can be cut into."""
    if name == "legend":
        return {
            f"legend-{part}": lambda width, part=part: legend_rows(content, width, looks.LEAST, part)
            for part in ("rights", "signs")
        }
    flags = list(content.flags)
    if name == "changes" and len(flags) > 3:
        middle = (len(flags) + 1) // 2
        return {f"changes-{n}": _changes(content, part) for n, part in enumerate((flags[:middle], flags[middle:]), 1)}
    return {}


def _fit(room: Room, make, taken):
    """The rows of a box at the width that hides least, and the box; None where it hides too much."""
    west, south, east, north = room.frame
    tried = []
    for width in (44, 52, 60, 70, 82, 96, 112):
        if width + 2 * AIR > 0.66 * (east - west):
            continue
        rows = make(float(width))
        tried.append((width, rows, sum(row.height for row in rows)))
    found = place_box(room, [(width + 2 * AIR, high + 2 * AIR) for width, _, high in tried], taken)
    if found is None or room.cost(found[2], "told") > HIDDEN:
        return None, None
    return tried[found[1]][1], found[2]


def _draw_box(pen: Pen, rows: list[Row], box) -> None:
    west, south, east, north = box
    pen.sheet.area(
        shapely.box(*box), pen.ground("paper"), pen.ground("quiet"), pen.points(pen.marks.frame.box), gid="box-legend"
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
