"""A scene as a still picture: SVG, for the front page, for mail previews and for who has scripts off."""

from __future__ import annotations

import re
from collections import Counter
from html import escape

import numpy as np
import shapely

from .. import geometry
from ..marks import dash_of, read_marks
from ..scene import Right, Scene, outlined, shown_lines
from . import encode
from .ground import ground_in, land_in

#: Width and height of a picture in its own units: ten of them make about a pixel on the page.
WIDE, HIGH = 4800, 3600

#: How many of its units make a pixel of the marks.
UNITS = 10

#: How far beyond the frame of a picture its lines go on, so that no stroke ends within.
MARGIN = 200

#: So far from its edge stand words on it.
ROOM = 180

#: What is smaller than so many of its units goes.
SMALL = 12

#: How far, in its units, lines may be off: those that are seen, and the edges of pale tints.
FINE, COARSE = 9, 24


#: An outline that is worth a name: the looks of its path, and its `d`.
_OUTLINE = re.compile(r'<path ([^>]*)d="([^"]{60,})"/>')


def drawn_once(pictures: list[str], name: str = "outline") -> list[str]:
    """Pictures of one page, with each outline that they draw several times written once: the first to
    draw it holds it, and all use it. `name` begins its id."""
    often = Counter(d for svg in pictures for _, d in _OUTLINE.findall(svg))
    ids: dict[str, str] = {}
    found = []
    for svg in pictures:
        held: list[str] = []

        def use(path: re.Match, held: list[str] = held) -> str:
            looks, d = path.groups()
            if often[d] < 2:
                return path[0]
            if d not in ids:
                ids[d] = f"{name}-{len(ids) + 1}"
                held.append(f'<path id="{ids[d]}" d="{d}"/>')
            return f'<use {looks}href="#{ids[d]}"/>'

        svg = _OUTLINE.sub(use, svg)
        found.append(svg.replace("<defs>", f"<defs>{''.join(held)}", 1))
    return found


def ground_under(world, extent) -> tuple[str, str]:
    """The land and the lakes of a picture of an extent, as the `d` of two paths."""
    frame = _Frame(extent)
    around = shapely.box(*frame.lonlat)
    return frame.path(land_in(world.layers, around)), frame.path(ground_in(world.layers, "lakes", around))


def picture(
    world,
    scene: Scene,
    label: str = "",
    prefix: str = "",
    flags: dict[str, str] | None = None,
    under: tuple[str, str] | None = None,
) -> str:
    """The SVG of a scene, 4:3, in Web Mercator; the looks are `data/marks.toml`.

    With a `label` it is an image with that name; without one it is an ornament that readers of the
    screen pass over. `prefix` keeps the ids of two pictures of one page apart; `flags` are short texts
    (numbers of a list) to stand on features, by id. `under` is the `ground_under` of its extent, where several
    pictures share it.
    """
    marks = read_marks(world.data)
    frame = _Frame(scene.extent)
    land, lakes = under or ground_under(world, scene.extent)
    ground, lines = marks.ground["colour"], marks.ground_line
    parts = [
        f'<path fill="{ground["land"]}" stroke="{ground["coast"]}" stroke-width="{lines["coast"] * UNITS:g}" '
        f'd="{land}"/>',
        *_tints(world.atlas, scene, frame, marks.state),
        f'<path fill="{ground["sea"]}" stroke="{ground["water"]}" stroke-width="{lines["lake"] * UNITS:g}" '
        f'd="{lakes}"/>',
        *_borders(scene, frame, marks),
    ]
    patterns: dict[str, str] = {}
    by_place: dict[str, list[Right]] = {}
    edges: dict[tuple[str, str, str], list] = {}
    for right in scene.rights:
        if right.change != "ended":
            by_place.setdefault(right.row["feature"], []).append(right)
    for feature, rights in by_place.items():
        shape = geometry.seen_from(world.features.geometry[feature], frame.lon)
        d = frame.path(shape)
        before = len(parts)
        if d and rights[0].kind == "area":
            parts += _area(d, rights, f"{prefix}{scene.subject}", patterns)
            edge = outlined(rights)
            if edge:
                key = edge.row["tenure"], edge.row["holder"], edge.look.colour
                edges.setdefault(key, []).append(shape)
        elif d and rights[0].kind == "line":
            parts += _line(d, shown_lines(rights)[0], marks)
        parts[before:] = [f'<g data-feature="{feature}">{"".join(parts[before:])}</g>'] if len(parts) > before else []
    # Neighbours of one holder have one outline: no seam where there is no border.
    parts += [
        f'<path fill="none" stroke="{escape(colour)}" stroke-width="{marks.mark["fill"].width * UNITS:g}" '
        f'd="{frame.path(geometry.united(shapes))}"/>'
        for (*_, colour), shapes in edges.items()
    ]
    for limit in scene.limits:
        line, width = geometry.seen_from(limit.geometry, frame.lon), marks.limit.width * UNITS
        dash = " ".join(f"{part * width:g}" for part in limit.dash)
        parts.append(
            f'<path class="limit" fill="none" stroke="{ground["limit"]}" stroke-width="{width:g}" '
            f'{f"""stroke-dasharray="{dash}" """ if dash else ""}d="{frame.path(line)}"/>'
        )
    taken: list[tuple[int, int]] = []
    for feature, words in (flags or {}).items():
        x, y = frame.place_on(geometry.seen_from(world.features.geometry[feature], frame.lon), taken)
        taken.append((x, y))
        parts.append(f'<text x="{x}" y="{y}">{escape(words)}</text>')
    named = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return (
        f'<svg viewBox="0 0 {WIDE} {HIGH}" {named}><defs>{"".join(patterns.values())}</defs>'
        f'<path fill="{ground["sea"]}" d="M0 0H{WIDE}V{HIGH}H0z"/>{"".join(parts)}</svg>'
    )


