"""The reference: it is what the code says now, and leaves nothing out."""

from __future__ import annotations

import re
import sys
from dataclasses import fields, is_dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from klyngepakke import content, hookspecs
from klyngepakke.commands import line
from klyngepakke.printing import helpers, templates
from klyngepakke.printing.stylesheet import BASE, base_variables

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the tool that writes the page is no part of the package

from tools.opslag import helpers as filters_told  # noqa: E402
from tools.opslag import page, program, sheets, values  # noqa: E402

STORED = (ROOT / "docs" / "opslag.md").read_text("utf-8")


@cache
def made():
    """The page as the tool writes it now."""
    return page.page()


def part(heading):
    """One part of the page."""
    return STORED.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def first_cells(text):
    """What stands as code in the first cell of each row."""
    return {hit for row in text.splitlines() for hit in re.findall(r"^\| \**`([^`]+)`", row)}


def test_the_reference_is_current():
    """`docs/opslag.md` is what `make docs` would write."""
    assert made() == STORED


def all_keys():
    """Every key of every kind of thing that people write, with its sentence."""
    for module in iter_modules(content.__path__, f"{content.__name__}."):
        for found in vars(import_module(module.name)).values():
            if is_dataclass(found) and getattr(found, "__module__", "") == module.name:
                yield from (
                    (f"{found.__name__.removeprefix('_')}.{field.name}", field.metadata)
                    for field in fields(found)
                    if "alias" in field.metadata
                )


def test_every_key_is_told_once_with_its_sentence():
    """No key that can be written is left out, and none stands twice."""
    rows = [row for row in part("Nøgler").splitlines() if row.startswith(("| `", "| **`"))]
    told = [re.findall(r"`([\w.]+)` \|$", row)[0] for row in rows]
    aside = {"Answers", "Bounds", "Link"}  # a partial meeting, and two that only read
    wanted = {name: m for name, m in all_keys() if name.split(".")[0] not in aside}

    assert set(wanted) - set(told) == set()
    assert len(told) == len(set(told))
    assert len(told) > 200
    for name, metadata in wanted.items():
        row = rows[told.index(name)]
        assert f"`{metadata['alias']}`" in row
        assert metadata["description"].split("|")[0] in row


def test_every_command_and_option_is_told():
    """Each command stands as it is typed, with each of its options."""
    text = part("Kommandoer")
    for name, parser in line._parser()[1].items():
        about = text.partition(f"**`klyngepakke {name}")[2].partition("**`klyngepakke")[0]
        options = {
            o
            for action in parser._actions
            for o in action.option_strings
            if o.startswith("--") and o not in line._HELP and action.help != "==SUPPRESS=="
        }
        assert about, name
        assert {o for o in options if f"`{o}" not in about} == set(), name


def test_every_exit_code_and_hook_is_told():
    """Each kind of error has its code and sentence, and each hook what it gives."""
    hooks = {n for n, f in vars(hookspecs).items() if hasattr(f, f"{hookspecs.GROUP}_spec")}

    assert set(program.HOOKS) == hooks
    assert all(name in part("Kroge") for name in hooks)
    codes = re.findall(r"^\| (\d+) \|", part("Slutkoder"), re.MULTILINE)
    assert codes == ["0", "1", "2", "3", "4", "5", "6", "69", "75", "130"]


def test_every_filter_is_told_with_what_it_gives():
    """Our own filters and Jinja's: no more and no fewer, each with an output that was computed."""
    told = first_cells(part("Filtre"))

    assert set(filters_told.OURS) == set(helpers.filters(None))
    assert set(filters_told.JINJA) == set(templates._JINJA_FILTERS)
    assert told == set(filters_told.OURS) | set(filters_told.JINJA)
    assert filters_told.rendered("{{ 990 | kl }}") == "16.30"
    assert "| `16.30` |" in part("Filtre")


@pytest.mark.parametrize("name", sheets.BASES)
def test_every_block_of_a_base_sheet_has_its_meaning(name):
    """A base sheet's first comment tells of each block in it, and of no other."""
    one = sheets.templates()[name]
    known = {b for base in sheets.BASES for b in sheets.templates()[base].meanings}

    assert set(one.meanings) <= set(one.blocks)
    assert set(one.blocks) <= known
    text = part("Grundark og blokke").partition(f"\n### {name}\n")[2].partition("\n### ")[0]
    assert {b for b in one.blocks if b in one.meanings} == first_cells(text)


def test_every_sheet_of_the_core_says_what_it_is():
    """Each template has a first comment, extends a base sheet, and fills blocks that there are."""
    known = sheets.templates()
    for name, one in known.items():
        inherited = set()
        above = one.extends
        while above:
            inherited |= set(known[above].blocks)
            above = known[above].extends
        assert one.about, name
        assert name in sheets.BASES or set(one.blocks) <= inherited, name


def test_the_values_of_every_sheet_are_told():
    """Each template that a meeting can need has a table of what it sees."""
    needed = set(sheets.templates()) - {*sheets.BASES, *values.SAME_AS}
    told = set(re.findall(r"^### Data til (\S+)$", STORED, re.MULTILINE))

    assert told == needed | {"skilt.html"}
    assert "`data`" in part("Det, en skabelon ser")
    assert "| `dokument.fod` | tekst |" in part("Det, en skabelon ser")


def test_every_variable_of_the_css_is_told_with_its_meaning():
    """Each custom property of the core's CSS has a comment, and stands in the table."""
    root = BASE.read_text("utf-8").partition(":root {")[2].partition("}")[0]
    names = re.findall(r"^  --([\w-]+):", root, re.MULTILINE)

    assert [v.name for v in base_variables()] == names
    assert first_cells(part("Variabler")) == set(names)
