"""Type: which font file sets which letters, how wide it is, and where a line of it may break.

Every font comes from a package and is static. Before a sheet is drawn, `use` is told the letters
that may stand on it: each file is cut down to those, and a file with CFF outlines (the Chinese and
Japanese ones) becomes TrueType on the way, so that a PDF can embed it as type 42 and its text can be
searched and copied. The small files are kept in the cache; where it cannot be written, in a folder of
the process.
"""

from __future__ import annotations

import functools
import hashlib
import io
import re
import tempfile
import unicodedata
from pathlib import Path
from typing import Any, NamedTuple

import fontTools
import matplotlib
import numpy as np
import pylopdf_fonts_jp
import pylopdf_fonts_ko
import pylopdf_fonts_zh_cn
import pylopdf_fonts_zh_tw
import shapely
import uharfbuzz
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath, text_to_path
from pythainlp.corpus import thai_words
from pythainlp.tokenize import word_tokenize
from pythainlp.util import Trie, dict_trie

from ..cache import forget_the_old, place
from ..faces import FACES, FEATURES, THAI, cut_down, file_of
from ..geometry import polygons_of
from ..whole import write_whole

MM = 72 / 25.4  # points in a millimetre

#: Packages of Chinese, Japanese and Korean type (regular only): the language's own letter forms first.
HAN = {
    "ja": (pylopdf_fonts_jp, pylopdf_fonts_zh_tw, pylopdf_fonts_zh_cn),
    "zh": (pylopdf_fonts_zh_tw, pylopdf_fonts_zh_cn, pylopdf_fonts_jp),
    "zh-Hans": (pylopdf_fonts_zh_cn, pylopdf_fonts_zh_tw, pylopdf_fonts_jp),
    "ko": (pylopdf_fonts_ko, pylopdf_fonts_zh_tw, pylopdf_fonts_zh_cn, pylopdf_fonts_jp),
}

_cut = tempfile.TemporaryDirectory(prefix="treaty-atlas-type-")
_state: dict[str, Any] = {"language": "en", "letters": "", "names": ()}


def use(language: str, text: str, names=()) -> None:
    """Set what follows in a language, with the letters of a text at hand; no line breaks within one of
    the `names`.

    A letter that was not announced is set from the whole font (and its text, in Chinese and
    Japanese, drawn as shapes).
    """
    # A shaper may take a letter apart, such as the Thai sara am.
    apart = unicodedata.normalize("NFKD", text)
    letters = "".join(sorted({*text, *apart, *map(chr, range(32, 127))}))
    state = {"language": language, "letters": letters, "names": tuple(sorted({*names})) if language == "th" else ()}
    if _state != state:
        _state.update(state)
        for cached in (face, unit_width, space_of, halo_of):
            cached.cache_clear()


def _chain(name: str, language: str) -> list[Path]:
    """The font files of a face, the preferred one first.

    Where a language has its own script, plain faces take all their letters from its font, so that
    a line is of one piece; bold and italic ones only what the others lack.
    """
    kind = name.partition("-")[0]
    family, weight, slant = FACES[name]
    latin, thai = file_of(family, weight, slant), file_of(THAI, weight, slant)
    han = [getattr(package, f"{kind}_path")() for package in HAN.get(language, HAN["ja"])]
    last = Path(matplotlib.get_data_path(), "fonts/ttf/DejaVuSans.ttf")
    own = [thai] if language == "th" else han[:1] if language in HAN and name == kind else []
    return list(dict.fromkeys([*own, latin, thai, *han, last]))


@functools.lru_cache(maxsize=20_000)
def face(name: str, text: str = "") -> FontProperties:
    """The font file in which a face sets a text: the first that has every letter."""
    files, letters = _chain(name, _state["language"]), _state["letters"]
    wanted = {ord(letter) for letter in text if not letter.isspace()}
    file = next((file for file in files if wanted <= _whole(file)), None)
    # Cutting is slow: only what sets something is cut.
    announced = file and letters and wanted <= _codes(letters)
    chosen = str(_small(file, letters) if file and announced else file or files[0])
    return FontProperties(
        fname=chosen, family=[family_of(chosen), "serif" if name.startswith("serif") else "sans-serif"]
    )


def family_of(file: str) -> str:
    """The name under which a page of text calls a font file."""
    return Path(file).stem


def woff_of(file: str, letters) -> bytes:
    """A font file cut down to letters, as WOFF (which needs no compressor beside zlib)."""
    made = io.BytesIO()
    apart = unicodedata.normalize("NFKD", "".join(letters))
    cut = cut_down(Path(file).read_bytes(), {ord(letter) for letter in {*letters, *apart}}, names=())
    with TTFont(io.BytesIO(cut), recalcTimestamp=False, lazy=True) as font:
        font.flavor = "woff"
        font.save(made)
    return made.getvalue()


