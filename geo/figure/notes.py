"""The words beside the maps: numbered notes that cite the articles, measures, sources."""

from __future__ import annotations

import re

from ..model import cited_sources
from .content import Content
from .fonts import Word, words
from .legend import heading
from .projection import choose_projection
from .sheet import TOLERANCE, Row, paragraph


def text_rows(content: Content, width: float, size: float) -> list[Row]:
    """Everything that is said behind the maps, as rows for columns of a width (mm)."""
    ink, quiet, say = content.ink(), content.ink("quiet"), content.say
    gap = Row(size * 0.28)
    rows = [heading(say["notes"], size, ink)]
    used = content.used()
    for (instrument, number), n in content.notes.items():
        if (instrument, number) in used:
            rows += note(content, instrument, number, n, width, size, False)
            rows.append(Row(size * 0.06))
    if content.subject.all_articles:
        rows += paragraph(others(content), width, size, ink, gid="no-ground")
    found = measures(content)
    if found:
        rows += [gap, heading(say["measures"], size, ink)]
        rows += paragraph(words(say["measured"]) + found, width, size, ink, gid="measures")
    rows += [gap, heading(say["sources"], size, ink)]
    for line in sources(content):
        rows += paragraph(line, width, max(7.0, size * 0.93), quiet, hang=size * 0.5, gid="sources")
    return rows


def key_rows(content: Content, width: float, size: float) -> list[Row]:
    """Which article each number on the maps is, instrument by instrument."""
    used, line, last = content.used(), [], None
    for (instrument, number), n in content.notes.items():
        if (instrument, number) not in used:
            continue
        line += words(f"\u2002[{n}]" if line else f"[{n}]", "sans-bold")
        name = content.article(instrument, number)
        line += words(name if instrument != last else content.number(number), "sans")
        last = instrument
    return paragraph(line, width, size, content.ink(), gid="key")


def credit(content: Content, width: float, size: float) -> list[Row]:
    """What the sheet rests on, in one paragraph: projection, ground and its licences, edition."""
    say = content.say
    of = choose_projection(content.subject.extent, say["projection"]).words + say["stop"]
    line = words(of.replace("’", say["minute"]), "sans")
    licences = dict.fromkeys(re.search(r"\(([^()]*)\)\s*$", layer)[1] for layer in ground_credits(content)
                             if re.search(r"\(([^()]*)\)\s*$", layer))
    if licences:
        line += words(f"{say['ground']}{say['colon']}{say['list'].join(licences)}{say['stop']}")
    if content.edition:
        line += words(say["edition"].format(version=content.edition.get("version", ""),
                                            checksum=content.edition.get("checksum", "")[:12])
                      + say["stop"])
    return paragraph(line, width, size, content.ink("quiet"), gid="credit")


def ground_credits(content: Content) -> list[str]:
    """What the layers of a sheet ask to have said of them."""
    return list(dict.fromkeys(content.layers[name].attrs["credit"] for name in content.shown
                              if content.layers[name].attrs.get("credit")))


def note(content: Content, instrument: str, number: str, n: int, width: float, size: float,
         brief: bool) -> list[Row]:
    """One note: its number, the article, what it says, and where that is read."""
    article = content.atlas.instruments[instrument].article(number)
    line = words(f"[{n}] {content.article(instrument, number)}{content.say['stop']}", "sans-bold")
    if not brief:
        line += words(content.texts[f"article.{instrument}/{number}"])
    if not article.verified:
        line += words(content.say["unseen"])
    cited = [short_cite(content, *pair) for pair in cited_sources(article.cite)][:1]
    line += words("; ".join(cited) + content.say["stop"], "sans-italic")
    return paragraph(line, width, size, content.ink(), hang=size * 0.5, gid=f"note-{n}")


def short_cite(content: Content, source: str, pinpoint: str) -> str:
    """How a note names a source and the place in it."""
    record = content.atlas.sources.get(source)
    name = record.short if record is not None and record.short else source
    return f"{name}, {pinpoint}" if pinpoint else name


def others(content: Content) -> list[Word]:
    """The articles of the atlas's own instrument that have no note, because they touch no ground."""
    own = content.atlas.instruments[content.atlas.instrument]
    quiet = [article.number for article in own.articles
             if (own.id, article.number) not in content.notes]
    if not quiet:
        return []
    return words(content.say["no_ground"].format(
        instrument=content.texts[f"instrument.{own.id}.short"],
        articles=content.say["list"].join(quiet)), "sans-italic")


def measures(content: Content) -> list[Word]:
    """The measures of the subject's features in words, from the table of features."""
    found, say = [], content.say
    shown = {row["feature"] for held in content.held for row in held}
    if content.kind == "change":
        shown = {change.feature for change in content.changed}
    names = [n for n in content.subject.features if n in shown] + list(content.limits)
    for name in names:
        feature, row = content.atlas.features[name], content.features.loc[name]
        area = row["area_km2"] > 0
        value, unit = (row["area_km2"], say["km2"]) if area else (row["length_km"], say["km"])
        if not value > 0:
            continue
        number = f"{value:{',.0f' if value >= 200 else ',.1f'}}".replace(",", "\u00a0")
        off = f"{feature.uncertainty_m / 1000:g}".replace(".", say["decimal"])
        found += [*words(content.feature_name(name)),
                  *words(f"{number.replace('.', say['decimal'])}\u00a0{unit}", "sans-bold"),
                  *words(f"(±{off}\u00a0{say['km']}, {say['certainty'][feature.certainty]});")]
    if found:
        found[-1:] = words(found[-1].text.removesuffix(";") + ".")
    return found


def sources(content: Content, brief: bool = False) -> list[list[Word]]:
    """What the notes cite, and the ground with its licences."""
    cited, used = [], content.used()
    for instrument, number in (key for key in content.notes if key in used):
        article = content.atlas.instruments[instrument].article(number)
        cited += [source for source, _ in cited_sources(article.cite)[:1]]
    lines = []
    for source in (content.atlas.sources[name] for name in dict.fromkeys(cited)
                   if name in content.atlas.sources):
        title = "" if source.title == source.short else source.full_title
        rest = ", ".join(filter(None, (source.author, title, source.date)))
        lines.append([*words((source.short or source.id) + (":" if rest else "."), "sans-italic"),
                      *words(rest + "." if rest else "")])
    if brief:
        lines = [[word for line in lines for word in line]]
    credits = ground_credits(content)
    if credits:
        lines.append([*words(content.say["ground"] + ":", "sans-italic"),
                      *words("; ".join(credits) + ".")])
    lines.append(words(content.say["simplified"].format(
        mm=f"{TOLERANCE:g}".replace(".", content.say["decimal"]))))
    return lines
