"""A table of events, as instruments, articles and provisions to be refined."""

from __future__ import annotations

import csv
import datetime
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from anyascii import anyascii

from .. import geometry
from ..errors import DataError

#: What a table must have, and what it may have besides; `wkt` may stand for `lon` and `lat`.
COLUMNS = ("place", "day", "from", "to", "tenure", "article", "source")
MORE = ("lon", "lat", "wkt", "instrument", "summary")

#: Directions in which the hatches of kinds of right lean that are told apart by nothing else (degrees).
LEANS = (45, 135, 90, 0)


def read_events(path: Path) -> list[dict[str, Any]]:
    """The rows of a table of events: texts, `at` (how a sentence calls the row), `day` as a day, `shape` (EPSG:4326) or
    None.

    Raises
    ------
    DataError
        It cannot be read, or a row is wrong: one sentence for each row.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            found = [name.strip() for name in reader.fieldnames or []]
            rows = [{(key or "").strip(): (value or "") for key, value in row.items()} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error, AttributeError) as error:
        raise DataError(
            f"{path.name}: cannot be read ({error}); allowed: a table in UTF-8, parted by commas"
        ) from error
    wanted = ", ".join((*COLUMNS, *MORE))
    missing = [name for name in COLUMNS if name not in found]
    if missing or not rows:
        raise DataError(
            f"{path.name}: {'no column ' + ', '.join(missing) if missing else 'no row'}; allowed: a table with the "
            f"columns {wanted} (the last five as needed)"
        )
    problems: list[str] = []
    read: list[dict[str, Any]] = []
    known: set[str] = set()
    for number, row in enumerate(rows, 2):
        row = {key: value.strip() for key, value in row.items() if key} | {"at": f"{path.name}, row {number}"}
        try:
            read.append(_row(row, known))
            known.add(row["place"])
        except ValueError as error:
            problems.append(f"{row['at']}: {error}")
    if problems:
        raise DataError(problems)
    return sorted(read, key=lambda row: row["day"])


def _row(row: dict[str, Any], known: set[str]) -> dict[str, Any]:
    for key in ("place", "tenure", "source"):
        if not row[key]:
            raise ValueError(f"no {key}; allowed: words")
    if not row["from"] and not row["to"]:
        raise ValueError("neither from nor to; allowed: the name of a power in one of them, or in both")
    if row["from"] == row["to"]:
        raise ValueError(f'from and to are both "{row["to"]}"; allowed: two powers, or one of them empty')
    try:
        day = datetime.date.fromisoformat(row["day"])
    except ValueError:
        raise ValueError(f'day is "{row["day"]}"; allowed: a day as YYYY-MM-DD') from None
    shape = _shape(row)
    if shape is None and row["place"] not in known:
        raise ValueError(f'"{row["place"]}" lies nowhere; allowed: lon and lat in degrees, or a wkt, in its first row')
    return row | {"day": day, "shape": shape}


def _shape(row: dict[str, Any]):
    """The shape of a row (EPSG:4326), None where it has none."""
    if row.get("wkt"):
        try:
            shape = shapely.force_2d(shapely.from_wkt(row["wkt"]))
        except shapely.GEOSException:
            raise ValueError(f'wkt is "{row["wkt"][:40]}"; allowed: such as POINT (30 10), in degrees') from None
    elif row.get("lon") or row.get("lat"):
        try:
            shape = shapely.Point(float(row.get("lon") or ""), float(row.get("lat") or ""))
        except ValueError:
            raise ValueError(
                f'lon is "{row.get("lon", "")}", lat "{row.get("lat", "")}"; allowed: degrees, such as 30.5'
            ) from None
    else:
        return None
    west, south, east, north = shape.bounds
    if shape.is_empty or not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("its shape is none, or beyond 180 degrees or a pole; allowed: longitude and latitude, degrees")
    return shape


def facts_of(rows: list[dict[str, Any]], facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of an example, with those of a table of events in place of its own; `shapes` are those that are no
    points, as rows of a layer `events`."""
    ids = {key: _Ids(key) for key in ("power", "tenure", "source", "feature", "instrument", "provision")}
    first, shapes = _places(rows)
    days = [row["day"] for row in rows]
    day = datetime.timedelta(days=1)
    start = min(days) - day
    instruments: dict[tuple, dict] = {}
    before: dict[str, Any] = {"id": ids["instrument"].of("before"), "kind": "act", "title": "How it stood before"}
    before |= {"short": "Before", "signed": start, "cite": ids["source"].of(rows[0]["source"])}
    before |= {"article": [], "provision": []}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        cite = ids["source"].of(row["source"])
        key = row["place"], row["tenure"]
        what = {"feature": ids["feature"].of(row["place"]), "tenure": ids["tenure"].of(row["tenure"]), "cite": cite}
        if row["from"] and key not in seen:
            number = str(len(before["article"]) + 1)
            summary = f"Example: {row['place']}: {row['tenure']} of {row['from']}."
            before["article"].append(_article(number, summary, cite))
            name = f"{number}-{what['feature']}-{what['tenure']}"
            before["provision"].append(
                {"id": name, "article": number, **what, "grantee": ids["power"].of(row["from"]), "starts": "open"}
            )
        seen.add(key)
        title = row.get("instrument") or row["source"]
        one = instruments.setdefault(
            (title, row["day"]),
            {
                "id": ids["instrument"].of(f"{title} {row['day'].year}"),
                "kind": "treaty",
                "title": title,
                "short": title,
                "parties": [],
                "signed": row["day"],
                "cite": cite,
                "article": [],
                "provision": [],
            },
        )
        number = row["article"] or "1"
        if number not in [article["number"] for article in one["article"]]:
            passes = " ".join(f"{word} {row[word]}" for word in ("from", "to") if row[word])
            summary = row.get("summary") or f"Example: {row['place']}: {row['tenure']} passes {passes}."
            one["article"].append(_article(number, summary, cite))
        powers = {
            key: ids["power"].of(row[side]) for key, side in (("grantor", "from"), ("grantee", "to")) if row[side]
        }
        one["parties"] += [power for power in powers.values() if power not in one["parties"]]
        name = ids["provision"].of(f"{one['id']} {number} {what['feature']} {what['tenure']}", row["at"])
        one["provision"].append({"id": name, "article": number, **what, **powers, "starts": "signature"})
    told = {tenure["label"]: tenure for tenure in facts["tenures"]}
    lent = {tenure["id"]: tenure for tenure in facts["tenures"]}
    tenures = [
        lent.get(id_) or told.get(name) or _tenure(id_, name, number, facts["other"])
        for number, (name, id_) in enumerate(ids["tenure"].items())
    ]
    return facts | {
        "covers": [start.replace(day=1), (max(days) + 366 * day).replace(day=1)],
        "before": start,
        "after": max(days),
        "powers": [{"id": id_, "name": name} for name, id_ in ids["power"].items()],
        "tenures": tenures,
        "source": [{"id": id_, "title": name} for name, id_ in ids["source"].items()],
        "feature": [
            {
                "id": ids["feature"].of(place),
                "names": {"en": place},
                "rule": "Example: as in the table of events; say here why it runs so.",
                "cite": ids["source"].of(row["source"]),
                "certainty": "approximate",
                "uncertainty_m": 1000,
                "recipe": _recipe(ids["feature"].of(place), shapes[place]),
            }
            for place, row in first.items()
        ],
        "instruments": [*([before] if before["article"] else []), *instruments.values()],
        "shapes": _layer({ids["feature"].of(place): shape for place, shape in shapes.items()}),
    }


