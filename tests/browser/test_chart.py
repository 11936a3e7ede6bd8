"""The chart of time: where its bars stand, how a day is dragged, typed and played, and what it tells."""

import datetime
import itertools

import pytest

from geo import held_on

from ..crosses import crossed
from .conftest import plain

# By hand. The axis of the atlas: 7 February 1855 to 1 January 1957, and 1904 to 1908 take half of it.
# 49 years to 7 February 1904 with 11 leap days are 17,896 days; less 37 to 1 January 1904.
BEFORE = 17_859
# Five years, of which 1904 and 1908 are leap years.
CLOSE = 1_827
# 48 years with the 12 leap days of 1912 to 1956.
AFTER = 17_532


def place(before=0, close=0, after=0):
    """Where a day stands, from its days before the close-up, in it and after it."""
    return 0.5 * (before + after) / (BEFORE + AFTER) + 0.5 * close / CLOSE


#: 366 days of 1904, 273 to 1 October 1905, 14 more.
RATIFIED = place(BEFORE, 366 + 273 + 14)
#: 43 years from 1909 with 10 leap days, and 118 days to 28 April of the leap year 1952.
RENOUNCED = place(BEFORE, CLOSE, 15_705 + 118)
#: 182 days of the leap year 1904 to 1 July.
SUMMER_1904 = place(BEFORE, 182)

#: Left and right end of a bar, in shares of the axis, and its colours.
BAR = """(key) => {
  const axis = document.querySelector('#axis').getBoundingClientRect();
  const bar = document.querySelector(`.bar[data-row='${key}']`), edge = bar.querySelector('.edge');
  const { left, right } = bar.querySelector('.bed').getBoundingClientRect();
  return [(left - axis.left) / axis.width, (right - axis.left) / axis.width, getComputedStyle(edge).stroke,
    bar.querySelectorAll('.hollow').length];
}"""

#: Texts in bars that stick out of their bar or of the axis, and years that touch.
CUT = """[...document.querySelectorAll('.bar text')].filter((text) => {
  const { left, right } = text.getBoundingClientRect();
  const bed = text.parentNode.querySelector('.bed').getBoundingClientRect();
  const axis = document.querySelector('#axis').getBoundingClientRect();
  return left < bed.left || right > bed.right || left < axis.left - 1 || right > axis.right + 1;
}).map((text) => text.textContent)"""
#: The lanes are shown, as wide as the axis, in whatever window.
UNFOLDED = """() => {
  const fold = document.querySelector('#fold'), lane = document.querySelector('.lane');
  if (fold.getAttribute('aria-expanded') === 'false') fold.click();
  return lane?.clientWidth === document.querySelector('#axis').clientWidth;
}"""
YEARS = """[...document.querySelectorAll('.year')].map((node) => node.getBoundingClientRect())
  .map(({ left, right }) => [left, right])"""


def lanes_of(page):
    """The lanes, which are drawn when a reader comes to them."""
    page.locator("#lanes").scroll_into_view_if_needed()
    page.wait_for_selector("[data-lane]", state="attached")
    return page.locator("[data-lane]")


def told(page):
    return page.locator("#events").inner_text()


@pytest.fixture
def stopped(open_page):
    """Opens a page whose clock goes on only when it is told to. (It is that of all pages of the context.)"""
    pages = []

    def open_(name, hash, **settings):
        page = open_page(name, hash, before=lambda page: page.clock.install(), **settings)
        page.clock.pause_at(datetime.datetime.now() + datetime.timedelta(days=1))
        pages.append(page)
        return page

    yield open_
    for page in pages:
        page.clock.resume()


def drag(page, to):
    """Drags the handle of the day to a place of the axis."""
    axis, handle = (page.locator(part).bounding_box() for part in ("#axis", "#day"))
    page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    page.mouse.move(axis["x"] + 10, handle["y"] + 8)
    page.mouse.move(axis["x"] + axis["width"] * to, handle["y"] + 8, steps=3)
    page.mouse.up()


