"""The tables, as CSV and as one workbook: the timeline, the instruments, their articles, what was demanded, and what
each column says."""

from __future__ import annotations

import csv
import datetime
import re
from pathlib import Path

import geopandas as gpd
import xlsxwriter

from ..model import Atlas
from .rows import FIELDS, Field

INSTRUMENTS = (
    Field("id", "", "string", "", "Id of the instrument."),
    Field("kind", "", "string", "", "treaty, convention, agreement, protocol, contract or act."),
    Field("title", "", "string", "", "Title, English."),
    Field("short", "", "string", "", "Short title."),
    Field("parties", "", "string", "", "Parties: ids of powers, or names, joined by '; '."),
    Field("place", "", "string", "", "Where it was signed."),
    Field("signed", "", "date", "ISO 8601", "Day of signature (proleptic Gregorian)."),
    Field("signed_as_written", "", "string", "", "The day as the text prints it."),
    Field("ratified", "", "date", "ISO 8601", "Day of ratification, where known."),
    Field("in_force", "", "date", "ISO 8601", "Day of entry into force as the atlas counts it."),
    Field("in_force_edtf", "", "string", "EDTF level 2", "in_force with its uncertainty."),
    Field("in_force_note", "", "string", "", "Why this day."),
    Field("authentic_languages", "", "string", "BCP 47", "Languages of the text, joined by '; '."),
    Field("prevails", "", "string", "BCP 47", "Language that prevails where the texts differ."),
    Field("cite", "", "string", "", "Sources, as in the timeline."),
    Field("text_url", "", "string", "", "Where a reader reads the text."),
    Field("note", "", "string", "", "What else a reader must know."),
)

ARTICLES = (
    Field("instrument", "", "string", "", "Id of the instrument."),
    Field("number", "", "string", "", "Number of the article."),
    Field("summary", "", "string", "", "What it says, in our own words."),
    Field("cite", "", "string", "", "Sources, as in the timeline."),
    Field("effect", "", "string", "", "moves (a right), binds or names (a place), none."),
    Field("effect_note", "", "string", "", "Why it has no effect on the ground."),
    Field("verified", "", "boolean", "", "Whether the passage was read in the source cited."),
)

DEMANDS = (
    Field("number", "", "string", "", "Number of the demand."),
    Field("by", "", "string", "", "Who asked: id of a power."),
    Field("asked", "", "date", "ISO 8601", "Day on which it was asked (new style)."),
    Field("weight", "", "string", "", "absolute, relative or additional: how much it mattered to those who asked."),
    Field("demand", "", "string", "", "What was asked, in our own words."),
    Field("answer", "", "string", "", "yes, part or no: what the other power replied."),
    Field("discussed", "", "date", "ISO 8601", "Day of the sitting that discussed it."),
    Field("settled", "", "date", "ISO 8601", "Day of the sitting that settled it."),
    Field("got", "", "string", "", "whole, part or nothing: what was obtained."),
    Field("outcome", "", "string", "", "What came of it, in our own words."),
    Field("articles", "", "string", "", "Articles of the atlas's own instrument, joined by '; '."),
    Field("asked_features", "", "string", "", "Places asked for: ids of features, joined by '; '."),
    Field("got_features", "", "string", "", "Places obtained: ids of features, joined by '; '."),
    Field("account", "", "string", "", "Its number in shorter lists of general accounts."),
    Field("cite", "", "string", "", "Sources, as in the timeline."),
    Field("verified", "", "boolean", "", "Whether the passage was read in the source cited."),
)

SOURCES = (
    Field("id", "", "string", "", "Id of the source, as cite has it."),
    Field("reference", "", "string", "", "Who, what, where and when, as a list of references prints it."),
    Field("author", "", "string", "", "Authors, else editors, joined by ', '."),
    Field("title", "", "string", "", "Title, as it is printed."),
    Field("type", "", "string", "CSL", "Kind of thing."),
    Field("date", "", "string", "ISO 8601", "Year, month or day of publication."),
    Field("languages", "", "string", "BCP 47", "Languages of the text, joined by '; '."),
    Field("archive", "", "string", "", "Where it is kept or was read."),
    Field("url", "", "string", "", "Its address."),
    Field("accessed", "", "date", "ISO 8601", "Day on which its address was recorded."),
    Field("licence", "", "string", "", "Its licence, where it has one."),
    Field("note", "", "string", "", "What else a reader must know."),
)

#: The columns of each table, by the name of its file.
TABLES = {
    "timeline.csv": FIELDS,
    "instruments.csv": INSTRUMENTS,
    "articles.csv": ARTICLES,
    "demands.csv": DEMANDS,
    "sources.csv": SOURCES,
}

