"""Reads and checks layers, and rebuilds `data/shapefiles/` with what `tools/` of a checkout makes of the pinned
upstream packages and the hand-edited tables.

A layer is a folder: five files of an ESRI shapefile (EPSG:4326, UTF-8), the tables edited by hand
from which it is built, and `source.toml`, which says where it comes from. What `source.toml` says
in `[recipe]` (extent, levels, tolerances) and `[upstream_files]` (sha256 sums) steers the rebuild;
its table `[files]` is the only part that a rebuild writes.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .errors import DataError, UsageError
from .model import Atlas, LayerFile, cited_sources
from .reading import allowed, faults, line_of, read_tables
from .sources import CERTAINTIES, FORMATS, TABLE, layer_file, layer_folder, read_folder, read_layer, shown_of

SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")

#: The day that every .dbf header carries. dBASE stores the day of writing; with the real day, two
#: rebuilds of the same layer would differ.
DBF_DAY = "2000-01-01"

#: Longest column name of a .dbf file, characters (dBASE III, as ESRI uses it).
DBF_NAME = 10


def sha256(path: Path) -> str:
    """The SHA-256 sum of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def rebuild_layers(data_folder: Path, only: Sequence[str] = ()) -> list[str]:
    """Build layers anew; the same inputs give the same bytes.

    Parameters
    ----------
    data_folder : Path
        The folder `data/`; layers lie in its folder `shapefiles/`.
    only : sequence of str
        Names of layers; all layers that have a `source.toml` if empty.

    Returns
    -------
    list of str
        The names of the layers built. Nothing is moved in place before all of them are built.

    Raises
    ------
    UsageError
        A name in `only` is no layer, or this is no checkout.
    DataError
        An upstream package is missing or has another sha256, or a table is wrong.
    """
    tools = _tools()
    if tools is None:
        raise UsageError(
            "tools/, which builds the layers, is not here: only a checkout of the project has it; allowed: "
            "treaty-atlas layers --sums, after a change of a layer by hand"
        )
    data, made_by = Path(data_folder), tools.BUILDERS
    roots = {"": data / "shapefiles"} | {
        f"{path.parent.name}/": path for path in sorted(data.glob("atlases/*/shapefiles/"))
    }
    # An atlas's own layer is "atlas/layer"; what has no upstream was made elsewhere.
    known = {
        f"{atlas}{name}": root / name
        for atlas, root in roots.items()
        for name in made_by
        if (root / name / "source.toml").exists() and not (atlas and "upstream" not in read_source(root / name))
    }
    for name in only:
        if name not in known:
            raise UsageError(f'there is no layer "{name}"; allowed: {", ".join(known)}')
    chosen = {name: folder for name, folder in known.items() if not only or name in only}
    with tempfile.TemporaryDirectory(dir=data_folder, prefix=".layers-") as aside:
        for number, folder in enumerate(chosen.values()):
            (Path(aside) / str(number)).mkdir()
            rows = made_by[folder.name](folder, read_source(folder))
            write_shapes(rows, Path(aside) / str(number) / f"{folder.name}.shp")
        for number, folder in enumerate(chosen.values()):
            for part in SHAPEFILE_PARTS:
                name = f"{folder.name}{part}"
                os.replace(Path(aside) / str(number) / name, folder / name)
            _write_sums(folder)
    return list(chosen)


def write_sums(data_folder: Path, only: Sequence[str] = ()) -> list[str]:
    """Write the checksums of layers into their `source.toml`, as after a change by hand; builds nothing.

    Parameters
    ----------
    data_folder : Path
        The folder `data/`; layers lie in its folder `shapefiles/` and in those of its atlases.
    only : sequence of str
        Names of layers; all if empty.

    Returns
    -------
    list of str
        The layers whose checksums changed, as sentences call them.

    Raises
    ------
    UsageError
        A name in `only` is no layer.
    DataError
        A layer cannot be read, or has no `source.toml`.
    """
    data = Path(data_folder)
    folders = sorted([*data.glob("shapefiles/[!.]*/"), *data.glob("atlases/*/shapefiles/[!.]*/")])
    known = {folder.name for folder in folders}
    for name in only:
        if name not in known:
            raise UsageError(f'there is no layer "{name}"; allowed: {", ".join(sorted(known))}')
    changed = []
    for folder in (folder for folder in folders if not only or folder.name in only):
        before = read_source(folder)
        read_folder(folder)  # what cannot be read has no sum
        if before.get("files", {}) != sums_of(folder, before):
            _write_sums(folder)
            changed.append(shown_of(folder))
    return changed


