"""The pages: one self-contained HTML file for each subject, and the index.

A page is `page.html` with the files of `static/` and Leaflet (from the package XStatic-Leaflet)
inlined, and one JSON object that holds its facts and packed shapes. It asks no network for anything.
"""

from __future__ import annotations

import datetime
import importlib.resources
import json
import tomllib
from pathlib import Path

import geopandas as gpd
import jinja2
import numpy as np
import shapely

from .. import geometry
from ..model import LEGAL_DATES, Atlas, Subject, cited_sources
from ..timeline import held_on, numbered_notes
from . import encode

HERE = Path(__file__).parent

#: Joined in this order into one inline module: each uses only what stands before it.
SCRIPTS = ("dom.js", "decode.js", "dates.js", "state.js", "labels.js", "sheet.js", "mapview.js",
           "swipe.js", "timebar.js", "panel.js", "main.js")

#: A page has ground for a screen this much wider than high, when the subject's extent fills its height.
ASPECT = 2.4

#: Margin round a subject's extent within which its page has ground: a fraction of the extent, but no
#: more degrees than this.
MARGIN, MARGIN_DEGREES = 0.3, 18.0


def read_strings(language: str) -> dict[str, str]:
    """The words of the interface in one language, from `strings/<language>.toml`."""
    return tomllib.loads((HERE / "strings" / f"{language}.toml").read_text(encoding="utf-8"))


def write_pages(atlas: Atlas, features: gpd.GeoDataFrame, timelines: dict[str, gpd.GeoDataFrame],
                layers: dict[str, gpd.GeoDataFrame], folder: Path, edition: dict[str, str],
                progress=iter) -> list[Path]:
    """Write one page for each subject.

    Parameters
    ----------
    atlas : Atlas
    features : GeoDataFrame
        From `build_features` (EPSG:4326).
    timelines : dict of GeoDataFrame
        From `build_timeline`: "" counts from each provision's own date, and one for each legal date.
    layers : dict of GeoDataFrame
        The ground: `land`, `land_far`, `lakes`, `rivers`, `stations`, `railways` (EPSG:4326);
        a layer that an atlas lacks is left out.
    folder : Path
        Where the pages go.
    edition : dict
        `version` and `checksum` that stand in the foot of each page.
    progress : callable
        Wraps the subjects, such as `tqdm`.

    Returns
    -------
    list of Path
    """
    template = _environment().get_template("page.html")
    extents = [tuple(subject.extent) for subject in atlas.subjects.values()]
    scripts = {"leaflet": encode.deflated(_leaflet("leaflet.js").encode()),
               "script": encode.deflated(_script().encode())}
    # The timeline opens on the subject that shows most.
    widest = max(atlas.subjects.values(), key=lambda subject: len(subject.features))
    written, known = [], {}
    for name, subject in progress([*atlas.subjects.items(), ("timeline", widest)]):
        if subject.id not in known:
            known[subject.id] = page_facts(atlas, subject, features, timelines, layers, extents)
        facts, shapes = known[subject.id]
        pack = {"facts": _deflated_json(facts | {"page": name}),
                "shapes": encode.deflated(shapes), **scripts}
        page = template.render(
            atlas=atlas, subject=subject, name=name, pack=pack, edition=edition,
            say=read_strings("en"), style=_style(), licences=_licences(atlas, layers),
            boot=(HERE / "static" / "boot.js").read_text(encoding="utf-8"))
        path = folder / f"{name}.html"
        path.write_text(page, encoding="utf-8", newline="\n")
        written.append(path)
    return written


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), autoescape=True,
                                     undefined=jinja2.StrictUndefined, trim_blocks=True,
                                     lstrip_blocks=True)
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False,
                                                 "separators": (",", ":")}
    return environment


def _deflated_json(facts: dict) -> str:
    return encode.deflated(json.dumps(facts, ensure_ascii=False, sort_keys=True,
                                      separators=(",", ":")).encode())


def _script() -> str:
    return "\n".join((HERE / "static" / name).read_text(encoding="utf-8") for name in SCRIPTS)


