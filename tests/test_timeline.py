"""The timeline of the invented atlas, worked by hand from its provisions."""

import datetime
import json

import geopandas as gpd
import pandas as pd
import pytest

from geo import DataError, UsageError, build_features, build_timeline, changes_between, held_on, read_atlas, status
from geo.model import Power, name_on
from geo.timeline import iso, numbered_notes

from .conftest import INVENTED
from .test_sources import CAPE, PEACE, RENEWAL, edit

CASES = json.loads((INVENTED / "intervals.json").read_text())["cases"]


@pytest.fixture(scope="module")
def timeline(squares):
    return squares.timeline


def rows(timeline, feature, tenure):
    """(holder, instrument/article, start, end, ended by) of each row of one right, in order."""
    chosen = timeline[(timeline["feature"] == feature) & (timeline["tenure"] == tenure)]
    return [
        (row.holder, f"{row.instrument}/{row.article}", row.start_date, row.end_date, row.ended_by)
        for row in chosen.itertuples()
    ]


def problems_of(data):
    atlas = read_atlas("squares", data)
    with pytest.raises(DataError) as error:
        build_timeline(atlas, build_features(atlas))
    return error.value.problems


# ---- rows


@pytest.mark.parametrize(
    ("feature", "tenure", "expected"),
    [
        ("isle-north", "sovereignty", [("north", "founding-1700/1", "1700-01-01", "", "")]),
        # A transfer closes the row of the one who gives, on the day on which the other's opens.
        (
            "isle-south",
            "sovereignty",
            [
                ("north", "founding-1700/1", "1700-01-01", "1720-08-01", "peace-1720/1"),
                ("south", "peace-1720/1", "1720-08-01", "", ""),
            ],
        ),
        # The lease moves with consent, is granted to South anew, then ends by its own term; the land
        # under it never moves.
        (
            "cape-lease",
            "lease",
            [
                ("north", "cape-1710/1", "1710-03-01", "1720-11-01", "peace-1720/2"),
                ("south", "peace-1720/2", "1720-11-01", "1730-01-01", "renewal-1730/1"),
                ("south", "renewal-1730/1", "1730-01-01", "1760-01-01", "renewal-1730/1"),
            ],
        ),
        ("cape-lease", "sovereignty", [("middle", "founding-1700/2", "1700-01-01", "", "")]),
        # A term that ends by itself names the article that set it.
        ("cape-buffer", "servitude", [("north", "cape-1710/2", "1710-03-01", "1735-03-01", "cape-1710/2")]),
        # Two may hold the same right at once.
        (
            "cape-buffer",
            "occupation",
            [
                ("north", "peace-1720/4", "1720-06-01", "1721-02-01", "peace-1720/4"),
                ("south", "peace-1720/4", "1720-06-01", "1721-02-01", "peace-1720/4"),
            ],
        ),
        # A right given up to nobody closes a row and opens none.
        ("mines", "concession", [("north", "cape-1710/3", "1711-01-01", "1720-08-01", "peace-1720/4")]),
        # A row that starts with a date of its own.
        (
            "vale-line",
            "concession",
            [
                ("north", "cape-1710/3", "1711-01-01", "1720-11-01", "peace-1720/3"),
                ("south", "peace-1720/3", "1720-11-01", "", ""),
            ],
        ),
        ("isle-whole", "sovereignty", []),
    ],
)
def test_rows_of_a_right(timeline, feature, tenure, expected):
    assert rows(timeline, feature, tenure) == expected


def test_there_are_no_other_rows(timeline):
    # 4 of the founding, 4 of the cape, 7 of the peace that grant, 2 of them by one article to two
    # powers, and the renewal: 4 + 4 + 8 + 1.
    assert len(timeline) == 17


