"""Every English sentence of an atlas, and every word of the program, under a key; and their translations.

English stands in the facts themselves, and for the program in `words/*.toml`. A translation is a PO file for each
language (`geo.catalogue`): `languages/<language>.po` beside the facts, `words/<language>.po` beside the words. What
has no translation of today's sentence is said in English, and says so (`UNTRANSLATED`).
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .catalogue import Faults, translated
from .forms import UNITS, day_in_words, forms_of, known_forms, listed
from .joiners import joined, thai_names
from .locators import SEVERAL, parts_of, phrases_in
from .model import Atlas, Source, cited_sources, name_on

WORDS = Path(__file__).parent / "words"

#: Who says words: pages, sheets, or both alike (and answers).
SPEAKERS = ("both", "page", "sheet")

#: How English is said where another language is asked for; `static/untranslated.js` knows it.
UNTRANSLATED = "[en {}]"

#: Numbers of articles that every language writes by its rule: of one, of a span, of two; all others are words or
#: days.
NUMERAL = re.compile(
    r"(?P<more>Add\. )?(?P<first>[IVX]+|\d+)(?P<part>\([a-z]\))?( (?P<joint>to|and) (?P<last>[IVX]+|\d+))?"
)


#: The atlas that was asked last, and its sentences: every language asks for them again.
_english: tuple[Atlas, dict[str, str]] | None = None


def english_texts(atlas: Atlas) -> dict[str, str]:
    """All sentences and names of an atlas that a reader sees, by key, in the order of the facts."""
    global _english
    kept = _english
    if kept is None or kept[0] is not atlas:
        kept = _english = atlas, _english_of(atlas)
    return dict(kept[1])


def _english_of(atlas: Atlas) -> dict[str, str]:
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
        found |= {f"subject.{key}.inset.{inset.id}": inset.title for inset in subject.insets}
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
        found |= {f"unit.{one.unit}": f"{{number}} {one.unit}" for one in feature.published if one.unit not in UNITS}
        for part in feature.parts:
            found |= {f"feature.{key}.part.{part.row}.name": part.name, f"feature.{key}.part.{part.row}": part.note}
    for key, instrument in atlas.instruments.items():
        found |= {f"instrument.{key}.title": instrument.title, f"instrument.{key}.short": instrument.short}
        for article in instrument.articles:
            found |= {
                f"article.{key}/{article.number}": article.summary,
                f"article.{key}/{article.number}.effect": article.effect_note,
            }
            # What a number of an event is (a year, for one) the translators know.
            if instrument.kind == "event" or not NUMERAL.fullmatch(article.number):
                found[f"article.{key}/{article.number}.number"] = article.number
        for p in instrument.provisions:
            found |= {f"note.{key}/{p.id}": p.note, f"until.{p.until}": p.until}
    for layer, (title, licence, named) in atlas.titles.items():
        # The code of a licence is the same everywhere.
        found |= {f"layer.{layer}": title, f"layer.{layer}.licence": licence if " " in licence else ""}
        found[f"layer.{layer}.named"] = named
    for cite in _cites(atlas):
        found |= {f"at.{phrase}": phrase for _, pin in cited_sources(cite) for phrase in phrases_in(pin)}
        cited = [atlas.sources[name] for name, _ in cited_sources(cite) if name in atlas.sources]
        found |= {f"source.{source.id}": source.short for source in cited if source.described}
    return {key: " ".join(words.split()) for key, words in found.items() if words}


def _cites(atlas: Atlas) -> list[str]:
    """What of the sources of an atlas its readers are shown, in the order of the facts."""
    found = [total.cite for total in atlas.totals]
    found += [demand.cite for demand in atlas.demands] + [step.cite for step in atlas.steps]
    for feature in atlas.features.values():
        found += [feature.cite, *(figure.cite for figure in feature.published)]
    for instrument in atlas.instruments.values():
        found += [cite for article in instrument.articles for cite in (article.cite, article.words_cite)]
        found += [provision.cite for provision in instrument.provisions]
    return found


def read_texts(atlas: Atlas, language: str) -> dict[str, str]:
    """The translation of `english_texts` into one language; English itself for "en", and marked as English for
    every sentence of which there is no translation of today (`translation` names them).

    Raises
    ------
    DataError
        The file is missing or is no PO file.
    """
    english = english_texts(atlas)
    texts = english if language == "en" else _whole(english, translation(atlas, language)[0], language)
    return texts | _names(atlas, texts, language)


def page_texts(atlas: Atlas, language: str) -> dict[str, str]:
    """The same for a page, whose lines a browser breaks: never within a name."""
    texts = read_texts(atlas, language)
    names = [names[language] for place in atlas.places for names in (place.names, place.modern) if language in names]
    names += [texts[f"power.{key}"] for key, power in atlas.terms.power.items() if not power.of]
    thai = thai_names([*names, *atlas.unbroken.get(language, [])])
    return {key: joined(words, thai) for key, words in texts.items()}


def translation(atlas: Atlas, language: str) -> tuple[dict[str, str], Faults]:
    """What one language says of `english_texts` (all of it in English), and what is left to do."""
    english = english_texts(atlas)
    if language == "en":
        return english, Faults([], [], [])
    days = _days(atlas, language)
    good, faults = translated(catalogue_of(atlas, language), _written(atlas, english))
    return good | days, faults


def spoken(atlas: Atlas, prefix: str) -> list[dict[str, str]]:
    """Of `english_texts` and its translations those whose key begins so, by language: for who needs names alone."""
    english = {key: words for key, words in english_texts(atlas).items() if key.startswith(prefix)}
    return [
        english if language == "en" else translated(catalogue_of(atlas, language), english)[0]
        for language in atlas.languages
    ]


def written(atlas: Atlas) -> dict[str, str]:
    """The `english_texts` that translators write; the others are days, which are said by rule."""
    return _written(atlas, english_texts(atlas))


def _written(atlas: Atlas, english: Mapping[str, str]) -> dict[str, str]:
    days = {
        f"article.{key}/{article.number}.number"
        for key, instrument in atlas.instruments.items()
        for article in instrument.articles
        if article.days
    }
    return {key: words for key, words in english.items() if key not in days}


def catalogue_of(atlas: Atlas, language: str) -> Path:
    """The file of the translations of an atlas into a language."""
    return Path(atlas.folder) / "languages" / f"{language}.po"


def _whole(english: Mapping[str, str], good: Mapping[str, str], language: str) -> dict[str, str]:
    """All sentences of a language, with marked English where it has none of today."""
    kept = english if language == "en" else {key: UNTRANSLATED.format(words) for key, words in english.items()}
    return {**kept, **good}


def article_number(texts: dict[str, str], instrument: str, number: str) -> str:
    """What an article is called within its instrument, in the language of `texts`: "IX", "Add. I"; of an event its
    day: "2 janvier"."""
    return texts[f"article.{instrument}/{number}.number"]


def article_name(texts: dict[str, str], instrument: str, number: str) -> str:
    """What an article is called, in the language of `texts`: "Treaty of Portsmouth, Art. IX"; of an event what
    happened: "Landing on Sakhalin, 7 July"."""
    return texts[f"article.{instrument}/{number}.name"]


def _names(atlas: Atlas, texts: Mapping[str, str], language: str) -> dict[str, str]:
    """What `article_number` and `article_name` say of every article; `.label` is what the name says beside the
    instrument, of one that has a number."""
    words, found = words_of("both", language), {}
    for key, instrument in atlas.instruments.items():
        for article in instrument.articles:
            at, said = f"article.{key}/{article.number}", NUMERAL.fullmatch(article.number)
            form, short = "by_event", texts.get(f"{at}.number", article.number)
            called = short
            if said and instrument.kind != "event":
                values = {name: numeral(said[name], language) for name in ("first", "last") if said[name]}
                part, form = said["part"] or "", "by_article"
                if said["joint"]:
                    called = short = words["article_range" if said["joint"] == "to" else "article_pair"].format(
                        **values
                    )
                else:
                    called = words[f"article_{instrument.additional}" if said["more"] else "article"].format(**values)
                    short = words["number_more" if said["more"] else "number_alone"].format(**values) + part
                    called += part
                found[f"{at}.label"] = called
            found[f"{at}.number"] = short
            found[f"{at}.name"] = words[form].format(instrument=texts[f"instrument.{key}.short"], article=called)
    return found


def credit_in(texts: Mapping[str, str], layer: Mapping[str, Any], language: str) -> str:
    """What is said of a layer, by its `attrs`: its title, licence and, where that asks for it, who is to be named."""
    return texts.get(f"layer.{layer['layer']}", layer["licence"][0]) + words_of("both", language)["aside"].format(
        said=licence_in(texts, layer, language)
    )


def licence_in(texts: Mapping[str, str], layer: Mapping[str, Any], language: str, named: bool = True) -> str:
    """The licence of a layer and, where it asks for it and that is wanted, who is to be `named`."""
    key = f"layer.{layer['layer']}"
    said = texts.get(f"{key}.licence", layer["licence"][1]), texts.get(f"{key}.named", "") if named else ""
    return words_of("both", language)["semicolon"].join(filter(None, said))


def source_name(texts: Mapping[str, str], source: Source, language: str) -> str:
    """How a note names a source, in the language of `texts`."""
    return texts.get(f"source.{source.id}") or source.called(language)


def located(texts: Mapping[str, str], locator: str, language: str) -> str:
    """Where in a source something stands ("p. 12, Art. IX"), in the language of `texts`."""
    if language == "en":
        return locator
    words, said = words_of("both", language), ""
    for part in parts_of(locator):
        said += words[part.after] if part.after else ""
        if part.phrase:
            said += texts.get(f"at.{part.phrase}", part.phrase)
            continue
        numbers = [_numbers(number, part.kind, words, language) for number in part.numbers]
        found = words["list"].join(numbers)
        if part.kind and not part.kind.startswith("article"):
            found = words[f"cited_{part.kind}"].format(number=found)
        said += words["cited_following"].format(said=found) if part.more else found
    return said


def _numbers(number: str, kind: str, words: Mapping[str, str], language: str) -> str:
    """A number of a locator, or a span or a pair of them, as a language writes it; of an article with what an
    article is called."""
    first, joint, last = (re.split(r"(-| to | and )", number) + ["", ""])[:3]
    if kind.startswith("article"):
        form = {"": kind if kind not in SEVERAL else "article", " and ": "article_pair"}.get(joint, "article_range")
        bare = re.match(r"[IVX]+|\d+", first)
        ends = {"first": bare[0] if bare else first, "last": last}
        said = words[form].format(**{name: numeral(end, language) for name, end in ends.items() if end})
        return said + ("" if last else first[len(ends["first"]) :])
    if not joint:
        return first
    return listed([first, last], language) if joint == " and " else words["range"].format(first=first, last=last)


def numeral(number: str, language: str) -> str:
    """The number of an article, Roman or Arabic, as texts of law in a language write it (`forms.toml`)."""
    kind = forms_of(language)["numerals"]
    if kind == "as_written":
        return number
    value = int(number) if number.isdigit() else _roman(number)
    return str(value) if kind == "arabic" else _han(value)


def _roman(number: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in number]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _han(number: int) -> str:
    """1 to 99: 九, 十, 十五, 二十一."""
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")


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
    words = words_of("both", language)
    bound, benefits = ([names[power] for power in row[side].split(", ")] for side in ("bound", "benefits"))
    form = "mutual" if sorted(bound) == sorted(benefits) else "bound_for"
    return words[form].format(bound=listed(bound, language), benefits=listed(benefits, language))


def power_names(
    atlas: Atlas, day: str = "", language: str = "en", texts: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The name of each power on an ISO day (by default the first that it had) in a language; `texts` are those of
    `read_texts`, where they are at hand."""
    texts = read_texts(atlas, language) if texts is None else texts
    return {key: name_on(power, day, language, texts[f"power.{key}"]) for key, power in atlas.terms.power.items()}


