"""The open data: each format checked by a validator that is not ours, and read back with nothing
lost. https://www.rfc-editor.org/rfc/rfc7946, OGC 12-128 (GeoPackage), Linked Places Format 1.2.2,
CSL 1.0.2, Frictionless Data Package 1, EDTF (ISO 8601-2), schema.org."""

import datetime
import importlib
import io
import json
import re
import shutil
import sqlite3
import tomllib
import warnings
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import geopandas as gpd
import msgspec
import openpyxl
import pandas as pd
import pytest
import shapely

from geo import export
from geo.model import cited_sources
from geo.texts import translation
from geo.web.json_ld import json_ld

EDITION = {"version": "0", "checksum": "0" * 64}

#: What GeoJSON rounds to, and what two shapes may differ by (degrees).
GRID = 1e-6

ROOT = Path(__file__).parents[1]


def write(world, folder):
    texts = {language: translation(world.atlas, language)[0] for language in world.atlas.languages}
    return export.write_data(world, texts, folder, EDITION)


@pytest.fixture(scope="module")
def data(portsmouth, tmp_path_factory):
    """The folder `data/` of the real atlas."""
    folder = tmp_path_factory.mktemp("data")
    write(portsmouth, folder)
    return folder


@pytest.fixture(scope="module")
def small(squares, tmp_path_factory):
    """The same of the invented atlas, for what is true of any file: validators that read each vertex take seconds over
    the coast of Korea."""
    folder = tmp_path_factory.mktemp("small")
    write(squares, folder)
    return folder


@pytest.fixture(scope="module")
def rows(portsmouth):
    """The rows that every file must carry."""
    return export.full_rows(portsmouth.timeline).set_index("provision")


def text_of(path):
    return path.read_text(encoding="utf-8")


def same_rows(found, rows, columns=None):
    """Assert that a table read back says what the rows say, number by number and word by word."""
    found = found.set_index("provision").loc[rows.index]
    for column in columns or rows.columns.drop("geometry"):
        if rows[column].dtype == float:
            pd.testing.assert_series_equal(found[column].astype(float), rows[column])
        else:
            read = found[column]
            if pd.api.types.is_datetime64_any_dtype(read):
                read = read.dt.strftime("%Y-%m-%d")
            read = read.astype(object).where(read.notna(), "").astype(str)
            assert read.tolist() == rows[column].tolist(), column


def same_shapes(found, rows):
    """Assert that the shapes read back are the rows' own, to the grid of GeoJSON."""
    found = found.set_index("provision").loc[rows.index]
    assert found.crs.to_epsg() == 4326
    assert found.geom_type.tolist() == rows.geom_type.tolist()
    for _, here in rows.groupby("feature"):
        theirs = found.geometry[here.index]
        assert len({shapely.to_wkb(shape) for shape in theirs}) == 1
        ours, theirs = here.geometry.iloc[0], theirs.iloc[0]
        same_shape(ours, theirs)


def same_shape(ours, theirs):
    """Assert that two shapes differ by no more than the grid of GeoJSON."""
    if shapely.equals_exact(ours, theirs, GRID):
        return
    assert abs(shapely.bounds(ours) - shapely.bounds(theirs)).max() <= GRID
    if ours.geom_type == "MultiPolygon":
        off = shapely.symmetric_difference(ours, theirs)
        assert shapely.area(off) <= GRID * shapely.length(ours)
    else:
        assert shapely.hausdorff_distance(ours, theirs) <= GRID


# ---- what is written


def test_every_file_is_there_and_nothing_else(data):
    assert {path.name for path in data.iterdir()} == {
        "timeline.geojson",
        "timeline.gpkg",
        "timeline-shapefiles.zip",
        "timeline.csv",
        "instruments.csv",
        "articles.csv",
        "demands.csv",
        "sources.csv",
        "data-dictionary.csv",
        "tables.xlsx",
        "timeline.lpf.json",
        "sources.csl.json",
        "sources.bib",
        "datapackage.json",
    }


def test_writing_twice_gives_the_same_bytes(squares, small, tmp_path):
    for again in write(squares, tmp_path):
        assert again.read_bytes() == (small / again.name).read_bytes(), again.name


def test_no_file_names_the_machine_or_the_day(data):
    for path in data.iterdir():
        content = path.read_bytes()
        assert str(Path(__file__).parents[1]).encode() not in content
        assert str(data.parent).encode() not in content


def test_an_atlas_without_stations_and_limits_is_written_too(squares, tmp_path):
    layers = {name: layer for name, layer in squares.layers.items() if name != "stations"}
    write(squares._replace(layers=layers), tmp_path)
    assert gpd.list_layers(tmp_path / "timeline.gpkg")["name"].tolist()[0] == "areas"
    assert len(gpd.read_file(tmp_path / "timeline.geojson")) == len(squares.timeline)


# ---- the rows


def test_an_uncertain_day_is_edtf(rows):
    # frus-1905, docs. 915 and others: in force on the 15th or the 16th (the instrument's note).
    ceded = rows.loc["portsmouth-1905/ix-sakhalin-south"]
    assert (ceded["start_edtf"], ceded["end_edtf"]) == ("[1905-10-15,1905-10-16]", "1952-04-28")
    before = rows.loc["petersburg-1875/i-sakhalin-south"]
    assert (before["start_edtf"], before["end_edtf"]) == ("1875-08-22", "[1905-10-15,1905-10-16]")


def test_a_day_of_consent_or_of_a_term_is_certain(rows):
    lease = rows.loc["portsmouth-1905/v-liaodong-lease"]
    assert (lease["start_edtf"], lease["end_edtf"]) == ("1905-12-22", "1915-05-25")
    assert rows.loc["pavlov-1898/i-liaodong-lease-lease", "start_edtf"] == "1898-03-27"


def test_every_edtf_date_parses_and_holds_its_day(rows):
    import edtf

    for plain, uncertain in (("start_date", "start_edtf"), ("end_date", "end_edtf")):
        for day, text in sorted(set(zip(rows[plain], rows[uncertain], strict=True))):
            assert (day == "") == (text == "")
            if text:
                assert str(edtf.parse_edtf(text)).replace(" ", "") == text and day in text


def test_keys_are_unique(rows):
    assert rows.index.is_unique


# ---- GeoJSON


def test_geojson_is_valid(small, squares):
    from geojson_pydantic import FeatureCollection

    found = FeatureCollection.model_validate_json(text_of(small / "timeline.geojson"))
    assert len(found.features) == len(squares.timeline)


def test_geojson_reads_back_whole(data, rows):
    found = gpd.read_file(data / "timeline.geojson")
    same_rows(found, rows)
    same_shapes(found, rows)


def test_where_there_is_no_value_geojson_says_null(data, rows):
    # RFC 8259's null, one set of columns, an id (RFC 7946, 3.2) that is the key of the row.
    features = json.loads(text_of(data / "timeline.geojson"))["features"]
    assert [feature["id"] for feature in features] == rows.index.tolist()
    assert len({tuple(feature["properties"]) for feature in features}) == 1
    assert not [name for feature in features for name, value in feature["properties"].items() if value == ""]


