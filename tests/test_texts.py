"""Words that both pages and sheets say: how each language writes a day."""

import json
import re
from pathlib import Path

import msgspec
import pytest
from babel.dates import get_month_names

from geo import DataError, list_atlases, read_atlas
from geo.__main__ import main
from geo.answers import _cited
from geo.catalogue import updated
from geo.check import check, left_to_translate
from geo.forms import day_in_words, listed, measure_in_words, number_in_words
from geo.locators import RULE
from geo.texts import (
    WORDS,
    article_name,
    article_number,
    catalogue_of,
    english_words,
    known_languages,
    located,
    numeral,
    read_texts,
    source_name,
    words_of,
    written,
)
from geo.translate import notes_of, word_notes
from geo.web.facts import page_forms
from tools.simplified import catalogue, simplified

DATA = Path(__file__).parent / "data"
CASES = json.loads((DATA / "forms.json").read_text("utf-8"))
LOCATORS = json.loads((DATA / "locators.json").read_text("utf-8"))


def plain(words):
    """Words with one kind of space, as the cases are written."""
    return words.replace("\u00a0", " ")


def test_days_numbers_measures_and_lists_as_each_language_writes_them():
    """The same cases as in tests/js/forms.test.mjs."""
    for language, day, words in CASES["days"]:
        assert plain(day_in_words(day, language)) == words
    for language, value, words in CASES["numbers"]:
        assert plain(number_in_words(value, language)) == words
    for language, value, unit, words in CASES["measures"]:
        assert plain(measure_in_words(value, unit, language)) == words
    for language, things, words in CASES["lists"]:
        assert listed(things, language) == words


@pytest.mark.parametrize(
    ("language", "torn"),
    [
        ("fr", r"\d(?:er)? (?:{months})\b"),
        ("ko", r"\d년 \d+월|\d월 \d+일"),
        ("ru", r"\d (?:{months})|\d{{4}} г\."),
        ("th", r"(?<!\d)\d{{1,2}} (?:{months})|[คพ]\.ศ\. \d"),
    ],
)
def test_no_line_breaks_within_a_day_of_a_sentence(language, torn):
    found = re.compile(torn.format(months="|".join(get_month_names("wide", locale=language).values())))
    said = [words for name in list_atlases() for words in _prose(name, language)]
    assert len(said) > 1000 and any(found.search(plain(words)) for words in said)
    assert [words for words in said if found.search(words)] == []


def _prose(name, language):
    atlas = read_atlas(name)
    return read_texts(atlas, language).values() if language in atlas.languages else []


@pytest.mark.parametrize("language", known_languages())
def test_a_page_is_given_the_forms_that_its_rules_are_tested_with(language):
    forms = page_forms(language)
    assert forms == CASES["forms"][language]
    units = [unit if isinstance(unit, str) else "".join(unit.values()) for unit in forms["units"].values()]
    assert " " not in forms["date"] + forms["day_month"] + "".join(units), "a line may break there"


def test_where_in_a_source_something_stands_as_each_language_says_it():
    """The same cases as in tests/js/locators.test.mjs, and the rule and the words that a page is given."""
    for language, words in LOCATORS["words"].items():
        assert words == {key: words_of("both", language)[key] for key in words}
    assert json.loads(json.dumps(RULE)) == LOCATORS["locators"]
    for language, locator, words in LOCATORS["cases"]:
        phrases = {f"at.{phrase}": said for phrase, said in LOCATORS["phrases"].get(language, {}).items()}
        assert located(phrases, locator, language).replace("\u00a0", " ").replace("\u202f", " ") == words


@pytest.mark.parametrize("language", ["th", "ja", "zh", "zh-Hans", "ko"])
def test_what_is_called_by_its_year_is_said_with_the_word_for_it(atlas, language):
    """ "1948" alone is no name of an event in a language that says 1948年."""
    texts, era = read_texts(atlas, language), {"th": "ค.ศ.\u00a0{}", "ko": "{}년"}.get(language, "{}年")
    for instrument, year in (("manchuria-occupied-1900", "1900"), ("korea-1945", "1948")):
        assert article_number(texts, instrument, year) == era.format(year)
        assert article_name(texts, instrument, year).endswith(era.format(year))


