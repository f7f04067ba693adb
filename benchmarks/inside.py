"""Runs of the program from the inside, each a process of its own, told what to do by the engine.

    python -m benchmarks.inside edit FOLDER SHEET        # the command, one character changed
    python -m benchmarks.inside edits FOLDER SHEET…      # the same again and again, in one process
    python -m benchmarks.inside clinics JOBS             # a sheet for each clinic
    python -m benchmarks.inside warm FOLDER              # a build where all is imported and started
    python -m benchmarks.inside slope COUNT              # memory, sheet after sheet

A character is changed in what the sheet is made from, after it has been planned, so that one
sheet alone is another; what is read, planned, compared, put together and written is the ordinary
command's. The meeting's file gets a blank more, so that nothing can say that nothing has changed.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.measuring import Cost, clocked, family, held, slope

from klyngepakke.planning import kit as kits
from klyngepakke.planning.document import Document, Kit

_PLAIN = ("møde", "dokument", "pakke")  # what many sheets share, or ids
_STEP = 25  # sheets between two looks at the memory


def sentence(document: Document) -> tuple[str, ...]:
    """The way to a text in the sheet's own data that a reader sees; the longest of the first."""
    own = {name: value for name, value in document.data.items() if name not in _PLAIN}
    return next(
        (way for way, text in _texts(own) if text.count(" ") > 1), ("dokument", "overlinje")
    )


def _texts(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(value, str):
        yield way, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, (*way, name))
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(value):
            yield from _texts(inner, (*way, at))


def changed(value: Any, way: tuple[Any, ...], letter: str) -> Any:
    """The same with the last letter of one text another."""
    if not way:
        return f"{value[:-1]}{letter}" if value else letter
    if isinstance(value, dict):
        return {**value, way[0]: changed(value[way[0]], way[1:], letter)}
    copy = list(value)
    copy[way[0]] = changed(copy[way[0]], way[1:], letter)
    return copy


class Editing:
    """Stands in for the planning of a kit, and changes one sheet of it by a character."""

    def __init__(self) -> None:
        self.sheet, self.letter = "", ""
        self._kit = kits.kit
        kits.kit = self  # before the road asks for it by name

    def __call__(self, *given: object, **named: object) -> Kit:
        """The kit as it is planned, but for that."""
        made = self._kit(*given, **named)
        return replace(made, documents=tuple(map(self._edited, made.documents)))

    def _edited(self, document: Document) -> Document:
        if document.id != self.sheet:
            return document
        return replace(document, data=changed(document.data, sentence(document), self.letter))


def command(*argv: str) -> None:
    """The command line in this process, in silence."""
    from klyngepakke.commands.line import main as line  # noqa: PLC0415 - after the planning

    said = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = line(list(argv))
    if code not in {0, 6}:
        raise RuntimeError(f"{argv}: exit {code}\n{said.buffer.getvalue().decode()}")


def touched(folder: str) -> None:
    """Give the meeting's file a blank line more."""
    with Path(folder, "moede.yaml").open("a", encoding="utf-8") as file:
        file.write("\n")


def edit(folder: str, sheet: str) -> None:
    """Build with one sheet changed."""
    editing = Editing()
    editing.sheet, editing.letter = sheet, "x"
    touched(folder)
    command("byg", folder)


def edits(folder: str, *sheets: str) -> list[Cost]:
    """The cost of a build for each sheet that is changed, in a process where all is at hand."""
    editing = Editing()
    command("byg", folder)
    costs = []
    for at, sheet in enumerate(sheets):
        editing.sheet, editing.letter = sheet, "zyxwv"[at % 5]
        touched(folder)
        costs.append(clocked(lambda: command("byg", folder)))
    return costs


def warm(folder: str) -> Cost:
    """The cost of a cold build where the program is read and its workers have started."""
    from klyngepakke import road  # noqa: PLC0415 - the others want the planning first
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - as above

    packs = catalogue()
    with tempfile.TemporaryDirectory() as small:
        shutil.copytree(Path(folder).with_name("lille"), small, dirs_exist_ok=True)
        road.build(Path(small), packs)
    return clocked(lambda: road.build(Path(folder), packs))


def clinics(file: str) -> Cost:
    """The cost of a sheet for each clinic, made in the worker, its start with it."""
    from klyngepakke.road.worker import shared  # noqa: PLC0415 - the others want the planning first

    documents, theme, filters = pickle.loads(Path(file).read_bytes())  # noqa: S301 - our own
    return clocked(lambda: [shared()(each, theme, filters=filters) for each in documents])


def memory(count: str) -> dict[str, float]:
    """How the memory of this process, and of the worker, grows from sheet to sheet, in MB."""
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - the others want the planning first
    from klyngepakke.road.worker import shared  # noqa: PLC0415 - as above

    theme = catalogue().theme("klinik")
    total, step = int(count), min(_STEP, max(1, int(count) // 4))
    own, worker = [], []
    for at in range(total):
        shared()(page(at), theme, filters={})
        if at % step == 0 and at * 5 >= total:  # the first fifth reads fonts and fills caches
            own.append((at, held(os.getpid())[0] / 1e6))
            worker.append((at, max(held(pid)[0] for pid in family(os.getpid())) / 1e6))
    return {"main": slope(own), "worker": slope(worker)}


def page(number: int) -> Document:
    """A page of text, each another."""
    meeting = {"klynge": "Klyngen", "titel": "Mødet", "dato": ""}
    text = f"Det, der siges ved bord {number}, bliver ved bordet. " * 30
    about = {"titel": text, "overlinje": "Måling", "fod": "Måling", "godkendelse": ""}
    about |= {"moede": "maaling", "ark": "tekst", "type": "tekst"}
    data = {"møde": meeting, "dokument": about, "pakke": None}
    return Document("tekst", "tekst", "Tekst", "plakat.html", "deltager", 1, data)


_WORKS = {"edit": edit, "edits": edits, "warm": warm, "clinics": clinics, "slope": memory}


def main() -> None:
    """Do it, and print what it gives as JSON."""
    print(json.dumps(_WORKS[sys.argv[1]](*sys.argv[2:])))


if __name__ == "__main__":
    main()
