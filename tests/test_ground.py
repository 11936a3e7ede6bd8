"""The ground of the flagship: coasts, states, borders, Manchuria, islands and rivers, against what sources say of
them."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import build_features, geometry, read_atlas
from geo.figure import projection
from geo.layers import read_ground
from geo.sources import data_folder
from geo.web.ground import frame_of, land_in

SHAPEFILES = data_folder() / "shapefiles"


def layer(name) -> gpd.GeoDataFrame:
    return gpd.read_file(SHAPEFILES / name / f"{name}.shp")


@pytest.fixture(scope="module")
def atlas():
    return read_atlas("portsmouth_1905")


@pytest.fixture(scope="module")
def features(atlas):
    return build_features(atlas)


def along_180(shapes) -> float:
    """Degrees of outline with both ends on 180 degrees east or west."""
    total = 0.0
    for part in shapely.get_parts(shapely.get_parts(np.atleast_1d(shapes))):
        rings = [part] if part.geom_type == "LineString" else shapely.get_rings(part)
        for ring in rings:
            lonlat = shapely.get_coordinates(ring)
            on = np.abs(lonlat[:, 0]) == 180
            total += np.abs(np.diff(lonlat[:, 1]))[on[:-1] & on[1:]].sum()
    return total


# ---- the fishing coasts

def test_the_fishing_coasts_reach_bering_strait(features):
    coasts = geometry.joined_at_180(features.geometry["fishing-coasts"])
    west, south, east, north = coasts.bounds
    # From the mouth of the Tumen (130.69 E, 42.30 N) to Cape Dezhnev (190.3 E, 66.1 N).
    assert 130.5 < west < 130.75 and south == pytest.approx(42.3, abs=0.01)
    assert 190.3 < east < 190.4 and north > 66.1


def test_no_stretch_of_the_fishing_coasts_runs_along_180_degrees(features):
    assert along_180(features.geometry["fishing-coasts"]) == 0


def test_the_mainland_coast_is_as_long_as_measured_with_the_seam_closed(features):
    # 17,777.5 km: the coarse coast from the Tumen to Bering Strait with the halves joined, measured
    # apart from this code on the coast that version 0.1.0 ended at 180 degrees with 16,059.5.
    coasts = geometry.lines_of(geometry.joined_at_180(features.geometry["fishing-coasts"]))
    assert max(map(geometry.length_km, coasts)) == pytest.approx(17_777.5, rel=0.002)


@pytest.mark.parametrize(("island", "at"), [
    ("northern Sakhalin", (142.7, 52.2)), ("Great Shantar", (137.65, 54.89)),
    ("Karaginsky", (164.1, 58.8)), ("Bering Island", (166.2, 55.0))])
def test_the_coasts_of_russian_islands_are_fishing_coasts(features, island, at):
    lon, lat = at
    coasts = geometry.joined_at_180(features.geometry["fishing-coasts"])
    assert coasts.intersects(shapely.LineString([(lon - 1.2, lat), at])), f"no coast west of {island}"
    assert coasts.intersects(shapely.LineString([at, (lon + 1.2, lat)])), f"no coast east of {island}"


def test_southern_sakhalin_is_no_russian_coast(features):
    south = shapely.box(141.5, 45.5, 145, 49.99)
    assert not features.geometry["fishing-coasts"].intersects(south)


# ---- no shore along a cut

@pytest.mark.parametrize("subject", ["sakhalin", "liaodong", "railway", "treaty"])
def test_no_page_draws_a_shore_along_180_degrees(atlas, subject):
    layers = read_ground(("land", "land_far"), data_folder())
    shape = land_in(layers, frame_of(atlas.subjects[subject], layers))
    assert along_180(np.array(geometry.polygons_of(shape), dtype=object)) == 0


def test_no_sheet_draws_a_shore_along_180_degrees():
    joined = projection.in_window(layer("land_far").geometry, (150, 50, 195, 72))
    assert along_180(np.array(joined, dtype=object)) == 0


@pytest.mark.parametrize("name", ["land", "land_far", "lakes", "countries"])
def test_every_shape_of_a_layer_is_valid(name):
    assert layer(name).is_valid.all()
