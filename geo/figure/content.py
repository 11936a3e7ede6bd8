"""What a sheet says, before it is laid out: the subject, its two days, their rows, its words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import NamedTuple

import geopandas as gpd
import msgspec

from ..errors import UsageError
from ..forms import day_in_words, listed
from ..limits import drawn_of, limits_of
from ..marks import Marks, Style, dash_of, look_of, rail_dashes
from ..model import Atlas, Inset, Subject
from ..scene import Item, Limit, Right, changes_of, held_in, legend_of, standing_in
from ..states import States, around, states_of
from ..texts import article_name, article_number, known_languages, power_names, read_texts, whose, words_of
from ..timeline import iso, numbered_notes
from . import style as looks
from .ground import ground_layers, kind_of

#: The share of a subject's extent (in degrees) under which a place shows no hatch.
DOUBT_SEEN = 1e-4


class Change(NamedTuple):
    """One right on one feature whose holders (keys of `held_by`) differ between the two days."""

    feature: str
    tenure: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    notes: tuple[int, ...]


class Content(NamedTuple):
    """What a sheet says: the subject, its two days and their rows."""

    atlas: Atlas
    marks: Marks
    subject: Subject
    features: gpd.GeoDataFrame
    layers: dict[str, gpd.GeoDataFrame]
    days: tuple[str, str]
    held: tuple[list[dict], list[dict]]
    notes: dict[tuple[str, str], int]
    language: str
    style: Style
    edition: dict[str, str]
    limits: dict[str, list[tuple[str, object]]]  # of each limit: (certainty, shape; EPSG:4326)
    shown: list[str]  # the layers on the sheet
    texts: dict[str, str]
    changed: list[Change]
    kind: str = "pair"
    no_modern: bool = False
    flags: dict[str, str] = {}  # the letters that tie what changed on a map to the legend, by feature
    reading: str = ""
    states: States = States([], [], [])
    cited: frozenset[tuple[str, str]] = frozenset()  # the articles of a chart of time
    inset: str = ""  # the id of a part of the subject, shown larger on its map
    dashes: Mapping[str, list[float]] = {}  # those of the railways of a lighter kind, by feature (`rail_dashes`)

    @property
    def say(self) -> Mapping[str, str]:
        """The words of the language."""
        return words_of("sheet", self.language)

    def name(self, names: dict[str, str]) -> str:
        """A name in the language, or in English."""
        return names.get(self.language) or names["en"]

    def modern(self, place) -> str:
        """The name of a place in our day, where the sheet says it."""
        return "" if self.no_modern else place.modern.get(self.language) or place.modern.get("en", "")

    @property
    def stations(self) -> bool:
        """Whether stations stand on a map of the sheet."""
        return self.subject.stations or (
            self.kind == "plate" and any(subject.stations for subject in self.atlas.subjects.values())
        )

    def bare(self, side: int | None) -> list[str]:
        """The features of the map that bear no right and are there on a day (`side` None: on the later)."""
        day = self.days[1 if side is None or self.kind == "day" else side]
        bare = self.atlas.bare
        features = [self.atlas.features[name] for name in self.subject.features if name in bare]
        return [f.id for f in features if str(f.start or "") <= day and not (f.end and str(f.end) <= day)]

    @property
    def doubted(self) -> list[str]:
        """The features of the map whose rights are in doubt, those that are large enough for a hatch of their own."""
        west, south, east, north = self.subject.extent
        least = DOUBT_SEEN * (east - west + 360 * (east < west)) * (north - south)
        named = [name for name in self.subject.features if self.atlas.features[name].in_doubt]
        return [name for name in named if self.features.geometry[name].area >= least]

    def part(self, inset: Inset) -> Content:
        """The same of a part of the subject alone."""
        subject = msgspec.structs.replace(self.subject, extent=inset.extent, insets=[])
        return self._replace(subject=subject, inset=inset.id)

    def ink(self, name: str = "ink") -> str:
        """A colour of the ground."""
        return looks.ground(self.marks, self.style, name)

    @property
    def subject_short(self) -> str:
        """The title of the subject up to its colon; of a part of it, its title."""
        if self.inset:
            return self.texts[f"subject.{self.subject.id}.inset.{self.inset}"]
        title = self.texts[f"subject.{self.subject.id}.title"]
        return title if title.startswith("[") else re.split(r"\s?[:：]", title)[0]

    def feature_name(self, feature: str) -> str:
        """The name of a feature in the language."""
        return self.texts[f"feature.{feature}.name"]

    def number(self, instrument: str, number: str) -> str:
        """What an article is called within its instrument."""
        return article_number(self.texts, instrument, number)

    def article(self, instrument: str, number: str) -> str:
        """What an article is called: "Treaty of Portsmouth, Art. IX"."""
        return article_name(self.texts, instrument, number)

    def rows(self, side: int, feature: str) -> list[dict]:
        """The rows of one feature on one of the days, in the order of their rank."""
        rank = self.atlas.terms.tenure
        return sorted(
            (row for row in self.held[side] if row["feature"] == feature), key=lambda row: rank[row["tenure"]].rank
        )

    def modes(self, side: int | None, feature: str) -> list[tuple[str, list[dict]]]:
        """The rows of a feature by the mode in which a map shows them: on a day all are plain; on a
        map of what changed (`side` None) some stayed, some ended, some moved."""
        if side is not None:
            return [("plain", self.rows(side, feature))]
        told = changes_of(self.rows(0, feature), self.rows(1, feature))
        found = {mode: [row for row, change in told if change == mode] for mode in ("stayed", "ended", "moved")}
        return [(mode, rows) for mode, rows in found.items() if rows]

    @property
    def legend(self) -> list[Item]:
        """The lines of the legend, for all the maps of the sheet."""
        shapes = self.features.geometry
        rights = [
            Right(row, kind_of(shape), None, look, mode)
            for feature in self.subject.features
            for shape in [shapes[feature]]
            for side in {"pair": (0, 1), "day": (0,)}.get(self.kind, (None,))
            for mode, rows in self.modes(side, feature)
            for row in rows
            for look in [look_of(self.marks, self.atlas.terms, row["tenure"], row["holder"], self.style)]
        ]
        limits = [
            Limit(limit, certainty, shape, dash_of(self.marks, certainty))
            for limit, parts in self.limits.items()
            if self.divided(limit, None)
            for certainty, shape in parts
        ]
        return legend_of(rights, limits, self.atlas)

    def numbers(self, side: int | None, feature: str) -> str:
        """The numbers of the articles behind the rows of a day, or behind what changed: "[3, 9]"."""
        if side is None:
            found = {note for c in self.changed if c.feature == feature for note in c.notes}
        else:
            found = {self.notes[row["instrument"], row["article"]] for row in self.rows(side, feature)}
        return bracketed(found)

    def geometry_kind(self, feature: str) -> str:
        """area, point, line (one that someone works) or band (a line with other rights only)."""
        kind = kind_of(self.features.geometry[feature])
        if kind == "line" and not any(
            row["feature"] == feature and self.atlas.terms.tenure[row["tenure"]].mark == "line"
            for held in self.held
            for row in held
        ):
            return "band"
        return kind

    def day(self, side: int) -> str:
        """A day in words."""
        return day_in_words(self.days[side], self.language)

    @property
    def stop(self) -> str:
        """The full stop alone, for a line whose words are set one by one."""
        return self.say["stop"].rstrip()

    def holder(self, key: str, side: int | None = None) -> str:
        """Who holds a right, or who is bound for whom (a key of `held_by`), as they were called on a
        day (`side` None: on the later)."""
        bound, _, benefits = key.rpartition("|") if "|" in key else ("", "", "")
        row = {"holder": "" if bound else key, "bound": bound, "benefits": benefits}
        day = self.days[1 if side is None else side]
        return whose(row, power_names(self.atlas, day, self.language, self.texts), self.language)

    def holders(self, keys, side: int | None = None) -> str:
        """Several of `holder`."""
        return listed([self.holder(key, side) for key in keys], self.language)

    def change(self, change: Change) -> str:
        """A change in words: from -> to; new; ended."""
        form = "change" if change.before and change.after else "new" if change.after else "ended"
        return self.say[form].format(before=self.holders(change.before, 0), after=self.holders(change.after, 1))

    def divided(self, limit: str, side: int | None) -> bool:
        """Whether the two sides of a limit are held differently on a day (`side` None: on one)."""
        if side is None:
            return self.divided(limit, 0) or self.divided(limit, 1)
        return any(
            found.id == limit
            for found in standing_in(self.atlas, self.subject.features, self.held[side], self.days[side])
        )

    def used(self) -> set[tuple[str, str]]:
        """The articles behind the rows of both days, or behind a chart of time, and those that gave the
        consent they need."""
        if self.cited:
            return {*self.cited, *consents(self.atlas, self.cited, self.subject.features)}
        used = {(row["instrument"], row["article"]) for held in self.held for row in held}
        used |= {
            tuple(row["ended_by"].split("/", 1))
            for row in self.held[0]
            if row["ended_by"] and row["end_date"] <= self.days[1]
        }
        if self.kind == "change":
            made = {note for change in self.changed for note in change.notes}
            used = {key for key in used if self.notes[key] in made}
        return used | consents(self.atlas, used, self.subject.features)


def held_by(row: dict) -> str:
    """The holder of a row; of a duty that nobody holds, those bound and those for whom ("a, b|c")."""
    return row["holder"] or f"{row['bound']}|{row['benefits']}"


def consents(atlas: Atlas, used, features, tenure: str = "") -> set[tuple[str, str]]:
    """The articles that gave the consent which the provisions of others need, for one right or all."""
    return {
        p.consenting
        for i in atlas.instruments.values()
        for p in i.provisions
        if p.consent_by and (i.id, p.article) in used and p.feature in features and tenure in ("", p.tenure)
    }


def bracketed(numbers) -> str:
    """Numbers of notes: "[3, 9]", never broken; nothing for none."""
    joined = ",\u00a0".join(map(str, sorted(numbers)))
    return f"[{joined}]" if joined else ""


def gather(
    atlas,
    marks,
    features,
    timeline,
    layers,
    subject_id,
    before,
    after,
    language,
    style,
    edition=None,
    kind="pair",
    modern=True,
    reading="",
) -> Content:
    """Look up the subject, the days and their rows; refuse what does not exist.

    Raises
    ------
    UsageError
        Unknown subject, style, language or reading, no day, a day outside the chain, or before >=
        after.
    DataError
        The translation of the atlas is not whole.
    """
    one_of("subject", subject_id, atlas.subjects)
    one_of("language", language, [name for name in atlas.languages if name in known_languages()])
    one_of("style", style, looks.STYLES)
    subject = atlas.subjects[subject_id]
    days = iso(before or subject.before), iso(after or subject.after)
    first, end = (day.isoformat() for day in atlas.covers)
    for day in days:
        if not first <= day < end:
            raise UsageError(f"{day} lies outside the chain of this atlas; allowed: {first} to the day before {end}")
    if reading:
        one_of("reading", reading, ("law", "fact"))
    if kind != "day" and not days[0] < days[1]:
        raise UsageError(f"before {days[0]} is not earlier than after {days[1]}; allowed: before < after")
    held, held_after = (held_in(timeline, subject.features, day, reading) for day in days)
    limits = {
        limit.id: drawn_of(limit, features, layers)
        for limit in limits_of(atlas)
        if set(limit.divides) & set(subject.features)
    }
    notes = numbered_notes(atlas)
    changed = changes(atlas, subject, (held, held_after), notes, days)
    flags = (
        {name: letter(n) for n, name in enumerate(dict.fromkeys(c.feature for c in changed))}
        if kind in ("change", "plate")
        else {}
    )
    return Content(
        atlas,
        marks,
        subject,
        features,
        layers,
        days,
        (held, held_after),
        notes,
        language,
        style,
        edition or {},
        limits,
        ground_layers(atlas, subject, layers, limits),
        read_texts(atlas, language),
        changed,
        kind,
        not modern,
        flags,
        reading,
        states_of(atlas, timeline, features, layers, subject.features, around(subject.extent)),
        dashes=rail_dashes(marks, atlas, layers),
    )


def letter(n: int) -> str:
    """The letter of the n-th flag: A to Z, then AA ..."""
    return ("" if n < 26 else letter(n // 26 - 1)) + chr(65 + n % 26)


def changes(atlas: Atlas, subject: Subject, held, notes, days) -> list[Change]:
    """What is different between the two days, in the order of the subject's features."""
    found = []
    for feature in subject.features:
        for tenure in sorted(atlas.terms.tenure, key=lambda t: atlas.terms.tenure[t].rank):
            rows = [[row for row in side if (row["feature"], row["tenure"]) == (feature, tenure)] for side in held]
            before, after = (tuple(dict.fromkeys(map(held_by, side))) for side in rows)
            if set(before) == set(after):
                continue
            made = {(row["instrument"], row["article"]) for row in rows[1] if held_by(row) not in before}
            made |= {
                tuple(row["ended_by"].split("/", 1))
                for row in rows[0]
                if row["ended_by"] and row["end_date"] <= days[1] and held_by(row) not in after
            }
            made |= consents(atlas, made, [feature], tenure)
            found.append(
                Change(feature, tenure, before, after, tuple(sorted(notes[key] for key in made if key in notes)))
            )
    return found


