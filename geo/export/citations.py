"""The sources as CSL-JSON and BibTeX, under the ids that `cite` uses."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ..model import Atlas, Name, Source, cited_sources


def cite_labels(atlas: Atlas, cite: str) -> list[dict[str, str]]:
    """A cite as a list of {"label", "@id"}: short title and pinpoint, and the source's address."""
    found = []
    for name, pinpoint in cited_sources(cite):
        source = atlas.sources[name]
        label = source.called("en")
        found.append(
            {"label": f"{label}, {pinpoint}" if pinpoint else label} | ({"@id": source.url} if source.url else {})
        )
    return found


#: A word that a title writes small after the point of an abbreviation ("U.S.S.R. and Japan"): styles that write titles
#: in capitals would take it for the beginning of a sentence.
_NO_BEGINNING = re.compile(r"(?<=[^\s.]\. )([a-z]\w*)")


def csl_item(source: Source) -> dict:
    """A source as a CSL-JSON item; what the source does not say is left out.

    Our own remarks stand in `annote`, which no style prints.
    """
    part = "collection-number" if source.series else "number"
    item = {
        "id": source.id,
        "type": _csl_type(source),
        "title": _NO_BEGINNING.sub(r'<span class="nocase">\1</span>', source.title),
        "title-short": source.short,
        "author": [_csl_name(name) for name in source.authors],
        "editor": [_csl_name(name) for name in source.editors],
        "translator": [_csl_name(name) for name in source.translators],
        "container-title": source.container,
        "collection-title": source.series,
        part: source.number,
        "volume": source.volume,
        "issue": source.issue,
        "page": source.pages,
        "edition": source.edition,
        "publisher": source.publisher,
        "publisher-place": source.place,
        "issued": _date_parts(source.date),
        "language": ", ".join(source.languages),
        "archive": source.archive if _kept(source) else "",
        "URL": source.url,
        "accessed": _date_parts(source.accessed.isoformat() if source.accessed else ""),
        "annote": _remarks(source),
    }
    return {key: value for key, value in item.items() if value}


def _kept(source: Source) -> bool:
    """Whether a reference needs where the source is kept: a single thing, or one without an address. Of what was read
    at an address it is a remark."""
    return not source.url or source.type in ("document", "map")


def _csl_type(source: Source) -> str:
    """The type of a source; what is said to be part of a work that nobody names is a page, or a document: styles
    would begin to say in what it stands, and stop there."""
    if ENTRIES[source.type][2] and not source.container:
        return "webpage" if source.url else "document"
    return source.type


def _csl_name(name: Name) -> dict[str, str]:
    if name.body:
        return {"literal": name.body}
    return {"family": name.family} | ({"given": name.given} if name.given else {})


def _date_parts(day: str) -> dict:
    return {"date-parts": [[int(part) for part in day.split("-")]]} if day else {}


def _remarks(source: Source) -> str:
    """What we remark on a source, a line each."""
    written = [
        f"{name.given} {name.family}: {name.written}."
        for name in (*source.authors, *source.editors, *source.translators)
        if name.written
    ]
    return "\n".join(
        filter(
            None,
            (
                " ".join(source.note.split()),
                "" if _kept(source) or not source.archive else f"Read at: {source.archive}.",
                f"Date: {source.date_note}." if source.date_note else "",
                *written,
                f"Licence: {source.licence}." if source.licence else "",
            ),
        )
    )


