"""The maps to explore in a notebook: who holds what on a day, and two days side by side."""

from __future__ import annotations

import difflib
import html
from functools import lru_cache
from typing import Any, NamedTuple

import folium
import geopandas as gpd
import numpy as np
import shapely
from branca.element import MacroElement
from folium.template import Template

from .. import geometry
from ..errors import UsageError
from ..limits import drawn_of
from ..marks import Marks, dash_of, look_of, rail_dashes, read_marks
from ..model import Atlas
from ..scene import KINDS, Limit, Right, legend_of, outlined, shown_lines, standing_in
from ..states import States, around, states_of
from ..texts import article_name, read_texts, whose, words_of
from ..timeline import Built, Day, held_on, iso, timeline_of
from .facts import read_strings
from .offline import ENVIRONMENT, OfflineMap, Verbatim

#: How far shapes may be off, degrees: 0.005 (about 500 m), or this share of the map's longer side.
TOLERANCE, TOLERANCE_SHARE = 0.005, 1 / 2000

#: Decimal places of a degree in the map: 0.0001 is about 10 m.
DECIMALS = 4

#: Ground is detailed as far round the rights as this share of their extent, coarse beyond it.
MARGIN = 0.5

#: What is drawn first lies below: fills, hatches over them, lines on top.
MARKS = ("fill", "hatch", "dots", "outline", "line")

#: What a tooltip says, and the word for it in `strings/`.
_FIELDS = {
    "Place": "col_feature",
    "Right": "col_tenure",
    "Holder": "col_holder",
    "Article": "col_article",
    "Source": "col_source",
    "From": "col_from",
    "Until": "col_until",
    "Also": "also_here",
}


class _World(NamedTuple):
    """What a map is drawn from: a World, or a timeline with what else was given."""

    timeline: gpd.GeoDataFrame
    layers: dict[str, gpd.GeoDataFrame]
    atlas: Atlas | None
    features: gpd.GeoDataFrame | None
    marks: Marks


def explore(
    world: Built | gpd.GeoDataFrame,
    date: Day,
    layers: dict[str, gpd.GeoDataFrame] | None = None,
    atlas: Atlas | None = None,
    subject: str = "",
) -> OfflineMap:
    """Show on a map who holds what on one day, under which right, by which article.

    An area has the outline of whoever has the right that bounds it, and neighbours of one holder have one
    outline; a limit is drawn on the days on which it divides something.

    Parameters
    ----------
    world : World or GeoDataFrame
        A World; or a timeline from `build_timeline`, or some of its rows (EPSG:4326). The map shows the
        extent of all of them, so that two days of one timeline lie under each other.
    date : str or datetime.date
        The day, such as "1905-10-20".
    layers : dict of GeoDataFrame, optional
        With a timeline, the ground: `land` and `land_far` (EPSG:4326) are drawn below the rights.
    atlas : Atlas, optional
        With a timeline: gives powers their colours, and powers, rights and instruments their names.
    subject : str, optional
        With a World: only the features of this subject, in its extent, and the names of its map.

    Returns
    -------
    OfflineMap
        One folium layer for each kind of right. Shapes are simplified to about 500 m: measure on
        the timeline, not here. The wheel scrolls the page; the buttons and a double click zoom.

    Raises
    ------
    UsageError
        `date` is no day, the timeline has no rows, or there is no such subject.

    Examples
    --------
    >>> from geo import build_world, explore
    >>> world = build_world("portsmouth_1905")
    >>> explore(world, "1905-10-20", subject="sakhalin").save("held.html")
    """
    return _Drawing(_parts_of(world, layers, atlas), subject).map([iso(date)])


def compare(world: Built, before: Day, after: Day, subject: str = "") -> OfflineMap:
    """Show two days side by side: two maps that move together, under one legend.

    Parameters
    ----------
    world : World
    before, after : str or datetime.date
        Two days.
    subject : str, optional
        As in `explore`.

    Returns
    -------
    OfflineMap
        The map of `before`; that of `after` stands on its page.

    Raises
    ------
    UsageError
        As `explore`; or `before` is not earlier than `after`.

    Examples
    --------
    >>> from geo import build_world
    >>> from geo.web.explore import compare
    >>> compare(build_world("portsmouth_1905"), "1905-09-04", "1908-04-10", "sakhalin").save("both.html")
    """
    days = [iso(before), iso(after)]
    if days[0] >= days[1]:
        raise UsageError(f"before {days[0]} is not earlier than after {days[1]}; allowed: before < after")
    return _Drawing(_parts_of(world, None, None), subject).map(days)


