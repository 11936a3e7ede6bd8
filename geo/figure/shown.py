"""What a sheet shows, as one checksum: its rows, shapes, words and looks, and nothing that only other sheets show.

A fact that stands on another sheet, or on none, changes neither the foot of a sheet nor the sheet: a build leaves it
as it is. How these are drawn is the business of the program, whose checksum a build keeps beside (`geo.build`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec
import shapely

from ..cache import sum_of, sum_once
from ..model import cited_sources
from .content import Content, letters_of, names_of

#: What of a feature, beside its name and shape, a sheet shows.
OF_FEATURE = ("certainty", "in_doubt", "start", "end", "uncertainty_m", "divides")

#: What of a right on a day a sheet shows or goes by.
OF_ROW = ("feature", "tenure", "holder", "bound", "benefits", "instrument", "article", "ended_by", "end_date")

#: The texts that may stand on any sheet begin so.
ANYWHERE = ("atlas.title", "tenure.", "power.")


def sum_of_shown(contents: Sequence[Content], more: Any = None, known: dict | None = None) -> str:
    """One checksum over what a figure shows: its content, those of its insets, and what `more` it is drawn from.

    `known` keeps what several figures share, which differ in subject, kind, days and language alone.
    """
    known = {} if known is None else known
    total = hashlib.sha256()
    for content in contents:
        facts, letters = (content.subject.id, content.kind, content.days), content.language
        if facts not in known:
            known[facts] = _encoded(_facts(content))
        if letters not in known:
            known[letters] = _encoded([sorted(set(letters_of(content))), names_of(content)])
        total.update(known[facts] + known[letters] + _encoded(_words(content)))
    total.update(_encoded(more))
    return total.hexdigest()


def _encoded(value: Any) -> bytes:
    return msgspec.json.encode(value, enc_hook=_plain, order="sorted") + b"\n"


def _plain(value: Any) -> Any:
    """What JSON has no words for."""
    if isinstance(value, shapely.Geometry):
        return shapely.to_wkb(value, hex=True)
    return sorted(map(str, value)) if isinstance(value, (set, frozenset)) else str(value)


def _instruments(content: Content) -> list[str]:
    """The instruments that a figure names: the atlas's own, and those of its articles."""
    return list(dict.fromkeys([content.atlas.instrument, *(name for name, _ in sorted(content.used()))]))


def _words(content: Content) -> list:
    """What a figure says in its language; beside it, which letters may stand on it, as its type is cut down to them."""
    subject, texts = content.subject, content.texts
    insets = [f"inset.{inset.id}" for inset in subject.insets]
    said = {f"subject.{subject.id}.{part}" for part in ("title", "lead", "question", *insets)}
    said |= {f"feature.{name}.name" for name in (*subject.features, *content.limits)}
    said |= {
        f"article.{instrument}/{number}{part}"
        for instrument, number in content.used()
        for part in ("", ".name", ".number")
    }
    starts = (*ANYWHERE, *(f"instrument.{name}." for name in _instruments(content)))
    return [content.language, {key: text for key, text in texts.items() if key in said or key.startswith(starts)}]


def _facts(content: Content) -> list:
    """What a figure shows in whatever language."""
    atlas, subject = content.atlas, content.subject
    used = sorted(content.used(), key=lambda key: content.notes[key])
    features = [*subject.features, *content.limits]
    own, articles = atlas.instruments[atlas.instrument], {key: atlas.article(*key) for key in used}
    cited = dict.fromkeys(source for one in articles.values() for source, _ in cited_sources(one.cite))
    return [
        [content.kind, content.days, content.style, content.reading, content.no_modern, content.inset],
        msgspec.structs.replace(subject, story=[]),
        [atlas.terms, content.marks],
        [place for place in atlas.places if subject.id in place.subjects],
        {name: [getattr(atlas.features[name], part) for part in OF_FEATURE] for name in features},
        [content.bare(side) for side in (0, 1, None)],
        sum_of(content.features.loc[features], ["area_km2", "length_km"]),
        [[{part: row[part] for part in OF_ROW} for row in held] for held in content.held],
        [content.changed, content.flags, content.dashes],
        [[content.notes[key], *key, articles[key].cite, articles[key].verified] for key in used],
        {name: atlas.instruments[name].text_url for name in _instruments(content)},
        [article.number for article in own.articles if (own.id, article.number) not in content.notes],
        [atlas.sources[name] for name in cited if name in atlas.sources],
        {
            name: [sum_once(table), table.attrs.get("credit"), table.attrs.get("extent")]
            for name, table in content.layers.items()
        },
        [content.shown, content.limits, content.states.provinces],
        # The ground of the states is that of their layer where no feature of the subject fills it: both are above.
        [state._replace(geometry=None) for state in content.states.states],
        [border._replace(geometry=None) for border in content.states.borders],
    ]
