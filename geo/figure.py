"""Printable sheets: a subject before and after, as PDF, SVG and PNG.

A sheet shows the same rows as the pages: those of `held_on` on its two days. It is drawn in
millimetres on the paper (`geo.sheet`), from shapes that pyproj projects; the layout is solved for
the page size: the largest map that leaves room for every word at a legible size.
"""

from __future__ import annotations

import difflib
import re
import tempfile
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import matplotlib
import numpy as np
import shapely

from . import style as marks
from .errors import UsageError
from .geometry import lines_of, polygons_of
from .model import Atlas, Feature, Subject
from .sheet import (
    MM,
    SETTINGS,
    TOLERANCE,
    Name,
    Projection,
    Row,
    Sheet,
    View,
    azimuthal,
    choose_projection,
    degrees,
    dots,
    draw_name,
    flow,
    graticule,
    hatch_lines,
    in_window,
    outline_m,
    paragraph,
    place_all,
    scale_bar,
    transformer,
    unwrapped,
    view_of,
    width_of,
    words,
)
from .sources import cited_sources
from .timeline import held_on, iso, numbered_notes

FORMATS = ("pdf", "svg", "png")
KINDS = ("pair",)

#: Page sizes in mm, width by height. ISO 216; ANSI/ASME Y14.1 for letter.
SIZES = {"a4": (297.0, 210.0), "a3": (420.0, 297.0), "letter": (279.4, 215.9)}

#: Islets of the ground under this area (mm² on the sheet) are left out: no printer holds them.
SPECK = 0.008

MARGIN = 9.0

#: The words of a sheet, by language.
WORDS = {"en": {
    "before": "Before", "after": "After", "legend": "Legend", "notes": "Articles",
    "measures": "Measures", "sources": "Sources",
    "measured": "on the WGS 84 ellipsoid, of the shapes as drawn; ± is how far a line may lie off:",
    "months": ["January", "February", "March", "April", "May", "June", "July", "August",
               "September", "October", "November", "December"],
    "limit": "Limit", "verified": "verified", "derived": "derived", "approximate": "approximate",
    "conjectural": "conjectural", "unseen": "(text not seen by us)", "article": "Art.",
    "station": "Station", "station_uncertain": "Station, place approximate",
    "scale": "Scale 1:{n}; the bar is true along {parallel}",
    "conic": "Lambert conformal conic projection, standard parallels {a} and {b}, central meridian "
             "{lon}",
    "azimuthal": "Lambert azimuthal equal-area projection, centred on {lat}, {lon}",
    "datum": "datum WGS 84", "ground": "Ground",
    "simplified": "Lines are simplified by less than {mm} mm on the sheet.",
    "edition": "Treaty Atlas {version}, data {checksum}",
    "on_kind": {"area": "", "line": ", on a line", "band": ", along a coast",
                "point": ", at a place"},
}}


# --- marks ----------------------------------------------------------------------------------------

def kind_of(shape) -> str:
    """area, line or point."""
    return {"Polygon": "area", "LineString": "line"}.get(shape.geom_type.replace("Multi", ""),
                                                         "point")


class Pen(NamedTuple):
    """What a mark needs to be drawn, on a map or in the legend."""

    sheet: Sheet
    atlas: Atlas
    style: str
    weight: float = 1.0  # of symbols along lines; less on small scales

    def ground(self, name: str) -> str:
        return marks.GROUND[self.style][name]

    def colour(self, row) -> str:
        return marks.power_colour(self.atlas.terms, row["holder"], self.style)

    def mark(self, row) -> str:
        return self.atlas.terms.tenure[row["tenure"]].mark

    def fills(self, shape, rows, gid):
        for row in rows:
            if self.mark(row) == "fill":
                self.sheet.area(shape, marks.tint(self.colour(row)),
                                gid=f"{gid}-{row['tenure']}-{row['holder']}")

    def hatches(self, shape, rows, gid):
        """Hatches of an area; two holders of one right take turns, line by line."""
        for row, share, of in _shares([r for r in rows if self.mark(r) in ("hatch", "dots")]):
            angle, spacing, width = marks.hatch_of(self.atlas.terms, row["tenure"])
            named = f"{gid}-{row['tenure']}-{row['holder']}"
            if self.mark(row) == "dots":
                self.sheet.lines(dots(shape, angle, spacing, share / of), self.colour(row), width,
                                 gid=named, cap="round")
            else:
                self.sheet.lines(hatch_lines(shape, angle, spacing * of, share / of),
                                 self.colour(row), width, gid=named)

    def outlines(self, shape, rows, gid):
        """Rights that are told by an outline."""
        for n, row in enumerate(r for r in rows if self.mark(r) == "outline"):
            self.sheet.lines(shapely.boundary(shape), self.colour(row), 1.2,
                             gid=f"{gid}-{n}-outline")

    def line(self, shape, rows, gid):
        """A line and its rights: outlines beside it, dots or ticks beside those, the holder's
        colour and white sleepers where it is a line that someone works, else a band."""
        w, put = self.weight, self.sheet.lines
        works = [row for row in rows if self.mark(row) == "line"]
        for n, row in enumerate(r for r in rows if self.mark(r) == "outline"):
            put(shape, self.colour(row), (5.0 + 1.6 * n) * w, gid=f"{gid}-{row['tenure']}")
            put(shape, self.ground("paper"), 3.6 * w, gid=f"{gid}-{row['tenure']}-gap")
        hatched = [row for row in rows if self.mark(row) in ("hatch", "dots")]
        if not works:
            for n, row in enumerate(hatched or rows):
                put(shape, marks.tint(self.colour(row), 0.5), (3.4 - 1.2 * n) * w, cap="round",
                    gid=f"{gid}-{row['tenure']}-band")
                put(shape, self.colour(row), 0.9 * w, gid=f"{gid}-{row['tenure']}-{row['holder']}")
            return
        self.beside(shape, hatched, gid)
        for row in works[:1]:
            put(shape, self.ground("ink"), 2.6 * w, gid=f"{gid}-casing", cap="round")
            put(shape, self.colour(row), 2.0 * w, gid=f"{gid}-{row['tenure']}-{row['holder']}",
                cap="round")
            put(shape, self.ground("paper"), 0.8 * w, (0, (2.6, 4.6)), gid=f"{gid}-sleepers")

    def beside(self, shape, rows, gid):
        """Rights on a line that is not their own: dots along both sides, or ticks across."""
        w = self.weight
        for row, share, of in _shares(rows):
            named = f"{gid}-{row['tenure']}-{row['holder']}"
            if self.mark(row) == "dots":
                sides = shapely.MultiLineString([line for off in (-1.45 * w, 1.45 * w) for line in
                                                 lines_of(shapely.offset_curve(shape, off))])
                self.sheet.lines(sides, self.colour(row), 1.25 * w, (0, (0.01, 2.6 * of)), named,
                                 "round")
            else:
                self.sheet.lines(ticks(shape, 2.6 * of, 2.0 * w, share / of), self.colour(row), 0.7,
                                 gid=named)

    def point(self, x, y, rows, gid):
        """A place and its rights: one small tile for each, side by side."""
        size = 2.3
        tiles = list(_shares([row for row in rows if self.mark(row) != "outline"]))
        for n, (row, _, _) in enumerate(tiles):
            left = x + (n - len(tiles) / 2) * size
            tile = shapely.box(left, y - size / 2, left + size, y + size / 2)
            mark = self.mark(row)
            filled = marks.tint(self.colour(row)) if mark == "fill" else self.ground("paper")
            self.sheet.area(tile, self.colour(row) if mark == "line" else filled,
                            gid=f"{gid}-{row['tenure']}-{row['holder']}-tile")
            if mark in ("hatch", "dots"):
                angle = marks.hatch_of(self.atlas.terms, row["tenure"])[0]
                inside = hatch_lines(tile, angle, 0.75) if mark == "hatch" else dots(tile, 45, 0.8)
                self.sheet.lines(inside, self.colour(row), 0.8, cap="round",
                                 gid=f"{gid}-{row['tenure']}-{row['holder']}")
            self.sheet.area(tile, edge=self.ground("ink"), width=0.5, gid=f"{gid}-{n}-edge")
        return len(tiles) * size


