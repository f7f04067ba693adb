"""Keeping: the tables on the disk; what a person made of the last ones is moved aside first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from klyngepakke.errors import FileError
from klyngepakke.files import (
    drop_file,
    fingerprint,
    make_folder,
    reading,
    save_aside,
    sweep,
    write_file,
)
from klyngepakke.replies.tables import ANSWERS

FOLDER: Final = "svar"


@dataclass(frozen=True)
class Kept:
    """What was written.

    Attributes:
        files: The tables, in the order they were written.
        moved: Files that lay there and were moved, where they are now.
        left_out: How many replies of the last reading are not in this one.
    """

    files: tuple[Path, ...]
    moved: tuple[Path, ...] = ()
    left_out: int = 0


def keep(folder: Path, tables: Mapping[str, bytes], aside: Path) -> Kept:
    """Write the tables, each whole or not at all, `svar.json` last.

    A table that somebody has changed since is put aside first; so are all of them where the
    last reading had replies that this one has not.

    Args:
        folder: Where they are written; it is made.
        tables: The files by name.
        aside: The folder that old ones are moved to.

    Raises:
        FileError: The disk or its permissions said no.
    """
    make_folder(folder)
    sweep(folder)
    with reading(folder):
        last = _last(folder)
        lost = _marks(last) - _marks(_parsed(tables[ANSWERS]))
        old = [folder / name for name in {**tables, **last.get("filer", {}), ANSWERS: b""}]
        own = list(_own(old, tables, {} if lost else last.get("filer", {})))
    moved = tuple(save_aside(file, aside) for file in own)
    for name, data in tables.items():
        write_file(folder / name, data, private=True)
    for file in own:
        if file.name not in tables:
            drop_file(file)
    return Kept(tuple(folder / name for name in tables), moved, len(lost))


def _own(
    files: Iterable[Path], tables: Mapping[str, bytes], made: Mapping[str, str]
) -> Iterator[Path]:
    """The files that may not be written over: they are neither the last reading's nor the same."""
    for file in files:
        if file.is_symlink() or (file.exists() and not file.is_file()):
            raise FileError(f"{file} er ikke en almindelig fil, så den røres ikke. Flyt den.")
        if not file.exists():
            continue
        data = file.read_bytes()
        same = data == tables.get(file.name)
        if not same and fingerprint(data) != made.get(file.name):
            yield file


def _last(folder: Path) -> Mapping[str, Any]:
    """What the last reading wrote down, and its own fingerprint; {} where there is none."""
    try:
        data = (folder / ANSWERS).read_bytes()
    except FileNotFoundError:
        return {}
    content = _parsed(data)
    files = content.get("filer")
    known = {k: v for k, v in files.items() if "/" not in k} if isinstance(files, dict) else {}
    return {**content, "filer": {**known, ANSWERS: fingerprint(data)} if content else {}}


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data)
    except ValueError:
        return {}
    return content if isinstance(content, dict) and content.get("lavet_af") else {}


def _marks(content: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Which replies there are: the form and the mark of each."""
    try:
        return {
            (form["id"], found["mærke"])
            for form in content.get("ark", ())
            for found in form["besvarelser"]
        }
    except (LookupError, TypeError):
        return set()
