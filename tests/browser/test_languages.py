"""Eight languages: every word of the interface and of the facts, switched without a reload."""

import re
from pathlib import Path

import pytest

from geo.model import station_name
from geo.texts import known_languages, page_texts, translation, word_translation
from geo.web.facts import read_strings

from ..crosses import cross
from .conftest import TURN, plain

LANGUAGES = ["en", "th", "ja", "ru", "zh", "zh-Hans", "ko", "fr"]
OTHERS = LANGUAGES[1:]
WEB = Path(__file__).parents[2] / "geo" / "web"


def placeholders(words):
    return sorted(re.findall(r"\{\w+\}", words))


# ---- the strings


def test_there_are_words_in_every_language_and_no_other():
    assert known_languages() == LANGUAGES


@pytest.mark.parametrize("lang", OTHERS)
def test_a_language_has_every_word_of_pages_sheets_and_answers(lang):
    assert word_translation(lang)[1] == ([], [], [])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_string_is_empty(lang):
    # Thai has no full stop: a space does.
    assert [
        key for key, words in read_strings(lang).items() if not words.strip() and (lang, key) != ("th", "stop")
    ] == []


@pytest.mark.parametrize("lang", OTHERS)
def test_a_string_keeps_its_placeholders(lang):
    english = read_strings("en")
    assert [key for key, words in read_strings(lang).items() if placeholders(words) != placeholders(english[key])] == []


@pytest.mark.parametrize("lang", ["th", "ja", "ru", "zh", "zh-Hans", "ko"])
def test_a_string_is_not_left_in_english(lang):
    # French shares words with English (Articles, Source); these share not even letters.
    english = read_strings("en")
    assert [
        key
        for key, words in read_strings(lang).items()
        if words == english[key] and re.search("[a-z]{3}", re.sub(r"\{\w+\}", "", words))
    ] == []


def test_every_string_that_the_page_asks_for_exists():
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*WEB.glob("static/*.js")])
    asked = set(re.findall(r"say\('(\w+)'[,)]", code))
    asked |= set(re.findall(r'data-(?:say|label)="(\w+)"', (WEB / "page.html").read_text("utf-8")))
    assert asked and asked <= read_strings("en").keys()


# ---- the facts