#: The columns of data-dictionary.csv.
DICTIONARY = ("table", "column", "short", "type", "unit", "meaning", "values")


def tables_of(atlas: Atlas, rows: gpd.GeoDataFrame) -> dict[str, tuple]:
    """The tables of `TABLES` and their dictionary by the names of their files: columns, and rows of cells.

    The timeline stands without its shapes; an empty cell is an unknown or an open value.
    """
    instruments = atlas.instruments.values()
    timeline = rows.drop(columns="geometry").astype(object)
    records = {
        "timeline.csv": timeline.where(timeline.notna(), "").to_numpy().tolist(),
        "instruments.csv": [_record(i, INSTRUMENTS) for i in instruments],
        "articles.csv": [[i.id, *_record(article, ARTICLES[1:])] for i in instruments for article in i.articles],
        "demands.csv": [_record(demand, DEMANDS) for demand in atlas.demands],
        "sources.csv": [_record(source, SOURCES) for source in atlas.sources.values()],
    }
    heads = {name: [field.name for field in fields] for name, fields in TABLES.items()}
    said = [
        (
            name.removesuffix(".csv"),
            *field,
            "; ".join(
                f"{key} = {label}" if label else key for key, label in values_of(atlas, name, field.name).items()
            ),
        )
        for name, fields in TABLES.items()
        for field in fields
    ]
    return {name: (heads[name], records[name]) for name in TABLES} | {"data-dictionary.csv": (DICTIONARY, said)}


def write_tables(tables: dict[str, tuple], folder: Path) -> list[Path]:
    """Write tables (`tables_of`) as CSV (UTF-8, RFC 4180 with LF) and as sheets of one workbook, `tables.xlsx`."""
    return [
        *(_write(folder / name, *table) for name, table in tables.items()),
        _write_workbook(folder / "tables.xlsx", tables),
    ]


def _record(thing, fields) -> list:
    """The fields of an instrument or an article as cells."""
    cells = {field.name: getattr(thing, field.name, "") for field in fields}
    if "parties" in cells:
        cells["parties"] = [*thing.parties, *thing.other_parties]
    if "in_force_edtf" in cells and thing.in_force:
        cells["in_force_edtf"] = thing.in_force_edtf or thing.in_force.isoformat()
    return [_cell(value) for value in cells.values()]


def _cell(value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "; ".join(value)
    return " ".join(str(value or "").split())


def _write(path: Path, head, lines) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *([as_text(cell) for cell in line] for line in lines)])
    return path


def as_text(cell):
    """A cell of a CSV file that no spreadsheet takes for a formula: after an apostrophe, if it begins like one
    (https://owasp.org/www-community/attacks/CSV_Injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


#: The first day that every spreadsheet has right: they count days from the turn of a century (ECMA-376, part 1,
#: 18.17.4.1), and some give that year a 29 February that it had not.
FIRST_DAY = datetime.date.fromordinal(693_655)


def _write_workbook(path: Path, tables: dict[str, tuple]) -> Path:
    """Write tables as the sheets of a workbook, their heads frozen; days before `FIRST_DAY` are text."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        # The day of writing is no fact: the same rows give the same bytes.
        book.set_properties({"created": datetime.datetime.fromtimestamp(0, datetime.UTC).replace(tzinfo=None)})
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        for name, (head, lines) in tables.items():
            sheet = book.add_worksheet(name.removesuffix(".csv"))
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, head, bold)
            sheet.autofilter(0, 0, len(lines), len(head) - 1)
            sheet.set_column(0, len(head) - 1, 18)
            for n, line in enumerate(lines, 1):
                for column, cell in enumerate(line):
                    if isinstance(cell, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", cell) and cell >= str(FIRST_DAY):
                        sheet.write_datetime(n, column, datetime.datetime.fromisoformat(cell), day)
                    elif cell != "":
                        sheet.write(n, column, cell)
    return path


def values_of(atlas: Atlas, table: str, column: str) -> dict[str, str]:
    """The values that a column can have, each with its label; empty where it is not a list."""
    if column == "instrument" and table != "instruments.csv":
        return {key: instrument.title for key, instrument in atlas.instruments.items()}
    if table == "demands.csv" and column == "by":
        return {key: power.name for key, power in atlas.terms.power.items()}
    if table != "timeline.csv":
        return {}
    if column == "tenure":
        return {key: f"{t.label} ({t.definition})" for key, t in atlas.terms.tenure.items()}
    if column == "holder":
        return {key: power.name for key, power in atlas.terms.power.items()}
    if column == "feature":
        return {key: feature.names["en"] for key, feature in atlas.features.items()}
    if column == "certainty":
        return dict.fromkeys(sorted({f.certainty for f in atlas.features.values()}), "")
    return {}
