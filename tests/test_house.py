"""The house rules that a machine can hold: who imports whom, that facts stay out of the code."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest

GEO = Path(__file__).parents[1] / "geo"
PYTHON = sorted(GEO.rglob("*.py"))
SCRIPTS = sorted((GEO / "web" / "static").glob("*.js"))

#: What each module may import of the package: only what stands before it. Outputs (web, figure,
#: export) know neither one another nor how features are made.
ALLOWED = {
    "errors": "",
    "whole": "errors",
    "rules": "",
    "model": "errors rules",
    "reading": "",
    "geometry": "",
    "faces": "errors",
    "sense": "errors model reading texts",
    "sources": "errors geometry rules model reading sense",
    "marks": "errors rules model sources",
    "schema": "marks model",
    "layers": "errors model reading geometry sources",
    "ground": "errors geometry layers ground",
    "cache": "model whole",
    "features": "cache errors model reading sources geometry",
    "timeline": "errors model sources",
    "limits": "model timeline",
    "ground_sense": "errors model reading geometry limits",
    "catalogue": "cache errors",
    "joiners": "",
    "forms": "",
    "locators": "",
    "texts": "catalogue forms joiners locators model",
    "translate": "catalogue model texts",
    "stamp": "errors sources whole",
    "states": "cache geometry model",
    "scene": "limits marks model rules states timeline",
    "lanes": "marks model",
    "web": "errors faces cache model rules marks scene states lanes sources geometry timeline limits forms locators "
    "texts web",
    "figure": "errors faces whole cache model marks scene states lanes geometry timeline limits forms texts figure",
    "export": "errors whole model sources marks scene lanes geometry timeline limits texts export",
    "questions": "errors model texts timeline",
    "answers": "errors model sources layers features geometry timeline limits forms texts questions",
    "world": "errors model sources features layers timeline web answers figure",  # a World asks and draws itself
    "check": "catalogue errors marks model sense ground_sense sources features layers timeline texts world",
    "new": "errors geometry ground check layers sources new",
    "draft": "errors model reading sources layers timeline world check",
    "audit": "model sources",
    "steps": "errors whole stamp model sources features layers timeline texts web figure export world",
    "build": "errors whole cache check stamp steps model sources features layers timeline texts web figure export "
    "world",
    "serve": "errors whole sources web",
    "notebooks": "errors whole model sources features layers timeline texts web figure export world build",
    "__init__": "errors model sources features timeline answers web figure world draft build",
    "__main__": "errors whole stamp model sources layers features timeline web figure export answers texts "
    "world build serve check notebooks schema translate new",
}

#: Where alone a drawing library may be imported.
ONLY_IN = {"folium": ["web"], "branca": ["web"], "matplotlib": ["figure"]}


def module_of(path):
    """The part of the package that a file belongs to: its name, or that of its folder in geo/."""
    return path.stem if path.parent == GEO else path.parent.name


def imports_of(path):
    """(modules of geo, other top-level packages) that a file imports, wherever in it they stand."""
    own, other = set(), set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top, _, rest = alias.name.partition(".")
                (own if top == "geo" else other).add(rest.split(".")[0] if top == "geo" else top)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            package = path.relative_to(GEO).parts[:-1]
            if node.level:
                full = ".".join([*package[: len(package) - node.level + 1], module]).strip(".")
            elif module.split(".")[0] == "geo":
                full = module.partition(".")[2]
            else:
                other.add(module.split(".")[0])
                continue
            own.update([full.split(".")[0]] if full else [alias.name for alias in node.names])
    return own, other


def relative(path):
    return path.relative_to(GEO).as_posix()


@pytest.mark.parametrize("path", PYTHON, ids=relative)
def test_a_module_imports_only_what_stands_before_it(path):
    module = module_of(path)
    assert module in ALLOWED, f"say in ALLOWED what {module} may import"
    assert imports_of(path)[0] - set(ALLOWED[module].split()) == set()


def test_no_two_modules_import_each_other():
    links = {module: set(allowed.split()) - {module} for module, allowed in ALLOWED.items()}
    while links:
        free = [module for module, needs in links.items() if not needs & set(links)]
        assert free, f"a circle among {sorted(links)}"
        for module in free:
            del links[module]


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_drawing_library_is_imported_only_where_it_belongs(library):
    found = {module_of(path) for path in PYTHON if library in imports_of(path)[1]}
    assert found and found <= set(ONLY_IN[library])


def test_geometry_knows_nothing_but_shapes():
    plain = {"__future__", "collections", "functools"}
    assert imports_of(GEO / "geometry.py")[1] - plain == {"numpy", "pyproj", "shapely"}


# ---- facts are data


def code_of(path):
    """(line, text) of what a Python file says in code: names, numbers and texts, but no comment and
    no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docs:
            yield node.lineno, str(node.value)
        for field in ("id", "attr", "arg", "name"):
            if isinstance(getattr(node, field, None), str):
                yield getattr(node, "lineno", 0), getattr(node, field)


