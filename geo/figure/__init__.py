"""Printable sheets: a subject before and after, or what changed, or the whole treaty on one plate, as
PDF, SVG and PNG.

A sheet shows the same rows as the pages: those of `held_on` on its two days. It is drawn in
millimetres on the paper, from shapes that pyproj projects; the layout is solved for the page size:
the largest maps that leave room for every word at a legible size. Lines are simplified by less than
0.05 mm on the sheet.

All text of a PDF can be searched in and copied out: every font is TrueType and embedded, and Thai
carries its text beside its glyphs (`ActualText`). A reader that does not know `ActualText` (PDF.js
does not) repeats the marks of Thai clusters when it copies. In an SVG text is drawn as outlines, so
that no reader needs the fonts: it cannot be searched; the PDF is there for that.
"""

from __future__ import annotations

import itertools
import math
import multiprocessing
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import matplotlib

from ..errors import UsageError
from ..model import Atlas, Subject
from ..timeline import iso
from .content import SIZES, Content, gather, languages, letters_of, one_of, page_size
from .files import FORMATS, save
from .fonts import length_of, use, words
from .ground import project_ground
from .labels import draw_names
from .layout import Layout, solve
from .maps import Panel, draw_frame, draw_map, draw_scale, heading_of
from .pen import Pen
from .projection import choose_projection, unwrapped, view_of
from .sheet import Row, Sheet, paragraph, settings

__all__ = ["FORMATS", "KINDS", "SIZES", "draw_figure", "languages", "write_figure", "write_figures"]

KINDS = ("pair", "change", "plate")

MARGIN = 9.0


def draw_figure(atlas: Atlas, features: gpd.GeoDataFrame, timeline: gpd.GeoDataFrame,
                layers: dict[str, gpd.GeoDataFrame], subject_id: str, before=None, after=None,
                size: str | None = None, language: str = "en", style: str = "colour",
                kind: str = "pair",
                edition: dict[str, str] | None = None) -> matplotlib.figure.Figure:
    """Draw one subject on two days.

    Parameters
    ----------
    atlas, features, timeline
        From `read_atlas`, `build_features`, `build_timeline` (EPSG:4326).
    layers : dict of GeoDataFrame
        The ground (EPSG:4326): `land`, `land_far`, `lakes`, `rivers`, `stations`, `railways`,
        `lease_lines`; what an atlas lacks is left out. `attrs["credit"]` stands under Sources.
    subject_id : str
    before, after : date or str, optional
        By default the subject's own days.
    size : str, optional
        a4, a3, letter, or "WxH" in mm; by default a4, and a3 for a plate.
    language, style : str
        One of the atlas's languages; colour or grey.
    kind : str
        "pair": the two days as two maps. "change": one map of what changed between them. "plate":
        that map, with the subjects that lie inside it as insets.
    edition : dict, optional
        `version` and `checksum` for the foot of the sheet.

    Returns
    -------
    matplotlib.figure.Figure
        One axes whose units are mm on the paper; every artist has a gid that says what it is.
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
    >>> figure = draw_figure(world.atlas, world.features, world.timeline, world.layers, "sakhalin")
    >>> figure.savefig("sakhalin.png", dpi=110)
    """
    one_of("kind", kind, KINDS)
    content = gather(atlas, features, timeline, layers, subject_id, before, after, language, style,
                     edition, kind)
    page = page_size(size or ("a3" if kind == "plate" else "a4"))
    insets = [] if kind != "plate" else [
        gather(atlas, features, timeline, layers, inset.id, *content.days, language, style, edition,
               kind) for inset in insets_of(atlas, content.subject)]
    with settings():
        use(language, letters_of(content))
        return _compose(content, insets, *page)


def insets_of(atlas: Atlas, subject: Subject) -> list[Subject]:
    """The subjects whose extents lie inside that of a subject."""
    west, south, east, north = unwrapped(subject.extent)
    found = []
    for other in atlas.subjects.values():
        w, s, e, n = unwrapped(other.extent)
        if other.id != subject.id and west <= w and e <= east and south <= s and n <= north:
            found.append(other)
    return found


def _compose(content: Content, insets: list[Content], width: float, height: float):
    sheet = Sheet(width, height)
    pen = Pen(sheet, content.atlas, content.style)
    layout = _laid_out(content, insets, width, height)
    for row, x, y in layout.title:
        row.draw(sheet, x, y, 0)
    panels = _panels(content, insets, layout.frames)
    sheet.figure.names = []
    for group in panels:
        drawn = pen._replace(weight=1.0 if group[0].view.scale > 1e3 / 9e6 else 0.7)
        for panel in group:
            draw_map(drawn, panel)
        sheet.figure.names += draw_names(drawn, group)
        inset = group[0].content is not content
        for panel in group:
            draw_frame(drawn, panel, [(panel.content.subject_short, "serif-bold", pen.ground("ink"))]
                       if inset else heading_of(panel))
        draw_scale(drawn, group[0], small=inset)
    for (left, y, wide), rows in zip(layout.columns, layout.rows, strict=False):
        for row in rows:
            if row.draw:
                row.draw(sheet, left, y, wide)
            y -= row.height
    for row, x, y in layout.foot:
        row.draw(sheet, x, y, 0)
    return sheet.figure


