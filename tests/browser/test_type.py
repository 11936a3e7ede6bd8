"""The type of a page: Latin, Cyrillic and Thai are drawn in the fonts that it carries."""

import re

import pytest

#: What is read, each in its face: a title, the lead, a summary, a button, names on the map.
READ = "h1, .lead, .article .summary, .modes span, #map-a .name tspan, .flag .date"


@pytest.mark.parametrize("lang", ["en", "fr", "ru", "th"])
def test_every_letter_is_drawn_in_the_fonts_of_the_page(read, lang):
    page = read("treaty", f"lang={lang}")
    assert page.evaluate("[...document.fonts].map((face) => face.status)").count("error") == 0
    client = page.context.new_cdp_session(page)
    client.send("DOM.enable")
    client.send("CSS.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    nodes = client.send("DOM.querySelectorAll", {"nodeId": root, "selector": READ})["nodeIds"]
    assert len(nodes) > 30
    foreign = {
        font["familyName"]
        for node in nodes
        for font in client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        if not font["isCustomFont"]
    }
    client.detach()
    assert foreign == set()


def test_a_name_is_as_wide_as_it_was_measured_to_be(read):
    # Laid out before its type was there, a name would be drawn over its neighbours.
    page = read("sakhalin", "lang=ru&mode=after")
    words, drawn, room = page.evaluate("""() => {
      const node = [...document.querySelectorAll('#map-a .name')].find((name) => name.classList.contains('town'));
      const span = node.querySelector('tspan'), type = getComputedStyle(span);
      const pen = document.createElement('canvas').getContext('2d');
      pen.font = `${type.fontSize} "Atlas Serif"`;
      return [span.textContent, span.getComputedTextLength(), pen.measureText(span.textContent).width];
    }""")
    assert re.search("[А-я]{4}", words)
    assert drawn == pytest.approx(room, abs=1)


@pytest.mark.parametrize("name", ["sakhalin", "treaty", "timeline", "negotiation", "index"])
def test_the_type_of_a_page_weighs_at_most_64_kb(site, name):
    page = (site / "portsmouth_1905" / f"{name}.html").read_text("utf-8")
    assert 0 < sum(map(len, re.findall(r"data:font/woff2;base64,([^)]+)", page))) <= 64 * 1024
