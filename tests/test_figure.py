"""Sheets: what is drawn on them, that it is true to scale, and that nothing overlaps or falls off."""

import functools
import io
import itertools
import json
import re
import shutil
import subprocess
from pathlib import Path

import colorspacious
import geopandas
import matplotlib
import msgspec
import numpy as np
import pikepdf
import pytest
import shapely
from matplotlib.colors import to_hex, to_rgb
from matplotlib.font_manager import get_font
from pyproj import Geod

from geo import UsageError, figure, geometry
from geo.figure import files, fonts, ground, projection, style
from geo.lanes import lanes_of
from geo.marks import read_marks
from geo.states import States
from geo.texts import known_languages, read_texts, words_of
from geo.timeline import held_on
from tools.survey import boxes_of, faults_of, faults_of_names, faults_of_type, measures_of, texts_of

from .crosses import EVERY

ROOT = Path(__file__).parents[1]
EDITION = {"version": "9.9.9", "checksum": "0123456789abcdef"}
SAY = words_of("sheet", "en")


#: Figures that were drawn, with their worlds: each is drawn once.
DRAWN: dict = {}


def draw(world, subject, **more):
    key = id(world), subject, repr(sorted({"kind": "pair", "language": "en", "style": "colour", **more}.items()))
    if key not in DRAWN:
        DRAWN[key] = world, figure.draw_figure(world, subject, edition=EDITION, **more)
    return DRAWN[key][1]


def artists(drawn, prefix):
    """The artists whose gid starts so."""
    return [artist for artist in drawn.axes[0].get_children() if str(artist.get_gid() or "").startswith(prefix)]


def texts(drawn, prefix):
    return [artist.get_text() for artist in artists(drawn, prefix) if hasattr(artist, "get_text")]


def lean(hatch):
    """Degrees by which the longest line of a hatch leans, counter-clockwise from east."""
    (x1, y1), (x2, y2) = max(hatch.get_segments(), key=lambda line: np.hypot(*(line[1] - line[0])))
    return np.degrees(np.arctan2(y2 - y1, x2 - x1)) % 180


def joined(drawn, prefix):
    return " ".join(texts(drawn, prefix))


@pytest.fixture(scope="module")
def isle(squares):
    return draw(squares, "isle")


@pytest.fixture(scope="module")
def cape(squares):
    return draw(squares, "cape")


#: Real sheets of every kind, in scripts of every sort; the rest of them before a release (tests/crosses.py).
REAL = [
    ("liaodong", "pair", "th", "colour"),
    ("treaty", "pair", "en", "colour"),
    ("sakhalin", "change", "ru", "colour"),
    ("liaodong", "change", "ja", "colour"),
    ("treaty", "plate", "en", "colour"),
    *(
        [("sakhalin", "pair", "en", "grey"), ("treaty", "change", "fr", "colour"), ("railway", "change", "zh", "grey")]
        if EVERY
        else []
    ),
]


@pytest.fixture(scope="module", params=REAL, ids="-".join)
def real(request, portsmouth):
    subject, kind, language, marks = request.param
    return draw(portsmouth, subject, kind=kind, language=language, style=marks)


@pytest.fixture(scope="module")
def changed(squares):
    return draw(squares, "cape", kind="change")


# ---- what is drawn


def test_a_cession_changes_the_fill(squares, isle):
    def colours(side):
        return {
            artist.get_gid().removeprefix(f"{side}-"): to_hex(artist.get_facecolor())
            for artist in artists(isle, f"{side}-isle-")
            if "sovereignty" in artist.get_gid()
        }

    before, after = colours("before"), colours("after")
    assert set(before) == {"isle-north-sovereignty-north", "isle-south-sovereignty-north"}
    assert set(after) == {"isle-north-sovereignty-north", "isle-south-sovereignty-south"}
    assert len(set(before.values())) == 1 and len(set(after.values())) == 2


def test_the_border_stands_only_where_both_sides_differ(isle):
    assert not artists(isle, "before-isle-border-")
    assert artists(isle, "after-isle-border-")


def test_a_lease_is_a_hatch_over_the_fill_of_the_sovereign(squares, cape):
    for side, holder in (("before", "north"), ("after", "south")):
        (fill,) = artists(cape, f"{side}-cape-lease-sovereignty-middle")
        (hatch,) = artists(cape, f"{side}-cape-lease-lease-{holder}")
        assert hatch.get_zorder() > fill.get_zorder()
        assert to_hex(hatch.get_color()[0]) == squares.atlas.terms.power[holder].colour
        assert lean(hatch) == pytest.approx(45, abs=0.5)


def test_two_holders_of_one_right_take_turns(cape):
    for holder in ("north", "south"):
        assert artists(cape, f"after-cape-buffer-occupation-{holder}")


def test_a_railway_is_a_casing_a_colour_and_sleepers(squares, cape):
    for side, holder in (("before", "north"), ("after", "south")):
        (line,) = artists(cape, f"{side}-vale-line-concession-{holder}")
        assert to_hex(line.get_color()[0]) == squares.atlas.terms.power[holder].colour
        assert artists(cape, f"{side}-vale-line-casing") and artists(cape, f"{side}-vale-line-sleep")
    assert artists(cape, "after-vale-line-guards") and not artists(cape, "before-vale-line-guards")


def test_nobody_holds_the_mines_after(cape):
    assert artists(cape, "before-mines-concession") and not artists(cape, "after-mines")


def test_the_legend_has_the_very_swatches(squares, cape):
    words = texts(cape, "legend")
    assert {"Sovereignty", "Lease", "Concession", "North", "South", "Middle"} <= set(words)
    for row in ("lease-area-north", "lease-area-south"):
        holder = row.rpartition("-")[2]
        (swatch,) = artists(cape, f"swatch-{row}-lease-{holder}")
        (mark,) = artists(cape, f"{'before' if holder == 'north' else 'after'}-cape-lease-lease")
        assert to_hex(swatch.get_color()[0]) == to_hex(mark.get_color()[0])
        assert swatch.get_linewidth() == mark.get_linewidth()
        # Ends of lines are rounded to hundredths of a millimetre: on a swatch of three, a fifth of a degree.
        assert lean(swatch) == pytest.approx(lean(mark), abs=0.3)


def test_each_map_has_the_numbers_of_the_articles_of_its_day(isle):
    """Worked by hand: the articles of the treaty come first, then the others by date, the founding's first as
    the fifth. It made the south North's, Art. 1 of the treaty South's; Art. 4 opens the strait."""
    numbers = {
        part: [text for text in texts(isle, f"name-{part}") if text.startswith("[")]
        for part in ("isle-north", "isle-south", "strait")
    }
    assert numbers == {"isle-north": ["[5]", "[5]"], "isle-south": ["[5]", "[1]"], "strait": ["[4]"]}


def test_keys_and_notes_cite_the_articles_by_the_same_numbers(squares, isle):
    assert "[1] Treaty of the Squares, Art. 1" in joined(isle, "key")
    assert "[1] Treaty of the Squares, Art. 1." in joined(isle.notes, "note-1")
    assert "North cedes the isle south of the equator" in joined(isle.notes, "note-1")
    assert "The texts of 1720 and 1730, Art. 1." in joined(isle.notes, "note-1")


