"""Along what the name of a shape is written."""

import pytest
import shapely
from shapely import LineString, MultiPoint, Point, Polygon, box

from geo.web.encode import to_units
from geo.web.spine import spine_of

#: Units a degree of longitude: 256 * 2 ** 12 round the equator.
DEGREE = 256 * 2**12 / 360


def test_a_name_goes_through_the_middle_of_a_long_area_from_left_to_right():
    x1, y1, x2, y2, room = spine_of(box(0, -0.5, 10, 0.5))
    assert x1 == pytest.approx(180 * DEGREE, abs=2) and x2 == pytest.approx(190 * DEGREE, abs=2)
    assert y1 == y2 == pytest.approx(90 * 2 * DEGREE, abs=DEGREE / 4)
    assert room == pytest.approx(DEGREE / 2, rel=0.02)


def test_along_a_steep_area_it_is_turned():
    x1, y1, x2, y2, _ = spine_of(box(0, -5, 1, 5))
    # 75 degrees: as far up as a quarter of it to the right, or less.
    assert abs(y2 - y1) > 3 * abs(x2 - x1)


def test_of_several_parts_the_largest_is_named():
    x1, _, x2, *_ = spine_of(box(0, 0, 4, 1).union(box(20, 0, 21, 1)))
    assert 180 * DEGREE - 2 < x1 < x2 < 184 * DEGREE + 2


def test_beside_a_line_it_takes_the_longest_straight_stretch():
    x1, _, x2, _, room = spine_of(LineString([(0, 0), (6, 0), (6, 2), (7, 3)]))
    assert (x1, x2) == (round(180 * DEGREE), round(186 * DEGREE)) and room == 0


def test_points_have_none():
    assert spine_of(Point(0, 0)) is None and spine_of(MultiPoint([(0, 0), (1, 1)])) is None


def test_a_way_ends_at_a_gulf():
    # A horseshoe: no name leads over the water between its arms.
    horseshoe = Polygon([(0, 0), (9, 0), (9, 2), (2, 2), (2, 5), (9, 5), (9, 7), (0, 7)])
    x1, y1, x2, y2, _ = spine_of(horseshoe)
    flat = shapely.transform(horseshoe, to_units).buffer(2)
    assert flat.contains(LineString([(x1, y1), (x2, y2)]))
