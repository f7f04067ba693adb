"""Further files: what a build makes besides its sheets, for the printer, for Word, for the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from klyngepakke.office import editable
from klyngepakke.planning.wishes import NO_WISHES, OUTPUT, Wishes
from klyngepakke.printing.document import File, Job, Sheet, written
from klyngepakke.road.late import named
from klyngepakke.road.prepared import Prepared
from klyngepakke.road.screen import slides

__all__ = ["MAKERS", "NO_WISHES", "OUTPUT", "Maker", "Wishes", "Writer", "further"]

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
        sheets: Every sheet of the kit; not the print list, which may be made meanwhile.
        wishes: What the person at the printer asks for.
        writer: Does each job, as a cache.
    """
    cluster = ready.plan.meeting.cluster.name
    jobs = (job for make in MAKERS for job in make(ready, sheets, wishes))
    return tuple(named(job, cluster, writer) for job in jobs)
