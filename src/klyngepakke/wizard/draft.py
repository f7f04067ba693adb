"""A draft: a meeting that is being made, and how far the person has come."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from klyngepakke.content.frame import meeting_from
from klyngepakke.content.meeting import Answers, Meeting
from klyngepakke.content.model import Line, Text, choice, key, listed, value
from klyngepakke.wizard.world import World


@value
class Draft:
    """What is answered, and where the person is.

    `answers` is the meeting so far. `done` says which questions were answered on the way; going
    back takes the last one off, and what was answered stays as the next suggestion. `at` is the
    way down into the evening or the review: `("aften", "punkt/trivsel/energi", "fase/plenum")`.
    """

    format: Annotated[str, choice("1")] = key("format", default="1", doc="Filens udgave: 1.")
    base: Text = key("sted", doc="Mappen, klyngens møder ligger i.")
    folder: Text | None = key("mappe", default=None, doc="Mødets mappe, når den er valgt.")
    answers: Answers = key("svar", default_factory=Answers, doc="Mødet indtil nu.")
    done: Annotated[tuple[Line, ...], listed] = key("spurgt", default=(), doc="Besvaret.")
    at: Annotated[tuple[Line, ...], listed] = key("ved", default=(), doc="Hvor man er.")
    people: Text | None = key("deltagerfil", default=None, doc="Hvor listen over deltagere ligger.")
    pack_folders: Annotated[tuple[Text, ...], listed] = key(
        "pakkemapper", default=(), doc="Mapperne med klyngens egne pakker."
    )

    def with_answers(self, **changes: Any) -> Draft:  # noqa: ANN401 - fields of `Answers`
        """The same draft with other answers."""
        return replace(self, answers=replace(self.answers, **changes))


def meeting_of(draft: Draft, world: World) -> Meeting:
    """The meeting as the answers make it.

    Raises:
        InputError: No date or no pack yet, or one that is not there.
    """
    return meeting_from(draft.answers, world.packs)


def answers_of(meeting: Meeting) -> Answers:
    """A whole meeting as answers; `meeting_from` makes the same meeting of them."""
    return Answers(**{name: getattr(meeting, name) for name in Answers.__dataclass_fields__})
