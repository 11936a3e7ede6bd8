"""Writes the layers of the invented world, `tests/data/shapefiles/`; run by hand, once.

    python tests/make_invented_world.py

Boxes of parallels and meridians near the equator, so that areas and lengths can be worked out by
hand: 111.3195 km for a degree of longitude on the equator, 110.574 km for a degree of latitude.

        the isle                 the mainland (20 to 24 E, 2 S to 2 N)
     10 E      12 E           20 E      22 E      24 E
      +---------+              +---------+---------+ 2 N
      |  north  | n            | buffer  |         |
      +---------+ 0            +~~~~~~~~~+         | 0.5 N   the limit of the lease
      |  south  | s          i |  lease  |         |
      +---------+ 1 S          +---------+---------+ 2 S

n, s: islets of the isle, 0.1 degrees wide; i: an islet of the lease. The lake is in the buffer, the
railway runs along 21 E from 1 S to 1 N, the strait covers the isle's east side.
"""

import hashlib
import sys
from pathlib import Path

import geopandas as gpd
import shapely

PARTS = (".cpg", ".dbf", ".prj", ".shp", ".shx")
LAKE = shapely.box(20.5, 1.0, 20.6, 1.1)

LAYERS = {
    "land": (
        ["id", "group", "source", "geometry"],
        [
            ("isle", "isle", "invented", shapely.box(10, -1, 12, 1)),
            ("islet-north", "isle", "invented", shapely.box(12.5, 0.4, 12.6, 0.5)),
            ("islet-south", "isle", "invented", shapely.box(12.5, -0.5, 12.6, -0.4)),
            ("mainland", "mainland", "invented", shapely.box(20, -2, 24, 2)),
            ("islet-cape", "cape-islands", "invented", shapely.box(19.0, 0.0, 19.1, 0.1)),
        ],
    ),
    "lakes": (["id", "geometry"], [("mirror", LAKE)]),
    "lease_lines": (
        ["line", "segment", "certainty", "uncert_m", "reason", "cite", "geometry"],
        [
            (
                "cape-north",
                "whole",
                "verified",
                10,
                "The text names 0°30' north.",
                "words-1710[Art. 1]",
                shapely.LineString([(19, 0.5), (25, 0.5)]),
            )
        ],
    ),
    "railways": (
        [
            "line",
            "name_1905",
            "name_ja",
            "name_zh",
            "name_mod",
            "group",
            "kind",
            "length_km",
            "len_src",
            "certainty",
            "uncert_m",
            "state_1905",
            "note",
            "geometry",
        ],
        [
            (
                "vale-line",
                "Vale line",
                "谷線",
                "谷線",
                "Vale line",
                "vale",
                "main",
                230.0,
                "survey",
                "verified",
                100,
                "",
                "",
                shapely.LineString([(21, -1), (21, 0), (21, 1)]),
            )
        ],
    ),
    "stations": (
        [
            "line",
            "seq",
            "km",
            "name_1905",
            "name_wg",
            "name_ja",
            "ja_latin",
            "name_zh",
            "zh_simpl",
            "name_ru",
            "name_th",
            "name_mod",
            "located",
            "opened",
            "coord_src",
            "km_src",
            "note",
            "geometry",
        ],
        [
            (
                "vale-line",
                1,
                0.0,
                "Ålpha",
                "",
                "甲",
                "Kō",
                "甲",
                "甲",
                "Альфа",
                "อัลฟา",
                "Alpha",
                "verified",
                "",
                "survey",
                "survey",
                "",
                shapely.Point(21, -1),
            ),
            (
                "vale-line",
                2,
                115.0,
                "Beta",
                "",
                "乙",
                "Otsu",
                "乙",
                "乙",
                "Бета",
                "เบตา",
                "Beta",
                "interpolated",
                "",
                "",
                "survey",
                "",
                shapely.Point(21, 0),
            ),
            (
                "vale-line",
                3,
                230.0,
                "Gamma",
                "",
                "丙",
                "Hei",
                "丙",
                "丙",
                "Гамма",
                "แกมมา",
                "Gamma",
                "verified",
                "",
                "survey",
                "survey",
                "",
                shapely.Point(21, 1),
            ),
        ],
    ),
    "waters": (["id", "name", "geometry"], [("strait", "The Strait", shapely.box(11.5, -0.2, 12.3, 0.2))]),
}

SOURCE = """\
title = "Invented {name}"
author = "Treaty Atlas contributors"
licence = "CC0-1.0"
licence_url = "https://creativecommons.org/publicdomain/zero/1.0/"
version = "1"
scale = "exact"
extent = [9.0, -3.0, 26.0, 3.0]
how_it_was_made = "tests/make_invented_world.py"

[files]
{files}
"""


def write(folder: Path) -> None:
    """Write every layer of the invented world below `folder`."""
    for name, (columns, rows) in LAYERS.items():
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        gpd.GeoDataFrame(rows, columns=columns, crs="EPSG:4326").to_file(
            place / f"{name}.shp", driver="ESRI Shapefile", encoding="UTF-8", DBF_DATE_LAST_UPDATE="2000-01-01"
        )
        sums = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(place.iterdir())
            if path.suffix in PARTS
        }
        files = "\n".join(f'"{path}" = "{value}"' for path, value in sums.items())
        (place / "source.toml").write_text(SOURCE.format(name=name, files=files), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data/shapefiles")
