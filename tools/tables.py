"""Reads tables edited by hand, and lays out along a line what they locate: stations and bends, by kilometre."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from geo import geometry
from geo.errors import DataError

#: Longest text in a .dbf cell, bytes (dBASE III, as ESRI uses it).
DBF_TEXT = 254


def read_table(path: Path, columns: str) -> list[dict]:
    """The rows of a hand-edited table, each with its line number under "at"."""
    shown = f"shapefiles/{path.parent.name}/{path.name}"
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = [row | {"at": f"{shown}, line {reader.line_num}"} for row in reader]
            found = reader.fieldnames or []
    except FileNotFoundError:
        raise DataError(f"{shown}: the file is missing; allowed: a table with the columns {columns}") from None
    missing = [column for column in columns.split() if column not in found]
    if missing:
        raise DataError(f"{shown}: no column {', '.join(missing)}; allowed: {columns}, parted by commas")
    return rows


def number(row: dict, column: str, default=...) -> float:
    """A finite number in a table; `default` where the cell is empty, if one is given."""
    text = (row[column] or "").strip()
    if not text and default is not ...:
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DataError(f'{row["at"]}: {column} is "{text}"; allowed: a number')
    return value


def lonlat_of(row: dict) -> tuple[float, float]:
    """Longitude and latitude of a row, degrees."""
    lon, lat = number(row, "lon"), number(row, "lat")
    if not (-180 <= lon <= 360 and -90 <= lat <= 90):
        raise DataError(f"{row['at']}: lon {lon:g}, lat {lat:g} is no place; allowed: lon -180 to 360, lat -90 to 90")
    return lon, lat


def shortened(texts) -> str:
    """Distinct texts joined, cut at a word with "..." to what a .dbf cell holds."""
    text = " ".join(dict.fromkeys(text.strip() for text in texts if text.strip()))
    if len(text.encode()) <= DBF_TEXT:
        return text
    start = text.encode()[: DBF_TEXT - 4].decode(errors="ignore")
    return start.rpartition(" ")[0] + " ..."


def rows_by(rows: list[dict], *keys: str) -> dict[tuple, list[dict]]:
    """Rows by the values of some columns, in order of appearance, each group sorted by `seq`."""
    groups: dict[tuple, list[dict]] = {}
    for row in rows:
        groups.setdefault(tuple(row[key] for key in keys), []).append(row)
    return {key: sorted(group, key=lambda row: number(row, "seq")) for key, group in groups.items()}


def course(stations: list[dict], bends: Sequence[dict] = ()) -> list[tuple[dict | None, tuple]]:
    """One line from end to end, in order: its stations and its bends, each with its place.

    Parameters
    ----------
    stations : list of dict
        Rows of `stations.csv`, in order of `seq`. One whose `located` is "interpolated" lies on the way
        through the located stations and the bends, where its `km` falls between those of the nearest
        stations with a place and a `km`; rounded to 0.00001 degrees. One with `beside` = "yes" stands
        beside the line as it was: it has its place, and the line does not bend to it.
    bends : sequence of dict
        Rows of `bends.csv`, in order; `after` is the `seq` of the located station that a bend follows.

    Returns
    -------
    list of tuple
        (row, (lon, lat)) of each station, (None, (lon, lat)) of each bend; degrees, EPSG:4326.

    Raises
    ------
    DataError
        No kilometres bracket a station, or a bend comes after no located station of the line.
    """
    fixed = [n for n, row in enumerate(stations) if row["located"] != "interpolated"]
    passed = [n for n in fixed if row_is_passed(stations[n])]
    follows: dict[int, list[tuple[float, float]]] = {}
    of_seq = {number(stations[n], "seq"): n for n in passed}
    for bend in bends:
        after = number(bend, "after")
        if after not in of_seq:
            raise DataError(
                f"{bend['at']}: after is {after:g}; allowed: the seq of a located station "
                f"that the line passes through ({', '.join(f'{seq:g}' for seq in of_seq)})"
            )
        follows.setdefault(of_seq[after], []).append(lonlat_of(bend))
    points: list[tuple[float, int | None, tuple]] = []  # (order, station number or None, place)
    for n in passed:
        points.append((float(n), n, lonlat_of(stations[n])))
        bent = follows.get(n, [])
        points += [(n + (m + 1) / (len(bent) + 1), None, place) for m, place in enumerate(bent)]
    found = list(points)
    for n, row in enumerate(stations):
        if n in fixed:
            if n not in passed:
                found.append((float(n), n, lonlat_of(row)))
            continue
        known = [m for m in passed if number(stations[m], "km", None) is not None]
        around = [m for m in known if m < n][-1:] + [m for m in known if m > n][:1]
        kms = [number(stations[m], "km") for m in around]
        here = number(row, "km", None)
        if len(kms) < 2 or here is None or not kms[0] < here < kms[1]:
            raise DataError(
                f"{row['at']}: cannot be interpolated; allowed: a km between those of "
                "the nearest located stations on both sides of the same line"
            )
        way = [(order, place) for order, _, place in points if around[0] <= order <= around[1]]
        order, place = _along(way, (here - kms[0]) / (kms[1] - kms[0]))
        found.append((order, n, place))
    return [(None if n is None else stations[n], place) for _, n, place in sorted(found, key=lambda point: point[0])]


def row_is_passed(row: dict) -> bool:
    """Whether the line as it was runs through a station (it does unless `beside` says "yes")."""
    beside = (row.get("beside") or "").strip()
    if beside not in ("", "yes"):
        raise DataError(f'{row["at"]}: beside is "{beside}"; allowed: yes, or nothing')
    return not beside


def _along(way: list[tuple[float, tuple]], share: float) -> tuple[float, tuple[float, float]]:
    """Order and place of a point at a share of the length of a way of ordered points."""
    places = np.array([place for _, place in way])
    lengths = np.array([geometry.distance_km(*a, *b) for a, b in zip(places, places[1:], strict=False)])
    ends = np.concatenate([[0.0], np.cumsum(lengths)])
    wanted = share * ends[-1]
    n = int(np.clip(np.searchsorted(ends, wanted, side="right") - 1, 0, len(lengths) - 1))
    part = (wanted - ends[n]) / lengths[n]
    place = places[n] + part * (places[n + 1] - places[n])
    order = way[n][0] + part * (way[n + 1][0] - way[n][0])
    return order, tuple(place.round(5).tolist())
