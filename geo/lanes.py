"""Time as a chart: a lane for each place, a bar for each right, and an axis that is true but for one close-up.

Page, sheet and notebook draw the same lanes; `tests/data/axis.json` and `tests/data/lanes.json` hold the
browser's axis and lanes (`lanes.js`) to these.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .marks import Look, Style, look_of, read_marks
from .model import READINGS, Atlas


class Bar(NamedTuple):
    """A right over time: the row's key and what a reader asks of it. Days are ISO text, half-open; an empty
    one is open. `level` is its line within the lane, so that bars of one lane never overlap; `sure_start`
    and `sure_end` say whether the day is known."""

    provision: str
    tenure: str
    reading: str
    holder: str
    start: str
    end: str
    sure_start: bool
    sure_end: bool
    article: str
    level: int
    look: Look


class Lane(NamedTuple):
    """A place over time: its bars by day, on `levels` lines."""

    feature: str
    name: str
    bars: list[Bar]
    levels: int


class Axis(NamedTuple):
    """The days covered (first, first day after) and the close-up within them, which takes `share` of the
    length; outside it time runs evenly, and inside it too."""

    first: str
    last: str
    close: tuple[str, str] | None = None
    share: float = 0.5

    def place(self, day: str) -> float:
        """Where a day stands on the axis, from 0 to 1; an open or later day at the ends.

        Examples
        --------
        >>> Axis("1900-01-01", "1910-01-01").place("1905-01-01")
        0.5002737476047085
        """
        if day <= self.first:
            return 0.0
        if day >= self.last:
            return 1.0
        at, first, last = _number(day), _number(self.first), _number(self.last)
        if not self.close:
            return (at - first) / (last - first)
        start, end = (_number(edge) for edge in self.close)
        even = (1 - self.share) / ((last - first) - (end - start))
        wide = self.share / (end - start)
        return even * (min(at, start) - first) + wide * (min(max(at, start), end) - start) + even * (max(at, end) - end)

    def years(self, apart: float) -> list[int]:
        """The years to write on the axis: as many as stand `apart` from one another, in shares of its length.

        Examples
        --------
        >>> Axis("1900-06-01", "1910-06-01").years(0.25)
        [1901, 1904, 1907, 1910]
        """
        found: list[int] = []
        for year in range(int(self.first[:4]) + 1, int(self.last[:4]) + 1):
            if not found or self.place(f"{year:04}-01-01") - self.place(f"{found[-1]:04}-01-01") >= apart:
                found.append(year)
        return found


def _number(day: str) -> int:
    return datetime.date.fromisoformat(day).toordinal()


def axis_of(atlas: Atlas) -> Axis:
    """The axis of an atlas: the days that it covers, with a close-up of the years of its own instrument.

    The close-up runs from the year of the first day on which a map looks to the end of that of the last, one
    year more on either side, where the atlas covers more than three times as long.
    """
    first, last = (day.isoformat() for day in atlas.covers)
    days = [day for subject in atlas.subjects.values() for day in (subject.before, subject.after)]
    start, end = f"{min(days).year - 1:04}-01-01", f"{max(days).year + 1:04}-01-01"
    start, end = max(first, start), min(last, end)
    long = _number(last) - _number(first) > 3 * (_number(end) - _number(start))
    return Axis(first, last, (start, end) if long else None)


def lanes_of(world, features: list[str] | None = None, reading: str = "", style: Style = "colour") -> list[Lane]:
    """The lanes of some features (all that have a row, by default), in the order of the atlas.

    Parameters
    ----------
    world : World
    features : list of str, optional
    reading : str
        "law" or "fact"; both if it is empty.
    style : str
        "colour" or "grey".

    Returns
    -------
    list of Lane
        A lane without a bar is left out.

    Examples
    --------
    >>> from geo import build_world
    >>> from geo.lanes import lanes_of
    >>> lane, = lanes_of(build_world("portsmouth_1905"), ["liaodong-lease"], "law")
    >>> [(bar.tenure, bar.holder) for bar in lane.bars if bar.tenure == "lease"]
    [('lease', 'russia'), ('lease', 'japan')]
    """
    marks, terms = read_marks(world.data), world.atlas.terms
    rows = world.timeline.drop(columns="geometry").to_dict("records")
    lanes = []
    for feature in features or list(world.atlas.features):
        found = [row for row in rows if row["feature"] == feature and reading in ("", row["reading"])]
        bars = [
            Bar(
                row["provision"],
                row["tenure"],
                row["reading"],
                row["holder"] or "",
                row["start_date"] or "",
                row["end_date"] or "",
                _sure(row["start_edtf"], row["start_date"]),
                _sure(row["end_edtf"], row["end_date"]),
                f"{row['instrument']}/{row['article']}",
                level,
                look_of(marks, terms, row["tenure"], row["holder"] or "", style),
            )
            for row, level in stacked(found, {name: tenure.rank for name, tenure in terms.tenure.items()})
        ]
        if bars:
            lanes.append(Lane(feature, world.features["name"][feature], bars, 1 + max(bar.level for bar in bars)))
    return lanes


def stacked(rows: Iterable[dict], ranks: Mapping[str, int]) -> list[tuple[dict, int]]:
    """The rows of one place in the order of a lane, each with its line: titles before what stood on the
    ground, then by the rank of the right and by day; on each line bars of one reading that never overlap."""

    def order(row: dict) -> tuple:
        return READINGS.index(row["reading"]), ranks[row["tenure"]], row["start_date"] or "", row["provision"]

    lines: list[tuple[str, str]] = []
    found = []
    for row in sorted(rows, key=order):
        reading, start, end = row["reading"], row["start_date"] or "", row["end_date"] or "~"
        level = next((n for n, (kind, taken) in enumerate(lines) if kind == reading and taken <= start), len(lines))
        lines[level : level + 1] = [(reading, end)]
        found.append((row, level))
    return found


def _sure(edtf: str, day: str) -> bool:
    """Whether a day is known: EDTF writes a known day as itself."""
    return not edtf or edtf == day
