"""Read a folder of open data back with programs that are not ours, and compare what they say.

    python -m tools.readback maps_out/portsmouth_1905/data

Each reader gives the same few numbers of the timeline: rows, open starts and ends (NULL), rows without a holder, the
first and last day, and the bounds of all shapes; who only reads must read without a word. A program that is not
installed (Debian: gdal-bin, python3-qgis, libreoffice-calc, biber, pandoc; npm: mapshaper; PyPI: duckdb) is named and
left out.
DuckDB reads the table alone: its extension for shapes is fetched when first asked for, which was not tried here.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import shapely

COUNTS = ("rows", "no start", "no end", "no holder", "first", "last", "bounds")


class Complaint(Exception):
    """What a program finds wrong."""


def run(*command: str | Path) -> str:
    """What a program says, on either channel; it must succeed and complain of nothing."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    # LibreOffice says so where there is no Java, which it does not need here.
    said = re.sub(r".*failed to launch javaldx.*\n?", "", done.stdout + done.stderr)
    if done.returncode or re.search("warn|error", said, re.IGNORECASE):
        raise Complaint(f"{command[0]}: {said.strip()[-400:]}")
    return said


def numbers(rows: list[dict], bounds=None) -> dict:
    """The numbers of some rows; a missing value is None, NULL or an empty text, as the reader has it."""

    def day(row, name, null):
        value = row.get(name)
        return null if value in (None, "") else str(value)[:10].replace("/", "-")

    return {
        "rows": len({row["provision"] for row in rows}),
        "no start": sum(row["start_date"] in (None, "") for row in rows),
        "no end": sum(row["end_date"] in (None, "") for row in rows),
        "no holder": sum(row["holder"] in (None, "") for row in rows) if "holder" in rows[0] else None,
        "first": min(day(row, "start_date", "9") for row in rows),
        "last": max(day(row, "end_date", "0") for row in rows),
        "bounds": bounds,
    }


def joined(boxes) -> list[float]:
    """The bounds of several, to four decimals (10 m)."""
    west, south, east, north = zip(*boxes, strict=True)
    return [float(round(value, 4)) for value in (min(west), min(south), max(east), max(north))]


def by_gdal(source: str, layers) -> dict:
    """GDAL: each layer as CSV, with its extent; a word of warning is a fault."""
    rows, boxes = [], []
    with tempfile.TemporaryDirectory() as aside:
        for layer in layers:
            said = run("ogrinfo", "-so", "-al", source, layer)
            extent = next(line for line in said.splitlines() if line.startswith("Extent:"))
            boxes.append([float(number) for number in re.findall(r"-?[0-9.]+(?=[,)])", extent)])
            target = Path(aside) / f"{layer}.csv"
            run("ogr2ogr", "-f", "CSV", target, source, layer)
            rows += csv.DictReader(target.open(encoding="utf-8"))
    return numbers(rows, joined(boxes))


def by_mapshaper(path: Path) -> dict:
    """mapshaper: rows and bounds."""
    with tempfile.TemporaryDirectory() as aside:
        target = Path(aside) / "out.json"
        run("mapshaper", path, "-info", f"save-to={target}")
        layers = json.loads(target.read_text())
        rows_of = []
        run("mapshaper", path, "-o", aside, "format=csv")
        for table in Path(aside).glob("*.csv"):
            rows_of += csv.DictReader(table.open(encoding="utf-8"))
    return numbers(rows_of, joined([layer["bbox"] for layer in layers]))


