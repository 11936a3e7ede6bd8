"""An atlas that is written in Python: its facts from tables, its shapes from GeoDataFrames, saved as the folder of
texts and layers that any atlas is."""

from __future__ import annotations

import datetime
import re
import shutil
import tempfile
import typing
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import msgspec
import numpy as np
import pandas as pd
import tomli_w

from .check import check
from .errors import UsageError
from .layers import write_sums
from .model import (
    LEGAL_DATES,
    Article,
    AtlasFile,
    Feature,
    Instrument,
    Power,
    Provision,
    Record,
    Source,
    Subject,
    Tenure,
    cited_sources,
)
from .reading import allowed, hints_of
from .sources import DEFAULT, read_atlas, read_folder
from .timeline import Day, iso
from .world import World, build_world

#: What a method takes: a table, rows as mappings, or nothing but columns as keywords.
Rows: typing.TypeAlias = pd.DataFrame | Iterable[Mapping[str, Any]] | None

#: How far a map reaches beyond its shapes, as a share of their longer side, and the least, in degrees.
MARGIN, LEAST_MARGIN = 0.1, 0.05

#: Web Mercator ends there (degrees).
ENDS = (-180.0, -85.0, 180.0, 85.0)


class Draft:
    """An atlas in the making, from `Atlas.new`.

    Each method adds records and gives the draft back. It takes a table (a DataFrame, or a list of dicts), one record
    a row, and keywords: a column that is the same in every row; keywords alone are one record. Columns are the keys
    of the files of facts (the page of keys, or `treaty-atlas schema`); days are text, dates or Timestamps, and of
    several names or ids in one cell a list or a text with ";" between them. Nothing is written, and nothing but the
    calls checked, before `save`.
    """

    def __init__(self, id: str, head: dict[str, Any], terms: str):
        if not re.fullmatch(r"[a-z][a-z0-9_]*", id):
            raise UsageError(f'"{id}" is no id of an atlas; allowed: small letters a to z, digits and _')
        self.id, self._head = id, head
        self._known = read_atlas(terms) if terms else None
        self._powers: dict[str, dict] = {}
        self._rights: dict[str, dict] = {}
        self._sources: list[dict] = []
        self._features: list[dict] = []
        self._instruments: dict[str, dict] = {}
        self._subjects: list[dict] = []
        self._layers: dict[str, tuple[gpd.GeoDataFrame, dict]] = {}

    def __repr__(self) -> str:
        return (
            f"<Draft of {self.id}: {len(self._instruments)} instruments, {len(self._features)} features, "
            f"{sum(len(one['provision']) for one in self._instruments.values())} provisions>"
        )

    def add_powers(self, rows: Rows = None, **columns: Any) -> Draft:
        """Add who can hold a right: `id`, `name`, `colour` ("#rrggbb"; by default the next that no power has)."""
        for row in _records(Power, rows, columns, {"id"}):
            self._powers[_key(row, "a power")] = {key: row[key] for key in row if key != "id"}
        return self

    def add_rights(self, rows: Rows = None, **columns: Any) -> Draft:
        """Add kinds of right: `id`, `label`, `definition`, `mark`, `rank`; those of the atlas that lends its terms
        are there already."""
        for row in _records(Tenure, rows, columns, {"id"}):
            self._rights[_key(row, "a right")] = {key: row[key] for key in row if key != "id"}
        return self

    def add_sources(self, rows: Rows = None, **columns: Any) -> Draft:
        """Add what is cited: `id`, `title`, and what else is known, such as `authors`, `date`, `publisher`, `url`."""
        self._sources += _records(Source, rows, columns, set())
        return self

    def add_features(self, shapes: gpd.GeoDataFrame, licence: str, **columns: Any) -> Draft:
        """Add places on the ground with their shapes, each call as a layer of the atlas.

        Parameters
        ----------
        shapes : GeoDataFrame
            In any CRS. Columns: `id`, `name` (English; `name_fr` and so on in other languages), and `rule` (why it
            runs so), `cite`, `certainty` (verified, derived, approximate or conjectural), `uncertainty_m` (metres)
            where these are not the same for all. A limit names in `divides` the features that it bounds.
        licence : str
            Of these shapes, such as "CC0-1.0".
        **columns
            Keys of a feature that are the same for all; and `title`, `author`, `url` of the layer.
        """
        about = {key: columns.pop(key) for key in ("title", "author", "url") if key in columns}
        name = f"shapes{len(self._layers) + 1}"
        rows = _records(Feature, pd.DataFrame(shapes.drop(columns=shapes.geometry.name)), columns, {"name"}, "name_")
        for row in rows:
            names = {"en": row.pop("name", None)} | {key[5:]: row.pop(key) for key in [*row] if key[:5] == "name_"}
            row.setdefault("names", {key: value for key, value in names.items() if value})
            row["recipe"] = {"layer": name, "where": {"id": _key(row, "a feature")}}
        layer = shapes[[shapes.geometry.name]].assign(id=[row["id"] for row in rows])
        self._features += rows
        return self._layer(name, layer, licence, {"title": f"Shapes of {self._head['title']}"} | about)

    def add_layer(self, name: str, rows: gpd.GeoDataFrame, licence: str, title: str, **about: Any) -> Draft:
        """Add ground: a layer `land` is drawn in detail, `land_far` coarsely round it; so `lakes`, `rivers`.

        `about` is what else its source.toml says, such as `author`, `url`, `credit`.
        """
        return self._layer(name, rows, licence, {"title": title} | about)

    def add_instruments(self, rows: Rows = None, **columns: Any) -> Draft:
        """Add treaties and other texts: `id`, `title`, `signed`, `cite`; `kind` (by default treaty), `short`,
        `parties`, `in_force` and what else is known. A day in force that is not sure may be EDTF."""
        for row in _records(Instrument, rows, columns, set()):
            row = {"kind": "treaty", "short": row.get("title"), "article": [], "provision": []} | row
            self._instruments[_key(row, "an instrument")] = row
        return self

    def add_articles(self, rows: Rows = None, **columns: Any) -> Draft:
        """Add articles: `instrument`, `number`, `summary` (in your own words), `cite`, `effect` (moves, binds, names or
        none), `verified`."""
        for row in _records(Article, rows, columns, {"instrument"}):
            self._of(row)["article"].append(row)
        return self

    def add_provisions(self, rows: Rows = None, **columns: Any) -> Draft:
        """Add what articles do to places, one row each.

        Columns: `instrument`, `article`, `feature`, `tenure` (the kind of right), `grantee` (who gets it), `grantor`
        (who gives it up), `starts`, `ends` and what else a provision may say. `cite` is by default that of the
        instrument; `starts` the first that is known of a `date` of its own, `consent`, entry into force, signature.
        `summary` and `verified` are those of the article, which is added with its first provision.
        """
        for row in _records(Provision, rows, columns, {"instrument", "summary", "verified"}):
            instrument = self._of(row)
            about = {key: row.pop(key) for key in ("summary", "verified") if key in row}
            row = {"cite": instrument.get("cite")} | row
            if about and row.get("article") not in [article.get("number") for article in instrument["article"]]:
                effect = "binds" if "bound" in row else "moves"
                article = {"number": row.get("article"), "cite": row["cite"], "effect": effect}
                instrument["article"].append(article | about)
            days = ["date", *(basis for basis in reversed(LEGAL_DATES) if basis != "signature")]
            known = {
                "date": row.get("date"),
                "consent": row.get("consent"),
                "entry_into_force": instrument.get("in_force"),
            }
            row.setdefault("starts", next((basis for basis in days if known[basis]), "signature"))
            name = re.sub(r"[^a-z0-9]+", "-", f"{row.get('article')}-{row.get('feature')}-{row.get('tenure')}".lower())
            twins = sum(other["id"].startswith(name) for other in instrument["provision"])
            instrument["provision"].append({"id": f"{name}-{twins + 1}" if twins else name} | row)
        return self

    def add_subjects(self, rows: Rows = None, **columns: Any) -> Draft:
        """Add maps: `id`, `title`, `question`, `lead`, `extent` (west, south, east, north; degrees), `before`, `after`,
        `features`. Without any, the atlas has one map of all."""
        self._subjects += _records(Subject, rows, columns, set())
        return self

    def save(self, folder: str | Path, replace: bool = False) -> World:
        """Check the atlas, write it as `folder/atlases/<id>/`, and build it.

        Parameters
        ----------
        folder : str or Path
            What `treaty-atlas build --data` and `build_world` take.
        replace : bool
            Whether an atlas of this id that is there already may go.

        Returns
        -------
        World

        Raises
        ------
        UsageError
            There is one already.
        DataError
            Something is wrong with the facts or the shapes, one sentence for each mistake, as `treaty-atlas check`
            says them; then nothing is written.

        Examples
        --------
        See the cookbook, "How do I make an atlas in Python?".
        """
        target = Path(folder) / "atlases" / self.id
        if target.exists() and not replace:
            raise UsageError(f"{target}: there is an atlas already; allowed: another id or folder, or replace=True")
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".new-") as aside:
            made = Path(aside) / "atlases" / self.id
            self._write(made)
            write_sums(Path(aside))
            check(self.id, Path(aside))
            if target.exists():
                target.rename(Path(aside) / "old")
            shutil.move(made, target)
        read_folder.cache_clear()  # it knows layers by their folders
        return build_world(self.id, Path(folder))

    # ---- what is written

    def _layer(self, name: str, rows: gpd.GeoDataFrame, licence: str, about: dict) -> Draft:
        if rows.crs is None:
            raise UsageError(
                f'the shapes of layer "{name}" do not say their CRS; allowed: set_crs("EPSG:4326"), or theirs'
            )
        self._layers[name] = (rows.to_crs("EPSG:4326"), about | {"licence": licence})
        return self

    def _of(self, row: dict) -> dict:
        """The instrument of a row, which loses its column of that name."""
        name = row.pop("instrument", "")
        if name not in self._instruments:
            raise UsageError(f'there is no instrument "{name}" yet; {allowed(name, self._instruments)}')
        return self._instruments[name]

    def _write(self, folder: Path) -> None:
        powers, rights, cites = self._terms()
        known = self._known.sources if self._known else {}
        own = {source.get("id") for source in self._sources}
        lent = [{"id": name} | _said(known[name]) for name in cites if name in known and name not in own]
        files = {
            "atlas": self._head_of() | {"subject": self._subjects or [self._whole()]},
            "terms": {"power": powers, "tenure": rights},
            "sources": {"source": [*self._sources, *lent]},
            "features": {"feature": self._features},
        } | {f"instruments/{name}": one for name, one in self._instruments.items()}
        for name, facts in files.items():
            path = folder / f"{name}.toml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(tomli_w.dumps(_plain(facts)), encoding="utf-8", newline="\n")
        for name, (rows, about) in self._layers.items():
            place = folder / "shapefiles" / name
            place.mkdir(parents=True)
            rows.to_file(place / f"{name}.geojson", driver="GeoJSON", engine="pyogrio")
            (place / "source.toml").write_text(tomli_w.dumps(about), encoding="utf-8", newline="\n")

    def _terms(self) -> tuple[dict, dict, list[str]]:
        """The powers and rights that the provisions name, the own and the lent ones; and what those cite."""
        rows = [row for one in self._instruments.values() for row in one["provision"]]
        named = [row.get(key) for row in rows for key in ("grantee", "grantor")]
        named += [
            power
            for one in (*rows, *self._instruments.values())
            for key in ("bound", "benefits", "parties")
            for power in one.get(key, [])
        ]
        rights, powers = dict(self._rights), dict(self._powers)
        lent: list[str] = []
        if self._known:
            terms = self._known.terms
            for right in dict.fromkeys(row.get("tenure") for row in rows):
                if right in terms.tenure and right not in rights:
                    rights[right] = _said(terms.tenure[right])
                    lent += [source for source, _ in cited_sources(terms.tenure[right].cite)]
            for power in dict.fromkeys(named):
                if power in terms.power and power not in powers:
                    powers[power] = _said(terms.power[power]) | {"calendar": None}
            taken = {power.get("colour") for power in powers.values()}
            free = [power.colour for power in terms.power.values() if not power.of and power.colour not in taken]
            for power in powers.values():
                if not power.get("colour") and not power.get("of") and free:
                    power["colour"] = free.pop(0)
        return powers, rights, lent

    def _head_of(self) -> dict:
        head = dict(self._head)
        first, after = (str(day) for day in head["covers"])
        return {
            "languages": ["en"],
            "lead": [head["title"].rstrip(".") + "."],
            "covers_note": f"From {first} to the day before {after}.",
            "legal_date_note": "Each right counts from the day that its row names.",
        } | head

    def _whole(self) -> dict:
        """One map of all, on the day before the atlas's own instrument was signed and when the whole of it counts."""
        title, own = self._head["title"], self._instruments.get(self._head["instrument"])
        if own is None:
            raise UsageError(
                f'there is no instrument "{self._head["instrument"]}", of which the atlas is to be; '
                + allowed(self._head["instrument"], self._instruments)
            )
        day = datetime.timedelta(days=1)
        dates = [one for row in own["provision"] for key in ("date", "consent") if (one := row.get(key))]
        dates += [one for key in ("signed", "in_force") if (one := own.get(key))]
        if not dates:
            raise UsageError(f'instrument "{own["id"]}" has no day; allowed: signed="YYYY-MM-DD"')
        bounds = np.array([rows.total_bounds for name, (rows, _) in self._layers.items() if name.startswith("shapes")])
        if not len(bounds):
            raise UsageError("the atlas has no features; allowed: at least one, by add_features")
        west, south = bounds[:, :2].min(axis=0)
        east, north = bounds[:, 2:].max(axis=0)
        more = max(MARGIN * max(east - west, north - south), LEAST_MARGIN)
        sides = (west - more, south - more, east + more, north + more)
        return {
            "id": "all",
            "title": title,
            "question": "Who held what, before and after?",
            "lead": title.rstrip(".") + ".",
            "extent": [round(float(min(max(at, -abs(end)), abs(end))), 3) for at, end in zip(sides, ENDS, strict=True)],
            "before": max(own.get("signed", min(dates)) - day, self._head["covers"][0]),
            "after": min(max(dates), self._head["covers"][1] - day),
            "features": [feature["id"] for feature in self._features if not feature.get("divides")],
        }


