"""The sources as CSL-JSON and BibTeX, under the ids that `cite` uses."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ..model import Atlas, Source, cited_sources


def cite_labels(atlas: Atlas, cite: str) -> list[dict[str, str]]:
    """A cite as a list of {"label", "@id"}: short title and pinpoint, and the source's address."""
    found = []
    for name, pinpoint in cited_sources(cite):
        source = atlas.sources[name]
        label = source.short or source.title
        found.append({"label": f"{label}, {pinpoint}" if pinpoint else label}
                     | ({"@id": source.url} if source.url else {}))
    return found


#: A year, a month or a day of ISO 8601; what else a source has as its date stays words.
ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def csl_item(source: Source) -> dict:
    """A source as a CSL-JSON item; what the source does not say is left out.

    Its type is "document", CSL's word for a thing of a kind not said; authors stand as written.
    """
    item = {"id": source.id, "type": "document", "title": source.title,
            "title-short": source.short, "archive": source.archive, "URL": source.url,
            "note": "\n".join(part for part in (source.note, f"Licence: {source.licence}"
                                                if source.licence else "") if part)}
    if source.author:
        item["author"] = [{"literal": source.author}]
    if source.date:
        parts = ISO.fullmatch(source.date)
        item["issued"] = {"date-parts": [[int(part) for part in parts.groups() if part]]} \
            if parts else {"literal": source.date}
    return {key: value for key, value in item.items() if value}


def write_csl(atlas: Atlas, path: Path) -> Path:
    """Write all sources of the atlas as CSL-JSON, in the order of the facts."""
    items = [csl_item(source) for source in atlas.sources.values()]
    path.write_text(json.dumps(items, indent=1, ensure_ascii=False) + "\n", encoding="utf-8",
                    newline="\n")
    return path


#: What LaTeX reads as an order rather than as a letter.
TEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#",
       "_": r"\_", "$": r"\$", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def bib_entry(source: Source) -> str:
    """A source as a BibTeX entry (@misc); braces keep capitals and corporate authors as written."""
    year, exact = re.search(r"\d{4}", source.date), ISO.fullmatch(source.date)
    note = [source.note, "" if exact or not source.date else f"Date as given: {source.date}.",
            f"Licence: {source.licence}." if source.licence else ""]
    fields = {"title": source.title, "shorttitle": source.short, "author": source.author,
              "year": year[0] if year else "", "date": source.date if exact else "",
              "howpublished": source.archive, "url": source.url,
              "note": " ".join(note)}
    lines = [f"  {name} = {{{_braced(name, ' '.join(value.split()))}}}"
             for name, value in fields.items() if value]
    return f"@misc{{{source.id},\n" + ",\n".join(lines) + "\n}\n"


def _braced(name: str, value: str) -> str:
    if name == "url":
        return value.replace("{", "%7B").replace("}", "%7D")
    value = "".join(TEX.get(letter, letter) for letter in value)
    return f"{{{value}}}" if name in ("title", "author") else value


def write_bib(atlas: Atlas, path: Path) -> Path:
    """Write all sources of the atlas as BibTeX (UTF-8), in the order of the facts."""
    path.write_text("\n".join(bib_entry(source) for source in atlas.sources.values()),
                    encoding="utf-8", newline="\n")
    return path
