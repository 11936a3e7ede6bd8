"""From what a folder of outputs was built, as one checksum: a build that would change nothing is not made again."""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from .errors import DataError
from .sources import data_folder
from .whole import ASIDE, OLD, read_manifest, verify


def stamp_of(name: str, data: Path, site: str = "", sheets: Sequence[str] | None = None) -> str:
    """One checksum over all that the outputs of an atlas hang on: every file of its facts and of what atlases
    share, of this program and of its looks, the versions of Python and of the packages beneath, and what was asked
    for."""
    asked = [name, site, None if sheets is None else list(sheets), platform.python_version(), packages()]
    total = hashlib.sha256(json.dumps(asked).encode())
    for folder in dict.fromkeys([Path(__file__).parent, data, data_folder()]):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            parts = path.relative_to(folder).parts
            # Of the atlases only this one: what stands in the folder of another is nothing to it.
            if "__pycache__" not in parts and (parts[0] != "atlases" or name in parts[1:2]):
                total.update(f"\n{'/'.join(parts)} ".encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def packages() -> list[tuple[str, str]]:
    """The packages that this one stands on, and those beneath them, with their versions."""
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
    return sorted(found.items())


def stands(name: str, out: Path, stamp: str) -> bool:
    """Whether `out` holds what a build with this stamp would write, byte for byte, and nothing that it would clear.

    Where other atlases stand beside it, never: the page that lists them hangs on them too.
    """
    manifest, index = read_manifest(out / name), out / "index.html"
    if (
        manifest.get("stamp") != stamp
        or not index.is_file()
        or [*out.glob(f"{ASIDE}*"), *out.glob(f"{OLD}*")]
        or manifest.get("index") != hashlib.sha256(index.read_bytes()).hexdigest()
        or any(front.parent.name != name for front in out.glob("*/front.json"))
    ):
        return False
    try:
        verify(out / name, name)
    except DataError:
        return False
    return True
