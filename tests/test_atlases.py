"""An atlas is a folder: put one beside others and each is built from its own, elsewhere in the world too."""

import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest

import geo
from geo import build_world, read_atlas, status
from geo.__main__ import main
from geo.build import build
from geo.limits import drawn_of, standing
from geo.model import calendars_of
from geo.web import explore
from geo.web.ground import frame_of, land_in

from .conftest import INVENTED

PACKAGE = Path(geo.__file__).parent
WEST = INVENTED / "beside" / "narrows"


def files_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The invented world with a second atlas, west of Greenwich, put beside the first."""
    data = shutil.copytree(INVENTED, tmp_path_factory.mktemp("two") / "data")
    shutil.copytree(WEST, data / "atlases" / "narrows")
    return data


@pytest.fixture(scope="module")
def west(data):
    return build_world("narrows", data)


@pytest.fixture(scope="module")
def built(data, tmp_path_factory):
    """Outputs of the squares alone, and those of both after it."""
    out = tmp_path_factory.mktemp("out")
    build("squares", out, INVENTED, sheets=())
    alone = files_of(out / "squares")
    for name in ("squares", "narrows"):
        build(name, out, data, sheets=())
    return out, alone


def test_the_first_atlas_keeps_its_bytes(built):
    out, alone = built
    assert len(alone) > 10 and files_of(out / "squares") == alone


def test_both_stand_in_the_index_with_their_maps(built):
    out, _ = built
    index = (out / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<h2><a[^>]*>([^<]+)", index) == ["Award of the Narrows", "Treaty of the Squares"]
    for page in ("narrows/shore.html", "squares/isle.html"):
        assert f'href="{page}"' in index and (out / page).exists()


def test_one_atlas_built_again_drops_no_other(built, data):
    out, _ = built
    before = files_of(out)
    build("squares", out, data, sheets=())
    assert files_of(out) == before


def test_terms_are_the_atlas_s_own(west):
    assert set(west.atlas.terms.power) == {"tides", "hills"} and set(west.atlas.terms.tenure) == {"dominion"}
    assert set(read_atlas("squares", INVENTED).terms.power) == {"north", "south", "middle"}


def test_its_ground_lies_under_its_page(west):
    # The frame is 3 times as wide as high: 4 degrees of latitude at 48 are 6 of longitude, so 18 and a margin.
    subject = west.atlas.subjects["shore"]
    frame = frame_of(subject, west.layers)
    land = land_in(west.layers, frame)
    assert frame.bounds[0] < -123.6 and frame.bounds[2] > -111
    assert land.bounds == pytest.approx((-123.6, frame.bounds[1], frame.bounds[2], frame.bounds[3]))


def test_credit_and_certainty_follow_a_layer_of_any_name(built, west):
    out, _ = built
    page = (out / "narrows/shore.html").read_text(encoding="utf-8")
    for credit in (
        "Invented shore (Shore-1.0)",
        "Invented land round the shore (Afar-1.0)",
        "Invented stakes (Stakes-1.0)",
    ):
        assert page.count(credit) == 1
    assert "Invented waters" not in page
    package = json.loads((out / "narrows/data/datapackage.json").read_text(encoding="utf-8"))
    assert {licence["title"] for licence in package["licenses"]} >= {
        "Shore-1.0: Invented shore",
        "Afar-1.0: Invented land round the shore",
        "Stakes-1.0: Invented stakes",
    }
    limit = west.atlas.features["meridian"]
    assert [certainty for certainty, _ in drawn_of(limit, west.features, west.layers)] == ["verified", "conjectural"]
    assert standing(limit, west.timeline, west.atlas.terms) == [("1650-03-01", "")]


def test_questions_and_maps_know_the_western_hemisphere(west):
    assert status(west, "-122,48", "1650-03-01")["power"].tolist() == ["House of Tides"]
    assert "lies in the sea" in status(west, "-123.2,48.5", "1650-03-01").attrs["notes"][0]
    assert "-123.6" in explore.explore(west, "1650-03-01", subject="shore").get_root().render()


def test_a_calendar_stands_where_a_party_used_it(portsmouth):
    # Russia and Japan; Japan and China; the Soviet Union, which had left the old style in 1918, and Japan.
    found = {
        name: calendars_of(portsmouth.atlas.terms, portsmouth.atlas.instruments[name])
        for name in ("portsmouth-1905", "shimonoseki-1895", "basic-convention-1925")
    }
    assert found == {"portsmouth-1905": ["old_style"], "shimonoseki-1895": [], "basic-convention-1925": []}


def test_no_treaty_s_own_names_stand_in_the_words_of_the_program():
    names = r"(?i)\b(chinese|china|chinois|japan|russia|sakhalin|portsmouth|manchuria|korea)|清国|Кита|จีน|中國"
    strings = [path for kind in ("web", "figure") for path in (PACKAGE / kind / "strings").glob("*.toml")]
    found = [
        (path.name, key, text)
        for path in strings
        for key, text in tomllib.loads(path.read_text("utf-8")).items()
        if key != "language_name" and re.search(names, str(text))
    ]
    assert len(strings) == 12 and found == []


def test_a_command_without_an_atlas_takes_all(data, capsys):
    assert main(["check", "--data", str(data)]) == 0
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines() if line.endswith("all is well")] == [
        "narrows",
        "squares",
    ]
    assert main(["status", "shore-west", "1650-03-01", "--data", str(data)]) == 2
    assert capsys.readouterr().err == "treaty-atlas: which atlas? allowed: narrows, squares\n"


def test_a_fault_of_one_atlas_s_layer_is_no_other_s(tmp_path, capsys):
    data = shutil.copytree(INVENTED, tmp_path / "data")
    west = shutil.copytree(WEST, data / "atlases" / "narrows")
    (west / "shapefiles/stakes/stakes.geojson").write_text("{}")
    (data / "shapefiles/waters/waters.prj").unlink()
    assert main(["check", "--atlas", "narrows", "--data", str(data)]) == 1
    told = capsys.readouterr().err
    assert told.count("treaty-atlas: ") == 1 and "atlases/narrows/shapefiles/stakes/stakes.geojson" in told
    assert main(["check", "--atlas", "squares", "--data", str(data)]) == 1
    assert "waters.prj is missing" in (told := capsys.readouterr().err) and "narrows" not in told


def test_an_unknown_layer_of_the_ground_is_named(tmp_path, capsys):
    data = shutil.copytree(INVENTED, tmp_path / "data")
    facts = shutil.copytree(WEST, data / "atlases" / "narrows") / "atlas.toml"
    facts.write_text(facts.read_text().replace('land = "shore"', 'land = "shoer"'))
    assert main(["check", "--atlas", "narrows", "--data", str(data)]) == 1
    assert 'land is the unknown layer "shoer"; did you mean "shore"? ' in capsys.readouterr().err


def test_a_layer_changed_by_hand_gets_its_checksum_by_command(tmp_path, capsys):
    data = shutil.copytree(INVENTED, tmp_path / "data")
    stakes = shutil.copytree(WEST, data / "atlases" / "narrows") / "shapefiles/stakes"
    (stakes / "stakes.geojson").write_text((stakes / "stakes.geojson").read_text() + "\n")
    assert main(["check", "--atlas", "narrows", "--data", str(data)]) == 1
    assert "treaty-atlas layers --sums" in capsys.readouterr().err
    assert main(["layers", "--sums", "--data", str(data)]) == 0
    assert capsys.readouterr().out == "atlases/narrows/shapefiles/stakes\n"
    assert main(["check", "--atlas", "narrows", "--data", str(data)]) == 0