def _shares(rows):
    """(row, number, of how many) among the rows of the same tenure."""
    for row in rows:
        same = [other["holder"] for other in rows if other["tenure"] == row["tenure"]]
        yield row, same.index(row["holder"]), len(same)


def ticks(shape, every: float, length: float, phase: float = 0.0):
    """Short strokes across lines (mm), leaning, `every` mm along them."""
    found = []
    for line in lines_of(shapely.line_merge(shape) if shape.geom_type != "LineString" else shape):
        for at in np.arange((0.3 + phase) * every, line.length, every):
            a, b = (np.array(line.interpolate(max(0, min(at + d, line.length))).coords[0])
                    for d in (-0.2, 0.2))
            along = (b - a) / max(np.hypot(*(b - a)), 1e-9)
            slant = along * 0.5 + np.array([-along[1], along[0]])
            middle, slant = (a + b) / 2, slant / np.hypot(*slant) * length / 2
            found.append(shapely.LineString([middle - slant, middle + slant]))
    return shapely.MultiLineString(found)


# --- what a sheet shows ---------------------------------------------------------------------------

class Content(NamedTuple):
    """What a sheet says, before it is laid out: the subject, its two days and their rows."""

    atlas: Atlas
    subject: Subject
    features: gpd.GeoDataFrame
    layers: dict[str, gpd.GeoDataFrame]
    days: tuple[str, str]
    held: tuple[list[dict], list[dict]]
    notes: dict[tuple[str, str], int]
    language: str
    style: str
    edition: dict[str, str]
    limits: dict[str, list[tuple[str, object]]]  # of each limit: (certainty, shape; EPSG:4326)
    shown: list[str]  # the layers on the sheet

    @property
    def say(self) -> dict:
        """The words of the language."""
        return WORDS[self.language]

    def name(self, names: dict[str, str]) -> str:
        """A name in the language, or in English."""
        return names.get(self.language) or names["en"]

    def rows(self, side: int, feature: str) -> list[dict]:
        """The rows of one feature on one of the days, in the order of their rank."""
        rank = self.atlas.terms.tenure
        return sorted((row for row in self.held[side] if row["feature"] == feature),
                      key=lambda row: rank[row["tenure"]].rank)

    def numbers(self, rows) -> str:
        """The numbers of the articles behind rows: "[3, 9]"."""
        found = sorted({self.notes[row["instrument"], row["article"]] for row in rows})
        return f"[{', '.join(map(str, found))}]" if found else ""

    def kind(self, feature: str) -> str:
        """area, point, line (one that someone works) or band (a line with other rights only)."""
        kind = kind_of(self.features.geometry[feature])
        if kind == "line" and not any(row["feature"] == feature and self.atlas.terms.tenure[
                row["tenure"]].mark == "line" for held in self.held for row in held):
            return "band"
        return kind

    def day(self, side: int) -> str:
        """A day in words."""
        year, month, day = (int(part) for part in self.days[side].split("-"))
        return f"{day} {self.say['months'][month - 1]} {year}"

    def divided(self, limit: str, side: int) -> bool:
        """Whether the two sides of a limit are held differently on a day."""
        sides = [sorted((row["tenure"], row["holder"]) for row in self.rows(side, name))
                 for name in self.atlas.features[limit].divides]
        return sides[0] != (sides[1] if len(sides) > 1 else [])


def gather(atlas, features, timeline, layers, subject_id, before, after, language, style,
           edition) -> Content:
    """Look up the subject, the days and their rows; refuse what does not exist.

    Raises
    ------
    UsageError
        Unknown subject, style or language, no day, a day outside the chain, or before >= after.
    """
    _one_of("subject", subject_id, atlas.subjects)
    _one_of("language", language, WORDS)
    _one_of("style", style, marks.STYLES)
    subject = atlas.subjects[subject_id]
    days = iso(before or subject.before), iso(after or subject.after)
    first, end = (day.isoformat() for day in atlas.covers)
    for day in days:
        if not first <= day < end:
            raise UsageError(f"{day} lies outside the chain of this atlas; allowed: {first} to the "
                             f"day before {end}")
    if not days[0] < days[1]:
        raise UsageError(f"before {days[0]} is not earlier than after {days[1]}; allowed: before < "
                         "after")
    held = tuple([row for row in held_on(timeline, day).drop(columns="geometry").to_dict("records")
                  if row["feature"] in subject.features] for day in days)
    limits = {feature.id: segments(feature, features, layers) for feature in atlas.features.values()
              if feature.divides and set(feature.divides) & set(subject.features)}
    return Content(atlas, subject, features, layers, days, held, numbered_notes(atlas), language,
                   style, edition or {}, limits, ground_layers(atlas, subject, layers, limits))


def _one_of(what: str, found: str, options) -> None:
    if found not in options:
        near = difflib.get_close_matches(str(found), options, n=1, cutoff=0.4)
        hint = f'did you mean "{near[0]}"? ' if near else ""
        raise UsageError(f'unknown {what} "{found}"; {hint}allowed: {", ".join(options)}')


