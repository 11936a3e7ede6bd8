"""Default styles for QGIS (QML), made from the legend (`data/terms.toml`).

A layer of the timeline shows one day: that of the variable `day` of the project or the layer
(ISO text), else that of the temporal controller, else the day given here. The marks are those of
the pages and the sheets, in QGIS's words; sizes are millimetres.
"""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

import geopandas as gpd

from ..model import Atlas, Power, Tenure

#: How much of its colour a fill carries (alpha of 255): the ground shows through.
ALPHA = 110

#: Dash patterns of a limit by its certainty (mm drawn; mm left out); none is a solid line.
DASHES = {"verified": "", "derived": "6;1.6", "approximate": "3;1.6", "conjectural": "0.8;1.6"}

#: Ink of limits and stations, as on the pages.
INK = "35,40,43"


def _rgb(colour: str) -> str:
    return ",".join(str(int(colour[n:n + 2], 16)) for n in (1, 3, 5))


def _layer(kind: str, options: dict[str, str], inner: str = "") -> str:
    """A symbol layer, in the notation of QGIS 3.26 and later and in that of earlier ones."""
    new = "".join(f'<Option name={quoteattr(name)} type="QString" value={quoteattr(value)}/>'
                  for name, value in options.items())
    old = "".join(f"<prop k={quoteattr(name)} v={quoteattr(value)}/>"
                  for name, value in options.items())
    return (f'<layer class="{kind}" enabled="1" locked="0" pass="0">'
            f'<Option type="Map">{new}</Option>{old}{inner}</layer>')


def _symbol(name: str, kind: str, layers: list[str]) -> str:
    return (f'<symbol name="{name}" type="{kind}" alpha="1" clip_to_extent="1" force_rhr="0">'
            f'{"".join(layers)}</symbol>')


def _line(rgb: str, width: float, dash: str = "", dots: bool = False) -> str:
    options = {"line_color": f"{rgb},255", "line_width": f"{width:g}", "line_width_unit": "MM",
               "line_style": "dot" if dots else "solid", "capstyle": "flat", "joinstyle": "round"}
    if dash:
        options |= {"use_custom_dash": "1", "customdash": dash, "customdash_unit": "MM"}
    return _layer("SimpleLine", options)


def _marker(rgb: str, size: float, shape: str = "circle", hollow: bool = False) -> str:
    return _layer("SimpleMarker", {
        "name": shape, "color": f"{rgb},{0 if hollow else 255}", "size": f"{size:g}",
        "size_unit": "MM", "outline_color": f"{rgb},255", "outline_style": "solid",
        "outline_width": "0.4" if hollow else "0", "outline_width_unit": "MM"})


def _fill(rgb: str, alpha: int, edge: float) -> str:
    return _layer("SimpleFill", {
        "color": f"{rgb},{alpha}", "style": "solid" if alpha else "no",
        "outline_color": f"{rgb},255", "outline_style": "solid", "outline_width": f"{edge:g}",
        "outline_width_unit": "MM", "joinstyle": "round"})


def _area(name: str, power: Power, tenure: Tenure) -> str:
    rgb = _rgb(power.colour)
    if tenure.mark == "fill":
        return _symbol(name, "fill", [_fill(rgb, ALPHA, 0.2)])
    layers = [_fill(rgb, 0, 0.5)]
    if tenure.mark == "hatch":
        # QGIS counts the angle of a hatch from a horizontal line, as our legend does.
        lines = _symbol(f"@{name}@1", "line", [_line(rgb, 0.35)])
        layers.append(_layer("LinePatternFill", {
            "angle": str(tenure.hatch_degrees), "color": f"{rgb},255",
            "distance": f"{1.5 + 0.3 * tenure.rank:g}", "distance_unit": "MM",
            "line_width": "0.35", "line_width_unit": "MM"}, lines))
    elif tenure.mark == "dots":
        dots = _symbol(f"@{name}@1", "marker", [_marker(rgb, 0.7)])
        layers.append(_layer("PointPatternFill", {
            "distance_x": "2.6", "distance_x_unit": "MM", "distance_y": "2.6",
            "distance_y_unit": "MM", "displacement_x": "1.3", "displacement_x_unit": "MM",
            "displacement_y": "0", "displacement_y_unit": "MM"}, dots))
    return _symbol(name, "fill", layers)