def _parts_of(world, layers, atlas) -> _World:
    timeline_of(world, "explore")  # or a sentence
    if isinstance(world, gpd.GeoDataFrame):
        return _World(world, layers or {}, atlas, None, read_marks())
    return _World(world.timeline, world.layers, world.atlas, world.features, read_marks(world.data))


class _Drawing:
    """Draws days of a world: the ground, then rights from fills to lines, outlines, limits, names."""

    def __init__(self, world: _World, subject: str):
        self.world, self.say, self.marks = world, read_strings("en"), world.marks
        self.timeline, self.subject = world.timeline, None
        self.dashes = rail_dashes(self.marks, world.atlas, world.layers) if world.atlas else {}
        if subject:
            subjects = world.atlas.subjects if world.atlas else {}
            if subject not in subjects:
                near = difflib.get_close_matches(str(subject), subjects, n=1, cutoff=0.6)
                hint = f'did you mean "{near[0]}"? ' if near else ""
                raise UsageError(f'there is no subject "{subject}"; {hint}allowed: {", ".join(subjects) or "(none)"}')
            self.subject = subjects[subject]
            self.timeline = self.timeline[self.timeline["feature"].isin(self.subject.features)]
        if self.timeline.empty:
            raise UsageError("the timeline has no rows; allowed: at least one row to show")
        if self.subject:
            self.extent = tuple(self.subject.extent)
            self.lon = (self.extent[0] + self.extent[2]) / 2
            self.shapes = self.timeline.geometry.map(lambda shape: geometry.seen_from(shape, self.lon))
        else:
            # Round Greenwich or round the other side, whichever shows all in a narrower map.
            seen = [self.timeline.geometry.map(lambda shape, at=at: geometry.seen_from(shape, at)) for at in (0, 180)]
            self.shapes = min(seen, key=lambda shapes: shapes.total_bounds[2] - shapes.total_bounds[0])
            self.extent = tuple(map(float, self.shapes.total_bounds))
            self.lon = (self.extent[0] + self.extent[2]) / 2
        west, south, east, north = self.extent
        self.tolerance = max(TOLERANCE, TOLERANCE_SHARE * max(east - west, north - south))
        self.hatches: dict[str, dict] = {}
        self.entries: dict[tuple[str, ...], dict] = {}
        self.shown: list[Right] = []
        self.limits: list[Limit] = []

    def map(self, days: list[str]) -> OfflineMap:
        """The map of the first day, with that of a second beside it."""
        west, south, east, north = self.extent
        found: list[OfflineMap] = []
        ground = _ground(self.world.layers, self.extent, self.tolerance)
        under = self.states()
        for day in days:
            shown = OfflineMap(
                [(south + north) / 2, (west + east) / 2],
                zoom_snap=0.25,
                control_scale=True,
                scrollWheelZoom=False,
                title=self.title(days),
                beside=found[0] if found else None,
                marks=self.marks,
            )
            self.draw_ground(shown, ground)
            self.draw_states(shown, under.on(day))
            held = held_on(self.timeline.set_geometry(self.shapes), day)
            self.draw_rights(shown, held)
            self.draw_limits(shown, held, day)
            folium.LayerControl(collapsed=True).add_to(shown)
            shown.fit_bounds([[south, west], [north, east]], padding=(20, 24))
            self.draw_names(shown)
            if len(days) > 1:
                _Call("flag", day).add_to(shown)
            found.append(shown)
        if len(found) > 1:
            _Call("together", of=found[0]).add_to(found[1])
        key = ENVIRONMENT.get_template("key.html").render(
            title=" · ".join(days),
            label=self.say["legend"],
            entries=self.legend(),
            hatches=self.hatches.values(),
            credit="; ".join(
                sorted(
                    {
                        layer.attrs.get("credit", "")
                        for name, layer in self.world.layers.items()
                        if name in ("land", "land_far")
                    }
                    - {""}
                )
            ),
        )
        found[0].drawn = {
            "title": self.title(days),
            "extent": self.extent,
            "panels": [
                {"day": day, "shapes": shown.shapes(), "names": self.names()}
                for day, shown in zip(days, found, strict=True)
            ],
            "legend": self.legend(),
            "hatches": self.hatches,
        }
        root: Any = found[0].get_root()
        root.html.add_child(Verbatim(key), name="key")
        return found[0]

    def entry(self, of: Any, kind: str) -> tuple[str, ...]:
        """The key of the swatch of a right on a kind of ground."""
        said = of if isinstance(of, dict) else of.to_dict()
        return kind, *(said[name] for name in ("tenure", "holder", "bound", "benefits"))

    def legend(self) -> list[dict]:
        """The entries of the legend, in the order of the scene's; a right on two kinds of ground has one."""
        if self.world.atlas is None:
            return list(self.entries.values())
        found: dict[str, dict] = {}
        for item in legend_of(self.shown, self.limits, self.world.atlas):
            kind = "line" if item.kind == "band" else item.kind
            key = ("limit", item.certainty) if kind == "limit" else self.entry(item._asdict(), kind)
            found.setdefault(self.entries[key]["words"], self.entries[key])
        return [*found.values(), *(entry for key, entry in self.entries.items() if key[0] in ("border", "province"))]

    def title(self, days: list[str]) -> str:
        one = self.timeline["feature"].nunique() == 1
        what = self.subject.title if self.subject else self.timeline["name"].iloc[0] if one else self.say["col_holder"]
        return f"{what}: {' · '.join(days)}"

    def draw_ground(self, shown: OfflineMap, ground: dict | None) -> None:
        if not ground:
            return
        folium.GeoJson(
            ground,
            name="land",
            control=False,
            interactive=False,
            smooth_factor=0.5,
            style_function=lambda _: {"className": "ground", "fillOpacity": 1},
        ).add_to(shown)

    def states(self) -> States:
        """The states and borders under the map, over all days."""
        world = self.world
        if world.atlas is None or world.features is None:
            return States([], [], [])
        chosen = list(dict.fromkeys(self.timeline["feature"]))
        return states_of(world.atlas, world.timeline, world.features, world.layers, chosen, around(self.extent))

    def draw_states(self, shown: OfflineMap, states: States) -> None:
        """The states in pale tints, the lines between provinces, and the borders."""
        if self.world.atlas is None:
            return
        look, colour = self.marks.state, self.marks.ground["colour"]["border"]
        for state in states.states:
            power = self.world.atlas.terms.power[state.state]
            tint = {"stroke": False, "fillColor": power.colour, "fillOpacity": look.strength, "className": "state"}
            self.lines(shown, state.geometry, tint)
        line = {"color": colour, "weight": look.border_width, "opacity": 1, "fill": False, "lineCap": "butt"}
        width, words = look.border_width, words_of("both", "en")
        for kind, word, drawn in (
            ("province", "province_edge", [(s, dash_of(self.marks, c, width)) for c, s in states.provinces]),
            (
                "border",
                "state_border",
                [(b.geometry, [part * width for part in look.border_dash]) for b in states.borders],
            ),
        ):
            for shape, dash in drawn:
                style = line | {"className": kind, "dashArray": " ".join(f"{part:g}" for part in dash)}
                self.lines(shown, shape, style)
                self.entries.setdefault((kind,), {"words": words[word], "style": style, "tag": "path"})

    def draw_rights(self, shown: OfflineMap, held: gpd.GeoDataFrame) -> None:
        """One layer for each kind of right, then the outlines of the areas."""
        atlas = self.world.atlas
        rows = _rows(held, atlas, self.marks, self.say)
        rows = rows[_drawn(rows)] if atlas else rows
        rings = rows.groupby("feature", sort=False).cumcount(ascending=False)
        for label, group in rows.groupby("label", sort=False):
            styled: dict[str, Any] = {"type": "FeatureCollection", "features": []}
            for index, row in group.iterrows():
                style = self.style(row, int(rings[index]))
                kind = KINDS[row["geometry"].geom_type.removeprefix("Multi")]
                self.shown.append(Right(row.drop("geometry").to_dict(), kind, None, row["look"]))
                words = f"{label}: {row['Holder']}" if row["Holder"] else label
                entry = {"words": words, "style": style, "tag": "rect" if kind == "area" else "path"}
                self.entries.setdefault(self.entry(row, kind), entry)
                properties = {name: row[name] for name in _FIELDS} | {"style": style}
                styled["features"] += [
                    {"type": "Feature", "properties": properties, "geometry": part}
                    for part in _parts(row["geometry"], self.tolerance)
                ]
            folium.GeoJson(
                styled,
                name=label,
                smooth_factor=0.5,
                marker=folium.CircleMarker(radius=self.marks.mark["point"].width / 2),
                style_function=lambda feature: feature["properties"]["style"],
                highlight_function=lambda feature: {
                    "stroke": True,
                    "weight": feature["properties"]["style"].get("weight", 0) + 2,
                },
                tooltip=folium.GeoJsonTooltip(list(_FIELDS), [self.say[key] for key in _FIELDS.values()]),
            ).add_to(shown)
        if atlas:
            for colour, shape in _outlines(rows):
                # Of what was filled, so that line and colour end together; and a tenth of the work of a coast's line.
                self.lines(
                    shown,
                    _plain(shape, self.tolerance).boundary,
                    {
                        "className": "outline",
                        "color": colour,
                        "fill": False,
                        "opacity": 1,
                        "weight": self.marks.mark["fill"].width,
                    },
                )

    def draw_limits(self, shown: OfflineMap, held: gpd.GeoDataFrame, day: str) -> None:
        """The limits that divide something on the day, dashed by how sure they are."""
        atlas, features = self.world.atlas, self.world.features
        if atlas is None or features is None:
            return
        rows = held.drop(columns="geometry").to_dict("records")
        ground, width = self.marks.ground["colour"], self.marks.limit.width
        for limit in standing_in(atlas, list(held["feature"]), rows, day):
            for certainty, shape in drawn_of(limit, features, self.world.layers):
                style = {
                    "className": "limit",
                    "color": ground["limit"],
                    "weight": width,
                    "opacity": 1,
                    "fill": False,
                    "lineCap": "butt",
                    "dashArray": " ".join(f"{part:g}" for part in dash_of(self.marks, certainty, width)),
                }
                self.lines(shown, shape, style, f"{limit.names['en']} ({self.say[f'certainty_{certainty}']})")
                self.limits.append(Limit(limit.id, certainty, shape, dash_of(self.marks, certainty)))
                entry = {"words": self.say[f"limit_{certainty}"], "style": style, "tag": "path"}
                self.entries.setdefault(("limit", certainty), entry)

    def lines(self, shown: OfflineMap, shape, style: dict, words: str = "") -> None:
        """Lines above the rights, without a switch of their own."""
        for part in _parts(geometry.seen_from(shape, self.lon), self.tolerance):
            folium.GeoJson(
                {"type": "Feature", "properties": {}, "geometry": part},
                control=False,
                smooth_factor=0.5,
                style_function=lambda _: style,
                interactive=bool(words),
                tooltip=folium.Tooltip(html.escape(words)) if words else None,
            ).add_to(shown)

    def draw_names(self, shown: OfflineMap) -> None:
        """Write the names on a map."""
        if self.world.atlas is not None:
            _Call("names", self.names()).add_to(shown)

    def names(self) -> list[dict]:
        """The names of the atlas within the extent, the great ones first."""
        if self.world.atlas is None:
            return []
        west, south, east, north = self.extent
        places = [
            place
            for place in self.world.atlas.places
            if west <= geometry.lon_beside(place.lon, self.lon) <= east
            and south <= place.lat <= north
            and (self.subject is None or self.subject.id in place.subjects)
        ]
        once = {place.names["en"].casefold(): place for place in reversed(places)}
        return [
            {
                "text": place.names["en"],
                "at": [place.lat, geometry.lon_beside(place.lon, self.lon)],
                "rank": place.rank,
                "kind": place.kind,
            }
            for place in sorted(once.values(), key=lambda place: (place.rank, place.id))
        ]

    def style(self, row, ring: int) -> dict:
        """Leaflet's path options for one row; a hatch that it needs is added to the legend's."""
        kind = row["geometry"].geom_type.removeprefix("Multi").lower()
        if self.world.atlas is None:
            fill = self.marks.mark["fill"]
            return {"className": f"right {kind}", "weight": fill.width, "opacity": 1, "fillOpacity": fill.strength}
        look = look_of(self.marks, self.world.atlas.terms, row["tenure"], row["holder"])
        style = {"className": kind, "color": look.colour, "fillColor": look.colour, "opacity": 1}
        if kind == "point":
            point = self.marks.mark["point"]
            return style | {
                "radius": (point.width + ring * point.ring) / 2,
                "weight": look.width or point.edge,
                "fillOpacity": 1 if ring == 0 else 0,
            }
        if kind == "linestring":
            if look.mark == "line":
                dash = " ".join(f"{part * look.width:g}" for part in self.dashes.get(row["feature"], []))
                return style | {"weight": look.width} | ({"dashArray": dash, "lineCap": "butt"} if dash else {})
            coast = self.marks.mark["coast"]
            width = coast.width * look.weight
            return style | {
                "weight": width,
                "opacity": look.strength,
                "dashArray": " ".join(f"{part * width:g}" for part in coast.dash),
            }
        if look.mark in ("hatch", "dots"):
            name = f"{look.mark}-{row['tenure']}-{row['holder']}"
            self.hatches[name] = {
                "id": name,
                "colour": look.colour,
                "turn": -look.degrees,
                "dots": look.mark == "dots",
                "spacing": look.spacing,
                "width": look.width,
                "shift": round(look.spacing * look.shift, 2),
                "strength": look.strength,
            }
            return style | {"stroke": False, "weight": 0, "fillColor": f"url(#{name})", "fillOpacity": 1}
        if look.mark == "outline":
            return style | {"weight": look.width, "opacity": look.strength, "fillOpacity": 0}
        return style | {"stroke": False, "weight": 0, "fillOpacity": look.strength}