def page_size(size: str) -> tuple[float, float]:
    """Width and height of a page in mm: a name of `SIZES` or "WxH" in mm.

    Raises
    ------
    UsageError
        Neither, or a page on which a sheet cannot be set.
    """
    if size in SIZES:
        return SIZES[size]
    found = re.fullmatch(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(?: ?mm)?", size)
    if not found or not all(140 <= float(side) <= 1500 for side in found.groups()):
        raise UsageError(f'impossible size "{size}"; allowed: {", ".join(SIZES)} or WxH in mm, '
                         "each from 140 to 1500")
    return float(found[1]), float(found[2])


# --- the words beside the maps --------------------------------------------------------------------

def text_rows(content: Content, width: float, size: float) -> list[Row]:
    """Everything that is said beside the maps, as rows for columns of a width (mm)."""
    ink, quiet = (marks.GROUND[content.style][name] for name in ("ink", "quiet"))
    gap = Row(size * 0.28)
    rows = [*legend_rows(content, width, size), *locator_rows(content, width), gap]
    rows += [_heading(content.say["notes"], size, ink)]
    for (instrument, number), n in content.notes.items():
        if (instrument, number) not in _used(content):
            continue
        record = content.atlas.instruments[instrument]
        article = record.article(number)
        line = [(f"[{n}]", "sans-bold"), *words(
            f"{record.short}, {content.say['article']} {number}.", "sans-bold"),
            *words(article.summary)]
        if not article.verified:
            line += words(content.say["unseen"])
        cited = [f"{source}, {pinpoint}" if pinpoint else source
                 for source, pinpoint in cited_sources(article.cite)][:1]
        line += words("; ".join(cited) + ".", "sans-italic")
        rows += paragraph(line, width, size, ink, hang=size * 0.5, gid=f"note-{n}")
        rows.append(Row(size * 0.06))
    rows += [gap, _heading(content.say["measures"], size, ink)]
    rows += paragraph(words(content.say["measured"]) + measures(content), width, size, ink,
                      gid="measures")
    rows += [gap, _heading(content.say["sources"], size, ink)]
    for line in sources(content):
        rows += paragraph(line, width, size * 0.93, quiet, hang=size * 0.5, gid="sources")
    return rows


def _heading(text: str, size: float, colour: str) -> Row:
    large = size * 1.12
    high = 1.0 + large * 1.35 / MM

    def draw(sheet, left, top, width):
        sheet.lines(shapely.LineString([(left, top - 0.4), (left + width, top - 0.4)]), colour, 0.5,
                    gid="rule")
        sheet.text(left, top - 1.0 - large * 0.9 / MM, text, "serif-bold", large, colour,
                   gid="heading")
    return Row(high, draw, True)


def _used(content: Content) -> set[tuple[str, str]]:
    """The articles behind the rows of both days, and those that gave the consent they need."""
    used = {(row["instrument"], row["article"]) for held in content.held for row in held}
    used |= {tuple(row["ended_by"].split("/", 1)) for row in content.held[0]
             if row["ended_by"] and row["end_date"] <= content.days[1]}
    for instrument in content.atlas.instruments.values():
        for provision in instrument.provisions:
            if provision.consent_by and (instrument.id, provision.article) in used \
                    and provision.feature in content.subject.features:
                used.add(tuple(provision.consent_by.split("/", 1)))
    return used


def measures(content: Content) -> list[tuple[str, str]]:
    """The measures of the subject's features in words, from the table of features."""
    found = []
    shown = {row["feature"] for held in content.held for row in held}
    names = [n for n in content.subject.features if n in shown] + list(content.limits)
    for name in names:
        feature, row = content.atlas.features[name], content.features.loc[name]
        value, unit = (row["area_km2"], "km²") if row["area_km2"] > 0 else (row["length_km"], "km")
        if not value > 0:
            continue
        off = feature.uncertainty_m / 1000
        digits = ",.0f" if value >= 200 else ",.1f"
        found += [*words(content.name(feature.names)),
                  (f"{value:{digits}}".replace(",", "\u00a0") + f"\u00a0{unit}", "sans-bold"),
                  (f"(±{off:g}\u00a0km,", "sans"), (content.say[feature.certainty] + ");", "sans")]
    if found:
        found[-1] = (found[-1][0][:-1] + ".", found[-1][1])
    return found


def sources(content: Content) -> list[list[tuple[str, str]]]:
    """What the notes cite, and the ground with its licences."""
    cited = []
    for instrument, number in (key for key in content.notes if key in _used(content)):
        article = content.atlas.instruments[instrument].article(number)
        cited += [source for source, _ in cited_sources(article.cite)[:1]]
    lines = []
    for source in (content.atlas.sources[name] for name in dict.fromkeys(cited)
                   if name in content.atlas.sources):
        rest = ", ".join(filter(None, (source.author, source.title, source.date)))
        lines.append([(source.id, "sans-italic"), *words(rest + ".")])
    credits = dict.fromkeys(content.layers[name].attrs["credit"] for name in content.shown
                            if content.layers[name].attrs.get("credit"))
    if credits:
        lines.append([(content.say["ground"], "sans-italic"), *words("; ".join(credits) + ".")])
    lines.append(words(content.say["simplified"].format(mm=TOLERANCE)))
    return lines


def ground_layers(atlas: Atlas, subject: Subject, layers, limits) -> list[str]:
    """The layers that the sheet shows: those of its features, and the ground in as much detail as
    covers the subject."""
    extent = unwrapped(subject.extent)
    found = {atlas.features[name].recipe.layer for name in (*subject.features, *limits)}
    found |= {"land_far", "lakes"} | ({"stations"} if subject.stations else set())
    found |= {name for name, share in (("land", 0.995), ("rivers", 0.7))
              if name in layers and _covers(layers[name], extent, share)}
    return [name for name in layers if name in found]


def locator_rows(content: Content, width: float) -> list[Row]:
    """A small map of the wider region, with the extent of the maps."""
    layer = content.layers.get("land_far", content.layers.get("land"))
    if layer is None:
        return []
    wide, high = min(width, 56.0), 26.0

    def draw(sheet, left, top, _):
        pen = Pen(sheet, content.atlas, content.style)
        frame = (left + 0.2, top - high + 1.5, left + wide - 0.2, top - 0.7)
        west, south, east, north = unwrapped(content.subject.extent)
        lon, lat = (west + east) / 2, (south + north) / 2
        crs = azimuthal(lon, lat)
        forward = transformer(crs)
        w, s, e, n = outline_m(forward, content.subject.extent)
        for times in (4.0, 3.2, 2.6, 2.1, 1.7, 1.4, 1.2):
            # As wide a region as the layer covers: beyond its edge there would be false sea.
            scale = min((frame[2] - frame[0]) / (e - w), (frame[3] - frame[1]) / (n - s)) / times
            view = View(Projection(crs, "", lon), forward, scale, ((w + e) / 2, (s + n) / 2), frame)
            if _covers(layer, view.window()):
                break
        sheet.area(view.box(), pen.ground("sea"), gid="locator-sea")
        land = shapely.GeometryCollection(view.project(list(layer.geometry)))
        sheet.area(land, pen.ground("land"), pen.ground("coast"), 0.3, gid="locator-land")
        edge = shapely.box(west, south, east, north)
        edge = shapely.transform(shapely.segmentize(edge, 0.25), view.to_mm)
        sheet.area(edge.intersection(view.box()), edge=pen.ground("accent"), width=1.1,
                   gid="locator-extent")
        sheet.area(view.box(), edge=pen.ground("ink"), width=0.5, gid="locator-frame")
    return [Row(high, draw)]


def legend_rows(content: Content, width: float, size: float) -> list[Row]:
    """The legend: for each right, and each kind of thing it lies on, swatches of its holders."""
    ink = marks.GROUND[content.style]["ink"]
    rows = [_heading(content.say["legend"], size, ink)]
    swatch, high = 7.0, max(3.9, size * 1.5 / MM)
    found: dict[tuple[str, str], list[str]] = {}
    for row in (row for held in content.held for row in held):
        kind = content.kind(row["feature"])
        tenure = content.atlas.terms.tenure[row["tenure"]]
        if kind == "point" and any(key[0] == row["tenure"] for key in found):
            continue
        holders = found.setdefault((row["tenure"], kind), [])
        if row["holder"] not in holders:
            holders.append(row["holder"])
    order = {name: tenure.rank for name, tenure in content.atlas.terms.tenure.items()}
    kinds = ("area", "line", "band", "point")
    labels = {key: content.atlas.terms.tenure[key[0]].label for key in found}
    for key in found:
        if any(other[0] == key[0] and other[1] != key[1] for other in found):
            labels[key] += content.say["on_kind"][key[1]]
    indent = min(0.36 * width, 2 + max((width_of(label, "sans", size)
                                        for label in labels.values()), default=0))
    powers = list(content.atlas.terms.power)
    for tenure, kind in sorted(found, key=lambda key: (order[key[0]], kinds.index(key[1]))):
        items = [(holder, content.atlas.terms.power[holder].name)
                 for holder in sorted(found[tenure, kind], key=powers.index)]
        rows += _legend_items(content, labels[tenure, kind], tenure, kind, items, indent, width,
                              size, swatch, high)
    rows += _legend_symbols(content, width, size, swatch, high)
    return rows


def _legend_items(content, label, tenure, kind, items, indent, width, size, swatch, high):
    ink = marks.GROUND[content.style]["ink"]
    lines, x = [[]], indent
    for holder, name in items:
        wide = swatch + 1.2 + width_of(name, "sans", size) + 2.4
        if lines[-1] and x + wide > width:
            lines.append([])
            x = indent
        lines[-1].append((x, holder, name))
        x += wide

    def draw(line, first):
        def put(sheet, left, top, _):
            pen = Pen(sheet, content.atlas, content.style)
            middle = top - high / 2
            base = middle - size * 0.35 / MM
            if first:
                for n, part in enumerate(_two_lines(label, indent - 1, size)):
                    sheet.text(left, base - n * size / MM, part, "sans", size, ink, gid="legend")
            for at, holder, name in line:
                row = {"tenure": tenure, "holder": holder}
                box = shapely.box(left + at, middle - 1.45, left + at + swatch, middle + 1.45)
                draw_swatch(pen, kind, box, [row], f"swatch-{tenure}-{kind}-{holder}")
                sheet.text(left + at + swatch + 1.2, base, name, "sans", size, ink, gid="legend")
        return put
    tall = len(_two_lines(label, indent - 1, size)) - 1
    return [Row(high + (tall * size / MM if n == len(lines) - 1 else 0), draw(line, n == 0),
                n < len(lines) - 1) for n, line in enumerate(lines)]


def _two_lines(text: str, width: float, size: float) -> list[str]:
    """A label on one line, or broken where it is too long."""
    lines = [""]
    for word in text.split():
        tried = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(tried, "sans", size) > width:
            lines.append(word)
        else:
            lines[-1] = tried
    return lines


def draw_swatch(pen: Pen, kind: str, box, rows, gid: str) -> None:
    """A piece of legend, drawn by the same pen as the map."""
    west, south, east, north = box.bounds
    middle = (south + north) / 2
    if kind == "area":
        pen.sheet.area(box, pen.ground("land"), gid=f"{gid}-ground")
        pen.fills(box, rows, gid)
        pen.hatches(box, rows, gid)
        pen.outlines(box, rows, gid)
        pen.sheet.area(box, edge=pen.ground("coast"), width=0.4, gid=f"{gid}-edge")
    elif kind in ("line", "band"):
        line = shapely.LineString([(west, middle), (east, middle)])
        if pen.mark(rows[0]) == "outline":
            # A right on a line that another right made: beside a neutral line.
            pen.sheet.lines(line, pen.colour(rows[0]), 5.0, gid=gid)
            pen.sheet.lines(line, pen.ground("paper"), 3.6, gid=f"{gid}-gap")
            pen.sheet.lines(line, pen.ground("quiet"), 1.6, gid=f"{gid}-line")
        elif kind == "line" and pen.mark(rows[0]) in ("hatch", "dots"):
            pen.beside(line, rows, gid)
            pen.sheet.lines(line, pen.ground("quiet"), 1.6, gid=f"{gid}-line")
        else:
            pen.line(line, rows, gid)
    else:
        pen.point((west + east) / 2, middle, rows, gid)


def _legend_symbols(content: Content, width, size, swatch, high) -> list[Row]:
    """Limits by certainty, and stations where they stand on the maps."""
    ink = marks.GROUND[content.style]["ink"]
    seen = []
    for limit, parts in content.limits.items():
        if content.divided(limit, 0) or content.divided(limit, 1):
            seen += [certainty for certainty, _ in parts]
    items = [("limit", c, f"{content.say['limit']}, {content.say[c]}") for c in marks.DASHES
             if c in seen]
    if content.subject.stations and "stations" in content.layers:
        located = content.layers["stations"]["located"] == "verified"
        items += [("station", "#ffffff", content.say["station"])] * bool(located.any())
        items += [("station", "none", content.say["station_uncertain"])] * bool((~located).any())
    lines, x = [], width
    for kind, value, label in items:
        wide = swatch + 1.2 + width_of(label, "sans", size) + 2.4
        if x + wide > width:
            lines.append([])
            x = 0.0
        lines[-1].append((x, kind, value, label))
        x += wide

    def draw(line):
        def put(sheet, left, top, _):
            middle = top - high / 2
            for at, kind, value, label in line:
                a, b = left + at, left + at + swatch
                if kind == "limit":
                    sheet.lines(shapely.LineString([(a, middle), (b, middle)]), ink, 1.2,
                                marks.DASHES[value], gid=f"swatch-limit-{value}")
                else:
                    draw_station(sheet, (a + b) / 2, middle, value == "#ffffff", content.style,
                                 "swatch-station")
                sheet.text(b + 1.2, middle - size * 0.35 / MM, label, "sans", size, ink,
                           gid="legend")
        return put
    return [Row(high, draw(line)) for line in lines]


def draw_station(sheet: Sheet, x, y, sure: bool, style: str, gid: str, radius=0.62) -> None:
    """A station: a white disc; one whose place is not sure has a broken rim."""
    disc = shapely.Point(x, y).buffer(radius)
    sheet.area(disc, "#ffffff", marks.GROUND[style]["ink" if sure else "quiet"], 0.55,
               gid=gid, dashes="solid" if sure else (0, (1.1, 0.8)))


def segments(limit: Feature, features: gpd.GeoDataFrame, layers) -> list[tuple[str, object]]:
    """(certainty, geometry in EPSG:4326) of a limit: its digitised segments where its layer has
    them, else the whole of it."""
    layer = layers.get(limit.recipe.layer)
    if layer is None or "certainty" not in layer or not limit.recipe.where:
        return [(limit.certainty, features.geometry[limit.id])]
    for column, value in limit.recipe.where.items():
        layer = layer[layer[column].isin(value if isinstance(value, list) else [value])]
    within = limit.recipe.within
    ground = features.geometry[within] if within in features.index else None
    found = []
    for certainty, shape in zip(layer["certainty"], layer.geometry, strict=True):
        known = next((c for c in marks.DASHES if str(certainty).startswith(c)), limit.certainty)
        shape = shape if ground is None else shapely.intersection(shape, ground)
        if not shape.is_empty:
            found.append((known, shape))
    return found


# --- the maps -------------------------------------------------------------------------------------

class Ground(NamedTuple):
    """Everything that both maps show, in mm within the frame of the first."""

    land: object
    coast: object
    shelf: object  # a rim of shallow water, for the eye only
    lakes: object
    rivers: list[tuple[float, object]]
    graticule: list
    shapes: dict[str, object]
    edges: dict[str, object]
    limits: dict[str, list[tuple[str, object]]]


def project_ground(content: Content, view: View) -> Ground:
    """Project the layers and the features of a subject."""
    layers, window = content.layers, view.window()
    land_parts = in_window(land_of(content, window), window)
    inner = shapely.box(*view.frame).buffer(-0.02)
    land = _whole([part for part in view.project(land_parts) if part.area > SPECK])
    rivers = []
    if "rivers" in content.shown:
        for level, group in layers["rivers"].groupby("level"):
            found = view.project(group.geometry)
            if found:
                rivers.append((float(level), shapely.GeometryCollection(found)))
    lakes = shapely.GeometryCollection(view.project(layers["lakes"].geometry)) \
        if "lakes" in layers else shapely.GeometryCollection()
    shapes, edges, limits = {}, {}, {}
    for name in content.subject.features:
        shape = content.features.geometry[name]
        parts = view.project([shape])
        kind = kind_of(shape)
        if kind == "area":
            shapes[name] = _whole(parts)
            edges[name] = shapely.boundary(shapes[name])
        elif kind == "line":
            shapes[name] = shapely.MultiLineString(lines_of(shapely.GeometryCollection(parts)))
        else:
            shapes[name] = shapely.MultiPoint([p for p in parts if p.geom_type == "Point"])
    for limit, parts in content.limits.items():
        limits[limit] = [(certainty, shapely.MultiLineString(lines_of(
            shapely.GeometryCollection(view.project([shape]))))) for certainty, shape in parts]
    coast = shapely.intersection(shapely.boundary(land), inner)
    # Along the coast an area needs no edge of its own.
    beside = shapely.buffer(coast, 0.2, quad_segs=1)
    edges = {name: shapely.difference(shapely.intersection(edge, inner), beside)
             for name, edge in edges.items()}
    large = [part for part in land.geoms if part.area > 0.3]
    shelf = shapely.buffer(shapely.simplify(large, 0.4), 0.9, quad_segs=2)
    shelf = shapely.intersection(shapely.union_all(shelf), view.box())
    return Ground(land, coast, shelf, lakes, rivers, graticule(view), shapes,
                  edges, limits)


def _whole(parts) -> shapely.MultiPolygon:
    """The polygons among parts as one valid MultiPolygon: simplified one by one, neighbours may
    overlap by a hair."""
    whole = shapely.MultiPolygon(polygons_of(shapely.GeometryCollection(parts)))
    return whole if whole.is_valid else shapely.MultiPolygon(
        polygons_of(shapely.GeometryCollection([shapely.union_all(whole.geoms)])))


def land_of(content: Content, window) -> list:
    """The land of a window: the detailed layer where it covers the subject, the coarse one for what
    lies beyond its edges, or for all of it."""
    land, far = content.layers.get("land"), content.layers.get("land_far")
    if land is None or far is None:
        only = far if land is None else land
        return [] if only is None else list(only.geometry)
    if not _covers(land, unwrapped(content.subject.extent)):
        return list(far.geometry)
    if _covers(land, window):
        return list(land.geometry)
    beyond = shapely.difference(in_window(far.geometry, window), shapely.box(*land.total_bounds))
    return [shapely.union_all([*in_window(land.geometry, window), *beyond])]


def _covers(layer, window, share: float = 0.995) -> bool:
    """Whether the bounds of a layer cover (a share of) a window of degrees."""
    bounds = layer.bounds.to_numpy()
    # The parts of a layer that was cut at 180 degrees, by whole turns next to the window.
    turn = 360 * np.round(((window[0] + window[2]) - (bounds[:, 0] + bounds[:, 2])) / 720)
    box = shapely.box((bounds[:, 0] + turn).min(), bounds[:, 1].min(),
                      (bounds[:, 2] + turn).max(), bounds[:, 3].max())
    window = shapely.box(*window)
    return box.intersection(window).area >= share * window.area


def draw_map(pen: Pen, content: Content, ground: Ground, view: View, side: int, dx: float) -> None:
    """One of the two maps; `dx` mm east of the first frame."""
    sheet, label = pen.sheet, ("before", "after")[side]

    def at(shape):
        return shapely.transform(shape, lambda xy: xy + [dx, 0]) if dx else shape
    west, south, east, north = view.frame
    frame = shapely.box(west + dx, south, east + dx, north)
    chosen = [(name, at(ground.shapes[name]), content.rows(side, name))
              for name in content.subject.features]
    chosen = [(name, shape, rows) for name, shape, rows in chosen if rows and not shape.is_empty]
    areas = [item for item in chosen if isinstance(item[1], shapely.MultiPolygon)]
    sheet.area(frame, pen.ground("sea"), gid=f"{label}-sea")
    sheet.area(at(ground.shelf), pen.ground("shelf"), gid=f"{label}-shelf")
    sheet.area(at(ground.land), pen.ground("land"), gid=f"{label}-land")
    for name, shape, rows in areas:
        pen.fills(shape, rows, f"{label}-{name}")
    for level, lines in ground.rivers:
        sheet.lines(at(lines), pen.ground("water"), 0.55 if level <= 2 else 0.35,
                    gid=f"{label}-river-{level:g}")
    sheet.area(at(ground.lakes), pen.ground("sea"), pen.ground("water"), 0.35, gid=f"{label}-lake")
    for axis, degree, line in ground.graticule:
        sheet.lines(at(line), pen.ground("graticule"), 0.28, gid=f"{label}-{axis}-{degree:g}")
    for name, shape, rows in areas:
        pen.hatches(shape, rows, f"{label}-{name}")
    sheet.lines(at(ground.coast), pen.ground("coast"), 0.45, gid=f"{label}-coast")
    for name, shape, rows in areas:
        if not any(pen.mark(row) == "fill" for row in rows):
            sheet.lines(at(ground.edges[name]), pen.ground("quiet"), 0.5,
                        marks.DASHES[content.atlas.features[name].certainty],
                        gid=f"{label}-{name}-edge")
        pen.outlines(shape, rows, f"{label}-{name}")
    for limit, parts in ground.limits.items():
        if content.divided(limit, side):
            for n, (certainty, line) in enumerate(parts):
                sheet.lines(at(line), pen.ground("paper"), 2.2, gid=f"{label}-{limit}-{n}-casing")
                sheet.lines(at(line), pen.ground("ink"), 1.2, marks.DASHES[certainty],
                            gid=f"{label}-{limit}-{n}-{certainty}")
    for name, shape, rows in chosen:
        if isinstance(shape, shapely.MultiLineString):
            pen.line(shape, rows, f"{label}-{name}")
    for name, shape, rows in chosen:
        if isinstance(shape, shapely.MultiPoint):
            for point in shape.geoms:
                pen.point(point.x, point.y, rows, f"{label}-{name}")


def draw_frame(pen: Pen, content: Content, ground: Ground, view: View, side: int,
               dx: float) -> None:
    """Neat line, border, degrees outside it, and the day above."""
    sheet, label = pen.sheet, ("before", "after")[side]
    west, south, east, north = view.frame
    for grow, width in ((0.0, 0.35), (0.9, 0.9)):
        sheet.area(shapely.box(west + dx - grow, south - grow, east + dx + grow, north + grow),
                   edge=pen.ground("ink"), width=width, gid=f"{label}-neatline-{grow:g}")
    last = -99.0
    for axis, degree, line in ground.graticule:
        points = shapely.get_coordinates(line)
        if axis == "meridian":
            x, y = points[points[:, 1].argmin()]
            text = degrees(degree, "EW")
            wide = width_of(text, "sans", 6.2)
            if y < south + 0.01 and west + wide / 2 <= x <= east - wide / 2 and x - last > wide + 2:
                sheet.lines(shapely.LineString([(x + dx, south), (x + dx, south - 0.9)]),
                            pen.ground("ink"), 0.4, gid=f"{label}-tick")
                sheet.text(x + dx, south - 3.4, text, "sans", 6.2, pen.ground("ink"), ha="center",
                           gid=f"{label}-degree")
                last = x
        else:
            x, y = points[points[:, 0].argmin()]
            wide = width_of(degrees(degree, "NS"), "sans", 6.2)
            if x < west + 0.01 and south + wide / 2 <= y <= north - wide / 2:
                sheet.lines(shapely.LineString([(west + dx - 0.9, y), (west + dx, y)]),
                            pen.ground("ink"), 0.4, gid=f"{label}-tick")
                sheet.text(west + dx - 1.9, y, degrees(degree, "NS"), "sans", 6.2,
                           pen.ground("ink"), ha="right", va="center", rotation=90,
                           gid=f"{label}-degree")
    x = west + dx
    word = content.say[label]
    sheet.text(x, north + 2.4, word, "serif-italic", 10.5, pen.ground("accent"),
               gid=f"{label}-word")
    sheet.text(x + width_of(word, "serif-italic", 10.5) + 1.8, north + 2.4, content.day(side),
               "serif-bold", 10.5, pen.ground("ink"), gid=f"{label}-day")


#: Face and colour of a place's name by its kind: water in blue italics, land in italics, towns
#: upright.
PLACE_LOOKS = {"sea": ("serif-italic", "sea_name"), "power": ("serif", "quiet"),
               "island": ("serif-italic", "ink"), "cape": ("serif-italic", "ink"),
               "area": ("serif-italic", "ink")}


def map_names(content: Content, ground: Ground, view: View, pen: Pen) -> list[Name]:
    """The names to be placed: places, stations, and features with the numbers of their articles."""
    ink, quiet = pen.ground("ink"), pen.ground("quiet")
    names = []
    numbers = {name: tuple(content.numbers(content.rows(side, name)) for side in (0, 1))
               for name in content.subject.features}
    merged = set()
    for place in content.atlas.places:
        found = content.subject.id in place.subjects and _in_frame(view, place.lon, place.lat)
        if not found:
            continue
        text, modern = content.name(place.names), place.modern.get(content.language) \
            or place.modern.get("en", "")
        # A small scale has little room between its names.
        size = {1: 9.0, 2: 7.4, 3: 6.6}.get(place.rank, 6.2) * (1 if pen.weight == 1 else 0.84)
        font, colour = PLACE_LOOKS.get(place.kind, ("serif", "ink"))
        # A feature that bears the name of a place lends it its numbers.
        twin = next((name for name in numbers if any(numbers[name]) and text.casefold()
                     == content.name(content.atlas.features[name].names).casefold()), None)
        merged.add(twin)
        text = text.upper() if place.kind == "power" else text
        first = [(text, font, size, pen.ground(colour))]
        now = [(modern, "sans-italic", size * 0.78, quiet)] \
            if modern and modern.casefold() != text.casefold() else []
        last = [(max(numbers[twin], key=len), "sans-bold", 6.4, pen.ground("accent"))] \
            if twin else []
        free = place.kind in ("sea", "power", "area", "island")
        anchors = _around(*found, 10 if place.kind in ("sea", "power") else 6) if free \
            else [(*found, 0.0 if place.kind == "cape" else 0.7), (*found, 2.2)]
        if place.kind == "sea":
            anchors = anchors[:1] + [a for a in anchors[1:]
                                     if not shapely.contains_xy(ground.land, *a[:2])]
        rank = place.rank + {"sea": -0.5, "power": -0.6}.get(place.kind, 0)
        name = Name(first + now + last, anchors, rank, free, gid=place.id,
                    halo=pen.ground("sea" if place.kind == "sea" else "land"),
                    sides=numbers[twin] if twin else None)
        names.append(name._replace(shorter=name._replace(lines=first + last)) if now else name)
    taken = {tuple(np.round((p.lon, p.lat), 2)) for p in content.atlas.places
             if content.subject.id in p.subjects}
    for row, found, on in stations(content, ground, view):
        if tuple(np.round((row.geometry.x, row.geometry.y), 2)) in taken or not row.name_1905:
            continue
        first = [(row.name_1905, "serif", 6.2, ink)]
        now = [(row.name_mod, "sans-italic", 5.2, quiet)] \
            if row.name_mod and row.name_mod != row.name_1905 else []
        name = Name(first + now, [(*found, 0.6)], 4.0 if row.last else 5.0,
                    halo=pen.ground("land"), gid=f"station-{row.line}-{row.seq}", on=on)
        names.append(name._replace(shorter=name._replace(lines=first)) if now else name)
    for name in content.subject.features:
        shape = ground.shapes[name]
        if shape.is_empty or not any(numbers[name]) or name in merged:
            continue
        last = [(max(numbers[name], key=len), "sans-bold", 6.4, pen.ground("accent"))]
        look = "sans-italic" if isinstance(shape, shapely.MultiLineString) else "sans-bold"
        full = [(part, look, 6.4, ink) for part in
                _two_lines(content.name(content.atlas.features[name].names), 27, 6.4)]
        anchors, centred = _anchors(shape)
        beside = isinstance(shape, shapely.MultiPolygon) and not centred
        short = Name(last, anchors, 0.2, centred, beside, pen.ground("paper"), name,
                     sides=numbers[name], needed=True)
        names.append(short._replace(lines=full + last, rank=1.2, shorter=short))
    return names


def _in_frame(view: View, lon: float, lat: float):
    found = in_window([shapely.Point(lon, lat)], view.window())
    if not found:
        return None
    x, y = view.to_mm(shapely.get_coordinates(found[0]))[0]
    west, south, east, north = view.frame
    return (x, y) if west < x < east and south < y < north else None


def _around(x: float, y: float, far: float) -> list[tuple[float, float, float]]:
    """Anchors of a name that lies on an area: its point, then rings round it up to `far` mm."""
    return [(x, y, 0.0)] + [(x + radius * np.cos(turn), y + radius * np.sin(turn), 0.12 * radius)
                            for radius in np.arange(2, far + 1, 2)
                            for turn in np.arange(8) * np.pi / 4]


def _beside(polygon, first: float) -> list[tuple[float, float, float]]:
    """Anchors in the middle of a small area at several heights, `first` (mm) before the others,
    and how far it reaches from there to right and left."""
    west, south, east, north = polygon.bounds
    found = []
    for y in (first, *(south + part * (north - south) for part in (0.5, 0.35, 0.65, 0.2, 0.8))):
        across = shapely.intersection(polygon, shapely.LineString([(west - 1, y), (east + 1, y)]))
        if not across.is_empty:
            a, _, b, _ = across.bounds
            found.append(((a + b) / 2, y, (b - a) / 2 + 0.4))
    return found


def _anchors(shape):
    """Anchors for the name of a feature, and whether it is centred on them."""
    if isinstance(shape, shapely.MultiPolygon):
        largest = max(shape.geoms, key=lambda part: part.area)
        circle = shapely.maximum_inscribed_circle(largest, tolerance=0.2)
        centre, radius = circle.coords[0], circle.length
        west, south, east, north = largest.bounds
        if radius > 4:
            grid = np.stack(np.meshgrid(np.arange(west, east, 2.5), np.arange(south, north, 2.5)),
                            axis=-1).reshape(-1, 2)
            grid = grid[shapely.contains_xy(largest, grid)]
            far = np.hypot(*(grid - centre).T)
            order = np.argsort(far, kind="stable")[:80]
            return [(*centre, 0.0)] + [(*grid[n], 0.06 * far[n]) for n in order], True
        return _beside(largest, centre[1]), False
    if isinstance(shape, shapely.MultiPoint):
        return [(p.x, p.y, gap) for gap in (2.2, 4.5) for p in shape.geoms], False
    longest = max(shapely.get_parts(shapely.line_merge(shape)), key=lambda line: line.length)
    return [(*longest.interpolate(part, normalized=True).coords[0], gap) for gap in (1.8, 4.0)
            for part in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9)], False


