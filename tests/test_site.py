"""`treaty-atlas build --site`: what a static host, a search engine and whoever shares a page need; else nothing."""

import re
import shutil
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from geo.__main__ import main
from geo.whole import verify

from .conftest import INVENTED
from .test_commands import files_of

SITE = "https://example.org/atlas"

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    """A folder of facts with two atlases."""
    data = shutil.copytree(INVENTED, tmp_path_factory.mktemp("facts") / "data")
    shutil.copytree(data / "atlases/squares", data / "atlases/rounds")
    return data


@pytest.fixture(scope="module")
def out(facts, tmp_path_factory):
    out = tmp_path_factory.mktemp("site") / "out"
    assert main(["build", "--data", str(facts), "--out", str(out), "--only", "pages", "--site", f"{SITE}/"]) == 0
    return out


class Head(HTMLParser):
    """What the head of a page tells of it."""

    def __init__(self, path):
        super().__init__()
        self.told, self.links = {}, []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "meta":
            self.told |= {found[key]: found.get("content") for key in ("name", "property") if key in found}
        if tag == "link" and found["rel"] == "canonical":
            self.links.append(found["href"])


PAGES = {
    "index.html": "",
    "squares/index.html": None,
    "squares/isle.html": "squares/isle.html",
    "squares/timeline.html": "squares/timeline.html",
    "rounds/cape.html": "rounds/cape.html",
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_tells_its_address_and_a_picture_that_is_there(out, page):
    head = Head(out / page)
    assert len(head.links) == 1 and head.told["og:url"] == head.links[0]
    if PAGES[page] is not None:
        assert head.links == [f"{SITE}/{PAGES[page]}"]
    assert head.told["og:title"] and head.told["og:description"] == head.told["description"] != ""
    picture = head.told["og:image"]
    assert picture.startswith(f"{SITE}/")
    with Image.open(out / picture.removeprefix(f"{SITE}/")) as found:
        # Wide enough for a large card (1.91:1 or 16:9).
        assert found.format == "PNG" and found.width == 1200 and 600 <= found.height <= 675


def test_each_map_has_a_picture_of_its_own(out):
    heads = {page: Head(out / f"squares/{page}.html").told for page in ("isle", "cape")}
    assert heads["isle"]["og:image"] == f"{SITE}/squares/previews/isle.png"
    pictures = {(out / f"squares/previews/{page}.png").read_bytes() for page in heads}
    assert len(pictures) == 2


def test_the_map_of_the_site_names_each_page_once(out):
    found = [place.text for place in ElementTree.parse(out / "sitemap.xml").iter() if place.tag.endswith("}loc")]
    pages = {path.relative_to(out).as_posix() for path in out.rglob("*.html")}
    assert sorted(found) == sorted(f"{SITE}/{re.sub('index.html$', '', page)}" for page in pages)
    canonical = {link for page in pages for link in Head(out / page).links}
    assert canonical <= {*found, *(f"{SITE}/{atlas}/" for atlas in ("squares", "rounds"))}
    assert f"Sitemap: {SITE}/sitemap.xml\n" in (out / "robots.txt").read_text()
    assert (out / ".nojekyll").read_bytes() == b""


def test_a_build_stands_and_verifies(out, facts, capsys):
    before = files_of(out)
    assert main(["build", "--data", str(facts), "--out", str(out), "--only", "pages", "--site", f"{SITE}/"]) == 0
    assert capsys.readouterr().out.count(" stands as built") == 2 and files_of(out) == before
    assert verify(out / "squares", "squares")


def test_without_an_address_nothing_of_it_is_there(out, facts, tmp_path):
    again = shutil.copytree(out, tmp_path / "out")
    for folder in (again, tmp_path / "new"):
        assert main(["build", "--data", str(facts), "--out", str(folder), "--only", "pages"]) == 0
    found = files_of(again)
    assert found == files_of(tmp_path / "new")
    assert not any("preview" in name or name in ("sitemap.xml", "robots.txt", ".nojekyll") for name in found)
    assert not any(
        b'="og:' in raw or b'rel="canonical"' in raw for name, raw in found.items() if name.endswith(".html")
    )


def test_a_file_of_ones_own_is_not_overwritten(tmp_path, capsys):
    (tmp_path / "robots.txt").write_text("mine")
    more = ["--data", str(INVENTED), "--out", str(tmp_path), "--only", "pages", "--site", SITE]
    assert main(["build", *more]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "robots.txt was not written by treaty-atlas build; allowed: to move it" in said
    assert files_of(tmp_path) == {"robots.txt": b"mine"}


def test_the_workflow_runs_commands_that_there_are():
    """What it gives to `treaty-atlas` is parsed as the command does; the rest only GitHub can try."""
    from geo.__main__ import _parser

    text = (ROOT / ".github/workflows/pages.yml").read_text("utf-8")
    commands = re.findall(r"run: treaty-atlas (.*)", text)
    assert [_parser().parse_args(command.replace('"', "").split()).command for command in commands] == [
        "check",
        "build",
        "verify",
    ]
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    assert f'python-version: "{wanted.removeprefix(">=")}"' in text
