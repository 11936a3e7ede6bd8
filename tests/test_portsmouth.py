"""The real atlas against what issue 2 asks of it: on the timeline as it is written for readers
(`timeline.geojson`) and on the Python interface. Sources of the numbers stand beside them."""

import datetime
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from geo import changes_between, held_on
from geo.export import write_geojson
from geo.model import station_name
from geo.sources import cited_sources
from geo.web import widest_of
from geo.web.facts import page_facts

DATA = Path(__file__).parents[1] / "data"
WGS84 = Geod(ellps="WGS84")
BEFORE, AFTER = "1905-09-04", "1905-12-22"  # the day before the signature; China's consent

#: A point on a map, degrees: station list of 12306, converted from GCJ-02 (about 0.3 km).
PULANDIAN, WAFANGDIAN = (121.955, 39.400), (122.003, 39.624)
PIKOU, CHENGZITAN = (122.352, 39.406), (122.488, 39.506)


@pytest.fixture(scope="module")
def written(geojson):
    """What a reader of the GeoJSON gets; what is null there (open) is empty text, as in the timeline."""
    found = json.loads(geojson.read_text(encoding="utf-8"))
    rows = gpd.GeoDataFrame.from_features(found["features"], crs="EPSG:4326")
    open_ = [name for name in rows if not pd.api.types.is_numeric_dtype(rows[name]) and name != "geometry"]
    return rows.fillna(dict.fromkeys(open_, ""))


@pytest.fixture(scope="module")
def atlas(portsmouth):
    return portsmouth.atlas


@pytest.fixture(scope="module")
def treaty(atlas):
    return atlas.instruments["portsmouth-1905"]


def right(table, feature, tenure):
    return table[(table["feature"] == feature) & (table["tenure"] == tenure)]


def shape_of(written, feature):
    return written[written["feature"] == feature].geometry.iloc[0]


def holders(table, feature, tenure, day):
    return right(held_on(table, day), feature, tenure)["holder"].tolist()


def area_km2(shape):
    return sum(abs(WGS84.geometry_area_perimeter(part)[0]) for part in shape.geoms) / 1e6


def km_from(point, line):
    """Kilometres from a point to the nearest point of a line."""
    narrow = (np.cos(np.radians(point.y)), 1)
    near = shapely.transform(line, lambda lonlat: (lonlat - (point.x, point.y)) * narrow)
    at = shapely.ops.nearest_points(shapely.Point(0, 0), near)[1]
    return np.hypot(at.x, at.y) * 111.32  # a degree of latitude: 111.04 at 40 N, 111.15 at 46 N


# ---- the border on Sakhalin


@pytest.fixture(scope="module")
def border(written):
    """The edge that the two halves share, as written: vertices in order from west to east."""
    halves = [shape_of(written, f"sakhalin-{half}") for half in ("north", "south")]
    edges = shapely.intersection(*(shapely.boundary(half) for half in halves))
    line = shapely.line_merge(
        shapely.union_all([part for part in shapely.get_parts(edges) if part.geom_type == "LineString"])
    )
    return np.concatenate(
        [shapely.get_coordinates(part) for part in sorted(shapely.get_parts(line), key=lambda part: part.bounds)]
    )


def test_the_border_lies_on_the_50th_parallel(border):
    assert np.abs(border[:, 1] - 50).max() <= 0.0001


def test_the_border_has_a_vertex_every_50th_of_a_degree(border):
    assert np.diff(np.sort(border[:, 0])).max() <= 0.02


@pytest.mark.parametrize(("end", "lon"), [(0, 142.1545), (-1, 143.990)])
def test_the_border_ends_at_the_outer_marks(border, end, lon):
    # End marks of 1906-08: 142 deg 09' 16.25" and 143 deg 59' 24" E (zh.wikipedia, 50 度線).
    assert np.sort(border[:, 0])[end] == pytest.approx(lon, abs=0.01)


def test_the_border_is_131_6_km_long(border):
    lon = np.sort(border[:, 0])
    assert WGS84.line_length(lon, np.full(len(lon), 50.0)) / 1e3 == pytest.approx(131.6, abs=0.5)


