"""In law, on the ground, or both: one choice, and what is then on the screen, in words and in colours."""

import io

import pytest
from PIL import Image

from geo.web.caption import caption_of

from ..crosses import cross
from .conftest import plain

SIZES = {"phone": (390, 844), "laptop": (1366, 768)}

#: What the choice is called, and what the map says of Sakhalin before the treaty, put down by hand.
WORDS = {
    "en": {
        "law": "In law",
        "fact": "On the ground",
        "both": "Both",
        "occupation": "Military occupation",
        "said": "in law Russia (sovereignty); on the ground Japan (military occupation)",
    },
    "ru": {
        "law": "Юридически",
        "fact": "Фактически",
        "both": "Вместе",
        "occupation": "Военная оккупация",
        "said": "юридически\u00a0— Россия (суверенитет); фактически\u00a0— Япония (военная оккупация)",
    },
}

#: What is drawn of a day: the tenures of the hatches and how many areas are filled, where a box is on the screen.
DRAWN = """(day) => [...document.querySelectorAll(`#map-a [data-day=${day}] [data-feature] :is(.hatch, .fill)`)]
  .filter((node) => node.getBoundingClientRect().width > 2 && node.checkVisibility())
  .map((node) => node.getAttribute('fill').match(/#([a-z]+)-/)?.[1] || 'fill')"""


def choose(page, words):
    """Presses a choice as a reader does: by its words, with the mouse."""
    page.locator(".readings label", has_text=words).click()


def shares(page, at, lon, lat, half=8):
    """Of the pixels round a point: how many are red (Japan's hatch), how many blue (Russia's tint)."""
    x, y = at(page, lon, lat)
    # The sea is blue too, and names are not what is measured; the page takes no style from a test.
    show = "(as) => document.querySelectorAll('.name, .place').forEach((node) => { node.style.visibility = as; })"
    page.evaluate(show, "hidden")
    shot = page.screenshot(clip={"x": x - half, "y": y - half, "width": 2 * half, "height": 2 * half})
    page.evaluate(show, "")
    pixels = list(Image.open(io.BytesIO(shot)).convert("RGB").getdata())
    return (sum(r - b > 45 for r, _, b in pixels) / len(pixels), sum(b - r > 12 for r, _, b in pixels) / len(pixels))


@cross(["size", "language"], list(SIZES), list(WORDS))
def test_colours_on_the_ground(open_page, at, size, language):
    """North Sakhalin on 4 September 1905: Russia's tint in law, Japan's hatch on the ground."""
    width, height = SIZES[size]
    page = open_page("sakhalin", f"mode=before&lang={language}", width, height)
    here = 142.8, 51.3
    red, blue = shares(page, at, *here)
    assert red > 0.05 and blue > 0.3
    choose(page, WORDS[language]["law"])
    red, blue = shares(page, at, *here)
    assert red == 0 and blue > 0.6
    choose(page, WORDS[language]["fact"])
    red, blue = shares(page, at, *here)
    assert red > 0.05 and blue < 0.05
    choose(page, WORDS[language]["both"])
    red, blue = shares(page, at, *here)
    assert red > 0.05 and blue > 0.3


@cross(["size", "language"], list(SIZES), list(WORDS))
def test_marks_legend_and_rows_follow(open_page, size, language):
    width, height = SIZES[size]
    words = WORDS[language]
    page = open_page("treaty", f"mode=before&lang={language}", width, height)
    drawn = set(page.evaluate(DRAWN, "before"))
    assert {"fill", "occupation", "lease"} <= drawn
    legend, rows = page.locator("#legend li:not(.ground):not(.more) span:last-child"), page.locator("#table tbody tr")
    every, all_rows = legend.all_inner_texts(), rows.count()
    assert any(words["occupation"] in line for line in every)
    choose(page, words["law"])
    assert "occupation" not in page.evaluate(DRAWN, "before") and "fill" in page.evaluate(DRAWN, "before")
    in_law, law_rows = legend.all_inner_texts(), rows.count()
    assert in_law and not any(words["occupation"] in line for line in in_law)
    choose(page, words["fact"])
    assert set(page.evaluate(DRAWN, "before")) == {"occupation"}
    on_ground = legend.all_inner_texts()
    assert len(on_ground) == 2 and all(words["occupation"] in line for line in on_ground)
    assert page.locator("#map-a [data-day=before] .limit").count() == 0
    assert rows.count() > 0 and rows.count() + law_rows == all_rows
    assert page.locator("#table tbody tr").first.is_visible() or size == "phone"
    choose(page, words["both"])
    assert legend.all_inner_texts() == every and rows.count() == all_rows