@functools.cache
def _whole(file: Path) -> frozenset[int]:
    """The letters that a font has."""
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())


@functools.lru_cache(maxsize=16)
def _codes(letters: str) -> frozenset[int]:
    return frozenset(map(ord, letters))


@functools.cache
def _small(file: Path, letters: str) -> Path:
    """A font cut down to letters, with TrueType outlines."""
    has = _whole(file) & {ord(letter) for letter in letters}
    # Its name says what is in it, so that what is written does not depend on the process.
    sign = hashlib.sha256(
        repr([sorted(has), file.stat().st_size, fontTools.version, uharfbuzz.__version__, FEATURES]).encode()
    )
    folders, name = (place() / "type", Path(_cut.name)), f"{file.stem}-{sign.hexdigest()[:16]}.ttf"
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    made = cut_down(file.read_bytes(), has)
    with TTFont(io.BytesIO(made), recalcTimestamp=False, lazy=True) as font:
        if "CFF " in font:
            to_truetype(font)
            font.save(out := io.BytesIO())
            made = out.getvalue()
    try:
        path = write_whole(folders[0] / name, made)
        forget_the_old("type/*.ttf")
        return path
    except OSError:
        return write_whole(folders[1] / name, made)


def to_truetype(font: TTFont) -> None:
    """Give a font with CFF outlines quadratic ones instead, off by a thousandth of an em at most.

    The steps are those of fontTools' `Snippets/otf2ttf.py`.
    """
    glyphs, outlines = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, font["head"].unitsPerEm / 1000, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = font.getGlyphOrder(), outlines
    font["glyf"].compile(font)
    for name, outline in outlines.items():
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(outline, "xMin", 0))
    for gone in ("CFF ", "VORG"):
        if gone in font:
            del font[gone]
    most = newTable("maxp")
    most.tableVersion, most.maxZones = 0x00010000, 1
    for field in (
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
        "maxComponentDepth",
    ):
        setattr(most, field, 0)
    font["maxp"] = most
    font["post"].formatType, font["post"].extraNames, font["post"].mapping = 2.0, [], {}
    font["post"].glyphOrder = font.getGlyphOrder()
    font.sfntVersion = "\000\001\000\000"


@functools.lru_cache(maxsize=50_000)
def unit_width(text: str, name: str) -> float:
    """Width in mm of a line of type of 1 point."""
    font = face(name, text).copy()
    font.set_size(100)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] / 100 / MM


def width_of(text: str, name: str, size: float) -> float:
    """Width in mm of a line of type; `size` in points."""
    return unit_width(text, name) * size


def leading() -> float:
    """How much more air than Latin lines those of the language need: Thai stacks its marks."""
    return 1.2 if _state["language"] == "th" else 1.0


@functools.lru_cache
def space_of(name: str) -> float:
    """Width in mm of a space in type of 1 point."""
    return unit_width("n n", name) - unit_width("nn", name)


@functools.lru_cache(maxsize=2_000)
def halo_of(text: str, name: str, size: float, reach: float):
    """The halo of a line of type: a polygon (mm) `reach` mm round its letters, which start at 0, 0.

    One polygon, not a wide stroke of every glyph: a fifth of the bytes.
    """
    rings = map(np.asarray, TextPath((0, 0), text, size=size, prop=face(name, text)).to_polygons())
    letters = shapely.union_all([shapely.LineString(ring / MM) for ring in rings if len(ring) > 1])
    shape = shapely.buffer(shapely.simplify(letters, 0.03), reach, quad_segs=2)
    return shapely.simplify(shapely.union_all([shapely.Polygon(part.exterior) for part in polygons_of(shape)]), 0.06)


# --- where a line may break -----------------------------------------------------------------------


class Word(NamedTuple):
    """What stays on one line: its text, its face, whether a space stands before it, and its width
    in mm at 1 point."""

    text: str
    face: str
    spaced: bool
    unit: float


#: Letters that begin no line and letters that end none, in Chinese and Japanese (JIS X 4051 and
#: GB/T 15834, as in W3C's "Requirements for Japanese Text Layout", classes cl-01 to cl-11).
NOT_FIRST = set(
    "、。,.，．・：；:;？！?!）)」』】〕］]}｝〉》”’…‥ー々ゝゞぁぃぅぇぉっゃゅょゎ"
    "ァィゥェォッャュョヮヵヶ゛゜—–〜～%％°ๆฯ"
)
NOT_LAST = set("（(「『【〔［[{｛〈《“‘")