def test_title_days_and_edition_stand_on_the_sheet(squares, isle):
    assert texts(isle, "title") == ["The isle: a border on the equator"]
    assert texts(isle, "before-day") == ["31\u00a0May\u00a01720"]
    assert texts(isle, "after-day") == ["1\u00a0August\u00a01720"]
    # The checksum on the foot is of what this sheet shows.
    asked = figure.Request("isle", "pair")
    shown = figure.sums_of(squares, [asked])[asked]
    assert f"Treaty Atlas 9.9.9, data {shown[:12]}." in joined(isle, "credit")


def test_measures_come_from_the_table(isle):
    assert "24,743\u00a0km²" in joined(isle.notes, "measures").replace(" ", "\u00a0")


def test_another_pair_of_days(squares):
    drawn = draw(squares, "isle", before="1720-02-01", after="1720-07-01")
    assert texts(drawn, "after-day") == ["1\u00a0July\u00a01720"]
    assert not artists(drawn, "after-isle-border-")


def test_grey_has_no_colour(squares):
    drawn = draw(squares, "cape", style="grey")
    for artist in artists(drawn, "after-"):
        for get in ("get_facecolor", "get_edgecolor"):
            for colour in np.atleast_2d(getattr(artist, get, lambda: [[0, 0, 0, 0]])()):
                if len(colour) == 4 and colour.dtype.kind == "f" and colour[3]:
                    assert np.ptp(colour[:3]) < 1e-6, artist.get_gid()


@pytest.mark.parametrize(
    ("kind", "marks"),
    [("pair", "colour"), ("change", "grey"), *([("pair", "grey"), ("change", "colour")] if EVERY else [])],
)
def test_every_line_of_a_askedis_as_wide_as_the_table_says(squares, tmp_path, kind, marks):
    """With pixels twice as large on paper, every line is twice as wide: none has a width of its own."""
    text = (ROOT / "data" / "marks.toml").read_text(encoding="utf-8")
    assert text.count("paper_mm = 0.19\n") == 1
    (tmp_path / "marks.toml").write_text(text.replace("paper_mm = 0.19\n", "paper_mm = 0.38\n"), encoding="utf-8")

    def widths(world):
        drawn = draw(world, "cape", kind=kind, style=marks)
        lined = [artist for artist in drawn.axes[0].get_children() if hasattr(artist, "get_linewidth")]
        return {artist.get_gid(): float(np.max(artist.get_linewidth())) for artist in lined if artist.get_gid()}

    once, twice = widths(squares), widths(squares._replace(data=tmp_path))
    both = {name for name in once.keys() & twice.keys() if once[name] or twice[name]}
    assert len(both) > 25 and {name for name in both if twice[name] != pytest.approx(2 * once[name])} == set()


def test_what_changed_is_strong_and_what_stayed_is_pale(squares, changed):
    (moved,) = artists(changed, "change-cape-lease-lease-south")
    (stayed,) = artists(changed, "change-cape-lease-sovereignty-middle")
    colour = squares.atlas.terms.power
    assert to_hex(moved.get_color()[0]) == colour["south"].colour
    marks = read_marks()
    strength = marks.mark["fill"].strength * marks.change["stayed"].strength
    assert to_hex(stayed.get_facecolor()) == style.tint(
        colour["middle"].colour, strength, marks.ground["colour"]["land"]
    )
    assert [marks.change[mode].strength for mode in ("stayed", "plain", "moved")] == sorted(
        marks.change[mode].strength for mode in ("stayed", "plain", "moved")
    )


def test_a_change_is_said_from_whom_to_whom_with_its_article(changed):
    """Worked by hand from tests/data/atlases/squares: Art. 2 of the treaty moves the lease, and the
    consent of Middle (its Art. 1) makes it count; Art. 3 gives South the line and the guards are new."""
    words = " ".join(artist.get_text() for artist in changed.axes[0].texts if artist.get_gid() == "change").replace(
        "\u00a0", " "
    )
    assert "North → South" in words
    assert "North, ended" in words  # the mines, which nobody holds after
    keys, instrument = {}, ""
    for number, name in re.findall(r"\[(\d+)\] ([^\[]*)", joined(changed, "key")):
        instrument = name.partition(", Art. ")[0] if ", Art. " in name else instrument
        keys[number] = f"{instrument} {name.rpartition(' Art. ')[2].strip(' ;.')}"
    said = dict(
        re.findall(
            r"(Lease: North → South|Guards: South, new|Concession: North, ended) "
            r"\[([\d, ]+)\]",
            words,
        )
    )
    assert {part: sorted(keys[number] for number in numbers.split(", ")) for part, numbers in said.items()} == {
        "Lease: North → South": ["Consent 1", "Treaty of the Squares 2"],
        "Guards: South, new": ["Treaty of the Squares 3"],
        "Concession: North, ended": ["Treaty of the Squares 4"],
    }
    assert "to South" in texts(changed, "legend") and "Unchanged between the two days" in texts(changed, "legend")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_flag_has_a_line_in_the_legend(portsmouth, language):
    drawn = draw(portsmouth, "treaty", kind="change", language=language)
    flags = {artist.get_text() for artist in artists(drawn, "name-flag-")}
    lines = re.findall(
        r"(?:^| )([A-Z])\u00a0\u00a0",
        " ".join(artist.get_text() for artist in drawn.axes[0].texts if artist.get_gid() == "change"),
    )
    assert flags == set(lines) and len(lines) == len(flags) > 10
    # The boxes are read from left to right, and down.
    placed = [
        (round(one.get_position()[0]), -one.get_position()[1], one.get_text()[0])
        for one in drawn.axes[0].texts
        if one.get_gid() == "change" and re.match("[A-Z]\u00a0", one.get_text())
    ]
    assert [sign for *_, sign in sorted(placed)] == sorted(flags)


def test_a_plate_has_insets_of_the_subjects_inside_it(portsmouth):
    whole = portsmouth.atlas.subjects["treaty"]
    assert [s.id for s in figure.insets_of(portsmouth.atlas, whole)] == ["sakhalin", "liaodong", "railway"]
    assert figure.file_name(portsmouth.atlas, "treaty", "plate", "en", "colour") == "plate"
    assert figure.file_name(portsmouth.atlas, "sakhalin", "change", "th", "grey") == "sakhalin-change-th-grey"


def test_in_grey_a_hatch_tells_the_power_too(squares):
    """South is the second power of the terms, whose slanted hatches lean the other way on a grey
    sheet (data/marks.toml, `mirrored`); the first leans as in colour."""
    drawn = draw(squares, "cape", style="grey")
    (north,) = artists(drawn, "before-cape-lease-lease-north")
    (south,) = artists(drawn, "after-cape-lease-lease-south")
    assert lean(north) == pytest.approx(45, abs=0.5) and lean(south) == pytest.approx(135, abs=0.5)
    looks = read_marks().power
    assert len({(look.texture, look.texture_degrees, look.texture_spacing) for look in looks}) == 4
    assert len({tuple(look.sleepers) for look in looks}) == len(looks)