def check_layers(data_folder: Path, folders: Sequence[Path] | None = None) -> list[str]:
    """Compare layers with what their `source.toml` says: those of these folders, by default all that atlases
    share.

    Returns
    -------
    list of str
        One sentence for each file that is missing, unlisted or has another sha256 than `[files]`
        says, and for each layer with a row outside its `extent`; empty if all is well. A table
        edited after the last rebuild is found here too.
    """
    problems = []
    for folder in sorted((Path(data_folder) / "shapefiles").glob("[!.]*/")) if folders is None else folders:
        try:
            source = read_source(folder)
        except DataError as error:
            problems += error.problems
            continue
        shown, listed = shown_of(folder), source.get("files", {})
        remedy = (
            f"allowed: the file as built (treaty-atlas layers {folder.name}), or the sums of a change by hand "
            "(treaty-atlas layers --sums)"
        )
        for name in sorted({*listed, *_files_of(folder)}):
            if not (folder / name).exists():
                problems.append(f"{shown}/{name}: the file is missing; {remedy}")
            elif name not in listed:
                problems.append(f"{shown}/{name}: source.toml has no sha256 for it; {remedy}")
            elif sha256(folder / name) != listed[name]:
                problems += _wrong_table(folder, name, source) or [
                    f"{shown}/{name}: its sha256 is not the one in source.toml; {remedy}"
                ]
        if (folder / "groups.toml").exists():
            try:
                read_groups(folder)
            except DataError as error:
                problems += error.problems
        if "extent" in source and any((folder / f"{folder.name}{suffix}").exists() for suffix in (*FORMATS, TABLE)):
            with contextlib.suppress(DataError):  # of a layer that cannot be read `check_links` says why
                problems += _outside(folder, source["extent"])
    return problems


def _wrong_table(folder: Path, name: str, source: dict) -> list[str]:
    """What a rebuild would refuse in a table that was edited by hand after the last one."""
    tools = _tools()
    if tools is not None and name.endswith(".csv") and folder.name in tools.by_hand.BUILDERS:
        try:
            tools.by_hand.BUILDERS[folder.name](folder, source)
        except DataError as error:
            return error.problems
    return []


def read_ground(atlas: Atlas, data: Path, only: Sequence[str] = ()) -> dict[str, gpd.GeoDataFrame]:
    """The layers of an atlas (EPSG:4326) by the names under which its facts speak of them, all or some; in the
    `attrs` of each its `layer` (name), `credit` (title, licence and, where that asks for it, who is to be named),
    `licence` (title, licence, address of its text) and `extent` (west, south, east, north; degrees)."""
    found: dict[str, gpd.GeoDataFrame] = {}
    layers = {}
    for name, layer in atlas.layers.items():
        folder = layer_folder(layer, data, atlas.id)
        if folder.is_dir() and (not only or name in only):
            if layer not in found:
                found[layer] = _credited(layer, read_layer(layer, data, atlas.id), read_source(folder))
            layers[name] = found[layer]
    return layers


def _credited(layer: str, rows: gpd.GeoDataFrame, source: dict) -> gpd.GeoDataFrame:
    rows.attrs["layer"] = layer
    rows.attrs["credit"] = source["title"] + (
        f" ({'; '.join(filter(None, [source['licence'], source.get('credit')]))})"
    )
    rows.attrs["licence"] = (source["title"], source["licence"], source.get("licence_url", ""))
    if "extent" in source:
        rows.attrs["extent"] = source["extent"]
    return rows


def read_source(folder: Path) -> dict:
    """The `source.toml` of a layer as a dict.

    Raises
    ------
    DataError
        It is missing, or does not say what it must; one sentence for each mistake.
    """
    path, shown = folder / "source.toml", f"{shown_of(folder)}/source.toml"
    if not path.exists():
        raise DataError(
            f"{shown}: the file is missing; every layer says where it comes from, under which licence; "
            "allowed: a TOML file with title and licence"
        )
    source, text, wrong, line = read_tables(path)
    if source is None:
        raise DataError(f"{shown}{f':{line}' if line else ''}: {wrong}")
    found = [(line_of(text, fault.path), fault.sentence) for fault in faults(LayerFile, source) if fault.sentence]
    west, south, east, north = source["extent"] if "extent" in source and not found else (0, 0, 1, 1)
    if west >= east or south >= north:
        found.append(
            (
                line_of(text, ("extent",)),
                f"extent {source['extent']} is empty; allowed: west, south, east, "
                "north, with west < east and south < north",
            )
        )
    if source.get("upstream") and not source.get("upstream_files") and not found:
        found.append(
            (
                line_of(text, ("upstream",)),
                "names what it is fetched from, but no upstream_files; allowed: a "
                "table [upstream_files] with the sha256 of each file",
            )
        )
    if found:
        raise DataError(f"{shown}{f':{line}' if line else ''}: {sentence}" for line, sentence in found)
    return source


