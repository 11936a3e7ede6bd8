"""Along what the name of a shape is written: the longest way through an area, the straightest stretch of a line."""

from __future__ import annotations

import numpy as np
import shapely

from ..geometry import polygons_of
from . import encode

#: Directions in which a way through an area is looked for, in degrees from a level line; a steep one must be longer.
TURNS, STEEP = range(-75, 90, 15), 0.4

#: By how much of its length a line may leave the straight stretch along which its name is written.
BEND = 0.025


def spine_of(shape, detail_zoom: float = encode.DETAIL_ZOOM) -> list[int] | None:
    """From where to where (x, y, x, y in units), left to right, and how far that lies within an area to both sides
    (0 for a line); None for points.

    Parameters
    ----------
    shape : shapely geometry
        EPSG:4326.
    detail_zoom : float
        Of the page, which its units follow.
    """
    flat = shapely.transform(shape, lambda lonlat: encode.to_units(lonlat, detail_zoom))
    areas = polygons_of(flat)
    if areas:
        ends, room = _through(max(areas, key=shapely.area))
    elif shapely.length(flat):
        ends, room = _beside(flat), 0.0
    else:
        return None
    (x1, y1), (x2, y2) = sorted(ends)
    return [round(value) for value in (x1, y1, x2, y2, room)]


def _through(area) -> tuple[list, float]:
    """The best way through the middle of the widest part of an area, and how wide that is to each side."""
    area = shapely.simplify(area, np.sqrt(shapely.area(area)) / 200)
    middle, edge = shapely.get_coordinates(shapely.maximum_inscribed_circle(area))
    reach, at = np.hypot(*np.ptp(shapely.get_coordinates(area), axis=0)), shapely.Point(middle)
    best, most = [middle, middle], 0.0
    for turn in np.radians(TURNS):
        way = np.array([np.cos(turn), np.sin(turn)]) * reach
        parts = shapely.get_parts(shapely.intersection(shapely.LineString([middle - way, middle + way]), area))
        part = parts[np.argmin(shapely.distance(parts, at))]
        worth = shapely.length(part) * (1 - STEEP * abs(np.sin(turn)))
        if worth > most:
            best, most = shapely.get_coordinates(part)[[0, -1]], worth
    return [tuple(end) for end in best], float(np.hypot(*(edge - middle)))


def _beside(line) -> list:
    """The longest straight stretch of a line."""
    line = shapely.line_merge(line)
    longest = max(shapely.get_parts(line), key=shapely.length)
    points = shapely.get_coordinates(shapely.simplify(longest, BEND * shapely.length(longest)))
    n = int(np.argmax(np.hypot(*np.diff(points, axis=0).T)))
    return [tuple(points[n]), tuple(points[n + 1])]
