"""From what a folder of outputs was built, as checksums: a build that would change nothing is not made again."""

from __future__ import annotations

import functools
import hashlib
import json
import platform
import re
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path

from .errors import DataError, UsageError
from .sources import data_folder
from .whole import left_in, read_manifest, sha256_of, verify, vouched

#: The kinds of outputs, in the order in which they are made.
KINDS = ("data", "pages", "sheets")


def stamp_of(name: str, data: Path) -> str:
    """One checksum over all that the outputs of an atlas hang on: every file of its facts and of what atlases
    share, of this program and of its looks, the versions of Python and of the packages beneath."""
    total = hashlib.sha256(json.dumps([name, program_stamp()]).encode())
    for folder in dict.fromkeys([data, data_folder()]):
        # Of the atlases only this one: what stands in the folder of another is nothing to it.
        total.update(_listed(folder, lambda parts: parts[0] != "atlases" or name in parts[1:2]))
    return total.hexdigest()


def program_stamp() -> str:
    """One checksum over this program, the versions of Python and of the packages beneath."""
    total = hashlib.sha256(json.dumps([platform.python_version(), packages()]).encode())
    # A wheel carries the facts inside: they are no program.
    total.update(_listed(Path(__file__).parent, lambda parts: parts[0] != "_data"))
    return total.hexdigest()


def _listed(folder: Path, wanted: Callable[[tuple[str, ...]], bool]) -> bytes:
    """The files of a folder that are wanted by the parts of their paths in it, each with its checksum."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    inside = [(path, path.relative_to(folder)) for path in found]
    return b"".join(
        f"\n{place.as_posix()} {sha256_of(path)}".encode()
        for path, place in inside
        if "__pycache__" not in place.parts and wanted(place.parts)
    )


def stamps_of(
    name: str, data: Path, site: str = "", sheets: Sequence[str] | None = None, only: Sequence[str] = ()
) -> dict[str, str]:
    """For each kind of outputs, or those asked for, one checksum over `stamp_of` and what was asked of it.

    Raises
    ------
    UsageError
        There is no such kind.
    """
    for kind in only:
        if kind not in KINDS:
            raise UsageError(f'there is no kind of output "{kind}"; allowed: {", ".join(KINDS)}')
    stamp = stamp_of(name, data)
    asked = {"sheets": None if sheets is None else list(sheets)}
    return {
        kind: hashlib.sha256(json.dumps([stamp, site, asked.get(kind)]).encode()).hexdigest()
        for kind in KINDS
        if not only or kind in only
    }


@functools.cache
def packages() -> tuple[tuple[str, str], ...]:
    """The packages that this one stands on, and those beneath them, with their versions. They are read once: a tenth
    of a second goes by in descriptions that nobody asked for, and no package changes under a program that runs."""
    found: dict[str, str] = {}
    queue = ["treaty-atlas"]
    while queue:
        name = re.sub(r"[-_.]+", "-", queue.pop()).lower()
        if name in found:
            continue
        try:
            one = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            found[name] = ""  # for other systems only
            continue
        found[name] = one.version
        queue += [re.split(r"[^\w.-]", need.strip())[0] for need in one.requires or () if "extra ==" not in need]
    return tuple(sorted(found.items()))


def stands(name: str, out: Path, stamps: dict[str, str]) -> bool:
    """Whether `out` holds what a build with these stamps would write, byte for byte, and nothing that it would clear;
    and of all atlases in it the index that a build wrote last."""
    manifest = read_manifest(out / name)
    if (
        any(manifest.get("stamps", {}).get(kind) != stamp for kind, stamp in stamps.items())
        or left_in(out)
        or not vouched(out)
    ):
        return False
    try:
        verify(out / name, name)
    except DataError:
        return False
    return True
