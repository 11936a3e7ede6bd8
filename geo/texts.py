"""Every English sentence of an atlas under a key, and its translations.

English stands in the facts themselves. A translation is a file `languages/<language>.toml` beside
them, with one table `[text]` of exactly the same keys.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

from .errors import DataError
from .model import Atlas


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
        found |= {f"subject.{key}.{part}": getattr(subject, part)
                  for part in ("title", "question", "lead")}
    for total in atlas.totals:
        found |= {f"total.{total.label}": total.label, f"total.{total.label}.reason": total.reason}
    for demand in atlas.demands:
        found |= {f"demand.{demand.number}": demand.demand,
                  f"demand.{demand.number}.outcome": demand.outcome}
    found |= {f"step.{step.date}": step.what for step in atlas.steps}
    found |= {f"delegate.{delegate.id}.role": delegate.role for delegate in atlas.delegates}
    for key, feature in atlas.features.items():
        found |= {f"feature.{key}.name": feature.names["en"],
                  f"feature.{key}.modern": feature.modern.get("en", "")}
        found |= {f"feature.{key}.{part}": getattr(feature, part)
                  for part in ("rule", "certainty_note", "measure_note")}
        found |= {f"feature.{key}.published.{n}": figure.note
                  for n, figure in enumerate(feature.published, 1)}
        for part in feature.parts:
            found |= {f"feature.{key}.part.{part.row}.name": part.name,
                      f"feature.{key}.part.{part.row}": part.note}
    for key, instrument in atlas.instruments.items():
        found |= {f"instrument.{key}.title": instrument.title,
                  f"instrument.{key}.short": instrument.short}
        for article in instrument.articles:
            found |= {f"article.{key}/{article.number}": article.summary,
                      f"article.{key}/{article.number}.effect": article.effect_note}
        for p in instrument.provisions:
            name = f"{p.feature}/{p.tenure}/{p.grantee}/{key}/{p.article}"
            found |= {f"note.{name}": p.note}
    return {key: " ".join(words.split()) for key, words in found.items() if words}


def read_texts(atlas: Atlas, language: str) -> dict[str, str]:
    """The translation of `english_texts` into one language; English itself for "en".

    Raises
    ------
    DataError
        The file is missing, or its keys are not those of the English texts.
    """
    english = english_texts(atlas)
    if language == "en":
        return english
    path = Path(atlas.folder) / "languages" / f"{language}.toml"
    shown = f"atlases/{atlas.id}/languages/{path.name}"
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))["text"]
    except (FileNotFoundError, KeyError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{shown}: cannot be read ({error}); allowed: a table [text] with a "
                        "translation for every key of the atlas") from error
    problems = [f"{shown}: no translation for {key}; allowed: every key of the English texts"
                for key in english if not found.get(key)]
    problems += [f"{shown}: {key} is no key of the English texts; allowed: only those"
                 for key in found if key not in english]
    if problems:
        raise DataError(problems)
    return found


@functools.cache
def date_words(language: str) -> dict:
    """How a language writes a day: `date`, `day_month`, `first_day`, `months` (see `dates.toml`)."""
    words = tomllib.loads((Path(__file__).parent / "dates.toml").read_text(encoding="utf-8"))
    return words[language]


def day_in_words(day: str, language: str) -> str:
    """An ISO day as a language writes it, by the Gregorian calendar: "5 September 1905"."""
    year, month, number = (int(part) for part in day.split("-"))
    words = date_words(language)
    return words["date"].format(day=words["first_day"] if number == 1 else number, year=year,
                                month=words["months"][month - 1], number=month)