def test_the_border_of_the_python_interface_is_the_same(portsmouth):
    line = portsmouth.features.geometry["sakhalin-border"]
    assert WGS84.geometry_length(line) / 1e3 == pytest.approx(131.6, abs=0.5)
    assert np.abs(shapely.get_coordinates(line)[:, 1] - 50).max() <= 0.0001


def test_the_halves_are_a_coverage(portsmouth):
    assert portsmouth.features.geometry[["sakhalin-north", "sakhalin-south"]].is_valid_coverage()


def test_the_halves_as_written_are_a_coverage(written):
    halves = gpd.GeoSeries([shape_of(written, f"sakhalin-{half}") for half in ("north", "south")])
    assert halves.is_valid_coverage()


# ---- sakhalin-south


def test_southern_sakhalin_measures_33284_km2(written):
    # GSHHG full, south of 50 N, with Moneron (reference-computed).
    assert area_km2(shape_of(written, "sakhalin-south")) == pytest.approx(33_284, rel=0.01)


@pytest.mark.parametrize(("island", "lon", "lat"), [("Moneron", 141.235, 46.253), ("Tyuleniy", 144.63, 48.50)])
def test_adjacent_islands_went_with_the_south(written, island, lon, lat):
    # Both lie alone in the sea, 40 and 12 km from the coast: 2 km round the point is the island.
    assert shape_of(written, "sakhalin-south").intersects(shapely.Point(lon, lat).buffer(0.02))


def test_southern_sakhalin_went_from_russia_to_japan(written):
    assert holders(written, "sakhalin-south", "sovereignty", BEFORE) == ["russia"]
    assert holders(written, "sakhalin-south", "sovereignty", AFTER) == ["japan"]


def test_southern_sakhalin_went_by_article_ix_on_its_entry_into_force(written):
    row = right(written, "sakhalin-south", "sovereignty").iloc[-1]
    assert (row.instrument, row.article, row.start_date, row.basis) == (
        "portsmouth-1905",
        "IX",
        "1905-10-15",
        "entry_into_force",
    )


def test_northern_sakhalin_stayed_russian(written):
    assert holders(written, "sakhalin-north", "sovereignty", AFTER) == ["russia"]


# ---- liaodong-lease


def test_the_lease_measures_3462_km2_with_islands(written):
    # Official figure (japan-yearbook-1932).
    assert area_km2(shape_of(written, "liaodong-lease")) == pytest.approx(3462, rel=0.05)


@pytest.mark.parametrize(
    ("place", "at", "inside"),
    [
        ("Pulandian", PULANDIAN, True),
        ("Pikou", PIKOU, True),
        ("Chengzitan", CHENGZITAN, True),
        ("Wafangdian", WAFANGDIAN, False),
    ],
)
def test_places_on_either_side_of_the_lease_line(written, place, at, inside):
    assert shape_of(written, "liaodong-lease").intersects(shapely.Point(at)) == inside


@pytest.mark.parametrize(
    ("island", "lon", "lat", "inside"),
    [
        ("Haiyang", 123.17, 39.06, True),  # Draft History of Qing: stays leased
        ("Miaodao", 120.75, 37.95, False),
    ],
)  # the same: not within the lease
def test_islands_of_the_lease_by_the_rule_of_1899(written, island, lon, lat, inside):
    found = shape_of(written, "liaodong-lease").intersects(shapely.Point(lon, lat).buffer(0.03))
    assert found == inside


def test_china_is_sovereign_on_every_day_of_the_chain_on_which_there_is_a_lease(atlas, written):
    # Art. I of the convention of 27 March 1898 declares it and does not make it so: no first day.
    held = right(written, "liaodong-lease", "sovereignty")
    assert right(written, "liaodong-lease", "lease")["start_date"].min() == "1898-03-27"
    assert held[["holder", "end_date"]].to_numpy().tolist()[-1] == ["china", ""]
    assert "" in held["start_date"].tolist()
    for day in ("1890-01-01", "1898-03-27", atlas.covers[1] - datetime.timedelta(days=1)):
        assert holders(written, "liaodong-lease", "sovereignty", day) == ["china"]


def test_the_lessee_was_russia_then_japan_without_a_day_between(written):
    rows = right(written, "liaodong-lease", "lease")
    assert rows[["holder", "start_date", "end_date"]].to_numpy().tolist() == [
        ["russia", "1898-03-27", "1905-12-22"],
        ["japan", "1905-12-22", "1915-05-25"],
        ["japan", "1915-05-25", "1945-09-02"],
    ]


