"""The project that QGIS opens from the GeoPackage: its layers in their default styles, with the days of the atlas.

QGIS takes from a layer's default style all but whether the temporal controller moves it. A project says that too; it
lies in the GeoPackage itself, as QGIS saves one there (table `qgis_projects`: a zipped .qgs in hexadecimal digits).
"""

from __future__ import annotations

import io
import json
import zipfile
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np
from pyproj import CRS, Transformer

from .. import geometry
from ..model import Atlas
from . import qml

#: The table in which QGIS looks for projects.
PROJECT_TABLE = "CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB)"

#: The kinds of shapes of QGIS for those of OGC.
SHAPES = {"MULTIPOLYGON": "Polygon", "MULTILINESTRING": "Line", "MULTIPOINT": "Point", "POINT": "Point"}


def project(
    atlas: Atlas, file: str, kinds: dict[str, str], styles: dict[str, str], metadata: dict[str, str], day: str
) -> str:
    """The project (QGS) of a GeoPackage.

    Parameters
    ----------
    atlas : Atlas
        Its title, its days and the extents of its maps.
    file : str
        Name of the GeoPackage.
    kinds : dict
        Geometry type of each layer, the topmost last.
    styles, metadata : dict
        What `geo.export.qml` writes of each layer.
    day : str
        ISO day that the layers show by themselves.
    """
    extent = geometry.extent_of([subject.extent for subject in atlas.subjects.values()])
    first, last = (f"{one.isoformat()}T00:00:00Z" for one in atlas.covers)
    tops = list(kinds)[::-1]
    parts = [
        qml.told("title", atlas.title),
        qml.element("projectCrs", [_system(_projection(extent))]),
        qml.element("layer-tree-group", [_in_tree(name, file) for name in tops]),
        _canvas(extent),
        qml.element(
            "projectlayers", [_layer(name, file, kinds[name], styles[name], metadata.get(name, "")) for name in kinds]
        ),
        qml.element("layerorder", [qml.element("layer", id=_id(name)) for name in tops]),
        # A month at each step of the controller; one click on its green arrow plays the whole.
        qml.element(
            "ProjectTimeSettings",
            [qml.element("TemporalRange", [qml.told("start", first), qml.told("end", last)])],
            timeStep=1,
            timeStepUnit="mon",
            frameRate=4,
            cumulativeTemporalRange=0,
        ),
        _properties(day),
    ]
    root = qml.element("qgis", parts, projectname=atlas.title, version=qml.VERSION)
    return qml.DOCTYPE + ElementTree.tostring(root, encoding="unicode") + "\n"


def project_row(name: str, text: str, moment: str) -> tuple[str, str, str]:
    """A project as a row of `PROJECT_TABLE`: its name, when it was changed, and the zipped QGS."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        year, month, day = (int(part) for part in moment[:10].split("-"))
        entry = zipfile.ZipInfo(f"{name}.qgs", date_time=(year, month, day, 0, 0, 0))
        entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
        archive.writestr(entry, text)
    changed = {"last_modified_time": moment[:19], "last_modified_user": ""}
    return name, json.dumps(changed), held.getvalue().hex()


def _id(layer: str) -> str:
    """The id of a layer in the project: QGIS gives another to one of fewer than eleven letters."""
    return f"treaty_atlas_{layer}"


def _source(layer: str, file: str) -> str:
    return f"./{file}|layername={layer}"


def _in_tree(name: str, file: str) -> Element:
    return qml.element(
        "layer-tree-layer",
        id=_id(name),
        name=name,
        source=_source(name, file),
        providerKey="ogr",
        checked="Qt::Checked",
        expanded=0,
    )


def _layer(name: str, file: str, kind: str, style: str, metadata: str) -> Element:
    """A layer of the project: where it is, what is said of it, and how it looks."""
    looks = ElementTree.fromstring(style)
    layer = qml.element("maplayer", type="vector", geometry=SHAPES[kind])
    layer.attrib.update({key: value for key, value in looks.attrib.items() if key != "version"})
    provider = qml.told("provider", "ogr")
    provider.set("encoding", "UTF-8")
    layer.extend(
        [
            qml.told("id", _id(name)),
            qml.told("datasource", _source(name, file)),
            qml.told("layername", name),
            qml.element("srs", [_system(CRS.from_epsg(4326))]),
            provider,
        ]
    )
    if metadata:
        about = ElementTree.fromstring(metadata)
        about.tag = "resourceMetadata"
        about.attrib.clear()
        layer.append(about)
    layer.extend(looks)
    return layer


def _projection(extent) -> CRS:
    """Equal areas round the middle of the maps: no land is cut at 180 degrees, none is drawn out."""
    west, south, east, north = extent
    middle = {"lon_0": geometry.lon_beside((west + east) / 2, 0), "lat_0": (south + north) / 2}
    return CRS.from_dict({"proj": "laea", **middle, "datum": "WGS84", "units": "m", "no_defs": None})


def _system(crs: CRS) -> Element:
    """A reference system: QGIS knows it by its definition, whether it has a number or not."""
    return qml.element("spatialrefsys", [qml.told("wkt", crs.to_wkt())])


def _canvas(extent) -> Element:
    """What is seen when the project is opened."""
    west, south, east, north = extent
    lon, lat = np.meshgrid(np.linspace(west, east, 9), np.linspace(south, north, 9))
    x, y = Transformer.from_crs("EPSG:4326", _projection(extent), always_xy=True).transform(lon, lat)
    sides = {"xmin": x.min(), "ymin": y.min(), "xmax": x.max(), "ymax": y.max()}
    return qml.element(
        "mapcanvas",
        [
            qml.told("units", "meters"),
            qml.element("extent", [qml.told(side, round(metres)) for side, metres in sides.items()]),
            qml.told("rotation", 0),
            qml.element("destinationsrs", [_system(_projection(extent))]),
        ],
        name="theMapCanvas",
        annotationsVisible=1,
    )


def _properties(day: str) -> Element:
    """The day on the map's upper edge, that paths are told from the file on, and that the map has a projection."""

    def entry(tag: str, kind: str, value: object) -> Element:
        made = qml.told(tag, value)
        made.set("type", kind)
        return made

    return qml.element(
        "properties",
        [
            qml.element("SpatialRefSys", [entry("ProjectionsEnabled", "int", 1)]),
            qml.element("Paths", [entry("Absolute", "bool", "false")]),
            qml.element(
                "TitleLabel",
                [
                    entry("Enabled", "bool", "true"),
                    entry("Label", "QString", f"[% format_date({qml.chosen_day(day)}, 'yyyy-MM-dd') %]"),
                    entry("Placement", "int", 4),
                ],
            ),
        ],
    )
