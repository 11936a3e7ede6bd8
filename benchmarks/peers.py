"""What others would give a reader of the same land: pages to compare ours with.

All show the land of the layer `land` at its full detail, in one HTML file, and open on the same
extent. What loads its scripts from a network is blank offline, so the peers stand in an
`OfflineMap`, which is folium with Leaflet inlined and nothing else left out.
"""

from __future__ import annotations

import base64
import importlib.util
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import shapely
import zopfli.zlib

from geo.web import encode
from geo.web.explore import OfflineMap

HERE = Path(__file__).parent
DECODE = HERE.parent / "geo" / "web" / "static" / "decode.js"

READY = "<script>document.documentElement.dataset.ready = 'true';</script>\n</body>"


def write_peers(land: gpd.GeoDataFrame, extent, folder: Path) -> dict[str, Path]:
    """Write the peers' pages into a folder; `land` in EPSG:4326, `extent` in degrees."""
    pages = {
        "bare canvas, land only (the floor)": bare(land, extent),
        "folium, assets inlined": in_folium(land, extent),
    }
    # geopandas asks for mapclassify even where nothing is classified; we do not depend on it.
    if importlib.util.find_spec("mapclassify"):
        pages["geopandas explore, assets inlined"] = in_explore(land, extent)
    written = {}
    for number, (name, page) in enumerate(pages.items(), 1):
        written[name] = folder / f"peer-{number}.html"
        written[name].write_text(page, encoding="utf-8", newline="\n")
    return written


def bare(land: gpd.GeoDataFrame, extent) -> str:
    """A canvas and the packed land, exact to a quarter pixel at zoom 10 wherever there is any."""
    west, south, east, north = extent
    view = encode.to_units(np.array([[west, north], [east, south]]))
    origin = np.rint(view.mean(axis=0)).astype(int)
    shape = shapely.GeometryCollection(shapely.get_parts(land.geometry.to_numpy()).tolist())
    rings = [ring - origin for ring in encode.packed_shape(shape, land.total_bounds)]
    page = (HERE / "bare.html").read_text(encoding="utf-8")
    shapes = base64.b64encode(zopfli.zlib.compress(encode.pack([rings]))).decode()
    for name, text in {
        "unpack": DECODE.read_text(encoding="utf-8"),
        "shapes": shapes,
        "view": str((view - origin).round().ravel().tolist()),
    }.items():
        page = page.replace(f"/*{name}*/", text)
    return page


def _opened(extent, **options) -> OfflineMap:
    west, south, east, north = extent
    found = OfflineMap([(south + north) / 2, (west + east) / 2], zoom_snap=0.25, **options)
    found.fit_bounds([[south, west], [north, east]])
    return found


def in_folium(land: gpd.GeoDataFrame, extent) -> str:
    """folium as its guide has it: the table as a GeoJson layer with a tooltip."""
    found = _opened(extent)
    folium.GeoJson(land[["id", "geometry"]], tooltip=folium.GeoJsonTooltip(["id"])).add_to(found)
    return _rendered(found)


def in_explore(land: gpd.GeoDataFrame, extent) -> str:
    """`GeoDataFrame.explore`, which draws on a canvas of Leaflet's."""
    found = _opened(extent, prefer_canvas=True)
    land[["id", "geometry"]].explore(m=found)
    return _rendered(found)


def _rendered(found: OfflineMap) -> str:
    # The mark of readiness is a script of ours: the page's own policy would not run it.
    page = found.get_root().render()
    start = page.index('<meta http-equiv="Content-Security-Policy"')
    page = page[:start] + page[page.index(">", start) + 1 :]
    return page.replace("</body>", READY)
