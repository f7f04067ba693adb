"""What is written out from the code: the schemas are current."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from klyngepakke.content.cluster_file import ClusterFile
from klyngepakke.content.meeting import Meeting
from klyngepakke.content.model import json_schema
from klyngepakke.content.pack import Pack
from klyngepakke.content.theme import ThemeFile

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("name", "type_"),
    [("moede", Meeting), ("pakke", Pack), ("klynge", ClusterFile), ("udseende", ThemeFile)],
)
def test_the_schemas_are_current(name, type_):
    """`docs/skema/` is what `klyngepakke skema` prints, so editors help with today's keys."""
    written = (ROOT / "docs" / "skema" / f"{name}.json").read_text("utf-8")

    assert json.loads(written) == json_schema(type_)
    assert written == json.dumps(json_schema(type_), ensure_ascii=False, indent=1) + "\n"
