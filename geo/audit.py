"""What was seen in a source and what was not: `AUDIT.md`, made from the facts themselves.

`python -m geo.audit > AUDIT.md` writes it anew; a test holds the file to the facts.
"""

from __future__ import annotations

from .model import Atlas, cited_sources
from .sources import read_atlas

HEAD = """\
# What was seen in a source

Made from the facts of the atlas by `python -m geo.audit`; do not edit it by hand. "Seen" means that
whoever entered the fact, or the review that proposed it, read the decisive passage in the source cited,
sometimes in a transcription or a summary (the source's note says so). What is not seen is printed on the
pages as unverified, too.
"""


def audit(atlas: Atlas) -> str:
    """Markdown: what the chain leaves open; every article, demand, step and delegate of an atlas with its
    source and whether the passage was seen, first those that were not; last the sources with their
    weaknesses."""
    facts = list(_facts(atlas))
    unseen = [fact for fact in facts if not fact[3]]
    parts = [
        HEAD,
        f"{len(facts)} facts, {len(facts) - len(unseen)} seen, {len(unseen)} not seen.\n",
        "## Open\n",
        "What the chain should tell and does not yet.\n",
        *(f"- {' '.join(gap.what.split())}: {' '.join(gap.why.split())}" for gap in atlas.gaps),
        "\n## Not seen\n",
        _table(unseen),
        "## All facts\n",
        _table(facts),
        "## Sources with a note\n",
    ]
    parts += [
        f"- `{source.id}` {source.title}: {' '.join(source.note.split())}"
        for source in atlas.sources.values()
        if source.note
    ]
    return "\n".join(parts) + "\n"


def _facts(atlas: Atlas):
    """(where, what, cite, seen) of every fact that says whether it was seen."""
    for instrument in atlas.instruments.values():
        for article in instrument.articles:
            yield f"{instrument.id}/{article.number}", article.summary, article.cite, article.verified
    for demand in atlas.demands:
        yield f"demand {demand.number}", demand.demand, demand.cite, demand.verified
    for step in atlas.steps:
        yield f"step {step.date}", step.what, step.cite, step.verified
    for delegate in atlas.delegates:
        yield f"delegate {delegate.id}", delegate.role, delegate.cite, delegate.verified


def _table(facts) -> str:
    lines = ["| fact | what | source | seen |", "| --- | --- | --- | --- |"]
    for where, what, cite, seen in facts:
        sources = "; ".join(f"{source} [{pin}]" if pin else source for source, pin in cited_sources(cite))
        cells = [where, " ".join(what.split()), " ".join(sources.split()), "yes" if seen else "**no**"]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(audit(read_atlas()), end="")
