"""Treaty Atlas: before-and-after maps that cite the article behind every line.

In the order of the flow::

    atlas = read_atlas("portsmouth_1905")
    features = build_features(atlas)
    timeline = build_timeline(atlas, features)
    held_on(timeline, "1905-10-20")
    changes_between(timeline, "1905-09-04", "1905-12-22")
"""

from .errors import DataError, GeoError, UsageError
from .features import build_features
from .sources import list_atlases, read_atlas, read_layer
from .timeline import build_timeline, changes_between, held_on

__all__ = ["DataError", "GeoError", "UsageError", "build_features", "build_timeline",
           "changes_between", "held_on", "list_atlases", "read_atlas", "read_layer"]
