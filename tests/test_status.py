"""Who held a place on a day: the question, the answer, the command. Distances are worked out by hand
in the invented world (111.3195 km for a degree of longitude on the equator, 110.574 km of latitude)."""

import datetime
import json
import re

import pandas as pd
import pytest
import shapely

from geo import UsageError, answers
from geo.__main__ import main
from geo.answers import COLUMNS, as_json, as_text, ask, status
from geo.questions import read_question
from geo.texts import own_language

from .conftest import INVENTED

DAY = "1725-01-01"

#: What is written in Latin letters in any language.
ALIKE = {"km", "I", "II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII", "XIV"}


def rights(table):
    return list(zip(table["feature"], table["where"], table["tenure"], table["holder"], strict=True))


def refused(world, place, day=DAY):
    with pytest.raises(UsageError) as caught:
        status(world, place, day)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# ---- the table


def test_every_right_on_a_feature_and_its_article(squares):
    table = status(squares, "cape-lease", DAY)
    assert list(table.columns) == COLUMNS and table.attrs["notes"] == []
    lease = table[table["tenure"] == "lease"].iloc[0]
    assert lease[["right", "power", "short", "article", "cite"]].tolist() == [
        "Lease",
        "South",
        "Treaty of the Squares",
        "2",
        "words-1720[Art. 2]",
    ]
    assert lease[["start_date", "end_date", "ended_by", "ended_cite"]].tolist() == [
        "1720-11-01",
        "1730-01-01",
        "renewal-1730/1",
        "words-1720[renewal, Art. 1]",
    ]
    assert rights(table)[0] == ("cape-lease", "named", "sovereignty", "middle")


def test_the_words_of_a_term_are_told(squares):
    assert status(squares, "cape-lease", "1712-01-01")["term"].tolist() == ["", "twenty-five years"]


def test_a_date_may_be_a_date_and_a_point_two_numbers(squares):
    table = status(squares, (11.0, 0.5), datetime.date(1725, 1, 1))
    assert rights(table) == [("isle-north", "inside", "sovereignty", "north")]


def test_a_feature_without_a_right_says_so(squares):
    table = status(squares, "vale-line", "1705-01-01")
    assert table.empty and table.attrs["notes"] == ["Vale line: no right of this atlas counts on 1705-01-01"]


def test_a_limit_is_answered_by_what_it_bounds(squares):
    table = status(squares, "isle-border", DAY)
    assert list(table["feature"].unique()) == ["isle-north", "isle-south"]
    assert table.attrs["notes"] == [
        "The equator is a limit, which nobody holds; it bounds Isle north of the equator and Isle south of the equator"
    ]


def test_helping_ground_has_no_rights(squares):
    table = status(squares, "isle-whole", DAY)
    assert table.empty and "ground from which shapes are made" in table.attrs["notes"][0]


def test_a_timeline_alone_does_too(squares):
    table = status(squares.timeline, "the leased cape", DAY)
    assert rights(table) == rights(status(squares, "cape-lease", DAY))
    assert table["power"].tolist() == ["middle", "south"]
    assert rights(status(squares.timeline, "11,0.5", DAY))[0][:2] == ("isle-north", "inside")
    assert "unknown place" in refused(squares.timeline, "Alpha")


# ---- names


@pytest.mark.parametrize(
    ("place", "features"),
    [
        ("CAPE-LEASE", ["cape-lease"]),
        ("the  Leased cape", ["cape-lease"]),
        ("South Isle", ["isle-south"]),
        ("isle south of the equator", ["isle-south"]),
        ("Alpha", ["cape-lease", "vale-line", "mines"]),
        ("甲", ["cape-lease", "vale-line", "mines"]),
        ("New Isle Town", ["isle-north"]),
        ("north of the equator", ["isle-north"]),
    ],
)
def test_a_place_is_known_by_any_of_its_names(squares, place, features):
    assert list(status(squares, place, DAY)["feature"].unique()) == [
        name for name in features if name != "mines"
    ]  # given up in 1720


