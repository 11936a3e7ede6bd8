"""What is read, and for each kind of mistake one broken copy and its sentence."""

import re
import shutil
import struct

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import DataError, UsageError, build_features, list_atlases, read_atlas, read_layer
from geo.__main__ import main
from geo.sources import cited_sources

from .conftest import INVENTED

ATLAS = "atlases/squares"
PEACE = f"{ATLAS}/instruments/peace-1720.toml"
CAPE = f"{ATLAS}/instruments/cape-1710.toml"
RENEWAL = f"{ATLAS}/instruments/renewal-1730.toml"


def edit(data, file, old, new):
    """Replace the one place in a file where `old` stands (the first, if there are several)."""
    path = data / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def bytes_of(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def without_lines(sentence):
    """A sentence without the line of the file that it names."""
    return re.sub(r"\.toml:\d+", ".toml", sentence)


def problems_of(data):
    with pytest.raises(DataError) as error:
        read_atlas("squares", data)
    return [without_lines(problem) for problem in error.value.problems]


def layer_problem(data, name="land"):
    with pytest.raises(DataError) as error:
        read_layer(name, data)
    assert len(error.value.problems) == 1
    return error.value.problems[0]


def rewrite(data, shapes, crs="EPSG:4326"):
    """Put other shapes, however wrong, in the place of the layer land."""
    rows = gpd.GeoDataFrame({"id": [str(n) for n in range(len(shapes))]}, geometry=shapes, crs=crs)
    rows.to_file(data / "shapefiles/land/land.shp", encoding="UTF-8")


# ---- what is read


def test_the_invented_atlas_is_listed(broken):
    assert list_atlases(broken) == ["squares"]


def test_facts_are_read_as_they_stand(squares):
    article = squares.atlas.article("peace-1720", "1")
    assert (article.summary, article.verified, article.operative) == (
        "North cedes the isle south of the equator, without forts.",
        True,
        {"en": ["south of the line"]},
    )


@pytest.mark.parametrize("where", [("peace-1720", "99"), ("piece-1720", "1")])
def test_an_article_that_there_is_not(squares, where):
    with pytest.raises(UsageError, match=f'^there is no article "{"/".join(where)}"; allowed: '):
        squares.atlas.article(*where)


def test_instruments_come_in_the_order_of_their_signature(squares):
    assert list(squares.atlas.instruments) == [
        "founding-1700",
        "cape-1710",
        "peace-1720",
        "consent-1720",
        "renewal-1730",
    ]


def test_native_letters_of_a_layer_are_read_whole(squares):
    assert squares.layers["stations"]["name_1905"].tolist() == ["Ålpha", "Beta", "Gamma"]
    assert squares.layers["railways"]["name_ja"].tolist() == ["谷線"]


def test_an_empty_cell_of_a_layer_is_an_empty_text(squares):
    assert squares.layers["railways"]["note"].tolist() == [""]


def test_what_a_reader_does_to_a_layer_stays_with_the_reader(broken):
    read_layer("land", broken)["id"] = "mine"
    assert read_layer("land", broken)["id"].tolist()[0] == "isle"


@pytest.mark.parametrize(
    ("cite", "found"),
    [
        ("words-1720", [("words-1720", "")]),
        ("words-1720[Art. 1]", [("words-1720", "Art. 1")]),
        ("words-1700[p. 2; p. 3]; words-1710", [("words-1700", "p. 2; p. 3"), ("words-1710", "")]),
    ],
)
def test_a_cite_is_sources_and_pinpoints(cite, found):
    assert cited_sources(cite) == found


# ---- the four of the issue, at once


def test_check_tells_four_mistakes_at_once_and_writes_nothing(broken, capsys):
    edit(broken, PEACE, 'article = "2"\nfeature', 'article = "22"\nfeature')
    edit(broken, PEACE, 'grantor = "north"', 'grantor = "nroth"')
    edit(broken, CAPE, "ends = 1735-03-01", "ends = 1709-03-01")
    (broken / "shapefiles/waters/waters.prj").unlink()
    before = bytes_of(broken.parent)

    code = main(["check", "--atlas", "squares", "--data", str(broken)])

    out, err = capsys.readouterr()
    assert sorted(map(without_lines, err.splitlines())) == [
        f"treaty-atlas: {CAPE}, provision 1-cape-lease: ends 1709-03-01 lies before or on its start "
        "1710-03-01; allowed: a later day",
        f'treaty-atlas: {PEACE}, provision 1-isle-south: unknown power "nroth"; did you mean "north"? '
        "allowed: middle, north, south",
        f'treaty-atlas: {PEACE}, provision 2-cape-lease: unknown article "22"; did you mean "2"? '
        "allowed: 1, 2, 3, 4, 5",
        "treaty-atlas: shapefiles/waters/waters.shp: the file waters.prj is missing; allowed: a layer has "
        ".shp, .shx, .dbf, .prj, .cpg",
    ]
    assert (code, out) == (1, "")
    assert bytes_of(broken.parent) == before


def test_check_of_what_is_well_counts_it(broken, capsys):
    # 2 + 3 + 5 + 1 + 1 articles; 17 provisions have a grantee, one only takes away.
    assert main(["check", "--atlas", "squares", "--data", str(broken)]) == 0
    assert capsys.readouterr().out == (
        "squares: 5 instruments, 12 articles, 12 features, 17 rows: all is well\n"
        "atlas.toml, subject isle: shows north-coast, on which no right lies on any day\n"
    )


# ---- facts

FACTS = {
    "unknown key": (
        PEACE,
        'place = "The Square"',
        'plaice = "The Square"',
        f'{PEACE}, instrument: unknown key "plaice"; did you mean "place"? allowed: additional, article, ',
    ),
    "wrong type": (
        f"{ATLAS}/features.toml",
        "uncertainty_m = 10\n",
        'uncertainty_m = "ten"\n',
        f'{ATLAS}/features.toml, feature isle-north: uncertainty_m = "ten" does not fit; allowed: metres, from 0',
    ),
    "missing key": (
        PEACE,
        'summary = "So does the railway; ten guards a kilometre."\n',
        "",
        f'{PEACE}, article 3: the key "summary" is missing; allowed: summary = words between quotation marks',
    ),
    "bad TOML": (
        f"{ATLAS}/sources.toml",
        'id = "words-1710"',
        "id = words-1710",
        f"{ATLAS}/sources.toml: is not valid TOML: ",
    ),
    "unknown source": (
        PEACE,
        'cite = "words-1720[Art. 2]"',
        'cite = "words-1721[Art. 2]"',
        f'{PEACE}, article 2: cites the unknown source "words-1721"; did you mean '
        '"words-1720"? allowed: words-1700, words-1710, words-1720',
    ),
    "unknown feature": (
        PEACE,
        'feature = "strait"',
        'feature = "straight"',
        f'{PEACE}, provision 4-strait: unknown feature "straight"; did you mean "strait"? allowed: cape-buffer, ',
    ),
    "unknown tenure": (
        PEACE,
        'tenure = "guards"',
        'tenure = "guard"',
        f'{PEACE}, provision 3-vale-line-guards: unknown tenure "guard"; did you mean '
        '"guards"? '
        "allowed: concession, guards, lease, occupation, servitude, sovereignty",
    ),
    "no power": (
        PEACE,
        'feature = "strait"\ntenure = "servitude"\ngrantee = "south"\n',
        'feature = "strait"\ntenure = "servitude"\n',
        f"{PEACE}, provision 4-strait: names no power; allowed: a grantor, a grantee or both; "
        "or bound and benefits; or closes",
    ),
    "no id": (
        PEACE,
        'id = "4-strait"\n',
        "",
        f'{PEACE}, provision 8: the key "id" is missing; allowed: id = small letters ',
    ),
    "an id of other letters": (
        PEACE,
        'id = "4-strait"',
        'id = "4/Strait"',
        f'{PEACE}, provision 4/Strait: id = "4/Strait" does not fit; allowed: small letters ',
    ),
    "an id twice": (
        PEACE,
        'id = "4-strait"',
        'id = "4-mines"',
        f"{PEACE}, provision 4-mines: the id stands twice; allowed: once",
    ),
    "bound for nobody": (
        PEACE,
        'feature = "strait"\ntenure = "servitude"\ngrantee = "south"\n',
        'feature = "strait"\ntenure = "servitude"\nbound = ["north"]\n',
        f"{PEACE}, provision 4-strait: binds powers in part; allowed: both bound and "
        "benefits, and then no grantor and no grantee",
    ),
    "bound to no power": (
        PEACE,
        'feature = "strait"\ntenure = "servitude"\ngrantee = "south"\n',
        'feature = "strait"\ntenure = "servitude"\nbound = ["nort"]\nbenefits = ["south"]\n',
        f'{PEACE}, provision 4-strait: unknown power "nort"; did you mean "north"? ',
    ),
    "closes nothing": (
        PEACE,
        'id = "4-strait"\n',
        'id = "4-strait"\ncloses = ["cape-1710/9"]\n',
        f'{PEACE}, provision 4-strait: closes "cape-1710/9" leads nowhere; ',
    ),
    "a right of no day": (
        PEACE,
        "ends = 1721-02-01",
        "ends = 1720-06-01",
        f"{PEACE}, provision 4-cape-buffer-north: ends 1720-06-01 lies before or on its "
        "start 1720-06-01; allowed: a later day",
    ),
    "declared by none": (
        PEACE,
        'starts = "signature"\nends = 1721-02-01\n',
        'grantor = "middle"\nstarts = "open"\n',
        f"{PEACE}, provision 4-cape-buffer-north: declares what was so before, so its "
        "start is open; allowed: a grantee and no grantor",
    ),
    "a company of nobody": (
        "terms.toml",
        'name = "South"\n',
        'name = "South"\nof = "nort"\n',
        'terms.toml, power south: unknown power "nort"; did you mean "north"? ',
    ),
    "a power without colour": ("terms.toml", 'colour = "#b8432f"\n', "", "terms.toml, power south: has no colour; "),
    "later names out of order": (
        "terms.toml",
        'name = "South"\n',
        'name = "South"\nnames = [{ from = 1730-01-01, en = "a" }, { from = 1720-01-01, en = "b" }]\n',
        "terms.toml, power south: has later names out of order; allowed: each from a later day",
    ),
    "a later name without a day": (
        "terms.toml",
        'name = "South"\n',
        'name = "South"\nnames = [{ en = "a" }]\n',
        "terms.toml, power south: has a later name without a day or without English; ",
    ),
    "consent that leads nowhere": (
        PEACE,
        '"consent-1720/1"',
        '"consent-1720/7"',
        f'{PEACE}, provision 2-cape-lease: consent_by "consent-1720/7" leads '
        'nowhere; did you mean "consent-1720/1"? allowed: instrument/article, such as ',
    ),
    "a date not given": (
        PEACE,
        "consent = 1720-11-01\n",
        "",
        f'{PEACE}, provision 2-cape-lease: starts = "consent", but that date is not '
        "given; allowed: a date of the instrument or of the provision",
    ),
    "in force before signed": (
        PEACE,
        "in_force = 1720-08-01",
        "in_force = 1720-05-31",
        f"{PEACE}, instrument: in_force 1720-05-31 lies before signed 1720-06-01; allowed: the same day or later",
    ),
    "no such certainty": (
        f"{ATLAS}/features.toml",
        'certainty = "derived"',
        'certainty = "sure"',
        f'{ATLAS}/features.toml, feature north-coast: unknown certainty "sure"; '
        "allowed: approximate, conjectural, derived, verified",
    ),
    "no such effect": (PEACE, 'effect = "none"', 'effect = "no"', f'{PEACE}, article 5: unknown effect "no"; '),
    "before after after": (
        f"{ATLAS}/atlas.toml",
        "before = 1720-05-31",
        "before = 1720-09-01",
        f"{ATLAS}/atlas.toml, subject isle: before 1720-09-01 is not earlier "
        "than after 1720-08-01; allowed: before < after",
    ),
    "detail of no subject": (
        f"{ATLAS}/atlas.toml",
        "before = 1720-05-31",
        'detail_of = ["isel"]\nbefore = 1720-05-31',
        f'{ATLAS}/atlas.toml, subject isle: unknown subject "isel"; ',
    ),
    "an article twice": (
        PEACE,
        'number = "5"',
        'number = "4"',
        f"{PEACE}, article 4: the number stands twice; allowed: once",
    ),
    "file of another name": (
        RENEWAL,
        'id = "renewal-1730"',
        'id = "renewal-1731"',
        f"{RENEWAL}, instrument renewal-1731: the file has another name; allowed: renewal-1731.toml",
    ),
}


@pytest.mark.parametrize("mistake", FACTS)
def test_mistake_in_the_facts_is_one_sentence(broken, mistake):
    file, old, new, sentence = FACTS[mistake]
    edit(broken, file, old, new)
    found = problems_of(broken)
    # Some sentences go on with a list of what is allowed, or with the words of the TOML reader.
    # What is said first is the cause; a record that cannot be read is missed by others after it.
    assert found[0].startswith(sentence) if sentence.endswith((" ", ", ")) else found[0] == sentence


def test_unknown_column_and_value_of_a_recipe_are_one_sentence_each(broken):
    file = f"{ATLAS}/features.toml"
    edit(broken, file, 'where = { id = "strait" }', 'where = { name_id = "strait" }')
    edit(broken, file, 'where = { group = "vale" }', 'where = { group = "dale" }')
    with pytest.raises(DataError) as error:
        build_features(read_atlas("squares", broken))
    assert error.value.problems == [
        'features.toml, feature strait: layer waters has no column "name_id"; did you mean "name"? allowed: id, name',
        'features.toml, feature vale-line: layer railways has no row with group = "dale"; '
        'did you mean "vale"? allowed: vale',
    ]


def test_unknown_atlas_is_a_mistake_of_usage(broken):
    with pytest.raises(UsageError) as error:
        read_atlas("sqares", broken)
    assert str(error.value) == ('there is no atlas "sqares"; did you mean "squares"? allowed: squares')


# ---- layers


def test_an_encoding_of_the_readers_machine_changes_no_name(broken, monkeypatch):
    # GDAL would read every .dbf in the encoding that SHAPE_ENCODING names.
    path = broken / "shapefiles/waters/waters.shp"
    layer = gpd.read_file(path)
    layer["name"] = "東京 กรุงเทพ"
    layer.to_file(path, encoding="UTF-8")
    monkeypatch.setenv("SHAPE_ENCODING", "CP1252")
    assert set(read_layer("waters", broken)["name"]) == {"東京 กรุงเทพ"}


@pytest.mark.parametrize("suffix", [".shx", ".dbf", ".prj", ".cpg"])
def test_missing_part_of_a_layer_is_named(broken, suffix):
    (broken / f"shapefiles/land/land{suffix}").unlink()
    assert layer_problem(broken) == (
        f"shapefiles/land/land.shp: the file land{suffix} is missing; allowed: a layer has .shp, .shx, .dbf, .prj, .cpg"
    )


def test_unknown_layer_is_named(broken):
    assert layer_problem(broken, "lamd") == (
        'shapefiles/lamd/lamd.shp: there is no layer "lamd"; did you mean "land"? '
        "allowed: lakes, land, lease_lines, railways, stations, waters"
    )


def test_other_encoding_is_refused(broken):
    (broken / "shapefiles/land/land.cpg").write_text("ISO-8859-1")
    assert layer_problem(broken) == ("shapefiles/land/land.shp: land.cpg names another encoding; allowed: UTF-8")


@pytest.mark.filterwarnings("ignore")  # as on the command line
def test_truncated_shp_is_refused(broken):
    path = broken / "shapefiles/land/land.shp"
    path.write_bytes(path.read_bytes()[:-100])
    assert layer_problem(broken) == (
        "shapefiles/land/land.shp, row 5: has no shape (a cut-off .shp?); allowed: one shape in every row"
    )


def test_degrees_tagged_as_metres_lie_elsewhere(broken, capsys):
    other = gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs="EPSG:3857")
    other.to_file(broken / "metres.shp")
    shutil.copy(broken / "metres.prj", broken / "shapefiles/land/land.prj")
    assert main(["check", "--atlas", "squares", "--data", str(broken)]) == 1
    assert (
        "shapefiles/land/land.shp, row 1: lies outside the extent that source.toml declares; allowed: 9.0 to "
        "26.0 degrees east, -3.0 to 3.0 north (longitude first)"
    ) in capsys.readouterr().err


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg"])
def test_a_layer_of_another_format_and_crs_is_read_like_a_shapefile(broken, suffix):
    folder, before = broken / "shapefiles/land", read_layer("land", INVENTED)
    for part in folder.glob("land.*"):
        part.unlink()
    # Metres of World Mercator. RFC 7946 knows no other CRS; GDAL writes the older form.
    before.to_crs("EPSG:3395").to_file(folder / f"land{suffix}", **({"RFC7946": "NO"} if "json" in suffix else {}))
    found = read_layer("land", broken)
    assert found.crs.to_epsg() == 4326 and found["id"].tolist() == before["id"].tolist()
    assert found.geometry.geom_equals_exact(before.geometry, 1e-6).all()