def test_a_bar_stands_where_its_days_are_in_its_holders_colour(read, portsmouth):
    page = read("sakhalin")
    lanes_of(page)
    left, right, colour, hollow = page.evaluate(BAR, "portsmouth-1905/ix-sakhalin-south")
    width = page.locator("#axis").bounding_box()["width"]
    # One pixel: a bar has a rim.
    assert left == pytest.approx(RATIFIED, abs=1 / width) and right == pytest.approx(RENOUNCED, abs=1 / width)
    red, green, blue = (int(portsmouth.atlas.terms.power["japan"].colour[n : n + 2], 16) for n in (1, 3, 5))
    assert colour == f"rgb({red}, {green}, {blue})"
    # Ratified on 15 or 16 October: that end is hollow; the treaty of San Francisco has a day.
    assert hollow == 1


def test_the_chart_begins_on_the_first_screen_and_reads_as_the_page_does(read, portsmouth):
    page = read("treaty", "reading=fact")
    axis = page.locator("#axis").bounding_box()
    assert axis["y"] + axis["height"] <= 768 + 4 and page.locator("#day").bounding_box()["y"] < 740
    lanes = lanes_of(page).evaluate_all("all => all.map((lane) => lane.dataset.lane)")
    features = portsmouth.atlas.subjects["treaty"].features
    rows = portsmouth.timeline[portsmouth.timeline["feature"].isin(features)]
    assert set(lanes) == set(rows.loc[rows["reading"] == "fact", "feature"])
    # The line of the day goes on through them.
    on_axis, on_lanes = (page.locator(f"{part} .line.after").bounding_box()["x"] for part in (".under", ".over"))
    assert on_lanes == pytest.approx(on_axis, abs=1)
    assert "reading=fact" in page.url


def test_the_day_is_dragged_and_typed_and_a_bar_is_chosen(open_page, state):
    page = open_page("sakhalin", "mode=after")
    south = page.locator("#map-a .leaflet-after-pane [data-feature=sakhalin-south]")
    assert "Sovereignty: Japan" in south.get_attribute("aria-label")
    steps = page.evaluate("history.length")
    drag(page, SUMMER_1904)
    # A pixel is some six days.
    day = datetime.date.fromisoformat(state(page)["after"])
    assert abs((day - datetime.date(1904, 7, 1)).days) <= 8
    assert "Sovereignty: Russia" in south.get_attribute("aria-label")
    assert "1904" in page.locator(".flag.after").first.inner_text()
    assert page.evaluate("history.length") == steps + 1  # one step, however far
    # The handle has the focus: an arrow goes to the next change, the landing of 7 July 1905.
    page.keyboard.press("ArrowRight")
    assert (state(page)["before"], state(page)["after"]) == ("1905-07-06", "1905-07-07")
    assert page.locator("#day").get_attribute("aria-valuetext") == "7\u00a0July\u00a01905 (24\u00a0June old style)"
    when = page.locator("#when")
    for text, after in (("1905-09", "1905-09-01"), ("1906", "1906-01-01"), ("1905-09-05", "1905-09-05")):
        when.fill(text)
        when.press("Enter")
        assert state(page)["after"] == when.input_value() == after
    when.fill("1905-13")
    when.press("Enter")
    assert when.get_attribute("aria-invalid") == "true" and "1905-13" not in page.url
    assert "31 December 1956" in plain(page.locator("#hint").inner_text()) and state(page)["after"] == "1905-09-05"
    lanes_of(page)
    page.locator(".bar[data-row='petersburg-1875/i-sakhalin-south']").click()
    assert (state(page)["feature"], state(page)["after"]) == ("sakhalin-south", "1875-08-22")
    assert page.locator("#card").is_visible()


