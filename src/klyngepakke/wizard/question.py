"""A question as a value: what is asked, what may be answered, and what is thought of a text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "one", "many"]
Answer = str | tuple[str, ...]
"""The text or the id of the choice; for `many`, the ids of the ticked choices in their order."""


@dataclass(frozen=True)
class Back:
    """The person wants the question before this one."""


BACK: Final = Back()


@dataclass(frozen=True)
class Choice:
    """One line of a list.

    Attributes:
        id: What is answered.
        title: What is shown; one line.
        note: Shown below the list while the line is pointed at; "" for nothing.
        ticked: In `many`: ticked beforehand.
    """

    id: str
    title: str
    note: str = ""
    ticked: bool = False


@dataclass(frozen=True)
class Verdict:
    """What is thought of a text, while it is typed and when it is given.

    Attributes:
        error: A sentence that says what to write instead; the text cannot be given.
        note: How the text is understood, or what to know; it can be given.
        doubt: A yes-or-no question that is asked when the text is given; "" asks nothing.
    """

    error: str = ""
    note: str = ""
    doubt: str = ""


def content(text: str) -> Verdict:
    """Nothing to say of a text."""
    del text
    return Verdict()


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        id: The step it belongs to, as `sted`; the same at every run.
        kind: `text` is typed; of `one` one line is chosen; of `many` any number is ticked.
        text: The question itself, one line.
        help: What `?` says: why it is asked, and what the answer changes. One or two sentences.
        default: What Enter answers: the text, or the id of a choice. For `many` the ticks say it.
        choices: The lines of a list.
        check: For `text`: what is thought of it. Cheap: it is asked at every key.
        search: For `one`: typing narrows the list.
        above: Lines that are shown above the question, as the programme of the evening.
        first: There is no question before it.
    """

    id: str
    kind: Kind
    text: str
    help: str
    default: str = ""
    choices: tuple[Choice, ...] = ()
    check: Callable[[str], Verdict] = content
    search: bool = False
    above: tuple[str, ...] = ()
    first: bool = False

    @property
    def standard(self) -> Answer:
        """What is answered by taking what is suggested."""
        if self.kind == "many":
            return tuple(c.id for c in self.choices if c.ticked)
        return self.default


Ask = Callable[[Question], Answer | Back]
"""Asks a person; raises KeyboardInterrupt or EOFError where the person leaves."""