def only_file(data, name, text):
    """The layer `land` as one file."""
    for part in (data / "shapefiles/land").glob("land.*"):
        part.unlink()
    (data / "shapefiles/land" / name).write_text(text, encoding="utf-8")


def test_a_kml_is_read_with_all_its_folders_and_without_heights(broken):
    def placemark(name, ring):
        shape = (
            f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs>"
        )
        return f"<Folder><name>{name}s</name><Placemark><name>{name}</name>{shape}</Polygon></Placemark></Folder>"

    rings = "0,0,7 1,0,7 1,1,7 0,1,7 0,0,7", "5,0,0 6,0,0 6,1,0 5,1,0 5,0,0"
    inner = "".join(map(placemark, ("isle", "cape"), rings))
    only_file(broken, "land.kml", f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{inner}</Document></kml>')
    found = read_layer("land", broken)
    name = next(column for column in found if column.casefold() == "name")
    assert found[name].tolist() == ["isle", "cape"] and not found.has_z.any()
    assert [shape.bounds for shape in found.geometry] == [(0, 0, 1, 1), (5, 0, 6, 1)]


@pytest.mark.parametrize("told", ["nowhere", "column", "beside"])
def test_a_table_with_wkt_is_read_in_the_crs_that_it_names(broken, told):
    # A degree of the equator of the sphere of Web Mercator: 6,378,137 m x pi / 180 = 111,319.49 m.
    x, crs = (1, "") if told == "nowhere" else (111_319.49, "EPSG:3857")
    more = (",crs", f",{crs}") if told == "column" else ("", "")
    only_file(broken, "land.csv", f"\ufeffid,number,WKT{more[0]}\nisle,7,POINT ({x} 0){more[1]}\n")
    if told == "beside":
        (broken / "shapefiles/land/land.prj").write_text(crs)
    found = read_layer("land", broken)
    assert found["id"].tolist() == ["isle"] and found["number"].tolist() == [7]
    assert found.geometry[0].coords[0] == pytest.approx((1, 0), abs=1e-6) and found.crs.to_epsg() == 4326


def test_a_table_of_longitudes_and_latitudes_is_a_layer_of_points(broken):
    only_file(broken, "land.csv", "id,Lon,Lat\nport,121.25,38.8\nisle,-168.97694,65.5\n")
    found = read_layer("land", broken)
    assert [(point.x, point.y) for point in found.geometry] == [(121.25, 38.8), (-168.97694, 65.5)]
    assert list(found) == ["id", "geometry"] and found.crs.to_epsg() == 4326


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id,lon\nisle,5\n", ': no column "wkt"; allowed: a table with the shape'),
        ("id,lon,lat\nisle,5,north\n", ', row 1: lon is "5", lat "north"; allowed: numbers, such as 30.5'),
        ("id,lon,lat\nisle,5,6\ncape,,\n", ", row 2: has no shape"),
        ("id,where\nisle,x\n", ': no column "wkt"; allowed: a table with the shape of each row as WKT'),
        ("id,wkt\nisle,POINT (0 0)\ncape,POINT (0\n", ', row 2: "POINT (0" is no WKT'),
        ("id,wkt\nisle,POINT (0 0)\ncape,\n", ", row 2: has no shape"),
        (
            "id,wkt,crs\nisle,POINT (0 0),EPSG:4326\ncape,POINT (0 0),EPSG:3857\n",
            ": its column crs names EPSG:3857 and",
        ),
        ("id,wkt,crs\nisle,POINT (0 0),metres\n", ': "metres" is no CRS; allowed: such as EPSG:4326'),
    ],
)
def test_a_wrong_table_is_told(broken, text, sentence):
    only_file(broken, "land.csv", text)
    assert layer_problem(broken).startswith(f"shapefiles/land/land.csv{sentence}")


