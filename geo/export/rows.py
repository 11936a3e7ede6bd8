"""The rows that every format carries: the timeline with a key, certainty and EDTF dates, and the
one description of its columns."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import shapely

from .. import geometry
from ..limits import limits_of, standing, stretches_of
from ..model import Atlas, Provision


class Field(NamedTuple):
    """A column: its name, its name in a shapefile (at most 10 characters), its type in Frictionless
    Table Schema, its unit, and what it says."""

    name: str
    short: str
    type: str
    unit: str
    says: str


#: The columns of the timeline in every file, in order.
FIELDS = (
    Field("row", "row", "string", "", "Key of the row: feature/tenure/holder/start_date."),
    Field("feature", "feature", "string", "", "Id of the place on the ground."),
    Field("name", "name", "string", "", "Name of the place, English."),
    Field("tenure", "tenure", "string", "", "Kind of right."),
    Field("holder", "holder", "string", "", "Power that holds the right."),
    Field("instrument", "instrument", "string", "", "Id of the instrument that gave it."),
    Field("article", "article", "string", "", "Article that gave it."),
    Field("cite", "cite", "string", "",
          "Sources of that article: source-id[pinpoint], several joined by '; '. The sources are "
          "in sources.csl.json and sources.bib under the same ids."),
    Field("start_date", "start_date", "date", "ISO 8601",
          "First day on which the right counts (proleptic Gregorian)."),
    Field("end_date", "end_date", "date", "ISO 8601",
          "First day on which it no longer counts; empty where it was still open at the end of the "
          "days that the atlas covers."),
    Field("start_edtf", "start_edtf", "string", "EDTF level 2",
          "start_date with its uncertainty (Extended Date/Time Format, ISO 8601-2)."),
    Field("end_edtf", "end_edtf", "string", "EDTF level 2", "end_date with its uncertainty."),
    Field("ended_by", "ended_by", "string", "", "Instrument/article that ended it."),
    Field("ended_cite", "ended_cite", "string", "", "Sources of that article, as in cite."),
    Field("basis", "basis", "string", "", "Which legal date start_date is."),
    Field("area_km2", "area_km2", "number", "km²",
          "Area on the WGS 84 ellipsoid; only where the place is an area."),
    Field("length_km", "length_km", "number", "km",
          "Length on the WGS 84 ellipsoid; only where the place is a line."),
    Field("uncertainty_m", "uncert_m", "number", "m", "How far the shape may lie off."),
    Field("certainty", "certainty", "string", "", "How sure the shape is."),
    Field("note", "note", "string", "", "What else a reader must know."),
)

#: The columns of the limits.
LIMIT_COLUMNS = ("feature", "name", "divides", "start_date", "end_date", "certainty",
                 "uncertainty_m", "reason", "cite", "length_km")

#: The kinds of shape, each a layer of its own, and the geometry type that its rows have.
KINDS = {"areas": "MultiPolygon", "lines": "MultiLineString", "points": "MultiPoint"}


def full_rows(atlas: Atlas, timeline: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The timeline with the columns `row`, `start_edtf`, `end_edtf` and `certainty` too.

    Columns are those of `FIELDS` in their order, then `geometry` (EPSG:4326; always a Multi type).
    An EDTF date is the ISO date itself unless the instrument says that the day is uncertain.
    """
    rows = timeline.copy()
    rows["row"] = rows["feature"].str.cat([rows["tenure"], rows["holder"], rows["start_date"]], "/")
    rows["start_edtf"] = [edtf_of(atlas, row.start_date, row.instrument, row.article, row)
                          for row in rows.itertuples()]
    rows["end_edtf"] = [edtf_of(atlas, row.end_date, *row.ended_by.split("/", 1), row)
                        if row.end_date else "" for row in rows.itertuples()]
    rows["certainty"] = [atlas.features[name].certainty for name in rows["feature"]]
    rows.geometry = [as_multi(shape) for shape in rows.geometry]
    return rows[[field.name for field in FIELDS] + ["geometry"]]


def edtf_of(atlas: Atlas, day: str, instrument: str, article: str, row) -> str:
    """A day on which a provision of `instrument` and `article` takes effect on a row, as EDTF."""
    text = atlas.instruments.get(instrument)
    if text is None or not text.in_force_edtf or str(text.in_force) != day:
        return day
    by_force = any(p.article == article and p.feature == row.feature and p.tenure == row.tenure
                   and _counts_in_force(p, day) for p in text.provisions)
    return text.in_force_edtf if by_force else day


def _counts_in_force(provision: Provision, day: str) -> bool:
    return provision.starts == "entry_into_force" and str(provision.ends or "") != day


def as_multi(shape):
    """A shape (EPSG:4326) as MultiPolygon, MultiLineString or MultiPoint."""
    multi = {"Polygon": shapely.MultiPolygon, "LineString": shapely.MultiLineString,
             "Point": shapely.MultiPoint}.get(shape.geom_type)
    return multi([shape]) if multi else shape


def limits(atlas: Atlas, features: gpd.GeoDataFrame, timeline: gpd.GeoDataFrame,
           ground: dict[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """The limits between features: one row for each stretch and each interval in which what it
    divides is held differently.

    Columns: `feature, name, divides` (ids joined by ", "), `start_date, end_date` (ISO, half-open,
    empty = open), `certainty` and `uncertainty_m` of the stretch, `reason` (why it runs so), `cite`,
    `length_km` (on the ellipsoid, one decimal), `geometry` (MultiLineString, EPSG:4326).
    """
    found = []
    for limit in limits_of(atlas):
        stretches = stretches_of(limit, features, ground)
        if stretches is None:
            stretches = features.loc[[limit.id], ["uncertainty_m", "geometry"]].assign(
                certainty=limit.certainty, reason=limit.rule, cite=limit.cite)
        for start, end in standing(limit, timeline):
            found += [{"feature": limit.id, "name": limit.names["en"],
                       "divides": ", ".join(limit.divides), "start_date": start, "end_date": end,
                       "certainty": row.certainty, "uncertainty_m": row.uncertainty_m,
                       "reason": row.reason, "cite": row.cite,
                       "length_km": round(geometry.length_km(row.geometry), 1),
                       "geometry": as_multi(row.geometry)} for row in stretches.itertuples()
                      if not row.geometry.is_empty]
    return gpd.GeoDataFrame(found, columns=[*LIMIT_COLUMNS, "geometry"], geometry="geometry",
                            crs="EPSG:4326")


def layers_of(atlas: Atlas, features: gpd.GeoDataFrame, rows: gpd.GeoDataFrame,
              ground: dict[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    """The layers of the GeoPackage and the shapefiles by name: areas, lines and points of the
    timeline, limits, stations (EPSG:4326); a layer without rows is left out."""
    layers = {kind: rows[rows.geom_type == multi].reset_index(drop=True)
              for kind, multi in KINDS.items()}
    layers["limits"] = limits(atlas, features, rows, ground)
    if "stations" in ground:
        layers["stations"] = ground["stations"]
    return {name: layer for name, layer in layers.items() if len(layer)}
