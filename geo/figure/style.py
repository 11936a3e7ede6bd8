"""The looks of `data/marks.toml` on paper: lengths in mm, widths of lines and type in points."""

from __future__ import annotations

from matplotlib.colors import to_hex, to_rgb

from ..marks import Look, Style, look_of, read_marks
from ..model import Terms
from .fonts import MM

STYLES = ("colour", "grey")

#: The modes in which a right stands on a sheet: on a day, or on a map of what changed.
MODES = ("plain", "moved", "ended", "stayed")

#: The least type that a sheet is set in, and what a pixel of lettering is on paper; points.
LEAST, POINTS = 7.0, 0.62


def marks():
    """The table of looks."""
    return read_marks()


def ground(style: Style, name: str) -> str:
    """Colour of a part of the ground."""
    return marks().ground[style][name]


def mm(px: float) -> float:
    """A length of the table in mm on the paper."""
    return px * marks().paper_mm


def points(px: float) -> float:
    """A width of the table in points."""
    return px * marks().paper_mm * MM


def type_size(kind: str, rank: int, least: float = LEAST) -> float:
    """The type of a name by its kind and rank (1 to 3, the last also for what is lower); points."""
    sizes = marks().name[kind if kind in marks().name else "town"].sizes
    return max(least, round(sizes[min(rank, len(sizes)) - 1] * POINTS, 1))


def dashes(certainty: str):
    """Dashes of a limit by its certainty, in Matplotlib's words."""
    return pattern(marks().certainty[certainty].dash)


def pattern(dash: list[float]):
    """Dashes in widths of their line, in Matplotlib's words."""
    return (0, tuple(dash)) if dash else "solid"


def look(terms: Terms, tenure: str, holder: str, style: Style) -> Look:
    """The look of a right of a holder (see `geo.marks.look_of`)."""
    return look_of(marks(), terms, tenure, holder, style)


def power_look(terms: Terms, holder: str):
    """What tells a power without colour."""
    powers = marks().power
    return powers[terms.number(holder) % len(powers)] if holder else powers[2]


def tint(colour: str, strength: float, paper: str = "#ffffff") -> str:
    """A colour mixed with paper. A flat tint, no transparency, so that every press mixes it alike."""
    strength = min(1.0, strength)
    red, green, blue = (
        (1 - strength) * white + strength * part for white, part in zip(to_rgb(paper), to_rgb(colour), strict=True)
    )
    return to_hex((red, green, blue))
