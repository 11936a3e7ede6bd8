# ruff: noqa: E501
"""Each page by itself: it opens from file:// with the network shut, at every width, in every
setting of the reader's system. (That nothing was asked for and nothing complained of is in
`open_page`, for every test.)"""

import pytest

from ..crosses import cross

PAGES = ["sakhalin", "liaodong", "railway", "treaty", "timeline"]
WIDTHS = [(390, 844), (1366, 768), (1920, 1080)]
#: Where there is least room.
FIRST_WIDTHS = [(320, 640), (844, 390), *WIDTHS]
LANGUAGES = ["en", "th", "ja", "ru", "zh", "zh-Hans", "ko", "fr"]

#: The label boxes of every map that is shown, as {map: [[left, top, right, bottom, words]]}.
LABELS = """[...document.querySelectorAll('.map')].filter((map) => map.offsetParent).map((map) => ({
  names: [...map.querySelectorAll('text.name')].flatMap((node) => {
    const box = node.getBoundingClientRect();
    if (!node.classList.contains('along')) return [[box.left, box.top, box.right, box.bottom, node.textContent]];
    // A turned name takes the room of its letters, not that of the box round all of them.
    const turn = node.getScreenCTM();
    return Array.from({ length: node.getNumberOfChars() }, (_, i) => {
      const { x, y, width, height } = node.getExtentOfChar(i);
      const corners = [[x, y], [x + width, y], [x, y + height], [x + width, y + height]]
        .map(([a, b]) => new DOMPoint(a, b).matrixTransform(turn));
      const xs = corners.map((corner) => corner.x), ys = corners.map((corner) => corner.y);
      return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), node.textContent];
    });
  }),
  others: [...map.parentElement.querySelectorAll('.leaflet-control, .flag')]
    .filter((node) => node.getClientRects().length && node.offsetWidth).map((node) => {
      const box = node.getBoundingClientRect();
      return [box.left, box.top, box.right, box.bottom, node.className];
    }),
  frame: (({ left, top, right, bottom }) => [left, top, right, bottom])(map.getBoundingClientRect()),
}))"""


def overlap(a, b):
    """Do two boxes, not of one name, share more than a hairline?"""
    return a[4] != b[4] and min(a[2], b[2]) - max(a[0], b[0]) > 0.5 and min(a[3], b[3]) - max(a[1], b[1]) > 0.5


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_with_the_network_shut(read, name):
    page = read(name)
    assert page.locator("#map-a .leaflet-before-pane path, #map-a .feature").count() > 0


@pytest.mark.parametrize("name", PAGES)
def test_a_page_weighs_at_most_600_kb(site, name):
    assert (site / "portsmouth_1905" / f"{name}.html").stat().st_size <= 600_000


def test_the_index_opens_with_a_picture_of_each_map(read):
    page = read("index")
    assert page.locator(".cards svg").count() == 4