#: Opens the GeoPackage's own project in QGIS; prints the days and holders of its rights, the bounds, and complaints.
QGIS = """
import json, sqlite3, sys
from qgis.core import QgsApplication, QgsProject
application = QgsApplication([], False)
application.initQgis()
path, layers, said = sys.argv[1], sys.argv[2:], []
application.messageLog().messageReceived.connect(lambda text, tag, level: said.append(f"{tag}: {text}"))
[(name,)] = sqlite3.connect(path).execute("SELECT name FROM qgis_projects")
project = QgsProject.instance()
if not project.read(f"geopackage:{path}?projectName={name}"):
    said.append(project.error())
said += [f"{layer.name()} is not valid" for layer in project.mapLayers().values() if not layer.isValid()]
rows, boxes = [], []
for [layer] in map(project.mapLayersByName, layers):
    extent = layer.extent()
    boxes.append([extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()])
    days = [layer.fields().field(name).typeName() for name in ("start_date", "end_date")]
    said += [f"{layer.name()}: days are {days}"] if days != ["Date", "Date"] else []
    for row in layer.getFeatures():
        values = [row[name] for name in ("provision", "holder", "start_date", "end_date")]
        texts = [value.toString("yyyy-MM-dd") if hasattr(value, "toString") else value for value in values]
        rows.append([text if isinstance(text, str) else None for text in texts])
print("QGIS " + json.dumps([rows, boxes, said]))
application.exitQgis()
"""


def python_of_qgis() -> str | None:
    """The Python that has QGIS: this one, or the system's."""
    for path in filter(None, (sys.executable, shutil.which("python3", path="/usr/bin"))):
        if not subprocess.run([path, "-c", "import qgis.core"], capture_output=True, check=False).returncode:
            return path
    return None


def by_qgis(path: Path, layers) -> dict:
    """QGIS: the project that lies in the GeoPackage; all its layers open, and the rights of each."""
    said = run(
        "env", "-u", "PYTHONPATH", "QT_QPA_PLATFORM=offscreen", python_of_qgis(), "-c", QGIS, path.resolve(), *layers
    )
    rows, boxes, complaints = json.loads(re.search("(?m)^QGIS (.*)$", said)[1])
    if complaints:
        raise Complaint(f"QGIS: {complaints}")
    names = ("provision", "holder", "start_date", "end_date")
    return numbers([dict(zip(names, row, strict=True)) for row in rows], joined(boxes))


def by_duckdb(path: Path) -> dict:
    """DuckDB: its own guess of the columns; days must be days, without being told."""
    import duckdb

    table = duckdb.sql(f"SELECT * FROM '{path}'")
    kinds = dict(zip(table.columns, table.types, strict=True))
    if not str(kinds["start_date"]) == str(kinds["end_date"]) == "DATE":
        raise Complaint(f"days are no days: {kinds}")
    return numbers([dict(zip(table.columns, row, strict=True)) for row in table.fetchall()])


def by_libreoffice(path: Path) -> dict:
    """LibreOffice: the first sheet of the workbook as CSV."""
    with tempfile.TemporaryDirectory() as aside:
        profile = f"-env:UserInstallation=file://{aside}/profile"
        form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
        run("soffice", profile, "--headless", "--convert-to", form, "--outdir", aside, path)
        (table,) = Path(aside).glob("*timeline*.csv")
        rows = list(csv.DictReader(table.open(encoding="utf-8")))
    for row in rows:
        for name in ("start_date", "end_date"):
            if "/" in (row[name] or ""):
                month, day, year = row[name].split("/")
                row[name] = f"{year}-{month:>02}-{day:>02}"
    return numbers(rows)


def by_lpf(path: Path) -> dict:
    """Linked Places as JSON: a row is a relation, or several to one power each, found by its provision."""
    rows, boxes = [], []
    for place in json.loads(path.read_text(encoding="utf-8"))["features"]:
        for relation in place.get("relations", []):
            span = relation["when"]["timespans"][0]
            start, end = span.get("start", {}), span.get("end", {})
            rows.append(
                {
                    "provision": relation["properties"]["provision"],
                    "start_date": start.get("in") or start.get("earliest"),
                    "end_date": end.get("in") or ("earliest" in end and "latest" in end and end["earliest"]) or None,
                }
            )
            boxes.append(shapely.from_geojson(json.dumps(place["geometry"])).bounds)
    return numbers(list({row["provision"]: row for row in rows}.values()), joined(boxes))


