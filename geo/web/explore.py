"""The map to explore in a notebook: folium as its users know it, asking no network for anything."""

from __future__ import annotations

import base64
import html
import importlib.resources
import re
from pathlib import Path
from types import SimpleNamespace

import folium
import geopandas as gpd
import jinja2
import numpy as np
import shapely
from branca.element import Element, Figure, Link, MacroElement
from folium.features import GeoJsonDetail
from folium.template import Template

from .. import geometry
from ..errors import UsageError
from ..marks import look_of, read_marks
from ..model import Atlas
from ..texts import whose
from ..timeline import held_on, iso
from .csp import policy_of
from .facts import read_strings

HERE = Path(__file__).parent

#: How far shapes may be off, degrees: 0.005 (about 500 m), or this share of the map's longer side.
TOLERANCE, TOLERANCE_SHARE = 0.005, 1 / 2000

#: Decimal places of a degree in the map: 0.0001 is about 10 m.
DECIMALS = 4

#: Ground is detailed as far round the rights as this share of their extent, coarse beyond it.
MARGIN = 0.5

#: What is drawn first lies below: fills, hatches over them, lines on top.
MARKS = ("fill", "hatch", "dots", "outline", "line")

NAME_WITH_ID = re.compile(r"\b([a-z_]+_)([0-9a-f]{32})(?![0-9a-f])")

#: Where Jinja would read on in a text that is no template.
TAG = re.compile(r"\{(?=[{%#])")

_ENVIRONMENT = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), autoescape=True,
                                  trim_blocks=True, lstrip_blocks=True)


class OfflineMap(folium.Map):
    """A `folium.Map` that works from a file, in a notebook and without a network.

    Leaflet stands in the page itself, there are no tiles, ids are numbered in order of appearance
    (two renders are equal, byte for byte), and the text of attributes is shown as text. The page
    has a language and a title and lets readers zoom. It forbids itself every request and every
    script but its own (Content-Security-Policy).

    Parameters
    ----------
    location : sequence of float, optional
        Latitude and longitude of the centre, degrees (WGS 84).
    title : str
        Title of the page, and of its frame in a notebook.
    lang : str
        Language of the page, BCP 47.
    **options
        As `folium.Map`; `tiles` must stay None.

    Raises
    ------
    UsageError
        `tiles` are asked for; or, while rendering, something on the map needs a network.

    Examples
    --------
    >>> m = OfflineMap([50, 143], zoom_start=5, title="Sakhalin")
    >>> "https://cdn" in m.get_root().render()
    False
    """

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []

    def __init__(self, location=None, *, title: str = "Map", lang: str = "en", **options):
        if options.setdefault("tiles", None) is not None:
            raise UsageError(f'an OfflineMap has no tiles, but "{options["tiles"]}" are asked for; '
                             "allowed: tiles=None")
        super().__init__(location, **options)
        # folium's add_js_link appends to a list of the class: this map has its own.
        self.default_js, self.default_css = [], []
        _Page(title, lang).add_child(self)

    def render(self, **kwargs) -> None:
        for element in _tree(self):
            if isinstance(element, GeoJsonDetail):
                element._template = _SAFE_DETAIL
            if isinstance(element, MacroElement) and not isinstance(element._template, _Rendered):
                element._template = _Rendered(element._template)
            if isinstance(element, (folium.TileLayer, folium.WmsTileLayer)):
                raise UsageError(f"an OfflineMap asks no network, but {element.layer_name} loads "
                                 "tiles; allowed: layers whose data stand in the page")
        super().render(**kwargs)
        switches = self.global_switches
        script = (f"L_NO_TOUCH = {str(switches.no_touch).lower()}; "
                  f"L_DISABLE_3D = {str(switches.disable_3d).lower()};\n{_leaflet_js()}"
                  f"{_marker_icons()}{_static('offline.js')}")
        head = (f"<style>{_leaflet_css()}{_static('offline.css')}#{self.get_name()} {{position: "
                f"{self.position}; width: {_css(self.width)}; height: {_css(self.height)}; left: "
                f"{_css(self.left)}; top: {_css(self.top)}; font-size: {self.font_size}}}</style>\n"
                f"<script>{script}</script>")
        self.get_root().own_script = script
        # In the place of folium's own head, which forbids zooming.
        self.get_root().header.add_child(_Verbatim(head), name=self.get_name())


