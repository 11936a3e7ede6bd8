"""A TOML file as records: whatever does not fit the model becomes one sentence with file, line, record.

The model (`geo.model`, `geo.rules`) is walked along with the tables, so that a sentence can say what would be
allowed. What does not fit is left out where a record can do without it; the rest is read on.
"""

from __future__ import annotations

import copy
import datetime
import difflib
import functools
import re
import sys
import tomllib
import types
import typing
import unicodedata
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

#: A file of facts is text that people write: longer ones are something else.
LONGEST_FILE, LONGEST_TEXT, DEEPEST = 20_000_000, 20_000, 12

#: Tables whose every entry is a record under its id.
TABLES = ("power", "tenure", "era", "reign")

#: What no text shows: signs of control but the ends of lines and tabs, halves of letters, and what turns the letters of
#: its neighbours round on a screen.
UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\u200e\u200f]")

#: How each kind of value is called, and what is allowed for it.
KINDS = {
    str: "words between quotation marks",
    float: "a number",
    int: "a whole number",
    bool: "true or false",
    datetime.date: "a day, YYYY-MM-DD, without quotation marks",
}


class Fault(NamedTuple):
    """What is wrong: where (keys and numbers from the top of the file), and a sentence without it; none where
    another says it already."""

    path: tuple
    sentence: str


def nearest(found: str, options) -> str:
    """The option that was meant; empty where none is near."""
    near = difflib.get_close_matches(str(found), sorted(map(str, options)), n=1, cutoff=0.5)
    return near[0] if near else ""


def allowed(found: str, options) -> str:
    """What would be allowed: the nearest option first, then all of them where they are few."""
    options = sorted(map(str, options))
    near = nearest(found, options)
    hint = f'did you mean "{near}"? ' if near else ""
    shown = ", ".join(options[:30]) + (", ..." if len(options) > 30 else "")
    return f"{hint}allowed: {shown or '(none defined)'}"


# ---- the text of a file

#: What TOML asks for where its reader finds a mistake, by what that reader says.
TOML_ASKS = {
    "Invalid date": "a day that there is, YYYY-MM-DD",
    "Cannot overwrite": "each key once in a table",
    "Cannot declare": "each table once",
    "Illegal character": "words between quotation marks, on one line",
    "Unclosed array": "a list [...], its values parted by commas",
    "Unclosed inline": "a table {...}, its keys parted by commas",
}


def read_tables(path: Path) -> tuple[dict | None, str, str, int]:
    """The tables of a TOML file, its text, and a sentence where it cannot be read, with the line."""
    try:
        if not path.exists() and not path.is_symlink():
            return None, "", "the file is missing; allowed: a TOML file of that name", 0
        if not path.is_file():
            return None, "", "is no file; allowed: a TOML file of that name", 0
        if path.stat().st_size > LONGEST_FILE:
            return None, "", "is longer than 20 MB; allowed: a TOML file of facts", 0
        return parse_tables(path.read_bytes())
    except OSError as error:
        return None, "", f"cannot be read ({error.strerror}); allowed: a TOML file of that name", 0


def parse_tables(raw: bytes) -> tuple[dict | None, str, str, int]:
    """As `read_tables`, of the bytes of a file."""
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        tables = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return None, "", "is no text in UTF-8; allowed: a TOML file saved as UTF-8", line
    except tomllib.TOMLDecodeError as error:
        return _wrong_toml(error)
    except ValueError:  # Python reads no number of thousands of digits
        return None, "", "holds a number of too many digits; allowed: numbers of at most 15 digits", 0
    except RecursionError:
        return None, "", "is nested too deep; allowed: a TOML file of facts", 0
    if _depth(tables) > DEEPEST:
        return None, "", "is nested too deep; allowed: a TOML file of facts", 0
    return tables, text, "", 0


