"""A rule: what it looks for in a pack, why it matters, and how to mend what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from klyngepakke.content.model import Loc
from klyngepakke.errors import Problem
from klyngepakke.lint.shape import Shape
from klyngepakke.lint.subject import Subject


@dataclass(frozen=True)
class Hit:
    """One place where a pack breaks a rule.

    Attributes:
        loc: Where in `pakke.yaml`, counting from 0; () for the pack as a whole.
        sentence: Danish: what is wrong here, and what to do.
        at: More names that `ved` may use for it, as a file's or a sheet's.
        problem: Set where it stands in another file than `pakke.yaml`.
    """

    loc: Loc
    sentence: str
    at: tuple[str, ...] = ()
    problem: Problem | None = None


Finder = Callable[[Subject], Iterable[Hit]]


@dataclass(frozen=True)
class Rule:
    """A rule of the lint.

    Attributes:
        id: ASCII, as `undtagelser` names it.
        title: Danish, what breaks the rule, as a heading.
        reason: Danish, why the rule is there.
        mend: Danish, how to put it right.
        find: Every place where a pack breaks it.
        paper: Whether it judges the sheets of the example meeting, laid out.
    """

    id: str
    title: str
    reason: str
    mend: str
    find: Finder
    paper: bool = False


def rule(
    name: str, *, title: str, reason: str, mend: str, paper: bool = False
) -> Callable[[Finder], Rule]:
    """Make a rule of the function that finds where it is broken."""
    return lambda find: Rule(name, title, reason, mend, find, paper=paper)


def in_shapes(subject: Subject, find: Callable[[Shape], Iterable[Hit]]) -> Iterator[Hit]:
    """What is found in the pack's programme, and in a version's only where it is not the same."""
    told: set[Loc] = set()
    for shape in subject.shapes:
        found = [hit for hit in find(shape) if hit.loc not in told]
        yield from found
        told |= {hit.loc for hit in found}
