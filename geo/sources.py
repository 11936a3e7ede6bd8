"""The only reader of `data/`: facts from TOML, layers from shapefiles, every link checked.

Each mistake becomes one sentence (file, record, what is wrong, what is allowed); all of them are
collected, so that whoever corrects the data sees them at once.
"""

from __future__ import annotations

import functools
import os
import tomllib
import typing
import warnings
from pathlib import Path

import geopandas as gpd
import msgspec
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from . import geometry, rules
from .errors import DataError, Place, Problem, UsageError, as_in
from .model import (
    Atlas,
    AtlasFile,
    DemandsFile,
    FeaturesFile,
    Ground,
    Instrument,
    InstrumentFile,
    PlacesFile,
    SourcesFile,
    Subject,
    Terms,
    cited_sources,
)
from .reading import TABLES, allowed, faults, hints_of, line_of, nearest, read_tables, record_of, without
from .sense import key_of, label_of, loose_links, mistakes

__all__ = [
    "CERTAINTIES",
    "cited_sources",
    "data_folder",
    "layer_folder",
    "list_atlases",
    "only_atlas",
    "read_atlas",
    "read_layer",
]

# GDAL tells of what it cannot read twice: to us, who say it in a sentence, and on the terminal.
pyogrio.set_gdal_config_options({"CPL_LOG": os.devnull, "CPL_LOG_APPEND": "YES"})

#: The atlas that commands take where there are several and none is named.
DEFAULT = "portsmouth_1905"

CERTAINTIES = typing.get_args(rules.Certainty)
#: The formats in which a layer can be kept.
FORMATS = {".shp": "an ESRI shapefile", ".geojson": "GeoJSON", ".gpkg": "a GeoPackage", ".kml": "KML"}

#: Where a layer is in none of them, its table is read, if it has a column of WKT, or these two; beside others a table
#: is what the layer is built from by hand.
TABLE, WKT, LONLAT = ".csv", "wkt", ("lon", "lat")
SIDECARS = (".shx", ".dbf", ".prj", ".cpg")


def data_folder() -> Path:
    """The folder `data/`: inside an installed wheel, else beside the package in a checkout."""
    package = Path(__file__).parent
    inside = package / "_data"
    return inside if inside.is_dir() else package.parent / "data"


def list_atlases(data: Path | None = None) -> list[str]:
    """Ids of the atlases under `data/atlases/`, sorted.

    Examples
    --------
    >>> from geo import list_atlases
    >>> list_atlases()
    ['alaska_1867', 'portsmouth_1905']
    """
    folder = (data or data_folder()) / "atlases"
    return sorted(path.parent.name for path in folder.glob("*/atlas.toml"))


def read_atlas(name: str = "portsmouth_1905", data: Path | None = None) -> Atlas:
    """Read one atlas and check every link in it.

    Parameters
    ----------
    name : str
        Folder under `data/atlases/`.
    data : Path, optional
        Another `data/` folder.

    Raises
    ------
    UsageError
        There is no such atlas.
    DataError
        The facts are wrong; `problems` holds one sentence for each mistake.

    Examples
    --------
    >>> from geo import read_atlas
    >>> atlas = read_atlas("portsmouth_1905")
    >>> atlas.article("portsmouth-1905", "IX").effect
    'moves'
    >>> read_atlas("portsmuth_1905")
    Traceback (most recent call last):
    geo.errors.UsageError: there is no atlas "portsmuth_1905"; did you mean "portsmouth_1905"? ...
    """
    atlas, problems = read_facts(name, data)
    if problems or atlas is None:
        raise DataError(problems)
    return atlas


def read_facts(name: str, data: Path | None = None) -> tuple[Atlas | None, list[str]]:
    """An atlas as far as it can be read (None where nothing can), and one sentence for each mistake in it.

    Raises
    ------
    UsageError
        There is no such atlas.
    """
    data = Path(data) if data else data_folder()
    if name not in list_atlases(data):
        raise UsageError(f'there is no atlas "{name}"; {allowed(name, list_atlases(data))}')
    return _Reading(data, name).read()


