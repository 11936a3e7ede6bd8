"""Writes the documentation, the public names, the data model, the guide, the cookbook and all keys of the facts, as
pages that ask no network; and the list of public names.

`python docs/pages.py maps_out/docs docs/api.md` is what `make docs` calls. It needs the extra "docs" (pdoc).
"""

import inspect
import sys
import warnings
from pathlib import Path

import pdoc

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import geo  # noqa: E402

API = """# Public names

All that `from geo import ...` gives, each with the first sentence of what it says of itself. The whole, with
parameters, errors and examples, is what `help(name)` prints, and a page that `make docs` writes
(`maps_out/docs/geo.html`); this list is written by it too.

| name | |
| --- | --- |
"""


def public():
    """(name, thing) of every public name, and of the public methods and properties of the classes that one calls."""
    for name in geo.__all__:
        thing = getattr(geo, name)
        yield name, thing
        if inspect.isclass(thing) and not issubclass(thing, Exception):
            for key, member in vars(thing).items():
                function = getattr(member, "__func__", member)
                if not key.startswith("_") and (inspect.isfunction(function) or isinstance(member, property)):
                    yield f"{name}.{key}", function


def api() -> str:
    """The list of public names as Markdown."""
    rows = []
    for name, thing in public():
        said = inspect.getdoc(thing).split("\n\n")[0].replace("\n", " ").replace("|", "&#124;")
        call = name + ("(...)" if inspect.isfunction(thing) else "")
        rows.append(f"| `{call}` | {said.partition('. ')[0].rstrip('.:')} |")
    return API + "\n".join(rows) + "\n"


def main(out: Path) -> None:
    """Write `geo.html` (from the docstrings), `model.html`, `your_own_treaty.html`, `cookbook.html`, `keys.html` and
    their index."""
    # The annotations of a NamedTuple are texts that pdoc cannot look up; it shows them as they are.
    warnings.filterwarnings("ignore", "Error parsing type annotation")
    pdoc.render.configure(docformat="numpy", show_source=False)
    pdoc.pdoc(
        "geo",
        HERE / "model.py",
        HERE / "your_own_treaty.py",
        HERE / "cookbook.py",
        HERE / "keys.py",
        output_directory=out,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("maps_out/docs"))
    if len(sys.argv) > 2:
        Path(sys.argv[2]).write_text(api(), encoding="utf-8", newline="\n")
