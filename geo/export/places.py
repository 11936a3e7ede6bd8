"""Places with their rights in Linked Places Format (LPF 1.2.2), as gazetteers take them.

https://github.com/LinkedPasts/linked-places-format
"""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import msgspec

from ..limits import standing
from ..model import Atlas, Feature, Place, cited_sources
from ..texts import whose
from ..timeline import iso
from .citations import cite_labels
from .geojson import coordinates

CONTEXT = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld"

#: Our words for how sure a shape is, in LPF's three.
CERTAINTY = {
    "verified": "certain",
    "derived": "less-certain",
    "approximate": "less-certain",
    "conjectural": "uncertain",
}

#: The scheme of our identifiers. A word alone before the colon: the World Historical Gazetteer takes
#: no other.
SCHEME = "treatyatlas:"

#: The kinds of `places.toml` as gazetteers name them: class of GeoNames; id and term of the Art &
#: Architecture Thesaurus (https://vocab.getty.edu/aat/).
KINDS = {
    "town": ("P", "aat:300008347", "inhabited places"),
    "port": ("P", "aat:300120599", "ports (settlements)"),
    "sea": ("H", "aat:300266059", "bodies of water (natural)"),
    "river": ("H", "aat:300008707", "rivers"),
    "island": ("T", "aat:300008791", "islands (landforms)"),
    "cape": ("T", "aat:300008850", "capes (landforms)"),
    "power": ("A", "aat:300232420", "sovereign states"),
    "area": ("L", "aat:300182722", "regions (geographic)"),
}

#: LPF's documented word for a relation of no narrower kind; its label says which right it is.
RELATED = "gvp:tgn3000_related_to"


def point_in_time(edtf: str) -> dict[str, str]:
    """An EDTF date as LPF says it: {"in"}, or {"earliest", "latest"} for one of several days; a day, a month or a
    year, for which LPF has no mark of doubt.

    Examples
    --------
    >>> point_in_time("[1905-10-15,1905-10-16]"), point_in_time("1905-10-XX~")
    ({'earliest': '1905-10-15', 'latest': '1905-10-16'}, {'in': '1905-10'})
    """
    days = [re.sub("(-XX)+|[?~%]", "", day) for day in re.split(r",|/|\.\.", edtf.strip("[]{}")) if day]
    return {"in": days[0]} if len(days) == 1 else {"earliest": days[0], "latest": days[-1]}


def _span(atlas: Atlas, start: str, end: str) -> dict:
    # An open row ends no earlier than the days that the atlas covers; LPF would read a start
    # without an end as a single day.
    until = point_in_time(end) if end else {"earliest": atlas.covers[1].isoformat()}
    # What a text declares to have been so before began no later than those days.
    since = point_in_time(start) if start else {"latest": atlas.covers[0].isoformat()}
    return {"start": since, "end": until}


def _when(atlas: Atlas, start: str, end: str) -> dict:
    return {"timespans": [_span(atlas, start, end)]}


def _attested(atlas: Atlas) -> dict:
    """The time of a place of which the atlas knows no more than that its maps show it: it was there on the
    day of the atlas's own instrument. LPF wants a time for each record."""
    day = atlas.instruments[atlas.instrument].signed.isoformat()
    return {"timespans": [{"start": {"latest": day}, "end": {"earliest": day}}]}


def _stood(atlas: Atlas, limit: Feature, timeline: gpd.GeoDataFrame) -> dict:
    """The times in which a limit divided anything, its days as uncertain as those of the rows it divides.

    A limit that never divided two titles stood as long as the ground on each of its sides was held in fact,
    such as a front; one that divided neither is as old as the maps that show it.
    """
    rows = timeline[timeline["feature"].isin(limit.divides)]
    edtf = dict(zip([*rows["start_date"], *rows["end_date"]], [*rows["start_edtf"], *rows["end_edtf"]], strict=True))
    days = standing(limit, timeline, atlas.terms)
    sides = [rows[(rows["feature"] == side) & (rows["reading"] == "fact")] for side in limit.divides]
    if not days and all(len(side) for side in sides):
        start, end = max(side["start_date"].min() for side in sides), min(side["end_date"].max() for side in sides)
        days = [(start, end)] if start < end else []
    if not days:
        return _attested(atlas)
    return {"timespans": [_span(atlas, edtf.get(start, start), edtf.get(end, end)) for start, end in days]}


