"""Reads coasts, waters and countries out of pinned upstream packages; a file with another sha256 is refused."""

from __future__ import annotations

import functools
import importlib.util
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from ..errors import DataError
from ..layers import sha256

INSTALL = "allowed: pip install 'treaty-atlas[layers]'"


def checked(path: Path, source: dict) -> Path:
    """A file of an upstream package whose sha256 is the one that `source.toml` names."""
    wanted, found = source["upstream_files"][path.name], sha256(path)
    if found != wanted:
        raise DataError(
            f"{path.name} of {source['upstream']}: its sha256 is {found}; "
            f"allowed: {wanted} (version {source['version']})"
        )
    return path


@functools.cache
def pins() -> dict[str, dict]:
    """What `pins.toml` says of each package that a ground is made from: `coasts` (GSHHG and WDBII) and `countries`
    (Natural Earth)."""
    return tomllib.loads(Path(__file__).with_name("pins.toml").read_text(encoding="utf-8"))


def _folder(source: dict) -> Path:
    """The folder of the installed package that holds the files which a source names."""
    module = next(pin["module"] for pin in pins().values() if pin["upstream"] == source["upstream"])
    try:
        found = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        found = None
    folders = found.submodule_search_locations if found else None
    for folder in map(Path, folders or []):
        if all((folder / name).exists() for name in source["upstream_files"]):
            return folder
    raise DataError(f"the package {source['upstream']}=={source['version']} is not installed; {INSTALL}")


class _Packed(NamedTuple):
    """A file of upstream: of each outline its level, southern and northern limit, the first of its points, their number
    and its id; and the points of all."""

    level: np.ndarray
    south: np.ndarray
    north: np.ndarray
    first: np.ndarray
    number: np.ndarray
    id: np.ndarray
    points: np.ndarray


@functools.lru_cache(maxsize=4)
def _packed(meta: Path, points: Path) -> _Packed:
    """Land, lakes and islands share it."""
    level, _, count, south, north, offset, _, name = np.loadtxt(meta, dtype=str, ndmin=2).T
    every = np.asarray(np.memmap(points, "<f4", mode="r").reshape(-1, 2))
    return _Packed(
        level.astype(int), south.astype(float), north.astype(float), offset.astype(int) // 8, count.astype(int), name,
        every,
    )  # fmt: skip


def outlines(source: dict, what: str, extent, kinds: Sequence[int]) -> tuple[list, np.ndarray]:
    """Outlines of basemap's binary GSHHG or WDBII files that may meet an extent.

    Layout (basemap, `Basemap._readboundarydata`): `<what>meta_<r>.dat` is text, one outline a
    line: level (1 land, 2 lake, 3 island in a lake, ...), area (km²), number of points, southern
    and northern limit, byte offset, byte count, GSHHG id. `<what>_<r>.dat` holds little-endian
    float32 pairs, longitude and latitude in degrees. Outlines that cross 180 degrees come in two,
    ids `...-E` and `...-W`.

    Returns
    -------
    ids : list of str
    shapes : ndarray of valid Polygon or MultiPolygon (gshhs) or LineString (rivers), EPSG:4326
    """
    folder, r = _folder(source), source["recipe"]["resolution"]
    file = _packed(checked(folder / f"{what}meta_{r}.dat", source), checked(folder / f"{what}_{r}.dat", source))
    west, south, east, north = extent
    keep = np.flatnonzero(np.isin(file.level, kinds) & (file.south <= north) & (file.north >= south))
    if not len(keep):
        return [], np.array([], dtype=object)
    first, count = file.first[keep], file.number[keep]
    lonlat = np.concatenate([file.points[a : a + n] for a, n in zip(first, count, strict=True)])
    outline_of = np.repeat(np.arange(len(keep)), count)
    if what == "gshhs":
        shapes = shapely.polygons(shapely.linearrings(lonlat.astype(float), indices=outline_of))
    else:
        shapes = shapely.linestrings(lonlat.astype(float), indices=outline_of)
    bounds = shapely.bounds(shapes)
    near = (bounds[:, 0] <= east) & (bounds[:, 2] >= west)
    return file.id[keep[near]].tolist(), valid(shapes[near])


def valid(shapes: np.ndarray) -> np.ndarray:
    """Geometries whose rings do not cross; some do upstream. What is valid stays as it is: to look costs a fifth of
    making all valid."""
    bad = ~shapely.is_valid(shapes)
    shapes[bad] = shapely.make_valid(shapes[bad])
    return shapes


def countries(source: dict) -> gpd.GeoDataFrame:
    """The countries of our day after Natural Earth, valid (EPSG:4326): `name`; `iso`, its code of three letters."""
    (name,) = source["upstream_files"]
    path = checked(_folder(source) / name, source)
    rows = gpd.read_file(f"zip://{path}", engine="pyogrio", columns=["NAME", "ADM0_A3"], encoding="UTF-8")
    rows["geometry"] = shapely.make_valid(rows.geometry.to_numpy())
    return rows.rename(columns={"NAME": "name", "ADM0_A3": "iso"})
