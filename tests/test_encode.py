"""Shapes packed for the pages: nothing moves by more than a quarter of a pixel, a coast that two shapes
share is kept alike in both, and is written once."""

import json
import zlib

import numpy as np
import pytest
import shapely

from geo.web import encode, ground

#: A degree of longitude at the equator in units: 2**20 units to 360 degrees at zoom 10 with 256-pixel
#: tiles and four units to a pixel.
UNITS_A_DEGREE = 256 * 2**10 * 4 / 360


def island(*corners):
    return shapely.Polygon(corners)


#: An isle of 2 x 2 degrees whose south coast bulges by 0.03 degrees (87 units), which is more than a
#: quarter of a pixel of zoom 4 (64 units); and its western half, cut at a vertex on the way back.
ISLE = island((0, 0), (0.5, -0.03), (1, -0.02), (2, 0), (2, 2), (1, 2), (0, 2))
WEST = island((0, 0), (0.5, -0.03), (1, -0.02), (1, 2), (0, 2))
EXTENT = (-1, -1, 3, 3)


def vertices(rings):
    return {tuple(vertex) for ring in rings for vertex in ring.tolist()}


def unpacked(data):
    """The packing opened again, as `static/decode.js` does it: [[[x, y, ...]]]."""
    numbers, at = [], 0
    while at < len(data):
        number = shift = 0
        while data[at] > 127:
            number |= (data[at] & 127) << shift
            at, shift = at + 1, shift + 7
        numbers.append(number | data[at] << shift)
        at += 1
    take = iter(numbers)
    count, stood, shapes = next(take), [], []
    last = (0, 0)
    while len(stood) < count:
        rings = []
        for _ in range(next(take)):
            start = len(stood)
            for _ in range(next(take)):
                length, kind = divmod(next(take), 3)
                if kind:
                    source, step = next(take), 1 if kind == 1 else -1
                    stood += [stood[source + step * n] for n in range(length)]
                else:
                    unit = 2 ** next(take)
                    for _ in range(length):
                        dx, dy = (n // 2 if n % 2 == 0 else -(n + 1) // 2 for n in (next(take), next(take)))
                        stood.append(((last[0] // unit + dx) * unit, (last[1] // unit + dy) * unit))
                        last = stood[-1]
                last = stood[-1]
            rings.append(stood[start:])
        shapes.append(rings)
    return shapes


def test_a_unit_is_a_quarter_of_a_pixel_at_zoom_10():
    origin, east = encode.to_units(np.array([[0.0, 0.0], [1.0, 0.0]]))
    assert abs(east[0] - origin[0] - UNITS_A_DEGREE) < 1e-6


def test_what_is_smaller_than_a_quarter_pixel_goes():
    (ring,) = encode.packed_shape(ISLE, EXTENT, detail_zoom=4)
    # Four corners and the bulge; (1, -0.02) and (1, 2) lie on straight coasts.
    assert len(vertices([ring])) == 5
    (ring,) = encode.packed_shape(ISLE, EXTENT, detail_zoom=2)
    assert len(vertices([ring])) == 4


def test_what_can_be_seen_stays():
    (land,) = encode.packed_shape(ISLE, EXTENT, detail_zoom=10)
    (west,) = encode.packed_shape(WEST, EXTENT, detail_zoom=10)
    assert len(vertices([land])) == 5 and len(vertices([west])) == 5


def test_within_a_close_up_all_stays_that_can_be_seen_at_zoom_10():
    bulge = vertices(encode.packed_shape(shapely.Point(0.5, -0.03), EXTENT))
    assert not bulge & vertices(encode.packed_shape(ISLE, EXTENT, 2))
    assert bulge < vertices(encode.packed_shape(ISLE, EXTENT, 2, close_up=[(0.2, -1, 0.8, 1)]))
    assert not bulge & vertices(encode.packed_shape(ISLE, EXTENT, 2, close_up=[(1.2, -1, 1.8, 1)]))


def test_a_shape_keeps_of_a_coast_what_the_land_kept():
    (bulge,) = encode.packed_shape(shapely.Point(0.5, -0.03), EXTENT)
    bulge = tuple(bulge.tolist()[0])
    # By itself the half would do without it: it lies 58 units off the line between its neighbours.
    assert bulge not in vertices(encode.packed_shape(WEST, EXTENT, 4))
    coast = {}
    assert bulge in vertices(encode.packed_shape(ISLE, EXTENT, 4, coast))
    half = vertices(encode.packed_shape(WEST, EXTENT, 4, coast))
    # With it; and with both ends of the cut, though the land did without those.
    assert bulge in half and len(half) == 5


def test_a_coast_is_written_once():
    rng = np.random.default_rng(1)
    ring = np.cumsum(rng.integers(-400, 400, (500, 2)), axis=0)
    once = encode.pack([[ring]])
    again = encode.pack([[ring], [ring[100:400]], [ring[350:50:-1]]])
    assert len(again) - len(once) < 20


def test_the_packing_opens_again():
    ring = np.array([[5, 5], [300, 5], [300, -70], [5, -70], [-20, 0], [5, 5]])
    shapes = [[ring, ring[:2] + 9], [], [ring[::-1]], [ring[1:]], [np.array([[7, 7]])]]
    found = unpacked(encode.pack(shapes))
    assert found == [[[tuple(vertex) for vertex in ring.tolist()] for ring in rings] for rings in shapes]


def test_where_little_can_be_seen_the_last_bits_are_rounded_off():
    ring = np.array([[5, 5], [10, -3], [11, -3], [103, -3], [110, -3]])

    def coarse(vertices):
        return np.where(vertices[:, 0] < 100, 2, 0)

    # By hand: to the nearest multiple of 4, halves upwards; (11, -3) then stands where (10, -3) does.
    assert unpacked(encode.pack([[ring]], coarse)) == [[[(4, 4), (12, -4), (103, -3), (110, -3)]]]
    assert len(encode.pack([[ring * 100]], lambda r: np.full(len(r), 6))) < len(encode.pack([[ring * 100]]))


def test_rounding_moves_nothing_by_more_than_half_of_what_simplifying_may():
    far = encode.to_units(np.array([[10.0, 10.0], [1.0, 1.0]]))
    tolerance = encode.tolerance_at(far, EXTENT, detail_zoom=8)
    # A quarter of a pixel at zoom 8 within the extent; ten pixels (2**5.3 quarters) without.
    assert tolerance.tolist() == [4 * 2**5.3, 4]


def test_a_seam_is_left_open():
    # A square whose south side lies on y = 0, with a vertex in the middle of that side.
    ring = np.array([[0, 5], [0, 0], [2, 0], [4, 0], [4, 5], [0, 5]])
    opened = ground._opened_at(ring, 0)
    assert opened.tolist() == [[4, 0], [4, 5], [0, 5], [0, 0]]


def test_a_ring_that_touches_the_seam_twice_stays_closed():
    ring = np.array([[0, 0], [2, 0], [3, 5], [4, 0], [6, 0], [6, 9], [0, 0]])
    assert ground._opened_at(ring, 0) is ring


def test_texts_of_one_key_stand_at_one_place_in_every_language():
    # As tests/js/decode.test.mjs opens them again.
    texts = {"fr": {"b": "deux", "a": "un"}, "ja": {"b": "二"}}
    assert encode.by_key(texts) == {"keys": ["a", "b"], "in": {"fr": ["un", "deux"], "ja": [None, "二"]}, "letters": {}}


def test_a_second_script_is_told_by_its_letters_and_by_the_texts_that_these_do_not_give():
    # 發 is two letters in one: 发 as a rule; the last text has words of its own.
    texts = {
        "zh": {"a": "東條約", "b": "發", "c": "發約", "d": "列印", "e": "東"},
        "zh-Hans": {"a": "东条约", "b": "發", "c": "发约", "d": "打印机", "f": "国"},
    }
    texts["zh"]["g"], texts["zh-Hans"]["g"] = "發東", "发东"
    assert encode.by_key(texts) == {
        "keys": ["a", "b", "c", "d", "e", "f", "g"],
        "in": {
            "zh": ["東條約", "發", "發約", "列印", "東", None, "發東"],
            "zh-Hans": [0, "發", 0, "打印机", None, "国", 0],
        },
        "letters": {"zh-Hans": ["zh", "東條發約", "东条发约"]},
    }


@pytest.mark.parametrize(
    ("data", "letters"),
    # As in tests/js/boot.test.mjs, where they are worked out.
    [(b"", ""), (b"Man", ">52*"), (b"\xff\xff", "~#["), (b"\0\0", "!!!"), (b"\0", "!!")],
)
def test_bytes_are_letters_of_13_bits_a_pair(data, letters):
    assert encode.lettered(data) == letters


def test_a_packing_has_no_letter_that_would_end_the_json_of_a_script():
    data = np.random.default_rng(1).bytes(9001)
    packed = encode.deflated(data)
    assert "<" not in packed and json.dumps(packed) == f'"{packed}"'
    # Sixteen letters of thirteen bytes.
    assert len(packed) <= 16 / 13 * len(zlib.compress(data)) + 2


def test_a_square_of_two_hundred_metres_is_a_square_on_a_deep_page():
    # 0.002 degrees of longitude on a page of zoom 16: 0.002 / 360 x 256 x 2^16 x 4 = 372.8 units (5.8 on most pages).
    extent = (20.0, 0.0, 20.002, 0.002)
    (ring,) = encode.packed_shape(shapely.box(*extent), extent, 16)
    assert len(ring) == 5 and np.ptp(ring, axis=0).tolist() == [373, 373]


def test_a_vertex_lies_between_the_same_two_whichever_way_a_line_runs():
    line = np.array([0, 1, 1 + 1j, 2 + 1j])
    there, back = encode._beside(line, False), encode._beside(line[::-1], False)
    assert there == back[::-1] == [(-1, 1), (0, 1 + 1j), (1, 2 + 1j), (-1, 1 + 1j)]
