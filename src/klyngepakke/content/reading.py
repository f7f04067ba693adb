"""From a file to a typed value: every problem at once, each with its line and column.

Places count from 1, as people do: `blokke[1].faser[2].minutter` is the second phase of the
first block. Locs, which code uses, count from 0: `("blokke", 0, "faser", 1, "minutter")`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from klyngepakke.content._yaml import Loc, Tree, read_tree, write_yaml
from klyngepakke.content.editions import from_the_future
from klyngepakke.content.model import KEY, parse, place_text
from klyngepakke.errors import InputError, Problem

__all__ = ["Read", "read", "told", "typed", "write_yaml"]

T = TypeVar("T")

_SHOWN = 20


@dataclass(frozen=True)
class Read(Generic[T]):
    """A value together with the file that it was read from.

    Attributes:
        value: What the file says.
        path: The file.
        shown_as: The file's name in messages.
        tree: Where everything stands in it.
    """

    value: T
    path: Path
    shown_as: str
    tree: Tree

    def problem(self, loc: Loc, sentence: str) -> Problem:
        """A problem at a loc: keys, indexes from 0, and perhaps `model.KEY` for the key itself.

        Steps that do not stand in the file are skipped; it is then the place around them.
        """
        return _problem(self.tree, self.shown_as, loc, sentence)


def read(path: Path, type_: type[T], *, shown_as: str | None = None) -> Read[T]:
    """Read a YAML file as a value of the type.

    Args:
        path: The file.
        type_: A `@value` class.
        shown_as: The file's name in messages; the path as it is given otherwise.

    Raises:
        InputError: Everything that is wrong with the file, at most 20 problems.
        FileError: The disk or its permissions said no.
    """
    shown = shown_as or str(path)
    return typed(read_tree(path, shown_as=shown), type_, path=path, shown_as=shown)


def typed(tree: Tree, type_: type[T], *, path: Path, shown_as: str) -> Read[T]:
    """A file that is read already, as a value of the type.

    Raises:
        InputError: Everything that is wrong with the file, at most 20 problems.
    """
    key, sentence = from_the_future(tree.data)
    if sentence:  # its other keys are none of this program's business
        raise InputError(_problem(tree, shown_as, (key,), sentence))
    slips = [Problem(f.sentence, shown_as, f.line, f.column) for f in tree.faults]
    try:
        value = parse(type_, tree.data, problem=lambda *at: _problem(tree, shown_as, *at))
    except InputError as error:
        # What a slip did to its line is not told once more by the model.
        lines = {p.line for p in slips}
        slips += [p for p in error.problems if p.line not in lines]
    if slips:
        raise InputError(*told(slips))
    return Read(value, path, shown_as, tree)


def told(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems in the order of the file; after twenty, how many more there are."""
    ordered = sorted(problems, key=lambda p: (p.file, p.line, p.column))
    left = len(ordered) - _SHOWN
    more = (Problem(f"Der er {left} fejl mere.", ordered[0].file),) if left > 0 else ()
    return (*ordered[:_SHOWN], *more)


def _problem(tree: Tree, shown_as: str, loc: Loc, sentence: str) -> Problem:
    line, column = tree.place(loc, key=loc[-1:] == (KEY,))
    known = tree.known(loc)
    absent = tuple(x for x in loc[len(known) :][:1] if x != KEY)
    # A key that is absent belongs to the place; the key a scalar was read under does not.
    place = (*known, *absent) if isinstance(tree.at(known), dict) else known
    return Problem(sentence, shown_as, line, column, place_text(place))
