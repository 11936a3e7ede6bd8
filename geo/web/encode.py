"""Shapes for the page: quantised, simplified below what the screen can show, packed.

One unit is a quarter of a pixel of Web Mercator at the page's deepest zoom (`deepest`), so
rounding and simplification stay invisible there. The browser opens the packing itself
(`static/decode.js`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from importlib.metadata import version
from itertools import groupby
from typing import Any

import numpy as np
import shapely
import zopfli.zlib

from ..cache import remembered
from ..geometry import lines_of, points_of, polygons_of

#: Zoom at which detail is exact to a quarter of a CSS pixel, on all pages but those that ask for a deeper one.
DETAIL_ZOOM = 10

#: Units round the equator, unless a page is deeper: 256 px a tile side (Leaflet's default), four units a pixel.
WORLD_UNITS = 256 * 2**DETAIL_ZOOM * 4

#: How many zooms coarser the ground is outside a subject's extent.
COARSER_BY = 5.3

#: An islet narrower than this many quarters of a pixel goes.
LEAST_ISLET = 4


def deepest(detail_zoom: float) -> int:
    """The zoom at whose quarter of a pixel a page of this `detail_zoom` has its units: a map of some hundred metres
    has finer ones."""
    return max(DETAIL_ZOOM, math.ceil(detail_zoom))


def to_units(lonlat: np.ndarray, detail_zoom: float = DETAIL_ZOOM) -> np.ndarray:
    """Web Mercator (EPSG:3857) coordinates in units of a page, origin in the north-west, as floats.

    `lonlat` is an array (n, 2) of degrees, EPSG:4326.
    """
    lon, lat = lonlat[:, 0], np.radians(np.clip(lonlat[:, 1], -85.0511, 85.0511))
    x = (lon + 180) / 360
    y = (1 - np.arcsinh(np.tan(lat)) / np.pi) / 2
    return np.column_stack([x, y]) * WORLD_UNITS * 2 ** (deepest(detail_zoom) - DETAIL_ZOOM)


def packed_shape(
    shape, extent, detail_zoom: float = DETAIL_ZOOM, coast: dict[complex, tuple] | None = None, close_up=()
) -> list[np.ndarray]:
    """The rings, lines and points of a geometry (EPSG:4326) as arrays (n, 2) of whole units.

    Inside the extent (west, south, east, north; degrees) vertices are kept to a quarter of a pixel
    at `detail_zoom`, outside to a quarter of a pixel `COARSER_BY` zooms above it, and inside the
    extents `close_up` to a quarter of a pixel at `DETAIL_ZOOM`; rings too small to be seen there go.

    `coast` says of vertices that shapes before this one had (x + iy, units) which they lie between
    and whether they were kept: a shape keeps of a coast just what they kept, so that the two never
    part, and `pack` writes the coast once. The vertices of this shape are added to it.
    """
    rings = [*shapely.get_rings(polygons_of(shape)), *lines_of(shape), *points_of(shape)]
    known = coast if coast is not None else {}
    kept: list[np.ndarray] = []
    if not rings:
        return kept
    # Of an archipelago most rings are too small to be seen: all are measured at once.
    lonlat, ring_of = shapely.get_coordinates(rings, return_index=True)
    at = to_units(lonlat, detail_zoom)
    tolerances = tolerance_at(at, extent, detail_zoom, close_up)
    starts = np.flatnonzero(np.diff(ring_of, prepend=-1))
    for points, tolerance in zip(np.split(at, starts[1:]), np.split(tolerances, starts[1:]), strict=True):
        closed = len(points) > 1 and np.array_equal(points[0], points[-1])
        if len(points) > 3 and closed and np.ptp(points, axis=0).max() < LEAST_ISLET * tolerance.min():
            continue
        named = points.view(complex).ravel()
        beside = _beside(named, closed)
        before = [known.get(name, (None, -1)) for name in named.tolist()]
        settled = [stays if there == here else -1 for (there, stays), here in zip(before, beside, strict=True)]
        mask = _kept(points, np.array(settled), tolerance)
        for name, here, stays in zip(named.tolist(), beside, mask.tolist(), strict=True):
            known.setdefault(name, (here, stays))
        whole = np.rint(points[mask]).astype(np.int64)
        if closed:
            # Its first vertex may be one that the coast did without.
            whole = np.concatenate([whole, whole[:1]])
        whole = whole[(np.diff(whole, axis=0, prepend=np.inf) != 0).any(axis=1)]
        if len(whole) > (3 if closed else 1) or len(points) == 1:
            kept.append(whole)
    return kept


def _beside(named: np.ndarray, closed: bool) -> list[tuple[complex, complex]]:
    """What each vertex of a ring or line (x + iy) lies between, the smaller first; beyond an open end lies no number
    that a vertex could be."""
    first, last = (named[-2], named[1]) if closed else (-1, -1)
    before, after = np.concatenate([[first], named[:-1]]), np.concatenate([named[1:], [last]])
    # Complex numbers are compared by their real parts, then by the others.
    turned = before > after
    return list(zip(np.where(turned, after, before).tolist(), np.where(turned, before, after).tolist(), strict=True))


def tolerance_at(points: np.ndarray, extent, detail_zoom: float, close_up=()) -> np.ndarray:
    """How far (units) the line may lie off each of these points (units), as `packed_shape` has it."""
    fine = 2.0 ** (deepest(detail_zoom) - detail_zoom)
    tolerance = np.full(len(points), fine * 2**COARSER_BY)
    for box, least in ((extent, fine), *((box, 1.0) for box in close_up)):
        tolerance[_within(points, box, detail_zoom)] = least
    return tolerance


def _within(points: np.ndarray, extent, detail_zoom: float) -> np.ndarray:
    """Which points (units) lie in an extent (west, south, east, north; degrees)."""
    west, south, east, north = extent
    (left, top), (right, bottom) = to_units(np.array([[west, north], [east, south]]), detail_zoom)
    x, y = points[:, 0], points[:, 1]
    return (x >= left) & (x <= right) & (y >= top) & (y <= bottom)


def _kept(points, known, tolerance) -> np.ndarray:
    """Which vertices of one ring or line (units) stay, simplified run by run with the tolerance of
    where they lie; `known` is 1 or 0 where that is settled already, else -1."""
    if len(points) == 1:
        return np.array([True])
    closed = len(points) > 3 and np.array_equal(points[0], points[-1])
    breaks = np.array([], int)
    if closed:
        # A ring has no ends to hold on to: cut it at its first vertex and the farthest from it,
        # which also keeps thin islets from collapsing.
        breaks = np.array([int(np.argmax(((points - points[0]) ** 2).sum(axis=1)))])
    settled = known >= 0
    changes = np.flatnonzero((np.diff(tolerance) != 0) | (settled[1:] != settled[:-1])) + 1
    cuts = np.unique(np.concatenate([[0, len(points) - 1], breaks, changes]))
    kept = np.zeros(len(points), bool)
    for start, end in zip(cuts[:-1], cuts[1:], strict=True):
        if settled[start:end].all():
            kept[start:end] = known[start:end]
            continue
        run = shapely.simplify(shapely.linestrings(points[start : end + 1]), tolerance[start], preserve_topology=False)
        stays = shapely.get_coordinates(run).view(complex).ravel()
        kept[start : end + 1] |= np.isin(points[start : end + 1].view(complex).ravel(), stays)
    kept[-1] = kept[0] if closed else True
    return kept


#: A run of vertices shorter than this is written anew rather than as one that stood before.
LEAST_COPY = 4


def pack(shapes: list[list[np.ndarray]], coarse: Callable[[np.ndarray], np.ndarray] | None = None) -> bytes:
    """Bytes of several shapes, one after the other.

    `coarse` says of vertices (n, 2) how many of the last bits of x and y are not worth keeping; they
    are rounded off.

    Varints (little-endian base 128): the number of all vertices; for each shape its number of rings;
    for each ring its number of runs; for each run of n vertices 3 n + k. With k = 0 the number of bits
    rounded off follows, then without these the differences x, y (zigzag) from the vertex before, at the
    very first from 0, 0; with k = 1 the run is a copy of vertices that stood before, from the one whose
    number follows, and with k = 2 of the same backwards.
    """
    found = [
        [_rounded(ring, coarse(ring) if coarse else np.zeros(len(ring), int)) for ring in rings] for rings in shapes
    ]
    numbers: list[np.ndarray] = [np.array([sum(len(ring) for rings in found for ring, _ in rings)])]
    stood: list[tuple[int, int]] = []
    first: dict[tuple[int, int], int] = {}
    last = np.zeros(2, np.int64)
    for rings in found:
        numbers.append(np.array([len(rings)]))
        for ring, bits in rings:
            vertices = [tuple(vertex) for vertex in ring.tolist()]
            runs = _runs(vertices, bits.tolist(), stood, first)
            numbers.append(np.array([len(runs)]))
            for start, length, kind, source in runs:
                numbers.append(np.array([3 * length + kind, source]))
                run = ring[start : start + length]
                if kind == 0:
                    steps = np.diff(run >> source, axis=0, prepend=last[None, :] >> source)
                    numbers.append((steps << 1 ^ steps >> 63).ravel())
                last = run[-1]
            for vertex in vertices:
                first.setdefault(vertex, len(stood))
                stood.append(vertex)
    return _varints(np.concatenate(numbers))


def _rounded(ring: np.ndarray, bits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A ring with the last bits of its vertices rounded off, and how many; what then stands twice goes."""
    ring = (ring + (1 << bits >> 1)[:, None] >> bits[:, None]) << bits[:, None]
    stays = (np.diff(ring, axis=0, prepend=ring[:1] - 1) != 0).any(axis=1)
    return ring[stays], bits[stays]


