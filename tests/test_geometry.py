"""Shapes near the equator, where a degree is 111.3195 km of longitude and 110.574 km of latitude
(WGS 84: 2 pi a / 360 with a = 6378.137 km; meridian arc from 0 to 1 degree, IUGG)."""

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box

from geo import geometry

LON_KM, LAT_KM = 111.3195, 110.574


# ---- measures


def test_a_degree_of_the_equator():
    assert geometry.length_km(LineString([(10, 0), (11, 0)])) == pytest.approx(LON_KM, abs=1e-4)


def test_a_degree_of_the_meridian():
    assert geometry.length_km(LineString([(10, 0), (10, 1)])) == pytest.approx(LAT_KM, abs=1e-3)


def test_lengths_of_parts_add_up():
    lines = shapely.MultiLineString([[(10, 0), (11, 0)], [(20, 0), (23, 0)]])
    assert geometry.length_km(lines) == pytest.approx(4 * LON_KM, abs=1e-3)


def test_distance_between_two_points():
    assert geometry.distance_km(10, 0, 12.5, 0) == pytest.approx(2.5 * LON_KM, abs=1e-3)


def test_a_tenth_of_a_degree_square():
    # 11.13195 x 11.0574 = 123.0904 km2.
    assert geometry.area_km2(shapely.box(10, 0, 10.1, 0.1)) == pytest.approx(123.09, abs=0.01)


def test_the_turn_of_a_ring_does_not_matter():
    box = shapely.box(10, 0, 10.1, 0.1)
    assert geometry.area_km2(box.reverse()) == pytest.approx(123.09, abs=0.01)


def test_a_hole_counts_as_none():
    # 0.3 x 0.3 degrees less 0.1 x 0.1: eight of the nine squares, 8 x 123.09 = 984.7.
    holed = Polygon(shapely.box(0, 0, 0.3, 0.3).exterior.coords, [shapely.box(0.1, 0.1, 0.2, 0.2).exterior.coords])
    assert geometry.area_km2(holed) == pytest.approx(984.7, abs=0.1)


def test_a_line_has_no_area_and_a_polygon_no_length():
    assert geometry.area_km2(LineString([(0, 0), (1, 0)])) == 0
    assert geometry.length_km(shapely.box(0, 0, 1, 1)) == 0


def test_area_of_an_eighth_of_the_earth():
    # 4 pi 6371.0072^2 (the authalic radius of WGS 84) = 510,065,622 km2; an eighth is 63,758,203.
    assert geometry.area_km2(geometry.box(0, 0, 90, 90)) == pytest.approx(63_758_203, rel=1e-6)


# ---- parallels and boxes


def test_a_parallel_keeps_its_latitude_with_a_vertex_every_hundredth_of_a_degree():
    lon, lat = np.array(geometry.parallel_line(50.0, 142, 144).coords).T
    assert set(lat) == {50.0} and len(lon) == 201
    assert np.diff(lon) == pytest.approx(0.01)


def test_a_parallel_follows_the_small_circle_not_the_chord():
    # One degree of the parallel of 60 N on the ellipsoid: 55.800 km (a cos 60 / sqrt(1 - e2 sin2
    # 60) = 6378.137 x 0.5 / sqrt(1 - 0.00669438 x 0.75) = 3197.104 km; x pi / 180 = 55.800).
    line = geometry.parallel_line(60, 0, 30)
    assert geometry.length_km(line) == pytest.approx(30 * 55.800, abs=0.01)


def test_two_boxes_that_share_a_parallel_share_its_vertices():
    north, south = geometry.box(-180, 7, 180, 90), geometry.box(-180, -90, 180, 7)
    on = [[p for p in box.exterior.coords if p[1] == 7] for box in (north, south)]
    assert set(on[0]) == set(on[1]) and len(set(on[0])) == 36001


# ---- cuts

SQUARE = shapely.box(0, 0, 4, 4)


def test_a_line_cuts_a_polygon_into_two():
    pieces = geometry.halves(SQUARE, LineString([(-1, 1), (5, 1)]))
    assert sorted(piece.area for piece in pieces) == [4, 12]


