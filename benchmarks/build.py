"""What a build costs in time and memory.

Each line but the last two is a process of its own, so that its peak memory (resident) is known;
the median of the runs is shown with the range. "Floor" rows are what no build can go below.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time

from geo.build import build_world
from geo.web import encode
from geo.web.facts import page_facts

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
    """Seconds for what the first subject's page says and shows, inside one process, tables ready."""
    world = build_world("portsmouth_1905")
    subject = next(iter(world.atlas.subjects.values()))
    given = (world.atlas, subject, world.features, world.timelines, world.layers)
    gathered, deflated = [], []
    for _ in range(runs):
        with clocked(gathered):
            facts, shapes = page_facts(*given)
        with clocked(deflated):
            encode.deflated(json.dumps(facts).encode())
            encode.deflated(shapes)
    vertices = sum(ground_count(world.layers[layer]) for layer in ("land", "lakes", "rivers"))
    return {f"the facts and packed shapes of one page, {subject.id} (of layers of {vertices:,} "
            "vertices)": gathered,
            "the same deflated": deflated}


def ground_count(layer) -> int:
    """How many vertices a layer has."""
    return int(layer.geometry.count_coordinates().sum())


@contextlib.contextmanager
def clocked(times: list[float]):
    """Append the seconds that the block took."""
    start = time.perf_counter()
    yield
    times.append(time.perf_counter() - start)