#: CIE76 differences that the colours of two powers must keep, for normal eyes and for those who lack
#: one kind of cone: of lines (the colour itself) and of fills (its tint). A difference of 2.3 is just
#: noticeable (Mahy et al., Color Research and Application 19, 1994).
LEAST = {"line": 14.0, "fill": 9.0}


@pytest.mark.parametrize("eyes", [None, "protanomaly", "deuteranomaly", "tritanomaly"])
def test_powers_stay_apart_for_colour_blind_readers(portsmouth, eyes):
    """Simulated as Machado, Oliveira and Fernandes (IEEE TVCG 15:6, 2009) do, at severity 100.

    Measured with the colours of 2026, least first: fills 10 (deutan, Japan and China), lines 15
    (the same pair); the hatch, dots and lines of a tenure and the labels tell them apart as well.
    """
    powers = portsmouth.atlas.terms.power
    used = {
        powers[row["holder"]].of or row["holder"]
        for subject in portsmouth.atlas.subjects.values()
        for day in (subject.before, subject.after)
        for row in held_on(portsmouth.timeline, day).to_dict("records")
        if row["feature"] in subject.features and row["holder"]
    }

    def lab(colour):
        rgb = np.array(to_rgb(colour))
        if eyes:
            space = {"name": "sRGB1+CVD", "cvd_type": eyes, "severity": 100}
            rgb = np.clip(colorspacious.cspace_convert(rgb, space, "sRGB1"), 0, 1)
        return colorspacious.cspace_convert(rgb, "sRGB1", "CIELab")

    assert len(used) > 1
    fill = read_marks().mark["fill"].strength
    for a, b in itertools.combinations(sorted(used), 2):
        first, second = (portsmouth.atlas.terms.power[power].colour for power in (a, b))
        assert np.linalg.norm(lab(first) - lab(second)) >= LEAST["line"], (a, b)
        assert np.linalg.norm(lab(style.tint(first, fill)) - lab(style.tint(second, fill))) >= LEAST["fill"], (a, b)


# ---- words in each language


@pytest.mark.parametrize("language", [name for name in known_languages() if name != "en"])
def test_every_language_fills_in_the_same_values(language):
    def values(words):
        return {key: sorted(re.findall(r"\{(\w+)\}", said)) for key, said in words.items()}

    assert values(words_of("sheet", language)) == values(words_of("sheet", "en"))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("旅順、大連と遼東半島。", ["旅順、", "大連と", "遼東半", "島。"]),
        ("（一）甲乙丙「丁」", ["（一）", "甲乙丙", "「丁」"]),
        ("สิทธิการเช่า (ฉางชุน)", ["สิทธิการเช่า", "(ฉางชุน)"]),
        ("Port Arthur", ["Port", "Arthur"]),
    ],
)
def test_lines_break_where_the_language_allows(text, lines):
    fonts.use("ja", text)
    width = max(fonts.width_of(line, "sans", 10) for line in lines) + 0.01
    assert fonts.broken(text, "sans", width, 10) == lines


@pytest.mark.parametrize(
    ("language", "text", "set_as"),
    [
        # Bold stays what has no letter of those scripts; a wide sign has air of its own.
        ("ja", "[2] 1898年条約第一条。 租借は（25年）", ["[2]", "1898年条約第一条。租借は（25年）"]),
        ("zh", "3 km （約略）； Lüshun", ["3 km", "（約略）；", "Lüshun"]),
        ("ko", "[2] 1905년 조약. Art", ["[2]", "1905년 조약.", "Art"]),
        ("fr", "[2] 1905 (Pékin) : art.", ["[2] 1905 (Pékin) : art."]),
    ],
)
def test_figures_beside_han_letters_are_as_plain_and_signs_keep_their_own_air(language, text, set_as):
    fonts.use(language, text)
    runs = []
    for word in fonts.closed_up(fonts.words(text, "sans-bold")):
        if runs and runs[-1][1] == word.face:
            runs[-1][0] += " " * word.spaced + word.text
        else:
            runs.append([word.text, word.face])
    assert [said for said, _ in runs] == set_as
    assert {look for said, look in runs if re.search("[年約년]", said)} <= {"sans"}


@pytest.mark.parametrize(
    ("language", "text", "lines"),
    [
        ("ja", "東清鉄道（寛城子―ハルビン）", ["東清鉄道", "（寛城子―ハルビン）"]),
        ("ja", "大連・柳樹屯・営口への支線", ["大連・柳樹屯・", "営口への支線"]),
        ("zh", "東省鐵路，寬城子至哈爾濱", ["東省鐵路，", "寬城子至哈爾濱"]),
        ("zh", "鐵路租借地界至得利寺段", ["鐵路租借地界", "至得利寺段"]),  # one phrase: where it must
        ("ko", "동청철도 관성자–하얼빈", ["동청철도", "관성자–하얼빈"]),
    ],
)
def test_a_name_breaks_between_its_phrases(language, text, lines):
    fonts.use(language, text)
    width = max(fonts.width_of(line, "sans", 10) for line in lines) + 0.01
    assert fonts.broken_name(text, "sans", width, 10) == lines


# ---- true to scale


@pytest.mark.parametrize(
    ("extent", "latitude"),
    [
        ((9, -1.5, 13.5, 1.5), 0.0),
        ((120.6, 38.45, 124.3, 40.75), 39.5),
        ((140, 45, 146, 55), 50.0),
        ((170, 60, -170, 75), 67.5),
    ],
)
def test_the_scale_bar_is_true_along_its_parallel(extent, latitude):
    chosen = projection.choose_projection(extent, SAY)
    view = projection.view_of(chosen, extent, (20, 30, 120, 150))
    km, mm = projection.scale_bar(view, latitude)
    # Walk the bar's length along the parallel on the paper, and measure its ends on the ellipsoid.
    middle = view.to_mm(np.array([[chosen.lon_0, latitude]]))[0]
    ends = view.to_degrees(np.array([middle - [mm / 2, 0], middle + [mm / 2, 0]]))
    metres = Geod(ellps="WGS84").inv(*ends[0], *ends[1])[2]
    assert 10 < mm <= 42
    assert metres == pytest.approx(1000 * km, rel=0.002)


def test_projections_are_named_with_their_parallels():
    conic = projection.choose_projection((140.4, 45.2, 146.0, 54.7), SAY)
    assert conic.words == (
        "Lambert conformal conic projection, standard parallels 46°47’N and "
        "53°07’N, central meridian 143°12’E; datum WGS 84"
    )
    polar = projection.choose_projection((-30, 70, 40, 88), SAY)
    assert polar.words.startswith("Lambert azimuthal equal-area projection, centred on 79°N, 5°E")


def test_a_shape_across_180_degrees_is_whole():
    extent = (175, -5, -175, 5)
    view = projection.view_of(projection.choose_projection(extent, SAY), extent, (0, 0, 100, 100))
    halves = [shapely.box(178, -1, 180, 1), shapely.box(-180, -1, -178, 1)]
    (whole,) = view.project(halves)
    assert whole.geom_type == "Polygon"
    west, south, east, north = whole.bounds
    assert (west + east) / 2 == pytest.approx(50, abs=0.1)
    # 4 degrees of the equator at the scale of the view
    assert east - west == pytest.approx(4 * 111.3195e3 * view.scale, rel=0.002)