class _Page(Figure):
    """The page round an OfflineMap."""

    _template = _ENVIRONMENT.get_template("offline.html")

    def __init__(self, title: str, lang: str):
        super().__init__()
        self.title, self.lang, self.own_script = title, lang, ""
        self.header._children.clear()

    def render(self, **kwargs) -> str:
        parts = (self.header, self.html, self.script)
        given = [part._children.copy() for part in parts]
        try:
            page = super().render(**kwargs)
            # As offline.html writes it: what else looks like a script in the page is none of ours.
            drawing = f"\n{self.script.render(**kwargs)}\n"
            links = [(name, element.url) for part in parts
                     for name, element in part._children.items() if isinstance(element, Link)]
        finally:
            # Rendering leaves its pieces in the page; the next one would add its own to them.
            for part, children in zip(parts, given, strict=True):
                part._children = children
        if links:
            raise UsageError("an OfflineMap asks no network, but {} comes from {}; allowed: what "
                             "needs no link (with geopandas' explore: legend=False)"
                             .format(*links[0]))
        numbers: dict[str, int] = {}

        def numbered(text: str) -> str:
            return NAME_WITH_ID.sub(
                lambda found: found[1] + str(numbers.setdefault(found[2], len(numbers) + 1)), text)

        page = numbered(page)
        policy = policy_of([self.own_script, numbered(drawing)])
        return page.replace("<!--policy-->", '<meta http-equiv="Content-Security-Policy" '
                            f'content="{policy}">', 1)

    def _repr_html_(self, **kwargs) -> str:
        page = html.escape(self.render(**kwargs))
        height = self.height or "30rem"
        return (f'<iframe title="{html.escape(self.title)}" srcdoc="{page}" sandbox="allow-scripts '
                f'allow-popups" style="width: {self.width}; height: {height}; border: 0">'
                "</iframe>")


class _Rendered:
    """A template of folium, whose text branca takes for a template once more: data that look like one
    (`{{ ... }}` in a name) come out as they went in, and nothing in them is executed."""

    def __init__(self, template):
        self.template = template

    @property
    def module(self):
        def kept(macro):
            return lambda *args: _as_template(macro(*args))
        return SimpleNamespace(**{name: kept(macro) for name, macro in
                                  vars(self.template.module).items()
                                  if name in ("header", "html", "script")})

    def render(self, *args, **kwargs) -> str:
        return _as_template(self.template.render(*args, **kwargs))


def _as_template(text: str) -> str:
    """The template that renders as this text."""
    return TAG.sub("{{ '{' }}", text)


class _Verbatim(Element):
    """Text that goes into the page as it is (an Element takes its text for a template)."""

    def __init__(self, text: str):
        super().__init__()
        self.text = text

    def render(self, **kwargs) -> str:
        return self.text


#: folium's own writes attributes into innerHTML; this one writes text (static/offline.js).
_SAFE_DETAIL = Template("""
{% macro script(this, kwargs) %}
{{ this._parent.get_name() }}.bind{{ "Tooltip" if this.tooltip_options is defined else "Popup" }}(
    (layer) => offline.table(layer, {{ this.fields | tojson }}, {{ this.aliases | tojson }},
                             {{ this.labels | tojson }}, {{ this.localize | tojson }}),
    {{ (this.tooltip_options or this.popup_options) | tojavascript }});
{% endmacro %}
""")