@pytest.mark.parametrize(
    "place",
    [
        "Port Arthur",
        "port-arthur",
        "旅順",
        "旅顺",
        "Портъ-Артуръ",
        "Порт-Артур",
        "พอร์ตอาร์เทอร์",
        "Port-Arthur",
        "Lüshun",
        "Lushun",
    ],
)
def test_port_arthur_in_every_language(portsmouth, place):
    table = status(portsmouth, place, "1905-12-22")
    assert rights(table)[:2] == [
        ("liaodong-lease", "inside", "sovereignty", "china"),
        ("liaodong-lease", "inside", "lease", "japan"),
    ]


@pytest.mark.parametrize("place", ["Sakhalin", "樺太", "ซาฮาลิน", "Сахалин", "Sakhaline"])
def test_the_island_is_both_its_halves(portsmouth, place):
    table = status(portsmouth, place, "1905-12-22")
    owned = table[table["tenure"] == "sovereignty"]
    assert dict(zip(owned["feature"], owned["holder"], strict=True)) == {
        "sakhalin-north": "russia",
        "sakhalin-south": "japan",
    }


def test_a_translated_name_of_a_feature(portsmouth):
    from geo.texts import read_texts

    for language in portsmouth.atlas.languages:
        name = read_texts(portsmouth.atlas, language)["feature.liaodong-lease.name"]
        assert "liaodong-lease" in set(status(portsmouth, name, "1905-12-22")["feature"]), language


def test_a_name_that_is_only_printed_somewhere_says_so(portsmouth):
    table = status(portsmouth, "Sea of Okhotsk", "1905-12-22")
    assert table.attrs["notes"][0].startswith("Sea of Okhotsk is the name of a wide place")


# ---- points and margins


def test_a_point_within_the_margin_of_a_limit(squares):
    table = status(squares, "11,0.00005", DAY)  # 0.00005 x 110,574 m = 5.5 m; the limit: 10 m
    assert [row[:2] for row in rights(table)] == [
        ("isle-north", "inside"),
        ("isle-south", "near"),
        ("isle-south", "near"),
    ]
    assert set(table["distance_m"]) == {5.5}
    assert table.attrs["notes"] == [
        "11,0.00005 lies 6 m inside the edge of Isle north of the equator, whose place is sure to 10 m only",
        "11,0.00005 lies 6 m from Isle south of the equator, whose place is sure to 10 m only",
        "11,0.00005 lies 6 m from the limit The equator, which may be off by 10 m: it may lie on the other side",
    ]


def test_a_harbour_is_in_no_doubt_for_lying_by_the_sea(portsmouth):
    # Port Arthur stands first in Art. V; what is sure to 3 km only is the limit, 90 km to the north.
    notes = status(portsmouth, "Port Arthur", "1905-10-20").attrs["notes"]
    assert [note for note in notes if "lease" in note] == []


def test_a_point_by_the_limit_of_the_lease_is_in_doubt(portsmouth):
    limit = portsmouth.features.geometry["lease-limit"]
    lon, lat = shapely.get_coordinates(shapely.get_parts(limit)[-1])[1]
    notes = status(portsmouth, (lon, lat - 0.01), "1905-10-20").attrs["notes"]
    assert any("Northern limit of the lease" in note for note in notes)
    assert any("Liaodong lease (Kwantung), whose place is sure to 3 km only" in note for note in notes)


def test_beyond_the_margin_there_is_no_doubt(squares):
    table = status(squares, "11,0.0002", DAY)  # 22 m
    assert [row[:2] for row in rights(table)] == [("isle-north", "inside")]
    assert table.attrs["notes"] == []


def test_beside_a_line(squares):
    table = status(squares, "21.00005,0.2", DAY)  # 0.00005 x 111,319 m = 5.6 m
    line = table[table["feature"] == "vale-line"]
    assert set(line["where"]) == {"near"} and set(line["distance_m"]) == {5.6}


def test_the_sea_and_how_far_the_nearest_feature_is(squares):
    table = status(squares, "15,0", DAY)
    # To the islet at 12.6 E, 0.4 N: 2.4 x 111.3195 km and 0.4 x 110.574 km.
    assert table.empty and table.attrs["notes"] == [
        "15,0 lies in the sea, in no feature of this atlas; the nearest is Isle north of the equator "
        "(isle-north), 270.8 km away"
    ]


