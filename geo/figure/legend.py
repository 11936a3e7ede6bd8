"""The legend: for each right, and each kind of thing it lies on, swatches drawn by the map's own pen;
limits by certainty, stations; what changed, letter by letter; and the locator."""

from __future__ import annotations

from typing import NamedTuple

import shapely

from ..texts import words_of
from . import style as looks
from .content import Content, bracketed, held_by
from .fonts import MM, broken_name, leading, width_of, words
from .ground import covers
from .pen import Pen
from .projection import Projection, View, azimuthal, outline_m, transformer, unwrapped
from .sheet import Row, paragraph

#: The width of a swatch, that in a dense legend, and half their heights; mm for a point of the type beside them.
SWATCH, SMALL, HALF, LOW = 1.0, 0.83, 0.207, 0.186

#: What is free between two rights in a line of a dense legend, mm.
GAP = 2.4

#: What the azimuthal projection of the whole globe measures across (m): four radii.
GLOBE_M = 4 * 6_371_007.0

#: Of the lines of one name, in sizes of its type: Thai has marks above and below its letters.
LEADING = 1.25


def heading(text: str, size: float, colour: str, rule: float = 0.0) -> Row:
    """The heading of a part of the text, under a rule of a width (points) or none."""
    large = size * 1.12
    high = (1.0 if rule else 0.2) + large * 1.35 / MM

    def draw(sheet, left, top, width):
        if rule:
            sheet.lines(shapely.LineString([(left, top - 0.4), (left + width, top - 0.4)]), colour, rule, gid="rule")
        sheet.text(
            left, top - (1.0 if rule else 0.0) - large * 0.9 / MM, text, "serif-bold", large, colour, gid="heading"
        )

    return Row(high, draw, True)


def legend_rows(content: Content, width: float, size: float, part: str = "", dense: bool = False) -> list[Row]:
    """The legend of a sheet, for a column of a width (mm) in type of a size (points); of its `rights`, of its
    other `signs`, or all. A `dense` one has no heading, and one right after the other in its lines."""
    if part == "signs":
        return _symbols(content, width, size)
    if dense:
        rows = [row for of in _items(content).items() for row in _run_in(content, of, width, size)]
        return rows + ([] if part else _symbols(content, width, size))
    rows = [heading(content.say["legend"], size, content.ink())]
    for mode, items in _items(content).items():
        if mode == "stayed":
            rows.append(_quiet_heading(content, size))
        rows += rights_rows(content, items, width, size)
    return rows if part else rows + _symbols(content, width, size)


class Piece(NamedTuple):
    """What stands together in a line of a dense legend: lines of type in a face, behind the swatch of a right."""

    wide: float
    lines: list[str]
    face: str
    swatch: tuple | None = None


def halved_rows(content: Content, width: float, size: float) -> list[list[Row]]:
    """The rights of a dense legend as two of about the same height."""
    [(mode, items)] = _items(content).items()
    keys, best = list(items), list[list[Row]]()
    for n in range(1, len(keys)):
        halves = [
            _run_in(content, (mode, {key: items[key] for key in part}), width, size) for part in (keys[:n], keys[n:])
        ]
        if not best or _highest(halves) < _highest(best) - 0.01:
            best = halves
    return best


def _highest(parts: list[list[Row]]) -> float:
    return max(sum(row.height for row in part) for part in parts)


def _run_in(content: Content, of: tuple[str, dict], width: float, size: float) -> list[Row]:
    """Rights of a mode one after the other, each with its holders, line by line."""
    (mode, items), rows, step = of, [], size * LEADING / MM
    labels, pieces = _labels(content, items), []
    if mode == "stayed":
        pieces.append([_piece(content.say["stayed"], "sans-italic", width, size)])
    for (tenure, kind), held in items.items():
        told = [_piece(labels[tenure, kind], "sans-bold", width, size)]
        for holder, change, name in held:
            pieces.append([*told, _piece(name, "sans", width, size, (tenure, kind, holder, change))])
            told = []
    line: list[tuple[float, Piece]] = []
    x = 0.0
    for group in pieces:
        # A right stays with its first holder, unless they are wider together than a line.
        together = x + sum(piece.wide for piece in group) - GAP > width
        for n, piece in enumerate(group):
            if line and (x + piece.wide - GAP > width or (together and not n)):
                rows.append(_dense_row(content, line, size, step))
                line, x = [], 0.0
            line.append((x, piece))
            x += piece.wide
    return [*rows, _dense_row(content, line, size, step)]


