"""Takes the README's pictures from the built pages: `python docs/pictures.py` after `make maps`."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.browser.install import chromium  # noqa: E402

PAGES = {"sakhalin": "", "liaodong": "#mode=both", "railway": "#mode=both", "treaty": ""}


def main() -> None:
    """Write docs/pictures/<subject>.png, 1100 by 700 CSS pixels, of the map alone."""
    folder = Path(__file__).parents[1] / "maps_out" / "portsmouth_1905"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 860})
        for subject, choice in PAGES.items():
            page.goto((folder / f"{subject}.html").as_uri() + choice)
            page.wait_for_selector("html[data-ready=true]")
            page.locator("#stage").screenshot(path=Path(__file__).parent / "pictures"
                                              / f"{subject}.png")
            page.goto("about:blank")
        browser.close()


if __name__ == "__main__":
    main()