def test_two_files_of_one_layer_are_refused(broken):
    (broken / "shapefiles/land/land.geojson").write_text("{}")
    assert layer_problem(broken) == (
        "shapefiles/land: has land.shp and land.geojson; allowed: one of land.shp, land.geojson, land.gpkg, "
        "land.kml, land.csv"
    )


def test_metres_tagged_as_degrees_are_refused(broken):
    rewrite(broken, [shapely.box(0, 0, 1, 1), shapely.box(1e6, 0, 1.1e6, 1e5)])
    assert layer_problem(broken) == (
        "shapefiles/land/land.shp, row 2: lies outside 180 degrees west to 180 east, 90 south to "
        "90 north; allowed: longitude and latitude in degrees"
    )


def test_a_bow_tie_is_mended(broken):
    rewrite(broken, [shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])])
    shape = read_layer("land", broken).geometry[0]
    # Two triangles of half a degree's height over a side of one degree: a quarter each.
    assert shape.is_valid and shape.area == pytest.approx(0.5) and len(shape.geoms) == 2


@pytest.mark.parametrize("number", [np.nan, np.inf])
@pytest.mark.filterwarnings("ignore")
def test_coordinate_that_is_no_number_is_refused(broken, number):
    rewrite(broken, [shapely.box(0, 0, 1, 1)])
    path = broken / "shapefiles/land/land.shp"
    # The points of the last ring are the last 5 x 2 doubles of the file; the second point's x:
    content = bytearray(path.read_bytes())
    content[-64:-56] = struct.pack("<d", number)
    path.write_bytes(content)
    assert layer_problem(broken) == (
        "shapefiles/land/land.shp, row 1: has a coordinate that is no number; allowed: degrees"
    )


