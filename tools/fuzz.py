"""Broken facts and layers, made by the thousand: what does the program say of each?

`python -m tools.fuzz [--count 1500] [--seed 1] [--only WORDS] [--pages] [--workers N]` breaks copies of the invented
world (`tests/data`) in one place each, and gives every copy to `treaty-atlas check` and to `treaty-atlas build`. A copy
is taken badly where either of them

- ends in a traceback, by a signal, or not within `SECONDS` of work or `MEMORY` bytes,
- says more than one fault's worth of lines (`LINES`), or a line that is no sentence of ours (a warning of a library),
- is of another mind than the other (`check` = `build`),
- is silent on what no reader of the file could mean (a text for a number, a line for an area),
- changes a file, or leaves one outside its folder of outputs, or there after it refused.

It prints the count of each, by kind, then each bad one, and ends with 1 if there was any.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import datetime
import hashlib
import multiprocessing
import os
import random
import re
import resource
import shutil
import signal
import struct
import sys
import tempfile
import time
import tomllib
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
import tomli_w

from geo.__main__ import main as treaty_atlas
from geo.steps import end_with

WORLD = Path(__file__).parents[1] / "tests/data"
ATLAS = "squares"

#: What a run may cost: seconds of work, seconds by the clock (a wait on a fifo is no work), bytes.
SECONDS, CLOCK, MEMORY = 10, 120, 8 << 30

#: One fault is told in no more lines than these.
LINES = 6


class Case(NamedTuple):
    """One way to break the world; `refused` where nobody could mean it."""

    kind: str
    name: str
    file: str
    breaks: Callable[[Path], object]
    refused: bool


# ---- files of facts


def facts() -> list[Path]:
    """The files of facts of the invented atlas."""
    return [WORLD / "terms.toml", *sorted((WORLD / "atlases" / ATLAS).rglob("*.toml"))]


def places_in(value, path: tuple = ()) -> Iterator[tuple]:
    """The way to each value of a table, tables and lists too."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield (*path, key)
        yield from places_in(one, (*path, key))


def at(value, path: tuple):
    for key in path:
        value = value[key]
    return value


def with_value(source: Path, path: tuple, value) -> bytes:
    """A file of facts with another value in one place."""
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    at(table, path[:-1])[path[-1]] = value
    return tomli_w.dumps(table).encode()


def without(source: Path, path: tuple) -> bytes:
    """A file of facts with a value less."""
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    del at(table, path[:-1])[path[-1]]
    return tomli_w.dumps(table).encode()


DAY = datetime.date(1720, 1, 1)
WRONG = [7, 2.5, True, "words", DAY, [], {}, ["words"], [[[]]], {"words": 1}, [{}]]
NUMBERS = [float("nan"), float("inf"), float("-inf"), -1e9, 1e30, -1, 10**400]
TEXTS = [
    "",
    " ",
    "\x00",
    "\x1b[31m",
    "../../out",
    "/etc/passwd",
    "CON",
    "a/b",
    "a\\b",
    "x" * 300,
    "{{7*7}}",
    "<script>",
]


def kind_of(value) -> str:
    """How TOML calls a value; whole and other numbers are one."""
    for kind, name in ((bool, "bool"), ((int, float), "number"), (str, "text"), (list, "list"), (dict, "table")):
        if isinstance(value, kind):
            return name
    return "day"


def writes(file: str, raw: bytes) -> Callable[[Path], object]:
    return lambda data: (data / file).write_bytes(raw)


def rewrites(file: str, make: Callable[..., bytes], *given) -> Callable[[Path], object]:
    """Write what is only made when it is wanted: of ten thousand cases a thousand are tried."""
    return lambda data: (data / file).write_bytes(make(*given))


def put(data: Path, file: str, how: Callable[[Path], object]) -> None:
    """Remove a file and put something else in its place."""
    (data / file).unlink()
    how(data / file)


def fact_cases(rng: random.Random) -> Iterator[Case]:
    for path in facts():
        file, raw = path.relative_to(WORLD).as_posix(), path.read_bytes()
        table = tomllib.loads(raw.decode())
        for way in places_in(table):
            now = at(table, way)
            where = ".".join(map(str, way))
            for value in WRONG:
                if kind_of(value) != kind_of(now):
                    name = f"{where} = {value!r}"
                    yield Case("wrong type", name, file, rewrites(file, with_value, path, way, value), True)
            for value in NUMBERS if kind_of(now) == "number" else ():
                name = f"{where} = {str(value)[:12]}"
                yield Case("number", name, file, rewrites(file, with_value, path, way, value), value not in (-1,))
            for value in TEXTS if isinstance(now, str) else ():
                name, bad = f"{where} = {value[:20]!r}", value in ("\x00", "\x1b[31m")
                yield Case("text", name, file, rewrites(file, with_value, path, way, value), bad)
            yield Case("key gone", where, file, rewrites(file, without, path, way), False)
            if isinstance(now, dict):
                added = rewrites(file, with_value, path, (*way, "colouur"), "x")
                yield Case("unknown key", f"{where}.colouur", file, added, len(way) > 1 and way[0] != "ground")
        yield from bytes_cases("facts", file, raw, rng)


