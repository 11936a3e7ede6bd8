"""Terms and ground in Matplotlib's words: colours, dashes, hatches (mm on the sheet, points).

The marks themselves (fill, hatch and its direction, dots, line, outline) and the colours of the
powers are data (`data/terms.toml`); here stands only how a mark is drawn on paper. The web has the
same marks in CSS.
"""

from __future__ import annotations

from typing import NamedTuple

from matplotlib.colors import to_hex, to_rgb

from ..marks import read_marks
from ..model import Terms

#: Quiet ground: nothing on it may look like a right. The same hues as the pages.
GROUND = {
    "colour": {"sea": "#dfe9ec", "shelf": "#cfdee4", "land": "#f7f3e9", "coast": "#6f838d",
               "water": "#93b0bf", "graticule": "#a9bac2", "ink": "#23282b", "quiet": "#566066",
               "sea_name": "#2f6079", "paper": "#ffffff", "accent": "#8f3325"},
    "grey": {"sea": "#eeeeee", "shelf": "#e0e0e0", "land": "#ffffff", "coast": "#4d4d4d",
             "water": "#a5a5a5", "graticule": "#bbbbbb", "ink": "#1d1d1d", "quiet": "#555555",
             "sea_name": "#444444", "paper": "#ffffff", "accent": "#1d1d1d"},
}
STYLES = tuple(GROUND)

#: How much of the power's colour a fill carries; the rest is paper. A flat tint, no transparency,
#: so that every press and every viewer mixes it alike. On a map of what changed, what moved is
#: stronger and what stayed is paler.
TINT = {"plain": 0.40, "moved": 0.62, "ended": 0.16, "stayed": 0.13}

#: How heavy the lines of a mark are on a map of what changed, and how much of the colour they keep.
WEIGHT = {"plain": (1.0, 1.0), "moved": (1.25, 1.0), "ended": (0.9, 1.0), "stayed": (0.6, 0.45)}

#: Dashes of a limit by its certainty, in multiples of the line width.
DASHES = {"verified": "solid", "derived": (0, (9, 2.4)), "approximate": (0, (4.5, 2.4)),
          "conjectural": (0, (0.9, 2.0))}

#: Dashes of a hatch or an outline that ended between two days.
ENDED = (0, (2.2, 2.6))


class Grey(NamedTuple):
    """What tells a power in grey, where a photocopier leaves only black and white: the texture of
    its fills (mark, direction in degrees, spacing in mm), how wide apart its hatches stand and
    whether slanted ones lean the other way, and the sleepers of its railways."""

    texture: tuple[str, float, float]
    spacing: float
    mirrored: bool
    sleepers: tuple[float, float]


#: By the order of the powers in the terms; a fifth power starts again.
GREYS = (Grey(("lines", 15, 1.05), 1.0, False, (2.6, 4.6)),
         Grey(("dots", 30, 1.0), 0.66, True, (1.0, 1.3)),
         Grey(("none", 0, 0), 1.5, False, (6.0, 3.0)),
         Grey(("lines", 105, 1.6), 0.82, True, (1.0, 5.0)))


#: A duty that binds several powers is in no power's texture.
NEUTRAL = Grey(("none", 0, 0), 1.0, False, (6.0, 3.0))


def grey_of(terms: Terms, power: str) -> Grey:
    """What tells a power in grey."""
    return GREYS[terms.number(power) % len(GREYS)] if power else NEUTRAL


def power_colour(terms: Terms, power: str, style: str = "colour") -> str:
    """Colour of a power as sRGB hex, or of none where several are bound; in grey all lines are nearly
    black, so that they survive."""
    if style == "colour" and power:
        return terms.power[power].colour
    return read_marks().ground["colour"]["neutral"] if style == "colour" else "#262626"


def tint(colour: str, strength: float = TINT["plain"]) -> str:
    """A colour mixed with white paper."""
    return to_hex([1 - strength + strength * part for part in to_rgb(colour)])


def hatch_of(terms: Terms, tenure: str, power: str = "",
             style: str = "colour") -> tuple[float, float, float]:
    """Direction (degrees), spacing (mm) and line width (points) of a hatched or dotted tenure.

    Each hatched tenure has its own spacing too, wider with rank, so that two of them differ in
    more than direction; in grey the power tells in them too.
    """
    hatched = sorted((name for name, t in terms.tenure.items() if t.mark in ("hatch", "dots")),
                     key=lambda name: terms.tenure[name].rank)
    number, mark = hatched.index(tenure), terms.tenure[tenure]
    angle, spacing, width = mark.hatch_degrees, 1.5 + 0.45 * number, 0.95 - 0.1 * min(number, 3)
    if mark.mark == "dots":
        angle, spacing, width = mark.hatch_degrees, 1.8, 1.1
    if style == "grey" and power:
        grey = grey_of(terms, power)
        spacing *= grey.spacing
        angle = 180 - angle if grey.mirrored else angle
    return angle, spacing, width
