"""Takes the README's pictures from what `make maps` built: `python docs/pictures.py`.

The two sheets are turned into pictures by poppler: `pdftoppm -r 90 -png -singlefile`.
"""

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.browser.install import chromium  # noqa: E402

SHEETS = ("sakhalin", "liaodong-change")
PAGES = {"sakhalin": "", "liaodong": "#mode=both", "railway": "#mode=both", "treaty": ""}


def main() -> None:
    """Write docs/pictures/<subject>.png (the map alone) and sheet-<name>.png."""
    folder = Path(__file__).parents[1] / "maps_out" / "portsmouth_1905"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 860})
        for subject, choice in PAGES.items():
            page.goto((folder / f"{subject}.html").as_uri() + choice)
            page.wait_for_selector("html[data-ready=true]")
            page.locator("#stage").screenshot(path=Path(__file__).parent / "pictures" / f"{subject}.png")
            page.goto("about:blank")
        browser.close()
    for name in SHEETS:
        subprocess.run(
            [
                "pdftoppm",
                "-r",
                "90",
                "-png",
                "-singlefile",
                folder / "figures" / f"{name}.pdf",
                Path(__file__).parent / "pictures" / f"sheet-{name}",
            ],
            check=True,
        )


if __name__ == "__main__":
    main()
