"""The second real atlas, and with it what an atlas across 180 degrees, on a ground of its own, asks of the program.
Expected numbers come from the texts that the atlas cites; their sources stand beside them."""

import json
import re
from pathlib import Path

import msgspec
import numpy as np
import pytest
import shapely

from geo import geometry, status, web
from geo.build import edition_of
from geo.check import left_to_translate
from geo.limits import standing, stretches_of
from geo.model import Divider, cited_sources
from geo.sources import _unwrapped, data_folder
from geo.web import explore
from geo.web.ground import frame_of, land_in
from tools import alaska_lines

#: Attou and Copper Island, on either side of the western limit (degrees; points on the layer `land`).
ATTU, COPPER = (173.0, 52.9), (167.7, 54.7)

EVE, DAY, DELIVERY, AWARD = "1867-06-19", "1867-06-20", "1867-10-18", "1903-10-20"


def power(world, place, day, tenure="Sovereignty"):
    table = status(world, place, day)
    labels = table["tenure"].map(lambda name: world.atlas.terms.tenure[name].label)
    return table["power"][labels == tenure].tolist()


# ---- lines


def test_the_meridians_are_exact(alaska):
    # Convention of 1825, Art. III: the 141st degree. Agreement of 1990: 168 degrees 58 minutes 37 seconds, from 65°30'.
    east, west = (alaska.features.geometry[name] for name in ("line-141", "line-bering-north"))
    assert set(shapely.get_coordinates(east)[:, 0]) == {-141.0}
    assert shapely.get_coordinates(west)[:, 0] == pytest.approx(-(168 + 58 / 60 + 37 / 3600), abs=1e-6)
    assert west.bounds[1] == 65.5


def test_the_western_limit_passes_midway_between_the_islands_of_the_strait(alaska):
    # The layer's own shores: Ratmanoff ends at 168.9981° W, Krusenstern begins at 168.9586° W.
    assert alaska.features.geometry["line-bering-north"].bounds[0] == pytest.approx(
        -(168.9981 + 168.9586) / 2, abs=0.002
    )


def test_the_limit_at_sea_runs_through_the_points_of_the_texts(alaska):
    # 64°05'08" N on 172° W and 53°43'42" N, 170°18'31" E, joined straight on a Mercator chart; and on to 193° W.
    line = geometry.seen_from(alaska.features.geometry["line-bering-south"], 190)
    through = [(188, 64 + 5 / 60 + 8 / 3600), (170 + 18 / 60 + 31 / 3600, 53 + 43 / 60 + 42 / 3600)]
    assert all(line.distance(shapely.Point(at)) < 1e-3 for at in through)
    assert line.bounds[0] == 167.0 and line.bounds[2] == pytest.approx(191.023, abs=1e-3)