def _line_row(name: str, power: Power, tenure: Tenure) -> str:
    rgb = _rgb(power.colour)
    widths = {"line": 1.1, "fill": 1.1, "hatch": 0.8, "dots": 1.0, "outline": 0.3}
    return _symbol(name, "line", [_line(rgb, widths[tenure.mark], dots=tenure.mark == "dots",
                                        dash="4;2" if tenure.mark == "hatch" else "")])


def _point(name: str, power: Power, tenure: Tenure) -> str:
    shapes = {"fill": "circle", "line": "square", "hatch": "diamond", "dots": "triangle",
              "outline": "circle"}
    return _symbol(name, "marker", [_marker(_rgb(power.colour), 3.2, shapes[tenure.mark],
                                            hollow=tenure.mark in ("hatch", "outline"))])


DRAWN = {"areas": _area, "lines": _line_row, "points": _point}


def _document(body: str, extra: str = "") -> str:
    return ('<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">\n'
            '<qgis version="3.28.0" styleCategories="Symbology|Temporal" labelsEnabled="0">'
            f"{extra}{body}</qgis>\n")


def timeline_style(atlas: Atlas, kind: str, rows: gpd.GeoDataFrame, day: str) -> str:
    """The style of a layer of the timeline (areas, lines or points): a rule for each right and
    holder in it, in the order of rank (fills below, hatches above), on one day."""
    terms = atlas.terms
    pairs = sorted(set(zip(rows["tenure"], rows["holder"], strict=True)),
                   key=lambda pair: (terms.tenure[pair[0]].rank, list(terms.power).index(pair[1])))
    rules, symbols = [], []
    for number, (tenure, holder) in enumerate(pairs):
        label = f"{terms.tenure[tenure].label}: {terms.power[holder].name}"
        where = f"\"tenure\" = '{tenure}' AND \"holder\" = '{holder}'"
        rules.append(f'<rule key="{{{kind}-{tenure}-{holder}}}" symbol="{number}" '
                     f"label={quoteattr(label)} filter={quoteattr(where)}/>")
        symbols.append(DRAWN[kind](str(number), terms.power[holder], terms.tenure[tenure]))
    shown = f"coalesce(@day, format_date(@map_start_time, 'yyyy-MM-dd'), '{day}')"
    where = (f"\"start_date\" <= {shown} AND "
             f"(coalesce(\"end_date\", '') = '' OR \"end_date\" > {shown})")
    label = f"On {day} (or on the day in the variable “day”)"
    # Mode 5 only draws the layer anew when the temporal controller moves: the rule does the rest.
    temporal = '<temporal enabled="1" mode="5" limitMode="0"/>'
    return _document(
        '<renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0" forceraster="0">'
        f'<rules key="{{{kind}}}"><rule key="{{{kind}-day}}" label={quoteattr(label)} '
        f'filter={quoteattr(where)}>{"".join(rules)}</rule></rules>'
        f'<symbols>{"".join(symbols)}</symbols></renderer-v2>', temporal)


def limits_style(limits: gpd.GeoDataFrame) -> str:
    """The style of the limits: the surer, the more of the line is drawn."""
    found = [certainty for certainty in DASHES if certainty in set(limits["certainty"])]
    categories = "".join(f'<category value="{certainty}" label="{certainty}" symbol="{number}" '
                         'render="true"/>' for number, certainty in enumerate(found))
    symbols = "".join(_symbol(str(number), "line", [_line(INK, 0.5, DASHES[certainty])])
                      for number, certainty in enumerate(found))
    return _document(
        '<renderer-v2 type="categorizedSymbol" attr="certainty" symbollevels="0" '
        f'enableorderby="0" forceraster="0"><categories>{categories}</categories>'
        f"<symbols>{symbols}</symbols></renderer-v2>")


def stations_style() -> str:
    """The style of the stations: small hollow circles."""
    symbol = _symbol("0", "marker", [_marker(INK, 1.6, hollow=True)])
    return _document('<renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0" '
                     f'forceraster="0"><symbols>{symbol}</symbols></renderer-v2>')


def styles(atlas: Atlas, layers: dict[str, gpd.GeoDataFrame]) -> dict[str, str]:
    """The QML of every layer of `layers_of` by name; the day shown is the last day on which a map
    of the atlas looks."""
    day = max(subject.after for subject in atlas.subjects.values()).isoformat()
    found = {}
    for name, layer in layers.items():
        if name in DRAWN:
            found[name] = timeline_style(atlas, name, layer, day)
        else:
            found[name] = limits_style(layer) if name == "limits" else stations_style()
    return found