@pytest.mark.parametrize(
    ("file", "layer"), [("timeline.geojson", "timeline"), ("timeline.gpkg", "areas"), ("timeline.gpkg", "limits")]
)
def test_days_are_dates_for_gdal_and_an_open_end_is_null(file, layer, data, rows):
    import pyogrio

    info = pyogrio.read_info(data / file, layer=layer)
    types = dict(zip(info["fields"], info["dtypes"], strict=True))
    assert types["start_date"] == types["end_date"] == "datetime64[D]"
    found = pyogrio.read_dataframe(data / file, layer=layer, read_geometry=False)
    open_rows = pyogrio.read_dataframe(data / file, layer=layer, where="end_date IS NULL", read_geometry=False)
    assert found["end_date"].isna().sum() == len(open_rows) > 0
    if file == "timeline.geojson":
        # Every tool says the same: so many rights were still open on the last day of the atlas.
        assert len(open_rows) == pd.read_csv(data / "timeline.csv")["end_date"].isna().sum()


#: Who held Mukden in fact, by what. The Japanese took it on 10 March 1905 (Clement, chronology); on 15 April 1907 the
#: last troops left Manchuria (frus-1907, doc. 112), and no one but the sovereign held it.
IN_FACT = {
    "1905-03-09": {"fact": ["russia", "clement-1905[chronology]; t-railway-1904; jacar-sha-ho"]},
    "1905-03-10": {"fact": ["japan", "c20-1905; clement-1905[chronology]"]},
    "1907-04-15": {},
}


@pytest.mark.parametrize(("file", "layer"), [("timeline.geojson", "timeline"), ("timeline.gpkg", "areas")])
def test_who_held_mukden_in_law_and_in_fact_takes_a_stranger_three_lines(file, layer, data):
    rows = gpd.read_file(data / file, layer=layer)
    for day, fact in IN_FACT.items():
        here = rows[rows.contains(shapely.Point(123.43, 41.80)) & ~(rows.start_date > day) & ~(rows.end_date <= day)]
        held = here.dropna(subset="holder").set_index("reading")[["holder", "cite"]].T.to_dict("list")
        # China was its sovereign (convention of 8 April 1902, Art. I); of that no first day and no last is told.
        assert held == {"law": ["china", "frus-1902[doc. 231, p. 280, Art. I]; manchuria-1902-text[Art. I]"]} | fact


# ---- GeoPackage


def test_geopackage_reads_back_whole(data, rows):
    found = pd.concat([gpd.read_file(data / "timeline.gpkg", layer=layer) for layer in ("areas", "lines", "points")])
    assert len(found) == len(rows)
    same_rows(found, rows)
    same_shapes(found, rows)


def test_geopackage_has_every_stretch_of_a_limit_while_it_divides(data):
    limits = gpd.read_file(data / "timeline.gpkg", layer="limits").set_index("feature")
    border = limits.loc["sakhalin-border"]
    # Until the treaty was in force both halves were Russian: no border (Art. IX, XIV).
    assert (str(border["start_date"].date()), border["certainty"]) == ("1905-10-15", "verified")
    assert pd.isna(border["end_date"])
    north = limits.loc[["neutral-limit"]]
    # The zone is of the first convention (Pavlov, Art. V); the line was agreed on 7 May 1898.
    assert set(north["start_date"].dt.strftime("%Y-%m-%d")) == {"1898-05-07"}
    assert set(north["certainty"]) == {"conjectural", "derived"}


def test_geopackage_has_limits_and_stations(data, portsmouth):
    limits = gpd.read_file(data / "timeline.gpkg", layer="limits")
    # A line between armies, and one between places held alike in law, is no limit on any day.
    assert {f.id for f in portsmouth.atlas.features.values() if f.divides} - set(limits["feature"]) == {
        "front-1904",
        "fengtien-kirin-limit",
        "korea-38n",
    }
    assert limits["cite"].ne("").all() and limits["certainty"].ne("").all()
    stations = gpd.read_file(data / "timeline.gpkg", layer="stations")
    theirs = portsmouth.layers["stations"]
    texts = stations.select_dtypes(exclude="number").columns.drop("geometry")
    stations[texts] = stations[texts].fillna("")
    pd.testing.assert_frame_equal(
        pd.DataFrame(stations.drop(columns="geometry")),
        pd.DataFrame(theirs.drop(columns="geometry")),
        check_dtype=False,
    )
    assert stations.geometry.equals(theirs.geometry.set_crs(stations.crs))


def test_geopackage_is_one_by_the_rules_of_ogc(data):
    # OGC 12-128r18: reqs. 2 (application id), 6 (integrity), 7 (foreign keys), 13 (table_name),
    # 15 (last_change), 21 and 22 (geometry columns, reference systems).
    base = sqlite3.connect(data / "timeline.gpkg")
    assert base.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    named = base.execute("SELECT table_name, data_type, last_change FROM gpkg_contents").fetchall()
    tables = {"instruments", "articles", "demands", "sources", "data_dictionary"}
    layers = {"areas", "lines", "points", "limits", "stations"}
    assert {name for name, *_ in named} == layers | tables | {"layer_styles", "qgis_projects"}
    assert {day for *_, day in named} == {"2000-01-01T00:00:00.000Z"}
    kinds = dict(base.execute("SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"))
    assert kinds == {
        "areas": "MULTIPOLYGON",
        "lines": "MULTILINESTRING",
        "points": "MULTIPOINT",
        "limits": "MULTILINESTRING",
        "stations": "POINT",
    }
    assert base.execute("SELECT DISTINCT srs_id FROM gpkg_geometry_columns").fetchall() == [(4326,)]
    base.close()


def test_geopackage_alone_says_licence_sources_and_what_its_layers_hold(data, rows):
    # OGC 12-128, annex F.8: the extension is declared, every reference leads to a record, days are pinned.
    base = sqlite3.connect(data / "timeline.gpkg")
    declared = base.execute("SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_metadata'").fetchall()
    assert {name for (name,) in declared} == {"gpkg_metadata", "gpkg_metadata_reference"}
    said = base.execute(
        "SELECT reference_scope, table_name, mime_type, metadata, timestamp FROM gpkg_metadata_reference "
        "JOIN gpkg_metadata ON id = md_file_id"
    ).fetchall()
    base.close()
    (whole,) = [json.loads(text) for scope, *_, text, _ in said if scope == "geopackage"]
    assert {licence["name"] for licence in whole["licenses"] if "name" in licence} >= {"CC0-1.0", "LGPL-3.0-or-later"}
    of_layers = {name: ElementTree.fromstring(text) for scope, name, _, text, _ in said if scope == "table"}
    assert set(of_layers) == {"areas", "lines", "points", "limits", "stations"}
    for name, told in of_layers.items():
        assert f"({name})" in told.find("title").text and told.find("abstract").text
        assert any("LGPL-3.0" in one.text for one in told.findall("license")), name
    assert {day for *_, day in said} == {"2000-01-01T00:00:00.000Z"}
    # What is cited, and by which article, is told in the file: no cite and no key leads out of it.
    gpkg = data / "timeline.gpkg"
    sources, articles = gpd.read_file(gpkg, layer="sources"), gpd.read_file(gpkg, layer="articles")
    assert {source for cite in rows["cite"] for source, _ in cited_sources(cite)} <= set(sources["id"])
    known = set(zip(articles["instrument"], articles["number"], strict=True))
    assert set(zip(rows["instrument"], rows["article"], strict=True)) <= known
    assert set(rows["instrument"]) <= set(gpd.read_file(gpkg, layer="instruments")["id"])
    assert articles["verified"].dtype == bool and not articles["cite"].isna().any()


