"""Builds the layers that are made of tables edited by hand alone: stations, railways, lines and waters of treaties."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo.errors import DataError
from geo.sources import CERTAINTIES

from .tables import course, lonlat_of, number, read_table, row_is_passed, rows_by, shortened

STATION_COLUMNS = (
    "line seq km name_1905 name_wade_giles name_ja name_ja_latin name_zh name_zh_simplified "
    "name_ru name_th name_ko name_fr name_modern lon lat located opened beside coord_source km_source note"
)
BEND_COLUMNS = "line after seq lon lat source note"
RAILWAY_COLUMNS = (
    "line name_1905 name_ja name_zh name_modern group kind from_station to_station length_km "
    "length_source certainty uncertainty_m state_1905 treaty_note"
)


def frame(rows: Sequence[dict], shapes) -> gpd.GeoDataFrame:
    """Rows of a layer with their shapes (EPSG:4326)."""
    return gpd.GeoDataFrame(list(rows), geometry=list(shapes), crs="EPSG:4326")


def _stations(folder: Path, source: dict) -> gpd.GeoDataFrame:
    rows, points = [], []
    bends = rows_by(read_table(folder.parent / "railways" / "bends.csv", BEND_COLUMNS), "line")
    for (line,), stations in rows_by(read_table(folder / "stations.csv", STATION_COLUMNS), "line").items():
        places = {id(row): place for row, place in course(stations, bends.get((line,), ()))}
        points += [shapely.Point(places[id(row)]) for row in stations]
        rows += [
            {
                "line": row["line"],
                "seq": int(number(row, "seq")),
                "km": number(row, "km", np.nan),
                "name_1905": row["name_1905"],
                "name_wg": row["name_wade_giles"],
                "name_ja": row["name_ja"],
                "ja_latin": row["name_ja_latin"],
                "name_zh": row["name_zh"],
                "zh_simpl": row["name_zh_simplified"],
                "name_ru": row["name_ru"],
                "name_th": row["name_th"],
                "name_ko": row["name_ko"],
                "name_fr": row["name_fr"],
                "name_mod": row["name_modern"],
                "located": row["located"],
                "opened": row["opened"],
                "coord_src": shortened([row["coord_source"]]),
                "km_src": shortened([row["km_source"]]),
                "note": shortened([row["note"]]),
            }
            for row in stations
        ]
    return frame(rows, points)


def _railways(folder: Path, source: dict) -> gpd.GeoDataFrame:
    table = read_table(folder / "railways.csv", RAILWAY_COLUMNS)
    bends = rows_by(read_table(folder / "bends.csv", BEND_COLUMNS), "line")
    on_line = rows_by(read_table(folder.parent / "stations" / "stations.csv", STATION_COLUMNS), "line")
    for (line,), rows in bends.items():
        if line not in {row["line"] for row in table}:
            raise DataError(
                f"{rows[0]['at']}: there is no line {line} in railways.csv; "
                f"allowed: {', '.join(row['line'] for row in table)}"
            )
    lines = []
    for row in table:
        stations = on_line.get((row["line"],), [])
        if len(stations) < 2:
            raise DataError(
                f"{row['at']}: line {row['line']} has {len(stations)} stations in stations.csv; allowed: two or more"
            )
        if row["certainty"] not in CERTAINTIES:
            raise DataError(f'{row["at"]}: certainty is "{row["certainty"]}"; allowed: {", ".join(CERTAINTIES)}')
        way = [
            place
            for station, place in course(stations, bends.get((row["line"],), ()))
            if station is None or row_is_passed(station)
        ]
        lines.append(shapely.remove_repeated_points(shapely.LineString(way)))
    return frame(
        [
            {
                "line": row["line"],
                "name_1905": row["name_1905"],
                "name_ja": row["name_ja"],
                "name_zh": row["name_zh"],
                "name_mod": row["name_modern"],
                "group": row["group"],
                "kind": row["kind"],
                "length_km": number(row, "length_km", np.nan),
                "len_src": shortened([row["length_source"]]),
                "certainty": row["certainty"],
                "uncert_m": int(number(row, "uncertainty_m")),
                "state_1905": shortened([row["state_1905"]]),
                "note": shortened([row["treaty_note"]]),
            }
            for row in table
        ],
        lines,
    )


def _lease_lines(folder: Path, source: dict) -> gpd.GeoDataFrame:
    columns = "line segment seq lon lat certainty uncertainty_m reason cite"
    rank = CERTAINTIES.index  # a segment is no surer than its weakest point
    rows, lines = [], []
    table = read_table(folder / f"{folder.name}.csv", columns)
    for (line, segment), points in rows_by(table, "line", "segment").items():
        for row in points:
            if row["certainty"] not in CERTAINTIES:
                raise DataError(f'{row["at"]}: certainty is "{row["certainty"]}"; allowed: {", ".join(CERTAINTIES)}')
        rows.append(
            {
                "line": line,
                "segment": segment,
                "certainty": max((row["certainty"] for row in points), key=rank),
                "uncert_m": int(max(number(row, "uncertainty_m", 0) for row in points)),
                "reason": shortened(row["reason"] for row in points),
                "cite": shortened(row["cite"] for row in points),
            }
        )
        if len(points) < 2:
            raise DataError(f"{points[0]['at']}: segment {segment} of line {line} has one point; allowed: two or more")
        lines.append(shapely.LineString([lonlat_of(row) for row in points]))
    return frame(rows, lines)


def _waters(folder: Path, source: dict) -> gpd.GeoDataFrame:
    rows, shapes = [], []
    table = read_table(folder / "waters.csv", "id name seq lon lat reason cite")
    for (name,), points in rows_by(table, "id").items():
        rows.append(
            {
                "id": name,
                "name": points[0]["name"],
                "reason": shortened(row["reason"] for row in points),
                "cite": shortened(row["cite"] for row in points),
            }
        )
        shapes.append(shapely.Polygon([lonlat_of(row) for row in points]))
    return frame(rows, shapes)


BUILDERS = {
    "stations": _stations,
    "railways": _railways,
    "lease_lines": _lease_lines,
    "treaty_lines": _lease_lines,
    "waters": _waters,
}
