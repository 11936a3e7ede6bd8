"""Every step of a recipe, on boxes near the equator: 111.3195 km for a degree of longitude,
110.574 km for a degree of latitude. A box of parallels away from the equator is smaller by the mean
of the cosines of its latitudes: 0.99995 from 0 to 1 degree. A side without vertices along a
parallel is a geodesic: 2 degrees of longitude bulge towards the pole by
(0.034907^2 / 8) sin(lat) x 6378 km, 0.0170 km at 1 degree, which adds 2/3 x 222.6 x 0.0170 =
2.5 km2; 5.0 at 2 degrees, 1.3 at 0.5."""

import pytest
import shapely

from geo import DataError, build_features, read_atlas

from .test_sources import ATLAS, edit

FEATURES = f"{ATLAS}/features.toml"


def shape(squares, name):
    return squares.features.geometry[name]


def problems_of(data):
    with pytest.raises(DataError) as error:
        build_features(read_atlas("squares", data))
    return error.value.problems


# ---- what the steps leave


def test_where_and_clip_leave_the_group_south_of_the_parallel(squares):
    assert [part.bounds for part in shape(squares, "isle-south").geoms] == [(10, -1, 12, 0), (12.5, -0.5, 12.6, -0.4)]


def test_area_of_half_an_isle_and_its_islet(squares):
    # 2 x 111.3195 x 110.574 x 0.99995 = 24,616.9; bulge at 1 S 2.5; islet 11.132 x 11.057 = 123.1.
    assert squares.features.area_km2["isle-south"] == pytest.approx(24_742.5, abs=0.3)


def test_the_halves_of_the_isle_are_equal(squares):
    areas = squares.features.area_km2
    assert areas["isle-north"] == pytest.approx(areas["isle-south"], rel=1e-9)


def test_the_halves_are_a_coverage(squares):
    assert squares.features.geometry[["isle-north", "isle-south"]].is_valid_coverage()


def test_parallel_within_a_feature_is_the_border(squares):
    border = shape(squares, "isle-border")
    assert border.bounds == (10, 0, 12, 0)
    assert squares.features.length_km["isle-border"] == pytest.approx(222.639, abs=0.001)


def test_cut_and_plus_leave_the_lease_with_its_islet(squares):
    assert [part.bounds for part in shape(squares, "cape-lease").geoms] == [(19, 0, 19.1, 0.1), (20, -2, 22, 0.5)]


def test_area_of_the_lease(squares):
    # 2 x 111.3195 x 2.5 x 110.574 = 61,545.2; the mean cosine from 2 S to 0.5 N is
    # (sin 2 + sin 0.5) / (2.5 pi / 180) = 0.999835, so 61,535.0; bulges 5.0 and 1.3; islet 123.1.
    assert squares.features.area_km2["cape-lease"] == pytest.approx(61_664.4, abs=1)


def test_minus_takes_a_feature_and_a_layer_away(squares):
    # 2 degrees by 1.5, less the lake of 0.1 by 0.1.
    buffer = shape(squares, "cape-buffer")
    assert buffer.bounds == (20, 0.5, 22, 2)
    assert buffer.area == pytest.approx(2.99)
    assert not buffer.intersects(shapely.Point(20.55, 1.05))


def test_minus_land_leaves_the_water(squares):
    assert shape(squares, "strait").bounds == (12, -0.2, 12.3, 0.2)


def test_coast_between_two_points_is_the_shorter_way(squares):
    assert shape(squares, "north-coast").bounds == (10, 1, 12, 1)


def test_a_limit_is_the_line_within_the_land(squares):
    limit = shape(squares, "cape-limit")
    assert limit.bounds == (20, 0.5, 22, 0.5)
    # 222.639 km x cos 0.5 degrees (0.99996) = 222.631.
    assert squares.features.length_km["cape-limit"] == pytest.approx(222.631, abs=0.01)


def test_a_railway_keeps_the_order_of_its_stations(squares):
    assert list(shape(squares, "vale-line").geoms[0].coords) == [(21, -1), (21, 0), (21, 1)]
    assert squares.features.length_km["vale-line"] == pytest.approx(221.149, abs=0.001)


def test_points_are_where_they_are_said_to_be(squares):
    assert [(p.x, p.y) for p in shape(squares, "mines").geoms] == [(21, -1), (21, 1)]


def test_a_shape_has_either_an_area_or_a_length(squares):
    has = squares.features[["area_km2", "length_km"]].notna()
    assert has.loc["isle-south"].tolist() == [True, False]
    assert has.loc["vale-line"].tolist() == [False, True]
    assert has.loc["mines"].tolist() == [False, False]


def test_every_shape_is_valid_and_in_degrees(squares):
    assert squares.features.geometry.is_valid.all()
    assert squares.features.crs.to_epsg() == 4326


# ---- what is wrong