def test_the_lease_went_by_article_v_with_the_consent_of_peking(written, treaty):
    row = right(written, "liaodong-lease", "lease").iloc[1]
    assert (row.instrument, row.article, row.basis) == ("portsmouth-1905", "V", "consent")
    provision = next(p for p in treaty.provisions if p.feature == "liaodong-lease")
    assert provision.consent_by == "peking-1905/I"


def test_nothing_of_liaodong_moved_before_china_agreed(written):
    assert holders(written, "liaodong-lease", "lease", "1905-12-21") == ["russia"]


def test_a_lease_is_never_a_cession(treaty):
    assert {p.feature for p in treaty.provisions if p.tenure == "sovereignty"} == {"sakhalin-south"}


def test_the_three_islands_are_leased_with_the_peninsula_but_in_doubt(portsmouth, written):
    feature = portsmouth.atlas.features["liaodong-doubtful-islands"]
    assert feature.certainty == "conjectural" and "1935" in feature.certainty_note
    assert (
        right(written, feature.id, "lease")["holder"].tolist()
        == right(written, "liaodong-lease", "lease")["holder"].tolist()
        == ["russia", "japan", "japan"]
    )
    # Japan twice: the treaty of 25 May 1915 gave it a new term.
    # 138 km2 in GSHHG; Xizhong 121.30, 39.42 lies in it.
    assert shape_of(written, feature.id).contains(shapely.Point(121.30, 39.42))


def test_the_limit_of_the_lease_crosses_the_railway_where_the_rails_do(portsmouth):
    # 122.005, 39.520 on the rails of today; drawn by chords it crossed 2.6 km further south-west.
    crossing = portsmouth.features.geometry["smr-main"].intersection(portsmouth.features.geometry["lease-limit"])
    assert km_from(crossing, shapely.Point(122.005, 39.520)) < 0.3


def test_the_western_lobe_lies_in_the_lease(portsmouth):
    # A point in the lobe of the sheet of 1935 (121.880-121.920, 39.40-39.44).
    assert portsmouth.features.geometry["liaodong-lease"].contains(shapely.Point(121.905, 39.432))


def test_no_name_of_1905_has_the_marks_of_wade_giles_on_one_map_and_lacks_them_on_another(atlas):
    # As English maps of 1905 print them: Pu-lan-tien, not P'u-lan-tien.
    assert [place.names["en"] for place in atlas.places if "'" in place.names["en"]] == []


def test_a_station_has_the_french_name_that_texts_and_places_give_it(portsmouth):
    stations = portsmouth.layers["stations"]
    assert all(
        station_name(row, language) for row in stations.itertuples() for language in ("zh", "ru", "th", "ko", "fr")
    )
    french = {row.name_zh: row.name_fr for row in stations.itertuples()}
    # Cordier's letters: the text of the atlas names these two, the second of them beside no place of the maps.
    assert french["得利寺"] == "Te-li-sseu" and french["柳樹屯"] == "Lieou-chou-touen"
    named = {p.names["zh"]: p.names["fr"] for p in portsmouth.atlas.places}
    assert {zh: (fr, named[zh]) for zh, fr in french.items() if fr != named.get(zh, fr)} == {}


# ---- railway


def located(portsmouth):
    stations = portsmouth.layers["stations"]
    return stations[(stations["located"] != "interpolated") & (stations["opened"] == "")]


@pytest.mark.parametrize(
    "line",
    [
        "smr-main-south",
        "smr-main",
        "dalny-branch",
        "liushutun-branch",
        "yingkou-branch",
        "yentai-branch",
        "fushun-branch",
        "cer-south-branch",
        "antung-mukden",
    ],
)
def test_the_line_runs_within_1_km_of_every_located_station(portsmouth, written, line):
    group = portsmouth.layers["railways"].set_index("line")["group"][line]
    railway = shape_of(written, group)
    stations = located(portsmouth)
    points = stations.geometry[stations["line"] == line]
    assert len(points) and max(km_from(point, railway) for point in points) <= 1


