"""The errors a person meets: Danish whole sentences, one exit code a kind.

Whatever derives from `KlyngepakkeError` is said to the user without a traceback. Anything
else that reaches the command line is a bug.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Final

_WORKBOOK: Final = ".xlsx"
# What commands a terminal, or turns the letters of a line around.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """The text with a � in place of every character that does something instead of being seen.

    What a stranger wrote stands in messages; a terminal may not take it as a command.
    """
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where it stands, and a sentence that says what to do.

    Attributes:
        sentence: A Danish whole sentence.
        file: The file as the user knows it, or "" where there is none.
        line: Line in the file, from 1; 0 where there is none. In a table the row.
        column: Column in the file, from 1; 0 where there is none. In a table the cell's.
        place: The path of keys to the value, as `blokke[1].faser[2].minutter`, or "".
    """

    sentence: str
    file: str = ""
    line: int = 0
    column: int = 0
    place: str = ""

    def __str__(self) -> str:
        return printable(": ".join(x for x in (self._at(), self.place, self.sentence) if x))

    def _at(self) -> str:
        """`moede.yaml:14:3`; in a workbook, which has no lines to count, as Excel names the cell."""
        if not self.file.lower().endswith(_WORKBOOK):
            return ":".join(str(x) for x in (self.file, self.line, self.column) if x)
        row = f"række {self.line}" if self.line else ""
        column = f"kolonne {column_letters(self.column)}" if self.column else ""
        return ", ".join(x for x in (self.file, row, column) if x)


def column_letters(number: int) -> str:
    """A column as Excel names it: 1 is A, 27 is AA."""
    before, last = divmod(number - 1, 26)
    return (column_letters(before) if before else "") + chr(ord("A") + last)


class KlyngepakkeError(Exception):
    """Something to tell the user; carries one or more problems and an exit code."""

    exit_code: ClassVar[int] = 3

    def __init__(self, *problems: Problem | str) -> None:
        self.problems: tuple[Problem, ...] = tuple(
            p if isinstance(p, Problem) else Problem(p) for p in problems
        )
        super().__init__("\n".join(str(p) for p in self.problems))


class UsageError(KlyngepakkeError):
    """The command line's words are off."""

    exit_code = 2


class InputError(KlyngepakkeError):
    """A meeting, a pack, a theme or a participant list is wrong."""

    exit_code = 3


class LimitError(KlyngepakkeError):
    """A sheet took more time, memory or text than an honest one does."""

    exit_code = 4


class FileError(KlyngepakkeError):
    """The disk or its permissions said no."""

    exit_code = 5


class MissingError(KlyngepakkeError):
    """Something that is needed is not on this computer."""

    exit_code = 69


class BusyError(KlyngepakkeError):
    """Another klyngepakke is writing to the same folder."""

    exit_code = 75


class LeftError(KlyngepakkeError):
    """The person left in the middle; says how to go on."""

    exit_code = 130
