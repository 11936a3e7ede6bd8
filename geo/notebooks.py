"""Runs the notebooks and writes them, with what they show, as pages that ask no network.

`python -m geo.notebooks --out maps_out` is what `make notebooks` calls. It needs the extra
"notebooks" (nbclient, nbconvert, ipykernel); nothing else in the package does.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import jinja2
from tqdm import tqdm

from .errors import DataError, GeoError, UsageError

WEB = Path(__file__).parent / "web"

#: Seconds that one cell may take.
PATIENCE = 600


def notebooks_folder() -> Path:
    """The folder `notebooks/`: inside an installed wheel, else beside the package in a checkout."""
    package = Path(__file__).parent
    inside = package / "_notebooks"
    return inside if inside.is_dir() else package.parent / "notebooks"


def run_notebook(path: Path):
    """Run one notebook from top to bottom, in an empty working directory.

    Parameters
    ----------
    path : Path
        An .ipynb file; it is not changed.

    Returns
    -------
    nbformat.NotebookNode
        The notebook with its outputs.

    Raises
    ------
    DataError
        A cell fails.
    UsageError
        The extra "notebooks" is not installed.
    """
    try:
        import nbformat
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError
        from traitlets.config import Config
    except ImportError as error:
        raise UsageError(
            f'running notebooks needs the package {error.name}; allowed: pip install "treaty-atlas[notebooks]"'
        ) from None
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory(prefix="treaty-atlas-") as aside:
        work, settings = Path(aside) / "work", Path(aside) / "ipython"
        work.mkdir()
        # The kernel finds this very package, installed or not, and leaves nothing in the home.
        paths = [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
        env = os.environ | {
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "IPYTHONDIR": str(settings),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        # Over files where there are such sockets: no port, nothing for others to listen to.
        connection = {
            "connection_file": str(Path(aside) / "kernel.json"),
            "transport": "ipc" if os.name == "posix" else "tcp",
        }
        client = NotebookClient(
            notebook,
            timeout=PATIENCE,
            kernel_name="python3",
            resources={"metadata": {"path": str(work)}},
            record_timing=False,
            config=Config({"KernelManager": connection}),
        )
        try:
            client.execute(env=env)
        except CellExecutionError as error:
            failed = next(
                cell.id
                for cell in notebook.cells
                if cell.cell_type == "code" and any(output.output_type == "error" for output in cell.outputs)
            )
            raise DataError(
                f"{path.name}, cell {failed}: {error.ename}: {error.evalue}; allowed: cells that run from top to bottom"
            ) from None
    return notebook


def page_of(notebook, name: str, folder: Path | None = None) -> str:
    """A notebook with its outputs as one HTML page that asks no network for anything.

    Pictures that its words show stand in the page; their addresses count from `folder`, by default that of the
    package's notebooks. nbconvert's own pages load MathJax, RequireJS and Mermaid from elsewhere: only its cells are
    taken, into a page of ours (`web/notebook.html`).
    """
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(
        template_name="basic",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        embed_images=True,
    )
    body, _ = exporter.from_notebook_node(notebook, {"metadata": {"path": str(folder or notebooks_folder())}})
    template = jinja2.Environment(autoescape=True).from_string((WEB / "notebook.html").read_text(encoding="utf-8"))
    return template.render(
        title=notebook.metadata.get("title", name),
        body=body,
        style=(WEB / "static" / "notebook.css").read_text(encoding="utf-8"),
    )


def run_notebooks(folder: Path, out: Path, progress=iter) -> list[Path]:
    """Run every notebook of a folder and write what it shows into `out/notebooks/`.

    Parameters
    ----------
    folder : Path
        Holds the .ipynb files; they are not changed.
    out : Path
        Pages go to `out/notebooks/<name>.html`; a page is written once its notebook ran.
    progress : callable
        Wraps the notebooks, such as `tqdm`.

    Returns
    -------
    list of Path
        The pages, in the order of their names.

    Raises
    ------
    DataError
        A cell fails.
    UsageError
        There is no notebook, or the extra "notebooks" is not installed.
    """
    paths = sorted(Path(folder).glob("*.ipynb"))
    if not paths:
        raise UsageError(f"{folder}: there is no notebook; allowed: a folder with .ipynb files")
    written = []
    for path in progress(paths):
        page = page_of(run_notebook(path), path.stem, path.parent)
        target = Path(out) / "notebooks" / f"{path.stem}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page, encoding="utf-8", newline="\n")
        written.append(target)
    return written


def main(arguments: list[str] | None = None) -> int:
    """Run all notebooks; returns 0, 1 (a cell fails) or 2 (bad usage)."""
    parser = argparse.ArgumentParser(
        prog="python -m geo.notebooks", description=("Run the notebooks and write readable pages into OUT/notebooks/.")
    )
    parser.add_argument("--out", type=Path, default=Path("maps_out"), help="where the pages go (default: %(default)s)")
    parser.add_argument("--folder", type=Path, default=notebooks_folder(), help="other notebooks than the package's")
    options = parser.parse_args(arguments)
    try:
        for path in run_notebooks(
            options.folder, options.out, lambda paths: tqdm(paths, unit="notebook", disable=not sys.stderr.isatty())
        ):
            print(path)
    except GeoError as error:
        print(f"treaty-atlas: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