@pytest.mark.parametrize("name", list_atlases())
def test_no_name_of_a_source_says_where_in_it(name):
    """Else a reader reads "FRUS 1915, doc. 153, doc. 153"."""
    named = {source.short for source in read_atlas(name).sources.values() if source.short}
    assert len(named) > 10
    assert [short for short in sorted(named) if re.search(r"\b(Arts?|docs?|pp?|ch|No)\. ", short)] == []


@pytest.mark.parametrize(
    ("language", "described"),
    [("en", "Treaty text (Japanese)"), ("fr", "Texte du traité (japonais)"), ("ja", "日露講和條約（条約文）")],
)
def test_what_is_a_description_and_no_title_is_translated(atlas, language, described):
    """On sheets and in answers; a title stands in every language as it is printed."""
    texts = read_texts(atlas, language)
    assert source_name(texts, atlas.sources["portsmouth-ja"], language) == described
    assert source_name(texts, atlas.sources["schulthess-1905"], language) == "Schulthess 1905"
    cite = "portsmouth-ja[preamble]; schulthess-1905[p. 8]"
    assert described in _cited(cite, atlas, texts, words_of("both", language), language)


# ---- translations of the facts


def with_french(data, text):
    """The invented atlas with a French file."""
    head = data / "atlases/squares/atlas.toml"
    head.write_text(head.read_text("utf-8").replace('languages = ["en"]', 'languages = ["en", "fr"]'), encoding="utf-8")
    folder = data / "atlases/squares/languages"
    folder.mkdir()
    (folder / "fr.po").write_bytes(text if isinstance(text, bytes) else text.encode())


def po(*messages, flag=""):
    """A PO file of (key, English, translation)."""
    return "\n".join(
        f'{flag}msgctxt "{key}"\nmsgid "{english}"\nmsgstr "{words}"\n' for key, english, words in messages
    )


TITLE = "Treaty of the Squares"
STALE = "is translated from other English, or marked fuzzy: said in English, with a mark, until translated anew"
HEAD = '# Our rules.\nmsgid ""\nmsgstr ""\n"Language: fr\\n"\n\n'


def test_what_is_not_translated_is_said_in_english_with_a_mark_and_listed_by_check(broken):
    with_french(
        broken,
        po(
            ("atlas.title", TITLE, "Le traité des carrés"),
            ("feature.isle.name", "The Isle", "L'île"),
            ("feature.strait.name", "The Strait", " "),
        ),
    )
    atlas = read_atlas("squares", broken)
    texts = read_texts(atlas, "fr")
    assert texts["atlas.title"] == "Le traité des carrés"
    assert texts["feature.strait.name"] == "[en The Strait]" and "feature.isle.name" not in texts
    said = check("squares", broken).splitlines()
    assert said[0].endswith("all is well")
    of_french = [line for line in said if line.startswith("languages/fr.po")]
    # Five are named, and how many more there are.
    assert of_french[0] == ('languages/fr.po: "atlas.lead.1" is not translated yet: said in English, with a mark')
    assert (
        of_french[5]
        == f"languages/fr.po: {len(written(atlas)) - 1 - 5} more are not translated yet: said in English, with a mark"
    )
    assert of_french[6:] == ['languages/fr.po: "feature.isle.name" is translated, but nothing says it (any more)']


@pytest.mark.parametrize("flag", ["", "#, fuzzy\n"])
def test_a_translation_counts_while_its_english_is_of_today_and_nobody_doubts_it(broken, flag):
    with_french(broken, po(("atlas.title", TITLE if flag else "Treaty of the Circles", "Le traité"), flag=flag))
    assert read_texts(read_atlas("squares", broken), "fr")["atlas.title"] == f"[en {TITLE}]"
    assert [line for line in check("squares", broken).splitlines() if '"atlas.title"' in line] == [
        f'languages/fr.po: "atlas.title" {STALE}'
    ]


