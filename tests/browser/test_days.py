"""The two days and the legal date that counts: what the page shows on a day is what
`held_on` says."""

import json
import re

import pytest

from geo import held_on

from ..crosses import cross

#: Keys of the rows that the table marks as open on a day that the map shows.
ON = "[...document.querySelectorAll('#table tr.on')].map((row) => row.dataset.row)"
#: The same of what stands in the pane of the second day.
DRAWN = """treatyAtlas.maps.views[0].held.after.map((row) => row.key)"""


def keys(rows, features):
    return sorted(rows.loc[rows["feature"].isin(features), "provision"])


def sovereign(page, feature="sakhalin-south"):
    """The accessible name of a feature in the pane of the second day."""
    return page.locator(f"#map-a .leaflet-after-pane [data-feature={feature}]").get_attribute("aria-label")


def choose(page, which, day):
    page.locator("#" + which).select_option(day)


# ---- both days


def test_the_day_before_can_be_changed(open_page, state):
    page = open_page("sakhalin", "mode=before")
    choose(page, "before", "1875-08-22")
    assert state(page)["before"] == "1875-08-22"
    assert "1875" in page.locator(".flag.before").first.inner_text()


def test_the_day_after_can_be_changed(open_page):
    page = open_page("liaodong", "mode=after")
    assert "Lease: Japan" in sovereign(page, "liaodong-lease")
    choose(page, "before", "1898-03-27")
    choose(page, "after", "1905-09-04")
    assert "Lease: Russia" in sovereign(page, "liaodong-lease")


def test_the_days_cannot_be_exchanged(open_page, state):
    page = open_page("liaodong")
    choose(page, "after", "1898-03-27")
    assert state(page)["before"] < state(page)["after"]
    assert page.locator("#after").input_value() == state(page)["after"]


def test_the_choice_holds_every_day_of_change(read, portsmouth):
    page = read("liaodong")
    features = portsmouth.atlas.subjects["liaodong"].features
    rows = portsmouth.timeline[portsmouth.timeline["feature"].isin(features)]
    changes = {day for day in [*rows["start_date"], *rows["end_date"]] if day}
    changes = {day for day in changes if day < str(portsmouth.atlas.covers[1])}
    given = page.locator("#before option").evaluate_all("all => all.map((o) => o.value)")
    assert changes <= set(given) and given == sorted(given)


# ---- legal dates


@cross(
    ["basis", "day"],
    ["", "signature", "entry_into_force", "consent"],
    ["1898-05-01", "1905-09-06", "1905-10-20", "1905-12-22", "1907-06-01", "1910-01-01"],
)
def test_what_is_held_on_a_day_is_what_the_timeline_says(read, portsmouth, basis, day):
    page = read("treaty", f"mode=after&before=1890-01-01&after={day}&basis={basis}")
    features = portsmouth.atlas.subjects["treaty"].features
    assert sorted(page.evaluate(ON)) == keys(held_on(portsmouth.timelines[basis], day), features)


@pytest.mark.parametrize(("basis", "holder"), [("", "Russia"), ("signature", "Japan"), ("entry_into_force", "Russia")])
def test_who_held_southern_sakhalin_on_the_day_after_the_signature(read, basis, holder):
    page = read("sakhalin", f"mode=after&after=1905-09-06&basis={basis}")
    assert f"Sovereignty: {holder}" in sovereign(page)


@pytest.mark.parametrize(
    ("basis", "holder"), [("", "Russia"), ("signature", "Japan"), ("entry_into_force", "Japan"), ("consent", "Russia")]
)
def test_who_held_the_lease_before_china_agreed(read, basis, holder):
    page = read("liaodong", f"mode=after&after=1905-12-21&basis={basis}")
    assert f"Lease: {holder}" in sovereign(page, "liaodong-lease")


def test_the_legal_date_is_chosen_in_the_page(open_page):
    page = open_page("sakhalin", "mode=after&after=1905-09-06")
    page.locator("#basis").select_option("signature")
    assert "Sovereignty: Japan" in sovereign(page)


def test_the_table_follows_the_legal_date(read):
    page = read("sakhalin", "basis=signature")
    row = page.locator("tr[data-row='portsmouth-1905/ix-sakhalin-south'] time")
    assert row.first.get_attribute("datetime") == "1905-09-05"


# ---- the text equivalent

TABLE = """[...document.querySelectorAll('#table tbody tr')].map((row) => [
  ...[...row.cells].slice(0, 3).map((cell) => cell.textContent),
  ...[3, 4].map((i) => row.cells[i].querySelector('time')?.dateTime ?? ''),
  row.cells[5].querySelector('.note').textContent, row.dataset.row])"""


@pytest.mark.parametrize("name", ["sakhalin", "liaodong", "railway", "treaty"])
def test_the_table_is_the_timeline(read, portsmouth, name):
    atlas, timeline = portsmouth.atlas, portsmouth.timeline
    rows = timeline[timeline["feature"].isin(atlas.subjects[name].features)]
    from geo.timeline import numbered_notes

    notes = numbered_notes(atlas)
    expected = [
        [
            row["name"],
            atlas.terms.tenure[row["tenure"]].label,
            row["start_date"] or "",
            row["end_date"] or "",
            str(notes[row["instrument"], row["article"]]),
            row["provision"],
        ]
        for _, row in rows.iterrows()
    ]
    found = read(name).evaluate(TABLE)
    assert [[*cells[:2], *cells[3:]] for cells in found] == expected
    # Who holds a right; of a mutual duty, who is bound for whom, in words of its own.
    held = [
        (cells[2], atlas.terms.power[row["holder"]])
        for cells, (_, row) in zip(found, rows.iterrows(), strict=True)
        if row["holder"]
    ]
    # A power may bear another name by then, such as the Soviet Union.
    assert held and all(said in {power.name, *(name["en"] for name in power.names)} for said, power in held)


def test_bold_rows_are_those_that_the_map_shows(read):
    page = read("liaodong", "mode=after")
    assert sorted(page.evaluate(ON)) == sorted(page.evaluate(DRAWN))


def test_the_legend_holds_what_the_map_shows(read):
    page = read("liaodong", "mode=before")
    words = page.locator("#legend").inner_text()
    assert "Lease: Russia" in words and "Lease: Japan" not in words


def test_the_page_tells_how_many_guards(read):
    words = read("railway").locator("#totals .guards").first.inner_text()
    assert re.sub(r"\s+", " ", words).startswith("Japan may keep at most 15 guards a kilometre: 12,255–12,660 guards.")


def test_the_facts_of_a_page_are_json(read):
    assert json.loads(read("sakhalin").evaluate("JSON.stringify(treatyAtlas.facts)"))
