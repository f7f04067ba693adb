"""Edits of a programme: pure functions from a meeting to a meeting.

A point is named by its address: a block's is `trivsel/energi`, another's is its id. No edit
copies a text from a pack, and one that is taken back leaves nothing behind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from klyngepakke.content.frame import completed, meeting_from
from klyngepakke.content.meeting import Meeting, PackUse
from klyngepakke.content.model import Minutes
from klyngepakke.content.overrides import pack_names
from klyngepakke.content.pack import LoadedPack, Pack
from klyngepakke.content.point import Point, with_ids
from klyngepakke.errors import InputError, Problem
from klyngepakke.planning.pieces import block_of
from klyngepakke.wizard.draft import answers_of
from klyngepakke.wizard.phase_edits import with_block, without_idle_restoring

Packs = Mapping[str, LoadedPack]
_POINT = re.compile(r"program\[(\d+)\]")
_UNKNOWN: Final = Minutes(least=0, wish=0, most=0)
_ENDS = ("velkomst", "afslutning")


# --- What there is ---------------------------------------------------------------------------


def whole(meeting: Meeting, packs: Packs) -> tuple[Point, ...]:
    """The programme with what it takes from the packs' frames, every point with its name.

    A point whose frame is not there any more has 0 minutes.
    """
    known = _known(meeting, packs)
    try:
        return completed(meeting, known)
    except InputError as error:
        lost = {place_of(p) for p in error.problems}
    program = [
        replace(p, minutes=_UNKNOWN) if i in lost else p for i, p in enumerate(meeting.program)
    ]
    return completed(replace(meeting, program=tuple(program)), known)


def place_of(problem: Problem) -> int | None:
    """Which point of the programme a problem is of, counted from 0; None for something else."""
    hit = _POINT.match(problem.place)
    return int(hit[1]) - 1 if hit else None


def addresses(meeting: Meeting, packs: Packs) -> tuple[str, ...]:
    """The address of every point, in the order of the programme."""
    return tuple(p.block or p.id or "" for p in whole(meeting, packs))


def missing(meeting: Meeting, packs: Packs) -> tuple[str, ...]:
    """The addresses of what the meeting's packs have and its programme does not.

    First what the packs suggest, then their other blocks. A second welcome or closing is not
    missed.
    """
    there = {_key(p) for p in _named(meeting, packs)}
    kinds = {p.kind for p in meeting.program} & set(_ENDS)
    points = [p for p in _suggested(meeting, packs) if _key(p) not in there and p.kind not in kinds]
    framed = [p.block or p.id or "" for p in points]
    every = (f"{p.id}/{b.id}" for p in _known(meeting, packs) for b in p.blocks)
    return (*framed, *(b for b in every if b not in there and b not in framed))


def elsewhere(meeting: Meeting, packs: Packs) -> tuple[str, ...]:
    """The addresses of the blocks of all packs that the meeting does not use."""
    names = pack_names(meeting)
    others = (p.pack for n, p in packs.items() if n not in names)
    return tuple(f"{p.id}/{b.id}" for p in others for b in p.blocks)


# --- One point -------------------------------------------------------------------------------


def with_minutes(meeting: Meeting, packs: Packs, address: str, minutes: int | None) -> Meeting:
    """The point with a fixed number of minutes; None gives it back what its pack says.

    Raises:
        InputError: There is no such point, it is a block, or it has no pack to ask.
    """
    at = _index(meeting, packs, address)
    if meeting.program[at].block:
        raise InputError("En bloks minutter er fasernes. Vælg en fase.")
    own = whole(_put(meeting, at, minutes=None), packs)[at].minutes
    wanted = None if minutes is None else Minutes(least=minutes, wish=minutes, most=minutes)
    if wanted is None and (own is None or own == _UNKNOWN):
        raise InputError("Punktet er jeres eget. Skriv, hvor mange minutter det varer.")
    return _put(meeting, at, minutes=None if wanted == own else wanted)


def with_title(meeting: Meeting, packs: Packs, address: str, title: str | None) -> Meeting:
    """The point with another title; None gives it back the one it would have.

    Raises:
        InputError: There is no such point, or it is a block.
    """
    at = _index(meeting, packs, address)
    if meeting.program[at].block:
        raise InputError("En bloks titel er pakkens.")
    own = whole(_put(meeting, at, title=None), packs)[at].title
    return _put(meeting, at, title=None if title == own else title)


def with_pin(meeting: Meeting, packs: Packs, address: str, clock: int | None) -> Meeting:
    """The point with a fixed clock time, in minutes after midnight, or without one.

    Raises:
        InputError: There is no such point.
    """
    return _put(meeting, _index(meeting, packs, address), pinned=clock)


def with_guests(meeting: Meeting, packs: Packs, address: str, guests: Sequence[str]) -> Meeting:
    """The point with these of the meeting's guests, and no others.

    Raises:
        InputError: There is no such point.
    """
    at = _index(meeting, packs, address)
    return _put(meeting, at, guests=tuple(g.id for g in meeting.guests if g.id in guests))


# --- The order -------------------------------------------------------------------------------


def moved(meeting: Meeting, packs: Packs, address: str, by: int) -> Meeting:
    """The point one place earlier (-1) or later (1) on its day; at the end it stays.

    Raises:
        InputError: There is no such point.
    """
    at = _index(meeting, packs, address)
    program = list(_named(meeting, packs))
    same = [i for i, p in enumerate(program) if p.day == program[at].day]
    to = same.index(at) + by
    if 0 <= to < len(same):
        other = same[to]
        program[at], program[other] = program[other], program[at]
    return replace(meeting, program=tuple(program))


def moved_to_day(meeting: Meeting, packs: Packs, address: str, day: int) -> Meeting:
    """The point on another day: the first of a later one, the last of an earlier one.

    Raises:
        InputError: There is no such point or day.
    """
    _check_day(meeting, day)
    at = _index(meeting, packs, address)
    program = list(_named(meeting, packs))
    point = program.pop(at)
    if day == point.day:
        return meeting
    rest = sorted(program, key=lambda p: p.day)
    earlier = day - 1 if day > point.day else day
    place = sum(p.day <= earlier for p in rest)
    new = (*rest[:place], replace(point, day=day, pinned=None), *rest[place:])
    return replace(meeting, program=new)


def with_day_from(meeting: Meeting, packs: Packs, address: str, day: int) -> Meeting:
    """The point, and what comes after it on its day, on a later day, before what is there.

    Raises:
        InputError: There is no such point or day.
    """
    _check_day(meeting, day)
    at = _index(meeting, packs, address)
    program = _named(meeting, packs)
    before = program[at].day
    if day <= before:
        raise InputError(f"Dag {day} ligger ikke efter dag {before}.")
    late = {i for i, p in enumerate(program) if i >= at and p.day == before}
    moving = [replace(p, day=day, pinned=None) for i, p in enumerate(program) if i in late]
    staying = (p for i, p in enumerate(program) if i not in late)
    rest = sorted(staying, key=lambda p: p.day)
    place = sum(p.day < day for p in rest)
    return replace(meeting, program=(*rest[:place], *moving, *rest[place:]))


def _check_day(meeting: Meeting, day: int) -> None:
    if not 1 <= day <= len(meeting.days):
        raise InputError(f"Mødet har ingen dag {day}.")


# --- In and out ------------------------------------------------------------------------------


def without(meeting: Meeting, packs: Packs, address: str) -> Meeting:
    """The meeting without a point. A pack whose last point it was, is not used any more.

    Raises:
        InputError: There is no such point.
    """
    at = _index(meeting, packs, address)
    program = _named(meeting, packs)
    gone = program[at]
    left = replace(meeting, program=(*program[:at], *program[at + 1 :]))
    name = gone.source or (gone.block or "").partition("/")[0]
    return _let_go(left, packs, name) if name else left


def with_point(meeting: Meeting, packs: Packs, address: str) -> Meeting:
    """The meeting with a point or a block of a pack, where its pack would have it.

    Args:
        meeting: The decisions.
        packs: Every pack there is, by id.
        address: One of `missing` or `elsewhere`.

    Raises:
        InputError: There is nothing to take in at that address.
    """
    name = address.partition("/")[0]
    if "/" in address and name in packs and name not in pack_names(meeting):
        use = PackUse(edition=packs[name].pack.edition)
        meeting = replace(meeting, packs={**meeting.packs, name: use})
        return _inserted(meeting, packs, Point(block=address), ())
    suggested = _suggested(meeting, packs)
    point = next((p for p in suggested if (p.block or p.id) == address), Point(block=address))
    order = tuple(_key(p) for p in suggested)
    if _key(point) not in order:
        own = (p for p in _known(meeting, packs) if p.id == name)
        order = tuple(f"{p.id}/{b.id}" for p in own for b in p.blocks)
    return _inserted(meeting, packs, point, order)


def with_own(meeting: Meeting, packs: Packs, point: Point, after: str | None) -> Meeting:
    """The meeting with a point of the cluster's own.

    Args:
        meeting: The decisions.
        packs: Every pack there is, by id.
        point: Kind, title and minutes; its name and its day are given here.
        after: The address of the point it comes after; None where it comes first.

    Raises:
        InputError: There is no point to come after.
    """
    at = 0 if after is None else _index(meeting, packs, after) + 1
    program = _named(meeting, packs)
    taken = (*program, *_suggested(meeting, packs))
    name = with_ids((*taken, replace(point, id=None)))[-1].id
    day = program[at - 1].day if at else 1
    new = replace(point, id=name, day=day)
    return replace(meeting, program=(*program[:at], new, *program[at:]))


def with_version(meeting: Meeting, packs: Packs, name: str, version: str | None) -> Meeting:
    """The meeting with another version of a pack, None for all of it.

    What only the old version suggests goes out, and what only the new one does comes in;
    everything else stays where it is, the cluster's own points and what was left out as well.

    Raises:
        InputError: There is no such pack in the meeting, or no such version of it.
    """
    if name not in pack_names(meeting) or name not in packs:
        raise InputError(f"Mødet har ingen pakke ”{name}”.")
    if version is not None and version not in packs[name].pack.versions:
        raise InputError(f"Pakken har ingen udgave ”{version}”.")
    use = replace(meeting.packs.get(name, PackUse()), version=version)
    found = replace(meeting, packs={**meeting.packs, name: use}, program=_named(meeting, packs))
    before = {_key(p) for p in _suggested(meeting, packs)}
    after = {_key(p) for p in _suggested(found, packs)}
    kept = tuple(p for p in found.program if _key(p) not in before - after)
    found = without_idle_restoring(replace(found, program=kept), packs, name)
    there = {_key(p) for p in kept}
    for point in _suggested(found, packs):
        if _key(point) in after - before - there:
            found = with_point(found, packs, point.block or point.id or "")
    return found


def _let_go(meeting: Meeting, packs: Packs, name: str) -> Meeting:
    """The meeting without a pack, where nothing but its name is left of it among others."""
    named = {p.source or (p.block or "").partition("/")[0] for p in meeting.program} - {""}
    plain = meeting.packs.get(name) == PackUse(edition=meeting.packs.get(name, PackUse()).edition)
    changed = any(a.partition("/")[0] == name for a in meeting.changes)
    if name in named or not named or not plain or changed or name not in packs:
        return meeting
    there = {g for p in meeting.program for g in p.guests}
    invited = {g.id for g in packs[name].pack.guests} - there
    return replace(
        meeting,
        packs={n: u for n, u in meeting.packs.items() if n != name},
        guests=tuple(g for g in meeting.guests if g.id not in invited),
    )


def _inserted(meeting: Meeting, packs: Packs, point: Point, order: Sequence[str]) -> Meeting:
    """The meeting with a pack's point beside its nearest neighbour in an order of keys."""
    if point.block and block_of(point.block, {p.id: p for p in _known(meeting, packs)}) is None:
        raise InputError(f"Der er intet at tage ind, der hedder ”{point.block}”.")
    program = _named(meeting, packs)
    keys = [_key(p) for p in program]
    if _key(point) in keys:
        return with_block(meeting, packs, point.block) if point.block else meeting
    at, day = _place(program, keys, _key(point), order)
    new = replace(_renamed(point, program), day=day)
    found = replace(meeting, program=(*program[:at], new, *program[at:]))
    return with_block(found, packs, point.block) if point.block else found


