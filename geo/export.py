"""The timeline as open data, and the manifest of what was read and written."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import geopandas as gpd
import shapely

from . import geometry

#: Decimal places of a degree in GeoJSON: 0.1 m, as RFC 7946 (11.2) advises not to exceed.
DECIMALS = 6

PROPERTIES = ("feature", "name", "tenure", "holder", "instrument", "article", "cite", "start_date",
              "end_date", "ended_by", "basis", "area_km2", "length_km", "uncertainty_m", "note")


def write_geojson(timeline: gpd.GeoDataFrame, path: Path) -> Path:
    """Write the timeline as GeoJSON (RFC 7946): one feature for each row, in the order of the rows.

    Properties are those of `PROPERTIES`; `area_km2` or `length_km` stands only where it applies.
    """
    features = []
    for row, shape in zip(timeline.drop(columns="geometry").to_dict("records"), timeline.geometry,
                          strict=True):
        properties = {name: row[name] for name in PROPERTIES if row[name] == row[name]}
        # Snapped to the grid as a whole, so that rounding does not make a ring cross itself.
        rounded = geometry.tidy(shapely.set_precision(shape, 10.0**-DECIMALS))
        outward = shapely.transform(shapely.orient_polygons(rounded),
                                    lambda lonlat: lonlat.round(DECIMALS))
        features.append({"type": "Feature", "properties": properties,
                         "geometry": json.loads(shapely.to_geojson(outward))})
    collection = {"type": "FeatureCollection", "features": features}
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text.replace('{"type":"Feature",', '\n{"type":"Feature",') + "\n",
                    encoding="utf-8", newline="\n")
    return path


def sha256_of(path: Path) -> str:
    """Checksum of a file, hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def input_files(data: Path, atlas: str) -> list[Path]:
    """The files under `data/` that an atlas is built from, in order."""
    folders = (data / "atlases" / atlas, data / "shapefiles")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return sorted([data / "terms.toml", *files])


def checksum_of(data: Path, atlas: str) -> str:
    """One checksum over all inputs of an atlas: their names and contents, in order."""
    total = hashlib.sha256()
    for path in input_files(data, atlas):
        total.update(f"{path.relative_to(data).as_posix()} {sha256_of(path)}\n".encode())
    return total.hexdigest()


def write_manifest(data: Path, atlas: str, folder: Path, version: str) -> Path:
    """Write `manifest.json`: version, and the sha256 of every input and output by relative path."""
    outputs = [path for path in sorted(folder.rglob("*"))
               if path.is_file() and path.name != "manifest.json"]
    manifest = {
        "atlas": atlas, "version": version, "checksum": checksum_of(data, atlas),
        "inputs": {p.relative_to(data).as_posix(): sha256_of(p) for p in input_files(data, atlas)},
        "outputs": {p.relative_to(folder).as_posix(): sha256_of(p) for p in outputs}}
    path = folder / "manifest.json"
    path.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8",
                    newline="\n")
    return path
