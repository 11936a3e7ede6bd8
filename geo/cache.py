"""What was made before: what a recipe drew from the same layers is not drawn anew. Sheets keep their type
here, cut down to the letters that they set; pages their packed shapes, their still pictures and what is deflated.

The cache stands in the folder that `TREATY_ATLAS_CACHE` names, or else where the system keeps such things; it may
be deleted at any time, and where it cannot be written nothing is kept and nothing fails.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import weakref
from collections.abc import Callable, Iterable
from pathlib import Path

import geopandas as gpd
import msgspec
import numpy as np
import pandas as pd
import platformdirs
import pyogrio
import shapely

from .model import Atlas, Feature
from .whole import sha256_of, write_whole

#: So many shapes, and as many other things, are kept, the youngest: several editions of a large atlas.
KEPT = 400

#: How long names end of what `remembered` keeps.
SUFFIX = ".kept"


def place() -> Path:
    """The folder of the cache."""
    asked = os.environ.get("TREATY_ATLAS_CACHE")
    return Path(asked) if asked else platformdirs.user_cache_path("treaty-atlas", appauthor=False)


class Keys:
    """The keys of the features of one atlas: each a checksum over all that its shape hangs on, which is its recipe,
    the layers that it names, the features that it is cut from, and what runs it.

    Parameters
    ----------
    atlas : Atlas
    folder_of : callable
        The folder of a layer by its name; one that is not there holds nothing.
    """

    def __init__(self, atlas: Atlas, folder_of: Callable[[str], Path]) -> None:
        self.features = atlas.features
        self.layer = functools.cache(lambda name: _sum_of(folder_of(name)))
        self.known: dict[str, str] = {}

    def of(self, feature: Feature) -> str:
        """The key of a feature."""
        if feature.id not in self.known:
            recipe = feature.recipe
            others = [name for name in recipe.shapes if name in self.features]
            layers = [*recipe.rows, *(name for name in recipe.minus if name not in self.features)]
            parts = [_program().encode(), msgspec.json.encode(recipe, order="sorted")]
            parts += [self.layer(name).encode() for name in layers]
            self.known[feature.id] = "leads back to itself"  # which has no shape, and is never kept
            parts += [self.of(self.features[name]).encode() for name in others]
            self.known[feature.id] = hashlib.sha256(b"\n".join(parts)).hexdigest()
        return self.known[feature.id]


def kept(key: str):
    """The shape that was kept under a key, or None."""
    try:
        return shapely.from_wkb((place() / f"{key}.wkb").read_bytes())
    except (OSError, shapely.GEOSException):
        return None


def keep(key: str, shape) -> None:
    """Keep a shape under a key."""
    with contextlib.suppress(OSError):
        write_whole(place() / f"{key}.wkb", shapely.to_wkb(shape))


def forget_the_old(pattern: str = "*.wkb") -> None:
    """Of all shapes that are kept, or of other files, keep only the young."""
    with contextlib.suppress(OSError):
        by_age = sorted((path.stat().st_mtime, path) for path in place().glob(pattern))
        for _, path in by_age[:-KEPT]:
            path.unlink()


def remembered(parts: Iterable[str | bytes], make: Callable[[], bytes]) -> bytes:
    """What `make` gives, or gave before from the same.

    Parameters
    ----------
    parts : iterable of str or bytes
        All that it hangs on, the program too (`program`), in order.
    make : callable
    """
    total = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        total.update(b"%d " % len(raw) + raw)
    path = place() / f"{total.hexdigest()}{SUFFIX}"
    with contextlib.suppress(OSError):
        digest, _, found = path.read_bytes().partition(b"\n")
        if digest.decode(errors="replace") == hashlib.sha256(found).hexdigest():
            os.utime(path)
            return found
    made = make()
    with contextlib.suppress(OSError):
        write_whole(path, f"{hashlib.sha256(made).hexdigest()}\n".encode() + made)
    return made


@functools.cache
def program() -> str:
    """One checksum over all modules of this package and the libraries beneath, as `remembered` wants it."""
    total = hashlib.sha256(_program().encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()


def sum_of(table: gpd.GeoDataFrame, columns: Iterable[str] | None = None) -> str:
    """One checksum over the shapes of a table and over some of its columns, by default all."""
    words = table.drop(columns="geometry") if columns is None else table[[name for name in columns if name in table]]
    total = hashlib.sha256(repr([list(words.columns), list(table.index)]).encode())
    total.update(pd.util.hash_pandas_object(words.astype(str)).to_numpy().tobytes())
    for raw in shapely.to_wkb(table.geometry.to_numpy()):
        total.update(b"%d " % len(raw or b"") + (raw or b""))
    return total.hexdigest()


#: The checksums of tables that this process has seen, while they live.
_sums: dict[int, tuple[weakref.ref, str]] = {}


def sum_once(table: gpd.GeoDataFrame) -> str:
    """`sum_of` a whole table; of the same table once, as the shapes of a layer are many."""
    known = _sums.get(id(table))
    if known is None or known[0]() is not table:
        known = _sums[id(table)] = weakref.ref(table), sum_of(table)
    return known[1]


@functools.cache
def _program() -> str:
    """What makes shapes: the modules of this package that shape and read, and the libraries beneath."""
    total = hashlib.sha256(
        repr([gpd.__version__, np.__version__, pyogrio.__version__, pyogrio.__gdal_version__, shapely.__version__,
              shapely.geos_version]).encode()
    )  # fmt: skip
    for name in ("features", "geometry", "model", "sources"):
        total.update((Path(__file__).parent / f"{name}.py").read_bytes())
    return total.hexdigest()


def _sum_of(folder: Path) -> str:
    """One checksum over all files of a layer."""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.glob("*") if path.is_file()):
        total.update(f"{path.name} {sha256_of(path)}\n".encode())
    return total.hexdigest()
