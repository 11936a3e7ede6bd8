"""Begins an atlas: writes the smallest one that builds, with ground of its own for any place on earth."""

from __future__ import annotations

import math
import re
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterable
from itertools import cycle
from pathlib import Path
from typing import Any

import jinja2
import shapely
import tomli_w

from .. import geometry
from ..check import check
from ..errors import UsageError
from ..ground import extent_of, ground_layers, write_ground
from ..layers import read_source, write_layer
from ..sources import read_folder
from .events import check_events, facts_of, read_events

#: A page is exact down to where its extent is this many pixels wide, within what a zoom may be.
DETAIL_PIXELS, ZOOMS = 6000, (3, 16)

_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent),
    undefined=jinja2.StrictUndefined,
    keep_trailing_newline=True,
    autoescape=False,
)


def _toml(value: Any) -> str:
    """A value as TOML writes it, on one line."""
    return tomli_w.dumps({"": value}).partition("=")[2].replace("\n", " ").replace(",  ]", " ]").strip()


_TEMPLATES.filters["toml"] = _toml


def new_atlas(
    id: str,
    title: str,
    extent: tuple[float, float, float, float],
    data: Path = Path("data"),
    events: Path | None = None,
    progress: Callable[[Iterable], Iterable] = iter,
) -> Path:
    """Write a smallest complete atlas with its own ground, as `data/atlases/<id>/`.

    Parameters
    ----------
    id : str
        Of the atlas, and the name of its folder.
    title : str
    extent : tuple of float
        West, south, east, north of its map, degrees; a west that is greater than the east runs across 180 degrees.
    data : Path
        What `treaty-atlas build` takes by itself in the folder where it stands.
    events : Path, optional
        A table (CSV) of what happened: place, lon and lat (or wkt), day, from, to, tenure, article, source. It becomes
        places, instruments and provisions to be refined.
    progress : function
        Is handed the layers to be made, and yields them one by one.

    Returns
    -------
    Path
        The folder of the atlas.

    Raises
    ------
    UsageError
        The id, the title or the extent is none, or there is such an atlas already.
    DataError
        A row of the table is wrong, or a package that the ground is made of is not installed. Nothing is written then,
        nor where it is stopped.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", id):
        raise UsageError(
            f'"{id}" is no id of an atlas; allowed: small letters a to z, digits and _, beginning with a letter, '
            "at most 60"
        )
    if not title.strip():
        raise UsageError("the title is empty; allowed: words between quotation marks")
    extent, target = extent_of(*extent), Path(data) / "atlases" / id
    if target.exists():
        raise UsageError(f"{target}: is there already; allowed: another id, or another folder (--data)")
    rows = read_events(Path(events)) if events else []
    check_events(rows, extent)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".new-") as aside:
        made = Path(aside) / "atlases" / id
        made.mkdir(parents=True)
        there = [layer.name for layer in progress(ground_layers(extent)) if write_ground(layer, made / "shapefiles")]
        facts = _example(extent, made)
        if rows:
            facts = facts_of(rows, facts)
            _shapes(facts["shapes"], made / "shapefiles" / "events", title.strip())
        _write(made, title.strip(), extent, there, facts)
        check(id, Path(aside))
        read_folder.cache_clear()  # it knows layers by their folders
        shutil.move(made, target)
    return target


def _example(extent, folder: Path) -> dict[str, Any]:
    """The facts of an atlas without any of its own: two halves of its land (of its sea, where there is no land)."""
    facts = tomllib.loads(Path(__file__).with_name("example.toml").read_text(encoding="utf-8"))
    land = _land_of(folder, extent)
    west, south, east, north = extent
    if land.is_empty:
        middle, height = (west + east) / 2, (south + north) / 2
        for feature, lon in zip(facts["feature"], ((west + middle) / 2, (middle + east) / 2), strict=True):
            feature["recipe"] = {"points": [[_lon(lon), round(height, 5)]]}
            feature["rule"] = "Example: a place in the sea."
        return facts
    middle = _halving(land, west, east)
    for feature, sides in zip(facts["feature"], ((west, middle), (middle, east)), strict=True):
        clip = dict(zip(("west", "south", "east", "north"), _clip(sides[0], south, sides[1], north), strict=True))
        feature["recipe"] = {"layer": "land", "clip": clip}
    return facts


def _land_of(folder: Path, extent):
    """The land of a new atlas within its extent, longitudes running on past 180 degrees."""
    if not (folder / "shapefiles" / "land").is_dir():
        return shapely.Polygon()
    rows = read_folder(folder / "shapefiles" / "land").geometry
    middle = (extent[0] + extent[2]) / 2
    beside = [geometry.beside(shape, middle) for shape in rows]
    return shapely.GeometryCollection(
        geometry.polygons_of(shapely.GeometryCollection(list(shapely.intersection(beside, shapely.box(*extent)))))
    )


def _halving(land, west: float, east: float) -> float:
    """The meridian (degrees, as exact as a map of the extent asks) with as much land west of it as east."""
    low, high = west, east
    for _ in range(20):
        middle = (low + high) / 2
        here = sum(shapely.area(shapely.intersection(part, shapely.box(west, -90, middle, 90))) for part in land.geoms)
        low, high = (middle, high) if 2 * here < land.area else (low, middle)
    digits = max(0, 2 - math.floor(math.log10(east - west)))
    return round((low + high) / 2, digits)


def _lon(lon: float) -> float:
    return round(lon - 360 if lon > 180 else lon, 5)


def _clip(west: float, south: float, east: float, north: float) -> tuple[float, float, float, float]:
    """A box whose west lies within 180 degrees."""
    turn = 360 if west >= 180 else 0
    return round(west - turn, 5), south, round(east - turn, 5), north


def _write(folder: Path, title: str, extent, ground: list[str], facts: dict[str, Any]) -> None:
    """Write the files of facts and the README."""
    (folder / "instruments").mkdir()
    powers = [power | {"colour": colour} for power, colour in zip(facts["powers"], cycle(facts["colours"]))]
    layers = [{"name": name} | read_source(folder / "shapefiles" / name) for name in ground]
    west, south, east, north = extent
    asked = " ".join(f"{side:g}" for side in (west, south, east - 360 if east > 180 else east, north))
    words = {
        "id": folder.name,
        "title": title,
        "instrument": facts["instruments"][-1]["id"],
        "covers": facts["covers"],
        "before": facts["before"],
        "after": facts["after"],
        "ground": [name for name in ground],
        "extent": [west, south, east - 360 if east > 180 else east, north],
        "asked": asked,
        "features": [feature["id"] for feature in facts["feature"]],
        "detail_zoom": _detail_zoom(extent),
        "powers": powers,
        "tenures": facts["tenures"],
        "layers": layers,
    }
    for name in ("atlas.toml", "terms.toml", "README.md"):
        _put(folder / name, _TEMPLATES.get_template(f"{name}.jinja").render(words))
    _put(folder / "sources.toml", tomli_w.dumps({"source": facts["source"]}))
    _put(folder / "features.toml", tomli_w.dumps({"feature": facts["feature"]}))
    for instrument in facts["instruments"]:
        _put(folder / "instruments" / f"{instrument['id']}.toml", tomli_w.dumps(instrument))


def _shapes(rows, folder: Path, title: str) -> None:
    """The shapes of a table of events as a layer; no layer where all of them are points."""
    if len(rows):
        about = {"title": f"Places of {title}", "licence": "CC0-1.0", "how_it_was_made": "From the table of events."}
        write_layer(rows, folder, tomli_w.dumps(about))


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _detail_zoom(extent) -> int:
    """The zoom down to which the page of an extent is exact: its bytes are bounded so, whatever the extent."""
    west, south, east, north = extent
    degrees = max(east - west, (north - south) / math.cos(math.radians((south + north) / 2)))
    zoom = round(math.log2(DETAIL_PIXELS / 256 * 360 / degrees))
    return min(max(zoom, ZOOMS[0]), ZOOMS[1])
