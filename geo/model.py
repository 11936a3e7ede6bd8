"""The nouns of a treaty atlas, as frozen records.

A record holds what one table of a TOML file says, under the same names. An unknown key or a value
of the wrong kind is refused while reading (see `geo.sources`), so a record that exists is well formed;
that its links lead somewhere is checked there too.
"""

from __future__ import annotations

import datetime
import html
import importlib
import re
import typing
from typing import Any, Literal

import msgspec

from . import rules
from .errors import UsageError

Date = datetime.date

#: The legal dates from which a right can count, in the order in which they usually fall. A demarcation
#: is none of them: it carries a title out and gives none.
LEGAL_DATES = ("signature", "entry_into_force", "consent")

#: What a right is: a title by law, or what stands on the ground whoever has the title.
READINGS = ("law", "fact")


#: "frus-1905[p. 826]; ajil-1907[p. 19]": source ids, each with a pinpoint in brackets.
CITE = re.compile(r"\s*([^\[;]+)(?:\[([^\]]*)\])?\s*(?:;|$)")


def cited_sources(cite: str) -> list[tuple[str, str]]:
    """The (source id, pinpoint) pairs of a cite such as "frus-1905[p. 826]; ajil-1907[p. 19]"."""
    return [(source.strip(), pinpoint) for source, pinpoint in CITE.findall(cite)]


