"""The wheel carries its data and builds the atlas from an empty folder; what git holds is what a
build makes."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "maps_out"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    from hatchling.builders.wheel import WheelBuilder

    folder = tmp_path_factory.mktemp("wheel")
    wheel = next(WheelBuilder(str(ROOT)).build(directory=str(folder)))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(site, folder, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", "geo", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_checks_its_own_data(unpacked, tmp_path):
    done = run(unpacked, tmp_path, "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "all is well" in done.stdout


def test_the_wheel_answers_from_an_empty_folder(unpacked, tmp_path):
    done = run(unpacked, tmp_path, "status", "liaodong-lease", "1905-12-22")
    assert "Lease of Japan, Treaty of Portsmouth, Art. V" in done.stdout
    assert "Sovereignty of China" in done.stdout


def test_the_wheel_carries_every_layer_and_notebook(unpacked):
    for folder in ("data/shapefiles", "data/atlases/portsmouth_1905", "notebooks"):
        here = {
            p.relative_to(ROOT / folder)
            for p in (ROOT / folder).rglob("*.*")
            if p.is_file() and ".ipynb_checkpoints" not in p.parts
        }
        inside = unpacked / "geo" / ("_" + folder)
        assert here == {p.relative_to(inside) for p in inside.rglob("*.*") if p.is_file()}


def test_the_wheel_draws_a_sheet_in_another_script(unpacked, tmp_path):
    done = run(unpacked, tmp_path, "figure", "sakhalin", "--kind", "change", "--language", "th", "--format", "pdf")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "maps_out/portsmouth_1905/figures/sakhalin-change-th.pdf").read_bytes().startswith(b"%PDF-")


def test_a_build_from_the_wheel_gives_the_bytes_that_git_holds(unpacked, tmp_path):
    # Git holds the sheets in English alone.
    done = run(unpacked, tmp_path, "build", "--sheets", "en")
    assert done.returncode == 0, done.stderr
    kept = [
        path
        for path in KEPT.rglob("*")
        if path.suffix in (".html", ".pdf") and "notebooks" not in path.parts and ".old" not in path.as_posix()
    ]
    assert len(kept) >= 10
    different = [
        path.relative_to(KEPT).as_posix()
        for path in kept
        if path.read_bytes() != (tmp_path / "maps_out" / path.relative_to(KEPT)).read_bytes()
    ]
    assert different == [], "run `make maps` and commit maps_out/ with the change that finishes an issue"


def test_the_audit_is_that_of_the_facts():
    from geo import read_atlas
    from geo.audit import audit

    kept = (ROOT / "AUDIT.md").read_text(encoding="utf-8")
    assert kept == audit(read_atlas()), "run `python -m geo.audit > AUDIT.md`"
