"""Joins ES modules into one: each file of a page's scripts imports what it uses, a page carries one."""

from __future__ import annotations

import re
from pathlib import Path

_IMPORT = re.compile(r"^import\s*(?:\{[^}]*\}\s*from\s*)?'\./([\w.-]+)';[ \t]*\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function|class |const |let )", re.MULTILINE)
_NAME = re.compile(r"^(?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)


def joined(folder: Path, entry: str) -> str:
    """The modules that `entry` needs, each once, after those that it imports, in one scope.

    Parameters
    ----------
    folder : Path
        Holds the modules, which import each other as `import { a, b } from './file.js';`.
    entry : str
        Name of the file with which all begins.

    Raises
    ------
    ValueError
        Two modules import each other, or give one name to two things: one sentence.
    """
    order: list[str] = []
    texts: dict[str, str] = {}
    _visit(folder, entry, (), texts, order)
    owners: dict[str, str] = {}
    for name in order:
        for thing in _NAME.findall(texts[name]):
            if owners.setdefault(thing, name) != name:
                raise ValueError(
                    f"{name}: {thing} is also the name of something in {owners[thing]}; joined modules share one scope"
                )
    return "\n".join(texts[name] for name in order)


def _visit(folder: Path, name: str, path: tuple[str, ...], texts: dict[str, str], order: list[str]) -> None:
    if name in path:
        raise ValueError(f"{name} imports itself by way of {', '.join(path[path.index(name) + 1 :])}")
    if name in texts:
        return
    text = (folder / name).read_text(encoding="utf-8")
    for wanted in _IMPORT.findall(text):
        _visit(folder, wanted, (*path, name), texts, order)
    texts[name] = _EXPORT.sub("", _IMPORT.sub("", text))
    order.append(name)
