"""The map for notebooks: byte-equal, asking nobody, and deaf to hostile text."""

import re
from html import unescape

import folium
import geopandas as gpd
import pytest
import shapely
from folium.plugins import MarkerCluster

from geo.errors import UsageError
from geo.web.explore import OfflineMap, _ground, compare, explore

from .browser.install import chromium

#: What a template engine would compute or run, and what it would stumble over.
TEMPLATE = "{{7*7}} {{cycler.__init__.__globals__.os.mkdir('PWNED')}} {% raw {# {{"

HOSTILE = "<img src=x onerror=\"document.title='hacked'\"></script><b>"

#: Anything that a browser fetches by itself: scripts, styles, pictures, frames, imports.
FETCHED = re.compile(
    r"""<(?:script|link|img|iframe|source|video|audio|object|embed)\b[^>]*?
                     \s(?:src|href|data)=["']?(?!data:)[^"'\s>]+|@import|
                     url\((?!data:|["']?\#)""",
    re.VERBOSE,
)


def page_of(shown) -> str:
    return shown.get_root().render()


@pytest.fixture
def hostile() -> gpd.GeoDataFrame:
    """A timeline of one square (10 E to 11 E, 0 to 1 N) whose every text is an attack."""
    texts = dict.fromkeys(
        ["feature", "name", "tenure", "holder", "instrument", "article", "cite", "ended_by", "basis", "note"], HOSTILE
    )
    return gpd.GeoDataFrame(
        [
            texts
            | {
                "bound": "",
                "benefits": "",
                "start_date": "1700-01-01",
                "end_date": "",
                "geometry": shapely.box(10, 0, 11, 1),
            }
        ],
        crs="EPSG:4326",
    )