def _tints(atlas, scene: Scene, frame: _Frame, look) -> list[str]:
    """The states in pale tints: so pale that their edge may be coarser than the coast over it."""
    paths = [(state, frame.path(state.geometry, COARSE)) for state in scene.states.states]
    return [
        f'<path class="state" fill="{atlas.terms.power[state.state].colour}" fill-opacity="{look.strength:g}" d="{d}"/>'
        for state, d in paths
        if d
    ]


def _borders(scene: Scene, frame: _Frame, marks) -> list[str]:
    """The lines between provinces and between states."""
    width, colour = marks.state.border_width, marks.ground["colour"]["border"]
    lines = [
        *((shape, dash_of(marks, certainty, width)) for certainty, shape in scene.states.provinces),
        *((b.geometry, [part * width for part in marks.state.border_dash]) for b in scene.states.borders),
    ]
    # Lines of one dash are one path: each of its parts begins the dash anew.
    by_dash: dict[str, str] = {}
    for shape, parts in lines:
        dash = " ".join(f"{part * UNITS:g}" for part in parts)
        by_dash[dash] = by_dash.get(dash, "") + frame.path(shape)
    return [
        f'<path class="border" fill="none" stroke="{colour}" stroke-width="{width * UNITS:g}" '
        f'stroke-dasharray="{dash}" d="{d}"/>'
        for dash, d in by_dash.items()
        if d
    ]


def _area(d: str, rights: list[Right], subject: str, patterns: dict[str, str]) -> list[str]:
    """The fills and hatches of an area."""
    parts = []
    for right in rights:
        look = right.look
        if look.mark == "fill":
            parts.append(f'<path class="fill" fill="{escape(look.colour)}" fill-opacity="{look.strength:g}" d="{d}"/>')
        elif look.mark in ("hatch", "dots"):
            name = f"{subject}-{right.row['tenure']}-{right.row['holder']}"
            patterns[name] = _pattern(name, look)
            parts.append(f'<path fill="url(#{escape(name)})" d="{d}"/>')
    return parts


def _line(d: str, right: Right, marks) -> list[str]:
    """A railway with its sleepers, or a thin broken line along a shore."""
    look = right.look

    def stroke(colour, width, dash=()):
        said = f' stroke-dasharray="{" ".join(f"{part * width * UNITS:g}" for part in dash)}"' if dash else ""
        return f'<path fill="none" stroke="{escape(colour)}" stroke-width="{width * UNITS:g}"{said} d="{d}"/>'

    if look.mark == "line":
        mark, paper = marks.mark["line"], marks.ground["colour"]["paper"]
        if look.dash:
            return [stroke(paper, mark.casing), stroke(look.colour, look.width, look.dash)]
        return [stroke(paper, mark.casing), stroke(look.colour, look.width), stroke(paper, mark.sleeper, look.sleepers)]
    coast = marks.mark["coast"]
    return [stroke(look.colour, coast.width * look.weight, coast.dash)]


def _pattern(name: str, look) -> str:
    """The hatch or the dots of a right, leaning as its terms say."""
    side, shift = look.spacing * UNITS, look.spacing * UNITS * look.shift
    colour = escape(look.colour)
    ink = (
        f'<circle cx="{side / 2:g}" cy="{side / 2:g}" r="{look.width * UNITS / 2:g}" fill="{colour}"/>'
        if look.mark == "dots"
        else f'<path d="M0 {side / 2:g}H{side:g}" stroke="{colour}" stroke-width="{look.width * UNITS:g}"/>'
    )
    # On the screen y runs downwards, so that a lean counter-clockwise from east is a negative turn.
    return (
        f'<pattern id="{escape(name)}" x="{shift:g}" y="{shift:g}" width="{side:g}" height="{side:g}" '
        f'patternUnits="userSpaceOnUse" patternTransform="rotate({-look.degrees:g})">{ink}</pattern>'
    )