def test_play_names_and_marks_what_begins_and_ends(stopped, state):
    page = stopped("sakhalin", "mode=after&before=1905-09-03&after=1905-09-04")
    marks = "#map-a .leaflet-marks-pane use.{}"
    assert page.locator("#events").is_hidden() and page.locator(marks.format("begun")).count() == 0
    page.locator("#play").click()
    assert state(page)["after"] == "1905-10-15"
    assert "begins: Sovereignty: Japan (Treaty of Portsmouth, Art. IX)" in told(page)
    assert "ends: Military occupation: Japan" in told(page)
    assert page.locator(marks.format("begun") + "[href='#f-sakhalin-south']").count() == 1
    page.clock.run_for(2300)
    second = state(page)["after"]
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(10_000)
    assert "1905-10-15" < second == state(page)["after"]
    page.locator("#speed").click()  # twice as fast
    page.locator("#play").click()
    page.clock.run_for(1200)
    assert page.evaluate("treatyAtlas.chart.at - treatyAtlas.chart.days.indexOf(treatyAtlas.chart.told)") == 0
    third = page.evaluate("treatyAtlas.chart.days.indexOf(treatyAtlas.state.after)")
    page.clock.run_for(200_000)
    assert page.evaluate("treatyAtlas.chart.at") > third + 1
    assert page.locator("#play").get_attribute("aria-label") == "Play the timeline"
    # Another choice ends the telling.
    page.locator("input[name=mode][value=both]").check(force=True)
    page.locator("#before").select_option("1875-08-22")
    page.locator("#after").select_option("1905-10-15")
    assert page.locator("#events").is_hidden()


def test_play_goes_where_a_change_is_small_and_comes_back(stopped, state):
    page = stopped("timeline", "before=1898-03-25&after=1898-03-26", reduced_motion="reduce")
    zoom = "treatyAtlas.maps.views[0].map.getZoom()"
    whole = page.evaluate(zoom)
    page.locator("#play").click()
    assert state(page)["after"] == "1898-03-27" and "Liaodong lease" in told(page)
    lease = "document.querySelector('#map-a .leaflet-marks-pane .begun').getBoundingClientRect()"
    size = page.evaluate(f"Math.max({lease}.width, {lease}.height)")
    assert page.evaluate(zoom) > whole and size >= 72
    page.locator("#play").click()
    assert page.evaluate(zoom) == whole
    # The legal days have names.
    page.locator(".legal[data-basis=consent]").first.focus()
    assert plain(page.locator("#hint").inner_text()) == "consent of China: 22 December 1905"


def test_no_word_of_the_chart_is_cut_off(open_page):
    page = open_page("timeline")
    sizes = ((1366, 768), (1920, 1080), (844, 390), (390, 844), (320, 640))
    for lang, (width, height) in crossed("chart", ("en", "ru", "th"), sizes):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("(lang) => treatyAtlas.choose({ lang })", lang)
        page.wait_for_function(UNFOLDED)
        assert page.locator(".bar text").count() > 10
        assert page.evaluate(CUT) == [], (lang, width)
        years = page.evaluate(YEARS)
        assert len(years) > 4 and all(b[0] - a[1] >= 3 for a, b in itertools.pairwise(years)), (lang, width)


@pytest.mark.parametrize("day", ["1898-03-27", "1905-07-31", "1932-03-09"])
def test_the_table_has_what_holds_on_the_day(read, portsmouth, day):
    before = (datetime.date.fromisoformat(day) - datetime.timedelta(1)).isoformat()
    page = read("liaodong", f"before={before}&after={day}")
    page.locator("#time-table").evaluate("(table) => { table.open = true; }")
    page.wait_for_function("() => document.querySelector('#time-table table')")
    on = page.locator("#time-table tr.on").evaluate_all("all => all.map((row) => row.dataset.row)")
    held = held_on(portsmouth.timeline, day)
    assert sorted(on) == sorted(
        held.loc[held["feature"].isin(portsmouth.atlas.subjects["liaodong"].features), "provision"]
    )
    assert page.locator("#time-table thead th[scope=col]").count() == 7
    assert page.locator("#time-table th[scope=rowgroup]").count() == page.locator("#time-table tbody").count()


def test_the_chart_folds_to_its_axis_in_the_sheet_of_a_phone(open_page, state):
    page = open_page("sakhalin", "mode=after", width=390, height=844)
    assert page.locator("#lanes").is_hidden()
    axis = page.locator("#axis").bounding_box()
    assert axis["y"] + axis["height"] <= 844 and axis["width"] >= 340
    page.locator("#fold").click()
    assert page.locator("#lanes").is_visible() and page.locator("#fold").get_attribute("aria-expanded") == "true"
    page.mouse.click(axis["x"] + axis["width"] * SUMMER_1904, page.locator("#axis").bounding_box()["y"] + 14)
    assert state(page)["after"].startswith("1904-0")
