"""What several test files share: the invented world and the real one, each built once, also where
several workers (pytest-xdist) share the tests."""

import os
import pickle
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from filelock import FileLock

from geo import build_world, web
from geo.build import edition_of
from geo.export import write_geojson

from .crosses import EVERY

ROOT = Path(__file__).parents[1]
INVENTED = ROOT / "tests" / "data"


def pytest_report_header():
    """What of the crosses (tests/crosses.py) is run is said, so that nothing is left out in silence."""
    tried = "all" if EVERY else "each value once, of languages one half a test; EVERY=1 runs all"
    return f"crosses of pages, windows, languages and sheets: {tried}"


@pytest.fixture(scope="session")
def shared(tmp_path_factory, worker_id):
    """Makes a thing once for all workers: `shared(name, make)` with `make(folder)` writing into a
    folder of its own, and gives the folder."""
    base = tmp_path_factory.getbasetemp()
    base = base if worker_id == "master" else base.parent

    def once(name, make):
        folder, done = base / f"shared-{name}", base / f"shared-{name}.done"
        with FileLock(base / f"shared-{name}.lock"):
            if not done.exists():
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return once


def built(shared, name, data=None):
    """An atlas, built by the first worker that asks for it."""

    def make(folder):
        (folder / "world").write_bytes(pickle.dumps(build_world(name, data)))

    return pickle.loads((shared(name, make) / "world").read_bytes())


@pytest.fixture(scope="session", autouse=True)
def shapes_kept(tmp_path_factory, worker_id):
    """The cache of shapes (geo/cache.py) is the tests' own, shared by all workers and by the commands that they run."""
    base = tmp_path_factory.getbasetemp()
    os.environ["LC_ALL"] = "C.UTF-8"  # whatever the language of who runs them
    # A shell starts what runs in the background deaf to Ctrl-C, and so would be the commands that tests stop by it.
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    own = (base if worker_id == "master" else base.parent) / "shapes-kept"
    # Who runs some tests again and again may keep the shapes from one run to the next.
    os.environ["TREATY_ATLAS_CACHE"] = os.environ.get("TREATY_ATLAS_TEST_CACHE") or str(own)


@pytest.fixture(scope="session")
def squares(shared):
    """The invented atlas, built."""
    return built(shared, "squares", INVENTED)


@pytest.fixture(scope="session")
def portsmouth(shared):
    """The great atlas, built."""
    return built(shared, "portsmouth_1905")


@pytest.fixture(scope="session")
def alaska(shared):
    """The second real atlas, which has a ground of its own across 180 degrees, built."""
    return built(shared, "alaska_1867")


@pytest.fixture(scope="session")
def alaska_pages(shared, alaska):
    """The folder with the page of its whole cession, and the timeline that goes with it."""

    def make(folder):
        web.write_pages(alaska, folder, edition_of(alaska), only=["cession"])

    return shared("alaska-pages", make)


@pytest.fixture(scope="session")
def wheel(shared):
    """The wheel of this checkout, unpacked: a folder to be put on the path."""
    from hatchling.builders.wheel import WheelBuilder

    def make(folder):
        built = next(WheelBuilder(str(ROOT)).build(directory=str(folder)))
        with zipfile.ZipFile(built) as archive:
            archive.extractall(folder / "site")
        Path(built).unlink()

    return shared("wheel", make) / "site"


def by_wheel(wheel, folder, *arguments):
    """Run a command of the wheel in a folder, with nothing of this checkout in reach."""
    environment = {**os.environ, "PYTHONPATH": str(wheel), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", "geo", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def site(shared, wheel):
    """The folder that a build by the wheel leaves, without sheets to print: the index, the pages of the real atlas
    and its data."""

    def make(folder):
        done = by_wheel(wheel, folder, "build", "--atlas", "portsmouth_1905", "--sheets")
        assert done.returncode == 0, done.stderr

    return shared("site", make) / "maps_out"


@pytest.fixture(scope="session")
def geojson(portsmouth, tmp_path_factory):
    """The real timeline as a reader gets it: path of the file written."""
    return write_geojson(portsmouth.timeline, tmp_path_factory.mktemp("geojson") / "t.geojson")


@pytest.fixture
def broken(tmp_path):
    """A copy of the invented world, to be broken by the test: the folder `data/` and its atlas."""
    return shutil.copytree(INVENTED, tmp_path / "data")
