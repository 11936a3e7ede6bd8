"""Every notebook runs from anywhere, tells its answer in a table, and asks no network."""

import ast
import base64
import io
import json
import re
import shutil
from html import unescape

import nbformat
import pytest
from PIL import Image

from geo.errors import DataError, UsageError
from geo.notebooks import main, notebooks_folder, page_of, run_notebook, run_notebooks

from .test_explore import FETCHED

NOTEBOOKS = sorted(notebooks_folder().glob("*.ipynb"))

#: Article that moved the holder of each subject: the main job's own table.
ARTICLES = {"sakhalin": "IX", "liaodong": "V", "railway": "VI"}

#: Runs in the kernel before the notebook: whoever opens a network socket there, fails.
SHUT = """
import socket
class Shut(socket.socket):
    def connect(self, address):
        raise OSError(f"a notebook asks the network for {address}")
socket.socket = Shut
socket.getaddrinfo = lambda *address, **options: Shut().connect(address)
"""

by_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Notebooks that were run, by path: each once, from a folder that is not the repository's."""
    done = {}

    def run(path):
        if path not in done:
            copy = tmp_path_factory.mktemp("elsewhere") / path.name
            shutil.copy(path, copy)
            notebook = nbformat.read(copy, as_version=4)
            notebook.cells.insert(0, nbformat.v4.new_code_cell(SHUT, id="shut"))
            nbformat.write(notebook, copy)
            done[path] = run_notebook(copy)
            done[path].cells.pop(0)
        return done[path]

    return run


def outputs_of(notebook, kind: str) -> list[str]:
    return [
        output["data"][kind]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if kind in output.get("data", {})
    ]


def text_of(notebook, cell: str) -> str:
    """What one cell shows, tables and words."""
    outputs = next(c for c in notebook.cells if c.id == cell).outputs
    return "\n".join(output.get("text") or output["data"].get("text/html", "") for output in outputs)


def test_there_is_one_for_each_question():
    assert {
        "01_what_the_treaty_changed",
        "02_rights_over_time",
        "04_who_held_what_when",
        "05_how_right_are_the_maps",
        "06_your_own_treaty",
    } == {path.stem for path in NOTEBOOKS}


def test_any_day_can_be_asked(ran):
    notebook = ran(notebooks_folder() / "04_who_held_what_when.ipynb")
    answer = text_of(notebook, "answer")
    # In law and in fact: 20 October 1905, before China's consent of 22 December (Peking).
    law = text_of(notebook, "law")
    assert "Lease: Russia" in law and "Military occupation: Japan" in law
    assert "<td>Sovereignty</td>" in answer and "<td>Lease</td>" in answer and "pavlov" in answer
    assert "may lie on the other side" in text_of(notebook, "line")
    bad = text_of(notebook, "bad")
    assert all(
        words in bad
        for words in (
            'did you mean "Port Arthur"',
            "outside the chain",
            "is no day",
            "is no latitude",
            "lies in the sea",
        )
    )


def test_our_measures_stand_beside_those_of_others(ran):
    notebook = ran(notebooks_folder() / "05_how_right_are_the_maps.ipynb")
    printed = text_of(notebook, "printed")
    assert "36,090 km²" in printed and "japan-yearbook-1932" in printed  # the official area
    assert "<td>50.0</td>" in text_of(notebook, "border")  # Art. IX


def test_an_atlas_is_made_from_nothing(ran):
    notebook = ran(notebooks_folder() / "06_your_own_treaty.ipynb")
    assert "2 instruments, 4 articles, 5 features, 5 rows: all is well" in text_of(notebook, "check")
    assert 'did you mean "harbour"?' in text_of(notebook, "wrong")
    assert "<td>island-south</td>" in text_of(notebook, "changes")


@by_notebook
def test_no_output_is_stored(path):
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        assert not cell.get("outputs") and cell.get("execution_count") is None