def test_shape_that_does_not_measure_what_is_expected(broken):
    edit(broken, FEATURES, "area_km2 = 24742.5, within = 0.0001", "area_km2 = 25000, within = 0.01")
    assert problems_of(broken) == [
        "features.toml, feature isle-south: area_km2 is 24,742.5; allowed: 25,000.0 within 1.0% (words-1720[Art. 1])"
    ]


MEASURED = "area_km2 = 24742.5, within = 0.0001"
SOUTH = "features.toml, feature isle-south: "


@pytest.mark.parametrize(
    "expected",
    [
        'leaves_out = ["alpha", "isle-town"]',
        "meets = [[10.5, -0.5]]",
        "bounds = { north = 0.0, south = -1.0, west = 10.0, east = 12.6 }, near_km = 0.01",
    ],
)
def test_shape_that_lies_where_it_is_expected(broken, expected):
    edit(broken, FEATURES, MEASURED, expected)
    build_features(read_atlas("squares", broken))


@pytest.mark.parametrize(
    ("expected", "sentence"),
    [
        ('holds = ["isle-town"]', "Isle Town lies 55.3 km from it; allowed: in it"),
        ('holds = ["isle-town"], near_km = 50', "Isle Town lies 55.3 km from it; allowed: within 50 km of it"),
        ('leaves_out = ["isle-town"], near_km = 56', "Isle Town lies 55.3 km from it; allowed: not within 56 km of it"),
        ("meets = [[11.0, 0.5]]", "[11.0, 0.5] lies 55.3 km from it; allowed: in it"),
        (
            "bounds = { north = 1.0 }, near_km = 100",
            "its north end is at 0.000 degrees, 110.6 km off; allowed: 1 within 100 km",
        ),
    ],
)
def test_shape_that_lies_elsewhere(broken, expected, sentence):
    # Half a degree of the meridian at the equator is 55.29 km long (WGS 84).
    edit(broken, FEATURES, MEASURED, expected)
    assert problems_of(broken) == [f"{SOUTH}{sentence} (words-1720[Art. 1])"]


def test_recipes_that_leave_nothing(broken):
    edit(broken, FEATURES, "clip = { south = 0.0 }", "clip = { south = 5.0 }")
    edit(broken, FEATURES, "parallel = 0.0", "parallel = 60.0")
    assert problems_of(broken) == [
        "features.toml, feature isle-north: the recipe leaves nothing, as in feature isle-border; allowed: a recipe "
        "that meets land, sea or a line"
    ]


def test_recipe_that_leads_back_to_itself(broken):
    edit(broken, FEATURES, 'minus = ["cape-lease", "lakes"]', 'minus = ["cape-buffer", "lakes"]')
    (problem,) = problems_of(broken)
    assert problem.endswith(
        ", feature cape-buffer: its recipe leads back to itself; allowed: features that do not need each other"
    )


def test_recipes_that_need_each_other(broken):
    edit(broken, FEATURES, 'within = "isle-whole"', 'within = "cape-limit"')
    edit(broken, FEATURES, 'within = "cape-ground"', 'within = "isle-border"')
    assert problems_of(broken)[0].endswith(
        ", feature isle-border: its recipe leads back to itself; allowed: features that do not need each other"
    )


def test_recipe_with_a_wrong_step_is_a_sentence_that_names_its_feature(broken):
    wrong = {
        "cape-lease": (", keep = [21.0, 0.0] }", " }"),
        "isle-north": ("clip = { south = 0.0 }", "clip = { sout = 0.0 }"),
        "north-coast": ("between = [[10.0, 1.0], [12.0, 1.0]]", "between = [[10.0, 1.0]]"),
        "vale-line": ('recipe = { layer = "railways", where = { group = "vale" } }', "recipe = {}"),
        "strait": ('layer = "waters"', 'layer = "water"'),
    }
    for old, new in wrong.values():
        edit(broken, FEATURES, old, new)
    sentences = "\n".join(problems_of(broken))
    assert [name for name in wrong if f"feature {name}:" not in sentences] == []


# ---- meridians, distances, rivers by name


def made(data, recipe):
    """The shape of the recipe that takes the place of the northern coast's."""
    edit(
        data,
        FEATURES,
        'recipe = { layer = "land", where = { group = "isle" }, coast = true, between = [[10.0, 1.0], [12.0, 1.0]] }',
        f"recipe = {recipe}",
    )
    return build_features(read_atlas("squares", data)).loc["north-coast"]


def test_a_meridian_within_a_feature_is_as_long_as_the_feature_is_high(broken):
    # From 1 S to 1 N: 2 x 110.574.
    row = made(broken, '{ meridian = 11.0, within = "isle-whole" }')
    assert row.geometry.bounds == (11, -1, 11, 1) and row.length_km == pytest.approx(221.148, abs=0.01)


def test_the_middle_between_two_shores_is_as_far_from_both(broken):
    # The isle's northern islet ends at 12.6 degrees east, from 0.4 to 0.5 north; the cape begins at 20: between them
    # the meridian of 16.3 degrees, 0.06 x 110.574 km of it.
    row = made(broken, '{ middle = ["isle-north", "cape-ground"], clip = { south = 0.42, north = 0.48 } }')
    assert row.geometry.bounds == pytest.approx((16.3, 0.42, 16.3, 0.48), abs=0.002)
    assert row.length_km == pytest.approx(6.634, abs=0.01)


