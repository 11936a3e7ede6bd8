"""Writes the documentation, the public names, the cookbook and all keys of the facts, as pages that ask no network.

`python docs/pages.py maps_out/docs` is what `make docs` calls. It needs the extra "docs" (pdoc).
"""

import sys
import warnings
from pathlib import Path

import pdoc

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))


def main(out: Path) -> None:
    """Write `geo.html` (from the docstrings), `cookbook.html`, `keys.html` and `index.html` into a folder."""
    # The annotations of a NamedTuple are texts that pdoc cannot look up; it shows them as they are.
    warnings.filterwarnings("ignore", "Error parsing type annotation")
    pdoc.render.configure(docformat="numpy", show_source=False)
    pdoc.pdoc("geo", HERE / "cookbook.py", HERE / "keys.py", output_directory=out)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("maps_out/docs"))