def code_of_script(path):
    """(line, text) of a JavaScript file without its comments."""
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for number, line in enumerate(text.splitlines(), 1):
        yield number, re.sub(r"(^|\s)//.*", "", line)


def code():
    for path in PYTHON:
        for line, text in code_of(path):
            yield f"{relative(path)}:{line}", text
    for path in SCRIPTS:
        for line, text in code_of_script(path):
            yield f"{relative(path)}:{line}", text


def found_in_code(pattern):
    # The id of the atlas that commands take by default is its folder's name, no fact; so is a
    # column such as name_1905.
    return [
        f"{where} {text.strip()[:60]}"
        for where, text in code()
        if re.search(pattern, text.replace("portsmouth_1905", ""), re.IGNORECASE)
    ]


def test_no_year_of_the_treaty_stands_in_the_code():
    assert found_in_code(r"(?<![\w.])(18|19)\d\d(?!\d)") == []


def test_no_power_stands_in_the_code():
    assert found_in_code(r"(?<![a-z])(russia|japan|china|korea)(?![a-z])") == []


def test_there_are_scripts_to_look_at():
    assert len(SCRIPTS) > 5 and sum(1 for _ in code()) > 5000


def test_scripts_hold_no_template():
    assert [
        relative(path) for path in SCRIPTS for _, text in code_of_script(path) if re.search(r"\{%|\{\{-? *[a-z_]", text)
    ] == []


# ---- what powers, rights and layers there are is data

PAGES = sorted([*SCRIPTS, *(GEO / "web").rglob("*.css"), *(GEO / "web").rglob("*.html")])


def spoken_in(path):
    """(line, text) of the texts in a Python file's code, and of everything but comments in a script, a style
    or a template."""
    if path.suffix == ".py":
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                yield node.lineno, node.value
    else:
        yield from code_of_script(path)


def named_in(paths, names):
    pattern = re.compile(rf"(?<![\w-])({'|'.join(sorted(names, key=len, reverse=True))})(?![\w-])")
    return [
        f"{relative(path)}:{line} {text.strip()[:60]}"
        for path in paths
        for line, text in spoken_in(path)
        if pattern.search(text)
    ]


def ids_of_terms():
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in (GEO.parent / "data").rglob("terms.toml")]
    return {name for terms in files for name in (*terms["power"], *terms["tenure"])}


def test_no_power_and_no_right_is_named_in_code_styles_or_templates():
    # "guards" alone is a word of the model too: a provision says how many may stand on a kilometre.
    ids = ids_of_terms() - {"guards"}
    assert len(ids) > 15
    assert named_in([*PYTHON, *PAGES], ids) == []


def test_no_class_or_variable_of_a_style_is_a_power_or_a_right():
    names = rf"(?<![a-z])({'|'.join(ids_of_terms() - {'base', 'common', 'guards'})})(?![a-z])"
    assert [
        relative(path)
        for path in PAGES
        if path.suffix == ".css"
        for _, text in code_of_script(path)
        if re.search(names, text)
    ] == []


def test_no_layer_of_an_atlas_is_named_in_scripts_or_styles():
    # The ground has a role in every atlas; any other layer is one atlas's own.
    ground = {"land", "land_far", "lakes", "rivers", "states", "borders"}
    layers = {path.name for path in (GEO.parent / "data" / "shapefiles").iterdir() if path.is_dir()} - ground
    assert layers and named_in(PAGES, layers) == []


# ---- what checks the scripts is pinned


def test_npm_packages_are_pinned_alike_and_name_no_registry():
    package, lock = (
        json.loads((GEO.parent / name).read_text("utf-8")) for name in ("package.json", "package-lock.json")
    )
    wanted = package["devDependencies"]
    assert wanted and all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert lock["packages"].pop("")["devDependencies"] == wanted
    assert {name: lock["packages"][f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, of in lock["packages"].items() if "resolved" in of or "integrity" not in of] == []
