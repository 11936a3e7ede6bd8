"""Reads coasts, waters and countries out of pinned upstream packages; a file with another sha256 is refused."""

from __future__ import annotations

import functools
import importlib.util
import tomllib
from collections.abc import Sequence
from pathlib import Path

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


@functools.lru_cache(maxsize=4)
def _packed(meta: Path, points: Path) -> tuple[np.ndarray, np.ndarray]:
    """The table of outlines of a file of upstream, as text, and its points; land, lakes and islands share them."""
    return np.loadtxt(meta, dtype=str, ndmin=2), np.memmap(points, "<f4", mode="r").reshape(-1, 2)


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
    meta, points = _packed(checked(folder / f"{what}meta_{r}.dat", source), checked(folder / f"{what}_{r}.dat", source))
    west, south, east, north = extent
    keep = np.isin(meta[:, 0].astype(int), kinds) & (meta[:, 3].astype(float) <= north)
    meta = meta[keep & (meta[:, 4].astype(float) >= south)]
    if not len(meta):
        return [], np.array([], dtype=object)
    first, count = meta[:, 5].astype(int) // 8, meta[:, 2].astype(int)
    lonlat = np.concatenate([points[a : a + n] for a, n in zip(first, count, strict=True)])
    outline_of = np.repeat(np.arange(len(meta)), count)
    if what == "gshhs":
        shapes = shapely.polygons(shapely.linearrings(lonlat.astype(float), indices=outline_of))
    else:
        shapes = shapely.linestrings(lonlat.astype(float), indices=outline_of)
    bounds = shapely.bounds(shapes)
    near = (bounds[:, 0] <= east) & (bounds[:, 2] >= west)
    # Some rings upstream cross themselves.
    return meta[near, 7].tolist(), shapely.make_valid(shapes[near])


def countries(source: dict) -> gpd.GeoDataFrame:
    """The countries of our day after Natural Earth, valid (EPSG:4326): `name`; `iso`, its code of three letters."""
    (name,) = source["upstream_files"]
    path = checked(_folder(source) / name, source)
    rows = gpd.read_file(f"zip://{path}", engine="pyogrio", columns=["NAME", "ADM0_A3"], encoding="UTF-8")
    rows["geometry"] = shapely.make_valid(rows.geometry.to_numpy())
    return rows.rename(columns={"NAME": "name", "ADM0_A3": "iso"})
