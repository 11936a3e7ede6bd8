"""What a build costs in time and memory.

Each line but the last two is a process of its own, so that its peak memory (resident) is known;
the median of the runs is shown with the range. "Floor" rows are what no build can go below.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import numpy as np

from geo import web
from geo.build import build_world, version
from geo.web import ground

from .measures import spread, table

FIGURES = """
import sys
from pathlib import Path
from geo import figure
from geo.build import build_world
world = build_world("portsmouth_1905")
figure.write_figures(world.atlas, world.features, world.timeline, world.layers, Path(sys.argv[1]),
                     {"version": "0", "checksum": "0" * 64}, iter)
"""

#: Name: arguments to Python; "{}" becomes an empty folder.
COMMANDS = {
    "`treaty-atlas build`": ("-m", "geo", "build", "--out", "{}"),
    "tables and figures, no pages": ("-c", FIGURES, "{}"),
    "tables alone": ("-c", "from geo.build import build_world; build_world('portsmouth_1905')"),
    "`import geo`": ("-c", "import geo"),
    "floor: `import geopandas`": ("-c", "import geopandas"),
    "floor: Python alone": ("-c", "pass"),
}


def report(runs: int = 3) -> str:
    """A Markdown section: time and memory of each command."""
    rows = []
    for name, arguments in COMMANDS.items():
        print(f"build: {name}", file=sys.stderr)
        times, peaks = zip(*(process(arguments) for _ in range(runs)), strict=True)
        rows.append([name, spread(times, 2, "s"), spread(peaks, 0, "MB")])
    for name, times in encoding(runs).items():
        rows.append([name, spread(times, 2, "s"), "-"])
    return ("## Build\n\n" + __doc__.split("\n\n", 1)[1] + f"\nMedian (range) of {runs} runs.\n\n"
            + table(["what", "wall time", "peak memory"], rows))


def process(arguments) -> tuple[float, float]:
    """Seconds and peak megabytes of a Python process and what it starts."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, *(argument.replace("{}", folder, 1) if argument == "{}" else argument
                               for argument in arguments)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # Like getrusage(RUSAGE_CHILDREN), but of this child alone, not the largest so far.
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, arguments)
    kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return seconds, kilobytes / 1024


def encoding(runs: int) -> dict[str, list[float]]:
    """Seconds for the shapes of the first subject's page, and for the page (with the timeline's,
    which is made with it), inside one process."""
    world = build_world("portsmouth_1905")
    name, subject = next(iter(world.atlas.subjects.items()))
    atlas = msgspec.structs.replace(world.atlas, subjects={name: subject})
    limits = [feature.id for feature in atlas.features.values()
              if set(feature.divides) & set(subject.features)]
    shapes, pages = [], []
    for _ in range(runs):
        with clocked(shapes):
            ground.packed_shapes(atlas, subject, world.features, world.layers,
                                 list(subject.features), limits)
        with tempfile.TemporaryDirectory() as folder, clocked(pages):
            web.write_pages(atlas, world.features, world.timelines, world.layers, Path(folder),
                            {"version": version(), "checksum": "0" * 64})
    vertices = int(np.sum([ground_count(world.layers[layer]) for layer in ("land", "lakes")]))
    return {f"packing the shapes of {name} (land and lakes: {vertices:,} vertices before)": shapes,
            f"the pages {name} and timeline, tables ready": pages}


def ground_count(layer) -> int:
    """How many vertices a layer has."""
    return int(layer.geometry.count_coordinates().sum())


@contextlib.contextmanager
def clocked(times: list[float]):
    """Append the seconds that the block took."""
    start = time.perf_counter()
    yield
    times.append(time.perf_counter() - start)
