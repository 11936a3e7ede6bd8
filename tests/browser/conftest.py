"""The pages of the real atlas in Chromium, opened from file:// with the network shut.

Whatever page a test opens, it fails if the page asks for anything but files and data, or writes an
error into the console.
"""

import pytest
from playwright import sync_api

from .install import chromium

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
READY = "html[data-ready=true]"


def plain(words):
    """What a reader sees of words whose lines break at some of their spaces only."""
    return words.replace("\u00a0", " ")


#: Changes what stands after "#", as a reader does in the address bar.
TURN = """(hash) => {
  history.replaceState(null, '', hash || location.pathname);
  dispatchEvent(new Event('hashchange'));
}"""


# Playwright's loop runs until `stop`: of this package alone, so that no other test finds it running.
@pytest.fixture(scope="package")
def browser():
    """One Chromium for all tests. Playwright talks to it over pipes; its asyncio needs a pair of
    Unix sockets, which pytest-socket allows."""
    path = chromium()
    assert path, "no Chromium on this machine: run `python -m tests.browser.install`"
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="package")
def contexts(browser):
    """Contexts by their settings, each made once."""
    made = {}

    def context(**settings):
        key = repr(sorted(settings.items()))
        if key not in made:
            made[key] = browser.new_context(offline=True, **settings)
            made[key].set_default_timeout(10_000)
        return made[key]

    yield context
    for found in made.values():
        found.close()


@pytest.fixture
def address(site):
    """URL of a page by its name."""

    def of(name):
        path = site / "index.html" if name == "index" else site / "portsmouth_1905" / f"{name}.html"
        return path.as_uri()

    return of


def opened(context, url, wrong, before=None, wait=True):
    """A new page at an address, ready (unless it is not to be waited for); what it asks for and
    complains of goes into `wrong`."""

    def asked(request):
        if not request.url.startswith(("file:", "data:", "blob:")):
            wrong.append(f"asked for {request.url}")

    def said(message):
        if message.type in ("error", "warning"):
            wrong.append(f"console: {message.text}")

    page = context.new_page()
    page.on("request", asked)
    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    if before:
        before(page)
    page.goto(url)
    if wait and "index.html" not in url:
        page.wait_for_selector(READY, state="attached")
    return page


@pytest.fixture
def open_page(contexts, address):
    """Opens a page of the test's own: `open_page("sakhalin", "mode=after", width=390)`."""
    pages, wrong = [], []

    def open_(name, hash="", width=1366, height=768, before=None, wait=True, **settings):
        context = contexts(viewport={"width": width, "height": height}, **settings)
        url = address(name) + ("#" + hash if hash else "")
        pages.append(opened(context, url, wrong, before, wait))
        return pages[-1]

    yield open_
    for page in pages:
        page.close()
    assert wrong == []


@pytest.fixture(scope="package")
def library():
    """Pages that tests only read, and what was wrong with them; by name, size and settings."""
    return {}


@pytest.fixture
def read(contexts, address, library):
    """The same for a test that only looks: one page for all such tests, turned to each one's link."""
    used = []

    def read_(name, hash="", width=1366, height=768, **settings):
        key = name, width, height, repr(sorted(settings.items()))
        if key not in library:
            wrong = []
            context = contexts(viewport={"width": width, "height": height}, **settings)
            library[key] = opened(context, address(name), wrong), wrong, {}
        page, wrong, stood = library[key]
        used.append(wrong)
        # A page that still stands as it was turned for the test before need not be drawn again.
        if name != "index" and (hash, page.evaluate("location.href")) != (stood.get("hash"), stood.get("href")):
            page.evaluate(TURN, "#" + hash if hash else "")
            stood |= {"hash": hash, "href": page.evaluate("location.href")}
        return page

    yield read_
    assert [said for wrong in used for said in wrong] == []


@pytest.fixture
def state():
    """What the page believes was chosen."""
    return lambda page: page.evaluate("({ ...treatyAtlas.state })")


@pytest.fixture
def at():
    """Where on the screen a point of the first map stands: (x, y) in CSS pixels."""

    def on_screen(page, lon, lat):
        return page.evaluate(
            """([lat, lon]) => {
            const box = document.querySelector('#map-a').getBoundingClientRect();
            const at = treatyAtlas.maps.views[0].map.latLngToContainerPoint([lat, lon]);
            return [box.x + at.x, box.y + at.y];
        }""",
            [lat, lon],
        )

    return on_screen
