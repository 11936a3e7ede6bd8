"""The examples of the docstrings and of the cookbook do what they say, and the pages of the
documentation are made of them."""

import ast
import doctest
import functools
import html
import inspect
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import msgspec
import pytest

import geo
from geo import build as build_module
from geo.__main__ import _parser, main

from .test_explore import FETCHED

ROOT = Path(__file__).parents[1]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

#: What is no function to call: records, errors, the world.
NOUNS = {"Atlas", "Draft", "World", "GeoError", "DataError", "UsageError"}


@pytest.fixture
def aside(tmp_path, monkeypatch, portsmouth, squares):
    """A working directory in which examples may write, with the data of the tests in it; the worlds
    are not built anew for each example."""
    worlds = {"portsmouth_1905": portsmouth, "squares": squares}
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "data").symlink_to(ROOT / "tests" / "data", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    known = functools.wraps(build_module.build_world)(lambda name, *_: worlds[name])
    monkeypatch.setattr(geo, "build_world", known, raising=False)
    return tmp_path


def failures(test):
    said = []
    doctest.DocTestRunner(optionflags=FLAGS).run(test, out=said.append)
    return "".join(said)


@pytest.mark.parametrize("name", [None, *sorted(set(geo.__all__) - NOUNS)])
def test_examples_of_a_docstring(name, aside):
    thing = geo if name is None else inspect.unwrap(getattr(geo, name))
    found = doctest.DocTestFinder(recurse=False).find(thing, globs={})
    assert found and found[0].examples, f"{name} has no example"
    assert failures(found[0]) == ""


def test_examples_of_the_cookbook(aside):
    text = (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8")
    test = doctest.DocTestParser().get_doctest(text, {}, "cookbook.md", "cookbook.md", 0)
    assert len(test.examples) > 20 and failures(test) == ""


GUIDE = (ROOT / "docs" / "your-own-treaty.md").read_text(encoding="utf-8")


def test_what_the_guide_quotes_stands_in_the_atlas_that_it_is_about():
    quoted = re.findall(r"```toml\n# (\S+)\n(.*?)```", GUIDE, re.DOTALL)
    assert len(quoted) > 10 and GUIDE.count("```toml") == len(quoted)
    for file, words in quoted:
        whole = (ROOT / "data" / "atlases" / "alaska_1867" / file).read_text(encoding="utf-8")
        for part in words.strip().split("\n\n"):
            assert part in whole, (file, part)


def test_the_commands_of_the_guide_are_commands(capsys):
    lines = "\n".join(re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)).splitlines()
    asked = [shlex.split(line) for line in lines if line]
    assert len(asked) >= 5 and {line[0] for line in asked} == {"treaty-atlas"}
    for _, *arguments in asked:
        assert _parser().parse_args(arguments).command == arguments[0]
        if arguments[0] == "status":
            assert main(arguments) == 0
            assert "Sovereignty of United States, Treaty of cession, Art. I" in capsys.readouterr().out


def test_the_files_that_the_guide_names_are_there():
    for path in re.findall(r"!\[[^]]*\]\((.*?)\)", GUIDE):
        assert (ROOT / "docs" / path).exists(), path
    for path in re.findall(r"`((?:data|tests)/[\w/.]+/)`", GUIDE):
        assert (ROOT / path).is_dir(), path
    assert (ROOT / "notebooks" / re.search(r"`(06_\w+\.ipynb)`", GUIDE)[1]).exists()


def public_functions():
    """(name, function) of every public function, and of the public methods and properties of public classes."""
    for name in geo.__all__:
        thing = getattr(geo, name)
        if not inspect.isclass(thing):
            yield name, thing
        for key, member in vars(thing).items() if inspect.isclass(thing) else ():
            function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
            if not key.startswith("_") and inspect.isfunction(function):
                yield f"{name}.{key}", function


def test_every_public_name_is_documented_and_typed():
    assert all(inspect.getdoc(getattr(geo, name)) for name in geo.__all__)
    found = dict(public_functions())
    assert {"held_on", "World.at", "World.figure", "Atlas.article"} <= set(found)
    for name, function in found.items():
        signature = inspect.signature(function)
        assert inspect.getdoc(function), name
        assert signature.return_annotation is not inspect.Signature.empty, name
        assert [
            key
            for key, one in signature.parameters.items()
            if key != "self" and one.annotation is inspect.Parameter.empty
        ] == [], name


def test_the_names_for_type_checkers_are_the_public_ones():
    tree = ast.parse((ROOT / "geo" / "__init__.py").read_text(encoding="utf-8"))
    guarded = next(node for node in tree.body if isinstance(node, ast.If))
    found = {alias.asname: node.module for node in guarded.body for alias in node.names}
    assert found == geo._HOME
    assert (ROOT / "geo" / "py.typed").exists()


def test_geo_loads_nothing_before_it_is_used():
    code = (
        "import sys, geo; print(sorted({'geopandas', 'folium', 'matplotlib', 'pandas'} & "
        "set(sys.modules))); geo.held_on; print('held_on' in vars(geo), len(dir(geo)) > 10)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.split("\n")[:2] == ["[]", "True True"], done.stderr


def test_an_unknown_name_is_no_attribute():
    with pytest.raises(AttributeError, match="colour"):
        geo.colour  # noqa: B018


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The pages of the documentation by name, made by the command of `make docs`."""
    out = tmp_path_factory.mktemp("docs")
    done = subprocess.run(
        [sys.executable, "docs/pages.py", str(out)],
        cwd=ROOT,
        text=True,
        capture_output=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_text(encoding="utf-8") for path in out.glob("*.html")}


def test_the_pages_are_built_and_ask_no_network(pages):
    assert {"index.html", "geo.html", "model.html", "your_own_treaty.html", "cookbook.html", "keys.html"} <= set(pages)
    for name in geo.__all__:
        assert f'id="{name}"' in pages["geo.html"], name
    assert "held_on" in pages["cookbook.html"]
    for page in pages.values():
        assert not FETCHED.findall(page.replace('url("data:', "url(data:"))
        assert str(ROOT) not in page and not re.search(r" at 0x[0-9a-f]{6}", page)


def test_the_list_of_public_names_is_whole_and_linked():
    listed = re.findall(r"^\| `([\w.]+)", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.M)
    wanted = {*geo.__all__, *(name for name, _ in public_functions())}
    assert set(listed) == wanted and len(listed) == len(wanted), "run `make docs`"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for page in ("cookbook", "model", "api"):
        assert f"(docs/{page}.md)" in readme and (ROOT / "docs" / f"{page}.md").is_file()


def test_the_page_of_the_model_names_every_reading_and_certainty():
    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    schema = json.loads((ROOT / "data" / "schema" / "features.json").read_text(encoding="utf-8"))
    certainties = schema["$defs"]["Feature"]["properties"]["certainty"]["enum"]
    assert len(certainties) == 4 and all(f"*{word}*" in page for word in certainties)


def records():
    """(name, JSON Schema) of every record, as the committed schemas have them."""
    for path in sorted((ROOT / "data" / "schema").glob("*.json")):
        yield from json.loads(path.read_text(encoding="utf-8"))["$defs"].items()


def test_every_key_of_every_record_stands_on_the_page_of_keys(pages):
    sections = {re.match(r"[^>]*>(\w+)", part)[1]: part.split("<h2")[0] for part in pages["keys.html"].split("<h3")[1:]}
    for name, record in records():
        rows = {
            html.unescape(key): (must, holds, example)
            for key, must, holds, example in re.findall(
                r"<td><code>(.*?)</code></td>\s*<td>(.*?)</td>\s*<td>(.*?)</td>\s*<td>(.*?)</td>", sections[name]
            )
        }
        assert list(rows) == list(record["properties"]), name
        assert {key for key, row in rows.items() if row[0] == "must"} == set(record["required"]), name
        for key, schema in record["properties"].items():
            holds, example = (html.unescape(cell) for cell in rows[key][1:])
            assert all(f'"{word}"' in holds for word in schema.get("enum", [])), (name, key)
            assert schema.get("description", "") in holds, (name, key)
            if not example:  # of a key that no file of ours uses yet
                assert rows[key][0] == "may", (name, key)
                continue
            line = re.fullmatch("<code>(.*)</code>", example)[1]
            assert line == f"[[{key}]]" or line.startswith(f"{key} = ")
            if "..." not in line:
                assert set(tomllib.loads(line)) == {key}
        told = re.sub("<[^>]*>|\\s", "", html.unescape(sections[name])).replace("`", "")
        assert re.sub(r"\s|`|\*", "", record["description"].split(".")[0]) in told.replace("*", ""), name


# ---- what shows itself in a notebook


def test_a_world_shows_itself_as_a_map_that_asks_no_network(squares):
    page = html.unescape(re.search('srcdoc="([^"]*)"', squares._repr_html_())[1])
    assert "The leased cape" in page and "words-1720[Art. 2]" in page
    assert not FETCHED.findall(page.replace('rel="icon" href="data:,"', ""))
    assert repr(squares) == f"<World of squares: 12 features, {len(squares.timeline)} rows>"


def test_an_atlas_and_an_instrument_show_tables_with_their_sources(squares):
    shown = squares.atlas._repr_html_()
    assert "<p>Treaty of the Squares</p>" in shown and shown.count("<tr") == 1 + 5
    assert "<td>words-1710</td>" in shown and repr(squares.atlas) == ("<Atlas squares: 5 instruments, 12 features>")
    treaty = squares.atlas.instruments["peace-1720"]
    assert "<td>words-1720[Art. 4]</td>" in treaty._repr_html_()
    assert repr(treaty) == "<treaty peace-1720: 5 articles>"


def test_a_table_shows_text_as_text(squares):
    changed = msgspec.structs.replace(squares.atlas, title="<script>alert(1)</script>")
    assert "<script>" not in changed._repr_html_()
