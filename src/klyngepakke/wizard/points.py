"""The cluster's own points around a pack's: which they are, and where they are put."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate

from klyngepakke.content.frame import completed, meeting_from
from klyngepakke.content.meeting import Meeting, MeetingDay
from klyngepakke.content.model import Minutes
from klyngepakke.content.pack import LoadedPack
from klyngepakke.content.point import Point, with_ids
from klyngepakke.wizard.draft import Draft
from klyngepakke.wizard.world import World

_OPENING = ("velkomst",)
_EARLY = ("opfølgning", "formalia")
_CLOSING = "afslutning"
_SOME_DAY = MeetingDay(date=date(2027, 3, 4), start=16 * 60 + 30, end=19 * 60 + 30)


def suggested(draft: Draft, world: World) -> Meeting:
    """The meeting with the programme that its packs suggest, and nothing of the cluster's own."""
    answers = replace(draft.answers, program=None, days=draft.answers.days or (_SOME_DAY,))
    return meeting_from(answers, world.packs)


def program_of(draft: Draft, world: World) -> tuple[Point, ...]:
    """The programme as it stands."""
    program = draft.answers.program
    return suggested(draft, world).program if program is None else program


def own(program: Iterable[Point]) -> tuple[Point, ...]:
    """The points that are the cluster's own."""
    return tuple(p for p in program if not p.block and not p.source)


def with_program(draft: Draft, world: World, program: Sequence[Point]) -> Draft:
    """The draft with that programme; one that the packs suggest themselves is not written."""
    same = tuple(program) == suggested(draft, world).program
    return draft.with_answers(program=None if same else with_ids(program))


def around(draft: Draft, world: World, points: Iterable[Point]) -> Draft:
    """The draft with what its packs suggest, and these points of the cluster's own around it.

    Those at a clock time are put first, so that the others do not move them.
    """
    meeting = suggested(draft, world)
    for point in sorted(points, key=lambda p: (p.pinned is None, p.pinned or 0)):
        meeting = replace(meeting, program=_with(meeting, world.packs, point))
    return with_program(draft, world, meeting.program)


def is_arranged(draft: Draft, world: World) -> bool:
    """Whether a person has moved, taken out or put in points by hand."""
    standing = around(draft, world, own(program_of(draft, world)))
    return standing.answers.program != draft.answers.program


def added(draft: Draft, world: World, point: Point) -> Draft:
    """The draft with one more point where it belongs; what was moved by hand stays there."""
    program = program_of(draft, world)
    if not is_arranged(draft, world):
        return around(draft, world, (*own(program), point))
    meeting = replace(suggested(draft, world), program=program)
    return with_program(draft, world, _with(meeting, world.packs, point))


def removed(draft: Draft, world: World, gone: Callable[[Point], bool]) -> Draft:
    """The draft without those points; what was moved by hand stays where it is."""
    program = program_of(draft, world)
    rest = tuple(p for p in program if not gone(p))
    if is_arranged(draft, world) or len(program) - len(rest) != len(own(program)) - len(own(rest)):
        return with_program(draft, world, rest)
    return around(draft, world, own(rest))


def rearranged(before: Draft, after: Draft, world: World) -> Draft:
    """The draft with its points where they now belong, unless they were moved by hand."""
    if is_arranged(before, world):
        return after
    return around(after, world, own(program_of(before, world)))


def minutes_of(draft: Draft, world: World) -> int:
    """How long the programme would like to last, in minutes."""
    meeting = replace(suggested(draft, world), program=program_of(draft, world))
    return sum(_wishes(meeting, world.packs))


def _with(meeting: Meeting, packs: Mapping[str, LoadedPack], point: Point) -> tuple[Point, ...]:
    program = meeting.program
    at = _place(meeting, packs, point)
    taken = {p.id for p in program}
    name = point.id if point.id not in taken else None
    return with_ids((*program[:at], replace(point, id=name), *program[at:]))


def _place(meeting: Meeting, packs: Mapping[str, LoadedPack], point: Point) -> int:
    """Where a point belongs: by its clock time; early or late by its kind otherwise."""
    program = meeting.program
    first = 1 if program and program[0].kind in _OPENING else 0
    last = len(program) - 1 if program and program[-1].kind == _CLOSING else len(program)
    if point.pinned is None:
        return first if point.kind in _EARLY else last
    starts = list(accumulate(_wishes(meeting, packs), initial=meeting.days[0].start))
    pinned = point.pinned
    return min(range(first, last + 1), key=lambda i: abs(starts[i] - pinned))


def _wishes(meeting: Meeting, packs: Mapping[str, LoadedPack]) -> list[int]:
    """The minutes that each point would like."""
    used = [packs[name].pack for name in meeting.packs if name in packs]
    blocks = {
        f"{p.id}/{b.id}": sum(f.minutes.wish for f in b.phases) for p in used for b in p.blocks
    }
    return [_wish(p.minutes, blocks.get(p.block or "", 0)) for p in completed(meeting, used)]


def _wish(minutes: Minutes | None, otherwise: int) -> int:
    return minutes.wish if minutes else otherwise