def test_a_line_that_does_not_reach_across_cuts_nothing():
    assert [p.area for p in geometry.halves(SQUARE, LineString([(-1, 1), (2, 1)]))] == [16]


@pytest.mark.parametrize(("at", "area"), [((2, 0.5), 4), ((2, 3), 12)])
def test_the_piece_kept_is_the_one_that_holds_the_point(at, area):
    piece = geometry.piece_containing(SQUARE, LineString([(-1, 1), (5, 1)]), *at)
    assert piece.area == area


def test_polygons_without_the_point_are_dropped():
    both = MultiPolygon([SQUARE, shapely.box(10, 0, 11, 1)])
    assert geometry.piece_containing(both, LineString([(-1, 1), (5, 1)]), 10.5, 0.5).area == 1


def test_a_point_outside_leaves_nothing():
    assert geometry.piece_containing(SQUARE, LineString([(-1, 1), (5, 1)]), 9, 9).is_empty


# ---- stretches


def test_a_stretch_lies_between_the_points_nearest_to_its_ends():
    line = LineString([(0, 0), (10, 0)])
    assert geometry.stretch(line, (2, 1), (5, -1)).equals(LineString([(2, 0), (5, 0)]))


def test_a_stretch_of_a_ring_is_the_shorter_way_round():
    ring = SQUARE.exterior
    assert geometry.stretch(ring, (1, 0), (3, 0)).length == 2


def test_a_stretch_may_cross_the_first_vertex_of_a_ring():
    # Round the corner (0, 0), where this ring begins: 1 up the one side and 1 along the other.
    ring = shapely.LinearRing([(0, 0), (4, 0), (4, 4), (0, 4)])
    found = geometry.stretch(ring, (1, 0), (0, 1))
    assert found.length == 2 and (0, 0) in found.coords


# ---- 180 degrees

SPLIT = MultiPolygon([shapely.box(178, 0, 180, 1), shapely.box(-180, 0, -177, 1)])


def test_a_shape_split_at_180_is_joined():
    joined = geometry.joined_at_180(SPLIT)
    assert joined.geom_type == "Polygon" and joined.bounds == (178, 0, 183, 1)


@pytest.mark.parametrize(("west", "east"), [(179.9984, -180), (180, -179.9984), (179.999, -179.999)])
def test_halves_that_miss_180_by_the_last_digits_are_joined(west, east):
    halves = MultiPolygon(
        [
            Polygon([(178, 0), (west, 0), (180, 1), (178, 1)]),
            Polygon([(-180, 0), (-177, 0), (-177, 1.001), (east, 1.001)]),
        ]
    )
    joined = geometry.joined_at_180(halves)
    assert joined.geom_type == "Polygon" and not joined.interiors
    on = np.array(joined.exterior.coords)[:, 0] == 180
    assert not (on[:-1] & on[1:]).any()


def test_a_line_split_at_180_is_one_line_again():
    halves = shapely.MultiLineString([[(178, 0), (180, 1)], [(-180, 1), (-177, 2)]])
    assert geometry.joined_at_180(halves).equals(LineString([(178, 0), (180, 1), (183, 2)]))


def test_a_shape_that_does_not_reach_180_on_both_sides_stays():
    assert geometry.joined_at_180(SQUARE) is SQUARE


def test_a_joined_shape_is_split_again():
    found = geometry.polygons_of(geometry.split_at_180(shapely.box(178, 0, 183, 1)))
    assert [part.bounds for part in found] == [(178, 0, 180, 1), (-180, 0, -177, 1)]


# ---- parts and order


def test_parts_are_sorted_from_west_to_east():
    mixed = shapely.GeometryCollection([shapely.box(5, 0, 6, 1), LineString([(0, 0), (1, 1)]), shapely.box(1, 0, 2, 1)])
    tidy = geometry.tidy(mixed)
    assert tidy.geom_type == "MultiPolygon"
    assert [part.bounds[0] for part in tidy.geoms] == [1, 5]


def test_lines_and_points_of_a_mixture():
    mixed = shapely.GeometryCollection([Point(1, 1), LineString([(0, 0), (1, 1)]), SQUARE])
    assert [p.length for p in geometry.lines_of(mixed)] == [2**0.5]
    assert geometry.points_of(mixed) == [Point(1, 1)]


