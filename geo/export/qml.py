"""Default styles for QGIS (QML): the looks of `data/marks.toml` and of an atlas's terms in QGIS's words.

A layer of the timeline shows one day: that of the variable `day` of the project or the layer
(ISO text), else that of the temporal controller, else the day given here. Sizes are millimetres, as
on the sheets.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import geopandas as gpd

from ..marks import Look, Marks, dash_of, look_of
from ..model import Atlas

#: What a QML begins with; ElementTree writes no document type.
DOCTYPE = '<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">\n'

#: The oldest version of QGIS that was tried: one that is older than what a project names says so on opening it.
VERSION = "3.22.0"

#: The smallest scale (one to this) at which stations are drawn.
STATIONS_FROM = 8_000_000


class Rule(NamedTuple):
    """What is drawn of a layer by one mark; `where` in QGIS's expressions."""

    key: str
    label: str
    where: str
    symbol: list[Element]


def element(tag: str, inner: Iterable[Element] = (), **attributes: object) -> Element:
    """An element with others inside; an attribute that Python has a word of its own for ends in _."""
    made = Element(tag, {name.rstrip("_"): str(value) for name, value in attributes.items()})
    made.extend(inner)
    return made


def told(tag: str, text: object) -> Element:
    """An element that holds a text."""
    made = Element(tag)
    made.text = str(text)
    return made