def test_the_ten_leagues_lie_ten_leagues_from_salt_water(alaska):
    # Three nautical miles of 1,852 m make a league.
    line = shapely.get_coordinates(alaska.features.geometry["line-ten-leagues"])
    coast = alaska.layers["land"]
    coast = shapely.boundary(coast.geometry[coast["group"] == "america"].iloc[0])
    for lon, lat in line[len(line) // 6 :: len(line) // 3]:
        near = shapely.intersection(coast, shapely.box(lon - 1.5, lat - 0.7, lon + 1.5, lat + 0.7))
        assert geometry.distance_m(lon, lat, near) == pytest.approx(10 * 3 * 1852, rel=0.005)


def test_every_line_says_its_rule_its_source_its_days_and_its_doubt(alaska):
    found = {}
    for limit in (feature for feature in alaska.atlas.features.values() if feature.divides):
        assert limit.rule and cited_sources(limit.cite) and limit.uncertainty_m > 0
        stretches = stretches_of(limit, alaska.features, alaska.layers)
        assert stretches is None or (stretches["reason"].str.len() > 40).all()
        found[limit.id] = limit.certainty, standing(limit, alaska.timeline, alaska.atlas.terms)
    assert found == {
        "line-141": ("verified", [("", "")]),
        "line-ten-leagues": ("conjectural", [("", AWARD)]),
        "line-award": ("approximate", [(AWARD, "")]),
        "line-bering-north": ("verified", [(DAY, "")]),
        "line-bering-south": ("derived", [(DAY, "")]),
        "line-bering-geodesic": ("conjectural", [(DAY, "")]),
    }


# ---- who holds what


@pytest.mark.parametrize(
    ("place", "day", "who"),
    [
        ("alaska", EVE, ["Russia"]),
        ("alaska", DAY, ["United States"]),  # Art. IV: complete on the exchange of ratifications
        (ATTU, EVE, ["Russia"]),
        (ATTU, DAY, ["United States"]),
        (COPPER, DAY, ["Russia"]),
        ((-136.0, 64.0), DAY, ["Great Britain"]),
        ((-130.3, 54.9), DAY, ["Great Britain"]),  # Pearse Island
    ],
)
def test_the_cession_counts_from_the_exchange(alaska, place, day, who):
    assert power(alaska, place if isinstance(place, str) else f"{place[0]},{place[1]}", day) == who


def test_at_sitka_the_flags_changed_on_18_october(alaska):
    ground = "Administration in fact"
    assert power(alaska, "sitka", DAY, ground) == power(alaska, "sitka", "1867-10-17", ground) == ["Russia"]
    assert power(alaska, "sitka", DELIVERY, ground) == ["United States"]


def test_the_award_ends_every_claim(alaska):
    disputed = ("ten-leagues", "wales-pearse", "sitklan-kannaghunut")
    claimed = "Sovereignty claimed"
    assert [power(alaska, name, "1903-10-19", claimed) for name in disputed] == [
        ["United States"],
        ["United States"],
        ["Great Britain"],
    ]
    assert [power(alaska, name, AWARD, claimed) for name in disputed] == [[], [], []]


def test_the_northern_kuriles_are_russias_until_1875_alone(alaska):
    # The note of 7 May 1875: handed over from 22 August on. Paramushir lies at the edge of the layer `land`.
    paramushir, states = shapely.Point(155.8, 50.4), alaska.layers["states"]
    assert not alaska.features.geometry["asia"].intersects(paramushir)
    found = states[states.intersects(paramushir)]
    assert found[["state", "end_date"]].to_numpy().tolist() == [["russia", "1875-08-22"]]


def test_the_lines_at_sea_are_what_their_maker_makes():
    rows = json.loads((alaska_lines.LAYER / "lines.geojson").read_text(encoding="utf-8"))["features"]
    kept = {row["properties"]["segment"]: row["geometry"]["coordinates"] for row in rows}
    made = alaska_lines.at_sea()
    assert set(kept) - set(made) == {"Portland Channel", "Mountains"}
    for segment, line in made.items():
        np.testing.assert_allclose(kept[segment], line, rtol=0, atol=1e-5, err_msg=segment)


# ---- words


def test_each_article_is_read_or_says_that_it_is_not(alaska):
    articles = [(i.id, a) for i in alaska.atlas.instruments.values() for a in i.articles]
    assert [f"{i}/{a.number}" for i, a in articles if not a.verified] == []
    # Of what moves a right the own words stand there too.
    assert [f"{i}/{a.number}" for i, a in articles if a.effect in ("moves", "binds") and not a.words] == []
    third = alaska.atlas.article("treaty-1867", "III").words["en"]
    assert "with the exception of uncivilized native tribes" in " ".join(third.split())


def test_it_is_told_in_two_languages_whole(alaska):
    assert alaska.atlas.languages == ["en", "ru"] and left_to_translate(alaska.atlas) == []


def test_its_ground_is_small(alaska):
    files = Path(alaska.atlas.folder, "shapefiles").rglob("*")
    assert sum(path.stat().st_size for path in files if path.is_file()) < 6e6


# ---- across 180 degrees


def test_an_extent_across_180_runs_on_past_it(alaska):
    subject = alaska.atlas.subjects["cession"]
    west, _, east, _ = subject.extent
    assert (west, east) == (167.0, 231.0)
    # 152 degrees west, across Cook Inlet.
    moved = _unwrapped(msgspec.structs.replace(subject, divider=Divider(meridian=-152.0)))
    assert moved.divider.meridian == 208.0 and moved.extent == subject.extent


@pytest.mark.parametrize(("name", "changed"), [("cession", "alaska"), ("panhandle", "ten-leagues")])
def test_the_swipe_of_a_map_opens_with_all_that_changed_on_one_side(alaska, name, changed):
    subject = alaska.atlas.subjects[name]
    shape = geometry.seen_from(alaska.features.geometry[changed], (subject.extent[0] + subject.extent[2]) / 2)
    land = [part for part in shapely.get_parts(shape) if part.area > 1e-4]
    assert subject.extent[0] < subject.divider.meridian < min(part.bounds[0] for part in land)


def test_a_page_across_180_has_one_ground_without_a_seam(alaska):
    frame = frame_of(alaska.atlas.subjects["cession"], alaska.layers)
    assert frame.bounds[0] < 167 and frame.bounds[2] > 231
    land = land_in(alaska.layers, frame)
    # In land and in sea, on both sides: Chukotka at 178° E and 175° W, Attou, Fairbanks; Bering Sea, Gulf of Alaska.
    for lon, lat in ((178, 67), (185, 67), (173, 52.9), (212.3, 64.8)):
        assert shapely.intersects(land, shapely.Point(lon, lat)), (lon, lat)
    for lon, lat in ((180, 57), (215, 57)):
        assert not shapely.intersects(land, shapely.Point(lon, lat))
    shores = shapely.get_coordinates(shapely.boundary(geometry.polygons_of(land)))
    on = abs(shores[:, 0] - 180) < 1e-9
    assert not (on[:-1] & on[1:] & (abs(shores[:-1, 1] - shores[1:, 1]) > 1e-6)).any()


def test_a_notebook_map_shows_it_in_one_piece(alaska):
    page = explore.explore(alaska, DAY, subject="cession").get_root().render()
    # Longitudes go on past 180, and none is written as its western self.
    assert re.search(r"\[2[12]\d\.\d+, [5-7]\d\.", page) and re.search(r"\[17\d\.\d+, [5-7]\d\.", page)
    assert not re.search(r"\[-1\d\d\.\d+, [5-7]\d\.", page)


# ---- beside Portsmouth


def test_both_atlases_stand_in_the_index(alaska, portsmouth, alaska_pages):
    # Without the pictures: those of the invented atlases are in theirs (tests/test_atlases.py).
    fronts = [web.front_of(world, dict.fromkeys(world.atlas.subjects, "")) for world in (alaska, portsmouth)]
    index = web.atlases_page(fronts, edition_of(alaska), data_folder())
    assert re.findall(r"<h2><a[^>]*>([^<]+)", index) == ["Cession of Alaska, 1867", "Treaty of Portsmouth, 1905"]
    for page in ("alaska_1867/cession", "alaska_1867/panhandle", "portsmouth_1905/sakhalin", "portsmouth_1905/treaty"):
        assert f'href="{page}.html"' in index
    assert {path.name: path.stat().st_size < 600_000 for path in alaska_pages.glob("*.html")} == {
        "cession.html": True,
        "timeline.html": True,
    }
