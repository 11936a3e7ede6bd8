"""The wheel carries its data and builds the atlas from an empty folder; what git holds is what a
build makes."""

import re
from fnmatch import fnmatchcase

import pytest

from geo import list_atlases, read_atlas
from geo.build import edition_of
from geo.figure import file_name, requests, write_figure
from geo.stamp import packages

from .conftest import ROOT, by_wheel
from .crosses import EVERY

KEPT = ROOT / "maps_out"
STALE = "run `treaty-atlas build --sheets en` and commit maps_out/ with the change that finishes an issue"


def test_the_wheel_checks_its_own_data(wheel, tmp_path):
    done = by_wheel(wheel, tmp_path, "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "all is well" in done.stdout


def test_the_wheel_answers_from_an_empty_folder(wheel, tmp_path):
    done = by_wheel(wheel, tmp_path, "status", "liaodong-lease", "1905-12-22")
    assert "Lease of Japan, Treaty of Portsmouth, Art. V" in done.stdout
    assert "Sovereignty of China" in done.stdout


def test_the_wheel_builds_no_layers_and_says_so(wheel, tmp_path):
    done = by_wheel(wheel, tmp_path, "layers", "stations")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "treaty-atlas: tools/, which builds the layers, is not here: only a checkout of the project has it; allowed: "
        "treaty-atlas layers --sums, after a change of a layer by hand\n"
    )
    assert not (wheel / "tools").exists()


def test_the_wheel_carries_every_layer_and_notebook(wheel):
    for folder in ("data/shapefiles", "data/atlases", "notebooks"):
        here = {
            p.relative_to(ROOT / folder)
            for p in (ROOT / folder).rglob("*.*")
            if p.is_file() and ".ipynb_checkpoints" not in p.parts
        }
        inside = wheel / "geo" / ("_" + folder)
        assert here == {p.relative_to(inside) for p in inside.rglob("*.*") if p.is_file()}


def test_the_wheel_carries_what_a_new_atlas_is_made_of(wheel):
    for path in [*(ROOT / "geo/new").glob("*.*"), *(ROOT / "geo/ground").glob("*.*")]:
        assert (wheel / path.relative_to(ROOT)).is_file(), path


def test_the_wheel_draws_a_sheet_in_another_script(wheel, tmp_path):
    done = by_wheel(wheel, tmp_path, "figure", "sakhalin", "--kind", "change", "--language", "th", "--format", "pdf")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "maps_out/portsmouth_1905/figures/sakhalin-change-th.pdf").read_bytes().startswith(b"%PDF-")


def test_a_build_from_the_wheel_gives_the_pages_that_git_holds(site):
    kept = {path.relative_to(KEPT) for path in KEPT.glob("portsmouth_1905/*.html")}
    made = {path.relative_to(site) for path in site.glob("portsmouth_1905/*.html")}
    assert len(kept) >= 7 and made == kept
    assert [str(path) for path in kept if (KEPT / path).read_bytes() != (site / path).read_bytes()] == [], STALE


def test_the_index_that_git_holds_leads_to_every_map_of_every_atlas():
    page = (KEPT / "index.html").read_text(encoding="utf-8")
    pages = [f"{name}/{subject}.html" for name in list_atlases() for subject in read_atlas(name).subjects]
    assert [path for path in pages if f'href="{path}' not in page or not (KEPT / path).exists()] == [], STALE


#: The sheets that git holds; by default one of them is made again (tests/crosses.py).
SHEETS = requests(read_atlas(), ["en"])


@pytest.mark.parametrize("sheet", SHEETS if EVERY else SHEETS[1:2], ids=lambda sheet: f"{sheet.subject}-{sheet.kind}")
def test_a_sheet_is_the_one_that_git_holds(portsmouth, tmp_path, sheet):
    name = file_name(portsmouth.atlas, sheet.subject, sheet.kind) + ".pdf"
    edition = edition_of(portsmouth)
    write_figure(portsmouth, sheet.subject, tmp_path, edition, ("pdf",), kind=sheet.kind)
    assert (tmp_path / name).read_bytes() == (KEPT / "portsmouth_1905/figures" / name).read_bytes(), STALE


def test_git_holds_no_other_sheet():
    atlas = read_atlas()
    names = {file_name(atlas, sheet.subject, sheet.kind) + ".pdf" for sheet in requests(atlas, ["en"])}
    # A build of all languages leaves sheets beside them that git is told to leave out.
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    left_out = [line for line in lines if line.startswith("maps_out/") and line.endswith(".pdf")]
    found = {path.name: path.relative_to(ROOT).as_posix() for path in (KEPT / "portsmouth_1905/figures").glob("*.pdf")}
    assert names == {name for name, place in found.items() if not any(fnmatchcase(place, line) for line in left_out)}


def test_the_lock_has_a_checksum_of_all_that_the_program_stands_on_as_pinned():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = {plain(name): version for name, _, version in (line.partition("==") for line in lines[1:])}
    locked = {}
    for entry in (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", "").splitlines():
        pin, *sums = entry.split("--hash=")
        name, _, version = pin.split(";")[0].strip().partition("==")
        locked[plain(name)] = version
        assert sums and all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", one) for one in sums), name
    stale = "run `make lock`"
    assert {name: pins.get(name) for name in locked} == locked, stale
    beneath = {plain(name) for name, version in packages() if version} - {"treaty-atlas"}
    assert beneath | {"hatchling"} <= locked.keys(), stale


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_audit_is_that_of_the_facts():
    from geo.audit import audit

    kept = (ROOT / "AUDIT.md").read_text(encoding="utf-8")
    assert kept == audit(read_atlas()), "run `python -m geo.audit > AUDIT.md`"
