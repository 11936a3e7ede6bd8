"""Translations as gettext catalogues (PO files), one for each language and place.

A message has a context (the key under which English stands), the English sentence that was translated,
and the translation. It counts only while that sentence is still the English of today: who corrects an English
sentence so makes its translations stale, and `check` names them.
"""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import NamedTuple

from babel.core import UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from .errors import DataError


class Faults(NamedTuple):
    """What a translator has left to do, by key: `missing` has no translation, `stale` one of another
    English sentence or one marked fuzzy, `unused` belongs to no English sentence."""

    missing: list[str]
    stale: list[str]
    unused: list[str]


@functools.cache
def read_catalogue(path: Path) -> dict[str, Message]:
    """The messages of a PO file by their context.

    Raises
    ------
    DataError
        The file cannot be read as a PO file in UTF-8; one sentence.
    """
    try:
        words = path.read_bytes().decode("utf-8-sig")
        found = read_po(io.StringIO(words), locale=path.stem.replace("-", "_"), abort_invalid=True)
    except (OSError, UnicodeDecodeError, PoFileError, UnknownLocaleError, ValueError) as error:
        raise DataError(
            f"{path.parent.name}/{path.name}: cannot be read ({error}); allowed: a gettext "
            "catalogue (.po) in UTF-8, named by its language"
        ) from None
    return {message.context: message for message in found if message.context and message.id}


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
    messages = read_catalogue(path)
    good: dict[str, str] = {}
    missing, stale = [], []
    for key, sentence in english.items():
        message = messages.get(key)
        if message is None or not message.string:
            missing.append(key)
        elif message.fuzzy or message.id != sentence:
            stale.append(key)
        else:
            good[key] = str(message.string)
    return good, Faults(missing, stale, [key for key in messages if key not in english])


def updated(path: Path, english: dict[str, str], notes: dict[str, str] | None = None) -> str:
    """The text of a PO file that follows the English of today: new keys without a translation, changed
    ones marked fuzzy with the old sentence beside them, unused ones dropped.

    `notes` are words for the translator, by key. The same facts give the same bytes.
    """
    messages = read_catalogue(path) if path.exists() else {}
    catalogue = Catalog(
        locale=path.stem.replace("-", "_"),
        fuzzy=False,
        header_comment=f"# Treaty Atlas: words in {path.stem}. A message counts while its "
        "msgid is the English of today.",
    )
    for key, sentence in english.items():
        old = messages.get(key)
        fuzzy = bool(old and old.string and (old.fuzzy or old.id != sentence))
        catalogue.add(
            sentence,
            old.string if old else "",
            context=key,
            flags=("fuzzy",) if fuzzy else (),
            auto_comments=[notes[key]] if notes and key in notes else (),
            user_comments=old.user_comments if old else (),
            previous_id=[str(old.id)] if old and fuzzy and old.id != sentence else (),
        )
    out = io.BytesIO()
    write_po(out, catalogue, width=0, omit_header=True, include_previous=True)
    head = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: {path.stem}\\n"\n\n'
    return f"{catalogue.header_comment}\n{head}{out.getvalue().decode('utf-8')}"