def test_a_frame_that_holds_the_pole_shows_all_longitudes():
    extent = (-180, 75, 180, 90)
    pole = projection.Projection(projection.azimuthal(0, 90), "", 0)
    view = projection.View(pole, projection.transformer(pole.crs), 1e-5, (0, 0), (0, 0, 50, 50))
    west, _, east, north = view.window()
    assert (west, east, north) == (-180, 180, 90)
    assert extent[3] == north


def test_the_back_of_the_world_is_no_coast():
    """Land across the meridian opposite the middle of a map that shows half the world, on which it is cut."""
    land = geopandas.GeoDataFrame(geometry=[shapely.box(-40, 75, 30, 88)], crs="EPSG:4326")
    extent = (80, -10, -100, 85)
    view = projection.view_of(projection.choose_projection(extent, SAY), extent, (0, 0, 200, 150))
    none = geopandas.GeoDataFrame(geometry=[], crs="EPSG:4326")
    drawn = ground.Ground(view, view.survey(), {"land": land}, [], none, {}, extent, 1.0, States([], [], []))
    # The middle is 170 degrees east: opposite runs 10 degrees west.
    seam = shapely.LineString(view.to_mm(np.array([[-10.0, lat] for lat in np.linspace(76, 87, 50)])))
    assert shapely.box(0, 0, 200, 150).contains(seam) and shapely.dwithin(drawn.land, seam, 0.01)
    assert drawn.coast.length > 20 and drawn.coast.distance(seam) > 0.05


def test_a_moved_world_draws_the_same_marks(squares):
    """The invented world carried across 180 degrees and to high latitudes."""

    def carried(shape, turn, lift):
        moved = shapely.transform(shape, lambda lonlat: lonlat + [turn, lift])
        if moved.bounds[0] > 180:
            return shapely.transform(moved, lambda lonlat: lonlat - [360, 0])
        return geometry.tidy(geometry.split_at_180(moved))

    marks = None
    for turn, lift in ((0, 0), (159, 0), (159, 84)):
        tables = {}
        for name, table in {"features": squares.features, **squares.layers}.items():
            tables[name] = table.set_geometry([carried(shape, turn, lift) for shape in table.geometry], crs="EPSG:4326")
        west, south, east, north = squares.atlas.subjects["cape"].extent
        subject = msgspec.structs.replace(
            squares.atlas.subjects["cape"],
            extent=[west + turn, south + lift, (east + turn + 180) % 360 - 180, north + lift],
        )
        atlas = msgspec.structs.replace(squares.atlas, subjects={"cape": subject})
        drawn = figure.draw_figure(
            squares._replace(atlas=atlas, features=tables.pop("features"), layers=tables), "cape"
        )
        found = {artist.get_gid() for side in ("before", "after") for artist in artists(drawn, f"{side}-cape")}
        assert marks is None or found == marks
        marks = found


# ---- paper


@pytest.mark.parametrize(
    ("size", "width", "height"),
    [
        ("letter", 279.4, 215.9),
        ("300x200", 300, 200),
        *([("a4", 297, 210), ("a3", 420, 297)] if EVERY else []),  # the plate is an A3, all other sheets A4
    ],
)
def test_page_size_is_exact(squares, tmp_path, size, width, height):
    path, *_ = figure.write_figure(squares, "isle", tmp_path, EDITION, ("pdf",), size=size)
    with pikepdf.open(path) as pdf:
        box = pdf.pages[0].MediaBox
    assert [float(side) * 25.4 / 72 for side in list(box)[2:]] == pytest.approx([width, height], abs=0.1)


def test_no_text_leaves_the_askedor_covers_another(isle, cape):
    for drawn in (isle, cape):
        assert faults_of_type(drawn) + faults_of_names(drawn) == []


def rings_of(area):
    """The rings of an area as it is drawn, in mm."""
    return [shapely.linearrings(ring) for ring in area.get_path().to_polygons() if len(ring) > 3]


def check_waters(drawn, atlas):
    """No letter of the name of a sea stands on land as it is drawn; returns the ids of the seas named."""
    seas = {place.id for place in atlas.places if place.kind == "sea"}
    letters = [artist for artist in artists(drawn, "name-") if artist.get_gid().removeprefix("name-") in seas]
    rings = [
        ring for artist in artists(drawn, "") if str(artist.get_gid()).endswith("-land") for ring in rings_of(artist)
    ]
    assert rings
    land = shapely.STRtree(shapely.make_valid(shapely.polygons(rings)))
    insets = shapely.union_all([shape_drawn(one) for one in inset_parts(drawn, "-sea")])
    above = [ring for one in inset_parts(drawn, "-land") for ring in rings_of(one)]
    above = shapely.STRtree([shapely.make_valid(shapely.Polygon(ring)) for ring in above])
    for artist, box in boxes_of(drawn, letters).items():
        box = shapely.box(*box)
        # An inset hides the land below it.
        under = above if shapely.intersects(insets, box) else land
        assert not len(under.query(box, predicate="intersects")), artist.get_text()
    return {artist.get_gid().removeprefix("name-") for artist in letters}


def inset_parts(drawn, end):
    """The artists of the insets on the maps of a sheet whose gid ends so."""
    return [artist for artist in artists(drawn, "inset:") if artist.get_gid().endswith(end)]


def check_insets(drawn, atlas):
    """An inset covers nothing that the map tells, no name or dot, no box; its extent is framed on the map, on the same
    ground; returns how many there are."""
    insets = [shape_drawn(artist) for artist in inset_parts(drawn, "-neatline")]
    covered = shapely.union_all(insets)
    first = {one.label for one in drawn.names if not one.label.startswith("inset:")} - {"after"}
    named = [(one.gid, shapely.box(*one.box)) for one in drawn.names if one.label in first]
    assert named and [gid for gid, box in named if box.intersects(covered)] == []
    told = [one for feature in atlas.features for one in artists(drawn, f"change-{feature}-")]
    assert told
    for artist in told:
        lines = rings_of(artist) if artist in drawn.axes[0].patches else map(shapely.LineString, artist.get_segments())
        assert not shapely.intersects(shapely.buffer(covered, -0.2), list(lines)).any(), artist.get_gid()
    boxes = [shape_drawn(one) for gid in ("box-legend", "locator-frame", "scale-ground") for one in artists(drawn, gid)]
    assert sum(box.intersects(covered) for box in boxes) == len(inset_parts(drawn, "-neatline"))  # their own scales
    assert len([one for one in artists(drawn, "") if str(one.get_gid()).endswith(":extent")]) == len(insets)
    return len(insets)


def test_the_real_sheets_hold_all_their_words(portsmouth, request, real):
    assert faults_of(real, "sheet", portsmouth.atlas, request.node.callspec.params["real"][0]) == []
    assert check_waters(real, portsmouth.atlas)
    # Its caption: no full stop after that of a date, and no blank before the star that ends what is slanted.
    assert re.findall(r"[^.]\.\.(?!\.)", real.caption) == []
    assert re.findall(r"(?m)^- \*[^*]* \*", real.caption) == []


