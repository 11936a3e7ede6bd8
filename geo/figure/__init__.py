"""Figures to print: a subject before and after, or on one day, or what changed, or the whole treaty on
one plate; as a sheet, a bare map, a column or page of a journal, a slide or a wall map, or as a chart
of time; in PDF, SVG and PNG.

A figure shows the same rows as the pages: those of `held_on` on its days. It is drawn in millimetres
on the paper, from shapes that pyproj projects. The map takes the page; title and keys what is left,
and the articles in words stand on a second page. Lines are simplified by less than 0.1 mm.

All text of a PDF can be searched in and copied out: every font is TrueType and embedded, and each
sign says its own part of the text. In an SVG text is drawn as outlines, so that no
reader needs the fonts; `svg_text` keeps it as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import matplotlib
import msgspec

from ..errors import UsageError
from ..lanes import axis_of, lanes_of
from ..marks import read_marks
from ..model import Atlas, Subject
from ..texts import known_languages, read_texts
from ..timeline import Built, Day, iso
from .compose import compose
from .content import Content, gather, letters_of, names_of, one_of
from .files import FORMATS, save
from .fonts import use
from .layouts import LAYOUTS, SIZES, layout_of, page_size, zoom_of
from .projection import unwrapped
from .sheet import settings
from .shown import sum_of_shown
from .strip import compose_strip, legal_days

__all__ = ["FORMATS", "KINDS", "LAYOUTS", "SIZES", "draw_figure", "write_figure", "write_figures"]

KINDS = ("pair", "change", "day", "plate")


def draw_figure(
    world: Built,
    subject_id: str,
    before: Day | None = None,
    after: Day | None = None,
    size: str | None = None,
    language: str = "en",
    style: str = "colour",
    kind: str = "pair",
    edition: dict[str, str] | None = None,
    layout: str = "sheet",
    day: Day | None = None,
    extent: Sequence[float] | None = None,
    transparent: bool = False,
    modern: bool = True,
    reading: str = "",
) -> matplotlib.figure.Figure:
    """Draw one subject on two days, or on one.

    Parameters
    ----------
    world : World
        From `build_world`. Of its layers `land`, `land_far`, `lakes`, `rivers`, `stations`, `railways`,
        `lease_lines` are drawn; what an atlas lacks is left out. `attrs["credit"]` stands under
        Sources.
    subject_id : str
    before, after : date or str, optional
        By default the subject's own days.
    size : str, optional
        a4 to a0, letter, or "WxH" in mm; by default the layout's (a plate: a3).
    language, style : str
        One of the atlas's languages; colour or grey.
    kind : str
        "pair": the two days as two maps. "change": one map of what changed between them. "day": one
        map of one day. "plate": a map of what changed, with the subjects that lie inside it as insets.
    edition : dict, optional
        `version` for the foot of the sheet; beside it stands the checksum of what the sheet shows.
    layout : str
        "sheet": a page with title, keys and, in `figure.notes`, a second page of notes. "map": the map
        with scale and frame alone. "column", "page": 84 and 174 mm wide, for a journal. "slide": 16:9,
        least type 18 points. "wall": A2 to A0, the type scaled with the page. "strip": the chart of time.
    day : date or str, optional
        The day of one map; makes the kind "day".
    extent : (west, south, east, north), optional
        Degrees; by default the subject's.
    transparent : bool
        Leave the paper out.
    modern : bool
        Whether names of our day stand below those of the time.
    reading : str
        "law" or "fact": only rights in law, or only what held on the ground; both if it is empty.

    Returns
    -------
    matplotlib.figure.Figure
        One axes whose units are mm on the paper (of the design, where the layout is enlarged); every
        artist has a gid that says what it is. `notes` is the second page, a figure too, or None.
        `savefig` and a notebook give the very sheet that the command writes.

    Raises
    ------
    UsageError
        Something asked for does not exist; the sentence says what would.
    DataError
        The translation of the atlas is not whole.

    Examples
    --------
    >>> from geo import build_world, draw_figure
    >>> world = build_world("portsmouth_1905")
    >>> figure = draw_figure(world, "sakhalin")
    >>> figure.savefig("sakhalin.png", dpi=110)
    """
    if not hasattr(world, "atlas") or not hasattr(world, "layers"):
        raise UsageError(f"draw_figure was given {type(world).__name__}; allowed: a World from build_world")
    atlas = world.atlas
    one_of("kind", kind, KINDS)
    chosen = layout_of(layout)
    kind = "day" if day else kind
    if kind == "plate" and chosen.name not in ("sheet", "wall"):
        raise UsageError(f"a plate has no layout {layout}; allowed: sheet, wall")
    if chosen.name == "strip":
        if kind != "pair":
            raise UsageError(f"a chart of time is not of a {kind}; allowed: neither kind nor day")
        kind = "strip"
    page = page_size(size, chosen, kind)
    if extent is not None and subject_id in atlas.subjects:
        atlas = _with_extent(atlas, subject_id, extent)

    days, more = (day, day) if day else (before, after), {"edition": edition, "modern": modern, "reading": reading}
    content, *insets = _gathered(world, atlas, subject_id, days, kind, language, style, **more)
    lanes = lanes_of(world, content.subject.features, reading, content.style) if kind == "strip" else []
    if edition:
        found = sum_of_shown([content, *insets], [lanes, legal_days(content), axis_of(atlas)] if lanes else None)
        content = content._replace(edition=edition | {"checksum": found})
    if kind == "strip":
        cited = {tuple(bar.article.split("/", 1)) for lane in lanes for bar in lane.bars}
        content = content._replace(cited=frozenset(cited & content.notes.keys()))
        with settings():
            use(language, letters_of(content), names_of(content))
            return compose_strip(content, lanes, axis_of(atlas), chosen, page, zoom_of(chosen, page), transparent)
    with settings():
        use(language, letters_of(content), names_of(content))
        return compose(content, insets, chosen, page, zoom_of(chosen, page), transparent)


def _gathered(
    world: Built,
    atlas: Atlas,
    subject: str,
    days: tuple[Day | None, Day | None],
    kind: str,
    language: str,
    style: str,
    **more,
):
    """What the figure of a subject shows on two days (None: its own), and behind it what the insets of a plate show;
    `more` as `gather` takes it."""
    facts = atlas, read_marks(world.data), world.features, world.timeline, world.layers
    content = gather(*facts, subject, *days, language, style, kind=kind, **more)
    insets = insets_of(atlas, content.subject) if kind == "plate" else []
    return [content, *(gather(*facts, inset.id, *content.days, language, style, kind=kind, **more) for inset in insets)]


def _with_extent(atlas: Atlas, subject: str, extent) -> Atlas:
    """An atlas whose subject has another extent.

    Raises
    ------
    UsageError
        It is no extent.
    """
    west, south, east, north = extent
    good = -90 <= south < north <= 90 and all(-180 <= lon <= 180 for lon in (west, east)) and west != east
    if not good or (east - west) % 360 > 180 or east - west == 360:
        raise UsageError(
            f"{','.join(f'{side:g}' for side in extent)} is no extent; allowed: west, "
            "south, east, north in degrees, south < north, west and east at most 180 apart"
        )
    changed = msgspec.structs.replace(atlas.subjects[subject], extent=list(extent))
    return msgspec.structs.replace(atlas, subjects={**atlas.subjects, subject: changed})


def insets_of(atlas: Atlas, subject: Subject) -> list[Subject]:
    """The subjects whose extents lie inside that of a subject."""
    west, south, east, north = unwrapped(subject.extent)
    found = []
    for other in atlas.subjects.values():
        w, s, e, n = unwrapped(other.extent)
        if other.id != subject.id and west <= w and e <= east and south <= s and n <= north:
            found.append(other)
    return found


# --- files ----------------------------------------------------------------------------------------


class Request(NamedTuple):
    """One sheet of the set: its subject, kind and language."""

    subject: str
    kind: str
    language: str = "en"


def file_name(
    atlas: Atlas,
    subject: str,
    kind: str,
    language: str = "en",
    style: str = "colour",
    layout: str = "sheet",
    size: str | None = None,
    before=None,
    after=None,
    day=None,
    extent=None,
    modern: bool = True,
    reading: str = "",
    dpi: int = 300,
) -> str:
    """The name of a figure's files, which says all that was asked for, so that none overwrites
    another: sakhalin, sakhalin-change-th-grey, sakhalin-column, sakhalin-day-1905-10-15."""
    whole = atlas.subjects[subject].all_articles
    parts = {
        "pair": [subject],
        "change": [subject, "change"],
        "day": [subject, "day"],
        "plate": ["plate"] if whole else [subject, "plate"],
    }["day" if day else kind]
    parts += [layout] * (layout != "sheet") + [language] * (language != "en")
    own = [
        style if style != "colour" else "",
        size.replace(" ", "").lower() if size else "",
        iso(day) if day else "",
        f"from-{iso(before)}" if before else "",
        f"to-{iso(after)}" if after else "",
        reading,
        "" if modern else "no-modern",
        "" if extent is None else "_".join(f"{side:g}" for side in extent),
        f"{dpi}dpi" if dpi != 300 else "",
    ]
    return "-".join([*parts, *filter(None, own)])


def write_figure(
    world,
    subject_id: str,
    folder: Path,
    edition: dict[str, str],
    formats=FORMATS,
    before=None,
    after=None,
    size: str | None = None,
    language: str = "en",
    style: str = "colour",
    kind: str = "pair",
    dpi: int = 300,
    *,
    layout: str = "sheet",
    day=None,
    extent=None,
    transparent: bool = False,
    modern: bool = True,
    reading: str = "",
    svg_text: bool = False,
) -> list[Path]:
    """Draw one subject (see `draw_figure`) and write it into a folder, one file for each format, and
    beside them a caption (`.md`).

    Every file is written aside and moved in place when all of them are whole. The same inputs give
    the same bytes. `svg_text` keeps the text of an SVG as text, which a reader sees in fonts of its own.

    Returns
    -------
    list of Path

    Raises
    ------
    UsageError
        As `draw_figure`, or an unknown format or an impossible resolution.
    """
    for name in formats:
        one_of("format", name, FORMATS)
    if not 30 <= dpi <= 1200:
        raise UsageError(f"impossible resolution {dpi}; allowed: 30 to 1200 dots an inch")
    figure = draw_figure(
        world,
        subject_id,
        before,
        after,
        size,
        language,
        style,
        kind,
        edition,
        layout,
        day,
        extent,
        transparent,
        modern,
        reading,
    )
    atlas = world.atlas
    stem = file_name(
        atlas, subject_id, kind, language, style, layout, size, before, after, day, extent, modern, reading, dpi
    )
    return save(figure, folder, stem, atlas, atlas.subjects[subject_id], language, edition, formats, dpi, svg_text)


def requests(atlas: Atlas, chosen=None) -> list[Request]:
    """The whole set, language by language: every subject as pair and as change, and the plate of the
    whole treaty; in all languages of the atlas, or in those `chosen`.

    Raises
    ------
    UsageError
        The atlas has no such language.
    """
    found = [Request(subject, kind) for subject in atlas.subjects for kind in ("pair", "change")]
    found += [Request(subject.id, "plate") for subject in atlas.subjects.values() if subject.all_articles]
    spoken = [name for name in atlas.languages if name in known_languages()]
    for name in chosen or ():
        one_of("language", name, spoken)
    spoken = [name for name in spoken if chosen is None or name in chosen]
    return [sheet._replace(language=name) for name in spoken for sheet in found]


def sums_of(world: Built, sheets: Sequence[Request]) -> dict[Request, str]:
    """Of each sheet of the set the checksum of what it shows, which stands on its foot: a sheet that was drawn from
    the same, by the same program, need not be drawn again."""
    known: dict = {}
    gathered: dict[tuple[str, str], list[Content]] = {}
    found = {}
    for sheet in sheets:
        language, key = sheet.language, (sheet.subject, sheet.kind)
        if key not in gathered:  # what is shown is the same in every language
            gathered[key] = _gathered(world, world.atlas, sheet.subject, (None, None), sheet.kind, language, "colour")
        texts = read_texts(world.atlas, language)
        contents = [content._replace(language=language, texts=texts) for content in gathered[key]]
        found[sheet] = sum_of_shown(contents, None, known)
    return found


def formats_of(atlas: Atlas, sheet: Request) -> tuple[str, ...]:
    """The formats in which a sheet of the set is written: in the first language of the atlas all, in the others PDF."""
    return FORMATS if sheet.language == atlas.languages[0] else ("pdf",)


def write_sheet(world, sheet: Request, folder: Path, edition: dict[str, str]) -> list[Path]:
    """Write one sheet of the set, in the formats of `formats_of`.

    Parameters are those of `write_figure`.
    """
    formats = formats_of(world.atlas, sheet)
    return write_figure(world, sheet.subject, folder, edition, formats, kind=sheet.kind, language=sheet.language)


def write_figures(world, folder: Path, edition: dict[str, str], progress=iter, chosen=None) -> list[Path]:
    """Write the whole set, one sheet after another (`geo.build` draws several at a time, as steps).

    Parameters are those of `write_figure`; `progress` wraps the sheets, such as `tqdm`; `chosen` is
    that of `requests`.
    """
    sheets = requests(world.atlas, chosen)
    return [path for sheet in progress(sheets) for path in write_sheet(world, sheet, folder, edition)]