def by_pandoc(folder: Path) -> None:
    """pandoc: every source in Chicago's style, out of both files, and in no other place than its work."""
    for name in ("sources.csl.json", "sources.bib"):
        with tempfile.TemporaryDirectory() as aside:
            (Path(aside) / "all.md").write_text('---\nnocite: "@*"\n---\n', encoding="utf-8")
            shown = Path(aside) / "all.txt"
            run("pandoc", "--citeproc", "--bibliography", folder / name, Path(aside) / "all.md", "-t", "plain",
                "--wrap=none", "-o", shown)  # fmt: skip
            lines = [line for line in shown.read_text(encoding="utf-8").splitlines() if line.strip()]
        wrong = [line for line in lines if re.search(r"\bIn\. |,,|\( ?\)|: \.", line)]
        if wrong:
            raise Complaint(f"{name}: {wrong}")
        known = json.loads((folder / "sources.csl.json").read_text(encoding="utf-8"))
        if len(lines) != len(known):
            raise Complaint(f"{name}: {len(lines)} references of {len(known)} sources")


def by_biber(folder: Path) -> None:
    """biber: reads and writes every entry."""
    with tempfile.TemporaryDirectory() as aside:
        run("biber", "--tool", "--quiet", "--logfile", Path(aside) / "log", "-O", Path(aside) / "out.bib",
            folder / "sources.bib")  # fmt: skip


def by_frictionless(folder: Path) -> None:
    """Frictionless: the package with every table and checksum."""
    run(sys.executable, "-m", "frictionless", "validate", folder / "datapackage.json")


def readers(folder: Path, aside: Path):
    """(what reads what, the reader)."""
    with zipfile.ZipFile(folder / "timeline-shapefiles.zip") as archive:
        archive.extractall(aside)
    kinds = [kind for kind in ("areas", "lines", "points") if (aside / f"{kind}.shp").exists()]
    geojson = folder / "timeline.geojson"
    yield "GDAL, GeoJSON", "ogrinfo", lambda: by_gdal(str(geojson), ["timeline"])
    yield "GDAL, GeoPackage", "ogrinfo", lambda: by_gdal(str(folder / "timeline.gpkg"), kinds)
    yield "GDAL, shapefiles", "ogrinfo", lambda: by_gdal(str(aside), kinds)
    yield "QGIS, GeoPackage", python_of_qgis() or "python3-qgis", lambda: by_qgis(folder / "timeline.gpkg", kinds)
    yield "mapshaper, GeoJSON", "mapshaper", lambda: by_mapshaper(geojson)
    yield "DuckDB, CSV", "duckdb", lambda: by_duckdb(folder / "timeline.csv")
    yield "LibreOffice, workbook", "soffice", lambda: by_libreoffice(folder / "tables.xlsx")
    yield "pandoc, sources", "pandoc", lambda: by_pandoc(folder)
    yield "biber, sources", "biber", lambda: by_biber(folder)
    yield "Frictionless, package", "frictionless", lambda: by_frictionless(folder)
    yield "JSON, Linked Places", "", lambda: by_lpf(folder / "timeline.lpf.json")


def main(folder: Path) -> int:
    """Print a table of all readers; 1 where they differ or a reader complains."""
    found, faults = {}, []
    with tempfile.TemporaryDirectory() as aside:
        for name, needs, read in readers(folder, Path(aside)):
            if needs and not shutil.which(needs) and not importlib.util.find_spec(needs):
                print(f"{name}: {needs} is not installed")
                continue
            try:
                found[name] = read()
            except Complaint as error:
                faults.append(f"{name}: {error}")
    for name, said in found.items():
        print(f"{name:24}", said or "reads it without a word")
    for count in COUNTS:
        told = {name: said[count] for name, said in found.items() if said and said[count] is not None}
        if len({json.dumps(value) for value in told.values()}) > 1:
            faults.append(f"{count}: {told}")
    print("\n".join(faults) or "all say the same")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
