"""The only reader of `data/`: facts from TOML, layers from shapefiles, every link checked.

Each mistake becomes one sentence (file, record, what is wrong, what is allowed); all of them are
collected, so that whoever corrects the data sees them at once.
"""

from __future__ import annotations

import datetime
import difflib
import functools
import tomllib
from pathlib import Path

import geopandas as gpd
import msgspec
import numpy as np
import pandas as pd

from .errors import DataError, UsageError
from .model import (
    LEGAL_DATES,
    Article,
    Atlas,
    Delegate,
    Demand,
    Feature,
    Instrument,
    Place,
    Provision,
    Recipe,
    Source,
    Step,
    Subject,
    Terms,
    Total,
    cited_sources,
    start_of,
)

EFFECTS = ("moves", "binds", "names", "none")
CERTAINTIES = ("verified", "derived", "approximate", "conjectural")
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
    ['portsmouth_1905']
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
    data = Path(data) if data else data_folder()
    if name not in list_atlases(data):
        raise UsageError(f'there is no atlas "{name}"; {_allowed(name, list_atlases(data))}')
    atlas, problems = _Reading(data, name).read()
    if problems:
        raise DataError(problems)
    return atlas


def read_layer(name: str, data: Path | None = None) -> gpd.GeoDataFrame:
    """Read one layer of `data/shapefiles/` as a GeoDataFrame in EPSG:4326.

    Refuses what would silently draw a wrong map: a missing part of the shapefile, another CRS,
    rows without a shape, coordinates that are no degrees, invalid polygons.

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
    return _read_layer(name, Path(data) if data else data_folder()).copy()


@functools.lru_cache(maxsize=64)
def _read_layer(name: str, data: Path) -> gpd.GeoDataFrame:
    path = data / "shapefiles" / name / f"{name}.shp"
    shown = f"shapefiles/{name}/{path.name}"
    if not path.exists():
        layers = sorted(p.name for p in (data / "shapefiles").glob("*") if p.is_dir())
        raise DataError(f'{shown}: there is no layer "{name}"; {_allowed(name, layers)}')
    for suffix in SIDECARS:
        if not path.with_suffix(suffix).exists():
            raise DataError(f"{shown}: the file {path.stem}{suffix} is missing; a layer needs "
                            f".shp, {', '.join(SIDECARS)}")
    if path.with_suffix(".cpg").read_text().strip().upper() != "UTF-8":
        raise DataError(f"{shown}: {path.stem}.cpg names another encoding; allowed: UTF-8")
    try:
        layer = gpd.read_file(path, use_arrow=False)
    except Exception as error:
        raise DataError(f"{shown}: cannot be read ({error}); allowed: an ESRI shapefile") from error
    if layer.crs is None or layer.crs.to_epsg() != 4326:
        raise DataError(f"{shown}: its CRS is {layer.crs and layer.crs.name}; allowed: EPSG:4326")
    _check_shapes(shown, layer.geometry)
    # An empty cell of a .dbf is an empty text, not a missing number.
    texts = [column for column in layer.columns.drop("geometry")
             if not pd.api.types.is_numeric_dtype(layer[column])]
    layer[texts] = layer[texts].astype(object).where(layer[texts].notna(), "")
    return layer


def _check_shapes(shown: str, shapes: gpd.GeoSeries) -> None:
    empty = shapes.isna() | shapes.is_empty
    bounds = shapes.bounds.to_numpy()
    finite = np.isfinite(bounds).all(axis=1)
    inside = (bounds[:, 0] >= -180) & (bounds[:, 2] <= 180)
    inside &= (bounds[:, 1] >= -90) & (bounds[:, 3] <= 90)
    wide = bounds[:, 2] - bounds[:, 0] > 300
    for wrong, sentence in (
            (empty, "has no shape (a cut-off .shp?); allowed: one shape in every row"),
            (~finite & ~empty, "has a coordinate that is no number; allowed: degrees"),
            (finite & ~inside, "lies outside 180 degrees west to 180 east, 90 south to 90 north; "
                               "allowed: longitude and latitude in degrees"),
            (finite & wide, "spans more than 300 degrees; allowed: shapes cut at 180 degrees"),
            (~shapes.is_valid & ~empty, "is not a valid shape; allowed: rings that do not cross")):
        rows = np.flatnonzero(np.asarray(wrong))
        if len(rows):
            raise DataError(f"{shown}, row {rows[0] + 1}: {sentence}")


def check_links(data: Path, problems: list[str]) -> None:
    """Check that every layer folder holds its `source.toml` and its five files; add sentences."""
    for folder in sorted((data / "shapefiles").glob("*/")):
        if not (folder / "source.toml").exists():
            problems.append(f"shapefiles/{folder.name}: source.toml is missing; every layer says "
                            "where it comes from, under which licence")
        try:
            _read_layer(folder.name, data)
        except DataError as error:
            problems.extend(error.problems)


def _allowed(found: str, options) -> str:
    """What would be allowed: the nearest option first, then all of them where they are few."""
    options = sorted(map(str, options))
    near = difflib.get_close_matches(str(found), options, n=1, cutoff=0.5)
    hint = f'did you mean "{near[0]}"? ' if near else ""
    shown = ", ".join(options[:30]) + (", ..." if len(options) > 30 else "")
    return f"{hint}allowed: {shown or '(none defined)'}"


def _coloured(terms: Terms) -> Terms:
    """The same terms; a company is in the colour of the power behind it."""
    return msgspec.structs.replace(terms, power={
        key: msgspec.structs.replace(power, colour=terms.power[power.of].colour)
        if power.of in terms.power else power for key, power in terms.power.items()})


class _Reading:
    """One reading of one atlas: collects records and sentences about what is wrong."""

    def __init__(self, data: Path, name: str):
        self.data, self.name = data, name
        self.folder = data / "atlases" / name
        self.problems: list[str] = []

    def toml(self, path: Path) -> dict:
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.say(path, "", "the file is missing; allowed: a TOML file of that name")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.say(path, "", f"is not valid TOML: {error}")
        return {}

    def say(self, path: Path, record: str, sentence: str) -> None:
        where = path.relative_to(self.data).as_posix()
        self.problems.append(f"{where}{', ' + record if record else ''}: {sentence}")

    def record(self, kind, table: dict, path: Path, label: str):
        """One record from one table, or None and a sentence."""
        try:
            return msgspec.convert(table, kind)
        except msgspec.ValidationError as error:
            fields = ", ".join(field.name for field in msgspec.structs.fields(kind))
            self.say(path, label, f"{error}; the keys of a {kind.__name__.lower()}: {fields}")

    def records(self, kind, tables: list, path: Path, label: str, key: str) -> list:
        found = []
        for number, table in enumerate(tables, 1):
            name = table.get(key) if isinstance(table, dict) else None
            where = f"{label} {name or number}"
            record = self.record(kind, table, path, where)
            if record is not None:
                if any(getattr(other, key) == getattr(record, key) for other in found):
                    self.say(path, where, f"the {key} stands twice; allowed: once")
                found.append(record)
        return found

    def read(self) -> tuple[Atlas | None, list[str]]:
        terms = self.record(Terms, self.toml(self.data / "terms.toml"), self.data / "terms.toml", "")
        terms = terms and _coloured(terms)
        head = self.toml(self.folder / "atlas.toml")
        subjects = self.records(Subject, head.pop("subject", []), self.folder / "atlas.toml",
                                "subject", "id")
        totals = self.records(Total, head.pop("total", []), self.folder / "atlas.toml",
                              "total", "label")
        sources = self.listed("sources.toml", "source", Source)
        features = self.listed("features.toml", "feature", Feature)
        places = self.listed("places.toml", "place", Place) \
            if (self.folder / "places.toml").exists() else []
        instruments = [found for path in sorted((self.folder / "instruments").glob("*.toml"))
                       if (found := self.instrument(path)) is not None]
        if terms is None:
            return None, self.problems
        head |= self.conference()
        head |= dict(id=self.name, folder=self.folder.as_posix(), terms=terms, places=places, totals=totals,
                     sources={s.id: s for s in sources}, features={f.id: f for f in features},
                     instruments={i.id: i for i in sorted(instruments, key=lambda i: i.signed)},
                     subjects={s.id: s for s in subjects})
        atlas = self.record(Atlas, head, self.folder / "atlas.toml", "")
        if atlas is not None:
            self.check(atlas)
        return atlas, self.problems

    def listed(self, file: str, table: str, kind) -> list:
        path = self.folder / file
        return self.records(kind, self.toml(path).get(table, []), path, table, "id")

    def conference(self) -> dict:
        """What was asked, answered and got, from `demands.toml` where an atlas has one."""
        path = self.folder / "demands.toml"
        tables = self.toml(path) if path.exists() else {}
        return {"demands": self.records(Demand, tables.get("demand", []), path, "demand", "number"),
                "steps": self.records(Step, tables.get("step", []), path, "step", "date"),
                "delegates": self.records(Delegate, tables.get("delegate", []), path, "delegate", "id")}

    def instrument(self, path: Path) -> Instrument | None:
        tables = self.toml(path)
        if not tables:
            return None
        articles = self.records(Article, tables.pop("article", []), path, "article", "number")
        provisions = self.records(Provision, tables.pop("provision", []), path, "provision", "id")
        tables |= dict(articles=articles, provisions=provisions)
        return self.record(Instrument, tables, path, "")

    def check(self, atlas: Atlas) -> None:
        """Every link leads somewhere, every date makes sense."""
        if atlas.instrument not in atlas.instruments:
            self.say(self.folder / "atlas.toml", "", f'unknown instrument "{atlas.instrument}"; '
                     + _allowed(atlas.instrument, atlas.instruments))
        self.check_terms(atlas.terms)
        for instrument in atlas.instruments.values():
            self.check_instrument(atlas, instrument)
        path = self.folder / "features.toml"
        for feature in atlas.features.values():
            self.check_cite(atlas, path, f"feature {feature.id}", feature.cite)
            self.one_of(path, f"feature {feature.id}", "certainty", feature.certainty, CERTAINTIES)
            self.check_recipe(path, f"feature {feature.id}", feature.recipe)
            self.check_later(path, f"feature {feature.id}", feature.later)
            for link in (feature.recipe.within, *feature.recipe.minus):
                if link and link not in atlas.features and not (self.layer(link)):
                    self.one_of(path, f"feature {feature.id}", "feature", link, atlas.features)
            for figure in feature.published:
                self.check_cite(atlas, path, f"feature {feature.id}", figure.cite)
        for subject in atlas.subjects.values():
            where = f"subject {subject.id}"
            for feature in subject.features:
                self.one_of(self.folder / "atlas.toml", where, "feature", feature, atlas.features)
            for other in subject.detail_of:
                self.one_of(self.folder / "atlas.toml", where, "subject", other, atlas.subjects)
            if not subject.before < subject.after:
                self.say(self.folder / "atlas.toml", where, f"before {subject.before} is not "
                         f"earlier than after {subject.after}; allowed: before < after")
        for total in atlas.totals:
            self.check_cite(atlas, self.folder / "atlas.toml", f"total {total.label}", total.cite)
            for feature in total.features:
                self.one_of(self.folder / "atlas.toml", f"total {total.label}", "feature", feature,
                            atlas.features)
        for place in atlas.places:
            self.check_cite(atlas, self.folder / "places.toml", f"place {place.id}", place.cite)

        self.check_conference(atlas)

    def check_conference(self, atlas: Atlas) -> None:
        path = self.folder / "demands.toml"
        own = atlas.instruments.get(atlas.instrument)
        numbers = [article.number for article in own.articles] if own else []
        for demand in atlas.demands:
            where = f"demand {demand.number}"
            self.check_cite(atlas, path, where, demand.cite)
            self.one_of(path, where, "power", demand.by, atlas.terms.power)
            if demand.right:
                self.one_of(path, where, "tenure", demand.right, atlas.terms.tenure)
            for article in demand.articles:
                self.one_of(path, where, "article", article, numbers)
            for feature in (*demand.asked_features, *demand.got_features):
                self.one_of(path, where, "feature", feature, atlas.features)
            if demand.settled and demand.settled < demand.discussed:
                self.say(path, where, f"settled {demand.settled} lies before discussed "
                         f"{demand.discussed}; allowed: the same day or later")
        for step in atlas.steps:
            self.check_cite(atlas, path, f"step {step.date}", step.cite)
        for delegate in atlas.delegates:
            self.check_cite(atlas, path, f"delegate {delegate.id}", delegate.cite)
            if delegate.power:
                self.one_of(path, f"delegate {delegate.id}", "power", delegate.power, atlas.terms.power)

    def check_terms(self, terms: Terms) -> None:
        """A company has a power behind it, later names have a day and are in order."""
        path = self.data / "terms.toml"
        for key, power in terms.power.items():
            if power.of:
                states = [other for other, of in terms.power.items() if not of.of]
                self.one_of(path, f"power {key}", "power", power.of, states)
            elif not power.colour:
                self.say(path, f"power {key}", 'has no colour; allowed: "#rrggbb", or of = a power')
            self.check_later(path, f"power {key}", power.names)

    def check_later(self, path: Path, where: str, names: list[dict]) -> None:
        for later in names:
            if not isinstance(later.get("from"), datetime.date) or not later.get("en"):
                self.say(path, where, "has a later name without a day or without English; allowed: "
                         'a table of "from" (a day) and names by language, English among them')
                return
        days = [later["from"] for later in names]
        if days != sorted(set(days)):
            self.say(path, where, "has later names out of order; allowed: each from a later day")

    def check_recipe(self, path: Path, where: str, recipe: Recipe) -> None:
        if not (recipe.layer or recipe.points or recipe.parallel is not None):
            self.say(path, where, "its recipe starts from nothing; allowed: a layer, points or a "
                     "parallel")
        layers = sorted(p.name for p in (self.data / "shapefiles").glob("*/"))
        for layer in filter(None, (recipe.layer, recipe.cut and recipe.cut.layer)):
            self.one_of(path, where, "layer", layer, layers)

    def layer(self, name: str) -> bool:
        return (self.data / "shapefiles" / name).is_dir()

    def check_instrument(self, atlas: Atlas, instrument: Instrument) -> None:
        path = self.folder / "instruments" / f"{instrument.id}.toml"
        if not path.exists():
            path = self.folder / "instruments"
            self.say(path, f"instrument {instrument.id}", "the file has another name; allowed: "
                     f"{instrument.id}.toml")
        self.check_cite(atlas, path, "instrument", instrument.cite)
        for power in instrument.parties:
            self.one_of(path, "instrument", "power", power, atlas.terms.power)
        if instrument.in_force and instrument.in_force < instrument.signed:
            self.say(path, "instrument", f"in_force {instrument.in_force} lies before signed "
                     f"{instrument.signed}; allowed: the same day or later")
        for article in instrument.articles:
            self.check_cite(atlas, path, f"article {article.number}", article.cite)
            self.one_of(path, f"article {article.number}", "effect", article.effect, EFFECTS)
            self.check_cite(atlas, path, f"article {article.number}", article.words_cite)
            if bool(article.words) != bool(article.words_cite):
                self.say(path, f"article {article.number}", "words and words_cite stand together; "
                         "allowed: both or neither")
        for provision in instrument.provisions:
            self.check_provision(atlas, instrument, path, f"provision {provision.id}", provision)

    def check_provision(self, atlas, instrument, path, where, provision: Provision) -> None:
        self.check_cite(atlas, path, where, provision.cite)
        numbers = [article.number for article in instrument.articles]
        self.one_of(path, where, "article", provision.article, numbers)
        self.one_of(path, where, "feature", provision.feature, atlas.features)
        self.one_of(path, where, "tenure", provision.tenure, atlas.terms.tenure)
        for power in filter(None, (provision.grantor, provision.grantee, *provision.bound,
                                   *provision.benefits)):
            self.one_of(path, where, "power", power, atlas.terms.power)
        if bool(provision.bound) != bool(provision.benefits) or provision.bound and (
                provision.grantor or provision.grantee):
            self.say(path, where, "binds powers in part; allowed: both bound and benefits, and then "
                     "no grantor and no grantee")
        elif not (provision.grantor or provision.grantee or provision.bound or provision.closes):
            self.say(path, where, "names no power; allowed: a grantor, a grantee or both; or bound "
                     "and benefits; or closes")
        keys = [f"{i.id}/{p.id}" for i in atlas.instruments.values() for p in i.provisions]
        for key in provision.closes:
            self.one_of(path, where, "provision", key, keys)
        if provision.consent_by:
            target, _, number = provision.consent_by.partition("/")
            found = atlas.instruments.get(target)
            if not (found and found.article(number)):
                self.say(path, where, f'consent_by "{provision.consent_by}" leads nowhere; '
                         "allowed: instrument/article")
        self.one_of(path, where, "starts", provision.starts, (*LEGAL_DATES, "date", "open"))
        start = start_of(instrument, provision)
        if provision.starts == "open":
            if not provision.grantee or provision.grantor:
                self.say(path, where, "declares what was so before, so its start is open; allowed: a "
                         "grantee and no grantor")
        elif start is None:
            self.say(path, where, f'starts = "{provision.starts}", but that date is not given; '
                     "allowed: a date of the instrument or of the provision")
        elif provision.ends and provision.ends <= start:
            self.say(path, where, f"ends {provision.ends} lies before or on its start {start}; "
                     "allowed: a later day")

    def one_of(self, path, where, what, found, options) -> None:
        if found not in options:
            self.say(path, where, f'unknown {what} "{found}"; {_allowed(found, options)}')

    def check_cite(self, atlas, path, where, cite) -> None:
        for source, _ in cited_sources(cite):
            if source not in atlas.sources:
                self.say(path, where, f'cites the unknown source "{source}"; '
                         + _allowed(source, atlas.sources))
