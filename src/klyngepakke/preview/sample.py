"""Sample: the meeting that a pack is shown for, with the people its author wants to see it with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from klyngepakke.content.example import example
from klyngepakke.content.meeting import Meeting, Participants
from klyngepakke.content.pack import LoadedPack
from klyngepakke.content.participants import MOST_PEOPLE
from klyngepakke.errors import InputError

MIXED: Final = "blandet"
PRACTICES: Final = {
    MIXED: "blandet",
    "solo": "alle er alene",
    "kompagniskab": "alle er flere",
    "ved-ikke": "ved ikke",
}
"""How the sample's doctors work, by the word that the page sends: what the page calls it."""

USUAL: Final = 29
MOST: Final = MOST_PEOPLE


@dataclass(frozen=True)
class Wishes:
    """What the author has chosen to see the pack with.

    Attributes:
        theme: A theme's id.
        practice: One of `PRACTICES`.
        number: Participants, 1 to `MOST`.
    """

    theme: str = "klinik"
    practice: str = MIXED
    number: int = USUAL

    def __post_init__(self) -> None:
        if self.practice not in PRACTICES:
            raise InputError(f"”{self.practice}” er ikke en praksisform. Vælg en på listen.")
        if not 1 <= self.number <= MOST:
            raise InputError(f"Skriv antallet af deltagere som et helt tal fra 1 til {MOST}.")


def sample(loaded: LoadedPack, wishes: Wishes) -> Meeting:
    """The example meeting of a pack, with these people and this look."""
    meeting = example(loaded, wishes.number)
    people = _people(wishes.practice, wishes.number) or meeting.participants
    return replace(meeting, theme=wishes.theme, participants=people)


def _people(practice: str, number: int) -> Participants | None:
    """The counts; None where the example's own are the ones."""
    if practice == "solo":
        return Participants(number=number, solo=number, partnership=0, employed=0)
    if practice == "kompagniskab":
        return Participants(number=number, solo=0, partnership=number, employed=0)
    return None if practice == MIXED else Participants(number=number)
