"""What changed, at first sight: the flags say what happened, stand clear, and lead to their article."""

import itertools
import re

import pytest

from ..crosses import cross

MAPS = ["sakhalin", "liaodong", "railway", "treaty"]
WINDOWS = [(390, 844), (1366, 768), (1920, 1080)]

BOXES = """[...document.querySelectorAll('#map-a .callout')].map((node) => node.getBoundingClientRect())
  .map((box) => [box.left, box.top, box.right, box.bottom])"""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sakhalin", ["Russia → Japan", "Sovereignty", "15 October 1905", "Treaty of Portsmouth, Art. IX"]),
        ("liaodong", ["Russia → Japan", "Lease", "22 December 1905", "Treaty of Portsmouth, Art. V"]),
        ("railway", ["Japan", "Concession", "Treaty of Portsmouth, Art. VI"]),
    ],
)
def test_a_reader_who_does_nothing_learns_what_the_treaty_did(read, name, words):
    page = read(name)
    assert page.locator("input[name=mode]:checked").get_attribute("value") == "change"
    said = page.locator("#map-a .callout:visible").all_inner_texts()
    assert any(all(word in " ".join(text.split()) for word in words) for text in said)


@pytest.mark.parametrize("name", ["railway", "treaty"])
def test_a_flag_with_little_room_still_says_by_which_article(read, name):
    said = read(name, width=390, height=844).locator("#map-a .callout:visible").all_inner_texts()
    # The railway goes over by Art. VI of Portsmouth, the line to Antung is of the additional agreement of Peking.
    assert said and all(re.search(r"Arts?\. ", text) for text in said)
    assert any("Chinese Eastern Railway Company → Japan" in text and "Art. VI" in text for text in said)


def test_a_right_that_ended_has_a_flag_with_its_holder_struck_out(read):
    # The naval base at Port Arthur was given back on 26 May 1955.
    page = read("liaodong", "mode=change&before=1955-05-25&after=1955-05-26")
    [said] = page.locator("#map-a .callout:visible").all_inner_texts()
    assert "(ended)" in said and "26 May 1955" in " ".join(said.split())
    assert page.locator("#map-a .callout s.power").inner_text() == "Soviet Union" and "→" not in said


@cross(["name", ("width", "height")], MAPS, WINDOWS)
def test_flags_stand_on_the_map_and_clear_of_each_other(read, name, width, height):
    page = read(name, width=width, height=height)
    boxes, frame = page.evaluate(BOXES), page.locator("#map-a").bounding_box()
    assert boxes
    for left, top, right, bottom in boxes:
        assert left >= frame["x"] and top >= frame["y"]
        assert right <= frame["x"] + frame["width"] and bottom <= frame["y"] + frame["height"]
    assert not any(
        min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[1], b[1])
        for a, b in itertools.combinations(boxes, 2)
    )


#: What the line of each flag meets between the flag and its dot: other flags, and what else stands on the map.
CROSSED = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const map = document.querySelector('#map-a'), box = (node) => [node, node.getBoundingClientRect()];
  const over = '.callout, .leaflet-control, .flag, .frame span, text.name:not(.along)';
  const boxes = [...map.parentElement.querySelectorAll(over)].map(box).filter(([, { width }]) => width);
  return [...map.querySelectorAll('.wire:not(.halo)')].map((wire) => {
    const matrix = wire.getScreenCTM(), length = wire.getTotalLength();
    const points = Array.from({ length: Math.ceil(length) }, (_, n) => wire.getPointAtLength(n))
      .map((point) => point.matrixTransform(matrix));
    const met = boxes.filter(([, { left, top, right, bottom }]) => points
      .some(({ x, y }) => x > left && x < right && y > top && y < bottom));
    return met.map(([node]) => node.textContent || node.className);
  });
}"""


@cross(["name", ("width", "height"), "lang"], MAPS, [*WINDOWS, (844, 390)], ["en", "th", "ja", "ru", "zh", "fr"])
def test_nothing_lies_over_the_line_of_a_flag(read, name, width, height, lang):
    found = read(name, f"lang={lang}", width=width, height=height).evaluate(CROSSED)
    assert found and [met for met in found if met] == []


@cross(["name", ("width", "height")], MAPS, WINDOWS)
def test_flags_leave_the_map_to_be_seen(read, name, width, height):
    page = read(name, width=width, height=height)
    frame = page.locator("#map-a").bounding_box()
    told = sum((right - left) * (bottom - top) for left, top, right, bottom in page.evaluate(BOXES))
    assert 0 < told <= 0.2 * frame["width"] * frame["height"]


def test_what_changed_is_louder_than_what_stayed(read):
    page = read("sakhalin")
    fill = "#map-a [data-day=after] [data-feature=%s] .fill"
    south, north = (
        float(page.locator(fill % name).get_attribute("fill-opacity")) for name in ("sakhalin-south", "sakhalin-north")
    )
    assert south > 2 * north


def test_a_flag_leads_to_its_article(open_page, state):
    page = open_page("sakhalin", reduced_motion="reduce")
    page.locator("#map-a .callout").first.click()
    assert state(page)["article"] == "portsmouth-1905/IX"


def test_holding_the_button_or_the_space_bar_shows_the_other_day(open_page):
    page = open_page("sakhalin", "mode=after")
    south = page.locator("#map-a [data-day=before] [data-feature=sakhalin-south]")
    assert not south.is_visible()
    page.keyboard.down("Space")
    assert south.is_visible() and "Russia" in south.get_attribute("aria-label")
    page.keyboard.up("Space")
    assert not south.is_visible()
    box = page.locator("#blink").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    assert south.is_visible()
    page.mouse.up()
    assert not south.is_visible()