def test_a_translation_that_was_changed_is_read_anew(broken):
    with_french(broken, po(("atlas.title", TITLE, "Les carrés")))
    atlas, file = read_atlas("squares", broken), broken / "atlases/squares/languages/fr.po"
    assert read_texts(atlas, "fr")["atlas.title"] == "Les carrés"
    file.write_text(po(("atlas.title", TITLE, "Les cercles")), encoding="utf-8")
    assert read_texts(atlas, "fr")["atlas.title"] == "Les cercles"


def test_the_words_of_a_changed_sentence_are_kept_as_fuzzy_until_someone_mends_them(broken, capsys):
    with_french(broken, HEAD + po(("atlas.title", "Old", "Vieux")))
    file = broken / "atlases/squares/languages/fr.po"
    assert main(["words", "--data", str(broken)]) == 0 and "fr.po" in capsys.readouterr().out
    written = file.read_text("utf-8")
    assert written.startswith("# Our rules.\n")
    told = f'#, fuzzy\n#| msgid "Old"\nmsgctxt "atlas.title"\nmsgid "{TITLE}"\nmsgstr "Vieux"\n'
    assert told in written and 'msgid "The Strait"\nmsgstr ""\n' in written
    # The same again, byte for byte; whoever mends the words takes the mark away.
    assert main(["words", "--data", str(broken)]) == 0 and capsys.readouterr().out == "nothing is new\n"
    file.write_text(written.replace("#, fuzzy\n", "").replace("Vieux", "Le traité"), encoding="utf-8")
    assert read_texts(read_atlas("squares", broken), "fr")["atlas.title"] == "Le traité"
    assert main(["words", "--data", str(broken)]) == 0
    assert "Old" not in file.read_text("utf-8")


def test_after_one_english_sentence_is_changed_its_translation_into_every_language_is_named(atlas):
    changed = msgspec.structs.replace(atlas, title=f"The {atlas.title}")
    languages = atlas.languages[1:]
    assert len(languages) >= 5 and left_to_translate(atlas) == []
    assert left_to_translate(changed) == [f'languages/{name}.po: "atlas.title" {STALE}' for name in languages]


@pytest.mark.parametrize("language", known_languages()[1:])
def test_the_files_of_translators_stand_as_the_command_writes_them(atlas, language):
    path = catalogue_of(atlas, language)
    assert path.read_text("utf-8") == updated(path, written(atlas), notes_of(atlas))
    words = {key: said for key, said in english_words().items() if said}
    assert (WORDS / f"{language}.po").read_text("utf-8") == updated(WORDS / f"{language}.po", words, word_notes())


@pytest.mark.parametrize("text", [po(("a", "Squares", "Carrés")).encode("latin-1"), po().encode("utf-16")])
def test_a_file_of_translations_that_is_no_text_is_refused_by_check(broken, text):
    with_french(broken, text)
    with pytest.raises(DataError) as error:
        check("squares", broken)
    assert len(error.value.problems) == 1
    assert error.value.problems[0].startswith("atlases/squares/languages/fr.po: is no text in UTF-8")


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
        ("zh-Hans", "1月2日"),
        ("ko", "1월 2일"),
        ("fr", "2 janvier"),
    ],
)
def test_an_event_is_called_by_its_day_in_each_language(atlas, language, label):
    assert plain(article_number(read_texts(atlas, language), "port-arthur-1905", "2 January")) == label


def test_the_year_of_a_later_day_and_the_two_ends_of_a_span_are_said(atlas):
    texts = read_texts(atlas, "fr")
    assert plain(article_number(texts, "manchuria-occupied-1931", "1 March 1932")) == "1er mars 1932"
    assert plain(article_number(texts, "mukden-1905", "16 to 21 March")) == "16 mars–21 mars"
    assert article_number(texts, "portsmouth-1905", "IX") == "IX"


