"""The timeline as GeoJSON (RFC 7946)."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import geopandas as gpd
import msgspec
import shapely

from .. import geometry
from .rows import FIELDS, without_empty

#: Decimal places of a degree in GeoJSON: 0.1 m, as RFC 7946 (11.2) advises not to exceed.
DECIMALS = 6

PROPERTIES = tuple(field.name for field in FIELDS)

#: What is null where a row has none: days, and the holder.
EMPTY = {field.name for field in FIELDS if field.type == "date"} | {"holder"}


def write_geojson(timeline: gpd.GeoDataFrame, path: Path) -> Path:
    """Write the timeline as GeoJSON (RFC 7946): one feature for each row, in the order of the rows.

    The `id` of a feature is the key of its row. Every feature has the same properties, those of
    `PROPERTIES` that the table has; `null` is no value: no end, no area of a line, no note.
    """
    names = [name for name in PROPERTIES if name in timeline]
    table = without_empty(timeline[names])
    features = []
    for row, shape in zip(table.to_dict("records"), coordinates(timeline.geometry), strict=True):
        key = {"id": row["provision"]} if "provision" in row else {}
        features.append({"type": "Feature"} | key | {"properties": row, "geometry": shape})
    collection = {"type": "FeatureCollection", "features": features}
    text = msgspec.json.encode(collection).decode()
    path.write_text(text.replace('{"type":"Feature",', '\n{"type":"Feature",') + "\n", encoding="utf-8", newline="\n")
    return path


def coordinates(shapes) -> list[dict]:
    """Shapes (EPSG:4326) as GeoJSON geometries: rounded, outer rings counter-clockwise.

    A shape that stands in several rows, or files, is worked out once.
    """
    return [_coordinates(shapely.to_wkb(shape)) for shape in shapes]


@functools.lru_cache(maxsize=512)
def _coordinates(wkb: bytes) -> dict:
    """One shape, which several files have; not to be changed."""
    # Snapped to the grid as a whole, so that rounding does not make a ring cross itself.
    rounded = geometry.tidy(shapely.set_precision(shapely.from_wkb(wkb), 10.0**-DECIMALS))
    outward = shapely.transform(shapely.orient_polygons(rounded), lambda lonlat: lonlat.round(DECIMALS))
    return json.loads(shapely.to_geojson(outward))