def _piece(text: str, face: str, width: float, size: float, swatch: tuple | None = None) -> Piece:
    before = size * SMALL + 1.2 if swatch else 0.0
    lines = broken_name(text, face, max(width - before, 8), size)
    after = GAP if swatch else 0.6 * GAP
    return Piece(before + max(width_of(line, face, size) for line in lines) + after, lines, face, swatch)


def _dense_row(content: Content, line: list[tuple[float, Piece]], size: float, step: float) -> Row:
    high = max(0.486 * size, size * 1.36 * leading() / MM)

    def put(sheet, left, top, _):
        pen, middle = Pen(sheet, content.atlas, content.marks, content.style), top - high / 2
        for at, piece in line:
            x = left + at
            if piece.swatch:
                tenure, kind, holder, mode = piece.swatch
                box = shapely.box(x, middle - size * LOW, x + size * SMALL, middle + size * LOW)
                row = {"tenure": tenure, "holder": holder}
                pen._replace(mode=mode).swatch(kind, box, row, f"swatch-{tenure}-{kind}-{holder}")
                x += size * SMALL + 1.2
            colour = content.ink("quiet" if piece.face == "sans-italic" else "ink")
            for n, text in enumerate(piece.lines):
                sheet.text(x, middle - size * 0.35 / MM - n * step, text, piece.face, size, colour, gid="legend")

    return Row(high + (max(len(piece.lines) for _, piece in line) - 1) * step, put)


def rights_rows(content: Content, items: dict, width: float, size: float) -> list[Row]:
    """The lines of rights: `items` are holder, mode and label by (tenure, kind)."""
    rows, labels = [], _labels(content, items)
    widest = max((width_of(label, "sans", size) for label in labels.values()), default=0)
    longest = max((word.unit * size for label in labels.values() for word in words(label)), default=0)
    indent = max(longest + 1.2, min(0.36 * width, 2 + widest))
    held = [word.unit * size for own in items.values() for *_, name in own for word in words(name)]
    # Where the longest word finds no room beside the names of the rights, the holders stand below them.
    beside = indent + size * SWATCH + 3.6 + max(held, default=0) <= width
    for key in items:
        rows += _swatches(content, key, labels[key], items[key], indent if beside else 0.0, width, size)
    return rows


def _quiet_heading(content: Content, size: float) -> Row:
    high = size * 1.5 / MM

    def draw(sheet, left, top, _):
        sheet.text(
            left, top - high * 0.75, content.say["stayed"], "sans-italic", size, content.ink("quiet"), gid="legend"
        )

    return Row(high, draw, True)


def _items(content: Content) -> dict[str, dict]:
    """Swatches by mode, then by (tenure, kind): (holder, mode, label), as the legend of the scene has them."""
    found: dict[str, dict[tuple[str, str], list]] = {}
    for item in content.legend:
        if item.kind != "limit":
            label = content.holder(held_by(item._asdict()), 0 if item.change == "ended" else None)
            if item.change in ("moved", "ended"):
                label = content.say[f"legend_{item.change}"].format(power=label)
            group = found.setdefault("stayed" if item.change == "stayed" else "shown", {})
            group.setdefault((item.tenure, item.kind), []).append((item.holder, item.change, label))
    return found


def _labels(content: Content, items) -> dict[tuple[str, str], str]:
    """The names of the rights, with what they lie on where one lies on several kinds."""
    labels = {key: content.texts[f"tenure.{key[0]}"] for key in items}
    for key in items:
        if any(other[0] == key[0] and other[1] != key[1] for other in items):
            labels[key] += content.say[f"on_kind_{key[1]}"]
    return labels


