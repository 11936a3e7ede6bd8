"""Translations as gettext catalogues (PO files), one for each language and place.

A message has a context (the key under which English stands), the English sentence that was translated,
and the translation. It counts only while that sentence is still the English of today: who corrects an English
sentence so makes its translations stale, and `check` names them.
"""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import msgspec
from babel.core import UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from .cache import remembered
from .errors import DataError

#: A line of a PO file that is no comment; what Babel would read without a word is refused by it.
_LINE = re.compile(r'((msgctxt|msgid|msgstr)\s+)?"([^"\\]|\\.)*"')

#: The comments at the head of a file, in which its translators keep their rules.
_HEAD = re.compile(r'((?:#.*\n)*)msgid ""\n')

#: The translation of a word that a language leaves out, such as a full stop; an empty one is still to be made.
NOTHING = "{nothing}"

#: How a comment begins that keeps the English sentence of which a fuzzy translation was made.
_PREVIOUS = "| msgid "


class Faults(NamedTuple):
    """What a translator has left to do, by key: `missing` has no translation, `stale` one of another
    English sentence or one marked fuzzy, `unused` belongs to no English sentence."""

    missing: list[str]
    stale: list[str]
    unused: list[str]


class Entry(NamedTuple):
    """A message: the English that was translated, the translation, whether it is marked fuzzy, and the comments."""

    english: str
    words: str
    fuzzy: bool
    comments: list[str]


class Words(NamedTuple):
    """A PO file: the comments at its head, and its messages by their context."""

    head: str
    entries: Mapping[str, Entry]


def read_catalogue(path: Path) -> Words:
    """What a PO file holds.

    Raises
    ------
    DataError
        There is no such file, or it cannot be read as a PO file in UTF-8; one sentence.
    """
    shown = "/".join(path.parts[-4:] if path.parts[-4:-3] == ("atlases",) else path.parts[-2:])
    try:
        raw = path.read_bytes()
    except OSError:
        raise DataError(
            f"{shown}: the file is missing; allowed: a PO file, as `treaty-atlas words` writes it"
        ) from None
    return _parsed(shown, path.stem, raw)


@functools.lru_cache(maxsize=64)
def _parsed(shown: str, language: str, raw: bytes) -> Words:
    """The words of a file by its very bytes, so that one changed meanwhile is read anew."""
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise DataError(f"{shown}: is no text in UTF-8; allowed: a PO file in UTF-8") from None
    head = _HEAD.match(text)
    # Babel takes its time; what it read before it need not read again.
    parts: list[str | bytes] = [f"babel {version('babel')}", Path(__file__).read_bytes(), language, text]
    entries = msgspec.msgpack.decode(
        remembered(parts, lambda: msgspec.msgpack.encode(_entries(shown, language, text))), type=dict[str, Entry]
    )
    return Words(head[1] if head else "", MappingProxyType(entries))


def _entries(shown: str, language: str, text: str) -> dict[str, Entry]:
    """The messages of a PO file by their context."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#") and not _LINE.fullmatch(line.strip()):
            raise DataError(
                f"{shown}:{number}: is no line of a PO file; allowed: msgctxt, msgid or msgstr and words between "
                "quotation marks, and comments (#)"
            )
    try:
        found = read_po(io.StringIO(text), locale=language.replace("-", "_"), abort_invalid=True)
    except (PoFileError, UnknownLocaleError, ValueError, LookupError) as error:
        line = f":{error.lineno + 1}" if isinstance(error, PoFileError) else ""
        said = re.sub(r" on \d+$", "", str(error))  # Babel counts lines from 0
        raise DataError(f"{shown}{line}: {said}; allowed: msgctxt, msgid and msgstr of each message") from None
    entries: dict[str, Entry] = {}
    for message in found:
        if not message.id:
            continue  # the head
        if not message.context or message.context in entries:
            said = f'has "{message.context}" twice' if message.context else "has no msgctxt"
            raise DataError(f"{shown}:{message.lineno}: {said}; allowed: each key of an English sentence, once")
        entries[message.context] = Entry(
            str(message.id), str(message.string or ""), message.fuzzy, message.user_comments
        )
    return entries


def translated(path: Path, english: dict[str, str]) -> tuple[dict[str, str], Faults]:
    """English sentences by key in another language, as far as their translation is of today.

    Parameters
    ----------
    path : Path
        The PO file.
    english : dict of str to str
        Every sentence under its key.

    Returns
    -------
    (dict, Faults)
        The translations that count, in the order of the English; what is left to do.
    """
    entries = read_catalogue(path).entries
    good: dict[str, str] = {}
    missing, stale = [], []
    for key, sentence in english.items():
        entry = entries.get(key)
        if entry is None or not entry.words.strip():
            missing.append(key)
        elif entry.fuzzy or entry.english != sentence:
            stale.append(key)
        else:
            good[key] = entry.words.replace(NOTHING, "")
    return good, Faults(missing, stale, [key for key in entries if key not in english])


def updated(path: Path, english: dict[str, str], notes: dict[str, str] | None = None) -> str:
    """The text of a PO file that follows the English of today: new keys without a translation, changed
    ones marked fuzzy with the old sentence beside them, unused ones dropped.

    `notes` are words for the translator, by key. The same facts give the same bytes.
    """
    head, entries = read_catalogue(path) if path.exists() else Words(f"# Words in {path.stem}.\n", {})
    catalogue = Catalog(locale=path.stem.replace("-", "_"), fuzzy=False)
    for key, sentence in english.items():
        old = entries.get(key, Entry(sentence, "", False, []))
        fuzzy = bool(old.words) and (old.fuzzy or old.english != sentence)
        before = [_unquoted(words) for words in old.comments if words.startswith(_PREVIOUS)]
        catalogue.add(
            sentence,
            old.words,
            context=key,
            flags=("fuzzy",) if fuzzy else (),
            auto_comments=[notes[key]] if notes and notes.get(key) else (),
            user_comments=[words for words in old.comments if not words.startswith("|")],
            previous_id=([old.english] if old.english != sentence else before) if fuzzy else (),
        )
    out = io.BytesIO()
    write_po(out, catalogue, width=0, omit_header=True, include_previous=True)
    kind = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: {path.stem}\\n"\n\n'
    return f"{head}{kind}{out.getvalue().decode('utf-8')}"


def _unquoted(comment: str) -> str:
    """The sentence in a comment `| msgid "…"`."""
    return re.sub(r"\\(.)", r"\1", comment.removeprefix(_PREVIOUS).strip()[1:-1])