def _laid_out(content: Content, insets: list[Content], width: float, height: float) -> Layout:
    """Where everything lies on a page.

    Raises
    ------
    UsageError
        The page is too small; the sentence says the smallest of its shape that is not.
    """
    found = _try(content, insets, width, height)
    if found is not None:
        return found
    small, large = 1.0, None
    for times in (1.25, 1.6, 2.0, 3.0, 4.0, 6.0, 10.0):
        if _try(content, insets, width * times, height * times) is not None:
            large = times
            break
        small = times
    while large is not None and large - small > 0.02:
        middle = (small + large) / 2
        if _try(content, insets, width * middle, height * middle) is None:
            small = middle
        else:
            large = middle
    allowed = "a larger size, such as a3" if large is None else \
        f"from {math.ceil(width * large)}x{math.ceil(height * large)} in this shape"
    raise UsageError(f"the page is too small for the words of {content.subject.id}; allowed: {allowed}")


def _try(content: Content, insets: list[Content], width: float, height: float) -> Layout | None:
    """The layout of a page, or None where it is too small."""
    title, top = title_rows(content, width, height)
    foot, bottom = foot_rows(content, width)
    body = (MARGIN, bottom, width - MARGIN, top)
    if top - bottom < 60:
        return None
    found = solve(content, 2 if content.kind == "pair" else 1, insets, body)
    return found and found._replace(title=title, foot=foot)


def _panels(content: Content, insets: list[Content], frames) -> list[list[Panel]]:
    """The maps of a sheet; those of one group show one ground."""
    found = []
    for n, one in enumerate((content, *insets)):
        projection = choose_projection(one.subject.extent, one.say["projection"])
        view = view_of(projection, one.subject.extent, frames[n])
        ground = project_ground(one.layers, one.shown, one.features.loc[one.subject.features],
                                one.limits, one.subject.extent, view)
        if content.kind == "pair":
            found.append([Panel(one, view, ground, label, side, frames[side][0] - frames[0][0],
                                frames[side][1] - frames[0][1])
                          for side, label in enumerate(("before", "after"))])
        else:
            found.append([Panel(one, view, ground, one.subject.id if n else "change", None)])
    return found


def title_rows(content: Content, width: float, height: float):
    """Title, the atlas it belongs to, and the lead, as (row, left, top); and the height (mm) left
    below them."""
    texts, name, wide = content.texts, content.subject.id, width - 2 * MARGIN
    title = words(texts[f"subject.{name}.title"], "serif-bold")
    atlas = words(texts["atlas.title"], "serif-italic")
    found, y = [], height - MARGIN
    room = wide - 8 - sum(word.unit * 9.5 + word.spaced * 1.2 for word in atlas)
    one_line = paragraph(title, room, 17, content.ink(), gid="title")
    if len(one_line) == 1:
        right = paragraph(atlas, wide, 9.5, content.ink("quiet"), gid="atlas")[0]
        found.append((right, width - MARGIN - length_of(atlas, 9.5),
                      y - (one_line[0].height - right.height) * 0.78))
        rows = one_line
    else:
        # The atlas stands above, the title as large as two lines of it allow.
        rows = [*paragraph(atlas, wide, 8.5, content.ink("quiet"), gid="atlas"), Row(1.6)]
        size = next((size for size in (17, 16, 15, 14, 13) if len(
            paragraph(title, wide, size, content.ink())) <= 2), 12)
        rows += paragraph(title, wide, size, content.ink(), leading=1.3, gid="title")
    rows = [*rows, Row(1.0), *paragraph(words(texts[f"subject.{name}.lead"], "serif"), wide, 8.6,
                                        content.ink(), gid="lead")]
    for row in rows:
        if row.draw:
            found.append((row, MARGIN, y))
        y -= row.height
    return found, y - 1.5