def _place(
    program: Sequence[Point], keys: Sequence[str], key: str, order: Sequence[str]
) -> tuple[int, int]:
    """Where in the programme, and on which day: after what goes before, else before the next."""
    here = order.index(key) if key in order else 0
    for before in reversed(order[:here]):
        if before in keys:
            at = keys.index(before)
            return at + 1, program[at].day
    for after in order[here + 1 :]:
        if after in keys:
            at = keys.index(after)
            return at, program[at].day
    blocks = [i for i, p in enumerate(program) if p.block]
    open_ = [i for i, p in enumerate(program) if p.kind != "afslutning"]
    at = max(blocks or open_, default=-1)
    return at + 1, program[at].day if program else 1


def _renamed(point: Point, program: Sequence[Point]) -> Point:
    """The point, by its long name `<pakke>-pause` where another has the short one."""
    taken = {p.id.lower() for p in program if p.id}
    if point.block or not point.id or point.id.lower() not in taken:
        return point
    long = f"{point.source}-{point.id.removeprefix(f'{point.source}-')}"
    if long.lower() in taken:
        raise InputError(f"Programmet har allerede et punkt, der hedder ”{long}”.")
    return replace(point, id=long)


# --- Names -----------------------------------------------------------------------------------


def _key(point: Point) -> str:
    """What tells a point of a pack from all others, whichever of its two names it has."""
    if point.block:
        return point.block
    if point.source and point.id:
        return f"{point.source}:{point.id.removeprefix(f'{point.source}-')}"
    return point.id or ""


