"""What the drawn part of a page hangs on: its shapes and pictures are kept while nothing of it changes, whatever is
corrected in a sentence or on the ground elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from .. import cache
from ..limits import limits_of
from ..marks import marks_path
from ..model import Atlas
from ..states import titled

#: What of the facts is words alone, which no shape hangs on. (What a picture says is given beside it.)
WORDS = {
    "title", "lead", "question", "say", "summary", "effect_note", "words", "words_cite", "operative", "verified",
    "cite", "note", "rule", "certainty_note", "measure_note", "label", "definition", "name", "names", "period_name",
    "modern", "later", "short", "native_titles", "text_url", "covers_note", "legal_date_note", "reason", "published",
    "in_force_note", "signed_as_written", "expect",
}  # fmt: skip

#: What else of the facts a drawing reads: looks, maps and limits. Rights reach it as rows of the timeline.
DRAWN = ("terms", "subjects", "provinces", "ground", "covers")

#: The parts of the ground that lie under every map.
UNDER = ("land", "land_far", "lakes", "rivers", "states", "borders")

#: What a row of the timeline says of itself to a picture.
ROW = ("provision", "feature", "tenure", "reading", "holder", "bound", "benefits", "start_date", "end_date")


def remembered(world, features: Iterable[str], parts: Sequence[str], make) -> Any:
    """What `make` gives of the ground and some features of a world, as `msgspec.msgpack` gives it back; or gave before
    from the same, and from these `parts`."""
    found = cache.remembered(
        [cache.program(), *_drawn(world, features), *parts], lambda: msgspec.msgpack.encode(make())
    )
    return msgspec.msgpack.decode(found)


def _drawn(world, features: Iterable[str]) -> list[str | bytes]:
    """All that a drawing of some features hangs on, by contents: the facts but for their words, the rows, the looks,
    the ground under every map; the shapes of the features, of their limits, and of whatever is held in sovereignty,
    as states lie beside it; and the layers from which those are cut."""
    atlas = world.atlas
    rows = world.timeline
    chosen = {*features, *atlas.provinces, *titled(atlas, rows)["feature"]}
    chosen |= {limit.id for limit in limits_of(atlas) if set(limit.divides) & chosen}
    chosen |= {other for name in chosen for other in atlas.features[name].recipe.shapes if other in atlas.features}
    layers = {layer for name in chosen for layer in atlas.features[name].recipe.rows} | {*UNDER}
    shapes = world.features.loc[sorted(chosen & {*world.features.index})]
    return [
        _bare(atlas, chosen),
        marks_path(world.data).read_bytes(),
        cache.sum_of(shapes, ()),
        cache.sum_of(rows.set_geometry([None] * len(rows)), ROW),
        *(f"{name} {cache.sum_once(world.layers[name])}" for name in sorted(layers & {*world.layers})),
    ]


def _bare(atlas: Atlas, chosen: set[str]) -> bytes:
    """The facts of an atlas that a drawing of these features reads, without their words."""
    facts = {key: getattr(atlas, key) for key in DRAWN}
    facts["features"] = {name: feature for name, feature in atlas.features.items() if name in chosen}
    return msgspec.json.encode(_without_words(msgspec.to_builtins(facts)))


def _without_words(facts: Any) -> Any:
    if isinstance(facts, dict):
        return {str(key): _without_words(value) for key, value in facts.items() if key not in WORDS}
    return [_without_words(fact) for fact in facts] if isinstance(facts, list) else facts
