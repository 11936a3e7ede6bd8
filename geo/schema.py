"""The JSON Schema of every kind of TOML file, made from the records: an editor completes and checks with it.

The committed `data/schema/*.json` are what `treaty-atlas schema --out data/schema` writes.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from .marks import Marks
from .model import (
    AtlasFile,
    DemandsFile,
    FeaturesFile,
    InstrumentFile,
    LayerFile,
    PlacesFile,
    Record,
    SourcesFile,
    Terms,
)

DRAFT = "https://json-schema.org/draft/2020-12/schema"


class Kind(NamedTuple):
    """A kind of file: where those files stand under `data/`, and the record that each of them is."""

    files: str
    record: type[Record]


KINDS = {
    "atlas": Kind("atlases/*/atlas.toml", AtlasFile),
    "instrument": Kind("atlases/*/instruments/*.toml", InstrumentFile),
    "features": Kind("atlases/*/features.toml", FeaturesFile),
    "places": Kind("atlases/*/places.toml", PlacesFile),
    "demands": Kind("atlases/*/demands.toml", DemandsFile),
    "sources": Kind("atlases/*/sources.toml", SourcesFile),
    "terms": Kind("**/terms.toml", Terms),
    "marks": Kind("**/marks.toml", Marks),
    "layer": Kind("**/source.toml", LayerFile),
}


def schema_of(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of file.

    A day is a text of the format "date" there, because JSON knows no days; editors of TOML read it so.

    Examples
    --------
    >>> from geo.schema import schema_of
    >>> schema_of("places")["$defs"]["Place"]["properties"]["rank"]["maximum"]
    3
    """
    return {"$schema": DRAFT, "title": KINDS[kind].files} | _plain(msgspec.json.schema(KINDS[kind].record))


def schema_text(kind: str) -> str:
    """The schema of a kind of file as the text of a `.json`."""
    return json.dumps(schema_of(kind), ensure_ascii=False, indent=2) + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Write the schema of every kind of file into a folder, as `<kind>.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{kind}.json" for kind in KINDS]
    for kind, path in zip(KINDS, paths, strict=True):
        path.write_text(schema_text(kind), encoding="utf-8", newline="\n")
    return paths


def _plain(schema: Any) -> Any:
    """A schema without what says nothing in TOML: there is no null, and what is nothing is left out."""
    if isinstance(schema, list):
        return [_plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _plain(part) for key, part in schema.items() if not (key == "default" and part in (None, "", [], {}))}
    options = [option for option in kept.get("anyOf", []) if option != {"type": "null"}]
    if len(options) == 1 and len(kept.pop("anyOf")) == 2:
        kept |= options[0]
    elif options:
        kept["anyOf"] = options
    if "prefixItems" in kept:
        # `maxItems` says the same, and older drafts would read it as "no items at all".
        kept.pop("items", None)
    if isinstance(kept.get("description"), str):
        kept["description"] = inspect.cleandoc(kept["description"])
    return kept
