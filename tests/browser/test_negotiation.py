"""The page of the conference: what was asked, answered and got, as a reader sees it."""

import itertools

import pytest

from geo.texts import page_texts

from .conftest import plain

NUMBERS = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
LANGUAGES = ["en", "th", "ja", "ru", "zh", "zh-Hans", "ko", "fr"]


def cells(page, column):
    return page.locator(f".demands tbody tr > :nth-child({column})").all_inner_texts()


def test_the_twelve_demands_stand_in_order(open_page):
    assert cells(open_page("negotiation"), 1) == NUMBERS


def test_what_was_refused_and_what_came_of_it(open_page):
    page = open_page("negotiation")
    answers, got = (dict(zip(NUMBERS, cells(page, n), strict=True)) for n in (4, 6))
    # Four of twelve were refused in writing on 12 August (JACAR, "seiji10"): V, IX, X, XI.
    assert [number for number, answer in answers.items() if answer == "no"] == ["V", "IX", "X", "XI"]
    # Money, ships and the limit on the navy came to nothing; Sakhalin was halved.
    assert [number for number, what in got.items() if what == "nothing"] == ["IX", "X", "XI"]
    assert got["V"] == "in part"


def test_every_demand_has_its_day_and_a_source(open_page):
    page = open_page("negotiation")
    assert all("August 1905" in plain(day) for day in cells(page, 5))
    assert all(source.strip() for source in cells(page, 10))


def drawn(page, side):
    return set(
        page.locator(f".map[data-day={side}] [data-feature]").evaluate_all(
            "all => all.filter((g) => g.getBoundingClientRect().width > 3).map((g) => g.dataset.feature)"
        )
    )


def test_the_maps_show_all_of_sakhalin_asked_and_its_south_got(open_page):
    page = open_page("negotiation")
    asked, got = drawn(page, "before"), drawn(page, "after")
    assert {"sakhalin-north", "sakhalin-south", "cer-south-branch"} <= asked
    assert "sakhalin-south" in got and not {"sakhalin-north", "cer-south-branch"} & got


def test_a_chosen_demand_shows_its_ground_and_dims_the_rest(open_page):
    page = open_page("negotiation")
    page.locator("#demand-V .choose").click()
    opacity = "(g) => getComputedStyle(g).opacity"
    south = page.locator(".map[data-day=after] [data-feature=sakhalin-south]")
    lease = page.locator(".map[data-day=after] [data-feature=liaodong-lease]")
    assert south.evaluate(opacity) == "1" and float(lease.evaluate(opacity)) < 0.5
    page.keyboard.press("Escape")
    assert lease.evaluate(opacity) == "1"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_speaks_the_language_of_the_link(open_page, portsmouth, lang):
    page, texts = open_page("negotiation", f"lang={lang}"), page_texts(portsmouth.atlas, lang)
    assert cells(page, 2) == [texts[f"demand.{number}"] for number in NUMBERS]
    assert texts["source.vitte-17-august"] in page.locator(".demands a").all_text_contents()


@pytest.mark.parametrize("width", [320, 390, 1366, 1920])
def test_both_maps_are_on_the_page_at_every_width(open_page, width):
    page = open_page("negotiation", width=width, height=800)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    if width < 800:
        # The table does not scroll either: its rows are cards, and each cell says of what it is.
        assert page.locator(".wide").evaluate("box => box.scrollWidth <= box.clientWidth")
        asked = page.locator("#demand-V td").nth(1)
        assert asked.evaluate("cell => getComputedStyle(cell, '::before').content").startswith('"Weight')
    boxes = page.locator(".map svg").evaluate_all("all => all.map((s) => s.getBoundingClientRect().width)")
    assert len(boxes) == 2 and min(boxes) >= min(280, width - 60)
    # Each number stands whole on its map, and on no other.
    for svg in page.locator(".map svg").all():
        left, top, wide, high = svg.bounding_box().values()
        numbers = [[*node.bounding_box().values()] for node in svg.locator("text").all()]
        assert len(numbers) > 4
        assert all(x >= left and y >= top and x + w <= left + wide and y + h <= top + high for x, y, w, h in numbers)
        for (x, y, w, h), (x2, y2, w2, h2) in itertools.combinations(numbers, 2):
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


def test_all_pages_lead_to_it(open_page):
    assert open_page("sakhalin").locator("nav a[href^='negotiation.html']").is_visible()
    assert open_page("index").locator("a[href*='negotiation.html']").is_visible()
