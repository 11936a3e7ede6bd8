"""Words that both pages and sheets say: how each language writes a day."""

import json
import re
from pathlib import Path

import pytest

from geo import DataError, read_atlas
from geo.check import check
from geo.texts import article_number, date_words, day_in_words, read_texts

CASES = json.loads((Path(__file__).parent / "data" / "days.json").read_text("utf-8"))["cases"]


@pytest.mark.parametrize(("language", "day", "words"), CASES)
def test_a_day_as_its_language_writes_it(language, day, words):
    assert day_in_words(day, language) == words


@pytest.mark.parametrize("language", ["en", "th", "ja", "ru", "zh", "fr"])
def test_a_language_has_twelve_months(language):
    assert len(set(date_words(language)["months"])) == 12


# ---- translations of the facts


def with_french(data, text):
    """The invented atlas with a French file."""
    head = data / "atlases/squares/atlas.toml"
    head.write_text(head.read_text("utf-8").replace('languages = ["en"]', 'languages = ["en", "fr"]'), encoding="utf-8")
    folder = data / "atlases/squares/languages"
    folder.mkdir()
    (folder / "fr.toml").write_bytes(text if isinstance(text, bytes) else text.encode())


def test_what_is_not_translated_is_said_in_english_and_listed_by_check(broken):
    with_french(
        broken,
        '[text]\n"atlas.title" = "Le traité des carrés"\n"feature.isle.name" = "L\'île"\n"feature.strait.name" = " "\n',
    )
    atlas = read_atlas("squares", broken)
    texts = read_texts(atlas, "fr")
    assert texts["atlas.title"] == "Le traité des carrés"
    assert texts["feature.strait.name"] == "The Strait" and "feature.isle.name" not in texts
    said = check("squares", broken).splitlines()
    assert said[0].endswith("all is well")
    of_french = [line for line in said if line.startswith("languages/fr.toml")]
    assert of_french[0].startswith(
        f"languages/fr.toml: {len(texts) - 1} not translated yet, said in English: atlas.lead.1"
    )
    assert of_french[1] == ("languages/fr.toml: 1 translated, but no fact says it (any more): feature.isle.name")


def test_a_translation_that_was_changed_is_read_anew(broken):
    with_french(broken, '[text]\n"atlas.title" = "Les carrés"\n')
    atlas, file = read_atlas("squares", broken), broken / "atlases/squares/languages/fr.toml"
    assert read_texts(atlas, "fr")["atlas.title"] == "Les carrés"
    file.write_text('[text]\n"atlas.title" = "Les cercles"\n', encoding="utf-8")
    assert read_texts(atlas, "fr")["atlas.title"] == "Les cercles"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("text = 3\n", "text = 3 does not fit; allowed: a table of words"),
        ('"atlas.title" = "Carrés"\n', 'unknown key "atlas.title"; allowed: text'),
        ('[text]\n"atlas.title" = 3\n', "text.atlas.title = 3 does not fit"),
        ('[text]\n"atlas.title" = "Carr\xe9s"\n'.encode("latin-1"), "is no text in UTF-8"),
        ("[text]\n".encode("utf-16"), "is no text in UTF-8"),
        ("[text\n", "is not valid TOML"),
    ],
)
def test_a_file_of_translations_that_cannot_be_read_is_refused_by_check(broken, text, said):
    with_french(broken, text)
    with pytest.raises(DataError) as error:
        check("squares", broken)
    assert len(error.value.problems) == 1
    assert error.value.problems[0].startswith("atlases/squares/languages/fr.toml:") and said in error.value.problems[0]


# ---- the numbers of articles


@pytest.fixture(scope="module")
def atlas():
    return read_atlas("portsmouth_1905")


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("en", "2 January"),
        ("th", "2 มกราคม"),
        ("ja", "1月2日"),
        ("ru", "2 января"),
        ("zh", "1月2日"),
        ("fr", "2 janvier"),
    ],
)
def test_an_event_is_called_by_its_day_in_each_language(atlas, language, label):
    assert article_number(read_texts(atlas, language), "port-arthur-1905", "2 January") == label


def test_the_year_of_a_later_day_and_the_two_ends_of_a_span_are_said(atlas):
    texts = read_texts(atlas, "fr")
    assert article_number(texts, "manchuria-occupied-1931", "1 March 1932") == "1er mars 1932"
    assert article_number(texts, "mukden-1905", "16 to 21 March") == "16 mars–21 mars"
    assert article_number(texts, "portsmouth-1905", "IX") == "IX"


@pytest.mark.parametrize("language", ["th", "ja", "ru", "zh"])
def test_no_number_of_an_article_stays_english(atlas, language):
    texts = read_texts(atlas, language)
    for key, instrument in atlas.instruments.items():
        for article in instrument.articles:
            label = article_number(texts, key, article.number).removeprefix("Add. ")
            assert not re.search("[A-Za-z]*[a-z][A-Za-z]*", label.replace("(a)", "").replace("(c)", "")), label


def test_the_days_of_an_article_are_those_of_its_number(atlas):
    for instrument in atlas.instruments.values():
        for article in instrument.articles:
            if article.days:
                first, last = (day_in_words(day.isoformat(), "en") for day in (article.days[0], article.days[-1]))
                words = article.number.split(" to ")
                assert first.startswith(words[0].split()[0] + " ") and last.startswith(words[-1]), article.number