@pytest.mark.parametrize("table", ["instruments", "articles", "demands", "sources", "data-dictionary"])
def test_a_table_of_the_geopackage_is_that_of_the_csv_file(table, data):
    found = gpd.read_file(data / "timeline.gpkg", layer=table.replace("-", "_"))
    theirs = pd.read_csv(data / f"{table}.csv", dtype=str)
    assert list(found) == list(theirs) and len(found) == len(theirs)
    assert (found.isna() == theirs.isna()).all().all()
    for column in found.select_dtypes("datetime"):
        assert found[column].dt.strftime("%Y-%m-%d").tolist() == theirs[column].tolist(), column


# ---- styles for QGIS


@pytest.fixture(scope="module")
def styles(data):
    base = sqlite3.connect(data / "timeline.gpkg")
    found = base.execute("SELECT f_table_name, styleQML, f_geometry_column, useAsDefault FROM layer_styles").fetchall()
    base.close()
    assert {(column, default) for *_, column, default in found} == {("geom", 1)}
    return {name: ElementTree.fromstring(qml) for name, qml, *_ in found}


@pytest.fixture(scope="module")
def table():
    """The table of looks as it is written, not as the program reads it."""
    return tomllib.loads((ROOT / "data" / "marks.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def terms():
    return tomllib.loads((ROOT / "data" / "atlases" / "portsmouth_1905" / "terms.toml").read_text(encoding="utf-8"))


def test_every_layer_has_a_default_style(styles):
    assert set(styles) == {"areas", "lines", "points", "limits", "stations"}
    for style in styles.values():
        assert style.tag == "qgis" and style.find("renderer-v2") is not None


def test_the_project_in_the_geopackage_opens_its_layers_ready_for_the_temporal_controller(data, styles):
    # Zipped, in hexadecimal digits, as QGIS itself saves a project there (qgsgeopackageprojectstorage.cpp); opened with
    # QGIS 3.22 by hand. Its layers look as their default styles, each under the time of the project.
    base = sqlite3.connect(data / "timeline.gpkg")
    ((name, content),) = base.execute("SELECT name, content FROM qgis_projects").fetchall()
    base.close()
    archive = zipfile.ZipFile(io.BytesIO(bytes.fromhex(content)))
    assert archive.namelist() == [f"{name}.qgs"] == ["portsmouth_1905.qgs"]
    project = ElementTree.fromstring(archive.read(f"{name}.qgs"))
    # The days that atlas.toml says it covers.
    times = project.find("ProjectTimeSettings/TemporalRange")
    assert [times.findtext(end)[:10] for end in ("start", "end")] == ["1855-02-07", "1957-01-01"]
    layers = {layer.findtext("layername"): layer for layer in project.findall("projectlayers/maplayer")}
    assert set(layers) == set(styles)
    for name, layer in layers.items():
        assert layer.findtext("datasource") == f"./timeline.gpkg|layername={name}"
        told = [ElementTree.tostring(one.find("renderer-v2")) for one in (layer, styles[name])]
        assert told[0] == told[1]
        assert (name == "stations") or layer.find("temporal").get("enabled") == "1"
    ids = [layer.findtext("id") for layer in layers.values()]
    drawn = [one.get("id") for one in project.findall("layer-tree-group/layer-tree-layer")]
    assert drawn == ids[::-1] and all(len(one) > 10 for one in ids)


def test_the_light_railway_has_a_dashed_rule_of_its_own(styles):
    renderer = styles["lines"].find("renderer-v2")
    rules = [rule for rule in renderer.iter("rule") if "concession" in rule.get("key", "")]
    [light] = [
        rule for rule in rules if "\"feature\" = 'antung-mukden'" in rule.get("filter") and "japan" in rule.get("key")
    ]
    [rest] = [rule for rule in rules if rule.get("key", "").endswith("concession-japan}")]
    assert "\"feature\" <> 'antung-mukden'" in rest.get("filter")
    symbols = {symbol.get("name"): symbol for symbol in renderer.find("symbols")}
    layers = {rule: len(symbols[rule.get("symbol")].findall("layer")) for rule in (light, rest)}
    assert layers == {light: 2, rest: 3}  # casing and dashes; casing, line and sleepers


def test_every_right_in_a_layer_has_its_rule_and_symbol(styles, rows):
    kinds = {"areas": "MultiPolygon", "lines": "MultiLineString", "points": "MultiPoint"}
    for layer, kind in kinds.items():
        here = rows[rows.geom_type == kind]
        rules = styles[layer].findall("renderer-v2/rules/rule/rule")
        wanted = {
            f"\"tenure\" = '{tenure}' AND "
            + (f"\"holder\" = '{holder}'" if holder else "coalesce(\"holder\", '') = ''")
            for tenure, holder in zip(here["tenure"], here["holder"], strict=True)
        }
        # A light railway has a rule of its own beside that of its right, ground in doubt one over all of them.
        rights = [rule for rule in rules if "doubt" not in rule.get("key")]
        assert {re.sub(r' AND "feature" .*', "", rule.get("filter")) for rule in rights} == wanted
        symbols = styles[layer].findall("renderer-v2/symbols/symbol")
        assert [rule.get("symbol") for rule in rules] == [s.get("name") for s in symbols]


def options_of(layer):
    return {option.get("name"): option.get("value") for option in layer.findall("Option/Option")}


def drawn_of(style):
    """(tenure, holder, symbol layers as (class, options, those within)) of each rule of a style."""
    symbols = {s.get("name"): s for s in style.findall("renderer-v2/symbols/symbol")}
    for rule in style.findall("renderer-v2/rules/rule/rule"):
        if "doubt" in rule.get("key"):
            continue
        tenure, holder = (*re.findall(r"= '([^']+)'", rule.get("filter")), "")[:2]
        yield (
            tenure,
            holder,
            [
                (layer.get("class"), options_of(layer), [options_of(inner) for inner in layer.findall("symbol/layer")])
                for layer in symbols[rule.get("symbol")].findall("layer")
            ],
        )


def mm_of(options, name):
    assert options[f"{name}_unit"] == "MM"
    return float(options[name])


def dash_of_line(options):
    """Its dashes in widths of the line."""
    if options.get("use_custom_dash") != "1":
        return []
    assert options["customdash_unit"] == "MM"
    return [float(part) / mm_of(options, "line_width") for part in options["customdash"].split(";")]


def rgb(colour):
    return ",".join(str(int(colour[n : n + 2], 16)) for n in (1, 3, 5))


def test_an_area_is_drawn_in_qgis_as_the_table_of_marks_says(styles, table, terms):
    ground, px, seen = table["ground"]["colour"], table["paper_mm"], set()
    for tenure, holder, layers in drawn_of(styles["areas"]):
        kind, mark = terms["tenure"][tenure], table["mark"][terms["tenure"][tenure]["mark"]]
        rung = table["ladder"][min(kind["rank"], len(table["ladder"])) - 1]
        colour = terms["power"][terms["power"][holder].get("of", holder)]["colour"] if holder else ground["neutral"]
        shift = (0, 0.5, 0.25, 0.75, 0.5, 0, 0.75, 0.25)[place_of(terms, holder)] if holder else 0
        seen.add(kind["mark"])
        strength = f"{rgb(colour)},{round(255 * mark.get('strength', 1) * rung['strength'])}"
        if kind["mark"] == "fill":
            # A tint without an edge: neighbours of one holder have no border between them.
            ((cls, options, _),) = layers
            assert (cls, options["color"], options["outline_style"]) == ("SimpleFill", strength, "no")
            continue
        (cls, edge, _), *inside = layers
        assert cls == "SimpleLine"
        if kind["mark"] == "outline":
            continue
        faint = not kind.get("edge") and kind["mark"] != "line"
        assert edge["line_color"] == (rgb(ground["quiet"]) if faint else rgb(colour)) + ",255"
        assert mm_of(edge, "line_width") == pytest.approx(
            px * (table["faint"]["width"] if faint else table["mark"]["fill"]["width"]), rel=1e-5
        )
        assert dash_of_line(edge) == pytest.approx(table["faint"]["dash"] if faint else [], rel=1e-4)
        if kind["mark"] == "line":
            assert inside == []
            continue
        ((cls, options, (inner,)),) = inside
        width, spacing = (
            mark["width"] * rung["weight"] * px,
            (mark["spacing"] + mark.get("spacing_by_rank", 0) * (kind["rank"] - 1)) * px,
        )
        # A lean is counted from the east, counter-clockwise, in QGIS as in the terms.
        assert float(options["angle"]) == kind.get("hatch_degrees", 0)
        if kind["mark"] == "hatch":
            assert cls == "LinePatternFill" and inner["line_color"] == strength
            assert mm_of(options, "distance") == pytest.approx(spacing, rel=1e-5)
            assert mm_of(options, "offset") == pytest.approx(spacing * shift, rel=1e-5)
            assert mm_of(inner, "line_width") == pytest.approx(width, rel=1e-5)
        else:
            assert cls == "PointPatternFill" and inner["color"] == strength
            assert [mm_of(options, f"distance_{axis}") for axis in "xy"] == pytest.approx([spacing] * 2, rel=1e-5)
            assert mm_of(options, "offset_x") == pytest.approx(spacing * shift, rel=1e-5)
            assert mm_of(inner, "size") == pytest.approx(width, rel=1e-5)
    assert {"fill", "hatch", "dots"} <= seen


def test_ground_in_doubt_has_a_hatch_of_its_own_in_qgis(styles, table):
    *_, rule = styles["areas"].findall("renderer-v2/rules/rule/rule")  # the last lies on top
    assert rule.get("filter") == "\"feature\" = 'liaodong-doubtful-islands'"
    (symbol,) = [
        s for s in styles["areas"].findall("renderer-v2/symbols/symbol") if s.get("name") == rule.get("symbol")
    ]
    (layer,) = symbol.findall("layer")
    options, (line,) = options_of(layer), [options_of(inner) for inner in layer.findall("symbol/layer")]
    assert layer.get("class") == "LinePatternFill" and float(options["angle"]) == table["doubt"]["degrees"]
    assert mm_of(options, "distance") == pytest.approx(table["doubt"]["spacing"] * table["paper_mm"], rel=1e-5)
    assert mm_of(line, "line_width") == pytest.approx(table["doubt"]["width"] * table["paper_mm"], rel=1e-5)
    assert line["line_color"] == rgb(table["ground"]["colour"]["quiet"]) + ",255"


def place_of(terms, holder):
    """The place of a power, or of that behind a company, in the terms."""
    return list(terms["power"]).index(terms["power"][holder].get("of", holder))


def test_a_line_is_drawn_in_qgis_as_the_table_of_marks_says(styles, table, terms):
    px, seen = table["paper_mm"], set()
    for tenure, holder, layers in drawn_of(styles["lines"]):
        mark = terms["tenure"][tenure]["mark"]
        lines = [options for _, options, _ in layers]
        assert {cls for cls, *_ in layers} == {"SimpleLine"}
        seen.add(mark)
        if mark == "line" and len(lines) == 2:
            assert dash_of_line(lines[1]) == pytest.approx(table["railway"]["light"]["dash"], rel=1e-4)
        elif mark == "line":
            wide = table["mark"]["line"]
            assert [mm_of(line, "line_width") for line in lines] == pytest.approx(
                [wide["casing"] * px, wide["width"] * px, wide["sleeper"] * px], rel=1e-5
            )
            assert [dash_of_line(line) for line in lines] == [
                [],
                [],
                pytest.approx(table["power"][place_of(terms, holder) % 4]["sleepers"], rel=1e-4),
            ]
        elif mark == "outline":
            assert mm_of(lines[0], "line_width") == pytest.approx(table["mark"]["outline"]["width"] * px, rel=1e-5)
        else:
            assert dash_of_line(lines[0]) == pytest.approx(table["mark"]["coast"]["dash"], rel=1e-4)
    assert {"line", "outline"} <= seen


def test_a_line_that_someone_works_lies_over_what_else_is_on_it(styles, terms):
    marks = [terms["tenure"][tenure]["mark"] for tenure, *_ in drawn_of(styles["lines"])]
    assert "line" in marks and set(marks[marks.index("line") :]) == {"line"}


def test_a_limit_is_dashed_in_qgis_by_how_sure_it_is(styles, table):
    found = {certainty: layers for certainty, _, layers in drawn_of(styles["limits"])}
    assert set(found) >= {"derived", "approximate", "conjectural"} or set(found) >= {"verified"}
    for certainty, ((_, line, _),) in found.items():
        assert line["line_color"] == rgb(table["ground"]["colour"]["limit"]) + ",255"
        assert mm_of(line, "line_width") == pytest.approx(table["limit"]["width"] * table["paper_mm"], rel=1e-5)
        assert dash_of_line(line) == pytest.approx(table["certainty"][certainty]["dash"], rel=1e-4)


def test_places_are_discs_and_the_rights_beside_them_rings(styles, table, terms):
    sizes = {}
    for tenure, _, ((_, disc, _),) in drawn_of(styles["points"]):
        sizes.setdefault(terms["tenure"][tenure]["mark"] in ("fill", "line"), set()).add(mm_of(disc, "size"))
    assert list(sizes[True]) == pytest.approx([table["mark"]["point"]["width"] * table["paper_mm"]], rel=1e-5)
    assert all(size > max(sizes[True]) for size in sizes.get(False, ()))


@pytest.mark.parametrize(
    ("day", "holder"),
    [
        # The day in force, 15 October 1905 (Arts. IX, XIV): Japan's, and no longer Russia's.
        ("1905-10-14", ["russia"]),
        ("1905-10-15", ["japan"]),
        ("1905-10-20", ["japan"]),
        # The exchange of 1875 (petersburg-1875): not before the first day.
        ("1875-08-21", []),
        ("1875-08-22", ["russia"]),
    ],
)
def test_a_style_shows_who_held_it_on_the_day_and_nobody_else(day, holder, styles, data):
    # The rule of a layer is SQL too, save for two functions of QGIS; a day counts half-open.
    where = styles["areas"].find("renderer-v2/rules/rule").get("filter")
    assert "@day" in where and "@map_start_time" in where
    base = sqlite3.connect(data / "timeline.gpkg")
    base.create_function("to_date", 1, lambda text: text)
    base.create_function("format_date", 3, lambda *_: None)
    where = where.replace("@map_start_time", "NULL")
    shown = base.execute(
        f"SELECT holder FROM areas WHERE feature = 'sakhalin-south' AND tenure = 'sovereignty' AND ({where})",
        {"day": day},
    ).fetchall()
    base.close()
    assert [name for (name,) in shown] == holder


# ---- shapefiles


def test_shapefiles_read_back_whole(data, rows, tmp_path):
    archive = zipfile.ZipFile(data / "timeline-shapefiles.zip")
    assert archive.testzip() is None
    archive.extractall(tmp_path)
    keys = pd.read_csv(tmp_path / "columns.csv")
    assert keys["short"].str.len().max() <= 10
    found = []
    for layer in ("areas", "lines", "points"):
        table = gpd.read_file(tmp_path / f"{layer}.shp")
        here = keys[keys["layer"] == layer]
        whole = {}
        for column, parts in here.groupby("column", sort=False)["short"]:
            whole[column] = (
                table[parts.iloc[0]] if len(parts) == 1 else table[list(parts)].fillna("").agg("".join, axis=1)
            )
        found.append(
            gpd.GeoDataFrame(whole, geometry=[export.rows.as_multi(shape) for shape in table.geometry], crs=table.crs)
        )
    found = pd.concat(found)
    assert len(found) == len(rows)
    same_rows(found, rows)
    same_shapes(found, rows)


def test_the_zip_says_how_it_is_coded_and_keeps_no_day(data):
    archive = zipfile.ZipFile(data / "timeline-shapefiles.zip")
    names = archive.namelist()
    assert names == sorted(names) and "README.txt" in names
    for layer in ("areas", "lines", "points", "limits", "stations"):
        assert archive.read(f"{layer}.cpg") == b"UTF-8"
        assert b"WGS_1984" in archive.read(f"{layer}.prj")
        # Bytes 1 to 3 of a .dbf: year since 1900, month, day of the last update.
        assert archive.read(f"{layer}.dbf")[1:4] == bytes((100, 1, 1))
    assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_a_long_text_is_cut_between_letters_and_never_at_a_blank():
    from geo.export.gis import CELL, _pieces

    text = "Владивосток — 旅順 " * 60
    pieces = _pieces(text.strip())
    assert "".join(pieces) == text.strip() and len(pieces) > 3
    assert all(len(piece.encode()) <= CELL and piece == piece.strip() for piece in pieces)


# ---- CSV


def test_the_workbook_holds_the_tables(data):
    book = openpyxl.load_workbook(data / "tables.xlsx")
    assert book.sheetnames == ["timeline", "instruments", "articles", "demands", "sources", "data-dictionary"]
    for sheet in book:
        table = pd.read_csv(data / f"{sheet.title}.csv", keep_default_na=False, dtype=str)
        assert [cell.value for cell in sheet[1]] == table.columns.tolist()
        assert sheet.max_row == len(table) + 1 and sheet.freeze_panes == "A2"
    # Art. IX signed on 5 September 1905: a day. The Kuriles' treaty of 7 February 1855: text, as 1900 begins its days.
    signed = {row[0].value: row[6].value for row in book["instruments"].iter_rows(min_row=2)}
    assert signed["portsmouth-1905"] == datetime.datetime(1905, 9, 5) and signed["shimoda-1855"] == "1855-02-07"


def test_what_was_demanded_is_a_table(data):
    # Twelve demands on 10 August 1905, I on Korea, XII on fishing (Brinkley, Japan 6, p. 331a).
    demands = pd.read_csv(data / "demands.csv", keep_default_na=False, dtype=str)
    assert demands["number"].tolist() == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
    assert set(demands["asked"]) == {"1905-08-10"} and demands["articles"].iloc[0] == "II"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_text_is_a_formula(squares, tmp_path, cell):
    isle = squares.atlas.instruments["peace-1720"]
    named = msgspec.structs.replace(isle, title=cell)
    atlas = msgspec.structs.replace(squares.atlas, instruments={**squares.atlas.instruments, "peace-1720": named})
    write(squares._replace(atlas=atlas), tmp_path)
    assert f"'{cell.strip()}" in (tmp_path / "instruments.csv").read_text(encoding="utf-8")
    sheet = openpyxl.load_workbook(tmp_path / "tables.xlsx")["instruments"]
    assert {row[2].data_type for row in sheet.iter_rows(min_row=2)} == {"s"}


def test_csv_reads_back_whole(data, rows):
    same_rows(pd.read_csv(data / "timeline.csv", dtype={"article": str}), rows)


def test_the_dictionary_says_what_every_column_means(data):
    said = pd.read_csv(data / "data-dictionary.csv", keep_default_na=False)
    assert said["meaning"].str.len().min() > 10 and said["short"].str.len().max() <= 10
    for table, columns in said.groupby("table", sort=False)["column"]:
        assert columns.tolist() == pd.read_csv(data / f"{table}.csv", nrows=0).columns.tolist()


def test_instruments_and_articles_read_back_whole(data, portsmouth):
    instruments = portsmouth.atlas.instruments
    found = pd.read_csv(data / "instruments.csv", keep_default_na=False).set_index("id")
    assert found.index.tolist() == list(instruments)
    for key, instrument in instruments.items():
        assert found.loc[key, "signed"] == str(instrument.signed)
        assert found.loc[key, "in_force"] == str(instrument.in_force or "")
        assert instrument.in_force_edtf in ("", found.loc[key, "in_force_edtf"])
        assert found.loc[key, "cite"] == instrument.cite
    articles = pd.read_csv(data / "articles.csv", keep_default_na=False, dtype=str)
    assert list(zip(articles["instrument"], articles["number"], strict=True)) == [
        (i.id, a.number) for i in instruments.values() for a in i.articles
    ]
    assert (articles["verified"] == "true").tolist() == [a.verified for i in instruments.values() for a in i.articles]


def test_every_edtf_date_of_an_instrument_parses(data):
    import edtf

    found = pd.read_csv(data / "instruments.csv", keep_default_na=False)["in_force_edtf"]
    uncertain = [text for text in found if len(text) > len("yyyy-mm-dd")]
    assert len(uncertain) == 4
    for text in uncertain:
        assert str(edtf.parse_edtf(text)).replace(" ", "") == text


# ---- Linked Places


@pytest.fixture(scope="module")
def places(data):
    return json.loads(text_of(data / "timeline.lpf.json"))


def test_linked_places_is_geojson_too(data, portsmouth):
    from geojson_pydantic import FeatureCollection

    with warnings.catch_warnings():
        # LPF wants a GeometryCollection also for one shape.
        warnings.filterwarnings("ignore", "GeometryCollection should not be used")
        found = FeatureCollection.model_validate_json(text_of(data / "timeline.lpf.json"))
    named = [feature.properties["title"] for feature in found.features]
    assert set(portsmouth.features["name"]) <= set(named)
    # Labels are no places: each name of a water or a region once, none in capitals.
    places = [f for f in found.features if f.properties["record"].startswith("place/")]
    assert not [name for name in named if name.isupper()]
    assert len(places) == len({f.properties["title"] for f in places}) > 60
    assert "La Pérouse Strait" not in [f.properties["title"] for f in places]
    assert named.count("La Pérouse Strait") == named.count("Sea of Okhotsk") == 1


def is_time(when):
    """As LPF 1.2.2 has it: timespans, each with a start, each end one of in, or earliest and latest."""
    assert when["timespans"]
    for span in when["timespans"]:
        assert set(span) <= {"start", "end"} and "start" in span
        for point in span.values():
            assert set(point) <= {"in", "earliest", "latest"} and point
            assert all(re.fullmatch(r"\d{4}-\d\d-\d\d[~?%]?", day) for day in point.values())
    return True


def test_linked_places_keeps_the_format(places):
    assert places["@context"].endswith("linkedplaces-context-v1.1.jsonld")
    ids = [place["@id"] for place in places["features"]]
    assert len(ids) == len(set(ids))
    # What the World Historical Gazetteer asks of an upload beyond that (its validation/ folder):
    # names of records are a word, a colon and no blank; each record has a class and a time.
    assert all(re.fullmatch(r"\w+:\S+", name) for name in ids)
    for place in places["features"]:
        assert place["properties"]["title"]
        assert set(place["properties"]["fclasses"]) <= set("AHLPRST") and place["properties"]["fclasses"]
        assert all(re.fullmatch(r"aat:\d{9}", kind["identifier"]) for kind in place.get("types", []))
        assert place["geometry"]["type"] == "GeometryCollection" and place["geometry"]["geometries"]
        assert any(name.get("citations") for name in place["names"])
        for name in place["names"]:
            assert name["toponym"] and re.fullmatch("[a-z]{2}", name["lang"])
        for thing in [*place["geometry"]["geometries"], *place.get("relations", [])]:
            assert thing.get("certainty", "certain") in ("certain", "less-certain", "uncertain")
        for right in place.get("relations", []):
            assert {"relationType", "relationTo", "label", "citations"} <= set(right)
            to = right["relationTo"]
            # A company, and a power that has no name on the map, is named by its id alone.
            assert {one for one in (to if isinstance(to, list) else [to]) if "/power/" not in one} <= set(ids)
            assert all(citation["label"] for citation in right["citations"])
            assert is_time(right["when"])
        assert is_time(place["when"])


def test_a_limit_begins_on_its_own_day_and_a_town_not_on_the_first_of_the_atlas(places, data):
    when = {place["properties"]["record"]: place["when"]["timespans"] for place in places["features"]}
    # Art. IX and XIV: in force on 15 (or 16) October 1905; the additional agreement: 7 May 1898.
    assert when["sakhalin-border"][0]["start"] == {"earliest": "1905-10-15", "latest": "1905-10-16"}
    assert when["neutral-limit"][0]["start"] == {"in": "1898-05-07"}
    # The same days as the layer of the limits, read by GDAL.
    limits = gpd.read_file(data / "timeline.gpkg", layer="limits")
    for name, starts in limits.groupby("feature")["start_date"]:
        days = {day for span in when[name] for day in span["start"].values()}
        assert set(starts.dropna().dt.strftime("%Y-%m-%d")) <= days  # one that always stood has no first day
    # Of a town the maps say only that it was there on the day of the treaty.
    assert when["place/mukden"] == [{"start": {"latest": "1905-09-05"}, "end": {"earliest": "1905-09-05"}}]


def test_a_place_leads_to_the_record_of_geonames_that_it_cites(places):
    links = {place["properties"]["record"]: place.get("links") for place in places["features"]}
    # https://www.geonames.org/2013348 is Vladivostok.
    assert links["place/vladivostok"] == [{"type": "closeMatch", "identifier": "gn:2013348"}]


def test_linked_places_has_every_right_with_its_time_and_citations(places, rows, portsmouth):
    rights = {}
    for place in places["features"]:
        rights[place["properties"]["record"]] = place.get("relations", [])
    for feature, here in rows.groupby("feature", sort=False):
        assert len(rights[feature]) == len(here)
        for right, row in zip(rights[feature], here.itertuples(), strict=True):
            start = right["when"]["timespans"][0]["start"]
            # What has no first day began no later than the days of the atlas.
            first = portsmouth.atlas.covers[0].isoformat()
            assert start == {"latest": first} if not row.start_date else row.start_date in start.values()
            assert len(right["citations"]) == len(cited_sources(row.cite))


def test_linked_places_tells_from_which_day_on_a_name_was_used(places):
    # The Soviet Union was founded on 30 December 1922; no name ended it before the last day of the atlas.
    russia = next(p for p in places["features"] if p["properties"]["record"] == "place/russia")
    days = {name["toponym"]: name["when"]["timespans"] for name in russia["names"] if "when" in name}
    assert days["Soviet Russia"][0]["end"] == {"in": "1922-12-30"}
    assert days["Soviet Union"] == [{"start": {"in": "1922-12-30"}, "end": {"earliest": "1957-01-01"}}]
    assert "Russia" not in days and {name["toponym"] for name in russia["names"]} >= {"Russia", "Россия"}


def test_linked_places_says_in_which_states_of_today_a_place_lies(places):
    # By a map of today; the Habomai Islands are held by Russia and claimed by Japan.
    found = {p["properties"]["record"]: p["properties"].get("ccodes") for p in places["features"]}
    for record, codes in {
        "place/mukden": ["CN"],
        "place/wakkanai": ["JP"],
        "place/vladivostok": ["RU"],
        "sakhalin-south": ["RU"],
        "korea": ["KP", "KR"],
        "place/habomai-islands": ["RU", "JP"],
    }.items():
        assert found[record] == codes, record
    kinds = {p["properties"]["record"]: p.get("types", [{}])[0].get("sourceLabels") for p in places["features"]}
    towns = [record for record, labels in kinds.items() if labels and labels[0]["label"] in ("town", "port")]
    assert len(towns) > 40 and all(found[record] for record in towns)


def test_linked_places_tells_an_uncertain_day_and_an_open_end(places):
    south = next(p for p in places["features"] if p["properties"]["record"] == "sakhalin-south")
    span = next(r for r in south["relations"] if r["label"].startswith("Sovereignty: Japan"))
    assert span["when"]["timespans"] == [
        {"start": {"earliest": "1905-10-15", "latest": "1905-10-16"}, "end": {"in": "1952-04-28"}}
    ]
    held = next(r for r in south["relations"] if r["label"].startswith("Administration in fact: "))
    assert held["when"]["timespans"] == [{"start": {"in": "1946-02-02"}, "end": {"earliest": "1957-01-01"}}]


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("1905-10", {"in": "1905-10"}),
        ("1905-10-XX~", {"in": "1905-10"}),
        ("1905/1906", {"earliest": "1905", "latest": "1906"}),
        ("[1905-10-15..1905-10-18]", {"earliest": "1905-10-15", "latest": "1905-10-18"}),
    ],
)
def test_linked_places_tells_a_day_as_sure_as_it_is(edtf, said):
    assert export.places.point_in_time(edtf) == said


