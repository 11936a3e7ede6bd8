"""What a careful reader would find wrong with an atlas once its shapes and its timeline are made: maps that show
nothing of what they are about, names far from them, limits that divide nothing, two sovereigns of one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import geopandas as gpd
import shapely

from . import geometry
from .errors import Place
from .limits import limits_of, standing
from .model import Atlas, Feature
from .reading import allowed

#: A limit runs along what it divides: as far as this from it (degrees, some 50 km) it is the limit of something else.
BESIDE = 0.5

#: Columns of a layer whose values name its rows, where a feature tells of them one by one.
ROW_NAMES = ("segment", "line")


def ground_mistakes(
    atlas: Atlas, features: gpd.GeoDataFrame, timeline: gpd.GeoDataFrame, layer_of: Callable[[str], gpd.GeoDataFrame]
) -> Iterator[tuple[Place, str]]:
    """Every mistake that shapes and rows show: where it stands, and a sentence.

    Parameters
    ----------
    atlas : Atlas
    features, timeline : GeoDataFrame
        As `build_features` and `build_timeline` give them; EPSG:4326.
    layer_of : callable
        Gives a layer by its name.
    """
    yield from _maps(atlas, features)
    for limit in limits_of(atlas):
        yield from _limit(limit, features, timeline)
    yield from _sovereigns(atlas, timeline)
    for feature in atlas.features.values():
        if feature.parts and feature.recipe.layer:
            yield from _parts(feature, layer_of(feature.recipe.layer))


# ---- maps and what they show


def _window(extent):
    """What a map shows (EPSG:4326); an extent may run on past 180 degrees."""
    return geometry.split_at_180(shapely.box(*geometry.unwrapped(extent)))


def _maps(atlas: Atlas, features: gpd.GeoDataFrame) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    blank = set()
    for subject in atlas.subjects.values():
        shapes = features.geometry[subject.features]
        shown = shapes.index[shapes.intersects(_window(subject.extent))]
        seen |= set(shown)
        if not len(shown):
            blank.add(subject.id)
            west, south, east, north = shapes.total_bounds
            yield (
                Place("atlas", "subject", subject.id, "extent"),
                (
                    f"extent {list(subject.extent)} shows none of its features ({', '.join(subject.features[:5])}), "
                    f"which lie between {west:g} and {east:g} degrees east, {south:g} and {north:g} north; "
                    "allowed: west, south, east, north, round them"
                ),
            )
    for name in atlas.features:
        maps = [subject.id for subject in atlas.subjects.values() if name in subject.features]
        if maps and name not in seen and not blank & set(maps):
            west, south, east, north = features.geometry[name].bounds
            yield (
                Place("features", "feature", name, "recipe"),
                (
                    f"lies outside every map that shows it ({', '.join(maps)}): "
                    f"from {west:g} to {east:g} degrees east, {south:g} to {north:g} north; "
                    "allowed: a place on one of them, longitude first"
                ),
            )
    for place in atlas.places:
        maps = [name for name in place.subjects if name not in blank]
        if maps and not any(_near(place, atlas.subjects[name].extent) for name in maps):
            yield (
                Place("places", "place", place.id),
                (
                    f"lies at {place.lon:g}, {place.lat:g}, far from the maps that it is named for; allowed: longitude "
                    "and latitude (degrees) on one of them"
                ),
            )


def _near(place, extent) -> bool:
    """Whether a name may stand on a map: a page shows some ground round its extent, and names on it."""
    west, south, east, north = extent
    wide, high = (east - west) % 360, north - south
    return (place.lon - west + wide) % 360 <= 3 * wide and south - high <= place.lat <= north + high


# ---- limits


def _limit(limit: Feature, features: gpd.GeoDataFrame, timeline: gpd.GeoDataFrame) -> Iterator[tuple[Place, str]]:
    at = Place("features", "feature", limit.id, "divides")
    for side in limit.divides:
        away = shapely.distance(features.geometry[limit.id], features.geometry[side])
        if away > BESIDE:
            yield at, f"divides {side}, {away:.1f} degrees away; allowed: features that it touches"
            return
    if not set(limit.divides) & set(timeline["feature"]):
        yield (
            at,
            (
                f"divides {' and '.join(limit.divides)}, where nothing is held on any day; allowed: features of "
                "provisions"
            ),
        )


def ground_remarks(atlas: Atlas, timeline: gpd.GeoDataFrame) -> Iterator[tuple[Place, str]]:
    """What is no mistake, but is worth a look: limits that no map ever draws, features of maps without a right."""
    for limit in limits_of(atlas):
        if not standing(limit, timeline, atlas.terms):
            yield (
                Place("features", "feature", limit.id),
                (f"divides {' and '.join(limit.divides)}, held alike in law on every day: it is never drawn"),
            )
    for subject in atlas.subjects.values():
        for name in subject.features:
            if name not in set(timeline["feature"]) and not atlas.features[name].divides and name not in atlas.bare:
                yield Place("atlas", "subject", subject.id), f"shows {name}, on which no right lies on any day"


# ---- who held what


def _sovereigns(atlas: Atlas, timeline: gpd.GeoDataFrame) -> Iterator[tuple[Place, str]]:
    """Two powers that hold the highest title of one place on one day."""
    titles = {name: tenure.rank for name, tenure in atlas.terms.tenure.items() if tenure.reading == "law"}
    highest = [name for name, rank in titles.items() if rank == min(titles.values())]
    rows = timeline[timeline["tenure"].isin(highest) & (timeline["holder"] != "")]
    held: dict[str, list[dict]] = {feature: [] for feature in rows["feature"]}
    for row in rows.drop(columns="geometry").sort_values("start_date", kind="stable").to_dict("records"):
        held[row["feature"]].append(row)
    for feature, of_it in held.items():
        before: list[dict] = []
        for row in of_it:
            # What ended by then is over for all that follow.
            before = [one for one in before if not one["end_date"] or one["end_date"] > row["start_date"]]
            other = next((one for one in before if one["holder"] != row["holder"]), None)
            before.append(row)
            if other:
                instrument, _, name = row["provision"].partition("/")
                since = f" from {row['start_date']}" if row["start_date"] else ""
                yield (
                    Place(f"instruments/{instrument}", "provision", name),
                    (
                        f"gives {row['tenure']} of {feature} to {row['holder']}{since}, "
                        f"while {other['holder']} holds it ({other['provision']}); "
                        "allowed: one sovereign on one day, the grantor who gives it up, or another right"
                    ),
                )


def _parts(feature: Feature, layer: gpd.GeoDataFrame) -> Iterator[tuple[Place, str]]:
    """Rows of its layer that a feature tells of and that are not there."""
    names = [name for column in ROW_NAMES if column in layer for name in layer[column].astype(str).unique()]
    for part in feature.parts:
        if part.row not in names:
            yield (
                Place("features", "feature", feature.id, "part"),
                (f'tells of row "{part.row}", which layer {feature.recipe.layer} has not; ' + allowed(part.row, names)),
            )
