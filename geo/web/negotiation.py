"""The page of a conference: what was asked, what was answered, what was got, with a map of each."""

from __future__ import annotations

from ..marks import look_of, read_marks
from ..model import Atlas, Demand, Subject, cited_sources
from ..scene import KINDS, Right, Scene
from ..texts import located, page_texts
from . import kept
from .front import said_words
from .picture import drawn_once, ground_under, picture


def negotiation_of(world, say: dict[str, str]) -> dict:
    """What `negotiation.html` shows.

    Returns
    -------
    dict
        `maps`: (key of the word that names it, day, SVG) of what was asked and of what was got; `rows`: each
        demand with its sources as (title, pinpoint, address).
    """
    atlas = world.atlas
    # The map of the whole treaty is the frame of both.
    subject = next((s for s in atlas.subjects.values() if s.all_articles), next(iter(atlas.subjects.values())))
    asked = min(demand.asked for demand in atlas.demands)
    signed = atlas.instruments[atlas.instrument].signed
    days = {"asked": asked, "got": signed}
    named = {key: f"{say['negotiation_' + key]}. {atlas.title}" for key in days}
    told = [f"{d.number} {d.right} {d.by} {[_ground(d, key) for key in days]}" for d in atlas.demands]
    shown = {feature for demand in atlas.demands for key in days for feature in _ground(demand, key)}

    def drawn() -> list[str]:
        under = ground_under(world, subject.extent)
        return drawn_once([_map(world, subject, key, words, under) for key, words in named.items()])

    maps = kept.remembered(world, shown, ["conference", subject.id, *named.values(), *told], drawn)
    return {
        "maps": list(zip(days, days.values(), maps, strict=True)),
        "rows": [
            (demand, [(atlas.sources[source], pin) for source, pin in cited_sources(demand.cite)])
            for demand in atlas.demands
        ],
        "steps": [
            (step, [(atlas.sources[source], pin) for source, pin in cited_sources(step.cite)]) for step in atlas.steps
        ],
    }


def _map(world, subject: Subject, key: str, label: str, under: tuple[str, str]) -> str:
    """The picture of what was asked, or got, over the ground; each demand's number stands on it."""
    marks, shown, flags = read_marks(world.data), {}, {}
    for demand in world.atlas.demands:
        for feature in _ground(demand, key):
            shape = world.features.geometry[feature]
            look = look_of(marks, world.atlas.terms, demand.right, demand.by)
            row = {"feature": feature, "tenure": demand.right, "holder": demand.by}
            shown[feature] = Right(row, KINDS[shape.geom_type.removeprefix("Multi")], shape, look)
        for feature in _ground(demand, key)[:1]:
            flags[feature] = demand.number
    scene = Scene(subject.id, (), subject.extent, list(shown.values()), [], [], [])
    drawn = picture(world, scene, label, f"{key}-", flags, under)
    # The page says its name anew in the language of its reader.
    return drawn.replace(' role="img"', f' role="img" data-label="negotiation_{key}"', 1)


def _ground(demand: Demand, key: str) -> list[str]:
    """The features over which a demand asked, or got, a right."""
    return (demand.asked_features if key == "asked" else demand.got_features) if demand.right else []


def conference_words(atlas: Atlas) -> dict:
    """What the page says, by language, as a JSON-able dict (see `static/conference.js`)."""
    words = said_words(
        atlas,
        ("atlas.title", "demand.", "step.", "delegate.", "subject.", "power."),
        ("negotiation", "timeline", "index_maps", "comma", "semicolon"),
    )
    called = {f"article.{atlas.instrument}/{number}.number" for demand in atlas.demands for number in demand.articles}
    for language, texts in words["texts"].items():
        said = page_texts(atlas, language)
        texts |= {key: said[key] for key in sorted(called)}
        cites = [d.cite for d in atlas.demands] + [step.cite for step in atlas.steps]
        cited = {source for cite in cites for source, _ in cited_sources(cite)}
        texts |= {key: said[key] for source in sorted(cited) if (key := f"source.{source}") in said}
        texts |= {f"at.{at}": located(said, at, language) for cite in cites for _, at in cited_sources(cite) if at}
        texts |= {f"delegate.{d.id}.name": d.names[language] for d in atlas.delegates if language in d.names}
    return words
