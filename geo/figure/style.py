"""The looks of `data/marks.toml` on paper: lengths in mm, widths of lines and type in points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.colors import to_hex, to_rgb

from ..marks import Marks, NameLook, PowerLook, Style, dash_of
from ..model import Terms
from .fonts import MM

STYLES = ("colour", "grey")

#: The modes in which a right stands on a sheet: on a day, or on a map of what changed.
MODES = ("plain", "moved", "ended", "stayed")

#: The least type that a sheet is set in; points.
LEAST = 7.0


def ground(marks: Marks, style: Style, name: str) -> str:
    """Colour of a part of the ground."""
    colours: Mapping[Any, str] = marks.ground[style]
    return colours[name]


def mm(marks: Marks, px: float) -> float:
    """A length of the table in mm on the paper."""
    return px * marks.paper_mm


def points(marks: Marks, px: float) -> float:
    """A width of the table in points."""
    return px * marks.paper_mm * MM


def type_size(marks: Marks, kind: str, rank: int, least: float = LEAST) -> float:
    """The type of a name by its kind and rank (1 to 3, the last also for what is lower); points."""
    sizes = lettering(marks, kind).sizes
    return max(least, round(sizes[min(rank, len(sizes)) - 1] * marks.paper_points, 1))


def lettering(marks: Marks, kind: str) -> NameLook:
    """How the name of a kind of place is lettered; a kind without a look of its own as a town."""
    looks: Mapping[Any, NameLook] = marks.name  # the kinds of places are more than those with a look
    return looks.get(kind, looks["town"])


def dashes(marks: Marks, certainty: str) -> Any:
    """Dashes of a limit by its certainty, in Matplotlib's words."""
    return pattern(dash_of(marks, certainty))


def pattern(dash: list[float]) -> Any:
    """Dashes in widths of their line, in Matplotlib's words."""
    return (0, tuple(dash)) if dash else "solid"


def power_look(marks: Marks, terms: Terms, holder: str) -> PowerLook:
    """What tells a power without colour; a right of several powers is told by no texture."""
    if holder:
        return marks.power[terms.number(holder) % len(marks.power)]
    return next((power for power in marks.power if power.texture == "none"), marks.power[-1])


def on_colour(colour: str) -> str:
    """Which part of the ground gives letters on a colour: ink, or paper on a dark one (WCAG 2's luminance)."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    # Where both contrasts are the same: (1.05 / (L + 0.05)) = ((L + 0.05) / 0.05).
    return "ink" if sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True)) > 0.179 else "paper"


def tint(colour: str, strength: float, paper: str = "#ffffff") -> str:
    """A colour mixed with paper. A flat tint, no transparency, so that every press mixes it alike."""
    strength = min(1.0, strength)
    red, green, blue = (
        (1 - strength) * white + strength * part for white, part in zip(to_rgb(paper), to_rgb(colour), strict=True)
    )
    return to_hex((red, green, blue))
