"""What is written out from the code: the glossary and the schemas are current."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from klyngepakke.content.cluster_file import ClusterFile
from klyngepakke.content.meeting import Meeting
from klyngepakke.content.model import json_schema
from klyngepakke.content.pack import Pack
from klyngepakke.content.theme import ThemeFile

ROOT = Path(__file__).parents[1]


def glossary():
    """The glossary as the tool makes it now."""
    found = importlib.util.spec_from_file_location("ordliste", ROOT / "tools" / "ordliste.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module.glossary()


def test_the_glossary_is_current():
    """`docs/ordliste.md` is what `make docs` would write."""
    assert (ROOT / "docs" / "ordliste.md").read_text("utf-8") == glossary()


def test_the_glossary_tells_what_every_key_means():
    """No row is without its key, its field and its sentence."""
    rows = [row.strip("|").split(" | ") for row in glossary().splitlines() if row.startswith("| `")]

    assert len(rows) > 200
    assert [row for row in rows if len(row) != 3 or not row[2].strip(" |")] == []


@pytest.mark.parametrize(
    ("name", "type_"),
    [("moede", Meeting), ("pakke", Pack), ("klynge", ClusterFile), ("udseende", ThemeFile)],
)
def test_the_schemas_are_current(name, type_):
    """`docs/skema/` is what `klyngepakke skema` prints, so editors help with today's keys."""
    written = (ROOT / "docs" / "skema" / f"{name}.json").read_text("utf-8")

    assert json.loads(written) == json_schema(type_)
    assert written == json.dumps(json_schema(type_), ensure_ascii=False, indent=1) + "\n"