def stations(content: Content, ground: Ground, view: View):
    """The stations on the lines of a sheet: (row, place in mm, on which map its line stands).

    `row.last` marks the ends of a line.
    """
    if "stations" not in content.shown:
        return []
    lines = [shapely.union_all([ground.shapes[name] for name in content.subject.features
                                if content.kind(name) == "line" and content.rows(side, name)])
             for side in (0, 1)]
    table = content.layers["stations"]
    ends = table.groupby("line")["seq"].agg(["min", "max"])
    table = table.assign(last=[seq in tuple(ends.loc[line])
                               for line, seq in zip(table["line"], table["seq"], strict=True)])
    found = []
    for row in table.sort_values("last", ascending=False, kind="stable") \
            .drop_duplicates("name_mod").itertuples():
        at = _in_frame(view, row.geometry.x, row.geometry.y)
        on = at and tuple(shapely.dwithin(line, shapely.Point(at), 0.5) for line in lines)
        if at and any(on):
            found.append((row, at, on))
    return found


def draw_names(pen: Pen, content: Content, ground: Ground, view: View, dxs) -> list:
    """Dots and names on both maps, at the same places on both."""
    taken, drawn = [], []
    for row, (x, y), on in sorted(stations(content, ground, view),
                                  key=lambda found: (not found[0].name_1905, not found[0].last)):
        if all(np.hypot(x - a, y - b) > 2.0 for a, b in drawn):
            drawn.append((x, y))
            for side, dx in enumerate(dxs):
                if on[side]:
                    draw_station(pen.sheet, x + dx, y, row.located == "verified", content.style,
                                 f"station-{row.line}-{row.seq}-{side}",
                                 0.62 if row.name_1905 else 0.45)
            taken.append((x - 0.6, y - 0.6, x + 0.6, y + 0.6))
    for place in content.atlas.places:
        found = content.subject.id in place.subjects and place.kind in ("town", "port") \
            and _in_frame(view, place.lon, place.lat)
        if found:
            taken.append((found[0] - 0.7, found[1] - 0.7, found[0] + 0.7, found[1] + 0.7))
            for dx in dxs:
                pen.sheet.area(shapely.Point(found[0] + dx, found[1]).buffer(0.7),
                               pen.ground("ink"), "#ffffff", 0.4, gid=f"place-{place.id}-{dx:g}")
    for name in content.subject.features:
        shape = ground.shapes[name]
        if isinstance(shape, shapely.MultiPoint):
            for p in shape.geoms:
                taken.append((p.x - 2.4, p.y - 1.3, p.x + 2.4, p.y + 1.3))
    lines = [(shape, 0.8) for shape in ground.shapes.values()
             if isinstance(shape, shapely.MultiLineString)]
    lines += [(line, 1.0) for parts in ground.limits.values() for _, line in parts]
    lines += [(ground.coast, 0.6)]
    placed = place_all(map_names(content, ground, view, pen), view.frame, taken, lines)
    boxes = []
    for name, box in placed:
        for side, dx in enumerate(dxs):
            here = name.on_side(side)
            if here is not None:
                draw_name(pen.sheet, here, box, dx)
                boxes.append((name.gid, box, dx))
    return boxes


