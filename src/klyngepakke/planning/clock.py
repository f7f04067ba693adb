"""The clock: from a meeting and its packs to a Programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from klyngepakke.content.meeting import Meeting
from klyngepakke.content.model import place_text
from klyngepakke.content.pack import Pack
from klyngepakke.content.times import kl_text
from klyngepakke.errors import InputError, Problem
from klyngepakke.planning.doubts import absent_guests, cut_sentence, day_doubts, short_nights
from klyngepakke.planning.fitting import Placed, fit, trimmed
from klyngepakke.planning.mistakes import mistakes
from klyngepakke.planning.pieces import Entry, entries
from klyngepakke.planning.programme import Cut, Day, Programme, Slot
from klyngepakke.planning.slip import checkpoints
from klyngepakke.planning.visits import visits

_RESERVE_PERCENT = 15
_RESERVE_STEP = 5


def programme(meeting: Meeting, packs: Mapping[str, Pack], tables: int) -> Programme:
    """Put a meeting on the clock.

    Each stretch between fixed times is fitted by itself. When the wishes do not fit, all
    shrink in proportion to their least; only when the least of all does not fit either is
    something cut, in the order of `skæres_som_nr`, and the others then get back what that
    left over. When nothing more may be cut the programme runs into the reserve, and after
    that past the room's end; both are warned of.

    Args:
        meeting: The decisions.
        packs: The packs that it uses, by id, with versions and changes applied.
        tables: How many tables there are; rounds in plenum follow it.

    Raises:
        InputError: Days, points or blocks that cannot be, and fixed times that cannot be held.
            Each problem has a place as `program[4].kl` and no line.
    """
    found = mistakes(meeting, packs)
    if found:
        raise InputError(*found)
    every = entries(meeting, packs, tables)
    timed = [
        _timed(day, reserve, [e for e in every if e.day == day.number])
        for day, reserve in _frames(meeting)
    ]
    late = [problem for t in timed for problem in t.problems]
    if late:
        raise InputError(*late)
    return _programme(meeting, timed)


def reserve_of(room: int) -> int:
    """The reserve of a room of so many minutes: 15 %, rounded down to whole five minutes."""
    return room * _RESERVE_PERCENT // 100 // _RESERVE_STEP * _RESERVE_STEP


@dataclass(frozen=True)
class _Stretch:
    """Entries between two fixed times; `until` is the fixed entry that ends it, if any."""

    start: int
    limit: int
    entries: tuple[Entry, ...]
    until: Entry | None = None


@dataclass(frozen=True)
class _Timed:
    """A day on the clock."""

    day: Day
    reserve: int
    placed: tuple[Placed, ...]
    cuts: tuple[Cut, ...]
    warnings: tuple[str, ...]
    problems: tuple[Problem, ...]


def _programme(meeting: Meeting, timed: Sequence[_Timed]) -> Programme:
    days = tuple(t.day for t in timed)
    placed = [p for t in timed for p in t.placed]
    slots = tuple(_slot(p) for p in placed)
    return Programme(
        days=days,
        slots=slots,
        cuts=tuple(cut for t in timed for cut in t.cuts),
        checkpoints=tuple(c for t in timed for c in checkpoints(t.day, t.placed)),
        visits=visits(slots, (g.id for g in meeting.guests)),
        warnings=(
            *(w for t in timed for w in _day_warnings(t, alone=len(days) == 1)),
            *absent_guests(meeting.guests, placed),
            *short_nights(days),
        ),
    )


def _day_warnings(timed: _Timed, *, alone: bool) -> Iterable[str]:
    prefix = "" if alone else f"Dag {timed.day.number}: "
    for warning in (*timed.warnings, *day_doubts(timed.day, timed.placed, timed.reserve)):
        yield prefix + warning


def _frames(meeting: Meeting) -> Iterable[tuple[Day, int]]:
    """The days with their reserves; the meeting's own number is the last day's."""
    for number, day in enumerate(meeting.days, start=1):
        reserve = reserve_of(day.end - day.start)
        if number == len(meeting.days) and meeting.reserve is not None:
            reserve = meeting.reserve
        yield Day(number, day.date, day.start, day.end, day.end - reserve, day.place), reserve


def _timed(day: Day, reserve: int, entries: Sequence[Entry]) -> _Timed:
    placed: list[Placed] = []
    cuts: list[Cut] = []
    warnings: list[str] = []
    problems: list[Problem] = []
    for stretch in _stretches(day, entries):
        room = stretch.limit - stretch.start
        kept, cut = trimmed(stretch.entries, room, lambda piece: piece.least)
        there = fit(stretch.start, stretch.limit, kept)
        placed += there
        cuts += (Cut(p.address, p.wished - left, left) for p, left in cut)
        warnings += (cut_sentence(p, left, stretch.limit) for p, left in cut)
        if stretch.until and there and there[-1].end > stretch.limit:
            problems.append(_too_early(stretch.until, there[-1].end))
    ends = placed[-1].end if placed else day.start
    return _Timed(
        replace(day, planned_end=ends),
        reserve,
        tuple(placed),
        tuple(cuts),
        tuple(warnings),
        tuple(problems),
    )


def _stretches(day: Day, entries: Sequence[Entry]) -> tuple[_Stretch, ...]:
    """The day in stretches; the last one may last until the reserve begins."""
    stretches: list[_Stretch] = []
    start, gathered = day.start, list[Entry]()
    for entry in entries:
        if entry.pinned is not None:
            stretches.append(_Stretch(start, entry.pinned, tuple(gathered), entry))
            start, gathered = entry.pinned, []
        gathered.append(entry)
    return (*stretches, _Stretch(start, day.planned_end, tuple(gathered)))


def _too_early(entry: Entry, ready: int) -> Problem:
    pinned = entry.pinned or 0
    return Problem(
        f"Punktet begynder fast {kl_text(pinned)}, men det, der går forud, varer til "
        f"{kl_text(ready)}, selv når det er så kort, som det må være. "
        "Ret klokkeslættet, eller tag et punkt ud.",
        place=place_text(("program", entry.index, "kl")),
    )


def _slot(placed: Placed) -> Slot:
    piece = placed.piece
    return Slot(
        address=piece.address,
        day=placed.entry.day,
        start=placed.start,
        end=placed.end,
        wished=piece.wished,
        kind=piece.kind,
        guests=piece.guests,
        shortened=piece.shortened,
    )
