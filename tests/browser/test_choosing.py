"""Articles and features in step: map, panel, card, table and legend always tell the same."""

import pytest

from .conftest import plain

LIT = """[...new Set([...document.querySelectorAll('#map-a .leaflet-after-pane .feature.lit')]
  .map((group) => group.dataset.feature))]"""
SOUTH = "#map-a .leaflet-after-pane [data-feature=sakhalin-south]"
CARD = "#card"


@pytest.fixture
def island(read):
    return read("sakhalin", "mode=after", reduced_motion="reduce")


def article(page, key):
    return page.locator(f"[data-article='{key}'] .article-head")


# ---- articles


def test_choosing_an_article_lights_its_features(island):
    article(island, "portsmouth-1905/IX").click()
    assert sorted(island.evaluate(LIT)) == ["la-perouse-strait", "sakhalin-north", "sakhalin-south", "tartary-strait"]


def test_choosing_an_article_dims_the_rest(open_page):
    page = open_page("railway", "mode=after")
    article(page, "portsmouth-1905/V").click()
    dim = page.locator("#map-a .leaflet-after-pane .feature.dim:not(.limit-line)")
    assert "liaodong-lease" in page.evaluate(LIT)
    assert "smr-main" in dim.evaluate_all("all => all.map((g) => g.dataset.feature)")
    assert float(dim.first.evaluate("g => getComputedStyle(g).opacity")) < 0.5


def test_choosing_an_article_lists_its_rows(island, portsmouth):
    article(island, "portsmouth-1905/IX").click()
    rows = island.locator("[data-article='portsmouth-1905/IX'] .rows li").all_inner_texts()
    timeline = portsmouth.timeline
    made = (timeline["instrument"] == "portsmouth-1905") & (timeline["article"] == "IX")
    assert len(rows) == made.sum() > 3
    assert "Sakhalin south of 50°N: Sovereignty, Japan, from 15 October 1905 until 28 April 1952" in map(plain, rows)


def test_choosing_an_article_moves_the_map_to_its_ground(open_page):
    page = open_page("treaty", "mode=after", reduced_motion="reduce")
    article(page, "portsmouth-1905/V").click()
    assert page.evaluate("treatyAtlas.maps.views[0].map.getBounds().contains([38.8, 121.3])")
    assert not page.evaluate("treatyAtlas.maps.views[0].map.getBounds().contains([50, 143])")


def test_a_chosen_article_says_so(island):
    article(island, "portsmouth-1905/IX").click()
    assert article(island, "portsmouth-1905/IX").get_attribute("aria-pressed") == "true"


def test_a_chosen_article_keeps_the_focus(island):
    article(island, "portsmouth-1905/IX").focus()
    island.keyboard.press("Enter")
    assert island.evaluate("document.activeElement.closest('[data-article]')?.dataset.article") == (
        "portsmouth-1905/IX"
    )


def test_choosing_an_article_again_lets_it_go(island, state):
    article(island, "portsmouth-1905/IX").click()
    article(island, "portsmouth-1905/IX").click()
    assert state(island)["article"] == "" and island.evaluate(LIT) == []


def test_every_article_of_the_treaty_is_listed(read):
    page = read("treaty")
    assert page.locator("[data-article^='portsmouth-1905/']").count() == 17


def test_an_article_without_effect_on_the_ground_says_so(read):
    page = read("treaty")
    words = page.locator("[data-article='portsmouth-1905/I']").inner_text()
    assert "No effect on the ground" in words


# ---- features


def test_a_click_on_a_polygon_opens_its_card(island, at):
    island.mouse.click(*at(island, 142.75, 47.3))
    assert island.locator(CARD + " h2").inner_text() == "Sakhalin south of 50°N"


def test_enter_on_a_focused_polygon_opens_its_card(island):
    island.locator(SOUTH).focus()
    island.keyboard.press("Enter")
    assert island.locator(CARD + " h2").inner_text() == "Sakhalin south of 50°N"


def test_space_on_a_focused_polygon_opens_its_card(island):
    island.locator(SOUTH).focus()
    island.keyboard.press("Space")
    assert island.locator(CARD + " h2").inner_text() == "Sakhalin south of 50°N"


def test_a_chosen_polygon_keeps_the_focus(island):
    island.locator(SOUTH).focus()
    island.keyboard.press("Enter")
    assert island.evaluate("document.activeElement.dataset.feature") == "sakhalin-south"


def test_every_feature_on_the_map_can_be_focused_and_has_a_name(read):
    page = read("railway", "mode=after")
    assert (
        page.locator("#map-a .leaflet-after-pane .feature").evaluate_all(
            "all => all.filter((g) => g.tabIndex !== 0 || !g.getAttribute('aria-label')).length"
        )
        == 0
    )


def test_the_focus_on_a_polygon_is_seen(island):
    island.locator(SOUTH).focus()
    island.keyboard.press("Shift")
    width = island.locator(SOUTH + " .touch").evaluate("t => getComputedStyle(t).strokeWidth")
    assert width == "5px"