def _places(rows: list[dict[str, Any]]) -> tuple[dict[str, dict], dict[str, Any]]:
    """The first row of each place, and its shape."""
    first: dict[str, dict] = {}
    for row in rows:
        first.setdefault(row["place"], row)
    return first, {place: next(r["shape"] for r in rows if r["place"] == place and r["shape"]) for place in first}


def check_events(rows: list[dict[str, Any]], extent) -> None:
    """Refuse a row that does not follow from those before it, or lies beyond the extent.

    Raises
    ------
    DataError
        One sentence for each such row.
    """
    first, shapes = _places(rows)
    window, lon = shapely.box(*extent), (extent[0] + extent[2]) / 2
    problems = _lapses(rows) + [
        f'{first[place]["at"]}: "{place}" lies outside the extent; allowed: west, south, east, north {[*extent]}'
        for place, shape in shapes.items()
        if not shapely.intersects(window, geometry.seen_from(shape, lon))
    ]
    if problems:
        raise DataError(problems)


def _lapses(rows: list[dict[str, Any]]) -> list[str]:
    """A sentence for each row whose `from` is not who held the right, or that gives what another still holds."""
    held: dict[tuple[str, str], tuple[str, str]] = {}
    problems = []
    for row in rows:
        key = row["place"], row["tenure"]
        holder, since = held.get(key, (row["from"], ""))
        if holder and row["from"] != holder:
            problems.append(
                f'{row["at"]}: from is "{row["from"]}", but "{holder}" holds {row["tenure"]} of {row["place"]} '
                f"({since}); allowed: {holder}"
            )
        held[key] = row["to"], row["at"]
    return problems


def _article(number: str, summary: str, cite: str) -> dict[str, Any]:
    return {"number": number, "summary": summary, "cite": cite, "effect": "moves", "verified": False}


def _tenure(id_: str, name: str, number: int, other: dict[str, Any]) -> dict[str, Any]:
    return {"id": id_, "label": name, **other, "hatch_degrees": LEANS[number % len(LEANS)]}


def _recipe(id_: str, shape) -> dict[str, Any]:
    points = geometry.points_of(shape)
    if points:
        return {"points": [[round(point.x, 6), round(point.y, 6)] for point in points]}
    return {"layer": "events", "where": {"id": id_}}


def _layer(shapes: dict[str, Any]) -> gpd.GeoDataFrame:
    """The shapes that are no points, as rows of a layer."""
    drawn = {id_: shape for id_, shape in shapes.items() if not geometry.points_of(shape)}
    return gpd.GeoDataFrame({"id": list(drawn)}, geometry=list(drawn.values()), crs="EPSG:4326")


class _Ids(dict):
    """Ids of one kind by what they stand for: it in small Latin letters, whatever its own, or its kind and number."""

    def __init__(self, kind: str):
        super().__init__()
        self.kind = kind

    def of(self, name: str, key: str = "") -> str:
        """The id of a thing; a new one where it has none yet."""
        key = key or name
        if key not in self:
            plain = anyascii(name).replace("'", "").lower()
            id_ = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or f"{self.kind}-{len(self) + 1}"
            taken = set(self.values())
            self[key] = (
                id_ if id_ not in taken else next(f"{id_}-{n}" for n in range(2, 10**6) if f"{id_}-{n}" not in taken)
            )
        return self[key]
