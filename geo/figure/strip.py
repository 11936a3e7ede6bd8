"""The chart of time as a sheet: a lane for each place, a bar for each right, in its holder's colour and the right's
mark, on the axis of `geo.lanes`."""

from __future__ import annotations

from typing import NamedTuple

import shapely

from ..errors import UsageError
from ..forms import day_in_words
from ..lanes import Axis, Bar, Lane
from ..model import LEGAL_DATES, legal_dates
from ..texts import power_names
from . import style as looks
from .captions import caption_of
from .compose import Frame, notes_page, title_rows, too_small
from .content import Content, bracketed
from .fonts import MM, broken_name, leading, width_of, words
from .layouts import SIZES, Layout
from .legend import rights_rows
from .notes import credit
from .pen import Pen
from .sheet import Row, Sheet, flow, paragraph

#: The least and the most height of one line of a lane, and the share of it that a bar takes; mm.
LEVEL, BAR = (2.4, 4.6), 0.86

#: The width of the names of the lanes, and what a lane has above its bars; mm.
NAMES, GAP = 46.0, 0.9

#: How much of a bar is hollow at an end that is not known to the day, mm; never more than a third of it.
HOLLOW = 2.6

#: The sheets that a chart may take by itself, the least first; mm.
SIZES_OF_A_CHART = [SIZES[name] for name in ("a4", "a3", "a2", "a1")]

#: How far apart years on the axis stand at least, mm.
YEARS = 9.0


class Chart(NamedTuple):
    """Where the parts of a strip lie on a page, mm of the design.

    head, foot : rows with left, top and width
    frame : the chart itself, without the names of its lanes
    level : the height of one line of a lane
    """

    height: float
    head: list[tuple[Row, float, float, float]]
    foot: list[tuple[Row, float, float, float]]
    frame: Frame
    level: float


def compose_strip(
    content: Content, lanes: list[Lane], axis: Axis, layout: Layout, page, zoom: float, clear: bool = False
):
    """The figure of a chart of time; `figure.notes` is its second page, with every article in words."""
    if not lanes:
        raise UsageError(f"no right lies on the ground of {content.subject.id}; allowed: a subject with rights")
    wide, high = page[0] / zoom, page[1] / zoom
    plan = _plan(content, lanes, axis, layout, wide, high)
    if not high:
        # A chart that is too high for A4 takes the first larger sheet that holds it.
        for wide, most in SIZES_OF_A_CHART:
            plan = _plan(content, lanes, axis, layout, wide, high)
            if plan is not None and plan.height <= most:
                break
    if plan is None:
        raise UsageError(
            too_small(content, page, lambda times: _plan(content, lanes, axis, layout, wide * times, high * times))
        )
    sheet = Sheet(wide, plan.height, zoom, clear, looks.mm(content.marks, content.marks.halo.name / 2))
    pen = Pen(sheet, content.atlas, content.marks, content.style)
    for row, x, y, width in (*plan.head, *plan.foot):
        if row.draw:
            row.draw(sheet, x, y, width)
    _axis(pen, content, axis, plan.frame)
    top = plan.frame[3]
    for lane in lanes:
        top = _lane(pen, content, lane, axis, plan, top)
    _legal_days(pen, content, axis, plan.frame)
    figure = sheet.figure
    figure.caption = caption_of(content)
    figure.frames, figure.zoom = [plan.frame], zoom
    figure.write_notes = lambda: notes_page(content, sheet.width, min(sheet.height, 297.0), zoom)
    return figure


