"""What one page knows, as one JSON-able dict: a view of the atlas, the timeline and the layers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import geopandas as gpd
import msgspec
import numpy as np

from .. import geometry
from ..forms import forms_of
from ..lanes import axis_of
from ..limits import limits_of, stretches_of
from ..locators import RULE, phrases_in
from ..marks import look_of, rail_dashes, read_marks, rung_of
from ..model import LEGAL_DATES, Article, Atlas, StoryStep, Subject, calendars_of, cited_sources, station_name
from ..rules import Certainty
from ..states import States, states_of
from ..texts import credit_in, english_texts, page_texts, words_of
from ..timeline import numbered_notes
from . import encode, ground, kept
from .spine import spine_of

#: How the words begin that other pages say, and answers; and what answers alone say.
ELSEWHERE = ("index_", "negotiation_", "number_", "told_")
ANSWERED = {"near", "right", "duty", "ended_by", "no_end"}


def _map_words(language: str) -> dict[str, str]:
    """The words that a page with a map says."""
    return {
        key: words
        for key, words in read_strings(language).items()
        if key not in ANSWERED and not key.startswith(ELSEWHERE)
    }


def page_forms(language: str) -> dict[str, Any]:
    """How a language writes days, numbers and measures, as far as pages ask."""
    return {name: form for name, form in forms_of(language).items() if name != "regions"}


def read_strings(language: str) -> dict[str, str]:
    """The words of a page in one language: its own, and those that every output says alike."""
    return dict(words_of("page", language))


def page_facts(world, subject: Subject) -> tuple[dict, bytes]:
    """Everything that one page knows: a JSON-able dict (`types.d.ts` describes it) and packed shapes."""
    atlas, features, layers = world.atlas, world.features, world.layers
    timelines = world.timelines
    chosen = list(subject.features)
    limits = [limit.id for limit in limits_of(atlas) if set(limit.divides) & set(chosen)]
    west, south, east, north = frame = ground.frame_of(subject, layers).bounds

    def drawn() -> tuple:
        states = states_of(atlas, world.timeline, features, layers, chosen, frame)
        return *ground.packed_shapes(atlas, subject, features, layers, chosen, limits, states), _states(atlas, states)

    shapes, packed, under = kept.remembered(world, chosen, ["page", subject.id], drawn)
    origin = ground.origin(subject)
    middle = (subject.extent[0] + subject.extent[2]) / 2
    rows = _rows(atlas, timelines, chosen)
    dashes = rail_dashes(read_marks(world.data), atlas, layers)
    instruments = _instruments(atlas, subject, rows)
    stretches = [fact for name in limits for fact in _limit(atlas, name, features, layers)]
    facts = {
        "atlas": atlas.id,
        "main": atlas.instrument,
        "origin": origin,
        "languages": atlas.languages,
        "covers": [str(day) for day in atlas.covers],
        "axis": axis_of(atlas)._asdict(),
        "subject": {
            "id": subject.id,
            "extent": subject.extent,
            "opens": subject.opens,
            "max_zoom": (encode.DETAIL_ZOOM if subject.detail_of else subject.detail_zoom) + 1,
            "before": str(subject.before),
            "after": str(subject.after),
            "divider": _plain(subject.divider),
            "story": [_step(subject, step) for step in subject.story],
        },
        "frame": [[south, west], [north, east]],
        # Said where it is another than that of most pages.
        **({"units_zoom": encode.deepest(subject.detail_zoom) + 2} if subject.detail_zoom > encode.DETAIL_ZOOM else {}),
        "terms": msgspec.to_builtins(atlas.terms) | {"parties": atlas.terms.party_calendars},
        **_looks(atlas, rows),
        "notes": {f"{i}/{a}": number for (i, a), number in numbered_notes(atlas).items()},
        "instruments": instruments,
        "bases": [basis for basis in LEGAL_DATES if basis in timelines],
        "rows": rows,
        "features": [
            _feature(atlas, name, features, layers)
            | ({"dash": dashes[name]} if name in dashes else {})
            | ({"bare": True} if name in atlas.bare else {})
            | (
                _axis(geometry.seen_from(features.geometry[name], middle), origin, subject.detail_zoom)
                if name in chosen
                else {}
            )
            for name in (*chosen, *limits)
        ],
        "names": {feature.id: feature.names["en"] for feature in atlas.features.values()},
        "limits": stretches,
        "certainties": get_args(Certainty),
        "totals": _totals(atlas, chosen),
        "places": _places(atlas, subject, layers, origin),
        "strings": {language: _map_words(language) for language in atlas.languages},
        "forms": {language: page_forms(language) for language in atlas.languages},
        "shapes": shapes,
        **under,
        "made": _makers(atlas, under["borders"]),
        "locators": RULE,
    }
    cited = {source for cite in _cites(facts) for source, _ in cited_sources(cite)}
    sources = {
        key: {"title": s.reference, "short": s.called("en"), "short_in": s.short_in, "url": s.url}
        for key, s in atlas.sources.items()
        if key in cited
    }
    return facts | {"sources": sources, "texts": _texts(atlas, facts, layers)}, packed


def _looks(atlas: Atlas, rows: list[dict]) -> dict:
    """The table of looks, and the look of every right of a holder that rows have ("" holds a mutual duty)."""
    marks = read_marks(Path(atlas.folder).parent.parent)
    looks = {}
    for tenure, holder in sorted({(row["tenure"], row["holder"]) for row in rows}):
        look = look_of(marks, atlas.terms, tenure, holder)._asdict()
        del look["dash"]  # a feature's own
        looks[f"{tenure} {holder}"] = look | {"rung": rung_of(marks, atlas.terms.tenure[tenure].rank).strength}
    told = msgspec.to_builtins(marks)
    names = ("mark", "change", "name", "dot", "halo", "doubt", "flag", "step", "ground_line", "presenter")
    return {"looks": looks, "marks": {name: told[name] for name in names}}


def _states(atlas: Atlas, states: States) -> dict:
    """What lies under the rights: each with its shape and its days, lowest first."""
    own = {s.state: atlas.terms.power[s.state].colour for s in states.states}
    tints = [
        {"shape": f"s-{s.zone}", "state": s.state, "colour": own[s.state], "from": s.start, "until": s.end}
        | ({"under": [f"f-{name}" for name in s.under]} if s.under else {})
        for s in states.states
    ]
    borders = [
        {"shape": f"b-{b.id}", "sides": b.sides, "from": b.start, "until": b.end}
        | ({"by": b.made_by} if b.made_by else {})
        for b in states.borders
    ]
    provinces = [
        {"shape": f"p-{number}", "certainty": certainty} for number, (certainty, _) in enumerate(states.provinces, 1)
    ]
    return {"states": tints, "borders": borders, "provinces": provinces}


def _makers(atlas: Atlas, borders: list[dict]) -> list[dict]:
    """The instruments that made these borders."""
    makers = dict.fromkeys(border["by"].partition("/")[0] for border in borders if "by" in border)
    return [
        {"id": i.id, "kind": i.kind, "short": i.short, "signed": i.signed.isoformat()}
        for i in map(atlas.instruments.__getitem__, makers)
    ]


def _plain(record) -> dict:
    """A record as JSON-able dict, without what is empty."""
    return {key: value for key, value in msgspec.to_builtins(record).items() if value not in ("", None, [], {}, False)}


def _step(subject: Subject, step: StoryStep) -> dict:
    """A step of the story of a map, with the days that it shows."""
    days = {"before": step.before or subject.before, "after": step.after or subject.after}
    return _plain(step) | {"view": step.view} | {key: day.isoformat() for key, day in days.items()}


def _instruments(atlas: Atlas, subject: Subject, rows: list[dict]) -> list[dict]:
    """The instruments with the articles that made the rows of a page, and those that its story tells of; of the
    atlas's own instrument all articles, where the page is about all of them."""
    made = {(row["instrument"], row["article"]) for row in rows}
    made |= {tuple(row["consent_by"].split("/", 1)) for row in rows if row["consent_by"]}
    made |= {step.article.partition("/")[::2] for step in subject.story}
    found = []
    for instrument in atlas.instruments.values():
        whole = subject.all_articles and instrument.id == atlas.instrument
        articles = [
            _article(article) for article in instrument.articles if whole or (instrument.id, article.number) in made
        ]
        if articles:
            fact = _plain(instrument) | {"articles": articles, "calendars": calendars_of(atlas.terms, instrument)}
            found.append({key: value for key, value in fact.items() if key != "provisions"})
    return found