@pytest.mark.parametrize(
    ("subject", "language", "title"),
    [
        ("sakhalin", "ru", "Граница по 50-й параллели"),
        ("liaodong", "ja", "旅順と大連"),
        ("railway", "en", "Kuan-cheng-tzu and Chang-chun"),
    ],
)
def test_what_is_small_stands_larger_in_an_inset(portsmouth, subject, language, title):
    drawn = draw(portsmouth, subject, kind="change", language=language)
    assert check_insets(drawn, portsmouth.atlas) == 1
    assert title in texts(drawn, "inset:")
    # Each map says its scale: the inset's is larger.
    scales = [
        int(re.sub(r"\D", "", re.search(r"1:([\d\s]+)", said)[1])) for said in texts(drawn, "scale") if "1:" in said
    ]
    assert len(scales) == 2 and min(scales) < max(scales) / 1.7
    assert len(artists(drawn, "scale-bar-0")) == 2


#: The seas that must be named on the English sheets that no test above draws.
SEAS = {
    ("sakhalin", "change"): {"la-perouse-strait", "tartary-strait", "sea-of-okhotsk-sakhalin", "aniva-gulf"},
    ("liaodong", "pair"): {"korea-bay"},
    ("liaodong", "change"): {"korea-bay", "liaotung-gulf"},
    ("railway", "pair"): {"korea-bay"},
    ("railway", "change"): {"korea-bay"},
    # The strait of La Pérouse bears a flag there, and its name stands in the legend.
    ("treaty", "change"): {"bering-sea", "sea-of-okhotsk", "sea-of-japan", "yellow-sea"},
}


@pytest.fixture(scope="module")
def english(portsmouth):
    """English sheets by subject and kind, each drawn once."""
    known = {}

    def askedof(subject, kind):
        if (subject, kind) not in known:
            known[subject, kind] = draw(portsmouth, subject, kind=kind)
        return known[subject, kind]

    return askedof


#: Of these, other tests draw these too.
DRAWN_ANYWAY = [("railway", "pair"), ("railway", "change"), ("treaty", "change")]


@pytest.mark.parametrize(("subject", "kind"), SEAS if EVERY else DRAWN_ANYWAY, ids="-".join)
def test_the_name_of_a_sea_stands_on_water(portsmouth, english, subject, kind):
    drawn = english(subject, kind)
    assert check_waters(drawn, portsmouth.atlas) >= SEAS[subject, kind]
    assert faults_of_names(drawn, portsmouth.atlas, subject) == []


def test_every_letter_is_in_a_font(real):
    for artist in texts_of(real):
        glyphs = get_font(artist.get_fontproperties().get_file()).get_charmap()
        missing = {letter for letter in artist.get_text() if not letter.isspace() and ord(letter) not in glyphs}
        assert not missing, artist.get_text()


@pytest.mark.parametrize(("size", "language"), [("150x297", "th"), *([("140x200", "en")] if EVERY else [])])
def test_any_size_holds_title_and_foot_or_is_refused_with_the_smallest(portsmouth, size, language):
    try:
        drawn = draw(portsmouth, "treaty", size=size, language=language)
    except UsageError as error:
        smallest = re.fullmatch(
            r"the page is too small for the words of treaty; allowed: from "
            r"(\d+x\d+) in this shape",
            str(error),
        )
        drawn = draw(portsmouth, "treaty", size=smallest[1], language=language)
    assert faults_of_type(drawn) == []
    assert not {"title", "lead", "atlas", "credit"} - {artist.get_gid() for artist in texts_of(drawn)}


def pixels(png):
    return matplotlib.image.imread(io.BytesIO(png), format="png")


@pytest.mark.parametrize(
    "mine",
    [
        {},
        {
            "savefig.bbox": "tight",
            "savefig.facecolor": "red",
            "savefig.transparent": True,
            "path.sketch": (1, 100, 2),
            "lines.scale_dashes": False,
            "patch.antialiased": False,
            "text.antialiased": False,
            "pdf.use14corefonts": True,
            "figure.dpi": 60,
            "savefig.dpi": 40,
            "text.hinting": "default",
            "figure.facecolor": "black",
        },
    ],
    ids=["plain", "own matplotlibrc"],
)
def test_every_way_to_a_file_gives_one_picture(squares, tmp_path, mine):
    """Through the command, `savefig`, `_repr_png_`, and as IPython prints a figure (cut to its
    contents)."""
    path, *_ = figure.write_figure(squares, "cape", tmp_path, EDITION, ("png",), dpi=100)
    wanted = pixels(path.read_bytes())
    pdf, *_ = figure.write_figure(squares, "cape", tmp_path, EDITION, ("pdf",))
    with matplotlib.rc_context(mine):
        drawn = figure.draw_figure(squares, "cape", edition=EDITION)
        saved, shown = io.BytesIO(), io.BytesIO()
        drawn.savefig(saved, format="png", dpi=100)
        drawn.canvas.print_figure(
            shown, format="png", facecolor=drawn.get_facecolor(), edgecolor="none", bbox_inches="tight", dpi=100
        )
        ways = [saved.getvalue(), drawn._repr_png_(), shown.getvalue()]
        again, *_ = figure.write_figure(squares, "cape", tmp_path / "mine", EDITION, ("pdf",))
    for png in ways:
        assert pixels(png).shape == wanted.shape
        assert (pixels(png)[..., :3] == wanted[..., :3]).mean() > 0.9999
    assert again.read_bytes() == pdf.read_bytes()


def test_a_line_that_stayed_keeps_its_colour_to_the_core(portsmouth):
    """On a sheet of what changed, along a line whose holder stayed, no dot of the middle is in the
    colour of who only benefits."""
    drawn = draw(portsmouth, "railway", kind="change")
    file = io.BytesIO()
    drawn.savefig(file, format="png", dpi=300)
    image = pixels(file.getvalue())[..., :3]
    height = image.shape[0]
    stayed = [artist for artist in artists(drawn, "change-cer-south-branch-concession-")]
    assert len(stayed) == 1
    middle = shapely.union_all([shapely.LineString(part) for part in stayed[0].get_segments()])
    points = [middle.interpolate(at) for at in np.arange(3.5, middle.length - 3.5, 0.1)]
    for point in points:
        red, _, blue = image[round(height - point.y / 25.4 * 300), round(point.x / 25.4 * 300)]
        assert red - blue < 0.25, (point.x, point.y)


def test_the_light_railway_is_dashed_and_has_no_sleepers(portsmouth):
    # 762 mm, laid by an army: the other lines are whole, with sleepers.
    drawn = draw(portsmouth, "railway")
    [light] = artists(drawn, "after-antung-mukden-concession-japan")
    [main] = artists(drawn, "after-smr-main-concession-japan")
    assert light.get_linestyles()[0][1] and not main.get_linestyles()[0][1]
    assert artists(drawn, "after-smr-main-sleepers") and not artists(drawn, "after-antung-mukden-sleepers")