def test_the_middle_of_two_that_overlap_is_refused(broken):
    with pytest.raises(DataError, match="feature north-coast: the two of its middle overlap; allowed: "):
        made(broken, '{ middle = ["isle-north", "isle-whole"] }')


def test_a_clip_runs_on_across_180_degrees(broken):
    # Two circles of 40 km, pi x 40^2 = 5,026.5 km2 each, on either side of 180 degrees; the third lies beyond the clip.
    points = "points = [[179.5, 0.0], [-179.5, 0.0], [-170.0, 0.0]]"
    row = made(broken, f"{{ {points}, distance = 40, clip = {{ west = 178.0, east = 182.0 }} }}")
    assert row.area_km2 == pytest.approx(2 * 5026.5, rel=0.001)


def test_all_within_a_distance_of_a_point_is_a_circle(broken):
    # 100 km round a point: pi x 100^2 = 31,416 km2; 110.574 km to a degree of latitude.
    row = made(broken, "{ points = [[11.0, 0.0]], distance = 100 }")
    assert row.area_km2 == pytest.approx(31_416, rel=0.001)
    assert row.geometry.bounds == pytest.approx(
        (11 - 100 / 111.3195, -100 / 110.574, 11 + 100 / 111.3195, 100 / 110.574), abs=0.0002
    )


def test_the_edge_of_all_within_a_distance_is_its_outline(broken):
    # Round a point 2 x pi x 100 = 628.3 km.
    row = made(broken, "{ points = [[11.0, 0.0]], distance = 100, edge = true }")
    assert row.geometry.geom_type == "MultiLineString" and row.length_km == pytest.approx(628.3, rel=0.001)


@pytest.mark.parametrize("side", [1, -1])
def test_a_circle_across_180_degrees_is_split_there(broken, side):
    row = made(broken, f"{{ points = [[{179.9 * side}, 0.0]], distance = 100 }}")
    assert row.area_km2 == pytest.approx(31_416, rel=0.001)
    # 100 km are 100 / 111.3195 degrees of the equator: 0.1 of them on the point's own side, the rest on the other.
    reach = 100 / 111.3195
    near, far = (179.9 - reach, 180), (-180, -180 + reach - 0.1)
    wanted = [near, far] if side == 1 else [tuple(-x for x in reversed(part)) for part in (near, far)]
    found = sorted((part.bounds[0], part.bounds[2]) for part in row.geometry.geoms)
    assert [x for part in found for x in part] == pytest.approx(
        [x for part in sorted(wanted) for x in part], abs=0.0002
    )


def test_a_row_of_circles_across_180_degrees_is_whole(broken):
    row = made(broken, "{ points = [[179.5, 0.0], [180.0, 0.0], [-179.5, 0.0]], distance = 40 }")
    assert row.geometry.is_valid and len(row.geometry.geoms) == 2
    # Circles of 40 km 55.66 km apart: each pair shares 2 r2 acos(d/2r) - d/2 sqrt(4r2 - d2) = 965.1 km2.
    assert row.area_km2 == pytest.approx(3 * 5026.5 - 2 * 965.1, rel=0.002)


def test_a_distance_that_reaches_a_pole_is_refused(broken):
    with pytest.raises(DataError, match="feature north-coast: .*within 100 km reaches a pole; allowed: "):
        made(broken, "{ points = [[11.0, 89.5]], distance = 100 }")


def test_all_within_a_distance_of_a_coast_less_the_land_is_a_belt_of_water(broken):
    # The islet of 0.1 degrees in the south lies 50 km off: a belt of 10 km round the isle reaches 10 km beyond 1 S.
    row = made(broken, '{ layer = "land", where = { id = "isle" }, coast = true, distance = 10, minus = ["land"] }')
    # 890.9 km of coast x 10 km, and four quarters of a circle.
    assert row.area_km2 == pytest.approx(2 * (222.639 + 221.148) * 10 + 314, rel=0.002)


def test_a_river_is_taken_by_its_name(broken):
    folder = broken / "shapefiles/rivers"
    folder.mkdir()
    (folder / "rivers.geojson").write_text(
        '{"type":"FeatureCollection","features":['
        '{"type":"Feature","properties":{"name":"Lethe"},"geometry":{"type":"LineString",'
        '"coordinates":[[20.5,0],[20.5,1]]}},{"type":"Feature","properties":{"name":"Styx"},'
        '"geometry":{"type":"LineString","coordinates":[[23,0],[23,1]]}}]}'
    )
    (folder / "source.toml").write_text('title = "Rivers"\nlicence = "CC0-1.0"\n')
    row = made(broken, '{ layer = "rivers", where = { name = "Styx" } }')
    assert row.geometry.bounds == (23, 0, 23, 1) and row.length_km == pytest.approx(110.574, abs=0.01)
