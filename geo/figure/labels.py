"""The names on the maps: places, stations, features with the articles behind them."""

from __future__ import annotations

import numpy as np
import shapely

from .content import bracketed
from .fonts import broken
from .maps import Panel
from .names import Name, draw_name, place_all
from .pen import Pen
from .projection import View

#: Face and colour of a place's name by its kind: water in blue italics, land in italics, towns
#: upright.
PLACE_LOOKS = {"sea": ("serif-italic", "sea_name"), "power": ("serif", "quiet"),
               "island": ("serif-italic", "ink"), "cape": ("serif-italic", "ink"),
               "area": ("serif-italic", "ink")}


def map_names(panels: list[Panel], pen: Pen) -> list[Name]:
    """The names to be placed: places, stations, and features with the numbers of their articles."""
    content, ground, view = panels[0].content, panels[0].ground, panels[0].view
    ink, quiet = pen.ground("ink"), pen.ground("quiet")
    names = []
    numbers = {name: tuple(content.numbers(panel.side, name) for panel in panels)
               for name in content.subject.features}
    change = panels[0].side is None
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
                     == content.feature_name(name).casefold()), None)
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
    for row, found, on in stations(panels):
        if tuple(np.round((row.geometry.x, row.geometry.y), 2)) in taken or not row.name_1905:
            continue
        then, today = station_names(row, content.language)
        first = [(then, "serif", 6.2, ink)]
        now = [(today, "sans-italic", 5.2, quiet)] if today and today != then else []
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
                broken(content.feature_name(name), look, 27, 6.4)]
        anchors, centred = _anchors(shape)
        beside = isinstance(shape, shapely.MultiPolygon) and not centred
        short = Name(last, anchors, 0.2, centred, beside, pen.ground("paper"), name,
                     sides=numbers[name], needed=True)
        if change:
            moved = [(part, "sans", 6.2, pen.ground("accent")) for c in content.changed
                     if c.feature == name for part in broken(
                         f"{content.texts[f'tenure.{c.tenure}']}: {content.change(c)} "
                         f"{bracketed(c.notes)}", "sans", 42, 6.2)]
            short = short._replace(lines=moved, sides=None, rank=0.4,
                                   shorter=short._replace(sides=None))
            names.append(short._replace(lines=full + moved, shorter=short))
            continue
        names.append(short._replace(lines=full + last, rank=1.2, shorter=short))
    return names


def _in_frame(view: View, lon: float, lat: float):
    """Where a point lies on the paper (mm), or None outside the frame."""
    lon += 360 * round((view.projection.lon_0 - lon) / 360)
    x, y = view.to_mm(np.array([[lon, lat]]))[0]
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


def station_names(row, language: str) -> tuple[str, str]:
    """The name of a station then and now in a language, or in English."""
    then = getattr(row, f"name_{language}", "") or row.name_1905 or row.name_wg
    return then, row.name_mod if language not in ("ja", "zh") else ""


def stations(panels: list[Panel]):
    """The stations on the lines of a sheet: (row, place in mm, on which map its line stands).

    `row.last` marks the ends of a line.
    """
    content, ground, view = panels[0].content, panels[0].ground, panels[0].view
    if "stations" not in content.shown:
        return []
    lines = [shapely.union_all([ground.shapes[name] for name in content.subject.features
                                if content.geometry_kind(name) == "line"
                                and any(rows for _, rows in content.modes(panel.side, name))])
             for panel in panels]
    table = content.layers["stations"]
    ends = table.groupby("line")["seq"].agg(["min", "max"])
    table = table.assign(last=[seq in tuple(ends.loc[line])
                               for line, seq in zip(table["line"], table["seq"], strict=True)])
    found = []
    for row in table.sort_values("last", ascending=False, kind="stable") \
            .drop_duplicates("name_mod").itertuples():
        at = _in_frame(view, row.geometry.x, row.geometry.y)
        # A station that opened later stands on no map of an earlier day.
        on = at and tuple(row.opened <= content.days[0 if panel.side == 0 else 1]
                          and shapely.dwithin(line, shapely.Point(at), 0.5)
                          for panel, line in zip(panels, lines, strict=True))
        if at and any(on):
            found.append((row, at, on))
    return found


def draw_names(pen: Pen, panels: list[Panel]) -> list:
    """Dots and names on maps of one ground, at the same places on all."""
    content, ground, view = panels[0].content, panels[0].ground, panels[0].view
    taken, drawn = [], []
    for row, (x, y), on in sorted(stations(panels),
                                  key=lambda found: (not found[0].name_1905, not found[0].last)):
        if all(np.hypot(x - a, y - b) > 2.0 for a, b in drawn):
            drawn.append((x, y))
            for side, panel in enumerate(panels):
                if on[side]:
                    pen.station(x + panel.dx, y + panel.dy, row.located == "verified",
                                f"station-{row.line}-{row.seq}-{side}",
                                0.62 if row.name_1905 else 0.45)
            taken.append((x - 0.6, y - 0.6, x + 0.6, y + 0.6))
    for place in content.atlas.places:
        found = content.subject.id in place.subjects and place.kind in ("town", "port") \
            and _in_frame(view, place.lon, place.lat)
        if found:
            taken.append((found[0] - 0.7, found[1] - 0.7, found[0] + 0.7, found[1] + 0.7))
            for panel in panels:
                pen.sheet.area(panel.at(shapely.Point(found).buffer(0.7)), pen.ground("ink"),
                               "#ffffff", 0.4, gid=f"place-{place.id}-{panel.label}")
    for name in content.subject.features:
        shape = ground.shapes[name]
        if isinstance(shape, shapely.MultiPoint):
            for p in shape.geoms:
                taken.append((p.x - 2.4, p.y - 1.3, p.x + 2.4, p.y + 1.3))
    lines = [(shape, 0.8) for shape in ground.shapes.values()
             if isinstance(shape, shapely.MultiLineString)]
    lines += [(line, 1.0) for parts in ground.limits.values() for _, line in parts]
    lines += [(ground.coast, 0.6)]
    boxes = []
    for name, box in place_all(map_names(panels, pen), view.frame, taken, lines):
        for side, panel in enumerate(panels):
            here = name.on_side(side)
            if here is not None:
                draw_name(pen.sheet, here, box, panel.dx, panel.dy)
                boxes.append((name.gid, box, panel.label))
    return boxes
