"""What the map draws: the marks of two powers side by side, and no more of a line than can be seen."""

import re

import pytest

from geo.marks import read_marks

#: How many vertices each path of the page has on the screen, by its id, and in the packing.
VERTICES = """Object.fromEntries(treatyAtlas.facts.shapes.map(({ id }, i) => [id, [
  document.getElementById(id).getAttribute('d').split(/[ lM]+/).filter((n) => n && n !== 'z').length / 2,
  treatyAtlas.shapes.rings[i].reduce((sum, ring) => sum + ring.length / 2, 0)]]))"""


def colours(portsmouth):
    # A company has the colour of the power that it is of.
    return {power.colour: name for name, power in reversed(portsmouth.atlas.terms.power.items()) if not power.of}


def test_a_mutual_duty_is_in_no_powers_colour(read, portsmouth):
    # Both powers keep the straits open (Art. IX).
    page = read("sakhalin", "mode=after")
    fill = page.locator("#map-a .leaflet-after-pane [data-feature=tartary-strait] .hatch").get_attribute("fill")
    ink = (
        page.locator(fill.removeprefix("url(").removesuffix(")"))
        .locator("> *")
        .evaluate("node => node.getAttribute('fill') || node.getAttribute('stroke')")
    )
    assert ink and ink not in colours(portsmouth)


def test_manchuria_shows_its_sovereign_and_both_armies(read):
    # 22 December 1905: China's, and both armies still there (Art. III, Additional Art. I), each behind its front.
    page = read("treaty", "mode=after")
    hatches = {
        half: page.locator(f"#map-a .leaflet-after-pane [data-feature={half}] .hatch").evaluate_all(
            "all => all.map((use) => use.getAttribute('fill'))"
        )
        for half in ("manchuria-south", "manchuria-north")
    }
    assert any("occupation-japan" in fill for fill in hatches["manchuria-south"])
    assert any("occupation-russia" in fill for fill in hatches["manchuria-north"])
    assert not any("occupation-japan" in fill for fill in hatches["manchuria-north"])


def test_the_legend_tells_the_two_armies_apart(read):
    page = read("treaty", "mode=after")
    assert page.locator("#legend li", has_text="Military occupation").count() == 2


#: What the patterns of the hatches of a feature do, in its map and in the legend.
TURNS = """(uses) => uses.flatMap((use) => {
  const id = use.getAttribute('fill').slice(5, -1);
  return [id, `${id}-legend`].map((one) => document.getElementById(one).getAttribute('patternTransform'))
    .map((turn) => turn.match(/rotate[(].*?[)]/)[0]);
})"""


def test_a_hatch_leans_as_the_terms_say(read):
    # terms.toml: a lease rises to the right, 45 degrees from the east; on a screen y runs down.
    page = read("liaodong", "mode=after")
    hatches = page.locator("#map-a .leaflet-after-pane [data-feature=liaodong-lease] .hatch[fill*=lease]")
    assert hatches.evaluate_all(TURNS) == ["rotate(-45)"] * 2


def test_a_lease_is_outlined_by_the_tenant_and_land_by_its_sovereign(read, portsmouth):
    page, colour = read("liaodong", "mode=after"), {v: k for k, v in colours(portsmouth).items()}
    edge = "#map-a .leaflet-after-pane [data-feature=%s] .edge"
    assert page.locator(edge % "liaodong-lease").get_attribute("stroke") == colour["japan"]
    assert page.locator(edge % "liaodong-neutral-zone").get_attribute("stroke") == colour["china"]


@pytest.mark.parametrize(("basis", "sovereigns"), [("", {"Russia"}), ("signature", {"Russia", "Japan"})])
def test_the_legend_follows_the_legal_date(read, basis, sovereigns):
    # The day after the signature: the south is Japan's if that counts, else still Russia's (Art. IX, XIV).
    page = read("sakhalin", f"mode=after&after=1905-09-06&basis={basis}")
    said = page.locator("#legend li", has_text="Sovereignty:").all_inner_texts()
    assert {words.rpartition("Sovereignty: ")[2].strip() for words in said} == sovereigns