# --- layout ---------------------------------------------------------------------------------------

class Layout(NamedTuple):
    """Where everything lies on the page (mm): the frames, the columns of text; the type size."""

    frames: tuple[tuple[float, float, float, float], tuple[float, float, float, float]]
    columns: list[tuple[float, float, float]]  # left, top, width
    rows: list[list[Row]]
    size: float


#: Type sizes (points) that are tried; 6 is the least that atlases print notes in.
TYPE_SIZES = (8.5, 8.0, 7.5, 7.0, 6.6, 6.2, 5.8, 5.4)

#: Room above, below and left of a frame, between two, and between columns of text; mm.
HEAD, FOOT, LEFT, BETWEEN, GUTTER = 6.6, 11.5, 4.8, 1.6, 5.0


def solve(content: Content, projection: Projection, body) -> Layout:
    """The layout with the largest map: text in columns beside the maps or in a band below them.

    `body` is the room (west, south, east, north; mm). Larger type counts too, so that a short
    text does not stay small on a half-empty page.
    """
    forward = transformer(projection.crs)
    w, s, e, n = outline_m(forward, content.subject.extent)
    west, south, east, north = body
    best = None
    cache: dict[tuple[float, float], list[Row]] = {}
    for columns, wide, band in _arrangements(east - west, north - south):
        width = (wide - GUTTER * (columns - 1)) / columns
        box_w = (east - west - BETWEEN - (1 if band else wide + GUTTER)) / 2 - LEFT
        box_h = north - south - HEAD - FOOT - (band + 3 if band else 0)
        if width < 50 or box_w < 40 or box_h < 40:
            continue
        scale = min(box_w / (e - w), box_h / (n - s))
        # Ground beyond the extent is context up to a point, then waste.
        waste = box_w * box_h / (scale ** 2 * (e - w) * (n - s))
        for size in TYPE_SIZES:
            score = scale * (size / 7) ** 0.3 * (1 if size >= 5.8 else 0.8) \
                / max(1, waste / 2.2) ** 0.25
            if best is not None and score <= best[0] * (1 + 1e-9):
                break
            if width > 12.5 * size:  # some 85 letters: a longer line is hard to follow
                continue
            key = round(width, 3), size
            if key not in cache:
                cache[key] = text_rows(content, width, size)
            rows, room = cache[key], band or north - south
            total = sum(row.height for row in rows)
            dealt = flow(rows, columns, room) if total <= columns * room else None
            if dealt is None:
                continue
            score *= 0.8 + 0.2 * total / (columns * room)
            if best is None or score > best[0] * (1 + 1e-9):
                best = score, size, columns, width, band, wide, dealt, box_w, box_h
    if best is None:
        raise UsageError(f"the page is too small for the notes of {content.subject.id}; allowed: a "
                         "larger size, such as a3")
    _, size, columns, width, band, wide, dealt, box_w, box_h = best
    top = north - HEAD
    frames = tuple((x, top - box_h, x + box_w, top)
                   for x in (west + LEFT, west + 2 * LEFT + BETWEEN + box_w))
    left, y = (west, south + band) if band else (east - wide, north)
    places = [(left + k * (width + GUTTER), y, width) for k in range(columns)]
    return Layout(frames, places, dealt, size)


