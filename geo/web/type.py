"""The type that a page carries: its faces cut down to the letters that stand on it, as `@font-face` rules.

Latin and Cyrillic are those of the sheets, Thai too. Chinese, Japanese and Korean would weigh more than the
whole page: they are set in the fonts of the reader's system, in the forms of their language.
"""

from __future__ import annotations

import base64
import functools
import io
import unicodedata
from importlib.metadata import version

from fontTools.ttLib import TTFont

from ..cache import program, remembered
from ..faces import FACES, THAI, cut_down, file_of

#: Family and face of each font of a page; italics set names on the map alone.
PAGE = (("Atlas Serif", "serif"), ("Atlas Sans", "sans"), ("Atlas Sans", "sans-bold"))
MAP = ("Atlas Serif", "serif-italic")

#: The letters of Thai.
THAI_LETTERS = range(0x0E00, 0x0E80)

#: What a script may write that stands nowhere in the page: the keyboard's letters, and what numbers are set with.
WRITTEN = {*range(32, 127), 0x00A0, 0x2009, 0x202F, 0x2212}

#: The name records that stay: copyright, and where the licence stands.
COPYRIGHT, LICENCE = 0, 14


def type_of(text: str, names: str = "") -> str:
    """The type of a page, as CSS.

    Parameters
    ----------
    text : str
        In which every letter of the page stands somewhere.
    names : str
        In which every letter of the names on its map stands; "" for a page without.
    """
    letters, named = ({*map(ord, found)} for found in (text, names))
    rules = [_rule(family, *FACES[face], frozenset(letters | WRITTEN)) for family, face in PAGE]
    if named:
        rules.append(_rule(MAP[0], *FACES[MAP[1]], frozenset(named)))
    # A shaper takes sara am apart.
    apart = {*map(ord, unicodedata.normalize("NFKD", "".join(chr(n) for n in letters if n in THAI_LETTERS)))}
    # With its own space it is the first font of a Thai page, and its height that of a line.
    if thai := (letters | apart) & {*THAI_LETTERS}:
        rules.append(_rule("Atlas Thai", THAI, 400, "normal", frozenset(thai | {*b" "})))
    return "".join(rules)


@functools.cache
def _rule(family: str, source: str, weight: int, slant: str, letters: frozenset[int]) -> str:
    """One `@font-face`."""
    thai = family == "Atlas Thai"
    file = file_of(source, weight, slant)

    def cut() -> bytes:
        with TTFont(file, lazy=True) as font:
            has = {letter for letter in letters & {*font.getBestCmap()} if thai or letter not in THAI_LETTERS}
        small = cut_down(file.read_bytes(), has, ("ccmp", "locl", "mark", "mkmk"), (COPYRIGHT, LICENCE))
        with TTFont(io.BytesIO(small), recalcTimestamp=False) as font:
            font.flavor, out = "woff2", io.BytesIO()
            font.save(out)
        return out.getvalue()

    cutters = repr([version(name) for name in ("brotli", "fonttools", "uharfbuzz")])
    made = remembered([program(), cutters, file.read_bytes(), f"{family} {sorted(letters)}"], cut)
    data = base64.b64encode(made).decode()
    ranged = "unicode-range:U+20,U+0E00-0E7F;" if thai else ""
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{slant};font-display:block;{ranged}'
        f"src:url(data:font/woff2;base64,{data})}}\n"
    )


@functools.cache
def notices() -> tuple[str, ...]:
    """Each family of the page and who made it, in the maker's own words."""
    found = {}
    for source, weight, slant in (*(FACES[face] for _, face in PAGE), (THAI, 400, "normal")):
        with TTFont(file_of(source, weight, slant), lazy=True) as font:
            found[source] = str(font["name"].getDebugName(COPYRIGHT)).split(". ")[0].strip().rstrip(".")
    return tuple(f"{source} ({words})" for source, words in found.items())
