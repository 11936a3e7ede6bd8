"""The story of each page: what a reader sees after each step's gesture, where its link leads; the page on a wall."""

import itertools

import pytest

from ..crosses import EVERY, cross

#: How large the places of a step must at least be on the screen (px).
LEAST = 40

#: What stands on the screen: the sentence, whether it can be read, and the box of the places of the step.
SEEN = """() => {
  const said = document.querySelector('#story .say'), box = said.getBoundingClientRect();
  const within = (b) => b.left >= 0 && b.top >= 0 && b.right <= innerWidth && b.bottom <= innerHeight;
  const map = document.querySelector('#map-a').getBoundingClientRect();
  const number = Number(document.querySelector('#story [aria-current]').textContent);
  const step = treatyAtlas.facts.subject.story[number - 1];
  const boxes = (step.features || []).flatMap((id) => [...document.querySelectorAll(`.map [data-feature="${id}"]`)])
    .map((node) => node.getBoundingClientRect()).filter(({ width, height }) => width || height);
  const shown = boxes.map(({ left, top, right, bottom }) => [
    Math.max(left, 0), Math.max(top, map.top), Math.min(right, innerWidth), Math.min(bottom, map.bottom),
  ]).filter(([left, top, right, bottom]) => right >= left && bottom >= top);
  const at = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
  return {
    hash: location.hash, words: said.innerText,
    readable: box.height > 0 && within(box) && Boolean(at?.closest('#story')),
    asked: (step.features || []).length, boxes: shown.map((b) => b.map(Math.round)),
    large: Math.max(0, ...shown.map(([left, top, right, bottom]) => Math.max(right - left, bottom - top))),
    over: document.documentElement.scrollWidth > innerWidth,
  };
}"""

#: The middle of the first map.
MIDDLE = "(({ lat, lng }) => [lat, lng])(treatyAtlas.maps.views[0].map.getCenter())"


def walked(page, number, forward):
    """What is seen at each of so many steps, going on by a gesture."""
    seen = [page.evaluate(SEEN)]
    for _ in range(number - 1):
        forward()
        seen.append(page.evaluate(SEEN))
    return seen


def check(seen):
    for step in seen:
        assert step["readable"], step
        assert not step["over"], step
        assert step["asked"] == 0 or step["large"] >= LEAST, step
    assert len({step["words"] for step in seen}) == len({step["hash"] for step in seen}) == len(seen)


def stroke(page, x, y, by):
    """A finger goes over the screen from right to left (or back)."""
    touch = page.context.new_cdp_session(page)
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]),
        ("touchMove", [{"x": x + by / 2, "y": y}]),
        ("touchMove", [{"x": x + by, "y": y}]),
        ("touchEnd", []),
    ):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.detach()


STORIES = ["sakhalin", "liaodong", "railway", "treaty"]


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_five_to_seven_sentences(portsmouth, name):
    assert 5 <= len(portsmouth.atlas.subjects[name].story) <= 7


def on_a_desk(page, story):
    """Every step by the keys; then back, out, and in again by the links of two steps."""
    page.locator(".tell .begin").click()
    seen = walked(page, len(story), lambda: page.keyboard.press("ArrowRight"))
    check(seen)
    assert [step["words"] for step in seen] == [step.say for step in story]
    assert page.locator("#story .next").is_disabled()
    page.locator("#story .back").click()
    assert page.evaluate(SEEN)["words"] == story[-2].say
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(SEEN)["words"] == story[-3].say
    # Esc leaves, and what the reader looks at stays; from there each link leads to what its step showed.
    middle = page.evaluate(MIDDLE)
    page.keyboard.press("Escape")
    assert not page.locator("#story").is_visible() and "story" not in page.evaluate("location.hash")
    assert page.evaluate(MIDDLE) == pytest.approx(middle, abs=0.02)
    for step in reversed(seen if EVERY else seen[:2]):
        page.goto(page.url.split("#")[0] + step["hash"])
        page.wait_for_function(
            "(words) => document.querySelector('#story .say').innerText === words", arg=step["words"]
        )
        again = page.evaluate(SEEN)
        assert (again["hash"], len(again["boxes"])) == (step["hash"], len(step["boxes"]))
        for box, former in zip(again["boxes"], step["boxes"], strict=True):
            assert box == pytest.approx(former, abs=2)


def on_a_phone(page, story):
    """Every step by swipes on the bar, and one back."""
    page.locator(".tell .begin").click()
    bar = page.locator("#story .story-told").bounding_box()
    x, y = bar["x"] + bar["width"] * 0.8, bar["y"] + 20
    seen = walked(page, len(story), lambda: stroke(page, x, y, -120))
    check(seen)
    assert [step["words"] for step in seen] == [step.say for step in story]
    stroke(page, x - 120, y, 120)
    assert page.evaluate(SEEN)["words"] == story[-2].say


