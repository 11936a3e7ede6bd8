"""Nothing that stands in the facts runs in a reader's browser."""

import re

import pytest

PAGES = ["index", "sakhalin"]
RUNS = "<script>document.title = 'hacked'</script><img src=x onerror=\"document.title = 'hacked'\">"
#: Two ways to hide what a page says.
HIDES = '<style>main { opacity: 0 }</style><p id="harmed" style="opacity: 0">'

#: Puts a page into frames, all in sight: by its address, as a text, as one in a sandbox, and as a blob.
FRAMES = """([srcdoc, src]) => {
  const blob = URL.createObjectURL(new Blob([srcdoc], { type: 'text/html' }));
  for (const [id, set] of Object.entries({
    src: { src }, srcdoc: { srcdoc }, sandbox: { sandbox: 'allow-scripts', srcdoc }, blob: { src: blob },
  })) {
    const frame = document.createElement('iframe');
    for (const [key, value] of Object.entries({ id, width: 640, height: 360, ...set })) frame.setAttribute(key, value);
    document.body.append(frame);
  }
}"""


@pytest.mark.parametrize("name", PAGES)
def test_a_script_that_was_slipped_into_a_page_does_not_run(name, site, contexts, tmp_path):
    path = site / "index.html" if name == "index" else site / "portsmouth_1905" / f"{name}.html"
    text = path.read_text(encoding="utf-8")
    assert text.index("Content-Security-Policy") < text.index("<script")
    broken = tmp_path / "page.html"
    broken.write_text(text.replace("<main>", RUNS + HIDES + "</p><main>", 1), encoding="utf-8")
    page = contexts(viewport={"width": 1366, "height": 768}).new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(broken.as_uri())
    page.locator("img[src=x]").wait_for(state="attached")
    if name != "index":
        page.wait_for_selector("html[data-ready=true]", state="attached")
    assert page.title() != "hacked"
    assert [page.locator(of).evaluate("node => getComputedStyle(node).opacity") for of in ("main", "#harmed")] == [
        "1"
    ] * 2
    assert sum("Content Security Policy" in words for words in said) >= 4
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_allows_no_request_and_no_script_or_style_but_by_hash(name, site):
    path = site / "index.html" if name == "index" else site / "portsmouth_1905" / f"{name}.html"
    policy = re.search('Content-Security-Policy" content="([^"]*)"', path.read_text(encoding="utf-8"))[1]
    allowed = dict(part.split(" ", 1) for part in policy.replace("&#39;", "'").split("; "))
    assert allowed["default-src"] == allowed["base-uri"] == allowed["form-action"] == "'none'"
    for kind in ("script-src", "style-src"):
        assert all(re.fullmatch("'sha256-[A-Za-z0-9+/]{43}='", source) for source in allowed[kind].split())


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


def test_a_page_is_whole_in_frames_of_every_kind_and_breaks_its_policy_in_none(contexts, site, tmp_path):
    text = (site / "portsmouth_1905" / "sakhalin.html").read_text(encoding="utf-8")
    host, wrong = tmp_path / "host.html", []
    host.write_text("<!DOCTYPE html><title>Host</title>", encoding="utf-8")
    page = contexts(viewport={"width": 1366, "height": 768}).new_page()
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(host.as_uri())
    page.evaluate(FRAMES, [text, (site / "portsmouth_1905" / "sakhalin.html").as_uri()])
    for kind in ("src", "srcdoc", "sandbox", "blob"):
        shown = page.frame_locator(f"#{kind}")
        shown.locator("html[data-ready=true]").wait_for(state="attached")
        # What is styled by the sheet in the page, and by the one that it puts on later.
        assert shown.locator(".still").is_hidden() and shown.locator("#map-a [data-feature]").count()
        assert shown.locator("#map-a").evaluate("node => getComputedStyle(node).overflow") == "hidden"
    page.close()
    assert wrong == []