@typing.dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(msgspec.field,))
class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A frozen record that refuses keys it does not know."""


class PowerCalendar(Record):
    """The calendar by which a power dated its acts, until the day on which it took another."""

    kind: rules.Calendar
    until: Date | None = None
    cite: rules.Cite = ""


class Power(Record):
    """A state, or a company, that can hold a right. `colour` is sRGB hex, used for fill under every
    style.

    A company has in `of` the power that stands behind it, and takes that power's colour. `names` are
    those of later years, each a table with `from` (a day) and a name in each language, in the order of
    their days: `names = [{ from = 1922-12-30, en = "Soviet Union" }]`.
    """

    name: rules.Words
    colour: rules.Colour = ""
    of: rules.Power = ""
    period_name: str = ""
    names: rules.LaterNames = []
    calendar: PowerCalendar | None = None


class Tenure(Record):
    """A kind of right, and how it is told without colour.

    `mark` is one of fill, hatch, dots, line, outline (how each is drawn: `geo.marks`); `hatch_degrees`
    is the direction in which the lines of the hatch lean, counter-clockwise from east. `rank` is its
    step on the ladder of loudness (1 loudest) and the order of drawing. `edge` says that the right
    outlines its ground: of several on one place the highest does; 0 never (whom a duty benefits bounds
    nothing). `reading` says whether it is a title ("law") or what stands on the ground ("fact").
    """

    label: rules.Words
    definition: rules.Words
    mark: rules.Mark
    rank: rules.Rank
    reading: Literal["law", "fact"] = "law"
    hatch_degrees: rules.Lean = 0
    edge: rules.Edge = 0
    cite: rules.Cite = ""


class Era(Record):
    """A reign era of the Chinese calendar, by lunar year (first and last, both counted). `name_in` is its name in
    languages that write it otherwise."""

    name: rules.Words
    first_year: int
    last_year: int
    name_in: dict[rules.Language, rules.Words] = {}


class Reign(Record):
    """A reign era of the Korean calendar, whose days are Gregorian: from a day on, `until` not counted. Its first year
    is that of its first day."""

    name: rules.Words
    start: Date
    until: Date
    cite: rules.Cite = ""


class ThaiYear(Record):
    """In which month (1 to 12) the Thai year began, before the day `until`."""

    first_month: rules.Month
    until: Date


class Since(Record):
    """From which day on a calendar counted as it is shown; before, it is not shown."""

    day: Date
    cite: rules.Cite


class Terms(Record):
    """The legend as data: powers and tenures by id; eras, and by language the calendar that is shown
    beside the Gregorian (old_style, japanese, buddhist, chinese, korean); one that some power has as its own only
    where a party of the instrument used it."""

    power: dict[rules.Id, Power]
    tenure: dict[rules.Id, Tenure]
    era: dict[rules.Id, Era] = {}
    reign: dict[rules.Id, Reign] = {}
    thai_year: ThaiYear | None = None
    calendar_since: dict[rules.Id, Since] = {}
    calendar: dict[rules.Language, rules.Calendar] = {}

    def number(self, power: str) -> int:
        """The place of a power among those of the terms; a company stands where its power does."""
        return list(self.power).index(self.power[power].of or power)

    @property
    def party_calendars(self) -> list[str]:
        """The calendars that powers have as their own, sorted."""
        return sorted({power.calendar.kind for power in self.power.values() if power.calendar})

    def apart(self, power: str) -> float:
        """By what part of its spacing a hatch or a row of dots of a power is moved, so that two powers
        with one right on one place stand side by side and not one on top of the other."""
        number = self.number(power)
        return (number % 2 / 2 + number // 2 / 4) % 1


class Name(Record):
    """Who wrote, edited or translated: a person by `family` and `given` name, or a `body` (an office, a
    society). `written` is the name in its own script where the other is a transcription."""

    family: str = ""
    given: str = ""
    body: str = ""
    written: str = ""

    def __str__(self) -> str:
        if self.body:
            return self.body
        # Chinese, Japanese and Korean names stand family name first, without a blank.
        east = any("\u2e80" <= letter <= "\ud7ff" for letter in self.family)
        name = self.family + self.given if east else f"{self.given} {self.family}".strip()
        return f"{name} ({self.written})" if self.written else name


class Source(Record):
    """A thing that can be cited; `short` is how a note on a map names it, in Latin letters, and
    `short_in` how it does to readers of the source's own language, by that language. Where `short` is no title
    and no author but what we call it, it is `described`: so each language has its translation of it.

    What it is and where it stands is said in the words of bibliographies: `type` is that of CSL,
    `container` the journal, the newspaper, the collection or the site that holds it. `date` is the year,
    month or day of publication (of an annual, the year that it is of), `date_note` what else is to be said
    of it; `languages` are tags of BCP 47; `accessed` is the day on which its address was last recorded here.
    """

    id: rules.Id
    title: rules.Words
    type: Literal[
        "article-journal",
        "article-newspaper",
        "book",
        "chapter",
        "dataset",
        "document",
        "entry-encyclopedia",
        "map",
        "report",
        "webpage",
    ] = "document"
    short: str = ""
    short_in: dict[rules.Language, rules.Words] = {}
    described: bool = False
    authors: list[Name] = []
    editors: list[Name] = []
    translators: list[Name] = []
    container: str = ""
    series: str = ""
    number: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    edition: str = ""
    publisher: str = ""
    place: str = ""
    date: rules.IsoDate = ""
    date_note: str = ""
    languages: list[rules.Language] = []
    archive: str = ""
    url: rules.Address = ""
    accessed: Date | None = None
    licence: str = ""
    note: str = ""

    @property
    def author(self) -> str:
        """Who answers for it, as a note prints it: the authors, else the editors."""
        return ", ".join(map(str, self.authors or self.editors))

    def called(self, language: str) -> str:
        """How a note names it in a language; where it is `described`, its translation goes before
        (`geo.texts.source_name`)."""
        return self.short_in.get(language) or self.short or self.title

    @property
    def reference(self) -> str:
        """All but its address, as a list of references prints it."""
        editors = " (ed.)" if self.editors and not self.authors else ""
        where = ": ".join(part for part in (self.place, self.publisher) if part)
        parts = (self.author + editors, self.full_title, self.edition, where, self.date)
        return ". ".join(part.rstrip(".") for part in parts if part)

    @property
    def full_title(self) -> str:
        """The title with what holds it: "A chapter, in: A Journal 1 (2), 17-22"."""
        within = ", in: " + self.container if self.container else ""
        issue = f" ({self.issue})" if self.issue else ""
        volume = f"{' ' if within else ', '}{self.volume}" if self.volume else ""
        return self.title + within + volume + issue + (f", {self.pages}" if self.pages else "")


class Article(Record):
    """A numbered part of an instrument, summarised in our own words.

    `effect` says what it does: "moves" where it gives, passes or ends a right or draws its limit,
    "binds" where it puts a place under a duty, "names" where it only speaks of a place, else "none".
    `words` are its own words, by language, as the edition of `words_cite` prints them; "..." marks what we
    leave out or could not read, and `operative` says which of them do what the article does. `days` are, for
    what happened on a day, that day, or the first and the last: each language says them in its own words in
    place of `number`.
    """

    number: rules.Number
    summary: rules.Words
    cite: rules.Cite
    effect: rules.Effect
    effect_note: str = ""
    verified: bool = False
    words: dict[rules.Language, rules.Words] = {}
    words_cite: rules.Cite = ""
    operative: dict[rules.Language, list[rules.Words]] = {}
    days: list[Date] = []


class Provision(Record):
    """What one article does to one feature.

    A provision with a `grantor` closes the grantor's open row of that feature and tenure; one with
    a `grantee` opens a row. A mutual duty has neither, but those who are `bound` and those whom it
    `benefits`: one row, which no power holds. `closes` ends rows of other provisions
    ("instrument/provision") that no grantor could close.

    `consent_of` is the power that consents, on the day `consent` by the article `consent_by`.
    `starts` says which legal date counts ("date" means the field `date`). A provision that `starts`
    "open" declares what was so before: its row has no first day, and where its grantee already
    holds that right, it opens none but is named with the row that it confirms.
    """

    id: rules.Id
    article: rules.OwnArticle
    feature: rules.Feature
    tenure: rules.Tenure
    cite: rules.Cite
    starts: rules.LegalDate
    grantor: rules.Power = ""
    grantee: rules.Power = ""
    bound: list[rules.Power] = []
    benefits: list[rules.Power] = []
    closes: list[rules.OtherProvision] = []
    date: Date | None = None
    consent: Date | None = None
    consent_by: rules.OtherArticle = ""
    consent_of: rules.Power = ""
    demarcation: Date | None = None
    ends: Date | None = None
    until: str = ""
    guards_per_km: rules.GuardsPerKm | None = None
    note: str = ""

    @property
    def consenting(self) -> tuple[str, str]:
        """The instrument and the number of the article that consents; twice nothing where none has to."""
        instrument, _, number = self.consent_by.partition("/")
        return instrument, number


class Instrument(Record):
    """One treaty, convention, agreement, protocol, contract or act; or, of kind "event", what happened
    on the day `signed`: a landing, a surrender, an evacuation. Its articles say what. `additional` is what its
    articles "Add. I" are: additional articles of its own, or articles of an additional agreement."""

    id: rules.Id
    kind: rules.InstrumentKind
    title: rules.Words
    short: rules.Words
    signed: Date
    cite: rules.Cite
    parties: list[rules.Power] = []
    other_parties: list[str] = []
    place: str = ""
    signed_as_written: str = ""
    ratified: Date | None = None
    in_force: Date | None = None
    in_force_edtf: rules.Edtf = ""
    in_force_note: str = ""
    authentic_languages: list[rules.Language] = []
    prevails: rules.Language = ""
    native_titles: dict[rules.Language, rules.Words] = {}
    additional: rules.Additional = "additional"
    text_url: rules.Address = ""
    note: str = ""
    articles: list[Article] = []
    provisions: list[Provision] = []

    def article(self, number: str) -> Article | None:
        """The article of that number, or None."""
        return next((a for a in self.articles if a.number == number), None)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id}: {len(self.articles)} articles>"

    def _repr_html_(self) -> str:
        """In a notebook: its articles with their sources."""
        return _shown(
            f"{self.title}, {self.signed}",
            [{"article": a.number, "summary": a.summary, "effect": a.effect, "cite": a.cite} for a in self.articles],
        )


class Demand(Record):
    """What one power asked at the conference, what the other answered, and what came of it.

    `weight` says how much it mattered to those who asked (absolute, relative or additional), `answer`
    how the other power replied (yes, part or no), `got` what was obtained (whole, part or nothing).
    `articles` are those of the atlas's own instrument; `account` is its number in shorter lists.
    `asked`, `discussed` and `settled` are days of sittings. `by` is the power that asked, `right` the tenure that
    it asked for over the ground (empty where a map would say more than was asked).
    """

    number: str
    by: rules.Power
    asked: Date
    weight: Literal["absolute", "relative", "additional"]
    demand: rules.Words
    answer: Literal["yes", "part", "no"]
    discussed: Date
    got: Literal["whole", "part", "nothing"]
    outcome: rules.Words
    cite: rules.Cite
    settled: Date | None = None
    articles: list[rules.TreatyArticle] = []
    asked_features: list[rules.Feature] = []
    got_features: list[rules.Feature] = []
    account: int | None = None
    right: rules.Tenure = ""
    verified: bool = False


class Step(Record):
    """A day of the negotiation and what happened on it."""

    date: Date
    what: rules.Words
    cite: rules.Cite
    verified: bool = False


class Delegate(Record):
    """Who negotiated or mediated; `power` is empty for a mediator. `names` are keyed by language."""

    id: rules.Id
    name: rules.Words
    role: rules.Words
    cite: rules.Cite
    names: dict[rules.Language, rules.Words] = {}
    power: rules.Power = ""
    verified: bool = False


class Clip(Record):
    """Where to clip: any of the four sides, in degrees (EPSG:4326)."""

    west: rules.Longitude = -180.0
    south: rules.Latitude = -90.0
    east: rules.ClipLongitude = 180.0
    north: rules.Latitude = 90.0


class Cut(Record):
    """A line to cut along (rows of a layer), and a point (lon, lat) in the piece to keep."""

    layer: rules.Layer
    where: rules.Wanted
    keep: rules.FarLonLat


class Recipe(Record):
    """How a shape is made, step by step and always in this order.

    `layer` + `where` choose rows (a river by its name, where the layer has a column of names), or `parallel` or
    `meridian` draws one, or `points` gives them (lon, lat), or `middle` draws the line that is everywhere as far from
    one feature as from another (the middle of a channel: its banks); `coast` takes the outline of the rows, joined
    across 180 degrees, `distance` all within so many km of what there is then, on land and sea, and `edge` the outline
    of that.
    Then `within` (another feature) and `clip` (west, south, east, north; degrees) reduce it, `cut`
    keeps the piece on one side of a line, `between` the stretch between two points, `minus` takes
    features or layers away, `plus` adds rows of the same layer (their outline with `coast`), and `also`
    adds other features.
    """

    layer: rules.Layer = ""
    where: rules.Wanted = {}
    parallel: rules.Latitude | None = None
    meridian: rules.Longitude | None = None
    points: list[rules.FarLonLat] = []
    middle: tuple[rules.Feature, rules.Feature] | None = None
    coast: bool = False
    distance: rules.Kilometres | None = None
    edge: bool = False
    within: rules.Feature = ""
    clip: Clip | None = None
    cut: Cut | None = None
    between: tuple[rules.FarLonLat, rules.FarLonLat] | None = None
    minus: list[rules.Shape] = []
    plus: rules.Wanted = {}
    also: list[rules.Feature] = []

    @property
    def shapes(self) -> list[str]:
        """The other shapes that it is made with, by name: features, and among those of `minus` layers too."""
        return [name for name in (*(self.middle or ()), self.within, *self.minus, *self.also) if name]

    @property
    def rows(self) -> list[str]:
        """The layers of which it takes rows."""
        return [name for name in (self.layer, self.cut.layer if self.cut else "") if name]


def rows_where(rows: Any, where: dict[str, Any]) -> Any:
    """The rows of a layer (GeoDataFrame) that `where` or `plus` of a recipe chooses."""
    for column, value in where.items():
        rows = rows[rows[column].isin(value if isinstance(value, list) else [value])]
    return rows


class Bounds(Record):
    """Outermost degrees of a shape, any of the four; `east` of one that crosses 180 degrees runs on past them."""

    west: rules.FarLongitude | None = None
    south: rules.Latitude | None = None
    east: rules.FarLongitude | None = None
    north: rules.Latitude | None = None


class Expect(Record):
    """What others say of a shape, and who does: what it measures, and where it lies.

    `within` is a fraction of `area_km2` or `length_km`; `points` is a number of points, which is met exactly. `holds`
    are places (of `places.toml`) that lie in it or on it, or within `near_km` of it, `meets` points (lon, lat) that do,
    and `leaves_out` places that do not. `bounds` are met within `near_km`.
    """

    cite: rules.Cite
    within: rules.Fraction | None = None
    area_km2: rules.Positive | None = None
    length_km: rules.Positive | None = None
    points: rules.Count | None = None
    holds: list[rules.MapPlace] = []
    leaves_out: list[rules.MapPlace] = []
    meets: list[rules.FarLonLat] = []
    bounds: Bounds | None = None
    near_km: rules.Kilometres | None = None


class Published(Record):
    """A figure that others print, and why ours may differ. `unit` is as printed."""

    value: rules.Positive
    unit: rules.Words
    cite: rules.Cite
    km2: rules.Positive | None = None
    km: rules.Positive | None = None
    note: str = ""


class Part(Record):
    """What a reader is told of one row of a feature's layer: a line of a railway, a stretch of a
    limit. `row` is its `line` or `segment`; `name` is empty where it has none."""

    row: rules.Words
    note: rules.Words
    name: str = ""


class Feature(Record):
    """A place on the ground: its names, the recipe of its shape, and how sure we are.

    A limit names in `divides` the one or two features that it bounds; it is drawn on days when they
    are held differently, and only on its own days (`start`, `end`; half-open) where it has such. A line or
    points on which no right ever lies are ground (a railway of another state, a landing), drawn on their own
    days. `names`
    and `modern` are keyed by language, `later` are names of later years as those of a `Power`;
    `countries` are the states of today on whose ground it lies; `uncertainty_m` is in metres on the ground and
    `certainty` one of verified, derived, approximate, conjectural. `in_doubt` says that it is doubtful whether the
    rights told of a place reach it at all: it has a hatch of its own over theirs. `feature_class` is that of GeoNames
    (https://www.geonames.org/export/codes.html).
    """

    id: rules.Id
    names: rules.Names
    recipe: Recipe
    rule: rules.Words
    cite: rules.Cite
    certainty: rules.Certainty
    uncertainty_m: rules.Metres
    modern: dict[rules.Language, rules.Words] = {}
    countries: list[rules.Country] = []
    later: rules.LaterNames = []
    certainty_note: str = ""
    divides: list[rules.Feature] = []
    start: Date | None = None
    end: Date | None = None
    expect: Expect | None = None
    published: list[Published] = []
    measure_note: str = ""
    in_doubt: bool = False
    parts: list[Part] = msgspec.field(default=[], name="part")
    feature_class: Literal["A", "H", "L", "P", "R", "S", "T"] = msgspec.field(default="L", name="class")


class Place(Record):
    """A name on the map: longitude and latitude in degrees (WGS 84), rank 1 (large) to 3 (small).

    `countries` are the states of today in which it lies. `narrow` says that the water is too narrow for its name in
    one line.
    """

    id: rules.Id
    names: rules.Names
    lon: rules.Longitude
    lat: rules.Latitude
    rank: rules.PlaceRank
    kind: rules.PlaceKind
    subjects: list[rules.Subject]
    cite: rules.Cite
    modern: dict[rules.Language, rules.Words] = {}
    countries: list[rules.Country] = []
    narrow: bool = False


class Total(Record):
    """A length that sources give for several lines together: one value, or lowest and highest."""

    label: rules.Words
    features: list[rules.Feature]
    km: list[rules.Positive]
    cite: rules.Cite
    reason: rules.Words


class Gap(Record):
    """What the chain of an atlas should tell and does not yet, and why."""

    what: rules.Words
    why: rules.Words


class Divider(Record):
    """Where a map is cut between its two days when it opens: along a parallel or a meridian (degrees)."""

    parallel: rules.Latitude | None = None
    meridian: rules.Longitude | None = None


class StoryStep(Record):
    """One step of the story that a map tells: a sentence, the article behind it, and what is on the screen meanwhile.

    The map looks at `features` of its own, or at an `extent` (west, south, east, north; degrees), by default at its
    whole. `view` says how its two days are shown; `before` and `after` are those of the map where they are not
    given; `reading` leaves rights in law alone ("law"), or what stood on the ground ("fact").
    """

    say: rules.Words
    article: rules.OtherArticle
    features: list[rules.Feature] = []
    extent: rules.Extent | None = None
    view: rules.View = "change"
    before: Date | None = None
    after: Date | None = None
    reading: Literal["", "law", "fact"] = ""


class Inset(Record):
    """What a sheet shows larger in a corner of a map, where that finds room: a title and an extent."""

    id: rules.Id
    title: rules.Words
    extent: rules.Extent


class Subject(Record):
    """One map: its extent (west, south, east, north; degrees), its two dates and its features.

    `opens` is the view in which its page opens: swipe, both, before or after. With `all_articles` the
    page lists every article of the atlas's own instrument, also those without effect on the ground.
    The page is exact to a quarter of a pixel up to `detail_zoom` (Web Mercator, tiles of 256 px), and
    within the extents of the subjects named in `detail_of` up to theirs. `story` tells the map step by step.
    `insets` are parts of it that its sheets show larger.
    """

    id: rules.Id
    title: rules.Words
    question: rules.Words
    lead: rules.Words
    extent: rules.Extent
    before: Date
    after: Date
    features: list[rules.Feature]
    opens: rules.View = "swipe"
    divider: Divider = Divider()
    all_articles: bool = False
    detail_zoom: rules.Zoom = 10
    detail_of: list[rules.Subject] = []
    stations: bool = False
    story: list[StoryStep] = []
    insets: list[Inset] = []


class Ground(Record):
    """The layers that an atlas lies on, by what each is for; empty is none.

    `land` is drawn in detail and `land_far` coarsely round it; `lakes` and `rivers` are its waters,
    `stations` and `railways` its lines, `states` and `borders` what lies under the rights. A recipe may
    name a layer by its part here or by its own name.
    """

    land: rules.Layer = ""
    land_far: rules.Layer = ""
    lakes: rules.Layer = ""
    rivers: rules.Layer = ""
    stations: rules.Layer = ""
    railways: rules.Layer = ""
    states: rules.Layer = ""
    borders: rules.Layer = ""


class AtlasFile(Record):
    """`atlas.toml`: what an atlas is about, and its maps.

    `instrument` is the treaty that the atlas is about; `covers` the first day for which its chain of
    instruments answers and the first day after. `lead` is told sentence by sentence; `published` is the
    year of this edition. Without `ground` an atlas lies on the layers that bear the names of the parts.
    `provinces` are areas whose dividing line (the `cut` of their recipe) every map draws under its rights; `unbroken`
    are names and terms, by language, in which no line of a page breaks.
    """

    title: rules.Words
    instrument: rules.Instrument
    lead: list[rules.Words]
    covers: tuple[Date, Date]
    covers_note: rules.Words
    legal_date_note: rules.Words
    languages: list[rules.Language]
    subject: list[Subject]
    published: rules.Year = 0
    total: list[Total] = []
    gap: list[Gap] = []
    ground: Ground | None = None
    provinces: list[rules.Feature] = []
    unbroken: dict[rules.Language, list[rules.Words]] = {}


class SourcesFile(Record):
    """`sources.toml`: all that is cited."""

    source: list[Source]


class FeaturesFile(Record):
    """`features.toml`: the places on the ground."""

    feature: list[Feature]


class PlacesFile(Record):
    """`places.toml`: the names on the maps."""

    place: list[Place] = []


class DemandsFile(Record):
    """`demands.toml`: what was asked, answered and got at the conference."""

    demand: list[Demand] = []
    step: list[Step] = []
    delegate: list[Delegate] = []


class LayerFile(Record):
    """The `source.toml` of a layer: what it is, under which licence, and how it is made anew.

    `extent` is west, south, east, north (degrees; east may run on past 180); `credit` is who the licence asks to
    be named. `upstream_files` and `files` hold sha256 sums: of what is fetched, and of the files as built.
    """

    title: rules.Words
    licence: rules.Words
    licence_url: rules.Address = ""
    author: str = ""
    credit: str = ""
    url: rules.Address = ""
    upstream: str = ""
    version: str = ""
    scale: str = ""
    extent: rules.FarExtent | None = None
    how_it_was_made: str = ""
    upstream_files: dict[str, rules.Sha256] = {}
    recipe: dict[str, Any] = {}
    files: dict[str, rules.Sha256] = {}


class InstrumentFile(Instrument):
    """A file of `instruments/`: the instrument, its articles and its provisions."""

    articles: list[Article] = msgspec.field(default=[], name="article")
    provisions: list[Provision] = msgspec.field(default=[], name="provision")


class Atlas(Record):
    """All facts of one atlas, every link checked. `published` is the year of this edition of them;
    `ground` says which layer each part of the ground is; `titles` has of each layer what it is called, its
    licence, and whom that asks to name."""

    id: str
    title: str
    instrument: str
    lead: list[str]
    covers: list[Date]
    covers_note: str
    legal_date_note: str
    languages: list[str]
    folder: str
    terms: Terms
    sources: dict[str, Source]
    instruments: dict[str, Instrument]
    features: dict[str, Feature]
    subjects: dict[str, Subject]
    places: list[Place]
    totals: list[Total] = []
    gaps: list[Gap] = []
    demands: list[Demand] = []
    steps: list[Step] = []
    delegates: list[Delegate] = []
    published: int = 0
    ground: dict[str, str] = {}
    provinces: list[str] = []
    unbroken: dict[str, list[str]] = {}
    titles: dict[str, tuple[str, str, str]] = {}

    @staticmethod
    def new(id: str, title: str, instrument: str, covers: tuple[Any, Any], **head: Any) -> Any:
        """An atlas to be written in Python: a `Draft`, to which powers, sources, features, instruments and provisions
        are added from tables, and which saves itself as a folder.

        Parameters
        ----------
        id : str
            Of the atlas, and the name of its folder.
        title : str
        instrument : str
            Id of the treaty that it is about.
        covers : (day, day)
            The first day for which it answers, and the first day after.
        **head
            What else `atlas.toml` may say, such as `lead`; and `terms`, the atlas whose kinds of right may be used
            (by default that which commands take).

        Returns
        -------
        Draft

        Raises
        ------
        UsageError
            The id is none, a day is no day, or there is no such key.

        Examples
        --------
        >>> from geo import Atlas
        >>> Atlas.new("ferry_1720", "Treaty of the Ferry", "ferry-1720", ("1700", "1740"))
        <Draft of ferry_1720: 0 instruments, 0 features, 0 provisions>
        """
        # Late and by name: what is written is read back and checked, and all that stands below this module.
        return importlib.import_module(".draft", __package__).draft(id, title, instrument, covers, **head)

    @property
    def layers(self) -> dict[str, str]:
        """The layers that the atlas is drawn from: by the names under which its facts speak of them (parts
        of the ground first), the names of their folders."""
        recipes = [feature.recipe for feature in self.features.values()]
        named = [name for recipe in recipes for name in (*recipe.rows, *recipe.minus)]
        return self.ground | {name: self.ground.get(name, name) for name in named if name not in self.features}

    @property
    def bare(self) -> set[str]:
        """The features with days of their own that are no limits and bear no right: ground for the others."""
        held = {provision.feature for instrument in self.instruments.values() for provision in instrument.provisions}
        dated = {feature.id for feature in self.features.values() if feature.start or feature.end}
        return {name for name in dated - held if not self.features[name].divides}

    def article(self, instrument: str, number: str) -> Article:
        """The article `number` of `instrument`."""
        record = self.instruments.get(instrument)
        found = record.article(number) if record else None
        if found is None:
            raise UsageError(
                f'there is no article "{instrument}/{number}"; allowed: the id of an instrument of this '
                "atlas and the number of one of its articles"
            )
        return found

    def __repr__(self) -> str:
        return f"<Atlas {self.id}: {len(self.instruments)} instruments, {len(self.features)} features>"

    def _repr_html_(self) -> str:
        """In a notebook: its instruments with their sources, in the order of their days."""
        return _shown(
            self.title,
            [
                {
                    "instrument": i.id,
                    "title": i.title,
                    "signed": i.signed,
                    "in force": i.in_force or "",
                    "articles": len(i.articles),
                    "cite": i.cite,
                }
                for i in self.instruments.values()
            ],
        )


def _shown(title: str, rows: list[dict]) -> str:
    """A titled table as HTML, whole texts in its cells."""
    import pandas as pd  # only a notebook asks for it

    with pd.option_context("display.max_colwidth", None):
        return f"<p>{html.escape(title)}</p>" + pd.DataFrame(rows).to_html(index=False)


def calendars_of(terms: Terms, instrument: Instrument) -> list[str]:
    """The calendars by which the parties of an instrument dated it, sorted; a company's are its power's."""
    parties = [terms.power[terms.power[party].of or party].calendar for party in instrument.parties]
    return sorted(
        {
            calendar.kind
            for calendar in parties
            if calendar and not (calendar.until and instrument.signed >= calendar.until)
        }
    )


#: The column of a name in a language whose tag no column of a .dbf can be called by.
NAME_COLUMNS = {"zh-Hans": "zh_simpl"}


def station_name(row, language: str) -> str:
    """The name of a station (a row of its layer) in a language, or ""; a layer need not have all languages."""
    return getattr(row, NAME_COLUMNS.get(language, f"name_{language}"), "") or ""


def name_on(record: Power | Feature, day: str, language: str = "en", name: str = "") -> str:
    """What a power or a feature was called on an ISO day: the last of its names that had begun by then.

    `name` is what it is called before any of them (by default its first name, English); a name that
    is not given in a language is told in English.
    """
    if isinstance(record, Power):
        found, later = name or record.name, record.names
    else:
        found, later = name or record.names["en"], record.later
    for names in later:
        if str(names["from"]) <= day:
            found = names.get(language) or names["en"]
    return found


def legal_dates(instrument: Instrument, provision: Provision) -> dict[str, Date]:
    """The days of a provision that are known: its legal dates in their order, then "demarcation" and
    "date"."""
    dates = {
        "signature": instrument.signed,
        "entry_into_force": instrument.in_force,
        "consent": provision.consent,
        "demarcation": provision.demarcation,
        "date": provision.date,
    }
    return {basis: date for basis, date in dates.items() if date is not None}


def start_of(instrument: Instrument, provision: Provision, basis: str = "") -> Date | None:
    """The day on which a provision starts to count, or None (also where its start is open).

    `basis` asks for another legal date than the provision's own; where it has none of that kind,
    or its own is a day of its own or open, its own counts.
    """
    dates = legal_dates(instrument, provision)
    if provision.starts in LEGAL_DATES and basis in dates:
        return dates[basis]
    return dates.get(provision.starts)