def _article(article: Article) -> dict:
    """An article, its own words each with the edition that prints them (`words`: lang, text, cite, operative)."""
    fact = {key: value for key, value in _plain(article).items() if not key.startswith(("words", "operative"))}
    cites = [cite.strip() for cite in article.words_cite.split(";")]
    # Several languages have an edition each, in their order; else all editions print the one.
    each = cites if len(cites) == len(article.words) else [article.words_cite] * len(article.words)
    words = [
        {"lang": language, "text": " ".join(text.split()), "cite": cite}
        | ({"operative": article.operative[language]} if language in article.operative else {})
        for (language, text), cite in zip(article.words.items(), each, strict=True)
    ]
    return fact | ({"words": words} if words else {})


def _texts(atlas: Atlas, facts: dict, layers) -> dict[str, dict[str, str]]:
    """The translations that a page needs, by language and key; English stands in the facts, but for what articles
    are called."""
    ids = [feature["id"] for feature in facts["features"]]
    parts = {f"feature.{name}." for name in ids} | {f"note.{row['key']}" for row in facts["rows"]}
    parts |= {f"subject.{facts['subject']['id']}.", "power.", "tenure.", "atlas.", "total.", "unit."}
    parts |= {f"instrument.{i['id']}." for i in facts["instruments"]}
    parts |= {f"instrument.{i['id']}.short" for i in facts["made"]}
    parts |= {f"until.{row['until']}" for row in facts["rows"]}
    parts |= {f"source.{source}" for cite in _cites(facts) for source, _ in cited_sources(cite)}
    parts |= {f"unit.{figure['unit']}" for feature in facts["features"] for figure in feature["published"]}
    parts |= {f"article.{i['id']}/{a['number']}" for i in facts["instruments"] for a in i["articles"]}
    exact = {part for part in parts if not part.endswith(".")}
    starts = tuple(part for part in parts if part.endswith("."))
    every = [
        key
        for key in english_texts(atlas)
        # The insets of sheets stand on no page.
        if (key.startswith(starts) and ".inset." not in key)
        or key in exact
        or key.removesuffix(".effect") in exact
        or key.startswith("feature.")
        and key.endswith(".name")
        or key.startswith("subject.")
        and key.endswith(".title")
    ]
    called = [
        (f"article.{i['id']}/{article.number}.{part}", article.number)
        for i in (*facts["instruments"], *facts["made"])
        for article in atlas.instruments[i["id"]].articles
        for part in ("number", "label")
    ]
    pins = [pin for cite in _cites(facts) for pin in cited_sources(cite)]
    found = {}
    for language in atlas.languages:
        texts = page_texts(atlas, language)
        found[language] = {key: texts[key] for key in every if language != "en"}
        # A number that is written as in the facts needs no saying.
        found[language] |= {key: texts[key] for key, number in called if texts.get(key, number) != number}
        found[language] |= {
            f"credit.{layer['layer']}": credit_in(texts, layer, language)
            for layer in (rows.attrs for rows in layers.values())
            if "licence" in layer
        }
        phrases = dict.fromkeys(phrase for _, pin in pins for phrase in phrases_in(pin))
        found[language] |= {
            f"at.{phrase}": said for phrase in phrases if (said := texts.get(f"at.{phrase}", phrase)) != phrase
        }
    return found


