"""What the map draws: the marks of two powers side by side, and no more of a line than can be seen."""

import re

import pytest

#: How many vertices each path of the page has on the screen, by its id, and in the packing.
VERTICES = """Object.fromEntries(treatyAtlas.facts.shapes.map(({ id }, i) => [id, [
  document.getElementById(id).getAttribute('d').split(/[ lM]+/).filter((n) => n && n !== 'z').length / 2,
  treatyAtlas.shapes.rings[i].reduce((sum, ring) => sum + ring.length / 2, 0)]]))"""


def colours(portsmouth):
    # A company has the colour of the power that it is of.
    return {power.colour: name for name, power in reversed(portsmouth.atlas.terms.power.items())
            if not power.of}


def test_a_mutual_duty_is_in_no_powers_colour(read, portsmouth):
    # Both powers keep the straits open (Art. IX).
    page = read("sakhalin", "mode=after")
    fill = page.locator("#map-a .leaflet-after-pane [data-feature=tartary-strait] .hatch").get_attribute("fill")
    ink = page.locator(fill.removeprefix("url(").removesuffix(")")).locator("> *").evaluate(
        "node => node.getAttribute('fill') || node.getAttribute('stroke')")
    assert ink and ink not in colours(portsmouth)


def test_manchuria_shows_its_sovereign_and_both_armies(read):
    # 22 December 1905: China's, and both armies still there (Art. III, Additional Art. I), each behind its front.
    page = read("treaty", "mode=after")
    hatches = {half: page.locator(f"#map-a .leaflet-after-pane [data-feature={half}] .hatch").evaluate_all(
        "all => all.map((use) => use.getAttribute('fill'))") for half in ("manchuria-south", "manchuria-north")}
    assert any("occupation-japan" in fill for fill in hatches["manchuria-south"])
    assert any("occupation-russia" in fill for fill in hatches["manchuria-north"])
    assert not any("occupation-japan" in fill for fill in hatches["manchuria-north"])


def test_the_legend_tells_the_two_armies_apart(read):
    page = read("treaty", "mode=after")
    assert page.locator("#legend li", has_text="Military occupation").count() == 2


def test_from_afar_a_coast_has_few_vertices(open_page):
    shown, packed = open_page("sakhalin").evaluate(VERTICES)["g-land"]
    assert shown < packed / 2


@pytest.mark.parametrize(("name", "feature"), [("sakhalin", "sakhalin-south"),
                                               ("liaodong", "liaodong-lease")])
def test_close_by_it_has_all(open_page, name, feature):
    page = open_page(name, f"feature={feature}", reduced_motion="reduce")
    page.evaluate("treatyAtlas.views[0].map.setZoom(11, { animate: false })")
    for shown, packed in page.evaluate(VERTICES).values():
        assert shown >= packed


def test_two_maps_stay_in_step_while_one_is_dragged(open_page):
    page = open_page("sakhalin", "mode=both")
    box = page.locator("#map-a").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=5)
    apart = """new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
      const [a, b] = treatyAtlas.views.map(({ map }) => map.latLngToContainerPoint([50, 143]));
      done([Math.abs(a.x - b.x), Math.abs(a.y - b.y)]);
    })))"""
    assert max(page.evaluate(apart)) < 0.6
    page.mouse.up()
    assert max(page.evaluate(apart)) < 0.6


NAMES = "all => all.map((text) => text.querySelector('.period').textContent)"


@pytest.mark.parametrize(("after", "shown"), [("1905-12-22", False), ("1909-06-01", True)])
def test_a_station_that_opened_later_is_not_written_on_an_earlier_day(open_page, after, shown):
    # Sha-ho-kou opened in 1909 (zh.wikipedia).
    page = open_page("railway", f"mode=after&before=1905-09-04&after={after}&view=38.935,121.585,11")
    names = page.locator("#map-a text.name.station").evaluate_all(NAMES)
    assert ("Sha-ho-kou" in names) == shown


def test_one_romanisation_on_the_railway_map(open_page):
    page = open_page("railway", "mode=after&view=39.9,122.1,9")
    names = page.locator("#map-a text.name.station").evaluate_all(NAMES)
    # Pinyin has zh, q, x and the voiced b, d, g; English maps of 1905 have none of them in Chinese names.
    pinyin = [name for name in names if re.search(r"(?i)zh|(^|-)[bdgqx]", name)]
    assert len(names) >= 5 and pinyin == []
