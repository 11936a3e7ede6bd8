"""The caption beside a figure, as Markdown: what it shows, the articles, the sources, how to cite it."""

from __future__ import annotations

from .content import Content
from .notes import article_source, ground_credits, source_line

#: The licence of the facts and of every figure; the ground keeps its own.
LICENCE = "CC0-1.0 (https://creativecommons.org/publicdomain/zero/1.0/)"


def caption_of(content: Content) -> str:
    """The caption of a figure, in its language."""
    say, texts, colon, stop = content.say, content.texts, content.say["colon"], content.stop
    title = texts[f"subject.{content.subject.id}.title"]
    if content.kind == "strip":
        days = say["chart_of_time"]
    elif content.kind == "day":
        days = content.day(0)
    else:
        days = say["days"].format(before=content.day(0), after=content.day(1))
    first = days if content.kind in ("pair", "day", "strip") else f"{say['changed']}{colon}{days}"
    if content.reading:
        first += say["aside"].format(said=say[f"reading_{content.reading}"])
    # A day that ends in a point (5 сентября 1905 г.) has its full stop.
    first = first.removesuffix(stop)
    parts = [f"# {title}", f"**{first}{stop}** {texts[f'subject.{content.subject.id}.lead']}"]
    if content.flags:
        parts += [
            f"## {say['changes']}",
            "\n".join(
                f"- **{sign}** {content.feature_name(feature)}{colon}"
                + say["list"].join(
                    f"{texts[f'tenure.{change.tenure}']}{colon}{content.change(change)} "
                    f"[{say['list'].join(map(str, change.notes))}]"
                    for change in content.changed
                    if change.feature == feature
                )
                for feature, sign in content.flags.items()
            ),
        ]
    used, articles, cited = content.used(), [], []
    for (instrument, number), n in content.notes.items():
        if (instrument, number) in used:
            article = content.atlas.article(instrument, number)
            source, cite = article_source(content, article)
            cited.append(source)
            articles.append(
                f"- [{n}] **{content.article(instrument, number)}{stop}** "
                f"{texts[f'article.{instrument}/{number}']} "
                f"{'' if article.verified else say['unseen'] + ' '}*{cite}{stop}*"
            )
    parts += [f"## {say['notes']}", "\n".join(articles)]
    sources = [content.atlas.sources[name] for name in dict.fromkeys(cited) if name in content.atlas.sources]
    lines = [
        f"- {_led(name, colon if rest else stop)}{rest} {f'<{source.url}>' if source.url else ''}".rstrip()
        for source in sources
        for name, rest in [source_line(content, source)]
    ]
    lines += [f"- {_led(say['ground'], colon)}{credit}" for credit in ground_credits(content)]
    parts += [f"## {say['sources']}", "\n".join(lines)]
    edition = say["edition"].format(
        version=content.edition.get("version", ""), checksum=content.edition.get("checksum", "")[:12]
    )
    parts += [
        f"## {say['how_to_cite']}",
        say["stop"].join([title + say["aside"].format(said=texts["atlas.title"]), first, edition, LICENCE]) + stop,
        "<!-- made by treaty-atlas -->",
    ]
    return "\n\n".join(parts) + "\n"


def _led(name: str, mark: str) -> str:
    """What a line begins with, in italics; Markdown knows no end of them after a blank."""
    return f"*{name}{mark.rstrip()}*{mark[len(mark.rstrip()) :]}"