def test_linked_places_reads_back_with_its_shapes(data, portsmouth):
    found = gpd.read_file(data / "timeline.lpf.json").set_index("record")
    for name, ours in portsmouth.features.geometry.items():
        parts = shapely.get_parts(found.geometry[name])
        assert found.crs.to_epsg() == 4326 and len(parts) == 1
        same_shape(ours, parts[0])
    for place in portsmouth.atlas.places:
        if f"place/{place.id}" not in found.index:
            continue
        point = shapely.get_coordinates(found.geometry[f"place/{place.id}"])
        assert point.tolist() == [[place.lon, place.lat]]


# ---- citations


def test_csl_json_renders_without_a_warning(data, portsmouth):
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    items = json.loads(text_of(data / "sources.csl.json"))
    # A field or type that CSL does not know is a warning, which pytest makes an error.
    source = CiteProcJSON(items)
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    shown = CitationStylesBibliography(style, source, formatter.plain)
    for key in source:
        shown.register(Citation([CitationItem(key)]))
    lines = [str(line) for line in shown.bibliography()]
    assert len(lines) == len(portsmouth.atlas.sources) == len(items)
    # Persons by family name and first letters, two of them as two; bodies whole; with their years
    # (title pages as the records cite them).
    for words in (
        "MacMurray, J.V.A.",
        "Brinkley, F. and Kikuchi, D. (1915) ",
        "Chekhov, A. ",
        "Wessel, P. and Smith, W.H.F. ",
        "United States Department of State (1905) ",
        "Samarin, I.A. (1998) ",
    ):
        assert any(words in line for line in lines), words
    assert not any("continued from" in line for line in lines)


