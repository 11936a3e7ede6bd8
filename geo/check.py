"""All that is wrong with an atlas and its layers, in one list of sentences."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd

from .catalogue import Faults
from .errors import DataError
from .features import build_features
from .ground_sense import ground_mistakes, ground_remarks
from .layers import check_columns, check_layers
from .marks import read_marks
from .model import LEGAL_DATES, Atlas
from .sense import remarks
from .sources import check_links, data_folder, layer_folder, located, read_facts, read_layer
from .texts import known_languages, translation, word_translation
from .timeline import build_timeline
from .world import World

#: So many sentences of one kind are named for a language; of the others it says how many they are.
SHOWN = 5

#: What a translator has left to do, of one sentence and of several.
LEFT = {
    "missing": "not translated yet: said in English, with a mark",
    "stale": "translated from other English, or marked fuzzy: said in English, with a mark, until translated anew",
    "unused": "translated, but nothing says it (any more)",
}


def check(name: str, data: Path | None = None) -> str:
    """Check facts, links, layers, checksums, shapes and timeline of an atlas; writes nothing.

    Returns
    -------
    str
        One line that counts what was checked; then what is no mistake but worth a look: features that
        nothing uses, sentences not translated yet.

    Raises
    ------
    DataError
        `problems` holds one sentence for each mistake found, in the facts and in the layers.
    """
    data = Path(data) if data else data_folder()
    problems: list[str] = []
    atlas, faults = read_facts(name, data)
    # Only the layers of this atlas: those of others are theirs to mend.
    folders = _folders(atlas, data) if atlas else []
    check_links(folders, problems)
    if not problems:
        problems += check_layers(data, folders)
    problems += faults
    if atlas:
        problems += _unknown_languages(atlas)
        try:
            read_marks(data)
        except DataError as error:
            problems += error.problems
        # Of a language that nothing can be said in, the facts have told already.
        for language in sorted({*atlas.languages} & {*known_languages()}):
            try:
                translation(atlas, language)
            except DataError as error:
                problems += error.problems
    timeline = None
    if atlas and not problems:
        problems += check_columns(atlas, data)
    if atlas and not problems:
        timeline, wrong = _built(atlas, data)
        problems += [located(problem, atlas, data) for problem in wrong]
    if problems or atlas is None or timeline is None:
        raise DataError(problems)
    articles = sum(len(instrument.articles) for instrument in atlas.instruments.values())
    told = (
        f"{name}: {len(atlas.instruments)} instruments, {articles} articles, "
        f"{len(atlas.features)} features, {len(timeline)} rows: all is well"
    )
    noted = [place.says(sentence) for place, sentence in (*remarks(atlas), *ground_remarks(atlas, timeline))]
    return "\n".join([told, *noted, *left_to_translate(atlas)])


def _built(atlas: Atlas, data: Path) -> tuple[gpd.GeoDataFrame | None, list[str]]:
    """The timeline, and what is wrong with shapes and rows; a legal date that only a reader chooses counts too."""
    try:
        features = build_features(atlas, data)
        timeline = build_timeline(atlas, features)
        for basis in LEGAL_DATES:
            build_timeline(atlas, features, basis)
    except DataError as error:
        return None, error.problems
    return timeline, _ground_mistakes(atlas, features, timeline, data)


def _ground_mistakes(atlas: Atlas, features: gpd.GeoDataFrame, timeline: gpd.GeoDataFrame, data: Path) -> list[str]:
    def layer(name: str) -> gpd.GeoDataFrame:
        return read_layer(atlas.layers.get(name, name), data, atlas.id)

    return [place.says(sentence) for place, sentence in ground_mistakes(atlas, features, timeline, layer)]


def _folders(atlas: Atlas, data: Path) -> list[Path]:
    """The folders of the layers that an atlas names, where they are."""
    folders = sorted({layer_folder(layer, data, atlas.id) for layer in atlas.layers.values()})
    return [folder for folder in folders if folder.is_dir()]


def refuse_the_rest(world: World) -> None:
    """Refuse what an atlas can be read and built with and `check` calls a mistake all the same: a layer that is not
    what its source.toml says or lacks a column, a file of translations that nothing reads, ground where there is none.

    Raises
    ------
    DataError
        The sentences of `check`.
    """
    atlas, data = world.atlas, world.data
    problems = check_layers(data, _folders(atlas, data)) + _unknown_languages(atlas)
    problems = problems or check_columns(atlas, data)
    wrong = [] if problems else _ground_mistakes(atlas, world.features, world.timeline, data)
    problems += [located(problem, atlas, data) for problem in wrong]
    if problems:
        raise DataError(problems)


def _unknown_languages(atlas: Atlas) -> list[str]:
    """A sentence for each file of translations that no page will show."""
    languages = [language for language in atlas.languages if language != "en"]
    files = sorted(path for path in (Path(atlas.folder) / "languages").glob("*") if not path.name.startswith("."))
    return [
        f"atlases/{atlas.id}/languages/{path.name}: is read by nothing, as languages in atlas.toml does not name "
        f'"{path.stem}"; allowed: a PO file of one that it names: {", ".join(languages) or "(none)"}'
        if path.stem not in languages
        else f"atlases/{atlas.id}/languages/{path.name}: is read by nothing; allowed: {path.stem}.po"
        for path in files
        if path.name not in {f"{language}.po" for language in languages}
    ]


def left_to_translate(atlas: Atlas) -> list[str]:
    """A sentence for each that a language does not say as the English of today, or says without need."""
    found = []
    for language in atlas.languages:
        if language != "en":
            found += _told(f"languages/{language}.po", translation(atlas, language)[1])
            found += _told(f"words/{language}.po", word_translation(language)[1])
    return found


def _told(file: str, faults: Faults) -> list[str]:
    found = []
    for kind, keys in faults._asdict().items():
        found += [f'{file}: "{key}" is {LEFT[kind]}' for key in keys[:SHOWN]]
        if keys[SHOWN:]:
            found.append(f"{file}: {len(keys) - SHOWN} more are {LEFT[kind]}")
    return found
