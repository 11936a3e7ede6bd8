"""Takes the pictures of the README, of the guide and of the notebooks from what `make maps` built:
`python docs/pictures.py`.

The two sheets are turned into pictures by poppler: `pdftoppm -r 90 -png -singlefile`. Those of the notebooks are small
ones of these; and drawn by the package a chart of time of some places, and the map of the invented treaty.
"""

import base64
import io
import subprocess
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from geo import build_world  # noqa: E402
from geo.notebooks import notebooks_folder, run_notebook  # noqa: E402
from tests.browser.install import chromium  # noqa: E402

SHEETS = ("sakhalin", "liaodong-change")
PAGES = {
    "sakhalin": ("portsmouth_1905/sakhalin", ""),
    "liaodong": ("portsmouth_1905/liaodong", "#mode=both"),
    "railway": ("portsmouth_1905/railway", "#mode=both"),
    "treaty": ("portsmouth_1905/treaty", ""),
    "alaska-cession": ("alaska_1867/cession", ""),
    "alaska-panhandle": ("alaska_1867/panhandle", ""),
}

#: The places of the chart of time.
LANES = ["sakhalin-north", "sakhalin-south", "liaodong-lease", "smr-main", "manchuria", "manchuria-south"]


#: The pictures of the README that notebooks have too, and their width, pixels.
SMALL, WIDTH = ("sakhalin", "liaodong", "sheet-sakhalin"), 900


def small(picture: Path, out: Path) -> None:
    """Write a picture smaller and in few colours."""
    whole = Image.open(picture).convert("RGB")
    size = (WIDTH, round(whole.height * WIDTH / whole.width))
    whole.resize(size, Image.Resampling.LANCZOS).quantize(96, dither=Image.Dither.NONE).save(
        out / picture.name, optimize=True
    )


def drawn(out: Path) -> None:
    """Write timeline.png and ferry.png, which need no page and no browser."""
    picture = io.BytesIO()
    build_world().plot_timeline(LANES).savefig(picture, format="png", dpi=90)
    Image.open(picture).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(out / "timeline.png", optimize=True)
    cells = run_notebook(notebooks_folder() / "06_your_own_treaty.ipynb").cells
    (shown,) = next(cell for cell in cells if cell.id == "map").outputs
    (out / "ferry.png").write_bytes(base64.b64decode(shown["data"]["image/png"]))


def main() -> None:
    """Write docs/pictures/<name>.png (the map alone) and sheet-<name>.png; of pages, those named as arguments alone."""
    maps = Path(__file__).parents[1] / "maps_out"
    names = sys.argv[1:] or [*PAGES]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 860})
        for name, (path, choice) in ((name, PAGES[name]) for name in names):
            page.goto((maps / f"{path}.html").as_uri() + choice)
            page.wait_for_selector("html[data-ready=true]")
            page.locator("#stage").screenshot(path=Path(__file__).parent / "pictures" / f"{name}.png")
            page.goto("about:blank")
        browser.close()
    if sys.argv[1:]:
        return
    for name in SHEETS:
        subprocess.run(
            [
                "pdftoppm",
                "-r",
                "90",
                "-png",
                "-singlefile",
                maps / "portsmouth_1905" / "figures" / f"{name}.pdf",
                Path(__file__).parent / "pictures" / f"sheet-{name}",
            ],
            check=True,
        )
    for name in SMALL:
        small(Path(__file__).parent / "pictures" / f"{name}.png", notebooks_folder() / "pictures")
    drawn(notebooks_folder() / "pictures")


if __name__ == "__main__":
    main()
