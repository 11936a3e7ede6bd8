"""The JSON Schema that editors read says the same as the records: the real facts fit, mistakes do not."""

import datetime
import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from geo.__main__ import main
from geo.schema import KINDS

ROOT = Path(__file__).parents[1]
DATA = (ROOT / "data", ROOT / "tests" / "data")
PORTSMOUTH = ROOT / "data" / "atlases" / "portsmouth_1905"


def files_of(kind):
    """The files of a kind, also those of the atlas that tests put beside another."""
    files = KINDS[kind].files
    found = [path for data in DATA for path in data.glob(files)]
    return sorted({*found, *(ROOT / "tests" / "data" / "beside").glob(files.removeprefix("atlases/"))})


def validator(kind):
    schema = json.loads((ROOT / "data" / "schema" / f"{kind}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def as_json(value):
    """What an editor hands to the schema: TOML's days as text."""
    if isinstance(value, dict):
        return {key: as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def tables_of(path):
    return as_json(tomllib.loads(path.read_text(encoding="utf-8")))


# ---- the files are those of the records


def test_the_committed_schemas_are_what_the_command_writes(tmp_path, capsys):
    assert main(["schema", "--out", str(tmp_path / "schema")]) == 0
    written = {path.name: path.read_bytes() for path in (tmp_path / "schema").iterdir()}
    kept = {path.name: path.read_bytes() for path in (ROOT / "data" / "schema").iterdir()}
    assert written == kept, "run `treaty-atlas schema --out data/schema`"
    assert len(capsys.readouterr().out.splitlines()) == len(kept) == len(KINDS)


def test_the_command_prints_one_schema_or_all(capsys):
    assert main(["schema", "places"]) == 0
    places = json.loads(capsys.readouterr().out)
    assert main(["schema"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["places"] == places and list(found) == list(KINDS)


def test_a_kind_of_file_that_there_is_not(capsys):
    assert main(["schema", "treaty"]) == 2
    assert capsys.readouterr().err == (
        f'treaty-atlas: there is no kind of file "treaty"; allowed: {", ".join(KINDS)}\n'
    )


def test_an_editor_finds_the_schema_of_every_kind_of_file():
    rules = tomllib.loads((ROOT / ".taplo.toml").read_text(encoding="utf-8"))["rule"]
    assert [(rule["include"], rule["schema"]["path"]) for rule in rules] == [
        ([f"**/{about.files.removeprefix('**/')}"], f"data/schema/{kind}.json") for kind, about in KINDS.items()
    ]


# ---- they fit the facts


def test_every_file_of_facts_has_a_schema():
    """But tables that stand beside the layers that are built from them."""
    found = [
        path
        for data in DATA
        for path in data.rglob("*.toml")
        if ("shapefiles" not in path.parts or path.name == "source.toml") and "bad" not in path.parts
    ]
    assert len(found) > 60
    assert sorted(found) == sorted(path for kind in KINDS for path in files_of(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_the_real_facts_fit(kind):
    check, files = validator(kind), files_of(kind)
    assert files
    assert [(path.name, error.message) for path in files for error in check.iter_errors(tables_of(path))] == []


# ---- and refuse mistakes

FEATURES, INSTRUMENT = PORTSMOUTH / "features.toml", PORTSMOUTH / "instruments" / "portsmouth-1905.toml"
STATIONS = ROOT / "data" / "shapefiles" / "stations" / "source.toml"


def put(*path):
    """A change of the tables: the last of `path` is put where the others lead."""
    *way, key, value = path

    def change(tables):
        for step in way:
            tables = tables[step]
        tables[key] = value

    return change


@pytest.mark.parametrize(
    "file, change, at",
    [
        (FEATURES, put("feature", 0, "certanty", "verified"), ["feature", 0]),  # a misspelt key
        (FEATURES, put("feature", 0, "certainty", "sure"), ["feature", 0, "certainty"]),
        (FEATURES, put("feature", 0, "names", {"ja": "島"}), ["feature", 0, "names"]),  # no English
        (FEATURES, put("feature", 0, "rule", " "), ["feature", 0, "rule"]),
        (FEATURES, put("feature", 0, "recipe", "lair", "land"), ["feature", 0, "recipe"]),
        (FEATURES, put("feature", 0, "cite", "[p. 2]"), ["feature", 0, "cite"]),  # no source
        (FEATURES, put("features", []), []),  # an unknown table
        (INSTRUMENT, put("kind", "pact"), ["kind"]),
        (INSTRUMENT, put("signed", "5 September"), ["signed"]),
        (INSTRUMENT, put("prevails", "French"), ["prevails"]),
        (INSTRUMENT, put("article", 0, "effect", "gives"), ["article", 0, "effect"]),
        (INSTRUMENT, put("provision", 0, "starts", "ratification"), ["provision", 0, "starts"]),
        (INSTRUMENT, put("provision", 0, "id", "con"), ["provision", 0, "id"]),  # kept by Windows
        (PORTSMOUTH / "places.toml", put("place", 0, "rank", 4), ["place", 0, "rank"]),
        (PORTSMOUTH / "places.toml", put("place", 0, "kind", "village"), ["place", 0, "kind"]),
        (PORTSMOUTH / "atlas.toml", put("subject", 0, "opens", "split"), ["subject", 0, "opens"]),
        (PORTSMOUTH / "atlas.toml", put("subject", 0, "extent", [140, 45, 146]), ["subject", 0, "extent"]),
        (PORTSMOUTH / "atlas.toml", put("subject", 0, "extent", [140, 45, 146, 91]), ["subject", 0, "extent", 3]),
        (PORTSMOUTH / "demands.toml", put("demand", 0, "got", "half"), ["demand", 0, "got"]),
        (PORTSMOUTH / "sources.toml", put("source", 0, "type", "novel"), ["source", 0, "type"]),
        (ROOT / "data" / "marks.toml", put("certainty", "sure", {"dash": []}), ["certainty"]),
        (ROOT / "data" / "marks.toml", put("name", "sea", "colour", "blue"), ["name", "sea", "colour"]),
        (ROOT / "data" / "marks.toml", put("dot", "town", []), ["dot", "town"]),
        (STATIONS, put("licence", " "), ["licence"]),
        (STATIONS, put("files", "stations.shp", "4f"), ["files", "stations.shp"]),
        (STATIONS, put("extent", [116.0, 38.0, 136.0]), ["extent"]),
        (STATIONS, put("license", "CC0-1.0"), []),
    ],
)
def test_a_mistake_is_refused_where_it_stands(file, change, at):
    kind = next(kind for kind in KINDS if file in files_of(kind))
    tables = tables_of(file)
    change(tables)
    assert [list(error.absolute_path) for error in validator(kind).iter_errors(tables)] == [at]


@pytest.mark.parametrize(
    "change, at",
    [
        (put("tenure", "lease", "mark", "stripes"), ["tenure", "lease", "mark"]),
        (put("power", "japan", "colour", "red"), ["power", "japan", "colour"]),
        (put("power", "japan", "names", [{"en": "Japan"}]), ["power", "japan", "names", 0]),  # from no day
        (put("calendar", "th", "julian"), ["calendar", "th"]),
        (put("thai_year", "first_month", 13), ["thai_year", "first_month"]),
    ],
)
def test_a_mistake_in_the_terms_is_refused(change, at):
    for path in files_of("terms"):
        tables = tables_of(path)
        if "thai_year" in tables:
            break
    change(tables)
    assert [list(error.absolute_path) for error in validator("terms").iter_errors(tables)] == [at]
