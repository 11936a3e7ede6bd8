"""folium as its users know it, asking no network for anything."""

from __future__ import annotations

import base64
import html
import importlib.resources
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import folium
import jinja2
from branca.element import Element, Figure, Link, MacroElement
from folium.features import GeoJsonDetail
from folium.template import Template

from ..errors import UsageError
from ..marks import Marks, css_of, read_marks
from .csp import policy_of

HERE = Path(__file__).parent

NAME_WITH_ID = re.compile(r"\b([a-z_]+_)([0-9a-f]{32})(?![0-9a-f])")

#: Where Jinja would read on in a text that is no template.
TAG = re.compile(r"\{(?=[{%#])")

ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


#: Two things in one place, the second over the first.
COVERED = "grid-area: 1 / 1; width: 100%; height: 30rem"


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
    beside : OfflineMap, optional
        A map beside which this one stands, on the same page.
    marks : Marks, optional
        The looks of its ground and names; by default those of the package.
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

    def __init__(
        self,
        location=None,
        *,
        title: str = "Map",
        lang: str = "en",
        beside: OfflineMap | None = None,
        marks: Marks | None = None,
        **options,
    ):
        if options.setdefault("tiles", None) is not None:
            raise UsageError(f'an OfflineMap has no tiles, but "{options["tiles"]}" are asked for; allowed: tiles=None')
        super().__init__(location, **options)
        # folium's add_js_link appends to a list of the class: this map has its own.
        self.default_js, self.default_css = [], []
        self.marks = marks or read_marks()
        #: What was drawn, and what makes a picture (PNG) of it for viewers that run no script.
        self.drawn: dict[str, Any] = {}
        self.still: Callable[[], bytes] | None = None
        (beside.get_root() if beside else _Page(title, lang)).add_child(self)

    def shapes(self) -> list[tuple[dict, dict]]:
        """The GeoJSON on the map, from below to above: each geometry with Leaflet's path options."""
        found = []
        for layer in _tree(self):
            if isinstance(layer, folium.GeoJson):
                data = layer.data
                for feature in data["features"] if data["type"] == "FeatureCollection" else [data]:
                    style = layer.style_function(feature) if layer.style else {}
                    found.append((feature["geometry"], style))
        return found

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        """In a notebook: the map, and beside it its picture, which GitHub and viewers that trust no script show."""
        page = self._repr_html_()
        if self.still is None:
            return {"text/html": page}
        picture = base64.b64encode(self.still()).decode()
        said = html.escape(f"{self.drawn.get('title', '')} (picture)", quote=True)
        # The frame covers the picture; a viewer that takes frames and styles away leaves the picture.
        under = f'<img alt="{said}" src="data:image/png;base64,{picture}" style="{COVERED}; object-fit: contain">'
        page = page.replace('border: 0">', f'border: 0; {COVERED}; z-index: 1; background: #fff">', 1)
        return {"text/html": f'<div style="display: grid">{under}{page}</div>', "image/png": picture}

    def render(self, **kwargs) -> None:  # type: ignore[override]  # as folium's own Map
        for element in _tree(self):
            if isinstance(element, GeoJsonDetail):
                element._template = _SAFE_DETAIL
            if isinstance(element, MacroElement) and not isinstance(element._template, _Rendered):
                element._template = _Rendered(element._template)
            if isinstance(element, (folium.TileLayer, folium.WmsTileLayer)):
                raise UsageError(
                    f"an OfflineMap asks no network, but {element.layer_name} loads "
                    "tiles; allowed: layers whose data stand in the page"
                )
        super().render(**kwargs)
        switches = self.global_switches
        script = (
            f"L_NO_TOUCH = {str(switches.no_touch).lower()}; "
            f"L_DISABLE_3D = {str(switches.disable_3d).lower()};\n{_leaflet_js()}"
            f"{_marker_icons()}{_static('offline.js')}"
        )
        own = (
            f"<style>#{self.get_name()} {{position: {self.position}; width: {_css(self.width)}; height: "
            f"{_css(self.height)}; left: {_css(self.left)}; top: {_css(self.top)}; font-size: "
            f"{self.font_size}}}</style>"
        )
        page: Any = self.get_root()
        # In the place of folium's own head, which forbids zooming; Leaflet stands there once.
        if not page.own_script:
            page.own_script = script
            page.header.add_child(
                Verbatim(
                    f"<style>:root{{{css_of(self.marks)}}}{_leaflet_css()}"
                    f"{_static('offline.css')}</style>\n<script>{script}</script>"
                ),
                name="own",
            )
        page.header.add_child(Verbatim(own), name=self.get_name())