def _style() -> str:
    return _leaflet("leaflet.css") + (HERE / "static" / "page.css").read_text(encoding="utf-8")


def _leaflet(name: str) -> str:
    """A file of Leaflet, without the note that names its source map, and with no picture to fetch."""
    path = importlib.resources.files("xstatic.pkg.leaflet") / "data" / name
    text = path.read_text(encoding="utf-8")
    text = text.split("//# sourceMappingURL")[0]
    return text.replace("url(images/", "url(data:,").strip() + "\n"


def _licences(atlas: Atlas, layers) -> list[str]:
    return sorted({layers[name].attrs["credit"] for name in layers if "credit" in layers[name].attrs})


def page_facts(atlas: Atlas, subject: Subject, features: gpd.GeoDataFrame,
               timelines: dict[str, gpd.GeoDataFrame], layers: dict[str, gpd.GeoDataFrame],
               extents: list[tuple[float, float, float, float]]) -> tuple[dict, bytes]:
    """Everything that one page knows: a JSON-able dict (see `static/main.js`) and packed shapes."""
    chosen = list(subject.features)
    limits = [feature.id for feature in atlas.features.values()
              if feature.divides and set(feature.divides) & set(chosen)]
    shapes, packed = _shapes(atlas, subject, features, layers, chosen, limits, extents)
    origin = _origin(subject)
    west, south, east, north = _frame(subject).bounds
    cited = _cited(atlas, (*chosen, *limits))
    facts = {
        "atlas": atlas.id, "main": atlas.instrument, "origin": origin, "languages": atlas.languages,
        "covers": [str(day) for day in atlas.covers],
        "subject": {"id": subject.id, "extent": subject.extent, "opens": subject.opens, "before": str(subject.before),
                    "after": str(subject.after), "all_articles": len(subject.features) > 12},
        "frame": [[south, west], [north, east]],
        "terms": json.loads(_json(atlas.terms)),
        "notes": {f"{i}/{a}": number for (i, a), number in numbered_notes(atlas).items()},
        "instruments": [_instrument(instrument) for instrument in atlas.instruments.values()],
        "sources": {key: {"title": s.title, "short": s.short or s.title, "url": s.url}
                    for key, s in atlas.sources.items() if key in cited},
        "bases": [basis for basis in LEGAL_DATES if basis in timelines],
        "rows": _rows(timelines, chosen),
        "features": [_feature(atlas, name, features, layers) for name in (*chosen, *limits)],
        "names": {feature.id: feature.names["en"] for feature in atlas.features.values()},
        "limits": [fact for name in limits for fact in _limit(atlas, name, layers)],
        "totals": _totals(atlas, chosen),
        "places": _places(atlas, subject, layers, origin),
        "strings": {language: read_strings(language) for language in atlas.languages},
        "shapes": shapes,
    }
    return facts, packed


def _cited(atlas: Atlas, names) -> set[str]:
    """Ids of the sources that a page cites."""
    cites = [record.cite for i in atlas.instruments.values()
             for record in (i, *i.articles, *i.provisions)]
    cites += [total.cite for total in atlas.totals]
    for name in names:
        feature = atlas.features[name]
        cites += [feature.cite, *(figure.cite for figure in feature.published)]
    return {source for cite in cites for source, _ in cited_sources(cite)}


def _json(record) -> str:
    import msgspec
    return msgspec.json.encode(record).decode()


def _plain(record) -> dict:
    """A record as JSON-able dict, without what is empty."""
    return {key: value for key, value in json.loads(_json(record)).items()
            if value not in ("", None, [], {}, False)}


def _instrument(instrument) -> dict:
    fact = _plain(instrument)
    fact.pop("provisions", None)
    fact["articles"] = [_plain(article) for article in instrument.articles]
    return fact


def row_key(row) -> str:
    """A name for a row that holds under every legal date."""
    return "/".join((row["feature"], row["tenure"], row["holder"], row["instrument"], row["article"]))


