"""The front page of an atlas: what happened, a picture of each map, the chain, what to take away."""

from __future__ import annotations

from ..model import Atlas, legal_dates
from ..texts import date_words, english_texts, read_texts
from .facts import read_strings


def legal_days(atlas: Atlas) -> dict[str, str]:
    """The legal dates of the atlas's own instrument: the first ISO day of each kind, by its name."""
    own = atlas.instruments[atlas.instrument]
    found: dict[str, list] = {}
    for provision in own.provisions:
        for basis, day in legal_dates(own, provision).items():
            found.setdefault(basis, []).append(day)
    return {basis: min(days).isoformat() for basis, days in found.items() if basis != "date"}


def front_words(atlas: Atlas) -> dict:
    """What the front page says, by language, as a JSON-able dict (see `static/index.js`)."""
    prefixes = ("atlas.", "subject.", "instrument.")
    keys = [key for key in english_texts(atlas) if key.startswith(prefixes)
            and not key.endswith((".short", ".legal_date_note"))]
    said = [key for key in read_strings("en") if key.startswith(("index_", "basis_"))]
    said += ["language", "language_name", "timeline", "timeline_lead", "locale", "old_style", "also_date",
             "uncertain_date"]
    texts = {language: read_texts(atlas, language) for language in atlas.languages if language != "en"}
    return {
        "languages": atlas.languages,
        "strings": {language: {key: read_strings(language)[key] for key in said}
                    for language in atlas.languages},
        "texts": {language: {key: words[key] for key in keys} for language, words in texts.items()},
        "dates": {language: date_words(language) for language in atlas.languages},
        "terms": {"calendar": atlas.terms.calendar, "era": atlas.terms.era,
                  "thai_year": atlas.terms.thai_year},
    }