@pytest.fixture(scope="module")
def browser():
    """One Chromium for the tests of this file."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def tab(browser, tmp_path):
    """Opens a page from a file in Chromium, offline; keeps what it asks for and complains of."""
    context = browser.new_context(offline=True, viewport={"width": 900, "height": 600})
    opened = context.new_page()
    opened.requests, opened.complaints = [], []
    opened.on("request", lambda request: opened.requests.append(request.url))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.on("console", lambda message: opened.complaints.append(message.text))

    def open_page(text: str):
        path = tmp_path / "page.html"
        path.write_text(text, encoding="utf-8")
        opened.goto(path.as_uri())
        return opened

    yield open_page
    context.close()


def test_two_renders_are_equal(squares):
    first = explore(squares.timeline, "1720-08-01", squares.layers, squares.atlas)
    second = explore(squares.timeline, "1720-08-01", squares.layers, squares.atlas)
    assert page_of(first) == page_of(first) == page_of(second)
    assert not re.search(r"_[0-9a-f]{32}", page_of(first))


def test_page_has_language_and_title_and_lets_readers_zoom():
    page = page_of(OfflineMap([0, 10], title="A & B", lang="de"))
    assert '<html lang="de">' in page and "<title>A &amp; B</title>" in page
    assert "user-scalable" not in page and "maximum-scale" not in page


def test_nothing_is_fetched(squares):
    page = page_of(explore(squares.timeline, "1720-08-01", squares.layers, squares.atlas))
    assert not FETCHED.findall(page.replace('rel="icon" href="data:,"', ""))
    assert "L.Map" in page or "leaflet" in page


def test_the_licence_of_leaflet_is_with_its_copy(squares):
    page = page_of(explore(squares.timeline, "1720-08-01", squares.layers, squares.atlas))
    assert "Redistributions in binary form must reproduce the above copyright notice" in page


def test_folium_itself_keeps_its_links():
    OfflineMap().add_js_link("mine", "data:,")
    assert OfflineMap().default_js == [] and OfflineMap.default_js == []
    assert any("leaflet" in name for name, _ in folium.Map.default_js)


def test_tooltip_names_right_holder_article_source_and_days(squares):
    page = page_of(explore(squares.timeline, "1720-08-01", squares.layers, squares.atlas))
    for row in squares.timeline.query("start_date <= '1720-08-01' and end_date == ''").itertuples():
        assert row.cite in page and row.start_date in page
        assert squares.atlas.terms.power[row.holder].name in page
        assert squares.atlas.terms.power[row.holder].colour in page
        assert squares.atlas.terms.tenure[row.tenure].label in page


def test_only_rows_of_the_day_are_shown(squares):
    ended = squares.timeline[squares.timeline["end_date"] != ""].iloc[0]
    before = page_of(explore(squares.timeline, ended.start_date, None, squares.atlas))
    after = page_of(explore(squares.timeline, ended.end_date, None, squares.atlas))
    assert f'"Until": "{ended.end_date}"' in before and f'"Until": "{ended.end_date}"' not in after


def test_in_a_notebook_it_stands_in_its_frame(squares):
    shown = explore(squares.timeline, "1720-08-01", squares.layers, squares.atlas)
    frame = shown._repr_html_()
    inside = re.search('srcdoc="([^"]*)"', frame)[1]
    assert unescape(inside) == page_of(shown)
    assert not FETCHED.findall(frame.replace(inside, ""))


def test_saved_file_is_the_page(squares, tmp_path):
    shown = explore(squares.timeline, "1720-08-01", squares.layers, squares.atlas)
    shown.save(tmp_path / "x.html")
    assert (tmp_path / "x.html").read_text(encoding="utf-8") == page_of(shown)


@pytest.mark.parametrize("subject", ["sakhalin", "liaodong", "railway", "treaty"])
def test_a_map_of_the_real_atlas_is_under_1_mb(portsmouth, subject):
    found = portsmouth.atlas.subjects[subject]
    rows = portsmouth.timeline[portsmouth.timeline["feature"].isin(found.features)]
    shown = explore(rows, found.after, portsmouth.layers, portsmouth.atlas)
    assert len(shown._repr_html_().encode()) < 1_000_000


def test_what_needs_a_network_is_refused():
    clustered = OfflineMap()
    MarkerCluster().add_to(clustered)
    with pytest.raises(UsageError, match=r"asks no network, but .* comes from https://"):
        page_of(clustered)
    tiled = OfflineMap()
    folium.TileLayer("OpenStreetMap").add_to(tiled)
    with pytest.raises(UsageError, match="loads tiles"):
        page_of(tiled)
    with pytest.raises(UsageError, match="has no tiles"):
        OfflineMap(tiles="OpenStreetMap")


def test_a_question_without_answer_is_a_sentence(squares):
    with pytest.raises(UsageError, match='"tomorrow" is no day'):
        explore(squares.timeline, "tomorrow")
    with pytest.raises(UsageError, match="no rows"):
        explore(squares.timeline.iloc[:0], "1720-08-01")


def test_geopandas_explore_draws_on_it(squares):
    rows = squares.timeline[["name", "holder", "geometry"]]
    page = page_of(rows.explore(m=OfflineMap([0, 15], zoom_start=4), legend=False))
    assert not FETCHED.findall(page.replace('rel="icon" href="data:,"', ""))


def test_a_timeline_explores_and_plots_as_any_table_of_geopandas(squares):
    assert isinstance(squares.timeline.explore(), folium.Map)
    assert len(squares.timeline.plot().collections) > 0


def seen(page, *places):
    """The colours on the screen at places (lat, lon) of the first map and of the second, if there is one."""
    import io

    from PIL import Image

    found = []
    for map_ in page.evaluate("Object.keys(window).filter((name) => /^map_\\d+$/.test(name)).sort()"):
        for place in places:
            x, y = page.evaluate(
                f"""place => {{
                const at = {map_}.latLngToContainerPoint(place), box = {map_}.getContainer().getBoundingClientRect();
                return [Math.round(box.x + at.x), Math.round(box.y + at.y)];
            }}""",
                list(place),
            )
            # The darkest of five rows, as a limit is narrow; of a row the middle colour, as one of the dots of a
            # duty may lie there.
            png = page.screenshot(clip={"x": x - 10, "y": y - 2, "width": 21, "height": 5})
            pixels = list(Image.open(io.BytesIO(png)).convert("RGB").getdata())
            found.append(min((sorted(pixels[n : n + 21])[10] for n in range(0, 105, 21)), key=sum))
    return found


def test_no_border_stands_on_the_ground_before_there_was_one(portsmouth, tab):
    # Art. IX cut Sakhalin at 50 degrees, in force 15 October 1905; before the landing of 7 July it was
    # Russian (1875), and no army stood on it.
    page = tab(page_of(compare(portsmouth, "1905-07-06", "1908-04-10", "sakhalin")))
    # Points of the inland on 50 N and a quarter of a degree to either side, west of the Poronai.
    line, north, south = (50.0, 142.5), (50.25, 142.5), (49.75, 142.5)
    before_line, before_north, before_south, line_now, north_now, south_now = seen(page, line, north, south)
    # What the eye cannot tell apart: three steps of 255.
    assert (
        max(abs(a - b) for other in (before_north, before_south) for a, b in zip(before_line, other, strict=True)) <= 3
    )
    for one, other in ((line_now, north_now), (line_now, south_now), (north_now, south_now)):
        assert max(abs(a - b) for a, b in zip(one, other, strict=True)) > 30
    powers = portsmouth.atlas.terms.power
    assert page.locator(".outline").evaluate_all("paths => paths.map((path) => path.getAttribute('stroke'))") == [
        powers["russia"].colour,
        powers["russia"].colour,
        powers["japan"].colour,
    ]
    assert page.complaints == []


def test_a_lease_is_outlined_by_the_tenant_and_a_servitude_by_nobody(portsmouth, tab):
    rows = portsmouth.timeline.query("feature in ['liaodong-lease', 'tartary-strait']")
    page = tab(page_of(explore(rows, "1905-12-22", None, portsmouth.atlas)))
    assert set(page.locator(".outline").evaluate_all("all => all.map((path) => path.getAttribute('stroke'))")) == {
        portsmouth.atlas.terms.power["japan"].colour
    }


def test_a_mark_looks_as_the_table_of_marks_says(portsmouth, tab):
    # terms.toml: a lease is hatched rising to the right, 45 degrees from east; SVG turns clockwise.
    page = tab(page_of(explore(portsmouth, "1905-12-22", subject="liaodong")))
    turns = page.locator("pattern[id^='hatch-lease-japan']").evaluate_all(
        "all => all.map((one) => one.getAttribute('patternTransform'))"
    )
    assert turns == ["rotate(-45)"]
    # marks.toml: a conjectural limit is dashed 1.0 and 2.2 widths of 2.2 px.
    assert page.locator("path.limit[stroke-dasharray='2.2 4.84']").count() > 0


def test_names_stand_on_the_map_and_never_on_one_another(portsmouth, tab):
    page = tab(page_of(compare(portsmouth, "1905-09-04", "1905-12-22", "railway")))
    for map_ in page.locator(".folium-map").all():
        names = map_.locator(".place:visible")
        boxes = [name.bounding_box() for name in names.all()]
        assert {"Harbin", "Mukden", "Port Arthur"} <= set(names.all_inner_texts())
        for n, one in enumerate(boxes):
            for other in boxes[n + 1 :]:
                assert (
                    one["x"] + one["width"] <= other["x"] + 0.5
                    or other["x"] + other["width"] <= one["x"] + 0.5
                    or one["y"] + one["height"] <= other["y"] + 0.5
                    or other["y"] + other["height"] <= one["y"] + 0.5
                )


def test_two_maps_go_together_and_the_legend_covers_neither(portsmouth, tab):
    page = tab(page_of(compare(portsmouth, "1905-09-04", "1905-12-22", "liaodong")))
    page.evaluate("map_1.setView([39, 122], 9, { animate: false })")
    assert page.evaluate("[map_2.getZoom(), map_2.getCenter().lat.toFixed(2)]") == [9, "39.00"]
    page.evaluate("map_2.setView([40, 122], 7, { animate: false })")
    assert page.evaluate("[map_1.getZoom(), map_1.getCenter().lat.toFixed(2)]") == [7, "40.00"]
    key = page.locator(".key").bounding_box()
    for box in (map_.bounding_box() for map_ in page.locator(".folium-map").all()):
        assert box["y"] + box["height"] <= key["y"] + 1 and box["width"] > 400
    assert page.locator(".flag").all_inner_texts() == ["1905-09-04", "1905-12-22"]


def test_no_line_of_the_legend_is_cut(portsmouth, tab):
    """In a frame as high as a cell's; what finds no room under the least map is reached by scrolling the frame."""
    page = tab(page_of(explore(portsmouth, "1905-12-22", subject="treaty")))
    page.set_viewport_size({"width": 640, "height": 480})
    last = page.locator(".key li, .key .credit").last.bounding_box()
    assert last["y"] + last["height"] <= 480 and page.locator(".folium-map").bounding_box()["height"] >= 192
    page = tab(page_of(compare(portsmouth, "1905-09-04", "1905-12-22", "treaty")))
    page.set_viewport_size({"width": 640, "height": 480})
    assert page.evaluate("((key) => key.scrollHeight <= key.clientHeight)(document.querySelector('.key'))")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last = page.locator(".key li, .key .credit").last.bounding_box()
    assert last["y"] + last["height"] <= 480