def _rows(timelines: dict[str, gpd.GeoDataFrame], chosen: list[str]) -> list[dict]:
    dates = {basis: {row_key(row): [row["start_date"], row["end_date"]]
                     for row in timeline.drop(columns="geometry").to_dict("records")}
             for basis, timeline in timelines.items()}
    rows = []
    own_rows = timelines[""][timelines[""]["feature"].isin(chosen)].drop(columns="geometry")
    for row in own_rows.to_dict("records"):
        key = row_key(row)
        own = dates[""][key]
        fact = {name: row[name] for name in ("feature", "tenure", "holder", "instrument", "article",
                                             "cite", "ended_by", "note")}
        # A row that another legal date leaves no day (it would end as it starts) is never open.
        fact["dates"] = {basis: of.get(key, ["9999-12-31", "0000-01-01"])
                         for basis, of in dates.items() if not basis or of.get(key) != own}
        rows.append(fact | {"key": key})
    return rows


def _feature(atlas: Atlas, name: str, features, layers) -> dict:
    feature, row = atlas.features[name], features.loc[name]
    kind = {"MultiPolygon": "area", "MultiLineString": "line"}.get(row.geometry.geom_type, "point")
    layer = feature.recipe.layer
    fact = _plain(feature) | {
        "kind": kind, "layer": layer or ("parallel" if kind == "line" else "points"),
        "licence": layers[layer].attrs.get("credit", "") if layer in layers else ""}
    fact.setdefault("modern", {})
    fact.setdefault("published", [])
    fact.setdefault("divides", [])
    for measure in ("area_km2", "length_km"):
        if not np.isnan(row[measure]):
            fact[measure] = round(float(row[measure]), 1)
    fact.pop("recipe")
    return fact | {"lines": _lines(layers, feature)}


def _limit(atlas: Atlas, name: str, layers) -> list[dict]:
    """The segments of a limit, each with its certainty and the reason for it."""
    feature = atlas.features[name]
    segments = _segments(feature, layers)
    if segments is None:
        return [{"feature": name, "shape": f"f-{name}", "certainty": feature.certainty,
                 "divides": feature.divides}]
    return [{"feature": name, "shape": f"l-{name}-{number}", "certainty": row["certainty"],
             "reason": row["reason"], "cite": row["cite"], "divides": feature.divides}
            for number, row in enumerate(segments.to_dict("records"), 1)]


def _segments(feature, layers):
    """Rows of the digitised layer of a limit, or None where it is one derived line."""
    layer = layers.get(feature.recipe.layer)
    if layer is None or "certainty" not in layer or not feature.recipe.where:
        return None
    for column, value in feature.recipe.where.items():
        layer = layer[layer[column] == value]
    return layer


def _totals(atlas: Atlas, chosen) -> list[dict]:
    """Lengths of several lines together, and how many guards an article allows on them."""
    allowed = {provision.feature: (instrument.id, provision)
               for instrument in atlas.instruments.values() for provision in instrument.provisions
               if provision.guards_per_km}
    found = []
    for total in atlas.totals:
        if not set(total.features) <= set(chosen):
            continue
        fact = _plain(total)
        if total.features[0] in allowed:
            instrument, provision = allowed[total.features[0]]
            fact |= {"holder": provision.grantee, "instrument": instrument,
                     "article": provision.article, "per_km": provision.guards_per_km,
                     "guards": [round(provision.guards_per_km * km) for km in total.km]}
        found.append(fact)
    return found


def _lines(layers, feature) -> list[dict]:
    """The railway lines of a feature, each with its length by chainage and who says so."""
    group = feature.recipe.where.get("group")
    if feature.recipe.layer != "railways" or "railways" not in layers:
        return []
    rows = layers["railways"]
    return [{"name": row.name_1905, "modern": row.name_mod, "km": row.length_km,
             "source": row.len_src, "certainty": row.certainty, "id": row.line}
            for row in rows[rows["group"] == group].itertuples()]


def _origin(subject: Subject) -> list[int]:
    """A point in the middle of the subject, in units; shapes are packed relative to it, so that the
    browser's single precision leaves them sharp."""
    west, south, east, north = subject.extent
    return [int(value) for value in encode.to_units(
        np.array([[(west + east) / 2, (south + north) / 2]]))[0]]