def test_what_bears_no_right_is_ground_on_its_own_days(portsmouth):
    railway, island = draw(portsmouth, "railway"), draw(portsmouth, "sakhalin")
    for side in ("before", "after"):
        assert artists(railway, f"{side}-peking-railway-bare") and artists(railway, f"{side}-hsinmintun-railway-bare")
        assert len(artists(island, f"{side}-sakhalin-landings-bare")) == 3
    # The marks were set in 1906 to 1908: the map of September 1905 has none.
    assert not artists(island, "before-sakhalin-marks-bare")
    assert (
        len(artists(island, "after-sakhalin-marks-bare"))
        == len(artists(island, "after-sakhalin-marks-inland-bare"))
        == 2
    )
    # Those whose longitude is not known are hollow.
    known, guessed = (artists(island, f"after-sakhalin-marks{name}-bare")[0] for name in ("", "-inland"))
    assert known.get_facecolor() == known.get_edgecolor()
    assert guessed.get_facecolor() == (1, 1, 1, 1) != guessed.get_edgecolor()


@pytest.mark.parametrize("language", known_languages())
def test_every_letter_stands_in_the_faces_of_its_language(portsmouth, language):
    # A letter that they lack draws its whole word in another face.
    letters = {
        ord(letter)
        for text in read_texts(portsmouth.atlas, language).values()
        for letter in text
        if not letter.isspace()
    }
    fonts.use(language, "")
    for face in fonts.FACES:
        files = [file for file in fonts._chain(face, language) if "DejaVu" not in file.name]
        lacking = letters - set().union(*map(fonts._whole, files))
        assert not lacking, (face, *map(chr, lacking))


def test_a_askedgives_no_orders_for_a_screen(portsmouth):
    # The very words that a sheet draws under its title (`compose`).
    drawn = joined(draw(portsmouth, "sakhalin"), "lead")
    assert re.sub(r"\s", "", drawn) == re.sub(r"\s", "", read_texts(portsmouth.atlas, "en")["subject.sakhalin.lead"])
    for language in known_languages():
        for subject in portsmouth.atlas.subjects:
            said = read_texts(portsmouth.atlas, language)[f"subject.{subject}.lead"].casefold()
            assert said and not re.search(r"choose|choisi|选|選|เลือก|выбер|выбир|選べ", said), said


#: Every layout beside the sheets of `REAL`, every kind, subject and script, and what was hardest:
#: `python -m tools.survey` draws them all.
FAMILY = [
    ("treaty", "pair", "column", "th"),
    ("railway", "day", "column", "fr"),
    ("treaty", "change", "page", "ru"),
    ("railway", "pair", "slide", "ru"),
    ("sakhalin", "change", "wall", "ja"),
    ("liaodong", "day", "map", "ja"),
    ("liaodong", "change", "sheet", "ko"),
    *(
        [
            ("treaty", "change", "column", "zh"),
            ("liaodong", "pair", "page", "zh-Hans"),
            ("treaty", "change", "slide", "en"),
            ("treaty", "change", "wall", "ru"),
            ("railway", "pair", "sheet", "zh"),
        ]
        if EVERY
        else []
    ),
]


@pytest.mark.parametrize(("subject", "kind", "layout", "language"), FAMILY)
def test_a_family_of_layouts(portsmouth, subject, kind, layout, language):
    more = {"day": portsmouth.atlas.subjects[subject].after} if kind == "day" else {"kind": kind}
    drawn = draw(portsmouth, subject, layout=layout, language=language, **more)
    assert faults_of(drawn, layout, portsmouth.atlas, subject) == []
    assert layout in ("map", "slide") or artists(drawn, "swatch-")
    if layout == "wall":
        first = {place.id for place in portsmouth.atlas.places if place.rank == 1}
        assert (
            min(
                artist.get_size()
                for name in first
                for artist in artists(drawn, f"name-{name}")
                if artist.get_gid() == f"name-{name}" and "italic" not in artist.get_fontproperties().get_file().lower()
            )
            >= 21
        )


def test_a_chart_of_time_fits_a_sheet(portsmouth):
    drawn = draw(portsmouth, "treaty", layout="strip", language="zh-Hans")
    assert faults_of_type(drawn) == [] and measures_of(drawn, "strip").least >= 7
    assert (drawn.get_size_inches() * 25.4 <= (420.1, 297.1)).all()  # A3


def test_a_chart_of_time_is_true_to_its_axis(squares):
    """Worked by hand from tests/data/atlases/squares: North leased the cape until 1 November 1720, South from that day.
    Of the 18,262 days from 1700 to 1750 the 731 of 1719 and 1720 take half of the axis; before them lie 6,939
    days, and within them 670 before that day: 0.5 * 6939 / 17531 + 0.5 * 670 / 731 = 0.6562."""
    drawn = draw(squares, "cape", layout="strip")
    west, _, east, _ = drawn.frames[0]
    edges = {
        holder: artists(drawn, f"bar-{provision}-edge")[0].get_path().get_extents()
        for holder, provision in (("north", "cape-1710/1-cape-lease"), ("south", "peace-1720/2-cape-lease"))
    }
    at = west + 0.6562 * (east - west)
    assert edges["north"].x1 == pytest.approx(at, abs=0.05) and edges["south"].x0 == pytest.approx(at, abs=0.05)
    assert texts(drawn, "close-up-words") == ["1719 to 1720, drawn wider"]
    assert {"lane-cape-lease", "lane-mines"} <= {artist.get_gid() for artist in texts_of(drawn)}
    assert "Consent: 1\u00a0November\u00a01720" in texts(drawn, "legal-day")
    colour = squares.atlas.terms.power
    (line,) = artists(drawn, "swatch-concession-bar-north")[1:2]
    assert to_hex(line.get_facecolor()) == colour["north"].colour
    assert "South keeps the lease for thirty years more." in joined(drawn.notes, "note-").replace("\u00a0", " ")


def test_an_end_that_is_not_known_is_hollow_and_dashed(portsmouth):
    drawn = draw(portsmouth, "sakhalin", layout="strip", language="zh")
    unsure = {
        bar.provision: (bar.sure_start, bar.sure_end)
        for lane in lanes_of(portsmouth, portsmouth.atlas.subjects["sakhalin"].features)
        for bar in lane.bars
    }
    assert any(not all(ends) for ends in unsure.values())
    for provision, ends in unsure.items():
        dashed = artists(drawn, f"bar-{provision}-unsure")
        assert len(dashed) == ends.count(False) and all(lines.get_linestyle()[0][1] for lines in dashed)
        (whole,) = artists(drawn, f"bar-{provision}-edge")
        inside = whole.get_path().get_extents()
        for lines in dashed:
            points = np.concatenate(lines.get_segments())
            assert points[:, 0].max() <= inside.x0 + 0.01 or points[:, 0].min() >= inside.x1 - 0.01


