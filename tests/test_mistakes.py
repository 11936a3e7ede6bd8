"""Natural mistakes in facts, layers and languages: each is one sentence of `treaty-atlas check`, before any
build.

`tests/data/bad/*.toml` list them. A change, and each of a case's `also`, is a `file` of the invented world and
what is done to it: `find` and `replace` (the first place where it stands), `cut` and `until` (what lies
between goes), `append`, `text` (the whole file), `remove`; of a shapefile `rows` (each with its `wkt`), `drop` (a
column) or `set` (cells of every row). `encoding` is that of the changed file.

The sentence begins with the file and the record of `at`. Its line is that of the change; `line` is the text of
another line that it must name, "" where it can name none.
"""

import hashlib
import re
import shutil
import tomllib
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.__main__ import main

DATA = Path(__file__).parent / "data"
FILES = sorted((DATA / "bad").glob("*.toml"))
TABLES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES}
CASES = [pytest.param(case, id=f"{name}: {case['name']}") for name, tables in TABLES.items() for case in tables["case"]]
REMARKS = [pytest.param(case, id=case["name"]) for tables in TABLES.values() for case in tables.get("remark", [])]
FACTS = shutil.ignore_patterns("bad", "*.json", "*.csv")


@pytest.fixture
def world(tmp_path):
    """A copy of the invented world, to be broken by a case."""
    return shutil.copytree(DATA, tmp_path / "data", ignore=FACTS)


def change(data, step):
    path = data / step["file"]
    if step.get("remove"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    elif {"rows", "drop", "set"} & set(step):
        redraw(path, step)
    else:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(
            changed(
                path.read_bytes().decode("latin-1")
                if path.suffix == ".dbf"
                else path.read_text(encoding="utf-8")
                if path.exists()
                else "",
                step,
            ).encode(step.get("encoding", "latin-1" if path.suffix == ".dbf" else "utf-8"))
        )
    if step["file"].startswith("shapefiles/") and not step.get("tampered"):
        put_sums(path.parent)


def changed(text, step):
    """A text after one change; what is to be found stands in it."""
    if "text" in step:
        return step["text"]
    if "append" in step:
        return text.rstrip("\n") + "\n" + step["append"].removeprefix("\n")
    if "cut" in step:
        start = text.index(step["cut"])
        return text[:start] + text[text.index(step["until"], start) :]
    assert step["find"] in text
    return text.replace(step["find"], step["replace"], 1)


def redraw(path, step):
    """Write a shapefile with other rows, a column less or other cells."""
    if "rows" in step:
        rows = [{key: value for key, value in row.items() if key != "wkt"} for row in step["rows"]]
        shapes = gpd.GeoDataFrame(
            rows,
            columns=step.get("columns", list(rows[0]) if rows else None),
            geometry=[shapely.from_wkt(row["wkt"]) for row in step["rows"]],
            crs="EPSG:4326",
        )
    else:
        shapes = gpd.read_file(path).assign(**step.get("set", {}))
        shapes = shapes.drop(columns=step["drop"]) if "drop" in step else shapes
    shapes.to_file(path, encoding="UTF-8", **({} if len(shapes) else {"geometry_type": "Polygon"}))


def put_sums(folder):
    """Bring the sums of a layer's source.toml up to date, as its owner would."""
    path = folder / "source.toml"
    if not path.exists():
        return
    text = path.read_text(encoding="utf-8")
    listed = {name.name for name in folder.iterdir()} - {"source.toml"}
    for name in sorted(listed):
        line = f'"{name}" = "{hashlib.sha256((folder / name).read_bytes()).hexdigest()}"'
        text, count = re.subn(rf'(?m)^"{re.escape(name)}" = ".*"$', line, text)
        if not count and "[files]" in text:
            text = text.replace("[files]\n", f"[files]\n{line}\n", 1)
    path.write_text(text, encoding="utf-8")


def checked(data, capsys):
    """What `treaty-atlas check` says: exit code, lines of the output, sentences about mistakes."""
    code = main(["check", "--atlas", "squares", "--data", str(data)])
    out, err = capsys.readouterr()
    return code, out.splitlines(), [line.removeprefix("treaty-atlas: ") for line in err.splitlines()]


def place_of(data, case, before):
    """How the sentence of a case begins: file, line and record."""
    file, _, record = case["at"].partition(", ")
    line, path = case.get("line"), data / file
    if line is None and before is not None and path.is_file():
        after = path.read_text(encoding=case.get("encoding", "utf-8")).splitlines()
        same = next((n for n, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), len(before))
        line = "\n".join(after[same + (not after[same]) :])
    if line:
        file += f":{path.read_text(encoding=case.get('encoding', 'utf-8')).partition(line)[0].count(chr(10)) + 1}"
    return f"{file}, {record}: " if record else f"{file}: "


def lines_of(path):
    """The lines of a file of facts before it is changed; None of anything else."""
    return path.read_text(encoding="utf-8").splitlines() if path.suffix == ".toml" and path.exists() else None


@pytest.mark.filterwarnings("ignore")  # as on the command line
@pytest.mark.parametrize("case", CASES)
def test_a_natural_mistake_is_one_sentence(world, case, capsys):
    before = lines_of(world / case["at"].partition(", ")[0])
    for step in (case, *case.get("also", ())):
        change(world, step)
    code, out, said = checked(world, capsys)
    assert (code, out, len(said)) == (1, [], 1), said
    assert said[0].startswith(place_of(world, case, before))
    assert [words for words in case["says"] if words not in said[0]] == [], said[0]
    assert "allowed: " in said[0]


@pytest.mark.parametrize("case", REMARKS)
def test_what_is_worth_a_look_is_said_and_no_mistake(world, case, capsys):
    known = set(checked(world, capsys)[1])
    for step in (case, *case.get("also", ())):
        change(world, step)
    code, out, said = checked(world, capsys)
    new = [line for line in out[1:] if line not in known]
    assert (code, said, len(new)) == (0, [], 1), new
    assert new[0].startswith(f"{case['at']}: ")
    assert [words for words in case["says"] if words not in new[0]] == []


#: What editors do to a file and its meaning stays.
SAVED = {
    "a byte-order mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "ends of lines of Windows": lambda raw: raw.replace(b"\n", b"\r\n"),
    "blank lines at the end": lambda raw: raw + b"\n\n",
}


@pytest.mark.parametrize("way", SAVED)
def test_how_an_editor_saves_is_no_mistake(world, way, capsys):
    for path in [world / "terms.toml", *(world / "atlases").rglob("*.toml")]:
        path.write_bytes(SAVED[way](path.read_bytes()))
    assert checked(world, capsys)[::2] == (0, [])


def test_there_are_enough_mistakes():
    # Issue 10: sixty of them, at least.
    assert len({repr({**case.values[0], "name": ""}) for case in CASES}) >= 60
