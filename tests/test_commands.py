"""The commands as a user meets them: help, exit codes, and that a failing build loses nothing."""

import json
import subprocess
import sys

import pytest

from geo import build as build_module
from geo.__main__ import main
from geo.export import sha256_of

from .conftest import INVENTED
from .test_sources import ATLAS, edit

SQUARES = ["--atlas", "squares", "--data", str(INVENTED)]
COMMANDS = ("build", "check", "status", "figure", "layers")


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}


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
    assert stop.value.code == 0 and all(f"    {command} " in out for command in COMMANDS)


def test_version(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0 and capsys.readouterr().out.startswith("treaty-atlas ")


@pytest.mark.parametrize("arguments", [[], ["paint"], ["status"], ["figure"], ["check", "--colour"],
                                       ["figure", "isle", "--format", "gif"]])
def test_wrong_usage_is_exit_2(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2 and "usage: treaty-atlas" in capsys.readouterr().err


def test_the_module_runs_like_the_command():
    done = subprocess.run([sys.executable, "-m", "geo", "check", "--atlas", "nowhere"],
                          capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == ('treaty-atlas: there is no atlas "nowhere"; allowed: portsmouth_1905\n')


@pytest.mark.parametrize("command", [["build"], ["check"], ["status", "isle", "1720-01-01"],
                                     ["figure", "isle"]])
def test_unknown_atlas_is_exit_2(command, capsys, tmp_path):
    out = ["--out", str(tmp_path / "maps")] if command[0] in ("build", "figure") else []
    assert main([*command, "--atlas", "sqares", "--data", str(INVENTED), *out]) == 2
    assert capsys.readouterr().err == ('treaty-atlas: there is no atlas "sqares"; did you mean '
                                       '"squares"? allowed: squares\n')
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
    assert {"index.html", "squares/isle.html", "squares/cape.html", "squares/manifest.json",
            "squares/data/timeline.geojson"} <= found
    for suffix in ("pdf", "svg", "png"):
        assert sum(name.startswith("squares/figures/") and name.endswith(suffix)
                   for name in found) >= 2       # one for each subject


def test_a_build_leaves_nothing_else_behind(built):
    assert sorted(path.name for path in built.iterdir()) == ["index.html", "squares"]


def test_two_builds_are_byte_for_byte_the_same(built, tmp_path):
    assert main(["build", *SQUARES, "--out", str(tmp_path / "maps_out")]) == 0
    first, second = files_of(built), files_of(tmp_path / "maps_out")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_the_manifest_lists_every_output_with_its_checksum(built):
    manifest = json.loads((built / "squares/manifest.json").read_text())
    folder = built / "squares"
    assert manifest["outputs"] == {
        path.relative_to(folder).as_posix(): sha256_of(path)
        for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "manifest.json"}


def test_the_manifest_lists_the_facts_and_layers_read(built):
    inputs = json.loads((built / "squares/manifest.json").read_text())["inputs"]
    for name in ("terms.toml", f"{ATLAS}/atlas.toml", f"{ATLAS}/instruments/peace-1720.toml",
                 "shapefiles/land/land.shp", "shapefiles/land/source.toml"):
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


@pytest.fixture
def standing(tmp_path):
    """A folder of outputs in which something stands already."""
    for name in ("squares/isle.html", "squares/figures/old.pdf", "other/page.html", "index.html"):
        (tmp_path / "maps" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "maps" / name).write_text(f"what stood in {name}")
    return tmp_path / "maps"


@pytest.mark.parametrize("step", ["web.write_pages", "export.write_manifest", "web.index_page"])
@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_a_build_that_fails_or_is_interrupted_loses_nothing(standing, squares, monkeypatch, step,
                                                            failure):
    before = files_of(standing)

    def fail(*arguments, **options):
        raise failure

    module, name = step.split(".")
    monkeypatch.setattr(build_module, "build_world", lambda *_: squares)
    monkeypatch.setattr(build_module.web, "write_pages", lambda *a, **k: [])
    monkeypatch.setattr(getattr(build_module, module), name, fail)
    with pytest.raises(failure):
        build_module.build("squares", standing, INVENTED, figures=False)
    assert files_of(standing) == before


def test_a_build_replaces_its_own_folder_and_no_other(standing, squares, monkeypatch):
    monkeypatch.setattr(build_module, "build_world", lambda *_: squares)
    build_module.build("squares", standing, INVENTED, figures=False)
    found = files_of(standing)
    assert found["other/page.html"] == b"what stood in other/page.html"
    assert "squares/figures/old.pdf" not in found and b"<html" in found["squares/isle.html"]