def _named(meeting: Meeting, packs: Packs) -> tuple[Point, ...]:
    """The programme with the names its points go by, which then survive a new order."""
    pairs = zip(meeting.program, addresses(meeting, packs), strict=True)
    return tuple(p if p.block or p.id else replace(p, id=name) for p, name in pairs)


def _index(meeting: Meeting, packs: Packs, address: str) -> int:
    found = addresses(meeting, packs)
    if address not in found:
        raise InputError(f"Programmet har intet punkt ”{address}”.")
    return found.index(address)


def _put(meeting: Meeting, at: int, **fields: Any) -> Meeting:  # noqa: ANN401 - fields of `Point`
    program = meeting.program
    new = replace(program[at], **fields)
    return replace(meeting, program=(*program[:at], new, *program[at + 1 :]))


def _known(meeting: Meeting, packs: Packs) -> tuple[Pack, ...]:
    """The meeting's packs that are there, in a version that is there."""
    names = (n for n in pack_names(meeting) if n in packs)
    return tuple(packs[n].pack for n in names if _has_version(meeting, packs[n].pack))


def _has_version(meeting: Meeting, pack: Pack) -> bool:
    version = meeting.packs.get(pack.id, PackUse()).version
    return not version or version in pack.versions


def _suggested(meeting: Meeting, packs: Packs) -> tuple[Point, ...]:
    """The programme that the meeting's packs suggest."""
    use = {p.id: meeting.packs.get(p.id, PackUse()) for p in _known(meeting, packs)}
    if not use:
        return ()
    answers = replace(answers_of(meeting), packs=use, program=None)
    return meeting_from(answers, packs).program