#: Columns of the parts of the ground that pages and sheets read.
COLUMNS = {
    "stations": "line seq km name_1905 name_wg name_ja name_zh zh_simpl name_ru name_th name_mod located opened",
    "railways": "line name_1905 group length_km len_src",
    "rivers": "name level",
}

#: Columns of the stretches of a digitised limit.
STRETCH = "segment certainty uncert_m reason cite"

#: Those of them that are numbers; a segment may be numbered too, all others are words.
NUMBERS = {"seq", "km", "length_km", "level", "uncert_m"}

#: What the shapes of each part of the ground are, by their dimension; stretches of a limit are lines.
KINDS = {"land": 2, "land_far": 2, "lakes": 2, "states": 2, "rivers": 1, "railways": 1, "borders": 1, "stations": 0}
CALLED = ("points", "lines", "areas")


def check_columns(atlas: Atlas, data: Path) -> list[str]:
    """A sentence for each layer of an atlas of other shapes than outputs draw, for each column that they read and it
    has not, and for each stretch of a limit whose certainty or source there is not."""
    problems = []
    for name, kind in KINDS.items():
        if name in atlas.ground:
            problems += _other_kind(atlas, name, data, kind)
    wanted = {name: COLUMNS[name] for name in atlas.layers if name in COLUMNS}
    for limit in atlas.features.values():
        name = limit.recipe.layer
        if limit.divides and name and "certainty" in _rows(atlas, name, data):
            wanted[name] = STRETCH
            problems += _other_kind(atlas, name, data, 1)
    for name, columns in wanted.items():
        rows = _rows(atlas, name, data)
        shown, before = _shown(atlas, name, data), len(problems)
        missing = [column for column in columns.split() if column not in rows]
        if missing:
            problems.append(f'{shown}: no column "{missing[0]}"; allowed: a layer with {", ".join(columns.split())}')
        for column in [column for column in columns.split() if column in rows and column != "segment"]:
            if pd.api.types.is_numeric_dtype(rows[column]) != (column in NUMBERS):
                found, right = ("words", "numbers") if column in NUMBERS else ("numbers", "words")
                problems.append(f'{shown}: the column "{column}" holds {found}; allowed: {right}')
        if columns == STRETCH and len(problems) == before:
            for number_, row in enumerate(rows.itertuples(), 1):
                if row.certainty not in CERTAINTIES:
                    problems.append(
                        f'{shown}, row {number_}: unknown certainty "{row.certainty}"; '
                        + allowed(row.certainty, CERTAINTIES)
                    )
                problems += [
                    f'{shown}, row {number_}: cites the unknown source "{source}"; ' + allowed(source, atlas.sources)
                    for source, _ in cited_sources(str(row.cite))
                    if source not in atlas.sources and not str(row.cite).endswith("...")
                ]
    return problems


def _other_kind(atlas: Atlas, name: str, data: Path, kind: int) -> list[str]:
    """A sentence where the shapes of a layer are of another dimension."""
    shapes = _rows(atlas, name, data).geometry
    other = np.flatnonzero(shapely.get_dimensions(shapes.to_numpy()) != kind)
    if not len(other):
        return []
    found = shapes.iloc[other[0]].geom_type
    return [f"{_shown(atlas, name, data)}, row {other[0] + 1}: is a {found}; allowed: {CALLED[kind]}"]


def _rows(atlas: Atlas, name: str, data: Path) -> gpd.GeoDataFrame:
    return read_folder(layer_folder(atlas.layers.get(name, name), data, atlas.id))


def _shown(atlas: Atlas, name: str, data: Path) -> str:
    folder = layer_folder(atlas.layers.get(name, name), data, atlas.id)
    return f"{shown_of(folder)}/{layer_file(folder).name}"


# ---- writing


