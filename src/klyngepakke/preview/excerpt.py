"""Excerpt: the lines of the file around a problem, as the page shows them."""

from __future__ import annotations

import functools
import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from klyngepakke.errors import Problem

_BEFORE: Final = 2
_AFTER: Final = 1
_LONGEST: Final = 1_000_000  # bytes of a file that is looked into
_WIDEST: Final = 200  # characters of a line
_HIDDEN: Final = "�"
_TAB: Final = "⇥"  # one sign wide, so that the column stays


@dataclass(frozen=True)
class Excerpt:
    """Where a problem is.

    Attributes:
        file: The file's name in the pack's folder, or as the problem says it.
        lines: Numbers from 1 and their text; empty where no file of the folders is meant.
    """

    file: str
    lines: tuple[tuple[int, str], ...] = ()


def excerpt(problem: Problem, folders: Iterable[tuple[str, Path]]) -> Excerpt:
    """The lines around a problem. Nothing outside the folders is ever read.

    Args:
        problem: What is wrong, perhaps with a file and a line.
        folders: The ids that messages call the folders by, and the folders.
    """
    for name, folder in folders:
        path = _path(problem.file, name, folder.resolve())
        if path is not None:
            shown = path.relative_to(folder.resolve()).as_posix()
            return Excerpt(shown, _around(path, problem.line))
    return Excerpt(problem.file)


def _path(file: str, name: str, folder: Path) -> Path | None:
    """The file that a problem names: by its place on the disk, or by an id and the place below."""
    if not file:
        return None
    below = file.removeprefix(f"{name}/")
    for path in (Path(file), folder / below):
        try:
            found = Path(os.path.realpath(path))  # links in a ring make `resolve` stumble
            if found.is_relative_to(folder) and found.is_file():
                return found
        except (OSError, ValueError):  # a name that no file can have
            continue
    return None


def _around(path: Path, line: int) -> tuple[tuple[int, str], ...]:
    if not line:
        return ()
    try:
        about = path.stat()
        lines = _lines(path, about.st_mtime_ns, about.st_size)
    except OSError:
        return ()
    first = max(1, line - _BEFORE)
    shown = lines[first - 1 : line + _AFTER]
    return tuple((number, _visible(one)) for number, one in enumerate(shown, first))


@functools.lru_cache(maxsize=8)
def _lines(path: Path, *_: int) -> list[str]:
    """The lines of a file; a file with many problems is read once."""
    with path.open("rb") as file:
        text = file.read(_LONGEST).decode("utf-8-sig", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _visible(text: str) -> str:
    """A line in which nothing is hidden and nothing turns the rest around."""
    signs = text[:_WIDEST].replace("\t", _TAB)
    return "".join(_HIDDEN if unicodedata.category(s)[0] == "C" else s for s in signs)