def only_atlas(data: Path | None = None) -> str:
    """The atlas that is meant where none is named: the only one, else the one that came first.

    Raises
    ------
    UsageError
        There are several others.
    """
    found = list_atlases(data)
    if len(found) == 1 or DEFAULT in found:
        return DEFAULT if DEFAULT in found else found[0]
    raise UsageError(f"which atlas? allowed: {', '.join(found) or '(none defined)'}")


def terms_path(data: Path, atlas: str) -> Path:
    """Where the terms of an atlas stand: in its own folder, or beside the atlases that share them."""
    own = data / "atlases" / atlas / "terms.toml"
    return own if own.exists() or not (data / "terms.toml").exists() else data / "terms.toml"


def layer_folder(name: str, data: Path, atlas: str = "") -> Path:
    """The folder of a layer: in that of an atlas, or else among those that atlases may share."""
    own = data / "atlases" / atlas / "shapefiles" / name
    return own if atlas and own.is_dir() else data / "shapefiles" / name


def layer_names(data: Path, atlas: str = "") -> set[str]:
    """The names of the layers that an atlas can take: its own and those that are shared."""
    folders = [data / "shapefiles", *([data / "atlases" / atlas / "shapefiles"] if atlas else [])]
    return {path.name for folder in folders for path in folder.glob("[!.]*/")}


def read_layer(name: str, data: Path | None = None, atlas: str = "") -> gpd.GeoDataFrame:
    """Read one layer of `data/shapefiles/`, or of an atlas's own folder `shapefiles/`, as a GeoDataFrame
    in EPSG:4326.

    The file is a shapefile, GeoJSON, a GeoPackage, KML or a table (CSV) with WKT. Refuses what would silently draw a
    wrong map: a missing part, rows without a shape, coordinates that are no degrees. Another CRS is converted, a ring
    that crosses itself mended.

    Raises
    ------
    DataError
        One sentence naming the file, the row and what is wrong.

    Examples
    --------
    >>> from geo import read_layer
    >>> stations = read_layer("stations")
    >>> stations.crs.to_epsg(), "name_1905" in stations
    (4326, True)
    """
    data = Path(data) if data else data_folder()
    folder = layer_folder(name, data, atlas)
    if not folder.is_dir():
        raise DataError(
            f'{shown_of(folder)}/{name}.shp: there is no layer "{name}"; ' + allowed(name, layer_names(data, atlas))
        )
    return read_folder(folder).copy()


def shown_of(folder: Path) -> str:
    """How a sentence calls the folder of a layer: from `shapefiles/` on, an atlas's own from its name on."""
    parts = folder.parts
    return "/".join(parts[-4:] if parts[-4:-3] and parts[-4] == "atlases" else parts[-2:])


def layer_file(folder: Path) -> Path:
    """The file of a layer: that of the name of its folder, in one of the formats that can be read.

    Raises
    ------
    DataError
        There is none, or more than one.
    """
    found = [path for suffix in FORMATS if (path := folder / f"{folder.name}{suffix}").exists()]
    if not found and (table := folder / f"{folder.name}{TABLE}").exists():
        found = [table]
    if len(found) != 1:
        raise DataError(
            f"{shown_of(folder)}: has {' and '.join(path.name for path in found) or 'no file of shapes'}; "
            f"allowed: one of {', '.join(folder.name + suffix for suffix in (*FORMATS, TABLE))}"
        )
    return found[0]


@functools.lru_cache(maxsize=64)
def read_folder(folder: Path) -> gpd.GeoDataFrame:
    """The layer in a folder, as `read_layer` gives it; not to be changed."""
    with warnings.catch_warnings():
        # What libraries remark on while they read is mended here, or refused in a sentence.
        warnings.simplefilter("ignore")
        return _layer(folder)