@pytest.mark.parametrize(
    ("more", "stem"),
    [
        ({}, "isle"),
        ({"layout": "column"}, "isle-column"),
        ({"day": "1720-08-01"}, "isle-day-1720-08-01"),
        ({"layout": "map", "extent": [9, -1, 13, 1]}, "isle-map-9_-1_13_1"),
        ({"modern": False, "reading": "law"}, "isle-law-no-modern"),
    ],
)
def test_each_figure_has_a_name_of_its_own(squares, tmp_path, more, stem):
    paths = figure.write_figure(squares, "isle", tmp_path, EDITION, ("svg",), svg_text=True, **more)
    assert [path.name for path in paths] == [f"{stem}.svg", f"{stem}.md"]
    svg = paths[0].read_text("utf-8")
    assert "<text" in svg
    # Each family that a text names is embedded.
    families = set(re.findall(r"font-family: ?'([^']+)'", svg.partition("</style>")[2]))
    embedded = set(re.findall(r"@font-face\{font-family:'([^']+)';src:url\(data:font/woff;base64,", svg))
    assert families and families <= embedded
    caption = paths[1].read_text("utf-8")
    assert "Treaty of the Squares, Art. 1" in caption and "Treaty Atlas 9.9.9" in caption


# ---- files


def test_the_same_bytes_each_time_and_fonts_embedded(squares, tmp_path):
    runs = []
    for run in ("one", "two"):
        paths = figure.write_figure(squares, "cape", tmp_path / run, EDITION)
        assert [path.name for path in paths] == ["cape.pdf", "cape.svg", "cape.png", "cape.md"]
        assert sorted(p.name for p in (tmp_path / run).iterdir()) == sorted(p.name for p in paths)
        runs.append([path.read_bytes() for path in paths])
    assert runs[0] == runs[1]
    pdf, svg, *_ = runs[0]
    told = inside(tmp_path / "one" / "cape.pdf")
    assert "FontFile2" in told and "/Image" not in told
    assert "/Title" in told and "/Keywords" in told and "CreationDate" not in told
    assert b"<image" not in svg and b"<text" not in svg and len(svg) < 2e6 and len(pdf) < 1e6


def test_the_whole_set(squares, tmp_path):
    paths = figure.write_figures(squares, tmp_path, EDITION)
    assert {path.name for path in paths} == {
        f"{stem}.{name}" for stem in ("isle", "isle-change", "cape", "cape-change") for name in (*figure.FORMATS, "md")
    }
    assert all(path.exists() for path in paths)


def test_the_set_in_chosen_languages(portsmouth):
    whole, some = figure.requests(portsmouth.atlas), figure.requests(portsmouth.atlas, ["th", "en"])
    assert {sheet.language for sheet in whole} == set(known_languages())
    assert some == [sheet for sheet in whole if sheet.language in ("th", "en")]
    assert figure.requests(portsmouth.atlas, []) == []


def inside(path):
    """Every object of a PDF in words."""
    with pikepdf.open(path) as pdf:
        return " ".join(repr(thing) for thing in pdf.objects)


#: Sheets of `REAL`, and words of their titles, names and legends that a reader may look for.
SOUGHT = [
    ("liaodong", "pair", "th", "สิทธิการเช่าเปลี่ยนมือ", ["พอร์ตอาร์เทอร์", "ญี่ปุ่น", "อำนาจ", "คำอธิบาย"]),
    ("liaodong", "change", "ja", "租借は移り", ["遼東租借地", "旅順", "ロシア"]),
    ("sakhalin", "change", "ru", "граница", ["Сахалин", "Япония", "Портсмутский"]),
]


@pytest.fixture(scope="module", params=SOUGHT, ids=lambda sought: sought[2])
def printed(request, portsmouth, tmp_path_factory):
    """A sheet as PDF, its language, a phrase of it, and words."""
    subject, kind, language, phrase, sought = request.param
    drawn = draw(portsmouth, subject, kind=kind, language=language)
    atlas, folder = portsmouth.atlas, tmp_path_factory.mktemp("printed")
    path, *_ = files.save(drawn, folder, language, atlas, atlas.subjects[subject], language, EDITION, ("pdf",), 300)
    return path, language, phrase, sought


def test_each_word_is_found_by_search_with_its_place_in_every_reader(printed):
    path, _, _, sought = printed
    readers = [found_by_poppler, found_by_pdfium, found_by_mupdf, found_by_pdf_js]
    found = {read.__name__: read(path, sought) for read in readers}
    found = {name: boxes for name, boxes in found.items() if boxes is not None}
    if not found:
        pytest.skip("no reader of PDF is installed: pdftotext, pypdfium2, pymupdf, or pdfjs-dist for Node")
    for name, boxes in found.items():
        for word in sought:
            assert boxes[word], (name, word)
            assert all(x > 5 and 5 < y < 590 for x, y in boxes[word]), (name, word, boxes[word])


def found_by_poppler(path, sought):
    reader = shutil.which("pdftotext")
    if not reader:
        return None
    said = subprocess.run([reader, "-bbox", str(path), "-"], capture_output=True, check=True, text=True).stdout
    words = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)', said)
    # A word that says its text beside its signs has no place of its own in this reader.
    places = [((float(x), float(y)) if float(x) else (6, 6), word) for x, y, word in words]
    return {one: [place for place, word in places if one in word] for one in sought}


def found_by_pdfium(path, sought):
    try:
        import pypdfium2
    except ImportError:
        return None
    found = {word: [] for word in sought}
    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            text = page.get_textpage()
            for word in sought:
                search = text.search(word)
                while hit := search.get_next():
                    found[word].append(text.get_charbox(hit[0])[:2])
                search.close()
            text.close()
            page.close()
    return found


def found_by_mupdf(path, sought):
    try:
        import pymupdf
    except ImportError:
        return None
    with pymupdf.open(path) as pdf:
        return {word: [(hit.x0, hit.y0) for page in pdf for hit in page.search_for(word)] for word in sought}


def found_by_pdf_js(path, sought):
    library, node = ROOT / "node_modules" / "pdfjs-dist" / "legacy" / "build" / "pdf.mjs", shutil.which("node")
    if not node or not library.exists():
        return None
    script = """
      const [library, path, ...sought] = process.argv.slice(1);
      const { getDocument } = await import(library);
      const pdf = await getDocument({ url: path, verbosity: 0 }).promise;
      const found = Object.fromEntries(sought.map((word) => [word, []]));
      for (let n = 1; n <= pdf.numPages; n += 1) {
        const { items } = await (await pdf.getPage(n)).getTextContent();
        for (const { str, transform } of items) {
          for (const word of sought) if (str.includes(word)) found[word].push(transform.slice(4));
        }
      }
      console.log(JSON.stringify(found));
    """
    command = [node, "--input-type=module", "-e", script, "--", library.as_uri(), str(path), *sought]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def test_text_can_be_copied_out_of_a_pdf(printed):
    path, language, phrase, _ = printed
    told = inside(path)
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang) == language and pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.open_metadata()["dc:language"] == {language}
        links = [str(link.A.URI) for page in pdf.pages for link in page.get("/Annots", [])]
        assert links and all(link.startswith("http") for link in links)
        assert pdf.Root.MarkInfo.Marked
        (whole,) = pdf.Root.StructTreeRoot.K
        kinds = [str(element.S) for element in whole.K]
        assert {"/H1", "/H2", "/P", "/Figure"} <= set(kinds)
        assert all(str(element.Alt) for element in whole.K if str(element.S) == "/Figure")
    assert "FontFile3" not in told and "/Type3" not in told and "/Image" not in told
    assert path.stat().st_size < 0.5e6
    reader = shutil.which("pdftotext")
    if reader:
        said = subprocess.run([reader, "-raw", str(path), "-"], capture_output=True, check=True).stdout
        assert phrase in said.decode()
        places = subprocess.run([reader, "-bbox", str(path), "-"], capture_output=True, check=True, text=True).stdout
        lost = re.findall(r'<word xMin="0.000000"[^>]*>([^<]*)', places)
        # Only words with a sara am, which say their text beside their signs, may have no place.
        assert all("\u0e33" in word for word in lost) and len(lost) < 0.1 * places.count("<word")
        if shutil.which("pdfinfo"):
            subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True)


