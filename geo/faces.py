"""The type of pages and sheets: from which package each face comes, and how a font is cut down to letters.

All of it is under the SIL Open Font License, which wants its notice in every copy; the names of the
fonts are reserved, so that a font cut down bears none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import fontpkg
from fontTools import subset
from fontTools.ttLib import TTFont

from .errors import UsageError

#: Faces: family (a package fontpkg-*), weight, slant.
FACES = {
    "serif": ("PT Serif", 400, "normal"),
    "serif-italic": ("PT Serif", 400, "italic"),
    "serif-bold": ("PT Serif", 700, "normal"),
    "sans": ("Fira Sans Condensed", 400, "normal"),
    "sans-italic": ("Fira Sans Condensed", 400, "italic"),
    "sans-bold": ("Fira Sans Condensed", 600, "normal"),
}

#: Thai in the weight and slant of the face.
THAI = "Sarabun"

#: OpenType features that are kept: composition, kerning and the placing of marks.
FEATURES = ("ccmp", "kern", "liga", "locl", "mark", "mkmk")


def file_of(family: str, weight: int, slant: str) -> Path:
    """The font file of a family, from its package.

    Raises
    ------
    UsageError
        The package is not installed, or has no such font: one sentence.
    """
    try:
        return Path(fontpkg.path(family, weight, slant))
    except Exception as error:
        package = f"fontpkg-{family.lower().replace(' ', '-')}"
        raise UsageError(f"{family} {weight} {slant} is not installed; allowed: `pip install {package}`") from error


def cut_down(
    font: TTFont,
    letters: Iterable[int],
    features: Sequence[str] = FEATURES,
    names: Sequence = ("*",),
    hinting: bool = False,
) -> None:
    """Leave in a font nothing but some letters (code points), some OpenType features and some of its name records;
    and its hints, where they are wanted."""
    options = subset.Options(layout_features=list(features), name_IDs=list(names), hinting=hinting, notdef_outline=True)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=letters)
    cut.subset(font)
