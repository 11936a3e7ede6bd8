"""The manifest of what was read and written."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from ..marks import marks_path
from ..sources import data_folder, layer_folder, terms_path
from ..whole import sha256_of


def input_files(world) -> list[Path]:
    """The files that an atlas is built from, in order: of layers only those that it takes; and the table of looks,
    which may be the package's."""
    data, atlas = world.data, world.atlas
    folders = {data / "atlases" / atlas.id, *(layer_folder(name, data, atlas.id) for name in atlas.layers.values())}
    files = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    shared = {terms_path(data, atlas.id), marks_path(data)}
    return sorted(files | {path for path in shared if path.exists()}, key=lambda path: _name(path, data))


def _name(path: Path, data: Path) -> str:
    """How an input is named: by its place under `data/`, whether in this folder or in the package's."""
    return path.relative_to(data if path.is_relative_to(data) else data_folder()).as_posix()


def checksum_of(world) -> str:
    """One checksum over all inputs of an atlas: their names and contents, in order."""
    total = hashlib.sha256()
    for path in input_files(world):
        total.update(f"{_name(path, world.data)} {sha256_of(path)}\n".encode())
    return total.hexdigest()


def write_manifest(world, folder: Path, version: str, **more: object) -> Path:
    """Write `manifest.json`: version, what `more` says of the build (see `geo.stamp`), and the sha256 of every input
    and output by relative path."""
    outputs = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "manifest.json"]
    manifest = {
        "atlas": world.atlas.id,
        "version": version,
        "checksum": checksum_of(world),
        **more,
        "inputs": {_name(p, world.data): sha256_of(p) for p in input_files(world)},
        "outputs": {p.relative_to(folder).as_posix(): sha256_of(p) for p in outputs},
    }
    path = folder / "manifest.json"
    path.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return path
