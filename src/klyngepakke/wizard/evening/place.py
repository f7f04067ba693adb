"""A place in the evening: what is asked there, and what an answer leads to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from klyngepakke.content.meeting import Meeting
from klyngepakke.content.times import clock_from
from klyngepakke.wizard.evening.view import View
from klyngepakke.wizard.phase_edits import Packs
from klyngepakke.wizard.question import Answer, Question, Verdict

At = tuple[str, ...]
"""The way down from the evening, `aften` itself left out: `("punkt/pause", "minutter")`."""

Outcome = Meeting | At
"""What an answer leads to: a changed meeting, or another place."""

Edit = Callable[[Meeting, Packs, str], Meeting]
"""A change to what stands at an address."""

LONGEST: Final = 600
"""Minutes; nothing in an evening lasts longer."""

_HOUR = re.compile("[0-9]{1,2}")


@dataclass(frozen=True)
class Place:
    """One question and what its answers do.

    Attributes:
        ask: The question as the meeting is now.
        take: What an answer leads to; raises `InputError` where it cannot be.
    """

    ask: Callable[[View, At], Question]
    take: Callable[[View, At, Answer], Outcome]


def deeper(seen: View, at: At, answer: Answer) -> Outcome:
    """One step down; an empty answer leads nowhere."""
    del seen
    return (*at, said(answer)) if said(answer) else at


def said(answer: Answer) -> str:
    """The answer to a question of kind `text` or `one`."""
    return answer.strip() if isinstance(answer, str) else ", ".join(answer)


def ticked(answer: Answer) -> tuple[str, ...]:
    """The answer to a question of kind `many`."""
    return (answer,) if isinstance(answer, str) else answer


def minutes_from(text: str) -> int | None:
    """A number of minutes as a person types it; None for anything else."""
    digits = text.strip().lower().removesuffix("minutter").removesuffix("min.").removesuffix("min")
    number = digits.strip()
    found = int(number) if re.fullmatch("[0-9]{1,3}", number) else 0
    return found if 1 <= found <= LONGEST else None


def minutes_verdict(text: str) -> Verdict:
    """What is thought of a number of minutes."""
    good = minutes_from(text) is not None
    return Verdict(error="" if good else f"Skriv et helt tal fra 1 til {LONGEST}, fx 15.")


def clock_of(text: str) -> int | None:
    """A clock time as a person types it, `18`, `18.00` or `kl. 18:00`; None for anything else."""
    words = text.strip().lower().removeprefix("kl.").removeprefix("kl").strip()
    return clock_from(f"{words}.00" if _HOUR.fullmatch(words) else words)