def bytes_cases(what: str, file: str, raw: bytes, rng: random.Random) -> Iterator[Case]:
    """What may befall the bytes of a file of words."""
    cut, line = raw[: rng.randrange(1, len(raw))], raw.index(b"\n") + 1
    ways = {
        "NUL": (raw[:line] + b"\0" + raw[line:], True),
        "surrogate": (raw + b'\n# "\xed\xa0\x80"\n', True),
        "Latin-1": (raw + b"\n# caf\xe9\n", True),
        "UTF-16": (raw.decode().encode("utf-16"), True),
        "lone CR": (raw.replace(b"\n", b"\r"), True),
        "byte-order mark twice": (b"\xef\xbb\xbf\xef\xbb\xbf" + raw, True),
        "nested lists": (b"deep = " + b"[" * 20_000 + b"]" * 20_000 + b"\n" + raw, True),
        "nested tables": (b"deep = " + b"{a=" * 9_000 + b"1" + b"}" * 9_000 + b"\n" + raw, True),
        "long key": (b".".join([b"a"] * 5_000) + b" = 1\n" + raw, True),
        "cut": (cut, False),
        "empty": (b"", True),
        "noise": (rng.randbytes(900), True),
    }
    for name, (bad, refused) in ways.items():
        yield Case(f"{what}: bytes", name, file, writes(file, bad), refused)
    yield from no_file_cases(what, file)


def no_file_cases(what: str, file: str) -> Iterator[Case]:
    """What may stand where a file should."""
    ways: dict[str, Callable[[Path], object]] = {
        "a folder": Path.mkdir,
        "a fifo": os.mkfifo,
        "a device": lambda path: path.symlink_to("/dev/zero"),
        "a link to itself": lambda path: path.symlink_to(path.name),
        "a link to nothing": lambda path: path.symlink_to("nowhere"),
    }
    for name, how in ways.items():
        yield Case(f"{what}: no file", name, file, lambda data, how=how: put(data, file, how), True)


# ---- layers

#: Formats besides the shapefile in which the layers are also tried; how GDAL calls them.
FORMATS = {"geojson": "GeoJSON", "gpkg": "GPKG", "kml": "KML", "csv": None}


def layers() -> list[str]:
    return sorted(path.name for path in (WORLD / "shapefiles").iterdir() if path.is_dir())


def seal(folder: Path) -> None:
    """Write the checksums of a layer's files into its source.toml, as its owner would."""
    path = folder / "source.toml"
    if path.is_file() and not path.is_symlink():
        with contextlib.suppress(ValueError):
            head = path.read_text(encoding="utf-8").partition("[files]")[0]
            files = sorted(one for one in folder.iterdir() if one.is_file() and one != path and not one.is_symlink())
            sums = [f'"{one.name}" = "{hashlib.sha256(one.read_bytes()).hexdigest()}"\n' for one in files]
            path.write_text(f"{head}[files]\n{''.join(sums)}", encoding="utf-8")


#: Stands for a number that no library writes.
MARK = 123.456789


def redrawn(
    layer: str, change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame], mark: float = MARK, **how
) -> Callable[[Path], object]:
    """Write a layer anew, changed; in its shapes `mark` stands for `MARK`."""

    def breaks(data: Path) -> None:
        path = data / "shapefiles" / layer / f"{layer}.shp"
        table = change(gpd.read_file(path))
        for old in path.parent.glob(f"{layer}.*"):
            old.unlink()
        table.to_file(path, **({"encoding": "UTF-8"} | how))
        path.write_bytes(path.read_bytes().replace(struct.pack("<d", MARK), struct.pack("<d", mark)))
        seal(path.parent)

    return breaks