def test_csl_json_says_what_kind_of_thing_a_source_is(data, portsmouth):
    # The title pages: an article of a journal, a newspaper, a translated lecture, a book.
    items = {item["id"]: item for item in json.loads(text_of(data / "sources.csl.json"))}
    ajil = items["ajil-1907"]
    assert (ajil["type"], ajil["container-title"], ajil["volume"], ajil["page"]) == (
        "article-journal",
        "American Journal of International Law",
        "1",
        "17-22",
    )
    assert items["jasper-1905"]["type"] == "article-newspaper"
    assert items["ojima-1908"]["translator"] == [{"family": "Fetisov", "given": "A. V."}]
    assert items["brinkley-1915"]["author"] == [
        {"family": "Brinkley", "given": "F."},
        {"family": "Kikuchi", "given": "D."},
    ]
    assert items["frus-1905"]["author"] == [{"literal": "United States Department of State"}]
    # Of a chapter whose book nobody names a style would say "In" and nothing after it.
    parts = {"chapter", "entry-encyclopedia", "article-journal", "article-newspaper"}
    assert all("container-title" in item for item in items.values() if item["type"] in parts)
    assert items["nish-origins"]["type"] == "webpage"
    # A remark of ours is no part of a reference, an address has the day on which it was recorded.
    assert all("note" not in item and ("accessed" in item) == ("URL" in item) for item in items.values())