#: Wide signs that have air of their own, behind them and before them.
AIR_AFTER, AIR_BEFORE = set("、。，．：；！？）」』】》"), set("（「『【《")

#: The Thai letter that a shaper takes apart.
SARA_AM = "\u0e33"

_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_THAI_RUN = re.compile(r"[\u0e00-\u0e7f]{2,}")
#: What a Chinese or Japanese name is made of: up to a sign that parts, a closing bracket, or before an opening one.
_PHRASE = re.compile(r".[^・、，；）（]*[・、，；）]*")


def words(text: str, name: str = "sans") -> list[Word]:
    """The words of a text in one face: at spaces; in Thai between the words of a dictionary;
    in Chinese and Japanese between letters, as their rules allow. What has Chinese, Japanese or Korean letters
    is plain, its figures too: bold and italic letters of those we have none."""
    _key = _state["language"], _state["letters"], _state["names"]
    return list(_words(text, name, _key))


@functools.lru_cache(maxsize=5_000)
def _words(text: str, name: str, _key) -> tuple[Word, ...]:
    return tuple(
        Word(piece, look, n == 0, unit_width(piece, look))
        for chunk in text.split(" ")
        if chunk
        for look in [name.partition("-")[0] if _HAN.search(chunk) or _HANGUL.search(chunk) else name]
        for n, piece in enumerate(pieces(chunk))
    )


def closed_up(line: list[Word]) -> list[Word]:
    """Words without a space where a wide sign has air of its own."""
    before = [" ", *(word.text[-1] for word in line)]
    return [
        word._replace(spaced=word.spaced and last not in AIR_AFTER and word.text[0] not in AIR_BEFORE)
        for last, word in zip(before, line, strict=False)
    ]


def length_of(line: list[Word], size: float) -> float:
    """Length in mm of words on one line, in type of `size` points."""
    return sum(
        word.unit * size + (space_of(word.face) * size if word.spaced and n else 0) for n, word in enumerate(line)
    )


def pieces(chunk: str) -> list[str]:
    """The pieces between which a text without spaces may break."""
    if _THAI.search(chunk):
        return _glued(_thai(chunk))
    # Korean breaks at its spaces, also where it has Chinese letters.
    if not _HAN.search(chunk) or _HANGUL.search(chunk):
        return [chunk]
    found = [chunk[0]]
    for before, letter in zip(chunk, chunk[1:], strict=False):
        open_ = _HAN.match(before) or _HAN.match(letter)
        if open_ and letter not in NOT_FIRST and before not in NOT_LAST:
            found.append(letter)
        else:
            found[-1] += letter
    return found


def _glued(parts: list[str]) -> list[str]:
    """Words with the signs that belong to them: none begins with a closing sign or ends with an
    opening one, and nothing but Thai words stands apart from what is before it."""
    found: list[str] = []
    for part in parts:
        apart = (
            found
            and part[0] not in NOT_FIRST
            and found[-1][-1] not in NOT_LAST
            and (_THAI.match(part) and _THAI.match(found[-1][-1]) or part[0] in NOT_LAST)
        )
        if not found or apart:
            found.append(part)
        else:
            found[-1] += part
    return found


def _thai(chunk: str) -> list[str]:
    """The words of a Thai text: of the dictionary, and the names that `use` was told."""
    return [part for part in word_tokenize(chunk, custom_dict=_dictionary(_state["names"]), engine="newmm") if part]


@functools.lru_cache(maxsize=4)
def _dictionary(names: tuple[str, ...]) -> Trie:
    return dict_trie(set(thai_words()) | {part for name in names for part in _THAI_RUN.findall(name)})


def broken(text: str, name: str, width: float, size: float) -> list[str]:
    """A text on one line, or on several no wider than `width` mm (but for a single long word)."""
    lines = [""]
    for word in words(text, name):
        tried = lines[-1] + (" " if word.spaced and lines[-1] else "") + word.text
        if lines[-1] and width_of(tried, name, size) > width:
            lines.append(word.text)
        else:
            lines[-1] = tried
    return lines


def broken_name(text: str, name: str, width: float, size: float) -> list[str]:
    """A name on lines as `broken` has them; a Chinese or Japanese one between its phrases, if each of them fits."""
    parts = _PHRASE.findall(text) if _HAN.search(text) and not _HANGUL.search(text) else []
    if not parts or max(width_of(part, name, size) for part in parts) > width:
        return broken(text, name, width, size)
    lines = [""]
    for part in parts:
        if lines[-1] and width_of(lines[-1] + part, name, size) > width:
            lines.append(part)
        else:
            lines[-1] += part
    return lines
