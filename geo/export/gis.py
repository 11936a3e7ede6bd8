"""The layers as GeoPackage and as zipped shapefiles; the same rows give the same bytes."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from ..marks import Marks
from ..model import Atlas
from . import qgs, qml
from .package import FILES
from .rows import FIELDS, without_empty
from .tables import TABLES

#: The day that stands in place of today wherever a format wants one.
DAY = "2000-01-01"
MOMENT = f"{DAY}T00:00:00.000Z"

#: Bytes (UTF-8) that a text in a .dbf cell can have.
CELL = 254

STYLE_TABLE = """
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
 f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT, f_geometry_column TEXT,
 styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
 owner TEXT, ui TEXT, update_time DATETIME)"""


#: What the layers hold, for those who have only the file.
SAYS = {
    kind: f"The rows of the timeline whose place is {place}: who held it, under which right, from start_date to the "
    "day before end_date (NULL: open), by which article; reading says whether in law or in fact"
    for kind, place in (("areas", "an area"), ("lines", "a line"), ("points", "points"))
} | {
    "limits": "The limits between places: a row for each stretch and each interval in which they divide",
    "stations": "Stations of the railways, with their names",
}

#: What each table holds, by its file.
TITLES = {name: title for name, (title, _, _) in FILES.items()}

#: The types of OGC 12-128 (table 1) for those of Frictionless; of others TEXT.
SQL = {"DATE": "DATE", "NUMBER": "DOUBLE", "BOOLEAN": "BOOLEAN"}

#: The standard under which QGIS keeps what it says of a layer.
QGIS_METADATA = "http://mrcc.com/qgis.dtd"

#: By OGC 12-128, annex F.8 (tables 16 and 17), in the order of its columns.
METADATA_TABLES = """
CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
 definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,
 md_scope TEXT NOT NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml',
 metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT,
 row_id_value INTEGER, timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
 md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
 CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
 CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
"""


def write_gpkg(
    atlas: Atlas,
    marks: Marks,
    layers: dict[str, gpd.GeoDataFrame],
    path: Path,
    dashes=None,
    tables: dict[str, tuple] | None = None,
    about: dict[str, Any] | None = None,
) -> Path:
    """Write layers (EPSG:4326) as one GeoPackage with a default style for each (`layer_styles`), in the looks
    of `marks`, and a project that opens them all (`qgis_projects`); `dashes` are those of lighter railways
    (`geo.marks.rail_dashes`).

    Of `tables` (`tables_of`) all but the timeline are in it too, as tables without shapes; `about` (of the data as a
    whole) is its metadata, in the words of Frictionless and, for each layer, in those of QGIS. Days are real dates
    and NULL is no value. Days of last change are pinned to `DAY`.
    """
    for name, layer in layers.items():
        layer = _without_empty_texts(layer)
        # Version 1.3: programs of 2022, such as Debian's QGIS, warn of later ones.
        layer.to_file(
            path,
            layer=name,
            driver="GPKG",
            engine="pyogrio",
            geometry_name="geom",
            VERSION="1.3",
            IDENTIFIER=f"{atlas.title}: {name}",
            DESCRIPTION=SAYS.get(name, name),
        )
    style = qml.styles(atlas, marks, layers, dashes)
    told = {name: qml.metadata(about, name, SAYS.get(name, name)) for name in layers} if about else {}
    with sqlite3.connect(path) as base:
        base.execute(STYLE_TABLE)
        _declare_table(base, "layer_styles", "QGIS styles")
        for name in layers:
            base.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
                "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, "
                "owner, update_time) VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '', ?)",
                (name, name, style[name], f"{atlas.title}: {name}", MOMENT),
            )
        for file, (head, lines) in (tables or {}).items():
            if file != "timeline.csv":
                _write_table(base, file, head, lines)
        _declare_dates(base, list(layers))
        if about:
            _write_metadata(base, about, told)
        _write_project(base, atlas, path, style, told)
        base.execute("UPDATE gpkg_contents SET last_change = ?", (MOMENT,))
    base.isolation_level = None
    base.execute("VACUUM")
    base.close()
    return path


def _declare_table(base: sqlite3.Connection, name: str, says: str) -> None:
    """Say in the contents that a table without shapes belongs to the data (OGC 12-128, 2.5)."""
    base.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES (?, 'attributes', ?, ?)",
        (name, name, says),
    )


def _write_table(base: sqlite3.Connection, file: str, head, lines) -> None:
    """Write a table of `tables_of` under the name of its file; an empty cell is NULL, a day a real date."""
    name = file.removesuffix(".csv").replace("-", "_")
    kinds = {field.name: field.type.upper() for field in TABLES.get(file, ())}
    columns = ", ".join(f'"{column}" {SQL.get(kinds.get(column, ""), "TEXT")}' for column in head)
    base.execute(f'CREATE TABLE "{name}" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {columns})')
    truth = {"true": 1, "false": 0}
    base.executemany(
        f'INSERT INTO "{name}" VALUES (NULL, {", ".join("?" * len(head))})',
        [
            [
                None if cell == "" else truth.get(cell, cell) if kinds.get(column) == "BOOLEAN" else cell
                for column, cell in zip(head, line, strict=True)
            ]
            for line in lines
        ],
    )
    _declare_table(base, name, TITLES[file])


def _write_project(base: sqlite3.Connection, atlas: Atlas, path: Path, style, told: dict[str, str]) -> None:
    """Write the project that QGIS opens from the file, named as the atlas is."""
    kinds = dict(base.execute("SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"))
    text = qgs.project(atlas, path.name, {name: kinds[name] for name in style}, style, told, qml.shown_day(atlas))
    base.execute(qgs.PROJECT_TABLE)
    base.execute("INSERT INTO qgis_projects VALUES (?, ?, ?)", qgs.project_row(atlas.id, text, MOMENT))
    _declare_table(base, "qgis_projects", "QGIS project")


def _write_metadata(base: sqlite3.Connection, about: dict[str, Any], told: dict[str, str]) -> None:
    """Write what is to be said of the whole, and of each layer what `told` has in the words that QGIS reads, by the
    extension of OGC 12-128, annex F.8."""
    base.executescript(METADATA_TABLES)
    for table in ("gpkg_metadata", "gpkg_metadata_reference"):
        base.execute(
            "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_metadata', "
            "'http://www.geopackage.org/spec131/#extension_metadata', 'read-write')",
            (table,),
        )
    whole = json.dumps(about, ensure_ascii=False, indent=1)
    said: list[tuple[str, str | None, str, str, str]]
    said = [("geopackage", None, "https://datapackage.org/profiles/1.0/datapackage.json", "application/json", whole)]
    said += [("table", name, QGIS_METADATA, "text/xml", text) for name, text in told.items()]
    for number, (scope, name, standard, media, text) in enumerate(said, 1):
        base.execute("INSERT INTO gpkg_metadata VALUES (?, 'dataset', ?, ?, ?)", (number, standard, media, text))
        base.execute(
            "INSERT INTO gpkg_metadata_reference VALUES (?, ?, NULL, NULL, ?, ?, NULL)", (scope, name, MOMENT, number)
        )


def _without_empty_texts(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The layer with None for an empty text; numbers keep their type."""
    texts = [name for name in layer.columns.drop("geometry") if not pd.api.types.is_numeric_dtype(layer[name])]
    return layer.assign(**without_empty(layer[texts]))


