"""A build does only what its inputs changed, kind by kind and atlas by atlas, with whatever executor."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import Executor, Future

import pytest

from geo import build as build_module
from geo.__main__ import main
from geo.errors import DataError, UsageError
from geo.whole import verify

from .conftest import INVENTED
from .test_commands import files_of
from .test_sources import ATLAS, edit


@pytest.fixture
def two(broken):
    """A folder of facts with two atlases."""
    shutil.copytree(broken / "atlases/squares", broken / "atlases/rounds")
    return broken


def run(data, out, *more):
    assert main(["build", "--data", str(data), "--out", str(out), *more]) == 0


def told(capsys):
    return [line.split(";")[0].removeprefix("built ") for line in capsys.readouterr().out.splitlines()]


def test_of_several_atlases_only_the_changed_one_is_built_again(two, tmp_path, capsys):
    out = tmp_path / "maps"
    run(two, out, "--sheets")
    assert told(capsys) == [f"{out / 'rounds'}", f"{out / 'squares'}"]
    run(two, out, "--sheets")
    assert told(capsys) == [f"{out / 'rounds'} stands as built", f"{out / 'squares'} stands as built"]
    edit(two, "atlases/rounds/atlas.toml", "Treaty of the Squares", "Treaty of the Rounds")
    before = files_of(out / "squares")
    run(two, out, "--sheets")
    assert told(capsys) == [f"{out / 'rounds'}", f"{out / 'squares'} stands as built"]
    assert "Treaty of the Rounds" in (out / "index.html").read_text("utf-8") and files_of(out / "squares") == before
    # An atlas that is taken away stands in the index no more.
    shutil.rmtree(out / "rounds")
    run(two, out, "--sheets", "--atlas", "squares")
    assert "Treaty of the Rounds" not in (out / "index.html").read_text("utf-8")


def test_one_kind_of_output_is_built_and_the_others_stay_as_they_stand(broken, tmp_path, capsys):
    out = tmp_path / "maps"
    run(broken, out, "--sheets")
    before = files_of(out / "squares")
    edit(broken, f"{ATLAS}/atlas.toml", "Treaty of the Squares", "Treaty of the Rounds")
    run(broken, out, "--only", "data")
    after = files_of(out / "squares")
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert "data/datapackage.json" in changed and all(name.startswith(("data/", "manifest")) for name in changed)
    manifest = json.loads(after["manifest.json"])
    assert manifest["made_from"]["data/timeline.csv"] == manifest["checksum"] != manifest["made_from"]["isle.html"]
    assert verify(out / "squares", "squares")
    capsys.readouterr()
    run(broken, out, "--only", "data")
    assert told(capsys) == [f"{out / 'squares'} stands as built"]
    # What was left is built by the next whole build, and the folder is as one built from nothing.
    run(broken, out, "--sheets")
    assert told(capsys) == [f"{out / 'squares'}"]
    run(broken, tmp_path / "new", "--sheets")
    assert files_of(out) == files_of(tmp_path / "new")


def figures(files):
    return {name: raw for name, raw in files.items() if name.startswith("figures/")}


def test_a_changed_sentence_redraws_the_sheets_that_show_it(broken, tmp_path):
    out, asked = tmp_path / "maps", []

    def progress(steps):
        asked[:] = [step.name for step in steps]
        return steps

    def built():
        build_module.build("squares", out, broken, progress, only=["sheets"])
        return figures(files_of(out / "squares"))

    before = built()
    assert asked == ["isle", "isle-change", "cape", "cape-change"]
    # This stands on pages alone.
    edit(
        broken,
        f"{ATLAS}/atlas.toml",
        "From the founding to an end that we made up.",
        "From the founding to a made-up end.",
    )
    assert built() == before and asked == []
    # Art. 1 is behind the notes of the isle's sheets, and of no other.
    edit(broken, f"{ATLAS}/instruments/peace-1720.toml", "without forts.", "with no forts.")
    after = built()
    assert asked == ["isle", "isle-change"]
    changed = {name.split("/")[1].split(".")[0] for name in before if before[name] != after[name]}
    assert changed == {"isle", "isle-change"}
    # A sheet that a reader changed is drawn again.
    (out / "squares/figures/isle.pdf").write_bytes(b"% Treaty Atlas, mine")
    assert built() == after and asked == ["isle"]
    # All as if drawn anew.
    build_module.build("squares", tmp_path / "new", broken, only=["sheets"])
    assert files_of(out) == files_of(tmp_path / "new")


def test_one_kind_beside_what_was_changed_by_hand_is_refused(broken, tmp_path):
    out = tmp_path / "maps"
    run(broken, out, "--only", "data")
    (out / "squares/data/timeline.csv").write_text("mine")
    before = files_of(out)
    with pytest.raises(DataError, match="timeline.csv: is not the file that was built; allowed: to build it anew"):
        build_module.build("squares", out, broken, only=["pages"])
    assert files_of(out) == before


def test_kinds_are_pages_sheets_and_data(tmp_path):
    with pytest.raises(UsageError, match='there is no kind of output "maps"; allowed: data, pages, sheets'):
        build_module.build("squares", tmp_path / "maps", INVENTED, only=["maps"])
    assert not (tmp_path / "maps").exists()


class Here(Executor):
    """Makes each step at once, and remembers it."""

    def __init__(self):
        self.asked = []

    def submit(self, call, /, *arguments):
        self.asked.append(arguments[-1])
        future = Future()
        future.set_result(call(*arguments))
        return future


def test_an_executor_that_is_handed_in_makes_the_steps(tmp_path):
    here, seen = Here(), []

    def progress(steps):
        for step in steps:
            seen.append(step)
            yield step

    build_module.build("squares", tmp_path / "one", INVENTED, progress, sheets=(), executor=here)
    assert [step.kind for step in here.asked] == ["data", *["pages"] * 3] and seen == here.asked
    build_module.build("squares", tmp_path / "two", INVENTED, sheets=())
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


#: A build by the workers of Dask, which are processes of their own and find the facts where this one does.
BY_DASK = """
import sys
from pathlib import Path
from dask.distributed import Client, LocalCluster
from geo.build import build

if __name__ == "__main__":
    data, out = map(Path, sys.argv[1:])
    with (
        LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster,
        Client(cluster) as client,
    ):
        build("squares", out, data, sheets=(), executor=client)
"""


def test_a_dask_client_makes_the_steps(tmp_path):
    """In a process of its own: its workers talk through sockets, which are shut here."""
    pytest.importorskip("distributed")
    script = tmp_path / "by_dask.py"
    script.write_text(BY_DASK, "utf-8")
    command = [sys.executable, str(script), str(INVENTED), str(tmp_path / "dask")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    build_module.build("squares", tmp_path / "here", INVENTED, sheets=())
    assert files_of(tmp_path / "dask") == files_of(tmp_path / "here")
