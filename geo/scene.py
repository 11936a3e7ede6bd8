"""What a subject shows on a day, or what changed between two, as plain data: the rights that count with their
marks resolved, limits with their stretches, names, and the legend that follows.

Every picture (page, front page, sheet, notebook map, QGIS) renders such a scene and decides nothing itself.
"""

from __future__ import annotations

from typing import NamedTuple, get_args

import geopandas as gpd

from .limits import divides, drawn_of, limits_of
from .marks import Look, Style, dash_of, look_of, rail_dashes, read_marks
from .model import Atlas, Feature
from .rules import Certainty
from .states import States, around, states_of
from .timeline import held_on

#: The kinds of ground that a right may lie on.
KINDS = {"Polygon": "area", "LineString": "line", "Point": "point"}

#: What a legend tells apart: a line that nobody works is a band.
GROUNDS = ("area", "line", "band", "point")


class Right(NamedTuple):
    """A right as it is shown: the row of the timeline, the ground it lies on (area, line or point;
    EPSG:4326), its mark, and how it stands between the two days (plain on one day; moved, ended, stayed)."""

    row: dict
    kind: str
    geometry: object
    look: Look
    change: str = "plain"


class Limit(NamedTuple):
    """A stretch of a limit that divides something on the day: the line (EPSG:4326) and its dashes in line
    widths."""

    feature: str
    certainty: str
    geometry: object
    dash: list[float]


class Name(NamedTuple):
    """A name on the map: then, and now where that differs; degrees; rank 1 (never lost) to 3."""

    id: str
    text: str
    modern: str
    lon: float
    lat: float
    rank: int
    kind: str


class Item(NamedTuple):
    """A line of the legend: a right on a kind of ground (of `GROUNDS`), or a limit of a certainty."""

    kind: str
    tenure: str = ""
    holder: str = ""
    bound: str = ""
    benefits: str = ""
    certainty: str = ""
    change: str = "plain"
    look: Look | None = None
    dash: list[float] = []


class Scene(NamedTuple):
    """Everything that a picture of a subject draws on its land and water; `states` lie lowest, then rights, the
    loudest first."""

    subject: str
    days: tuple[str, ...]
    extent: tuple[float, float, float, float]
    rights: list[Right]
    limits: list[Limit]
    names: list[Name]
    legend: list[Item]
    states: States = States([], [], [])


def scene_of(
    world, subject: str, day: str, before: str = "", reading: str = "", language: str = "en", style: Style = "colour"
) -> Scene:
    """The scene of a subject on a day, or of what changed since the day `before`.

    Parameters
    ----------
    world : World
    subject : str
        Id of a subject of the atlas.
    day, before : str
        ISO days.
    reading : str
        "law" or "fact"; both if it is empty.
    language : str
        Of the names.
    style : str
        "colour" or "grey".

    Returns
    -------
    Scene
        Rights in the order of their rank, so that the loudest lies lowest and hatches lie over fills.

    Examples
    --------
    >>> from geo import build_world
    >>> from geo.scene import scene_of
    >>> scene = scene_of(build_world("portsmouth_1905"), "sakhalin", "1905-12-22")
    >>> [limit.feature for limit in scene.limits]
    ['sakhalin-border']
    """
    atlas, marks = world.atlas, read_marks(world.data)
    chosen = atlas.subjects[subject]
    held = held_in(world.timeline, chosen.features, day, reading)
    told = [(row, "plain") for row in held]
    if before:
        told = changes_of(held_in(world.timeline, chosen.features, before, reading), held)
    dashes = rail_dashes(marks, atlas, world.layers)
    rights = [_right(world, marks, dashes, row, style, change) for row, change in told]
    rank = {name: tenure.rank for name, tenure in atlas.terms.tenure.items()}
    rights.sort(key=lambda right: rank[right.row["tenure"]])
    limits = [
        Limit(limit.id, certainty, shape, dash_of(marks, certainty))
        for limit in standing_in(atlas, chosen.features, held, day)
        for certainty, shape in drawn_of(limit, world.features, world.layers)
    ]
    names = [
        Name(
            place.id,
            place.names.get(language, place.names["en"]),
            _modern(place, language),
            place.lon,
            place.lat,
            place.rank,
            place.kind,
        )
        for place in atlas.places
        if subject in place.subjects
    ]
    return Scene(
        subject,
        tuple(filter(None, (before, day))),
        tuple(chosen.extent),
        rights,
        limits,
        names,
        legend_of(rights, limits, atlas),
        states_under(world, subject).on(day),
    )