def _runs(ring, bits, stood, first) -> list[tuple[int, int, int, int]]:
    """A ring as runs (start, length, kind, source or bits) as `pack` writes them."""
    runs: list[tuple[int, int, int, int]] = []
    at = written = 0

    def anew(start: int, end: int) -> None:
        for number, run in groupby(range(start, end), bits.__getitem__):
            runs.append((start, length := len(list(run)), 0, number))
            start += length

    while at < len(ring):
        source = first.get(ring[at])
        length, kind = (
            max((_alike(ring, at, stood, source, step), kind) for kind, step in ((1, 1), (2, -1)))
            if source is not None
            else (0, 0)
        )
        if length < LEAST_COPY:
            at += 1
            continue
        anew(written, at)
        runs.append((at, length, kind, source))
        at = written = at + length
    anew(written, at)
    return runs


def _alike(ring, at: int, stood, source: int, step: int) -> int:
    """How many vertices of a ring from `at` on are those that stood from `source` on."""
    length = 0
    while (
        at + length < len(ring)
        and 0 <= source + step * length < len(stood)
        and ring[at + length] == stood[source + step * length]
    ):
        length += 1
    return length


def _varints(numbers: np.ndarray) -> bytes:
    """Whole numbers >= 0 as varints."""
    size = np.maximum(1, np.ceil(np.log2(numbers + 1) / 7).astype(int))
    ends = np.cumsum(size)
    out = np.zeros(ends[-1], np.uint8)
    for byte in range(size.max()):
        has = size > byte
        more = np.where(size[has] > byte + 1, 0x80, 0)
        out[ends[has] - size[has] + byte] = (numbers[has] >> 7 * byte & 0x7F) | more
    return out.tobytes()


