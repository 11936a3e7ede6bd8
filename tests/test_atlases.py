"""An atlas is a folder: put one beside others and each is built from its own, elsewhere in the world too."""

import json
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from matplotlib.colors import to_hex, to_rgb

import geo
from geo import build_world, figure, read_atlas, status
from geo.__main__ import main
from geo.build import build
from geo.export import checksum_of, input_files, sha256_of
from geo.limits import drawn_of, standing
from geo.model import calendars_of
from geo.texts import known_languages, word_translation
from geo.web import explore
from geo.web.facts import page_facts
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
    assert len(known_languages()) == 8
    assert [
        (language, key, text)
        for language in known_languages()
        for key, text in word_translation(language)[0].items()
        if key != "page.language_name" and re.search(names, text)
    ] == []


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


#: In a data folder of its own: land, the tint of fills, hatches, and the limits that we are sure of.
OWN_LOOKS = (
    ('land = "#f6f2e7"', 'land = "#fdf6e3"'),
    ("strength = 0.42", "strength = 0.61"),
    ("width = 2.4\nstrength = 1.0\n\n[mark.dots]", "width = 3.1\nstrength = 1.0\n\n[mark.dots]"),
    ("[certainty.verified]\ndash = []", "[certainty.verified]\ndash = [9.0, 3.0]"),
)


@pytest.fixture(scope="module")
def own_looks(tmp_path_factory):
    """The invented world with looks of its own, and what was built from it, beside an atlas built earlier."""
    data = shutil.copytree(INVENTED, tmp_path_factory.mktemp("own") / "data")
    shutil.copytree(WEST, data / "atlases" / "narrows")
    text = (INVENTED.parents[1] / "data" / "marks.toml").read_text(encoding="utf-8")
    for old, new in OWN_LOOKS:
        assert text.count(old) == 1
        text = text.replace(old, new)
    (data / "marks.toml").write_text(text, encoding="utf-8")
    out = tmp_path_factory.mktemp("own-out")
    for name in ("narrows", "squares"):
        build(name, out, data, sheets=())
    return build_world("squares", data), out


def test_pages_have_the_looks_of_their_own_data(own_looks, squares):
    world, out = own_looks
    for page in ("index.html", "squares/index.html", "squares/isle.html"):
        assert "--land:#fdf6e3;" in (out / page).read_text(encoding="utf-8"), page
    front = (out / "squares/index.html").read_text(encoding="utf-8")
    assert 'fill="#fdf6e3"' in front and 'fill-opacity="0.61"' in front
    # 9 and 3 widths of 2.2 px, ten units to a pixel.
    assert 'stroke-dasharray="198 66"' in front
    facts, _ = page_facts(world, world.atlas.subjects["cape"])
    assert facts["looks"]["lease south"]["width"] == 3.1
    assert page_facts(squares, squares.atlas.subjects["cape"])[0]["looks"]["lease south"]["width"] == 2.4


def test_a_sheet_and_its_legend_have_the_looks_of_their_own_data(own_looks):
    world, _ = own_looks
    drawn = {
        name: {artist.get_gid(): artist for artist in figure.draw_figure(world, name).axes[0].get_children()}
        for name in ("isle", "cape")
    }
    isle, cape = drawn["isle"], drawn["cape"]
    assert to_hex(isle["after-land"].get_facecolor()) == "#fdf6e3"
    # 9 and 3 widths of the line; Matplotlib says them in points.
    for line in ("after-isle-border-0-verified", "swatch-limit-verified"):
        width = isle[line].get_linewidth()[0]
        assert isle[line].get_linestyle()[0][1] == pytest.approx([9 * width, 3 * width])
    north, land = to_rgb(world.atlas.terms.power["north"].colour), to_rgb("#fdf6e3")
    mixed = [0.61 * colour + 0.39 * under for colour, under in zip(north, land, strict=True)]
    for fill in ("after-isle-north-sovereignty-north", "swatch-sovereignty-area-north-sovereignty-north"):
        assert to_rgb(isle[fill].get_facecolor()) == pytest.approx(mixed, abs=0.003)
    # 3.1 px of 0.19 mm each are 1.67 points.
    for hatch in ("after-cape-lease-lease-south", "swatch-lease-area-south-lease-south"):
        assert cape[hatch].get_linewidth()[0] == pytest.approx(3.1 * 0.19 * 72 / 25.4)


def test_qgis_and_notebook_maps_have_the_looks_of_their_own_data(own_looks):
    world, out = own_looks
    base = sqlite3.connect(out / "squares/data/timeline.gpkg")
    styles = dict(base.execute("SELECT f_table_name, styleQML FROM layer_styles"))
    base.close()
    # 9 and 3 widths of 2.2 px, and a hatch of 3.1 px, of 0.19 mm each.
    assert 'value="3.762;1.254"' in styles["limits"] and 'value="0.589"' in styles["areas"]
    shown = explore.explore(world, "1720-08-01", subject="isle").get_root().render()
    assert "--land:#fdf6e3;" in shown and '"fillOpacity": 0.61' in shown
    assert shown.count('"dashArray": "19.8 6.6"') >= 1 and 'stroke-dasharray="19.8 6.6"' in shown  # and in its key


def test_the_looks_count_in_the_checksum_of_what_is_built(own_looks, squares):
    world, out = own_looks
    manifest = json.loads((out / "squares/manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"]["marks.toml"] == sha256_of(world.data / "marks.toml")
    assert manifest["checksum"] == checksum_of(world) != checksum_of(squares)
    page = (out / "squares/isle.html").read_text(encoding="utf-8")
    assert manifest["checksum"][:12] in page and checksum_of(squares)[:12] not in page
    # An atlas without looks of its own is drawn by the package's, which count as well.
    assert INVENTED.parents[1] / "data/marks.toml" in input_files(squares)