class _Page(Figure):
    """The page round an OfflineMap."""

    _template = ENVIRONMENT.get_template("offline.html")

    def __init__(self, title: str, lang: str):
        super().__init__()
        self.title, self.lang, self.own_script = title, lang, ""
        self.header._children.clear()

    def render(self, **kwargs) -> str:
        parts = (self.header, self.html, self.script)
        given = [part._children.copy() for part in parts]
        self.own_script = ""
        try:
            page = super().render(**kwargs)
            # As offline.html writes it: what else looks like a script in the page is none of ours.
            drawing = f"\n{self.script.render(**kwargs)}\n"
            links = [
                (name, element.url)
                for part in parts
                for name, element in part._children.items()
                if isinstance(element, Link)
            ]
        finally:
            # Rendering leaves its pieces in the page; the next one would add its own to them.
            for part, children in zip(parts, given, strict=True):
                part._children = children
        if links:
            raise UsageError(
                "an OfflineMap asks no network, but {} comes from {}; allowed: what "
                "needs no link (with geopandas' explore: legend=False)".format(*links[0])
            )
        numbers: dict[str, int] = {}

        def numbered(text: str) -> str:
            return NAME_WITH_ID.sub(lambda found: found[1] + str(numbers.setdefault(found[2], len(numbers) + 1)), text)

        page = numbered(page)
        policy = policy_of([self.own_script, numbered(drawing)], styles=None)
        return page.replace("<!--policy-->", f'<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)

    def _repr_html_(self, **kwargs) -> str:
        page = html.escape(self.render(**kwargs))
        height = self.height or "30rem"
        return (
            f'<iframe title="{html.escape(self.title or "")}" srcdoc="{page}" sandbox="allow-scripts '
            f'allow-popups" style="width: {self.width}; height: {height}; border: 0">'
            "</iframe>"
        )


class _Rendered:
    """A template of folium, whose text branca takes for a template once more: data that look like one
    (`{{ ... }}` in a name) come out as they went in, and nothing in them is executed."""

    def __init__(self, template):
        self.template = template

    @property
    def module(self):
        def kept(macro):
            return lambda *args: _as_template(macro(*args))

        return SimpleNamespace(
            **{
                name: kept(macro)
                for name, macro in vars(self.template.module).items()
                if name in ("header", "html", "script")
            }
        )

    def render(self, *args, **kwargs) -> str:
        return _as_template(self.template.render(*args, **kwargs))


def _as_template(text: str) -> str:
    """The template that renders as this text."""
    return TAG.sub("{{ '{' }}", text)


class Verbatim(Element):
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
    return re.sub(
        r"url\(images/([\w.-]+)\)",
        lambda found: f"url({_picture(found[1])})",
        _leaflet("leaflet.css").read_text(encoding="utf-8"),
    )


def _picture(name: str) -> str:
    data = base64.b64encode(_leaflet(f"images/{name}").read_bytes()).decode()
    return f"data:image/png;base64,{data}"


def _marker_icons() -> str:
    """Leaflet looks for the pictures of its markers beside its style sheet; here they are."""
    pictures = {"iconUrl": "marker-icon.png", "iconRetinaUrl": "marker-icon-2x.png", "shadowUrl": "marker-shadow.png"}
    options = ", ".join(f'{key}: "{_picture(name)}"' for key, name in pictures.items())
    return f'L.Icon.Default.imagePath = "";\nL.Icon.Default.mergeOptions({{{options}}});\n'