def _wrong_toml(error: tomllib.TOMLDecodeError) -> tuple[None, str, str, int]:
    words, _, where = str(error).partition(" (at ")
    numbers = re.findall(r"\d+", where)
    line, column = numbers if len(numbers) == 2 else ("", "")
    asked = next(
        (asked for begin, asked in TOML_ASKS.items() if words.startswith(begin)),
        "key = value, words between quotation marks",
    )
    said = f"is not valid TOML: {words}{f' (column {column})' if column else ''}; allowed: {asked}"
    return None, "", said, int(line or 0)


def _depth(value: Any, level: int = 0) -> int:
    if level > DEEPEST or not isinstance(value, (dict, list)):
        return level
    inner = value.values() if isinstance(value, dict) else value
    return max((_depth(one, level + 1) for one in inner), default=level)


def line_of(text: str, path: tuple) -> int:
    """The line of a TOML file on which a key stands, or the header of its table; 0 if none is found."""
    lines, found, start = text.split("\n"), 0, 0
    end, name = len(lines), ""
    for n, key in enumerate(path):
        if isinstance(key, int):
            continue
        number = path[n + 1] if n + 1 < len(path) and isinstance(path[n + 1], int) else 0
        one = rf"[\"']?{re.escape(key)}[\"']?"
        name = rf"{name}\s*\.\s*{one}" if name else one
        headers = [i for i in range(start, end) if re.match(rf"\s*\[\[?\s*{name}\s*\]", lines[i])]
        if len(headers) > number:
            start, end = headers[number] + 1, (*headers[number + 1 :], end)[0]
            found = start
        elif not any(re.match(rf"\s*\[\[?\s*{name}\s*\.", lines[i]) for i in range(start, end)):
            stop = next((i for i in range(start, end) if re.match(r"\s*\[", lines[i])), end)
            return next((i + 1 for i in range(start, stop) if re.match(rf"\s*{one}\s*[=.]", lines[i])), found)
    return found


# ---- what a model allows


@functools.cache
def hints_of(kind: type) -> dict[str, Any]:
    """The fields of a record by the key under which TOML has them."""
    hints = typing.get_type_hints(kind, include_extras=True)
    return {field.encode_name: hints[field.name] for field in msgspec.structs.fields(kind)}


@functools.cache
def _required(kind: type) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(kind) if field.required]


def in_words(hint: Any) -> str:
    """What a kind of field allows, in words."""
    origin = typing.get_origin(hint)
    if origin is typing.Annotated:
        base, *metas = typing.get_args(hint)
        return next((meta.description for meta in metas if meta.description), None) or in_words(base)
    if origin is Literal:
        return ", ".join(f'"{value}"' for value in typing.get_args(hint))
    if origin in (typing.Union, types.UnionType):
        return " or ".join(in_words(one) for one in typing.get_args(hint) if one is not type(None))
    if origin is list:
        return f"a list [...] of {in_words(typing.get_args(hint)[0])}"
    if origin is tuple:
        return "[" + ", ".join(in_words(one) for one in typing.get_args(hint)) + "]"
    if origin is dict:
        return f"a table of {in_words(typing.get_args(hint)[1])}"
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return "a table with " + ", ".join(hints_of(hint))
    return KINDS.get(hint, "a value")


def faults(hint: Any, value: Any, path: tuple = ()) -> list[Fault]:
    """All that does not fit, each with its place; the value of a field that fits needs no other check."""
    origin = typing.get_origin(hint)
    if origin is typing.Annotated:
        return _annotated(hint, value, path)
    if origin in (typing.Union, types.UnionType):
        options = [one for one in typing.get_args(hint) if one is not type(None)]
        found = [faults(one, value, path) for one in options]
        return [] if not all(found) else found[0] if len(found) == 1 else [_unfit(hint, value, path)]
    if origin is Literal:
        fits = isinstance(value, str) and value in typing.get_args(hint)
        return (
            []
            if fits
            else [Fault(path, f"unknown {_key(path)} {_shown(value)}; " + allowed(str(value), typing.get_args(hint)))]
        )
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _struct(hint, value, path)
    if origin in (list, tuple):
        inner = typing.get_args(hint)
        if not isinstance(value, list) or origin is tuple and len(value) != len(inner):
            return [_unfit(hint, value, path)]
        if origin is tuple:
            wrong = [f for n, one in enumerate(value) for f in faults(inner[n], one, (*path, n))]
            return wrong[:1]
        return [f for n, one in enumerate(value) for f in faults(inner[0], one, (*path, n))]
    if origin is dict:
        if not isinstance(value, dict):
            return [_unfit(hint, value, path)]
        of_key, of_value = typing.get_args(hint)
        return [
            f
            for key, one in value.items()
            for f in faults(of_key, key, (*path, key)) or faults(of_value, one, (*path, key))
        ]
    return _plain(hint, value, path)