def test_a_word_after_an_abbreviation_begins_no_sentence(data):
    """Else Chicago, by pandoc, prints "U.S.S.R. And Japan"; what CSL calls nocase stays as it is written."""
    items = {item["id"]: item["title"] for item in json.loads(text_of(data / "sources.csl.json"))}
    assert 'U.S.S.R. <span class="nocase">and</span> Japan' in items["unts-263"]
    assert [title for title in items.values() if re.search(r"[^\s.]\. [a-z]", title)] == []


def test_csl_json_loses_nothing(data, portsmouth):
    for item in json.loads(text_of(data / "sources.csl.json")):
        source = portsmouth.atlas.sources[item["id"]]
        assert re.sub("</?span[^>]*>", "", item["title"]) == source.title and item.get("URL", "") == source.url
        assert [n.get("literal") or n["family"] for n in item.get("author", [])] == [
            name.body or name.family for name in source.authors
        ]
        remarks = item.get("annote", "")
        # Where a thing is kept is printed of what has no address, or stands there alone; else it is a remark.
        assert source.archive in (item.get("archive") or remarks)
        assert " ".join(source.note.split()) in remarks and source.licence in remarks
        parts = item.get("issued", {}).get("date-parts", [[]])[0]
        assert "-".join(f"{n:02}" for n in parts) == source.date