class _Frame:
    """The part of the world that a picture shows: the extent of its subject, made 4:3."""

    def __init__(self, extent):
        west, south, east, north = extent
        self.lon = (west + east) / 2
        self.lonlat = (2 * west - east, 2 * south - north, 2 * east - west, 2 * north - south)
        low, high = encode.to_units(np.array([[west, north], [east, south]]))
        middle = (low + high) / 2
        self.scale = min(np.array([WIDE, HIGH]) / (high - low))
        self.corner = middle - np.array([WIDE, HIGH]) / 2 / self.scale

    def place_on(self, shape, taken: list[tuple[int, int]]) -> tuple[int, int]:
        """A point on the largest part of a shape that the picture shows, in its units: words on it have room within
        the edge and, on a line, beside what is `taken`."""
        drawn = shapely.transform(shape, lambda lonlat: (encode.to_units(lonlat) - self.corner) * self.scale)
        seen = shapely.clip_by_rect(drawn, ROOM, ROOM, WIDE - ROOM, HIGH - ROOM)
        parts = shapely.get_parts(drawn if seen.is_empty else seen)
        part = max(parts, key=lambda p: (p.area, p.length))
        if part.geom_type == "LineString":
            on = [part.interpolate(share, normalized=True) for share in (0.6, 0.4, 0.8, 0.2, 0.9, 0.1)]
        else:
            on = [part.representative_point()]
        free = [p for p in on if all(max(abs(p.x - x), abs(p.y - y)) > 2 * ROOM for x, y in taken)]
        return round((free or on)[0].x), round((free or on)[0].y)

    def path(self, shape, off: int = FINE) -> str:
        """The `d` of a geometry (EPSG:4326): whole numbers, relative steps, no more vertices than can
        be seen (lines may be `off` by so many units), and nothing that lies out of sight."""
        small = SMALL * off // FINE
        window = shapely.box(-MARGIN, -MARGIN, WIDE + MARGIN, HIGH + MARGIN)
        closed = bool(geometry.polygons_of(shape))
        rings = shapely.get_rings(geometry.polygons_of(shape)) if closed else geometry.lines_of(shape)
        every, of = shapely.get_coordinates(rings, return_index=True)
        if not len(every):
            return ""
        every = (encode.to_units(every) - self.corner) * self.scale
        starts = np.flatnonzero(np.diff(of, prepend=-1))
        low, high = np.minimum.reduceat(every, starts), np.maximum.reduceat(every, starts)
        # Most of a coast is islets that are too small to be seen, or lie elsewhere. (Rounding to whole
        # numbers makes nothing larger by more than one.)
        drawn = (
            ((high - low).max(axis=1) >= small - 1)
            & (high >= -MARGIN).all(axis=1)
            & (low <= (WIDE + MARGIN, HIGH + MARGIN)).all(axis=1)
        )
        edges = []
        # What lies wholly within is not cut, which spares the islands of a coast.
        whole = np.all((low >= -MARGIN) & (high <= (WIDE + MARGIN, HIGH + MARGIN)), axis=1)
        all_rings = np.split(every, starts[1:])
        for at in np.flatnonzero(drawn):
            points = all_rings[at]
            if whole[at]:
                edges.append(shapely.LinearRing(points) if closed and len(points) > 3 else shapely.LineString(points))
                continue
            ring = shapely.Polygon(points) if closed and len(points) > 3 else shapely.LineString(points)
            if not closed:
                seen = shapely.clip_by_rect(ring, *window.bounds)
            elif not ring.is_valid:
                seen = ring if ring.intersects(window) else None
            else:
                seen = shapely.intersection(ring, window)
            edges += shapely.get_rings(geometry.polygons_of(seen)).tolist() if closed else geometry.lines_of(seen)
        out = []
        for edge in shapely.simplify(np.array(edges, object), off):
            steps = np.rint(shapely.get_coordinates(edge)).astype(int)
            if np.ptp(steps, axis=0).max() < small:
                continue
            moves = " ".join(map(str, np.diff(steps, axis=0).ravel().tolist()))
            # A minus sign divides two numbers as well as a space does.
            moves = moves.replace(" -", "-")
            out.append(f"M{steps[0, 0]} {steps[0, 1]}l{moves}{'z' if closed else ''}")
        return "".join(out)
