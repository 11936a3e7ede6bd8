"""A build that is killed, or stopped with Ctrl-C, at any of its file operations: what stands is old or new, and whole,
and the next build clears up. The outputs are a few words, so that each operation can be tried."""

import json
import os
import select
import shutil
import signal
import sys
import traceback

import pytest

from geo import build as build_module
from geo import steps, whole
from geo.__main__ import main
from geo.whole import verify

from .conftest import INVENTED
from .test_commands import files_of

BUILD = build_module.build

#: What the interpreter tells of before it does it, by the names of its audit events: all that changes files.
CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.chmod", "os.truncate", "shutil.rmtree"}


def changes_files(event, arguments):
    """Whether an audit event is of a change of files; the call that exchanges two folders is known by its name."""
    if event == "open":
        return isinstance(arguments[2], int) and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return event in CHANGES or (event == "ctypes.dlsym" and arguments[1] == "renameat2")


def forked(work, at, does, told):
    """Work in a process of its own that does something just before its so-and-so-many-th change of files; its exit
    code, 9 where it was killed, and what it told."""
    told.write_text("")
    child = os.fork()
    if not child:
        seen = 0
        for end in (1, 2):
            os.dup2(os.open(told, os.O_WRONLY | os.O_APPEND), end)
        sys.stdout, sys.stderr = (os.fdopen(end, "w", closefd=False) for end in (1, 2))

        def hook(event, arguments):
            nonlocal seen
            if changes_files(event, arguments):
                seen += 1
                if seen == at:
                    does()

        code = 70
        try:
            sys.addaudithook(hook)  # which cannot be taken away again
            code = work()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), told.read_text()


@pytest.fixture
def building(squares, monkeypatch, tmp_path):
    """Builds words in the place of outputs: `building(out, edition)`."""
    words = ""

    def run(given, asked, *rest):
        html = '<html><meta name="generator" content="treaty-atlas 0">'
        front = json.dumps({"id": "squares", "words": words}).encode()
        yield asked[0], {"data/timeline.csv": words.encode(), f"data/{words}.csv": b"rows"}
        yield asked[1], {"isle.html": f"{html}{words}".encode()}
        yield asked[-1], {"index.html": b"maps", steps.FRONT: front, steps.ABOVE: f"{html}{words}".encode()}

    monkeypatch.setattr(build_module, "build_world", lambda *_: squares)
    monkeypatch.setattr(build_module, "refuse_the_rest", lambda *_: None)
    monkeypatch.setattr(build_module, "stamps_of", lambda *_: {"data": words, "pages": words})
    monkeypatch.setattr(build_module, "stamp_of", lambda *_: words)
    monkeypatch.setattr(build_module, "program_stamp", lambda *_: words)
    monkeypatch.setattr(build_module, "run", run)
    edition = build_module.edition_of(squares)
    monkeypatch.setattr(build_module, "edition_of", lambda *_: edition)
    monkeypatch.setattr(build_module.export, "write_manifest", manifest := manifest_once(squares))
    monkeypatch.setenv("TREATY_ATLAS_CACHE", str(tmp_path / "kept"))
    assert manifest

    def build(out, edition):
        nonlocal words
        words = edition
        BUILD("squares", out, INVENTED, sheets=())
        return 0

    return build


def manifest_once(world):
    """The manifest without the checksums of the inputs, which take longer than all the rest here."""
    from geo.export import manifest

    def write(world, folder, version, **more):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(manifest, "input_files", lambda world: [])
            return manifest.write_manifest(world, folder, version, **more)

    return write


@pytest.mark.parametrize("stood", ["exchanged", "moved", ""], ids=lambda how: f"what stood is {how}" if how else "new")
def test_a_build_that_is_killed_at_any_change_leaves_old_or_new(building, tmp_path, monkeypatch, stood):
    if stood == "moved":
        monkeypatch.setattr(whole, "_exchanged", lambda *_: False)
    elif not sys.platform.startswith("linux"):
        pytest.skip("folders are exchanged on Linux alone")
    old, new, out = (tmp_path / name for name in ("old", "new", "out"))
    building(new, "new")
    expected = files_of(new)
    if stood:
        building(old, "old")
    before = files_of(old) if stood else {}

    def inside(files):
        return {name: raw for name, raw in files.items() if name.startswith("squares/")}

    at, code = 0, 9
    while code == 9:
        at += 1
        shutil.rmtree(out, ignore_errors=True)
        if stood:
            shutil.copytree(old, out)
        code, told = forked(lambda: building(out, "new"), at, lambda: os._exit(9), tmp_path / "told")
        found = files_of(out) if out.exists() else {}
        stands = inside(found)
        # Where two folders cannot be exchanged there is, for a moment, none.
        assert stands in (inside(before), inside(expected)) or (stood == "moved" and not stands), at
        assert not stands or verify(out / "squares", "squares")
        assert found.get("index.html") in (before.get("index.html"), expected["index.html"]), at
        building(out, "new")
        assert files_of(out) == expected, at
        assert sorted(path.name for path in out.iterdir()) == ["index.html", "manifest.json", "squares"]
    assert code == 0, told
    # Two folders, six files in them, manifest, index, and what is aside: each is made, and moved or cleared away.
    assert at > 12


def test_ctrl_c_at_any_change_is_one_sentence_and_leaves_old_or_new(building, tmp_path, monkeypatch):
    old, new, out = (tmp_path / name for name in ("old", "new", "out"))
    building(old, "old")
    building(new, "new")
    monkeypatch.setattr("geo.stamp.stands", lambda *_: False)
    monkeypatch.setattr("geo.stamp.stamps_of", lambda *_: {})
    monkeypatch.setattr("geo.build.build", lambda name, out, *_: building(out, "new"))

    def run():
        signal.signal(signal.SIGINT, signal.default_int_handler)
        return main(["build", "--atlas", "squares", "--data", str(INVENTED), "--out", str(out)])

    at, code = 0, 130
    while code == 130:
        at += 1
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(old, out)
        code, told = forked(run, at, lambda: os.kill(os.getpid(), signal.SIGINT), tmp_path / "told")
        assert code in (0, 130), (at, told)
        assert files_of(out) in (files_of(old), files_of(new)), at
        assert not code or told == "treaty-atlas: stopped; nothing is left half done\n", told
    assert at > 12


def waits(given, step):
    """A step that says that it has begun, and never ends."""
    os.write(given.data, b".")
    signal.pause()


def test_a_build_that_is_killed_takes_the_processes_beside_it_along(monkeypatch):
    if not sys.platform.startswith("linux"):
        pytest.skip("the system does not tell a process that its parent was killed")
    monkeypatch.setattr(steps, "make", waits)
    monkeypatch.setattr(steps, "PROCESSES", 2)
    alive, end = os.pipe()
    given = steps.Given("squares", end, "", {})
    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        list(steps.run(given, [steps.Step("pages", name) for name in ("isle", "cape")]))
        os._exit(70)
    os.close(end)
    assert os.read(alive, 1) + os.read(alive, 1) == b".."
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    # The other end of the pipe is shut when the last of them has ended.
    ended = select.select([alive], [], [], 20)[0]
    if not ended:
        os.killpg(child, signal.SIGKILL)
    assert ended and os.read(alive, 1) == b""
    os.close(alive)
