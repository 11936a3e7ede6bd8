"""Every window, from a small phone to a wall, in every language: nothing is cut off, the controls of a
laptop stand in one row. (That a change of view keeps what was seen is in `test_camera`.)"""

from ..crosses import crossed

WINDOWS = [(320, 640), (390, 844), (844, 390), (1366, 768), (1920, 1080), (3840, 2160)]

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
