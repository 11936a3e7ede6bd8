"""The joiner of the pages' scripts: what is imported stands before what imports it, each once."""

import pytest

from geo.web.join import joined


def write(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")


def test_what_is_imported_stands_first_and_once(tmp_path):
    write(
        tmp_path,
        a="import { b } from './b.js';\nimport { c } from './c.js';\nb(c);\n",
        b="import { c } from './c.js';\nexport function b() { return c; }\n",
        c="export const c = 1;\n",
    )
    text = joined(tmp_path, "a.js")
    assert text.index("const c") < text.index("function b") < text.index("b(c)")
    assert text.count("const c") == 1 and "import" not in text and "export" not in text


def test_a_circle_is_refused(tmp_path):
    write(tmp_path, a="import { b } from './b.js';\n", b="import { a } from './a.js';\n")
    with pytest.raises(ValueError, match="imports itself"):
        joined(tmp_path, "a.js")


def test_one_name_for_two_things_is_refused(tmp_path):
    write(tmp_path, a="import { b } from './b.js';\nconst x = 1;\n", b="const x = 2;\nexport const b = x;\n")
    with pytest.raises(ValueError, match="x is also the name"):
        joined(tmp_path, "a.js")
