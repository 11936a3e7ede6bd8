"""The names on the maps: places, stations, features with the articles behind them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely

from ..model import station_name
from . import style as looks
from .fonts import broken, broken_name, width_of
from .maps import Panel
from .names import Name, draw_name, name_size, place_all
from .pen import Pen
from .projection import View


class Drawn(NamedTuple):
    """A name that stands on a map: its box and its dot in mm of the first map, or no dot, and whether a leader ties
    them."""

    gid: str
    box: tuple[float, float, float, float]
    label: str
    name: Name
    dot: tuple[float, float] | None
    tied: bool = False


#: Kinds of places whose names are tied to a dot.
DOTS = ("town", "port")


#: How far the name of a water keeps off the shore, mm: beside it, and above and below, where letters reach out of the
#: box of their line.
SHORE = (0.3, 0.7)


def map_names(panels: list[Panel], pen: Pen, least: float, stops: list) -> list[Name]:
    """The names to be placed: flags of what changed, places, stations, and features with the
    numbers of their articles; `stops` are those of `stations`."""
    content, ground = panels[0].content, panels[0].ground
    names = _flags(content, ground, pen, least)
    numbers = (
        {name: tuple(content.numbers(panel.side, name) for panel in panels) for name in content.subject.features}
        if panels[0].side is not None
        else {}
    )
    merged: set[str | None] = set()
    names += _places(panels, pen, numbers, merged, least)
    names += _stations(panels, pen, least, stops)
    accent, ink = pen.ground("accent"), pen.ground("ink")
    for name in numbers:
        shape = ground.shapes[name]
        if shape.is_empty or not any(numbers[name]) or name in merged:
            continue
        line = isinstance(shape, shapely.MultiLineString)
        last = [(max(numbers[name], key=len), "sans-bold", least, accent)]
        look, size = "sans-italic" if line else "sans-bold", max(least, 7.2)
        full = [(part, look, size, ink) for part in broken_name(content.feature_name(name), look, 30, size)]
        anchors, centred = _anchors(shape)
        short = Name(
            last, anchors, 0.6, beside=not centred, halo=pen.ground("halo"), gid=name, sides=numbers[name], needed=True
        )
        names.append(short._replace(lines=full + last, rank=1.6, shorter=short))
    return names


def _flags(content, ground, pen: Pen, least: float) -> list[Name]:
    """A flag on each thing that changed, with the letter of its line in the legend."""
    found = []
    for name, sign in content.flags.items():
        shape = ground.shapes.get(name)
        if shape is None or shape.is_empty:
            continue
        anchors, centred = _anchors(shape)
        if not centred and isinstance(shape, shapely.MultiLineString):
            anchors = [(x, y, gap - 1.0) for x, y, gap in anchors]
        found.append(
            Name(
                [(sign, "sans-bold", least, pen.ground("accent"))],
                anchors,
                -1.0,
                beside=not centred,
                must=True,
                gid=f"flag-{name}",
                flag=True,
            )
        )
    return found


def _places(panels, pen: Pen, numbers, merged, least: float) -> list[Name]:
    content, ground, view = panels[0].content, panels[0].ground, panels[0].view
    accent, found = pen.ground("accent"), []
    for place in content.atlas.places:
        at = content.subject.id in place.subjects and in_frame(view, place.lon, place.lat)
        if not at:
            continue
        text, modern = content.name(place.names), content.modern(place)
        lettering = looks.lettering(pen.marks, place.kind)
        face = "serif-italic" if lettering.italic else "serif"
        size = looks.type_size(pen.marks, place.kind, place.rank, least)
        if place.kind in DOTS and place.rank == 1:
            size = max(size, least * 1.35)
        # A feature that bears the name of a place lends it its numbers.
        twin = next(
            (
                name
                for name in numbers
                if any(numbers[name]) and text.casefold() == content.feature_name(name).casefold()
            ),
            None,
        )
        merged.add(twin)
        text = text.upper() if lettering.capitals else text
        first = [(text, face, size, pen.ground(lettering.colour))]
        now = (
            [
                (
                    modern,
                    "sans-italic",
                    max(least, looks.type_size(pen.marks, "modern", place.rank, least)),
                    pen.ground("quiet"),
                )
            ]
            if modern and modern.casefold() != text.casefold()
            else []
        )
        last = [(max(numbers[twin], key=len), "sans-bold", least, accent)] if twin else []
        halo = pen.ground("sea" if place.kind == "sea" else "land")
        name = Name(
            first + now + last, [(*at, 0.0)], place.rank, halo=halo, gid=place.id, sides=numbers[twin] if twin else None
        )
        if place.kind in DOTS:
            radius = pen.town_radius(place.rank)
            name = name._replace(dot=True, anchors=[(*at, radius)], must=place.rank == 1, rank=place.rank - 0.5)
            if now:
                name = name._replace(shorter=name._replace(lines=first + last))
        else:
            if place.kind == "sea" and place.narrow:
                first = [(part, *first[0][1:]) for part in text.split(" ")]
            forms = [first + now + last] * bool(now) + [first + last]
            if place.kind == "sea" and len(first) == 1:
                # The name of a water that finds no room in one line stands in two.
                halves = broken(text, face, 0.6 * width_of(text, face, size), size)
                forms += [[(part, *first[0][1:]) for part in halves] + last] * (len(halves) > 1)
            shorter: Name | None = None
            for lines in reversed(forms):
                name = name._replace(lines=lines, rank=place.rank + 0.2, shorter=shorter)
                name = name._replace(anchors=_on_own(name, at, place.kind, ground.land))
                shorter = name
        found.append(name)
    return found


def _on_own(name: Name, at, kind: str, land):
    """The anchors round a point for the name of a water or a land: the less of it lies on what it
    does not name, the better; never for the most part on another land. That of a water stands on it."""
    if kind == "sea":
        return _on_water(name, at, land)
    wide, high = name_size(name)
    grid = np.array([(x, y) for x in np.linspace(-0.5, 0.5, 9) for y in (-0.4, 0, 0.4)])
    spots: np.ndarray = np.array(_around(at[0], at[1], 12 if kind in ("power", "area") else 5))
    points = (grid * (wide, high))[None] + spots[:, None, :2]
    near = [part for part in land.geoms if shapely.dwithin(part, shapely.Point(at), 30)]
    here = [part for part in near if shapely.dwithin(part, shapely.Point(at), 0.01)]
    rest = [part for part in near if part not in here]
    mine, other = (_inside(shapely.MultiPolygon(parts), points) for parts in (here, rest))
    off = 3 * other + (0 if kind in ("cape", "island") else 1 - mine - other)
    # A country or a region is never named on the land of another; an island's name may reach over a strait.
    off[(other > 0.05) & (kind in ("power", "area"))] = np.inf
    found = [(x, y, cost + 8.0 * far) for (x, y, cost), far in zip(spots.tolist(), off, strict=True) if far < 1.2]
    return sorted(found, key=lambda anchor: anchor[2])


def _on_water(name: Name, at, land) -> list[tuple[float, float, float]]:
    """The anchors round a point for the name of a water: where its box meets no land, and no land lies between it and
    the point, beyond which another water would bear the name."""
    wide, high = name_size(name)
    spots = _around(at[0], at[1], 9, 1.5, 16)
    x, y = np.array(spots)[:, :2].T
    wide, high = wide / 2 + SHORE[0], high / 2 + SHORE[1]
    boxes = shapely.box(x - wide, y - high, x + wide, y + high)
    ways = shapely.linestrings([(at, spot[:2]) for spot in spots])
    shapely.prepare(land)
    dry = shapely.intersects(land, boxes) | shapely.intersects(land, ways)
    return [spot for spot, on_land in zip(spots, dry, strict=True) if not on_land]


def _inside(shape, points):
    """The share of each row of points (n, m, 2) that lies in a shape."""
    shapely.prepare(shape)
    return shapely.contains_xy(shape, points).mean(axis=1)


def _stations(panels, pen: Pen, least: float, stops: list) -> list[Name]:
    content = panels[0].content
    ink, quiet, found = pen.ground("ink"), pen.ground("quiet"), []
    taken = {tuple(np.round((p.lon, p.lat), 2)) for p in content.atlas.places if content.subject.id in p.subjects}
    for row, at, on in stops:
        if tuple(np.round((row.geometry.x, row.geometry.y), 2)) in taken:
            continue
        then, today = station_names(row, content)
        if not then:
            continue
        first = [(then, "serif", looks.type_size(pen.marks, "station", 3, least), ink)]
        now = [(today, "sans-italic", least, quiet)] if today and today != then else []
        name = Name(
            first + now,
            [(*at, pen.station_radius(named=True))],
            4.0 if row.last else 5.0 if row.name_1905 else 6.0,
            dot=True,
            halo=pen.ground("land"),
            gid=f"station-{row.line}-{row.seq}",
            on=on,
        )
        found.append(name._replace(shorter=name._replace(lines=first)) if now else name)
    return found


def in_frame(view: View, lon: float, lat: float):
    """Where a point lies on the paper (mm), or None outside the frame."""
    lon += 360 * round((view.projection.lon_0 - lon) / 360)
    x, y = view.to_mm(np.array([[lon, lat]]))[0]
    west, south, east, north = view.frame
    return (x, y) if west < x < east and south < y < north else None


def _around(x: float, y: float, far: float, step: float = 2, turns: int = 8) -> list[tuple[float, float, float]]:
    """Anchors of a name that lies on an area: its point, then rings round it up to `far` mm."""
    return [(x, y, 0.0)] + [
        (x + radius * np.cos(turn), y + radius * np.sin(turn), 0.12 * radius)
        for radius in np.arange(step, far + step / 2, step)
        for turn in np.arange(turns) * 2 * np.pi / turns
    ]


def _anchors(shape):
    """Anchors for the name of a feature, and whether it is centred on them."""
    if isinstance(shape, shapely.MultiPolygon):
        largest = max(shape.geoms, key=lambda part: part.area)
        circle = shapely.maximum_inscribed_circle(largest, tolerance=0.2)
        centre, radius = circle.coords[0], circle.length
        west, south, east, north = largest.bounds
        if radius > 4:
            grid = np.stack(np.meshgrid(np.arange(west, east, 2.5), np.arange(south, north, 2.5)), axis=-1).reshape(
                -1, 2
            )
            grid = grid[shapely.contains_xy(largest, grid)]
            far = np.hypot(*(grid - centre).T)
            order = np.argsort(far, kind="stable")[:80]
            return [(*centre, 0.0)] + [(*grid[n], 0.06 * far[n]) for n in order], True
        # A small area has its name beside it.
        points = [
            (*centre, radius),
            ((west + east) / 2, north, 0.2),
            ((west + east) / 2, south, 0.2),
            (east, (south + north) / 2, 0.2),
            (west, (south + north) / 2, 0.2),
        ]
        return points, False
    if isinstance(shape, shapely.MultiPoint):
        return [(p.x, p.y, gap) for gap in (1.4, 3.0, 5.0) for p in shape.geoms], False
    longest = max(shapely.get_parts(shapely.line_merge(shape)), key=lambda line: line.length)
    return [
        (*longest.interpolate(part, normalized=True).coords[0], gap)
        for gap in (1.6, 3.2, 6.0)
        for part in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9)
    ], False


def station_names(row, content) -> tuple[str, str]:
    """The name of a station then in a language, or in English; and now, which is in Latin letters."""
    then = station_name(row, content.language) or row.name_1905 or row.name_wg
    return then, row.name_mod if content.language in ("en", "fr") and not content.no_modern else ""


def stations(panels: list[Panel]):
    """The stations on the lines of a sheet: (row, place in mm, on which map its line stands).

    `row.last` marks the ends of a line.
    """
    content, ground, view = panels[0].content, panels[0].ground, panels[0].view
    if "stations" not in content.shown:
        return []
    lines = [
        shapely.union_all(
            [
                ground.shapes[name]
                for name in content.subject.features
                if content.geometry_kind(name) == "line" and any(rows for _, rows in content.modes(panel.side, name))
            ]
        )
        for panel in panels
    ]
    table = content.layers["stations"]
    ends = table.groupby("line")["seq"].agg(["min", "max"])
    table = table.assign(
        last=[seq in tuple(ends.loc[line]) for line, seq in zip(table["line"], table["seq"], strict=True)]
    )
    found = []
    for row in table.sort_values("last", ascending=False, kind="stable").drop_duplicates("name_mod").itertuples():
        at = in_frame(view, row.geometry.x, row.geometry.y)
        # A station that opened later stands on no map of an earlier day.
        on = at and tuple(
            row.opened <= content.days[0 if panel.side == 0 else 1] and shapely.dwithin(line, shapely.Point(at), 0.5)
            for panel, line in zip(panels, lines, strict=True)
        )
        if at and any(on):
            found.append((row, at, on))
    return found


def draw_names(pen: Pen, panels: list[Panel], taken: list[tuple], least: float) -> list:
    """Dots and names on maps of one ground, at the same places on all.

    `taken` are boxes of the first map that are in use. Returns what stands on the maps: (gid, box,
    label of the map, the name, its dot or None), in mm of the first map.
    """
    content, ground, view = panels[0].content, panels[0].ground, panels[0].view
    taken, dots, boxed = list(taken), [], shapely.MultiPolygon([shapely.box(*b) for b in taken])
    for place in content.atlas.places:
        at = content.subject.id in place.subjects and place.kind in DOTS and in_frame(view, place.lon, place.lat)
        if not at or shapely.dwithin(boxed, shapely.Point(at), 0.5):
            continue
        dots.append(at)
        radius = pen.town_radius(place.rank)
        taken.append((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius))
        for panel in panels:
            x, y = at[0] + panel.dx, at[1] + panel.dy
            pen.dot(x, y, radius, f"place-{place.id}-{panel.label}", pen.marks.dot.town_rim)
    stops = stations(panels)
    names = [
        name
        for name in map_names(panels, pen, least, stops)
        if not name.dot or not shapely.dwithin(boxed, shapely.Point(name.anchors[0][:2]), 0.5)
    ]
    named = {name.gid for name in names if name.dot}
    for row, (x, y), on in sorted(stops, key=lambda found: (not found[0].name_1905, not found[0].last)):
        gid = f"station-{row.line}-{row.seq}"
        if any(np.hypot(x - a, y - b) < 2.0 for a, b in dots) or shapely.dwithin(boxed, shapely.Point(x, y), 0.5):
            names = [name for name in names if name.gid != gid]
            continue
        radius = pen.station_radius(gid in named)
        if gid in named:
            dots.append((x, y))
        for side, panel in enumerate(panels):
            if on[side]:
                pen.station(x + panel.dx, y + panel.dy, row.located == "verified", f"{gid}-{side}", gid in named)
        taken.append((x - radius, y - radius, x + radius, y + radius))
    for name in content.subject.features:
        shape = ground.shapes[name]
        if isinstance(shape, shapely.MultiPoint):
            taken += [(p.x - 2.2, p.y - 1.2, p.x + 2.2, p.y + 1.2) for p in shape.geoms]
    lines = [(shape, 1.6) for shape in ground.shapes.values() if isinstance(shape, shapely.MultiLineString)]
    lines += [(line, 2.0) for parts in ground.limits.values() for _, line in parts]
    lines += [(ground.coast, 1.0)] + [
        (shapely.boundary(shape), 0.6) for shape in ground.shapes.values() if isinstance(shape, shapely.MultiPolygon)
    ]
    drawn = []
    for placed in place_all(names, view.frame, taken, lines, np.array(dots).reshape(-1, 2)):
        for side, panel in enumerate(panels):
            here = placed.name.on_side(side)
            if here is not None:
                draw_name(pen, placed, here, panel.dx, panel.dy)
                dot, tied = here.anchors[0][:2] if here.dot else None, placed.leader is not None
                drawn.append(Drawn(here.gid, placed.box, panel.label, here, dot, tied))
    return drawn