@pytest.mark.parametrize(
    ("town", "lon", "lat"),
    [
        # GeoNames, to 1-3 km: an independent look at where the line runs.
        ("Mukden (Shenyang)", 123.433, 41.792),
        ("Liaoyang", 123.172, 41.272),
        ("Kaiping (Gaizhou)", 122.369, 40.394),
    ],
)
def test_the_main_line_passes_the_towns_it_served(written, town, lon, lat):
    assert km_from(shapely.Point(lon, lat), shape_of(written, "smr-main")) <= 5


def test_dairen_to_changchun_is_701_4_km_by_chainage(portsmouth):
    # Renkyo Line: kilometres counted from Dairen.
    stations = portsmouth.layers["stations"].set_index(["line", "name_mod"])["km"]
    assert stations["smr-main", "Changchun"] == 701.4
    assert stations["dalny-branch"].min() == 0


def test_chainage_grows_along_the_main_line(portsmouth):
    stations = portsmouth.layers["stations"]
    km = stations[stations["line"] == "smr-main"].sort_values("seq")["km"].dropna()
    assert (km.diff().dropna() > 0).all() and len(km) > 50


@pytest.mark.parametrize(
    ("branch", "km"),
    [
        ("dalny-branch", 15.5),  # Renkyo Line
        ("liushutun-branch", 5.8),  # unverified
        ("yingkou-branch", 22.4),  # network of 1936
        ("yentai-branch", 15.6),  # 9.7 miles
        ("fushun-branch", 53.3),
    ],
)  # to the Lao-hu-tai pit
def test_each_branch_has_its_length_and_says_where_from(portsmouth, branch, km):
    row = portsmouth.layers["railways"].set_index("line").loc[branch]
    assert row["group"] == "smr-branches" and row["length_km"] == km and row["len_src"]


@pytest.fixture(scope="module")
def total(atlas):
    return next(total for total in atlas.totals if total.features == ["smr-main", "smr-branches"])


def test_the_total_is_the_range_817_to_844_km_with_its_reason(total):
    # 508 miles (eb-1911) x 1.609344 = 817.5; 701.4 + 50.8 + 22.4 + 48.2 + 21 = 843.8.
    assert total.km == [817, 844] and "817" in total.reason and "844" in total.reason


def test_the_parts_as_listed_add_up_to_what_the_reason_says(portsmouth, total):
    # 46.5 + 688.5 + 15.5 + 5.8 + 22.4 + 15.6 + 53.3 = 847.6.
    rows = portsmouth.layers["railways"]
    parts = rows[rows["group"].isin(total.features)]["length_km"]
    assert parts.sum() == pytest.approx(847.6, abs=0.05) and "848" in total.reason


def test_at_most_15_guards_a_kilometre_are_12255_to_12660(treaty, total):
    # 15 x 817 = 12,255; 15 x 844 = 12,660.
    per_km = {p.guards_per_km for p in treaty.provisions if p.article == "Add. I"}
    assert [min(per_km) * total.km[0], max(per_km) * total.km[1]] == [12_255, 12_660]


def test_the_page_of_the_railway_tells_the_guards(portsmouth):
    facts, _ = page_facts(portsmouth, portsmouth.atlas.subjects["railway"])
    assert [12_255, 12_660] in [total.get("guards") for total in facts["totals"]]


def test_the_timeline_opens_on_the_whole_treaty(portsmouth):
    # Not on the railway, which has as many features: Sakhalin would be missing.
    assert widest_of(portsmouth.atlas).id == "treaty"


@pytest.mark.parametrize("feature", ["smr-main", "smr-branches", "mines"])
def test_railway_and_mines_went_by_article_vi_with_the_consent(written, feature):
    rows = right(written, feature, "concession")
    # The second row: the first is the contract of 1898; the mines were settled anew in 1909.
    assert rows[["holder", "instrument", "article", "start_date"]].to_numpy().tolist()[1] == [
        "japan",
        "portsmouth-1905",
        "VI",
        "1905-12-22",
    ]
    assert holders(written, feature, "concession", BEFORE) == ["cer-company"]


@pytest.mark.parametrize("branch", ["fushun-branch", "yentai-branch"])
def test_a_mine_lies_at_the_end_of_each_colliery_branch(portsmouth, written, branch):
    railway = portsmouth.layers["railways"].set_index("line").geometry[branch]
    end = shapely.Point(railway.coords[-1])
    assert min(km_from(point, end) for point in shape_of(written, "mines").geoms) < 0.001


