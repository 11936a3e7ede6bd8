"""`python -m benchmarks [build] [growth] [accuracy] [figures] [weights] [pages] [--runs N]`: measures, prints, keeps.

Prints Markdown tables, and writes them with the date and the machine to `benchmarks/results.md`
(only when everything was measured; a part alone is printed).
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
from importlib import metadata
from pathlib import Path

from . import accuracy, build, figures, growth, pages, weights

PARTS = {
    "build": build.report,
    "growth": growth.report,
    "accuracy": accuracy.report,
    "figures": figures.report,
    "weights": weights.report,
    "pages": pages.report,
}
PACKAGES = ("geopandas", "shapely", "pyogrio", "folium", "matplotlib", "playwright")


def machine() -> str:
    """Cores, memory and versions of the machine that measures; neither its name nor its paths."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}, "
        f"load average {os.getloadavg()[0]:.1f} when it began; "
        f"Python {platform.python_version()}, {versions}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--runs", type=int, help="runs of each measurement (default 5; builds 3)")
    asked = parser.parse_args()
    unknown = [part for part in asked.parts if part not in PARTS]
    if unknown:
        parser.error(f"no part {unknown[0]}; there are {', '.join(PARTS)}")
    command = "python -m benchmarks" + (f" --runs {asked.runs}" if asked.runs else "")
    text = [
        f"# Benchmarks\n\nMeasured on {datetime.date.today()} by `{command}`.\n\n{machine()}.\n"
        "Times are of one machine: compare rows, not papers. Written by the command; edits are "
        "lost.\n"
    ]
    print(text[0])
    for name in asked.parts or PARTS:
        text.append(PARTS[name](**({"runs": asked.runs} if asked.runs else {})))
        print(text[-1], flush=True)
    if not asked.parts:
        (Path(__file__).parent / "results.md").write_text("\n".join(text), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