class _Call(MacroElement):
    """A call of `static/offline.js` on the map that it is added to, with data, or of another map."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        offline.{{ this.what }}({{ this._parent.get_name() }}, {% if this.of %}{{ this.of.get_name() }}{% else -%}
            {{ this.data | tojson }}{% endif %});
        {% endmacro %}""")

    def __init__(self, what: str, data: Any = None, of: OfflineMap | None = None):
        super().__init__()
        self._name, self.what, self.data, self.of = what, what, data, of


def _rows(held: gpd.GeoDataFrame, atlas: Atlas | None, marks: Marks, say: dict[str, str]) -> gpd.GeoDataFrame:
    """The rows in the words of a tooltip, in the order in which they are drawn."""
    terms = atlas.terms if atlas else None
    rows = held.copy()
    rows["mark"] = [terms.tenure[t].mark if terms else "fill" for t in rows["tenure"]]
    rows["rank"] = [terms.tenure[t].rank if terms else 0 for t in rows["tenure"]]
    rows["look"] = [
        look_of(marks, terms, t, h) if terms else None for t, h in zip(rows["tenure"], rows["holder"], strict=True)
    ]
    rows["label"] = [terms.tenure[t].label if terms else t for t in rows["tenure"]]
    rows["Place"], rows["Right"] = rows["name"], rows["label"]
    said = rows[["holder", "bound", "benefits"]].to_dict("records")
    names = (
        {key: power.name for key, power in terms.power.items()}
        if terms
        else {key: key for row in said for ids in row.values() for key in ids.split(", ")}
    )
    rows["Holder"] = [whose(row, names) for row in said]
    texts = read_texts(atlas, "en") if atlas else {}
    rows["Article"] = [
        article_name(texts, i, a) if atlas else f"{i}, {a}"
        for i, a in zip(rows["instrument"], rows["article"], strict=True)
    ]
    rows["Source"], rows["From"] = rows["cite"], rows["start_date"]
    rows["Until"] = rows["end_date"].where(rows["end_date"] != "", say["open"])
    # Several rights lie on one place, and the mouse meets only the topmost.
    words = (
        rows["label"]
        + ": "
        + rows["Holder"]
        + " ("
        + rows["Article"]
        + ", "
        + rows["From"]
        + "; "
        + rows["Source"]
        + ")"
    )
    rows["Also"] = [
        "; ".join(words[(rows["feature"] == feature) & (rows.index != index)])
        for index, feature in rows["feature"].items()
    ]
    order = np.lexsort([rows["rank"], rows["mark"].map(MARKS.index).astype(int)])
    return rows.iloc[order]