def write_layer(rows: gpd.GeoDataFrame, folder: Path, source: str) -> None:
    """Write a new layer: a folder with its shapefile and its `source.toml`, to which the checksums are added.

    Raises
    ------
    DataError
        The rows are none that a layer can have, or the source does not say what it must.
    """
    folder.mkdir(parents=True)
    write_shapes(rows, folder / f"{folder.name}.shp")
    (folder / "source.toml").write_text(source, encoding="utf-8", newline="\n")
    _write_sums(folder)


def write_shapes(rows: gpd.GeoDataFrame, path: Path) -> None:
    """Write a shapefile whose bytes depend on nothing but its rows."""
    too_long = [column for column in rows.columns if len(column) > DBF_NAME]
    if too_long or not len(rows):
        raise DataError(
            f"{path.name}: {'columns ' + ', '.join(too_long) if too_long else 'no row'}"
            f"; allowed: at least one row, column names of {DBF_NAME} characters"
        )
    invalid = np.flatnonzero(~rows.geometry.is_valid | rows.geometry.is_empty)
    if len(invalid):
        raise DataError(f"{path.name}, row {invalid[0] + 1}: is not a valid shape; allowed: rings that do not cross")
    rows.to_file(
        path, driver="ESRI Shapefile", engine="pyogrio", encoding="UTF-8", RESIZE="YES", DBF_DATE_LAST_UPDATE=DBF_DAY
    )


def _files_of(folder: Path) -> list[str]:
    """The files whose sums `[files]` holds: the shapefile and the tables edited by hand."""
    wanted = (*SHAPEFILE_PARTS, *FORMATS, TABLE, ".toml")
    return sorted(path.name for path in folder.iterdir() if path.suffix in wanted and path.name != "source.toml")


def sums_of(folder: Path, source: dict) -> dict[str, str]:
    """The checksum of each file of a layer. Tables of another layer that this one reads keep their place in
    the list: "../stations/..."."""
    names = [*_files_of(folder), *source.get("recipe", {}).get("inputs", [])]
    return {name: sha256(folder / name) for name in names}


def _write_sums(folder: Path) -> None:
    """Rewrite the table `[files]` of `source.toml`; every other line stays as it was written."""
    path = folder / "source.toml"
    text = re.sub(r"(?ms)^\[files\]$.*?(?=^\[|\Z)", "", path.read_text(encoding="utf-8")).rstrip()
    sums = [f'"{name}" = "{total}"' for name, total in sums_of(folder, read_source(folder)).items()]
    aside = path.with_suffix(".toml.new")
    aside.write_text("\n".join([text, "", "[files]", *sums, ""]), encoding="utf-8")
    os.replace(aside, path)


def _outside(folder: Path, extent) -> list[str]:
    """A sentence where a row leaves the extent (west, south, east, north; east may exceed 180)."""
    west, south, east, north = extent
    try:
        bounds = read_folder(folder).bounds.to_numpy()
    except DataError:
        return []  # a layer that cannot be read is told of where it is read
    turned = np.where(bounds[:, [0]] < west - 1e-9, 360.0, 0.0) if east > 180 else 0.0
    bounds = bounds + turned * np.array([1, 0, 1, 0])
    inside = bounds >= np.array([west, south] * 2) - 1e-9
    inside &= bounds <= np.array([east, north] * 2) + 1e-9
    rows = np.flatnonzero(~inside.all(axis=1))
    return (
        [
            f"{shown_of(folder)}/{layer_file(folder).name}, row {rows[0] + 1}: lies outside the "
            f"extent that source.toml declares; allowed: {west} to {east} degrees east, {south} "
            f"to {north} north (longitude first)"
        ]
        if len(rows)
        else []
    )


def read_groups(folder: Path) -> list[dict]:
    """The groups of land that `groups.toml` names."""
    tables, _, wrong, line = read_tables(folder / "groups.toml")
    groups = (tables or {}).get("group")
    if not isinstance(groups, list) or not all(isinstance(group, dict) and "id" in group for group in groups):
        fault = wrong.partition("; allowed")[0] or "has no group with an id"
        raise DataError(
            f"{shown_of(folder)}/groups.toml{f':{line}' if line else ''}: {fault}; allowed: tables "
            "[[group]] with id, contains, boxes"
        )
    return groups


def _tools() -> Any:
    """What builds layers (`tools.layers`) in a checkout; None elsewhere: no wheel carries it."""
    if not (Path(__file__).parents[1] / "tools" / "layers.py").exists():
        return None
    return importlib.import_module("tools.layers")
