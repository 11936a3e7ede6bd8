"""How builds grow with what an atlas holds.

The invented world of the tests with 10 and 100 times its features (squares cut out of the isle, each with a right on
it), its changes (a square that passes from one power to the other and back) and its atlases, without sheets. Seconds
are of processors, of all processes of the build, with nothing kept from an earlier one; memory is that of the largest.
"A further one" is the slope from 10 to 100 times; 1.00 is the exponent of what grows by lines. Under it stands where
the seconds go at 100 times, outside of libraries.
"""

from __future__ import annotations

import datetime
import math
import os
import pstats
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from .measures import table

WORLD = Path(__file__).parents[1] / "tests/data"

FEATURE = """
[[feature]]
id = "square-{n}"
names = {{ en = "Square {n}" }}
rule = "A square of the isle."
cite = "words-1720[Art. 1]"
certainty = "verified"
uncertainty_m = 10

[feature.recipe]
layer = "land"
where.group = "isle"
clip = {{ west = {w}, south = {s}, east = {e}, north = {t} }}
"""

ACT = """id = "acts"
kind = "act"
title = "Acts on squares"
short = "Acts"
parties = ["north", "south"]
signed = 1700-01-01
cite = "words-1700"

[[article]]
number = "1"
summary = "Squares are given."
cite = "words-1700[Art. 1]"
effect = "moves"
verified = true
"""

PROVISION = """
[[provision]]
id = "1-{n}"
article = "1"
feature = "square-{feature}"
tenure = "sovereignty"
{powers}
starts = "{start}"
cite = "words-1700[Art. 1]"
"""


