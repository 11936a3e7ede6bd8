"""The command line; no knowledge. `treaty-atlas` and `python -m geo` are the same."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from pathlib import Path

from .errors import DataError, GeoError, UsageError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns 0, 1 (bad data) or 2 (bad usage)."""
    arguments = sys.argv[1:] if arguments is None else arguments
    # A longitude west of Greenwich is no option: argparse leaves what begins with a blank alone.
    options = _parser().parse_args([" " + text if re.match(r"-\.?\d", text) else text for text in arguments])
    try:
        code = options.run(options) or 0
        sys.stdout.flush()
        return code
    except GeoError as error:
        _say(*str(error).splitlines())
        return error.exit_code
    except BrokenPipeError:
        # Whoever read the output has gone; Python would complain once more when it closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _say(f"{where}{error.strerror or error}; nothing was changed")
        return 1
    except MemoryError:
        _say("this machine has not enough memory for that; nothing was changed")
        return 1
    except KeyboardInterrupt:
        _say("stopped; nothing is left half done")
        return 130


def _say(*lines: str) -> None:
    print("\n".join(f"treaty-atlas: {line}" for line in lines), file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="treaty-atlas", description=("Before-and-after maps of a treaty that cite the article behind every line.")
    )
    parser.add_argument("--version", action="version", version=f"treaty-atlas {_version()}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name, run, words, out=False):
        sub = commands.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
        sub.set_defaults(run=run)
        sub.add_argument(
            "--data",
            type=Path,
            default=_own_data(),
            help="another data/ folder (default: ./data where it holds an atlas, else the package's)",
        )
        if name != "layers":
            usual = (
                "all" if name in ("build", "verify", "serve", "check", "words") else "the only one, or portsmouth_1905"
            )
            sub.add_argument("--atlas", help=f"folder under data/atlases/ (default: {usual})")
        if out:
            sub.add_argument(
                "--out", type=_folder, default=Path("maps_out"), help="where the outputs go (default: %(default)s)"
            )
        return sub

    whole = command("build", _build, "build pages, figures and data of every atlas, or of one", out=True)
    whole.add_argument(
        "--site",
        default="",
        help="address at which the outputs will stand, such as https://example.org/atlas/: for citations, previews, "
        "the sitemap and whatever else a static host takes",
    )
    whole.add_argument(
        "--sheets",
        nargs="*",
        metavar="LANGUAGE",
        help="draw sheets to print in these "
        "languages only, such as --sheets en; after --sheets alone none (default: all of the atlas)",
    )
    whole.add_argument(
        "--only",
        nargs="+",
        action="extend",
        default=[],
        choices=("pages", "sheets", "data"),
        help="build these alone, and leave the others as they stand (default: all three)",
    )
    new = commands.add_parser(
        "new",
        help="begin an atlas: the smallest that builds, with its own ground, anywhere on earth",
        description="Begin an atlas of your own as ./data/atlases/ID/: the smallest that builds, with its own ground "
        "for any place on earth. treaty-atlas build makes it at once.",
    )
    new.set_defaults(run=_new)
    new.add_argument("id", metavar="ID", help="name of its folder: small letters, digits and _, such as ferry_treaty")
    new.add_argument("--title", required=True, help="of the atlas, in quotation marks")
    new.add_argument(
        "--extent",
        required=True,
        nargs=4,
        type=float,
        metavar=("W", "S", "E", "N"),
        help="of its map, degrees; a west greater than the east runs across 180 degrees",
    )
    new.add_argument(
        "--from",
        dest="events",
        type=Path,
        metavar="EVENTS.CSV",
        help="table of events: place, lon, lat (or wkt), day, from, to, tenure, article, source",
    )
    new.add_argument("--data", type=Path, default=Path("data"), help="another folder (default: %(default)s)")
    command("verify", _verify, "compare what was built with its manifest", out=True)
    serve = command("serve", _serve, "build what changed on saving, and show it in a browser of this machine", out=True)
    serve.add_argument("--port", type=int, default=8000, help="0 is any that is free (default: %(default)s)")
    command("check", _check, "check the facts and the layers; nothing is written")
    words = command("words", _words, "bring the PO files of every language up to the English of today")
    words.add_argument(
        "--program", action="store_true", help="those of the words of pages, sheets and answers instead of the facts'"
    )
    status = command("status", _status, "who held a place on a day, under which right, by which article")
    status.add_argument(
        "place",
        help="feature id, such as liaodong-lease; any of its names in any "
        "language; a name on the maps; or LON,LAT in degrees",
    )
    status.add_argument("date", help="day, YYYY-MM-DD")
    status.add_argument("--json", action="store_true", help="as JSON, with instruments and sources")
    status.add_argument(
        "--language", help="of the answer in words (default: that of your locale where the atlas has it, else en)"
    )
    figure = command("figure", _figure, "draw a sheet to print as PDF, SVG and PNG", out=True)
    figure.add_argument("subject", help="subject of the atlas, such as sakhalin")
    figure.add_argument(
        "--kind",
        default="pair",
        help="pair (before and after), change (what changed) or plate (with insets); default: %(default)s",
    )
    figure.add_argument(
        "--layout",
        default="sheet",
        help="sheet, map (nothing else), column (84 mm), "
        "page (174 mm), slide (16:9) or wall (A2 to A0); default: %(default)s",
    )
    figure.add_argument("--day", help="one map of one day, YYYY-MM-DD")
    figure.add_argument("--before", help="day, YYYY-MM-DD (default: the subject's)")
    figure.add_argument("--after", help="day, YYYY-MM-DD (default: the subject's)")
    figure.add_argument("--size", help="a4 to a0, letter or WxH in mm (default: the layout's)")
    figure.add_argument("--language", default="en", help="such as en or th (default: %(default)s)")
    figure.add_argument("--style", default="colour", help="colour or grey (default: %(default)s)")
    figure.add_argument(
        "--format",
        nargs="+",
        action="extend",
        choices=("pdf", "svg", "png"),
        help="one or more formats (default: all three)",
    )
    figure.add_argument("--dpi", type=int, default=300, help="dots an inch of the PNG (default: %(default)s)")
    figure.add_argument("--extent", help="WEST,SOUTH,EAST,NORTH in degrees (default: the subject's)")
    figure.add_argument(
        "--reading", default="", help="law or fact: only rights in law, or only what held on the ground (default: both)"
    )
    figure.add_argument("--transparent", action="store_true", help="leave the paper out")
    figure.add_argument("--no-modern", action="store_true", help="without the names of our day")
    figure.add_argument("--svg-text", action="store_true", help="keep the text of an SVG as text")
    schema = commands.add_parser(
        "schema",
        help="print the JSON Schema of the files of facts",
        description="Print the JSON Schema of the files of facts, or write all of them.",
    )
    schema.set_defaults(run=_schema)
    schema.add_argument("kind", nargs="?", default="", help="kind of file, such as features (default: all, by kind)")
    schema.add_argument("--out", type=_folder, help="folder to write all of them into, as <kind>.json")
    layers = command("layers", _layers, "rebuild data/shapefiles/ from the pinned upstream packages")
    layers.add_argument(
        "--sums",
        action="store_true",
        help="build nothing: write the checksums of layers changed by hand into their source.toml",
    )
    layers.add_argument("layer", nargs="*", help="only these layers (default: all)")
    return parser


def _own_data() -> Path | None:
    """The folder `data/` where the command is given, if it holds an atlas and is not the package's own."""
    own = Path("data")
    beside = Path(__file__).parents[1] / "data"  # that of a checkout
    return own if any(own.glob("atlases/*/atlas.toml")) and own.resolve() != beside.resolve() else None


def _folder(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty; allowed: a folder, or . for this one")
    return Path(text)


def _version() -> str:
    from importlib import metadata

    try:
        return metadata.version("treaty-atlas")
    except metadata.PackageNotFoundError:
        return "(not installed)"


def _progress(steps):
    """The steps of a build, with a bar on a terminal that says at which one it is."""
    from tqdm import tqdm

    steps = list(steps)
    with tqdm(steps, unit="step", disable=not sys.stderr.isatty()) as bar:
        for step in bar:
            bar.set_description(f"{step.kind}: {step.name}")
            yield step


def _atlases(options) -> list[str]:
    """The atlas that a command names, or all that there are."""
    from .sources import data_folder, list_atlases

    if options.atlas:
        return [options.atlas]
    found = list_atlases(options.data)
    if not found:
        raise UsageError(
            f"there is no atlas in {options.data or data_folder()}; allowed: a folder data/ with "
            "atlases/<name>/atlas.toml"
        )
    return found


def _build(options) -> None:
    from .sources import data_folder
    from .stamp import stamps_of, stands

    for name in _atlases(options):
        asked = options.site, options.sheets, options.only
        # Outputs that would come out the same, byte for byte, are not made again.
        if stands(name, options.out, stamps_of(name, options.data or data_folder(), *asked)):
            print(f"{options.out / name} stands as built; open {options.out / 'index.html'}")
            continue
        from .build import build

        folder = build(name, options.out, options.data, _progress, *asked)
        print(f"built {folder}; open {options.out / 'index.html'}")


def _new(options) -> None:
    from .new import new_atlas

    folder = new_atlas(options.id, options.title, options.extent, options.data, options.events, _progress)
    print(f"wrote {folder}; now: treaty-atlas build")


def _verify(options) -> None:
    from .whole import verify

    for name in _atlases(options):
        print(verify(options.out / name, name))


def _serve(options) -> None:
    from .serve import serve

    if options.data or options.atlas:
        _atlases(options)
    serve(options.out, options.data, options.atlas or "", options.port, lambda line: print(line, flush=True))


def _check(options) -> None:
    from .check import check

    problems: list[str] = []
    for name in _atlases(options):
        try:
            print(check(name, options.data))
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(list(dict.fromkeys(problems)))


def _words(options) -> None:
    from .sources import read_atlas
    from .translate import update_atlas, update_words

    written = update_words() if options.program else []
    for name in [] if options.program else _atlases(options):
        written += update_atlas(read_atlas(name, options.data))
    print("\n".join(f"wrote {path}" for path in written) or "nothing is new")


def _status(options) -> None:
    from .answers import as_json, as_text, ask
    from .sources import only_atlas, read_atlas
    from .texts import own_language

    atlas = read_atlas(options.atlas or only_atlas(options.data), options.data)
    language = options.language or own_language(atlas.languages, os.environ)
    if language not in atlas.languages:
        raise UsageError(f'this atlas has no language "{language}"; allowed: {", ".join(atlas.languages)}')
    table = ask(atlas, options.place, options.date, options.data)
    if options.json:
        print(json.dumps(as_json(table, atlas), ensure_ascii=False, indent=2))
    else:
        print("\n".join(as_text(table, atlas, language)))


def _figure(options) -> None:
    from .build import version
    from .figure import write_figure
    from .sources import only_atlas
    from .whole import refuse_sources
    from .world import build_world

    world = build_world(options.atlas or only_atlas(options.data), options.data)
    edition = {"version": version()}
    folder = options.out / world.atlas.id / "figures"
    refuse_sources(folder, world.data)
    for path in write_figure(
        world,
        options.subject,
        folder,
        edition,
        options.format or ("pdf", "svg", "png"),
        options.before,
        options.after,
        options.size,
        options.language,
        options.style,
        options.kind,
        options.dpi,
        layout=options.layout,
        day=options.day,
        extent=_extent(options.extent),
        transparent=options.transparent,
        modern=not options.no_modern,
        reading=options.reading,
        svg_text=options.svg_text,
    ):
        print(path)


def _extent(text: str | None) -> list[float] | None:
    from .errors import UsageError

    try:
        sides = [float(side) for side in text.split(",")] if text else None
    except ValueError:
        sides = []
    if sides is not None and len(sides) != 4:
        raise UsageError(f'"{(text or "").strip()}" is no extent; allowed: WEST,SOUTH,EAST,NORTH in degrees')
    return sides


def _layers(options) -> None:
    from .layers import rebuild_layers, write_sums
    from .sources import data_folder

    made = write_sums if options.sums else rebuild_layers
    for line in made(options.data or data_folder(), options.layer):
        print(line)


def _schema(options) -> None:
    from .schema import KINDS, schema_of, schema_text, write_schemas

    if options.kind and options.kind not in KINDS:
        raise UsageError(f'there is no kind of file "{options.kind}"; allowed: {", ".join(KINDS)}')
    if options.out:
        for path in write_schemas(options.out):
            print(path)
    elif options.kind:
        print(schema_text(options.kind), end="")
    else:
        print(json.dumps({kind: schema_of(kind) for kind in KINDS}, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    sys.exit(main())
