"""Default styles for QGIS (QML), made from the legend (an atlas's `terms.toml`).

A layer of the timeline shows one day: that of the variable `day` of the project or the layer
(ISO text), else that of the temporal controller, else the day given here. The marks are those of
the pages and the sheets, in QGIS's words; sizes are millimetres.
"""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

import geopandas as gpd

from ..marks import read_marks
from ..model import Atlas, Power, Tenure, Terms

#: How much of its colour a fill carries (alpha of 255): the ground shows through.
ALPHA = 110

#: Dash patterns of a limit by its certainty (mm drawn; mm left out); none is a solid line.
DASHES = {"verified": "", "derived": "6;1.6", "approximate": "3;1.6", "conjectural": "0.8;1.6"}

#: Ink of limits and stations, as on the pages.
INK = "35,40,43"


def _rgb(colour: str) -> str:
    return ",".join(str(int(colour[n:n + 2], 16)) for n in (1, 3, 5))


def _text(value: str) -> str:
    """A text in QGIS's expressions."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _layer(kind: str, options: dict[str, str], inner: str = "") -> str:
    """A symbol layer, in the notation of QGIS 3.26 and later and in that of earlier ones."""
    new = "".join(f'<Option name={quoteattr(name)} type="QString" value={quoteattr(value)}/>'
                  for name, value in options.items())
    old = "".join(f"<prop k={quoteattr(name)} v={quoteattr(value)}/>"
                  for name, value in options.items())
    return (f'<layer class="{kind}" enabled="1" locked="0" pass="0">'
            f'<Option type="Map">{new}</Option>{old}{inner}</layer>')


def _symbol(name: str, kind: str, layers: list[str]) -> str:
    return (f'<symbol name={quoteattr(name)} type="{kind}" alpha="1" clip_to_extent="1" force_rhr="0">'
            f'{"".join(layers)}</symbol>')


def _line(rgb: str, width: float, dash: str = "", shift: float = 0, alpha: int = 255) -> str:
    options = {"line_color": f"{rgb},{alpha}", "line_width": f"{width:g}", "line_width_unit": "MM",
               "line_style": "solid", "capstyle": "flat", "joinstyle": "round"}
    if dash:
        options |= {"use_custom_dash": "1", "customdash": dash, "customdash_unit": "MM",
                    "dash_pattern_offset": f"{shift:g}", "dash_pattern_offset_unit": "MM"}
    return _layer("SimpleLine", options)


def _marker(rgb: str, size: float, shape: str = "circle", hollow: bool = False) -> str:
    return _layer("SimpleMarker", {
        "name": shape, "color": f"{rgb},{0 if hollow else 255}", "size": f"{size:g}",
        "size_unit": "MM", "outline_color": f"{rgb},255", "outline_style": "solid",
        "outline_width": "0.4" if hollow else "0", "outline_width_unit": "MM"})


def _fill(rgb: str, alpha: int, edge: float) -> str:
    return _layer("SimpleFill", {
        "color": f"{rgb},{alpha}", "style": "solid" if alpha else "no",
        "outline_color": f"{rgb},255", "outline_style": "solid" if edge else "no",
        "outline_width": f"{edge:g}", "outline_width_unit": "MM", "joinstyle": "round"})


def _area(name: str, power: Power, tenure: Tenure, shift: float) -> str:
    rgb = _rgb(power.colour)
    if tenure.mark == "fill":
        # No edge: where two places of one sovereign meet, such as Sakhalin's halves before the
        # treaty, it would draw a border that was not there. The limits are a layer of their own.
        return _symbol(name, "fill", [_fill(rgb, ALPHA, 0)])
    # Whoever a servitude benefits does not bound the ground: a thin edge in ink.
    layers = [_fill(INK, 0, 0.15) if tenure.mark == "dots" else _fill(rgb, 0, 0.5)]
    if tenure.mark == "hatch":
        # QGIS counts the angle of a hatch from a horizontal line, as our legend does.
        lines = _symbol(f"@{name}@1", "line", [_line(rgb, 0.35)])
        distance = 1.5 + 0.3 * tenure.rank
        layers.append(_layer("LinePatternFill", {
            "angle": str(tenure.hatch_degrees), "color": f"{rgb},255",
            "distance": f"{distance:g}", "distance_unit": "MM",
            "offset": f"{distance * shift:g}", "offset_unit": "MM",
            "line_width": "0.35", "line_width_unit": "MM"}, lines))
    elif tenure.mark == "dots":
        dots = _symbol(f"@{name}@1", "marker", [_marker(rgb, 0.7)])
        layers.append(_layer("PointPatternFill", {
            "distance_x": "2.6", "distance_x_unit": "MM", "distance_y": "2.6",
            "distance_y_unit": "MM", "displacement_x": "1.3", "displacement_x_unit": "MM",
            "displacement_y": "0", "displacement_y_unit": "MM",
            "offset_x": f"{2.6 * shift:g}", "offset_x_unit": "MM"}, dots))
    return _symbol(name, "fill", layers)


def _line_row(name: str, power: Power, tenure: Tenure, shift: float) -> str:
    rgb = _rgb(power.colour)
    drawn = {"dots": lambda: _line(rgb, 1.7, "0.8;2.4", 3.2 * shift),     # ticks across the line
             "outline": lambda: _line(rgb, 3.6, alpha=75),                # a wide pale band
             "hatch": lambda: _line(rgb, 0.8, "4;2", 6 * shift)}
    return _symbol(name, "line", [drawn.get(tenure.mark, lambda: _line(rgb, 1.1))()])


def _point(name: str, power: Power, tenure: Tenure, shift: float) -> str:
    shapes = {"fill": "circle", "line": "square", "hatch": "diamond", "dots": "triangle",
              "outline": "circle"}
    hollow = tenure.mark in ("hatch", "outline")
    size = 4.8 + 3.2 * shift if hollow else 3.2
    return _symbol(name, "marker", [_marker(_rgb(power.colour), size, shapes[tenure.mark], hollow)])


DRAWN = {"areas": _area, "lines": _line_row, "points": _point}


def _document(body: str, extra: str = "", smallest: int = 0) -> str:
    scale = (f' hasScaleBasedVisibilityFlag="1" minScale="{smallest}" maxScale="0"'
             if smallest else "")
    return ('<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">\n'
            '<qgis version="3.28.0" styleCategories="Symbology|Temporal" labelsEnabled="0"'
            f"{scale}>"
            f"{extra}{body}</qgis>\n")


def _dated(kind: str, day: str, rules: list[tuple[str, str, str, str]]) -> str:
    """A style that draws the rows of one day by rules: (key, label, filter, symbol as _symbol makes
    it under the number of its rule), the first lowest."""
    shown = f"to_date(coalesce(nullif(@day, ''), format_date(@map_start_time, 'yyyy-MM-dd', 'en'), '{day}'))"
    # Half-open: on the day on which a right ends, who follows holds it.
    where = (f'("start_date" IS NULL OR to_date("start_date") <= {shown}) AND '
             f'("end_date" IS NULL OR to_date("end_date") > {shown})')
    label = f"On {day} (or on the day in the variable “day”)"
    inner = "".join(f'<rule key={quoteattr(f"{{{kind}-{key}}}")} symbol="{number}" label={quoteattr(words)} '
                    f"filter={quoteattr(condition)}/>"
                    for number, (key, words, condition, _) in enumerate(rules))
    # Without passes QGIS draws in the order of the rows, not in that of the rules.
    symbols = "".join(symbol.replace('pass="0"', f'pass="{number}"')
                      for number, (*_, symbol) in enumerate(rules))
    # Mode 5 only draws the layer anew when the temporal controller moves: the rule does the rest.
    temporal = '<temporal enabled="1" mode="5" limitMode="0"/>'
    return _document(
        '<renderer-v2 type="RuleRenderer" symbollevels="1" enableorderby="0" forceraster="0">'
        f'<rules key="{{{kind}}}"><rule key="{{{kind}-day}}" label={quoteattr(label)} '
        f'filter={quoteattr(where)}>{inner}</rule></rules>'
        f'<symbols>{symbols}</symbols></renderer-v2>', temporal)


def timeline_style(atlas: Atlas, kind: str, rows: gpd.GeoDataFrame, day: str) -> str:
    """The style of a layer of the timeline (areas, lines or points): a rule for each right and
    holder in it, in the order of rank (fills below, hatches above), on one day."""
    terms = atlas.terms
    powers = ["", *terms.power]
    pairs = sorted(set(zip(rows["tenure"], rows["holder"], strict=True)),
                   key=lambda pair: (terms.tenure[pair[0]].rank, powers.index(pair[1])))
    return _dated(kind, day, [(
        f"{tenure}-{holder}",
        f"{terms.tenure[tenure].label}" + (f": {terms.power[holder].name}" if holder else ""),
        f"\"tenure\" = {_text(tenure)} AND " + (
            f"\"holder\" = {_text(holder)}" if holder else "coalesce(\"holder\", '') = ''"),
        DRAWN[kind](str(number), _power(terms, holder), terms.tenure[tenure],
                    terms.apart(holder) if holder else 0))
        for number, (tenure, holder) in enumerate(pairs)])


def _power(terms: Terms, holder: str) -> Power:
    """A power; in its place, where several are bound, a colour that is no power's."""
    return terms.power[holder] if holder else Power(
        name="", colour=read_marks().ground["colour"]["neutral"])