def states_under(world, subject: str) -> States:
    """The states and borders under a subject and round it, over all days."""
    chosen = world.atlas.subjects[subject]
    return states_of(world.atlas, world.timeline, world.features, world.layers, chosen.features, around(chosen.extent))


def held_in(timeline: gpd.GeoDataFrame, features: list[str], day: str, reading: str = "") -> list[dict]:
    """The rows that count on a day in some features, of one reading or of both; without geometry."""
    rows = held_on(timeline, day)
    rows = rows[rows["feature"].isin(features)]
    if reading and "reading" in rows:
        rows = rows[rows["reading"] == reading]
    return rows.drop(columns="geometry").to_dict("records")


def changes_of(before: list[dict], after: list[dict]) -> list[tuple[dict, str]]:
    """How each row stands between two days, from the rows that count on each: those of the second `moved` (new,
    or in other hands) or `stayed`; then those of the first that `ended`, and nobody followed.

    The browser's own: `static/changes.js`; tests/data/changes.json holds the two together.
    """
    then, now = set(map(_key, before)), set(map(_key, after))
    told = [(row, "stayed" if _key(row) in then else "moved") for row in after]
    followed = {_key(row)[:2] for row, change in told if change == "moved"}
    return told + [(row, "ended") for row in before if _key(row) not in now and _key(row)[:2] not in followed]


def _key(row: dict) -> tuple[str, str, str]:
    """What is the same right on two days, by whatever article: the place, the right and who holds it, or who
    is bound and for whose good."""
    return row["feature"], row["tenure"], row["holder"] or f"{row.get('bound', '')}|{row.get('benefits', '')}"


def _right(world, marks, dashes: dict, row: dict, style: Style, change: str) -> Right:
    shape = world.features.geometry[row["feature"]]
    kind = KINDS[shape.geom_type.removeprefix("Multi")]
    look = look_of(marks, world.atlas.terms, row["tenure"], row["holder"], style)
    return Right(row, kind, shape, look._replace(dash=dashes.get(row["feature"], [])), change)


def standing_in(atlas: Atlas, features: list[str], held: list[dict], day: str) -> list[Feature]:
    """The limits that divide features of the subject on the day."""
    return [
        limit
        for limit in limits_of(atlas)
        if set(limit.divides) & set(features) and divides(limit, held, atlas.terms, day)
    ]


def _modern(place, language: str) -> str:
    """Today's name, where it is another."""
    now = place.modern.get(language, place.modern.get("en", ""))
    return "" if now.casefold() == place.names.get(language, "").casefold() else now


def legend_of(rights: list[Right], limits: list[Limit], atlas: Atlas) -> list[Item]:
    """The legend of a picture: what lines it has, and in which order.

    One line for each right of each holder (of a duty: of those bound and for whose good) on each kind of ground and
    for each way in which it stands between two days; none for a right on points that it has elsewhere too. What
    holds comes before what stayed, the loudest right first, then by kind of ground and by holder. Then one line for
    each certainty of the limits, the surest first.
    """
    worked = {right.row["feature"] for right in rights if right.kind == "line" and right.look.mark == "line"}
    found: dict[tuple[str, ...], Item] = {}
    for right in sorted(rights, key=lambda right: right.kind == "point"):
        row = right.row
        kind = "band" if right.kind == "line" and row["feature"] not in worked else right.kind
        bound, benefits = row.get("bound", ""), row.get("benefits", "")
        held = (right.change, row["tenure"], row["holder"], bound, benefits)
        if kind != "point" or not any(key[1:] == held for key in found):
            found.setdefault(
                (kind, *held), Item(kind, row["tenure"], row["holder"], bound, benefits, "", right.change, right.look)
            )
    tenures, powers = atlas.terms.tenure, ["", *atlas.terms.power]
    items = sorted(
        found.values(),
        key=lambda item: (
            item.change == "stayed",
            tenures[item.tenure].rank,
            item.tenure,
            GROUNDS.index(item.kind),
            powers.index(item.holder),
        ),
    )
    sure = {limit.certainty: Item("limit", certainty=limit.certainty, dash=limit.dash) for limit in limits}
    return [*items, *(sure[name] for name in get_args(Certainty) if name in sure)]


def outlined(rights: list[Right]) -> Right | None:
    """Of the rights on one area, the one whose holder's colour outlines it, or None."""
    best = max(rights, key=lambda right: right.look.edge, default=None)
    return best if best and best.look.edge else None


def shown_lines(rights: list[Right]) -> list[Right]:
    """Of the rights on one line, what is drawn: the line that someone works, else what lies along it."""
    works = [right for right in rights if right.look.mark == "line"]
    return works or rights
