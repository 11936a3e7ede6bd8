"""The front page of an atlas: what happened, a picture of each map, the chain, what to take away."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from .. import geometry
from ..limits import divides, drawn_of, limits_of
from ..model import Atlas, Subject, legal_dates
from ..texts import date_words, english_texts, read_texts
from ..timeline import held_on
from . import encode
from .facts import read_strings
from .ground import ground_in, land_in

#: Width and height of a picture in its own units: ten of them make about a pixel on the page.
WIDE, HIGH = 4800, 3600

#: How far beyond the frame of a picture its lines go on, so that no stroke ends within.
MARGIN = 200


def legal_days(atlas: Atlas) -> dict[str, str]:
    """The legal dates of the atlas's own instrument: the first ISO day of each kind, by its name."""
    own = atlas.instruments[atlas.instrument]
    found: dict[str, list] = {}
    for provision in own.provisions:
        for basis, day in legal_dates(own, provision).items():
            found.setdefault(basis, []).append(day)
    return {basis: min(days).isoformat() for basis, days in found.items() if basis != "date"}


def front_words(atlas: Atlas) -> dict:
    """What the front page says, by language, as a JSON-able dict (see `static/index.js`)."""
    prefixes = ("atlas.", "subject.", "instrument.")
    keys = [key for key in english_texts(atlas) if key.startswith(prefixes)
            and not key.endswith((".short", ".legal_date_note"))]
    said = [key for key in read_strings("en") if key.startswith(("index_", "basis_"))]
    said += ["language", "language_name", "timeline", "timeline_lead", "locale", "old_style", "also_date",
             "uncertain_date"]
    texts = {language: read_texts(atlas, language) for language in atlas.languages if language != "en"}
    return {
        "languages": atlas.languages,
        "strings": {language: {key: read_strings(language)[key] for key in said}
                    for language in atlas.languages},
        "texts": {language: {key: words[key] for key in keys} for language, words in texts.items()},
        "dates": {language: date_words(language) for language in atlas.languages},
        "terms": {"calendar": atlas.terms.calendar, "era": atlas.terms.era,
                  "thai_year": atlas.terms.thai_year},
    }


def picture(atlas: Atlas, subject: Subject, features: gpd.GeoDataFrame, timeline: gpd.GeoDataFrame,
            layers: dict[str, gpd.GeoDataFrame]) -> str:
    """A small map of the second day of a subject, 4:3, in Web Mercator, as SVG with the marks of the
    pages (see `static/page.css`)."""
    frame = _Frame(subject)
    around = shapely.box(*frame.lonlat)
    parts = [f'<path class="land" d="{frame.path(land_in(layers, around))}"/>',
             f'<path class="lake" d="{frame.path(ground_in(layers, "lakes", around))}"/>']
    held = held_on(timeline, subject.after)
    held = held[held["feature"].isin(subject.features)].sort_values(
        "tenure", key=lambda kinds: kinds.map(lambda kind: atlas.terms.tenure[kind].rank), kind="stable")
    # On a line that someone works only the line itself is drawn, as on the maps.
    worked = {row["feature"] for row in held.to_dict("records")
              if atlas.terms.tenure[row["tenure"]].mark == "line"}
    hatches = set()
    for row in held.to_dict("records"):
        tenure, colour = atlas.terms.tenure[row["tenure"]], atlas.terms.power[row["holder"]].colour
        shape = geometry.joined_at_180(features.geometry[row["feature"]])
        kind = shape.geom_type.removeprefix("Multi")
        if kind == "Polygon" and tenure.mark in ("hatch", "dots"):
            name = f"{subject.id}-{row['tenure']}-{row['holder']}"
            hatches.add((name, tenure.mark, tenure.hatch_degrees, colour,
                         100 * atlas.terms.apart(row["holder"])))
            style = f'class="edge" stroke="{colour}"' if row["tenure"] == "lease" else ""
            parts.append(f'<path {style} style="fill:url(#{name})" d="{frame.path(shape)}"/>')
        elif kind == "Polygon" and tenure.mark == "fill":
            parts.append(f'<path class="edge fill" style="fill:{colour}" stroke="{colour}" '
                         f'd="{frame.path(shape)}"/>')
        elif kind == "LineString" and tenure.mark == "line":
            d = frame.path(shape)
            parts.append(f'<path class="casing" d="{d}"/><path class="rail" d="{d}" stroke="{colour}"/>'
                         f'<path class="sleepers" d="{d}"/>')
        elif kind == "LineString" and tenure.mark == "dots" and row["feature"] not in worked:
            parts.append(f'<path class="coast-right" d="{frame.path(shape)}" stroke="{colour}"/>')
    for limit in limits_of(atlas):
        if set(limit.divides) & set(subject.features) and divides(limit, held.to_dict("records")):
            parts += [f'<path class="limit {certainty}" d="{frame.path(shape)}"/>'
                      for certainty, shape in drawn_of(limit, features, layers)]
    patterns = "".join(_pattern(*hatch) for hatch in sorted(hatches))
    return (f'<svg viewBox="0 0 {WIDE} {HIGH}" aria-hidden="true"><defs>{patterns}</defs>'
            f'{"".join(parts)}</svg>')


def _pattern(name: str, mark: str, degrees: float, colour: str, shift: float) -> str:
    ink = f'<circle cx="50" cy="50" r="14" fill="{colour}"/>' if mark == "dots" else \
        f'<path d="M0 50H100" stroke="{colour}" stroke-width="28"/>'
    return (f'<pattern id="{name}" x="{shift:g}" y="{shift:g}" width="100" height="100" '
            'patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate({-degrees:g})">{ink}</pattern>')


class _Frame:
    """The part of the world that a picture shows: the subject's extent, made 4:3."""

    def __init__(self, subject: Subject):
        west, south, east, north = subject.extent
        self.lonlat = (2 * west - east, 2 * south - north, 2 * east - west, 2 * north - south)
        low, high = encode.to_units(np.array([[west, north], [east, south]]))
        middle = (low + high) / 2
        self.scale = min(np.array([WIDE, HIGH]) / (high - low))
        self.corner = middle - np.array([WIDE, HIGH]) / 2 / self.scale

    def path(self, shape) -> str:
        """The `d` of a geometry (EPSG:4326): whole numbers, relative steps, no more vertices than can
        be seen, and nothing that lies out of sight."""
        window = shapely.box(-MARGIN, -MARGIN, WIDE + MARGIN, HIGH + MARGIN)
        closed = bool(geometry.polygons_of(shape))
        rings = shapely.get_rings(geometry.polygons_of(shape)) if closed else geometry.lines_of(shape)
        out = []
        for ring in rings:
            points = (encode.to_units(shapely.get_coordinates(ring)) - self.corner) * self.scale
            whole = shapely.Polygon(points) if closed and len(points) > 3 else shapely.LineString(points)
            if not closed or not whole.is_valid:
                seen = whole if whole.intersects(window) else None
            else:
                seen = shapely.intersection(whole, window)
            for part in geometry.polygons_of(seen) if closed else geometry.lines_of(seen):
                for edge in shapely.get_rings(part) if closed else [part]:
                    steps = np.rint(shapely.get_coordinates(shapely.simplify(edge, 4))).astype(int)
                    if np.ptp(steps, axis=0).max() < 12:
                        continue
                    moves = np.diff(steps, axis=0).ravel().tolist()
                    out.append(f"M{steps[0, 0]} {steps[0, 1]}l" + " ".join(map(str, moves))
                               + ("z" if closed else ""))
        return "".join(out)
