"""Limits: where each stretch runs, how sure it is, and on which days there is a limit at all."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from .model import Atlas, Feature, Terms, rows_where
from .timeline import held_on

#: A day before all others, on which a right without a first day counts already.
FIRST_DAY = "0001-01-01"


def stretches_of(
    limit: Feature, features: gpd.GeoDataFrame, layers: dict[str, gpd.GeoDataFrame]
) -> gpd.GeoDataFrame | None:
    """The digitised stretches of a limit, or None where it is one line that a rule derives.

    Columns: `segment, certainty, uncertainty_m, reason, cite, geometry` (lines, EPSG:4326; within the place
    that the limit's recipe names, if it names one: empty for a stretch that lies all in the water).
    """
    layer = layers.get(limit.recipe.layer)
    if layer is None or "certainty" not in layer:
        return None
    layer = rows_where(layer, limit.recipe.where)
    if limit.recipe.within in features.index:
        layer = layer.assign(
            geometry=shapely.intersection(layer.geometry.to_numpy(), features.geometry[limit.recipe.within])
        )
    layer = layer.rename(columns={"uncert_m": "uncertainty_m"})
    # What a layer does not say of its stretches, the limit says of itself.
    whole = {
        "segment": [str(number) for number in range(1, len(layer) + 1)],
        "uncertainty_m": limit.uncertainty_m,
        "reason": limit.rule,
        "cite": limit.cite,
    }
    layer = layer.assign(**{column: said for column, said in whole.items() if column not in layer})
    return layer[["segment", "certainty", "uncertainty_m", "reason", "cite", "geometry"]].reset_index(drop=True)


def drawn_of(
    limit: Feature, features: gpd.GeoDataFrame, layers: dict[str, gpd.GeoDataFrame]
) -> list[tuple[str, object]]:
    """(certainty, geometry in EPSG:4326) of each stretch of a limit that is to be drawn; of one that a
    rule derives, of the whole of it."""
    stretches = stretches_of(limit, features, layers)
    if stretches is None:
        return [(limit.certainty, features.geometry[limit.id])]
    return [(row.certainty, row.geometry) for row in stretches.itertuples() if not row.geometry.is_empty]


def has_begun(limit: Feature, day: str) -> bool:
    """Whether an ISO day is one of a limit's own days, if it has such."""
    start, end = (own.isoformat() if own else "" for own in (limit.start, limit.end))
    return start <= day and (not end or day < end)


def divides(limit: Feature, held: list[dict], terms: Terms, day: str = "") -> bool:
    """Whether the two sides of a limit are held differently in law, by the rows that count on one day;
    a limit of one side alone stands where more is held there than the land itself (rights of the first
    rank). Where armies stand makes no limit. Of an ISO day, a limit that has days of its own stands on none but
    those. The browser's own: `static/limits.js`."""
    if day and not has_begun(limit, day):
        return False
    sides = [
        sorted(
            (row["tenure"], row["holder"] or row.get("bound", ""))
            for row in held
            if row["feature"] == name and row.get("reading", "law") == "law"
        )
        for name in limit.divides
    ]
    if len(sides) > 1:
        return sides[0] != sides[1]
    # Whose land it is on both sides alike makes no limit; what else is held on this side does.
    return any(terms.tenure[tenure].rank > 1 for tenure, _ in sides[0])


def standing(limit: Feature, timeline: gpd.GeoDataFrame, terms: Terms) -> list[tuple[str, str]]:
    """The intervals (start, end; ISO, half-open, empty = open) in which a limit divides anything."""
    # Of these alone: rows with shapes and all their words are slow to choose from, day by day.
    asked = [name for name in ("feature", "tenure", "holder", "bound", "reading") if name in timeline]
    rows = pd.DataFrame(timeline)[[*asked, "start_date", "end_date"]]
    rows = rows[rows["feature"].isin(limit.divides)]
    # A right without a first day stood before all days.
    own = {day.isoformat() for day in (limit.start, limit.end) if day}
    days = [
        *([""] if "" in set(rows["start_date"]) else []),
        *sorted({*rows["start_date"], *rows["end_date"], *own} - {""}),
    ]
    found: list[list[str]] = []
    for start, end in zip(days, [*days[1:], ""], strict=False):  # where nothing is held there is no day
        held = held_on(rows, start or FIRST_DAY)
        if not divides(limit, held.to_dict("records"), terms, start or FIRST_DAY):
            continue
        if found and found[-1][1] == start:
            found[-1][1] = end
        else:
            found.append([start, end])
    return [(start, end) for start, end in found]


def limits_of(atlas: Atlas) -> list[Feature]:
    """The features that divide others."""
    return [feature for feature in atlas.features.values() if feature.divides]
