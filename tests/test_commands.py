"""The commands as a user meets them: help, exit codes, and that a failing build loses nothing."""

import json
import os
import shutil
import subprocess
import sys

import msgspec
import pytest

from geo import build as build_module
from geo.__main__ import main
from geo.errors import UsageError
from geo.export import sha256_of
from geo.whole import workplace

from .conftest import INVENTED
from .crosses import EVERY
from .test_sources import ATLAS, edit

SQUARES = ["--atlas", "squares", "--data", str(INVENTED)]
COMMANDS = ("build", "verify", "serve", "check", "status", "figure", "layers")


def files_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


# ---- help and usage


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    out = capsys.readouterr().out
    assert stop.value.code == 0 and f"treaty-atlas {command}" in out and "--data" in out


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    out = capsys.readouterr().out
    assert stop.value.code == 0 and all(f"    {command} " in out for command in (*COMMANDS, "schema"))


def test_version(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0 and capsys.readouterr().out.startswith("treaty-atlas ")


@pytest.mark.parametrize(
    "arguments", [[], ["paint"], ["status"], ["figure"], ["check", "--colour"], ["figure", "isle", "--format", "gif"]]
)
def test_wrong_usage_is_exit_2(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2 and "usage: treaty-atlas" in capsys.readouterr().err


def test_the_module_runs_like_the_command():
    done = subprocess.run([sys.executable, "-m", "geo", "check", "--atlas", "nowhere"], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == ('treaty-atlas: there is no atlas "nowhere"; allowed: alaska_1867, portsmouth_1905\n')


@pytest.mark.parametrize("command", [["build"], ["check"], ["status", "isle", "1720-01-01"], ["figure", "isle"]])
def test_unknown_atlas_is_exit_2(command, capsys, tmp_path):
    out = ["--out", str(tmp_path / "maps")] if command[0] in ("build", "figure") else []
    assert main([*command, "--atlas", "sqares", "--data", str(INVENTED), *out]) == 2
    assert capsys.readouterr().err == (
        'treaty-atlas: there is no atlas "sqares"; did you mean "squares"? allowed: squares\n'
    )
    assert not (tmp_path / "maps").exists()


def test_unknown_subject_is_exit_2(capsys, tmp_path):
    assert main(["figure", "isel", *SQUARES, "--out", str(tmp_path / "maps")]) == 2
    err = capsys.readouterr().err
    assert err.startswith("treaty-atlas: ") and '"isel"' in err and "cape" in err and "isle" in err
    assert err.count("\n") == 1 and not (tmp_path / "maps").exists()


# ---- build


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The invented atlas, built through the command."""
    out = tmp_path_factory.mktemp("first") / "maps_out"
    assert main(["build", *SQUARES, "--out", str(out)]) == 0
    return out


def test_a_build_writes_pages_figures_and_data(built):
    found = set(files_of(built))
    assert {
        "index.html",
        "squares/isle.html",
        "squares/cape.html",
        "squares/manifest.json",
        "squares/data/timeline.geojson",
    } <= found
    for suffix in ("pdf", "svg", "png"):
        assert (
            sum(name.startswith("squares/figures/") and name.endswith(suffix) for name in found) >= 2
        )  # one for each subject


def test_a_build_draws_sheets_only_in_the_languages_asked_for(tmp_path, capsys):
    out = tmp_path / "maps_out"
    assert main(["build", *SQUARES, "--out", str(out), "--sheets", "th"]) == 2
    assert capsys.readouterr().err == 'treaty-atlas: unknown language "th"; allowed: en\n' and not files_of(tmp_path)
    assert main(["build", *SQUARES, "--out", str(out), "--sheets"]) == 0
    assert "squares/isle.html" in files_of(out) and not any("figures/" in name for name in files_of(out))


def another(out, name):
    """An atlas beside the invented one, as a build left it."""
    shutil.copytree(out / "squares", out / name)
    for file in ("manifest.json", "front.json"):
        path = out / name / file
        path.write_text(path.read_text("utf-8").replace('"squares"', f'"{name}"'), "utf-8")


@pytest.fixture
def again(built, tmp_path, monkeypatch):
    """Builds the invented atlas through the command once more over what was built: whether anything was made."""
    data, out, made = shutil.copytree(INVENTED, tmp_path / "data"), shutil.copytree(built, tmp_path / "maps_out"), []
    monkeypatch.setattr(build_module, "build", lambda *a, **k: made.append(1) or out)

    def run(*more):
        made.clear()
        assert main(["build", "--data", str(data), "--atlas", "squares", "--out", str(out), *more]) == 0
        return bool(made)

    run.data, run.out = data, out
    return run


def test_what_stands_as_built_is_not_built_again(again, monkeypatch, capsys):
    # The folder of the program's own facts is one of the inputs too, so the copy has the stamp of the original.
    assert not again()
    assert capsys.readouterr().out == f"{again.out / 'squares'} stands as built; open {again.out / 'index.html'}\n"
    assert again("--site", "https://example.org/atlas/") and again("--sheets", "en")
    from geo import stamp

    monkeypatch.setattr(stamp, "packages", lambda: [("matplotlib", "0")])
    assert again()


@pytest.mark.parametrize(
    "change",
    [
        lambda data, out: (data / "terms.toml").write_text((data / "terms.toml").read_text("utf-8") + "\n", "utf-8"),
        lambda data, out: (data / ATLAS / "atlas.toml").write_text(
            (data / ATLAS / "atlas.toml").read_text("utf-8") + "\n", "utf-8"
        ),
        lambda data, out: (data / "shapefiles/land/land.cpg").write_text("UTF-8 ", "utf-8"),
        lambda data, out: (out / "squares/isle.html").write_text("<p>mine</p>", "utf-8"),
        lambda data, out: (out / "squares/figures/isle.pdf").unlink(),
        lambda data, out: (out / "index.html").write_text("<p>mine</p>", "utf-8"),
        lambda data, out: (out / "squares/manifest.json").unlink(),
        lambda data, out: (out / ".building-x").mkdir(),
        lambda data, out: another(out, "other"),
        lambda data, out: (out / "manifest.json").unlink(),
    ],
)
def test_what_a_build_would_change_is_built_again(again, change):
    change(again.data, again.out)
    assert again()


def test_a_build_leaves_nothing_else_behind(built):
    assert sorted(path.name for path in built.iterdir()) == ["index.html", "manifest.json", "squares"]


def test_two_builds_are_byte_for_byte_the_same(built, tmp_path):
    # In a process of its own: sets of Python have another order in each.
    command = [sys.executable, "-m", "geo", "build", *SQUARES, "--out", str(tmp_path / "maps_out")]
    for seed in ("1", "2") if EVERY else ("1",):
        done = subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    first, second = files_of(built), files_of(tmp_path / "maps_out")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_the_manifest_lists_every_output_with_its_checksum(built):
    manifest = json.loads((built / "squares/manifest.json").read_text())
    folder = built / "squares"
    assert manifest["outputs"] == {
        path.relative_to(folder).as_posix(): sha256_of(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def test_the_manifest_lists_the_facts_and_layers_read(built):
    inputs = json.loads((built / "squares/manifest.json").read_text())["inputs"]
    for name in (
        "terms.toml",
        f"{ATLAS}/atlas.toml",
        f"{ATLAS}/instruments/peace-1720.toml",
        "shapefiles/land/land.shp",
        "shapefiles/land/source.toml",
    ):
        assert inputs[name] == sha256_of(INVENTED / name)


def test_the_geojson_of_the_build_has_the_seventeen_rows(built):
    found = json.loads((built / "squares/data/timeline.geojson").read_text(encoding="utf-8"))
    assert len(found["features"]) == 17


def test_no_output_names_this_machine(built):
    for name, content in files_of(built).items():
        assert str(INVENTED).encode() not in content and str(built).encode() not in content, name


def test_a_build_of_bad_facts_writes_nothing(broken, tmp_path, capsys):
    edit(broken, f"{ATLAS}/instruments/peace-1720.toml", 'tenure = "guards"', 'tenure = "guard"')
    out = tmp_path / "maps_out"
    assert main(["build", "--atlas", "squares", "--data", str(broken), "--out", str(out)]) == 1
    assert capsys.readouterr().err.count("treaty-atlas: ") == 1 and not out.exists()


HTML = '<meta name="generator" content="treaty-atlas 0">'


@pytest.fixture
def standing(tmp_path):
    """A folder of outputs in which something stands already: an older build of two atlases, and in one of
    them a sheet and notes of the reader's own."""
    for name in ("squares/isle.html", "squares/gone.html", "other/page.html", "index.html"):
        (tmp_path / "maps" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "maps" / name).write_text(f"{HTML}what stood in {name}")
    (tmp_path / "maps/squares/manifest.json").write_text(
        json.dumps({"atlas": "squares", "outputs": {"isle.html": "", "gone.html": ""}})
    )
    for name in ("squares/figures/isle-grey.pdf", "squares/notes/my.txt"):
        (tmp_path / "maps" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "maps" / name).write_text(f"my own {name}")
    return tmp_path / "maps"


@pytest.fixture
def quick(squares, monkeypatch):
    """Builds without their slow parts."""
    monkeypatch.setattr(build_module, "build_world", lambda *_: squares)

    def build(out, name="squares", data=INVENTED):
        return build_module.build(name, out, data, sheets=())

    return build


@pytest.mark.parametrize("step", ["web.write_pages", "export.write_manifest", "web.index_page"])
@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_a_build_that_fails_or_is_interrupted_loses_nothing(standing, quick, monkeypatch, step, failure):
    before = files_of(standing)

    def fail(*arguments, **options):
        raise failure

    module, name = step.split(".")
    monkeypatch.setattr(build_module.web, "write_pages", lambda *a, **k: [])
    monkeypatch.setattr(getattr(build_module, module), name, fail)
    with pytest.raises(failure):
        quick(standing)
    assert files_of(standing) == before


def test_a_build_replaces_what_a_build_wrote_and_nothing_else(standing, quick):
    quick(standing)
    found = files_of(standing)
    assert found["other/page.html"].endswith(b"what stood in other/page.html")
    assert found["squares/figures/isle-grey.pdf"] == b"my own squares/figures/isle-grey.pdf"
    assert found["squares/notes/my.txt"] == b"my own squares/notes/my.txt"
    assert "squares/gone.html" not in found and b"<html" in found["squares/isle.html"]
    quick(standing)
    assert files_of(standing) == found


def test_a_sheet_that_a_reader_drew_survives_the_next_build(tmp_path, quick, capsys):
    out = tmp_path / "maps"
    assert (
        main(["figure", "isle", *SQUARES, "--out", str(out), "--format", "pdf", "--size", "letter", "--style", "grey"])
        == 0
    )
    drawn = files_of(out)
    assert sorted(drawn) == ["squares/figures/isle-grey-letter.md", "squares/figures/isle-grey-letter.pdf"]
    quick(out)
    assert files_of(out).items() >= drawn.items()
    quick(out)
    assert files_of(out).items() >= drawn.items()
    capsys.readouterr()
    assert main(["verify", "--atlas", "squares", "--out", str(out)]) == 0
    assert "not from a build: figures/isle-grey-letter.md, figures/isle-grey-letter.pdf" in (capsys.readouterr().out)


@pytest.mark.parametrize("file", ["squares/thesis.txt", "squares/isle.html", "index.html"])
def test_a_folder_that_holds_something_else_is_refused(tmp_path, file, capsys):
    path = tmp_path / "maps" / file
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    assert main(["build", *SQUARES, "--out", str(tmp_path / "maps")]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and file.split("/")[-1] in said and "allowed: " in said
    assert files_of(tmp_path) == {f"maps/{file}": b"mine"}


def test_a_file_of_ones_own_under_the_name_of_an_output_is_not_overwritten(standing, quick):
    (standing / "squares/cape.html").write_text("my own page")
    before = files_of(standing)
    with pytest.raises(UsageError, match="files of your own under the names of outputs: cape.html"):
        quick(standing)
    assert files_of(standing) == before


@pytest.mark.parametrize("inside", [".", "atlases", "atlases/squares", "shapefiles", "new/folder"])
@pytest.mark.parametrize("command", [["build"], ["figure", "isle"]])
def test_outputs_do_not_go_among_the_facts(broken, inside, command, capsys):
    before = files_of(broken)
    assert main([*command, "--atlas", "squares", "--data", str(broken), "--out", str(broken / inside)]) == 2
    assert "holds the facts; allowed: a folder outside it" in capsys.readouterr().err
    assert files_of(broken) == before and not (broken / "new").exists()


def test_what_a_killed_build_left_is_cleared_by_the_next(standing, quick):
    (standing / ".building-x").mkdir()
    (standing / ".building-x/page.html").write_text("half")
    (standing / ".old-other").mkdir()
    (standing / "other").rename(standing / ".old-lost")  # killed between two moves
    quick(standing)
    assert sorted(path.name for path in standing.iterdir()) == [
        "index.html",
        "lost",
        "manifest.json",
        "other",
        "squares",
    ]


def test_two_builds_into_one_folder_do_not_meet(standing, quick):
    before = files_of(standing)
    with workplace(standing), pytest.raises(UsageError, match="another build is writing into"):
        quick(standing)
    assert files_of(standing) == before


def test_a_second_atlas_keeps_the_first_on_the_front_page(tmp_path, broken, squares, quick, monkeypatch):
    out = tmp_path / "maps"
    quick(out)
    first = files_of(out / "squares")
    other = msgspec.structs.replace(
        squares.atlas, id="rounds", title="Treaty of the Rounds", folder=squares.atlas.folder
    )
    (broken / "atlases/squares").rename(broken / "atlases/rounds")
    monkeypatch.setattr(build_module, "build_world", lambda *_: squares._replace(atlas=other, data=broken))
    quick(out, "rounds", broken)
    index = (out / "index.html").read_text(encoding="utf-8")
    assert "Treaty of the Squares" in index and "Treaty of the Rounds" in index
    for page in ("squares/isle.html", "rounds/cape.html", "squares/index.html"):
        assert f'href="{page}"' in index and (out / page).exists()
    assert files_of(out / "squares") == first
    quick(out, "rounds", broken)
    assert (out / "index.html").read_text(encoding="utf-8") == index


# ---- verify


def test_verify_tells_what_is_not_as_built(built, tmp_path, capsys):
    out = shutil.copytree(built, tmp_path / "maps")
    assert main(["verify", "--atlas", "squares", "--out", str(out)]) == 0
    assert "outputs as built from" in capsys.readouterr().out
    (out / "squares/isle.html").write_text("changed")
    (out / "squares/data/timeline.csv").unlink()
    assert main(["verify", "--atlas", "squares", "--out", str(out)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2 and "timeline.csv: is missing" in said[0] and "isle.html: is not the file" in said[1]


def test_verify_of_nothing_is_a_sentence(tmp_path, capsys):
    assert main(["verify", "--atlas", "squares", "--out", str(tmp_path)]) == 1
    assert "has no manifest.json of squares" in capsys.readouterr().err


# ---- what the machine refuses


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_text("a file"),
        lambda path: path.symlink_to(path),
        lambda path: (path.mkdir(), (path / "squares").write_text("a file")),
    ],
)
def test_an_impossible_folder_is_one_sentence(tmp_path, make, capsys):
    make(tmp_path / "maps")
    before = sorted(tmp_path.rglob("*"))
    assert main(["build", *SQUARES, "--out", str(tmp_path / "maps")]) in (1, 2)
    said = capsys.readouterr().err
    assert said.startswith("treaty-atlas: ") and said.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_ctrl_c_is_one_sentence(monkeypatch, capsys):
    def stop(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("geo.check.check", stop)
    assert main(["check", *SQUARES]) == 130
    assert capsys.readouterr().err == "treaty-atlas: stopped; nothing is left half done\n"


def test_a_reader_that_goes_away_is_no_traceback():
    done = subprocess.run(
        f"{sys.executable} -m geo status isle-south 1720-09-01 --atlas squares --data {INVENTED} --json | true",
        shell=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""


def test_a_site_is_an_address(capsys, tmp_path):
    assert main(["build", "--site", "my site", "--out", str(tmp_path / "out")]) == 2
    assert '"my site" is no address; allowed: such as https://example.org/atlas/' in capsys.readouterr().err
