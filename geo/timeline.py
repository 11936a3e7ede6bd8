"""Who held what, under which right, from when to when, by which article: the one table behind
every map, figure and notebook.

Dates are ISO strings (proleptic Gregorian), half-open: a row counts on a day d when
`start_date <= d < end_date`; an empty end is open. ISO strings compare as the days they name, here,
in CSV and in the browser.
"""

from __future__ import annotations

import dataclasses
import datetime

import geopandas as gpd
import pandas as pd

from .errors import DataError, UsageError
from .model import LEGAL_DATES, Atlas, Instrument, Provision, start_of

COLUMNS = ["feature", "name", "tenure", "holder", "instrument", "article", "cite", "start_date",
           "end_date", "ended_by", "ended_cite", "basis", "area_km2", "length_km", "uncertainty_m", "note"]


@dataclasses.dataclass
class _Row:
    provision: Provision
    instrument: Instrument
    start: str
    end: str = ""
    ended_by: str = ""
    ended_cite: str = ""


def build_timeline(atlas: Atlas, features: gpd.GeoDataFrame, basis: str = "") -> gpd.GeoDataFrame:
    """Build the timeline from the provisions of all instruments.

    A provision with a grantor closes the grantor's open row of that feature and tenure, one with a
    grantee opens a row; a holder who is granted the same right anew gets a new row.

    Parameters
    ----------
    atlas : Atlas
    features : GeoDataFrame
        From `build_features`; EPSG:4326.
    basis : str, optional
        Count from another legal date (signature, entry_into_force, consent, demarcation) wherever a
        provision has it. By default each counts from the date that its own text makes decisive.

    Returns
    -------
    GeoDataFrame
        One row per (feature, tenure, holder, interval), ordered by feature, tenure, start. Columns:
        `feature, name, tenure, holder, instrument, article, cite, start_date, end_date, ended_by,
        ended_cite, basis, area_km2, length_km, uncertainty_m, note, geometry` (EPSG:4326). `ended_by` is
        "instrument/article" of the provision that closed the row and `ended_cite` its source, `basis`
        the legal date used.

    Raises
    ------
    DataError
        A provision takes a right from a power that does not hold it, or a row would end before it
        starts.
    UsageError
        `basis` is no legal date.

    Examples
    --------
    When the cession starts, by its own decisive date and counted from demarcation:

    >>> from geo import build_features, build_timeline, read_atlas
    >>> atlas = read_atlas("portsmouth_1905")
    >>> features = build_features(atlas)
    >>> for basis in ("", "demarcation"):
    ...     timeline = build_timeline(atlas, features, basis)
    ...     row = timeline.query("feature == 'sakhalin-south' and tenure == 'sovereignty'").iloc[-1]
    ...     print(row.holder, row.article, row.start_date)
    japan IX 1905-10-15
    japan IX 1908-04-10
    """
    if basis and basis not in LEGAL_DATES:
        raise UsageError(f'unknown legal date "{basis}"; allowed: {", ".join(LEGAL_DATES)}')
    rows: list[_Row] = []
    problems: list[str] = []
    for start, instrument, provision in _in_order(atlas, basis):
        named = f"instruments/{instrument.id}.toml, article {provision.article}"
        by = f"{instrument.id}/{provision.article}"
        for power in dict.fromkeys((provision.grantor, provision.grantee)):
            held = [row for row in rows if power and (row.end == "" or row.end > start)
                    and _key(row.provision) == (provision.feature, provision.tenure, power)]
            if power == provision.grantor and power and not held:
                problems.append(
                    f"{named}: {power} is said to give up {provision.tenure} of "
                    f"{provision.feature} on {start}, but does not hold it then; allowed: a power "
                    "that an earlier provision made its holder")
            for row in held:
                row.end, row.ended_by, row.ended_cite = start, by, provision.cite
        if provision.grantee:
            end = provision.ends.isoformat() if provision.ends else ""
            rows.append(_Row(provision, instrument, start, end, by if end else "",
                             provision.cite if end else ""))
    rows = [row for row in rows if row.end != row.start]
    problems += [f"instruments/{row.instrument.id}.toml, article {row.provision.article}: the row "
                 f"would end ({row.end}) before it starts ({row.start}); allowed: a later day"
                 for row in rows if row.end and row.end < row.start]
    if problems:
        raise DataError(problems)
    return _table(atlas, features, rows, basis)


def _in_order(atlas: Atlas, basis: str):
    """(start, instrument, provision) of every provision, by day, then by instrument and place."""
    found = [(start_of(instrument, provision, basis).isoformat(), instrument, provision)
             for instrument in atlas.instruments.values() for provision in instrument.provisions]
    return sorted(found, key=lambda item: item[0])


def _key(provision: Provision) -> tuple[str, str, str]:
    return provision.feature, provision.tenure, provision.grantee


