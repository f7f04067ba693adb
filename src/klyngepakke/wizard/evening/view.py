"""The evening as it stands: the programme on the clock, what to look at, and rows to point at."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from klyngepakke.content.common import Common, common
from klyngepakke.content.meeting import Meeting
from klyngepakke.content.pack import Block, LoadedPack, Phase
from klyngepakke.content.participants import Person
from klyngepakke.content.point import Point
from klyngepakke.content.times import clock_text, known_date_text, minutes_text, span_text
from klyngepakke.errors import InputError, KlyngepakkeError, Problem
from klyngepakke.planning.pieces import block_of
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.planner import plan
from klyngepakke.planning.programme import Cut, Day, Slot
from klyngepakke.planning.sheets import shared
from klyngepakke.wizard.draft import Draft, meeting_of
from klyngepakke.wizard.phase_edits import Part, parts_of
from klyngepakke.wizard.programme_edits import addresses, place_of, whole
from klyngepakke.wizard.question import Choice
from klyngepakke.wizard.world import World

WIDTH = 78
"""How wide the lines above a question are, where nobody says how wide the window is."""

POINT = "punkt/"
_WARNING_LINES = 5
_AFTERNOON = 12 * 60
_NO_CLOCK = " " * 11
_NO_MINUTES = " " * 7
_TOGETHER = ("gruppearbejde", "cases", "handleplan")
_POINTER = 3  # what stands before a line of a list
_SHORTEST = 12
_NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class View:
    """A meeting that is looked at.

    Attributes:
        meeting: The decisions.
        packs: Every pack there is, by id.
        plan: Everything computed; None where the decisions cannot all hold.
        troubles: Danish sentences: why there is no plan, or why the names could not be read.
    """

    meeting: Meeting
    packs: Mapping[str, LoadedPack]
    plan: Plan | None
    troubles: tuple[str, ...] = ()

    @cached_property
    def points(self) -> Mapping[str, Point]:
        """Every point by its address, with what it takes from its pack, in order."""
        names = addresses(self.meeting, self.packs)
        return dict(zip(names, whole(self.meeting, self.packs), strict=True))

    @cached_property
    def common(self) -> Common:
        """What all packs share."""
        return common()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to look at, the clock's first."""
        if self.plan is None:
            return self.troubles
        return (
            *self.troubles,
            *dict.fromkeys((*self.plan.programme.warnings, *self.plan.warnings)),
        )

    @property
    def days(self) -> tuple[int, ...]:
        """The numbers of the days."""
        return tuple(range(1, len(self.meeting.days) + 1))

    def slots(self, address: str) -> tuple[Slot, ...]:
        """The stretches of the clock of a point, or of one phase."""
        slots = self.plan.programme.slots if self.plan else ()
        return tuple(s for s in slots if address in {s.address, s.block})

    def cuts(self, address: str) -> tuple[Cut, ...]:
        """What had to go of a point, its phases included."""
        cuts = self.plan.programme.cuts if self.plan else ()
        return tuple(c for c in cuts if c.address == address or c.address.startswith(f"{address}/"))

    def block(self, address: str) -> Block | None:
        """The block at an address, as it was published."""
        return block_of(address, {n: p.pack for n, p in self.packs.items()})

    def parts(self, address: str) -> tuple[Part, ...]:
        """The phases of a block of the programme, those that are left out included."""
        return self._parts.get(address, ())

    @cached_property
    def _parts(self) -> Mapping[str, tuple[Part, ...]]:
        return {name: self._parts_of(name) for name, p in self.points.items() if p.block}

    def _parts_of(self, address: str) -> tuple[Part, ...]:
        try:
            return parts_of(self.meeting, self.packs, address)
        except InputError:
            return ()

    def title(self, address: str) -> str:
        """What the agenda calls a point."""
        point = self.points[address]
        if not point.block:
            return point.title or self.common.points[point.kind or "formalia"].title
        slots = self.slots(address)
        if self.plan and slots:
            return shared.block_title(self.plan, slots[0].address)
        block = self.block(address)
        return block.title if block else address

    def phase_title(self, phase: Phase) -> str:
        """What a phase is called."""
        return phase.title or self.common.phases[phase.form].title

    def guests(self, ids: Iterable[str]) -> str:
        """The guests by title, "" for none."""
        return ", ".join(g.title for g in self.meeting.guests if g.id in ids)


