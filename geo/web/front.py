"""The front page of an atlas: what happened, a picture of each map, the chain, what to take away."""

from __future__ import annotations

import re

from ..forms import day_in_words
from ..model import Atlas, legal_dates
from ..texts import english_texts, page_texts
from .caption import caption_of
from .facts import page_forms, read_strings

#: How the words begin that every page of text says.
_ALWAYS = ("language", "untranslated", "old_style", "also_date", "uncertain", "one_of", "doubtful")


def legal_days(atlas: Atlas) -> dict[str, str]:
    """The legal dates of the atlas's own instrument: the first ISO day of each kind, by its name."""
    own = atlas.instruments[atlas.instrument]
    found: dict[str, list] = {}
    for provision in own.provisions:
        for basis, day in legal_dates(own, provision).items():
            found.setdefault(basis, []).append(day)
    return {basis: min(days).isoformat() for basis, days in found.items() if basis != "date"}


def uncertain(day: str, edtf: str) -> str:
    """A day in English as its EDTF says it: one of two, uncertain, or about (see `static/words.js`)."""
    say = read_strings("en")
    choice = re.fullmatch(r"\[(\d{4}-\d\d-\d\d),(\d{4}-\d\d-\d\d)\]", edtf)
    if choice:
        return say["one_of"].format(a=day_in_words(choice[1], "en"), b=day_in_words(choice[2], "en"))
    key = "uncertain_date" if set("~%") & set(edtf) else "doubtful" if edtf else ""
    words = day_in_words(day, "en")
    return say[key].format(date=words) if key else words


def front_words(world) -> dict:
    """What the front page says, by language, as a JSON-able dict (see `static/index.js`)."""
    found = said_words(
        world.atlas,
        ("atlas.", "subject.", "instrument."),
        ("index_", "basis_", "timeline", "negotiation_title", "negotiation_lead", "colon", "comma"),
    )
    for language, texts in found["texts"].items():
        texts |= {f"caption.{name}": words for name, words in captions(world, language).items()}
    return found


def captions(world, language: str = "en") -> dict[str, str]:
    """What stands under the picture of each subject: its second day, in law and on the ground."""
    return {
        name: caption_of(world, subject, subject.after.isoformat(), language)
        for name, subject in world.atlas.subjects.items()
    }


def said_words(atlas: Atlas, facts: tuple[str, ...], words: tuple[str, ...]) -> dict:
    """The words of a page of text by language, as a JSON-able dict: the atlas's sentences and the program's
    words whose keys begin so."""
    keys = [
        key
        for key in english_texts(atlas)
        if key.startswith(facts) and not key.endswith((".short", ".legal_date_note"))
    ]
    said = [
        key
        for key in read_strings("en")
        if key.startswith(
            (*words, "language", "old_style", "also_date", "uncertain", "one_of", "doubtful", "untranslated")
        )
    ]
    texts = {language: page_texts(atlas, language) for language in atlas.languages if language != "en"}
    return {
        "languages": atlas.languages,
        "strings": {language: {key: read_strings(language)[key] for key in said} for language in atlas.languages},
        "texts": {language: {key: words[key] for key in keys} for language, words in texts.items()},
        "forms": {language: page_forms(language) for language in atlas.languages},
        "terms": {
            "calendar": atlas.terms.calendar,
            "parties": atlas.terms.party_calendars,
            "era": atlas.terms.era,
            "reign": atlas.terms.reign,
            "thai_year": atlas.terms.thai_year or {},
            "calendar_since": atlas.terms.calendar_since,
        },
    }


def list_words(atlas: Atlas) -> dict[str, dict[str, str]]:
    """The words of an atlas on a page that lists several, by language; the keys name the atlas too."""
    keys = [key for key in english_texts(atlas) if key == "atlas.title" or key.startswith(("atlas.lead.", "subject."))]
    found = {}
    for language in atlas.languages:
        if language != "en":
            texts = page_texts(atlas, language)
            found[language] = {f"{atlas.id}/{key}": texts[key] for key in keys}
    return found


def words_of_all(fronts: list[dict]) -> dict:
    """What a page that lists several atlases says, by language, as `front_words`: every language that one
    of them has; an atlas without it speaks English."""
    languages = list(dict.fromkeys(language for one in fronts for language in one["languages"]))
    said = ["language", "language_name", "untranslated", "index_maps", "old_style", "also_date", "uncertain_date"]
    return {
        "languages": languages,
        "strings": {language: {key: read_strings(language)[key] for key in said} for language in languages},
        "texts": {
            language: {key: words for one in fronts for key, words in one["texts"].get(language, {}).items()}
            for language in languages
            if language != "en"
        },
        "forms": {language: page_forms(language) for language in languages},
        "terms": {"calendar": {}, "parties": [], "era": {}, "thai_year": {}},
    }
