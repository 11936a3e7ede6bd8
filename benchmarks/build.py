"""What a build costs in time and memory.

Each line but the last two is a process of its own, so that its peak memory (resident) is known;
the median of the runs is shown with the range. "Floor" rows are what no build can go below.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time

from geo import build_world
from geo.web import encode
from geo.web.facts import page_facts

from .measures import spread, table

FIGURES = """
import sys
from pathlib import Path
from geo import figure
from geo import build_world
world = build_world("portsmouth_1905")
figure.write_figures(world, Path(sys.argv[1]),
                     {"version": "0", "checksum": "0" * 64}, iter)
"""

#: Name: arguments to Python; "{}" becomes an empty folder.
COMMANDS = {
    "`treaty-atlas build`": ("-m", "geo", "build", "--out", "{}"),
    "tables and figures, no pages": ("-c", FIGURES, "{}"),
    "tables alone": ("-c", "from geo import build_world; build_world('portsmouth_1905')"),
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
    return (
        "## Build\n\n"
        + __doc__.split("\n\n", 1)[1]
        + f"\nMedian (range) of {runs} runs.\n\n"
        + table(["what", "wall time", "peak memory"], rows)
    )


#: A small process that starts the measured one: on Linux a child begins with its parent's peak.
LAUNCHER = """
import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def process(arguments) -> tuple[float, float]:
    """Seconds and peak megabytes of a Python process and what it starts."""
    with tempfile.TemporaryDirectory() as folder:
        command = [folder if argument == "{}" else argument for argument in arguments]
        found = subprocess.run(
            [sys.executable, "-c", LAUNCHER, sys.executable, *command], check=True, capture_output=True, text=True
        )
    seconds, peak = map(float, found.stdout.split())
    # macOS counts in bytes, Linux in kilobytes.
    return seconds, peak / 2 ** (20 if sys.platform == "darwin" else 10)


def encoding(runs: int) -> dict[str, list[float]]:
    """Seconds for what the first subject's page says and shows, inside one process, tables ready."""
    world = build_world("portsmouth_1905")
    subject = next(iter(world.atlas.subjects.values()))
    given = (world, subject)
    gathered, deflated = [], []
    for _ in range(runs):
        with clocked(gathered):
            facts, shapes = page_facts(*given)
        with clocked(deflated):
            encode.deflated(json.dumps(facts).encode())
            encode.deflated(shapes)
    vertices = sum(ground_count(world.layers[layer]) for layer in ("land", "lakes", "rivers"))
    return {
        f"the facts and packed shapes of one page, {subject.id} (of layers of {vertices:,} vertices)": gathered,
        "the same deflated": deflated,
    }


def ground_count(layer) -> int:
    """How many vertices a layer has."""
    return int(layer.geometry.count_coordinates().sum())


@contextlib.contextmanager
def clocked(times: list[float]):
    """Append the seconds that the block took."""
    start = time.perf_counter()
    yield
    times.append(time.perf_counter() - start)
