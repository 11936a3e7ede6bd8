"""Fetches a pinned package of npm; a file with another sha256 is refused."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from geo.errors import DataError
from geo.ground.upstream import checked


def npm_file(source: dict, member: str, folder: str) -> Path:
    """Fetch the npm package of a layer into a folder, check it, and unpack one of its files."""
    package = f"{source['upstream']}@{source['version']}"
    try:
        subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, timeout=300)
    except (OSError, subprocess.SubprocessError) as error:
        raise DataError(
            f"npm could not fetch {package} ({error}); allowed: npm on the path and a registry that it reaches"
        ) from error
    (name,) = source["upstream_files"]
    with tarfile.open(checked(Path(folder) / name, source)) as archive:
        target = Path(folder) / Path(member).name
        with archive.extractfile(member) or io.BytesIO() as file:
            target.write_bytes(file.read())
    return target
