"""Draw the sheets of every layout, language, subject and kind, and say what is wrong with them.

    python -m tools.survey                                  # all: two hours on one core
    python -m tools.survey --layouts column page --languages en th --out found.jsonl

Measured as drawn, in mm and points of the design: the share of the page that is map, how small its letters are, names
that meet, stand nearer to another named dot than to their own or are lost though they are of the first rank, lines of
type that meet or leave the page, and the seconds of the drawing. A line of JSON for each figure; at the end the worst
of each layout. `tests/test_figure.py` holds a sample to the same measures.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg

from geo import UsageError, build_world, figure
from geo.figure import sheet
from geo.figure.labels import DOTS, in_frame
from geo.figure.projection import choose_projection, view_of
from geo.model import Atlas
from geo.texts import words_of

#: The least share of the page that is map.
SHARE = {"sheet": 0.70, "map": 0.95, "slide": 0.70, "wall": 0.70, "column": 0.85, "page": 0.85}

#: The size below which at most a twentieth of the letters may be, and the least, points of the paper: what is read
#: from the back of a room, or on a wall, is larger.
SMALL, LEAST = {"slide": 18.0, "wall": 16.0}, {"slide": 15.4, "wall": 15.0}
FEW = 0.05

KINDS = ("pair", "change", "day")


class Measures(NamedTuple):
    """Of one figure: the share of the page that is map, the least type, the share of small letters."""

    share: float
    least: float
    small: float


def texts_of(drawn) -> list:
    """The lines of type of a figure."""
    return [artist for artist in drawn.axes[0].texts if artist.get_text().strip()]


def boxes_of(drawn, found) -> dict:
    """Bounds of artists in mm, measured as a file is written: type is not fitted to pixels."""
    with sheet.settings():
        renderer = FigureCanvasAgg(drawn).get_renderer()
        scale = 25.4 / drawn.dpi / drawn.zoom
        return {artist: [side * scale for side in artist.get_window_extent(renderer).extents] for artist in found}


def measures_of(drawn, layout: str) -> Measures:
    """The measures of a figure."""
    width, height = drawn.get_size_inches() * 25.4 / drawn.zoom
    share = sum((f[2] - f[0]) * (f[3] - f[1]) for f in drawn.frames) / (width * height)
    letters = [(artist.get_size(), len(artist.get_text())) for artist in texts_of(drawn)]
    total = sum(count for _, count in letters)
    small = sum(count for size, count in letters if size < SMALL.get(layout, 7.0) - 0.05) / total
    return Measures(float(share), min(size for size, _ in letters), small)


def faults_of_type(drawn) -> list[str]:
    """Lines of type that meet, or leave the page."""
    width, height = drawn.get_size_inches() * 25.4 / drawn.zoom
    boxes, found = boxes_of(drawn, texts_of(drawn)), []
    for artist, (west, south, east, north) in boxes.items():
        if not (west > 0.3 and south > 0.3 and east < width - 0.3 and north < height - 0.3):
            found.append(f'"{artist.get_text()}" leaves the page')
    # Neighbouring lines of one paragraph may touch by their bounds, which include the line's air.
    items = [(artist, shapely.box(*box).buffer(-0.35)) for artist, box in boxes.items()]
    items = [(artist, box) for artist, box in items if not box.is_empty]
    tree = shapely.STRtree([box for _, box in items])
    for a, b in zip(*tree.query([box for _, box in items], predicate="intersects"), strict=True):
        if a < b and items[a][1].intersection(items[b][1]).area >= 0.15:
            found.append(f'"{items[a][0].get_text()}" meets "{items[b][0].get_text()}"')
    return found


def faults_of_names(drawn, atlas: Atlas | None = None, subject: str = "") -> list[str]:
    """Two names of a map that meet; one nearer to another named dot than to its own (where a leader ties it to its dot:
    one that another dot touches); a town of the first rank in the frame that is lost."""
    found = []
    for label in dict.fromkeys(one.label for one in drawn.names):
        here = [one for one in drawn.names if one.label == label]
        for first, second in itertools.combinations(here, 2):
            if shapely.box(*first.box).intersects(shapely.box(*second.box)):
                found.append(f"{label}: {first.gid} meets {second.gid}")
        dots = {one.gid: one.dot for one in here if one.dot}
        for one in here:
            own = 1.0 if one.tied else _apart(one.box, one.dot) if one.dot else 0.0
            for gid, dot in dots.items():
                other = one.dot and gid != one.gid and np.hypot(*np.subtract(dot, one.dot)) > 0.3
                if other and _apart(one.box, dot) <= own:
                    found.append(f"{label}: {one.gid} stands at the dot of {gid}")
    if atlas is not None:
        asked, named = atlas.subjects[subject], {one.gid for one in drawn.names}
        view = view_of(choose_projection(asked.extent, words_of("sheet", "en")), asked.extent, drawn.frames[0])
        found += [
            f"{place.id}, of the first rank, is lost"
            for place in atlas.places
            if place.rank == 1 and place.kind in DOTS and subject in place.subjects and place.id not in named
            if in_frame(view, place.lon, place.lat)
        ]
    return found


def _apart(box, dot) -> float:
    """How far (mm) a dot lies from a box."""
    return shapely.box(*box).distance(shapely.Point(dot))


def faults_of(drawn, layout: str, atlas: Atlas, subject: str) -> list[str]:
    """Everything that is wrong with a figure, a sentence each."""
    share, least, small = measures_of(drawn, layout)
    found = [] if share >= SHARE[layout] else [f"{share:.0%} is map"]
    found += [] if least >= LEAST.get(layout, 6.0) - 0.05 else [f"the least type has {least:.1f} points"]
    found += [] if small <= FEW else [f"{small:.0%} of the letters are small"]
    return found + faults_of_names(drawn, atlas, subject) + faults_of_type(drawn)


def survey(world, layouts, kinds, languages, subjects):
    """Figures one by one: what was asked for, their measures, seconds and faults."""
    for language, subject, kind, layout in itertools.product(languages, subjects, kinds, layouts):
        more: dict[str, Any] = {"day": world.atlas.subjects[subject].after} if kind == "day" else {"kind": kind}
        asked = {"subject": subject, "kind": kind, "layout": layout, "language": language}
        start = time.process_time()
        try:
            drawn = figure.draw_figure(world, subject, layout=layout, language=language, **more)
        except UsageError as error:
            yield asked | {"faults": [str(error)]}
            continue
        seconds = round(time.process_time() - start, 2)
        share, least, small = measures_of(drawn, layout)
        yield {
            **asked,
            "seconds": seconds,
            "share": round(share, 3),
            "least": round(least, 1),
            "small": round(small, 3),
            "faults": faults_of(drawn, layout, world.atlas, subject),
        }


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--atlas", default="portsmouth_1905")
    parser.add_argument("--layouts", nargs="*", choices=list(SHARE), default=list(SHARE))
    parser.add_argument("--kinds", nargs="*", choices=KINDS, default=list(KINDS))
    parser.add_argument("--languages", nargs="*", default=[])
    parser.add_argument("--subjects", nargs="*", default=[])
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    world, lines = build_world(asked.atlas), []
    languages, subjects = asked.languages or world.atlas.languages, asked.subjects or list(world.atlas.subjects)
    for line in survey(world, asked.layouts, asked.kinds, languages, subjects):
        lines.append(line)
        print(json.dumps(line, ensure_ascii=False), flush=True)
        if asked.out:
            asked.out.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), "utf-8")
    for layout in asked.layouts:
        here = [line for line in lines if line["layout"] == layout and "share" in line]
        faults = [fault for line in lines if line["layout"] == layout for fault in line["faults"]]
        if here:
            print(
                f"{layout}: {len(here)} figures, map from {min(line['share'] for line in here):.0%}, type from "
                f"{min(line['least'] for line in here):g} points, {max(line['seconds'] for line in here):g} s at most, "
                f"{len(faults)} faults"
            )


if __name__ == "__main__":
    main()