def _cites(facts: Any) -> Iterator[str]:
    """Every cite that stands in some facts."""
    if isinstance(facts, dict):
        yield from (value for key, value in facts.items() if key == "cite" and isinstance(value, str))
        facts = list(facts.values())
    for part in facts if isinstance(facts, list) else ():
        yield from _cites(part)


#: What a page knows of a row beside its days.
ROW = (
    "feature",
    "tenure",
    "reading",
    "holder",
    "instrument",
    "article",
    "cite",
    "ended_by",
    "consent_by",
    "until",
    "note",
)


def _rows(atlas: Atlas, timelines: dict[str, gpd.GeoDataFrame], chosen: list[str]) -> list[dict]:
    """The rows of the chosen features, each with its interval under every legal date ("" is its
    own), and the legal dates that its provision has. `key` is that of its provision."""
    dates = {
        basis: {
            provision: [start, end]
            for provision, start, end in zip(
                timeline["provision"], timeline["start_date"], timeline["end_date"], strict=True
            )
        }
        for basis, timeline in timelines.items()
    }
    consenting = {
        f"{i.id}/{p.id}": p.consent_of for i in atlas.instruments.values() for p in i.provisions if p.consent_of
    }
    rows = []
    own_rows = timelines[""][timelines[""]["feature"].isin(chosen)].drop(columns="geometry")
    for row in own_rows.to_dict("records"):
        key = row["provision"]
        own = dates[""][key]
        fact = {"key": key} | {name: row[name] for name in ROW}
        # A row that another legal date leaves no day (it would end as it starts) is never open.
        fact["dates"] = {
            basis: of.get(key, ["9999-12-31", "0000-01-01"])
            for basis, of in dates.items()
            if not basis or of.get(key) != own
        }
        edtf = [row["start_edtf"], row["end_edtf"]]
        fact |= {"edtf": edtf} if any(said and said not in own for said in edtf) else {}
        fact["legal"] = {basis: row[basis] for basis in (*LEGAL_DATES, "demarcation") if row[basis]}
        fact |= {side: row[side].split(", ") for side in ("bound", "benefits") if row[side]}
        fact |= {"consent_of": consenting[key]} if key in consenting else {}
        rows.append(fact)
    return rows


