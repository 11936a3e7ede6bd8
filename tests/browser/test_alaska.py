"""The pages of the second atlas, which lies across 180 degrees, as its readers see them."""

import pytest

from geo.forms import day_in_words

from .conftest import plain

WINDOWS = [(1366, 768), (390, 844)]

#: By its name in English where the middle of each name of a place stands on the screen.
NAMES = """() => Object.fromEntries([...document.querySelectorAll('#map-a text.name')].map((node) => {
  const { left, right } = node.getBoundingClientRect();
  return [node.textContent, (left + right) / 2];
}))"""

#: The left, top, right and bottom on the screen of what is drawn of a feature on a day.
BOX = """([day, feature]) => {
  const { left, top, right, bottom } = document.querySelector(
    `#map-a .leaflet-${day}-pane [data-feature=${feature}]`).getBoundingClientRect();
  return [left, top, right, bottom];
}"""

FILL = "#map-a [data-day=after] [data-feature=%s] .fill"


@pytest.fixture
def address(alaska_pages):
    """URL of a page of this atlas by its name: here `read` and `open_page` open these."""
    return lambda name: (alaska_pages / f"{name}.html").as_uri()


@pytest.mark.parametrize(("width", "height"), WINDOWS)
def test_a_reader_who_does_nothing_learns_what_was_ceded(read, alaska, width, height):
    page = read("cession", width=width, height=height)
    said = [" ".join(plain(flag).split()) for flag in page.locator("#map-a .callout:visible").all_inner_texts()]
    assert said == [
        "Alaska (Russian America) Russia → United States Sovereignty, 20 June 1867 Treaty of cession, Art. I"
    ]
    # In full colour, and that of the new sovereign; what stayed is paler.
    opacity = {
        name: float(page.locator(FILL % name).first.get_attribute("fill-opacity"))
        for name in ("alaska", "asia", "british-america")
    }
    assert opacity["alaska"] > 2 * max(opacity["asia"], opacity["british-america"])
    assert page.locator(FILL % "alaska").get_attribute("fill") == alaska.atlas.terms.power["united-states"].colour


@pytest.mark.parametrize(("width", "height"), WINDOWS)
def test_what_lies_on_both_sides_of_180_degrees_stands_in_one_row(read, at, width, height):
    page = read("cession", width=width, height=height)
    left, right = (page.locator("#map-a").bounding_box()[key] for key in ("x", "width"))
    # From west to east: Chukotka at 178 degrees east, 180, Bering Strait, Alaska, 141 degrees west.
    xs = [at(page, lon, 66)[0] for lon in (178, 180, 191, 210, 219)]
    assert xs == sorted(xs) and left < xs[0] and xs[-1] < left + right
    names = page.evaluate(NAMES)
    ordered = ["RUSSIA", "Bering Sea", "Alaska", "Pacific Ocean"]
    assert [name for name in ordered if name not in names] == []
    assert names["RUSSIA"] < at(page, 191, 66)[0] < names["Alaska"] < at(page, 219, 66)[0]
    assert left < names["Bering Sea"] < names["Alaska"] and names["Pacific Ocean"] > names["Bering Sea"]


def test_the_two_meridians_stand_on_the_screen_where_the_texts_have_them(read, at):
    page = read("cession")
    # 141 degrees west (1825, Art. III); 168 degrees 58 minutes 37 seconds west, from 65 degrees 30 minutes north.
    for name, lon, south in (
        ("line-141", 219, 60.3075),
        ("line-bering-north", 360 - (168 + 58 / 60 + 37 / 3600), 65.5),
    ):
        left, _, right, bottom = page.evaluate(BOX, ["after", name])
        x, y = at(page, lon, south)
        assert (left + right) / 2 == pytest.approx(x, abs=1) and right - left < 8
        assert bottom == pytest.approx(y, abs=4)


@pytest.mark.parametrize(
    ("lang", "degrees"), [("en", ["168°58′37″ west", "agreement of 1990"]), ("ru", ["168°58′37″", "1990"])]
)
def test_the_card_of_the_western_limit_says_its_meridian_and_whose_it_is(read, lang, degrees):
    card = plain(read("cession", f"lang={lang}&feature=line-bering-north").locator("#card").inner_text())
    assert [part for part in degrees if part not in card] == []


