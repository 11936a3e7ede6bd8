"""Every English sentence of an atlas under a key, and its translations.

English stands in the facts themselves. A translation is a file `languages/<language>.toml` beside
them, with one table `[text]` of the same keys. What has no translation yet is said in English.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from .errors import DataError
from .model import Atlas, TextsFile, name_on
from .reading import faults, line_of, parse_tables, read_tables

#: Numbers of articles that are the same in every language; all others are words or days.
NUMERAL = re.compile(r"(Add\. )?([IVX]+|\d+)(\([a-z]\))?")


def english_texts(atlas: Atlas) -> dict[str, str]:
    """All sentences and names of an atlas that a reader sees, by key, in the order of the facts."""
    found = {"atlas.title": atlas.title}
    found |= {f"atlas.lead.{n}": words for n, words in enumerate(atlas.lead, 1)}
    found |= {"atlas.covers_note": atlas.covers_note, "atlas.legal_date_note": atlas.legal_date_note}
    for key, power in atlas.terms.power.items():
        found[f"power.{key}"] = power.name
    for key, tenure in atlas.terms.tenure.items():
        found |= {f"tenure.{key}": tenure.label, f"tenure.{key}.definition": tenure.definition}
    for key, subject in atlas.subjects.items():
        found |= {f"subject.{key}.{part}": getattr(subject, part) for part in ("title", "question", "lead")}
        found |= {f"subject.{key}.story.{n}": step.say for n, step in enumerate(subject.story, 1)}
    for total in atlas.totals:
        found |= {f"total.{total.label}": total.label, f"total.{total.label}.reason": total.reason}
    for demand in atlas.demands:
        found |= {f"demand.{demand.number}": demand.demand, f"demand.{demand.number}.outcome": demand.outcome}
    found |= {f"step.{step.date}": step.what for step in atlas.steps}
    found |= {f"delegate.{delegate.id}.role": delegate.role for delegate in atlas.delegates}
    for key, feature in atlas.features.items():
        found |= {f"feature.{key}.name": feature.names["en"], f"feature.{key}.modern": feature.modern.get("en", "")}
        found |= {
            f"feature.{key}.{part}": getattr(feature, part) for part in ("rule", "certainty_note", "measure_note")
        }
        found |= {f"feature.{key}.published.{n}": figure.note for n, figure in enumerate(feature.published, 1)}
        for part in feature.parts:
            found |= {f"feature.{key}.part.{part.row}.name": part.name, f"feature.{key}.part.{part.row}": part.note}
    for key, instrument in atlas.instruments.items():
        found |= {f"instrument.{key}.title": instrument.title, f"instrument.{key}.short": instrument.short}
        for article in instrument.articles:
            found |= {
                f"article.{key}/{article.number}": article.summary,
                f"article.{key}/{article.number}.effect": article.effect_note,
            }
            if not NUMERAL.fullmatch(article.number):
                found[f"article.{key}/{article.number}.number"] = article.number
        for p in instrument.provisions:
            found[f"note.{key}/{p.id}"] = p.note
    return {key: " ".join(words.split()) for key, words in found.items() if words}


def read_texts(atlas: Atlas, language: str) -> dict[str, str]:
    """The translation of `english_texts` into one language; English itself for "en" and for every
    sentence that has no translation yet (`untranslated` names them).

    Raises
    ------
    DataError
        The file is missing or is no table of texts.
    """
    english = english_texts(atlas)
    translated = {key: words for key, words in _translated(atlas, language).items() if key in english}
    return english | translated | _days(atlas, language)


def untranslated(atlas: Atlas, language: str) -> list[str]:
    """The keys of the sentences that a language still says in English, in the order of the facts."""
    found = _translated(atlas, language).keys() | _days(atlas, language).keys()
    return [key for key in english_texts(atlas) if key not in found] if language != "en" else []


def unused(atlas: Atlas, language: str) -> list[str]:
    """The keys of a translation under which no English sentence stands (any more)."""
    english = english_texts(atlas)
    return [key for key in _translated(atlas, language) if key not in english]


def article_number(texts: dict[str, str], instrument: str, number: str) -> str:
    """The number of an article in the language of `texts`; of an event its day: "2 janvier"."""
    return texts.get(f"article.{instrument}/{number}.number", number)


def _days(atlas: Atlas, language: str) -> dict[str, str]:
    """What a language calls the articles that are days; the year is said where it is not the instrument's.
    In English they are called so in the facts."""
    return {
        f"article.{key}/{article.number}.number": "–".join(
            day_in_words(
                day.isoformat(),
                language,
                "date" if instrument.signed and day.year != instrument.signed.year else "day_month",
            )
            for day in article.days
        )
        for key, instrument in atlas.instruments.items()
        for article in instrument.articles
        if article.days and language != "en"
    }


def _translated(atlas: Atlas, language: str) -> dict[str, str]:
    """What the file of a language holds, without what it leaves empty."""
    if language == "en":
        return {}
    path = Path(atlas.folder) / "languages" / f"{language}.toml"
    shown = f"atlases/{atlas.id}/languages/{path.name}"
    try:
        raw = path.read_bytes()
    except OSError:
        raise DataError(f"{shown}: {read_tables(path)[2]}") from None
    return dict(_parsed(shown, raw))


@functools.lru_cache(maxsize=16)
def _parsed(shown: str, raw: bytes) -> Mapping[str, str]:
    """The texts of a file by its very bytes, so that one changed meanwhile is read anew."""
    tables, text, wrong, line = parse_tables(raw)
    told = (
        [(line, wrong)]
        if tables is None
        else [(line_of(text, fault.path), fault.sentence) for fault in faults(TextsFile, tables) if fault.sentence]
    )
    if tables is not None and "text" not in tables:
        del told[1:]  # what stands in no table is why there is none
    if tables is None or told:
        raise DataError(f"{shown}{f':{line}' if line else ''}: {sentence}" for line, sentence in told)
    return MappingProxyType({key: words for key, words in tables["text"].items() if words.strip()})


def whose(row: dict, names: Mapping[str, str], language: str = "en") -> str:
    """Who holds a right, or who is bound for whom: "Japan"; "Russia, for Japan"; "Japan and Russia,
    mutual".

    Parameters
    ----------
    row : dict
        A row of the timeline.
    names : Mapping
        The name of each power, such as `power_names` gives.
    language : str
        Of the words between them.
    """
    if row["holder"]:
        return names[row["holder"]]
    words = shared_words(language)
    bound, benefits = ([names[power] for power in row[side].split(", ")] for side in ("bound", "benefits"))
    form = "mutual" if sorted(bound) == sorted(benefits) else "bound_for"
    return words[form].format(bound=words["and"].join(bound), benefits=words["and"].join(benefits))


def power_names(
    atlas: Atlas, day: str = "", language: str = "en", texts: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The name of each power on an ISO day (by default the first that it had) in a language; `texts` are those of
    `read_texts`, where they are at hand."""
    texts = read_texts(atlas, language) if texts is None else texts
    return {key: name_on(power, day, language, texts[f"power.{key}"]) for key, power in atlas.terms.power.items()}


@functools.cache
def shared_words(language: str) -> dict[str, str]:
    """Words that every output says alike (`words.toml`): `and`, `mutual`, `bound_for`."""
    words = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    return words.get(language) or words["en"]


def known_languages() -> list[str]:
    """The languages in which the program can speak."""
    return list(_date_words())


@functools.cache
def _date_words() -> dict[str, dict]:
    return tomllib.loads((Path(__file__).parent / "dates.toml").read_text(encoding="utf-8"))


def date_words(language: str) -> dict:
    """How a language writes a day: `date`, `day_month`, `first_day`, `months` (see `dates.toml`)."""
    return _date_words()[language]


def day_in_words(day: str, language: str, form: str = "date") -> str:
    """An ISO day as a language writes it, by the Gregorian calendar: "5 September 1905"; without its
    year where `form` is "day_month"."""
    year, month, number = (int(part) for part in day.split("-"))
    words = date_words(language)
    return words[form].format(
        day=words["first_day"] if number == 1 else number, year=year, month=words["months"][month - 1], number=month
    )