def _frame(subject: Subject):
    """The box (EPSG:4326; past 180 degrees where the extent is) for which a page has ground."""
    west, south, east, north = subject.extent
    dy = (north - south) * MARGIN
    # In Web Mercator a degree of latitude is as long as 1/cos(latitude) degrees of longitude.
    height = (north - south) / np.cos(np.radians((north + south) / 2))
    dx = max((ASPECT * height - (east - west)) / 2, 0) + (east - west) * MARGIN
    dx, dy = min(dx, MARGIN_DEGREES), min(dy, MARGIN_DEGREES)
    return shapely.box(max(west - dx, -180), south - dy, east + dx, north + dy)


def _shapes(atlas, subject, features, layers, chosen, limits, extents):
    """Ids of the packed shapes in order, and their bytes."""
    frame = _frame(subject)
    detailed = [tuple(subject.extent)] if subject.id != "treaty" else \
        [extent for extent in extents if extent != tuple(subject.extent)]
    found = [("g-land", True, _land(layers, frame)), ("g-lakes", True, _ground(layers, "lakes", frame)),
             ("g-rivers", False, _ground(layers, "rivers", frame))]
    for name in (*chosen, *limits):
        shape = geometry.joined_at_180(features.geometry[name])
        found.append((f"f-{name}", shape.geom_type.endswith("Polygon"), shape))
    for name in limits:
        segments = _segments(atlas.features[name], layers)
        for number, shape in enumerate(segments.geometry if segments is not None else [], 1):
            found.append((f"l-{name}-{number}", False, shape))
    origin = np.array(_origin(subject))
    packed = encode.pack([[ring - origin for ring in encode.packed_shape(shape, detailed)]
                          for _, _, shape in found])
    return [{"id": id_, "closed": closed} for id_, closed, _ in found], packed


def _land(layers, frame):
    """Detailed land where there is any, coarse land round it."""
    near = _ground(layers, "land", frame)
    if "land_far" not in layers:
        return near
    covered = shapely.box(*layers["land"].total_bounds)
    far = layers["land_far"].geometry
    if frame.bounds[2] > 180:
        far = far.map(lambda s: shapely.transform(s, lambda c: c + [360, 0]) if s.bounds[2] < 0 else s)
    far = shapely.union_all(far[far.intersects(frame)].to_numpy())
    far = shapely.difference(shapely.intersection(far, frame), covered)
    if far.is_empty:
        return near
    # Where the two layers meet they become one shape, so that no coast is drawn along the seam; the
    # sliver of overlap closes the gap that rounding leaves.
    seam = shapely.boundary(covered)
    strip = shapely.intersection(far, seam.buffer(0.05)).buffer(0.005)
    parts = shapely.get_parts(near)
    meets = shapely.intersects(parts, seam)
    joined = shapely.union_all([*parts[meets], far, strip])
    return shapely.GeometryCollection([*parts[~meets], *geometry.polygons_of(joined)])


def _ground(layers, name, frame):
    if name not in layers:
        return shapely.MultiPolygon()
    rows = layers[name]
    rows = rows[rows.intersects(frame)].geometry
    return shapely.GeometryCollection(shapely.get_parts(rows.to_numpy()).tolist())


def _places(atlas: Atlas, subject: Subject, layers, origin) -> list[dict]:
    """Names on the map, in units relative to the origin; stations come from their layer."""
    found = []
    for place in atlas.places:
        if subject.id in place.subjects:
            found.append({"names": place.names, "modern": place.modern, "rank": place.rank,
                          "style": place.kind, "dot": place.kind in ("town", "port"),
                          "zoom": {1: 0, 2: 5, 3: 6.5}[place.rank],
                          "at": (place.lon, place.lat)})
    if subject.stations and "stations" in layers:
        found += _station_names(layers["stations"], [f["at"] for f in found])
    for fact in found:
        x, y = encode.to_units(np.array([fact.pop("at")]))[0] - origin
        fact |= {"x": int(x), "y": int(y)}
    return found


