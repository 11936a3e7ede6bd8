"""The outputs of an atlas as steps, each made by itself: here, in processes beside this one, or by the workers of an
executor that was handed in, such as a Dask client."""

from __future__ import annotations

import ctypes
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent import futures
from pathlib import Path
from typing import NamedTuple

from . import export, figure, web
from .errors import DataError
from .stamp import stamp_of
from .texts import translation
from .world import World, build_world

#: What the page that lists several atlases says of one, beside that one's pages.
FRONT = "front.json"

#: The front page of an atlas that stands alone goes above its folder.
ABOVE = "../index.html"


def kind_of(file: str) -> str:
    """Of which kind (`KINDS` of geo.stamp) an output is, by its place in the folder of its atlas."""
    return {"data": "data", "figures": "sheets"}.get(file.partition("/")[0], "pages")


class Step(NamedTuple):
    """Some outputs that are made together: their kind (`kind_of`), and what of it: the data, the pages of a subject
    (`index` and `negotiation` are pages too), or a sheet."""

    kind: str
    name: str
    sheet: figure.Request | None = None


class Given(NamedTuple):
    """What every step of a build is given: atlas, folder of facts, the `stamp` of what is read, and what a reader
    cites (`edition_of` of geo.build)."""

    atlas: str
    data: Path
    stamp: str
    edition: dict


def steps_of(world: World, sheets: Sequence[str] | None = None, previews: bool = False) -> list[Step]:
    """The steps of an atlas; `sheets` are the languages of the sheets to print, by default all; with `previews`
    pages have pictures for sharing.

    Raises
    ------
    UsageError
        The atlas has no such language.
    """
    pages = [*world.atlas.subjects, *(["negotiation"] if world.atlas.demands else []), "index"]
    drawn = figure.requests(world.atlas, sheets) if sheets is None or sheets else []
    return [
        Step("data", "data"),
        *(Step("pages", name) for name in pages),
        *(Step("pages", web.preview_of(name)) for name in world.atlas.subjects if previews),
        *(Step("sheets", figure.file_name(world.atlas, *sheet), sheet) for sheet in drawn),
    ]


#: The world that this process built last, and for which stamp; one step at a time, as Matplotlib is not for threads.
_held: tuple[str, World] | None = None
_one = threading.Lock()


def hold(given: Given, world: World) -> None:
    """Have the steps of this process, and of those that it forks, take a world that is built already."""
    global _held
    _held = given.stamp, world


def make(given: Given, step: Step) -> dict[str, bytes]:
    """The files of a step, by their place in the folder of the atlas.

    Raises
    ------
    DataError
        The facts or the program are not those of the build that asks: a worker on another machine has others.
    """
    with _one, tempfile.TemporaryDirectory() as scratch:
        if _held is None or _held[0] != given.stamp:
            if stamp_of(given.atlas, given.data) != given.stamp:
                raise DataError(
                    f"{given.data}: a worker finds another program or other facts there; allowed: those of the build"
                )
            hold(given, build_world(given.atlas, given.data))
        assert _held is not None
        folder = Path(scratch)
        _MAKERS[step.kind](_held[1], folder, given.edition, step)
        made = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
        found = {name: path.read_bytes() for name, path in made.items()}
        return {ABOVE if name == "above.html" else name: raw for name, raw in found.items()}


def _data(world: World, folder: Path, edition: dict, step: Step) -> None:
    texts = {language: translation(world.atlas, language)[0] for language in world.atlas.languages}
    (folder / "data").mkdir()
    export.write_data(world, texts, folder / "data", edition)


def _pages(world: World, folder: Path, edition: dict, step: Step) -> None:
    previews = {web.preview_of(subject): subject for subject in world.atlas.subjects}
    if step.name in previews:
        _preview(world, folder / step.name, edition, previews[step.name])
        return
    if step.name != "index":
        web.write_pages(world, folder, edition, iter, sheets_beside(world.atlas), [step.name])
        return
    pictures = web.pictures_of(world)
    _write(folder / "index.html", web.index_page(world, edition, "", pictures))
    _write(folder / "above.html", web.index_page(world, edition, None, pictures))
    front = web.front_of(world, pictures)
    _write(folder / FRONT, json.dumps(front, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


#: Width of a preview, px: what sites that show one ask for.
PREVIEW = 1200


def _preview(world: World, path: Path, edition: dict, subject: str) -> None:
    """What changed, as a slide: large type, for a small picture."""
    drawn = figure.draw_figure(world, subject, kind="change", layout="slide", edition=edition)
    path.parent.mkdir()
    drawn.savefig(path, dpi=PREVIEW / drawn.get_figwidth(), metadata={"Software": None, "Author": "Treaty Atlas"})


def _sheets(world: World, folder: Path, edition: dict, step: Step) -> None:
    assert step.sheet is not None
    figure.write_sheet(world, step.sheet, folder / "figures", edition)


_MAKERS: dict[str, Callable[[World, Path, dict, Step], None]] = {"data": _data, "pages": _pages, "sheets": _sheets}


def sheets_beside(atlas) -> dict[str, dict]:
    """Where the sheets to print stand beside a page: by subject, kind and language.

    All of them, whichever this build draws: pages have the same bytes whatever is drawn beside them, and who asked
    for some languages alone knows that the others are missing.
    """
    found: dict[str, dict] = {}
    for sheet in figure.requests(atlas, None):
        name = figure.file_name(atlas, sheet.subject, sheet.kind, sheet.language)
        found.setdefault(sheet.subject, {}).setdefault(sheet.kind, {})[sheet.language] = f"figures/{name}.pdf"
    return found


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def run(
    given: Given, steps: Sequence[Step], executor: futures.Executor | None = None, progress: Callable = iter
) -> Iterator[tuple[Step, dict[str, bytes]]]:
    """Each step with its files, in order.

    Parameters
    ----------
    given : Given
    steps : sequence of Step
    executor : concurrent.futures.Executor, optional
        Whose workers have this program and these facts; what has its method `submit`, such as a Dask client, will do.
        By default as many processes are forked as there are processors, where the system can fork.
    progress : callable
        Wraps the steps, such as `tqdm`.
    """
    if executor is not None:
        yield from _results(executor, given, steps, progress)
    elif len(steps) > 1 and PROCESSES > 1 and "fork" in multiprocessing.get_all_start_methods():
        before = {*multiprocessing.active_children()}
        context = multiprocessing.get_context("fork")
        with futures.ProcessPoolExecutor(min(PROCESSES, len(steps)), context, _beside, (os.getpid(),)) as pool:
            try:
                yield from _results(pool, given, steps, progress)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                for child in {*multiprocessing.active_children()} - before:
                    child.terminate()
                raise
    else:
        for step in progress(steps):
            yield step, make(given, step)


#: How many steps are made at a time.
PROCESSES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _beside(parent: int) -> None:
    """Of Ctrl-C the process that asked tells; those beside it are ended by it, or with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with(parent)


def end_with(parent: int) -> None:
    """Have this process end when the one that forked it is killed and can end nothing itself; where the system can
    (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:  # killed before that was asked
        os._exit(1)


def _results(executor, given: Given, steps: Iterable[Step], progress: Callable):
    asked = [(step, executor.submit(make, given, step)) for step in steps]
    results = dict(asked)
    for step in progress([step for step, _ in asked]):
        yield step, results[step].result()
