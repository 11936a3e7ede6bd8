"""Words that both pages and sheets say: how each language writes a day."""

import json
from pathlib import Path

import pytest

from geo.texts import date_words, day_in_words

CASES = json.loads((Path(__file__).parent / "data" / "days.json").read_text("utf-8"))["cases"]


@pytest.mark.parametrize(("language", "day", "words"), CASES)
def test_a_day_as_its_language_writes_it(language, day, words):
    assert day_in_words(day, language) == words


@pytest.mark.parametrize("language", ["en", "th", "ja", "ru", "zh", "fr"])
def test_a_language_has_twelve_months(language):
    assert len(set(date_words(language)["months"])) == 12
