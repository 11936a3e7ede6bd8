"""Writing so that nothing is lost: what stands in a place is the old or the new, and whole."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from .errors import DataError, UsageError, few

#: What a build or a drawing that was killed leaves behind begins so.
ASIDE, OLD, SCRATCH = ".building-", ".old-", (".drawing-", ".writing-")


def sha256_of(path: Path) -> str:
    """Checksum of a file, hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, content: str | bytes) -> Path:
    """Write a file aside, flush it to the disk and move it in place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = content.encode() if isinstance(content, str) else content
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".writing-", delete=False) as aside:
        try:
            aside.write(raw)
            aside.flush()
            os.fsync(aside.fileno())
        except BaseException:
            os.unlink(aside.name)
            raise
    os.chmod(aside.name, 0o666 & ~_umask())
    os.replace(aside.name, path)
    return path


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextlib.contextmanager
def workplace(out: Path) -> Iterator[Path]:
    """A folder inside `out` to build in, for one build at a time; what a killed build left there is
    cleared first, and this folder at the end.

    Raises
    ------
    UsageError
        Another build is writing into `out`.
    """
    stood = out.exists()
    out.mkdir(parents=True, exist_ok=True)
    with _locked(out):
        for left in out.glob(f"{OLD}*"):
            place = out / left.name.removeprefix(OLD)
            if not place.exists():
                left.rename(place)  # killed between two moves: the only good copy
        for left in left_in(out):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        aside = Path(tempfile.mkdtemp(dir=out, prefix=ASIDE))
        try:
            yield aside
        finally:
            with uninterrupted():
                shutil.rmtree(aside)
                if not stood and not any(out.iterdir()):
                    out.rmdir()


def left_in(out: Path) -> list[Path]:
    """What killed builds left in a folder."""
    return [path for start in (OLD, ASIDE, *SCRATCH) for path in out.glob(f"{start}*")]


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait until what changes together has changed."""
    if threading.current_thread() is not threading.main_thread():
        yield  # where no signal comes
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a folder for one process, where the system can lock folders; no file is left."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(f"another build is writing into {folder}; allowed: one at a time") from None
        yield
    finally:
        os.close(held)


def refuse_sources(out: Path, data: Path) -> None:
    """Refuse to write outputs among the facts that they are made from.

    Raises
    ------
    UsageError
        `out` lies in the folder `data`, or is a folder above it that an output would replace.
    """
    where, facts = (Path(os.path.realpath(path)) for path in (out, data))
    if where == facts or facts in where.parents:
        raise UsageError(f"{out} lies in {data}, which holds the facts; allowed: a folder outside it")


def refuse_strangers(place: Path, name: str) -> None:
    """Refuse to take over a folder that no build wrote.

    Raises
    ------
    UsageError
        The folder has no manifest of this atlas and holds a file that is none of our outputs; or it is
        no folder.
    """
    for path in (place.parent, place):
        if os.path.lexists(path) and not path.is_dir():
            raise UsageError(f"{path} is no folder; allowed: a folder, or a name that is free")
    if place.is_dir() and not _listed(place, name):
        found = [path.relative_to(place).as_posix() for path in _files(place) if not _ours(path)]
        if found:
            raise UsageError(
                f"{place} holds files that no build wrote: {few(found)}; allowed: an "
                "empty folder, or one that treaty-atlas build made"
            )
    index = place.parent / "index.html"
    if index.exists() and not _ours(index):
        raise UsageError(f"{index} was not written by treaty-atlas build; allowed: another --out, or move it away")
    told = place.parent / INDEX
    if os.path.lexists(told) and "atlases" not in read_manifest(place.parent):
        raise UsageError(f"{told} was not written by treaty-atlas build; allowed: another --out, or move it away")


def put_in_place(new: Path, place: Path, name: str) -> None:
    """Put a folder of outputs in the place of an older one, in one step where the system can.

    Whatever the older one's manifest does not list is a reader's own (such as a sheet drawn with
    `treaty-atlas figure`) and stays.

    Raises
    ------
    UsageError
        A reader's own file bears the name of an output; nothing is changed.
    """
    listed, clash = _listed(place, name), []
    for path in _files(place) if place.is_dir() else ():
        inside = path.relative_to(place)
        if inside.as_posix() in listed or (not listed and path.suffix == ".html"):
            continue
        if not (new / inside).exists():
            (new / inside).parent.mkdir(parents=True, exist_ok=True)
            _link(path, new / inside)
        elif not _ours(path):
            clash.append(inside.as_posix())
    if clash:
        raise UsageError(
            f"{place} holds files of your own under the names of outputs: {few(clash)}; "
            "allowed: another name for them, or another --out"
        )
    for path in _files(new):
        with path.open("rb") as file:
            os.fsync(file.fileno())
    if not place.exists():
        new.rename(place)
    elif not _exchanged(new, place):
        old = place.rename(place.with_name(f"{OLD}{place.name}"))
        new.rename(place)
        old.rename(new)