def test_tab_goes_through_the_polygons_in_order(island):
    island.locator("#map-a .leaflet-after-pane [data-feature=sakhalin-north]").focus()
    island.keyboard.press("Tab")
    assert island.evaluate("document.activeElement.dataset.feature") == "sakhalin-south"


def test_what_is_not_shown_is_not_in_the_way_of_tab(island):
    hidden = island.locator("#map-a .leaflet-before-pane .feature").first
    assert not hidden.is_visible()


@pytest.mark.parametrize(
    ("label", "words"),
    [("Rule", "50"), ("Under", "Art. IX"), ("Drawn from", "Land in detail"), ("Certainty", "±"), ("Measure", "km²")],
)
def test_the_card_says_why_the_line_is_here(read, label, words):
    page = read("sakhalin", "mode=after&feature=sakhalin-south")
    told = page.locator(f"#card dt:text-is('{label}') + dd")
    assert words in told.inner_text()


def test_the_card_names_the_licence_of_its_layer(read):
    page = read("sakhalin", "feature=sakhalin-south")
    assert "LGPL" in page.locator("#card dt:text-is('Drawn from') + dd").inner_text()


def test_the_card_lists_the_rights_with_their_article(read):
    page = read("liaodong", "feature=liaodong-lease")
    words = plain(page.locator("#card .rows").inner_text())
    assert "Lease: Japan" in words and "from 22 December 1905 until 25 May 1915" in words


def test_the_card_of_the_lease_shows_china_as_sovereign(read):
    page = read("liaodong", "feature=liaodong-lease")
    assert "Sovereignty: China" in page.locator("#card .rows").inner_text()


def test_the_card_gives_stretches_of_a_limit_with_their_certainty(read):
    page = read("liaodong", "feature=neutral-limit")
    stretches = page.locator("#card .segments li")
    assert stretches.count() > 1 and "conjectural" in page.locator("#card .segments").inner_text()


def test_escape_closes_the_card(open_page, state):
    page = open_page("sakhalin", "feature=sakhalin-south")
    page.keyboard.press("Escape")
    assert not page.locator(CARD).is_visible() and state(page)["feature"] == ""


def test_closing_the_card_gives_the_focus_back_to_the_polygon(island):
    island.locator(SOUTH).focus()
    island.keyboard.press("Enter")
    island.locator("#card .close").focus()
    island.keyboard.press("Enter")
    assert island.evaluate("document.activeElement.dataset.feature") == "sakhalin-south"


def test_the_close_button_closes_the_card(open_page):
    page = open_page("sakhalin", "feature=sakhalin-south")
    page.locator("#card .close").click()
    assert not page.locator(CARD).is_visible()


def test_a_note_in_the_card_leads_to_the_article(open_page, state):
    page = open_page("sakhalin", "mode=after&feature=sakhalin-south")
    page.locator("#card .note").last.click()
    assert state(page)["article"].startswith("portsmouth-1905/")


def test_a_place_in_the_table_opens_its_card(island):
    island.locator("#table .link").filter(has_text="Sakhalin south of 50°N").first.click()
    assert island.locator(CARD + " h2").inner_text() == "Sakhalin south of 50°N"


# ---- hints


def test_the_focus_shows_a_hint(island):
    island.locator(SOUTH).focus()
    assert "Sovereignty: Japan" in island.locator("#hint").inner_text()


def test_the_mouse_shows_the_same_hint(island, at):
    island.mouse.move(*at(island, 142.75, 47.3))
    assert "Sovereignty: Japan" in island.locator("#hint").inner_text()


def test_escape_closes_the_hint(island):
    island.locator(SOUTH).focus()
    island.keyboard.press("Escape")
    assert island.locator("#hint").inner_text() == ""


# ---- the same number everywhere

NUMBERS = """(key) => {
  const { facts } = treatyAtlas, number = facts.notes[key];
  const [instrument, article] = key.split('/');
  const name = treatyAtlas.words.articleName(instrument, article);
  const of = (box) => [...document.querySelectorAll(`${box} .note`)]
    .filter((note) => note.title === name).map((note) => note.textContent);
  return {
    panel: [...document.querySelectorAll(`[data-article='${key}'] .note-number`)]
      .map((n) => n.textContent.trim()),
    card: of('#card'), table: of('#table'), number: String(number),
  };
}"""


@pytest.mark.parametrize(
    ("name", "feature", "key"),
    [
        ("sakhalin", "sakhalin-south", "portsmouth-1905/IX"),
        ("liaodong", "liaodong-lease", "portsmouth-1905/V"),
        ("railway", "smr-main", "portsmouth-1905/VI"),
        ("railway", "antung-mukden", "peking-1905/Add. VI"),
        ("treaty", "korea", "portsmouth-1905/II"),
    ],
)
def test_an_article_has_one_number_everywhere(read, name, feature, key):
    found = read(name, f"feature={feature}").evaluate(NUMBERS, key)
    number = found.pop("number")
    assert found.pop("panel") == [f"[{number}]"]
    assert found["card"] and found["table"]
    assert {n for numbers in found.values() for n in numbers} == {number}


def test_no_two_articles_share_a_number(read):
    notes = read("treaty").evaluate("Object.values(treatyAtlas.facts.notes)")
    assert len(set(notes)) == len(notes)