def _text(value: str) -> str:
    """A text in QGIS's expressions."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _number(value: float) -> str:
    return f"{value:.6g}"


def _rgba(colour: str, strength: float = 1) -> str:
    parts = [*bytes.fromhex(colour[1:]), round(255 * min(1, strength))]
    return ",".join(map(str, parts))


def _layer(kind: str, options: dict[str, object], inner: Iterable[Element] = ()) -> Element:
    """A symbol layer, in the notation of QGIS 3.26 and later and in that of earlier ones. What is a number
    but no whole one is a length in millimetres, and its unit is said too."""
    said = {}
    for name, value in options.items():
        said[name] = _number(value) if isinstance(value, float) else str(value)
        if isinstance(value, float):
            said[f"{name}_unit"] = "MM"
    new = element(
        "Option",
        [element("Option", name=name, type="QString", value=value) for name, value in said.items()],
        type="Map",
    )
    old = [element("prop", k=name, v=value) for name, value in said.items()]
    return element("layer", [new, *old, *inner], class_=kind, enabled=1, locked=0, **{"pass": 0})


def _symbol(name: str, kind: str, layers: Iterable[Element]) -> Element:
    return element("symbol", layers, name=name, type=kind, alpha=1, clip_to_extent=1, force_rhr=0)


def _line(colour: str, width: float, dash: list[float] | None = None, shift: float = 0, cap: str = "flat") -> Element:
    """A line (rgba, mm), its dashes in its own widths; `shift` is a part of one round of them."""
    options: dict[str, object] = {
        "line_color": colour,
        "line_width": float(width),
        "line_style": "solid",
        "capstyle": cap,
        "joinstyle": "round",
    }
    if dash:
        options |= {
            "use_custom_dash": 1,
            "customdash": ";".join(_number(part * width) for part in dash),
            "customdash_unit": "MM",
            "dash_pattern_offset": float(sum(dash) * width * shift),
        }
    return _layer("SimpleLine", options)


def _disc(colour: str, size: float, rim: str = "", rim_width: float = 0) -> Element:
    return _layer(
        "SimpleMarker",
        {
            "name": "circle",
            "color": colour,
            "size": float(size),
            "outline_color": rim or colour,
            "outline_style": "solid" if rim else "no",
            "outline_width": float(rim_width),
        },
    )


class _Pen:
    """Draws looks as symbol layers, in millimetres."""

    def __init__(self, marks: Marks):
        self.marks, self.ground, self.px = marks, marks.ground["colour"], marks.paper_mm

    def area(self, look: Look, name: str) -> list[Element]:
        """A tint, a hatch or dots, and the edge of the ground where the right outlines it.

        QGIS draws row by row, so that it cannot give neighbours of one holder one outline: a tint goes
        without, or it would draw a border within one power's land. The limits are a layer of their own.
        """
        px, colour, fill = self.px, _rgba(look.colour, look.strength), self.marks.mark["fill"]
        if look.mark == "fill":
            return [_layer("SimpleFill", {"color": colour, "style": "solid", "outline_style": "no"})]
        if look.mark == "outline":
            return [_line(colour, look.width * px)]
        # Who may only do something on the ground does not bound it: a faint line shows how far it goes. Of
        # a right that is told by a line, such as a railway's, its edge is all there is to see.
        faint = self.marks.faint
        layers = [
            _line(_rgba(look.colour), fill.width * px)
            if look.edge or look.mark == "line"
            else _line(_rgba(self.ground["quiet"]), faint.width * px, faint.dash)
        ]
        if look.mark == "hatch":
            # QGIS counts the angle of a hatch from the east, counter-clockwise, as the terms do.
            layers.append(
                _layer(
                    "LinePatternFill",
                    {
                        "angle": _number(look.degrees),
                        "color": colour,
                        "distance": look.spacing * px,
                        "offset": look.spacing * look.shift * px,
                        "line_width": look.width * px,
                    },
                    [_symbol(f"@{name}@1", "line", [_line(colour, look.width * px)])],
                )
            )
        elif look.mark == "dots":
            layers.append(
                _layer(
                    "PointPatternFill",
                    {
                        "distance_x": look.spacing * px,
                        "distance_y": look.spacing * px,
                        "angle": _number(look.degrees),
                        "offset_x": look.spacing * look.shift * px,
                        "offset_y": look.spacing * look.shift * px,
                    },
                    [_symbol(f"@{name}@1", "marker", [_disc(colour, look.width * px)])],
                )
            )
        return layers

    def doubt(self, name: str) -> list[Element]:
        """The hatch of ground that the rights drawn on it may not reach."""
        look, colour = self.marks.doubt, _rgba(self.ground["quiet"])
        options = {
            "angle": _number(look.degrees),
            "color": colour,
            "distance": look.spacing * self.px,
            "line_width": look.width * self.px,
        }
        return [
            _layer("LinePatternFill", options, [_symbol(f"@{name}@0", "line", [_line(colour, look.width * self.px)])])
        ]

    def line(self, look: Look) -> list[Element]:
        """A line that someone works, with its sleepers; a pale band, or a broken line along a shore."""
        mark, px, colour = self.marks.mark, self.px, _rgba(look.colour, look.strength)
        if look.mark == "line":
            paper = _rgba(self.ground["paper"])
            if look.dash:
                return [_line(paper, mark["line"].casing * px, cap="round"), _line(colour, look.width * px, look.dash)]
            return [
                _line(paper, mark["line"].casing * px, cap="round"),
                _line(colour, look.width * px, cap="round"),
                _line(paper, mark["line"].sleeper * px, look.sleepers),
            ]
        if look.mark == "outline":
            return [_line(_rgba(look.colour, mark["outline"].strength), mark["outline"].width * px)]
        coast = mark["coast"]
        return [_line(colour, coast.width * look.weight * px, coast.dash, look.shift, "round")]

    def point(self, look: Look, ring: int = 0) -> list[Element]:
        """A disc; of the `ring`-th right beside the one that holds the place a larger one below it, of
        which a ring is seen."""
        mark = self.marks.mark["point"]
        return [
            _disc(
                _rgba(look.colour),
                (mark.width + mark.ring * ring) * self.px,
                _rgba(self.ground["paper"]),
                self.marks.halo.disc / 2 * self.px,
            )
        ]

    def limit(self, certainty: str) -> list[Element]:
        """The line of a limit: the surer, the more of it is drawn."""
        return [_line(_rgba(self.ground["limit"]), self.marks.limit.width * self.px, dash_of(self.marks, certainty))]

    def station(self) -> list[Element]:
        """A small disc of paper."""
        dot, px = self.marks.dot, self.px
        return [
            _disc(_rgba(self.ground["paper"]), 2 * dot.station[0] * px, _rgba(self.ground["ink"]), dot.station_rim * px)
        ]


def _document(renderer: Element, before: Iterable[Element] = (), **more: object) -> str:
    root = element(
        "qgis", [*before, renderer], version=VERSION, styleCategories="Symbology|Temporal", labelsEnabled=0, **more
    )
    return DOCTYPE + ElementTree.tostring(root, encoding="unicode") + "\n"


def chosen_day(day: str) -> str:
    """The expression for the day that a project, a layer or the temporal controller says, else this one."""
    return f"to_date(coalesce(nullif(@day, ''), format_date(@map_start_time, 'yyyy-MM-dd', 'en'), '{day}'))"


def shown_on(day: str) -> str:
    """The expression in which a row counts on `chosen_day`. Half-open: on the day on which a right ends, who
    follows holds it."""
    chosen = chosen_day(day)
    return (
        f'("start_date" IS NULL OR to_date("start_date") <= {chosen}) AND '
        f'("end_date" IS NULL OR to_date("end_date") > {chosen})'
    )


def _dated(kind: str, day: str, rules: list[Rule]) -> str:
    """A style that draws the rows of one day by rules, the first lowest."""
    kinds = {"areas": "fill", "points": "marker"}
    symbols = [_symbol(str(number), kinds.get(kind, "line"), rule.symbol) for number, rule in enumerate(rules)]
    # Without passes QGIS draws in the order of the rows, not in that of the rules.
    levels = 0
    for symbol in symbols:
        for layer in symbol.findall("layer"):
            layer.set("pass", str(levels))
            levels += 1
    drawn = [
        element("rule", key=f"{{{kind}-{rule.key}}}", symbol=number, label=rule.label, filter=rule.where)
        for number, rule in enumerate(rules)
    ]
    whole = element(
        "rule",
        drawn,
        key=f"{{{kind}-day}}",
        filter=shown_on(day),
        label=f"On {day} (or on the day in the variable “day”)",
    )
    renderer = element(
        "renderer-v2",
        [element("rules", [whole], key=f"{{{kind}}}"), element("symbols", symbols)],
        type="RuleRenderer",
        symbollevels=1,
        enableorderby=0,
        forceraster=0,
    )
    # Mode 5 only draws the layer anew when the temporal controller moves: the rule does the rest.
    return _document(renderer, [element("temporal", enabled=1, mode=5, limitMode=0)])


def timeline_style(atlas: Atlas, marks: Marks, kind: str, rows: gpd.GeoDataFrame, day: str, dashes=None) -> str:
    """The style of a layer of the timeline (areas, lines or points): a rule for each right and
    holder in it, on one day. Fills lie below, hatches above; a line that someone works lies over what else
    there is on it, and a disc over the rings round it. `dashes` are those of lighter railways by feature: each
    has rules of its own."""
    terms, pen = atlas.terms, _Pen(marks)
    powers = ["", *terms.power]
    pairs = sorted(
        set(zip(rows["tenure"], rows["holder"], strict=True)),
        key=lambda pair: (terms.tenure[pair[0]].rank, powers.index(pair[1]), pair[0]),
    )
    looks = {pair: look_of(marks, terms, *pair) for pair in pairs}
    beside = [pair for pair, look in looks.items() if look.mark not in ("fill", "line")]
    rules = []
    for number, ((tenure, holder), look) in enumerate(looks.items()):
        ring = beside.index((tenure, holder)) + 1 if (tenure, holder) in beside else 0
        drawn = (
            pen.point(look, ring)
            if kind == "points"
            else pen.line(look)
            if kind == "lines"
            else pen.area(look, str(number))
        )
        key, label = f"{tenure}-{holder}", terms.tenure[tenure].label
        label += f": {terms.power[holder].name}" if holder else ""
        where = f'"tenure" = {_text(tenure)} AND '
        where += f'"holder" = {_text(holder)}' if holder else "coalesce(\"holder\", '') = ''"
        light = [
            feature
            for feature in (dashes or {})
            if look.mark == "line"
            and ((rows["feature"] == feature) & (rows["tenure"] == tenure) & (rows["holder"] == holder)).any()
        ]
        for feature in light:
            own = f'{where} AND "feature" = {_text(feature)}'
            drawn_light = pen.line(look._replace(dash=(dashes or {})[feature]))
            name = atlas.features[feature].names["en"]
            rules.append(Rule(f"{key}-{feature}", f"{label} ({name})", own, drawn_light))
            where += f' AND "feature" <> {_text(feature)}'
        rules.append(Rule(key, label, where, drawn))
    for name in sorted({name for name in rows["feature"] if kind == "areas" and atlas.features[name].in_doubt}):
        symbol, where = pen.doubt(str(len(rules))), f'"feature" = {_text(name)}'
        rules.append(Rule(f"doubt-{name}", atlas.features[name].names["en"], where, symbol))
    return _dated(kind, day, rules if kind == "areas" else rules[::-1])


def limits_style(marks: Marks, limits: gpd.GeoDataFrame, day: str) -> str:
    """The style of the limits on one day, by how sure they are."""
    found = [certainty for certainty in marks.certainty if certainty in set(limits["certainty"])]
    return _dated(
        "limits",
        day,
        [
            Rule(certainty, f"Limit, {certainty}", f'"certainty" = {_text(certainty)}', _Pen(marks).limit(certainty))
            for certainty in found
        ],
    )


def stations_style(marks: Marks) -> str:
    """The style of the stations."""
    symbols = element("symbols", [_symbol("0", "marker", _Pen(marks).station())])
    return _document(
        element("renderer-v2", [symbols], type="singleSymbol", symbollevels=0, enableorderby=0, forceraster=0),
        hasScaleBasedVisibilityFlag=1,
        minScale=STATIONS_FROM,
        maxScale=0,
    )


def shown_day(atlas: Atlas) -> str:
    """The last day on which a map of the atlas looks (ISO)."""
    return max(subject.after for subject in atlas.subjects.values()).isoformat()


def styles(atlas: Atlas, marks: Marks, layers: dict[str, gpd.GeoDataFrame], dashes=None) -> dict[str, str]:
    """The QML of every layer of `layers_of` by name; the day shown is the last day on which a map
    of the atlas looks."""
    day = shown_day(atlas)
    own = {"limits": lambda layer: limits_style(marks, layer, day), "stations": lambda _: stations_style(marks)}
    return {
        name: own[name](layer) if name in own else timeline_style(atlas, marks, name, layer, day, dashes)
        for name, layer in layers.items()
    }


def metadata(about: dict[str, Any], layer: str, says: str) -> str:
    """What QGIS says of a layer under Information: title, what it holds, licences, days (QMD).

    `about` is what `geo.export.package.about` says of the data as a whole.
    """
    first, after = about["temporal"].split("/")

    period = element("period", [told("start", f"{first}T00:00:00Z"), told("end", f"{after}T00:00:00Z")])
    granted = [told("license", licence.get("title") or licence.get("name", "")) for licence in about["licenses"]]
    links = [
        element("link", name=licence.get("name") or licence["title"], type="WWW:LINK", url=licence["path"])
        for licence in about["licenses"]
        if "path" in licence
    ]
    root = element(
        "qgis",
        [
            told("identifier", f"{about['id']}/{layer}"),
            told("parentidentifier", about["id"]),
            told("language", "en"),
            told("type", "dataset"),
            told("title", f"{about['title']} ({layer})"),
            told("abstract", f"{says}. {about['description']}"),
            element("keywords", [told("keyword", word) for word in about["keywords"]], vocabulary="gmd:topicCategory"),
            *granted,
            element("links", links),
            element("extent", [element("temporal", [period])]),
        ],
        version=VERSION,
    )
    return DOCTYPE + ElementTree.tostring(root, encoding="unicode")