def write_csl(atlas: Atlas, path: Path) -> Path:
    """Write all sources of the atlas as CSL-JSON, in the order of the facts."""
    items = [csl_item(source) for source in atlas.sources.values()]
    path.write_text(json.dumps(items, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return path


#: What LaTeX reads as an order rather than as a letter.
TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "$": r"\$",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}

#: The entry of biblatex for each type, the field in which what holds it stands, and the fields that the entry must
#: have in biblatex's data model; without them it is a misc.
ENTRIES = {
    "article-journal": ("article", "journal", "journal"),
    "article-newspaper": ("article", "journal", "journal"),
    "book": ("book", "booktitle", ""),
    "chapter": ("incollection", "booktitle", "booktitle"),
    "dataset": ("dataset", "organization", ""),
    "document": ("misc", "howpublished", ""),
    "entry-encyclopedia": ("inreference", "booktitle", "booktitle"),
    "map": ("misc", "howpublished", ""),
    "report": ("report", "booktitle", ""),
    "webpage": ("online", "organization", "url"),
}

#: The fields that the data model has no place for in some entries: they stand in their note, with these words.
NOWHERE = {"series": "", "volume": "vol. ", "number": "no. ", "pages": "pp. ", "publisher": "", "location": ""}
PLACE = {
    "article": {"series", "volume", "number", "pages"},
    "report": {"number", "pages", "location"},
    "dataset": {"series", "number", "publisher", "location"},
    "online": set(),
    "misc": {"location"},
}

#: The names that biblatex has for the languages of sources.
LANGUAGES = {
    "de": "german",
    "en": "english",
    "fr": "french",
    "ja": "japanese",
    "ko": "korean",
    "ru": "russian",
    "th": "thai",
    "zh": "chinese",
}


def bib_entry(source: Source) -> str:
    """A source as an entry of biblatex; braces keep capitals and corporate names as written.

    `journal` and `year` are those of standard BibTeX too; what the data model of biblatex has no field for in an
    entry stands in its `note`. Our own remarks stand in `annotation`, which no style prints.
    """
    kind, holder, must = ENTRIES[source.type]
    if must and not (source.url if must == "url" else source.container):
        kind, holder = "misc", "howpublished"
    fields = {
        "title": f"{{{_tex(source.title)}}}",
        "shorttitle": _tex(source.short),
        "author": _bib_names(source.authors),
        "editor": _bib_names(source.editors),
        "translator": _bib_names(source.translators),
        holder: _tex(source.container),
        "series": _tex(source.series),
        "number": _tex(source.issue or source.number),
        "volume": _tex(source.volume),
        "pages": _tex(source.pages).replace("-", "--"),
        "edition": _tex(source.edition),
        "publisher": _tex(source.publisher),
        "location": _tex(source.place),
        "institution": _tex(str(source.authors[0])) if kind == "report" and source.authors else "",
        "date": source.date,
        "year": source.date[:4],
        "langid": LANGUAGES.get(source.languages[0], "") if source.languages else "",
        "library": _tex(source.archive),
        "url": source.url.replace("{", "%7B").replace("}", "%7D"),
        "urldate": source.accessed.isoformat() if source.accessed else "",
        "annotation": _tex(_remarks(source)),
    }
    if kind == "report":
        fields["type"] = "Report"
    words = NOWHERE if source.volume.isdigit() else NOWHERE | {"volume": ""}
    astray = NOWHERE.keys() - PLACE.get(kind, NOWHERE.keys()) | ({"volume"} if words["volume"] == "" else set())
    fields["note"] = ", ".join(words[name] + fields.pop(name) for name in NOWHERE if name in astray and fields[name])
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value and value != "{}"]
    return f"@{kind}{{{source.id},\n" + ",\n".join(lines) + "\n}\n"


def _bib_names(names: list[Name]) -> str:
    return " and ".join(
        f"{{{_tex(name.body)}}}" if name.body else _tex(", ".join(filter(None, (name.family, name.given))))
        for name in names
    )


def _tex(text: str) -> str:
    return "".join(TEX.get(letter, letter) for letter in " ".join(text.split()))


def write_bib(atlas: Atlas, path: Path) -> Path:
    """Write all sources of the atlas as BibTeX for biblatex (UTF-8), in the order of the facts."""
    path.write_text("\n".join(bib_entry(source) for source in atlas.sources.values()), encoding="utf-8", newline="\n")
    return path
