"""Doubts: what a facilitator should look at in a programme before printing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from klyngepakke.content.meeting import Guest
from klyngepakke.content.times import kl_text, minutes_text, short_date_text
from klyngepakke.planning.fitting import Placed
from klyngepakke.planning.pieces import Piece
from klyngepakke.planning.programme import Day

_LONGEST_SITTING = 95
_SHORTEST_BREAK = 5
_LEAST_RESERVE = 5
_LONG_GAP = 30
_BREAKS = ("pause", "måltid", "socialt")
_ZONE = "Europe/Copenhagen"


def cut_sentence(piece: Piece, left: int, limit: int) -> str:
    """Says that a piece was cut for the programme to hold a clock time."""
    reason = f"fordi der ellers ikke er tid nok før {kl_text(limit)}"
    if not left:
        return f"{piece.label} er udeladt, {reason}."
    return f"{piece.label} er skåret fra {piece.wished} til {minutes_text(left)}, {reason}."


def day_doubts(day: Day, placed: Sequence[Placed], reserve: int) -> Iterator[str]:
    """What to look at on one day.

    Args:
        day: The day, with its planned end.
        placed: Everything of that day, in order.
        reserve: The minutes of reserve that were meant to be there.
    """
    yield from _ending(day, reserve)
    yield from _gaps(day, placed)
    yield from _sittings(day, placed)
    yield from _rounds(placed)
    yield from _same_forms(placed)


def absent_guests(guests: Iterable[Guest], placed: Iterable[Placed]) -> Iterator[str]:
    """Guests who are on no point, and so are never told when to come."""
    there = {name for p in placed for name in p.piece.guests}
    for guest in guests:
        if guest.id not in there:
            sentence = f"Gæsten ”{guest.title}” er ikke med på noget punkt."
            yield f"{sentence} Sæt gæsten på de punkter, gæsten skal være med til."


def short_nights(days: Sequence[Day]) -> Iterator[str]:
    """Nights between two days of the meeting on which the clocks are changed.

    Clock times are what the clock on the wall says on each day, and stay as they are.
    """
    for before, after in pairwise(days):
        if not before.date or not after.date or after.date - before.date != timedelta(days=1):
            continue
        change = _offset(after.date) - _offset(before.date)
        if change:
            way, effect = ("frem", "kortere") if change > timedelta(0) else ("tilbage", "længere")
            sentence = f"Natten til den {short_date_text(after.date)} stilles uret en time {way}"
            advice = "Klokkeslættene er dem, uret viser."
            yield f"{sentence}, så natten er en time {effect}. {advice}"


def _offset(day: date) -> timedelta:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - only a meeting of several days needs it

    noon = datetime.combine(day, time(12), ZoneInfo(_ZONE))
    return noon.utcoffset() or timedelta(0)


def _ending(day: Day, reserve: int) -> Iterator[str]:
    ends = f"Programmet slutter {kl_text(day.planned_end)}"
    tight = "selv når alt er så kort, som det må være"
    advice = "Tag et punkt ud, eller book lokalet længere."
    if day.overrun:
        late = f"{minutes_text(day.overrun)} for sent, {tight}"
        yield f"{ends}. Det er {late}: lokalet skal være tomt {kl_text(day.end)}. {advice}"
    elif day.reserve < reserve:
        left = f"kun {minutes_text(day.reserve)} i reserve i stedet for {reserve}"
        yield f"{ends}. Der er {left}, {tight}. {advice}"
    elif day.reserve < _LEAST_RESERVE:
        left = f"kun {minutes_text(day.reserve)} i reserve til, når tiden skrider"
        yield f"{ends}. Der er {left}. Sæt en større reserve af, eller book lokalet længere."


def _gaps(day: Day, placed: Sequence[Placed]) -> Iterator[str]:
    ends = [day.start, *(p.end for p in placed)]
    for end, after in zip(ends, placed, strict=False):
        if after.start - end >= _LONG_GAP:
            span = f"fra {kl_text(end)} til {kl_text(after.start)}"
            sentence = f"Der er intet program {span}, hvor {after.piece.label} begynder fast."
            yield f"{sentence} Læg et punkt ind, eller ret klokkeslættet."


def _sittings(day: Day, placed: Sequence[Placed]) -> Iterator[str]:
    """Stretches without a break; free time counts as one."""
    start = now = day.start
    for one in placed:
        rest = one.piece.kind in _BREAKS
        if rest or one.start - now >= _SHORTEST_BREAK:
            yield from _sitting(start, now)
            start = one.end if rest else one.start
        now = one.end
    yield from _sitting(start, now)


def _sitting(start: int, end: int) -> Iterator[str]:
    if end - start > _LONGEST_SITTING:
        span = f"fra {kl_text(start)} til {kl_text(end)}"
        sentence = f"Der er {minutes_text(end - start)} uden pause {span}."
        yield f"{sentence} Læg en pause ind."


def _rounds(placed: Iterable[Placed]) -> Iterator[str]:
    for one in placed:
        if one.minutes < one.piece.round:
            yield (
                f"{one.piece.label} varer {minutes_text(one.minutes)}, men en runde ved alle borde "
                f"tager {one.piece.round}. Vælg en anden plenumform, eller giv det flere minutter."
            )


def _same_forms(placed: Iterable[Placed]) -> Iterator[str]:
    """Plenums of one day that share a form; on another day the form is fresh again."""
    seen: dict[str, str] = {}
    for one in placed:
        form = one.piece.form
        if form and form in seen:
            words = form.replace("_", " ")
            sentence = f"{seen[form]} og {one.piece.label} har samme plenumform, ”{words}”"
            yield f"{sentence}. Giv det ene plenum en anden form."
        seen.setdefault(form, one.piece.label)
