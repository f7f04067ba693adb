"""Mistakes: what makes it impossible to put a meeting on the clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from klyngepakke.content.meeting import Meeting, MeetingDay
from klyngepakke.content.model import Loc, nearest, place_text
from klyngepakke.content.pack import Pack
from klyngepakke.content.point import Point
from klyngepakke.content.times import kl_text
from klyngepakke.errors import Problem
from klyngepakke.planning.pieces import block_of

_MOST_POINTS = 60
_Found = Iterator[tuple[Loc, str]]


def mistakes(meeting: Meeting, packs: Mapping[str, Pack]) -> tuple[Problem, ...]:
    """Everything in a meeting's frame that cannot be: days, points, blocks and fixed times.

    The problems carry a place as `program[4].kl`, and no line: who read the file knows it.

    Args:
        meeting: The decisions.
        packs: The packs it uses, with versions and changes applied.
    """
    checks = (
        _days(meeting),
        _reserve(meeting),
        _number(meeting),
        _points(meeting, packs),
        _twins(meeting),
        _guests(meeting),
        _pins(meeting),
    )
    return tuple(
        Problem(sentence, place=place_text(loc)) for check in checks for loc, sentence in check
    )


def _days(meeting: Meeting) -> _Found:
    if not meeting.days:
        yield ("dage",), "Mødet har ingen dag. Skriv dato, start og slut."
    for i, day in enumerate(meeting.days):
        if day.end <= day.start:
            sentence = f"Dag {i + 1} slutter, før den begynder"
            advice = "går mødet over midnat, så del det i to dage"
            yield ("dage", i, "slut"), f"{sentence}; {advice}."
        if not any(p.day == i + 1 for p in meeting.program) and meeting.program:
            sentence = f"Der er ingen punkter på dag {i + 1}."
            yield ("dage", i), f"{sentence} Læg et punkt på dagen, eller slet den."
    for i, (before, after) in enumerate(pairwise(meeting.days)):
        if (before.date is None) != (after.date is None):
            undated = i + 2 if after.date is None else i + 1
            sentence = f"Dag {undated} har ingen dato. Skriv datoen på alle dage, eller på ingen."
            yield ("dage", undated - 1), sentence
        elif before.date and after.date and after.date <= before.date:
            sentence = f"Dag {i + 2} skal ligge efter dag {i + 1}."
            yield ("dage", i + 1, "dato"), f"{sentence} Ret datoen, eller byt om på dagene."


def _reserve(meeting: Meeting) -> _Found:
    if not meeting.days or meeting.reserve is None:
        return
    room = meeting.days[-1].end - meeting.days[-1].start
    if 0 < room <= meeting.reserve:
        sentence = f"Reserven er på {meeting.reserve} minutter, men der er kun {room} i alt."
        yield ("reserve",), f"{sentence} Skriv en mindre reserve."


def _number(meeting: Meeting) -> _Found:
    number = len(meeting.program)
    if not number:
        yield ("program",), "Programmet er tomt. Skriv mindst ét punkt."
    if number > _MOST_POINTS:
        advice = f"der er plads til {_MOST_POINTS}. Slå punkter sammen, eller hold to møder."
        yield ("program",), f"Programmet har {number} punkter; {advice}"


def _points(meeting: Meeting, packs: Mapping[str, Pack]) -> _Found:
    for i, point in enumerate(meeting.program):
        for loc, sentence in _point(point, packs):
            yield ("program", i, *loc), sentence
        if point.day > len(meeting.days) > 0:
            days = "én dag" if len(meeting.days) == 1 else f"{len(meeting.days)} dage"
            yield ("program", i, "dag"), f"Mødet har kun {days}; der er ingen dag {point.day}."


def _point(point: Point, packs: Mapping[str, Pack]) -> _Found:
    if (point.kind is None) == (point.block is None):
        yield (), "Et punkt skal have enten slags eller blok, ikke begge og ikke ingen."
    elif point.block is None:
        if point.minutes is None:
            yield ("minutter",), "Skriv, hvor mange minutter punktet varer."
    else:
        yield from _block(point, point.block, packs)


def _block(point: Point, address: str, packs: Mapping[str, Pack]) -> _Found:
    block = block_of(address, packs)
    if block is None:
        yield ("blok",), _no_block(address, packs)
    elif not block.phases:
        advice = "Slet punktet, eller tag en fase med igen."
        yield ("blok",), f"Alle faser i ”{block.title}” er udeladt. {advice}"
    if point.minutes:
        advice = f"Ret dem under ret, fx {address}/gruppearbejde: {{minutter: 15}}."
        yield ("minutter",), f"En bloks minutter er fasernes. {advice}"
    for key in _phase_keys(point):
        sentence = "En blok skæres og strækkes fase for fase, som pakken siger."
        yield (key,), f"{sentence} Slet {key} her."


def _phase_keys(point: Point) -> Iterator[str]:
    """Keys that say something of a point of the cluster's own, and nothing of a block."""
    if point.cut:
        yield "skæres_som_nr"
    if point.cut_to:
        yield "skæres_til"
    if point.stretch:
        yield "stræk"


def _no_block(address: str, packs: Mapping[str, Pack]) -> str:
    name, slash, _ = address.partition("/")
    if not slash:
        return f"Skriv pakken foran blokken, som {next(iter(packs), 'pakke')}/{address}."
    if name not in packs:
        return f"Mødet har ingen pakke ”{name}”.{nearest(name, tuple(packs))}"
    there = tuple(f"{name}/{b.id}" for b in packs[name].blocks)
    known = f" Pakken har: {', '.join(there) or 'ingen blokke'}."
    return f"Der er ingen blok ”{address}”.{nearest(address, there) or known}"


def _twins(meeting: Meeting) -> _Found:
    seen: dict[str, int] = {}
    for i, point in enumerate(meeting.program):
        name = point.block or point.id
        if not name:
            continue
        first = seen.setdefault(name.lower(), i)
        if first != i and point.block:
            sentence = f"Blokken ”{name}” står også som punkt {first + 1}."
            yield ("program", i, "blok"), f"{sentence} Slet den ene."
        elif first != i:
            sentence = f"Punkt {first + 1} hedder også ”{name}”."
            yield ("program", i, "id"), f"{sentence} Giv det ene et andet id."


def _guests(meeting: Meeting) -> _Found:
    known = tuple(g.id for g in meeting.guests)
    for i, point in enumerate(meeting.program):
        for j, guest in enumerate(point.guests):
            if guest not in known:
                sentence = f"Mødet har ingen gæst ”{guest}”."
                yield ("program", i, "gæster", j), f"{sentence}{nearest(guest, known)}"


def _pins(meeting: Meeting) -> _Found:
    for number, day in enumerate(meeting.days, start=1):
        before: int | None = None
        for i, point in enumerate(meeting.program):
            if point.pinned is None or point.day != number:
                continue
            sentence = _outside(point.pinned, day) or _backwards(point.pinned, before)
            if sentence:
                yield ("program", i, "kl"), sentence
            before = point.pinned


def _outside(pinned: int, day: MeetingDay) -> str:
    if day.start <= pinned < day.end:
        return ""
    frame = f"fra {kl_text(day.start)} til {kl_text(day.end)}"
    return f"Punktet begynder fast {kl_text(pinned)}, men dagen går {frame}."


def _backwards(pinned: int, before: int | None) -> str:
    if before is None or before < pinned:
        return ""
    sentence = f"Punktet begynder fast {kl_text(pinned)}"
    other = f"men et tidligere punkt begynder fast {kl_text(before)}"
    return f"{sentence}, {other}. Byt om på dem, eller ret klokkeslættet."
