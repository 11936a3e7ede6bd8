"""How a language writes days, numbers, measures and lists: Unicode's CLDR, by way of Babel, resolved to plain patterns.

What CLDR does not know, or says otherwise than our texts, stands in `forms.toml`; the calendars of the period, which
Babel lacks, are worked out where they are shown. Pages are given the patterns alone, so that page, sheet and answer
write alike: tests/data/forms.json holds both to the same cases.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from babel import Locale
from babel.numbers import format_decimal
from babel.units import format_unit

#: Spaces that keep together what they part: of each width in CLDR's versions, here one.
_SPACES = re.compile("[ \u202f]")

#: The parts of CLDR's patterns of days: quoted words, a field, any other sign.
_FIELD = re.compile(r"'([^']*)'|(d+|M+|L+|y+|G+)|(.)")

#: Numbers of which one at least has each category of plural.
_OF_EACH_PLURAL = (1, 2, 5, 1.5)

#: What a unit that a fact names is called in CLDR, and in which width: symbols short, others by their whole name.
UNITS = {
    "m": ("length-meter", "short"),
    "km": ("length-kilometer", "short"),
    "km²": ("area-square-kilometer", "short"),
    "square miles": ("area-square-mile", "long"),
}


def known_forms() -> list[str]:
    """The languages of which the forms are known."""
    return list(_own())


@functools.cache
def forms_of(language: str) -> Mapping[str, Any]:
    """How a language writes.

    Parameters
    ----------
    language : str
        One of `known_forms`.

    Returns
    -------
    Mapping
        `locale`, a BCP 47 tag; `date` and `day_month`, patterns of {day}, {month} (one of `months`, where the pattern
        names it), {number} (of the month) and {year}; `first_day`; `decimal` and `group`, the signs of a number;
        `pair`, `list` and `last`: two things, the first of several, and the last of them; `units`, of each of `UNITS`
        its pattern, or its patterns by CLDR's category of plural; and what `forms.toml` adds.
    """
    own = _own()[language]
    locale = Locale.parse(own["locale"], sep="-")
    era, months = locale.eras["abbreviated"][1], list(locale.months["format"]["wide"].values())
    days = {
        "date": _day(locale.date_formats["long"].pattern, era),
        "day_month": _day(locale.datetime_skeletons["MMMMd"].pattern, era),
    }
    # Where a month is its number and a sign, the pattern says both.
    first, *others = [name.removeprefix(str(n)) for n, name in enumerate(months, 1)]
    if set(others) == {first}:
        days = {form: pattern.replace("{month}", f"{{number}}{first}") for form, pattern in days.items()}
    numbers, lists = locale.number_symbols["latn"], locale.list_patterns["standard"]
    found: dict[str, Any] = {
        **days,
        **({"months": months} if "{month}" in "".join(days.values()) else {}),
        "first_day": "1",
        "decimal": numbers["decimal"],
        "group": _kept(numbers["group"]),
        "pair": lists["2"],
        "list": lists["middle"],
        "last": lists["end"],
        "units": {unit: _unit(locale, *name) for unit, name in UNITS.items()},
    }
    return MappingProxyType(found | own | {"units": found["units"] | own.get("units", {})})


@functools.cache
def _own() -> dict[str, dict[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "forms.toml").read_text(encoding="utf-8"))


def _kept(text: str) -> str:
    """A pattern whose parts stay on one line."""
    return _SPACES.sub("\u00a0", text)


def _day(pattern: str, era: str) -> str:
    names = {"d": "{day}", "y": "{year}", "G": era}
    found = ""
    for quoted, field, sign in _FIELD.findall(pattern):
        if field and field[0] in "ML":
            found += "{month}" if len(field) > 2 else "{number}"
        else:
            found += quoted or (names[field[0]] if field else sign)
    return _kept(found)


def _unit(locale: Locale, name: str, width: Any) -> str | dict[str, str]:
    """The pattern of a unit; its patterns by CLDR's category of plural, where they differ."""
    found = {}
    for number in _OF_EACH_PLURAL:
        said = format_unit(number, name, width, locale=locale)
        found[locale.plural_form(number)] = _kept(said.replace(format_decimal(number, locale=locale), "{number}"))
    return found["other"] if len(set(found.values())) == 1 else found


# ---- what is written by them; the page's rules are those of static/forms.js


def day_in_words(day: str, language: str, form: str = "date") -> str:
    """An ISO day as a language writes it, by the Gregorian calendar: "5 September 1905"; without its
    year where `form` is "day_month"."""
    year, month, number = (int(part) for part in day.split("-"))
    forms = forms_of(language)
    return forms[form].format(
        day=forms["first_day"] if number == 1 else number,
        year=year,
        month=forms["months"][month - 1] if "months" in forms else "",
        number=month,
    )


def number_in_words(value: float, language: str, decimals: int | None = None) -> str:
    """A number in figures: with so many decimals at most; by default with one, from 1,000 on with none."""
    return _figures(_rounded(value, decimals), language)


def measure_in_words(value: float, unit: str, language: str) -> str:
    """A number with one of `UNITS`: "36,090 km²"."""
    forms, rounded = forms_of(language), _rounded(value)
    pattern = forms["units"][unit]
    if not isinstance(pattern, str):
        plural = Locale.parse(forms["locale"], sep="-").plural_form(rounded)
        pattern = pattern.get(plural, pattern["other"])
    return pattern.format(number=_figures(rounded, language))


def listed(things: Sequence[str], language: str) -> str:
    """Several things: "a", "a and b", "a, b and c"."""
    if len(things) < 2:
        return "".join(things)
    forms = forms_of(language)
    *most, last = things
    joined = functools.reduce(forms["list"].format, most)
    return forms["last" if len(most) > 1 else "pair"].format(joined, last)


def _rounded(value: float, decimals: int | None = None) -> Decimal:
    """As browsers round (`toFixed`): halves away from 0; without a decimal that is 0."""
    digits = int(abs(value) < 1000) if decimals is None else decimals
    found = Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found


def _figures(value: Decimal, language: str) -> str:
    forms = forms_of(language)
    return f"{value:,}".translate({ord(","): forms["group"], ord("."): forms["decimal"]})
