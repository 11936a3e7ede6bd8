"""Where in a source something stands, as the facts write it: "p. 12", "Arts. I, III", "No. 1905/8, p. 528".

Its parts are a kind of number ("p.") with its number, or a phrase such as "preamble", which translators say. What each
kind is called in a language stands among the words of the program, under "cited_" and the names in `KINDS`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: What stands before a number, and which word says it; those of `SEVERAL` have a list of numbers.
KINDS = {
    "p.": "page",
    "pp.": "pages",
    "scan p.": "scan_page",
    "scan": "scan",
    "doc.": "document",
    "docs.": "documents",
    "no.": "number",
    "No.": "numbered",
    "ch.": "chapter",
    "part": "part",
    "par.": "paragraph",
    "appendix": "appendix",
    "feature": "feature",
    "point": "point",
    "points": "points",
    "Art.": "article",
    "Arts.": "articles",
    "Additional Art.": "article_additional",
    "Add. Art.": "article_additional",
    "Additional Agreement, Art.": "article_agreement",
}
SEVERAL = ("pages", "documents", "paragraph", "points", "articles")

#: What parts two parts, and the word that says it.
BETWEEN = {", ": "comma", "; ": "semicolon", ": ": "colon"}

_NUMBER = r"(?:\d[\d/.]*|[IVX]+)(?:\([a-z]\))?[a-z]?"
_RANGE = rf"{_NUMBER}(?:(?:-| to | and ){_NUMBER})?"
_KIND = "|".join(re.escape(kind) for kind in sorted(KINDS, key=len, reverse=True))
_END = "(?=, |; |: |$)"
_PART = rf"(?:(?P<kind>{_KIND}) )?(?P<number>{_RANGE})(?P<more> ff\.)?{_END}|(?P<phrase>.+?){_END}"
_BETWEEN = re.compile("|".join(BETWEEN))

#: The same for static/locators.js.
RULE = {"part": _PART.replace("?P<", "?<"), "between": BETWEEN, "kinds": KINDS, "several": SEVERAL}

#: Phrases that are no words: signs of another script, names of files, signatures such as "a_109".
_NO_WORDS = re.compile(r"[^A-Za-z]*|\S*\d\S*|\S*\.\w+")


class Part(NamedTuple):
    """A part of a locator: of a `kind` its `numbers` ("" where none is named), or a `phrase`; `more` stands for "ff.";
    `after` is the word that parts it from the part before."""

    after: str
    kind: str
    numbers: tuple[str, ...]
    more: bool = False
    phrase: str = ""


def parts_of(locator: str) -> list[Part]:
    """The parts of a locator, in their order.

    Examples
    --------
    >>> [part.kind for part in parts_of("No. 1905/8, p. 528")]
    ['numbered', 'page']
    >>> parts_of("Arts. I, III")[0].numbers
    ('I', 'III')
    """
    found: list[Part] = []
    at, after = 0, ""
    pattern = re.compile(_PART)
    while part := pattern.match(locator, at):
        kind = KINDS.get(part["kind"] or "", "")
        last = found[-1] if found else None
        if part["phrase"]:
            found.append(Part(after, "", (), phrase=part["phrase"]))
        elif last and not kind and after == "comma" and last.kind in SEVERAL:
            found[-1] = last._replace(numbers=(*last.numbers, part["number"]), more=bool(part["more"]))
        else:
            found.append(Part(after, kind, (part["number"],), bool(part["more"])))
        between = _BETWEEN.match(locator, part.end())
        if not between:
            break
        at, after = between.end(), BETWEEN[between[0]]
    return found


def phrases_in(locator: str) -> list[str]:
    """What of a locator is to be translated, as it is said by no rule."""
    return [part.phrase for part in parts_of(locator) if part.phrase and not _NO_WORDS.fullmatch(part.phrase)]