def test_the_link_and_the_view_keep_it(open_page):
    page = open_page("sakhalin", "mode=before")
    choose(page, "On the ground")
    assert "reading=fact" in page.url
    page.locator(".controls label", has_text="Side by side").click()
    assert page.locator("input[name=reading]:checked").get_attribute("value") == "fact"
    legend = page.locator("#legend").inner_text()
    again = open_page("sakhalin", page.url.split("#")[1])
    assert again.locator("#legend").inner_text() == legend
    assert again.locator(".readings label", has_text="On the ground").evaluate(
        "node => getComputedStyle(node).backgroundColor"
    ) != again.locator(".readings label", has_text="Both").evaluate("node => getComputedStyle(node).backgroundColor")
    assert "reading=fact" in again.locator("nav a").nth(1).get_attribute("href")
    page.go_back()
    page.wait_for_function("() => document.querySelector('input[name=mode]:checked').value === 'before'")
    assert page.locator("input[name=reading]:checked").get_attribute("value") == "fact"


def test_keys_choose(open_page):
    page = open_page("sakhalin", "mode=before")
    page.locator("input[name=reading]:checked").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("input[name=reading]:checked").get_attribute("value") == "fact"
    assert page.locator("input[name=reading]").first.evaluate("node => node.closest('fieldset').innerText").strip()


@cross(["size", "language"], list(SIZES), list(WORDS))
def test_the_caption_says_both(open_page, size, language):
    page = open_page("sakhalin", f"mode=before&lang={language}", *SIZES[size])
    flag = page.locator(".map-box:not(.second) .flag.before")
    assert flag.locator(".said").inner_text() == WORDS[language]["said"]
    box, home = flag.bounding_box(), page.locator("#map-a .home").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= SIZES[size][0]
    assert box["x"] >= home["x"] + home["width"] or box["y"] >= home["y"] + home["height"]
    assert flag.evaluate("node => node.scrollWidth <= node.clientWidth")
    page.emulate_media(media="print")
    assert flag.is_visible()


@cross(
    ["language", ("name", "side")],
    ["en", "fr", "ja", "ko", "ru", "th", "zh", "zh-Hans"],
    [(name, side) for name in ("sakhalin", "liaodong", "railway", "treaty") for side in ("before", "after")],
)
def test_pages_and_pictures_have_one_rule(read, portsmouth, language, name, side):
    subject = portsmouth.atlas.subjects[name]
    page = read(name, f"mode={side}&lang={language}")
    # Word joiners hold Thai names together on a page; a picture has its own lines.
    said = page.locator(f".map-box:not(.second) .flag.{side} .said").inner_text().replace("\u2060", "")
    caption = caption_of(portsmouth, subject, getattr(subject, side).isoformat(), language)
    assert said and caption.endswith(said)


def test_nothing_on_the_ground_is_said(open_page):
    page = open_page("sakhalin", "mode=after&reading=fact")
    assert page.evaluate(DRAWN, "after") == []
    assert (
        page.locator("#legend li:not(.ground):not(.more)").inner_text()
        == "On the ground: no army or government but that of whoever has the title is recorded."
    )
    assert "on the ground no one" in page.locator(".flag.after").first.inner_text()


def test_the_card_shows_the_reading(open_page):
    page = open_page("sakhalin", "mode=before&feature=sakhalin-south")
    rows = page.locator("#card .right")
    every = rows.all_inner_texts()
    assert any("On the ground" in row for row in every) and any("In law" in row for row in every)
    choose(page, "In law")
    in_law = rows.all_inner_texts()
    assert 0 < len(in_law) < len(every) and all("In law" in row for row in in_law)
    assert page.locator("#card .right .swatch").count() == len(in_law)


