"""What a card gives as evidence: its first lines, the operative words, claims and references to copy."""

from .conftest import plain

CLIPBOARD = ["clipboard-read", "clipboard-write"]
CESSION = "#card .rows li:has-text('15 October 1905 until 28 April 1952')"


def test_a_card_says_who_until_when_by_what_and_what_it_says_can_be_copied(open_page):
    page = open_page("sakhalin", "mode=after&feature=sakhalin-south", permissions=CLIPBOARD)
    lines = plain(page.locator("#card").inner_text()).splitlines()
    lines = [line for line in lines if line.strip() not in ("", "×")]
    assert lines[0] == "Sakhalin south of 50°N"
    assert "Japan · Sovereignty · until 28 April 1952 · Treaty of Portsmouth, Art. IX" in lines[1:3]
    # The treaty's own words, with what is operative in another colour than the rest.
    marked = page.locator("#card details[open] blockquote mark").all_inner_texts()
    assert "in perpetuity and full sovereignty, the southern portion of the Island of Saghalien" in marked
    ground = "m => [m, m.parentElement].map((e) => getComputedStyle(e).backgroundColor)"
    one, other = page.locator("#card details[open] mark").first.evaluate(ground)
    assert one != other
    # MacMurray prints Art. IX: the claim rests on it, and names no path of the reader's own disk.
    page.locator(CESSION).get_by_role("button", name="Copy this claim").click()
    page.wait_for_function("() => [...document.querySelectorAll('#card .copied')].some((s) => s.textContent)")
    assert page.locator(CESSION).locator(".copied").inner_text() == "Copied."
    claim = plain(page.evaluate("navigator.clipboard.readText()"))
    assert claim.startswith(
        "Sakhalin south of 50°N: Sovereignty: Japan, from 15 October 1905 until 28 April 1952 "
        "(Treaty of Portsmouth, Art. IX). Certainty: verified (± 100 m). "
    )
    assert "MacMurray" in claim and "No. 1905/8, Art. IX" in claim and "file:" not in claim
    page.locator("#card .references summary").click()
    first = page.locator("#card .references li").first
    first.get_by_role("button", name="Copy this reference").click()
    page.wait_for_function("() => document.querySelector('#card .references .copied').textContent")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.split(" http")[0] in first.inner_text() and "Portsmouth" in copied
    assert page.locator("#card .measures thead th").all_inner_texts() == ["Source", "Measure"]


def test_where_nothing_can_be_copied_nobody_is_told_so(open_page):
    refuse = "navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))"
    page = open_page("sakhalin", "feature=sakhalin-south", before=lambda page: page.add_init_script(refuse))
    page.locator(CESSION).get_by_role("button", name="Copy this claim").click()
    field = page.locator(CESSION).locator("input")
    field.wait_for()
    assert "Copied" not in page.locator(CESSION).inner_text()
    assert field.input_value().startswith("Sakhalin south of 50°N: Sovereignty: Japan")