def _table(atlas: Atlas, features: gpd.GeoDataFrame, rows: list[_Row], basis: str):
    order = {name: number for number, name in enumerate(atlas.features)}
    rank = {name: tenure.rank for name, tenure in atlas.terms.tenure.items()}
    rows = sorted(rows, key=lambda row: (order[row.provision.feature], rank[row.provision.tenure],
                                         row.start, row.provision.grantee))
    shapes = features.loc[[row.provision.feature for row in rows]].reset_index()
    table = pd.DataFrame({
        "feature": [row.provision.feature for row in rows],
        "name": shapes["name"],
        "tenure": [row.provision.tenure for row in rows],
        "holder": [row.provision.grantee for row in rows],
        "instrument": [row.instrument.id for row in rows],
        "article": [row.provision.article for row in rows],
        "cite": [row.provision.cite for row in rows],
        "start_date": [row.start for row in rows],
        "end_date": [row.end for row in rows],
        "ended_by": [row.ended_by for row in rows],
        "ended_cite": [row.ended_cite for row in rows],
        "basis": [basis or row.provision.starts for row in rows],
        "area_km2": shapes["area_km2"].round(1),
        "length_km": shapes["length_km"].round(1),
        "uncertainty_m": shapes["uncertainty_m"],
        "note": [row.provision.note for row in rows]}, columns=COLUMNS)
    # Without a single row they would be columns of numbers, which compare with no day.
    table = table.astype({"start_date": str, "end_date": str})
    return gpd.GeoDataFrame(table, geometry=shapes.geometry.to_numpy(), crs="EPSG:4326")


def numbered_notes(atlas: Atlas) -> dict[tuple[str, str], int]:
    """The number under which each article is cited, the same in pages, figures and notebooks.

    Only articles with a provision, or whose consent a provision needs, have one: first those of the
    atlas's own instrument in the order of its text, then the others by date.
    """
    used = {(i.id, p.article) for i in atlas.instruments.values() for p in i.provisions}
    used |= {tuple(p.consent_by.split("/", 1)) for i in atlas.instruments.values()
             for p in i.provisions if p.consent_by}
    own_first = sorted(atlas.instruments.values(), key=lambda i: i.id != atlas.instrument)
    order = [(i.id, a.number) for i in own_first for a in i.articles if (i.id, a.number) in used]
    return {key: number for number, key in enumerate(order, 1)}


def iso(date: str | datetime.date) -> str:
    """A day as ISO string.

    Raises
    ------
    UsageError
        It is no day of the calendar.
    """
    try:
        return datetime.date.fromisoformat(str(date)).isoformat()
    except ValueError:
        raise UsageError(f'"{date}" is no day; allowed: YYYY-MM-DD') from None


def held_on(timeline: gpd.GeoDataFrame, date: str | datetime.date) -> gpd.GeoDataFrame:
    """The rows of the timeline that count on one day, in the same columns.

    Examples
    --------
    >>> from geo import build_world, held_on
    >>> held = held_on(build_world("portsmouth_1905").timeline, "1905-10-20")
    >>> held.loc[held["feature"] == "liaodong-lease", "holder"].tolist()
    ['china', 'russia']
    """
    day = iso(date)
    open_end = timeline["end_date"] == ""
    return timeline[(timeline["start_date"] <= day) & (open_end | (day < timeline["end_date"]))]


def changes_between(timeline: gpd.GeoDataFrame, before: str | datetime.date,
                    after: str | datetime.date) -> pd.DataFrame:
    """What is different between two days.

    Returns
    -------
    DataFrame
        One row per (feature, tenure) whose holders differ. Columns: `feature, name, tenure,
        holder_before, holder_after` (power ids, joined by ", "; empty = nobody), `date` (ISO day of
        the first change), `instrument, article, cite` of the provision that made it.

    Examples
    --------
    >>> from geo import build_world, changes_between
    >>> changes = changes_between(build_world("portsmouth_1905").timeline, "1905-09-04", "1905-12-22")
    >>> print(changes.loc[changes["tenure"] == "lease", ["feature", "holder_after", "date"]]
    ...       .to_string(index=False))
           feature holder_after       date
    liaodong-lease        japan 1905-12-22
    """
    first, second = held_on(timeline, before), held_on(timeline, after)
    changes = []
    for (feature, tenure), rows in timeline.groupby(["feature", "tenure"], sort=False):
        holders = [", ".join(sorted(day.loc[(day["feature"] == feature) & (day["tenure"] == tenure),
                                            "holder"].unique())) for day in (first, second)]
        if holders[0] == holders[1]:
            continue
        opened = rows[(rows["start_date"] > iso(before)) & (rows["start_date"] <= iso(after))]
        closed = rows[(rows["end_date"] > iso(before)) & (rows["end_date"] <= iso(after))]
        if len(opened):
            made = opened.iloc[0]
            by, date, cite = (made["instrument"], made["article"]), made["start_date"], made["cite"]
        else:
            made = closed.iloc[0]
            by, date, cite = made["ended_by"].split("/", 1), made["end_date"], made["ended_cite"]
        changes.append((feature, rows["name"].iloc[0], tenure, *holders, date, *by, cite))
    return pd.DataFrame(changes, columns=["feature", "name", "tenure", "holder_before",
                                          "holder_after", "date", "instrument", "article", "cite"])