def _declare_dates(base: sqlite3.Connection, tables: list[str]) -> None:
    """Declare the columns of days as DATE: pyogrio writes a column of dates only by Arrow, and text of
    ISO 8601 is just how a GeoPackage keeps a date (requirement 5). By SQLite's own recipe for a change
    that leaves the rows alone (https://www.sqlite.org/lang_altertable.html, section 7)."""
    (version,) = base.execute("PRAGMA schema_version").fetchone()
    base.execute("PRAGMA writable_schema = ON")
    for name in tables:
        for column in (field.name for field in FIELDS if field.type == "date"):
            base.execute(
                "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?",
                (f'"{column}" TEXT', f'"{column}" DATE', name),
            )
    base.execute(f"PRAGMA schema_version = {version + 1}")
    base.execute("PRAGMA writable_schema = OFF")


def write_shapefiles(layers: dict[str, gpd.GeoDataFrame], path: Path, readme: str) -> Path:
    """Write layers (EPSG:4326) as shapefiles (UTF-8) into one zip, with a readme and `columns.csv`.

    Column names have at most 10 characters; a text longer than a .dbf cell goes on in a second
    column, a third, and so on (note, note_2, note_3).
    """
    short = {field.name: field.short for field in FIELDS}
    names = []
    with tempfile.TemporaryDirectory() as aside:
        for name, layer in layers.items():
            table = layer.rename(columns=short)
            table = table.rename(columns={c: c[:10] for c in table.columns if c != "geometry"})
            table, parts = _cells(table)
            names += [(name, part, old) for part, old in _keys(layer, parts)]
            table.to_file(
                Path(aside) / f"{name}.shp",
                driver="ESRI Shapefile",
                engine="pyogrio",
                encoding="UTF-8",
                RESIZE="YES",
                DBF_DATE_LAST_UPDATE=DAY,
            )
        columns = io.StringIO()
        lines = csv.writer(columns, lineterminator="\n")
        lines.writerows([("layer", "short", "column"), *names])
        texts = {"README.txt": readme, "columns.csv": columns.getvalue()}
        files = {file.name: file.read_bytes() for file in Path(aside).iterdir()}
        files |= {name: text.encode() for name, text in texts.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            year, month, day = map(int, DAY.split("-"))
            entry = zipfile.ZipInfo(name, date_time=(year, month, day, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, files[name])
    return path


def _cells(table: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, dict[str, list[str]]]:
    """The table with its long texts spread over columns, and the columns of each by position."""
    found: dict[str, list] = {}
    parts: dict[str, list[str]] = {}
    for column in table.columns.drop("geometry"):
        parts[column] = [column]
        if not all(isinstance(value, str) or value is None for value in table[column]):
            found[column] = table[column]
            continue
        pieces = [_pieces(value or "") for value in table[column]]
        most = max(map(len, pieces))
        for number in range(most):
            name = column if number == 0 else f"{column[:8]}_{number + 1}"
            found[name] = [piece[number] if number < len(piece) else "" for piece in pieces]
            if number:
                parts[column].append(name)
    return gpd.GeoDataFrame(found, geometry=table.geometry, crs=table.crs), parts


def _pieces(text: str) -> list[str]:
    """A text cut into pieces that fit a .dbf cell, never within a letter and never so that a piece
    begins or ends with a blank, which .dbf would lose."""
    pieces, rest = [], text
    while len(rest.encode()) > CELL:
        end = len(rest.encode()[:CELL].decode(errors="ignore"))
        while rest[end - 1] == " " or rest[end] == " ":
            end -= 1
        pieces.append(rest[:end])
        rest = rest[end:]
    return [*pieces, rest]


def _keys(layer: gpd.GeoDataFrame, parts: dict[str, list[str]]):
    for old, names in zip(layer.columns.drop("geometry"), parts.values(), strict=True):
        for name in names:
            yield name, old