def _swatches(content, key, label, items, indent, width, size) -> list[Row]:
    """The swatches of one right: its name, then holder by holder, from an `indent`; below the name if it is 0."""
    tenure, kind = key
    high = max(0.557 * size, size * 1.5 / MM)
    lines: list[list] = [[]]
    x = indent
    for holder, mode, whole in items:
        # A holder whose name is longer than the column takes more lines.
        name = broken_name(whole, "sans", max(width - indent - size * SWATCH - 3.6, 8), size)
        wide = size * SWATCH + 1.2 + max(width_of(part, "sans", size) for part in name) + 2.4
        if lines[-1] and x + wide > width:
            lines.append([])
            x = indent
        lines[-1].append((x, holder, mode, name))
        x += wide
    parts = broken_name(label, "sans", (indent or width) - 1, size)
    # How far the swatches stand below the first line of the name.
    down = 0.0 if indent else high + (len(parts) - 1) * size * LEADING / MM

    def draw(line, first):
        def put(sheet, left, top, _):
            pen = Pen(sheet, content.atlas, content.marks, content.style)
            middle = top - high / 2
            base = middle - size * 0.35 / MM
            if first:
                for n, part in enumerate(parts):
                    sheet.text(left, base - n * size * LEADING / MM, part, "sans", size, content.ink(), gid="legend")
                middle, base = middle - down, base - down
            for at, holder, mode, name in line:
                box = shapely.box(left + at, middle - size * HALF, left + at + size * SWATCH, middle + size * HALF)
                pen._replace(mode=mode).swatch(
                    kind, box, {"tenure": tenure, "holder": holder}, f"swatch-{tenure}-{kind}-{holder}"
                )
                for n, part in enumerate(name):
                    sheet.text(
                        left + at + size * SWATCH + 1.2,
                        base - n * size * LEADING / MM,
                        part,
                        "sans",
                        size,
                        content.ink(),
                        gid="legend",
                    )

        return put

    # A name that takes more lines than its swatches asks for the rest below.
    below = max(0, (len(parts) - 1) * size * LEADING / MM - (len(lines) - 1) * high) if indent else 0.0
    more = [(max(len(name) for *_, name in line) - 1) * size * LEADING / MM for line in lines]
    return [
        Row(
            high + max(more[n], below if n == len(lines) - 1 else 0) + (down if n == 0 else 0.0),
            draw(line, n == 0),
            n < len(lines) - 1,
        )
        for n, line in enumerate(lines)
    ]


def _symbols(content: Content, width, size) -> list[Row]:
    """Limits by certainty, stations where they stand on the maps, and what bears no right there."""
    high = max(0.557 * size, size * 1.5 / MM)
    limits = [item.certainty for item in content.legend if item.kind == "limit"]
    items: list[tuple[str, str, str]] = [("limit", c, content.say[f"limit_{c}"]) for c in limits]
    if content.stations and "stations" in content.layers:
        located = content.layers["stations"]["located"] == "verified"
        items += [("station", "sure", content.say["station"])] * bool(located.any())
        items += [("station", "", content.say["station_uncertain"])] * bool((~located).any())
    items += [("doubt", "", words_of("both", content.language)["in_doubt"])] * bool(content.doubted)
    items += [(kind, "", words_of("both", content.language)[word]) for kind, word in _ground_lines(content)]
    sides = {"pair": (0, 1), "day": (0,)}.get(content.kind, (None,))
    bare = list(dict.fromkeys(name for side in sides for name in content.bare(side)))
    items += [("bare", name, content.feature_name(name)) for name in bare]
    lines: list[list] = []
    x = width
    for kind, value, label in items:
        # A name that is longer than the column takes more lines.
        parts = broken_name(label, "sans", max(width - size * SWATCH - 1.2, 8), size)
        wide = size * SWATCH + 1.2 + max(width_of(part, "sans", size) for part in parts) + 2.4
        if x + wide > width + 2.4:
            lines.append([])
            x = 0.0
        lines[-1].append((x, kind, value, parts))
        x += wide

    def draw(line):
        def put(sheet, left, top, _):
            pen, middle = Pen(sheet, content.atlas, content.marks, content.style), top - high / 2
            for at, kind, value, parts in line:
                a, b = left + at, left + at + size * SWATCH
                if kind == "limit":
                    sheet.lines(
                        shapely.LineString([(a, middle), (b, middle)]),
                        content.ink("limit"),
                        looks.points(content.marks, content.marks.limit.width),
                        looks.dashes(content.marks, value),
                        gid=f"swatch-limit-{value}",
                    )
                elif kind == "border":
                    pen.border(shapely.LineString([(a, middle), (b, middle)]), "swatch-border")
                elif kind == "doubt":
                    pen.doubt(shapely.box(a, middle - size * HALF, b, middle + size * HALF), "swatch-doubt")
                elif kind == "province":
                    pen.province(shapely.LineString([(a, middle), (b, middle)]), "conjectural", "swatch-province")
                elif kind == "bare":
                    feature = content.atlas.features[value]
                    shape = shapely.MultiLineString([[(a, middle), (b, middle)]])
                    if content.geometry_kind(value) == "point":
                        shape = shapely.MultiPoint([((a + b) / 2, middle)])
                    sure = feature.certainty != "conjectural"
                    pen.bare(shape, sure, content.dashes.get(value, []), f"swatch-bare-{value}")
                else:
                    pen.station((a + b) / 2, middle, bool(value), "swatch-station")
                for n, part in enumerate(parts):
                    y = middle - (0.35 + n * LEADING) * size / MM
                    sheet.text(b + 1.2, y, part, "sans", size, content.ink(), gid="legend")

        return put

    more = [(max(len(parts) for *_, parts in line) - 1) * size * LEADING / MM for line in lines]
    return [Row(high + below, draw(line)) for line, below in zip(lines, more, strict=True)]