@pytest.mark.parametrize("lang", OTHERS)
def test_a_language_has_every_text_of_the_atlas(portsmouth, lang):
    assert translation(portsmouth.atlas, lang)[1] == ([], [], [])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_place_has_a_name_in_the_language(portsmouth, lang):
    places = portsmouth.atlas.places
    assert [place.id for place in places if not place.names.get(lang)] == []
    assert [place.id for place in places if place.modern and not place.modern.get(lang)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_name_of_later_years_is_there_in_the_language(portsmouth, lang):
    atlas = portsmouth.atlas
    later = [names for power in atlas.terms.power.values() for names in power.names]
    later += [names for feature in atlas.features.values() for names in feature.later]
    assert later and [names["en"] for names in later if not names.get(lang)] == []


@pytest.mark.parametrize("lang", ["ru", "th", "zh", "zh-Hans", "ko"])
def test_every_station_has_a_name_in_the_language(portsmouth, lang):
    stations = portsmouth.layers["stations"].fillna("")
    assert [row.name_mod for row in stations.itertuples() if not station_name(row, lang).strip()] == []


# ---- the page

LANG_TAG = {"zh": "zh-Hant"}
TEXTS = """(selector) => [...document.querySelectorAll(selector)].map((node) => node.textContent)"""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_speaks_its_language(read, portsmouth, lang):
    """Title, headings, articles, names of places."""
    page, words, texts = read("treaty", f"lang={lang}"), read_strings(lang), page_texts(portsmouth.atlas, lang)
    assert page.evaluate("document.documentElement.lang") == LANG_TAG.get(lang, lang)
    assert page.evaluate(TEXTS, "h1") == [texts["subject.treaty.title"]]
    assert page.evaluate(TEXTS, ".lead") == [texts["subject.treaty.lead"]]
    assert {words["articles"], words["table_title"]} <= set(page.evaluate(TEXTS, "h2"))
    found = page.evaluate("""[...document.querySelectorAll('[data-article]')].map((node) =>
        [node.dataset.article, node.querySelector('.summary').textContent])""")
    assert found and found == [[key, texts[f"article.{key}"]] for key, _ in found]
    # Ground on which no right lies has no row in the table of rights.
    shown = set(portsmouth.atlas.subjects["treaty"].features) - portsmouth.atlas.bare
    assert set(page.evaluate(TEXTS, "#table tbody th")) == {texts[f"feature.{name}.name"] for name in shown}


@cross(["name", "lang"], ["sakhalin", "liaodong", "railway"], OTHERS[:3])
def test_the_title_of_each_page_speaks_the_language(read, portsmouth, name, lang):
    page, texts = read(name, f"lang={lang}"), page_texts(portsmouth.atlas, lang)
    assert page.evaluate(TEXTS, "h1, .lead") == [texts[f"subject.{name}.title"], texts[f"subject.{name}.lead"]]


@pytest.mark.parametrize("lang", ["th", "ko"])
def test_the_title_of_the_timeline_speaks_the_language(read, lang):
    page = read("timeline", f"lang={lang}")
    assert page.evaluate(TEXTS, "h1") == [read_strings(lang)["timeline_title"]]


@pytest.mark.parametrize("lang", OTHERS)
def test_legend_and_controls_speak_the_language(read, portsmouth, lang):
    page, words = read("liaodong", f"lang={lang}&feature=liaodong-lease"), read_strings(lang)
    texts = page_texts(portsmouth.atlas, lang)
    # A right begins with its tenure in the language; whose it is and whether it changed follow.
    known = [texts[f"tenure.{t}"] + words["colon"] for t in portsmouth.atlas.terms.tenure]
    known += [
        words[key] for key in words if key.startswith("limit_") or key in ("state_border", "province_edge", "in_doubt")
    ]
    known += [texts[f"feature.{name}.name"] for name in portsmouth.atlas.bare]
    found = page.evaluate(TEXTS, "#legend li span")
    assert len(found) > 3 and [text for text in found if not text.startswith(tuple(known))] == []
    labels = page.evaluate("""['nav', '#stage', '#map-a', '#legend', '.controls'].map((selector) =>
        document.querySelector(selector).getAttribute('aria-label'))""")
    assert labels == [words["maps"], words["map"], words["map"], words["legend"], words["days"]]
    labels = page.evaluate("""[...document.querySelectorAll(
        'button, label, [aria-label], h1, h2, summary, dt, caption, thead th, option, #legend li')]
      .filter((node) => !node.closest('#cite-kind, [lang=en], [hidden], .note, .articles, .still'))
      .filter((node) => node.id !== 'language' && !node.closest('#language'))
      .map((node) => node.getAttribute('aria-label') ?? node.textContent)""")
    # French shares words with English.
    assert lang == "fr" or [words for words in labels if re.search(r"\b[a-z]{4}", words)] == []


def test_switching_needs_no_reload(open_page, portsmouth):
    page = open_page("sakhalin")
    page.evaluate("window.same = true")
    for lang in OTHERS:
        page.locator("#language").select_option(lang)
        title = page_texts(portsmouth.atlas, lang)["subject.sakhalin.title"]
        assert page.evaluate("[window.same, document.querySelector('h1').textContent]") == [True, title]


def test_the_language_is_kept_in_the_link(open_page):
    page = open_page("sakhalin")
    page.locator("#language").select_option("ja")
    assert "lang=ja" in page.url


def test_the_language_goes_along_to_the_other_pages(read):
    page = read("sakhalin", "lang=ja")
    links = page.locator("nav a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert all(link.endswith("#lang=ja") for link in links)


def test_switching_back_gives_the_english_words_again(open_page):
    page = open_page("sakhalin")
    title = page.locator("h1").inner_text()
    for lang in ("ru", "en"):
        page.locator("#language").select_option(lang)
    assert page.locator("h1").inner_text() == title


def test_names_in_another_script_say_their_language(read):
    page = read("sakhalin")
    assert page.locator("#language option").evaluate_all("all => all.map((o) => o.lang)") == LANGUAGES


# ---- English in another language's page

#: Words in Latin letters that stand on the screen in the language of the page: what says another language (titles of
#: sources, names of languages, the letters' own notice) is passed over, and so are addresses and code.
LATIN = """(tag) => {
  for (const all of document.querySelectorAll('details')) all.open = true;
  const found = new Set(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const parent = node.parentElement, words = node.data.trim();
    if (!words || /^https?:/.test(words) || !parent.checkVisibility()) continue;
    if (parent.closest('script, style, pre, code, [hidden]') || parent.closest('[lang]').lang !== tag) continue;
    seen += words.length;
    for (const [word] of words.matchAll(/[A-Za-z]{2,}/g)) found.add(`${word} in ${words.slice(0, 60)}`);
  }
  return [seen, [...found]];
}"""

#: What is written alike everywhere: units, numbers of articles, licences, formats, names of things, data sets and
#: persons, and what is known by the address of a file.
ALIKE = re.compile(
    r"(km|mm|[IVX]+|Treaty|Atlas|OpenStreetMap|contributors|GeoNames|Natural|Earth|GSHHG|TopoJSON|Lawson|LGPL|or|later|"
    r"ODbL|CC|BY|ISC|WGS|AUDIT|md|GeoJSON|GeoPackage|QGIS|CSV|Linked|Places|Format|CSL|JSON|BibTeX|datapackage|json|"
    r"manifest|PDF|SCAPIN|JACAR|vostlit|Hansard|Searchina|jp|"
    r"tools|cache|kwantung|geojson|page|wikipedia|ja|zh|Leaflet|JavaScript) in .*"
)
OTHER_SCRIPTS = [language for language in OTHERS if language != "fr"]


@cross(["name", "lang"], ["liaodong", "railway", "treaty", "negotiation", "index"], OTHER_SCRIPTS)
def test_no_english_stands_in_a_page_of_another_script(read, name, lang):
    """Cards and articles opened: credits of layers, places in sources, notes, all of them."""
    page, tag, cards = read(name), LANG_TAG.get(lang, lang), [""]
    if name not in ("negotiation", "index"):
        features = page.evaluate("treatyAtlas.facts.features.map(({ id }) => id)")
        articles = page.evaluate(
            "treatyAtlas.facts.instruments.flatMap((i) => i.articles.map((a) => `${i.id}/${a.number}`))"
        )
        cards = [f"&feature={feature}" for feature in features[:: 1 + len(features) // 5]]
        cards += [f"&article={article}" for article in articles[:: 1 + len(articles) // 3]]
    wrong, letters = set(), 0
    for card in cards:
        page.evaluate(TURN, f"#lang={lang}{card}")
        seen, found = page.evaluate(LATIN, tag)
        letters += seen
        wrong |= {words for words in found if not ALIKE.fullmatch(words)}
    page.evaluate(TURN, "")
    assert letters > 1000 and sorted(wrong) == []


# ---- lines

TORN = """(names) => {
  const pattern = new RegExp(names.map((name) => [...name].join('\\u2060?')).join('|'), 'g'), torn = [];
  let seen = 0;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    if (node.parentElement.closest('svg, script, style, option, [hidden], .hidden')) continue;
    for (const found of node.data.matchAll(pattern)) {
      const range = document.createRange();
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      const tops = [...range.getClientRects()].map((box) => box.top);
      seen += tops.length > 0;
      if (Math.max(...tops) - Math.min(...tops) > 6) torn.push(`${found[0]} in ${node.data.slice(0, 80)}`);
    }
  }
  return [seen, torn];
}"""


@pytest.mark.parametrize("width", [320, 390, 1366])
def test_no_line_breaks_within_a_thai_name(open_page, portsmouth, width):
    atlas = portsmouth.atlas
    names = {p.names["th"] for p in atlas.places} | {"พอร์ตสมัท", "เหลียวตง", "คูริล", "ภาระจำยอม"}
    names = sorted({part for name in names for part in re.findall("[\u0e01-\u0e4e]{4,}", name)}, key=len, reverse=True)
    # The words of the treaty are on the one, the texts of all rows on the other.
    page = open_page("treaty", "lang=th", width=width, height=900)
    seen, torn = page.evaluate(TORN, names)
    assert seen > 100 and torn == []
    # Nor are letters and their marks drawn apart or aslant.
    drawn = page.evaluate(
        """() => [...document.querySelectorAll('svg text, svg tspan, .eyebrow')]
          .filter((part) => /[\\u0e00-\\u0e7f]/.test(part.textContent)).map((part) => getComputedStyle(part))
          .map(({ letterSpacing, fontStyle }) => [letterSpacing.replace(/^0px$/, 'normal'), fontStyle].join(' '))"""
    )
    assert len(drawn) > 5 and set(drawn) == {"normal normal"}


@pytest.mark.parametrize("width", [320, 390, 1366])
def test_no_line_of_a_citation_breaks_within_a_thai_name(open_page, portsmouth, width):
    # "The railway: Port Arthur to Kuan-cheng-tzu"
    names = [place.names["th"] for place in portsmouth.atlas.places if place.id in ("port-arthur", "kuan-cheng-tzu")]
    page = open_page("railway", "lang=th", width=width, height=900)
    page.evaluate("document.querySelector('.cite-map').open = true")
    title = page.locator("h1").inner_text().replace("\u2060", "")
    for kind in page.locator("#cite-kind option").all_inner_texts():
        page.locator("#cite-kind").select_option(kind)
        # What is copied has no joiners.
        assert title in page.evaluate("document.querySelector('#citation').textContent")
        assert page.evaluate(TORN, names)[1] == []
        assert page.locator("#citation .whole").all_inner_texts() == names


# ---- what is not translated yet


#: Takes two French translations away, before the page reads them.
UNTRANSLATED = """Object.defineProperty(window, 'treatyAtlas', { configurable: true, set(value) {
  Object.defineProperty(window, 'treatyAtlas', { value, writable: true });
  for (const [table, key, english] of [['texts', 'subject.sakhalin.title', 'A border'], ['strings', 'legend', 'Key']]) {
    const { keys, in: words } = value.facts[table];
    words.fr[keys.indexOf(key)] = `[en ${english}]`;
  }
} })"""


def test_english_that_stands_for_a_translation_says_so(open_page):
    page = open_page("sakhalin", before=lambda page: page.add_init_script(UNTRANSLATED))
    page.locator("#language").select_option("fr")
    title = page.locator("h1 .untranslated")
    assert title.inner_text() == page.locator("h1").inner_text() == "A border"
    assert [title.get_attribute(name) for name in ("lang", "title")] == ["en", read_strings("fr")["untranslated"]]
    page.locator("#language").select_option("ru")
    assert page.locator(".untranslated").count() == 0


# ---- calendars


@pytest.mark.parametrize(
    ("lang", "name", "words"),
    [
        # As the texts themselves date it: see `signed_as_written` of the instruments.
        ("en", "sakhalin", "23 August old style"),
        ("ru", "sakhalin", "23 августа"),
        ("fr", "sakhalin", "23 août"),
        ("ja", "sakhalin", "明治38年9月5日"),
        ("zh", "sakhalin", "光緒三十一年八月初七日"),
        ("zh-Hans", "sakhalin", "光绪三十一年八月初七日"),
        ("ko", "sakhalin", "광무 9년 9월 5일"),
        ("th", "sakhalin", "5 กันยายน ค.ศ. 1905 (พ.ศ. 2448)"),
        ("zh", "liaodong", "光緒三十一年十一月二十六日"),
        ("zh", "liaodong", "光緒二十四年三月初六日"),
        # The Thai year then began on 1 April: 27 March 1898 is still 2440.
        ("th", "liaodong", "27 มีนาคม ค.ศ. 1898 (พ.ศ. 2440 ตามการนับศักราชเดิม)"),
    ],
)
def test_a_signature_is_dated_in_the_calendar_of_the_language(read, lang, name, words):
    assert words in plain(read(name, f"lang={lang}").locator("#articles").inner_text())


def test_russian_counts_both_calendars_for_the_signature(read):
    words = plain(read("sakhalin", "lang=ru").locator("#articles .when").first.inner_text())
    assert "5 сентября 1905" in words and "23 августа" in words


def test_a_source_is_described_in_the_language_and_named_as_it_is(read):
    cites = read("sakhalin", "lang=ru").locator("#articles .cite")
    assert "Текст договора (фр., англ.)" in cites.locator("[lang=ru]").all_text_contents()
    assert "MacMurray I" in [words.split(",")[0] for words in cites.locator("[lang=en]").all_text_contents()]