def _arrangements(width: float, height: float):
    """(columns, width of the text, height of the band or 0) to be tried."""
    for columns in (1, 2, 3):
        for wide in np.arange(56, 0.62 * width, 6):
            yield columns, float(wide), 0.0
    for columns in (3, 4, 5):
        for band in np.arange(36, 0.55 * height, 2):
            yield columns, width, float(band)


def draw_figure(atlas: Atlas, features: gpd.GeoDataFrame, timeline: gpd.GeoDataFrame,
                layers: dict[str, gpd.GeoDataFrame], subject_id: str, before=None, after=None,
                size: str = "a4", language: str = "en", style: str = "colour", kind: str = "pair",
                edition: dict[str, str] | None = None):
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
    size : str
        A name of `SIZES`, or "WxH" in mm.
    language, style, kind : str
        Of `WORDS`, `geo.style.STYLES`, `KINDS`.
    edition : dict, optional
        `version` and `checksum` for the foot of the sheet.

    Returns
    -------
    matplotlib.figure.Figure
        One axes whose units are mm on the paper; every artist has a gid that says what it is.

    Raises
    ------
    UsageError
        Something asked for does not exist; the sentence says what would.

    Examples
    --------
    >>> from geo import build_world, draw_figure
    >>> world = build_world("portsmouth_1905")
    >>> figure = draw_figure(world.atlas, world.features, world.timeline, world.layers, "sakhalin")
    >>> figure.savefig("sakhalin.png", dpi=110)
    """
    _one_of("kind", kind, KINDS)
    content = gather(atlas, features, timeline, layers, subject_id, before, after, language, style,
                     edition)
    with matplotlib.rc_context(SETTINGS):
        return _compose(content, *page_size(size))


def _compose(content: Content, width: float, height: float):
    sheet = Sheet(width, height)
    pen = Pen(sheet, content.atlas, content.style)
    ink, quiet = pen.ground("ink"), pen.ground("quiet")
    projection = choose_projection(content.subject.extent, content.say)
    top = draw_title(sheet, content, width, height, ink, quiet)
    layout = solve(content, projection, (MARGIN, MARGIN + 3.5, width - MARGIN, top))
    view = view_of(projection, content.subject.extent, layout.frames[0])
    ground = project_ground(content, view)
    pen = pen._replace(weight=1.0 if view.scale > 1e3 / 9e6 else 0.7)
    dxs = [frame[0] - layout.frames[0][0] for frame in layout.frames]
    for side, dx in enumerate(dxs):
        draw_map(pen, content, ground, view, side, dx)
    sheet.figure.names = draw_names(pen, content, ground, view, dxs)
    for side, dx in enumerate(dxs):
        draw_frame(pen, content, ground, view, side, dx)
    draw_scale(pen, content, view, layout)
    for (left, y, wide), rows in zip(layout.columns, layout.rows, strict=False):
        for row in rows:
            if row.draw:
                row.draw(sheet, left, y, wide)
            y -= row.height
    edition = content.say["edition"].format(version=content.edition.get("version", ""),
                                            checksum=content.edition.get("checksum", "")[:12])
    sheet.text(width - MARGIN, MARGIN - 1, edition if content.edition else "", "sans", 6.0, quiet,
               ha="right", gid="edition")
    sheet.text(MARGIN, MARGIN - 1, projection.words + ".", "sans", 6.0, quiet, gid="projection")
    return sheet.figure


def draw_title(sheet, content, width, height, ink, quiet) -> float:
    """Title, the atlas it belongs to, and the lead; returns the height (mm) left below them."""
    y = height - MARGIN - 5
    sheet.text(MARGIN, y, content.subject.title, "serif-bold", 17, ink, gid="title")
    sheet.text(width - MARGIN, y, content.atlas.title, "serif-italic", 9.5, quiet, ha="right",
               gid="atlas")
    y -= 2.2
    for row in paragraph(words(content.subject.lead, "serif"), width - 2 * MARGIN, 8.6, ink,
                         gid="lead"):
        row.draw(sheet, MARGIN, y, 0)
        y -= row.height
    return y - 1.5


def draw_scale(pen: Pen, content: Content, view: View, layout: Layout) -> None:
    """The scale bar under the first map, and what it is true along."""
    west, south, east, north = view.frame
    _, lat_s, _, lat_n = unwrapped(content.subject.extent)
    latitude = round((lat_s + lat_n) / 2 * 2) / 2
    km, mm = scale_bar(view, latitude, min(42.0, 0.45 * (east - west)))
    y, ink = south - 7.6, pen.ground("ink")
    for n in range(4):
        pen.sheet.area(shapely.box(west + n * mm / 4, y, west + (n + 1) * mm / 4, y + 1.0),
                       ink if n % 2 == 0 else "#ffffff", ink, 0.35, gid=f"scale-bar-{n}")
    for part, ha in ((0, "left"), (0.5, "center"), (1, "center")):
        text = f"{km * part:g}" + (" km" if part == 1 else "")
        pen.sheet.text(west + part * mm, y + 1.6, text, "sans", 6.0, ink, ha=ha, gid="scale-number")
    ratio = km * 1e6 / mm
    digits = 10 ** (int(np.log10(ratio)) - 2)
    ratio = f"{round(ratio / digits) * digits:,.0f}".replace(",", "\u00a0")
    pen.sheet.text(west + mm + 6, y, content.say["scale"].format(
        n=ratio, parallel=degrees(latitude, "NS")), "sans", 6.2, ink, gid="scale")


# --- files ----------------------------------------------------------------------------------------

def write_figure(atlas: Atlas, features: gpd.GeoDataFrame, timeline: gpd.GeoDataFrame,
                 layers: dict[str, gpd.GeoDataFrame], subject_id: str, folder: Path,
                 edition: dict[str, str], formats=FORMATS, before=None, after=None,
                 size: str = "a4", language: str = "en", style: str = "colour", kind: str = "pair",
                 dpi: int = 300) -> list[Path]:
    """Draw one subject (see `draw_figure`) and write `<subject>.<format>` into a folder.

    Every file is written aside and moved in place when all of them are whole. The same inputs give
    the same bytes.

    Returns
    -------
    list of Path

    Raises
    ------
    UsageError
        As `draw_figure`, or an unknown format.
    """
    for name in formats:
        _one_of("format", name, FORMATS)
    figure = draw_figure(atlas, features, timeline, layers, subject_id, before, after, size,
                         language, style, kind, edition)
    folder.mkdir(parents=True, exist_ok=True)
    subject = atlas.subjects[subject_id]
    title, about = f"{subject.title} ({atlas.title})", subject.question
    keywords = ", ".join(["map", atlas.title,
                          *(features["name"][name] for name in subject.features)])
    author = f"Treaty Atlas {edition.get('version', '')}".strip()
    metadata = {
        "pdf": {"Title": title, "Author": author, "Subject": about, "Keywords": keywords,
                "Creator": author, "CreationDate": None, "Producer": None},
        "svg": {"Title": title, "Creator": [author], "Description": about, "Date": None,
                "Keywords": keywords, "Language": language},
        "png": {"Title": title, "Author": author, "Description": about, "Software": None}}
    written = []
    with tempfile.TemporaryDirectory(dir=folder, prefix=".drawing-") as aside, \
            matplotlib.rc_context(SETTINGS):
        for name in formats:
            path = Path(aside) / f"{subject_id}.{name}"
            figure.savefig(path, format=name, dpi=dpi, metadata=metadata[name])
            if name == "svg":
                path.write_text(shortened(path.read_text("utf-8")), "utf-8", newline="\n")
        for name in formats:
            path = folder / f"{subject_id}.{name}"
            (Path(aside) / path.name).replace(path)
            written.append(path)
    return written


def shortened(svg: str) -> str:
    """An SVG whose coordinates have two decimals (0.01 point, or 0.0035 mm on the sheet) and whose
    glyphs have short names."""
    def rounded(found):
        return re.sub(r"-?\d+\.\d+", lambda n: f"{float(n[0]):.2f}".rstrip("0").rstrip("."),
                      found[0]).replace(" \n", "\n")
    glyphs = dict.fromkeys(re.findall(r'<path id="([^"]+)"', svg))
    short = {name: f"g{n:x}" for n, name in enumerate(glyphs)}
    svg = re.sub(r'(?<=<path id=")[^"]+', lambda found: short[found[0]], svg)
    svg = re.sub(r'(?<=xlink:href="#)[^"]+', lambda found: short.get(found[0], found[0]), svg)
    return re.sub(r'(?<= d=")[^"]+|(?<=transform="translate\()[^)]+', rounded, svg)


def write_figures(atlas: Atlas, features: gpd.GeoDataFrame, timeline: gpd.GeoDataFrame,
                  layers: dict[str, gpd.GeoDataFrame], folder: Path, edition: dict[str, str],
                  progress=iter) -> list[Path]:
    """Write the whole set: every subject of the atlas before and after, in all formats.

    Parameters are those of `write_figure`; `progress` wraps the subjects, such as `tqdm`.
    """
    return [path for subject in progress(list(atlas.subjects))
            for path in write_figure(atlas, features, timeline, layers, subject, folder, edition)]