def _links(cite: str) -> list[dict[str, str]]:
    """The records of GeoNames (https://www.geonames.org) that a cite names."""
    numbers = [
        number
        for source, pinpoint in cited_sources(cite)
        if source == "geonames"
        for number in re.findall(r"\b\d{5,}\b", pinpoint)
    ]
    return [{"type": "closeMatch", "identifier": f"gn:{number}"} for number in dict.fromkeys(numbers)]


def _ccodes(record: Feature | Place) -> dict[str, list[str]]:
    """The states of today in which a place lies, by the letters of ISO 3166-1; nothing of a sea or a power."""
    return {"ccodes": record.countries} if record.countries else {}


def gazetteer(atlas: Atlas) -> list[Place]:
    """The places that are records of their own: a name that a map repeats elsewhere, or letters spaced
    over an area, is no place; nor is one that is a feature. The powers stay, for rights lead to them."""
    known = {*atlas.features, *(feature.names["en"].casefold() for feature in atlas.features.values())}
    found = []
    for place in atlas.places:
        name = place.names["en"].casefold()
        if place.id in atlas.terms.power:
            found.append(place)
        elif not ({name, place.id} & known or (place.kind in ("area", "power") and place.names["en"].isupper())):
            known.add(name)
            found.append(place)
    return found


def _names(facts: dict[str, str], cite: list[dict], others: list[dict[str, str]]) -> list[dict]:
    """Toponyms by language: those of the facts with their citations, then others (translations,
    names of today) without, for the citations do not speak for them."""
    # The format knows a language by two letters (ISO 639-1), and no script of it.
    found = [{"toponym": name, "lang": language[:2], "citations": cite} for language, name in facts.items()]
    known = {(name["lang"], name["toponym"]) for name in found}
    for names in others:
        for language, name in names.items():
            if name and (language[:2], name) not in known:
                known.add((language[:2], name))
                found.append({"toponym": name, "lang": language[:2]})
    return found


def _later_names(atlas: Atlas, later: list[dict]) -> list[dict]:
    """Names of later years, each from its day on until the next."""
    days = [*(str(names["from"]) for names in later), ""]
    return [
        {"toponym": name, "lang": language[:2], "when": _when(atlas, days[n], days[n + 1])}
        for n, names in enumerate(later)
        for language, name in names.items()
        if language != "from" and "-" not in language
    ]


def feature_record(
    atlas: Atlas, feature: Feature, when: dict, rows: list, shape: dict, others: list[dict[str, str]]
) -> dict:
    """A feature as an LPF record: its shape, and each of its rows of the timeline as a relation; `when` is when there
    was one that has no rows."""
    cite = cite_labels(atlas, feature.cite)
    record = {
        "@id": f"{SCHEME}{atlas.id}/{feature.id}",
        "type": "Feature",
        "properties": {
            "title": feature.names["en"],
            "record": feature.id,
            "fclasses": [feature.feature_class],
            **_ccodes(feature),
            "uncertainty_m": feature.uncertainty_m,
            "cite": feature.cite,
        },
        "when": when,
        "names": _names(feature.names, cite, others) + _later_names(atlas, feature.later),
        "geometry": {
            "type": "GeometryCollection",
            "geometries": [shape | {"certainty": CERTAINTY[feature.certainty], "citations": cite}],
        },
        "descriptions": [{"value": words, "lang": "en"} for words in (feature.rule, feature.certainty_note) if words],
    }
    if rows:
        starts, ends = [row.start_edtf for row in rows], [row.end_edtf for row in rows]
        record["when"] = _when(
            atlas, "" if "" in starts else min(starts, key=iso), "" if "" in ends else max(ends, key=iso)
        )
        record["relations"] = [_right(atlas, row) for row in rows]
    return record