@by_notebook
def test_file_is_valid_and_its_cells_have_names(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", cell.id) for cell in notebook.cells)


@by_notebook
def test_no_function_is_defined(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            for node in ast.walk(ast.parse(cell.source)):
                assert not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef), cell.id


@by_notebook
def test_begins_with_a_picture_and_a_question(path):
    first = nbformat.read(path, as_version=4).cells[0]
    assert first.cell_type == "markdown" and first.source.startswith("# ") and "?**" in first.source
    alt, picture = re.search(r"!\[([^\]]+)\]\(([^)]+)\)", first.source).groups()
    assert alt and (path.parent / picture).is_file()


@by_notebook
def test_shows_a_table_then_a_map_with_its_picture_beside_it(path, ran):
    shown = [output.get("data", {}) for cell in ran(path).cells if cell.cell_type == "code" for output in cell.outputs]
    maps = [n for n, data in enumerate(shown) if "srcdoc" in data.get("text/html", "")]
    assert maps and any("<table" in data.get("text/html", "") for data in shown[: maps[0]])
    for data in (shown[n] for n in maps):
        # What a viewer that takes frames away (GitHub, an untrusted notebook) leaves of the map: a picture with words.
        left = re.sub("<iframe.*?</iframe>", "", data["text/html"], flags=re.S)
        picture = re.search('<img alt="([^"]+)" src="data:image/png;base64,([^"]+)"', left)
        assert picture[1] and base64.b64decode(picture[2]) == base64.b64decode(data["image/png"])
        drawn = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
        assert drawn.width == 960 and len(drawn.getcolors(1 << 16)) > 8


@by_notebook
def test_says_nothing_on_stderr(path, ran):
    assert [
        output.text
        for cell in ran(path).cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.get("name") == "stderr"
    ] == []


def test_table_names_the_article_for_every_subject_that_can_be_chosen(tmp_path):
    # The cells up to the table, with one subject after another chosen: what a reader does.
    notebook = nbformat.read(notebooks_folder() / "01_what_the_treaty_changed.ipynb", as_version=4)
    cells = {cell.id: cell.source for cell in notebook.cells}
    again = [("read", cells["read"])]
    for subject in ARTICLES:
        again += [(f"choose-{subject}", cells["choose"].replace('"sakhalin"', f'"{subject}"'))]
        again += [(f"changes-{subject}", cells["changes"])]
    notebook.cells = [nbformat.v4.new_code_cell(source, id=name) for name, source in again]
    nbformat.write(notebook, tmp_path / "chosen.ipynb")
    shown = run_notebook(tmp_path / "chosen.ipynb")
    for subject, article in ARTICLES.items():
        table = text_of(shown, f"changes-{subject}")
        assert f"<td>{article}</td>" in table and "<td>portsmouth-1905</td>" in table


def test_the_chart_of_time_has_a_row_for_each_right(ran):
    notebook = ran(notebooks_folder() / "02_rights_over_time.ipynb")
    table = text_of(notebook, "rows")
    # Russia's lease of 27 March 1898 ends on 22 December 1905 (Peking).
    assert re.search("<td>lease</td>.*?<td>russia</td>\\s*<td>1898-03-27</td>\\s*<td>1905-12-22</td>", table, re.S)
    assert "image/png" in next(c for c in notebook.cells if c.id == "chart").outputs[0]["data"]


@by_notebook
def test_ends_with_three_exercises_and_their_answers_folded(path):
    cells = nbformat.read(path, as_version=4).cells
    asked, answered = cells[-2].source, cells[-1].source
    assert re.findall(r"^(\d)\.", asked, re.M) == re.findall(r"^(\d)\.", answered, re.M) == ["1", "2", "3"]
    assert answered.startswith("<details>")


@by_notebook
def test_page_asks_no_network(path, ran):
    page = page_of(ran(path), path.stem)
    frames = re.findall('srcdoc="([^"]*)"', page)
    assert frames
    for text in (re.sub('srcdoc="[^"]*"', "", page), *map(unescape, frames)):
        assert not FETCHED.findall(text.replace('rel="icon" href="data:,"', ""))
    assert 'alt="No description' not in page


def test_pages_are_written_and_a_failing_cell_is_a_sentence(tmp_path, capsys):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("print(6 * 7)", id="sum")], metadata={"title": "Sums"}
    )
    nbformat.write(notebook, folder / "sums.ipynb")
    written = run_notebooks(folder, tmp_path / "out")
    assert written == [tmp_path / "out" / "notebooks" / "sums.html"]
    assert "42" in written[0].read_text(encoding="utf-8")

    notebook.cells[0].source = "1 / 0"
    nbformat.write(notebook, folder / "sums.ipynb")
    with pytest.raises(DataError) as caught:
        run_notebooks(folder, tmp_path / "out")
    assert str(caught.value) == (
        "sums.ipynb, cell sum: ZeroDivisionError: division by zero; allowed: cells that run from top to bottom"
    )
    assert main(["--folder", str(folder), "--out", str(tmp_path / "out")]) == 1
    assert "cell sum" in capsys.readouterr().err


def test_an_empty_folder_is_a_sentence(tmp_path):
    with pytest.raises(UsageError, match="there is no notebook"):
        run_notebooks(tmp_path, tmp_path)