def _plan(content: Content, lanes, axis: Axis, layout: Layout, wide: float, high: float) -> Chart | None:
    """The plan of a page, or None where it is too small; a height of 0 is as high as the lanes ask."""
    margin, size = layout.margin, looks.LEAST
    broad = wide - 2 * margin
    if broad < NAMES + 90:
        return None
    foot, bottom = _foot(content, lanes, layout, wide)
    least = sum(_high(content, lane, LEVEL[0]) for lane in lanes)
    days = len(legal_days(content)) * _line(size) + 1.0
    if not high:
        # As high as the lanes ask: no more than a sheet of this width where that is enough.
        _, left = _head(content, axis, layout, wide, 1000.0)
        around = 1000.0 - left + days + _below(size) + bottom + 0.1
        most = around + sum(_high(content, lane, LEVEL[1]) for lane in lanes)
        high = min(most, max(wide / 2**0.5, around + least))
    head, top = _head(content, axis, layout, wide, high)
    room = top - days - bottom - _below(size)
    if room < least:
        return None
    level = LEVEL[1]
    while level > LEVEL[0] and sum(_high(content, lane, level) for lane in lanes) > room:
        level -= 0.05
    level = max(level, LEVEL[0])
    tall = sum(_high(content, lane, level) for lane in lanes)
    frame = (margin + NAMES, top - days - tall, wide - margin, top - days)
    return Chart(high, head, foot, frame, level)


def _line(size: float) -> float:
    return size * 1.22 * leading() / MM


def _below(size: float) -> float:
    """Below the lanes: the years, and what the close-up says."""
    return 2 * _line(size) + 3.5


def _high(content: Content, lane: Lane, level: float) -> float:
    """The height of a lane: of its bars, or of its name where that takes more."""
    return GAP + max(lane.levels * level, len(_name(content, lane)) * _line(looks.LEAST) * 0.95)


def _name(content: Content, lane: Lane) -> list[str]:
    return broken_name(content.feature_name(lane.feature), "sans-bold", NAMES - 2.5, looks.LEAST)


def _head(content: Content, axis: Axis, layout: Layout, wide: float, high: float):
    """Title, and how the chart is read."""
    found, y = title_rows(content, layout, wide, high)
    said = content.say["strip"].format(first=axis.first[:4], last=_last_year(axis.last))
    if axis.close:
        said += " " + content.say["strip_close"].format(from_=axis.close[0][:4], to=_last_year(axis.close[1]))
    rows = paragraph(words(said, "serif"), wide - 2 * layout.margin, 8.0, content.ink(), gid="lead")
    for row in rows:
        found.append((row, layout.margin, y, 0.0))
        y -= row.height
    return found, y - 0.6


def _last_year(end: str) -> str:
    """The year of the day before an ISO day that no longer counts."""
    return f"{int(end[:4]) - (end[5:] == '01-01'):04}"


def _foot(content: Content, lanes: list[Lane], layout: Layout, wide: float):
    """The legend in columns and the edition, as (row, left, top, width), and the height above them."""
    size, room = looks.LEAST, wide - 2 * layout.margin
    rows = credit(content, room, size)
    items = _items(content, lanes)
    best: tuple[float, list, float] | None = None
    for across in (2, 3, 4):
        broad = (room - 5 * (across - 1)) / across
        told = rights_rows(content, items, broad, size)
        tall = max(sum(row.height for row in told) / across, *(row.height for row in told))
        while (dealt := flow(told, across, tall)) is None:
            tall += 0.5
        if best is None or tall < best[0]:
            best = tall, dealt, broad
    assert best is not None
    tall, dealt, broad = best
    y = layout.margin + sum(row.height for row in rows) + 1.0 + tall
    found = []
    for n, column in enumerate(dealt):
        at = y
        for row in column:
            if row.draw:
                found.append((row, layout.margin + n * (broad + 5), at, broad))
            at -= row.height
    at = y - tall - 1.0
    for row in rows:
        found.append((row, layout.margin, at, room))
        at -= row.height
    return found, y + 2.0


