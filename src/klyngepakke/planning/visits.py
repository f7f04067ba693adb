"""Visits: when each guest comes and goes, from the slots they are on."""

from __future__ import annotations

from collections.abc import Iterable

from klyngepakke.planning.programme import Slot, Visit


def visits(slots: Iterable[Slot], guests: Iterable[str]) -> tuple[Visit, ...]:
    """One visit for each guest and day on which the guest is on any slot.

    A guest comes at the start of the first slot of the day and leaves at the end of the last,
    so that no point with a guest lies outside the visit. A guest on no slot has no visit.

    Args:
        slots: The programme's.
        guests: Ids of the guests, in the order wanted.
    """
    there = tuple(slots)
    return tuple(
        visit
        for guest in guests
        for day in sorted({s.day for s in there})
        if (visit := _visit(guest, day, [s for s in there if s.day == day])) is not None
    )


def _visit(guest: str, day: int, slots: Iterable[Slot]) -> Visit | None:
    on = [s for s in slots if guest in s.guests]
    if not on:
        return None
    return Visit(guest, day, min(s.start for s in on), max(s.end for s in on))
