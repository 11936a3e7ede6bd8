"""What a reader sees without scripts (a mail preview, a blocked or old browser): the two days, the articles, the
table."""

from collections import Counter

import pytest

from ..crosses import cross

PAGES = ["sakhalin", "liaodong", "railway", "treaty", "timeline"]
BOXES = "all => all.map((node) => { const b = node.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; })"


@cross(["name", ("width", "height")], PAGES, [(390, 844), (1366, 768)])
def test_both_days_are_on_the_screen_without_scripts(open_page, name, width, height):
    page = open_page(name, width=width, height=height, java_script_enabled=False, wait=False)
    boxes = page.locator(".still figure svg").evaluate_all(BOXES)
    assert len(boxes) == 2
    x, y, wide, high = boxes[0]
    assert wide >= min(400, width - 30) and high >= 0.7 * wide and y + high <= height
    assert page.locator("select:visible, button:visible, input:visible").count() == 0


@pytest.mark.parametrize("name", [*PAGES, "negotiation", "index"])
def test_an_outline_is_written_once_and_drawn_wherever_it_is_used(open_page, name):
    page = open_page(name, java_script_enabled=False, wait=False)
    outlines = page.locator("svg path[d]").evaluate_all("all => all.map((node) => node.getAttribute('d'))")
    assert max(Counter(d for d in outlines if len(d) > 100).values()) == 1
    used = page.locator("svg use").evaluate_all("""all => all.map((node) => {
      const there = document.querySelectorAll(node.getAttribute('href')), box = node.getBBox();
      return there.length === 1 && Math.max(box.width, box.height) > 0; })""")
    assert used and all(used)


@pytest.mark.parametrize("name", PAGES[:4])
def test_its_articles_and_every_right_can_be_read_without_scripts(open_page, portsmouth, name):
    page = open_page(name, java_script_enabled=False, wait=False)
    subject = portsmouth.atlas.subjects[name]
    rights = portsmouth.timeline["feature"].isin(subject.features).sum()
    assert page.locator("#table tr").count() == rights
    own = portsmouth.atlas.instruments[portsmouth.atlas.instrument]
    moved = {
        row.article
        for row in portsmouth.timeline.itertuples()
        if row.feature in subject.features and row.instrument == own.id
    }
    words = page.locator("#articles").inner_text()
    assert moved and all(own.article(number).summary in words for number in moved)


def test_the_still_picture_gives_way_to_the_map(open_page):
    page = open_page("sakhalin")
    assert page.locator(".still").is_hidden() and page.locator(".map svg").first.is_visible()
    assert page.locator("#table thead").count() == 1


def test_the_licences_of_what_a_page_carries_can_be_read(read):
    page = read("sakhalin")
    page.locator(".licence summary").click()
    assert page.locator(".licence").get_by_text("Redistributions in binary form").is_visible()
    assert page.locator("footer").get_by_text("SIL Open Font License").is_visible()
    page.locator(".licence summary").click()