def test_every_page_that_the_index_links_is_there(read, site):
    page = read("index")
    links = page.locator(".cards a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert links and all((site / link).is_file() for link in links)


def test_the_timeline_opens_on_its_slider(read):
    assert read("timeline").locator("#day").is_visible()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_leads_to_every_other(read, site, name):
    page = read(name)
    links = page.locator("nav a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert links == [f"{other}.html" for other in (*PAGES, "negotiation")]


# ---- names on the map


@cross(["name", ("width", "height")], PAGES, WIDTHS)
def test_no_name_lies_over_another_or_under_a_control(read, name, width, height):
    page = read(name, width=width, height=height)
    for shown in page.evaluate(LABELS):
        names, others = shown["names"], shown["others"]
        clashes = [(a[4], b[4]) for i, a in enumerate(names) for b in names[i + 1 :] + others if overlap(a, b)]
        assert names and clashes == []


@cross(["name", ("width", "height")], PAGES, WIDTHS)
def test_no_name_is_cut_by_the_edge_of_the_map(read, name, width, height):
    for shown in read(name, width=width, height=height).evaluate(LABELS):
        left, top, right, bottom = shown["frame"]
        assert [
            label
            for label in shown["names"]
            if label[0] < left or label[1] < top or label[2] > right or label[3] > bottom
        ] == []


@cross(["lang"], LANGUAGES)
def test_no_name_lies_over_another_in_any_language(read, lang):
    for shown in read("railway", f"lang={lang}").evaluate(LABELS):
        names = shown["names"]
        assert [(a[4], b[4]) for i, a in enumerate(names) for b in names[i + 1 :] if overlap(a, b)] == []


#: Of each place of the first rank on the maps that are shown: whether it has its own name, and what lies over its dot.
FIRST = """() => treatyAtlas.maps.views.filter(({ shown }) => shown).flatMap((view) => {
  const { container, sheets } = view, frame = container.getBoundingClientRect(), { lang } = treatyAtlas.state;
  const over = [...container.parentElement.querySelectorAll('.leaflet-control, .flag, .callout, .swipe .grip')];
  // What it has in brackets may be left out.
  const letters = (text) => text.toLowerCase().replace(/[(（].*/, '').replace(/\\s/g, '');
  return treatyAtlas.facts.places.filter(({ rank, dot }) => rank === 1 && dot).flatMap(({ x, y, names }) => {
    const [px, py] = sheets.names.toPixels(x, y), corner = view.map.layerPointToContainerPoint([px, py]);
    const u = corner.x + frame.left, v = corner.y + frame.top;
    if (!(u > frame.left + 12 && u < frame.right - 12 && v > frame.top + 12 && v < frame.bottom - 12)) return [];
    const dot = [...container.querySelectorAll('circle.place')]
      .find((node) => Math.hypot(node.cx.baseVal.value - px, node.cy.baseVal.value - py) < 1);
    const name = dot?.nextElementSibling;
    const covers = over.map((node) => [node.className, node.getBoundingClientRect()])
      .filter(([, box]) => u > box.left && u < box.right && v > box.top && v < box.bottom).map(([what]) => what);
    return [[names.en, Boolean(name?.matches('text.name') && letters(name.textContent).startsWith(letters(names[lang]))), covers]];
  });
})"""


@cross(
    ["name", ("width", "height"), "lang", "mode"], PAGES, FIRST_WIDTHS, LANGUAGES, ["change", "after", "both", "swipe"]
)
def test_each_place_of_the_first_rank_has_its_name(read, name, width, height, lang, mode):
    found = read(name, f"lang={lang}&mode={mode}", width=width, height=height).evaluate(FIRST)
    assert found and [(place, over) for place, named, over in found if over or not named] == []


#: What is written and drawn over each map that is shown, and where on it.
PICTURE = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return [...document.querySelectorAll('.map')].filter((map) => map.clientWidth).flatMap((map) => {
    const { left, top } = map.getBoundingClientRect();
    const drawn = 'text.name, .leader, circle.place, .callout, .wire, .frame span, .flag';
    return [...map.parentElement.querySelectorAll(drawn)]
      .map((node) => [`${map.id} ${node.textContent || node.tagName}`, node.getBoundingClientRect()])
      .flatMap(([words, box]) => (box.width ? [[words, box.left - left, box.top - top]] : []));
  });
}"""


@cross(["name", ("width", "height"), "lang", "mode"], PAGES, WIDTHS, LANGUAGES, ["after", "both", "change", "swipe"])
def test_a_picture_is_that_of_its_link_however_it_was_reached(read, open_page, name, width, height, lang, mode):
    # By way of a view whose maps are of another size and zoom, and so have other degrees.
    other = "after" if mode == "both" else "both"
    read(name, f"lang={lang}&mode={other}", width=width, height=height)
    reached = read(name, f"lang={lang}&mode={mode}", width=width, height=height).evaluate(PICTURE)
    opened = open_page(name, f"lang={lang}&mode={mode}", width, height).evaluate(PICTURE)
    assert opened and [words for words, *_ in reached] == [words for words, *_ in opened]
    assert [at for _, *at in reached] == [pytest.approx(at, abs=0.2) for _, *at in opened]


def test_the_names_of_our_day_can_be_left_out(read):
    page = read("railway", "mode=after")
    today, first = "#map-a tspan.modern", page.evaluate(FIRST)
    assert page.locator(today, has_text="Shenyang").is_visible()
    page.locator("#names").select_option("then")
    assert "names=then" in page.url and page.locator(today).count() == 0
    # What then has room may be more than before, never less.
    again = page.evaluate(FIRST)
    assert len(again) == len(first) and all(named for _, named, _ in again)


@cross(["name", ("width", "height")], PAGES, WIDTHS)
def test_the_ground_reaches_to_the_edge_of_the_map(read, name, width, height):
    page = read(name, width=width, height=height)
    assert page.evaluate("""(() => {
      const { map } = treatyAtlas.maps.views[0], frame = L.latLngBounds(treatyAtlas.facts.frame);
      return frame.pad(0.001).contains(map.getBounds());
    })()""")


@cross(["name", ("width", "height")], PAGES, WIDTHS)
def test_the_first_view_is_one_that_is_allowed(open_page, name, width, height):
    # Else Leaflet would go on to an allowed zoom by itself, and the names would stand elsewhere.
    page = open_page(name, width=width, height=height)
    zoom, least = page.evaluate("(({ map }) => [map.getZoom(), map.getMinZoom()])(treatyAtlas.maps.views[0])")
    assert zoom >= least and page.evaluate("treatyAtlas.maps.views[0].placed.zoom") == zoom


@pytest.mark.parametrize("mode", ["swipe", "both", "before", "after"])
def test_the_map_keeps_room_on_a_phone(read, mode):
    page = read("sakhalin", f"mode={mode}", width=390, height=844)
    maps = page.locator(".map:visible").evaluate_all("all => all.map((m) => m.offsetHeight)")
    assert min(maps) >= 200 and sum(maps) >= 400


# ---- the reader's system


@cross(["name", "width"], [*PAGES, "index"], [320, 683])
def test_a_page_reflows_without_scrolling_sideways(read, name, width):
    # 320 px: 1280 at 400 %; 683 px: 1366 at 200 %.
    page = read(name, width=width, height=600)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


@cross(["lang"], LANGUAGES)
def test_a_page_reflows_in_every_language(read, lang):
    page = read("railway", f"lang={lang}&feature=smr-main", width=320, height=600)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    assert page.locator("#table").evaluate("table => table.scrollWidth <= table.clientWidth")


@cross(["name", "width"], PAGES, [390, 1366])
def test_targets_measure_24_px(read, name, width):
    page = read(name, f"feature={'smr-main' if name == 'railway' else ''}", width=width)
    small = page.evaluate("""[...document.querySelectorAll(
        'button, select, summary, .modes label, nav a, .leaflet-bar a, [role=slider], input[type=range]')]
      .filter((node) => node.getClientRects().length).map((node) => [node, node.getBoundingClientRect()])
      .filter(([, box]) => box.width < 23.9 || box.height < 23.9)
      .map(([node, box]) => `${node.outerHTML.slice(0, 80)} ${box.width} x ${box.height}`)""")
    assert small == []


def test_print_shows_the_map_and_hides_the_controls(open_page):
    page = open_page("sakhalin")
    page.emulate_media(media="print")
    assert page.locator("#map-a .feature").first.is_visible()
    for control in (".controls", ".leaflet-control-zoom", ".pan", ".actions", "nav", ".language"):
        assert not page.locator(control).first.is_visible()


def test_print_keeps_the_table_and_the_legend(open_page):
    page = open_page("sakhalin")
    page.emulate_media(media="print")
    assert page.locator("#legend li").first.is_visible() and page.locator("#table").is_visible()


def test_forced_colours_leave_the_map_its_colours(read):
    page = read("sakhalin", forced_colors="active")
    assert page.locator("#map-a").evaluate("m => getComputedStyle(m).forcedColorAdjust") == "none"


def test_forced_colours_still_show_which_view_is_chosen(read):
    page = read("sakhalin", forced_colors="active")
    chosen = page.locator(".modes label:has(:checked)")
    styles = chosen.evaluate_all("all => all.map((m) => getComputedStyle(m).outlineStyle)")
    assert styles == ["solid", "solid"]  # the view, and the reading


def test_dark_mode_darkens_the_page_and_not_the_map(read):
    page = read("sakhalin", color_scheme="dark")
    light = """(selector) => {
      const [, ...rgb] = getComputedStyle(document.querySelector(selector)).backgroundColor
        .match(/(\\d+), (\\d+), (\\d+)/);
      return rgb.map(Number).reduce((a, b) => a + b) / 3;
    }"""
    assert page.evaluate(light, "body") < 60 and page.evaluate(light, "#map-a") > 200


def test_reduced_motion_moves_nothing(read):
    page = read("sakhalin", reduced_motion="reduce")
    assert (
        page.evaluate("""(({ zoomAnimation, fadeAnimation, inertia }) =>
        zoomAnimation || fadeAnimation || inertia)(treatyAtlas.maps.views[0].map.options)""")
        is False
    )


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_no_name_in_the_navigation_runs_over_the_next(read, width, height):
    boxes = read("treaty", width=width, height=height).evaluate(
        """[...document.querySelectorAll('nav a')].map((link) => {
        const range = document.createRange(); range.selectNodeContents(link);
        const { left, right, top, bottom } = range.getBoundingClientRect();
        return [left, top, right, bottom, link.textContent]; })"""
    )
    assert len(boxes) >= 5 and not any(overlap(a, b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])


@cross(["lang"], LANGUAGES)
def test_the_words_of_a_choice_stand_within_it_on_a_phone(read, lang):
    outside = read("sakhalin", f"lang={lang}", width=390, height=844).evaluate(
        """[...document.querySelectorAll('.modes label')].filter((label) => label.checkVisibility()).filter((label) => {
        const range = document.createRange(); range.selectNodeContents(label.querySelector('span'));
        const words = range.getBoundingClientRect(), box = label.getBoundingClientRect();
        return words.left < box.left - 0.5 || words.right > box.right + 0.5 || box.right > innerWidth;
        }).map((label) => label.textContent)"""
    )
    assert outside == []
