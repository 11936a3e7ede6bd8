"""Where everything lies on the page: the largest maps that leave room for every word at a legible
size."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .content import Content
from .notes import text_rows
from .projection import choose_projection, outline_m, transformer
from .sheet import Row, flow

#: Type sizes (points) that are tried; 6 is the least that atlases print notes in.
TYPE_SIZES = (8.5, 8.0, 7.5, 7.0, 6.6, 6.2, 5.8, 5.4)

#: Room above, below and left of a frame, between two, and between columns of text; mm.
HEAD, FOOT, LEFT, BETWEEN, GUTTER = 6.6, 11.5, 4.8, 1.6, 5.0

Frame = tuple[float, float, float, float]


class Layout(NamedTuple):
    """Where everything lies on the page (mm): the frames, the columns of text; the type size; title
    and foot as (row, left, top)."""

    frames: list[Frame]
    columns: list[tuple[float, float, float]]  # left, top, width
    rows: list[list[Row]]
    size: float
    title: list[tuple[Row, float, float]] = []
    foot: list[tuple[Row, float, float]] = []


def solve(content: Content, count: int, insets: list[Content], body) -> Layout | None:
    """The layout with the largest maps: text in columns beside them or in a band below.

    `count` maps of the subject lie side by side or one above the other; or one, with `insets` to its
    right. `body` is the room (west, south, east, north; mm). Larger type counts too, so that a short
    text does not stay small on a half-empty page; the words are cut short only where the maps gain
    two fifths by it.
    """
    west, south, east, north = body
    shapes = [_size_m(one) for one in (content, *insets)]
    best = None
    cache: dict[tuple, list[Row]] = {}
    for columns, wide, band in _arrangements(east - west, north - south):
        width = (wide - GUTTER * (columns - 1)) / columns
        if width < 50:
            continue
        block = (west, south + (band + 3 if band else 0),
                 east - (0 if band else wide + GUTTER), north)
        frames, scale = _frames(block, count, shapes)
        if frames is None:
            continue
        west_m, north_m = shapes[0]
        box = frames[0]
        # Ground beyond the extent is context up to a point, then waste.
        waste = (box[2] - box[0]) * (box[3] - box[1]) / (scale ** 2 * west_m * north_m)
        for brief in (False, True):
            for size in TYPE_SIZES:
                score = scale * (size / 7) ** 0.3 * (1 if size >= 5.8 else 0.8) \
                    / max(1, waste / 2.2) ** 0.25 * (0.7 if brief else 1)
                if best is not None and score <= best[0] * (1 + 1e-9):
                    break
                if width > 12.5 * size:  # some 85 letters: a longer line is hard to follow
                    continue
                key = round(width, 3), size, brief
                if key not in cache:
                    cache[key] = text_rows(content, width, size, brief)
                rows, room = cache[key], band or north - south
                total = sum(row.height for row in rows)
                dealt = flow(rows, columns, room) if total <= columns * room else None
                if dealt is None:
                    continue
                score *= 0.8 + 0.2 * total / (columns * room)
                if best is None or score > best[0] * (1 + 1e-9):
                    best = score, size, columns, width, band, wide, dealt, frames
    if best is None:
        return None
    _, size, columns, width, band, wide, dealt, frames = best
    left, y = (west, south + band) if band else (east - wide, north)
    places = [(left + k * (width + GUTTER), y, width) for k in range(columns)]
    return Layout(frames, places, dealt, size)


def _size_m(content: Content) -> tuple[float, float]:
    """Width and height of a subject in metres of its projection."""
    crs = choose_projection(content.subject.extent, content.say["projection"]).crs
    w, s, e, n = outline_m(transformer(crs), content.subject.extent)
    return e - w, n - s


def _arrangements(width: float, height: float):
    """(columns, width of the text, height of the band or 0) to be tried."""
    for columns in (1, 2, 3):
        for wide in np.arange(56, 0.62 * width, 6):
            yield columns, float(wide), 0.0
    for columns in (3, 4, 5, 6):
        for band in np.arange(36, 0.55 * height, 2):
            yield columns, width, float(band)


def _frames(block: Frame, count: int, shapes) -> tuple[list[Frame] | None, float]:
    """Frames of the maps in a block of the page, and the scale (mm a metre) of the first; None where
    they would be too small."""
    found = _inset_frames(block, shapes) if len(shapes) > 1 else _equal_frames(block, count,
                                                                               shapes[0])
    if not found or any(f[2] - f[0] < 34 or f[3] - f[1] < 30 for f in found):
        return None, 0.0
    return found, _scale(found[0], shapes[0])


def _scale(frame: Frame, shape) -> float:
    return min((frame[2] - frame[0]) / shape[0], (frame[3] - frame[1]) / shape[1])


def _equal_frames(block: Frame, count: int, shape) -> list[Frame]:
    """Maps of one size, side by side or one above the other, whichever makes them larger."""
    west, south, east, north = block
    best: list[Frame] = []
    for across in {count, 1}:
        down = count // across
        wide = (east - west - BETWEEN * (across - 1)) / across - LEFT - 1
        high = (north - south) / down - HEAD - FOOT
        if wide <= 0 or high <= 0:
            continue
        found = []
        for n in range(count):
            left = west + LEFT + (n % across) * (wide + LEFT + 1 + BETWEEN)
            top = north - HEAD - (n // across) * (high + HEAD + FOOT)
            found.append((left, top - high, left + wide, top))
        if not best or _scale(found[0], shape) > _scale(best[0], shape):
            best = found
    return best


def _inset_frames(block: Frame, shapes) -> list[Frame]:
    """A main map, and insets of the shapes that follow in one or two columns to its right."""
    west, south, east, north = block
    tall = sorted(range(1, len(shapes)), key=lambda n: -shapes[n][1] / shapes[n][0])
    best, most = [], 0.0
    for split in range(len(tall)):
        groups = [group for group in (tall[:split], tall[split:]) if group]
        found: dict[int, Frame] = {}
        right = east - 1
        for group in groups:
            aspects = [min(2.6, max(0.7, shapes[n][1] / shapes[n][0])) for n in group]
            wide = (north - south - len(group) * (HEAD + FOOT)) / sum(aspects)
            top = north - HEAD
            for n, aspect in zip(group, aspects, strict=True):
                found[n] = (right - wide, top - wide * aspect, right, top)
                top -= wide * aspect + HEAD + FOOT
            right -= wide + LEFT + 1 + BETWEEN
        found[0] = (west + LEFT, south + FOOT, right, north - HEAD)
        if right - west - LEFT < 40:
            continue
        # The insets are to be seen too: together they count as much as the main map.
        score = _scale(found[0], shapes[0]) / _scale(block, shapes[0]) * min(
            (f[2] - f[0]) for n, f in found.items() if n)
        if score > most:
            best, most = [found[n] for n in range(len(shapes))], score
    return best
