"""Every window, from a small phone to a wall, in every language: nothing is cut off, the controls of a
laptop stand in one row, and a change of view keeps what was seen."""

from ..crosses import EVERY, cross, crossed

WINDOWS = [(320, 640), (390, 844), (844, 390), (1366, 768), (1920, 1080), (3840, 2160)]
#: Windows in twos, for a test that turns a page from one to another.
BY_TWO = [WINDOWS[:2], WINDOWS[2:4], WINDOWS[4:]]
MODES = ["change", "both", "swipe", "before", "after", "both", "change"]

#: Lets the page draw what a change of its window or its view asks for.
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

#: What a reader cannot read whole: wider than its box, or beyond the window; what may be scrolled is not cut.
CUT = """() => {
  const pen = document.createElement('canvas').getContext('2d');
  const asked = 'button, select, h1, h2, th, td, label, .flag, .lead, #legend li, .brand, nav a, .callout';
  const seen = [...document.querySelectorAll(asked)]
    .filter((node) => node.offsetWidth && !node.closest('.still'));
  const room = (node) => {
    const type = getComputedStyle(node);
    pen.font = type.font;
    const arrow = 18, inner = node.clientWidth - parseFloat(type.paddingLeft) - parseFloat(type.paddingRight) - arrow;
    return inner - pen.measureText(node.selectedOptions[0].textContent).width;
  };
  return seen.filter((node) => {
    const { left, right } = node.getBoundingClientRect(), scrolls = node.closest('nav, #table, #lanes, #time-table');
    return (!scrolls && (left < -1 || right > innerWidth + 1)) || (node.tagName === 'SELECT' && room(node) < 0)
      || (node.scrollWidth > node.clientWidth + 2 && getComputedStyle(node).overflowX !== 'visible');
  }).map((node) => `${node.tagName} ${node.textContent.trim().slice(0, 40)}`)
    .concat(document.documentElement.scrollWidth > innerWidth + 1 ? ['the page'] : []);
}"""

#: In how many rows the controls stand.
ROWS = """() => {
  const tops = [...document.querySelectorAll('.controls > *')].filter((node) => node.offsetWidth)
    .map((node) => node.getBoundingClientRect()).map(({ top, height }) => top + height / 2);
  return tops.filter((top, i) => !tops.some((other, j) => j < i && Math.abs(other - top) < 8)).length;
}"""

#: Of each map that is shown: the share of the subject's box on it, where its middle stands (in parts of the
#: map), and whether the edge of the ground shows.
SEEN = """() => treatyAtlas.maps.views.filter(({ shown }) => shown).map(({ map }) => {
  const [west, south, east, north] = treatyAtlas.facts.subject.extent, [[fs, fw], [fn, fe]] = treatyAtlas.facts.frame;
  const at = (lat, lng) => map.latLngToContainerPoint([lat, lng]), { x: width, y: height } = map.getSize();
  const a = at(north, west), b = at(south, east), c = at(fn, fw), d = at(fs, fe);
  const across = Math.min(b.x, width) - Math.max(a.x, 0), down = Math.min(b.y, height) - Math.max(a.y, 0);
  return {
    share: Math.max(0, across) * Math.max(0, down) / ((b.x - a.x) * (b.y - a.y)),
    middle: [(a.x + b.x) / 2 / width, (a.y + b.y) / 2 / height],
    edge: c.x > 1 || c.y > 1 || d.x < width - 1 || d.y < height - 1,
  };
})"""


def test_nothing_is_cut_off_in_any_window_or_language(open_page):
    page = open_page("treaty")
    languages, wrong = page.evaluate("treatyAtlas.facts.languages"), {}
    for lang, (width, height) in crossed("cut off", languages, WINDOWS):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("(lang) => treatyAtlas.choose({ lang })", lang)
        page.evaluate(DRAWN)
        if cut := page.evaluate(CUT):
            wrong[width, lang] = cut
        if width >= 1366 and (rows := page.evaluate(ROWS)) != 1:
            wrong[width, lang, "rows"] = rows
    assert wrong == {}


@cross(["name", "windows"], ["sakhalin", "liaodong", "railway", "treaty"], [WINDOWS] if EVERY else BY_TWO)
def test_every_view_shows_the_whole_subject_at_one_place_and_no_edge_of_the_ground(open_page, name, windows):
    page = open_page(name)
    wrong = []
    for width, height in windows:
        page.set_viewport_size({"width": width, "height": height})
        for mode in MODES:
            page.evaluate("(mode) => { document.querySelector(`input[value=${mode}]`).click(); }", mode)
            page.evaluate(DRAWN)
            for seen in page.evaluate(SEEN):
                off = max(abs(part - 0.5) for part in seen["middle"])
                if seen["share"] < 0.9 or off > 0.02 or seen["edge"]:
                    wrong.append((width, mode, seen))
    assert wrong == []
