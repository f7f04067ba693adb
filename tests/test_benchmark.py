"""The benchmark runs; what it finds is for people to read, and no test holds a time."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import kits
from klyngepakke.planning import kit as kits_of
from klyngepakke.planning.planner import plan
from klyngepakke.printing.templates import render

ROOT = Path(__file__).parents[1]


def benchmark(*words):
    """What a run of it says."""
    command = [sys.executable, "-m", "benchmarks.engine", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux what processes cost")
def test_the_benchmark_runs():
    """A small kit that is built again unchanged, against plain WeasyPrint; the page stands."""
    page = (ROOT / "docs" / "maalinger.md").read_text("utf-8")
    said = benchmark("--kort", "--kun", "unchanged")

    row = next(x for x in said.splitlines() if x.startswith("| unchanged rebuild"))
    assert "×" in row
    assert "stretch" in row
    assert (ROOT / "docs" / "maalinger.md").read_text("utf-8") == page


def test_a_character_is_changed_in_one_sheet_alone(monkeypatch):
    """Each sheet in turn, and a reader can see it."""
    monkeypatch.syspath_prepend(ROOT)
    from benchmarks.inside import Editing

    monkeypatch.setattr(kits_of, "kit", kits_of.kit)  # put back afterwards
    planned = plan(kits.meeting("trivsel"), kits.everything().packs)
    before, editing = kits_of.kit(planned), Editing()
    theme = kits.everything().theme("klinik")
    for document in before.documents:
        editing.sheet, editing.letter = document.id, "¤"
        after = kits_of.kit(planned)
        changed = [b for a, b in zip(before.documents, after.documents, strict=True) if a != b]
        assert [d.id for d in changed] == [document.id]
        assert "¤" in render(changed[0], theme, kits.everything().filters)


def test_the_table_says_machine_and_day(monkeypatch, tmp_path):
    """Figures without them are worth nothing; what is written around the table stands."""
    monkeypatch.syspath_prepend(ROOT)
    from benchmarks import engine

    page = tmp_path / "maalinger.md"
    page.write_text((ROOT / "docs" / "maalinger.md").read_text("utf-8"), "utf-8")
    monkeypatch.setattr(engine, "PAGE", page)
    for _ in range(2):
        rows = [engine.Row("cold kit", "2.00 s", "3.00 s", "1.50×", "1.15")]
        engine.write(f"{engine.about()}\n\n{engine.table(rows)}")

    before, _, rest = page.read_text("utf-8").partition(engine.MARKS[0])
    measured, _, after = rest.partition(engine.MARKS[1])
    assert re.search(r"20\d\d-\d\d-\d\d\. .* cores, .* weasyprint \d", measured)
    assert measured.count("| cold kit | 2.00 s | 3.00 s | 1.50× | 1.15 |") == 1
    assert "plain WeasyPrint" in before
    assert engine.MARKS[0] not in after


def test_typst_gets_the_same_words(monkeypatch):
    """Headings, paragraphs, lists, tables and lines of a sheet, and nothing else."""
    html = "<body><h1>A</h1><div><p>b <b>c</b></p><i></i></div><ul><li>d</li></ul>"
    html += "<table><tr><th>e</th><td>f</td></tr></table><svg><title>g</title></svg></body>"
    monkeypatch.syspath_prepend(ROOT)
    from benchmarks.rivals import typst_of

    blocks = typst_of(html).splitlines()[2:]
    assert [b for b in blocks if b] == [
        '#heading(level: 1, "A")',
        '#par("b c")',
        "#v(8mm)#line(length: 100%, stroke: .25mm)",
        '#list("d")',
        '#table(columns: 2, stroke: .2mm, [#"e"], [#"f"])',
    ]