def _plain(hint: Any, value: Any, path: tuple) -> list[Fault]:
    if hint is str and isinstance(value, str):
        wrong = UNSEEN.search(value)
        if wrong:
            return [
                Fault(
                    path,
                    f"{_key(path)} holds the sign U+{ord(wrong[0]):04X}, which no text shows; "
                    "allowed: letters, digits and punctuation",
                )
            ]
        if len(value) > LONGEST_TEXT:
            return [Fault(path, f"{_key(path)} is {len(value):,} letters long; allowed: at most {LONGEST_TEXT:,}")]
        return []
    if hint is float:
        fits = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
    elif hint is int:
        fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15
    elif hint is datetime.date:
        fits = isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
    else:
        fits = hint is Any or isinstance(value, hint)
    return [] if fits else [_unfit(hint, value, path)]


def _annotated(hint: Any, value: Any, path: tuple) -> list[Fault]:
    base, *metas = typing.get_args(hint)
    found = faults(base, value, path)
    if found:
        return [
            fault._replace(sentence=_unfit(hint, value, path).sentence)
            if fault.path == path and "U+" not in fault.sentence
            else fault
            for fault in found
        ]
    for meta in metas:
        needed = (meta.extra or {}).get("needs")
        bad = (
            isinstance(value, str)
            and not value.strip()
            or meta.pattern is not None
            and not re.search(meta.pattern, value)
            or meta.ge is not None
            and value < meta.ge
            or meta.le is not None
            and value > meta.le
            or meta.gt is not None
            and value <= meta.gt
            or meta.max_length is not None
            and len(value) > meta.max_length
            or needed is not None
            and needed not in value
        )
        if bad:
            return [_unfit(hint, value, path)]
    return []


def _struct(kind: type, value: Any, path: tuple) -> list[Fault]:
    if not isinstance(value, dict):
        return [_unfit(kind, value, path)]
    hints, found = hints_of(kind), []
    for key, one in value.items():
        if key in hints:
            found += faults(hints[key], one, (*path, key))
        else:
            found.append(Fault((*path, key), f'unknown key "{key}"; ' + allowed(key, hints)))
    # That a misspelt key is missing as well is no second mistake.
    meant = {nearest(key, hints) for key in value if key not in hints}
    found += [
        Fault(
            (*path, key), "" if key in meant else f'the key "{key}" is missing; allowed: {key} = {in_words(hints[key])}'
        )
        for key in _required(kind)
        if key not in value
    ]
    return found


def _unfit(hint: Any, value: Any, path: tuple) -> Fault:
    what = "" if isinstance(value, (dict, list)) and len(str(value)) > 60 else f" = {_shown(value)}"
    return Fault(path, f"{_key(path)}{what} does not fit; allowed: {in_words(hint)}")


def _key(path: tuple) -> str:
    """The key of a value within its record: "recipe.clip.west", "km"."""
    keys = path[2:] if record_of(path) else path
    return ".".join(str(key) for key in keys if isinstance(key, str)) or "the table"


def record_of(path: tuple) -> tuple:
    """The part of a path that leads to a record of a list or a table of records; else empty."""
    return path[:2] if len(path) >= 2 and (isinstance(path[1], int) or path[0] in TABLES) else ()


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value.bit_length() > 64:
        return "a number beyond all bounds"
    words = f'"{value}"' if isinstance(value, str) else str(value)
    words = "".join(
        letter if unicodedata.category(letter)[0] != "C" else "\N{REPLACEMENT CHARACTER}" for letter in words
    )
    return words if len(words) <= 60 else words[:57] + "..." + ('"' if isinstance(value, str) else "")


