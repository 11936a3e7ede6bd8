"""A world asks itself: who held what, in the habits of geopandas, and wrong calls are sentences."""

import base64
import datetime
import io
import tomllib
from pathlib import Path

import pandas as pd
import pytest
import shapely

import geo
from geo.errors import UsageError

ROOT = Path(__file__).parents[1]

#: One day of 1905 in every form in which a reader may have it.
DAYS = [
    "1905-12-22",
    datetime.date(1905, 12, 22),
    datetime.datetime(1905, 12, 22, 8),
    pd.Timestamp("1905-12-22"),
    "[1905-12-22,1905-12-24]",
    "1905-12-22~",
]


@pytest.mark.parametrize("day", DAYS, ids=repr)
def test_a_day_is_known_in_every_form(portsmouth, day):
    # Peking, 22 December 1905: China consents, and the lease is Japan's from that day (Art. V).
    held = portsmouth.at("liaodong-lease", day)
    assert held.loc[held["tenure"] == "lease", "holder"].tolist() == ["japan"]
    rows = geo.held_on(portsmouth, day)
    assert rows.loc[(rows["feature"] == "liaodong-lease") & (rows["tenure"] == "lease"), "holder"].tolist() == ["japan"]


def test_a_month_is_its_first_day(portsmouth):
    assert geo.held_on(portsmouth, "1905-12").index.equals(geo.held_on(portsmouth, "1905-12-01").index)


@pytest.mark.parametrize("day", ["1905-13", "1905-02-30", "5 September 1905", "", "05"])
def test_what_is_no_day_is_refused(portsmouth, day):
    with pytest.raises(UsageError, match="is no day; allowed: YYYY-MM-DD"):
        geo.held_on(portsmouth, day)


def test_what_changed_is_asked_of_a_world(portsmouth):
    changed = portsmouth.changes("1905-09-04", "1905-12-22")
    lease = changed[(changed["feature"] == "liaodong-lease") & (changed["tenure"] == "lease")].iloc[0]
    assert (lease["holder_before"], lease["holder_after"], lease["date"], lease["article"]) == (
        "russia",
        "japan",
        "1905-12-22",
        "V",
    )
    with pytest.raises(UsageError, match="1905-12-22"):
        portsmouth.changes("1905-12-22", "1905-09-04")


def test_a_world_draws_its_sheet(portsmouth):
    figure = portsmouth.figure("sakhalin", kind="change")
    assert any("50" in text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")))


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (
            lambda w: w.map("1700"),
            "1700-01-01 lies outside the chain of this atlas; allowed: 1855-02-07 to the day before",
        ),
        (lambda w: w.map("5 September 1905"), "is no day; allowed: YYYY-MM-DD"),
        (lambda w: w.map("1905-10", "sakhlin"), 'no subject "sakhlin"; did you mean "sakhalin"'),
        (lambda w: w.compare("1957", "1905"), "1957-01-01 lies outside the chain"),
        (lambda w: w.changes("1700", "1905"), "1700-01-01 lies outside the chain"),
        (lambda w: w.at("1905-10-20", "Mukden"), '"Mukden" is no day'),
        (lambda w: w.at(5, "1905-10-20"), "a place was given as int; allowed: a name"),
        (lambda w: w.plot_timeline("liaodong-lese"), 'did you mean "liaodong-lease"'),
        (lambda w: w.plot_timeline(reading="facts"), 'unknown reading "facts"; did you mean "fact"'),
        (lambda w: geo.explore("1905-10-20", w), "explore was given str; allowed: a World"),
    ],
)
def test_a_wrong_call_is_a_sentence(portsmouth, ask, sentence):
    with pytest.raises(UsageError, match=sentence):
        ask(portsmouth)


def test_a_point_of_shapely_is_a_place(portsmouth):
    # Port Arthur, 121.25 E 38.81 N (GeoNames), in the lease of 1898.
    held = portsmouth.at(shapely.Point(121.25, 38.81), "1905-12")
    assert held.loc[held["right"] == "Lease", "power"].tolist() == ["Russia"]


def test_a_map_is_a_picture_too_and_a_map_without_one_is_none(squares):
    from PIL import Image

    from geo.web.offline import OfflineMap

    shown = squares.map("1725-01-01")
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/png"} == set(squares._repr_mimebundle_())
    drawn = Image.open(io.BytesIO(base64.b64decode(bundle["image/png"]))).convert("RGB")
    ground = tomllib.loads((ROOT / "data" / "marks.toml").read_text(encoding="utf-8"))["ground"]["colour"]
    # Sea and land are in it, each on much of it.
    seen = {colour: count for count, colour in drawn.getcolors(1 << 24)}
    sea = tuple(bytes.fromhex(ground["sea"][1:]))
    near = sum(count for colour, count in seen.items() if max(abs(a - b) for a, b in zip(colour, sea, strict=True)) < 4)
    assert 0.1 < near / (drawn.width * drawn.height) < 0.9
    assert set(OfflineMap()._repr_mimebundle_()) == {"text/html"}


# ---- the chart of time


def test_a_bar_begins_and_ends_on_its_days(portsmouth):
    from geo.lanes import axis_of

    chart = portsmouth.plot_timeline(["liaodong-lease"])
    axes, axis = chart.axes[0], axis_of(portsmouth.atlas)
    bars = [patch for patch in axes.patches if (patch.get_gid() or "").startswith("bar-")]
    # Pavlov, 27 March 1898, for Russia; Peking, 22 December 1905, for Japan.
    edges = {(round(bar.get_x(), 6), bar.get_hatch()) for bar in bars}
    for day in ("1898-03-27", "1905-12-22"):
        assert (round(axis.place(day), 6), "////") in edges
    powers = portsmouth.atlas.terms.power
    drawn = {text.get_text() for text in chart.legends[0].get_texts()}
    assert {"Lease: Russia", "Lease: Japan", "Sovereignty: China"} <= drawn
    # Every row of the lease is a bar in its holder's colour.
    from matplotlib.colors import to_hex

    assert {to_hex(bar.get_edgecolor()) for bar in bars} >= {powers["russia"].colour, powers["japan"].colour}


def test_the_years_of_the_axis_never_run_together(portsmouth):
    chart = portsmouth.plot_timeline()
    chart.draw_without_rendering()
    boxes = [label.get_window_extent() for label in chart.axes[0].get_xticklabels()]
    assert all(one.x1 < other.x0 for one, other in zip(boxes, boxes[1:], strict=False)) and len(boxes) > 5


def test_a_chart_of_nothing_is_a_sentence(portsmouth):
    with pytest.raises(UsageError, match='unknown feature "moon"'):
        portsmouth.plot_timeline(["moon"])
