"""Every key of the files of facts, made from the records; `page` is the text that stands here."""

import datetime
import inspect
import json
import tomllib
import types
import typing
from pathlib import Path

import msgspec

from geo.model import Record
from geo.reading import hints_of, in_words
from geo.schema import KINDS

ROOT = Path(__file__).parents[1]

#: Examples are the first value that a file gives, those of the small invented atlas first.
DATA = (ROOT / "tests" / "data", ROOT / "data")

HEAD = """
# All keys

Every key of every file of facts, made from the records of `geo/model.py` and `geo/marks.py`. The same stands, for
editors and validators, in `data/schema/*.json` (JSON Schema): `.taplo.toml` names them to editors that know taplo,
and a file elsewhere begins with `#:schema <path of a schema>`. `treaty-atlas check` says more: that links lead
somewhere, that days are in order, that shapes can be made.
"""


def bare(hint):
    """A type without what is said about it, and without None."""
    while typing.get_origin(hint) is typing.Annotated:
        hint = typing.get_args(hint)[0]
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        options = [one for one in typing.get_args(hint) if one is not type(None)]
        return bare(options[0]) if len(options) == 1 else hint
    return hint


def inner(hint):
    """What a list or a table of a type holds; None for what holds nothing."""
    origin = typing.get_origin(hint)
    return typing.get_args(hint)[1 if origin is dict else 0] if origin in (list, dict) else None


def is_record(hint) -> bool:
    return isinstance(hint, type) and issubclass(hint, msgspec.Struct)


def records(record, name: str = ""):
    """A record and all that stand in it: (record, how TOML writes its table)."""
    yield record, name
    for key, hint in hints_of(record).items():
        hint, held = bare(hint), bare(inner(bare(hint)))
        at = f"{name.strip('[]')}.{key}".strip(".")
        if is_record(hint):
            yield from records(hint, f"[{at}]")
        elif is_record(held):
            yield from records(held, f"[[{at}]]" if typing.get_origin(hint) is list else f"[{at}.<id>]")


def values(hint, value):
    """Every value under a key of a record: (record, key, value)."""
    hint = bare(hint)
    if is_record(hint):
        for key, one in value.items():
            yield hint, key, one
            yield from values(hints_of(hint)[key], one)
    elif inner(hint):
        for one in value.values() if isinstance(value, dict) else value:
            yield from values(inner(hint), one)


def examples() -> dict:
    """The first value that a file gives to each key of each record."""
    found: dict = {}
    for data in DATA:
        for about in KINDS.values():
            for path in sorted(data.glob(about.files)):
                for record, key, value in values(about.record, tomllib.loads(path.read_text(encoding="utf-8"))):
                    found.setdefault((record, key), value)
    return found


def toml(value, longest: int = 60) -> str:
    """A value as TOML writes it, on one line; long ones are cut."""
    if isinstance(value, str):
        value = " ".join(value.split())
        return json.dumps(value if len(value) <= longest else value[: longest - 3] + "...", ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        parts = [toml(one, longest // 2) for one in value[:4]]
        return f"[{', '.join(parts)}{', ...' if len(value) > 4 else ''}]"
    if isinstance(value, dict):
        parts = [f"{key} = {toml(one, longest // 2)}" for key, one in list(value.items())[:3]]
        return "{ " + ", ".join(parts) + (", ..." if len(value) > 3 else "") + " }"
    return f"{value}"


def said(field: msgspec.structs.FieldInfo, hint) -> str:
    """Whether a key must stand, and what it may hold."""
    held = bare(hint)
    record = held if is_record(held) else bare(inner(held))
    words = in_words(hint)
    if is_record(record):
        words = f"{'a table' if held is record else 'tables'}, see {record.__name__} below"
    default = field.default if field.default is not msgspec.NODEFAULT else None
    shown = default not in (None, "", False) and not isinstance(default, (list, dict, msgspec.Struct))
    return words + (f"; else {toml(default)}" if shown else "")


#: For keys that no file of the repository uses yet.
UNUSED = {"distance": 22.2}


def example(record, key: str, hint, found: dict) -> str:
    """A value of a key as a line of TOML; where no file gives it one, that of another key of the same kind."""
    alike = (value for (other, name), value in found.items() if hints_of(other)[name] == hint)
    value = found.get((record, key), next(alike, UNUSED.get(key)))
    tables = typing.get_origin(bare(hint)) is list and is_record(bare(inner(bare(hint))))
    if tables and record.__name__.endswith("File"):
        return f"`[[{key}]]`"
    return "" if value is None else f"`{key} = {toml(value)}`"


def table(record, found: dict) -> list[str]:
    """The keys of a record as rows."""
    hints = hints_of(record)
    rows = ["| key | | what it holds | example |", "| --- | --- | --- | --- |"]
    for field in msgspec.structs.fields(record):
        key = field.encode_name
        cells = [
            f"`{key}`",
            "must" if field.required else "may",
            said(field, hints[key]),
            example(record, key, hints[key], found),
        ]
        rows.append("| " + " | ".join(cell.replace("|", "&#124;") for cell in cells) + " |")
    return rows


def page() -> str:
    """All kinds of files, each with its records and their keys, as Markdown."""
    found, told, parts = examples(), set(), [HEAD]
    for about in KINDS.values():
        parts.append(f"## `data/{about.files}`")
        for record, name in records(about.record):
            if record in told:
                continue
            told.add(record)
            parts.append(f"### {record.__name__}" + (f": `{name}`" if name else ""))
            parts += [
                inspect.getdoc(one)
                for one in record.__mro__[:-1]
                if one.__module__ == record.__module__ and one is not Record
            ]
            parts.append("\n".join(table(record, found)))
    return "\n\n".join(parts)


__doc__ = page()
__all__: list[str] = []