def _layer(folder: Path) -> gpd.GeoDataFrame:
    path = layer_file(folder)
    shown = f"{shown_of(folder)}/{path.name}"
    for part in sorted(folder.glob(f"{folder.name}.*")):
        if not part.is_file():  # a fifo would be waited for, a device never end
            raise DataError(f"{shown_of(folder)}/{part.name}: is no file; allowed: a file")
    if path.suffix == ".shp":
        for suffix in SIDECARS:
            if not path.with_suffix(suffix).exists():
                raise DataError(
                    f"{shown}: the file {path.stem}{suffix} is missing; allowed: a layer has "
                    f".shp, {', '.join(SIDECARS)}"
                )
        if path.with_suffix(".cpg").read_bytes().strip().upper() != b"UTF-8":
            raise DataError(f"{shown}: {path.stem}.cpg names another encoding; allowed: UTF-8")
    layer = _table(path, shown) if path.suffix == TABLE else _drawn(path, shown)
    if not len(layer):
        raise DataError(f"{shown}: has no row; allowed: at least one")
    if layer.crs is None:
        raise DataError(f"{shown}: does not say its CRS; allowed: EPSG:4326, or another that the file names")
    if layer.crs.to_epsg() != 4326:
        layer = layer.to_crs("EPSG:4326")
    _check_shapes(shown, layer.geometry)
    crossed = ~layer.geometry.is_valid
    if crossed.any():
        # Rings that cross themselves, as GSHHG and Natural Earth have them, hold what they seem to hold.
        layer.loc[crossed, "geometry"] = [geometry.mended(shape) for shape in layer.geometry[crossed]]
    # An empty cell of a .dbf is an empty text, not a missing number.
    texts = [column for column in layer.columns.drop("geometry") if not pd.api.types.is_numeric_dtype(layer[column])]
    layer[texts] = layer[texts].astype(object).where(layer[texts].notna(), "")
    return layer


def _drawn(path: Path, shown: str) -> gpd.GeoDataFrame:
    """The rows of a file in one of the `FORMATS`; those of all folders of a KML, without their heights."""
    try:
        if path.suffix != ".kml":
            # Said outright, as a reader's SHAPE_ENCODING would have more weight for GDAL than the .cpg.
            return gpd.read_file(path, use_arrow=False, **({"encoding": "UTF-8"} if path.suffix == ".shp" else {}))
        folders = [name for name, _ in pyogrio.list_layers(path)]
        rows = pd.concat([gpd.read_file(path, layer=name, use_arrow=False) for name in folders], ignore_index=True)
    except Exception as error:
        raise DataError(f"{shown}: cannot be read ({error}); allowed: {FORMATS[path.suffix]}") from error
    empty = [column for column in rows.columns.drop("geometry") if rows[column].isna().all()]
    return rows.drop(columns=empty).set_geometry(shapely.force_2d(rows.geometry.to_numpy()), crs="EPSG:4326")


def _table(path: Path, shown: str) -> gpd.GeoDataFrame:
    """The rows of a table with shapes as WKT, or points as longitude and latitude, in the CRS that its column `crs`
    names, or its .prj, else WGS 84."""
    try:
        # An empty cell is an empty text; numbers are numbers where a whole column is.
        rows = pd.read_csv(path, encoding="utf-8-sig", keep_default_na=False)
    except (ValueError, pd.errors.ParserError) as error:
        raise DataError(f"{shown}: cannot be read ({error}); allowed: a table in UTF-8, parted by commas") from error
    called = {str(name).strip().casefold(): name for name in rows}
    columns = [called[name] for name in ((WKT,) if WKT in called else LONLAT) if name in called]
    if WKT not in called and len(columns) < len(LONLAT):
        raise DataError(
            f'{shown}: no column "{WKT}"; allowed: a table with the shape of each row as WKT, such as POINT (30 10), '
            f"or of points in the columns {' and '.join(LONLAT)}"
        )
    read = _wkt if WKT in called else _point
    shapes = []
    for number, cells in enumerate(rows[columns].itertuples(index=False), 1):
        try:
            shapes.append(read(*(str(cell).strip() for cell in cells)))
        except ValueError as error:
            raise DataError(f"{shown}, row {number}: {error}") from error
    named = sorted(set(rows["crs"])) if "crs" in rows else []
    beside = path.with_suffix(".prj")
    said = named[0] if named else beside.read_text(encoding="utf-8").strip() if beside.exists() else "EPSG:4326"
    if len(named) > 1:
        raise DataError(f"{shown}: its column crs names {' and '.join(map(str, named))}; allowed: one CRS in all rows")
    try:
        crs = CRS.from_user_input(said)
    except CRSError as error:
        raise DataError(f'{shown}: "{str(said)[:40]}" is no CRS; allowed: such as EPSG:4326') from error
    return gpd.GeoDataFrame(rows.drop(columns=columns), geometry=shapes, crs=crs)


