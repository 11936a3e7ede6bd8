"""The words beside the maps: numbered notes that cite the articles, measures, sources."""

from __future__ import annotations

from ..forms import measure_in_words, number_in_words
from ..model import cited_sources
from ..texts import credit_in, licence_in, located, source_name
from .content import Content
from .fonts import Word, words
from .legend import change_rows, heading
from .projection import choose_projection
from .sheet import TOLERANCE, Row, paragraph
from .style import points


def text_rows(content: Content, width: float, size: float) -> list[Row]:
    """Everything that is said behind the maps, as rows for columns of a width (mm)."""
    ink, quiet, say = content.ink(), content.ink("quiet"), content.say
    gap, rule = Row(size * 0.28), points(content.marks, content.marks.frame.rule)
    rows = []
    if content.flags:
        rows += [heading(say["changes"], size, ink, rule), *change_rows(content, width, size, list(content.flags)), gap]
    rows.append(heading(say["notes"], size, ink, rule))
    used = content.used()
    for (instrument, number), n in content.notes.items():
        if (instrument, number) in used:
            rows += note(content, instrument, number, n, width, size)
            rows.append(Row(size * 0.06))
    if content.subject.all_articles:
        rows += paragraph(others(content), width, size, ink, gid="no-ground")
    found = measures(content) if content.kind != "strip" else []
    if found:
        rows += [gap, heading(say["measures"], size, ink, rule)]
        rows += paragraph(words(say["measured"]) + found, width, size, ink, gid="measures")
    rows += [gap, heading(say["sources"], size, ink, rule)]
    for line, url in sources(content):
        rows += paragraph(line, width, max(7.0, size * 0.93), quiet, hang=size * 0.5, gid="sources", url=url)
    return rows


def key_rows(content: Content, width: float, size: float) -> list[Row]:
    """Which article each number on the maps is, instrument by instrument."""
    used, line, last = content.used(), [], None
    keys = [key for key in content.notes if key in used]
    for instrument, number in keys:
        line += words(f"[{content.notes[instrument, number]}]", "sans-bold")
        name = content.article(instrument, number) if instrument != last else content.number(instrument, number)
        end = content.say["semicolon" if (instrument, number) != keys[-1] else "stop"].rstrip(" ")
        line += words(name + end, "sans")
        last = instrument
    return paragraph(line, width, size, content.ink(), gid="key")


def credit(content: Content, width: float, size: float, keyed: bool = False, alone: bool = False) -> list[Row]:
    """What the sheet rests on, in one paragraph: projection, ground and its licences, edition; and where the
    numbers are told, if not on the same page (`keyed`)."""
    say, line = content.say, []
    # Where no notes name the layers, whom their licences ask to name is said here.
    licences = dict.fromkeys(
        licence_in(content.texts, layer, content.language, named=alone) for layer in _credited(content)
    )
    if not keyed:
        line += words(say["numbers_told"])
    if content.kind != "strip":
        of = choose_projection(content.subject.extent, say).words + content.stop
        line += words(of, "sans")
    if licences:
        line += words(f"{say['ground']}{say['colon']}{say['list'].join(licences)}{content.stop}")
    if content.edition:
        line += words(
            say["edition"].format(
                version=content.edition.get("version", ""), checksum=content.edition.get("checksum", "")[:12]
            )
            + content.stop
        )
    return paragraph(line, width, size, content.ink("quiet"), gid="credit")


def ground_credits(content: Content) -> list[str]:
    """What the layers of a sheet ask to have said of them; a chart of time shows none."""
    return list(dict.fromkeys(credit_in(content.texts, layer, content.language) for layer in _credited(content)))


def _credited(content: Content) -> list[dict]:
    """The `attrs` of the layers of a sheet that ask to have something said of them."""
    if content.kind == "strip":
        return []
    return [attrs for name in content.shown if (attrs := content.layers[name].attrs).get("credit")]


def note(content: Content, instrument: str, number: str, n: int, width: float, size: float) -> list[Row]:
    """One note: its number, the article, what it says, and where that is read."""
    record = content.atlas.instruments[instrument]
    article = content.atlas.article(instrument, number)
    line = words(f"[{n}] {content.article(instrument, number)}{content.stop}", "sans-bold")
    line += words(content.texts[f"article.{instrument}/{number}"])
    if not article.verified:
        line += words(content.say["unseen"])
    line += words(article_source(content, article)[1] + content.stop, "sans-italic")
    return paragraph(line, width, size, content.ink(), hang=size * 0.5, gid=f"note-{n}", url=record.text_url or None)


def article_source(content: Content, article) -> tuple[str, str]:
    """The id of the source that an article is read in first, and how a note names it."""
    source, pinpoint = cited_sources(article.cite)[0]
    record = content.atlas.sources.get(source)
    name = source if record is None else source_name(content.texts, record, content.language)
    at = located(content.texts, pinpoint, content.language)
    return source, f"{name}{content.say['comma']}{at}" if pinpoint else name


def others(content: Content) -> list[Word]:
    """The articles of the atlas's own instrument that have no note, because they touch no ground."""
    own = content.atlas.instruments[content.atlas.instrument]
    quiet = [article.number for article in own.articles if (own.id, article.number) not in content.notes]
    if not quiet:
        return []
    return words(
        content.say["no_ground"].format(
            instrument=content.texts[f"instrument.{own.id}.short"], articles=content.say["list"].join(quiet)
        ),
        "sans-italic",
    )


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
        value, unit = (row["area_km2"], "km²") if area else (row["length_km"], "km")
        if value > 0:
            far = feature.uncertainty_m >= 1000
            off = measure_in_words(feature.uncertainty_m / (1000 if far else 1), "km" if far else "m", content.language)
            doubt = f"±{off}{say['comma']}{say['certainty_' + feature.certainty]}"
            found.append(
                (
                    content.feature_name(name),
                    measure_in_words(value, unit, content.language),
                    say["aside"].format(said=doubt).strip(),
                )
            )
    line: list[Word] = []
    for n, (name, measure, doubt) in enumerate(found):
        end = say["stop" if n == len(found) - 1 else "semicolon"].rstrip(" ")
        line += [*words(name), *words(measure, "sans-bold"), *words(doubt + end)]
    return line


def source_line(content: Content, source) -> tuple[str, str]:
    """How a source is named, and what it is: author, title, date."""
    name = source_name(content.texts, source, content.language)
    title = "" if source.title in (source.short, name) else source.full_title
    rest = content.say["comma"].join(filter(None, (source.author, title, source.date)))
    return name, rest + content.stop if rest else ""


def sources(content: Content) -> list[tuple[list[Word], str | None]]:
    """What the notes cite, and the ground with its licences; each with its address."""
    used, lines = content.used(), []
    cited = [
        article_source(content, content.atlas.article(instrument, number))[0]
        for instrument, number in content.notes
        if (instrument, number) in used
    ]
    for source in (content.atlas.sources[name] for name in dict.fromkeys(cited) if name in content.atlas.sources):
        name, rest = source_line(content, source)
        lines.append(
            (
                [*words(name + (content.say["colon"].rstrip() if rest else content.stop), "sans-italic"), *words(rest)],
                source.url or None,
            )
        )
    credits = ground_credits(content)
    if credits:
        lines.append(
            (
                [
                    *words(content.say["ground"] + content.say["colon"].rstrip(), "sans-italic"),
                    *words(content.say["semicolon"].join(credits) + content.stop),
                ],
                None,
            )
        )
    if content.kind == "strip":
        return lines
    lines.append((words(content.say["simplified"].format(mm=number_in_words(TOLERANCE, content.language, 2))), None))
    return lines