def by_key(texts: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Texts by language and key as one list of keys and, for each language, the list of its texts in the
    same order (None where it has none): each key is written once, and a language's words stand together.

    Where a language is there in a second script (zh, zh-Hans), `letters` says which letters of the first are
    others in the second, and a text that these give stands as 0: the second script then costs next to nothing.
    """
    keys = sorted({key for words in texts.values() for key in words})
    lists: dict[str, list] = {language: [words.get(key) for key in keys] for language, words in texts.items()}
    letters = {}
    for language, words in lists.items():
        of = language.partition("-")[0]
        if of != language and of in lists:
            table = _letters(lists[of], words)
            letters[language] = [of, "".join(table), "".join(table.values())]
            given = [text and "".join(table.get(letter, letter) for letter in text) for text in lists[of]]
            lists[language] = [0 if word and word == text else word for word, text in zip(words, given, strict=True)]
    return {"keys": keys, "in": lists, "letters": letters}


def _letters(texts: list, others: list) -> dict[str, str]:
    """What each letter of some texts is in others of the same length, where it is mostly another letter."""
    pairs = Counter(
        pair
        for text, other in zip(texts, others, strict=True)
        if text and other and len(text) == len(other)
        for pair in zip(text, other, strict=True)
    )
    # The commonest last: it stays.
    table = {letter: other for (letter, other), _ in sorted(pairs.items(), key=lambda found: (found[1], found[0]))}
    return {letter: other for letter, other in sorted(table.items()) if letter != other}


#: The digits of base 91, least first: what prints in ASCII, but for what would end a text of JSON or begin a tag.
DIGITS = bytes(code for code in range(33, 127) if chr(code) not in '"<\\')


def deflated(data: bytes) -> str:
    """Deflate (zlib, RFC 1950), written with letters that stand as they are in the JSON of a script of a page.

    Zopfli, so that the bytes do not depend on which zlib this Python was built with, and are fewer.
    """
    packed = remembered([f"zopfli {version('zopfli')}, 5", data], lambda: zopfli.zlib.compress(data, numiterations=5))
    return lettered(packed)


def lettered(data: bytes) -> str:
    """Bytes in base 91: two letters of 13 bits, the higher first, where base 85 makes ten letters of eight bytes and
    this one not quite; at the end one letter of up to six bits."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8)).astype(int)
    last = len(bits) % 13
    alone = 0 < last <= 6
    bits = np.pad(bits, (0, (6 if alone else 13) - last if last else 0))
    pairs = bits[: len(bits) - 6 * alone].reshape(-1, 13) @ (1 << np.arange(12, -1, -1))
    values = np.column_stack(np.divmod(pairs, 91)).ravel()
    if alone:
        values = np.append(values, bits[-6:] @ (1 << np.arange(5, -1, -1)))
    return np.frombuffer(DIGITS, np.uint8)[values].tobytes().decode("ascii")
