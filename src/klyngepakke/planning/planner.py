"""From a meeting to its Plan: the packs as changed, the crowd, the clock, the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from klyngepakke.content.common import common
from klyngepakke.content.meeting import Meeting
from klyngepakke.content.overrides import Used, used
from klyngepakke.content.pack import LoadedPack, Pack
from klyngepakke.content.participants import Person
from klyngepakke.errors import InputError
from klyngepakke.planning.clock import programme
from klyngepakke.planning.crowd import crowd
from klyngepakke.planning.expiry import expired
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.plan_doubts import plan_doubts
from klyngepakke.planning.programme import Programme
from klyngepakke.planning.seating import Crowd, Seating, seat

_POINT = re.compile(r"program\[(\d+)\]")


def plan(
    meeting: Meeting, known: Mapping[str, LoadedPack], people: tuple[Person, ...] = ()
) -> Plan:
    """Compute everything that follows from a meeting's decisions.

    Args:
        meeting: The decisions.
        known: Every pack there is, by id.
        people: The rows of the participant file, or nothing.

    Raises:
        InputError: Decisions that cannot all hold; problems carry the place in the meeting.
    """
    use = used(meeting, known)
    present = crowd(meeting.participants, people)
    tables = len(seat("blandet", present, 0).tables)
    packs = {loaded.pack.id: loaded.pack for loaded in use.packs}
    clock = _clock(use, packs, tables)
    old = expired(packs.values(), use.meeting.days[0].date)
    made = Plan(
        meeting=use.meeting,
        packs=use.packs,
        common=common(),
        crowd=present,
        programme=clock,
        seatings=_seatings(use, clock, present),
        sheets=use.sheets,
        warnings=(
            *use.warnings,
            *present.notes,
            *clock.warnings,
            *old,
            *_crowded(use, tables),
        ),
    )
    return replace(made, warnings=(*made.warnings, *plan_doubts(made)))


def _crowded(use: Used, tables: int) -> Iterator[str]:
    """A topic needs a table; a meeting that chose more topics than tables is told."""
    for name, chosen in ((n, u.topics) for n, u in use.meeting.packs.items()):
        if len(chosen) > tables:
            yield (
                f"Mødet har {tables} borde og {len(chosen)} valgte emner i ”{name}”. "
                "De sidste emner får intet bord."
            )


def _clock(use: Used, packs: Mapping[str, Pack], tables: int) -> Programme:
    """The clock; a problem's place is counted in the meeting file, blocks left out included."""
    try:
        return programme(use.meeting, packs, tables)
    except InputError as error:
        moved = (replace(p, place=_counted(p.place, use.kept)) for p in error.problems)
        raise InputError(*moved) from error


def _counted(place: str, kept: tuple[int, ...]) -> str:
    hit = _POINT.match(place)
    return f"program[{kept[int(hit[1]) - 1] + 1}]{place[hit.end() :]}" if hit else place


def _seatings(use: Used, clock: Programme, present: Crowd) -> dict[str, Seating]:
    """The seating of every phase; the same kind with the same guests is the same tables."""
    found: dict[str, Seating] = {}
    guests = {g.id: g.number for g in use.meeting.guests}
    for loaded in use.packs:
        topics = tuple(t.id for t in loaded.pack.topics)
        for block in loaded.pack.blocks:
            for phase in block.phases:
                address = f"{loaded.pack.id}/{block.id}/{phase.name}"
                there = next((s.guests for s in clock.slots if s.address == address), ())
                found[address] = seat(
                    phase.seating,
                    present,
                    sum(guests.get(g, 0) for g in there),
                    topics if phase.seating == "emne" else (),
                    every_second=phase.guests_apart,
                )
    return found
