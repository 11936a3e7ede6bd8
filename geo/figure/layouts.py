"""The family of layouts: what a figure is for, how large it is, and how its type scales with it."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..errors import UsageError
from .content import one_of
from .style import LEAST

#: Page sizes in mm, width by height. ISO 216; ANSI/ASME Y14.1 for letter.
SIZES = {
    "a4": (297.0, 210.0),
    "a3": (420.0, 297.0),
    "a2": (594.0, 420.0),
    "a1": (841.0, 594.0),
    "a0": (1189.0, 841.0),
    "letter": (279.4, 215.9),
}


class Layout(NamedTuple):
    """What a figure is for.

    name : as a reader asks for it
    size : the page where nothing else is asked for; a height of 0 is what the ground asks
    least : the shortest side that may be asked for, mm; 0 where the layout has its own size
    margin : of the page, mm of the design
    parts : what stands on it beside the map: title, lead, legend, keys (which article a number is; on a
        page with notes only where they leave the map its share), credit, locator, insets and notes (a second page)
    type : of keys and legends, points of the design
    dense : whether rights stand one after the other in the lines of the legend, not in a table
    """

    name: str
    size: tuple[float, float]
    least: float
    margin: float
    parts: frozenset[str]
    type: float = LEAST
    dense: bool = False

    @property
    def printed(self) -> bool:
        """Whether it stands in a column or on a page of print, as high as its ground and its legend ask."""
        return not self.size[1] and "legend" in self.parts


def _layout(name, size, least, margin, *parts) -> Layout:
    return Layout(name, size, least, margin, frozenset(parts))


LAYOUTS = {
    layout.name: layout
    for layout in (
        _layout(
            "sheet", SIZES["a4"], 140, 5.5, "title", "lead", "legend", "keys", "credit", "locator", "insets", "notes"
        ),
        _layout("map", SIZES["a4"], 60, 1.0, "insets"),
        _layout("column", (84.0, 0.0), 0, 0.4, "legend")._replace(dense=True),
        _layout("page", (174.0, 0.0), 0, 0.4, "legend", "insets")._replace(dense=True),
        # 13 1/3 by 7 1/2 inches, the 16:9 slide of the common programs.
        _layout("slide", (338.667, 190.5), 0, 3.0, "title", "legend"),
        # What is read from near is smaller there against what is read from afar: 16 points and more.
        _layout(
            "wall", SIZES["a1"], 400, 5.0, "title", "lead", "legend", "keys", "credit", "locator", "insets"
        )._replace(type=5.4),
        # The chart of time: as high as its lanes ask, on A4 or what larger sheet holds it.
        _layout("strip", (SIZES["a4"][0], 0.0), 180, 5.5, "title", "notes"),
    )
}


def page_size(size: str | None, layout: Layout, kind: str = "pair") -> tuple[float, float]:
    """Width and height of a page in mm: a name of `SIZES` or "WxH" in mm; by default the layout's.

    Raises
    ------
    UsageError
        Neither, or a page on which the layout cannot be set.
    """
    if size is None:
        return SIZES["a3"] if kind == "plate" and layout.name == "sheet" else layout.size
    if not layout.least:
        wide, high = layout.size
        raise UsageError(
            f"layout {layout.name} has a size of its own ({wide:g} mm"
            f"{f' by {high:g}' if high else ' wide'}); allowed: no size"
        )
    found = re.fullmatch(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(?: ?mm)?", size)
    page = SIZES.get(size) or (found and (float(found[1]), float(found[2])))
    if not page or not all(layout.least <= side <= 1500 for side in page):
        raise UsageError(
            f'impossible size "{size}"; allowed: {", ".join(SIZES)} or WxH in mm, each from {layout.least:g} to 1500'
        )
    return page


def zoom_of(layout: Layout, page: tuple[float, float]) -> float:
    """How much larger than on a desk everything is drawn: type, lines, dots.

    A slide is read from the back of a room (least type 18 points), a wall map from two metres (names
    of the first rank 28 points and more on A2), and grows slower than the page: more fits.
    """
    short = min(page)
    if layout.name == "slide":
        return 18 / 7
    if layout.name == "wall":
        return 3.0 * (short / 420) ** (1 / 3)
    return max(1.0, (short / 210) ** 0.5) if layout.name in ("sheet", "map", "strip") else 1.0


def layout_of(name: str) -> Layout:
    """A layout by name.

    Raises
    ------
    UsageError
    """
    one_of("layout", name, LAYOUTS)
    return LAYOUTS[name]
