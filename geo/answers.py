"""Who held a place on a day, under which right, by which article, until when.

The question is read first, against the facts alone (`geo.questions`), so that a wrong one is answered
before any shape is made; `answer` looks it up in the tables, `as_text` and `as_json` say it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import msgspec
import numpy as np
import pandas as pd
import shapely

from . import geometry
from .features import build_features
from .forms import listed, measure_in_words
from .layers import read_ground
from .limits import limits_of
from .model import READINGS, Atlas, cited_sources, name_on
from .questions import Question, lonlat_of, read_question
from .texts import article_name, located, power_names, read_texts, source_name, whose, words_of
from .timeline import Built, Day, build_timeline, held_on, timeline_of

COLUMNS = [
    "feature",
    "name",
    "where",
    "distance_m",
    "reading",
    "tenure",
    "right",
    "holder",
    "power",
    "bound",
    "benefits",
    "start_date",
    "end_date",
    "term",
    "instrument",
    "short",
    "article",
    "cite",
    "ended_by",
    "ended_cite",
    "certainty",
    "uncertainty_m",
    "note",
    "provision",
]

#: The layers of the ground, the finer first; each tells land from sea within its own bounds.
LAND = ("land", "land_far")

#: What is null in JSON where a right has none.
NULL = ("holder", "start_date")


class Note(NamedTuple):
    """What a table cannot say: the word `told_<kind>`, and what stands in it: a `feature` by its id, `others` that it
    bounds, the `place` that was asked, distances `far` and `off` (metres), a `point`."""

    kind: str
    feature: str = ""
    others: tuple[str, ...] = ()
    place: str = ""
    far: float = 0.0
    off: float = 0.0
    point: str = ""


def status(world: Built | gpd.GeoDataFrame, place: str | tuple[float, float], date: Day) -> pd.DataFrame:
    """Tell who held a place on a day, under which right, by which article, until when.

    Parameters
    ----------
    world : World or GeoDataFrame
        From `build_world`. A timeline from `build_timeline` does too; then places are known by
        their ids, English names and coordinates only, and limits, land and sea are not known.
    place : str or (float, float)
        The id of a feature, any of its names in any language, a name that stands on the maps, or
        longitude and latitude (degrees, EPSG:4326), as two numbers or as "LON,LAT".
    date : str or datetime.date
        The day, such as "1905-10-20".

    Returns
    -------
    DataFrame
        One row for each right that counts on that day. Columns: `feature, name`; `where` (named,
        inside an area, on a line, near: outside, but within the feature's uncertainty) and
        `distance_m` (metres to the edge of the feature, NaN where it is named); `reading` (law: a
        title; fact: what stood on the ground); `tenure, right` (id and label), `holder, power` (id,
        and its name on that day), `bound, benefits` (ids joined by ", ": a duty has no holder; then
        `power` says who is bound for whom), `start_date, end_date` (ISO; empty = open),
        `term` (words of the text), `instrument, short, article, cite`, `ended_by, ended_cite` (what
        closed the row), `certainty, uncertainty_m` (metres), `note`, `provision` (key of the row).
        Rights in law come first for each place. `attrs["notes"]` holds
        English sentences on what the table cannot say: margins of uncertainty, a point in the sea, a
        feature without any right.

    Raises
    ------
    UsageError
        There is no such place, the date is no day, or it lies outside the chain of the atlas.

    Examples
    --------
    >>> from geo import build_world, status
    >>> world = build_world("portsmouth_1905")
    >>> status(world, "liaodong-lease", "1905-12-22")[["right", "power", "article", "start_date"]]
             right  power article  start_date
    0  Sovereignty  China       I  1895-11-29
    1        Lease  Japan       V  1905-12-22
    >>> set(status(world, "旅順", "1905-12-22")["where"]) == {"inside", "on"}
    True
    """
    timeline = timeline_of(world, "status")
    atlas = getattr(world, "atlas", None)
    known = _shapes_of(timeline) if atlas is None else world.features
    question = read_question(atlas or known, place, date)
    return answer(question, atlas, known, timeline, lambda: getattr(world, "layers", {}) if atlas else {})


def ask(atlas: Atlas, place: str, date: str, data: Path | None = None) -> pd.DataFrame:
    """Answer one question of `status` without building the world.

    The question is checked first; where it names features, only their shapes are made.

    Raises
    ------
    DataError, UsageError
        As `build_features`, `build_timeline` and `status`.
    """
    question = read_question(atlas, place, date)
    data = Path(data) if data else Path(atlas.folder).parents[1]
    if not question.points:
        atlas = _only(atlas, question.features)
    features = build_features(atlas, data)
    # The ground is large, and asked only where a point lies in no feature.
    return answer(question, atlas, features, build_timeline(atlas, features), lambda: read_ground(atlas, data, LAND))


def _only(atlas: Atlas, names) -> Atlas:
    """An atlas that knows of its features only some, those that they bound, those from which their shapes
    are made, and those whose provisions close a row of one of them: without these it would stay open."""
    closed_by: dict[str, list[str]] = {}
    of_key = {f"{i.id}/{p.id}": p.feature for i in atlas.instruments.values() for p in i.provisions}
    for instrument in atlas.instruments.values():
        for provision in instrument.provisions:
            for key in provision.closes:
                closed_by.setdefault(of_key.get(key, ""), []).append(provision.feature)
    needed: dict[str, None] = {}
    todo = list(names)
    while todo:
        name = todo.pop()
        feature = atlas.features.get(name)
        if feature and name not in needed:
            needed[name] = None
            todo += [*feature.divides, *feature.recipe.shapes, *closed_by.get(name, [])]
    instruments = {
        key: msgspec.structs.replace(instrument, provisions=[p for p in instrument.provisions if p.feature in needed])
        for key, instrument in atlas.instruments.items()
    }
    return msgspec.structs.replace(
        atlas,
        instruments=instruments,
        features={key: feature for key, feature in atlas.features.items() if key in needed},
    )


def _shapes_of(timeline: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The features of a timeline, where there is nothing else: index feature, `name`,
    `uncertainty_m`, `geometry`."""
    return timeline.drop_duplicates("feature").set_index("feature")[["name", "uncertainty_m", "geometry"]]


def answer(
    question: Question,
    atlas: Atlas | None,
    features: gpd.GeoDataFrame,
    timeline: gpd.GeoDataFrame,
    ground: Callable[[], dict[str, gpd.GeoDataFrame]] = dict,
) -> pd.DataFrame:
    """Answer a question that was read; parameters as `status`, the tables one by one, and what reads the `ground`."""
    notes = [Note("wide", place=question.label.id)] if question.label else []
    held = held_on(timeline, question.date)
    ever = set(timeline["feature"])
    found: dict[str, tuple[str, float]] = {}
    for name in question.features:
        divides = atlas.features[name].divides if atlas else []
        if divides:
            notes.append(Note("limit", name, tuple(divides)))
        elif name not in ever:
            notes.append(Note("helping", name))
        for other in divides or ([name] if name in ever else []):
            found.setdefault(other, ("named", float("nan")))
    for point in question.points:
        _look_round(point, question, atlas, features, ever, ground, found, notes)
    notes += [
        Note("none", name) for name, (where, _) in found.items() if where != "near" and name not in set(held["feature"])
    ]
    order = list(found)
    called = power_names(atlas, question.date) if atlas else {}
    held = held.sort_values("reading", key=lambda kinds: kinds.map(READINGS.index), kind="stable")
    rows = [
        _row(row, found[row["feature"]], atlas, called)
        for name in order
        for row in held[held["feature"] == name].to_dict("records")
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    texts = {f"feature.{name}.name": told for name, told in features["name"].items()}
    texts |= read_texts(atlas, "en") if atlas else {}
    table.attrs = {
        "asked": question.asked,
        "date": question.date,
        "notes": [_said(note, question.date, atlas, texts, "en") for note in notes],
        "told": notes,
        "points": [list(point) for point in question.points],
    }
    return table


def _look_round(point, question: Question, atlas, features, ever, ground, found, notes) -> None:
    """Add to `found` the features at a point, and to `notes` what is uncertain about it."""
    lon, lat = point
    shown = question.asked if lonlat_of(question.asked) else f"{question.asked} ({lon},{lat})"
    places = features[features.geometry.intersects(shapely.Point(lon, lat))].index
    margins = features["uncertainty_m"].to_dict()
    near = [name for name, shape in features.geometry.items() if geometry.at_least_m(lon, lat, shape) <= margins[name]]
    distances = {name: _edge_m(point, features.geometry[name]) for name in near}
    before = set(found)
    for name in near:
        off, margin = distances[name], margins[name]
        feature = atlas.features[name] if atlas else None
        area = "Polygon" in features.geom_type[name]
        inside = area and name in places
        # Where limits bound a place, it is they that are uncertain, and not its coast.
        limits = [limit.id for limit in limits_of(atlas) if name in limit.divides] if atlas else []
        close = off <= margin and (
            not limits or any(distances.get(limit, np.inf) <= margins[limit] for limit in limits)
        )
        if name in ever and (inside or close):
            where = "inside" if inside else "near" if area or off >= 1 else "on"
            found.setdefault(name, (where, round(off, 1)))
        if feature and feature.divides and off <= margin:
            notes.append(Note("near_limit", name, place=shown, far=off, off=margin))
        elif name in ever and close and (area or off >= 1):
            notes.append(Note("inside_edge" if inside else "beside", name, place=shown, far=off, off=margin))
        elif feature and name in ever and inside and feature.certainty == "conjectural":
            notes.append(Note("conjectural", name, place=shown))
    if set(found) == before:
        notes.append(_nowhere(point, shown, features, ever, ground()))


def _edge_m(point: tuple[float, float], shape) -> float:
    """Metres from a point to the edge of an area, or to a line or point."""
    return geometry.distance_m(*point, shape.boundary if "Polygon" in shape.geom_type else shape)


def _nowhere(point, shown: str, features, ever, layers) -> Note:
    """What is to be said of a point at which there is no feature."""
    lon, lat = point
    distances = {name: _edge_m(point, features.geometry[name]) for name in features.index if name in ever}
    nearest = min(distances, key=distances.__getitem__)
    kind = "nowhere"
    for layer in (layers[name] for name in LAND if name in layers):
        west, south, east, north = layer.attrs.get("extent", layer.total_bounds)
        if south <= lat <= north and (west <= lon <= east or west <= lon + 360 <= east):
            if not layer.geometry.intersects(shapely.Point(lon, lat)).any():
                kind = "sea"
            break
    exchanged = features.geometry.intersects(shapely.Point(lat, lon)) if abs(lon) <= 90 else None
    meant = f"{lat:g},{lon:g}" if exchanged is not None and exchanged.any() else ""
    return Note(kind, nearest, place=shown, far=distances[nearest], point=meant)


def _metres(metres: float, language: str = "en") -> str:
    whole, far = round(metres), metres / 1000
    said = measure_in_words(far, "km", language) if metres >= 1000 else measure_in_words(whole, "m", language)
    return said.replace("\u00a0", " ")  # a line of a terminal, where that space is a stranger


def _row(row: dict[str, Any], hit: tuple[str, float], atlas: Atlas | None, called: dict[str, str]) -> dict[str, Any]:
    """One right, in the columns of the answer."""
    more = {
        "where": hit[0],
        "distance_m": hit[1],
        "right": row["tenure"],
        "power": row["holder"],
        "short": row["instrument"],
        "term": "",
        "certainty": "",
    }
    if atlas:
        instrument = atlas.instruments[row["instrument"]]
        more |= {
            "right": atlas.terms.tenure[row["tenure"]].label,
            "term": row["until"],
            "power": whose(row, called),
            "short": instrument.short,
            "certainty": atlas.features[row["feature"]].certainty,
        }
    return {column: (row | more)[column] for column in COLUMNS}


# ---- the answer in words


def as_text(table: pd.DataFrame, atlas: Atlas, language: str = "en") -> list[str]:
    """An answer as lines of text: what was so in law, what on the ground, each right on a line with
    its article or event and its source, then the notes."""
    words, texts = words_of("both", language), read_texts(atlas, language)
    called = power_names(atlas, table.attrs["date"], language)
    lines = []
    for reading in READINGS if len(table) else ():
        rows = table[table["reading"] == reading].to_dict("records")
        lines += [words[reading] if rows else words[f"no_{reading}"]]
        for row in rows:
            near = row["where"] == "near"
            off = words["near"].format(distance=_metres(row["distance_m"], language)) if near else ""
            term = words["semicolon"] + texts["until." + row["term"]] if row["term"] else ""
            lines.append(
                "  "
                + words["right" if row["holder"] else "duty"].format(
                    name=name_on(
                        atlas.features[row["feature"]],
                        table.attrs["date"],
                        language,
                        texts[f"feature.{row['feature']}.name"],
                    )
                    + off,
                    right=texts[f"tenure.{row['tenure']}"],
                    power=whose(row, called, language),
                    by=article_name(texts, row["instrument"], row["article"]),
                    start=row["start_date"] or words["no_first_day"],
                    end=row["end_date"] or words["no_end"],
                    more=_ended(row, words, texts) + term,
                    cite=_cited(row["cite"], atlas, texts, words, language),
                )
            )
    return lines + [_said(note, table.attrs["date"], atlas, texts, language) for note in table.attrs["told"]]


def _said(note: Note, date: str, atlas: Atlas | None, texts, language: str) -> str:
    """A note in words, in the language of `texts`."""
    words = words_of("both", language)

    def name(feature: str) -> str:
        return texts.get(f"feature.{feature}.name", "")

    point, called = note.point, name(note.feature)
    if note.kind == "wide" and atlas:
        label = next(place for place in atlas.places if place.id == note.place)
        called, point = label.names.get(language) or label.names["en"], f"{label.lon},{label.lat}"
    said = words[f"told_{note.kind}"].format(
        name=called,
        id=note.feature,
        others=listed([name(other) for other in note.others], language),
        place=note.place,
        date=date,
        far=_metres(note.far, language),
        off=_metres(note.off, language),
        point=point,
        rule=texts.get(f"feature.{note.feature}.rule", ""),
    )
    exchanged = point and note.kind in ("nowhere", "sea")
    return said + (words["semicolon"] + words["told_exchanged"].format(point=point) if exchanged else "")


def _cited(cite: str, atlas: Atlas, texts, words, language: str) -> str:
    """Sources by their short names, each with where in it: "Brinkley 1915, p. 8; FRUS 1906, doc. 133"."""
    return words["semicolon"].join(
        words["comma"].join(
            filter(None, (source_name(texts, atlas.sources[source], language), located(texts, at, language)))
        )
        for source, at in cited_sources(cite)
    )


def _ended(row: dict[str, Any], words, texts) -> str:
    """What ended a right, where that is another text than the one that gave it."""
    instrument, _, article = row["ended_by"].partition("/")
    if not instrument or (instrument, article) == (row["instrument"], row["article"]):
        return ""
    return words["ended_by"].format(by=article_name(texts, instrument, article))


def as_json(table: pd.DataFrame, atlas: Atlas) -> dict[str, Any]:
    """An answer as plain values for `json.dumps`: what was asked, the rows of `status` under
    `rights` (`bound`, `benefits` as lists; null: no holder, no day), the notes, and the
    instruments and sources that the rows cite."""
    rows = [
        {name: None if value != value or (name in NULL and not value) else value for name, value in row.items()}
        | {side: [power for power in row[side].split(", ") if power] for side in ("bound", "benefits")}
        for row in table.to_dict("records")
    ]
    texts = {text for row in rows for text in (row["instrument"], row["ended_by"].split("/")[0])}
    cites = {source for row in rows for cite in (row["cite"], row["ended_cite"]) for source, _ in cited_sources(cite)}
    return {
        "atlas": atlas.id,
        "place": table.attrs["asked"],
        "date": table.attrs["date"],
        "points": table.attrs["points"],
        "rights": rows,
        "notes": table.attrs["notes"],
        "instruments": [
            {
                "id": i.id,
                "title": i.title,
                "signed": i.signed.isoformat(),
                "in_force": i.in_force.isoformat() if i.in_force else None,
                "text_url": i.text_url or None,
            }
            for i in atlas.instruments.values()
            if i.id in texts
        ],
        "sources": [
            {"id": s.id, "title": s.full_title, "author": s.author, "date": s.date, "url": s.url or None}
            for s in atlas.sources.values()
            if s.id in cites
        ],
    }
