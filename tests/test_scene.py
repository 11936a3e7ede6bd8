"""A scene says what a picture of a subject draws: worked by hand in the invented world."""

import json
from pathlib import Path

import pytest

from geo.marks import look_of, read_marks
from geo.scene import Limit, Right, changes_of, legend_of, outlined, scene_of
from geo.web.caption import told_of

DATA = Path(__file__).parent / "data"
CASES, CAPTIONS, LEGENDS = (
    json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))["cases"]
    for name in ("changes", "captions", "legend")
)


def said(scene):
    return [(r.row["feature"], r.row["tenure"], r.row["holder"], r.change) for r in scene.rights]


def test_on_a_day_it_holds_the_rights_that_count_loudest_first(squares):
    # Before the peace of 1720 the north held the whole isle.
    scene = scene_of(squares, "isle", "1719-12-31")
    assert ("isle-north", "sovereignty", "north", "plain") in said(scene)
    ranks = [squares.atlas.terms.tenure[tenure].rank for _, tenure, _, _ in said(scene)]
    assert ranks == sorted(ranks)


def test_between_two_days_it_says_what_moved_ended_and_stayed(squares):
    scene = scene_of(squares, "isle", "1721-01-01", before="1719-12-31")
    found = {(tenure, holder): change for feature, tenure, holder, change in said(scene) if feature == "isle-south"}
    assert scene.days == ("1719-12-31", "1721-01-01")
    # The south follows the north there: what moved is shown once, in its new hands.
    assert found[("sovereignty", "south")] == "moved" and ("sovereignty", "north") not in found
    assert {
        change
        for feature, tenure, holder, change in said(scene)
        if (feature, tenure, holder) == ("isle-north", "sovereignty", "north")
    } == {"stayed"}


@pytest.mark.parametrize(("what", "before", "after", "stand"), CASES, ids=lambda value: str(value)[:40])
def test_how_a_row_stands_between_two_days(what, before, after, stand):
    names = ("feature", "tenure", "holder", "bound", "benefits", "article")
    told = changes_of(*([dict(zip(names, row, strict=True)) for row in rows] for rows in (before, after)))
    assert [change for _, change in told] == stand


@pytest.mark.parametrize(("what", "rows", "law", "fact"), CAPTIONS, ids=lambda value: str(value)[:40])
def test_what_a_caption_tells_of_a_day(what, rows, law, fact):
    held = [dict(zip(("feature", "holder", "reading", "weight"), row, strict=True)) for row in rows]
    told = told_of(held, lambda row: row["weight"])
    assert [[held.index(row) for row in found] for found in told] == [law, fact]


def test_a_limit_stands_only_where_it_divides(squares):
    assert scene_of(squares, "isle", "1719-12-31").limits == []
    assert {limit.feature for limit in scene_of(squares, "isle", "1721-01-01").limits} == {"isle-border"}


def test_the_legend_has_one_line_for_each_mark(squares):
    scene = scene_of(squares, "isle", "1721-01-01")
    lines = [(item.kind, item.tenure, item.holder) for item in scene.legend if item.kind != "limit"]
    assert sorted(set(lines)) == sorted(lines)
    assert {(tenure, holder) for _, tenure, holder, _ in said(scene)} == {line[1:] for line in lines}


@pytest.mark.parametrize(("what", "shown", "lines"), LEGENDS, ids=lambda value: str(value)[:40])
def test_what_lines_a_legend_has_and_in_which_order(squares, what, shown, lines):
    terms, marks = squares.atlas.terms, read_marks()
    rights = [
        Right(
            {"feature": place, "tenure": right, "holder": holder, "bound": bound, "benefits": good},
            kind,
            None,
            look_of(marks, terms, right, holder),
            how,
        )
        for place, kind, right, holder, bound, good, how in shown
    ]
    found = legend_of(rights, [], squares.atlas)
    assert [[i.kind, i.tenure, i.holder, i.bound, i.benefits, i.change] for i in found] == lines


def test_limits_stand_last_in_a_legend_the_surest_first(squares):
    limits = [Limit(name, name, None, []) for name in ("conjectural", "verified", "derived", "verified")]
    assert [item.certainty for item in legend_of([], limits, squares.atlas)] == ["verified", "derived", "conjectural"]


def test_a_light_railway_is_dashed_by_its_kind_not_by_its_name(portsmouth):
    # The column `kind` of the layer says "light"; `marks.toml` says how that looks.
    scene = scene_of(portsmouth, "railway", "1905-12-22")
    dashed = {right.row["feature"] for right in scene.rights if right.look.dash}
    assert dashed == {"antung-mukden"}


def test_a_leased_place_is_outlined_in_the_tenants_colour(squares):
    scene = scene_of(squares, "cape", "1715-01-01")
    rights = [right for right in scene.rights if right.row["feature"] == "cape-lease"]
    assert {right.row["tenure"] for right in rights} >= {"sovereignty", "lease"}
    assert outlined(rights).row["tenure"] == "lease"
