"""Who held what over the years, as a chart of bars: the lanes of `geo.lanes`, drawn by matplotlib."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.figure
import matplotlib.patches
import matplotlib.pyplot as plt

from ..errors import UsageError
from ..lanes import Bar, axis_of, lanes_of
from ..marks import read_marks
from ..model import READINGS
from .content import one_of

#: How matplotlib writes a hatch that leans as a mark says.
HATCHES = {0: "----", 45: "////", 90: "||||", 135: "\\\\\\\\"}


def draw_timeline(world, features: Sequence[str] | str | None = None, reading: str = "") -> matplotlib.figure.Figure:
    """Draw a lane for each place and a bar for each right, in its holder's colour and the right's mark.

    The axis is true but for a close-up of the years of the atlas's own instrument, which is shaded. A bar
    with a dashed end begins or ends on a day that is not sure.

    Parameters
    ----------
    world : World
    features : str or list of str, optional
        Ids of features; by default all that have a row.
    reading : str
        "law" (titles) or "fact" (what stood on the ground); both if it is empty.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    UsageError
        There is no such feature, or nothing to draw.

    Examples
    --------
    >>> from geo import build_world
    >>> from geo.figure.chart import draw_timeline
    >>> chart = draw_timeline(build_world("portsmouth_1905"), ["liaodong-lease"])
    >>> chart.axes[0].get_yticklabels()[0].get_text()
    'Liaodong lease (Kwantung)'
    """
    features = [features] if isinstance(features, str) else list(features or ())
    for feature in features:
        one_of("feature", feature, list(world.atlas.features))
    if reading:
        one_of("reading", reading, READINGS)
    lanes = lanes_of(world, features or None, reading)
    if not lanes:
        raise UsageError("there is no right to draw; allowed: features that a right lies on")
    axis, ground = axis_of(world.atlas), read_marks(world.data).ground["colour"]
    height = sum(lane.levels for lane in lanes)
    figure = matplotlib.figure.Figure(figsize=(10, 0.28 * height + 1.6), layout="constrained")
    axes = figure.add_subplot()
    entries: dict[tuple[str, str], matplotlib.patches.Patch] = {}
    top, ticks = 0, []
    for lane in lanes:
        ticks.append(top + (lane.levels - 1) / 2)
        for bar in lane.bars:
            patch = _bar(axes, bar, axis, top + bar.level, world.atlas.covers[1].isoformat())
            entries.setdefault((bar.tenure, bar.holder), patch)
        top += lane.levels
        axes.axhline(top - 0.5, color=ground["graticule"], linewidth=0.6)
    if axis.close:
        axes.axvspan(*map(axis.place, axis.close), color=ground["shelf"], alpha=0.5, linewidth=0, zorder=0)
    years = axis.years(0.085)
    axes.set_xticks([axis.place(f"{year:04}-01-01") for year in years], [str(year) for year in years])
    axes.set_yticks(ticks, [lane.name for lane in lanes])
    axes.set(xlim=(0, 1), ylim=(top - 0.5, -0.5))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    terms = world.atlas.terms
    names = [
        f"{terms.tenure[tenure].label}: {terms.power[holder].name}" if holder else terms.tenure[tenure].label
        for tenure, holder in entries
    ]
    figure.legend(list(entries.values()), names, loc="outside lower center", ncols=3, fontsize=8, frameon=False)
    plt.close(figure)
    return figure


def _bar(axes, bar: Bar, axis, level: int, end: str) -> matplotlib.patches.Patch:
    left, right = axis.place(bar.start or axis.first), axis.place(bar.end or end)
    look = bar.look
    solid = look.mark in ("fill", "line")
    patch = matplotlib.patches.Rectangle(
        (left, level - 0.38),
        right - left,
        0.76,
        linewidth=0.8,
        edgecolor=look.colour,
        facecolor=look.colour if solid else "none",
        alpha=1 if solid and look.mark == "line" else None,
        hatch=None if solid else "...." if look.mark == "dots" else HATCHES.get(round(look.degrees), "////"),
        linestyle="-" if look.mark != "outline" else ":",
        gid=f"bar-{bar.provision}",
    )
    if look.mark == "fill":
        patch.set_facecolor((look.colour, look.strength))
    axes.add_patch(patch)
    for sure, place in ((bar.sure_start, left), (bar.sure_end, right)):
        if not sure:
            axes.plot([place, place], [level - 0.45, level + 0.45], color=look.colour, linestyle=":", linewidth=2)
    return patch