def foot_rows(content: Content, width: float):
    """The projection and the edition below everything, as (row, left, top); and the height (mm)
    above them."""
    say, wide, size = content.say, width - 2 * MARGIN, 6.0
    quiet = content.ink("quiet")
    edition = words(say["edition"].format(version=content.edition.get("version", ""),
                                          checksum=content.edition.get("checksum", "")[:12])
                    if content.edition else "", "sans")
    of = choose_projection(content.subject.extent, say["projection"]).words + say["stop"]
    of = words(of.replace("’", say["minute"]), "sans")
    long, found = length_of(edition, size), []
    beside = length_of(of, size) + long + 6 <= wide
    rows = paragraph(of, wide, size, quiet, gid="projection")
    right = paragraph(edition, wide, size, quiet, gid="edition")
    high = sum(row.height for row in rows) + (0 if beside else sum(row.height for row in right))
    y = MARGIN - 2.2 + high
    top = y
    if beside and right:
        found.append((right[0], width - MARGIN - long, y))
    for row in rows if beside else rows + right:
        found.append((row, MARGIN, y))
        y -= row.height
    return found, top + 3.2


# --- files ----------------------------------------------------------------------------------------

class Request(NamedTuple):
    """One sheet of the set: its subject and kind."""

    subject: str
    kind: str


def file_name(atlas: Atlas, subject: str, kind: str, language: str, style: str, size: str | None = None,
              before=None, after=None, dpi: int = 300) -> str:
    """The name of a sheet's files: sakhalin, sakhalin-change, plate; another language, grey and a size,
    days or resolution of the reader's own are added to it, so that such a sheet takes no other's place."""
    whole = atlas.subjects[subject].all_articles
    parts = {"pair": [subject], "change": [subject, "change"],
             "plate": ["plate"] if whole else [subject, "plate"]}[kind]
    own = [size.lower() if size else "", f"from-{iso(before)}" if before else "",
           f"to-{iso(after)}" if after else "", f"{dpi}dpi" if dpi != 300 else ""]
    return "-".join(parts + [language] * (language != "en") + [style] * (style != "colour")
                    + list(filter(None, own)))


def write_figure(atlas: Atlas, features: gpd.GeoDataFrame, timeline: gpd.GeoDataFrame,
                 layers: dict[str, gpd.GeoDataFrame], subject_id: str, folder: Path,
                 edition: dict[str, str], formats=FORMATS, before=None, after=None,
                 size: str | None = None, language: str = "en", style: str = "colour",
                 kind: str = "pair", dpi: int = 300) -> list[Path]:
    """Draw one subject (see `draw_figure`) and write it into a folder, one file for each format.

    Every file is written aside and moved in place when all of them are whole. The same inputs give
    the same bytes.

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
    figure = draw_figure(atlas, features, timeline, layers, subject_id, before, after, size,
                         language, style, kind, edition)
    return save(figure, folder, file_name(atlas, subject_id, kind, language, style, size,
                                          before, after, dpi), atlas,
                atlas.subjects[subject_id], language, edition, formats, dpi)


def requests(atlas: Atlas) -> list[Request]:
    """The whole set: every subject as pair and as change, and the plate of the whole treaty."""
    found = [Request(subject, kind) for subject in atlas.subjects for kind in ("pair", "change")]
    return found + [Request(subject.id, "plate") for subject in atlas.subjects.values()
                    if subject.all_articles]


def write_figures(atlas: Atlas, features: gpd.GeoDataFrame, timeline: gpd.GeoDataFrame,
                  layers: dict[str, gpd.GeoDataFrame], folder: Path, edition: dict[str, str],
                  progress=iter) -> list[Path]:
    """Write the whole set in all formats.

    Parameters are those of `write_figure`; `progress` wraps the sheets, such as `tqdm`. Where the
    system can fork, two sheets are drawn at a time: each is its own files, so the bytes are the same.
    """
    def write(sheet) -> list[Path]:
        return write_figure(atlas, features, timeline, layers, sheet.subject, folder, edition,
                            kind=sheet.kind)

    sheets = list(requests(atlas))
    if len(sheets) < 4 or "fork" not in multiprocessing.get_all_start_methods():
        return [path for sheet in progress(sheets) for path in write(sheet)]
    return [path for paths in _two_at_a_time(write, sheets, progress) for path in paths]


def _two_at_a_time(write, sheets: list, progress) -> Iterator[list[Path]]:
    """The results of `write`, in order; odd sheets are drawn by a forked process meanwhile."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_send, args=(there, write, sheets[1::2]))
    process.start()
    there.close()
    try:
        mine = [write(sheet) for sheet in progress(sheets[::2])]
        theirs = here.recv()
    finally:
        process.terminate()
        process.join()
    if isinstance(theirs, BaseException):
        raise theirs
    for pair in itertools.zip_longest(mine, theirs):
        yield from filter(None, pair)


def _send(pipe, write, sheets: list) -> None:
    """Run in the forked process: the results, or what went wrong, through the pipe."""
    try:
        pipe.send([write(sheet) for sheet in sheets])
    except Exception as error:
        pipe.send(error)
