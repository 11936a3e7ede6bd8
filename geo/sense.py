"""What a careful reader would find wrong with facts that are well formed: links that lead nowhere, days out
of order, numbers that mean nothing. One sentence for each mistake, no second one for its echo.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Set

import msgspec

from .errors import Place
from .model import (
    Article,
    Atlas,
    Demand,
    Expect,
    Feature,
    Instrument,
    Power,
    Provision,
    Record,
    Subject,
    Total,
    start_of,
)
from .model import Place as MapName
from .model import cited_sources as cited
from .reading import allowed, links_of, record_of
from .texts import known_languages

#: Names of pages and files that a build writes itself: no subject's.
TAKEN = ("index", "timeline", "negotiation", "front", "manifest", "data", "figures")

#: So many recipes may lean on one another in a row.
LONGEST_CHAIN = 40


def key_of(table: str) -> str:
    """The key by which the records of a table are told apart."""
    return {"article": "number", "demand": "number", "step": "date", "total": "label"}.get(table, "id")


def label_of(tables: dict, path: tuple, whole: str = "") -> str:
    """How a sentence calls the record at a path: "feature isle", "subject 2", "power north"."""
    record = record_of(path)
    if not record:
        return whole if path and not isinstance(tables.get(path[0]), list) else ""
    if isinstance(record[1], str):
        return f"{record[0]} {record[1]}"
    rows = tables[record[0]]
    row = rows[record[1]] if record[1] < len(rows) else None
    name = row.get(key_of(record[0])) if isinstance(row, dict) else None
    return f"{record[0]} {name if isinstance(name, (str, datetime.date)) and str(name) else record[1] + 1}"


def records_of(atlas: Atlas) -> Iterator[tuple[Place, Record, Instrument | None]]:
    """Every record of an atlas with its place, and the instrument that it is part of."""
    for table, entries in (("power", atlas.terms.power), ("tenure", atlas.terms.tenure)):
        for name, entry in entries.items():
            yield Place("terms", table, name), entry, None
    for file, table, found in (
        ("sources", "source", atlas.sources.values()),
        ("features", "feature", atlas.features.values()),
        ("places", "place", atlas.places),
        ("atlas", "subject", atlas.subjects.values()),
        ("atlas", "total", atlas.totals),
        ("demands", "demand", atlas.demands),
        ("demands", "step", atlas.steps),
        ("demands", "delegate", atlas.delegates),
    ):
        for record in found:
            yield Place(file, table, str(getattr(record, key_of(table)))), record, None
    for instrument in atlas.instruments.values():
        file = f"instruments/{instrument.id}"
        # Its articles and provisions follow: they are records of their own.
        yield Place(file), instrument, None
        for article in instrument.articles:
            yield Place(file, "article", article.number), article, instrument
        for provision in instrument.provisions:
            yield Place(file, "provision", provision.id), provision, instrument


def mistakes(atlas: Atlas, named: dict[str, set[str]] | None = None) -> Iterator[tuple[Place, str]]:
    """Every mistake in the facts of an atlas but links that lead nowhere: where it stands, and a sentence.

    Parameters
    ----------
    atlas : Atlas
    named : dict of set of str
        By table, the ids that stand in the files, also of records that could not be read.
    """
    yield from _head(atlas, "subject" in (named or {}))
    for place, record, instrument in records_of(atlas):
        if isinstance(record, Power):
            yield from _power(atlas, place, record)
        elif isinstance(record, Feature):
            yield from _feature(atlas, place, record)
        elif isinstance(record, Instrument):
            yield from _instrument(atlas, place, record)
        elif isinstance(record, Provision) and instrument:
            yield from _provision(atlas, instrument, place, record)
        elif isinstance(record, Subject):
            yield from _subject(atlas, place, record)
        elif isinstance(record, Article) and instrument:
            yield from _article(instrument, place, record)
        elif isinstance(record, Total) and (len(record.km) > 2 or sorted(set(record.km)) != record.km):
            yield (
                place._replace(key="km"),
                (f"km {record.km} is no length; allowed: one value, or the lowest and the highest"),
            )
        elif isinstance(record, Demand) and record.settled and record.settled < record.discussed:
            yield (
                place,
                (f"settled {record.settled} lies before discussed {record.discussed}; allowed: the same day or later"),
            )
        elif isinstance(record, MapName) and not record.subjects:
            yield place._replace(key="subjects"), "stands on no map; allowed: at least one subject"


# ---- links


def loose_links(
    atlas: Atlas, layers: set[str], named: dict[str, set[str]], lost: Set[str] = frozenset()
) -> Iterator[tuple[Place, str]]:
    """Every link of an atlas that leads nowhere: where it stands, and a sentence, the same for all that lead there.

    Parameters
    ----------
    atlas : Atlas
    layers : set of str
        The names of the layers that there are.
    named : dict of set of str
        As `mistakes` has them.
    lost : set of str
        The tables of which nothing could be read.
    """
    own = atlas.instruments.get(atlas.instrument)
    keys = {
        "article": {f"{i.id}/{a.number}" for i in atlas.instruments.values() for a in i.articles},
        "provision": {f"{i.id}/{p.id}" for i in atlas.instruments.values() for p in i.provisions},
    }
    known: dict[str, Collection[str]] = {
        "feature": atlas.features,
        "power": atlas.terms.power,
        "tenure": atlas.terms.tenure,
        "source": atlas.sources,
        "subject": atlas.subjects,
        "place": [name.id for name in atlas.places],
        "instrument": atlas.instruments,
        "layer": {*layers, *atlas.ground},
        "treaty article": [a.number for a in own.articles] if own else [],
    }

    rows = {name for feature in atlas.features.values() for name in feature.recipe.rows}

    def missing(kind, name):
        return name not in known[kind] and name not in named.get(kind, ()) and kind not in lost

    if missing("instrument", atlas.instrument):
        yield (
            Place("atlas", key="instrument"),
            (f'unknown instrument "{atlas.instrument}"; ' + allowed(atlas.instrument, atlas.instruments)),
        )
    for part, layer in atlas.ground.items():
        if layer not in layers:
            yield Place("atlas", key="ground"), f'{part} is the unknown layer "{layer}"; {allowed(layer, layers)}'
    for place, record, instrument in records_of(atlas):
        found = links_of(record)
        if isinstance(record, Instrument):
            found = [link for link in found if not link[0].startswith(("article", "provision"))]
        for key, kind, name in found:
            at = place._replace(key=key.split(".")[0])
            if kind == "cite":
                for source, _ in cited(name):
                    if missing("source", source):
                        yield at, (f'cites the unknown source "{source}"; ' + allowed(source, atlas.sources))
            elif kind == "own article" and instrument:
                numbers = [article.number for article in instrument.articles]
                if (
                    name not in numbers
                    and f"{instrument.id}/{name}" not in named.get("article", ())
                    and "article" not in lost
                ):
                    yield at, f'unknown article "{name}"; {allowed(name, numbers)}'
            elif kind in ("instrument/article", "instrument/provision"):
                table = kind.split("/")[1]
                if name not in keys[table] and name not in named.get(table, ()) and table not in lost:
                    hint, options = allowed(name, keys[table]).split("allowed: ", 1)
                    yield (
                        at,
                        (
                            f'{key} "{name}" leads nowhere; {hint}allowed: {kind}'
                            + (f", such as {options}" if hint else "")
                        ),
                    )
            elif kind == "treaty article":
                if (
                    own
                    and missing(kind, name)
                    and f"{own.id}/{name}" not in named.get("article", ())
                    and "article" not in lost
                ):
                    yield at, f'unknown article "{name}"; {allowed(name, known[kind])}'
            elif kind == "feature or layer":
                if missing("feature", name) and missing("layer", name):
                    # What others take rows of is said as it is said of them.
                    if name in rows:
                        yield at, f'unknown layer "{name}"; {allowed(name, known["layer"])}'
                    else:
                        yield at, f'unknown feature "{name}"; {allowed(name, [*atlas.features, *layers])}'
            elif missing(kind, name):
                yield at, f'unknown {kind} "{name}"; {allowed(name, known[kind])}'


# ---- the atlas and its parts


def _head(atlas: Atlas, subjects: bool) -> Iterator[tuple[Place, str]]:
    first, last = atlas.covers
    if not first < last:
        yield (
            Place("atlas", key="covers"),
            (f"covers runs from {first} to {last}; allowed: the first day and a later one, the first day after"),
        )
    languages = known_languages()
    for language in atlas.languages:
        if language not in languages:
            yield Place("atlas", key="languages"), (f'unknown language "{language}"; ' + allowed(language, languages))
    if "en" not in atlas.languages:
        yield (
            Place("atlas", key="languages"),
            ('has no "en"; allowed: English, in which the facts are written, and others beside it'),
        )
    if len(set(atlas.languages)) < len(atlas.languages):
        yield Place("atlas", key="languages"), "names a language twice; allowed: once"
    if not atlas.subjects and not subjects:
        yield Place("atlas"), "has no [[subject]]; allowed: at least one map"
    if not atlas.lead:
        yield Place("atlas", key="lead"), "has no lead; allowed: at least one sentence"


def remarks(atlas: Atlas) -> Iterator[tuple[Place, str]]:
    """What is no mistake, but is worth a look: features that nothing uses, articles that are said to do
    something and do nothing here, without a note that says why."""
    used = {feature for subject in atlas.subjects.values() for feature in subject.features}
    for _, record, _ in records_of(atlas):
        used |= {
            name
            for key, kind, name in links_of(record)
            if kind in ("feature", "feature or layer") and not isinstance(record, Instrument)
        }
    for feature in atlas.features.values():
        if feature.id not in used and not feature.divides:
            yield Place("features", "feature", feature.id), "nothing uses it"
    for instrument in atlas.instruments.values():
        made = {provision.article for provision in instrument.provisions}
        made |= {
            p.consent_by.partition("/")[2]
            for i in atlas.instruments.values()
            for p in i.provisions
            if p.consent_by.startswith(f"{instrument.id}/")
        }
        for article in instrument.articles:
            if article.effect in ("moves", "binds") and article.number not in made and not article.effect_note:
                yield (
                    Place(f"instruments/{instrument.id}", "article", article.number),
                    (
                        f'effect is "{article.effect}", but no provision says what it does; allowed: a provision, '
                        "or an effect_note that says why there is none"
                    ),
                )


def _power(atlas: Atlas, place: Place, power: Power) -> Iterator[tuple[Place, str]]:
    if power.of:
        behind = atlas.terms.power.get(power.of)
        if behind and behind.of:
            states = [name for name, other in atlas.terms.power.items() if not other.of]
            yield place._replace(key="of"), f'unknown power "{power.of}"; {allowed(power.of, states)}'
    elif not power.colour:
        yield place, 'has no colour; allowed: "#rrggbb", or of = a power'
    else:
        for name, other in atlas.terms.power.items():
            if name == place.name:
                break
            if other.colour == power.colour and not other.of:
                yield (
                    place._replace(key="colour"),
                    (f"has the colour of power {name}; allowed: another, so that the two can be told apart"),
                )
    yield from _later(place, power.names, "names")


def _later(place: Place, names: list[dict], key: str) -> Iterator[tuple[Place, str]]:
    at = place._replace(key=key)
    for later in names:
        day = later.get("from")
        if (
            not isinstance(day, datetime.date)
            or isinstance(day, datetime.datetime)
            or not isinstance(later.get("en"), str)
            or not later["en"].strip()
        ):
            yield (
                at,
                (
                    'has a later name without a day or without English; allowed: a table of "from" '
                    "(a day) and names by language, English among them"
                ),
            )
            return
    days = [later["from"] for later in names]
    if days != sorted(set(days)):
        yield at, "has later names out of order; allowed: each from a later day"


def _feature(atlas: Atlas, place: Place, feature: Feature) -> Iterator[tuple[Place, str]]:
    recipe, at = feature.recipe, place._replace(key="recipe")
    starts = [
        name
        for name, given in (
            ("layer", recipe.layer),
            ("points", recipe.points),
            ("parallel", recipe.parallel is not None),
            ("meridian", recipe.meridian is not None),
            ("middle", recipe.middle),
        )
        if given
    ]
    if not starts:
        yield at, "its recipe starts from nothing; allowed: a layer, points, a parallel, a meridian or a middle"
    elif len(starts) > 1:
        yield at, f"its recipe starts from {' and '.join(starts)}; allowed: one of them"
    for step in ("where", "plus", "coast"):
        if getattr(recipe, step) and not recipe.layer:
            yield at, f"its recipe has {step} but no layer; allowed: {step} beside a layer"
    for step, wanted in (
        ("where", recipe.where),
        ("plus", recipe.plus),
        ("cut", recipe.cut.where if recipe.cut else {}),
    ):
        for column in (column for column, value in wanted.items() if value == []):
            yield at, f"its {step} asks that {column} be one of no values; allowed: at least one"
    if recipe.clip and (recipe.clip.south >= recipe.clip.north or recipe.clip.west >= recipe.clip.east):
        yield at, "its clip is empty; allowed: west < east and south < north"
    if recipe.between and recipe.between[0] == recipe.between[1]:
        yield at, "its stretch lies between two equal points; allowed: two points"
    yield from _chain(atlas, at, feature)
    if len(feature.divides) > 2 or len(set(feature.divides)) < len(feature.divides):
        yield (
            place._replace(key="divides"),
            (f"divides {', '.join(feature.divides)}; allowed: one or two features, each once"),
        )
    if (feature.start or feature.end) and not feature.divides and feature.id not in atlas.bare:
        yield (
            place._replace(key="start" if feature.start else "end"),
            (
                "has days of its own, but rights lie on it; allowed: start and end of a limit, or of what is only "
                "ground for others"
            ),
        )
    if feature.start and feature.end and not feature.start < feature.end:
        yield (
            place._replace(key="end"),
            (f"ends {feature.end} before or on its start {feature.start}; allowed: a later day"),
        )
    if feature.id in feature.divides:
        yield place._replace(key="divides"), "divides itself; allowed: the features on its sides"
    if feature.expect:
        for sentence in _expectation(feature.expect):
            yield place._replace(key="expect"), sentence
    for figure in feature.published:
        if figure.km2 is not None and figure.km is not None:
            yield place, "a published figure is given in km2 and in km; allowed: one of them"
    rows = [part.row for part in feature.parts]
    if len(set(rows)) < len(rows):
        yield place, "tells of one row of its layer twice; allowed: one part for each row"
    yield from _later(place, feature.later, "later")


def _expectation(expect: Expect) -> Iterator[str]:
    """What does not go together in what is expected of a shape."""
    measures = [expect.area_km2, expect.length_km, expect.points]
    spots = bool(expect.holds or expect.meets or expect.leaves_out)
    sides = expect.bounds is not None and any(value is not None for value in msgspec.structs.astuple(expect.bounds))
    if measures.count(None) < 2:
        yield "expects two measures; allowed: area_km2, length_km or points"
    elif measures.count(None) == 3 and not spots and not sides:
        yield "expects nothing; allowed: area_km2, length_km, points, holds, leaves_out, meets or bounds"
    if (expect.area_km2 or expect.length_km) is None and expect.within is not None:
        yield "within goes with area_km2 and length_km; allowed: a fraction of one of them"
    elif (expect.area_km2 or expect.length_km) is not None and expect.within is None:
        yield "area_km2 and length_km need within; allowed: a fraction of the value"
    if expect.near_km is not None and not spots and not sides:
        yield "near_km goes with holds, leaves_out, meets and bounds; allowed: kilometres beside one of them"
    if sides and expect.near_km is None:
        yield "bounds need near_km; allowed: kilometres"


def _chain(atlas: Atlas, place: Place, feature: Feature) -> Iterator[tuple[Place, str]]:
    """Recipes that need each other, or too many of them in a row."""
    needed = _needed(atlas, feature.id)
    round_ = {name for name in needed if feature.id in _needed(atlas, name)}
    if feature.id in needed:
        # Of several that need each other the first says so.
        if feature.id == next(name for name in atlas.features if name in round_):
            yield place, "its recipe leads back to itself; allowed: features that do not need each other"
    elif len(needed) > LONGEST_CHAIN and not any(name in _needed(atlas, name) for name in needed):
        level, seen = {feature.id}, 0
        while level:
            level, seen = {name for one in level for name in _leans_on(atlas, one)}, seen + 1
        if seen > LONGEST_CHAIN:
            yield place, f"its recipe leans on more than {LONGEST_CHAIN} others in a row; allowed: fewer"


def _leans_on(atlas: Atlas, name: str) -> set[str]:
    """The features that the recipe of one needs."""
    return {other for other in atlas.features[name].recipe.shapes if other in atlas.features}


def _needed(atlas: Atlas, name: str) -> set[str]:
    """The features that one needs, and those that they need."""
    found: set[str] = set()
    level = {name}
    while level:
        level = {other for one in level for other in _leans_on(atlas, one)} - found
        found |= level
    return found


def _instrument(atlas: Atlas, place: Place, instrument: Instrument) -> Iterator[tuple[Place, str]]:
    for day in ("ratified", "in_force"):
        value = getattr(instrument, day)
        if value and value < instrument.signed:
            yield (
                place._replace(key=day),
                (f"{day} {value} lies before signed {instrument.signed}; allowed: the same day or later"),
            )
    for power in instrument.other_parties:
        if power in atlas.terms.power:
            yield (
                place._replace(key="other_parties"),
                (f'other_parties names "{power}", which is a power; allowed: it stands in parties'),
            )
    first: dict[tuple, str] = {}
    for provision in instrument.provisions:
        same = first.setdefault(
            (
                provision.article,
                provision.feature,
                provision.tenure,
                provision.grantor,
                provision.grantee,
                *provision.bound,
                *provision.benefits,
                provision.ends,
                start_of(instrument, provision),
            ),
            provision.id,
        )
        if same != provision.id:
            yield (
                Place(place.file, "provision", provision.id),
                (f"says the same as provision {same}; allowed: each once"),
            )


def _article(instrument: Instrument, place: Place, article) -> Iterator[tuple[Place, str]]:
    if bool(article.words) != bool(article.words_cite):
        yield place._replace(key="words"), "words and words_cite stand together; allowed: both or neither"
    for language, phrases in article.operative.items():
        words = " ".join(article.words.get(language, "").split())
        for phrase in phrases:
            if phrase not in words:
                yield (
                    place._replace(key="operative"),
                    f'operative.{language} "{phrase}" is not in its words; allowed: what words.{language} has',
                )
    made = [p for p in instrument.provisions if p.article == article.number]
    if article.effect == "none" and made:
        yield (
            place._replace(key="effect"),
            (f'effect is "none", but provision {made[0].id} says what it does; allowed: "moves", "binds" or "names"'),
        )


def _provision(atlas: Atlas, instrument: Instrument, place: Place, provision: Provision):
    if (
        bool(provision.bound) != bool(provision.benefits)
        or provision.bound
        and (provision.grantor or provision.grantee)
    ):
        yield place, ("binds powers in part; allowed: both bound and benefits, and then no grantor and no grantee")
    elif not (provision.grantor or provision.grantee or provision.bound or provision.closes):
        yield place, ("names no power; allowed: a grantor, a grantee or both; or bound and benefits; or closes")
    if provision.grantor and provision.grantor == provision.grantee:
        yield place, f"{provision.grantor} gives to itself; allowed: two powers"
    target, _, number = provision.consent_by.partition("/")
    consenting = atlas.instruments.get(target)
    if consenting and provision.consent and provision.consent not in (consenting.signed, consenting.in_force):
        days = " or ".join(dict.fromkeys(str(day) for day in (consenting.signed, consenting.in_force) if day))
        yield (
            place._replace(key="consent"),
            (f"consent {provision.consent} is not the day of {provision.consent_by}; allowed: {days}"),
        )
    if provision.consent_of and not provision.consent:
        yield (
            place._replace(key="consent_of"),
            ("names a power that consents, but no day; allowed: consent_of beside consent"),
        )
    start = start_of(instrument, provision)
    if provision.starts == "open":
        if not provision.grantee or provision.grantor:
            yield place, ("declares what was so before, so its start is open; allowed: a grantee and no grantor")
    elif start is None:
        yield (
            place._replace(key="starts"),
            (
                f'starts = "{provision.starts}", but that date is not given; '
                "allowed: a date of the instrument or of the provision"
            ),
        )
    elif provision.ends and provision.ends <= start:
        yield (
            place._replace(key="ends"),
            (f"ends {provision.ends} lies before or on its start {start}; allowed: a later day"),
        )
    elif start >= atlas.covers[1] > atlas.covers[0]:
        yield (
            place._replace(key="date" if provision.starts == "date" else "starts"),
            (f"starts on {start}, after the days that the atlas covers; allowed: before {atlas.covers[1]}"),
        )


def _subject(atlas: Atlas, place: Place, subject: Subject) -> Iterator[tuple[Place, str]]:
    if subject.id in TAKEN:
        yield (
            place._replace(key="id"),
            (f'the id "{subject.id}" is the name of a page or folder of every atlas; allowed: another'),
        )
    west, south, east, north = subject.extent
    if south >= north or west == east:
        yield (
            place._replace(key="extent"),
            (f"extent {list(subject.extent)} is empty; allowed: west, south, east, north, with south < north"),
        )
    if not subject.before < subject.after:
        yield (
            place._replace(key="before"),
            (f"before {subject.before} is not earlier than after {subject.after}; allowed: before < after"),
        )
    first, last = atlas.covers
    for key in ("before", "after"):
        day = getattr(subject, key)
        if first < last and not first <= day <= last:
            yield (
                place._replace(key=key),
                (f"{key} {day} lies outside the days that the atlas covers; allowed: {first} to {last}"),
            )
    if not subject.features:
        yield place._replace(key="features"), "shows nothing; allowed: at least one feature"
    if len(set(subject.features)) < len(subject.features):
        yield place._replace(key="features"), "names a feature twice; allowed: once"
    yield from _insets(place._replace(key="insets"), subject)
    yield from _story(atlas, place._replace(key="story"), subject)


def _insets(place: Place, subject: Subject) -> Iterator[tuple[Place, str]]:
    (west, south, east, north), seen = subject.extent, set()
    for inset in subject.insets:
        w, s, e, n = inset.extent
        if not (west <= w < e <= east and south <= s < n <= north):
            yield place, f'inset "{inset.id}" reaches beyond its map; allowed: an extent within {subject.extent}'
        if inset.id in seen:
            yield place, f'inset "{inset.id}" stands twice; allowed: once'
        seen.add(inset.id)


def _story(atlas: Atlas, place: Place, subject: Subject) -> Iterator[tuple[Place, str]]:
    limits = [feature.id for feature in atlas.features.values() if set(feature.divides) & set(subject.features)]
    there = [*subject.features, *limits]
    first, last = atlas.covers
    for number, step in enumerate(subject.story, 1):
        said = f"step {number} of its story"
        if step.features and step.extent:
            yield place, f"{said} looks at features and at an extent; allowed: one of them"
        for name in step.features:
            if name in atlas.features and name not in there:
                yield place, f'{said} looks at "{name}", which is not on this map; {allowed(name, there)}'
        if step.extent and not (step.extent[1] < step.extent[3] and step.extent[0] != step.extent[2]):
            yield place, f"{said} looks at the empty extent {list(step.extent)}; allowed: west, south, east, north"
        before, after = step.before or subject.before, step.after or subject.after
        if not before < after:
            yield place, f"{said} shows before {before} and after {after}; allowed: before < after"
        for day in (step.before, step.after):
            if day and first < last and not first <= day <= last:
                yield place, f"{said} shows {day}, outside the days that the atlas covers; allowed: {first} to {last}"
