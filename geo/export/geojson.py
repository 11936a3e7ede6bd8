"""The timeline as GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import shapely

from .. import geometry
from .rows import FIELDS

#: Decimal places of a degree in GeoJSON: 0.1 m, as RFC 7946 (11.2) advises not to exceed.
DECIMALS = 6

PROPERTIES = tuple(field.name for field in FIELDS)

#: What is null where a row has none: days, and the holder.
EMPTY = {field.name for field in FIELDS if field.type == "date"} | {"holder"}


def write_geojson(timeline: gpd.GeoDataFrame, path: Path) -> Path:
    """Write the timeline as GeoJSON (RFC 7946): one feature for each row, in the order of the rows.

    Properties are those of `PROPERTIES` that the table has; a number stands only where it applies. An
    open or unknown day and a holder that does not exist are null.
    """
    names = [name for name in PROPERTIES if name in timeline]
    features = []
    for row, shape in zip(timeline.drop(columns="geometry").to_dict("records"),
                          coordinates(timeline.geometry), strict=True):
        properties = {name: None if name in EMPTY and row[name] == "" else row[name]
                      for name in names if row[name] == row[name]}
        features.append({"type": "Feature", "properties": properties, "geometry": shape})
    collection = {"type": "FeatureCollection", "features": features}
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text.replace('{"type":"Feature",', '\n{"type":"Feature",') + "\n",
                    encoding="utf-8", newline="\n")
    return path


def coordinates(shapes) -> list[dict]:
    """Shapes (EPSG:4326) as GeoJSON geometries: rounded, outer rings counter-clockwise.

    A shape that stands in several rows is worked out once.
    """
    known: dict[bytes, dict] = {}
    found = []
    for shape in shapes:
        key = shapely.to_wkb(shape)
        if key not in known:
            # Snapped to the grid as a whole, so that rounding does not make a ring cross itself.
            rounded = geometry.tidy(shapely.set_precision(shape, 10.0**-DECIMALS))
            outward = shapely.transform(shapely.orient_polygons(rounded),
                                        lambda lonlat: lonlat.round(DECIMALS))
            known[key] = json.loads(shapely.to_geojson(outward))
        found.append(known[key])
    return found