def test_the_line_north_of_kuanchengtzu_stayed_russian(written, atlas):
    # The holder in law is the Company (contract of 1898, Art. I), and Russia stood behind it.
    assert holders(written, "cer-south-branch", "concession", AFTER) == ["cer-company"]
    assert atlas.terms.power["cer-company"].of == "russia"
    assert atlas.terms.power["cer-company"].colour == atlas.terms.power["russia"].colour


def test_antung_mukden_rests_on_peking_and_not_on_portsmouth(written):
    rows = written[written["feature"] == "antung-mukden"]
    assert (rows["instrument"] + "/" + rows["article"]).tolist()[0] == "peking-1905/Add. VI"
    assert "portsmouth-1905" not in set(rows["instrument"])


# ---- every row, every article


def test_every_row_has_an_instrument_an_article_and_a_cite_that_exist(written, atlas):
    assert len(written) > 30
    for row in written.itertuples():
        assert atlas.instruments[row.instrument].article(row.article), row
        sources = [source for source, _ in cited_sources(row.cite)]
        assert sources and set(sources) <= set(atlas.sources), row
        if isinstance(row.ended_by, str) and row.ended_by:
            instrument, _, article = row.ended_by.partition("/")
            assert atlas.instruments[instrument].article(article), row


def test_every_row_ends_after_it_starts(written):
    assert ((written["end_date"] == "") | (written["start_date"] < written["end_date"])).all()


def test_no_row_as_written_is_without_a_shape(written):
    assert not written.geometry.is_empty.any()


def test_every_row_as_written_has_a_valid_shape(written):
    assert written["feature"][~written.geometry.is_valid].unique().tolist() == []


def test_all_seventeen_articles_are_listed(treaty):
    assert [article.number for article in treaty.articles] == [
        "I",
        "II",
        "III",
        "IV",
        "V",
        "VI",
        "VII",
        "VIII",
        "IX",
        "X",
        "XI",
        "XII",
        "XIII",
        "XIV",
        "XV",
        "Add. I",
        "Add. II",
    ]


def test_articles_without_effect_on_the_ground_say_so(atlas):
    for instrument in atlas.instruments.values():
        for article in instrument.articles:
            assert article.effect in ("moves", "binds") or article.effect_note, instrument.id


def test_every_article_of_every_instrument_is_summarised_and_cited(atlas):
    for instrument in atlas.instruments.values():
        for article in instrument.articles:
            assert article.summary and cited_sources(article.cite), (instrument.id, article.number)


@pytest.mark.parametrize(
    ("instrument", "dates"),
    [
        # frus-1905, docs. 906-915; in force: announcement at St Petersburg, 15 October.
        ("portsmouth-1905", ("1905-09-05", "1905-10-14", "1905-10-15")),
        # Art. III: in force from signature.
        ("peking-1905", ("1905-12-22", "1906-01-09", "1905-12-22")),
    ],
)
def test_signed_ratified_and_in_force(atlas, instrument, dates):
    found = atlas.instruments[instrument]
    assert (str(found.signed), str(found.ratified), str(found.in_force)) == dates


def test_the_uncertain_day_of_entry_into_force_is_said_to_be_uncertain(treaty):
    assert treaty.in_force_edtf == "[1905-10-15,1905-10-16]"


def test_the_day_of_signature_stands_in_three_calendars(treaty):
    for part in ("23 August", "5 September", "38th year of Meiji"):
        assert part in treaty.signed_as_written


@pytest.mark.parametrize(
    ("basis", "lease", "sakhalin"),
    [
        ("signature", "1905-09-05", "1905-09-05"),
        ("entry_into_force", "1905-10-15", "1905-10-15"),
        ("consent", "1905-12-22", "1905-10-15"),
    ],
)
def test_the_transfers_under_each_legal_date(portsmouth, basis, lease, sakhalin):
    timeline = portsmouth.timelines[basis]
    found = timeline.set_index("provision")["start_date"]
    assert found["portsmouth-1905/v-liaodong-lease"] == lease
    assert found["portsmouth-1905/ix-sakhalin-south"] == sakhalin