def _wkt(text: str):
    """A shape as WKT writes it; None where there is no text."""
    try:
        return shapely.force_2d(shapely.from_wkt(text or None))
    except shapely.GEOSException as error:
        raise ValueError(f'"{text[:40]}" is no WKT ({error}); allowed: such as POINT (30 10)') from None


def _point(lon: str, lat: str):
    """A point; None where both are empty."""
    try:
        return shapely.Point(float(lon), float(lat)) if lon or lat else None
    except ValueError:
        raise ValueError(f'lon is "{lon}", lat "{lat}"; allowed: numbers, such as 30.5') from None


def _check_shapes(shown: str, shapes: gpd.GeoSeries) -> None:
    empty = shapes.isna() | shapes.is_empty
    bounds = shapes.bounds.to_numpy()
    finite = np.isfinite(bounds).all(axis=1)
    # The bounds of a shape leave out what is no number.
    points, row = shapely.get_coordinates(shapes.to_numpy(), return_index=True)
    finite[row[~np.isfinite(points).all(axis=1)]] = False
    inside = (bounds[:, 0] >= -180) & (bounds[:, 2] <= 180)
    inside &= (bounds[:, 1] >= -90) & (bounds[:, 3] <= 90)
    wide = bounds[:, 2] - bounds[:, 0] > 300
    for wrong, sentence in (
        (empty, "has no shape (a cut-off .shp?); allowed: one shape in every row"),
        (~finite & ~empty, "has a coordinate that is no number; allowed: degrees"),
        (
            finite & ~inside,
            "lies outside 180 degrees west to 180 east, 90 south to 90 north; "
            "allowed: longitude and latitude in degrees",
        ),
        (finite & wide, "spans more than 300 degrees; allowed: shapes cut at 180 degrees"),
    ):
        rows = np.flatnonzero(np.asarray(wrong))
        if len(rows):
            raise DataError(f"{shown}, row {rows[0] + 1}: {sentence}")


def check_links(folders, problems: list[str]) -> None:
    """Check that every folder of a layer holds a layer that can be read; add sentences."""
    for folder in folders:
        try:
            read_folder(folder)
        except DataError as error:
            problems.extend(error.problems)


def located(problem: str, atlas: Atlas, data: Path) -> str:
    """A sentence about a fact of an atlas, with the file from `data/` on and the line."""
    if not isinstance(problem, Problem):
        return problem
    reading = _Reading(data, atlas.id)
    path = reading.path_of(problem.place.file)
    reading.texts[path] = read_tables(path)[1]
    reading.say(path, reading.at(path, problem.place), problem.place.record, problem.sentence)
    return reading.problems[0]


def _coloured(terms: Terms) -> Terms:
    """The same terms; a company is in the colour of the power behind it."""
    return msgspec.structs.replace(
        terms,
        power={
            key: msgspec.structs.replace(power, colour=terms.power[power.of].colour)
            if power.of in terms.power
            else power
            for key, power in terms.power.items()
        },
    )


def _unwrapped(subject: Subject) -> Subject:
    """The same subject; extents across 180 degrees run on past it, so that west is never east of east."""
    extent = geometry.unwrapped(subject.extent)
    middle = (extent[0] + extent[2]) / 2
    story = [
        msgspec.structs.replace(step, extent=geometry.extent_beside(step.extent, middle)) if step.extent else step
        for step in subject.story
    ]
    insets = [
        msgspec.structs.replace(inset, extent=geometry.extent_beside(inset.extent, middle)) for inset in subject.insets
    ]
    divider = subject.divider
    if divider.meridian is not None:
        divider = msgspec.structs.replace(divider, meridian=geometry.lon_beside(divider.meridian, middle))
    return msgspec.structs.replace(subject, extent=extent, story=story, insets=insets, divider=divider)