def explore(timeline: gpd.GeoDataFrame, date, layers: dict[str, gpd.GeoDataFrame] | None = None,
            atlas: Atlas | None = None) -> OfflineMap:
    """Show on a map who holds what on one day, under which right, by which article.

    Parameters
    ----------
    timeline : GeoDataFrame
        From `build_timeline`, or some of its rows (EPSG:4326). The map shows the extent of all of
        them, so that two days of one timeline lie under each other.
    date : str or datetime.date
        The day, such as "1905-10-20".
    layers : dict of GeoDataFrame, optional
        The ground: `land` and `land_far` (EPSG:4326) are drawn below the rights.
    atlas : Atlas, optional
        Gives powers their colours, and powers, rights and instruments their names.

    Returns
    -------
    OfflineMap
        One folium layer for each kind of right. Shapes are simplified to about 500 m: measure on
        the timeline, not here.

    Raises
    ------
    UsageError
        `date` is no day, or the timeline has no rows.

    Examples
    --------
    >>> from geo import build_world, explore
    >>> world = build_world("portsmouth_1905")
    >>> held = explore(world.timeline, "1905-10-20", world.layers, world.atlas)
    >>> held.save("held.html")
    """
    day = iso(date)
    if timeline.empty:
        raise UsageError("the timeline has no rows; allowed: at least one row to show")
    say = read_strings("en")
    shapes = timeline.geometry.map(geometry.joined_at_180)
    west, south, east, north = map(float, shapes.total_bounds)
    tolerance = max(TOLERANCE, TOLERANCE_SHARE * max(east - west, north - south))
    found = OfflineMap([(south + north) / 2, (west + east) / 2], zoom_snap=0.25, control_scale=True,
                       title=f"{timeline['name'].iloc[0]}, {day}" if
                       timeline["feature"].nunique() == 1 else f"{say['col_holder']}: {day}")
    ground = _ground(layers or {}, (west, south, east, north), tolerance)
    if ground:
        credit = "; ".join(sorted({layers[name].attrs.get("credit", "") for name in
                                   ("land", "land_far") if name in layers} - {""}))
        folium.GeoJson(ground, name="land", control=False, interactive=False,
                       attribution=html.escape(credit), smooth_factor=0.5,
                       style_function=lambda _: {"className": "ground", "fillOpacity": 1}
                       ).add_to(found)
    rows = _rows(held_on(timeline.set_geometry(shapes), day), atlas, say)
    hatches: dict[str, dict] = {}
    entries: dict[str, dict] = {}
    for label, group in rows.groupby("label", sort=False):
        styled = {"type": "FeatureCollection", "features": []}
        for row in group.to_dict("records"):
            style = _style(row, atlas, hatches)
            words = f"{label}: {row['Holder']}"
            tag = "rect" if "Polygon" in row["geometry"].geom_type else "path"
            entries.setdefault(words, {"words": words, "style": style, "tag": tag})
            properties = {name: row[name] for name in _FIELDS} | {"style": style}
            styled["features"] += [
                {"type": "Feature", "properties": properties, "geometry": part}
                for part in _parts(row["geometry"], tolerance)]
        folium.GeoJson(
            styled, name=label, smooth_factor=0.5, marker=folium.CircleMarker(radius=7),
            style_function=lambda feature: feature["properties"]["style"],
            highlight_function=lambda feature: {"weight": feature["properties"]["style"]["weight"]
                                                + 2},
            tooltip=folium.GeoJsonTooltip(list(_FIELDS), [say[key] for key in _FIELDS.values()])
        ).add_to(found)
    folium.LayerControl(collapsed=False).add_to(found)
    found.fit_bounds([[south, west], [north, east]], padding=(20, 24))
    key = _ENVIRONMENT.get_template("key.html").render(
        title=day, label=say["legend"], entries=entries.values(), hatches=hatches.values())
    found.get_root().html.add_child(_Verbatim(key), name="key")
    return found


#: What a tooltip says, and the word for it in `strings/`.
_FIELDS = {"Place": "col_feature", "Right": "col_tenure", "Holder": "col_holder",
           "Article": "col_article", "Source": "col_source", "From": "col_from",
           "Until": "col_until", "Also": "also_here"}


def _rows(held: gpd.GeoDataFrame, atlas: Atlas | None, say: dict[str, str]) -> gpd.GeoDataFrame:
    """The rows in the words of a tooltip, in the order in which they are drawn."""
    terms = atlas.terms if atlas else None
    rows = held.copy()
    rows["mark"] = [terms.tenure[t].mark if terms else "fill" for t in rows["tenure"]]
    rows["rank"] = [terms.tenure[t].rank if terms else 0 for t in rows["tenure"]]
    rows["label"] = [terms.tenure[t].label if terms else t for t in rows["tenure"]]
    rows["Place"], rows["Right"] = rows["name"], rows["label"]
    said = rows[["holder", "bound", "benefits"]].to_dict("records")
    names = {key: power.name for key, power in terms.power.items()} if terms else {
        key: key for row in said for ids in row.values() for key in ids.split(", ")}
    rows["Holder"] = [whose(row, names) for row in said]
    rows["Article"] = [say["article_of"].format(
        instrument=atlas.instruments[i].short if atlas else i, article=a)
        for i, a in zip(rows["instrument"], rows["article"], strict=True)]
    rows["Source"], rows["From"] = rows["cite"], rows["start_date"]
    rows["Until"] = rows["end_date"].where(rows["end_date"] != "", say["open"])
    # Several rights lie on one place, and the mouse meets only the topmost.
    words = rows["label"] + ": " + rows["Holder"]
    rows["Also"] = ["; ".join(words[(rows["feature"] == feature) & (rows.index != index)])
                    for index, feature in rows["feature"].items()]
    order = np.lexsort([rows["rank"], rows["mark"].map(MARKS.index).astype(int)])
    return rows.iloc[order]