def test_bibtex_parses_and_loses_nothing(data, portsmouth):
    from pybtex.database import parse_file

    found = parse_file(str(data / "sources.bib")).entries
    assert list(found) == list(portsmouth.atlas.sources)
    plain = {r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^"}
    for key, source in portsmouth.atlas.sources.items():
        entry = found[key]
        title = entry.fields["title"][1:-1]
        for tex, letter in plain.items():
            title = title.replace(tex, letter)
        assert re.sub(r"\\([{}%&#_$])", r"\1", title) == " ".join(source.title.split())
        assert entry.fields.get("url", "") == source.url
        assert entry.fields.get("date", "") == source.date
        assert len(entry.persons.get("author", [])) == len(source.authors)
    two = found["gshhg"].persons["author"]
    assert [(*person.first_names, *person.middle_names, *person.last_names) for person in two] == [
        ("Paul", "Wessel"),
        ("Walter", "H.", "F.", "Smith"),
    ]
    assert found["ajil-1907"].type == "article" and found["brinkley-1915"].type == "book"
    assert found["frus-1905"].persons["author"][0].last_names == ["{United States Department of State}"]


def test_every_entry_has_what_biblatex_wants_of_its_kind(data):
    # The biblatex manual, 2.1.1: required fields, and those that an entry of its kind has no place for. Author and
    # date are left out where nobody knows them.
    from pybtex.database import parse_file

    wanted = {"article": "journal", "incollection": "booktitle", "inreference": "booktitle", "online": "url"}
    for key, entry in parse_file(str(data / "sources.bib")).entries.items():
        fields = entry.fields
        assert fields.get(wanted.get(entry.type, "title")), key
        assert fields.get("volume", "1").isdigit(), key
        if entry.type == "online":
            assert not {"number", "pages", "volume", "publisher"} & set(fields), key


def test_an_annual_has_the_year_that_it_is_of(data):
    for item in json.loads(text_of(data / "sources.csl.json")):
        year = re.search(r"Foreign Relations of the United States, (\d{4})", item["title"])
        assert not year or item["issued"]["date-parts"][0][0] == int(year[1]), item["id"]


def test_every_cite_in_the_rows_leads_to_a_source(data, rows):
    known = {item["id"] for item in json.loads(text_of(data / "sources.csl.json"))}
    cites = [*rows["cite"], *(cite for cite in rows["ended_cite"] if cite)]
    assert {source for cite in cites for source, _ in cited_sources(cite)} <= known


# ---- the package


def test_datapackage_is_valid_by_frictionless(data):
    report = validated(data)
    assert report.valid, report.flatten(["type", "message"])


def test_frictionless_sees_a_changed_table(data, tmp_path):
    shutil.copytree(data, tmp_path / "data")
    table = tmp_path / "data" / "timeline.csv"
    table.write_text(text_of(table).replace(",lease,", ",loan,"), encoding="utf-8", newline="")
    kinds = {kind for (kind,) in validated(tmp_path / "data").flatten(["type"])}
    assert {"hash-count", "constraint-error"} <= kinds


def validated(folder):
    """What Frictionless finds in a data package."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package, system

        with system.use_context(trusted=True):
            return Package(str(folder / "datapackage.json")).validate()


def test_datapackage_names_every_file_with_columns_licence_and_sum(data, rows):
    package = json.loads(text_of(data / "datapackage.json"))
    by_path = {resource["path"]: resource for resource in package["resources"]}
    assert set(by_path) == {path.name for path in data.iterdir()} - {"datapackage.json"}
    for name, resource in by_path.items():
        assert resource["hash"] == f"sha256:{export.sha256_of(data / name)}"
        assert resource["bytes"] == (data / name).stat().st_size
        assert resource["licenses"][0]["name"] == "CC0-1.0"
    fields = [field["name"] for field in by_path["timeline.csv"]["schema"]["fields"]]
    assert fields == ["provision", *rows.columns.drop("geometry")]


def test_shapes_carry_the_licence_of_their_coast(data):
    package = json.loads(text_of(data / "datapackage.json"))
    for resource in package["resources"]:
        names = {licence.get("name") for licence in resource["licenses"]}
        shapes = resource["path"] in (
            "timeline.geojson",
            "timeline.gpkg",
            "timeline.lpf.json",
            "timeline-shapefiles.zip",
        )
        assert ("LGPL-3.0-or-later" in names) == shapes


# ---- schema.org


def things(found):
    """Every thing with a type in a JSON-LD object."""
    if isinstance(found, dict):
        yield found
    for part in found.values() if isinstance(found, dict) else found:
        if isinstance(part, dict | list):
            yield from things(part)


def linked(atlas):
    return [json_ld(atlas, subject, EDITION) for subject in (None, *atlas.subjects.values())]


def test_json_ld_uses_only_words_of_schema_org(portsmouth):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for page in linked(portsmouth.atlas):
            for thing in things(page):
                kind = thing["@type"]
                vocabulary = getattr(importlib.import_module(f"pydantic2_schemaorg.{kind}"), kind)
                known = {field.alias for field in vocabulary.__fields__.values()}
                known |= set(vocabulary.__fields__) | {"@context"}
                assert set(thing) <= known, (kind, set(thing) - known)


def test_json_ld_describes_data_map_and_treaty(portsmouth):
    index, *pages = linked(portsmouth.atlas)
    assert index["@type"] == "Dataset" and 50 <= len(index["description"]) <= 5000
    assert len(index["about"]) == len(portsmouth.atlas.instruments)
    for page in pages:
        assert page["@type"] == "Map" and page["isPartOf"]["@type"] == "Dataset"
        assert "1905-09-05" in {law["legislationDate"] for law in page["about"]}
    granted = json_ld(portsmouth.atlas, None, EDITION, ("https://example.org/l",))["license"]
    assert granted == ["https://creativecommons.org/publicdomain/zero/1.0/", "https://example.org/l"]


def test_json_ld_says_latitude_first(portsmouth):
    # schema.org/GeoShape: a box is its lower corner, then its upper, each "latitude longitude".
    box = json_ld(portsmouth.atlas, portsmouth.atlas.subjects["sakhalin"], EDITION)["spatialCoverage"]["geo"]["box"]
    south, west, north, east = map(float, box.split())
    # Korsakov, 46.6 N 142.8 E, and Alexandrovsk, 50.9 N 142.2 E, lie in it (GeoNames).
    assert south < 46.6 < 50.9 < north and west < 142.2 < 142.8 < east


def test_pages_carry_their_json_ld(squares, tmp_path):
    from geo import web

    index = web.index_page(squares, EDITION)
    web.write_pages(squares, tmp_path, EDITION)
    texts = {"": index} | {path.stem: text_of(path) for path in tmp_path.glob("*.html")}
    for name, page in texts.items():
        found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        assert len(found) == 1
        thing = json.loads(found[0])
        assert thing["url"] == (f"{name}.html" if name else "index.html")


def test_what_happened_without_a_text_is_no_legislation(portsmouth):
    about = {thing["@id"].rpartition("/")[2]: thing for thing in json_ld(portsmouth.atlas, None, EDITION)["about"]}
    assert about["portsmouth-1905"]["@type"] == "Legislation"
    # No paper made Japan's army stand in Manchuria in September 1931.
    assert about["manchuria-occupied-1931"]["@type"] == "Event"
    assert about["manchuria-occupied-1931"]["startDate"] == "1931-09-18"
    page = json_ld(portsmouth.atlas, portsmouth.atlas.subjects["treaty"], EDITION)
    assert {thing["@type"] for thing in page["about"]} == {"Legislation"}


def test_downloads_are_the_files_written(portsmouth, data):
    index = json_ld(portsmouth.atlas, None, EDITION)
    for download in index["distribution"]:
        assert (data / Path(download["contentUrl"]).name).is_file()