def test_from_afar_a_coast_has_few_vertices(open_page):
    shown, packed = open_page("sakhalin").evaluate(VERTICES)["g-land"]
    assert shown < packed / 2


@pytest.mark.parametrize(("name", "feature"), [("sakhalin", "sakhalin-south"), ("liaodong", "liaodong-lease")])
def test_close_by_it_has_all(open_page, name, feature):
    page = open_page(name, f"feature={feature}", reduced_motion="reduce")
    page.evaluate("treatyAtlas.maps.views[0].map.setZoom(11, { animate: false })")
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
      const [a, b] = treatyAtlas.maps.views.map(({ map }) => map.latLngToContainerPoint([50, 143]));
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


def test_the_edge_of_what_no_right_outlines_is_faint(read):
    faint = read_marks().faint
    page = read("sakhalin", "mode=after")
    found = page.evaluate(
        """[...document.querySelectorAll('.map .edge.faint:not(.doubtful)')].map((edge) => {
          const style = getComputedStyle(edge), probe = document.createElement('i');
          probe.style.color = 'var(--quiet)';
          document.body.append(probe);
          const quiet = getComputedStyle(probe).color;
          probe.remove();
          return { dash: style.strokeDasharray.split(', ').map(parseFloat), width: parseFloat(style.strokeWidth),
            quiet: style.stroke === quiet };
        })"""
    )
    assert found
    for edge in found:
        assert edge["quiet"] and edge["width"] == pytest.approx(faint.width)
        assert [part / edge["width"] for part in edge["dash"]] == pytest.approx(faint.dash)


#: Names of waters with how many of 55 points of their box lie on land as it is drawn.
ON_LAND = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const land = document.querySelector('#g-land');
  const back = document.querySelector('#map-a use.land').getScreenCTM().inverse();
  const dry = ({ x, y, width, height }) => Array.from({ length: 55 }, (_, n) => [n % 11 / 10, Math.floor(n / 11) / 4])
    .filter(([a, b]) => land.isPointInFill(new DOMPoint(x + width * a, y + height * b).matrixTransform(back))).length;
  const names = [...document.querySelectorAll('#map-a text.name.sea')];
  return Object.fromEntries(names.map((text) => [text.textContent, dry(text.getBoundingClientRect())]));
}"""


@pytest.mark.parametrize(
    ("name", "view", "named"),
    [
        ("sakhalin", "46.3,143,7", ["La Pérouse", "Aniva"]),
        ("sakhalin", "45.8,142.4,8.5", ["La Pérouse"]),
        ("treaty", "57,160,5", ["Bering", "Okhotsk"]),
    ],
)
def test_the_name_of_a_water_stands_on_water(read, name, view, named):
    found = read(name, f"mode=after&view={view}").evaluate(ON_LAND)
    assert all(any(word in water for water in found) for word in named), found
    assert set(found.values()) == {0}, found


def test_the_doubtful_islands_have_a_hatch_of_their_own(read):
    page, look = read("liaodong", "mode=after"), read_marks().doubt
    hatched = page.locator("#map-a .in-doubt").evaluate_all(
        "all => all.map((use) => use.closest('[data-feature]').dataset.feature)"
    )
    assert set(hatched) == {"liaodong-doubtful-islands"}  # once for each day that the map holds
    drawn = page.evaluate(
        """() => {
          const pattern = document.querySelector('#doubt-legend');
          const { strokeWidth } = getComputedStyle(pattern.firstElementChild);
          return [pattern.width.baseVal.value, parseFloat(strokeWidth), pattern.getAttribute('patternTransform')];
        }"""
    )
    assert drawn == [look.spacing, look.width, f"rotate({-look.degrees:g})"]
    assert "In doubt whether the rights reach here" in page.locator("#legend").inner_text()