@cross(["name", ("width", "height", "read_it")], STORIES, [(1366, 768, on_a_desk), (390, 844, on_a_phone)])
def test_each_step_shows_its_places_and_its_sentence(open_page, portsmouth, name, width, height, read_it):
    page = open_page(name, width=width, height=height, reduced_motion="reduce", has_touch=True)
    read_it(page, portsmouth.atlas.subjects[name].story)


def test_the_keys_of_a_control_are_its_own_and_choices_keep_the_step(open_page, state):
    page = open_page("sakhalin", "story=2&lang=fr", reduced_motion="reduce")
    assert "Sakhaline" not in page.locator("#story .say").inner_text()
    page.locator("#before").focus()
    page.keyboard.press("ArrowRight")
    assert state(page)["story"] == "2"
    page.locator("[name=mode][value=both]").focus()
    page.keyboard.press("ArrowRight")
    assert state(page)["story"] == "2" and state(page)["mode"] != "change"
    page.locator("#story .steps a").nth(2).click()
    assert state(page)["story"] == "3" and state(page)["lang"] == "fr" and state(page)["mode"] == "change"


#: Of the boxes of the legend in the sea and of the map under it: points of the first that are land. `known` is a
#: point that is, to see that land can be told.
ON_LAND = """([lat, lng]) => {
  const path = document.querySelector('#g-land'), land = document.querySelector('#map-a .land');
  const matrix = land.getScreenCTM().inverse();
  const isLand = (x, y) => path.isPointInFill(new DOMPoint(x, y).matrixTransform(matrix));
  const map = document.querySelector('#map-a').getBoundingClientRect();
  const known = treatyAtlas.maps.views[0].map.latLngToContainerPoint([lat, lng]);
  const box = document.querySelector('.sea-legend').getBoundingClientRect(), on = [];
  for (let i = 0; i <= 20; i += 1) {
    for (let j = 0; j <= 20; j += 1) {
      const x = box.left + box.width * i / 20, y = box.top + box.height * j / 20;
      if (y < map.bottom && isLand(x, y)) on.push([x, y]);
    }
  }
  return { known: isLand(map.left + known.x, map.top + known.y), on, box: [box.left, box.top, box.right, box.bottom] };
}"""

#: How large each name on the map is drawn.
NAMES = """() => Object.fromEntries([...document.querySelectorAll('#map-a .name tspan.period')]
  .map((line) => [line.textContent, parseFloat(line.getAttribute('font-size'))]))"""


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_on_a_wall_names_are_larger_and_the_legend_lies_in_the_sea(open_page, width, height):
    page = open_page("liaodong", "story=1", width=width, height=height, reduced_motion="reduce")
    usual = page.evaluate(NAMES)
    page.keyboard.press("f")
    larger = {name: size for name, size in page.evaluate(NAMES).items() if name in usual}
    assert larger == pytest.approx({name: 1.6 * usual[name] for name in larger}, rel=0.01) and larger
    for gone in (".masthead", ".controls", "#panel .lead", "#table", "footer"):
        assert not page.locator(gone).first.is_visible()
    inside = f"([, , right, bottom]) => right <= {width} && bottom <= {height}"
    for _ in range(3):
        found = page.evaluate(ON_LAND, [39.2, 121.8])
        assert found["known"] and found["on"] == []
        assert page.evaluate(inside, found["box"])
        assert page.evaluate(SEEN)["readable"]
        page.keyboard.press("PageDown")
    assert page.evaluate("document.querySelector('#map-a').clientWidth") == width
    page.keyboard.press("Escape")
    assert page.locator(".masthead").is_visible() and page.locator("#story").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#story").is_visible()


def test_where_no_sea_has_room_the_legend_stands_whole_under_the_map(open_page):
    page = open_page("sakhalin", "story=1", width=390, height=844, reduced_motion="reduce")
    page.keyboard.press("f")
    lines = [[*line.bounding_box().values()] for line in page.locator(".sea-legend li:visible").all()]
    assert len(lines) > 1 and all(x >= 0 and x + wide <= 390 and y + high <= 844 for x, y, wide, high in lines)
    for (x, y, wide, high), (x2, y2, wide2, high2) in itertools.combinations(lines, 2):
        assert x + wide <= x2 or x2 + wide2 <= x or y + high <= y2 or y2 + high2 <= y
