"""Before and after: the swipe by mouse, touch and keyboard, and the other three views."""

import pytest

from .conftest import plain

HANDLE = "#map-a .swipe"


def value(page):
    return int(page.locator(HANDLE).get_attribute("aria-valuenow"))


def cut(page, pane):
    """Left and right edge, in CSS pixels of the map, of the part of a pane that is shown."""
    return page.evaluate(
        """(pane) => {
      const { map } = treatyAtlas.maps.views[0];
      const xs = [...map.getPane(pane).style.clipPath.matchAll(/(-?[\\d.]+)px -?[\\d.]+px/g)]
        .map(([, x]) => map.layerPointToContainerPoint([Number(x), 0]).x);
      return xs.length ? [Math.min(...xs), Math.max(...xs)] : null;
    }""",
        pane,
    )


def width(page):
    return page.locator("#map-a").bounding_box()["width"]


@pytest.fixture
def swiped(read):
    return read("liaodong", "mode=swipe&split=50")


def middle(page):
    box = page.locator(HANDLE + " .grip").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_swipe_opens_where_its_link_says(swiped):
    assert value(swiped) == 50


def test_the_panes_meet_at_the_handle(swiped):
    assert cut(swiped, "before") == pytest.approx([0, width(swiped) / 2], abs=1)
    assert cut(swiped, "after") == pytest.approx([width(swiped) / 2, width(swiped)], abs=1)


def test_the_mouse_drags_the_swipe(swiped):
    x, y = middle(swiped)
    swiped.mouse.move(x, y)
    swiped.mouse.down()
    swiped.mouse.move(x + 0.2 * width(swiped), y, steps=4)
    swiped.mouse.up()
    assert value(swiped) == pytest.approx(70, abs=1)
    assert cut(swiped, "before")[1] == pytest.approx(0.7 * width(swiped), rel=0.01)


def test_a_dragged_swipe_stands_in_the_link(swiped):
    x, y = middle(swiped)
    swiped.mouse.move(x, y)
    swiped.mouse.down()
    swiped.mouse.move(x - 0.2 * width(swiped), y, steps=4)
    swiped.mouse.up()
    assert f"split={value(swiped)}" in swiped.url


def test_a_finger_drags_the_swipe(open_page):
    page = open_page("liaodong", "mode=swipe&split=50", width=390, height=844, has_touch=True)
    x, y = middle(page)
    finger = page.context.new_cdp_session(page)
    for type_, points in (
        ("touchStart", [{"x": x, "y": y}]),
        ("touchMove", [{"x": x + 40, "y": y}]),
        ("touchMove", [{"x": x + 78, "y": y}]),
        ("touchEnd", []),
    ):
        finger.send("Input.dispatchTouchEvent", {"type": type_, "touchPoints": points})
    page.wait_for_function("() => document.querySelector('#map-a .swipe').ariaValueNow > 60")
    assert value(page) == pytest.approx(70, abs=2)


def test_a_finger_on_the_swipe_does_not_move_the_map(open_page):
    page = open_page("liaodong", "mode=swipe&split=50", width=390, height=844, has_touch=True)
    centre = "(({ lat, lng }) => [lat, lng])(treatyAtlas.maps.views[0].map.getCenter())"
    before, (x, y) = page.evaluate(centre), middle(page)
    finger = page.context.new_cdp_session(page)
    for type_, points in (("touchStart", [{"x": x, "y": y}]), ("touchMove", [{"x": x + 78, "y": y}]), ("touchEnd", [])):
        finger.send("Input.dispatchTouchEvent", {"type": type_, "touchPoints": points})
    page.wait_for_function("() => document.querySelector('#map-a .swipe').ariaValueNow > 60")
    assert page.evaluate(centre) == before