def _ground_lines(content: Content) -> list[tuple[str, str]]:
    """Which lines of the ground a map of the sheet shows: kind, and the word for it."""
    extent = shapely.box(*unwrapped(content.subject.extent))
    told = content.states.on(content.days[-1])
    found = [("border", "state_border", [border.geometry for border in told.borders])]
    found += [("province", "province_edge", [shape for _, shape in told.provinces])]
    return [(kind, word) for kind, word, shapes in found if any(shapely.intersects(extent, shapes))]


def change_rows(content: Content, width: float, size: float, features: list[str]) -> list[Row]:
    """What changed, place by place (of some features): the letter of its flag, its name, and each right with the
    numbers of the articles."""
    rows = []
    for feature in features:
        sign = content.flags[feature]
        line = [*words(f"{sign}\u00a0\u00a0{content.feature_name(feature)}", "sans-bold")]
        for change in (c for c in content.changed if c.feature == feature):
            line += [
                *words(f"{content.texts[f'tenure.{change.tenure}']}{content.say['colon']}{content.change(change)}"),
                *words(bracketed(change.notes), "sans-bold"),
            ]
        rows += paragraph(line, width, size, content.ink(), hang=size * 0.5, gid="change")
    return rows


def locator(pen: Pen, panel, box) -> None:
    """A small map of the wider region in a box, with the extent of the maps."""
    content, sheet = panel.content, pen.sheet
    layer = content.layers.get("land_far", content.layers.get("land"))
    if layer is None:
        return
    west, south, east, north = unwrapped(content.subject.extent)
    lon, lat = (west + east) / 2, (south + north) / 2
    crs = azimuthal(lon, lat)
    forward = transformer(crs)
    w, s, e, n = outline_m(forward, content.subject.extent)
    for times in (6.0, 4.0, 3.2, 2.6, 2.1, 1.7, 1.4, 1.2):
        # As wide a region as the layer covers: beyond its edge there would be false sea.
        scale = min((box[2] - box[0]) / (e - w), (box[3] - box[1]) / (n - s)) / times
        # The globe is no smaller than the box is high.
        scale = max(scale, (box[3] - box[1]) / GLOBE_M)
        view = View(Projection(crs, "", lon), forward, scale, ((w + e) / 2, (s + n) / 2), box)
        if covers(layer, view.window()):
            break
    lines, frame = pen.marks.ground_line, pen.marks.frame
    sheet.area(view.box(), pen.ground("sea"), gid="locator-sea")
    land = shapely.GeometryCollection(view.project(list(layer.geometry)))
    sheet.area(land, pen.ground("land"), pen.ground("coast"), pen.points(lines["coast"]), gid="locator-land")
    edge = shapely.box(west, south, east, north)
    edge = shapely.transform(shapely.segmentize(edge, 0.25), view.to_mm)
    sheet.area(
        edge.intersection(view.box()), edge=pen.ground("accent"), width=pen.points(frame.extent), gid="locator-extent"
    )
    sheet.area(view.box(), edge=pen.ground("ink"), width=pen.points(frame.box), gid="locator-frame")