@pytest.mark.parametrize(
    ("language", "article", "additional", "agreement", "span"),
    [
        ("en", "Art. IX", "Additional Art. I", "Additional Agreement, Art. VI", "Arts. 7 to 11"),
        ("th", "ข้อ 9", "ข้อเพิ่มเติม 1", "ความตกลงเพิ่มเติม ข้อ 6", "ข้อ 7 ถึง 11"),
        # As the Japanese text of the treaty counts them; the last is the agreement made at Peking.
        ("ja", "第九条", "追加約款第一", "附属協定第六条", "第七条から第十一条"),
        ("ru", "ст. IX", "доп. ст. I", "Доп. соглашение, ст. VI", "ст. 7–11"),
        ("zh", "第九條", "附約第一條", "附約第六款", "第七條至第十一條"),
        ("zh-Hans", "第九条", "附约第一条", "附约第六款", "第七条至第十一条"),
        ("ko", "제9조", "추가 약관 제1", "부속 협정 제6조", "제7조부터 제11조"),
        ("fr", "art. IX", "art. additionnel I", "accord additionnel, art. VI", "art. 7 à 11"),
    ],
)
def test_an_article_is_called_as_its_language_calls_it(atlas, language, article, additional, agreement, span):
    texts = read_texts(atlas, language)
    for instrument, number, called in (
        ("portsmouth-1905", "IX", article),
        ("portsmouth-1905", "Add. I", additional),
        ("peking-1905", "Add. VI", agreement),
        ("cer-contract-1896", "7 to 11", span),
    ):
        name = article_name(texts, instrument, number)
        assert name.startswith(texts[f"instrument.{instrument}.short"])
        assert name.replace("\u00a0", " ").endswith(called)


@pytest.mark.parametrize(
    ("number", "words"), [("IV", "四"), ("X", "十"), ("XIV", "十四"), ("XX", "二十"), ("21", "二十一")]
)
def test_a_numeral_of_an_article_in_han(number, words):
    assert numeral(number, "ja") == words


@pytest.mark.parametrize("language", ["th", "ja", "ru", "zh", "zh-Hans", "ko"])
def test_no_number_of_an_article_stays_english(atlas, language):
    texts = read_texts(atlas, language)
    for key, instrument in atlas.instruments.items():
        for article in instrument.articles:
            label = article_number(texts, key, article.number)
            assert not re.search("[A-Za-z]*[a-z][A-Za-z]*", label.replace("(a)", "").replace("(c)", "")), label


def test_the_days_of_an_article_are_those_of_its_number(atlas):
    for instrument in atlas.instruments.values():
        for article in instrument.articles:
            if article.days:
                first, last = (
                    plain(day_in_words(day.isoformat(), "en")) for day in (article.days[0], article.days[-1])
                )
                words = article.number.split(" to ")
                assert first.startswith(words[0].split()[0] + " ") and last.startswith(words[-1]), article.number


@pytest.mark.parametrize("path", ["geo/words", "data/atlases/portsmouth_1905/languages"])
def test_simplified_chinese_is_what_its_tool_makes_of_the_traditional(path):
    # Who changes a Chinese word runs `python -m tools.simplified`.
    folder = Path(__file__).parents[1] / path
    assert catalogue((folder / "zh.po").read_text("utf-8")) == (folder / "zh-Hans.po").read_text("utf-8")


@pytest.mark.parametrize(
    ("traditional", "simple"),
    [
        # One letter for several, and one of several: the words around it decide (OpenCC).
        ("朝鮮的乾隆與乾糧", "朝鲜的乾隆与干粮"),
        ("頭髮、發現", "头发、发现"),
        # The mainland's own words: the treaty, its state, millimetres, and quotation marks.
        ("樸資茅斯條約，新罕布夏州「海軍造船廠」，0.5公釐", "朴次茅斯条约，新罕布什尔州“海军造船厂”，0.5毫米"),
    ],
)
def test_simplified_chinese_has_the_words_of_the_mainland(traditional, simple):
    assert simplified(traditional) == simple