@cross(
    [("language", "first", "begins", "place"), "size"],
    [
        ("en", "en", "The Imperial Russian Government cede to the Imperial Government of Japan", "No. 1905/8, p. 528"),
        ("fr", "fr", "Le Gouvernement Impérial de Russie cède au Gouvernement Impérial du Japon", "nº 1905/8, p. 528"),
        ("th", "en", "The Imperial Russian Government cede", "เลขที่ 1905/8, หน้า 528"),
    ],
    list(SIZES.values()),
)
def test_the_words_of_the_article(open_page, language, first, begins, place, size):
    """Art. IX is kept in English (MacMurray) and French (Google Books s5MBAAAAYAAJ), and in no other language."""
    page = open_page("sakhalin", f"feature=sakhalin-south&lang={language}", *size)
    # The last article of the card: the one before it is of 1875.
    last = "#card h3:last-of-type ~ details.words"
    quotes = page.locator(f"{last} blockquote")
    shown = page.locator(f"{last}[open] blockquote")
    assert shown.count() == 1 and shown.get_attribute("lang") == first
    assert shown.inner_text().startswith(begins)
    assert {quote.get_attribute("lang") for quote in quotes.all()} == {"en", "fr"}
    edition = page.locator(last, has=page.locator("blockquote[lang=en]")).locator("p")
    assert f"MacMurray I, {place}" in plain(edition.text_content())
    assert "Treaties and Agreements with and concerning China" in edition.text_content()
    other = page.locator(f"{last}:not([open])")
    other.locator("summary").click()
    assert shown.count() == 2


def test_words_only_in_the_languages_that_the_record_holds(open_page, portsmouth):
    page = open_page("liaodong")
    articles = {(i.id, a.number): set(a.words) for i in portsmouth.atlas.instruments.values() for a in i.articles}
    held, seen = portsmouth.timeline, []
    for feature in portsmouth.atlas.subjects["liaodong"].features:
        page.evaluate("(feature) => treatyAtlas.choose({ feature })", feature)
        rows = held[held["feature"] == feature]
        wanted = set().union(*(articles[key] for key in zip(rows["instrument"], rows["article"], strict=True)))
        assert set(page.locator("#card blockquote").evaluate_all("all => all.map((node) => node.lang)")) == wanted
        seen.append(bool(wanted))
    assert any(seen)


def test_the_card_tells_the_term_of_a_right(read):
    """Twenty-five years from signature (Pavlov, Art. III), in the reader's language."""
    page = read("liaodong", "mode=before&feature=liaodong-lease&lang=fr")
    term = "Durée : vingt-cinq ans à compter du jour de la signature"
    told = page.locator("#card .right", has_text=term).all_inner_texts()
    assert len(told) == 1 and "Russie" in told[0]
    page = read("liaodong", "mode=before&feature=liaodong-lease&lang=en")
    assert page.locator("#card .right", has_text="Term: 25 years from the day of signature").count() == 1


def test_without_scripts_the_picture_says_both(contexts, address):
    context = contexts(viewport={"width": 1366, "height": 768}, java_script_enabled=False)
    page = context.new_page()
    page.goto(address("sakhalin"))
    assert (
        plain(page.locator(".still figcaption").first.inner_text())
        == "Before, 4 September 1905: in law Russia (sovereignty); on the ground Japan (military occupation)"
    )
    page.close()


def test_the_front_page_says_both(open_page):
    page = open_page("index")
    captions = page.locator(".cards [data-text^='caption.']")
    assert captions.count() == 4
    assert plain(captions.first.inner_text()) == (
        "10 April 1908: in law Russia, Japan (sovereignty); "
        "on the ground no one but the holder of the title is recorded"
    )
    page.locator("#language").select_option("ru")
    assert plain(captions.first.inner_text()).startswith("10 апреля 1908 г.: юридически — Россия, Япония (суверенитет)")


@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_side_by_side_on_a_phone_no_flag_lies_on_a_button(open_page, language):
    page = open_page("sakhalin", f"mode=both&lang={language}", *SIZES["phone"])
    for box in page.locator(".map-box").all():
        flag, frame = box.locator(".flag:visible").bounding_box(), box.bounding_box()
        home = box.locator(".home").bounding_box()
        assert flag["x"] >= home["x"] + home["width"] or flag["y"] >= home["y"] + home["height"]
        assert flag["x"] >= frame["x"] and flag["x"] + flag["width"] <= frame["x"] + frame["width"]
        assert box.locator(".flag:visible").evaluate("node => node.scrollWidth <= node.clientWidth")