@pytest.mark.parametrize(("lang", "who"), [("en", "United States"), ("ru", "Соединённые Штаты")])
def test_the_card_of_the_cession_gives_its_article_and_its_day(read, alaska, lang, who):
    page = read("cession", f"lang={lang}&feature=alaska")
    card = plain(page.locator("#card").inner_text())
    article = {"en": "Treaty of cession, Art. I", "ru": "Договор об уступке, ст. I"}[lang]
    assert who in card and article in card and plain(day_in_words("1867-06-20", lang)) in card
    # What counts in the treaty's own words.
    marked = page.locator("#card mark").all_inner_texts()
    words = alaska.atlas.article("treaty-1867", "I").operative
    assert {" ".join(text.split()) for text in marked} & {" ".join(text.split()) for text in words["en"] + words["ru"]}


def test_the_swipe_parts_the_two_days_at_its_handle(read, at):
    page = read("cession", "mode=swipe&split=50")
    frame, handle = page.locator("#map-a").bounding_box(), page.locator("#map-a .swipe .grip").bounding_box()
    middle = frame["x"] + frame["width"] / 2
    assert handle["x"] + handle["width"] / 2 == pytest.approx(middle, abs=1)
    # Alaska lies on both sides of it: Russian on the left, American on the right.
    west, _, east, _ = page.evaluate(BOX, ["after", "alaska"])
    assert west < middle < east
    label = "#map-a .leaflet-%s-pane [data-feature=alaska]"
    assert "Russia" in page.locator(label % "before").get_attribute("aria-label")
    assert "United States" in page.locator(label % "after").get_attribute("aria-label")


@pytest.mark.parametrize(("width", "height"), WINDOWS)
def test_the_swipe_opens_with_all_that_was_ceded_on_the_second_day(read, width, height):
    page = read("cession", "mode=swipe", width=width, height=height)
    line, frame = page.locator("#map-a .swipe .line").bounding_box(), page.locator("#map-a").bounding_box()
    west, *_ = page.evaluate(BOX, ["after", "alaska"])
    assert frame["x"] < line["x"] < west


def test_a_link_may_name_a_place_west_of_180_degrees_either_way(read):
    for lon in ("-149.9", "210.1"):
        page = read("cession", f"mode=after&view=61.2,{lon},5")
        at = "(({ lat, lng }) => [lat, lng])(treatyAtlas.maps.views[0].map.getCenter())"
        assert page.evaluate(at) == pytest.approx([61.2, 210.1], abs=0.1)


#: The colour of each state that lies under the rights, by its zone; and the middle of the border on the screen.
STATES = """() => Object.fromEntries([...document.querySelectorAll('#map-a use.state')]
  .map((use) => [use.getAttribute('href').slice(3), getComputedStyle(use).fill]))"""
BORDER = """() => [...document.querySelectorAll('#map-a use.border')].map((use) => {
  const { left, top, right, bottom } = use.getBoundingClientRect();
  return [left, right, (top + bottom) / 2];
})"""


def test_beyond_its_land_two_states_meet_on_the_49th_parallel_from_1846_on(read, at, alaska):
    # Ratifications of the treaty of 15 June 1846 were exchanged on 17 July (Bevans, p. 95); east of the mountains the
    # parallel divided the two since 1818.
    day = "mode=after&before=1824-04-18&after=%s&view=49,248,4"
    page = read("cession", day % "1846-07-16")
    assert set(page.evaluate(STATES)) == {"russia", "kuriles"} and len(page.evaluate(BORDER)) == 1
    page = read("cession", day % "1846-07-17")
    colours = page.evaluate(STATES)
    for zone, power in (("united-states", "united-states"), ("british-north-america", "britain"), ("russia", "russia")):
        red, green, blue = bytes.fromhex(alaska.atlas.terms.power[power].colour[1:])
        assert colours[zone] == f"rgb({red}, {green}, {blue})"
    # From 95.16 degrees west to the sea at 122.8, less than 2 km off the parallel.
    border = page.evaluate(BORDER)
    y = at(page, 248, 49)[1]
    assert all(middle == pytest.approx(y, abs=2) for _, _, middle in border) and len(border) == 2
    west, east = min(left for left, _, _ in border), max(right for _, right, _ in border)
    assert (west, east) == pytest.approx((at(page, 237.2, 49)[0], at(page, 264.84, 49)[0]), abs=4)
