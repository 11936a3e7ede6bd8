"""Reads a question, who held a place on a day, against the facts alone: no shape is needed.

A place is asked for by the id of a feature, by any of its names in any language, by a name that
stands on the maps, or by its coordinates. What makes no sense is refused in a sentence that says what
would.
"""

from __future__ import annotations

import datetime
import difflib
import functools
import re
import unicodedata
from typing import Any, NamedTuple

import geopandas as gpd

from .errors import UsageError
from .model import Atlas, Place
from .texts import spoken
from .timeline import iso

#: Kinds of places whose point is only where the name is printed, not where the place is.
LABELS = ("area", "sea", "power")

#: "121.25,38.81": two numbers; a comma, a semicolon or a blank between them.
LONLAT = re.compile(r"\s*([-+]?\d+(?:\.\d*)?)\s*[,;\s]\s*([-+]?\d+(?:\.\d*)?)\s*")

#: Letters that Russian gave up with the reform of its spelling, and what is written instead.
OLD_LETTERS = str.maketrans({"і": "и", "ѣ": "е", "ѳ": "ф", "ѵ": "и"})


class Question(NamedTuple):
    """A question that makes sense: what was asked, the day (ISO), the features it names, the points
    (lon, lat; degrees, EPSG:4326) that it means, and the wide `label` on the map that it names, whose point is only
    where that is printed."""

    asked: str
    date: str
    features: tuple[str, ...] = ()
    points: tuple[tuple[float, float], ...] = ()
    label: Place | None = None


def read_question(known: Atlas | gpd.GeoDataFrame, place: Any, date: str | datetime.date) -> Question:
    """Read a question against the facts; no shape is needed for it.

    Parameters
    ----------
    known : Atlas or GeoDataFrame
        What the question may name: an atlas, or a table whose index is feature ids, with `name`.
    place, date
        As for `status`.

    Raises
    ------
    UsageError
        One sentence: what is wrong with the question and what is allowed.
    """
    day = iso(date)
    if isinstance(known, Atlas):
        first, after = (covered.isoformat() for covered in known.covers)
        if not first <= day < after:
            raise UsageError(f"{day} lies outside the chain of this atlas; allowed: {first} to the day before {after}")
    if not isinstance(place, str) and getattr(place, "geom_type", "") == "Point":
        place = (place.x, place.y)
    if not isinstance(place, (str, tuple, list)):
        raise UsageError(
            f"a place was given as {type(place).__name__}; allowed: a name, LON,LAT as two numbers, or a point"
        )
    asked = place.strip() if isinstance(place, str) else ",".join(map(str, place))
    point = lonlat_of(asked)
    if point:
        return Question(asked, day, points=(point,))
    names = _names_in(known) if isinstance(known, Atlas) else _names(known)
    if asked.casefold() in names.ids:
        return Question(asked, day, features=(asked.casefold(),))
    wanted = _squeezed(asked)
    features = tuple(names.features.get(wanted, ()))
    places = names.places.get(wanted, [])
    points = tuple(dict.fromkeys((p.lon, p.lat) for p in places if p.kind not in LABELS))
    if not features and not points:
        features = tuple(_mentioned(asked, names))
    if features or points:
        return Question(asked, day, features, points)
    if places:
        label = places[0]
        return Question(asked, day, points=((label.lon, label.lat),), label=label)
    raise UsageError(
        f'unknown place "{asked}"; {_hint(wanted, names)}allowed: '
        f"{', '.join(sorted(names.ids))}; any name of these; a name on the maps; "
        "LON,LAT in degrees"
    )


def lonlat_of(asked: str) -> tuple[float, float] | None:
    """Longitude and latitude where they were asked for, else None."""
    found = LONLAT.fullmatch(asked)
    if not found:
        return None
    lon, lat = float(found[1]), float(found[2])
    if abs(lat) > 90:
        exchanged = abs(lon) <= 90 and abs(lat) <= 180
        hint = f'did you mean "{found[2]},{found[1]}"? ' if exchanged else ""
        raise UsageError(f'"{asked}": {found[2]} is no latitude; {hint}allowed: LON,LAT in degrees, longitude first')
    if abs(lon) > 180:
        raise UsageError(f'"{asked}": {found[1]} is no longitude; allowed: LON,LAT in degrees, -180 to 180')
    return lon, lat


