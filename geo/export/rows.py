"""The rows that every format carries: the timeline with a key, certainty and EDTF dates, and the
one description of its columns."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import pandas as pd
import shapely

from .. import geometry
from ..limits import limits_of, standing, stretches_of
from ..model import Atlas


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
    Field(
        "provision",
        "provision",
        "string",
        "",
        "Key of the row: instrument/id of the provision that made it, the same in every file and page.",
    ),
    Field("feature", "feature", "string", "", "Id of the place on the ground."),
    Field("name", "name", "string", "", "Name of the place, English."),
    Field("tenure", "tenure", "string", "", "Kind of right."),
    Field("reading", "reading", "string", "", "law: a title; fact: what stood on the ground, whoever had the title."),
    Field(
        "holder",
        "holder",
        "string",
        "",
        "Power that holds the right; empty where several powers are bound, which holds no one.",
    ),
    Field("bound", "bound", "string", "", "Powers that a duty binds, joined by ', '."),
    Field("benefits", "benefits", "string", "", "Powers for whom it binds them, joined by ', '."),
    Field("instrument", "instrument", "string", "", "Id of the instrument that gave it."),
    Field("article", "article", "string", "", "Article that gave it."),
    Field(
        "cite",
        "cite",
        "string",
        "",
        "Sources of that article: source-id[pinpoint], several joined by '; '. The sources are "
        "in sources.csl.json and sources.bib under the same ids.",
    ),
    Field(
        "start_date",
        "start_date",
        "date",
        "ISO 8601",
        "First day on which the right counts (proleptic Gregorian); empty where the text only "
        "declares what was so before.",
    ),
    Field(
        "end_date",
        "end_date",
        "date",
        "ISO 8601",
        "First day on which it no longer counts; empty where it was still open at the end of the "
        "days that the atlas covers.",
    ),
    Field(
        "start_edtf",
        "start_edtf",
        "string",
        "EDTF level 2",
        "start_date with its uncertainty (Extended Date/Time Format, ISO 8601-2).",
    ),
    Field("end_edtf", "end_edtf", "string", "EDTF level 2", "end_date with its uncertainty."),
    Field("ended_by", "ended_by", "string", "", "Instrument/article that ended it."),
    Field("ended_provision", "ended_prov", "string", "", "Key of the provision that ended it."),
    Field("ended_cite", "ended_cite", "string", "", "Sources of that article, as in cite."),
    Field(
        "basis",
        "basis",
        "string",
        "",
        "Which date start_date is: a legal date, a day of its own (date), or none (open).",
    ),
    Field("signature", "signature", "date", "ISO 8601", "Day on which the instrument was signed."),
    Field(
        "entry_into_force",
        "in_force",
        "date",
        "ISO 8601",
        "Day on which it came into force; empty where none is known.",
    ),
    Field("consent", "consent", "date", "ISO 8601", "Day on which the power whose consent it needs gave it."),
    Field(
        "demarcation",
        "demarcated",
        "date",
        "ISO 8601",
        "Day on which its limit was marked on the ground; no right starts with it.",
    ),
    Field("consent_by", "consent_by", "string", "", "Instrument/article that gave the consent."),
    Field("until", "until", "string", "", "Term in the words of the text."),
    Field("guards_per_km", "guards_km", "number", "1/km", "Guards allowed on a kilometre."),
    Field("confirmed_by", "confirmed", "string", "", "Keys of provisions that declare the same, joined by ', '."),
    Field("area_km2", "area_km2", "number", "km²", "Area on the WGS 84 ellipsoid; only where the place is an area."),
    Field("length_km", "length_km", "number", "km", "Length on the WGS 84 ellipsoid; only where the place is a line."),
    Field("certainty", "certainty", "string", "", "How sure the shape is."),
    Field("uncertainty_m", "uncert_m", "number", "m", "How far the shape may lie off."),
    Field("note", "note", "string", "", "What else a reader must know."),
)

#: The columns of the limits.
LIMIT_COLUMNS = (
    "feature",
    "name",
    "divides",
    "start_date",
    "end_date",
    "certainty",
    "uncertainty_m",
    "reason",
    "cite",
    "length_km",
)

#: The kinds of shape, each a layer of its own, and the geometry type that its rows have.
KINDS = {"areas": "MultiPolygon", "lines": "MultiLineString", "points": "MultiPoint"}


def full_rows(timeline: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The timeline as every file has it: the columns of `FIELDS` in their order, then `geometry`
    (EPSG:4326; always a Multi type)."""
    rows = timeline.copy()
    rows.geometry = [as_multi(shape) for shape in rows.geometry]
    return rows[[field.name for field in FIELDS] + ["geometry"]]


def without_empty(table: pd.DataFrame) -> pd.DataFrame:
    """The table with None wherever it has no value (an empty text, a number that is none)."""
    table = pd.DataFrame(table).astype(object)
    return table.where(table.notna() & (table != ""), None)


def as_multi(shape):
    """A shape (EPSG:4326) as MultiPolygon, MultiLineString or MultiPoint."""
    multi = {"Polygon": shapely.MultiPolygon, "LineString": shapely.MultiLineString, "Point": shapely.MultiPoint}.get(
        shape.geom_type
    )
    return multi([shape]) if multi else shape


def limits(
    atlas: Atlas, features: gpd.GeoDataFrame, timeline: gpd.GeoDataFrame, ground: dict[str, gpd.GeoDataFrame]
) -> gpd.GeoDataFrame:
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
                certainty=limit.certainty, reason=limit.rule, cite=limit.cite
            )
        for start, end in standing(limit, timeline, atlas.terms):
            found += [
                {
                    "feature": limit.id,
                    "name": limit.names["en"],
                    "divides": ", ".join(limit.divides),
                    "start_date": start,
                    "end_date": end,
                    "certainty": row.certainty,
                    "uncertainty_m": row.uncertainty_m,
                    "reason": row.reason,
                    "cite": row.cite,
                    "length_km": round(geometry.length_km(row.geometry), 1),
                    "geometry": as_multi(row.geometry),
                }
                for row in stretches.itertuples()
                if not row.geometry.is_empty
            ]
    return gpd.GeoDataFrame(found, columns=[*LIMIT_COLUMNS, "geometry"], geometry="geometry", crs="EPSG:4326")


def layers_of(
    atlas: Atlas, features: gpd.GeoDataFrame, rows: gpd.GeoDataFrame, ground: dict[str, gpd.GeoDataFrame]
) -> dict[str, gpd.GeoDataFrame]:
    """The layers of the GeoPackage and the shapefiles by name: areas, lines and points of the
    timeline, limits, stations (EPSG:4326); a layer without rows is left out."""
    layers = {kind: rows[rows.geom_type == multi].reset_index(drop=True) for kind, multi in KINDS.items()}
    layers["limits"] = limits(atlas, features, rows, ground)
    if "stations" in ground:
        layers["stations"] = ground["stations"]
    return {name: layer for name, layer in layers.items() if len(layer)}
