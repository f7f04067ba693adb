"""What the dearest honest sheets cost, and how far the limits are from them (Linux).

    .venv/bin/python benchmarks/limits.py [participants]

Every sheet of every pack's example meeting is made in a fork of one process that is warm, as
the worker is: seconds of processor time, and how far the address space grew. The limits in
`workshop/limits.py` are ten times the dearest.
"""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from klyngepakke.content.example import example
from klyngepakke.content.meeting_file import meeting_text
from klyngepakke.plugins import Catalogue, catalogue
from klyngepakke.printing.produce import produce
from klyngepakke.road import Prepared, prepare
from klyngepakke.workshop.limits import LIMITS

_SHOWN = 6
_MEGA = 1_000_000


class Row(NamedTuple):
    """A sheet, and what it cost: seconds of processor time, bytes of address space."""

    pack: str
    sheet: str
    pages: int
    seconds: float
    grown: int


def meetings(packs: Catalogue, number: int) -> Iterator[tuple[str, Prepared]]:
    """The example meeting of every pack, planned."""
    for name, loaded in packs.packs.items():
        with tempfile.TemporaryDirectory() as folder:
            meeting = meeting_text(example(loaded, number))
            (Path(folder) / "moede.yaml").write_text(meeting, "utf-8")
            yield name, prepare(Path(folder), packs)


def forked(work: Callable[[], tuple[int, float, int]]) -> tuple[int, float, int]:
    """What some work gives in a process of its own."""
    out, into = os.pipe()
    if not os.fork():
        os.write(into, pickle.dumps(work()))
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as answer:
        data = answer.read()
    os.wait()
    return pickle.loads(data)  # noqa: S301 - written ten lines above


def size(key: str) -> int:
    """One of the sizes in /proc/self/status, in bytes."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith(key):
            return int(line.split()[1]) * 1024
    raise KeyError(key)


def rows(number: int) -> Iterator[Row]:
    """A row for each sheet."""
    packs = catalogue()
    warm = False
    for name, ready in meetings(packs, number):
        for document in ready.kit.documents:

            def cost(document=document, ready=ready) -> tuple[int, float, int]:
                held, start = size("VmSize"), time.process_time()
                pages = produce(document, ready.theme, filters=packs.filters).pages
                return pages, time.process_time() - start, size("VmPeak") - held

            if not warm:  # the first reads fonts and CSS
                cost()
                warm = True
            yield Row(name, document.id, *forked(cost))


def main() -> None:
    """Print the slowest, the hungriest, and the margins."""
    found = list(rows(int((*sys.argv[1:], "73")[0])))
    for title, key in (("slowest", lambda r: r.seconds), ("hungriest", lambda r: r.grown)):
        print(title)
        for row in sorted(found, key=key, reverse=True)[:_SHOWN]:
            print(
                f"  {row.pack:<24} {row.sheet:<32} {row.pages:>3} p "
                f"{row.seconds:>6.1f} s {row.grown / _MEGA:>6.0f} MB"
            )
    seconds, grown = max(r.seconds for r in found), max(r.grown for r in found)
    print(f"{len(found)} sheets, {sum(r.pages for r in found)} pages")
    print(f"time    limit {LIMITS.cpu} s, {LIMITS.cpu / seconds:.1f} x the slowest")
    print(
        f"memory  limit {LIMITS.memory / _MEGA:.0f} MB, {LIMITS.memory / grown:.1f} x the hungriest"
    )


if __name__ == "__main__":
    main()