class _Names(NamedTuple):
    """What a place can be called: ids; features and places by squeezed name; and as printed."""

    ids: list[str]
    features: dict[str, list[str]]
    places: dict[str, list[Place]]
    printed: dict[str, str]
    full: list[tuple[str, str]]


#: The names in the atlas that was asked last, which is often asked again.
_asked: list[tuple[Atlas, _Names]] = []


def _names_in(atlas: Atlas) -> _Names:
    if not _asked or _asked[0][0] is not atlas:
        _asked[:] = [(atlas, _names(atlas))]
    return _asked[0][1]


def _names(known: Atlas | gpd.GeoDataFrame) -> _Names:
    names = _Names([], {}, {}, {}, [])

    def add(table: dict[str, list], words: str, meant) -> None:
        for variant in _variants(words):
            names.printed.setdefault(_squeezed(variant), variant)
            if meant not in table.setdefault(_squeezed(variant), []):
                table[_squeezed(variant)].append(meant)

    if not isinstance(known, Atlas):
        for feature, name in known["name"].items():
            names.ids.append(feature)
            names.full.append((feature, name))
            add(names.features, name, feature)
        return names
    held = {p.feature for i in known.instruments.values() for p in i.provisions}
    texts = spoken(known, "feature.")
    for key, feature in known.features.items():
        names.ids.append(key)
        if key not in held and not feature.divides:
            continue  # ground from which other shapes are made: known by its id alone
        for words in dict.fromkeys(
            (
                *feature.names.values(),
                *feature.modern.values(),
                *(
                    text[f"feature.{key}.{part}"]
                    for text in texts
                    for part in ("name", "modern")
                    if f"feature.{key}.{part}" in text
                ),
            )
        ):
            names.full.append((key, words))
            add(names.features, words, key)
    for place in known.places:
        for words in (*place.names.values(), *place.modern.values(), place.id):
            add(names.places, words, place)
    return names


def _variants(words: str) -> list[str]:
    """A name, the same without what stands in brackets, and what stands there."""
    inside = re.findall(r"[(（]([^)）]*)[)）]", words)
    without = re.sub(r"[(（][^)）]*[)）]", " ", words)
    found = [words, without, *(part.rpartition(":")[2] for part in inside)]
    return [part.strip() for part in dict.fromkeys(found) if _squeezed(part)]


@functools.lru_cache(maxsize=20_000)
def _plain(words: str) -> str:
    """Words for comparing: no accents, no case, no punctuation, the spelling of our day."""
    words = unicodedata.normalize("NFKD", words.casefold())
    words = "".join(c for c in words if not "\u0300" <= c <= "\u036f" and c not in "'’‘ʻ")
    words = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in words)
    return " ".join(re.sub(r"ъ\b", "", words.translate(OLD_LETTERS)).split())


def _squeezed(words: str) -> str:
    return _plain(words).replace(" ", "")


def _mentioned(asked: str, names: _Names) -> list[str]:
    """Features in one of whose names the words stand, such as the name of the island in the names
    of its two halves."""
    words = _plain(asked)
    if len(words) < 2:
        return []
    # Scripts without case (Chinese, Japanese, Thai) write no blanks between words.
    unspaced = words == words.upper()
    return list(
        dict.fromkeys(
            key
            for key, name in names.full
            if (words in _plain(name) if unspaced and not words.isascii() else f" {words} " in f" {_plain(name)} ")
        )
    )


def _hint(wanted: str, names: _Names) -> str:
    """The nearest ids and names, as printed."""
    printed = names.printed | {_squeezed(key): key for key in names.ids}
    near = dict.fromkeys(f'"{printed[key]}"' for key in difflib.get_close_matches(wanted, printed, 3, 0.6))
    return f"did you mean {' or '.join(near)}? " if near else ""
