"""Treaty Atlas: before-and-after maps that cite the article behind every line.

The public names, in the order of the flow:

>>> from geo import read_atlas, build_features, build_timeline, held_on, changes_between
>>> atlas = read_atlas("portsmouth_1905")
>>> features = build_features(atlas)             # where: a GeoDataFrame
>>> timeline = build_timeline(atlas, features)   # who held what, by which article: a GeoDataFrame
>>> changes = changes_between(timeline, "1905-09-04", "1905-10-20")
>>> changes.loc[changes["tenure"] == "sovereignty", ["feature", "holder_after", "article"]].values.tolist()
[['sakhalin-south', 'japan', 'IX']]

`build_world` does all of this at once and reads the ground as well, and the World that it gives asks itself:
`world.at(place, day)`, `world.changes(before, after)`, `world.map(day)`, `world.compare(before, after)`,
`world.figure(subject)`, `world.plot_timeline()`. Nothing asks the network.
Each name is loaded when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .answers import status as status
    from .draft import Draft as Draft
    from .errors import DataError as DataError
    from .errors import GeoError as GeoError
    from .errors import UsageError as UsageError
    from .features import build_features as build_features
    from .figure import draw_figure as draw_figure
    from .model import Atlas as Atlas
    from .sources import list_atlases as list_atlases
    from .sources import read_atlas as read_atlas
    from .sources import read_layer as read_layer
    from .timeline import build_timeline as build_timeline
    from .timeline import changes_between as changes_between
    from .timeline import held_on as held_on
    from .web.explore import explore as explore
    from .world import World as World
    from .world import build_world as build_world

#: The public names in the order of the flow, and the module of each.
_HOME = {
    "list_atlases": "sources",
    "read_atlas": "sources",
    "read_layer": "sources",
    "build_features": "features",
    "build_timeline": "timeline",
    "build_world": "world",
    "held_on": "timeline",
    "changes_between": "timeline",
    "status": "answers",
    "explore": "web.explore",
    "draw_figure": "figure",
    "Atlas": "model",
    "Draft": "draft",
    "World": "world",
    "GeoError": "errors",
    "DataError": "errors",
    "UsageError": "errors",
}

__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
