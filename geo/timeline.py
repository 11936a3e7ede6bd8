"""Who held what, under which right, from when to when, by which article: the one table behind
every map, figure and notebook.

A row knows everything of the provision that made it, so that no output asks the atlas again for it.
Dates are ISO strings (proleptic Gregorian), half-open: a row counts on a day d when
`start_date <= d < end_date`; an empty start or end is open. ISO strings compare as the days they name,
here, in CSV and in the browser.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from pathlib import Path
from typing import Protocol

import geopandas as gpd
import pandas as pd

from .errors import DataError, Place, UsageError
from .model import LEGAL_DATES, Atlas, Instrument, Provision, legal_dates, start_of

COLUMNS = [
    "provision",
    "feature",
    "name",
    "tenure",
    "reading",
    "holder",
    "bound",
    "benefits",
    "instrument",
    "article",
    "cite",
    "start_date",
    "end_date",
    "start_edtf",
    "end_edtf",
    "ended_by",
    "ended_provision",
    "ended_cite",
    "basis",
    *LEGAL_DATES,
    "demarcation",
    "consent_by",
    "until",
    "guards_per_km",
    "confirmed_by",
    "area_km2",
    "length_km",
    "certainty",
    "uncertainty_m",
    "note",
]


#: How a day is given: as text that `iso` reads, or as a date (also a Timestamp of pandas).
Day = str | datetime.date


class Built(Protocol):
    """A built atlas, as those see it who stand before `geo.world` and cannot know its `World`."""

    @property
    def atlas(self) -> Atlas: ...
    @property
    def features(self) -> gpd.GeoDataFrame: ...
    @property
    def timeline(self) -> gpd.GeoDataFrame: ...
    @property
    def timelines(self) -> dict[str, gpd.GeoDataFrame]: ...
    @property
    def layers(self) -> dict[str, gpd.GeoDataFrame]: ...
    @property
    def data(self) -> Path: ...


@dataclasses.dataclass
class _Row:
    provision: Provision
    instrument: Instrument
    start: str
    start_edtf: str
    end: str = ""
    end_edtf: str = ""
    ended: tuple[Instrument, Provision] | None = None
    confirmed: list[str] = dataclasses.field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.instrument.id}/{self.provision.id}"

    def close(self, instrument: Instrument, provision: Provision, day: str, edtf: str) -> None:
        self.ended, self.end, self.end_edtf = (instrument, provision), day, edtf


def build_timeline(atlas: Atlas, features: gpd.GeoDataFrame, basis: str = "") -> gpd.GeoDataFrame:
    """Build the timeline from the provisions of all instruments.

    A provision with a grantor closes the grantor's open row of that feature and tenure, one with a
    grantee or with bound powers opens a row; a holder who is granted the same right anew gets a new
    row. A provision that declares what was so before has no first day, and opens a row only where
    its grantee does not hold that right already.

    Parameters
    ----------
    atlas : Atlas
    features : GeoDataFrame
        From `build_features`; EPSG:4326.
    basis : str, optional
        Count from another legal date (signature, entry_into_force, consent) wherever a provision
        has it. By default each counts from the date that its own text makes decisive.

    Returns
    -------
    GeoDataFrame
        One row per (feature, tenure, holder, interval), ordered by feature, tenure, start. Columns:

        - `provision`, the key of the row: "instrument/id of the provision";
        - `feature, name` (English), `tenure`, `reading` (law or fact), `holder` (empty where several
          powers are bound; then `bound` and `benefits` name them, ids joined by ", ");
        - `instrument, article, cite` of the provision;
        - `start_date, end_date` (ISO, half-open, empty = open), `start_edtf, end_edtf` (the same with
          their uncertainty), `basis` (the legal date used, "date" or "open");
        - `ended_by` ("instrument/article"), `ended_provision` and `ended_cite` of the provision that
          closed the row;
        - `signature, entry_into_force, consent, demarcation` (ISO, empty = none), `consent_by`
          ("instrument/article"), `until` (the term in words), `guards_per_km` (NaN = no number),
          `confirmed_by` (keys of provisions that declare the same, joined by ", ");
        - `area_km2, length_km` (on the ellipsoid), `certainty, uncertainty_m` (metres) of the
          feature, `note`, `geometry` (EPSG:4326).

    Raises
    ------
    DataError
        A provision takes a right from a power that does not hold it, or a row would end before it
        starts.
    UsageError
        `basis` is no legal date.

    Examples
    --------
    When the lease passes, by its own decisive date and counted from signature:

    >>> from geo import build_features, build_timeline, read_atlas
    >>> atlas = read_atlas("portsmouth_1905")
    >>> features = build_features(atlas)
    >>> for basis in ("", "signature"):
    ...     timeline = build_timeline(atlas, features, basis).set_index("provision")
    ...     row = timeline.loc["portsmouth-1905/v-liaodong-lease"]
    ...     print(row.holder, row.article, row.start_date)
    japan V 1905-12-22
    japan V 1905-09-05
    """
    if basis and basis not in LEGAL_DATES:
        raise UsageError(f'unknown legal date "{basis}"; allowed: {", ".join(LEGAL_DATES)}')
    rows: list[_Row] = []
    problems: list[str] = []
    for day, instrument, provision in _in_order(atlas, basis):
        named = _place(instrument, provision)
        opens = provision.starts == "open"
        held = [row for row in rows if row.end == "" or row.end > day]
        same = [
            row
            for row in held
            if (row.provision.feature, row.provision.tenure) == (provision.feature, provision.tenure)
        ]
        if opens:
            holding = [row for row in same if row.provision.grantee == provision.grantee]
            for row in holding:
                row.confirmed.append(f"{instrument.id}/{provision.id}")
            if not holding:
                rows.append(_Row(provision, instrument, "", ""))
            continue
        edtf = _edtf(instrument, provision, day, basis)
        giving = [row for row in same if provision.grantor and row.provision.grantee == provision.grantor]
        if provision.grantor and not giving:
            problems.append(
                named._replace(key="grantor").says(
                    f"{provision.grantor} is said to give up {provision.tenure} of "
                    f"{provision.feature} on {day}, but does not hold it then; allowed: a power "
                    "that an earlier provision made its holder"
                )
            )
        for row in held:
            again = row in same and provision.grantee and row.provision.grantee == provision.grantee
            if row in giving or again or row.key in provision.closes:
                row.close(instrument, provision, day, edtf)
        if provision.grantee or provision.bound:
            row = _Row(provision, instrument, day, edtf)
            if provision.ends:
                row.close(instrument, provision, *2 * (provision.ends.isoformat(),))
            rows.append(row)
    rows = [row for row in rows if not row.end or row.end != row.start]
    problems += [
        _place(row.instrument, row.provision).says(
            f"the row would end ({row.end}) before it starts ({row.start}); allowed: a later day"
        )
        for row in rows
        if row.end and row.end < row.start
    ]
    if problems:
        raise DataError(problems)
    return _table(atlas, features, rows, basis)


def _place(instrument: Instrument, provision: Provision) -> Place:
    return Place(f"instruments/{instrument.id}", "provision", provision.id)


def _in_order(atlas: Atlas, basis: str):
    """(ISO day, instrument, provision) of every provision, by day. What is declared to have been so
    before comes on the day of its declaration, ahead of what changes on that day."""
    found = []
    for instrument in atlas.instruments.values():
        for provision in instrument.provisions:
            declared = provision.starts == "open"
            day = instrument.signed if declared else start_of(instrument, provision, basis)
            assert day, "a provision without its day is refused while reading"
            found.append((day.isoformat(), not declared, instrument, provision))
    found.sort(key=lambda item: item[:2])
    return [(day, instrument, provision) for day, _, instrument, provision in found]


def _counted(instrument: Instrument, provision: Provision, basis: str) -> str:
    """From which date a provision counts: a legal date, "date" or "open"."""
    own = provision.starts
    return basis if own in LEGAL_DATES and basis in legal_dates(instrument, provision) else own


def _edtf(instrument: Instrument, provision: Provision, day: str, basis: str) -> str:
    """The day on which a provision takes effect as EDTF, where its instrument doubts its own entry into
    force with that doubt."""
    by_force = _counted(instrument, provision, basis) == "entry_into_force"
    return by_force and instrument.in_force_edtf or day


def _table(atlas: Atlas, features: gpd.GeoDataFrame, rows: list[_Row], basis: str):
    order = {name: number for number, name in enumerate(atlas.features)}
    rank = {name: tenure.rank for name, tenure in atlas.terms.tenure.items()}
    rows = sorted(
        rows,
        key=lambda row: (
            order[row.provision.feature],
            rank[row.provision.tenure],
            row.start,
            row.provision.grantee,
            row.provision.bound,
        ),
    )
    shapes = features.loc[[row.provision.feature for row in rows]].reset_index()
    table = pd.DataFrame([_told(atlas, row, basis) for row in rows], columns=COLUMNS)
    for column in ("name", "uncertainty_m"):
        table[column] = shapes[column]
    for column in ("area_km2", "length_km"):
        table[column] = shapes[column].round(1)
    # Without a single row they would be columns of numbers, which compare with no day.
    table = table.astype({"start_date": str, "end_date": str, "guards_per_km": float})
    return gpd.GeoDataFrame(table, geometry=shapes.geometry.to_numpy(), crs="EPSG:4326")


def _told(atlas: Atlas, row: _Row, basis: str) -> dict:
    """What a row says of its provision and of the one that ended it."""
    provision, instrument = row.provision, row.instrument
    days = {kind: day.isoformat() for kind, day in legal_dates(instrument, provision).items()}
    if provision.starts == "open":
        days = {}
    ended_by, ended = row.ended or (instrument, None)
    return {
        "provision": row.key,
        "feature": provision.feature,
        "tenure": provision.tenure,
        "reading": atlas.terms.tenure[provision.tenure].reading,
        "holder": provision.grantee,
        "bound": ", ".join(provision.bound),
        "benefits": ", ".join(provision.benefits),
        "instrument": instrument.id,
        "article": provision.article,
        "cite": provision.cite,
        "start_date": row.start,
        "end_date": row.end,
        "start_edtf": row.start_edtf,
        "end_edtf": row.end_edtf,
        "ended_by": f"{ended_by.id}/{ended.article}" if ended else "",
        "ended_provision": f"{ended_by.id}/{ended.id}" if ended else "",
        "ended_cite": ended.cite if ended else "",
        "basis": _counted(instrument, provision, basis),
        **{kind: days.get(kind, "") for kind in (*LEGAL_DATES, "demarcation")},
        "consent_by": provision.consent_by,
        "until": provision.until,
        "guards_per_km": provision.guards_per_km,
        "confirmed_by": ", ".join(row.confirmed),
        "certainty": atlas.features[provision.feature].certainty,
        "note": provision.note,
    }


def numbered_notes(atlas: Atlas) -> dict[tuple[str, str], int]:
    """The number under which each article is cited, the same in pages, figures and notebooks.

    Only articles with a provision, or whose consent a provision needs, have one: first those of the
    atlas's own instrument in the order of its text, then the others by date.
    """
    used = {(i.id, p.article) for i in atlas.instruments.values() for p in i.provisions}
    used |= {p.consenting for i in atlas.instruments.values() for p in i.provisions if p.consent_by}
    own_first = sorted(atlas.instruments.values(), key=lambda i: i.id != atlas.instrument)
    order = [(i.id, a.number) for i in own_first for a in i.articles if (i.id, a.number) in used]
    return {key: number for number, key in enumerate(order, 1)}


#: A day, a month or a year as EDTF writes them, with marks of doubt or unknown digits.
EDTF_DAY = re.compile(r"(\d{4})(?:-(\d\d|XX))?(?:-(\d\d|XX))?[?~%]?")


def iso(date: Day) -> str:
    """A day as ISO string.

    `date` is text, a `datetime.date` or a pandas `Timestamp`. A month, a year and a day in doubt stand for
    the first day that they can be.

    Raises
    ------
    UsageError
        It is no day of the calendar.

    Examples
    --------
    >>> from geo.timeline import iso
    >>> iso("1905-10"), iso("[1905-10-15,1905-10-16]")
    ('1905-10-01', '1905-10-15')
    """
    if isinstance(date, datetime.datetime):
        date = date.date()
    text = str(date).strip()
    first = re.split(r",|\.\.|/", text.strip("[]{}"))[0]
    found = EDTF_DAY.fullmatch(first)
    try:
        if re.fullmatch(r"\d{8}", text):
            return datetime.date.fromisoformat(text).isoformat()
        parts = found.groups() if found else ("",)
        year, month, day = (part if part and part != "XX" else "01" for part in parts)
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except (ValueError, AttributeError):
        raise UsageError(
            f'"{date}" is no day; allowed: YYYY-MM-DD, YYYY-MM, YYYY, or a day as EDTF writes it'
        ) from None


def timeline_of(world, asked_by: str) -> gpd.GeoDataFrame:
    """The timeline of a World, or a timeline itself.

    Raises
    ------
    UsageError
        It is neither.
    """
    table = getattr(world, "timeline", world)
    missing = {"start_date", "end_date"} - set(getattr(table, "columns", ()))
    if not isinstance(table, pd.DataFrame) or missing:
        what = (
            f"a table without {', '.join(sorted(missing))}" if isinstance(table, pd.DataFrame) else type(world).__name__
        )
        raise UsageError(
            f"{asked_by} was given {what}; allowed: a World from build_world, or a timeline from build_timeline"
        )
    return table


def held_on(world: Built | gpd.GeoDataFrame, date: Day) -> gpd.GeoDataFrame:
    """The rows of the timeline that count on one day, in the same columns.

    Parameters
    ----------
    world : World or GeoDataFrame
        A World, or a timeline (or some of its rows).
    date : str, datetime.date or Timestamp
        The day, as `iso` reads it: "1905-10-20", "1905-10", or EDTF.

    Raises
    ------
    UsageError
        `date` is no day, or `world` is neither of the two.

    Examples
    --------
    >>> from geo import build_world, held_on
    >>> held = held_on(build_world("portsmouth_1905"), "1905-10-20")
    >>> held.loc[(held["feature"] == "liaodong-lease") & (held["reading"] == "law"), "holder"].tolist()
    ['china', 'russia']
    """
    timeline = timeline_of(world, "held_on")
    day = iso(date)
    open_end = timeline["end_date"] == ""
    return timeline[(timeline["start_date"] <= day) & (open_end | (day < timeline["end_date"]))]


def changes_between(world: Built | gpd.GeoDataFrame, before: Day, after: Day) -> pd.DataFrame:
    """What is different between two days.

    Parameters
    ----------
    world : World or GeoDataFrame
        A World, or a timeline (or some of its rows).
    before, after : str, datetime.date or Timestamp
        The days, as `iso` reads them; `before` is the earlier.

    Returns
    -------
    DataFrame
        One row per (feature, tenure) whose holders differ. Columns: `feature, name, tenure,
        holder_before, holder_after` (power ids, joined by ", ", of a duty those bound; empty =
        nobody), `date` (ISO day of the first change), `instrument, article, cite` of the provision that made it.

    Raises
    ------
    UsageError
        Something is no day, `before` is the later, or `world` is neither of the two.

    Examples
    --------
    >>> from geo import build_world, changes_between
    >>> changes = changes_between(build_world("portsmouth_1905"), "1905-09-04", "1905-12-22")
    >>> print(changes.loc[changes["tenure"] == "lease", ["feature", "holder_after", "date"]]
    ...       .to_string(index=False))
                     feature holder_after       date
               liaodong-lease        japan 1905-12-22
    liaodong-doubtful-islands        japan 1905-12-22
    """
    timeline = timeline_of(world, "changes_between")
    before, after = iso(before), iso(after)
    if before > after:
        raise UsageError(f"before {before} lies after {after}; allowed: the earlier day first")
    first, second = held_on(timeline, before), held_on(timeline, after)
    changes = []
    for (feature, tenure), rows in timeline.groupby(["feature", "tenure"], sort=False):
        here = [day[(day["feature"] == feature) & (day["tenure"] == tenure)] for day in (first, second)]
        holders = [
            ", ".join(
                sorted({holder or bound for holder, bound in zip(rights["holder"], rights["bound"], strict=True)})
            )
            for rights in here
        ]
        if holders[0] == holders[1]:
            continue
        opened = rows[(rows["start_date"] > before) & (rows["start_date"] <= after)]
        closed = rows[(rows["end_date"] > before) & (rows["end_date"] <= after)]
        if len(opened):
            made = opened.iloc[0]
            by, date, cite = (made["instrument"], made["article"]), made["start_date"], made["cite"]
        else:
            made = closed.iloc[0]
            by, date, cite = made["ended_by"].split("/", 1), made["end_date"], made["ended_cite"]
        changes.append((feature, rows["name"].iloc[0], tenure, *holders, date, *by, cite))
    return pd.DataFrame(
        changes,
        columns=["feature", "name", "tenure", "holder_before", "holder_after", "date", "instrument", "article", "cite"],
    )