def test_a_reader_of_a_pdf_takes_no_two_words_for_one(portsmouth, tmp_path):
    reader = shutil.which("pdftotext")
    if not reader:
        pytest.skip("pdftotext (poppler) reads where the letters of a PDF stand")
    drawn, atlas = draw(portsmouth, "sakhalin", kind="change", language="fr"), portsmouth.atlas
    path, _ = files.save(drawn, tmp_path, "one", atlas, atlas.subjects["sakhalin"], "fr", EDITION, ("pdf",), 300)
    said = subprocess.run([reader, "-raw", str(path), "-"], capture_output=True, check=True, text=True).stdout
    texts = read_texts(portsmouth.atlas, "fr")
    names = [texts[f"feature.{name}.name"] for name in portsmouth.atlas.subjects["sakhalin"].features]
    assert sum(name in said for name in names) >= 3
    assert [name for name in names if re.search(re.escape(name) + r"[^\W\d_]", said)] == []


def test_the_plate_is_light_enough_for_a_publisher(portsmouth, tmp_path):
    drawn, atlas = draw(portsmouth, "treaty", kind="plate"), portsmouth.atlas
    svg, _ = files.save(drawn, tmp_path, "plate", atlas, atlas.subjects["treaty"], "en", EDITION, ("svg",), 300)
    pdf = ROOT / "maps_out/portsmouth_1905/figures/plate.pdf"  # that it is the one drawn, test_packaging.py sees
    assert svg.stat().st_size < 2e6 and pdf.stat().st_size < 1e6
    with pikepdf.open(pdf) as opened:
        box = opened.pages[0].MediaBox
    assert [float(side) * 25.4 / 72 for side in list(box)[2:]] == pytest.approx([420, 297], abs=0.1)


@pytest.mark.parametrize(
    ("subject", "more", "sentence"),
    [
        ("isl", {}, 'unknown subject "isl"; did you mean "isle"? allowed: isle, cape'),
        (
            "isle",
            {"size": "b7"},
            'impossible size "b7"; allowed: a4, a3, a2, a1, a0, letter or WxH in mm, each from 140 to 1500',
        ),
        (
            "isle",
            {"size": "10x10"},
            'impossible size "10x10"; allowed: a4, a3, a2, a1, a0, letter or WxH in mm, each from 140 to 1500',
        ),
        (
            "isle",
            {"after": "1750-01-01"},
            "1750-01-01 lies outside the chain of this atlas; allowed: 1700-01-01 to the day before 1750-01-01",
        ),
        (
            "isle",
            {"before": "1721-01-01"},
            "before 1721-01-01 is not earlier than after 1720-08-01; allowed: before < after",
        ),
        ("isle", {"kind": "chart"}, 'unknown kind "chart"; did you mean "change"? allowed: pair, change, day, plate'),
        ("isle", {"language": "de"}, 'unknown language "de"; did you mean "en"? allowed: en'),
        (
            "isle",
            {"extent": (-180, -80, 180, 80)},
            "-180,-80,180,80 is no extent; allowed: west, south, east, north in degrees, south < north, west and east "
            "at most 180 apart",
        ),
        ("isle", {"style": "gray"}, 'unknown style "gray"; did you mean "grey"? allowed: colour, grey'),
    ],
)
def test_what_does_not_exist_is_refused_in_a_sentence(squares, subject, more, sentence):
    with pytest.raises(UsageError) as error:
        draw(squares, subject, **more)
    assert str(error.value) == sentence


def shape_drawn(artist):
    """What an area of the sheet covers, mm, by the rule that a ring in a ring is a hole."""
    rings = [shapely.make_valid(shapely.Polygon(ring)) for ring in artist.get_path().to_polygons() if len(ring) > 3]
    return functools.reduce(shapely.symmetric_difference, rings)


def test_the_land_of_a_askedis_a_states_to_its_very_edge(portsmouth):
    # The subject is tall and the sheet wide: it shows land far beside the extent.
    drawn = draw(portsmouth, "sakhalin", kind="change")
    frame = shapely.box(*drawn.frames[0])
    found = {artist.get_gid(): artist for artist in drawn.axes[0].patches if artist.get_gid()}
    land = shapely.intersection(shape_drawn(found["change-land"]), frame)
    tinted = shapely.union_all([shape_drawn(found[gid]) for gid in found if gid.startswith("change-state-")])
    own = shapely.union_all([shape_drawn(found[gid]) for gid in found if gid.startswith("change-sakhalin-")])
    bare = shapely.difference(land, shapely.union(tinted, own))
    assert bare.area < 0.01 * land.area


def test_the_edge_of_what_no_right_outlines_is_faint(portsmouth):
    marks, seen = read_marks(), 0
    drawn = draw(portsmouth, "sakhalin", kind="change")
    for lines in drawn.axes[0].collections:
        if re.search("strait.*-edge$", lines.get_gid() or ""):
            ((_, dash),) = set(map(lambda style: (style[0], tuple(style[1])), lines.get_linestyle()))
            assert [part / lines.get_linewidth()[0] for part in dash] == pytest.approx(marks.faint.dash, rel=0.01)
            assert to_hex(lines.get_color()[0]) == marks.ground["colour"]["quiet"]
            seen += 1
    assert seen


def test_the_doubtful_islands_have_a_hatch_of_their_own(portsmouth, english):
    # data/marks.toml, [doubt]: upright lines, 5 px apart; a px is 0.19 mm on paper.
    marks = read_marks()
    assert (marks.doubt.degrees, marks.doubt.spacing * marks.paper_mm) == (90.0, pytest.approx(0.95))
    drawn = english("liaodong", "change")
    (hatch,) = artists(drawn, "change-liaodong-doubtful-islands-doubt")
    lines = hatch.get_segments()
    assert len(lines) > 5 and {round(lean(hatch))} == {90}
    across = np.unique(np.round([line[0][0] for line in lines], 2))
    assert np.diff(across).min() == pytest.approx(0.95 * drawn.zoom, abs=0.02)
    islands = [ring for area in artists(drawn, "change-land") for ring in rings_of(area)]
    land = shapely.union_all(shapely.make_valid(shapely.polygons(islands)))
    assert all(shapely.dwithin(land, shapely.LineString(line), 0.3) for line in lines)
    # What it means stands in the legend; the lease itself, of which nobody doubts, has none.
    assert "In doubt whether the rights reach here" in joined(drawn, "legend")
    assert not artists(drawn, "change-liaodong-lease-doubt")
