"""HandedOut: the forms of a meeting as they were built, told by `indhold.json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from klyngepakke.errors import InputError, Problem
from klyngepakke.planning.asked import Asked, from_plain
from klyngepakke.printing.bundle import CONTENT_FILE, last_content
from klyngepakke.road import OUTPUT, kits


@dataclass(frozen=True)
class Form:
    """One sheet with fields.

    Attributes:
        id: The document's, as `handleplan-solo`.
        sheet: Which kind of sheet, as `handleplan`; forms of one kind share a table.
        title: As on the paper.
        edition: The pack and its edition, or several.
        mark: The hash of everything that is asked.
        questions: In reading order.
    """

    id: str
    sheet: str
    title: str
    edition: str
    mark: str
    questions: tuple[Asked, ...]

    @cached_property
    def fields(self) -> Mapping[str, Asked]:
        """The question that each field belongs to, by the field's name."""
        return {name: question for question in self.questions for name in question.fields}


@dataclass(frozen=True)
class HandedOut:
    """What a meeting has handed out.

    Attributes:
        meeting: The meeting's id.
        title: The meeting's title.
        forms: Its forms in print order, by the document's id.
    """

    meeting: str
    title: str
    forms: Mapping[str, Form]


def handed_out(folder: Path) -> HandedOut:
    """The forms of a meeting's folder; they ask the same in whatever look it is built.

    Raises:
        InputError: The meeting is not built, or by a klyngepakke that did not write this down.
    """
    file = folder / OUTPUT / CONTENT_FILE
    content = _content(folder)
    try:
        if content is not None:
            return _read(content)
    except (LookupError, TypeError, ValueError, AttributeError):
        pass
    sentence = "Mødet skal være bygget, før svar kan læses ind. Byg det med ”klyngepakke byg”."
    raise InputError(Problem(sentence, str(file)))


def meeting_id(folder: Path) -> str:
    """The id of the meeting that is built in a folder; "" where none is."""
    return str((_content(folder) or {}).get("møde", ""))


def _content(folder: Path) -> Mapping[str, Any] | None:
    """What the first of the meeting's kits that can be read says of itself."""
    told = (last_content(kit) for kit in kits(folder))
    return next((content for content in told if content is not None), None)


def _read(content: Mapping[str, Any]) -> HandedOut:
    forms = [_form(sheet) for sheet in content["ark"] if "spørgsmål" in sheet]
    if not forms:
        raise ValueError
    return HandedOut(str(content["møde"]), str(content["titel"]), {form.id: form for form in forms})


def _form(told: Mapping[str, Any]) -> Form:
    return Form(
        id=str(told["id"]),
        sheet=str(told["ark"]),
        title=str(told["titel"]),
        edition=str(told["udgave"]),
        mark=str(told["skema"]),
        questions=tuple(from_plain(question) for question in told["spørgsmål"]),
    )