def _rights(rows: gpd.GeoDataFrame, kind: str) -> list[list[Right]]:
    """The rights on each feature of one kind of ground, in the order of the rows."""
    kinds = rows.geom_type.str.removeprefix("Multi").map(KINDS)
    return [
        [
            Right({"index": index, **row}, kind, row["geometry"], row["look"])
            for index, row in zip(group.index, group.to_dict("records"), strict=True)
        ]
        for _, group in rows[kinds == kind].groupby("feature", sort=False)
    ]


def _drawn(rows: gpd.GeoDataFrame) -> np.ndarray:
    """Whether each row is drawn: on a line that someone works, only that; the tooltip names the others."""
    lines = _rights(rows, "line")
    all_of, shown = (
        {right.row["index"] for rights in found for right in rights} for found in (lines, map(shown_lines, lines))
    )
    return ~rows.index.isin(all_of - shown)


def _outlines(rows: gpd.GeoDataFrame) -> list[tuple[str, Any]]:
    """(colour, area) of each outline: of several rights on an area the one that bounds it most, and one
    outline for neighbours of one holder: where there is no border, none is drawn."""
    found: dict[tuple[str, str, str], list] = {}
    edges = filter(None, map(outlined, _rights(rows, "area")))
    for edge in sorted(edges, key=lambda right: right.look.edge):
        found.setdefault((edge.row["tenure"], edge.row["holder"], edge.look.colour), []).append(edge.geometry)
    return [(colour, geometry.united(shapes)) for (_, _, colour), shapes in found.items()]


