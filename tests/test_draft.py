"""An atlas written in Python is one like any other: it passes the check, answers, and a mistake is a sentence."""

import datetime

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo import Atlas, DataError, UsageError, build_world, status
from geo.check import check

#: Two boxes of a degree, one above the other, and the parallel between them.
BOXES = [shapely.box(10, 51, 11, 52), shapely.box(10, 50, 11, 51)]


def shapes(crs="EPSG:4326"):
    table = {"id": ["upper", "lower"], "name": ["The upper", "The lower"], "name_fr": ["Le haut", None]}
    return gpd.GeoDataFrame(table, geometry=BOXES, crs="EPSG:4326").to_crs(crs)


def border():
    return gpd.GeoDataFrame({"id": ["line"]}, geometry=[shapely.LineString([(10, 51), (11, 51)])], crs="EPSG:4326")


def drafted(**head):
    said = {"rule": "A box.", "cite": "roll[1]", "certainty": "verified", "uncertainty_m": 10}
    draft = Atlas.new("boxes", "Treaty of the Boxes", "boxes-1600", covers=("1500", pd.Timestamp("1700-01-01")), **head)
    draft.add_powers(pd.DataFrame({"id": ["one", "two"], "name": ["First", "Second"]}))
    draft.add_sources(id="roll", title="The roll")
    draft.add_features(shapes("EPSG:3857"), "CC0-1.0", **said)
    draft.add_features(border(), "CC0-1.0", name="The line", divides="upper; lower", **said)
    draft.add_instruments(id="grant-1500", title="Grant", signed="1500-01-01", cite="roll[1]")
    draft.add_instruments(
        id="boxes-1600", title="Treaty", signed=datetime.date(1600, 5, 2), in_force="1600-06~", cite="roll[2]"
    )
    draft.add_provisions(
        pd.DataFrame({"feature": ["upper", "lower"]}),
        instrument="grant-1500",
        article="1",
        tenure="sovereignty",
        grantee="one",
        summary="All is the First's.",
    )
    return draft.add_provisions(
        instrument="boxes-1600",
        article="4",
        feature="lower",
        tenure="sovereignty",
        grantor="one",
        grantee="two",
        summary="The lower box passes.",
    )


def test_what_is_saved_passes_the_check_and_answers(tmp_path):
    world = drafted().save(tmp_path)
    assert check("boxes", tmp_path).startswith("boxes: 2 instruments, 2 articles, 3 features, 3 rows: all is well")
    again = build_world("boxes", tmp_path)
    assert again.timeline.equals(world.timeline)
    # By the text: the lower box passes on the first day of June 1600, by Art. 4.
    days = [world.at("lower", day).iloc[0][["power", "article"]].tolist() for day in ("1600-05-31", "1600-06-01")]
    assert days == [["First", "1"], ["Second", "4"]]
    assert status(world, "Le haut", "1650")["power"].tolist() == ["First"]
    passed = world.timeline.set_index("provision").loc["boxes-1600/4-lower-sovereignty"]
    assert (passed["start_edtf"], passed["uncertainty_m"], passed["cite"]) == ("1600-06~", 10, "roll[2]")
    # Given in metres of another CRS, kept in degrees.
    lower = world.features.geometry["lower"]
    assert lower.bounds == pytest.approx((10, 50, 11, 51), abs=1e-6)
    assert world.atlas.subjects["all"].features == ["upper", "lower"]
    # Kinds of right and colours that are not said are lent.
    assert world.atlas.terms.tenure["sovereignty"].mark == "fill"
    assert len({power.colour for power in world.atlas.terms.power.values()} - {""}) == 2
    assert "The lower" in world.map("1650")._repr_html_()


def test_what_was_saved_is_not_lost_unasked(tmp_path):
    drafted().save(tmp_path)
    kept = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(UsageError, match="there is an atlas already; allowed: another id or folder, or replace=True"):
        drafted().save(tmp_path)
    wrong = drafted().add_provisions(
        instrument="boxes-1600", article="9", feature="lowr", tenure="sovereignty", grantee="two"
    )
    with pytest.raises(DataError, match='unknown feature "lowr"; did you mean "lower"'):
        wrong.save(tmp_path, replace=True)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == kept
    assert drafted(lead=["Anew."]).save(tmp_path, replace=True).atlas.lead == ["Anew."]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda d: d.add_powers(nam="x", id="x"), 'power has no column "nam"; did you mean "name"'),
        (lambda d: d.add_powers(name="x"), "a power has no id; allowed: a column id"),
        (lambda d: d.add_instruments(id="x", title="x", signed="1600-13", cite="roll[1]"), '"1600-13" is no day'),
        (
            lambda d: d.add_provisions(instrument="boxes", article="1"),
            'no instrument "boxes" yet; did you mean "boxes-1600"',
        ),
        (lambda d: d.add_features(shapes().set_crs(None, allow_override=True), "CC0-1.0"), "do not say their CRS"),
        (lambda d: d.add_sources("roll"), "sources were given as str; allowed: a table, or dicts"),
        (lambda d: Atlas.new("Boxes", "x", "x", ("1600", "1700")), '"Boxes" is no id of an atlas'),
        (lambda d: Atlas.new("boxes", "x", "x", ("1600", "then")), '"then" is no day'),
        (lambda d: Atlas.new("boxes", "x", "x", ("1600", "1700"), languges=["en"]), 'did you mean "languages"'),
    ],
)
def test_a_wrong_call_is_a_sentence(call, sentence):
    with pytest.raises(UsageError, match=sentence.replace("(", r"\(")):
        call(drafted())


def test_a_draft_without_its_treaty_says_so(tmp_path):
    draft = Atlas.new("boxes", "Treaty of the Boxes", "boxes-1600", ("1500", "1700"))
    draft.add_features(shapes(), "CC0-1.0")
    with pytest.raises(UsageError, match='no instrument "boxes-1600", of which the atlas is to be'):
        draft.save(tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
