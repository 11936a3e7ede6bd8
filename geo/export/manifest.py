"""The manifest of what was read and written."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


def sha256_of(path: Path) -> str:
    """Checksum of a file, hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def input_files(data: Path, atlas: str) -> list[Path]:
    """The files under `data/` that an atlas is built from, in order."""
    folders = (data / "atlases" / atlas, data / "shapefiles")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return sorted([data / "terms.toml", *files])


def checksum_of(data: Path, atlas: str) -> str:
    """One checksum over all inputs of an atlas: their names and contents, in order."""
    total = hashlib.sha256()
    for path in input_files(data, atlas):
        total.update(f"{path.relative_to(data).as_posix()} {sha256_of(path)}\n".encode())
    return total.hexdigest()


def write_manifest(data: Path, atlas: str, folder: Path, version: str, **more: str) -> Path:
    """Write `manifest.json`: version, what `more` says of the build (see `geo.stamp`), and the sha256 of every input
    and output by relative path."""
    outputs = [path for path in sorted(folder.rglob("*"))
               if path.is_file() and path.name != "manifest.json"]
    manifest = {
        "atlas": atlas, "version": version, "checksum": checksum_of(data, atlas), **more,
        "inputs": {p.relative_to(data).as_posix(): sha256_of(p) for p in input_files(data, atlas)},
        "outputs": {p.relative_to(folder).as_posix(): sha256_of(p) for p in outputs}}
    path = folder / "manifest.json"
    path.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8",
                    newline="\n")
    return path