def test_land_of_which_the_atlas_says_nothing(squares):
    notes = status(squares, "23,1", DAY).attrs["notes"]
    # The buffer ends at 22 E: 1 x 111.3195 km x cos 1 degree.
    assert len(notes) == 1 and notes[0].startswith(
        "23,1 lies in no feature of this atlas; the nearest is The buffer (cape-buffer), 111.3 km"
    )


def test_beyond_the_ground_nothing_is_said_of_the_sea(squares):
    assert "23,50 lies in no feature" in status(squares, "23,50", DAY).attrs["notes"][0]


def test_exchanged_coordinates(squares, portsmouth):
    assert status(squares, "0.5,11", DAY).attrs["notes"][0].endswith('; did you mean "11,0.5"? Longitude comes first')
    assert refused(portsmouth, "38.8,121.25", "1905-12-22") == (
        '"38.8,121.25": 121.25 is no latitude; did you mean "121.25,38.8"? allowed: LON,LAT in degrees, longitude first'
    )


def test_islands_of_which_no_source_decides(portsmouth):
    notes = " ".join(status(portsmouth, "121.30,39.42", "1905-12-22").attrs["notes"])
    assert "conjectural" in notes


# ---- bad questions


def test_an_unknown_place_names_the_nearest(squares):
    assert refused(squares, "cape-laese").startswith('unknown place "cape-laese"; did you mean "cape-lease"? allowed: ')
    assert 'did you mean "Alpha"?' in refused(squares, "Alhpa")
    assert "did you mean" not in refused(squares, "zzzzzz")
    assert refused(squares, "").startswith('unknown place ""')


@pytest.mark.parametrize("day", ["1699-12-31", "1750-01-01"])
def test_a_day_outside_the_chain(squares, day):
    assert refused(squares, "cape-lease", day) == (
        f"{day} lies outside the chain of this atlas; allowed: 1700-01-01 to the day before 1750-01-01"
    )


@pytest.mark.parametrize("day", ["1725-13-01", "1725-02-29", "yesterday", ""])
def test_no_day(squares, day):
    assert refused(squares, "cape-lease", day) == (
        f'"{day}" is no day; allowed: YYYY-MM-DD, YYYY-MM, YYYY, or a day as EDTF writes it'
    )


def test_no_longitude(squares):
    assert refused(squares, "200,1").startswith('"200,1": 200 is no longitude; allowed: LON,LAT')


# ---- without the world, and the command


@pytest.mark.parametrize(
    "place",
    [
        "cape-lease",
        "cape-limit",
        "mines",
        "isle-north",
        "isle-whole",
        "Alpha",
        "15,0",
        "11,0.00005",
        "strait",
        "north-coast",
    ],
)
def test_asking_without_the_world_gives_the_same(squares, place):
    quick, whole = ask(squares.atlas, place, DAY, INVENTED), status(squares, place, DAY)
    pd.testing.assert_frame_equal(quick, whole)
    assert quick.attrs == whole.attrs


@pytest.mark.parametrize("feature", ["line-chang-tu", "sakhalin-south", "antung-mukden"])
def test_a_row_that_another_feature_s_provision_closes_ends_without_the_world_too(portsmouth, feature):
    # manchuria-evacuated-1907 ends every stretch of the line by a provision about the whole south.
    for day in ("1875-08-21", "1906-04-01"):
        pd.testing.assert_frame_equal(ask(portsmouth.atlas, feature, day), status(portsmouth, feature, day))


def test_every_feature_can_be_asked_without_the_world(portsmouth):
    for name in portsmouth.atlas.features:
        question = read_question(portsmouth.atlas, name, "1905-12-22")
        assert question.features == (name,) and question.points == ()


def command(capsys, *arguments):
    code = main(["status", *arguments, "--atlas", "squares", "--data", str(INVENTED)])
    out, err = capsys.readouterr()
    return code, out.splitlines(), err