def _feature(atlas: Atlas, name: str, features, layers) -> dict:
    feature, row = atlas.features[name], features.loc[name]
    kind = {"MultiPolygon": "area", "MultiLineString": "line"}.get(row.geometry.geom_type, "point")
    layer = feature.recipe.layer
    fact = _plain(feature) | {"kind": kind, "layer": layers[layer].attrs.get("layer", "") if layer in layers else ""}
    fact.setdefault("modern", {})
    fact.setdefault("published", [])
    fact.setdefault("divides", [])
    for measure in ("area_km2", "length_km"):
        if not np.isnan(row[measure]):
            fact[measure] = round(float(row[measure]), 1)
    for told in ("recipe", "part", "class"):
        fact.pop(told, None)
    return fact | {"lines": _lines(layers, feature)}


def _axis(shape, origin: list[int], detail_zoom: float) -> dict:
    """Along what a feature's name is written: an `axis` relative to the page's origin."""
    axis = spine_of(shape, detail_zoom)
    return {"axis": [*np.subtract(axis[:4], origin * 2).tolist(), axis[4]]} if axis else {}


def _limit(atlas: Atlas, name: str, features, layers) -> list[dict]:
    """The stretches of a limit, each with its certainty and the reason for it, and whether it is drawn."""
    feature = atlas.features[name]
    stretches = stretches_of(feature, features, layers)
    own = {"divides": feature.divides} | {
        key: day.isoformat() for key in ("start", "end") if (day := getattr(feature, key))
    }
    if stretches is None:
        return [{"feature": name, "shape": f"f-{name}", "drawn": True, "certainty": feature.certainty, **own}]
    told = {part.row: part.note for part in feature.parts}
    return [
        {
            "feature": name,
            "shape": f"l-{name}-{number}",
            "drawn": not row["geometry"].is_empty,
            "certainty": row["certainty"],
            "segment": row["segment"],
            "reason": told.get(row["segment"], row["reason"]),
            "cite": row["cite"],
            **own,
        }
        for number, row in enumerate(stretches.to_dict("records"), 1)
    ]