def keep_standing(new: Path, place: Path, name: str, kept: Callable[[str], bool]) -> dict:
    """Put into a new folder of outputs those of an older one that are `kept`, asked by their place in it.

    Returns
    -------
    dict
        The manifest of the older one; empty where there is none.

    Raises
    ------
    DataError
        One of them is missing or is not the file that was built.
    """
    manifest = read_manifest(place)
    manifest = manifest if manifest.get("atlas") == name else {}
    for file, checksum in manifest.get("outputs", {}).items():
        if kept(file):
            path = place / file
            if not path.is_file() or sha256_of(path) != checksum:
                raise DataError(f"{path}: is not the file that was built; allowed: to build it anew, without --only")
            (new / file).parent.mkdir(parents=True, exist_ok=True)
            _link(path, new / file)
    return manifest


#: What a build says of all atlases in a folder, and of what lists them.
INDEX = "manifest.json"


def vouch(out: Path, files: Iterable[str]) -> None:
    """Write down what stands in a folder of atlases: by which manifests its files (such as the index) were made."""
    told = {
        "atlases": _manifests(out),
        "outputs": {file: sha256_of(out / file) for file in files if (out / file).is_file()},
    }
    write_whole(out / INDEX, json.dumps(told, indent=1) + "\n")


def vouched(out: Path) -> bool:
    """Whether a folder of atlases is as a build left it: its atlases, and what lists them."""
    told = read_manifest(out)
    return (
        bool(told)
        and told.get("atlases") == _manifests(out)
        and all(
            (out / file).is_file() and sha256_of(out / file) == checksum for file, checksum in told["outputs"].items()
        )
    )


def _manifests(out: Path) -> dict[str, str]:
    """The checksums of the manifests of the atlases in a folder."""
    folders = sorted(path for path in out.iterdir() if read_manifest(path).get("atlas") == path.name)
    return {folder.name: sha256_of(folder / "manifest.json") for folder in folders}


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step (Linux); False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0


def _link(path: Path, place: Path) -> None:
    try:
        os.link(path, place)
    except OSError:
        shutil.copy2(path, place)


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(SCRATCH) for part in path.relative_to(folder).parts)
    )


def read_manifest(place: Path) -> dict:
    """The manifest in a folder of outputs; empty where there is none that can be read."""
    try:
        found = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("outputs"), dict) else {}


def verify(place: Path, name: str) -> str:
    """Compare the outputs of an atlas with the manifest that lies beside them.

    Returns
    -------
    str
        One line that counts them; a reader's own files are named in it.

    Raises
    ------
    DataError
        One sentence for each output that is missing or is not the file that was built.
    """
    manifest = read_manifest(place)
    if manifest.get("atlas") != name:
        raise DataError(f"{place}: has no manifest.json of {name}; allowed: a folder that treaty-atlas build made")
    problems, found = [], {path.relative_to(place).as_posix(): path for path in _files(place)}
    for output, checksum in manifest["outputs"].items():
        if output not in found:
            problems.append(f"{place / output}: is missing; allowed: the file as built")
        elif sha256_of(found[output]) != checksum:
            problems.append(
                f"{place / output}: is not the file that was built; allowed: the file as built (treaty-atlas build)"
            )
    if problems:
        raise DataError(problems)
    own = [output for output in found if output not in (*manifest["outputs"], "manifest.json")]
    return f"{name}: {len(manifest['outputs'])} outputs as built from {manifest['checksum'][:16]}" + (
        f"; not from a build: {few(own)}" if own else ""
    )


def _listed(place: Path, name: str) -> set[str]:
    """What an earlier build of this atlas says that it wrote."""
    manifest = read_manifest(place)
    return {*manifest["outputs"], "manifest.json"} if manifest.get("atlas") == name else set()


def _ours(path: Path) -> bool:
    """Whether a page or a sheet says of itself that this program made it."""
    if path.suffix not in (".html", ".pdf", ".svg", ".png", ".md"):
        return False
    raw = path.read_bytes()
    if path.suffix == ".md":
        return b"<!-- made by treaty-atlas -->" in raw
    return b'name="generator" content="treaty-atlas' in raw[:4096] if path.suffix == ".html" else b"Treaty Atlas" in raw
