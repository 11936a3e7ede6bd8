"""What several test files share: the invented world and the real one, each built once."""

import shutil
from pathlib import Path

import pytest

from geo.build import build_world
from geo.export import write_geojson

INVENTED = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def squares():
    """The invented atlas, built."""
    return build_world("squares", INVENTED)


@pytest.fixture(scope="session")
def portsmouth():
    """The real atlas, built."""
    return build_world("portsmouth_1905")


@pytest.fixture(scope="session")
def geojson(portsmouth, tmp_path_factory):
    """The real timeline as a reader gets it: path of the file written."""
    return write_geojson(portsmouth.timeline, tmp_path_factory.mktemp("geojson") / "t.geojson")


@pytest.fixture
def broken(tmp_path):
    """A copy of the invented world, to be broken by the test: the folder `data/` and its atlas."""
    return shutil.copytree(INVENTED, tmp_path / "data")