def _style(row: dict, atlas: Atlas | None, hatches: dict[str, dict]) -> dict:
    """Leaflet's path options for one row; a hatch that it needs is added to `hatches`."""
    kind = row["geometry"].geom_type.removeprefix("Multi").lower()
    area = kind == "polygon"
    if atlas is None:
        return {"className": f"right {kind}", "weight": 2, "opacity": 1, "fillOpacity": 0.3}
    tenure = atlas.terms.tenure[row["tenure"]]
    look = look_of(read_marks(), atlas.terms, row["tenure"], row["holder"])
    colour = look.colour
    style = {"className": kind, "color": colour, "fillColor": colour, "opacity": 1}
    if tenure.mark in ("hatch", "dots"):
        name = f"{tenure.mark}-{row['holder']}-{tenure.hatch_degrees}"
        hatches[name] = {"id": name, "colour": colour, "turn": -tenure.hatch_degrees,
                         "dots": tenure.mark == "dots",
                         "shift": 8 * look.shift}
        return style | ({"weight": 1.5, "dashArray": "6 4", "fillColor": f"url(#{name})",
                         "fillOpacity": 1} if area else
                        {"weight": 10, "dashArray": "2 7", "lineCap": "butt", "opacity": 0.8,
                         "fillOpacity": 0.2})
    if tenure.mark == "outline":
        return style | {"weight": 14, "opacity": 0.3, "fillOpacity": 0}
    if tenure.mark == "line":
        return style | {"weight": 4, "fillOpacity": 0.9}
    return style | {"weight": 1.2, "fillOpacity": 0.38}


def _parts(shape, tolerance: float) -> list[dict]:
    """A shape as GeoJSON geometries, simplified and rounded; points one by one, because Leaflet
    gives the points of a MultiPoint no tooltip."""
    shape = _simplified(np.array([shape]), tolerance)[0]
    parts = shapely.get_parts(shape) if shape.geom_type == "MultiPoint" else [shape]
    return [shapely.geometry.mapping(part) for part in parts if not part.is_empty]


def _simplified(shapes: np.ndarray, tolerance: float) -> np.ndarray:
    """Shapes within the tolerance (degrees) of the given ones, of rounded coordinates; an island
    keeps at least a triangle."""
    shapes = shapely.simplify(shapes, tolerance, preserve_topology=True)
    return shapely.transform(shapes, lambda lonlat: lonlat.round(DECIMALS))


def _ground(layers: dict[str, gpd.GeoDataFrame], extent, tolerance: float) -> dict | None:
    """Land as one GeoJSON Feature: detailed in and round the extent, coarse beyond it."""
    west, south, east, north = extent
    margin = MARGIN * max(east - west, north - south)
    near = shapely.box(west - margin, south - margin, east + margin, north + margin)
    found = []
    if "land" in layers:
        detailed = shapely.box(*layers["land"].total_bounds)
        near = shapely.intersection(near, detailed)
        shapes = layers["land"].geometry.to_numpy()
        shapes = shapes[shapely.area(shapes) > tolerance**2]
        found += [*_simplified(shapely.intersection(shapes, near), tolerance)]
    if "land_far" in layers:
        shapes = layers["land_far"].geometry.to_numpy()
        moved = shapely.bounds(shapes)[:, 2] < 0
        shapes[moved] = shapely.transform(shapes[moved], lambda lonlat: lonlat + [360, 0])
        if "land" in layers:
            # A sliver of overlap, so that the two grow together and no seam shows.
            shapes = shapely.difference(shapes, shapely.buffer(near, -tolerance))
        found += [*_simplified(shapes, 10 * tolerance)]
    land = geometry.tidy(shapely.union_all(found))
    return None if land.is_empty else {"type": "Feature", "properties": {},
                                       "geometry": shapely.geometry.mapping(land)}


def _tree(element: Element):
    """An element and all that hangs from it."""
    yield element
    for child in element._children.values():
        yield from _tree(child)


def _css(size: tuple[float, str]) -> str:
    return f"{size[0]}{size[1]}"


def _static(name: str) -> str:
    return (HERE / "static" / name).read_text(encoding="utf-8")


def _leaflet(name: str):
    return importlib.resources.files("xstatic.pkg.leaflet") / "data" / name


def _leaflet_js() -> str:
    return _leaflet("leaflet.js").read_text(encoding="utf-8").split("//# sourceMappingURL")[0]


def _leaflet_css() -> str:
    """Leaflet's own style, its pictures in it."""
    return re.sub(r"url\(images/([\w.-]+)\)", lambda found: f"url({_picture(found[1])})",
                  _leaflet("leaflet.css").read_text(encoding="utf-8"))


def _picture(name: str) -> str:
    data = base64.b64encode(_leaflet(f"images/{name}").read_bytes()).decode()
    return f"data:image/png;base64,{data}"


def _marker_icons() -> str:
    """Leaflet looks for the pictures of its markers beside its style sheet; here they are."""
    pictures = {"iconUrl": "marker-icon.png", "iconRetinaUrl": "marker-icon-2x.png",
                "shadowUrl": "marker-shadow.png"}
    options = ", ".join(f'{key}: "{_picture(name)}"' for key, name in pictures.items())
    return f'L.Icon.Default.imagePath = "";\nL.Icon.Default.mergeOptions({{{options}}});\n'
