"""What is done to outlines from upstream by tables edited by hand: grouped, removed, added."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from geo import geometry
from geo.errors import DataError

from .tables import lonlat_of, number


def group_of(shapes: Sequence, groups: list[dict]) -> list[str]:
    """The group of each Polygon: the first that fits, "other" where none does.

    Parameters
    ----------
    shapes : sequence of Polygon, EPSG:4326
    groups : list of dict
        `id`; `contains`, points (lon, lat): a Polygon that holds one fits; `boxes` (west, south,
        east, north): a Polygon whose representative point lies in one fits, unless it holds one
        of the points `except`.
    """
    shapes = np.asarray(shapes, dtype=object)  # type: ignore[assignment]
    inner, found = shapely.point_on_surface(shapes), np.full(len(shapes), "", dtype=object)
    for group in groups:
        fits = np.zeros(len(shapes), dtype=bool)
        for box in group.get("boxes", []):
            fits |= shapely.intersects(shapely.box(*box), inner)
        for point in group.get("except", []):
            fits &= ~shapely.intersects(shapes, shapely.Point(point))
        for point in group.get("contains", []):
            fits |= shapely.intersects(shapes, shapely.Point(point))
        found[fits & (found == "")] = group["id"]
    return [name or "other" for name in found]


def ellipse(lon: float, lat: float, length_m: float, width_m: float, azimuth: float):
    """An ellipse on the ground as a Polygon of 48 vertices (EPSG:4326, rounded to 0.1 m).

    `azimuth` is the direction of the long axis, degrees clockwise from north.
    """
    turn = np.radians(np.arange(0, 360, 7.5))
    along, across = length_m / 2 * np.cos(turn), width_m / 2 * np.sin(turn)
    towards = azimuth + np.degrees(np.arctan2(across, along))
    ones = np.ones_like(turn)
    lons, lats, _ = geometry.ELLIPSOID.fwd(lon * ones, lat * ones, towards, np.hypot(along, across))
    return shapely.Polygon(np.column_stack([lons, lats]).round(6))


def correct(ids: list, shapes: list, corrections: list[dict]) -> tuple[list, list, list]:
    """Remove what was not there at the time and add what upstream lacks.

    A row "remove" takes away every polygon that lies wholly within `radius_m` of its point; a row
    "add" puts an ellipse there (`length_m`, `width_m`, `azimuth`).

    Returns
    -------
    ids, shapes, sources : lists of equal length
        `sources` is "gshhg", or "added" for a row of the table.
    """
    for row in corrections:
        if row["action"] not in ("remove", "add"):
            raise DataError(f'{row["at"]}: action is "{row["action"]}"; allowed: remove, add')
        if row["action"] == "add":
            continue
        (lon, lat), wide = lonlat_of(row), 2 * number(row, "radius_m")
        disc = ellipse(lon, lat, wide, wide, 0)
        gone = [n for n, shape in enumerate(shapes) if shape.within(disc)]
        if not gone:
            raise DataError(
                f"{row['at']}: no polygon lies within {row['radius_m']} m of "
                f"{row['name']}; allowed: a removal that removes something"
            )
        ids, shapes = ([value for n, value in enumerate(column) if n not in gone] for column in (ids, shapes))
    sources = ["gshhg"] * len(shapes)
    for row in (row for row in corrections if row["action"] == "add"):
        size = [number(row, column) for column in ("length_m", "width_m", "azimuth")]
        ids, shapes = [*ids, row["name"]], [*shapes, ellipse(*lonlat_of(row), *size)]
        sources.append("added")
    return ids, shapes, sources