def test_before_and_after_differ_in_one_sovereignty(portsmouth):
    changes = changes_between(portsmouth.timeline, BEFORE, AFTER)
    moved = changes[changes["tenure"] == "sovereignty"]
    assert moved[["feature", "holder_before", "holder_after", "article"]].to_numpy().tolist() == [
        ["sakhalin-south", "russia", "japan", "IX"]
    ]


# ---- how it is written


def test_outer_rings_turn_left_as_rfc_7946_asks(written):
    for shape in written.geometry[written.geom_type == "MultiPolygon"]:
        assert all(part.exterior.is_ccw for part in shape.geoms)


def test_an_area_row_has_no_length_and_an_open_end_is_null(geojson):
    written = json.loads(geojson.read_text(encoding="utf-8"))["features"]
    north = next(f["properties"] for f in written if f["properties"]["provision"] == "petersburg-1875/i-sakhalin-north")
    assert north["length_km"] is None and north["end_date"] is None


def test_writing_twice_gives_the_same_bytes(portsmouth, geojson, tmp_path):
    again = write_geojson(portsmouth.timeline, tmp_path / "again.geojson")
    assert again.read_bytes() == geojson.read_bytes()


# ---- what the articles say, against the words of their editions


@pytest.mark.parametrize(
    ("instrument", "article", "said"),
    [
        # MacMurray 1905/8, Art. II: "any military measure which may menace the security of Russian or
        # Korean territory"; the second paragraph: "the subjects or citizens of the most favored nation".
        ("portsmouth-1905", "II", ("security of Russian or Korean territory", "most favoured nation")),
        # Art. IX: "the free navigation of the Straits".
        ("portsmouth-1905", "IX", ("free navigation",)),
        # AJIL Suppl. 4, p. 314: "is therefore to expire in the 49th year of Kuang Hsü".
        ("peking-1905", "Add. VI", ("49th year", "1923")),
        # Three towns, not Mukden alone; materials, not building; the land frontier, not trade at large.
        ("peking-1905", "Add. IX", ("Ying-kou", "Antung", "Mukden")),
        ("peking-1905", "Add. VIII", ("Material", "likin")),
        ("peking-1905", "Add. XI", ("frontier",)),
    ],
)
def test_an_article_says_what_its_text_says(atlas, instrument, article, said):
    summary = atlas.article(instrument, article).summary
    for words in said:
        assert words in summary


def test_no_id_of_a_source_or_an_instrument_stands_in_prose(atlas):
    from geo.texts import english_texts

    ids = [i for i in (*atlas.sources, *atlas.instruments, "lease-west") if "-" in i or i == "qingshigao"]
    for key, text in english_texts(atlas).items():
        assert [i for i in ids if i in text] == [], key


def test_each_article_of_the_treaty_says_what_it_does_to_places(treaty):
    # Review of the law of the atlas, B5: IV, VIII and X speak of a place; XI is a promise.
    found = {article.number: article.effect for article in treaty.articles}
    assert [n for n, does in found.items() if does == "moves"] == ["III", "V", "VI", "IX", "Add. II"]
    assert [n for n, does in found.items() if does == "binds"] == ["II", "VII", "XI", "Add. I"]
    assert [n for n, does in found.items() if does == "names"] == ["IV", "VIII", "X"]


def test_each_article_of_the_treaty_has_its_own_words(treaty):
    assert [article.number for article in treaty.articles if not article.words] == []
    # MacMurray I, No. 1905/8, p. 528; the French column of s5MBAAAAYAAJ, p. 8.
    words = treaty.article("IX").words
    assert "The fiftieth degree of north latitude is adopted as the northern boundary" in words["en"]
    assert "Le cinquantième parallèle de latitude nord est adopté" in words["fr"]
    # F. Brinkley, A History of the Japanese People, appendix 3.
    assert (
        "the lease of Port Arthur, Talien and adjacent territory, and territorial waters"
        in treaty.article("V").words["en"]
    )
    assert (
        "the railway between Chang-chun (Kuan-cheng-tzu) and Port Arthur and all its branches"
        in treaty.article("VI").words["en"]
    )
    # Nihon gaikō nenpyō, Arts. V and VI: what is transferred, in its own words.
    assert "租借権ニ関連シ又ハ其ノ一部ヲ組成スル一切ノ権利、特権及ビ譲与" in treaty.article("V").words["ja"]
    assert "其ノ利益ノタメニ経営セラルル一切ノ炭坑" in treaty.article("VI").words["ja"]