def _items(content: Content, lanes: list[Lane]) -> dict:
    """The legend: by right, the holders in the order of the terms."""
    terms = content.atlas.terms
    found = {(bar.tenure, bar.holder) for lane in lanes for bar in lane.bars}
    names, powers = power_names(content.atlas, "", content.language, content.texts), list(terms.power)
    items: dict[tuple[str, str], list] = {}
    order = sorted(found, key=lambda key: (terms.tenure[key[0]].rank, key[0], key[1] and powers.index(key[1]) or 0))
    for tenure, holder in order:
        items.setdefault((tenure, "bar"), []).append((holder, "plain", names[holder] if holder else ""))
    return items


def legal_days(content: Content) -> list[tuple[str, str]]:
    """The legal dates of the atlas's own instrument: (which, ISO day), the earliest first."""
    own = content.atlas.instruments[content.atlas.instrument]
    found = {
        (basis, day.isoformat())
        for provision in own.provisions
        for basis, day in legal_dates(own, provision).items()
        if basis in LEGAL_DATES
    }
    return sorted(found, key=lambda one: (one[1], LEGAL_DATES.index(one[0])))


def years_of(axis: Axis, width: float) -> list[int]:
    """Years to write on an axis of a width (mm): those of the close-up, then the roundest, as many as stand apart."""
    close = axis.close or ("9", "0")
    years = range(int(axis.first[:4]) + 1, int(_last_year(axis.last)) + 1)
    roundness = {year: next(n for n in (100, 50, 20, 10, 5, 2, 1) if year % n == 0) for year in years}
    found: list[int] = []
    for year in sorted(years, key=lambda y: (not close[0] <= f"{y:04}-01-01" <= close[1], -roundness[y], y)):
        at = width * axis.place(f"{year:04}-01-01")
        if all(abs(at - width * axis.place(f"{other:04}-01-01")) >= YEARS for other in found):
            found.append(year)
    return sorted(found)


# --- drawing --------------------------------------------------------------------------------------


def _at(axis: Axis, frame: Frame, day: str) -> float:
    return frame[0] + axis.place(day) * (frame[2] - frame[0])


def _axis(pen: Pen, content: Content, axis: Axis, frame: Frame) -> None:
    """The close-up, shaded and said, and the years."""
    west, south, east, north = frame
    sheet, size, table = pen.sheet, looks.LEAST, pen.marks
    if axis.close:
        a, b = (_at(axis, frame, day) for day in axis.close)
        sheet.area(shapely.box(a, south, b, north), pen.ground("sea"), gid="close-up")
        said = content.say["close_up"].format(from_=axis.close[0][:4], to=_last_year(axis.close[1]))
        y = south - 2 * _line(size) - 1.2
        sheet.lines(
            shapely.LineString([(a, y + 2.8), (b, y + 2.8)]),
            pen.ground("quiet"),
            pen.points(table.frame.box),
            gid="close-up-brace",
        )
        sheet.text((a + b) / 2, y, said, "sans-italic", size, pen.ground("quiet"), ha="center", gid="close-up-words")
    years = years_of(axis, east - west)
    for year in years:
        x = _at(axis, frame, f"{year:04}-01-01")
        sheet.lines(
            shapely.LineString([(x, south), (x, north)]),
            pen.ground("graticule"),
            pen.points(table.ground_line["graticule"]),
            gid=f"year-{year}",
        )
        sheet.text(x, south - _line(size), str(year), "sans", size, pen.ground("quiet"), ha="center", gid="year-number")
    sheet.area(shapely.box(*frame), edge=pen.ground("ink"), width=pen.points(table.frame.box), gid="chart-frame")


def _legal_days(pen: Pen, content: Content, axis: Axis, frame: Frame) -> None:
    """A hairline for each legal date of the atlas's own instrument, with its name above, one under another."""
    west, south, east, north = frame
    sheet, size, step = pen.sheet, looks.LEAST, _line(looks.LEAST)
    days = legal_days(content)
    for n, (basis, day) in enumerate(days):
        x, y = _at(axis, frame, day), north + 0.8 + (len(days) - 1 - n) * step
        sheet.lines(
            shapely.LineString([(x, south), (x, y + 1.6)]),
            pen.ground("accent"),
            pen.points(pen.marks.ground_line["graticule"]),
            gid=f"legal-{basis}-{day}",
        )
        said = f"{content.say[f'legal_{basis}']}{content.say['colon']}{day_in_words(day, content.language)}"
        right = x + 1.0 + width_of(said, "sans", size) < east
        at, ha = (x + 1.0, "left") if right else (x - 1.0, "right")
        sheet.text(at, y, said, "sans", size, pen.ground("accent"), ha=ha, gid="legal-day")


