"""What the folder `data/` holds: `datapackage.json` (Frictionless Data Package 1)."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import geopandas as gpd

from ..model import Atlas
from .rows import FIELDS
from .tables import values_of

#: The licence of our own facts and digitised layers.
OURS = {"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/",
        "title": "Creative Commons Zero 1.0: our own facts and layers"}

#: Title and media type of each file, and whether it holds shapes.
FILES = {
    "timeline.geojson": ("The timeline as GeoJSON (RFC 7946)", "application/geo+json", True),
    "timeline.gpkg": ("The timeline, limits and stations as GeoPackage with QGIS styles",
                      "application/geopackage+sqlite3", True),
    "timeline-shapefiles.zip": ("The same layers as shapefiles (UTF-8)", "application/zip", True),
    "timeline.csv": ("The timeline without shapes", "text/csv", False),
    "data-dictionary.csv": ("What each column of the timeline says", "text/csv", False),
    "timeline.lpf.json": ("Places and rights in Linked Places Format", "application/json", True),
    "sources.csl.json": ("All sources as CSL-JSON", "application/vnd.citationstyles.csl+json",
                         False),
    "sources.bib": ("All sources as BibTeX", "application/x-bibtex", False),
}

#: Columns of data-dictionary.csv.
DICTIONARY = ("column", "short", "type", "unit", "meaning", "values")


def table_schema(atlas: Atlas) -> dict:
    """The columns of the timeline as a Frictionless Table Schema."""
    fields = []
    for field in FIELDS:
        found = {"name": field.name, "type": field.type, "description": field.says}
        rules = {"required": True} if field.name in ("row", "feature", "tenure", "holder", "cite",
                                                     "start_date", "start_edtf") else {}
        allowed = values_of(atlas, field.name)
        if allowed:
            rules["enum"] = list(allowed)
        fields.append(found | ({"constraints": rules} if rules else {}))
    return {"fields": fields, "primaryKey": ["row"], "missingValues": [""]}


def licences(ground: dict[str, gpd.GeoDataFrame]) -> list[dict[str, str]]:
    """Our licence and those of the layers that shapes are made from (`attrs["licence"]` of each:
    title, licence, address), each once."""
    found = {OURS["name"]: OURS}
    for layer in ground.values():
        title, licence, address = layer.attrs.get("licence", ("", "", ""))
        if not licence or licence in found:
            continue
        named = {"name": licence} if re.fullmatch(r"[-a-zA-Z0-9._]+", licence) else {}
        named |= {"path": address} if address else {}
        found[licence] = named | {"title": f"{licence}: {title}"}
    return list(found.values())


def resource(atlas: Atlas, path: Path, granted: list[dict]) -> dict:
    """One file as a Frictionless resource."""
    title, media, shapes = FILES[path.name]
    content = path.read_bytes()
    found = {
        "name": re.sub(r"[^a-z0-9]+", "-", path.name), "path": path.name, "title": title,
        "format": path.suffix[1:], "mediatype": media, "encoding": "utf-8",
        "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "licenses": granted if shapes else [OURS]}
    if path.suffix != ".csv":
        found["profile"] = "data-resource"
    else:
        found["profile"] = "tabular-data-resource"
        found["dialect"] = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"',
                            "doubleQuote": True, "header": True}
    if path.name == "data-dictionary.csv":
        found["schema"] = {"fields": [{"name": name, "type": "string"} for name in DICTIONARY]}
    elif path.name.startswith("timeline"):
        found["schema"] = table_schema(atlas)
    return found


def write_package(atlas: Atlas, folder: Path, ground: dict[str, gpd.GeoDataFrame],
                  edition: dict[str, str]) -> Path:
    """Write `datapackage.json` over the files of `folder`: columns, licences, sizes, checksums."""
    granted = licences(ground)
    package = {
        "profile": "data-package", "name": re.sub(r"[^a-z0-9.-]+", "-", atlas.id.lower()),
        "id": f"treaty-atlas:{atlas.id}", "title": f"{atlas.title}: who held what, by which article",
        "description": " ".join([*atlas.lead, atlas.covers_note]),
        "version": edition["version"], "keywords": ["history", "treaty", "territory", "maps"],
        "licenses": granted,
        "sources": [{"title": source.title} | ({"path": source.url} if source.url else {})
                    for source in atlas.sources.values()],
        "contributors": [{"title": "Treaty Atlas", "role": "publisher"}],
        "temporal": "/".join(day.isoformat() for day in atlas.covers),
        "checksum": edition["checksum"],
        "resources": [resource(atlas, folder / name, granted) for name in FILES]}
    path = folder / "datapackage.json"
    path.write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", encoding="utf-8",
                    newline="\n")
    return path