def test_rows_come_by_feature_then_rank_of_the_tenure_then_day(timeline):
    lease = timeline[timeline["feature"] == "cape-lease"]
    assert lease["tenure"].tolist() == ["sovereignty", "lease", "lease", "lease"]
    assert timeline["feature"].drop_duplicates().tolist() == [
        "isle-north",
        "isle-south",
        "strait",
        "cape-lease",
        "cape-buffer",
        "vale-line",
        "mines",
    ]


def test_each_row_carries_its_shape_and_its_basis(timeline, squares):
    row = timeline[timeline["tenure"] == "lease"].iloc[1]
    assert row.geometry.equals(squares.features.geometry["cape-lease"])
    assert (row.basis, row.cite) == ("consent", "words-1720[Art. 2]")


def test_a_row_has_an_area_or_a_length_and_not_both(timeline):
    assert (timeline[["area_km2", "length_km"]].notna().sum(axis=1) == (timeline["feature"] != "mines")).all()


# ---- other legal dates


@pytest.mark.parametrize(
    ("basis", "isle", "lease"),
    [
        ("", "1720-08-01", "1720-11-01"),
        ("signature", "1720-06-01", "1720-06-01"),
        ("entry_into_force", "1720-08-01", "1720-08-01"),
        ("consent", "1720-08-01", "1720-11-01"),
    ],
)
def test_the_transfers_count_from_another_legal_date(squares, basis, isle, lease):
    timeline = squares.timelines[basis]
    assert rows(timeline, "isle-south", "sovereignty")[1][2] == isle
    assert rows(timeline, "cape-lease", "lease")[1][2] == lease


def test_unknown_legal_date_is_a_mistake_of_usage(squares):
    with pytest.raises(UsageError) as error:
        build_timeline(squares.atlas, squares.features, "ratification")
    assert str(error.value) == ('unknown legal date "ratification"; allowed: signature, entry_into_force, consent')


# ---- what is wrong


def test_a_power_cannot_give_what_it_does_not_hold(broken):
    edit(broken, PEACE, 'grantor = "north"', 'grantor = "middle"')
    assert problems_of(broken) == [
        "instruments/peace-1720.toml, provision 1-isle-south: middle is said to give up sovereignty of "
        "isle-south on 1720-08-01, but does not hold it then; allowed: a power that "
        "an earlier provision made its holder"
    ]


def test_a_power_cannot_give_after_its_term(broken):
    edit(broken, CAPE, "ends = 1735-03-01", "ends = 1715-03-01")
    assert "north is said to give up lease of cape-lease on 1720-11-01" in problems_of(broken)[0]


def test_a_transfer_before_the_grant_is_refused(broken):
    edit(broken, CAPE, "signed = 1710-03-01", "signed = 1721-03-01")
    assert "does not hold it then" in problems_of(broken)[0]


def test_a_right_renewed_after_its_end_leaves_the_days_between_free(broken):
    edit(broken, RENEWAL, "signed = 1730-01-01", "signed = 1740-01-01")
    atlas = read_atlas("squares", broken)
    timeline = build_timeline(atlas, build_features(atlas))
    assert [(row[2], row[3]) for row in rows(timeline, "cape-lease", "lease")] == [
        ("1710-03-01", "1720-11-01"),
        ("1720-11-01", "1735-03-01"),
        ("1740-01-01", "1760-01-01"),
    ]
    assert "lease" not in set(held_on(timeline, "1737-01-01")["tenure"])


# ---- one day