def _lane(pen: Pen, content: Content, lane: Lane, axis: Axis, plan: Chart, top: float) -> float:
    """One lane under a height; returns the height below it."""
    west, _, east, _ = plan.frame
    sheet, size, high = pen.sheet, looks.LEAST, _high(content, lane, plan.level)
    names, step = _name(content, lane), _line(size) * 0.95
    middle = top - GAP / 2 - (high - GAP) / 2
    y = middle + len(names) * step / 2
    for n, part in enumerate(names):
        sheet.text(
            west - 2.0,
            y - (n + 0.76) * step,
            part,
            "sans-bold",
            size,
            pen.ground("ink"),
            ha="right",
            gid=f"lane-{lane.feature}",
        )
    first = middle + lane.levels * plan.level / 2
    for bar in lane.bars:
        upper = first - bar.level * plan.level - (1 - BAR) / 2 * plan.level
        left, right = _at(axis, plan.frame, bar.start or axis.first), _at(axis, plan.frame, bar.end or axis.last)
        if right - left > 0.05:
            _bar(pen, content, bar, (left, upper - BAR * plan.level, right, upper))
    below = top - high
    sheet.lines(
        shapely.LineString([(plan.frame[0] - NAMES, below), (east, below)]),
        pen.ground("graticule"),
        pen.points(pen.marks.ground_line["graticule"]),
        gid=f"lane-end-{lane.feature}",
    )
    return below


def _bar(pen: Pen, content: Content, bar: Bar, box: Frame) -> None:
    """A bar: hollow and dashed where its first or last day is not known."""
    left, bottom, right, upper = box
    row, gid, sheet = {"tenure": bar.tenure, "holder": bar.holder}, f"bar-{bar.provision}", pen.sheet
    hollow = min(HOLLOW, (right - left) / 3)
    a, b = left + (not bar.sure_start) * hollow, right - (not bar.sure_end) * hollow
    pen.bar(shapely.box(a, bottom, b, upper), row, gid)
    edge, width = pen.look(row).colour, pen.points(pen.marks.frame.box)
    for sure, x, end in ((bar.sure_start, a, left), (bar.sure_end, b, right)):
        if not sure:
            open_ = shapely.LineString([(x, upper), (end, upper), (end, bottom), (x, bottom)])
            dash = looks.dashes(pen.marks, "approximate")
            sheet.lines(open_, edge, width, dash, gid=f"{gid}-unsure")
    size = looks.LEAST
    if upper - bottom < size * 0.76 / MM:
        return
    number = bracketed([content.notes[key] for key in [tuple(bar.article.split("/", 1))] if key in content.notes])
    names = power_names(content.atlas, bar.start or "", content.language, content.texts)
    name = names[bar.holder] if bar.holder else content.texts[f"tenure.{bar.tenure}"]
    y = (upper + bottom) / 2 - size * 0.35 / MM
    # On a whole colour letters need no halo; on a dark one they are paper.
    whole = {"line": looks.on_colour(pen.look(row).colour), "fill": "ink"}.get(pen.mark(row), "")
    for said in (f"{name} {number}".strip(), number):
        if said and width_of(said, "sans", size) + 1.6 < right - left:
            sheet.text(
                (left + right) / 2,
                y,
                said,
                "sans",
                size,
                pen.ground(whole or "ink"),
                ha="center",
                halo=None if whole and pen.style == "colour" else pen.ground("paper"),
                gid=f"{gid}-words",
            )
            return
