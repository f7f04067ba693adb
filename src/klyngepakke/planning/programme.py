"""The Programme: a meeting on the clock, one flat tuple of slots, and what was cut."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Slot:
    """One stretch of the clock: a point of the cluster's own, or one phase of a block.

    Attributes:
        address: `velkomst`, or `trivsel/energi/plenum`.
        day: The meeting's day, from 1.
        start: Minutes after midnight.
        end: Minutes after midnight.
        wished: The minutes it would like, before fitting.
        kind: A point kind (`velkomst`, `pause` …) or a phase form (`plenum` …).
        guests: Ids of the guests who are there.
        shortened: True when it was cut to fewer minutes and takes one prompt less.
    """

    address: str
    day: int
    start: int
    end: int
    wished: int
    kind: str
    guests: tuple[str, ...] = ()
    shortened: bool = False

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return self.end - self.start

    @property
    def block(self) -> str:
        """`trivsel/energi` for a phase, "" for a point."""
        return self.address.rpartition("/")[0]


@dataclass(frozen=True)
class Cut:
    """Something taken out or shortened.

    Attributes:
        address: What.
        saved: Minutes won.
        left: Minutes that remain; 0 when it is dropped.
    """

    address: str
    saved: int
    left: int


@dataclass(frozen=True)
class Delay:
    """A point with a fixed clock time that then begins so many minutes late."""

    address: str
    minutes: int


@dataclass(frozen=True)
class Remedy:
    """What to do at a checkpoint when so many minutes late.

    The sum holds: `late`, and what the plan itself overruns, is `from_gap + from_reserve +
    over` and the minutes saved by `cuts` and `shrunk`. Only where a cut saves more than was
    needed is it less: the programme then ends before its planned end, or a gap grows.

    Attributes:
        late: Minutes late.
        from_reserve: Minutes taken from the reserve; it is spent before anything is cut.
        cuts: What to cut, in order; only what starts at or after the checkpoint.
        ends: When the day's programme then ends, minutes after midnight.
        over: Minutes past the room's end; 0 when it holds.
        from_gap: Minutes taken from the free time before fixed points.
        shrunk: What else is held shorter, within its bounds, in the order of the programme.
        delays: Fixed points that cannot be held, and by how much.
    """

    late: int
    from_reserve: int
    cuts: tuple[Cut, ...]
    ends: int
    over: int = 0
    from_gap: int = 0
    shrunk: tuple[Cut, ...] = ()
    delays: tuple[Delay, ...] = ()


@dataclass(frozen=True)
class Checkpoint:
    """A clock time that the facilitator holds: "her skal du være kl. 17.25"."""

    address: str
    day: int
    at: int
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True)
class Day:
    """One day's frame.

    Attributes:
        number: From 1.
        date: The date; None where it is written on the sheets by hand.
        start: Minutes after midnight.
        end: When the room must be empty.
        planned_end: When the programme ends.
        place: Where, or None.
    """

    number: int
    date: date | None
    start: int
    end: int
    planned_end: int
    place: str | None = None

    @property
    def reserve(self) -> int:
        """Minutes between the programme's end and the room's; 0 on an overrun."""
        return max(0, self.end - self.planned_end)

    @property
    def overrun(self) -> int:
        """Minutes that the programme runs past the room's end."""
        return max(0, self.planned_end - self.end)


@dataclass(frozen=True)
class Gap:
    """Free time on the clock: before a point that begins at a fixed time."""

    day: int
    start: int
    end: int

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return self.end - self.start


@dataclass(frozen=True)
class Visit:
    """When a guest comes and goes on one day, from the points they are on."""

    guest: str
    day: int
    arrives: int
    leaves: int


@dataclass(frozen=True)
class Programme:
    """The meeting on the clock.

    Attributes:
        days: In order.
        slots: In order of day and time; no two overlap.
        cuts: What had to go for it to fit.
        checkpoints: Where the facilitator looks at the clock.
        visits: The guests' comings and goings.
        warnings: Danish sentences; the build ends with exit code 6 where there are any.
    """

    days: tuple[Day, ...]
    slots: tuple[Slot, ...]
    cuts: tuple[Cut, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    visits: tuple[Visit, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The free time between a day's beginning and its end, in order."""
        return tuple(gap for day in self.days for gap in self._gaps(day))

    def _gaps(self, day: Day) -> tuple[Gap, ...]:
        slots = [s for s in self.slots if s.day == day.number]
        ends = [day.start, *(s.end for s in slots)]
        pairs = zip(ends, (s.start for s in slots), strict=False)
        return tuple(Gap(day.number, end, start) for end, start in pairs if start > end)