@pytest.mark.parametrize(("start", "end", "day", "open_"), CASES)
def test_the_rule_of_intervals_shared_with_the_browser(start, end, day, open_):
    row = gpd.GeoDataFrame({"start_date": [start], "end_date": [end]}, geometry=[None])
    assert len(held_on(row, day)) == open_


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("1699-12-31", set()),
        (
            "1700-01-01",
            {
                ("isle-north", "sovereignty", "north"),
                ("isle-south", "sovereignty", "north"),
                ("cape-lease", "sovereignty", "middle"),
                ("cape-buffer", "sovereignty", "middle"),
            },
        ),
        (
            "1721-02-01",
            {
                ("isle-north", "sovereignty", "north"),
                ("isle-south", "sovereignty", "south"),
                ("isle-south", "servitude", "north"),
                ("strait", "servitude", "south"),
                ("cape-lease", "sovereignty", "middle"),
                ("cape-lease", "lease", "south"),
                ("cape-buffer", "sovereignty", "middle"),
                ("cape-buffer", "servitude", "north"),
                ("vale-line", "concession", "south"),
                ("vale-line", "guards", "south"),
            },
        ),
    ],
)
def test_who_holds_what_on_a_day(timeline, day, expected):
    found = held_on(timeline, day)
    assert set(zip(found["feature"], found["tenure"], found["holder"], strict=True)) == expected


def test_a_day_may_be_a_date(timeline):
    day = datetime.date(1720, 8, 1)
    assert held_on(timeline, day).equals(held_on(timeline, "1720-08-01"))


@pytest.mark.parametrize("day", ["1720-02-30", "1 August 1720", "", "1720-8-1"])
def test_what_is_no_day_is_a_mistake_of_usage(timeline, day):
    with pytest.raises(UsageError) as error:
        held_on(timeline, day)
    assert str(error.value).startswith(f'"{day}" is no day; allowed: YYYY-MM-DD')


def test_a_day_is_written_in_one_way():
    assert iso("17200801") == iso(datetime.date(1720, 8, 1)) == "1720-08-01"


# ---- two days


def changed(timeline, before, after):
    table = changes_between(timeline, before, after)
    table = table[table["feature"] != "mines"]  # see test_a_right_given_up_to_nobody
    return [tuple(row) for row in table.drop(columns="name").itertuples(index=False)]


def test_what_the_peace_changed(timeline):
    # From the day before its signature to the day of the consent; the occupation is open then.
    assert changed(timeline, "1720-05-31", "1720-11-01") == [
        ("isle-south", "sovereignty", "north", "south", "1720-08-01", "peace-1720", "1", "words-1720[Art. 1]"),
        ("isle-south", "servitude", "", "north", "1720-08-01", "peace-1720", "1", "words-1720[Art. 1]"),
        ("strait", "servitude", "", "south", "1720-08-01", "peace-1720", "4", "words-1720[Art. 4]"),
        ("cape-lease", "lease", "north", "south", "1720-11-01", "peace-1720", "2", "words-1720[Art. 2]"),
        ("cape-buffer", "occupation", "", "north, south", "1720-06-01", "peace-1720", "4", "words-1720[Art. 4]"),
        ("vale-line", "concession", "north", "south", "1720-11-01", "peace-1720", "3", "words-1720[Art. 3]"),
        ("vale-line", "guards", "", "south", "1720-08-01", "peace-1720", "3", "words-1720[Art. 3]"),
    ]


def test_a_right_given_up_to_nobody_is_a_change(timeline):
    change = changes_between(timeline, "1720-05-31", "1720-11-01").iloc[-1]
    assert (
        change.feature,
        change.holder_before,
        change.holder_after,
        change.date,
        change.instrument,
        change.article,
    ) == ("mines", "north", "", "1720-08-01", "peace-1720", "4")


def test_a_right_given_up_to_nobody_cites_the_article_that_ended_it(timeline):
    change = changes_between(timeline, "1720-05-31", "1720-11-01").iloc[-1]
    assert change.cite == "words-1720[Art. 4]"


def test_nothing_changes_within_a_day_or_by_a_renewal(timeline):
    assert changed(timeline, "1720-08-01", "1720-08-01") == []
    assert changed(timeline, "1729-12-31", "1730-01-01") == []


def test_a_term_that_runs_out_is_a_change_by_its_own_article(timeline):
    assert changed(timeline, "1735-02-28", "1735-03-01") == [
        ("cape-buffer", "servitude", "north", "", "1735-03-01", "cape-1710", "2", "words-1710[Art. 2]")
    ]