def draft(id: str, title: str, instrument: str, covers: tuple[Day, Day], terms: str = DEFAULT, **head: Any) -> Draft:
    """What `Atlas.new` gives; its words stand there."""
    _known(AtlasFile, head, set())
    days = [datetime.date.fromisoformat(iso(day)) for day in covers]
    return Draft(id, {"title": title, "instrument": instrument, "covers": days} | head, terms)


def _key(row: dict, what: str) -> str:
    if not row.get("id"):
        raise UsageError(f"{what} has no id; allowed: a column id, small letters and -")
    return row["id"]


def _known(kind: type[Record], row: Mapping[str, Any], more: set[str], prefix: str = "\n") -> None:
    """Refuse a column that no record of a kind has."""
    options = {*hints_of(kind), *more}
    for key in row:
        if key not in options and not str(key).startswith(prefix):
            raise UsageError(
                f'{kind.__name__.lower().removesuffix("file")} has no column "{key}"; {allowed(key, options)}'
            )


def _records(kind: type[Record], rows: Rows, columns: dict, more: set[str], prefix: str = "\n") -> list[dict]:
    """The rows of a table as records of a kind: empty cells left out, days as days, several ids as lists."""
    table: list = [{}] if rows is None else rows.to_dict("records") if isinstance(rows, pd.DataFrame) else [*rows]
    if table and not all(isinstance(row, Mapping) for row in table):
        raise UsageError(
            f"{kind.__name__.lower()}s were given as {type(table[0]).__name__}; allowed: a table, or dicts"
        )
    found = []
    for row in table:
        row = {str(key): value for key, value in (columns | dict(row)).items() if not _empty(value)}
        _known(kind, row, more, prefix)
        hints = hints_of(kind)
        order = ["id", *hints]
        row = dict(sorted(row.items(), key=lambda cell: order.index(cell[0]) if cell[0] in order else len(order)))
        found.append({key: _value(hints.get(key), value) for key, value in row.items()})
        day = row.get("in_force")
        if isinstance(day, str) and day != found[-1]["in_force"].isoformat():
            found[-1].setdefault("in_force_edtf", day)
    return found


def _empty(value: Any) -> bool:
    """Whether a cell says nothing: None, an empty text, a number or a day that is none."""
    return not isinstance(value, (list, tuple, dict, np.ndarray)) and (value == "" or bool(pd.isna(value)))


def _value(hint: Any, value: Any) -> Any:
    """A cell as TOML has it."""
    kinds = typing.get_args(hint) or (hint,)
    if datetime.date in kinds and not isinstance(value, (list, dict)):
        return datetime.date.fromisoformat(iso(value))
    if typing.get_origin(hint) is list and isinstance(value, str):
        return [part.strip() for part in re.split("[;,]", value) if part.strip()]
    return value


def _said(record: Record) -> dict:
    """What a record says that is not so by default, under the keys of its file."""
    found = msgspec.to_builtins(record, builtin_types=(datetime.date,))
    return {
        field.encode_name: found[field.encode_name]
        for field in msgspec.structs.fields(type(record))
        if getattr(record, field.name) not in (field.default, [], {}, "")
    }


def _plain(value: Any) -> Any:
    """A value of Python's own, as TOML writes it; what is None is left out."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items() if one is not None}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(one) for one in value]
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value.item() if isinstance(value, np.generic) else value