def names_of(content: Content) -> list[str]:
    """The names that no line is broken in: of places, stations and states; a company's is a phrase."""
    found = [
        names[content.language]
        for place in content.atlas.places
        for names in (place.names, place.modern)
        if content.language in names
    ]
    found += [
        content.texts[f"power.{name}"]
        for name, power in content.atlas.terms.power.items()
        if not power.of and f"power.{name}" in content.texts
    ]
    table = content.layers.get("stations")
    if table is not None and f"name_{content.language}" in table:
        found += table[f"name_{content.language}"].dropna().tolist()
    return found


def letters_of(content: Content) -> str:
    """Everything that may be set on the sheets of an atlas in a language, as one text."""
    atlas = content.atlas
    found = [
        *content.texts.values(),
        *atlas.terms.power,
        *(names.get(content.language) or names["en"] for power in atlas.terms.power.values() for names in power.names),
        *content.say.values(),
    ]
    for place in atlas.places:
        for names in (place.names, place.modern):
            found.append(names.get(content.language) or names.get("en", ""))
    for source in atlas.sources.values():
        found += [source.id, source.short, source.full_title, source.author, source.date]
    found += [article.cite for i in atlas.instruments.values() for article in i.articles]
    found += [layer.attrs.get("credit", "") for layer in content.layers.values()]
    if "stations" in content.layers:
        table = content.layers["stations"]
        for column in table.columns:
            if column.startswith("name"):
                found += table[column].dropna().tolist()
    text = "".join(found)
    return text + text.upper() + "0123456789°’[]→"


def one_of(what: str, found: str, options) -> None:
    """Refuse what is none of the options, naming the nearest.

    Raises
    ------
    UsageError
    """
    if found not in options:
        near = difflib.get_close_matches(str(found), options, n=1, cutoff=0.4)
        hint = f'did you mean "{near[0]}"? ' if near else ""
        raise UsageError(f'unknown {what} "{found}"; {hint}allowed: {", ".join(options)}')
