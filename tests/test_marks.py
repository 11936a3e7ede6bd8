"""The one table of looks: what it promises a reader, and how a right's mark follows from it."""

import re
from pathlib import Path

import pytest

import geo
from geo import read_atlas
from geo.errors import DataError
from geo.marks import css_of, dash_of, look_of, read_marks

INVENTED = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def marks():
    return read_marks()


@pytest.fixture(scope="module")
def terms():
    return read_atlas("squares", INVENTED).terms


def luminance(colour):
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_surer_a_limit_the_more_of_its_line_is_drawn(marks):
    def drawn(certainty):
        dash = marks.certainty[certainty].dash
        return sum(dash[::2]) / sum(dash) if dash else 1

    shares = [drawn(c) for c in ("verified", "derived", "approximate", "conjectural")]
    assert shares == sorted(set(shares), reverse=True)


def test_dashes_grow_with_their_line(marks):
    assert dash_of(marks, "verified", 3) == []
    assert dash_of(marks, "derived", 2) == [2 * part for part in marks.certainty["derived"].dash]


def test_a_lower_right_is_never_louder(marks):
    weights = [rung.weight * rung.strength for rung in marks.ladder]
    assert weights == sorted(weights, reverse=True) and weights[0] > 2 * weights[-1]


@pytest.mark.parametrize("style", ["colour", "grey"])
@pytest.mark.parametrize("line", ["limit", "neutral", "border", "ink", "coast"])
def test_lines_stand_out_from_land_and_sea(marks, style, line):
    ground = marks.ground[style]
    # WCAG 2.2, 1.4.11: 3:1 for graphics.
    assert min(contrast(ground[line], ground[other]) for other in ("land", "sea")) >= 3


def test_a_lease_leans_as_its_terms_say_in_its_holders_colour(marks, terms):
    look = look_of(marks, terms, "lease", "south")
    assert (look.mark, look.degrees, look.colour, look.edge) == ("hatch", 45, "#b8432f", 2)


def test_on_a_photocopy_the_second_power_leans_the_other_way(marks, terms):
    assert look_of(marks, terms, "lease", "north", "grey").degrees == 45
    assert look_of(marks, terms, "lease", "south", "grey").degrees == 135


def test_two_hatches_differ_in_spacing_too(marks, terms):
    lease, occupation = (look_of(marks, terms, tenure, "north") for tenure in ("lease", "occupation"))
    assert lease.spacing < occupation.spacing


def test_a_duty_of_several_powers_is_in_no_powers_colour(marks, terms):
    assert look_of(marks, terms, "servitude").colour == marks.ground["colour"]["neutral"]
    assert look_of(marks, terms, "servitude").edge == 0


def test_powers_of_one_right_are_drawn_side_by_side(marks, terms):
    assert {look_of(marks, terms, "lease", power).shift for power in terms.power} == {0, 0.5, 0.25}


def test_css_says_the_ground_the_limits_and_the_lettering(marks):
    said = css_of(marks)
    for words in (
        f"--sea:{marks.ground['colour']['sea']};",
        "--dash-verified:none;",
        "--name-sea-style:italic;",
        "--limit-width:2.2px;",
    ):
        assert words in said


def test_a_wrong_colour_is_refused_in_one_sentence(tmp_path):
    text = (INVENTED.parents[1] / "data" / "marks.toml").read_text(encoding="utf-8")
    (tmp_path / "marks.toml").write_text(text.replace("#dde8ec", "blue"), encoding="utf-8")
    with pytest.raises(DataError, match="marks.toml: .*ground"):
        read_marks(tmp_path)


@pytest.mark.parametrize("name", ["page.css", "map.css", "chart.css", "offline.css", "index.css", "conference.css"])
def test_no_line_of_a_map_has_a_width_of_its_own_in_css(name):
    text = (Path(geo.__file__).parent / "web" / "static" / name).read_text(encoding="utf-8")
    # What only answers to a finger, the mouse or the keyboard is no mark.
    marks = [rule for rule in re.findall(r"[^{}]*\{[^{}]*\}", text) if not re.search(r"\.touch|:hover|:focus", rule)]
    assert len(marks) > 5
    assert [rule for rule in marks if re.search(r"stroke-(width|dasharray): *[\d.]", rule)] == []


def test_a_table_without_powers_or_sizes_is_refused(tmp_path):
    text = (INVENTED.parents[1] / "data" / "marks.toml").read_text(encoding="utf-8")
    (tmp_path / "marks.toml").write_text(text.replace("town = [3.6, 2.9, 2.6]", "town = []"), encoding="utf-8")
    with pytest.raises(DataError, match="marks.toml: .*length >= 1.*dot.town"):
        read_marks(tmp_path)