def _totals(atlas: Atlas, chosen) -> list[dict]:
    """Lengths of several lines together, and how many guards an article allows on them."""
    allowed = {
        provision.feature: (instrument.id, provision)
        for instrument in atlas.instruments.values()
        for provision in instrument.provisions
        if provision.guards_per_km
    }
    found = []
    for total in atlas.totals:
        if not set(total.features) <= set(chosen):
            continue
        fact = _plain(total)
        if total.features[0] in allowed:
            instrument, provision = allowed[total.features[0]]
            fact |= {
                "holder": provision.grantee,
                "instrument": instrument,
                "article": provision.article,
                "per_km": provision.guards_per_km,
                "guards": [round((provision.guards_per_km or 0) * km) for km in total.km],
            }
        found.append(fact)
    return found


def _lines(layers, feature) -> list[dict]:
    """The railway lines of a feature, each with its length by chainage and who says so."""
    group = feature.recipe.where.get("group")
    if feature.recipe.layer != "railways" or feature.recipe.minus or "railways" not in layers:
        return []
    told = {part.row: part for part in feature.parts}
    rows = layers["railways"]
    return [
        {
            "id": row.line,
            "km": row.length_km,
            "name": told[row.line].name if row.line in told else row.name_1905,
            "note": told[row.line].note if row.line in told else row.len_src,
        }
        for row in rows[rows["group"] == group].itertuples()
    ]


def _places(atlas: Atlas, subject: Subject, layers, origin) -> list[dict]:
    """Names on the map, in units relative to the origin; stations come from their layer."""
    found = []
    for place in atlas.places:
        if subject.id in place.subjects:
            found.append(
                {
                    "names": place.names,
                    "modern": _differing(place.modern, place.names),
                    "rank": place.rank,
                    "style": place.kind,
                    "kind": place.kind,
                    "dot": place.kind in ("town", "port"),
                    "narrow": place.narrow,
                    "zoom": {1: 0, 2: 5, 3: 6.5}[place.rank],
                    "at": (geometry.lon_beside(place.lon, (subject.extent[0] + subject.extent[2]) / 2), place.lat),
                }
            )
    if subject.stations and "stations" in layers:
        found += _station_names(layers["stations"], atlas.languages, [(f["at"], f["names"]) for f in found])
    for fact in found:
        x, y = encode.to_units(np.array([fact.pop("at")]), subject.detail_zoom)[0] - origin
        fact |= {"x": int(x), "y": int(y)}
    return found


def _differing(modern: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    """The names of our day; empty where a place is still called the same."""
    return {language: "" if name == names.get(language) else name for language, name in modern.items()}


def _station_names(stations: gpd.GeoDataFrame, languages: list[str], taken: list) -> list[dict]:
    found = []
    for row in stations.drop_duplicates("name_mod").itertuples():
        at = (row.geometry.x, row.geometry.y)
        period = row.name_1905 or row.name_wg or row.name_mod
        # The name of a place stands for the station of its town; a station of another name has its own.
        if any(
            abs(at[0] - x) < 0.05
            and abs(at[1] - y) < 0.05
            and (period == named["en"] or row.name_zh == named.get("zh") or max(abs(at[0] - x), abs(at[1] - y)) < 0.005)
            for (x, y), named in taken
        ):
            continue
        names = {language: station_name(row, language) for language in languages} | {"en": period}
        found.append(
            {
                "names": {k: v for k, v in names.items() if v},
                "rank": 4,
                "modern": {"en": row.name_mod, "zh": row.zh_simpl or ""},
                "kind": "station",
                "style": "station" if row.located == "verified" else "station uncertain",
                "dot": True,
                "zoom": 8 if row.name_1905 else 9,
                "at": at,
            }
            | ({"km": row.km} if row.km == row.km else {})
            | ({"from": row.opened} if row.opened else {})
        )
    return found
