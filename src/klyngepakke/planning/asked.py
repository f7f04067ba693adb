"""Asked: one question of a form as it was handed out, and what may be answered to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from klyngepakke.content.mark import mark
from klyngepakke.planning.document import Plain

ONE: Final = "en"
SEVERAL: Final = "flere"
NUMBER: Final = "tal"
TEXT: Final = "tekst"
TICK: Final = "kryds"
LIST: Final = "liste"
KINDS: Final = (ONE, SEVERAL, NUMBER, TEXT, TICK, LIST)
OTHER: Final = "andet"
"""The answer that has a line beside it to write on."""


@dataclass(frozen=True)
class Asked:
    """A question with the answers that it offers; its fields' names follow from them.

    Attributes:
        id: As in the pack; of a field that belongs to no question, the field's name.
        kind: `en` or `flere` boxes are ticked; `tal` and `tekst` are written; `kryds` is a box
            by itself; `liste` is chosen from a list.
        text: The question as it is read.
        answers: Each answer's code and what it says.
        other: The last answer is ”Andet”, with a line to write on.
        least: The smallest number that is asked for, or None.
        most: The largest, or None.
        number: The question's number on the paper, or "".
    """

    id: str
    kind: str
    text: str
    answers: tuple[tuple[str, str], ...] = ()
    other: bool = False
    least: int | None = None
    most: int | None = None
    number: str = ""

    @property
    def boxes(self) -> Mapping[str, str]:
        """The code of the answer that each box stands for, by the field's name."""
        if self.kind not in {ONE, SEVERAL}:
            return {}
        return {f"{self.id}__{code}": code for code, _ in self.answers}

    @property
    def line(self) -> str:
        """The name of the field that is written in; "" where there are boxes alone."""
        if self.kind in {ONE, SEVERAL}:
            return f"{self.id}__{OTHER}_tekst" if self.other else ""
        return self.id

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of all its fields."""
        return (*self.boxes, *([self.line] if self.line else []))


def form_mark(questions: Iterable[Asked]) -> str:
    """The hash of a form: of everything that is asked, and of what may be answered."""
    return mark(json.dumps([as_plain(q) for q in questions], ensure_ascii=False))


def as_plain(question: Asked) -> dict[str, Plain]:
    """The question as `indhold.json` tells it; what it has not is left out."""
    told: dict[str, Plain] = {"id": question.id, "slags": question.kind, "tekst": question.text}
    if question.number:
        told["nr"] = question.number
    if question.answers:
        told["svar"] = [{"id": code, "tekst": text} for code, text in question.answers]
    if question.other:
        told["andet"] = True
    if question.least is not None:
        told["mindst"] = question.least
    if question.most is not None:
        told["højst"] = question.most
    return told


def from_plain(told: Any) -> Asked:  # noqa: ANN401 - whatever somebody's file holds
    """The question that `as_plain` told.

    Raises:
        LookupError, TypeError, ValueError, AttributeError: It is no question.
    """
    answers = tuple((_text(a["id"]), _text(a["tekst"])) for a in told.get("svar", ()))
    if told["slags"] not in KINDS:
        raise ValueError
    return Asked(
        id=_text(told["id"]),
        kind=told["slags"],
        text=_text(told["tekst"]),
        answers=answers,
        other=bool(told.get("andet")),
        least=_number(told.get("mindst")),
        most=_number(told.get("højst")),
        number=_text(told.get("nr", "")),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> int | None:
    if value is not None and not isinstance(value, int):
        raise TypeError
    return value
