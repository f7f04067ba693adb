"""Further files: what a build makes besides its sheets, for the printer, for Word, for the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from klyngepakke.office import editable
from klyngepakke.printing.document import File, Job, Sheet, written
from klyngepakke.road.prepared import Prepared
from klyngepakke.road.screen import slides

OUTPUT: Final = "til-print"


@dataclass(frozen=True)
class Wishes:
    """What the person at the printer asks of one build; it is no part of the meeting.

    Attributes:
        single_sided: The printer prints on one side only.
        one_of_each: No copies in the print file; a table of counts for the copier instead.
        booklet: The run sheet also as a booklet, A5 on A4.
        check_links: Ask the network whether the links answer.
        theme: Build in this look, in a folder of its own beside the usual one; "" for the
            meeting's own.
    """

    single_sided: bool = False
    one_of_each: bool = False
    booklet: bool = False
    check_links: bool = False
    theme: str = ""

    @property
    def output(self) -> str:
        """The name of the folder that the kit is written to, in the meeting's own."""
        return f"{OUTPUT}-{self.theme}" if self.theme else OUTPUT


NO_WISHES: Final = Wishes()
Maker = Callable[[Prepared, tuple[Sheet, ...], Wishes], Iterable[Job]]
Writer = Callable[[Job], File]


def _office(ready: Prepared, sheets: tuple[Sheet, ...], wishes: Wishes) -> Iterable[Job]:  # noqa: ARG001 - as every maker
    """What Word and PowerPoint open; made of the documents, so that it needs no engine."""
    return editable.jobs(ready.plan, ready.kit, ready.theme)


MAKERS: Final[tuple[Maker, ...]] = (slides, _office)


def further(
    ready: Prepared, sheets: tuple[Sheet, ...], wishes: Wishes, writer: Writer = written
) -> tuple[File, ...]:
    """Everything that is made of finished sheets, or beside them.

    Args:
        ready: The meeting, planned.
        sheets: Every sheet, the print list first.
        wishes: What the person at the printer asks for.
        writer: Does each job, as a cache.
    """
    return tuple(writer(job) for make in MAKERS for job in make(ready, sheets, wishes))
