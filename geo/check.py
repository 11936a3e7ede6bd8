"""All that is wrong with an atlas and its layers, in one list of sentences."""

from __future__ import annotations

from pathlib import Path

from .errors import DataError
from .features import build_features
from .layers import check_layers
from .sources import check_links, data_folder, read_atlas
from .timeline import build_timeline


def check(name: str, data: Path | None = None) -> str:
    """Check facts, links, layers, checksums, shapes and timeline of an atlas; writes nothing.

    Returns
    -------
    str
        One line that counts what was checked.

    Raises
    ------
    DataError
        `problems` holds one sentence for each mistake found, in the facts and in the layers.
    """
    data = Path(data) if data else data_folder()
    problems: list[str] = []
    check_links(data, problems)
    if not problems:
        problems += check_layers(data)
    atlas = None
    try:
        atlas = read_atlas(name, data)
    except DataError as error:
        problems += error.problems
    if atlas and not problems:
        timeline = build_timeline(atlas, build_features(atlas, data))
    if problems:
        raise DataError(problems)
    articles = sum(len(instrument.articles) for instrument in atlas.instruments.values())
    return (f"{name}: {len(atlas.instruments)} instruments, {articles} articles, "
            f"{len(atlas.features)} features, {len(timeline)} rows: all is well")
