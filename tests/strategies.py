"""Hypothesis strategies for packs and meetings, shared by the property tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from klyngepakke.content.meeting import Guest, Meeting, MeetingDay
from klyngepakke.content.model import Minutes
from klyngepakke.content.pack import PHASE_FORMS, PLENUM_FORMS, Block, Pack, Phase
from klyngepakke.content.point import POINT_KINDS, Point

GUESTS = ("kommunen", "kardiologen")


@st.composite
def minutes(draw, most=60):
    """Minutes with bounds, fixed about half the time."""
    least, wish, top = sorted(draw(st.tuples(*[st.integers(1, most)] * 3)))
    if draw(st.booleans()):
        return Minutes(least=wish, wish=wish, most=wish)
    return Minutes(least=least, wish=wish, most=top)


@st.composite
def phases(draw, name="fase"):
    """A phase of any form, with or without a place in the order of cutting."""
    form = draw(st.sampled_from(PHASE_FORMS))
    return Phase(
        id=name,
        form=form,
        minutes=draw(minutes(40)),
        plenum_form=draw(st.sampled_from(PLENUM_FORMS)) if form == "plenum" else None,
        cut=draw(st.none() | st.integers(1, 4)),
        cut_to=draw(st.none() | st.integers(1, 20)),
        stretch=draw(st.integers(0, 4)) == 0,
    )


@st.composite
def blocks(draw, name="blok"):
    """A block of one to four phases."""
    number = draw(st.integers(1, 4))
    inner = tuple(draw(phases(f"fase{i}")) for i in range(number))
    return Block(id=name, title=f"Blokken {name}", phases=inner)


@st.composite
def packs(draw, name="pakke", most=4):
    """A pack of at least one block."""
    number = draw(st.integers(1, most))
    return Pack(
        id=name,
        title=f"Pakken {name}",
        edition="2027.1",
        publisher="Udgiveren",
        purpose="Et formål.",
        frame=(),
        blocks=tuple(draw(blocks(f"blok{i}")) for i in range(number)),
    )


@st.composite
def points(draw):
    """A point of the cluster's own."""
    return Point(
        kind=draw(st.sampled_from(POINT_KINDS)),
        minutes=draw(minutes(45)),
        guests=tuple(sorted(draw(st.sets(st.sampled_from(GUESTS))))),
        cut=draw(st.none() | st.integers(1, 4)),
        cut_to=draw(st.none() | st.integers(1, 20)),
        stretch=draw(st.integers(0, 4)) == 0,
    )


@st.composite
def meetings(draw, *, pins=True, most_days=2):
    """A meeting and its packs by id: one or two packs, own points, one or more days.

    With `pins` some points have a fixed time that may or may not be possible.
    """
    used = {n: draw(packs(n)) for n in ("en", "to")[: draw(st.integers(1, 2))]}
    number = draw(st.integers(1, most_days))
    days = tuple(_day(draw, i) for i in range(number))
    named = [Point(block=f"{p.id}/{b.id}") for p in used.values() for b in p.blocks]
    program = draw(st.permutations([*named, *draw(st.lists(points(), min_size=1, max_size=5))]))
    placed = [replace(p, day=1 + i * number // len(program)) for i, p in enumerate(program)]
    if pins:
        placed = [_pinned(draw, p, days[p.day - 1]) for p in placed]
    meeting = Meeting(
        id="k7m2q9",
        title="Et møde",
        days=days,
        guests=tuple(Guest(id=g, title=g.capitalize()) for g in GUESTS),
        reserve=draw(st.none() | st.integers(0, 30)),
        program=tuple(placed),
    )
    return meeting, used


def _day(draw, number):
    start = draw(st.integers(7 * 60, 17 * 60))
    room = draw(st.integers(31, 360))
    return MeetingDay(date=date(2027, 3, 4) + timedelta(number), start=start, end=start + room)


def _pinned(draw, point, day):
    if draw(st.integers(0, 5)):
        return point
    return replace(point, pinned=draw(st.integers(day.start, day.end - 1)))