def limits_style(limits: gpd.GeoDataFrame, day: str) -> str:
    """The style of the limits on one day: the surer, the more of the line is drawn."""
    found = [certainty for certainty in DASHES if certainty in set(limits["certainty"])]
    return _dated("limits", day, [(
        certainty, f"Limit, {certainty}", f"\"certainty\" = {_text(certainty)}",
        _symbol(str(number), "line", [_line(INK, 0.5, DASHES[certainty])]))
        for number, certainty in enumerate(found)])


def stations_style() -> str:
    """The style of the stations: small hollow circles."""
    symbol = _symbol("0", "marker", [_marker(INK, 1.6, hollow=True)])
    return _document('<renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0" '
                     f'forceraster="0"><symbols>{symbol}</symbols></renderer-v2>',
                     smallest=8_000_000)


def styles(atlas: Atlas, layers: dict[str, gpd.GeoDataFrame]) -> dict[str, str]:
    """The QML of every layer of `layers_of` by name; the day shown is the last day on which a map
    of the atlas looks."""
    day = max(subject.after for subject in atlas.subjects.values()).isoformat()
    found = {}
    for name, layer in layers.items():
        if name in DRAWN:
            found[name] = timeline_style(atlas, name, layer, day)
        else:
            found[name] = limits_style(layer, day) if name == "limits" else stations_style()
    return found