def _right(atlas: Atlas, row) -> dict:
    terms, instrument = atlas.terms, atlas.instruments[row.instrument]
    verified = atlas.article(row.instrument, row.article).verified
    places = {place.id for place in atlas.places}
    names = {key: power.name for key, power in terms.power.items()}
    # A relation leads to one power, of a company to that behind it; where several are bound, the label
    # names all.
    power = row.holder or row.bound.split(", ")[0]
    power = terms.power[power].of or power
    to = f"{SCHEME}{atlas.id}/{'place' if power in places else 'power'}/{power}"
    return {
        "relationType": RELATED,
        "relationTo": to,
        "label": f"{terms.tenure[row.tenure].label}: {whose(row._asdict(), names)} "
        f"({instrument.short}, {'' if instrument.kind == 'event' else 'Art. '}{row.article})",
        "properties": {"provision": row.provision, "reading": row.reading},
        "when": _when(atlas, row.start_edtf, row.end_edtf),
        "citations": cite_labels(atlas, row.cite),
        "certainty": "certain" if verified else "uncertain",
    }


def place_record(atlas: Atlas, place: Place) -> dict:
    """A name on the map as an LPF record."""
    cite = cite_labels(atlas, place.cite)
    feature_class, identifier, label = KINDS[place.kind]
    power = atlas.terms.power.get(place.id)
    names = place.names | ({"en": power.name} if power else {})
    links = _links(place.cite)
    return {
        "@id": f"{SCHEME}{atlas.id}/place/{place.id}",
        "type": "Feature",
        "properties": {
            "title": names["en"],
            "record": f"place/{place.id}",
            "fclasses": [feature_class],
            **_ccodes(place),
            "cite": place.cite,
        },
        "when": _attested(atlas),
        "names": _names(names, cite, [place.modern]) + _later_names(atlas, power.names if power else []),
        "types": [{"identifier": identifier, "label": label, "sourceLabels": [{"label": place.kind, "lang": "en"}]}],
        "geometry": {
            "type": "GeometryCollection",
            "geometries": [{"type": "Point", "coordinates": [place.lon, place.lat], "citations": cite}],
        },
    } | ({"links": links} if links else {})


def write_lpf(
    atlas: Atlas, features: gpd.GeoDataFrame, rows: gpd.GeoDataFrame, texts: dict[str, dict[str, str]], path: Path
) -> Path:
    """Write the features and the places of an atlas in Linked Places Format.

    `rows` comes from `full_rows`; `texts` holds the texts of the atlas by language, from which the
    names of features in other languages than English come. Identifiers have the scheme
    `treatyatlas:`, for there is no address at which the records stand for good.
    """
    records = []
    told: dict[str, list] = {name: [] for name in atlas.features}
    for row in rows.itertuples():
        told[row.feature].append(row)
    for feature, shape in zip(
        atlas.features.values(), coordinates(features.geometry[list(atlas.features)]), strict=True
    ):
        names, modern = (
            {
                language: found[key]
                for language, found in texts.items()
                if (key := f"feature.{feature.id}.{part}") in found
            }
            for part in ("name", "modern")
        )
        when = _stood(atlas, feature, rows) if feature.divides else _attested(atlas)
        records.append(feature_record(atlas, feature, when, told[feature.id], shape, [names, feature.modern, modern]))
    records += [place_record(atlas, place) for place in gazetteer(atlas)]
    text = msgspec.json.encode({"type": "FeatureCollection", "@context": CONTEXT, "features": records}).decode()
    start = f'{{"@id":"{SCHEME}'
    path.write_text(text.replace(start, "\n" + start) + "\n", encoding="utf-8", newline="\n")
    return path