def with_features(data: Path, times: int) -> int:
    """So many times the features; how many there are."""
    count = 12 * times
    side = math.ceil(math.sqrt(count))
    cells = [(n % side, n // side) for n in range(count - 12)]
    at = [(10 + 2 * x / side, -1 + 2 * y / side, 10 + 2 * (x + 1) / side, -1 + 2 * (y + 1) / side) for x, y in cells]
    squares = [FEATURE.format(n=n, w=w, s=s, e=e, t=t) for n, (w, s, e, t) in enumerate(at)]
    rights = [PROVISION.format(n=n, feature=n, powers='grantee = "north"', start="signature") for n in range(len(at))]
    _add(data, squares, rights)
    return count


def with_changes(data: Path, times: int) -> int:
    """So many times the rows of the timeline; how many there are."""
    count, powers = 17 * times, ("north", "south")
    rights = []
    for n in range(count - 17):
        grantor = f'grantor = "{powers[(n + 1) % 2]}"\n' if n else ""
        day = datetime.date(1700, 1, 2) + datetime.timedelta(days=n * 18000 // count)
        given = f'{grantor}grantee = "{powers[n % 2]}"\ndate = {day}'
        rights.append(PROVISION.format(n=n, feature=0, powers=given, start="date"))
    _add(data, [FEATURE.format(n=0, w=10.5, s=-0.5, e=11.0, t=0.5)] if rights else [], rights)
    return count


def with_atlases(data: Path, times: int) -> int:
    """So many times the atlas; how many there are."""
    for n in range(times - 1):
        shutil.copytree(data / "atlases/squares", data / f"atlases/squares{n}")
    return times


def _add(data: Path, squares: list[str], rights: list[str]) -> None:
    """Add features to the first map of the atlas, and rights on them."""
    folder = data / "atlases/squares"
    with (folder / "features.toml").open("a", encoding="utf-8") as file:
        file.writelines(squares)
    if rights:
        (folder / "instruments/acts.toml").write_text(ACT + "".join(rights), encoding="utf-8")
    path = folder / "atlas.toml"
    names = "".join(f', "square-{n}"' for n in range(len(squares)))
    shown = 'features = ["isle-north"'
    path.write_text(path.read_text(encoding="utf-8").replace(shown, shown + names, 1), encoding="utf-8")


GROWTH: dict[str, Callable[[Path, int], int]] = {
    "features": with_features,
    "changes": with_changes,
    "atlases": with_atlases,
}

BUILD = """
import resource, sys
from geo.__main__ import main
code = main(["build", "--data", sys.argv[1], "--out", sys.argv[2], "--sheets"])
own, beside = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(code, sum(used.ru_utime + used.ru_stime for used in (own, beside)), max(own.ru_maxrss, beside.ru_maxrss))
"""

PROFILED = """
import cProfile, sys
from geo import steps
from geo.__main__ import main
steps.PROCESSES = 1
cProfile.run('main(["build", "--data", sys.argv[1], "--out", sys.argv[2], "--sheets"])', sys.argv[3])
"""


def built(grow: Callable[[Path, int], int], times: int, profiled: bool) -> tuple[int, float, float, float, list[str]]:
    """How many there were, seconds, peak megabytes and kilobytes of pages of a build, and what takes its time."""
    with tempfile.TemporaryDirectory() as scratch:
        data, out, told = (Path(scratch) / name for name in ("data", "out", "told"))
        shutil.copytree(WORLD, data, ignore=shutil.ignore_patterns("bad", "beside", "*.json"))
        count = grow(data, times)
        environment = os.environ | {"TREATY_ATLAS_CACHE": f"{scratch}/kept"}
        command = [sys.executable, "-W", "ignore", "-c", BUILD, str(data), str(out)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        code, seconds, peak = done.stdout.splitlines()[-1].split()
        if code != "0":
            raise RuntimeError(done.stderr)
        size = sum(path.stat().st_size for path in out.rglob("*.html")) / 1000
        where: list[str] = []
        if profiled:
            environment["TREATY_ATLAS_CACHE"] = f"{scratch}/kept anew"
            command = [sys.executable, "-W", "ignore", "-c", PROFILED, str(data), f"{out}-again", str(told)]
            subprocess.run(command, check=True, capture_output=True, env=environment)
            where = shares(told)
    return count, float(seconds), float(peak) / 2 ** (20 if sys.platform == "darwin" else 10), size, where


def shares(path: Path, shown: int = 5) -> list[str]:
    """The functions of this program in which most of the time of a profile goes by, with what they call."""
    stats = pstats.Stats(str(path))
    found = {
        f"{Path(file).stem}.{name}": spent
        for (file, _, name), (_, _, _, spent, _) in stats.stats.items()  # type: ignore[attr-defined]
        if re.search(r"/geo/(?!__main__|build|steps|world|check)", file) and not name.startswith("<")
    }
    whole = stats.total_tt  # type: ignore[attr-defined]
    return [f"{name} {spent / whole:.0%}" for name, spent in sorted(found.items(), key=lambda one: -one[1])[:shown]]


def report(runs: int = 1, most: int = 100) -> str:
    """A Markdown section: what grows, and how fast."""
    rows, notes = [], []
    for name, grow in GROWTH.items():
        seen = []
        for times in (times for times in (1, 10, 100) if times <= most):
            print(f"growth: {times} x {name}", file=sys.stderr)
            measured = [built(grow, times, profiled=times == most and not run) for run in range(runs)]
            count, seconds, peak, size, _ = min(measured, key=lambda one: one[1])
            where = measured[0][-1]
            seen.append((count, seconds, size))
            rows.append([f"{times} x", f"{count:,} {name}", f"{seconds:.1f}", f"{peak:.0f}", f"{size:,.0f}"])
        (n, t, s), (m, u, v) = seen[-2:]
        each = f"{1000 * (u - t) / (m - n):.1f} ms and {1000 * (v - s) / (m - n):,.0f} bytes of pages"
        exponent = math.log(u / t) / math.log(m / n)
        notes.append(f"- {name}: a further one takes {each} (exponent {exponent:.2f}); {', '.join(where)}\n")
    heads = ["of the invented atlas", "that is", "processor s", "peak MB", "KB of pages"]
    return f"## Growth\n\n{__doc__.split(chr(10) * 2, 1)[1]}\n{table(heads, rows)}\n{''.join(notes)}"
