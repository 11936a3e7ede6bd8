"""The front page: what happened, in eight languages, and ways to all that there is."""

import pytest

from geo.forms import day_in_words
from geo.marks import read_marks
from geo.scene import scene_of
from geo.texts import page_texts
from geo.web.facts import read_strings

from ..crosses import cross
from .conftest import plain

LANGUAGES = ["en", "th", "ja", "ru", "zh", "zh-Hans", "ko", "fr"]
TEXTS = """(selector) => [...document.querySelectorAll(selector)].map((node) => node.textContent)"""


def test_it_tells_what_happened_in_five_sentences(open_page, portsmouth):
    assert open_page("index").evaluate(TEXTS, ".lead-list li") == portsmouth.atlas.lead
    assert len(portsmouth.atlas.lead) == 5


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_speaks_the_language_of_the_link(open_page, portsmouth, lang):
    page, texts, words = open_page("index", f"lang={lang}"), page_texts(portsmouth.atlas, lang), read_strings(lang)
    assert page.evaluate("document.documentElement.lang") == {"zh": "zh-Hant"}.get(lang, lang)
    assert page.evaluate(TEXTS, "h1") == [texts["atlas.title"]]
    assert page.evaluate(TEXTS, ".lead-list li") == [texts[f"atlas.lead.{n}"] for n in range(1, 6)]
    assert page.evaluate(TEXTS, ".cards h3") == [texts[f"subject.{name}.title"] for name in portsmouth.atlas.subjects]
    assert page.evaluate(TEXTS, ".chain tbody th") == [
        texts[f"instrument.{name}.title"] for name in portsmouth.atlas.instruments
    ]
    said = page.evaluate(
        "[...document.querySelectorAll('[data-say]')].map((node) => [node.dataset.say, node.textContent])"
    )
    assert len(said) > 25 and [key for key, text in said if text != words[key]] == []
    found = page.evaluate(TEXTS, ".legal time")
    days = ["1905-09-05", "1905-10-15", "1905-12-22", "1908-04-10"]
    assert len(found) == 4
    assert all(day_in_words(day, lang) in told for day, told in zip(days, found, strict=True))
    # The sources differ on the day on which the treaty took effect: 15 or 16 October, not "about" one.
    assert found[1] == words["one_of"].format(a=day_in_words("1905-10-15", lang), b=day_in_words("1905-10-16", lang))


SHEETS = "[...document.querySelectorAll('a[href$=\".pdf\"]')].map((link) => link.getAttribute('href'))"


def test_the_language_is_chosen_without_a_reload_and_kept(open_page, portsmouth):
    page = open_page("index")
    page.evaluate("window.same = true")
    page.locator("#language").select_option("ru")
    title = page_texts(portsmouth.atlas, "ru")["atlas.title"]
    assert page.evaluate("[window.same, document.querySelector('h1').textContent]") == [True, title]
    links = page.locator("a.page").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert "lang=ru" in page.url and len(links) == 6 and all(link.endswith("#lang=ru") for link in links)
    # The sheets to print are those of the language.
    sheets = {f"{subject}{kind}-ru.pdf" for subject in portsmouth.atlas.subjects for kind in ("", "-change")}
    assert {href.rpartition("/")[2] for href in page.evaluate(SHEETS)} == sheets | {"plate-ru.pdf"}
    page.locator("#language").select_option("en")
    assert "portsmouth_1905/figures/sakhalin.pdf" in page.evaluate(SHEETS)
    assert "#" not in page.url and page.locator("h1").inner_text() == portsmouth.atlas.title


def test_an_unknown_language_is_english(open_page, portsmouth):
    assert open_page("index", "lang=xx").locator("h1").inner_text() == portsmouth.atlas.title


@cross(["lang"], LANGUAGES)
def test_it_reflows_at_320_px(open_page, lang):
    page = open_page("index", f"lang={lang}", width=320, height=600)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320


def test_it_says_all_in_english_without_scripts(open_page, portsmouth):
    page = open_page("index", java_script_enabled=False)
    assert page.locator(".lead-list li").count() == 5
    assert plain(page.locator(".legal time").first.inner_text()) == "5 September 1905"


CARD = "[...document.querySelectorAll('.cards li:nth-child(%d) svg %s')].map((n) => getComputedStyle(n).%s)"


def rgb(colour):
    return f"rgb({', '.join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))})"


def test_the_pictures_have_the_marks_of_the_table(open_page, portsmouth):
    page, colour = open_page("index"), {k: rgb(p.colour) for k, p in portsmouth.atlas.terms.power.items()}
    # Sakhalin: both halves in their sovereigns' colours, with the border between them.
    assert set(page.evaluate(CARD % (1, ".fill", "fill"))) == {colour["russia"], colour["japan"]}
    assert page.evaluate(CARD % (1, ".limit", "strokeDasharray")) == ["none"]
    # Liaodong: China's ground under Japan's hatch, which leans as the terms say (y runs down the screen).
    assert set(page.evaluate(CARD % (2, ".fill", "fill"))) == {colour["china"]}
    lease = page.locator("#portsmouth_1905-liaodong-lease-japan")
    degrees = portsmouth.atlas.terms.tenure["lease"].hatch_degrees
    assert f"rotate({-degrees})" in lease.get_attribute("patternTransform")
    # A limit that we are not sure of looks so there too, by the dashes of the table.
    marks = read_marks()
    dashes = {" ".join(f"{part * marks.limit.width * 10:g}" for part in look.dash) for look in marks.certainty.values()}
    found = set(
        page.locator(".cards li:nth-child(2) svg .limit").evaluate_all(
            "all => all.map((line) => line.getAttribute('stroke-dasharray'))"
        )
    )
    assert len(found) == 3 and found < dashes


def test_where_no_border_stood_neighbours_of_one_holder_have_one_outline(portsmouth):
    from geo.web.picture import picture

    before = picture(portsmouth, scene_of(portsmouth, "sakhalin", "1905-09-04"))
    after = picture(portsmouth, scene_of(portsmouth, "sakhalin", "1905-12-22"))
    # One outline round both halves on the day before; one for each half, and the border, afterwards.
    assert (before.count('stroke-width="16"'), after.count('stroke-width="16"')) == (1, 2)
    assert ('class="limit"' in before, 'class="limit"' in after) == (False, True)
