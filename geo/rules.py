"""What a value of a fact may be: the kinds of fields that the records of `geo.model` are made of.

Each kind says once what it allows: a pattern or a range that msgspec checks, a description in words, and
where it names another record, which (`extra = {"link": ...}`). Reader, check, JSON Schema and the page of all
keys read it here.
"""

from __future__ import annotations

import datetime
import typing
from typing import Annotated, Any, Literal

import msgspec

Date = datetime.date

#: Names that Windows keeps for itself: no id, because ids become names of files.
RESERVED = "con|prn|aux|nul|com[0-9]|lpt[0-9]"

_ID = f"^(?!({RESERVED})$)[a-z0-9][a-z0-9_-]{{0,79}}$(?!\n)"
_CITED = r"[a-z0-9][a-z0-9_-]*(\[[^\[\]]*[^\[\]\s][^\[\]]*\])?"
_KEY = "[a-z0-9][a-z0-9_-]*"


def text(pattern: str, words: str, link: str = "") -> msgspec.Meta:
    """What a text must look like."""
    return msgspec.Meta(pattern=pattern, description=words, extra={"link": link} if link else None)


def link(kind: str, words: str = "") -> msgspec.Meta:
    """That a text names another record by its id."""
    article = "an" if kind[0] in "aeiou" else "a"
    return msgspec.Meta(description=words or f"the id of {article} {kind}", extra={"link": kind})


def number(words: str, least: float, most: float) -> msgspec.Meta:
    """The bounds of a number, both allowed."""
    return msgspec.Meta(ge=least, le=most, description=words)


def above(words: str, bound: float, most: float) -> msgspec.Meta:
    """The bounds of a number, the lower one not allowed."""
    return msgspec.Meta(gt=bound, le=most, description=words)


def keys(of: Any) -> msgspec.Meta:
    """That the keys of a table are those of a closed list, which msgspec checks but its JSON Schema leaves out."""
    return msgspec.Meta(extra_json_schema={"propertyNames": {"enum": list(typing.get_args(of))}})


Id = Annotated[
    str,
    text(
        _ID,
        "small letters a to z, digits, - and _, beginning with a letter or digit; at most 80; "
        "none of the names that Windows keeps for itself",
    ),
]
Words = Annotated[str, msgspec.Meta(min_length=1, pattern=r"\S", description="words between quotation marks")]
Number = Annotated[
    str,
    msgspec.Meta(
        min_length=1, max_length=40, description="the number of an article as its text prints it, in quotation marks"
    ),
]
Cite = Annotated[
    str,
    text(
        rf"^\s*{_CITED}(\s*;\s*{_CITED})*\s*$(?!\n\n)",
        'one or more sources with their places: "source-id[p. 12]; other-id[Art. V]"',
        "cite",
    ),
]
Address = Annotated[
    str,
    text(
        r"^(https?://[^\s<>\"'\\]+|doi:10\.[^\s<>\"'\\]+)$(?!\n)",
        "an address that begins with https://, http:// or doi:10.",
    ),
]
Colour = Annotated[str, text("^#[0-9a-f]{6}$(?!\n)", 'a colour as "#rrggbb", in small letters')]
Language = Annotated[str, text("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$(?!\n)", 'the tag of a language, such as "en"')]
Country = Annotated[str, text("^[A-Z]{2}$(?!\n)", 'two capital letters of ISO 3166-1, such as "FR"')]
#: A year, a month or a day (ISO 8601).
IsoDate = Annotated[str, text(r"^(\d{4}(-\d\d){0,2})?$(?!\n)", 'a year, month or day, such as "YYYY-MM"')]
_DAY = r"\d{4}(-(\d\d|XX)){0,2}[?~%]?"
_DAYS = rf"(\.\.)?{_DAY}((,|\.\.){_DAY})*(\.\.)?"
#: A day, an interval or one of several days, each as sure as it is (ISO 8601-2).
Edtf = Annotated[
    str,
    text(
        rf"^({_DAY}(/{_DAY})?|\[{_DAYS}\]|\{{{_DAYS}\}})$(?!\n)",
        'a date as EDTF writes it, such as "YYYY-MM-DD~" or "[YYYY-MM-DD,YYYY-MM-DD]"',
    ),
]