def test_the_command_tells_every_right(capsys):
    assert command(capsys, "cape-lease", DAY) == (
        0,
        [
            "In law",
            "  The leased cape: Sovereignty of Middle, Founding, Art. 2, 1700-01-01 to open "
            "(The founding acts, Art. 2)",
            "  The leased cape: Lease of South, Treaty of the Squares, Art. 2, 1720-11-01 to 1730-01-01 "
            "by Renewal, Art. 1 (The texts of 1720 and 1730, Art. 2)",
            "On the ground: no army or government but that of whoever has the title is recorded.",
        ],
        "",
    )


def test_the_command_tells_law_and_ground_apart(capsys):
    # Art. 4 of the peace: both armies stand in the buffer until 1 February 1721.
    code, out, _ = command(capsys, "cape-buffer", "1720-12-01")
    assert code == 0 and [line for line in out if not line.startswith(" ")] == ["In law", "On the ground"]
    assert out[-2:] == [
        f"  The buffer: Occupation of {power}, Treaty of the Squares, Art. 4, 1720-06-01 to 1721-02-01 "
        "(The texts of 1720 and 1730, Art. 4)"
        for power in ("North", "South")
    ]


def test_a_place_has_the_name_of_its_day(capsys):
    """The Karafuto Agency stood from 1 April 1907 (JACAR, glossary)."""
    for day, name in (("1907-03-31", "Sakhaline au sud du 50e parallèle"), ("1907-04-01", "Karafuto (")):
        assert main(["status", "sakhalin-south", day, "--language", "fr"]) == 0
        assert capsys.readouterr().out.splitlines()[1].strip().startswith(name)


def test_an_answer_says_no_english_in_another_script(portsmouth):
    """Outside the names of sources, and what was asked: rights, where in a source they stand, notes of every kind."""
    atlas = portsmouth.atlas
    # In a province, at limits, far off, in the sea, a wide place, a limit.
    asked = ("Mukden", "121.30,39.42", "143.0,50.0003", "110,30", "145,40", "Sea of Okhotsk", "lease-limit")
    tables = [status(portsmouth, place, "1905-12-25") for place in asked]
    told = {note.kind for table in tables for note in table.attrs["told"]}
    assert told >= {"wide", "limit", "none", "near_limit", "inside_edge", "beside", "conjectural", "nowhere", "sea"}
    for language in ("th", "ja", "ru", "zh", "zh-Hans", "ko"):
        sources = sorted((s.called(language) for s in atlas.sources.values()), key=len, reverse=True)
        lines = "\n".join(line for table in tables for line in as_text(table, atlas, language))
        for known in (*sources, *asked, *atlas.features):
            lines = lines.replace(known, "")
        assert (language, [word for word in re.findall("[A-Za-z]{2,}", lines) if word not in ALIKE]) == (language, [])


