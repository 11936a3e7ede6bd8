"""The type of pages and sheets: from which package each face comes, and how a font is cut down to letters.

All of it is under the SIL Open Font License, which wants its notice in every copy; the names of the
fonts are reserved, so that a font cut down bears none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import fontpkg
import uharfbuzz as hb

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
    font: bytes,
    letters: Iterable[int],
    features: Sequence[str] = FEATURES,
    names: Iterable[int] | None = None,
    hinting: bool = False,
) -> bytes:
    """A font file with nothing left in it but some letters (code points), some OpenType features and some of its name
    records (all of them by default); and its hints, where they are wanted. By HarfBuzz."""
    wanted = hb.SubsetInput()
    wanted.unicode_set.update(letters)
    wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.update(int.from_bytes(tag.encode("ascii"), "big") for tag in features)
    if names is not None:
        wanted.name_id_set.clear()
        wanted.name_id_set.update(names)
    wanted.flags = hb.SubsetFlags.NOTDEF_OUTLINE | (hb.SubsetFlags.DEFAULT if hinting else hb.SubsetFlags.NO_HINTING)
    return hb.subset(hb.Face(font), wanted).blob.data


#: The tables of a TrueType font that a PDF needs to draw its glyphs (ISO 32000-1, 9.9).
DRAWN = ("OS/2", "cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "post", "prep")


def glyphs_of(font: bytes, glyphs: Iterable[int]) -> tuple[bytes, dict[int, int]]:
    """A font file with nothing left in it but some glyphs, for a program that names them by number; and the number
    that each has in it. By HarfBuzz."""
    wanted, face = hb.SubsetInput(), hb.Face(font)
    wanted.glyph_set.update(glyphs)
    wanted.layout_feature_tag_set.clear()
    wanted.name_id_set.clear()
    wanted.drop_table_tag_set.update(
        int.from_bytes(tag.encode("ascii"), "big") for tag in face.table_tags if tag not in DRAWN
    )
    wanted.flags = hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NO_HINTING
    plan = hb.SubsetPlan(face, wanted)
    places = plan.old_to_new_glyph_mapping
    return plan.execute().blob.data, {glyph: places[glyph] for glyph in glyphs}