def _parts(shape, tolerance: float) -> list[dict]:
    """A shape as GeoJSON geometries, simplified and rounded; points one by one, because Leaflet
    gives the points of a MultiPoint no tooltip."""
    shape = _plain(shape, tolerance)
    parts = shapely.get_parts(shape) if shape.geom_type == "MultiPoint" else [shape]
    return [shapely.geometry.mapping(part) for part in parts if not part.is_empty]


# Of two maps side by side most shapes are the same.
@lru_cache(maxsize=256)
def _plain(shape, tolerance: float):
    """A shape, simplified and rounded; of a group the isles that would be no more than a dot go."""
    if shape.geom_type == "MultiPolygon" and not shape.is_empty:
        parts = shapely.get_parts(shape)
        areas = shapely.area(parts)
        shape = shapely.MultiPolygon(list(parts[areas >= min((2 * tolerance) ** 2, areas.max())]))
    return _simplified(np.array([shape]), tolerance)[0]


def _simplified(shapes: np.ndarray, tolerance: float) -> np.ndarray:
    """Shapes within the tolerance (degrees) of the given ones, of rounded coordinates; an island
    keeps at least a triangle."""
    shapes = shapely.simplify(shapes, tolerance, preserve_topology=True)
    return shapely.transform(shapes, lambda lonlat: lonlat.round(DECIMALS))


