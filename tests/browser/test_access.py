"""axe-core finds nothing, on any page, in any view, light and dark. (What it does not see, such as
focus, size of targets, reflow, is in the other files.)"""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from ..crosses import EVERY, cross

LOOKS = [("light", "en"), ("dark", "th")]
#: Each language once; no page is looked at in all.
LANGUAGES = [*LOOKS, ("light", "ja"), ("light", "ru"), ("dark", "zh"), ("light", "fr"), ("light", "ko")]
PAGES = ["sakhalin", "liaodong", "railway", "treaty", "timeline"]
#: All its rules, by their tags: target-size (WCAG 2.2, 2.5.8) is off unless it is asked for so.
OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


@pytest.fixture(scope="module")
def axe():
    return AXE_SCRIPT


#: Two thirds of axe's work is the contrast of each word with what lies behind it, and the words of all pages have their
#: colours from one style sheet: that is measured on one whole page of each scheme, and on what other states add.
ALL_BUT_CONTRAST = {"rules": {"color-contrast": {"enabled": EVERY}}}


def violations(page, axe, within="document", **options):
    """What axe finds within a part of the page (JavaScript), as "rule: element, element"."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe)
    options = OPTIONS | options
    found = page.evaluate(f"(options) => axe.run({within}, options)", options)["violations"]
    return [
        f"{v['id']}: {', '.join(str(n['target'][0]) for n in v['nodes'][:6])} ({v['nodes'][0]['failureSummary'][:300]})"
        for v in found
    ]


@cross(["name", ("scheme", "lang")], PAGES, LANGUAGES)
def test_axe_finds_nothing(read, axe, name, scheme, lang):
    page = read(name, f"mode=swipe&lang={lang}", color_scheme=scheme)
    assert violations(page, axe, **ALL_BUT_CONTRAST) == []


@pytest.mark.parametrize(("name", "scheme"), [("railway", "light"), ("sakhalin", "dark")])
def test_axe_finds_no_word_too_pale(read, axe, name, scheme):
    assert violations(read(name, color_scheme=scheme), axe, runOnly=["color-contrast"]) == []


@cross(["name", "mode", ("scheme", "lang")], PAGES, ["both", "before", "after", "change"], LOOKS)
def test_axe_finds_nothing_in_another_view(read, axe, name, mode, scheme, lang):
    """What a view changes: the stage, with its choices, maps and legend."""
    page = read(name, f"mode={mode}&lang={lang}", color_scheme=scheme)
    options = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
    assert violations(page, axe, "'#stage'", **options) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_index(read, axe, scheme):
    assert violations(read("index", color_scheme=scheme), axe) == []


@cross(
    [("name", "hash"), "scheme"],
    [("liaodong", "feature=lease-limit"), ("railway", "feature=smr-main"), ("railway", "article=portsmouth-1905/VI")],
    ["light", "dark"],
)
def test_axe_finds_nothing_with_a_card_open(open_page, axe, name, hash, scheme):
    page = open_page(name, hash, color_scheme=scheme)
    page.locator(".cite-map summary").click()
    assert violations(page, axe, "{ include: [['#panel'], ['.cite-map']] }") == []
    page.locator("#timeline summary").click()
    assert violations(page, axe, "'#timeline'", **(ALL_BUT_CONTRAST if hash.startswith("article") else {})) == []


#: A story, on a wall too, and what a phone pulls up from below: page, link, window, what is done there.
WALL = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'f', bubbles: true }))"
SHEET = "treatyAtlas.drawer.set('full')"
STATES = [
    ("sakhalin", "story=1", 390, 844, WALL),
    ("treaty", "story=4", 1366, 768, WALL),
    ("liaodong", "article=portsmouth-1905/V", 844, 390, SHEET),
]


@cross([("name", "hash", "width", "height", "done"), "scheme"], STATES, ["light", "dark"])
def test_axe_finds_nothing_in_a_story_on_a_wall_and_in_the_sheet_of_a_phone(
    open_page, axe, name, hash, width, height, done, scheme
):
    page = open_page(name, hash, width=width, height=height, color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(done)
    assert violations(page, axe) == []


@pytest.mark.parametrize("name", ["liaodong", "timeline"])
def test_axe_finds_nothing_on_a_phone(read, axe, name):
    assert violations(read(name, width=390, height=844), axe) == []
