"""Shapes that were made before are not made again, and never stand for others."""

import os

import geopandas as gpd
import pytest
import shapely

from geo import build_features, build_world, features, read_atlas, sources, web
from geo.web import kept


@pytest.fixture
def made(broken, monkeypatch, tmp_path):
    """Builds the features of the invented world with a cache of the test's own: `made()` gives the table and the ids
    of the features whose recipes ran."""
    monkeypatch.setenv("TREATY_ATLAS_CACHE", str(tmp_path / "kept"))
    run, ran = features._run, []

    def counted(feature, *rest):
        ran.append(feature.id)
        return run(feature, *rest)

    monkeypatch.setattr(features, "_run", counted)

    def build():
        ran.clear()
        return build_features(read_atlas("squares", broken)), set(ran)

    return build


def test_a_second_build_runs_no_recipe_and_gives_the_same_shapes(made):
    (first, ran), (second, again) = made(), made()
    assert ran == set(first.index)
    assert again == set()
    assert shapely.to_wkb(first.geometry.to_numpy()).tolist() == shapely.to_wkb(second.geometry.to_numpy()).tolist()
    assert first.drop(columns="geometry").equals(second.drop(columns="geometry"))


def test_what_was_kept_is_what_a_recipe_makes(made, monkeypatch):
    kept, _ = made()[0], made()
    monkeypatch.setenv("TREATY_ATLAS_CACHE", os.devnull)
    anew, ran = made()
    assert ran == set(anew.index)
    assert kept.geometry.geom_equals_exact(anew.geometry, 0).all()


def test_a_changed_recipe_is_run_with_what_is_cut_from_it_and_nothing_else(made, broken):
    before, _ = made()
    path = broken / "atlases/squares/features.toml"
    text = path.read_text(encoding="utf-8")
    # The cape, leased up to 22 degrees east, ends at 21.5; the buffer is what the lease leaves.
    lease = 'where = { group = "mainland" }, clip = { east = 22.0 }, cut'
    assert lease in text
    path.write_text(text.replace(lease, lease.replace("22.0", "21.5")), encoding="utf-8")
    after, ran = made()
    assert ran == {"cape-lease", "cape-buffer"}
    moved = {name for name in after.index if not after.geometry[name].equals(before.geometry[name])}
    assert moved == ran


def test_what_was_damaged_is_made_anew(made, tmp_path):
    table, _ = made()
    for path in (tmp_path / "kept").iterdir():
        path.write_bytes(path.read_bytes()[:-9])
    again, ran = made()
    assert ran == set(table.index)
    assert again.geometry.geom_equals_exact(table.geometry, 0).all()


def test_a_changed_layer_is_felt_by_those_that_are_made_of_it(made, broken):
    before, _ = made()
    path = broken / "shapefiles/lakes/lakes.shp"
    lakes = gpd.read_file(path)
    lakes.geometry = lakes.geometry.scale(0.5, 0.5)
    lakes.to_file(path)
    sources.read_folder.cache_clear()
    after, ran = made()
    assert ran == {"cape-buffer"}
    assert after.area_km2["cape-buffer"] > before.area_km2["cape-buffer"]


# ---- what pages keep


@pytest.fixture
def pages(broken, monkeypatch, tmp_path):
    """Writes the pages of the invented world with a cache of the test's own: what was made anew, and the pages."""
    monkeypatch.setenv("TREATY_ATLAS_CACHE", str(tmp_path / "kept"))
    made, own = [], kept.cache.remembered

    def remembered(parts, make):
        parts = list(parts)
        # The table of features hangs on one text; it is no page's.
        return own(parts, lambda: (len(parts) > 1 and made.append(parts[-1])) or make())

    monkeypatch.setattr(kept.cache, "remembered", remembered)

    def write(cached=True):
        made.clear()
        sources.read_folder.cache_clear()
        world = build_world("squares", broken)
        folder = tmp_path / f"pages-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            if not cached:
                patch.setenv("TREATY_ATLAS_CACHE", os.devnull)
            web.write_pages(world, folder, {"version": "0", "checksum": "0"})
        return len(made), {path.name: path.read_bytes() for path in folder.iterdir()}

    return write


def change(broken, file, old, new):
    path = broken / "atlases/squares" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_pages_draw_anew_what_a_change_touches_and_are_as_from_nothing(pages, broken):
    first, _ = pages()
    assert first == 4 and pages()[0] == 0
    # A corrected sentence moves nothing.
    change(broken, "instruments/peace-1720.toml", "without forts", "without any fort")
    drawn, found = pages()
    assert drawn == 0 and b"without any fort" in found["isle.html"] and pages(cached=False)[1] == found
    # A mine that lies elsewhere does, on the page of the cape and on its two still pictures, and on no other.
    change(broken, "features.toml", "[[21.0, -1.0], [21.0, 1.0]]", "[[21.0, -1.0], [21.0, 0.5]]")
    drawn, found = pages()
    assert drawn == 2 and pages(cached=False)[1] == found