def in_format(layer: str, ending: str, damage: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    """Write a layer in another format, and damage it."""

    def breaks(data: Path) -> None:
        folder = data / "shapefiles" / layer
        table = gpd.read_file(folder / f"{layer}.shp")
        for old in folder.glob(f"{layer}.*"):
            old.unlink()
        path = folder / f"{layer}.{ending}"
        if FORMATS[ending]:
            table.to_file(path, driver=FORMATS[ending])
        else:
            table.assign(wkt=table.geometry.to_wkt()).drop(columns="geometry").to_csv(path, index=False)
        path.write_bytes(damage(path.read_bytes()))
        seal(folder)

    return breaks


def moved(change: Callable[[np.ndarray], np.ndarray]) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    """Shapes with other coordinates."""
    return lambda table: table.set_geometry(
        gpd.GeoSeries(shapely.transform(table.geometry.to_numpy(), change), crs=table.crs)
    )


def one_number(value: float) -> Callable[[np.ndarray], np.ndarray]:
    """All coordinates to the east of the first are this one."""
    return lambda xy: np.where(np.arange(xy.size).reshape(xy.shape) == 2 % max(xy.size, 1), value, xy)


SHAPES = {
    "huge": moved(one_number(1e30)),
    "lon 400": moved(one_number(400.0)),
    "in metres": moved(lambda xy: xy * 111_000),
    "exchanged, far away": moved(lambda xy: xy[:, ::-1] + [[0, 100]]),
    "empty shapes": lambda table: table.set_geometry([shapely.Point()] * len(table), crs=table.crs),
    "no rows": lambda table: table.iloc[:0],
}
KINDS = {
    "as points": lambda shape: shape.representative_point(),
    "as lines": lambda shape: shapely.LineString(shapely.get_coordinates(shape.envelope.buffer(0.1))),
    "as areas": lambda shape: shape.buffer(0.05),
    "with heights": lambda shape: shapely.force_3d(shape, 5.0),
    "with holes outside": lambda shape: shapely.Polygon(
        shape.buffer(0.1).convex_hull.exterior, [[(80, 80), (81, 80), (81, 81)]]
    ),
    "bow-ties": lambda shape: shapely.Polygon([(10, 0), (11, 1), (11, 0), (10, 1)]),
}
#: Of which dimension these are, and what layers ask for; rings that cross hold what they seem to hold.
DRAWN = {"as points": 0, "as lines": 1, "as areas": 2, "with holes outside": 2, "bow-ties": 2}
ASKED = {"land": 2, "lakes": 2, "railways": 1, "lease_lines": 1, "stations": 0}
CELLS = [None, "", "words", -5, 1e300, "ล้าน", "nowhere[p. 1]", "=1+1"]
DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "whole": lambda raw: raw,
    "cut in half": lambda raw: raw[: len(raw) // 2],
    "empty": lambda raw: b"",
    "noise": lambda raw: bytes(range(256)) * 4,
    "noise in the middle": lambda raw: raw[: len(raw) // 3] + b"\xff\x00\xfe" * 9 + raw[len(raw) // 3 :],
    "Latin-1": lambda raw: raw.replace(b"e", b"\xe9"),
    "NaN": lambda raw: re.sub(rb"1\d\.0+", b"NaN", raw),
    "degrees 1000": lambda raw: re.sub(rb"\b1(\d)\b", rb"100\1", raw),
}


def layer_cases(rng: random.Random) -> Iterator[Case]:
    for layer in layers():
        folder = f"shapefiles/{layer}"
        other = next(name for name in layers() if name != layer)
        for path in sorted((WORLD / folder).glob(f"{layer}.*")):
            yield from part_cases(
                folder, path, (WORLD / "shapefiles" / other / f"{other}{path.suffix}").read_bytes(), rng
            )
        yield from bytes_cases(
            "source.toml", f"{folder}/source.toml", (WORLD / folder / "source.toml").read_bytes(), rng
        )
        yield Case("layer gone", layer, folder, lambda data, folder=folder: shutil.rmtree(data / folder), False)
        for name, change in SHAPES.items():
            bad = name not in ("no rows", "lon 400")
            yield Case("coordinates", f"{layer}: {name}", folder, redrawn(layer, change), bad)
        for value in (np.nan, np.inf):
            broken = redrawn(layer, moved(one_number(MARK)), value)
            yield Case("coordinates", f"{layer}: {value}", folder, broken, True)
        for name, drawn in KINDS.items():
            change = lambda table, drawn=drawn: table.set_geometry(table.geometry.map(drawn), crs=table.crs)  # noqa: E731
            bad = layer in ASKED and name in DRAWN and DRAWN[name] != ASKED[layer]
            yield Case("kind of shape", f"{layer}: {name}", folder, redrawn(layer, change), bad)
        for crs in ("EPSG:3857", "EPSG:32650", "EPSG:4978", None):
            change = lambda table, crs=crs: table.set_crs(crs, allow_override=True) if crs else crsless(table)  # noqa: E731
            yield Case("CRS", f"{layer}: degrees called {crs}", folder, redrawn(layer, change), bool(crs))
        yield Case("encoding", f"{layer}: Thai as ASCII", folder, redrawn(layer, thai, encoding="ASCII"), False)
        for column in gpd.read_file(WORLD / folder / f"{layer}.shp").columns.drop("geometry"):
            change = lambda table, column=column: table.drop(columns=column)  # noqa: E731
            yield Case("column gone", f"{layer}.{column}", folder, redrawn(layer, change), False)
            for cell in CELLS:
                change = lambda table, column=column, cell=cell: table.assign(**{column: cell})  # noqa: E731
                yield Case("cells", f"{layer}.{column} = {cell!r}", folder, redrawn(layer, change), False)
        for ending in FORMATS:
            for name, damage in DAMAGE.items():
                bad = name in ("cut in half", "empty", "noise")
                yield Case("format", f"{layer}.{ending} {name}", folder, in_format(layer, ending, damage), bad)


def part_cases(folder: str, path: Path, others: bytes, rng: random.Random) -> Iterator[Case]:
    """What may befall one part of a shapefile."""
    file, raw = f"{folder}/{path.name}", path.read_bytes()
    heart = path.suffix in (".shp", ".dbf", ".shx")

    def sealed(change: Callable[[Path], object]) -> Callable[[Path], object]:
        return lambda data: (change(data), seal(data / folder))

    yield Case("part gone", path.name, file, sealed(lambda data: (data / file).unlink()), heart)
    ways = {
        "empty": b"",
        "noise": rng.randbytes(len(raw)),
        "long noise": rng.randbytes(100_000),
        "cut in half": raw[: len(raw) // 2],
        "cut by one": raw[:-1],
        "another layer's": others,
        "all ones": b"\xff" * len(raw),
    }
    for name, bad in ways.items():
        clear = path.suffix in (".shp", ".dbf") and name not in ("cut by one", "another layer's")
        yield Case("part broken", f"{path.name} {name}", file, sealed(writes(file, bad)), clear)
    for _ in range(4):
        flipped = bytearray(raw)
        where = rng.randrange(len(raw))
        flipped[where] ^= 1 << rng.randrange(8)
        yield Case("one bit", f"{path.name} byte {where}", file, sealed(writes(file, bytes(flipped))), False)
    yield Case("part tampered", path.name, file, writes(file, raw[:-1] + bytes([raw[-1] ^ 1])), True)
    yield from no_file_cases("part", file)


def crsless(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(table.drop(columns="geometry"), geometry=table.geometry.to_numpy())


def thai(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return table.assign(**{name: "สถานี" for name in table.columns.drop("geometry") if table[name].dtype.kind in "OT"})


# ---- what is said of them


class Said(NamedTuple):
    code: int | str
    lines: list[str]


class Verdict(NamedTuple):
    check: Said
    build: Said
    faults: list[str]


def said(arguments: list[str], scratch: Path) -> Said:
    """What a command says in a process of its own, with the libraries of this one."""
    told, worker = scratch / "said", os.getpid()
    child = os.fork()
    if not child:
        code = 70
        try:
            end_with(worker)
            with told.open("w") as out:
                os.dup2(out.fileno(), 2)
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            sys.stdout, sys.stderr = (os.fdopen(end, "w", closefd=False) for end in (1, 2))
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            code = treaty_atlas(arguments)
        except SystemExit as stop:
            code = int(stop.code or 0)
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    end = time.monotonic() + CLOCK
    while True:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            break
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return Said("hung", [])
        time.sleep(0.01)
    lines = told.read_text(encoding="utf-8", errors="replace").splitlines()
    return Said(os.WEXITSTATUS(status) if os.WIFEXITED(status) else f"signal {os.WTERMSIG(status)}", lines)


def files_of(folder: Path) -> dict[str, bytes | str]:
    """All that lies in a folder, whatever it is."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        if path.is_file() and not path.is_symlink()
        else f"{path.lstat().st_mode}"
        for path in folder.rglob("*")
    }


def tried(case: Case) -> Verdict:
    """Break the world, ask, and clear up."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as scratch:
        home = Path(scratch) / "home"
        data = home / "data"
        shutil.copytree(WORLD, data, ignore=shutil.ignore_patterns("bad", "beside", "*.json", "*.csv"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                case.breaks(data)
            except Exception as error:
                return Verdict(Said(0, []), Said(0, []), [f"could not be made: {error}"])
        before = files_of(home)
        common = ["--atlas", ATLAS, "--data", str(data)]
        check = said(["check", *common], Path(scratch))
        only = ["data", "pages"] if PAGES and not check.code else ["data"]
        build = said(["build", *common, "--out", str(home / "out"), "--only", *only], Path(scratch))
        after = files_of(home)
        left = sorted(name for name in after.keys() - before.keys() if build.code or not f"{name}/".startswith("out/"))
        faults = [f"{name}: traceback" for name, one in (("check", check), ("build", build)) if is_traceback(one)]
        if not faults:
            if len({bool(check.code), bool(build.code)}) > 1:
                faults.append(f"check says {check.code}, build {build.code}")
            for name, one in (("check", check), ("build", build)):
                noise = [line for line in one.lines if not line.startswith("treaty-atlas: ")]
                if noise:
                    faults.append(f"{name}: noise")
                if len(one.lines) > LINES:
                    faults.append(f"{name}: {len(one.lines)} lines")
                if one.code and not one.lines:
                    faults.append(f"{name}: refused without a word")
            if case.refused and not check.code:
                faults.append("silent")
        if left or any(after.get(name) != raw for name, raw in before.items()):
            faults.append(f"files: {', '.join(left[:3]) or 'changed'}")
    return Verdict(check, build, faults)


def is_traceback(one: Said) -> bool:
    return one.code not in (0, 1, 2) or any(line.startswith("Traceback") for line in one.lines)


def cases(count: int, seed: int, only: str = "") -> list[Case]:
    """So many cases, as evenly of each kind as there are such."""
    rng = random.Random(seed)
    kinds = collections.defaultdict(list)
    for case in (*fact_cases(rng), *layer_cases(rng)):
        if only in f"{case.kind}: {case.file}: {case.name}":
            kinds[case.kind].append(case)
    for found in kinds.values():
        rng.shuffle(found)
    chosen: list[Case] = []
    while len(chosen) < count and any(kinds.values()):
        chosen += [found.pop() for found in kinds.values() if found][: count - len(chosen)]
    return chosen


#: Whether the pages too are built, of worlds that `check` accepts.
PAGES = False

#: Those that are tried, for workers to name by number.
CHOSEN: list[Case] = []


def tried_at(number: int) -> Verdict:
    return tried(CHOSEN[number])


def warm() -> None:
    """Import all that the commands import, so that no child has to; the invented world itself is well."""
    with tempfile.TemporaryDirectory() as out, open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        asked = ["--atlas", ATLAS, "--data", str(WORLD)]
        assert treaty_atlas(["check", *asked]) == treaty_atlas(["build", *asked, "--out", out, "--only", "data"]) == 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__.split("\n\n")[0])
    parser.add_argument("--count", type=int, default=1500, help="so many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="others with another (default: %(default)s)")
    parser.add_argument("--only", default="", help="those alone in whose description this stands")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="at a time (default: %(default)s)")
    parser.add_argument("--pages", action="store_true", help="build the pages too of what check accepts (slower)")
    asked = parser.parse_args()
    global PAGES
    PAGES = asked.pages
    CHOSEN[:] = cases(asked.count, asked.seed, asked.only)
    warm()
    tally: collections.Counter = collections.Counter()
    # What breaks a world is a function, which no pipe takes: the workers are copies of this process.
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(asked.workers, context, end_with, (os.getpid(),)) as pool:
        for case, verdict in zip(CHOSEN, pool.map(tried_at, range(len(CHOSEN))), strict=True):
            tally[case.kind, "bad" if verdict.faults else "refused" if verdict.check.code else "accepted"] += 1
            if sum(tally.values()) % 100 == 0:
                print(f"{sum(tally.values())} tried", flush=True)
            if verdict.faults:
                print(f"{case.kind}: {case.file}: {case.name}: {'; '.join(verdict.faults)}")
                for line in (verdict.check.lines[-2:] + verdict.build.lines[-2:])[:4]:
                    print(f"    {line[:300]}")
                sys.stdout.flush()
    words = ("refused", "accepted", "bad")
    print(
        f"\n{len(CHOSEN)} broken worlds, seed {asked.seed}: "
        + ", ".join(f"{sum(n for (_, word), n in tally.items() if word == one)} {one}" for one in words)
    )
    for kind in sorted({kind for kind, _ in tally}):
        print(f"  {kind}: " + ", ".join(f"{tally[kind, word]} {word}" for word in words if tally[kind, word]))
    return int(any(word == "bad" for _, word in tally))


if __name__ == "__main__":
    sys.exit(main())
