"""What a page says before its scripts run, or without them: the two days as still pictures, the articles
and the table of rights, in English."""

from __future__ import annotations

from ..forms import day_in_words
from ..model import Atlas, Subject
from ..scene import Item, scene_of
from ..texts import article_name, read_texts
from . import kept
from .caption import caption_of
from .picture import drawn_once, ground_under, picture


def still_of(world, subject: Subject, say: dict[str, str]) -> dict:
    """What `page.html` puts into the map, the list of articles and the table of rights.

    Returns
    -------
    dict
        `pictures`: (label, SVG) of each day; `legend`: (colour, words) of each right shown;
        `articles`: (instrument, number, summary) of those behind it; `rows`: cells of the table.
    """
    atlas = world.atlas
    days = {"before": subject.before.isoformat(), "after": subject.after.isoformat()}
    labels = {
        key: caption_of(world, subject, day, label=f"{say[key]}, {day_in_words(day, 'en')}")
        for key, day in days.items()
    }
    texts = read_texts(atlas, "en")
    rows = [row for row in world.timeline.to_dict("records") if row["feature"] in subject.features]
    named = {key: f"{subject.title}. {label}" for key, label in labels.items()}

    def drawn() -> tuple:
        scenes = {key: scene_of(world, subject.id, day) for key, day in days.items()}
        under = ground_under(world, subject.extent)
        found = [picture(world, scene, named[key], key, under=under) for key, scene in scenes.items()]
        legend = [_words(atlas, item) for scene in scenes.values() for item in scene.legend if item.tenure]
        return drawn_once(found), legend

    told = [
        *named.values(),
        *(t.label for t in atlas.terms.tenure.values()),
        *(p.name for p in atlas.terms.power.values()),
    ]
    pictures, legend = kept.remembered(world, subject.features, ["still", subject.id, *told], drawn)
    return {
        "pictures": list(zip(labels.values(), pictures, strict=True)),
        "legend": list(dict.fromkeys(map(tuple, legend))),
        "articles": _articles(atlas, rows),
        "rows": [_cells(atlas, texts, row) for row in rows],
    }


def _words(atlas: Atlas, item: Item) -> tuple[str, str]:
    """The colour of a line of the legend, and what it says."""
    power = f": {atlas.terms.power[item.holder].name}" if item.holder else ""
    return item.look.colour if item.look else "", atlas.terms.tenure[item.tenure].label + power


def _articles(atlas: Atlas, rows: list[dict]) -> list[tuple[str, str, str]]:
    """The articles behind the rows, the atlas's own instrument first."""
    used = {(row["instrument"], row["article"]) for row in rows}
    own_first = sorted(atlas.instruments.values(), key=lambda i: i.id != atlas.instrument)
    return [(i.short, a.number, a.summary) for i in own_first for a in i.articles if (i.id, a.number) in used]


def _cells(atlas: Atlas, texts: dict[str, str], row: dict) -> list[str]:
    """Place, right, holder, first day, last day, article."""
    holder = atlas.terms.power[row["holder"]].name if row["holder"] else ""
    return [
        row["name"],
        atlas.terms.tenure[row["tenure"]].label,
        holder,
        row["start_date"] or "",
        row["end_date"] or "",
        article_name(texts, row["instrument"], row["article"]),
    ]
