"""Nothing that stands in the facts runs in a reader's browser."""

import re

import pytest

PAGES = ["index", "sakhalin"]
RUNS = "<script>document.title = 'hacked'</script><img src=x onerror=\"document.title = 'hacked'\">"


@pytest.mark.parametrize("name", PAGES)
def test_a_script_that_was_slipped_into_a_page_does_not_run(name, site, contexts, tmp_path):
    path = site / "index.html" if name == "index" else site / "portsmouth_1905" / f"{name}.html"
    text = path.read_text(encoding="utf-8")
    assert text.index("Content-Security-Policy") < text.index("<script")
    broken = tmp_path / "page.html"
    broken.write_text(text.replace("<main>", RUNS + "<main>", 1), encoding="utf-8")
    page = contexts(viewport={"width": 1366, "height": 768}).new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(broken.as_uri())
    page.locator("img[src=x]").wait_for(state="attached")
    if name != "index":
        page.wait_for_selector("html[data-ready=true]", state="attached")
    assert page.title() != "hacked"
    assert sum("Content Security Policy" in words for words in said) >= 2
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_allows_no_request_and_no_script_but_by_hash(name, site):
    path = site / "index.html" if name == "index" else site / "portsmouth_1905" / f"{name}.html"
    policy = re.search('Content-Security-Policy" content="([^"]*)"', path.read_text(encoding="utf-8"))[1]
    allowed = dict(part.split(" ", 1) for part in policy.replace("&#39;", "'").split("; "))
    assert allowed["default-src"] == allowed["base-uri"] == allowed["form-action"] == "'none'"
    assert all(re.fullmatch("'sha256-[A-Za-z0-9+/]{43}='", source) for source in allowed["script-src"].split())


def test_an_address_that_is_a_script_is_no_link(open_page):
    # Facts with such an address are refused already; the page does not trust them to be.
    def poisoned(page):
        page.add_init_script("""
          let kept; Object.defineProperty(globalThis, 'treatyAtlas', { get: () => kept, set(value) {
            for (const source of Object.values(value.facts.sources)) source.url = 'javascript:alert(1)';
            kept = value; }, configurable: true });""")

    page = open_page("sakhalin", before=poisoned)
    assert page.locator("#articles .article, #articles li, #articles details").count() > 0
    assert page.locator('a[href^="javascript:"]').count() == 0
