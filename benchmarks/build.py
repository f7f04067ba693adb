"""How much a page of a kit costs, as a ratio to a page of plain text in the same run.

    .venv/bin/python benchmarks/build.py [pack] [participants]

Both are CPU time in one process, warm; the ratio holds on a noisy machine, the seconds do not.
The line on the preflight is its share of that time. The last line is what the worker process
costs: the time that passes for each sheet there, and here, in turns.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from klyngepakke.content.example import example
from klyngepakke.content.meeting_file import meeting_text
from klyngepakke.planning.document import Document
from klyngepakke.plugins import catalogue
from klyngepakke.printing import ink, layout, preflight
from klyngepakke.printing.document import Sheet
from klyngepakke.printing.produce import produce
from klyngepakke.road import prepare
from klyngepakke.road.worker import shared

_TEXT = "Det, der siges ved bordet, bliver ved bordet. " * 60
_TIMES = 5


def plain(meeting: dict, document: dict) -> Document:
    """A page of text on the base sheet, which nothing can be much quicker than."""
    data = {"møde": meeting, "dokument": document, "pakke": None, "tekst": _TEXT}
    return Document("tekst", "tekst", "Tekst", "plakat.html", "deltager", 1, data)


def seconds(document: Document, theme) -> tuple[float, int]:
    """CPU seconds that a sheet takes, and its pages."""
    start = time.process_time()
    pages = produce(document, theme).pages
    return time.process_time() - start, pages


def clocked(module: Any, name: str, spent: list[float]) -> None:
    """Keep what a module's function takes from now on, in CPU seconds."""
    asked = getattr(module, name)

    def clock(*given: Any, **named: Any) -> Any:
        start = time.process_time()
        answer = asked(*given, **named)
        answer = tuple(answer) if isinstance(answer, Iterator) else answer
        spent.append(time.process_time() - start)
        return answer

    setattr(module, name, clock)


def passed(make: Callable[..., Sheet], document: Document, theme) -> float:
    """Seconds that pass while a sheet is made."""
    start = time.perf_counter()
    make(document, theme)
    return time.perf_counter() - start


def main() -> None:
    """Print a row for each sheet, the dearest first."""
    given = sys.argv[1:]
    pack, number = [*given, *("trivsel", "29")[len(given) :]][:2]
    packs = catalogue()
    with tempfile.TemporaryDirectory() as folder:
        meeting = meeting_text(example(packs.packs[pack], int(number)))
        (Path(folder) / "moede.yaml").write_text(meeting, "utf-8")
        ready = prepare(Path(folder), packs)
    documents = ready.kit.documents
    text = plain(documents[0].data["møde"], documents[0].data["dokument"])
    seconds(text, ready.theme)
    base = min(seconds(text, ready.theme)[0] for _ in range(_TIMES))
    looking: list[float] = []
    for module, name in (
        (layout.pages, "look"),
        (preflight, "looked_at"),
        (ink, "shown"),
    ):
        clocked(module, name, looking)
    rows = [(d.id, *seconds(d, ready.theme)) for d in documents]
    for name, spent, pages in sorted(rows, key=lambda row: -row[1] / row[2]):
        print(f"{name:<42} {pages:>3} p  {spent / pages / base:6.1f} x a plain page")
    spent, pages = sum(r[1] for r in rows), sum(r[2] for r in rows)
    print(f"{'the whole kit':<42} {pages:>3} p  {spent / pages / base:6.1f} x a plain page")
    print(f"{'the preflight':<42} {pages:>3} p  {sum(looking) / spent:6.1%} of the whole kit")
    shared()(text, ready.theme)
    turns = [(passed(produce, d, ready.theme), passed(shared(), d, ready.theme)) for d in documents]
    here, there = (sum(column) for column in zip(*turns, strict=True))
    print(f"{'the same kit in the worker':<42} {pages:>3} p  {there / here:6.2f} x in one process")


if __name__ == "__main__":
    main()