def view(draft: Draft, world: World) -> View:
    """A draft's meeting, on the clock where it can be.

    Raises:
        InputError: No date or no pack yet, or one that is not there.
    """
    meeting = meeting_of(draft, world)
    people, unread = _people(draft, world)
    try:
        planned = plan(meeting, world.packs, people)
    except InputError as error:
        found = View(meeting, world.packs, None)
        return View(meeting, world.packs, None, (*_told(found, error.problems), *unread))
    return View(meeting, world.packs, planned, unread)


def plain(text: str) -> str:
    """The text for a screen: a blank is a blank."""
    return text.replace(_NBSP, " ")


# --- Above -----------------------------------------------------------------------------------


def screen(seen: View, width: int = WIDTH) -> tuple[str, ...]:
    """What stands above the programme: when, where, how long, and the first few warnings.

    Args:
        seen: The evening.
        width: How many characters there are to a line.
    """
    lines = [line for i in seen.days for line in _day_lines(seen, i)]
    if seen.plan is None:
        lines.append("Programmet kan ikke lægges på uret, før dette er rettet:")
    warned, left = _warned(seen, width)
    more = [f"… og {left} mere; vælg ”Advarsler” for at se dem alle."] if left else []
    return tuple(plain(line) for line in (*lines, *warned, *more))


def left_unsaid(seen: View, width: int = WIDTH) -> int:
    """How many warnings `screen` has no room for."""
    return _warned(seen, width)[1]


def wrapped(sentence: str, width: int = WIDTH) -> list[str]:
    """A warning in lines, behind an exclamation mark."""
    lines = textwrap.wrap(sentence, width, initial_indent="! ", subsequent_indent="  ")
    return [plain(line) for line in lines]


def _warned(seen: View, width: int) -> tuple[list[str], int]:
    lines: list[str] = []
    for i, sentence in enumerate(seen.warnings):
        more = wrapped(sentence, width)
        if lines and len(lines) + len(more) > _WARNING_LINES:
            return lines, len(seen.warnings) - i
        lines += more
    return lines, 0


def _day_lines(seen: View, number: int) -> Iterator[str]:
    day = seen.meeting.days[number - 1]
    name = f"Dag {number}" if len(seen.days) > 1 else _name(day.start)
    parts = (name, known_date_text(day.date), span_text(day.start, day.end), day.place or "")
    yield " · ".join(part for part in parts if part)
    if seen.plan:
        yield _ending(seen.plan.programme.days[number - 1])


def _name(start: int) -> str:
    return "Aftenen" if start >= _AFTERNOON else "Mødet"


def _ending(day: Day) -> str:
    late = f", {minutes_text(day.overrun)} for sent" if day.overrun else ""
    used = f"{day.planned_end - day.start} af {day.end - day.start} minutter"
    ends = f"Programmet slutter {clock_text(day.planned_end)}{late}."
    return f"{ends} Reserve {minutes_text(day.reserve)}. ({used})"


# --- Rows ------------------------------------------------------------------------------------


def rows(seen: View, width: int = WIDTH) -> tuple[Choice, ...]:
    """One line a point, day by day."""
    names = sorted(seen.points, key=lambda name: seen.points[name].day)
    return tuple(
        Choice(f"{POINT}{name}", row(seen, name, width), plain(_note(seen, name))) for name in names
    )


def row(seen: View, address: str, width: int = WIDTH) -> str:
    """A point on one line: clock, minutes, title, seating, and what happened to it.

    Where there is no room for all of it, the seating goes first, and then the end of the title.
    """
    day = f"dag {seen.points[address].day}  " if len(seen.days) > 1 else ""
    marks = "".join(f"  {mark}" for mark in _marks(seen, address))
    clock = f"{day}{_clock(seen.slots(address), _wish(seen, address))}  "
    title, seats = seen.title(address), _seats(seen, address)
    room = max(width - _POINTER - len(clock) - len(marks), _SHORTEST)
    full = f"{title} · {seats}" if seats else title
    what = full if len(full) <= room else clipped(title, room)
    return plain(f"{clock}{what}{marks}")