class _Reading:
    """One reading of one atlas: collects records and sentences about what is wrong."""

    def __init__(self, data: Path, name: str):
        self.data, self.name = data, name
        self.folder = data / "atlases" / name
        self.problems: list[str] = []
        self.texts: dict[Path, str] = {}
        #: Ids that stand in the files, also of records that cannot be read, and kinds of which nothing
        #: could be read: a link to those is no second mistake.
        self.named: dict[str, set[str]] = {}
        self.lost: set[str] = set()
        #: Where something does not fit: what is found missing there is no second mistake.
        self.faulty: set[tuple] = set()

    def say(self, path: Path, at: tuple, record: str, sentence: str, line: int = 0) -> None:
        """Add a sentence; `at` leads to the table or key that it is about, if no line is given."""
        where = path.relative_to(self.data).as_posix()
        line = line or line_of(self.texts.get(path, ""), at)
        said = f"{where}{f':{line}' if line else ''}{', ' + record if record else ''}: {sentence}"
        # Of a list that is wrong throughout, one sentence is enough.
        if said not in self.problems:
            self.problems.append(said)

    def is_echo(self, path: Path, at: tuple) -> bool:
        """Whether something at a place, or in its record where no key is named, does not fit already."""
        record = record_of(at)
        return any(
            where == path and (fault[: len(at)] == at if at[len(record) :] else record_of(fault) == record)
            for where, fault in self.faulty
        )

    def optional(self, kind, path: Path):
        """The records of a file that an atlas may do without; a broken link in its place is a fault."""
        return self.file(kind, path) if os.path.lexists(path) else kind()

    def file(self, kind, path: Path, whole: str = ""):
        """The records of a file, as far as they can be read; None where nothing can.

        `whole` names what the file as a whole is, as an instrument.
        """
        tables, self.texts[path], wrong, line = read_tables(path)
        if tables is None:
            self.say(path, (), "", wrong, line)
            return None
        if not tables and (needed := [field.name for field in msgspec.structs.fields(kind) if field.required]):
            self.say(path, (), "", f"says nothing; allowed: a file with {', '.join(needed)}")
            return None
        found = faults(kind, tables)
        for fault in found:
            self.faulty.add((path, fault.path))
            if fault.sentence:
                self.say(path, fault.path, label_of(tables, fault.path, whole), fault.sentence)
            # Of a record whose id does not fit nobody knows what it would be called: links to its kind are not judged.
            if fault.path and fault.path[2:] == (key_of(fault.path[0]),):
                self.lost.add(fault.path[0])
        seen: set[tuple[str, str]] = set()
        for table, rows in tables.items():
            # The records of a table whose name is misspelt are there all the same.
            meant = table if table in hints_of(kind) else nearest(table, hints_of(kind))
            for at, row in enumerate(rows) if isinstance(rows, list) else ():
                if isinstance(row, dict) and isinstance(row.get(key_of(meant)), str):
                    self.name_once(path, seen, table, at, row, meant)
            if table in TABLES and isinstance(rows, dict):
                self.named.setdefault(table, set()).update(map(str, rows))
        kept = without(tables, kind, found) if found else tables
        if kept is None:
            return None
        try:
            return msgspec.convert(kept, kind)
        except (msgspec.ValidationError, RecursionError) as error:
            self.say(path, (), "", f"cannot be read: {error}")
            return None

    def name_once(self, path: Path, seen: set[tuple[str, str]], table: str, at: int, row: dict, kind: str) -> None:
        """Remember the id of a record of a kind; refuse one that stands twice."""
        key = key_of(kind)
        if (table, row[key]) in seen:
            self.say(path, (table, at, key), f"{table} {row[key]}", f"the {key} stands twice; allowed: once")
        seen.add((table, row[key]))
        name = f"{path.stem}/{row[key]}" if kind in ("article", "provision") else row[key]
        self.named.setdefault(kind, set()).add(name)

    def read(self) -> tuple[Atlas | None, list[str]]:
        """The atlas, and one sentence for each mistake in it; None where it cannot be put together."""
        folder = self.folder
        terms = self.file(Terms, terms_path(self.data, self.name))
        head = self.file(AtlasFile, folder / "atlas.toml")
        sources = self.file(SourcesFile, folder / "sources.toml")
        features = self.file(FeaturesFile, folder / "features.toml")
        places = self.optional(PlacesFile, folder / "places.toml")
        asked = self.optional(DemandsFile, folder / "demands.toml")
        instruments = []
        for path in sorted((folder / "instruments").glob("*.toml")):
            self.named.setdefault("instrument", set()).add(path.stem)
            found = self.file(InstrumentFile, path, "instrument")
            if found is None:
                self.lost |= {"article", "provision"}  # whatever they were
            else:
                if found.id != path.stem:
                    self.say(
                        path, ("id",), f"instrument {found.id}", f"the file has another name; allowed: {found.id}.toml"
                    )
                instruments.append(
                    Instrument(**{field: getattr(found, field) for field in Instrument.__struct_fields__})
                )
        if not (folder / "instruments").is_dir():
            self.lost.add("instrument")
            self.say(folder / "instruments", (), "", "the folder is missing; allowed: one file for each instrument")
        for kind, found in (
            ("source", sources),
            ("feature", features),
            ("subject", head),
            ("place", places),
            ("power", terms),
            ("tenure", terms),
        ):
            if found is None:
                self.lost.add(kind)
        if terms is None or head is None:
            return None, self.problems
        atlas = Atlas(
            id=self.name,
            folder=folder.as_posix(),
            terms=_coloured(terms),
            title=head.title,
            instrument=head.instrument,
            lead=head.lead,
            covers=head.covers,
            covers_note=head.covers_note,
            legal_date_note=head.legal_date_note,
            languages=head.languages,
            published=head.published,
            ground=self.ground(head.ground),
            provinces=head.provinces,
            unbroken=head.unbroken,
            sources={s.id: s for s in sources.source} if sources else {},
            features={f.id: f for f in features.feature} if features else {},
            instruments={i.id: i for i in sorted(instruments, key=lambda i: i.signed)},
            subjects={s.id: _unwrapped(s) for s in head.subject},
            places=places.place if places else [],
            totals=head.total,
            gaps=head.gap,
            demands=asked.demand if asked else [],
            steps=asked.step if asked else [],
            delegates=asked.delegate if asked else [],
        )
        atlas = msgspec.structs.replace(atlas, titles=self.titles(atlas))
        loose: dict[str, list[Place]] = {}
        for place, sentence in loose_links(atlas, layer_names(self.data, self.name), self.named, self.lost):
            if not self.is_echo(path := self.path_of(place.file), self.at(path, place)):
                loose.setdefault(sentence, []).append(place)
        for sentence, (place, *others) in loose.items():
            # What is not there is one mistake, however many ask for it.
            path = self.path_of(place.file)
            self.say(path, self.at(path, place), place.record, as_in(sentence, place, others))
        for place, sentence in mistakes(atlas, self.named):
            if not self.is_echo(path := self.path_of(place.file), at := self.at(path, place)):
                self.say(path, at, place.record, sentence)
        return atlas, self.problems

    def titles(self, atlas: Atlas) -> dict[str, tuple[str, str, str]]:
        """Of each layer its title, its licence, and whom that asks to name, as far as they can be read; what is wrong
        with them is said where the layer is read."""
        found = {}
        for layer in dict.fromkeys(atlas.layers.values()):
            path = layer_folder(layer, self.data, self.name) / "source.toml"
            source = read_tables(path)[0] if path.is_file() else None
            if source and isinstance(source.get("title"), str):
                found[layer] = (source["title"], str(source.get("licence", "")), str(source.get("credit", "")))
        return found

    def path_of(self, file: str) -> Path:
        """The path of a file of facts by its name without `.toml`."""
        return terms_path(self.data, self.name) if file == "terms" else self.folder / f"{file}.toml"

    def ground(self, named: Ground | None) -> dict[str, str]:
        """The layer of each part of the ground: as the atlas names them, or all that bear such names."""
        if named:
            return {part: layer for part, layer in msgspec.structs.asdict(named).items() if layer}
        there = layer_names(self.data, self.name)
        return {part: part for part in Ground.__struct_fields__ if part in there}

    def at(self, path: Path, place) -> tuple:
        """Where a record stands in its file: the table, which of them, and the key."""
        key = (place.key,) if place.key else ()
        if not place.table:
            return key
        if place.table in TABLES:
            return (place.table, place.name, *key)
        tables = tomllib.loads(self.texts[path])
        number = next(
            (
                n
                for n, row in enumerate(tables.get(place.table, []))
                if isinstance(row, dict) and str(row.get(key_of(place.table))) == place.name
            ),
            0,
        )
        return (place.table, number, *key)
