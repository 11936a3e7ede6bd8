"""The states under the rights: whose the ground is that no right fills, on which day, worked from the treaties."""

import pytest
import shapely

from geo import geometry, states
from geo.scene import scene_of, states_under
from geo.states import states_of


@pytest.fixture(scope="module")
def under(portsmouth):
    return {name: states_under(portsmouth, name) for name in ("treaty", "liaodong")}


def holders(states, day):
    return {state.zone: state.state for state in states.on(day).states}


def test_states_that_were_kept_are_those_that_are_made(portsmouth, under, tmp_path, monkeypatch):
    def ask():
        # A process of its own has asked for none yet.
        monkeypatch.setattr(states, "_whose", ())
        return states_under(portsmouth, "liaodong")

    monkeypatch.setenv("TREATY_ATLAS_CACHE", str(tmp_path))
    made = ask()
    (kept,) = tmp_path.glob("*.kept")
    worked_out = states._made
    monkeypatch.setattr(states, "_made", None)
    read = ask()
    assert read == made == under["liaodong"]
    # And what was kept lost nothing of what was worked out.
    tables = (portsmouth.atlas, portsmouth.timeline, portsmouth.features, portsmouth.layers)
    chosen = portsmouth.atlas.subjects["liaodong"]
    assert read == worked_out(*tables, chosen.features, states.around(chosen.extent))
    assert any(state.under for state in read.states)
    # What is damaged is worked out anew.
    kept.write_bytes(kept.read_bytes()[:-9])
    monkeypatch.setattr(states, "_made", worked_out)
    assert ask() == made


def test_before_the_treaty_russia_china_and_japan_lie_round_its_ground(under):
    found = holders(under["treaty"], "1905-09-04")
    assert {found[zone] for zone in ("russia", "china", "japan")} == {"russia", "china", "japan"}
    assert found["kuriles-north"] == "japan"  # St Petersburg, 1875
    assert holders(under["treaty"], "1875-08-21")["kuriles-north"] == "russia"


def test_no_ground_is_tinted_twice(portsmouth, under):
    titled = portsmouth.timeline[portsmouth.timeline["tenure"] == "sovereignty"]
    filled = [
        shape
        for name, shape in portsmouth.features.geometry.items()
        if name in set(titled["feature"]) & set(portsmouth.atlas.subjects["treaty"].features)
        and geometry.polygons_of(shape)
    ]
    assert len(filled) >= 5
    for state in under["treaty"].on("1905-09-04").states:
        double = sum(shapely.area(shapely.intersection(state.geometry, shape)) for shape in filled)
        assert double < 1e-6, state.zone


def test_korea_is_a_state_until_its_annexation(under):
    # Treaty of 22 August 1910, promulgated on the 29th.
    assert holders(under["liaodong"], "1910-08-28")["korea"] == "korea"
    assert holders(under["liaodong"], "1910-08-29")["korea"] == "japan"


def test_the_tint_follows_the_rows_of_sovereignty(portsmouth):
    # The layer ends in 1945; Japan renounced southern Sakhalin in the treaty in force since 28 April 1952.
    world = portsmouth
    island = states_of(world.atlas, world.timeline, world.features, world.layers, [], (141.0, 45.0, 146.0, 55.0))
    assert holders(island, "1905-10-14")["sakhalin-south"] == "russia"
    assert holders(island, "1950-01-01")["sakhalin-south"] == "japan"
    assert "sakhalin-south" not in holders(island, "1952-04-28")


def test_the_borders_of_a_day_and_who_made_them(portsmouth, under):
    found = {border.id: border for border in under["treaty"].on("1905-09-04").borders}
    assert found["tumen-mouth"].sides == ("russia", "korea")
    assert found["amur"].sides == ("russia", "china") and found["amur"].made_by == "aigun-1858/1"
    assert found["ussuri"].river == "Ussuri" and found["yalu"].made_by == ""
    for border in found.values():
        if border.made_by:
            assert portsmouth.atlas.article(*border.made_by.split("/")).cite
    later = {border.id: border for border in under["treaty"].on("1911-01-01").borders}
    assert later["tumen-mouth"].sides == ("russia", "japan")


def test_the_provinces_are_parted_by_three_conjectural_lines(portsmouth, under):
    told = under["treaty"].provinces
    assert {certainty for certainty, _ in told} == {"conjectural"}
    lines = shapely.union_all([shape for _, shape in told])
    # Mukden and Kirin, and Kirin and Tsitsihar, were capitals of neighbours; the lines run between them.
    mukden, kirin, tsitsihar = (123.43, 41.80), (126.55, 43.84), (123.95, 47.35)
    for one, other in ((mukden, kirin), (kirin, tsitsihar)):
        assert shapely.intersects(shapely.LineString([one, other]), lines)
    whole = portsmouth.features.geometry["manchuria-whole"]
    assert shapely.length(shapely.difference(lines, whole.buffer(1e-6))) == 0


def test_a_scene_has_the_states_of_its_day(portsmouth, under):
    scene = scene_of(portsmouth, "treaty", "1905-12-22")
    tinted = {state.state for state in scene.states.states if not state.geometry.is_empty}
    assert tinted == {"russia", "china", "japan"}  # Korea is a place of this map, with a right of its own
