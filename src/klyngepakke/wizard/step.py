"""A step: one answer of a meeting, how it is asked for, and what it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from klyngepakke.content.model import parse
from klyngepakke.errors import InputError
from klyngepakke.wizard.draft import Draft
from klyngepakke.wizard.question import Answer, Question
from klyngepakke.wizard.world import World

EVENING: Final = "aften"
"""The id of the evening's questions, in `Draft.done` and first in `Draft.at`."""

ASIDE: Final = "trin"
"""The first of `Draft.at` where one step is asked out of its order."""

Test = Callable[[Draft, World], bool]


def always(draft: Draft, world: World) -> bool:
    """Yes."""
    del draft, world
    return True


def never(draft: Draft, world: World) -> bool:
    """No."""
    del draft, world
    return False


@dataclass(frozen=True)
class Step:
    """One answer of a meeting.

    `put` and `shown` are each other's mirror: what was put is what is suggested the next time.

    Attributes:
        id: Its name, as `sted`; `oplysninger/trivsel/kontakt_telefon` where a pack has many.
        title: What the review calls it.
        question: How it is asked for, as the answers are now.
        put: The draft with the answer in it.
        shown: The answer as the review shows it, one line; "" for nothing.
        wanted: Whether it is asked on the way; what has a good default is not.
        relevant: Whether the review has it.
        more: It stands on the second page of the review.
        resets: Steps that are asked again when this answer changes.
    """

    id: str
    title: str
    question: Callable[[Draft, World], Question]
    put: Callable[[Draft, World, Answer], Draft]
    shown: Callable[[Draft, World], str]
    wanted: Test = always
    relevant: Test = always
    more: bool = False
    resets: tuple[str, ...] = ()


def refusal(owner: type[Any], danish: str, said: object) -> str:
    """Why something cannot stand under a key of a meeting file; "" where it can.

    Args:
        owner: The `@value` class that has the key.
        danish: The key.
        said: A text, or a list or mapping of texts.
    """
    if not said:
        return ""
    try:
        parse(owner, {danish: said})
    except InputError as error:
        return next((p.sentence for p in error.problems if p.place.startswith(danish)), "")
    return ""


def text_of(answer: Answer) -> str:
    """The answer to a question of kind `text` or `one`."""
    return answer if isinstance(answer, str) else ", ".join(answer)


def ticks_of(answer: Answer) -> tuple[str, ...]:
    """The answer to a question of kind `many`."""
    return (answer,) if isinstance(answer, str) else answer