@pytest.mark.parametrize(
    ("key", "to"),
    [
        ("ArrowRight", 52),
        ("ArrowUp", 52),
        ("ArrowLeft", 48),
        ("ArrowDown", 48),
        ("PageUp", 60),
        ("PageDown", 40),
        ("Home", 0),
        ("End", 100),
    ],
)
def test_keys_move_the_swipe(swiped, key, to):
    swiped.locator(HANDLE).focus()
    swiped.keyboard.press(key)
    assert value(swiped) == to
    assert cut(swiped, "before")[1] == pytest.approx(to / 100 * width(swiped), abs=1)


def test_the_swipe_says_what_its_value_means(swiped):
    swiped.locator(HANDLE).focus()
    swiped.keyboard.press("ArrowRight")
    assert swiped.locator(HANDLE).get_attribute("aria-valuetext") == ("52 % of the map shows the day before")


def test_the_swipe_has_a_name(swiped):
    assert swiped.get_by_role("slider", name="Swipe between before and after").count() == 1


def test_the_swipe_stays_where_it_is_while_the_map_moves(swiped):
    swiped.evaluate("treatyAtlas.maps.views[0].map.panBy([60, 20], { animate: false })")
    assert cut(swiped, "before") == pytest.approx([0, width(swiped) / 2], abs=1)


# ---- the other views


def test_side_by_side_shows_a_day_each(read):
    page = read("liaodong", "mode=both")
    flags = page.locator(".flag:visible .date").all_inner_texts()
    assert [*map(plain, flags)] == ["Before: 4 September 1905", "After: 22 December 1905"]


def lessee(page, map_id, pane):
    return page.locator(f"{map_id} .leaflet-{pane}-pane [data-feature=liaodong-lease]").get_attribute("aria-label")


def test_side_by_side_tells_who_held_the_lease(read):
    page = read("liaodong", "mode=both")
    assert "Lease: Russia" in lessee(page, "#map-a", "before")
    assert "Lease: Japan" in lessee(page, "#map-b", "after")


def test_side_by_side_moves_both_maps(open_page):
    page = open_page("liaodong", "mode=both")
    page.evaluate("treatyAtlas.maps.views[0].map.panBy([50, 0], { animate: false })")
    one, two = page.evaluate("treatyAtlas.maps.views.map(({ map }) => map.getCenter().lng)")
    assert one == pytest.approx(two, abs=0.012)  # three pixels


@pytest.mark.parametrize(("mode", "shown", "hidden"), [("before", "before", "after"), ("after", "after", "before")])
def test_one_at_a_time_shows_one_day(read, mode, shown, hidden):
    page = read("liaodong", f"mode={mode}")
    assert page.locator(f"#map-a .leaflet-{shown}-pane [data-feature=liaodong-lease]").is_visible()
    assert not page.locator(f"#map-a .leaflet-{hidden}-pane [data-feature=liaodong-lease]").is_visible()


def test_one_at_a_time_has_no_swipe(read):
    assert not read("liaodong", "mode=before").locator(HANDLE).is_visible()


@pytest.mark.parametrize("mode", ["both", "before", "after", "swipe"])
def test_a_view_is_chosen_by_its_button(open_page, state, mode):
    page = open_page("liaodong", "mode=before" if mode != "before" else "mode=after")
    page.locator(f".modes label:has([value={mode}])").click()
    assert state(page)["mode"] == mode and page.locator(HANDLE).is_visible() == (mode == "swipe")


def test_a_view_is_chosen_by_arrow_keys(open_page, state):
    page = open_page("liaodong", "mode=swipe&split=50")
    page.locator(".modes [value=swipe]").focus()
    page.keyboard.press("ArrowRight")
    assert state(page)["mode"] == "before"


def test_no_limit_stands_where_nothing_was_divided(read):
    page = read("sakhalin", "mode=both")
    assert page.locator("#map-a .leaflet-before-pane .limit-line").count() == 0
    assert page.locator("#map-b .leaflet-after-pane .limit-line").count() == 1


@pytest.mark.parametrize(("map_id", "named"), [("#map-a", 0), ("#map-b", 1)])
def test_a_limit_is_named_where_it_stands(read, map_id, named):
    page = read("sakhalin", "mode=both")
    assert page.locator(f"{map_id} .limit-name").count() == named
