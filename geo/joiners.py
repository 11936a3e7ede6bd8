"""Names that a browser must not tear: in Thai, which has no spaces between words, it breaks a line wherever its
dictionary ends a word, and no dictionary has the names of an atlas."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

#: It stands between two letters where no line may break, and is not seen (U+2060).
JOINER = "\u2060"

#: A run of Thai letters; and a letter with the vowels and tones that stand over, under and after it.
_RUN = re.compile("[\u0e01-\u0e4e]{2,}")
_LETTER = re.compile("[\u0e40-\u0e44]?[\u0e01-\u0e2f\u0e46][\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]*|.")


def joined(text: str, names: tuple[str, ...]) -> str:
    """A text in which no line breaks within a name."""
    pattern = _pattern(names)
    return pattern.sub(lambda found: JOINER.join(_LETTER.findall(found[0])), text) if pattern else text


def thai_names(names: Iterable[str]) -> tuple[str, ...]:
    """The Thai parts of some names, the longest first."""
    return tuple(sorted({part for name in names for part in _RUN.findall(name)}, key=lambda part: (-len(part), part)))


@functools.lru_cache(maxsize=8)
def _pattern(names: tuple[str, ...]) -> re.Pattern | None:
    return re.compile("|".join(map(re.escape, names))) if names else None