# ---- reading on


def without(tables: dict, kind: type, found: list[Fault]) -> dict | None:
    """The tables without what does not fit; None where the file cannot do without it.

    A key that a record may lack is taken out; otherwise the record is.
    """
    kept = copy.deepcopy(tables)
    holes: set[tuple] = set()
    for fault in found:
        path = fault.path
        while path and not _spare(kind, path):
            path = path[:-1]
        if not path:
            return None
        holes.add(path)
    holes = {path for path in holes if not any(path[:n] in holes for n in range(1, len(path)))}
    for path in sorted(holes, key=lambda path: [-k if isinstance(k, int) else 0 for k in path]):
        holder: Any = kept
        try:
            for key in path[:-1]:
                holder = holder[key]
            del holder[path[-1]]
        except (KeyError, IndexError, TypeError):
            continue  # already gone with what held it
    return kept


def _spare(kind: Any, path: tuple) -> bool:
    """Whether what stands at a path may be left out."""
    hint, container = kind, kind
    for key in path:
        while typing.get_origin(hint) is typing.Annotated:
            hint = typing.get_args(hint)[0]
        if typing.get_origin(hint) in (typing.Union, types.UnionType):
            hint = next(one for one in typing.get_args(hint) if one is not type(None))
        container, origin = hint, typing.get_origin(hint)
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
            hint = hints_of(hint).get(key)
        elif origin is list:
            hint = typing.get_args(hint)[0]
        elif origin is dict:
            hint = typing.get_args(hint)[1]
        else:
            return False
    if isinstance(container, type) and issubclass(container, msgspec.Struct):
        return path[-1] not in _required(container)
    inner = typing.get_args(container)
    return (
        typing.get_origin(container) is list
        and isinstance(inner[0], type)
        and issubclass(inner[0], msgspec.Struct)
        or typing.get_origin(container) is dict
        and isinstance(inner[1], type)
        and issubclass(inner[1], msgspec.Struct)
    )


# ---- links


def links_of(record: msgspec.Struct, at: str = "") -> list[tuple[str, str, str]]:
    """Every link that a record holds, in it and in its parts: (key, kind of link, what it names)."""
    found = []
    for name, key, hint in _fields(type(record)):
        found += _links(hint, getattr(record, name), f"{at}{key}")
    return found


@functools.cache
def _fields(kind: type) -> list[tuple[str, str, Any]]:
    """The fields of a record: name, key in TOML, what they may hold."""
    return [
        (field.name, field.encode_name, hints_of(kind)[field.encode_name]) for field in msgspec.structs.fields(kind)
    ]


@functools.cache
def _may_link(hint: Any) -> bool:
    """Whether anything that a hint allows may be a link or hold one."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return any(_may_link(inner) for _, _, inner in _fields(hint))
    if isinstance(hint, msgspec.Meta):
        return "link" in (hint.extra or {})
    return any(map(_may_link, typing.get_args(hint)))


def _links(hint: Any, value: Any, key: str) -> list[tuple[str, str, str]]:
    if not value or not _may_link(hint):
        return []
    origin = typing.get_origin(hint)
    if origin is typing.Annotated:
        base, *metas = typing.get_args(hint)
        kinds = [meta.extra["link"] for meta in metas if meta.extra and "link" in meta.extra]
        return [(key, kind, value) for kind in kinds] or _links(base, value, key)
    if origin in (typing.Union, types.UnionType):
        return [link for one in typing.get_args(hint) if one is not type(None) for link in _links(one, value, key)]
    if isinstance(value, msgspec.Struct):
        return links_of(value, f"{key}.")
    if origin in (list, tuple) and isinstance(value, (list, tuple)):
        inner = typing.get_args(hint)
        return [link for one in value for link in _links(inner[0], one, key)]
    if origin is dict:
        return [link for one in value.values() for link in _links(typing.get_args(hint)[1], one, key)]
    return []
