"""Terms and ground in Matplotlib's words: colours, dashes, hatches (mm on the sheet, points).

The marks themselves (fill, hatch and its direction, dots, line, outline) and the colours of the
powers are data (`data/terms.toml`); here stands only how a mark is drawn on paper. The web has the
same marks in CSS.
"""

from __future__ import annotations

from matplotlib.colors import to_hex, to_rgb

from .model import Terms

#: Quiet ground: nothing on it may look like a right. The same hues as the pages.
GROUND = {
    "colour": {"sea": "#dfe9ec", "shelf": "#cfdee4", "land": "#f7f3e9", "coast": "#6f838d",
               "water": "#93b0bf", "graticule": "#a9bac2", "ink": "#23282b", "quiet": "#566066",
               "sea_name": "#2f6079", "paper": "#ffffff", "accent": "#8f3325"},
    "grey": {"sea": "#eeeeee", "shelf": "#e0e0e0", "land": "#ffffff", "coast": "#777777",
             "water": "#a5a5a5", "graticule": "#bbbbbb", "ink": "#1d1d1d", "quiet": "#555555",
             "sea_name": "#444444", "paper": "#ffffff", "accent": "#1d1d1d"},
}
STYLES = tuple(GROUND)

#: How much of the power's colour a fill carries; the rest is paper. A flat tint, no transparency,
#: so that every press and every viewer mixes it alike.
TINT = 0.40

#: Dashes of a limit by its certainty, in multiples of the line width.
DASHES = {"verified": "solid", "derived": (0, (9, 2.4)), "approximate": (0, (4.5, 2.4)),
          "conjectural": (0, (0.9, 2.0))}


def power_colour(terms: Terms, power: str, style: str = "colour") -> str:
    """Colour of a power as sRGB hex; in grey, steps of lightness in the order of the terms."""
    if style == "colour":
        return terms.power[power].colour
    step = list(terms.power).index(power) / max(1, len(terms.power) - 1)
    return to_hex([0.15 + 0.45 * step] * 3)


def tint(colour: str, strength: float = TINT) -> str:
    """A colour mixed with white paper."""
    return to_hex([1 - strength + strength * part for part in to_rgb(colour)])


def hatch_of(terms: Terms, tenure: str) -> tuple[float, float, float]:
    """Direction (degrees), spacing (mm) and line width (points) of a hatched or dotted tenure.

    Each hatched tenure has its own spacing too, wider with rank, so that two of them differ in
    more than direction.
    """
    hatched = sorted((name for name, t in terms.tenure.items() if t.mark in ("hatch", "dots")),
                     key=lambda name: terms.tenure[name].rank)
    number, mark = hatched.index(tenure), terms.tenure[tenure]
    if mark.mark == "dots":
        return mark.hatch_degrees, 1.8, 1.1
    return mark.hatch_degrees, 1.5 + 0.45 * number, 0.95 - 0.1 * min(number, 3)
