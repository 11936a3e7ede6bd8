"""Shapes for the page: quantised, simplified below what the screen can show, packed.

One unit is a quarter of a pixel of Web Mercator at the page's deepest zoom (`DETAIL_ZOOM`), so
rounding and simplification stay invisible there. The browser opens the packing itself
(`static/decode.js`).
"""

from __future__ import annotations

import base64

import numpy as np
import shapely
import zopfli.zlib

from ..geometry import lines_of, points_of, polygons_of

#: Zoom at which detail is exact to a quarter of a CSS pixel.
DETAIL_ZOOM = 10

#: Units round the equator: 256 px a tile side (Leaflet's default), four units a pixel.
WORLD_UNITS = 256 * 2**DETAIL_ZOOM * 4

#: How many zooms coarser the ground is outside a subject's extent.
COARSER_BY = 5.3


def to_units(lonlat: np.ndarray) -> np.ndarray:
    """Web Mercator (EPSG:3857) coordinates in units, origin in the north-west, as floats.

    `lonlat` is an array (n, 2) of degrees, EPSG:4326.
    """
    lon, lat = lonlat[:, 0], np.radians(np.clip(lonlat[:, 1], -85.0511, 85.0511))
    x = (lon + 180) / 360
    y = (1 - np.arcsinh(np.tan(lat)) / np.pi) / 2
    return np.column_stack([x, y]) * WORLD_UNITS


def packed_shape(shape, extent, detail_zoom: float = DETAIL_ZOOM) -> list[np.ndarray]:
    """The rings, lines and points of a geometry (EPSG:4326) as arrays (n, 2) of whole units.

    Inside the extent (west, south, east, north; degrees) vertices are kept to a quarter of a pixel
    at `detail_zoom`, outside to a quarter of a pixel `COARSER_BY` zooms above it; rings too small
    to be seen there go.
    """
    rings = [*shapely.get_rings(polygons_of(shape)), *lines_of(shape), *points_of(shape)]
    west, south, east, north = extent
    box = to_units(np.array([[west, north], [east, south]])).ravel()
    fine = 2.0 ** (DETAIL_ZOOM - detail_zoom)
    kept = [_thinned(shapely.get_coordinates(ring), box, fine, fine * 2 ** COARSER_BY)
            for ring in rings]
    return [ring for ring in kept if ring is not None]


def _thinned(lonlat: np.ndarray, box, finest: float, coarse: float) -> np.ndarray | None:
    """One ring or line in units, simplified run by run with the tolerance of where it lies."""
    points = to_units(lonlat)
    if len(points) == 1:
        return np.rint(points).astype(np.int64)
    west, north, east, south = box
    x, y = points[:, 0], points[:, 1]
    fine = (x >= west) & (x <= east) & (y >= north) & (y <= south)
    closed = len(points) > 3 and np.array_equal(points[0], points[-1])
    if closed and np.ptp(points, axis=0).max() < (3 * finest if fine.any() else coarse):
        return None
    if closed:
        # A ring has no ends to hold on to: cut it at its first vertex and the farthest from it,
        # which also keeps thin islets from collapsing.
        far = int(np.argmax(((points - points[0]) ** 2).sum(axis=1)))
        breaks = np.array([far])
    else:
        breaks = np.array([], int)
    changes = np.flatnonzero(fine[1:] != fine[:-1]) + 1
    cuts = np.unique(np.concatenate([[0, len(points) - 1], breaks, changes]))
    pieces = []
    for start, end in zip(cuts[:-1], cuts[1:], strict=True):
        run = shapely.linestrings(points[start:end + 1])
        tolerance = finest if fine[start] else coarse
        pieces.append(shapely.get_coordinates(shapely.simplify(run, tolerance,
                                                               preserve_topology=False))[:-1])
    pieces.append(points[-1:])
    whole = np.rint(np.concatenate(pieces)).astype(np.int64)
    moved = np.append(True, (np.diff(whole, axis=0) != 0).any(axis=1))
    whole = whole[moved]
    return whole if len(whole) > 1 else None


def pack(shapes: list[list[np.ndarray]]) -> bytes:
    """Bytes of several shapes, one after the other.

    Varints (little-endian base 128) of zigzag numbers: number of rings; for each ring its number
    of vertices and then the differences x, y from the vertex before (the first from the last
    ring's first vertex, or from 0, 0).
    """
    numbers: list[np.ndarray] = []
    for rings in shapes:
        numbers.append(np.array([len(rings)]))
        last = np.zeros(2, np.int64)
        for ring in rings:
            steps = np.diff(ring, axis=0, prepend=last[None, :])
            last = ring[0]
            numbers += [np.array([len(ring)]), (steps << 1 ^ steps >> 63).ravel()]
    return _varints(np.concatenate(numbers)) if numbers else b""


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


#: Python's base 85 (RFC 1924) uses three letters that HTML would escape; these stand for them.
HTML_SAFE = bytes.maketrans(b"<>&", b".:,")


def deflated(data: bytes) -> str:
    """Deflate (zlib, RFC 1950) and base 85, which is a sixteenth shorter than base 64.

    Zopfli, so that the bytes do not depend on which zlib this Python was built with, and are fewer.
    """
    packed = zopfli.zlib.compress(data, numiterations=5)
    return base64.b85encode(packed).translate(HTML_SAFE).decode("ascii")
