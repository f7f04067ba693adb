"""The house's rules about itself: who imports whom, and what the core does not know."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "klyngepakke"
ROOMS = (
    "errors",
    "files",
    "places",
    "patience",
    "digests",
    "content",
    "planning",
    "printing",
    "office",
    "hookspecs",
    "plugins",
    "unchanged",
    "workshop",
    "road",
    "replies",
    "library",
    "lint",
    "writing",
    "preview",
    "wizard",
    "commands",
    "testing",
)
HOMES = {
    "yaml": {"content/_yaml.py"},
    "pydantic": {"content/model.py"},
    "pydantic_core": {"content/model.py"},
    "jinja2": {"printing/templates.py"},
    "weasyprint": {"printing/layout.py"},
    "pikepdf": {"printing/pdf/"},
    "docx": {"office/word/"},
    "pptx": {"office/slides/"},
    "pypdfium2": {"printing/ink.py"},
    "segno": {"printing/qr.py"},
    "zxingcpp": {"printing/qr.py"},
    "tinycss2": {"lint/stylesheets.py"},
    "fontTools": {"lint/faces.py"},
    "babel": {"content/times.py"},
    "python_calamine": {"content/table.py"},
    "markdown_it": {"printing/markdown.py"},
    "pluggy": {"hookspecs.py", "plugins/finding.py"},
    "questionary": {"wizard/prompting.py"},
    "prompt_toolkit": {"wizard/_keys.py", "wizard/prompting.py"},
    "pytest": {"testing.py"},
    "watchfiles": {"preview/watching.py"},
    "distributed": {"road/series/scheduler.py"},
    "platformdirs": {"places.py"},
}


def modules():
    """Every module of the package with its path below it."""
    return sorted((path.relative_to(SOURCE).as_posix(), path) for path in SOURCE.rglob("*.py"))


def imported(path):
    """The full names that a module imports, wherever in it; those for types only are left out."""
    tree = ast.parse(path.read_text("utf-8"))
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(name):
    """The room of a module's full name, or None."""
    parts = name.split(".")
    return parts[1] if parts[0] == "klyngepakke" and parts[1:] and parts[1] in ROOMS else None


@pytest.mark.parametrize(("name", "path"), modules())
def test_lower_rooms_never_import_upper_ones(name, path):
    """A module imports only from its own room and from lower ones."""
    own = name.split("/")[0].removesuffix(".py")
    if own not in ROOMS:
        return
    upper = {
        wanted
        for wanted in imported(path)
        if room(wanted) and ROOMS.index(room(wanted)) > ROOMS.index(own)
    }
    # load_pack and load_theme stand in the shop window and read content when called
    assert upper == set()


def home(library, name):
    """Where a library is at home: a module, or the folder that all modules using it lie in."""
    folders = (known for known in HOMES[library] if known.endswith("/") and name.startswith(known))
    return next(folders, name)


def test_each_heavy_library_has_one_home():
    """One heavy library, one module or one folder; only pluggy has two, and prompt_toolkit, which `_keys` is a part of."""
    found: dict[str, set[str]] = {}
    for name, path in modules():
        for wanted in imported(path):
            top = wanted.split(".")[0]
            if top in HOMES:
                found.setdefault(top, set()).add(home(top, name))

    assert found == HOMES


def test_the_core_knows_no_pack_by_name():
    """No quoted pack id stands in the source: packs come in through the door alone."""
    ids = {
        path.parent.name.removeprefix("klyngepakke_") for path in ROOT.glob("packs/*/pakke.yaml")
    }
    ids |= {name.replace("_", "-") for name in ids}
    quoted = {
        f"{name}: {node.value}"
        for name, path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in ids
    }

    assert quoted == set()


def test_modules_make_no_circles():
    """No module imports itself by a way round, what is imported inside functions left out."""
    graph = {}
    for name, path in modules():
        full = "klyngepakke." + name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        tree = ast.parse(path.read_text("utf-8"))
        tops = [n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)]
        wanted = set()
        for node in tops:
            if isinstance(node, ast.ImportFrom):
                wanted |= {node.module or "", *(f"{node.module}.{a.name}" for a in node.names)}
        graph[full] = wanted
    graph = {name: wanted & set(graph) - {name} for name, wanted in graph.items()}

    while leaves := {name for name, wanted in graph.items() if not wanted}:
        graph = {n: w - leaves for n, w in graph.items() if n not in leaves}

    assert graph == {}


HEAVY = (
    "weasyprint",
    "pikepdf",
    "questionary",
    "openpyxl",
    "pydantic",
    "jinja2",
    "segno",
    "docx",
    "pptx",
)


@pytest.mark.parametrize("arguments", [["--help"], []], ids=["help", "nothing"])
def test_help_imports_nothing_heavy(arguments):
    """Help is there at once: no heavy library is imported for it."""
    code = (
        "import sys; from klyngepakke.commands.line import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit: pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stderr.splitlines()[-1] == "[]"
    assert "Traceback" not in done.stderr