def _station_names(stations: gpd.GeoDataFrame, taken: list) -> list[dict]:
    found = []
    for row in stations.drop_duplicates("name_mod").itertuples():
        at = (row.geometry.x, row.geometry.y)
        period = row.name_1905 or row.name_mod
        if any(abs(at[0] - x) < 0.05 and abs(at[1] - y) < 0.05 for x, y in taken):
            continue
        names = {"en": period, "ja": row.name_ja, "zh": row.name_zh}
        found.append({"names": {k: v for k, v in names.items() if v}, "rank": 4,
                      "modern": {"en": row.name_mod, "zh": row.zh_simpl or ""},
                      "style": "station" if row.located == "verified" else "station uncertain",
                      "dot": True, "zoom": 8 if row.name_1905 else 9, "at": at})
    return found


def index_page(atlas: Atlas, features: gpd.GeoDataFrame, timeline: gpd.GeoDataFrame,
               layers: dict[str, gpd.GeoDataFrame], edition: dict[str, str]) -> str:
    """The front page of an atlas, as HTML: what happened, a picture of each map, the chain."""
    pictures = {subject.id: _picture(atlas, subject, features, timeline, layers)
                for subject in atlas.subjects.values()}
    return _environment().get_template("index.html").render(
        atlas=atlas, edition=edition, style=(HERE / "static" / "page.css").read_text("utf-8"),
        pictures=pictures)


def _picture(atlas, subject: Subject, features, timeline, layers) -> str:
    """A small SVG of the map after the treaty, 4:3, in Web Mercator."""
    west, south, east, north = subject.extent
    (x0, y0), (x1, y1) = encode.to_units(np.array([[west, north], [east, south]]))
    width, height = x1 - x0, y1 - y0
    if width / height < 4 / 3:
        x0, x1 = (x0 + x1 - height * 4 / 3) / 2, (x0 + x1 + height * 4 / 3) / 2
    else:
        y0, y1 = (y0 + y1 - width * 3 / 4) / 2, (y0 + y1 + width * 3 / 4) / 2
    scale = 480 / (x1 - x0)

    def path(shape, closed):
        rings = shapely.get_rings(geometry.polygons_of(shape)) if closed \
            else geometry.lines_of(shape)
        out = []
        for ring in rings:
            points = shapely.get_coordinates(shapely.simplify(shapely.linestrings(
                (encode.to_units(shapely.get_coordinates(ring)) - (x0, y0)) * scale), 0.4))
            if np.ptp(points, axis=0).max() < 1 or (points.max(axis=0) < -20).any() \
                    or (points.min(axis=0) > (500, 380)).any():
                continue
            inner = points.clip((-40, -40), (520, 400)).round(1)
            out.append("M" + " ".join(f"{x:g},{y:g}" for x, y in inner) + ("Z" if closed else ""))
        return "".join(out)

    frame = shapely.box(west - (east - west), south - (north - south),
                        east + (east - west), north + (north - south))
    parts = [f'<path class="land" d="{path(_land(layers, frame), True)}"/>']
    held = held_on(timeline, subject.after)
    for row in held[held["feature"].isin(subject.features)].itertuples():
        colour = atlas.terms.power[row.holder].colour
        mark = atlas.terms.tenure[row.tenure].mark
        shape = geometry.joined_at_180(row.geometry)
        if shape.geom_type == "MultiPolygon" and mark == "fill":
            parts.append(f'<path d="{path(shape, True)}" fill="{colour}" fill-opacity=".45"/>')
        elif shape.geom_type == "MultiPolygon" and row.tenure == "lease":
            parts.append(f'<path d="{path(shape, True)}" fill="none" stroke="{colour}" '
                         'stroke-width="2.5"/>')
        elif shape.geom_type == "MultiLineString":
            parts.append(f'<path d="{path(shape, False)}" fill="none" stroke="{colour}" '
                         'stroke-width="3"/>')
    return (f'<svg viewBox="0 0 480 360" role="img" aria-label="{subject.id}">'
            f'{"".join(parts)}</svg>')