# ---- the words of the program


@functools.cache
def words_of(speaker: str, language: str) -> Mapping[str, str]:
    """The words that pages ("page") or sheets ("sheet") say in one language, with those that all say alike; these
    alone for "both"."""
    english = english_words()
    said = _whole(english, word_translation(language)[0], language)
    found: dict[str, str] = {}
    for start in dict.fromkeys(("both.", f"{speaker}.")):
        # An empty word stays empty in every language.
        found |= {key.removeprefix(start): said[key] if english[key] else "" for key in said if key.startswith(start)}
    return MappingProxyType(found)


@functools.cache
def english_words() -> Mapping[str, str]:
    """Every word of the program in English, under its key: "page.skip"."""
    return MappingProxyType(
        {
            f"{speaker}.{key}": words
            for speaker in SPEAKERS
            for key, words in tomllib.loads((WORDS / f"{speaker}.toml").read_text(encoding="utf-8")).items()
        }
    )


def word_translation(language: str) -> tuple[dict[str, str], Faults]:
    """What one language says of `english_words`, and what is left to do."""
    english = {key: words for key, words in english_words().items() if words}
    return (english, Faults([], [], [])) if language == "en" else translated(WORDS / f"{language}.po", english)


def known_languages() -> list[str]:
    """The languages in which the program can speak."""
    return ["en", *(language for language in known_forms() if (WORDS / f"{language}.po").is_file())]


def own_language(offered: Collection[str], environment: Mapping[str, str]) -> str:
    """The language of the locale that an environment names, as POSIX orders them (XBD, 8.2), where it is offered;
    else English."""
    named = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    tag = next(filter(None, named), "").replace("-", "_")
    speech, region = (re.split("[_.@]", tag) + [""])[:2]
    for language in offered:
        if language.split("-")[0] == speech and region in forms_of(language).get("regions", ()):
            return language
    return speech if speech in offered else "en"
