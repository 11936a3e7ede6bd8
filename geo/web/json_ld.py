"""What a page is about, as schema.org JSON-LD: the data set, the map, the instruments."""

from __future__ import annotations

from collections.abc import Sequence

from ..geometry import extent_of
from ..model import Atlas, Instrument, Subject

#: The licence of our own facts and digitised layers.
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"

#: The files of `data/` that a page offers, and their media types.
DOWNLOADS = {
    "timeline.geojson": "application/geo+json",
    "timeline.gpkg": "application/geopackage+sqlite3",
    "timeline-shapefiles.zip": "application/zip",
    "timeline.csv": "text/csv",
    "instruments.csv": "text/csv",
    "articles.csv": "text/csv",
    "timeline.lpf.json": "application/json",
    "sources.csl.json": "application/vnd.citationstyles.csl+json",
    "sources.bib": "application/x-bibtex",
    "datapackage.json": "application/json",
}

#: What the page of a subject says of an instrument that is not the atlas's own.
BRIEF = ("@type", "@id", "name", "legislationDate", "url")


def json_ld(atlas: Atlas, subject: Subject | None, edition: dict[str, str], licences: tuple[str, ...] = ()) -> dict:
    """The JSON-LD of the page of a subject or, without one, of the index.

    A subject's page is a Map, part of the atlas's Dataset, and about the Legislation whose
    provisions touch the features of the map, the atlas's own in full; the index describes the Dataset
    with every instrument, every event and map. Addresses are relative to the page. `licences` are the addresses of
    the licences of the ground, which hold for the shapes beside our own for the facts.
    """
    granted = list(dict.fromkeys([LICENCE, *licences]))
    here = "" if subject else f"{atlas.id}/"
    publisher = {"@type": "Organization", "name": "Treaty Atlas"}
    whole = {
        "@type": "Dataset",
        "@id": f"{here}data/datapackage.json",
        "name": f"{atlas.title}: data",
        "description": " ".join([*atlas.lead, atlas.covers_note]),
        "license": granted,
        "version": edition["version"],
        "identifier": edition["checksum"],
        "isAccessibleForFree": True,
        "creator": publisher,
        "temporalCoverage": "/".join(day.isoformat() for day in atlas.covers),
        "spatialCoverage": _place([subject.extent for subject in atlas.subjects.values()]),
        "distribution": [
            {"@type": "DataDownload", "name": name, "encodingFormat": media, "contentUrl": f"{here}data/{name}"}
            for name, media in DOWNLOADS.items()
        ],
    }
    if subject is None:
        return {
            "@context": "https://schema.org",
            **whole,
            "url": "index.html",
            "about": [_legislation(atlas, i) for i in atlas.instruments.values()],
            "hasPart": [_map(atlas, other, here) for other in atlas.subjects.values()],
        }
    touched = [
        instrument
        for instrument in atlas.instruments.values()
        if instrument.id == atlas.instrument
        or (instrument.kind != "event" and any(p.feature in subject.features for p in instrument.provisions))
    ]
    return {
        "@context": "https://schema.org",
        **_map(atlas, subject, here),
        "license": granted,
        "version": edition["version"],
        "publisher": publisher,
        "isPartOf": whole,
        # The index describes every instrument in full, under the same id.
        "about": [
            {
                key: value
                for key, value in _legislation(atlas, instrument).items()
                if instrument.id == atlas.instrument or key in BRIEF
            }
            for instrument in touched
        ],
    }


def _map(atlas: Atlas, subject: Subject, here: str) -> dict:
    return {
        "@type": "Map",
        "@id": f"{here}{subject.id}.html",
        "url": f"{here}{subject.id}.html",
        "name": subject.title,
        "description": subject.lead,
        "inLanguage": list(atlas.languages),
        "temporalCoverage": f"{subject.before}/{subject.after}",
        "spatialCoverage": _place([subject.extent]),
    }


def _place(extents: Sequence[Sequence[float]]) -> dict:
    """A Place that holds every extent (west, south, east, north; degrees)."""
    west, south, east, north = extent_of(extents)
    east -= 360 if east > 180 else 0
    return {"@type": "Place", "geo": {"@type": "GeoShape", "box": f"{south:g} {west:g} {north:g} {east:g}"}}


def _legislation(atlas: Atlas, instrument: Instrument) -> dict:
    """An instrument; what happened without one is no legislation, but an event."""
    if instrument.kind == "event":
        return {
            "@type": "Event",
            "@id": f"treaty-atlas:{atlas.id}/{instrument.id}",
            "name": instrument.title,
            "startDate": instrument.signed.isoformat(),
        }
    found = {
        "@type": "Legislation",
        "@id": f"treaty-atlas:{atlas.id}/{instrument.id}",
        "name": instrument.title,
        "legislationIdentifier": instrument.id,
        "legislationType": instrument.kind,
        "legislationDate": instrument.signed.isoformat(),
        "alternateName": [instrument.short, *instrument.native_titles.values()],
        "inLanguage": list(instrument.authentic_languages),
        "url": instrument.text_url,
        "legislationPassedBy": [
            {"@type": "Organization", "name": name}
            for name in (
                [atlas.terms.power[power].name for power in instrument.parties] + list(instrument.other_parties)
            )
        ],
    }
    return {key: value for key, value in found.items() if value}