def _widened(extent, margin: float) -> tuple[float, float, float, float]:
    """An extent with a margin, a share of its longer side, on every side."""
    west, south, east, north = extent
    more = margin * max(east - west, north - south)
    return west - more, south - more, east + more, north + more


def _joined(parts: np.ndarray) -> np.ndarray:
    """Shapes of which those that were cut at 180 degrees are whole again: simplified apart, they would part."""
    seam = (np.abs(shapely.bounds(parts)[:, [0, 2]]) == 180).any(axis=1)
    return np.array([*parts[~seam], *shapely.get_parts(shapely.union_all(parts[seam]))]) if seam.any() else parts


def _ground(layers: dict[str, gpd.GeoDataFrame], extent, tolerance: float) -> dict | None:
    """Land as one GeoJSON Feature: detailed in and round the extent, coarse beyond it."""
    near = shapely.box(*_widened(extent, MARGIN))
    found = []
    if "land" in layers:
        land = _joined(geometry.turned(layers["land"].geometry.to_numpy(), near.centroid.x))
        detailed = shapely.box(*shapely.total_bounds(land))
        near = shapely.intersection(near, detailed)
        shapes = shapely.make_valid(land)
        shapes = shapes[shapely.area(shapes) > tolerance**2]
        found += [*_simplified(shapely.intersection(shapes, near), tolerance)]
    if "land_far" in layers:
        middle = near.centroid.x
        shapes = _joined(geometry.turned(layers["land_far"].geometry.to_numpy(), middle))
        if "land" in layers:
            # Overlap by more than simplifying takes away, so that the two grow together and no seam shows.
            shapes = shapely.difference(shapes, shapely.buffer(near, -12 * tolerance))
        found += [*_simplified(shapes, 10 * tolerance)]
    # Rounded coordinates may make a ring touch itself.
    land = geometry.tidy(shapely.union_all(shapely.make_valid(np.array(found))))
    return None if land.is_empty else {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(land)}
