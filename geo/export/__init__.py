"""The timeline as open data, and the manifest of what was read and written.

Every format carries the same rows (`rows.py`); the same rows give the same bytes.
"""

from __future__ import annotations

from pathlib import Path

from ..marks import rail_dashes, read_marks
from ..whole import sha256_of
from .citations import write_bib, write_csl
from .geojson import write_geojson
from .gis import write_gpkg, write_shapefiles
from .manifest import checksum_of, input_files, write_manifest
from .package import about, licences, write_package
from .places import write_lpf
from .rows import full_rows, layers_of
from .tables import tables_of, write_tables

__all__ = ["checksum_of", "full_rows", "input_files", "sha256_of", "write_data", "write_geojson", "write_manifest"]

README = """{title}: who held what, by which article
Treaty Atlas {version}, data {checksum}

{files}
Texts are UTF-8, coordinates longitude and latitude (WGS 84, EPSG:4326).
columns.csv gives the full name of each column; a long text goes on in the columns ..._2, ..._3.
What the columns say is in data-dictionary.csv, what is cited in sources.csl.json and sources.bib,
and the licences are in datapackage.json, beside this zip.
"""


def write_data(world, texts: dict[str, dict[str, str]], folder: Path, edition: dict[str, str]) -> list[Path]:
    """Write the timeline in every format of open data.

    Parameters
    ----------
    world : World
        Its layer `stations` is written too, and the licences of all layers are named.
    texts : dict of dict
        What each language says of the atlas, from `translation`.
    folder : Path
        Where the files go.
    edition : dict
        `version` and `checksum`.

    Returns
    -------
    list of Path
    """
    atlas, features, ground = world.atlas, world.features, world.layers
    rows, marks = full_rows(world.timeline), read_marks(world.data)
    layers, tables = layers_of(atlas, features, rows, ground), tables_of(atlas, rows)
    readme = README.format(
        title=atlas.title,
        **edition,
        files="".join(f"{name}.shp: {len(layer)} rows\n" for name, layer in layers.items()),
    )
    return [
        write_geojson(rows, folder / "timeline.geojson"),
        write_gpkg(
            atlas,
            marks,
            layers,
            folder / "timeline.gpkg",
            rail_dashes(marks, atlas, world.layers),
            tables,
            about(atlas, licences(ground), edition),
        ),
        write_shapefiles(layers, folder / "timeline-shapefiles.zip", readme),
        *write_tables(tables, folder),
        write_lpf(atlas, features, rows, texts, folder / "timeline.lpf.json"),
        write_csl(atlas, folder / "sources.csl.json"),
        write_bib(atlas, folder / "sources.bib"),
        write_package(atlas, folder, ground, edition),
    ]