# ---- numbers of the notes


def test_the_articles_of_the_atlas_own_instrument_are_numbered_first(squares):
    # peace-1720 1 to 4 (5 has no effect), then the others by date; the consent counts, though it
    # has no provision.
    assert list(numbered_notes(squares.atlas).items()) == [
        (("peace-1720", "1"), 1),
        (("peace-1720", "2"), 2),
        (("peace-1720", "3"), 3),
        (("peace-1720", "4"), 4),
        (("founding-1700", "1"), 5),
        (("founding-1700", "2"), 6),
        (("cape-1710", "1"), 7),
        (("cape-1710", "2"), 8),
        (("cape-1710", "3"), 9),
        (("consent-1720", "1"), 10),
        (("renewal-1730", "1"), 11),
    ]


def test_what_began_on_the_first_day_is_no_change_after_it(squares):
    # North's mines open on 1 January 1711 and end on 1 August 1720 (Art. 4 of the peace): what changed
    # between these two days is the end, not the opening.
    found = changes_between(squares, "1711-01-01", "1720-08-01")
    mines = found[found["feature"] == "mines"].iloc[0]
    assert (mines.holder_before, mines.holder_after, mines.date, mines.instrument, mines.article) == (
        "north",
        "",
        "1720-08-01",
        "peace-1720",
        "4",
    )


# ---- what the public functions take


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1720-08", "1720-08-01"),
        ("1720", "1720-01-01"),
        ("1720-08-01?", "1720-08-01"),
        ("[1720-08-01,1720-08-02]", "1720-08-01"),
        ("1720-08-XX", "1720-08-01"),
        (datetime.date(1720, 8, 1), "1720-08-01"),
        (pd.Timestamp("1720-08-01"), "1720-08-01"),
    ],
)
def test_a_day_as_text_date_timestamp_or_edtf(squares, written, day):
    assert iso(written) == day
    assert held_on(squares, written).equals(held_on(squares.timeline, day))


def test_a_world_and_its_timeline_give_the_same(squares):
    assert changes_between(squares, "1720-05-31", "1720-08-01").equals(
        changes_between(squares.timeline, "1720-05-31", "1720-08-01")
    )


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (
            lambda world: held_on("squares", "1720-08-01"),
            "held_on was given str; allowed: a World from build_world, or a timeline from build_timeline",
        ),
        (
            lambda world: changes_between(world.features, "1720", "1721"),
            "changes_between was given a table without end_date, start_date; allowed: a World from "
            "build_world, or a timeline from build_timeline",
        ),
        (
            lambda world: status(world.atlas, "strait", "1720-12-01"),
            "status was given Atlas; allowed: a World from build_world, or a timeline from build_timeline",
        ),
        (
            lambda world: changes_between(world, "1721", "1720"),
            "before 1721-01-01 lies after 1720-01-01; allowed: the earlier day first",
        ),
        (
            lambda world: held_on(world, "1720-13"),
            '"1720-13" is no day; allowed: YYYY-MM-DD, YYYY-MM, YYYY, or a day as EDTF writes it',
        ),
    ],
)
def test_a_wrong_call_gets_one_sentence(squares, ask, sentence):
    with pytest.raises(UsageError) as error:
        ask(squares)
    assert str(error.value) == sentence


def test_two_rights_of_one_power_by_one_article_on_one_place_keep_their_days(broken):
    # Art. 3 of the cape: the fishery of two seasons, each with days of its own.
    season = """
[[provision]]
id = "3-strait-{year}"
article = "3"
feature = "strait"
tenure = "servitude"
grantee = "north"
starts = "date"
date = {year}-04-01
ends = {year}-10-01
cite = "words-1710[Art. 3]"
"""
    file = broken / CAPE
    file.write_text(file.read_text() + season.format(year=1712) + season.format(year=1715))
    atlas = read_atlas("squares", broken)
    found = build_timeline(atlas, build_features(atlas, broken)).set_index("provision")
    for year in ("1712", "1715"):
        row = found.loc[f"cape-1710/3-strait-{year}"]
        assert (row.start_date, row.end_date) == (f"{year}-04-01", f"{year}-10-01")


