"""axe-core finds nothing, on any page, in any view, light and dark. (What it does not see, such as
focus, size of targets, reflow, is in the other files.)"""

import pytest

PAGES = ["sakhalin", "liaodong", "railway", "treaty", "timeline"]
MODES = ["swipe", "both", "before", "after"]
#: Its rules for WCAG 2.2 are off by default.
OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def axe():
    return pytest.importorskip("axe_playwright_python.base").AXE_SCRIPT


def violations(page, axe):
    """What axe finds, as "rule: element, element"."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe)
    found = page.evaluate("(options) => axe.run(document, options)", OPTIONS)["violations"]
    return [f"{v['id']}: {', '.join(str(n['target'][0]) for n in v['nodes'][:6])} "
            f"({v['nodes'][0]['failureSummary'][:300]})" for v in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page, axe, name, mode, scheme):
    lang = "th" if scheme == "dark" else "en"
    page = open_page(name, f"mode={mode}&lang={lang}", color_scheme=scheme)
    assert violations(page, axe) == []


@pytest.mark.parametrize(("lang", "scheme"), [("th", "light"), ("en", "dark"), ("ja", "light"),
                                              ("ru", "light"), ("zh", "dark"), ("fr", "light")])
def test_axe_finds_nothing_in_a_language(open_page, axe, lang, scheme):
    page = open_page("liaodong", f"lang={lang}&mode=swipe", color_scheme=scheme)
    assert violations(page, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_index(open_page, axe, scheme):
    assert violations(open_page("index", color_scheme=scheme), axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "hash"), [
    ("liaodong", "feature=liaodong-lease-line"), ("railway", "feature=smr-main"),
    ("railway", "article=portsmouth-1905/VI")])
def test_axe_finds_nothing_with_a_card_open(open_page, axe, name, hash, scheme):
    page = open_page(name, hash, color_scheme=scheme)
    page.locator("#timeline summary").click()
    page.locator(".cite-map summary").click()
    assert violations(page, axe) == []


@pytest.mark.parametrize("name", ["liaodong", "timeline"])
def test_axe_finds_nothing_on_a_phone(open_page, axe, name):
    assert violations(open_page(name, width=390, height=844), axe) == []