# ---- graticule


def test_graticule_lies_on_multiples_of_its_step():
    found = [(axis, at) for axis, at, _ in geometry.graticule((9.5, -0.5, 12.5, 2.5), 1)]
    assert found == [
        ("meridian", 10),
        ("meridian", 11),
        ("meridian", 12),
        ("parallel", 0),
        ("parallel", 1),
        ("parallel", 2),
    ]


@pytest.mark.parametrize("lat", [-80, -10, 0, 39, 50, 71])
@pytest.mark.parametrize("lon", [-179.9, -60, 0, 20, 121, 179.9])
def test_a_shape_lies_at_least_as_far_as_its_bounds(lon, lat):
    for west, south, east, north in (
        (120, 38, 122, 40),
        (-180, 60, -170, 70),
        (170, 60, 180, 70),
        (-75, -55, -60, -20),
    ):
        shape = shapely.box(west, south, east, north)
        least = geometry.at_least_m(lon, lat, shape)
        if not shape.contains(Point(lon, lat)):
            edge = shapely.segmentize(shape.exterior, 1).coords
            assert least <= min(geometry.distance_km(lon, lat, x, y) for x, y in edge) * 1000
        # Some use: what lies beside it by a degree and more is known to lie so.
        assert least > 0 or west - 1 <= (lon + 180) % 360 - 180 <= east + 1 or lat == 0 or south <= lat <= north


def test_a_degree_of_latitude_is_some_110_km_and_of_longitude_at_50_north_some_71():
    # 110.6 and 71.7 km on the ellipsoid (tables of the International Map Committee, printed in any atlas); 1 % less.
    assert geometry.at_least_m(121, 37, shapely.box(120, 38, 122, 40)) == pytest.approx(110_000, rel=0.02)
    assert geometry.at_least_m(119, 50, shapely.box(120, 49, 122, 51)) == pytest.approx(71_000, rel=0.02)


# ---- maps across 180 degrees


def test_an_extent_whose_east_is_smaller_runs_on_past_180():
    assert geometry.unwrapped((167, 50, -129, 72)) == (167, 50, 231, 72)
    assert geometry.unwrapped((-10, 0, 10, 5)) == (-10, 0, 10, 5)
    assert geometry.extent_beside((-142, 54, -130, 60), 199) == (218, 54, 230, 60)
    assert geometry.extent_beside((-180, -90, 180, 90), 199) == (19, -90, 379, 90)


@pytest.mark.parametrize(("west", "east"), [(-180, 180), (-17, 180)])
def test_what_goes_half_round_the_globe_is_whole_beside_any_longitude(west, east):
    (beside,) = geometry.turned(np.array([shapely.box(west, -80, east, -70)]), 190)
    assert beside.bounds == (10, -80, 370, -70) and beside.area == pytest.approx(10 * (east - west))
    # What was cut at 180 degrees is one again.
    assert len(geometry.polygons_of(beside)) == (1 if west == -180 else 2)
    assert geometry.extent_of([(167, 50, -129, 72), (-142, 40, -130, 60)]) == (167, 40, 231, 72)


def test_a_map_round_a_longitude_has_each_part_on_its_side():
    # An island at 172° E and one at 150° W, neither of which touches 180 degrees.
    isles = MultiPolygon([box(172, 52, 173, 53), box(-150, 57, -149, 58)])
    assert geometry.seen_from(isles, 199).bounds == (172, 52, 211, 58)
    assert geometry.seen_from(isles, -135).bounds == (-188, 52, -149, 58)
    assert geometry.seen_from(SQUARE, 0) is SQUARE
    assert geometry.seen_from(Point(-135, 57), 199) == Point(225, 57)
    assert geometry.seen_from(shapely.MultiPoint([(-135, 57), (172, 52)]), 199).geom_type == "MultiPoint"


def test_what_was_cut_at_180_is_one_again_on_either_side():
    halves = MultiPolygon([box(178, 60, 180, 62), box(-180, 60, -176, 62)])
    for lon, west in ((199, 178), (-135, -182)):
        found = geometry.seen_from(halves, lon)
        assert len(geometry.polygons_of(found)) == 1 and found.bounds == (west, 60, west + 6, 62)
