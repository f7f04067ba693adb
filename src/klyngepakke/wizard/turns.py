"""Turns: a few questions in their order, with a way back, for what is small and new."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from klyngepakke.wizard.question import Ask, Back, Question
from klyngepakke.wizard.step import text_of

T = TypeVar("T")


@dataclass(frozen=True)
class Turn(Generic[T]):
    """One question.

    Attributes:
        question: How it is asked, by what is answered so far.
        put: What is answered so far with the answer in it, blanks around it taken away.
    """

    question: Callable[[T], Question]
    put: Callable[[T, str], T]


def in_turn(ask: Ask, turns: Sequence[Turn[T]], begun: T) -> T:
    """Ask the questions one after another.

    Args:
        ask: Asks a person.
        turns: The questions.
        begun: What is suggested.

    Raises:
        KeyboardInterrupt: The person left.
        EOFError: The terminal is gone.
    """
    asked, at = begun, 0
    while at < len(turns):
        answer = ask(replace(turns[at].question(asked), first=at == 0))
        if isinstance(answer, Back):
            at = max(0, at - 1)
        else:
            asked = turns[at].put(asked, text_of(answer).strip())
            at += 1
    return asked
