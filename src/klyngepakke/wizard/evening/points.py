"""One point of the evening: its minutes, its place, who is there, and whether it stays."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from klyngepakke.content.meeting import MeetingDay
from klyngepakke.content.model import Minutes
from klyngepakke.content.times import clock_text
from klyngepakke.wizard.evening.place import (
    At,
    Edit,
    Outcome,
    Place,
    clock_of,
    deeper,
    minutes_from,
    minutes_verdict,
    said,
    ticked,
)
from klyngepakke.wizard.evening.view import POINT, View, part_row, row
from klyngepakke.wizard.phase_edits import with_block
from klyngepakke.wizard.programme_edits import (
    moved,
    moved_to_day,
    with_day_from,
    with_guests,
    with_minutes,
    with_pin,
    with_title,
    without,
)
from klyngepakke.wizard.question import Answer, Choice, Question, Verdict
from klyngepakke.wizard.step import EVENING

PHASE: Final = "fase/"
LONGEST_TITLE: Final = 80
_OWN_DAY = "dag/"
_SPLIT = "dag-herfra/"
_HELP = (
    "Ændringen gælder kun dette møde; pakken selv er, som den var. Uret regnes om med det samme, "
    "og alt kan laves om igen."
)


def place(seen: View, at: At) -> Place | None:
    """The place at a way down that begins with a point; None where there is none."""
    address = at[0].removeprefix(POINT)
    if address not in seen.points:
        return None
    if len(at) == 1:
        return Place(_ask, _take)
    return _DEEPER.get(at[1]) if len(at) == 2 and _offered(seen, address, at[1]) else None  # noqa: PLR2004 - point and action


def address_of(at: At) -> str:
    """The address of the point on a way down."""
    return at[0].removeprefix(POINT)


def _offered(seen: View, address: str, action: str) -> bool:
    return action in {c.id for c in _choices(seen, address)}


# --- What can be done ------------------------------------------------------------------------


def _ask(seen: View, at: At) -> Question:
    address = address_of(at)
    choices = tuple(_choices(seen, address))
    return Question(
        id=EVENING,
        kind="one",
        text=f"Hvad skal der ske med ”{seen.title(address)}”?",
        help=_HELP,
        default=choices[0].id,
        choices=choices,
        above=(row(seen, address),),
    )


def _choices(seen: View, address: str) -> Iterator[Choice]:
    point = seen.points[address]
    if point.block:
        yield from _phases(seen, address)
    else:
        yield from _own_words(seen, address)
    yield from _moves(seen, address)
    pin = "Giv det et fast klokkeslæt"
    fixed = f"Fast klokkeslæt: {clock_text(point.pinned)}" if point.pinned is not None else pin
    yield Choice("fast", fixed, "Det, der ligger før, bliver kortere eller længere efter det.")
    if point.pinned is not None:
        yield Choice("fast-ikke", "Ikke længere et fast klokkeslæt")
    if seen.meeting.guests:
        yield Choice("gaester", f"Gæster: {seen.guests(point.guests) or 'ingen'}")
    own = not point.block and not point.source
    yield Choice("udelad", "Slet punktet" if own else "Tag det ud af programmet")


def _phases(seen: View, address: str) -> Iterator[Choice]:
    parts = seen.parts(address)
    if parts and not any(p.there for p in parts):
        yield Choice("medtag", "Tag blokken med igen")
    for part in parts:
        yield Choice(f"{PHASE}{part.address.rpartition('/')[2]}", part_row(seen, part))


def _own_words(seen: View, address: str) -> Iterator[Choice]:
    point = seen.points[address]
    wish = point.minutes
    yield Choice("minutter", f"Minutter: {_bounds(wish)}" if wish and wish.wish else "Minutter")
    if point.source and _is_said(seen, address, "minutes"):
        yield Choice("minutter-igen", "Brug pakkens egne minutter igen")
    yield Choice("titel", f"Titel: {seen.title(address)}")


def _bounds(minutes: Minutes) -> str:
    if minutes.least == minutes.most:
        return str(minutes.wish)
    return f"helst {minutes.wish} ({minutes.least}–{minutes.most})"


def _is_said(seen: View, address: str, name: str) -> bool:
    """Whether the meeting itself says it, and not the pack."""
    at = tuple(seen.points).index(address)
    return getattr(seen.meeting.program[at], name) is not None


def _moves(seen: View, address: str) -> Iterator[Choice]:
    day = seen.points[address].day
    same = [name for name, p in seen.points.items() if p.day == day]
    if same[0] != address:
        yield Choice("op", "Flyt op")
    if same[-1] != address:
        yield Choice("ned", "Flyt ned")
    for other in seen.days:
        if other != day:
            yield Choice(f"{_OWN_DAY}{other}", f"Flyt til dag {other}")
        if other > day and same[0] != address:
            yield Choice(f"{_SPLIT}{other}", f"Lad dag {other} begynde her")


def _take(seen: View, at: At, answer: Answer) -> Outcome:
    address, chosen = address_of(at), said(answer)
    edits: dict[str, Edit] = {
        "op": partial(moved, by=-1),
        "ned": partial(moved, by=1),
        "fast-ikke": partial(with_pin, clock=None),
        "minutter-igen": partial(with_minutes, minutes=None),
        "udelad": without,
        "medtag": with_block,
    }
    if chosen in edits:
        return edits[chosen](seen.meeting, seen.packs, address)
    head, _, number = chosen.rpartition("/")
    if head == _OWN_DAY[:-1]:
        return moved_to_day(seen.meeting, seen.packs, address, int(number))
    if head == _SPLIT[:-1]:
        return with_day_from(seen.meeting, seen.packs, address, int(number))
    return deeper(seen, at, answer)


# --- One thing at a time ---------------------------------------------------------------------


def _ask_minutes(seen: View, at: At) -> Question:
    address = address_of(at)
    return Question(
        id=EVENING,
        kind="text",
        text=f"Hvor mange minutter skal ”{seen.title(address)}” vare?",
        help="Skriv et helt tal. Så varer punktet netop så længe. " + _HELP,
        default=_minutes_now(seen, address),
        check=minutes_verdict,
        above=(row(seen, address),),
    )


def _minutes_now(seen: View, address: str) -> str:
    slots = seen.slots(address)
    minutes = seen.points[address].minutes
    now = slots[0].minutes if slots else minutes.wish if minutes else 0
    return str(now) if now else ""


def _take_minutes(seen: View, at: At, answer: Answer) -> Outcome:
    """The meeting with other minutes; what it was anyway is left as it is."""
    address = address_of(at)
    minutes = minutes_from(said(answer))
    if minutes is None or said(answer) == _minutes_now(seen, address):
        return seen.meeting
    return with_minutes(seen.meeting, seen.packs, address, minutes)


def _ask_title(seen: View, at: At) -> Question:
    return Question(
        id=EVENING,
        kind="text",
        text="Hvad skal punktet hedde?",
        help="Titlen står på dagsordenen og i drejebogen.",
        default=seen.title(address_of(at)),
        check=title_verdict,
    )


def title_verdict(text: str) -> Verdict:
    """What is thought of the title of a point."""
    if not text.strip():
        return Verdict(error="Skriv et par ord, fx Middag.")
    long = len(text.strip()) > LONGEST_TITLE
    return Verdict(error=f"Skriv højst {LONGEST_TITLE} tegn." if long else "")


def _take_title(seen: View, at: At, answer: Answer) -> Outcome:
    address, title = address_of(at), said(answer)
    if title == seen.title(address) or title_verdict(title).error:
        return seen.meeting
    usual = seen.common.points[seen.points[address].kind or "formalia"].title
    return with_title(seen.meeting, seen.packs, address, None if title == usual else title)


def _ask_pin(seen: View, at: At) -> Question:
    address = address_of(at)
    day = _day(seen, address)
    slots = seen.slots(address)
    now = seen.points[address].pinned
    start = now if now is not None else slots[0].start if slots else day.start
    return Question(
        id=EVENING,
        kind="text",
        text=f"Hvad skal klokken være, når ”{seen.title(address)}” begynder?",
        help="Skriv fx 18.00. Det bruges til mad og gæster, der kommer på et bestemt tidspunkt.",
        default=clock_text(start),
        check=partial(_pin_verdict, day),
        above=(row(seen, address),),
    )


def _day(seen: View, address: str) -> MeetingDay:
    days = seen.meeting.days
    return days[min(seen.points[address].day, len(days)) - 1]


def _pin_verdict(day: MeetingDay, text: str) -> Verdict:
    clock = clock_of(text)
    if clock is None:
        return Verdict(error="Skriv klokkeslættet som 18.00.")
    if not day.start <= clock < day.end:
        span = f"fra {clock_text(day.start)} til {clock_text(day.end - 1)}"
        return Verdict(error=f"Skriv et klokkeslæt {span}; ellers er mødet ikke i gang.")
    return Verdict()


def _take_pin(seen: View, at: At, answer: Answer) -> Outcome:
    address = address_of(at)
    clock = clock_of(said(answer))
    if clock is None or _pin_verdict(_day(seen, address), said(answer)).error:
        return seen.meeting
    return with_pin(seen.meeting, seen.packs, address, clock)


def _ask_guests(seen: View, at: At) -> Question:
    address = address_of(at)
    there = seen.points[address].guests
    return Question(
        id=EVENING,
        kind="many",
        text=f"Hvem udefra er med til ”{seen.title(address)}”?",
        help="En gæst kommer til sit første punkt og går efter det sidste.",
        choices=tuple(Choice(g.id, g.title, ticked=g.id in there) for g in seen.meeting.guests),
        above=(row(seen, address),),
    )


def _take_guests(seen: View, at: At, answer: Answer) -> Outcome:
    return with_guests(seen.meeting, seen.packs, address_of(at), ticked(answer))


_DEEPER: Final = {
    "minutter": Place(_ask_minutes, _take_minutes),
    "titel": Place(_ask_title, _take_title),
    "fast": Place(_ask_pin, _take_pin),
    "gaester": Place(_ask_guests, _take_guests),
}
