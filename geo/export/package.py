"""What the folder `data/` holds: `datapackage.json` (Frictionless Data Package 1)."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import geopandas as gpd

from ..model import Atlas
from .tables import DICTIONARY, TABLES, values_of

#: The licence of our own facts and digitised layers.
OURS = {
    "name": "CC0-1.0",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
    "title": "Creative Commons Zero 1.0: our own facts and layers",
}

#: Title and media type of each file, and whether it holds shapes.
FILES = {
    "timeline.geojson": ("The timeline as GeoJSON (RFC 7946)", "application/geo+json", True),
    "timeline.gpkg": (
        "The timeline, limits, stations and all tables as GeoPackage with QGIS styles",
        "application/geopackage+sqlite3",
        True,
    ),
    "timeline-shapefiles.zip": ("The same layers as shapefiles (UTF-8)", "application/zip", True),
    "timeline.csv": ("The timeline without shapes", "text/csv", False),
    "instruments.csv": ("The instruments, with their dates", "text/csv", False),
    "articles.csv": ("The articles, summarised, with their sources", "text/csv", False),
    "demands.csv": ("What was asked at the conference, what was answered and got", "text/csv", False),
    "sources.csv": ("All sources that are cited, with their references and licences", "text/csv", False),
    "data-dictionary.csv": ("What each column of the tables says", "text/csv", False),
    "tables.xlsx": (
        "The same tables as one workbook",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        False,
    ),
    "timeline.lpf.json": ("Places and rights in Linked Places Format", "application/json", True),
    "sources.csl.json": ("All sources as CSL-JSON", "application/vnd.citationstyles.csl+json", False),
    "sources.bib": ("All sources as BibTeX", "application/x-bibtex", False),
}

#: Columns that no row leaves empty, and the key of each table.
REQUIRED = {
    "timeline.csv": ("provision", "feature", "tenure", "reading", "cite"),
    "instruments.csv": ("id", "title", "signed", "cite"),
    "articles.csv": ("instrument", "number", "summary", "cite"),
    "demands.csv": ("number", "by", "demand", "answer", "got", "outcome", "cite"),
    "sources.csv": ("id", "reference", "title", "type"),
}
KEYS = {
    "timeline.csv": ["provision"],
    "instruments.csv": ["id"],
    "articles.csv": ["instrument", "number"],
    "demands.csv": ["number"],
    "sources.csv": ["id"],
}


def table_schema(atlas: Atlas, table: str) -> dict:
    """The columns of a table of `TABLES` as a Frictionless Table Schema."""
    fields = []
    for field in TABLES[table]:
        rules: dict[str, Any] = {"required": True} if field.name in REQUIRED[table] else {}
        allowed = values_of(atlas, table, field.name)
        if allowed:
            rules["enum"] = list(allowed)
        fields.append(
            {"name": field.name, "type": field.type, "description": field.says}
            | ({"constraints": rules} if rules else {})
        )
    found = {"fields": fields, "primaryKey": KEYS[table], "missingValues": [""]}
    links = {
        "timeline.csv": (["instrument", "article"], "articles-csv", ["instrument", "number"]),
        "articles.csv": (["instrument"], "instruments-csv", ["id"]),
    }
    if table in links:
        ours, where, theirs = links[table]
        found["foreignKeys"] = [{"fields": ours, "reference": {"resource": where, "fields": theirs}}]
    return found


def licences(ground: dict[str, gpd.GeoDataFrame]) -> list[dict[str, str]]:
    """Our licence and those of the layers that shapes are made from (`attrs["licence"]` of each:
    title, licence, address), each once."""
    found = {OURS["name"]: OURS}
    titles: dict[str, list[str]] = {}
    for layer in ground.values():
        title, licence, address = layer.attrs.get("licence", ("", "", ""))
        if licence and licence != OURS["name"] and title not in titles.get(licence, []):
            titles.setdefault(licence, []).append(title)
            found[licence] = ({"name": licence} if re.fullmatch(r"[-\w.]+", licence) else {}) | (
                {"path": address} if address else {}
            )
    return [
        granted | {"title": f"{licence}: {'; '.join(titles[licence])}"} if licence in titles else granted
        for licence, granted in found.items()
    ]


def resource(atlas: Atlas, path: Path, granted: list[dict]) -> dict:
    """One file as a Frictionless resource."""
    title, media, shapes = FILES[path.name]
    content = path.read_bytes()
    found = {
        "name": re.sub(r"[^a-z0-9]+", "-", path.name),
        "path": path.name,
        "title": title,
        "format": path.suffix[1:],
        "mediatype": media,
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "licenses": granted if shapes else [OURS],
    }
    if path.suffix != ".csv":
        found["profile"] = "data-resource"
        if path.suffix == ".xlsx":
            found["type"] = "file"  # its columns are those of the CSV files, and not to be guessed again
    else:
        found["profile"] = "tabular-data-resource"
        found["dialect"] = {
            "delimiter": ",",
            "lineTerminator": "\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        }
    if path.name == "data-dictionary.csv":
        found["schema"] = {"fields": [{"name": name, "type": "string"} for name in DICTIONARY]}
    elif path.name in TABLES:
        found["schema"] = table_schema(atlas, path.name)
    elif shapes:
        # The same columns as properties or attributes; keys and links are those of the table.
        found["schema"] = {"fields": table_schema(atlas, "timeline.csv")["fields"]}
    return found


def about(atlas: Atlas, granted: list[dict[str, str]], edition: dict[str, str]) -> dict[str, Any]:
    """What is to be said of the data as a whole, wherever they travel: title, description, licences, days."""
    return {
        "id": f"treaty-atlas:{atlas.id}",
        "title": f"{atlas.title}: who held what, by which article",
        "description": " ".join([*atlas.lead, atlas.covers_note]),
        "version": edition["version"],
        "keywords": ["history", "treaty", "territory", "maps"],
        "licenses": granted,
        "contributors": [{"title": "Treaty Atlas", "role": "publisher"}],
        "temporal": "/".join(day.isoformat() for day in atlas.covers),
        "checksum": edition["checksum"],
    }


def write_package(atlas: Atlas, folder: Path, ground: dict[str, gpd.GeoDataFrame], edition: dict[str, str]) -> Path:
    """Write `datapackage.json` over the files of `folder`: columns, licences, sizes, checksums."""
    granted = licences(ground)
    package = (
        {"profile": "data-package", "name": re.sub(r"[^a-z0-9.-]+", "-", atlas.id.lower())}
        | about(atlas, granted, edition)
        | {
            "sources": [
                {"title": source.title} | ({"path": source.url} if source.url else {})
                for source in atlas.sources.values()
            ],
            "resources": [resource(atlas, folder / name, granted) for name in FILES],
        }
    )
    path = folder / "datapackage.json"
    path.write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return path
