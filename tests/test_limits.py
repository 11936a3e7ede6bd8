"""Limits: no border where, on that day, there is none; none in open water; a reason for every stretch."""

import datetime
import json
from pathlib import Path

import msgspec
import pandas as pd
import pytest

from geo.export.rows import limits
from geo.limits import divides, limits_of, standing, stretches_of
from geo.model import Feature, Recipe, Tenure, Terms
from geo.scene import scene_of


@pytest.fixture(scope="module")
def terms(squares):
    return squares.atlas.terms


def limit(*sides):
    return Feature(
        id="limit",
        names={"en": "Limit"},
        recipe=Recipe(),
        rule="",
        cite="",
        certainty="verified",
        uncertainty_m=0,
        divides=list(sides),
    )


def row(feature, holder, tenure="sovereignty"):
    return {"feature": feature, "tenure": tenure, "holder": holder}


def timeline(*rows):
    return pd.DataFrame(
        [(*right, start, end) for *right, start, end in rows],
        columns=["feature", "tenure", "holder", "start_date", "end_date"],
    )


SHARED = json.loads((Path(__file__).parent / "data" / "limits.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("what", "sides", "rows", "stands"), SHARED["cases"], ids=lambda value: str(value)[:40])
def test_a_limit_stands_where_its_sides_are_held_differently(what, sides, rows, stands):
    tenures = {
        name: Tenure(label=name, definition=name, mark="fill", **more) for name, more in SHARED["tenures"].items()
    }
    held = [
        {"feature": feature, "tenure": tenure, "holder": holder, "bound": bound, "reading": tenures[tenure].reading}
        for feature, tenure, holder, bound in rows
    ]
    assert divides(limit(*sides), held, Terms(power={}, tenure=tenures)) == stands


def test_what_was_always_so_makes_no_limit_of_one_side(terms):
    always = row("zone", "red") | {"start_date": ""}
    assert not divides(limit("zone"), [always], terms)
    assert divides(limit("zone"), [always, row("zone", "blue", "lease") | {"start_date": "1700-01-01"}], terms)


def test_a_limit_stands_from_the_day_on_which_its_sides_part(terms):
    days = timeline(
        ("north", "sovereignty", "red", "1700-01-01", ""),
        ("south", "sovereignty", "red", "1700-01-01", "1720-08-01"),
        ("south", "sovereignty", "blue", "1720-08-01", "1730-01-01"),
        ("south", "sovereignty", "red", "1730-01-01", ""),
    )
    assert standing(limit("north", "south"), days, terms) == [("1720-08-01", "1730-01-01")]


def test_a_limit_with_days_of_its_own_stands_on_those_alone(terms):
    days = timeline(
        ("north", "sovereignty", "red", "1700-01-01", ""), ("south", "sovereignty", "blue", "1700-01-01", "")
    )
    own = msgspec.structs.replace(
        limit("north", "south"), start=datetime.date(1710, 5, 1), end=datetime.date(1720, 1, 1)
    )
    assert standing(limit("north", "south"), days, terms) == [("1700-01-01", "")]
    assert standing(own, days, terms) == [("1710-05-01", "1720-01-01")]
    rows = [row("north", "red"), row("south", "blue")]
    assert [divides(own, rows, terms, day) for day in ("1710-04-30", "1710-05-01", "1719-12-31", "1720-01-01")] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("name", ["lease-limit", "neutral-limit"])
def test_the_limits_on_liaodong_stand_from_the_agreement_that_drew_them(portsmouth, name):
    # Leased on 27 March 1898; the additional agreement of 7 May 1898 says where the lines run (Arts. I, II).
    feature = portsmouth.atlas.features[name]
    assert standing(feature, portsmouth.timeline, portsmouth.atlas.terms)[0][0] == "1898-05-07"
    for day, there in (("1896-01-01", False), ("1898-04-01", False), ("1898-05-07", True)):
        shown = scene_of(portsmouth, "liaodong", day).limits
        assert (name in {stretch.feature for stretch in shown}) is there
    rows = limits(portsmouth.atlas, portsmouth.features, portsmouth.timeline, portsmouth.layers)
    assert rows.loc[rows["feature"] == name, "start_date"].min() == "1898-05-07"


def test_a_change_on_both_sides_leaves_a_limit_standing(terms):
    days = timeline(
        ("north", "sovereignty", "red", "1700-01-01", "1710-01-01"),
        ("north", "sovereignty", "green", "1710-01-01", ""),
        ("south", "sovereignty", "blue", "1700-01-01", ""),
    )
    assert standing(limit("north", "south"), days, terms) == [("1700-01-01", "")]


def test_the_border_on_sakhalin_stands_from_the_day_in_force(portsmouth):
    border = portsmouth.atlas.features["sakhalin-border"]
    assert standing(border, portsmouth.timeline, portsmouth.atlas.terms) == [("1905-10-15", "")]


@pytest.mark.parametrize("name", ["lease-limit", "neutral-limit"])
def test_no_stretch_runs_out_to_sea(portsmouth, name):
    found = stretches_of(portsmouth.atlas.features[name], portsmouth.features, portsmouth.layers)
    ground = portsmouth.features.geometry["liaodong-ground"].buffer(1e-6)
    drawn = found[~found.is_empty]
    assert len(drawn) >= 3 and drawn.within(ground).all()


def test_every_row_that_a_reader_is_told_of_is_in_its_layer(portsmouth):
    layers = portsmouth.layers
    rows = {*layers["railways"]["line"], *layers["lease_lines"]["segment"], *layers["treaty_lines"]["segment"]}
    told = [part.row for feature in portsmouth.atlas.features.values() for part in feature.parts]
    assert set(told) <= rows and len(told) == len(set(told))


def test_every_stretch_and_every_line_has_its_sentence(portsmouth):
    for feature in limits_of(portsmouth.atlas):
        stretches = stretches_of(feature, portsmouth.features, portsmouth.layers)
        if stretches is not None:
            assert set(stretches["segment"]) == {part.row for part in feature.parts}
    for feature in portsmouth.atlas.features.values():
        if feature.recipe.layer == "railways" and "group" in feature.recipe.where and not feature.recipe.minus:
            lines = portsmouth.layers["railways"]
            here = lines.loc[lines["group"] == feature.recipe.where["group"], "line"]
            assert set(here) == {part.row for part in feature.parts}