def clipped(text: str, room: int) -> str:
    """The text, or its beginning and three dots."""
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"


def part_row(seen: View, part: Part) -> str:
    """A phase on one line."""
    slots = seen.slots(part.address)
    form = seen.common.plenums[part.phase.plenum_form].title if part.phase.plenum_form else ""
    title = seen.phase_title(part.phase)
    named = f"{title}: {shared.small(form)}" if form and part.phase.form == "plenum" else title
    what = f"{named} · {shared.small(seen.common.seatings[part.phase.seating].title)}"
    return plain("  ".join((_clock(slots), what, *_part_marks(seen, part, slots))))


def _clock(slots: tuple[Slot, ...], wish: int = 0) -> str:
    """When and how long; without a clock how long it would like to be, where that is known."""
    span = span_text(slots[0].start, slots[-1].end) if slots else _NO_CLOCK
    minutes = sum(s.minutes for s in slots) or wish
    return f"{span:<{len(_NO_CLOCK)}}  {f'{minutes:>3} min' if minutes else _NO_MINUTES}"


def _wish(seen: View, address: str) -> int:
    """The minutes that a point would like, where nothing is on the clock."""
    if seen.plan:
        return 0
    minutes = seen.points[address].minutes
    phases = (p.phase.minutes.wish for p in seen.parts(address) if p.there)
    return minutes.wish if minutes else sum(phases)


def _seats(seen: View, address: str) -> str:
    """How people sit while they work together in a block."""
    there = [p.phase for p in seen.parts(address) if p.there and p.phase.form in _TOGETHER]
    return ", ".join(
        dict.fromkeys(shared.small(seen.common.seatings[phase.seating].title) for phase in there)
    )


def _marks(seen: View, address: str) -> Iterator[str]:
    slots, cuts = seen.slots(address), seen.cuts(address)
    pinned = seen.points[address].pinned
    if pinned is not None:
        yield f"(fast kl. {clock_text(pinned)})"
    if not slots and seen.plan:
        yield "(udeladt: der er ikke tid)" if cuts else "(udeladt)"
        return
    dropped = [c for c in cuts if not c.left]
    wished = sum(s.wished for s in slots) + sum(c.saved for c in dropped)
    if wished > sum(s.minutes for s in slots) > 0:
        yield f"(kortet ned fra {wished})"


def _part_marks(seen: View, part: Part, slots: tuple[Slot, ...]) -> Iterator[str]:
    if not part.there:
        yield "(taget ud)"
    elif seen.plan and not slots:
        yield "(udeladt: der er ikke tid)" if seen.cuts(part.address) else "(udeladt)"
    elif slots and slots[0].wished > slots[0].minutes:
        yield f"(kortet ned fra {slots[0].wished})"


def _note(seen: View, address: str) -> str:
    point = seen.points[address]
    parts = [
        f"{shared.small(seen.phase_title(p.phase))} {sum(s.minutes for s in seen.slots(p.address))}"
        for p in seen.parts(address)
        if seen.slots(p.address)
    ]
    phases = f"Faser: {', '.join(parts)} minutter." if parts else ""
    guests = seen.guests(point.guests)
    return " ".join(x for x in (phases, f"Med: {guests}." if guests else "") if x)


# --- Reading ---------------------------------------------------------------------------------


def _people(draft: Draft, world: World) -> tuple[tuple[Person, ...], tuple[str, ...]]:
    """The people of the participant file; where it cannot be read, why."""
    if not draft.people:
        return (), ()
    try:
        return world.people(draft.people).people, ()
    except KlyngepakkeError as error:
        return (), tuple(str(p) for p in error.problems)


def _told(seen: View, problems: Iterable[Problem]) -> tuple[str, ...]:
    """The problems as sentences that name the point they are of, and no place in a file."""
    named = tuple(seen.points)
    places = ((p, place_of(p)) for p in problems)
    return tuple(
        f"{seen.title(named[at])}: {p.sentence}"
        if at is not None and at < len(named)
        else p.sentence
        for p, at in places
    )