# ---- the conference


def test_the_twelve_demands_their_answers_and_what_came_of_them(atlas):
    # Kojima 7, p. 378 (weight; which were refused); Brinkley VI, p. 331a and Kojima (the sittings).
    found = {d.number: (d.weight, d.answer, str(d.discussed), d.got) for d in atlas.demands}
    assert list(found) == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
    assert [n for n, row in found.items() if row[1] == "no"] == ["V", "IX", "X", "XI"]
    assert [n for n, row in found.items() if row[3] == "nothing"] == ["IX", "X", "XI"]
    assert found["V"] == ("relative", "no", "1905-08-15", "part")
    assert found["VII"] == ("absolute", "part", "1905-08-16", "part")
    assert found["XII"] == ("additional", "part", "1905-08-18", "part")


def test_the_whole_of_sakhalin_was_asked_and_the_south_was_got(atlas):
    demand = next(d for d in atlas.demands if d.number == "V")
    assert set(demand.asked_features) == {"sakhalin-north", "sakhalin-south"}
    assert demand.got_features == ["sakhalin-south"]
    assert demand.articles[0] == "IX"


def test_the_price_of_the_north_stood_in_the_bargain_of_18_august(atlas):
    # Kojima, 18 August: twelve hundred million yen (12億円) for the land north of 50 degrees.
    bargain = next(step for step in atlas.steps if str(step.date) == "1905-08-18")
    assert "1,200 million yen" in bargain.what


# ---- every day from 1855 to 1956


def test_no_place_has_two_sovereigns_on_any_day(portsmouth):
    rows = portsmouth.timeline
    sovereign = rows[rows["tenure"].isin(["sovereignty", "common"])]
    for day in sorted({*rows["start_date"], *rows["end_date"]} - {""}):
        held = held_on(sovereign, day)
        assert not held["feature"].duplicated().any(), day


@pytest.mark.parametrize(
    ("place", "lon", "lat"),
    [
        ("Port Arthur", 121.25, 38.82),
        ("Siu-yen", 123.28, 40.28),
        ("Hai-cheng", 122.74, 40.86),
        ("Antung", 124.36, 40.15),
        ("Liao-yang", 123.17, 41.27),
        ("Mukden", 123.45, 41.80),
        ("Harbin", 126.63, 45.76),
        ("Aigun", 127.45, 49.97),
    ],
)
def test_a_town_of_manchuria_has_one_sovereign_and_one_army_at_most_on_every_day(portsmouth, place, lon, lat):
    rows = portsmouth.timeline
    here = rows[rows.geometry.contains(shapely.Point(lon, lat))]
    for tenure in ("sovereignty", "occupation"):
        for day in sorted({*rows["start_date"], *rows["end_date"]} - {""}):
            held = held_on(here[here["tenure"] == tenure], day)
            assert len(set(held["holder"])) <= 1, (place, day, held["provision"].tolist())
            assert tenure == "occupation" or len(held), (place, day)


@pytest.mark.parametrize(
    ("stretch", "km"),
    [
        # By the table of the line: Te-li-ssu 124.1, Kai-ping 209.6, Ta-shih-chiao 239.5, Liao-yang
        # 332.3, Sha-ho 371.7, Mukden 396.6, Tieh-ling 468.0; a station that was taken with 2 km beyond it.
        ("line-kai-ping", 85.5),
        ("line-ta-shih-chiao", 29.9),
        ("line-liao-yang", 92.8),
        ("line-sha-ho", 37.4),
        ("line-mukden", 26.9),
        ("line-tieh-ling", 71.4),
    ],
)
def test_a_stretch_of_the_line_is_as_long_as_its_kilometres(portsmouth, stretch, km):
    assert portsmouth.features.length_km[stretch] == pytest.approx(km, rel=0.05)


def test_nothing_is_left_to_remark(atlas):
    from geo.sense import remarks

    assert [f"{place.record}: {sentence}" for place, sentence in remarks(atlas)] == []


