"""Finding: the files that are meant, and the meeting that they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from klyngepakke.content.meeting_file import MEETING_FILE
from klyngepakke.errors import InputError, UsageError
from klyngepakke.files import reading
from klyngepakke.replies.handed_out import meeting_id
from klyngepakke.road import is_kit

_DEEPEST: Final = 3
_MOST: Final = 2_000
_LITTER: Final = (".csv", ".json", ".yaml", ".txt")  # what lies beside answers, and is none
_ABOVE: Final = 3


def sorted_out(paths: Iterable[Path]) -> tuple[Path | None, tuple[Path, ...]]:
    """The meeting's folder if one is named, and every file that may be a filled form.

    Args:
        paths: Files, folders of files, and at most one meeting's folder.

    Raises:
        UsageError: Two meetings are named.
        InputError: A folder holds more files than anybody's answers are.
        FileError: A folder cannot be read.
    """
    meetings, files = list[Path](), dict[Path, Path]()
    for path in paths:
        with reading(path):
            if path.name == MEETING_FILE:
                meetings.append(path.parent)
            elif (path / MEETING_FILE).is_file():
                meetings.append(path)
            else:
                for file in _files(path):
                    files.setdefault(file.resolve(), file)
    if len(set(meetings)) > 1:
        raise UsageError("Skriv kun ét mødes mappe ad gangen.")
    if len(files) > _MOST:
        raise InputError(
            f"Der er mere end {_MOST} filer i mapperne. Læg svarene i en mappe for sig."
        )
    return (meetings[0] if meetings else None), tuple(files.values())


def _files(path: Path, depth: int = 0) -> Iterator[Path]:
    """The file itself, or what lies in the folder; hidden files and kits are passed over."""
    if not path.is_dir():
        yield path
        return
    for found in sorted(path.iterdir(), key=_counted):
        folder = found.is_dir()
        if found.name.startswith(".") or is_kit(found) or (folder and found.is_symlink()):
            continue
        if folder and depth < _DEEPEST:
            yield from _files(found, depth + 1)
        elif not folder and found.suffix.lower() not in _LITTER:
            yield found


def _counted(path: Path) -> list[tuple[str, int]]:
    """Puts `svar (10)` after `svar (9)`."""
    return [(text, int(n or 0)) for text, n in re.findall(r"([^0-9]*)([0-9]{0,18})", path.name)]


def meeting_of(ids: Iterable[str], files: Sequence[Path], here: Path) -> Path:
    """The meeting's folder where none is named: this one, one around the files, or one below.

    Args:
        ids: The meetings that the files say they are of.
        files: The files.
        here: The folder the person stands in.

    Raises:
        UsageError: None is found, or several.
    """
    if meeting_id(here):
        return here
    wanted = set(ids) - {""}
    around = [above for file in files for above in file.absolute().parents[:_ABOVE]]
    with reading(here):
        below = [path for path in sorted(here.iterdir()) if path.is_dir()]
    found = [p for p in dict.fromkeys([*around, *below]) if meeting_id(p) in wanted]
    same = {path.resolve() for path in found}
    if len(same) == 1:
        return found[0]
    why = "Det er ikke til at se, hvilket møde svarene hører til."
    raise UsageError(f"{why} Skriv mødets mappe først, fx ”klyngepakke indlaes mit-moede svar”.")