def test_a_duty_that_binds_several_is_one_row_without_a_holder(broken):
    edit(
        broken,
        PEACE,
        'feature = "strait"\ntenure = "servitude"\ngrantee = "south"\n',
        'feature = "strait"\ntenure = "servitude"\nbound = ["north", "south"]\nbenefits = ["north", "south"]\n',
    )
    atlas = read_atlas("squares", broken)
    found = build_timeline(atlas, build_features(atlas, broken)).set_index("provision")
    row = found.loc["peace-1720/4-strait"]
    assert (row.holder, row.bound, row.benefits) == ("", "north, south", "north, south")


def test_a_declared_right_has_no_first_day_and_the_next_declaration_confirms_it(broken):
    # Middle owned the cape before any text of this world said so; the convention says it again.
    founding = f"{CAPE.rsplit('/', 1)[0]}/founding-1700.toml"
    edit(
        broken,
        founding,
        'feature = "cape-lease"\ntenure = "sovereignty"\ngrantee = "middle"\nstarts = "signature"',
        'feature = "cape-lease"\ntenure = "sovereignty"\ngrantee = "middle"\nstarts = "open"',
    )
    file = broken / CAPE
    file.write_text(
        file.read_text()
        + """
[[provision]]
id = "1-cape-middle"
article = "1"
feature = "cape-lease"
tenure = "sovereignty"
grantee = "middle"
starts = "open"
cite = "words-1710[Art. 1]"
"""
    )
    atlas = read_atlas("squares", broken)
    found = build_timeline(atlas, build_features(atlas, broken))
    here = found[(found["feature"] == "cape-lease") & (found["tenure"] == "sovereignty")]
    assert here[["provision", "start_date", "end_date", "confirmed_by"]].to_numpy().tolist() == [
        ["founding-1700/2-cape-lease", "", "", "cape-1710/1-cape-middle"]
    ]
    assert len(held_on(here, "1600-01-01")) == 1


def test_a_provision_closes_a_row_that_no_grantor_could(broken):
    edit(broken, RENEWAL, 'starts = "signature"', 'starts = "signature"\ncloses = ["cape-1710/2-cape-buffer"]')
    atlas = read_atlas("squares", broken)
    row = build_timeline(atlas, build_features(atlas, broken)).set_index("provision").loc["cape-1710/2-cape-buffer"]
    assert (row.end_date, row.ended_by, row.ended_provision) == (
        "1730-01-01",
        "renewal-1730/1",
        "renewal-1730/1-cape-lease",
    )


def test_what_a_power_was_called_on_a_day():
    power = Power(
        name="North",
        colour="#000000",
        names=[
            {"from": datetime.date(1720, 6, 1), "en": "Free North", "fr": "Nord libre"},
            {"from": datetime.date(1730, 1, 1), "en": "New North"},
        ],
    )
    assert [name_on(power, day) for day in ("1720-05-31", "1720-06-01", "1729-12-31", "1730-01-01")] == [
        "North",
        "Free North",
        "Free North",
        "New North",
    ]
    assert (name_on(power, "1725-01-01", "fr"), name_on(power, "1735-01-01", "fr")) == ("Nord libre", "New North")


def test_a_company_has_the_colour_of_the_power_behind_it(broken):
    terms = broken / "terms.toml"
    terms.write_text(terms.read_text() + '\n[power.line]\nname = "Line Company"\nof = "south"\n')
    powers = read_atlas("squares", broken).terms
    assert powers.power["line"].colour == powers.power["south"].colour
    assert powers.apart("line") == powers.apart("south")
