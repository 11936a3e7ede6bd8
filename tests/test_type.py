"""The type that pages carry: only its letters, small, under its licence."""

import base64
import io
import re

import pytest
from fontTools.ttLib import TTFont

from geo.errors import UsageError
from geo.faces import file_of
from geo.web.type import notices, type_of


def fonts_in(css):
    """(family, style, weight, font) of each rule."""
    rules = re.findall(r'font-family:"(.+?)";font-weight:(\d+);font-style:(\w+).*?base64,(.+?)\)', css)
    return [
        (family, style, int(weight), TTFont(io.BytesIO(base64.b64decode(data))))
        for family, weight, style, data in rules
    ]


def test_a_page_carries_the_letters_that_stand_on_it_and_no_others():
    serif = next(font for family, _, _, font in fonts_in(type_of("Сахалин é")) if family == "Atlas Serif")
    assert {ord("С"), ord("х"), ord("é"), ord("a"), ord("7")} <= serif.getBestCmap().keys()
    assert ord("Ж") not in serif.getBestCmap() and ord("ü") not in serif.getBestCmap()


def test_thai_has_the_parts_into_which_a_shaper_takes_its_letters():
    # Sara am, U+0E33, is set as nikhahit U+0E4D and sara aa U+0E32.
    thai = next(font for family, _, _, font in fonts_in(type_of("น้ำ")) if family == "Atlas Thai")
    assert thai.getBestCmap().keys() == {0x20, 0x0E19, 0x0E49, 0x0E33, 0x0E4D, 0x0E32}


def test_a_page_without_a_map_has_no_italics_and_one_without_thai_no_thai():
    assert {style for _, style, _, _ in fonts_in(type_of("Sakhalin"))} == {"normal"}
    assert {style for _, style, _, _ in fonts_in(type_of("Sakhalin", "Sakhalin"))} == {"normal", "italic"}
    assert "Atlas Thai" not in type_of("Sakhalin")


def test_the_fonts_bear_their_copyright_but_not_their_reserved_names():
    for *_, font in fonts_in(type_of("ก a", "a")):
        assert "opyright" in font["name"].getDebugName(0)
        assert font["name"].getDebugName(1) is None
    assert any("ParaType" in notice for notice in notices())


def test_a_font_that_is_not_installed_is_one_sentence():
    with pytest.raises(
        UsageError, match=r"^Nowhere Sans 400 normal is not installed; allowed: `pip install fontpkg-nowhere-sans`$"
    ):
        file_of("Nowhere Sans", 400, "normal")
