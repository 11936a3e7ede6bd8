"""What the reader chose stands in the link after "#", and comes back from it, also from file://."""

import pytest

SECRET = "before=1898-03-28&after=1905-10-15&mode=after"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("lang", "ru"),
        ("mode", "before"),
        ("mode", "both"),
        ("split", "31"),
        ("basis", "signature"),
        ("article", "portsmouth-1905/V"),
        ("feature", "liaodong-lease"),
        ("before", "1898-03-28"),
        ("after", "1905-10-15"),
    ],
)
def test_a_link_restores_a_choice(read, state, key, value):
    assert state(read("liaodong", f"{key}={value}"))[key] == value


def test_a_page_opens_with_the_choices_of_its_link(open_page, state):
    asked = {"lang": "ru", "mode": "before", "feature": "liaodong-lease", "before": "1898-03-28"}
    page = open_page("liaodong", "&".join(map("=".join, asked.items())))
    assert state(page).items() >= asked.items()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("lang", "ru"),
        ("mode", "before"),
        ("split", "31"),
        ("article", "portsmouth-1905/V"),
        ("feature", "liaodong-lease"),
        ("before", "1898-03-28"),
    ],
)
def test_a_restored_choice_is_kept_in_the_link(read, key, value):
    assert f"{key}={value.replace('/', '%2F')}" in read("liaodong", f"{key}={value}").url


def test_a_link_restores_the_split_of_the_swipe(open_page):
    page = open_page("liaodong", "mode=swipe&split=31")
    assert page.locator(".swipe").first.get_attribute("aria-valuenow") == "31"


def test_a_link_restores_a_card(open_page):
    assert open_page("liaodong", "feature=liaodong-lease").locator("#card").is_visible()


def test_a_link_restores_an_article(open_page):
    page = open_page("liaodong", "article=portsmouth-1905/V")
    assert page.locator(".article.chosen").get_attribute("data-article") == "portsmouth-1905/V"


def test_a_link_restores_the_view(open_page):
    page = open_page("liaodong", "view=39.2,121.8,9")
    assert page.evaluate("""(({ lat, lng }) => [lat, lng, treatyAtlas.maps.views[0].map.getZoom()])(
        treatyAtlas.maps.views[0].map.getCenter())""") == pytest.approx([39.2, 121.8, 9], abs=0.01)


def test_moving_the_map_writes_the_view(open_page):
    page = open_page("liaodong")
    page.evaluate("treatyAtlas.maps.views[0].map.setView([39.2, 121.8], 9, { animate: false })")
    page.wait_for_function("() => location.hash.includes('view=39.')")


def test_a_whole_link_is_restored(open_page, contexts):
    page = open_page("liaodong", "lang=fr&basis=signature&article=portsmouth-1905%2FV&" + SECRET)
    again = page.context.new_page()
    again.goto(page.url)
    again.wait_for_selector("html[data-ready=true]", state="attached")
    states = [p.evaluate("JSON.stringify(treatyAtlas.state)") for p in (page, again)]
    again.close()
    assert states[0] == states[1]


def test_an_untouched_page_has_a_plain_link(open_page):
    assert "#" not in open_page("sakhalin").url


def test_going_back_in_the_address_bar_is_followed(open_page, state):
    page = open_page("liaodong")
    page.evaluate("location.hash = '#lang=th&mode=after'")
    page.wait_for_function("() => document.documentElement.lang === 'th'")
    assert state(page)["mode"] == "after"


OPENING = {"lang": "en", "mode": "change", "before": "1905-09-04", "after": "1905-12-22", "article": "", "feature": ""}


@pytest.mark.parametrize(
    "hash",
    [
        "lang=xx",
        "mode=3d",
        "split=-5",
        "split=NaN",
        "basis=never",
        "article=portsmouth-1905/XCIX",
        "feature=atlantis",
        "before=yesterday",
        "after=1800-01-01",
        "before=1905-12-23",
        "view=a,b,c",
        "view=,,,,",
        "view=999,999,999",
        "%E0%A4%A",
        "&&&===",
        "before=9999-99-99&after=9999-99-99",
        "__proto__=1",
        "feature=<img src=x onerror=alert(1)>",
    ],
)
def test_a_spoilt_link_falls_back_to_the_opening(read, state, hash):
    page = read("liaodong", hash)
    assert state(page).items() >= OPENING.items()


@pytest.mark.parametrize("hash", ["lang=xx&before=9999-99-99&view=a,b,c", "%E0%A4%A"])
def test_a_page_opens_by_a_spoilt_link(open_page, state, hash):
    page = open_page("liaodong", hash)
    assert state(page).items() >= OPENING.items()
    assert page.locator("#map-a [data-feature=liaodong-lease]").first.is_visible()


def test_a_spoilt_view_still_shows_the_ground(open_page):
    page = open_page("liaodong", "view=999,999,999")
    assert page.evaluate("treatyAtlas.maps.views[0].map.getBounds().contains([39.2, 121.8])")


# ---- copy and cite


def test_copy_link_says_that_it_did(open_page):
    page = open_page("sakhalin")
    page.context.grant_permissions(["clipboard-write"])
    page.locator("#copy").click()
    page.wait_for_function("() => document.querySelector('#copied').textContent !== ''")
    assert page.locator("#copied").inner_text() == "Copied."


@pytest.mark.parametrize(
    ("kind", "words"), [("BibTeX", "@misc{"), ("CSL-JSON", '"type": "map"'), ("Chicago", "Treaty Atlas. “")]
)
def test_a_map_can_be_cited(read, kind, words):
    page = read("sakhalin")
    page.locator(".cite-map").evaluate("details => { details.open = true; }")
    page.locator("#cite-kind").select_option(kind)
    assert words in page.locator("#citation").inner_text()


@pytest.mark.parametrize("kind", ["BibTeX", "CSL-JSON", "Chicago"])
def test_a_citation_holds_version_and_checksum(read, portsmouth, kind):
    from geo.build import version
    from geo.export import checksum_of

    page = read("sakhalin")
    page.locator(".cite-map").evaluate("details => { details.open = true; }")
    page.locator("#cite-kind").select_option(kind)
    words = page.locator("#citation").inner_text()
    assert version() in words and checksum_of(portsmouth)[:16] in words


@pytest.mark.parametrize("kind", ["BibTeX", "CSL-JSON", "Chicago"])
def test_a_page_opened_from_a_disk_cites_no_path_of_it(read, kind):
    page = read("sakhalin")
    assert page.url.startswith("file:")
    page.locator(".cite-map").evaluate("details => { details.open = true; }")
    page.locator("#cite-kind").select_option(kind)
    words = page.locator("#citation").inner_text()
    assert "file:" not in words and "sakhalin.html" not in words


def test_a_citation_leads_to_the_published_page_as_it_stands(open_page):
    page = open_page("sakhalin")
    page.evaluate("treatyAtlas.facts.edition.site = 'https://example.org/portsmouth_1905/'")
    page.locator("#language").select_option("fr")
    words = page.evaluate("document.querySelector('#citation').textContent")
    assert "https://example.org/portsmouth_1905/sakhalin.html#lang=fr" in words
