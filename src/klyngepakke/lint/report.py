"""Report: what the lint says of a pack, errors first, then advice."""

from __future__ import annotations

from dataclasses import dataclass

from klyngepakke.content.pack import LoadedPack
from klyngepakke.errors import Problem


@dataclass(frozen=True)
class Advice:
    """A rule that a pack breaks at one place.

    Attributes:
        rule: The rule's id.
        problem: Where, and a Danish sentence that says how to mend it.
        reason: Why the pack breaks the rule on purpose; "" where it does not say.
    """

    rule: str
    problem: Problem
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """Everything that the lint found.

    Attributes:
        errors: What must be mended before the pack can be used.
        advice: What is worth mending; a pack may silence it with a reason.
        silenced: What the pack has silenced.
        pack: The pack; None where it could not be read.
        notes: Danish sentences on what could not be looked at on this computer.
        too_large: Whether one of the errors is a sheet that takes more than an honest one.
    """

    errors: tuple[Problem, ...]
    advice: tuple[Advice, ...] = ()
    silenced: tuple[Advice, ...] = ()
    pack: LoadedPack | None = None
    notes: tuple[str, ...] = ()
    too_large: bool = False
