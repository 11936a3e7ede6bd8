"""Time as a chart: where a day stands, and that no two bars of a lane lie on one another."""

import json
from pathlib import Path

import pytest

from geo.lanes import Axis, axis_of, lanes_of, stacked


def cases(name):
    return json.loads((Path(__file__).parent / "data" / f"{name}.json").read_text(encoding="utf-8"))


def axis_in(case):
    close = case["axis"]["close"]
    return Axis(**{**case["axis"], "close": tuple(close) if close else None})


@pytest.mark.parametrize("case", cases("axis"), ids=lambda case: f"{case['day']} {case['place']}")
def test_a_day_stands_where_it_must(case):
    assert axis_in(case).place(case["day"]) == pytest.approx(case["place"])


@pytest.mark.parametrize("case", cases("years"), ids=lambda case: str(case["apart"]))
def test_years_are_written_where_they_stand_apart(case):
    assert axis_in(case).years(case["apart"]) == case["years"]


@pytest.mark.parametrize("case", cases("lanes"), ids=lambda case: case["what"])
def test_bars_of_a_place_lie_on_lines(case):
    names = ("provision", "reading", "tenure", "start_date", "end_date")
    rows = [dict(zip(names, row, strict=True)) for row in case["rows"]]
    found = [[row["provision"], level] for row, level in stacked(rows, case["ranks"])]
    assert found == case["lines"]


def test_later_days_never_stand_before_earlier_ones(portsmouth):
    axis = axis_of(portsmouth.atlas)
    days = sorted({*portsmouth.timeline["start_date"], *portsmouth.timeline["end_date"]} - {""})
    places = [axis.place(day) for day in days]
    assert places == sorted(places) and places[0] >= 0 and places[-1] <= 1


def test_bars_of_one_line_never_overlap(portsmouth, squares):
    for world in (portsmouth, squares):
        for lane in lanes_of(world):
            for level in range(lane.levels):
                bars = [bar for bar in lane.bars if bar.level == level]
                assert len({bar.reading for bar in bars}) == 1
                assert all(a.end and a.end <= b.start for a, b in zip(bars, bars[1:], strict=False)), lane.feature


def test_every_right_is_one_bar(squares):
    bars = [bar.provision for lane in lanes_of(squares) for bar in lane.bars]
    assert len(bars) == len(squares.timeline) and len(set(bars)) == len(bars)


def test_the_cape_was_leased_by_the_north_then_by_the_south(squares):
    (lane,) = lanes_of(squares, ["cape-lease"])
    # The peace of 1720 (Art. 2) moved the lease on the day of Middle's consent, 1 November 1720.
    holders = [(bar.holder, bar.start, bar.end) for bar in lane.bars if bar.tenure == "lease"]
    assert [holder for holder, _, _ in holders][:2] == ["north", "south"]
    assert holders[0][2] == holders[1][1] == "1720-11-01"
