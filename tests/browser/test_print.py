"""On paper: title, map and legend on the first page, nothing cut off; and the sheet that was designed for this map."""

import pytest

from ..crosses import crossed

#: What a sheet of A4 leaves between margins of 10 mm, upright and lying, in CSS pixels.
PAPER = [(718, 1047), (1047, 718)]

#: What does not stand on a first page of a size, in the order of reading.
BEYOND = """() => {
  const { width, height } = { width: innerWidth, height: innerHeight };
  const nodes = ['#panel > h1', '#panel > .lead', '#maps', ...document.querySelectorAll('#legend li:not(.more)')]
    .map((one) => (typeof one === 'string' ? document.querySelector(one) : one));
  let last = 0;
  return nodes.filter((node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect(), turn = top < last - 1;
    last = Math.max(last, node.matches('li') ? 0 : top);
    return turn || !node.offsetHeight || left < -1 || right > width + 1 || bottom + scrollY > height;
  }).map((node) => node.textContent.trim().slice(0, 30));
}"""


def test_the_first_page_holds_title_map_and_legend_in_every_language(open_page):
    page = open_page("treaty")
    wrong = {}
    page.emulate_media(media="print")
    for lang, (width, height) in crossed("paper", page.evaluate("treatyAtlas.facts.languages"), PAPER):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("(lang) => treatyAtlas.choose({ lang })", lang)
        if beyond := page.evaluate(BEYOND):
            wrong[width, lang] = beyond
        assert page.locator("#articles").bounding_box()["y"] > page.locator("#legend").bounding_box()["y"]
        assert page.locator("#table").bounding_box()["y"] > page.locator("#articles").bounding_box()["y"]
    assert wrong == {}


@pytest.fixture
def printed(open_page):
    """A page that counts what it prints, with the sheets of a build."""

    def of(name, hash, sheets):
        page = open_page(name, hash)
        page.evaluate(
            "(sheets) => { treatyAtlas.facts.sheets = sheets; window.printed = 0; print = () => { printed += 1; }; }",
            sheets,
        )
        page.locator("#print").click()
        return page

    return of


def test_print_offers_the_sheet_of_this_map_in_this_language(printed):
    sheets = {"change": {"en": "figures/sakhalin-change.pdf", "th": "figures/sakhalin-change-th.pdf"}}
    page = printed("sakhalin", "mode=change&lang=th", sheets)
    link = page.locator("#sheet")
    assert link.get_attribute("href") == "figures/sakhalin-change-th.pdf"
    assert "ภาษาอังกฤษ" not in link.inner_text()
    page.locator("#print-page").click()
    assert page.evaluate("printed") == 1


def test_a_sheet_in_english_says_so_and_where_there_is_none_the_page_is_printed(printed):
    page = printed("sakhalin", "mode=after&lang=fr", {"pair": {"en": "figures/sakhalin.pdf"}})
    assert page.locator("#sheet").get_attribute("href") == "figures/sakhalin.pdf"
    assert "en anglais" in page.locator("#sheet").inner_text()
    page.evaluate("treatyAtlas.choose({ mode: 'change' })")
    assert page.locator("#prints").is_hidden()
    page.locator("#print").click()
    assert page.locator("#prints").is_hidden() and page.evaluate("printed") == 1
