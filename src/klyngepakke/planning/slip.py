"""Slip: what to do, from each checkpoint on, when the evening runs late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from klyngepakke.planning.fitting import Placed, share, trimmed
from klyngepakke.planning.pieces import Entry
from klyngepakke.planning.programme import Checkpoint, Cut, Day, Delay, Remedy

LATE = (5, 15, 30, 40)
"""Minutes late that a remedy is worked out for."""

_BREAKS = ("pause", "måltid")
_MOST = 5


def checkpoints(day: Day, placed: Sequence[Placed]) -> tuple[Checkpoint, ...]:
    """Where the facilitator looks at the clock on a day, and what to do when late.

    That is at breaks and meals, where a block begins, the first excepted, and at the day's
    last handleplan, which is what the evening is for. A block that follows a break needs no
    checkpoint of its own, and there are at most five a day.

    Args:
        day: The day, with its planned end.
        placed: Everything of that day, in order.
    """
    return tuple(
        Checkpoint(
            placed[i].piece.address,
            day.number,
            placed[i].start,
            tuple(remedy(day, placed[i:], late) for late in LATE),
        )
        for i in _chosen(placed)
    )


def remedy(day: Day, rest: Sequence[Placed], late: int) -> Remedy:
    """What to do when `rest` begins so many minutes late.

    Free time and the reserve are spent first; then pieces are cut in the order of
    `skæres_som_nr`; then the others shrink in proportion to their least. A fixed point that
    follows is held in the same way by what lies before it: the gap before it, cuts, shrinking.
    What cannot be won back there makes the fixed point late, and is carried on to what
    follows, where in the end the reserve is.

    Args:
        day: The day, with its planned end.
        rest: What starts at the checkpoint or after it, in order; not empty.
        late: Minutes.
    """
    runs = _runs(rest)
    found = Remedy(late, 0, (), day.planned_end)
    for run, after in zip(runs, (*runs[1:], None), strict=True):
        slack = (after[0].start if after else day.end) - run[-1].end
        won = _won(run, late - slack)
        late -= won.saved
        found = replace(found, cuts=found.cuts + won.cuts, shrunk=found.shrunk + won.shrunk)
        if after is None:
            break
        taken = min(max(late, 0), slack)
        late = max(late - slack, 0)
        delays = (Delay(after[0].piece.address, late),) if late else ()
        found = replace(found, from_gap=found.from_gap + taken, delays=found.delays + delays)
    ends = day.planned_end + late
    return replace(
        found,
        from_reserve=min(max(late, 0), day.reserve),
        ends=ends,
        over=max(ends - day.end, 0),
    )


@dataclass(frozen=True)
class _Won:
    cuts: tuple[Cut, ...] = ()
    shrunk: tuple[Cut, ...] = ()

    @property
    def saved(self) -> int:
        return sum(c.saved for c in (*self.cuts, *self.shrunk))


def _chosen(placed: Sequence[Placed]) -> list[int]:
    """Positions of the checkpoints; where there are too many, starts of blocks go first."""
    last_plan = [i for i, p in enumerate(placed) if p.piece.kind == "handleplan"][-1:]
    breaks = [i for i, p in enumerate(placed) if p.piece.kind in _BREAKS]
    blocks = [i for i in _block_starts(placed) if i and placed[i - 1].piece.kind not in _BREAKS]
    ranked = dict.fromkeys(i for i in (*last_plan, *breaks, *blocks) if i)
    return sorted(list(ranked)[:_MOST])


def _block_starts(placed: Sequence[Placed]) -> list[int]:
    """Positions where a block begins, without the day's first block."""
    starts = [
        i
        for i, p in enumerate(placed)
        if "/" in p.piece.address and (i == 0 or placed[i - 1].entry.index != p.entry.index)
    ]
    return starts[1:]


def _runs(rest: Sequence[Placed]) -> tuple[tuple[Placed, ...], ...]:
    """What lies between fixed points; each run but the first begins with one."""
    runs: list[list[Placed]] = []
    for i, one in enumerate(rest):
        fixed = one.entry.pinned is not None and rest[i - 1].entry.index != one.entry.index
        if i == 0 or fixed:
            runs.append([])
        runs[-1].append(one)
    return tuple(tuple(run) for run in runs)


def _won(run: Sequence[Placed], need: int) -> _Won:
    """How a run gives up at least so many minutes, or as many as it can."""
    if need <= 0:
        return _Won()
    room = sum(p.minutes for p in run) - need
    kept, cut = trimmed(tuple(_as_planned(run)), room, lambda piece: piece.most)
    pieces = [p for e in kept for p in e.pieces]
    changes = zip(pieces, share(room, pieces), strict=True)
    return _Won(
        tuple(Cut(p.address, p.most - left, left) for p, left in cut),
        tuple(Cut(p.address, p.most - now, now) for p, now in changes if now < p.most),
    )


def _as_planned(run: Iterable[Placed]) -> Iterator[Entry]:
    """The run's entries, with what each piece got as the most it may have."""
    for _, group in groupby(run, key=lambda p: p.entry.index):
        there = tuple(group)
        pieces = tuple(p.piece.held_to(p.minutes) for p in there)
        yield replace(there[0].entry, pieces=pieces)