def test_the_wheel_scrolls_the_notebook(portsmouth, tab):
    page = tab(page_of(explore(portsmouth, "1905-12-22", subject="liaodong")))
    zoom = page.evaluate("map_1.getZoom()")
    page.mouse.move(400, 200)
    page.mouse.wheel(0, -400)
    assert page.evaluate("map_1.getZoom()") == zoom


def test_two_days_in_the_wrong_order_are_a_sentence(portsmouth):
    with pytest.raises(UsageError, match="before 1905-12-22 is not earlier than after 1905-09-04; allowed"):
        compare(portsmouth, "1905-12-22", "1905-09-04")
    with pytest.raises(UsageError, match='there is no subject "moon"; allowed: sakhalin'):
        explore(portsmouth, "1905-12-22", subject="moon")


def test_hostile_text_stays_text_in_the_file(hostile):
    page = page_of(explore(hostile, "1720-01-01"))
    assert "<img src=x" not in page and "</script><b>" not in page


def test_hostile_text_stays_text_in_the_browser(hostile, tab):
    page = tab(page_of(explore(hostile, "1720-01-01")))
    page.locator("path.leaflet-interactive").focus()
    assert HOSTILE in page.locator(".leaflet-tooltip").inner_text()
    assert HOSTILE in page.locator(".leaflet-control-layers").text_content()
    page.keyboard.press("Escape")
    page.locator(".leaflet-tooltip").wait_for(state="detached")
    assert page.locator("img[src=x]").count() == 0 and page.title() != "hacked"
    assert len(page.requests) == 1 and page.complaints == []