@pytest.mark.parametrize(
    ("feature", "day", "tenure", "holders"),
    [
        # Shimonoseki, Art. II, in force 8 May 1895; the retrocession; FRUS 1915, doc. 153; and so on.
        ("liaodong-lease", "1890-01-01", "sovereignty", ["china"]),
        ("liaodong-lease", "1895-06-01", "sovereignty", ["japan"]),
        ("liaodong-lease", "1899-01-01", "lease", ["russia"]),
        ("liaodong-lease", "1905-06-01", "occupation", ["japan"]),
        ("liaodong-lease", "1925-01-01", "lease", ["japan"]),
        ("liaodong-lease", "1953-01-01", "base", ["russia"]),
        ("liaodong-lease", "1956-01-01", "base", []),
        ("sakhalin-north", "1905-09-04", "occupation", ["japan"]),
        ("sakhalin-north", "1905-12-01", "occupation", []),
        ("sakhalin-north", "1922-01-01", "occupation", ["japan"]),
        ("kuriles-north", "1870-01-01", "sovereignty", ["russia"]),
        ("kuriles-north", "1900-01-01", "sovereignty", ["japan"]),
        ("manchuria-north", "1905-10-20", "occupation", ["russia"]),
        ("manchuria-south", "1905-10-20", "occupation", ["japan"]),
        ("korea", "1909-01-01", "protectorate", ["japan"]),
        ("korea", "1911-01-01", "sovereignty", ["japan"]),
        ("smr-main", "1910-01-01", "concession", ["smr-company"]),
        ("cer-south-branch", "1936-01-01", "concession", ["manchukuo"]),
    ],
)
def test_who_held_what_in_the_chain(portsmouth, feature, day, tenure, holders):
    held = held_on(portsmouth.timeline, day)
    here = held[(held["feature"] == feature) & (held["tenure"] == tenure)]
    assert here["holder"].tolist() == holders


def test_a_row_that_a_legal_date_leaves_no_day_is_open_on_none(squares):
    # Such a row would end on the day on which it starts; the timeline of that date is without it.
    timelines = {
        basis: table if basis != "consent" else table[table["feature"] != "isle-south"]
        for basis, table in squares.timelines.items()
    }
    facts, _ = page_facts(squares._replace(timelines=timelines), squares.atlas.subjects["isle"])
    rows = [row for row in facts["rows"] if row["feature"] == "isle-south"]
    assert rows
    for row in rows:
        start, end = row["dates"]["consent"]
        assert not [
            day
            for day in ("0001-01-01", "1720-08-01", "1905-09-05", "9999-12-30")
            if start <= day and (end == "" or day < end)
        ]


def test_every_feature_is_held_to_a_figure_or_to_places_of_a_source(portsmouth):
    # `build_features` refuses a shape that does not fit; a helper that only others are cut from is held, too.
    assert [feature.id for feature in portsmouth.atlas.features.values() if not feature.expect] == []


def test_the_towns_of_manchuria_lie_in_their_provinces(portsmouth):
    # Statesman's Year-Book 1921, p. 761: Mukden is the capital of Fengtien, Kirin that of Kirin; Chang-tu, which the
    # Japanese army held in September 1905, once lay outside the line drawn for Manchuria.
    at = {place.id: shapely.Point(place.lon, place.lat) for place in portsmouth.atlas.places}
    shapes = portsmouth.features.geometry
    assert shapes["fengtien-province"].contains(at["mukden"]) and shapes["fengtien-province"].contains(at["chang-tu"])
    assert shapes["manchuria-south"].contains(at["chang-tu"]) and shapes["kirin-province"].contains(at["kirin"])


def test_the_islands_about_the_lease_are_in_it_or_out_as_the_protocol_has_them(portsmouth):
    # The rule of the protocol of March 1899, and the Draft History of Qing, island by island: islands.csv.
    lease = portsmouth.features.geometry["liaodong-lease"]
    rows = pd.read_csv(DATA / "shapefiles/land/islands.csv", keep_default_na=False)
    near = rows[rows.lat < 40]
    within = near[near.group == "liaodong-islands"]
    out = near[near.decision == "out"]
    assert {"Haiyang", "Wumang", "Guanglu"} <= set(within.name) and {"Changxing", "Shicheng", "Miaodao Islands"} <= set(
        out.name
    )
    for row in within.itertuples():
        assert lease.distance(shapely.Point(row.lon, row.lat)) < 0.02, row.name
    for row in out.itertuples():
        assert not lease.intersects(shapely.Point(row.lon, row.lat)), row.name