def test_the_command_in_another_language(capsys):
    assert main(["status", "korea", "1905-11-01", "--language", "fr"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "En droit" and any(line.startswith("Sur le terrain") for line in out)
    assert main(["status", "Port Arthur", "1905-12-22", "--language", "fr"]) == 0
    told = capsys.readouterr().out
    assert "le reste des vingt-cinq ans de 1898" in told and "25 years" not in told
    assert main(["status", "korea", "1905-11-01", "--language", "xx"]) == 2
    assert 'no language "xx"; allowed: en, ' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("named", "language"),
    [
        ({"LANG": "fr_CA.UTF-8"}, "fr"),
        ({"LANG": "fr_FR", "LC_ALL": "ja_JP.UTF-8"}, "ja"),  # POSIX: LC_ALL goes before
        ({"LANG": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh-Hans"),
        ({"LC_MESSAGES": "de_DE@euro"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_an_answer_is_in_the_language_of_the_locale(portsmouth, named, language):
    assert own_language(portsmouth.atlas.languages, named) == language


def test_the_command_answers_in_the_language_of_the_locale(capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert main(["status", "korea", "1905-11-01"]) == 0
    assert capsys.readouterr().out.startswith("En droit\n")


def test_the_command_takes_western_longitudes(capsys):
    code, out, _ = command(capsys, "-5,0.5", DAY)
    assert code == 0 and out[0].startswith("-5,0.5 lies in no feature")


def test_the_command_tells_distances(capsys):
    code, out, _ = command(capsys, "11,0.00005", DAY)
    assert code == 0 and out[2].startswith("  Isle south of the equator (6 m away): Sovereignty of South")


def test_the_command_as_json(capsys):
    code, out, _ = command(capsys, "cape-lease", DAY, "--json")
    found = json.loads("\n".join(out), parse_constant=lambda word: pytest.fail(word))
    assert code == 0 and (found["atlas"], found["place"], found["date"]) == ("squares", "cape-lease", DAY)
    assert [list(row) for row in found["rights"]] == [COLUMNS] * 2
    assert found["rights"][1]["article"] == "2" and found["rights"][1]["distance_m"] is None
    assert {i["id"] for i in found["instruments"]} == {"founding-1700", "peace-1720", "renewal-1730"}
    assert {s["id"] for s in found["sources"]} == {"words-1700", "words-1720"}


@pytest.mark.parametrize(
    ("place", "day"), [("cape-laese", DAY), ("cape-lease", "1725-13-01"), ("cape-lease", "1650-01-01"), ("1,91", DAY)]
)
def test_the_command_answers_a_bad_question_before_it_makes_a_shape(capsys, monkeypatch, place, day):
    monkeypatch.setattr(answers, "build_features", lambda *_: pytest.fail("a shape is made"))
    code, out, err = command(capsys, place, day)
    assert (code, out) == (2, []) and re.fullmatch("treaty-atlas: .+; .*allowed: .+\n", err)


def test_only_the_shapes_asked_for_are_made(capsys, monkeypatch):
    made = []
    real = answers.build_features
    monkeypatch.setattr(answers, "build_features", lambda atlas, data: made.extend(atlas.features) or real(atlas, data))
    assert command(capsys, "cape-buffer", DAY)[0] == 0
    assert set(made) == {"cape-buffer", "cape-lease"}


def test_words_and_values_say_the_same(portsmouth):
    table = status(portsmouth, "liaodong-lease", "1905-10-20")
    words, values = as_text(table, portsmouth.atlas), as_json(table, portsmouth.atlas)
    rights = [line for line in words if line.startswith("  ")]
    assert len(rights) == len(values["rights"])
    lease = next(line for line in rights if "Lease of Russia" in line)
    assert "to 1905-12-22 by Treaty of Portsmouth, Art. V" in lease
    assert all(s["title"] for s in values["sources"])


def test_the_sea_beyond_180_degrees_is_sea(squares):
    # A layer of land that runs on past 180: at 170 west it has no land, and it covers that place.
    land = squares.layers["land"].copy()
    land.attrs["extent"] = (170.0, -20.0, 200.0, 20.0)
    beyond = squares._replace(layers={"land": land})
    assert "lies in the sea" in status(beyond, (-170.0, 5.0), DAY).attrs["notes"][0]
    assert "lies in the sea" not in status(beyond, (-150.0, 5.0), DAY).attrs["notes"][0]


def test_ground_from_which_others_are_made_is_no_news_to_who_asks_for_a_town(portsmouth):
    notes = status(portsmouth, "Harbin", "1905-10-20").attrs["notes"]
    assert any("Northern Manchuria" in note for note in notes)
    assert not any("Manchuria without the leased territory" in note for note in notes)


def test_a_place_that_is_made_with_others_is_asked_alone(portsmouth):
    # The fishing coasts are made with the coast of northern Sakhalin (`also`), the neutral zone without the lease.
    for name, tenure in (("fishing-coasts", "fishery"), ("liaodong-neutral-zone", "sovereignty")):
        assert portsmouth.atlas.features[name].recipe.shapes
        found = ask(portsmouth.atlas, name, "1910-01-01")
        pd.testing.assert_frame_equal(found, status(portsmouth, name, "1910-01-01"))
        assert tenure in set(found["tenure"])