def test_a_name_is_no_template(hostile, tab, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = hostile.replace(HOSTILE, TEMPLATE)
    shown = explore(rows, "1720-01-01")
    assert page_of(shown) == page_of(shown)
    page = tab(page_of(shown))
    page.locator("path.leaflet-interactive").focus()
    assert TEMPLATE in page.locator(".leaflet-tooltip").inner_text()
    assert TEMPLATE in page.locator(".leaflet-control-layers").text_content()
    assert TEMPLATE in page.title() and page.complaints == []
    assert not (tmp_path / "PWNED").exists()


def test_a_name_in_a_plain_folium_popup_is_no_template(hostile, tab):
    shown = OfflineMap([0.5, 10.5], zoom_start=7)
    folium.Marker([0.5, 10.5], popup=TEMPLATE, tooltip=TEMPLATE).add_to(shown)
    page = tab(page_of(shown))
    page.locator(".leaflet-marker-icon").click()
    assert page.locator(".leaflet-popup-content").inner_text().strip() == TEMPLATE
    assert page.complaints == []


def test_a_script_that_was_slipped_in_does_not_run(tab):
    shown = OfflineMap([0.5, 10.5], zoom_start=7)
    shown.get_root().html.add_child(folium.Element("<script>document.title = 'hacked'</script>"))
    page = tab(page_of(shown))
    assert page.title() == "Map"
    assert any("Content Security Policy" in complaint for complaint in page.complaints)


def test_hostile_text_in_a_plain_folium_tooltip_stays_text(hostile, tab):
    shown = OfflineMap([0.5, 10.5], zoom_start=7)
    folium.GeoJson(
        hostile[["name", "geometry"]],
        name=HOSTILE,
        tooltip=folium.GeoJsonTooltip(["name"]),
        popup=folium.GeoJsonPopup(["name"]),
    ).add_to(shown)
    folium.LayerControl(collapsed=False).add_to(shown)
    page = tab(page_of(shown))
    page.locator("path.leaflet-interactive").click()
    assert HOSTILE in page.locator(".leaflet-popup").inner_text()
    assert page.locator("img[src=x]").count() == 0 and page.title() != "hacked"
    assert page.complaints == []


def test_what_folium_users_add_works_offline(tab):
    shown = OfflineMap([0.5, 10.5], zoom_start=7)
    folium.Marker([0.5, 10.5], popup=folium.Popup("<b>here</b>")).add_to(shown)
    page = tab(page_of(shown))
    page.locator(".leaflet-marker-icon").click()
    assert page.locator(".leaflet-popup b").inner_text() == "here"
    assert page.locator(".leaflet-marker-icon").evaluate("icon => icon.naturalWidth") > 0
    assert len([url for url in page.requests if not url.startswith("data:")]) == 1
    assert page.complaints == []


def test_a_frame_that_is_hidden_at_first_still_fits_its_map(squares, tab):
    shown = explore(squares.timeline, "1720-08-01", squares.layers, squares.atlas)
    page = tab(f"<!DOCTYPE html><div hidden>{shown._repr_html_()}</div>")
    page.locator("div").evaluate("box => { box.hidden = false; }")
    inside = page.frame_locator("iframe")
    inside.locator("path.leaflet-interactive").first.wait_for()
    boxes = [path.bounding_box() for path in inside.locator("path.leaflet-interactive").all()]
    frame = page.locator("iframe").bounding_box()
    assert max(box["width"] for box in boxes if box) > frame["width"] / 8
    assert page.complaints == []


def test_real_map_opens_offline_without_a_complaint(portsmouth, tab):
    found = portsmouth.atlas.subjects["railway"]
    rows = portsmouth.timeline[portsmouth.timeline["feature"].isin(found.features)]
    page = tab(page_of(explore(rows, found.after, portsmouth.layers, portsmouth.atlas)))
    # Ground on which no right lies, such as a railway of another state, is not to be chosen.
    assert page.locator("path.leaflet-interactive").count() >= len(set(found.features) - portsmouth.atlas.bare)
    assert [url for url in page.requests if not url.startswith(("file:", "data:"))] == []
    assert page.complaints == []


def test_markup_that_an_author_writes_cannot_run_or_fetch(tab):
    shown = OfflineMap([0.5, 10.5], zoom_start=7)
    folium.Marker(
        [0.5, 10.5], tooltip="<img src=https://example.org/x.png onerror=\"document.title='hacked'\">"
    ).add_to(shown)
    page = tab(page_of(shown))
    page.locator(".leaflet-marker-icon").hover()
    page.locator(".leaflet-tooltip").wait_for()
    assert page.title() != "hacked"
    assert any("Content Security Policy" in complaint for complaint in page.complaints)


def test_a_coast_that_was_cut_at_180_degrees_is_whole_on_the_map():
    # Two halves of a box from 170 east to 170 west, whose ends at 180 differ by a ten-thousandth of a degree.
    halves = [shapely.box(170, 60, 180, 70), shapely.box(-180, 60, -170, 70.0001)]
    land = gpd.GeoDataFrame(geometry=halves, crs="EPSG:4326")
    ground = _ground({"land": land}, (165.0, 55.0, 195.0, 75.0), 0.05)
    (whole,) = shapely.get_parts(shapely.geometry.shape(ground["geometry"]))
    assert whole.bounds == pytest.approx((170, 60, 190, 70), abs=0.001) and not len(whole.interiors)
    assert whole.area == pytest.approx(200, rel=0.001)