def test_shape_round_the_world_is_refused(broken):
    rewrite(broken, [shapely.box(-178, 50, 178, 51)])
    assert layer_problem(broken) == (
        "shapefiles/land/land.shp, row 1: spans more than 300 degrees; allowed: shapes cut at 180 degrees"
    )


def test_layer_without_source_toml_is_named_by_check(broken, capsys):
    (broken / "shapefiles/waters/source.toml").unlink()
    assert main(["check", "--atlas", "squares", "--data", str(broken)]) == 1
    assert capsys.readouterr().err == (
        "treaty-atlas: shapefiles/waters/source.toml: the file is missing; every layer says where it comes "
        "from, under which licence; allowed: a TOML file with title and licence\n"
    )


def test_layer_changed_after_it_was_built_is_named_by_check(broken, capsys):
    path = broken / "shapefiles/waters/waters.dbf"
    path.write_bytes(path.read_bytes().replace(b"The Strait", b"The Straat"))
    assert main(["check", "--atlas", "squares", "--data", str(broken)]) == 1
    assert capsys.readouterr().err == (
        "treaty-atlas: shapefiles/waters/waters.dbf: its sha256 is not the one in source.toml; "
        "allowed: the file as built (treaty-atlas layers waters), or the sums of a change by hand "
        "(treaty-atlas layers --sums)\n"
    )


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            '[[demand]]\nnumber = "I"\nby = "north"\nasked = 1720-01-01\n'
            'weight = "heavy"\ndemand = "d"\nanswer = "no"\ndiscussed = 1720-01-01\n'
            'got = "nothing"\noutcome = "o"\ncite = "words-1720"',
            'unknown weight "heavy"; allowed: absolute, additional, relative',
        ),
        (
            '[[demand]]\nnumber = "I"\nby = "north"\nasked = 1720-01-01\n'
            'weight = "absolute"\ndemand = "d"\nanswer = "no"\ndiscussed = 1720-01-02\n'
            'settled = 1720-01-01\ngot = "nothing"\noutcome = "o"\ncite = "nowhere"\narticles = ["99"]',
            'unknown article "99"',
        ),
        ('[[step]]\ndate = 1720-01-02\nwhat = "w"\ncite = "nowhere"', "step 1720-01-02: cites the unknown source"),
    ],
)
def test_a_wrong_demand_is_one_clear_sentence(broken, table, said):
    (broken / ATLAS / "demands.toml").write_text(table, encoding="utf-8")
    with pytest.raises(DataError) as error:
        read_atlas("squares", broken)
    assert any("demands.toml" in problem and said in problem for problem in error.value.problems)


def test_an_article_that_does_nothing_here_says_why_or_is_named(broken, capsys):
    cape = broken / "atlases" / "squares" / "instruments" / "cape-1710.toml"
    article = '[[article]]\nnumber = "4"\nsummary = "A line is drawn."\ncite = "words-1710[Art. 4]"\neffect = "moves"\n'
    edit(broken, cape.relative_to(broken).as_posix(), "[[provision]]", f"{article}\n[[provision]]")
    assert main(["check", "--atlas", "squares", "--data", str(broken)]) == 0
    assert "cape-1710.toml, article 4: " in capsys.readouterr().out
    edit(broken, cape.relative_to(broken).as_posix(), "A line is drawn.", 'A line is drawn."\neffect_note = "where')
    assert main(["check", "--atlas", "squares", "--data", str(broken)]) == 0
    assert "article 4" not in capsys.readouterr().out
