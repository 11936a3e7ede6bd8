"""The picture that stands beside a map of a notebook, for viewers that show no scripts: the very shapes of the map,
drawn quickly by matplotlib."""

from __future__ import annotations

import io
import math
from typing import Any

import matplotlib.figure
import shapely
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from PIL import Image

from ..marks import Marks
from .chart import HATCHES

#: Width of the picture, inches, and dots an inch: as wide as the cell of a notebook.
WIDTH, DPI = 9.6, 100

#: Height of the tallest map, and of the day over it; inches.
HIGHEST, HEAD = 5.6, 0.3

#: Room round the extent, as a share of its longer side.
ROOM = 0.02

#: Points of a pixel of CSS (https://www.w3.org/TR/css-values/#absolute-lengths).
POINT = 0.75

#: Colours of the picture: enough that no two of the map run together, few enough to keep it small.
COLOURS = 160


def draw_still(drawn: dict[str, Any], marks: Marks) -> bytes:
    """The picture of a map, a PNG.

    Parameters
    ----------
    drawn : dict
        `title`; `extent` (west, south, east, north; degrees); `panels`, each with `day`, `shapes` (GeoJSON geometry and
        Leaflet's path options, from below to above) and `names`; `legend` (`words`, `style`, `tag`); `hatches` by name.
    marks : Marks
        Colours of ground and names.
    """
    west, south, east, north = _with_room(drawn["extent"])
    panels, ground = drawn["panels"], dict(marks.ground["colour"])
    wide = (east - west) * math.cos(math.radians((south + north) / 2))
    high = min(HIGHEST, WIDTH / len(panels) * (north - south) / wide)
    below = 0.2 + 0.2 * math.ceil(len(drawn["legend"]) / 3)
    whole = high + below + HEAD
    figure = matplotlib.figure.Figure(figsize=(WIDTH, whole), dpi=DPI, facecolor=ground["paper"])
    for number, panel in enumerate(panels):
        axes = figure.add_axes(
            (number / len(panels) + 0.005, below / whole, 1 / len(panels) - 0.01, high / whole), anchor="NW"
        )
        axes.set(facecolor=ground["sea"], xticks=[], yticks=[], xlim=(west, east), ylim=(south, north))
        axes.set_aspect((east - west) / wide, adjustable="box")
        axes.set_title(panel["day"], fontsize=10, loc="left", pad=3)
        for order, (shape, style) in enumerate(panel["shapes"]):
            _draw(axes, shapely.geometry.shape(shape), style, drawn["hatches"], ground, order)
        _name(axes, panel["names"], ground)
    figure.legend(
        handles=[_handle(entry, drawn["hatches"]) for entry in drawn["legend"]],
        loc="lower left",
        bbox_to_anchor=(0, 0),
        ncols=3,
        frameon=False,
        fontsize=8,
        labelspacing=0.25,
    )
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    small = io.BytesIO()
    Image.open(buffer).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def _with_room(extent: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """An extent with a little room on every side, as on the map."""
    west, south, east, north = extent
    more = ROOM * max(east - west, north - south)
    return west - more, south - more, east + more, north + more


def _options(style: dict, hatches: dict[str, dict], area: bool) -> dict[str, Any]:
    """Leaflet's path options in matplotlib's words."""
    width = style.get("weight", 3) * POINT
    line = width > 0 and style.get("stroke", True)
    found: dict[str, Any] = {
        "edgecolor": (style.get("color", "black"), style.get("opacity", 1)) if line else "none",
        "linewidth": width if line else 0,
        "facecolor": "none",
    }
    if line and style.get("dashArray"):
        dashes = [float(part) * POINT / width for part in style["dashArray"].split()]
        found["linestyle"] = (0, dashes * (2 if len(dashes) % 2 else 1))
    fill = style.get("fillColor", style.get("color", "none"))
    if area and style.get("fill", True) and fill.startswith("url(#"):
        hatch = hatches[fill[5:-1]]
        lean = min(HATCHES, key=lambda degrees: abs((degrees + hatch["turn"] + 90) % 180 - 90))
        found |= {
            "hatch": ".." if hatch["dots"] else HATCHES[lean],
            "edgecolor": (hatch["colour"], hatch["strength"]),
            "linewidth": 0,
        }
    elif area and style.get("fill", True) and fill != "none":
        found["facecolor"] = (fill, style.get("fillOpacity", 0.2))
    return found


def _draw(axes, shape, style: dict, hatches: dict[str, dict], ground: dict, order: int) -> None:
    """One shape of the map."""
    if style.get("className") == "ground":
        style = {"color": ground["coast"], "weight": 0.7, "fillColor": ground["land"], "fillOpacity": 1}
    if "Point" in shape.geom_type:
        for point in shapely.get_coordinates(shape):
            axes.plot(
                *point,
                "o",
                markersize=2 * style.get("radius", 4) * POINT,
                markerfacecolor=(style.get("fillColor", "black"), style.get("fillOpacity", 1)),
                markeredgecolor=style.get("color", "black"),
                markeredgewidth=style.get("weight", 1) * POINT,
                zorder=order,
            )
        return
    area = "Polygon" in shape.geom_type
    # Holes run the other way round, as the rule of winding asks.
    shape = shapely.orient_polygons(shape) if area else shape
    rings = shapely.get_rings(shapely.get_parts(shape)) if area else shapely.get_parts(shape)
    paths = [Path(shapely.get_coordinates(ring), closed=area) for ring in rings]
    if paths:
        axes.add_artist(PathPatch(Path.make_compound_path(*paths), **_options(style, hatches, area), zorder=order))


def _name(axes, names: list[dict], ground: dict) -> None:
    """The names that find room, the great ones first."""
    halo: list = [withStroke(linewidth=2.2, foreground=ground["halo"])]
    taken: list = []
    axes.apply_aspect()
    frame = axes.get_window_extent()
    for name in names:
        lat, lon = name["at"]
        town = name["kind"] in ("town", "port")
        text = axes.annotate(
            name["text"],
            (lon, lat),
            (3 if town else 0, 0),
            textcoords="offset points",
            ha="left" if town else "center",
            va="center",
            fontsize=9 - name["rank"] * 0.8,
            style="italic" if name["kind"] in ("sea", "river") else "normal",
            color=ground["sea_name"] if name["kind"] in ("sea", "river") else ground["ink"],
            path_effects=halo,
            zorder=10_000,
        )
        box = text.get_window_extent()
        inside = frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
        if not inside or any(box.overlaps(other) for other in taken):
            text.remove()
            continue
        taken.append(box)
        if town:
            axes.plot(
                lon,
                lat,
                "o",
                markersize=3,
                markerfacecolor=ground["paper"],
                markeredgecolor=ground["ink"],
                zorder=9_999,
            )


def _handle(entry: dict, hatches: dict[str, dict]) -> Patch | Line2D:
    """The swatch of an entry of the legend."""
    options = _options(entry["style"], hatches, entry["tag"] == "rect")
    if entry["tag"] == "rect":
        return Patch(label=entry["words"], **options)
    return Line2D(
        [],
        [],
        label=entry["words"],
        color=options["edgecolor"],
        linewidth=options["linewidth"],
        linestyle=options.get("linestyle", "-"),
    )