Feature = Annotated[str, link("feature")]
Power = Annotated[str, link("power")]
Tenure = Annotated[str, link("tenure")]
Source = Annotated[str, link("source")]
Subject = Annotated[str, link("subject")]
Instrument = Annotated[str, link("instrument")]
MapPlace = Annotated[str, link("place", "the id of a place of places.toml")]
Layer = Annotated[str, link("layer", "the name of a layer")]
Shape = Annotated[str, link("feature or layer", "the id of a feature or the name of a layer")]
OwnArticle = Annotated[str, link("own article", "the number of an article of this file")]
TreatyArticle = Annotated[str, link("treaty article", "the number of an article of the atlas's own instrument")]
OtherArticle = Annotated[str, link("instrument/article", 'an article of an instrument: "instrument/article"')]
OtherProvision = Annotated[str, link("instrument/provision", 'a provision of an instrument: "instrument/provision"')]

Longitude = Annotated[float, number("degrees east, -180 to 180", -180, 180)]
#: Of an extent or a recipe, which may run on across 180 degrees.
FarLongitude = Annotated[float, number("degrees east, -180 to 360", -180, 360)]
ClipLongitude = Annotated[float, number("degrees east, -180 to 540", -180, 540)]
Latitude = Annotated[float, number("degrees north, -90 to 90", -90, 90)]
#: Maps end where Web Mercator does.
MapLatitude = Annotated[float, number("degrees north, -85 to 85", -85, 85)]
Metres = Annotated[float, number("metres, from 0", 0, 10_000_000)]
Positive = Annotated[float, above("a number above 0", 0, 1e12)]
Kilometres = Annotated[float, above("kilometres, above 0 to 500", 0, 500)]
GuardsPerKm = Annotated[float, number("guards a kilometre, from 0", 0, 10_000)]
Count = Annotated[int, number("a whole number, 1 to 1000", 1, 1000)]
Fraction = Annotated[float, above("a fraction of the value, above 0 to 0.5", 0, 0.5)]
Zoom = Annotated[float, number("0 to 16", 0, 16)]
Year = Annotated[int, number("a year", 0, 9999)]
Month = Annotated[int, number("a month, 1 to 12", 1, 12)]
Rank = Annotated[int, number("a whole number, 1 to 20", 1, 20)]
Edge = Annotated[int, number("a whole number, 0 to 20", 0, 20)]
Lean = Annotated[int, number("whole degrees, -180 to 180", -180, 180)]
PlaceRank = Annotated[int, number("1 (large) to 3 (small)", 1, 3)]
#: A point of a recipe.
FarLonLat = tuple[FarLongitude, Latitude]
Extent = Annotated[
    tuple[Longitude, MapLatitude, Longitude, MapLatitude],
    msgspec.Meta(description="four numbers: west, south, east, north (degrees)"),
]
FarExtent = Annotated[
    tuple[Longitude, Latitude, ClipLongitude, Latitude],
    msgspec.Meta(description="four numbers: west, south, east, north (degrees)"),
]
Sha256 = Annotated[str, text("^[0-9a-f]{64}$(?!\n)", "a sha256 sum: 64 digits and letters a to f")]
Names = Annotated[
    dict[Language, Words],
    msgspec.Meta(
        description='a table of names by language, English among them: { en = "..." }',
        extra={"needs": "en"},
        extra_json_schema={"required": ["en"]},
    ),
]
#: Names of later years; a key of the table is a language, or `from`, which no field of a record can be called.
LaterNames = list[
    Annotated[
        dict[str, Any],
        msgspec.Meta(
            description='a table of a day and names by language, English among them: { from = YYYY-MM-DD, en = "..." }',
            extra_json_schema={
                "required": ["from", "en"],
                "properties": {"from": {"type": "string", "format": "date"}},
                "propertyNames": {"pattern": "^(from|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*)$"},
                "additionalProperties": {"type": "string", "minLength": 1, "pattern": r"\S"},
            },
        ),
    ]
]
#: What a column of a layer must hold: a value, or one of several.
Wanted = dict[str, str | int | float | list[str | int]]

Additional = Literal["additional", "agreement"]
LegalDate = Literal["signature", "entry_into_force", "consent", "date", "open"]
Effect = Literal["moves", "binds", "names", "none"]
Certainty = Literal["verified", "derived", "approximate", "conjectural"]
Mark = Literal["fill", "hatch", "dots", "line", "outline"]
View = Literal["change", "both", "swipe", "before", "after"]
PlaceKind = Literal["power", "area", "island", "cape", "sea", "river", "port", "town"]
InstrumentKind = Literal[
    "treaty",
    "convention",
    "agreement",
    "protocol",
    "contract",
    "act",
    "event",
    "declaration",
    "exchange of notes",
    "ultimatum",
    "award",
    "law",
    "decree",
]
Calendar = Literal["old_style", "japanese", "buddhist", "chinese", "korean"]
