"""Who held a place on a day, asked and answered from sources (`data/questions.csv`), and what must be so on
every day of change of the atlas.

A line of the table is a place, a day and a right; its answer (who holds it, or who is bound for whom, by which
article or event) was worked out from the source that the line names. "none" is an answer too. A line about an
instrument that the atlas does not have yet fails: take the instrument in, or the line out.
"""

import csv
import functools
import itertools

import pytest

from geo import held_on, status
from geo.model import cited_sources

from .conftest import INVENTED

QUESTIONS = list(csv.DictReader((INVENTED / "questions.csv").read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def asked(portsmouth):
    """The answer for a place and a day, looked up once."""
    return functools.cache(functools.partial(status, portsmouth))


def told(row):
    """A holder, or "bound>benefits" with + between powers."""
    return row.holder or ">".join(side.replace(", ", "+") for side in (row.bound, row.benefits))


def test_there_are_enough_questions():
    assert len(QUESTIONS) >= 150
    assert len({tuple(question.values()) for question in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: f"{q['place']}-{q['day']}-{q['tenure']}-{q['holder']}")
def test_a_question_has_the_answer_of_its_source(portsmouth, asked, question):
    found = asked(question["place"], question["day"])
    assert question["source"] in portsmouth.atlas.sources
    here = found[found["tenure"] == question["tenure"]]
    assert set(here["reading"]) <= {question["reading"]}
    if question["holder"] == "none":
        assert here.empty, here[["feature", "holder", "bound", "instrument", "article"]].to_string()
        return
    answers = {(told(row), f"{row.instrument}/{row.article}") for row in here.itertuples()}
    assert (question["holder"], question["article"]) in answers
    assert {holder for holder, _ in answers} == {question["holder"]}
    assert any(question["source"] in {source for source, _ in cited_sources(row.cite)} for row in here.itertuples())


# ---- every day of change


@pytest.fixture(scope="module")
def days(portsmouth):
    """The days on which a row begins or ends, within the days of the atlas, and the first and the last."""
    first, after = (day.isoformat() for day in portsmouth.atlas.covers)
    table = portsmouth.timeline
    found = {day for day in [*table["start_date"], *table["end_date"], first] if first <= day < after}
    return sorted(found)


def test_no_place_has_two_sovereigns_in_law_on_one_day(portsmouth, days):
    for day in days:
        held = held_on(portsmouth, day)
        sovereigns = held[held["tenure"] == "sovereignty"].groupby("feature")["holder"].nunique()
        assert (sovereigns <= 1).all(), (day, sovereigns[sovereigns > 1].to_dict())


def test_no_place_has_two_armies_on_one_day(portsmouth, days):
    for day in days:
        held = held_on(portsmouth, day)
        armies = held[held["tenure"] == "occupation"].groupby("feature")["holder"].nunique()
        assert (armies <= 1).all(), (day, armies[armies > 1].to_dict())


def test_a_place_with_a_sovereign_has_one_always_or_a_text_ended_it(portsmouth):
    table = portsmouth.timeline
    for feature, rows in table[table["tenure"] == "sovereignty"].groupby("feature"):
        rows = rows.sort_values("start_date")
        for before, after in itertools.pairwise(rows.itertuples()):
            assert before.end_date == after.start_date, (feature, before.provision, after.provision)
        last = rows.iloc[-1]
        # A title that ends for nobody is said to: the text that ended it has no grantee.
        assert not last.end_date or last.ended_provision, feature


def test_each_row_says_who_and_by_what(portsmouth):
    for row in portsmouth.timeline.itertuples():
        assert bool(row.holder) != bool(row.bound and row.benefits), row.provision
        assert row.cite and row.instrument in portsmouth.atlas.instruments, row.provision
        assert row.reading == portsmouth.atlas.terms.tenure[row.tenure].reading


# ---- every provision of the treaty and of the texts around it

EXPECTED = list(csv.DictReader((INVENTED / "provisions.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda row: row["provision"])
def test_a_provision_does_what_its_text_says(portsmouth, expected):
    row = portsmouth.timeline.set_index("provision", drop=False).loc[expected["provision"]]
    assert (row.article, row.feature, row.tenure) == (expected["article"], expected["feature"], expected["tenure"])
    assert told(row) == expected["holder"]
    assert row.start_date == expected["start"]
    if expected["end"] != "?":
        assert row.end_date == expected["end"]
    assert expected["source"] in {source for source, _ in cited_sources(row.cite)}


def test_no_provision_of_the_treaty_is_left_out(portsmouth):
    rows = portsmouth.timeline
    own = set(rows.loc[rows["instrument"] == portsmouth.atlas.instrument, "provision"])
    assert own == {row["provision"] for row in EXPECTED if row["provision"].startswith("portsmouth-1905/")}
