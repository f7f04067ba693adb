"""Pieces: a programme's points and phases as stretches that are yet to be put on the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from klyngepakke.content.meeting import Meeting
from klyngepakke.content.model import Minutes
from klyngepakke.content.pack import Block, Pack, Phase
from klyngepakke.content.point import Point, point_ids

KEPT = ("plenum", "handleplan")
"""What may shrink, and is never dropped."""

ROUNDS = ("kun_det_nye", "runde")
"""The plenum forms in which every table speaks, so that the minutes follow the tables."""

_SECONDS_A_TABLE = 50
_ROUND_EXTRA = 3


@dataclass(frozen=True)
class Piece:
    """One stretch to be: a point of the cluster's own, or one phase of a block.

    Attributes:
        address: As the slot's.
        label: What a sentence calls it: ”Plenum” i ”Hvad giver energi?”, quotes included.
        kind: As the slot's.
        least: The fewest minutes.
        firm: Minutes it keeps as long as others have any to give; more than `least` only for
            a round of tables.
        wish: The minutes it likes.
        most: The most minutes; more than `wish` only for what may stretch.
        wished: `wish` before anything was cut.
        cut: Its number in the order of cutting; None where it is not cut.
        cut_to: Minutes when cut; None where it is dropped.
        guests: Ids of the guests who are there.
        form: The plenum form, or "".
        round: Minutes that a full round of the tables takes; 0 where there is none.
        shortened: True once it was cut to `cut_to`.
    """

    address: str
    label: str
    kind: str
    least: int
    firm: int
    wish: int
    most: int
    wished: int
    cut: int | None = None
    cut_to: int | None = None
    guests: tuple[str, ...] = ()
    form: str = ""
    round: int = 0
    shortened: bool = False

    @property
    def levels(self) -> tuple[int, int, int, int]:
        """What it shrinks and stretches between: least, firm, wish, most."""
        return self.least, self.firm, self.wish, self.most

    def held_to(self, minutes: int) -> Piece:
        """The same piece with no more than these minutes."""
        least, firm, wish, most = (min(x, minutes) for x in self.levels)
        return replace(self, least=least, firm=firm, wish=wish, most=most)


@dataclass(frozen=True)
class Entry:
    """One point of the programme with its pieces: itself, or the phases of its block.

    Attributes:
        index: Its position in the programme, from 0.
        day: The meeting's day, from 1.
        pinned: Minutes after midnight that it begins at, or None.
        pieces: In order.
    """

    index: int
    day: int
    pinned: int | None
    pieces: tuple[Piece, ...]


def round_minutes(tables: int) -> int:
    """What a full round of the tables takes: 50 seconds each and 3 minutes, rounded up."""
    return -(-tables * _SECONDS_A_TABLE // 60) + _ROUND_EXTRA


def point_title(point: Point) -> str:
    """What the agenda calls a point of the cluster's own."""
    return point.title or _words(point.kind or "")


def entries(meeting: Meeting, packs: Mapping[str, Pack], tables: int) -> tuple[Entry, ...]:
    """The programme's points in order; those of a block hold one piece a phase.

    Args:
        meeting: A meeting without mistakes in its frame.
        packs: The packs it uses, with versions and changes applied.
        tables: How many tables a plenum goes round.
    """
    ids = point_ids(meeting.program)
    return tuple(
        Entry(i, point.day, point.pinned, tuple(_pieces(point, ids[i], packs, tables)))
        for i, point in enumerate(meeting.program)
    )


def block_of(address: str, packs: Mapping[str, Pack]) -> Block | None:
    """The block at `pakke/blok`, or None."""
    name, _, block = address.partition("/")
    blocks = packs[name].blocks if name in packs else ()
    return next((b for b in blocks if b.id == block), None)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _pieces(point: Point, address: str, packs: Mapping[str, Pack], tables: int) -> Iterable[Piece]:
    block = block_of(point.block, packs) if point.block else None
    if block:
        return (_phase_piece(p, block, point, tables) for p in block.phases)
    return (_point_piece(point, address),)


def _point_piece(point: Point, address: str) -> Piece:
    minutes = point.minutes or Minutes(least=1, wish=1, most=1)
    return Piece(
        address=address,
        label=f"”{point_title(point)}”",
        kind=point.kind or "",
        least=minutes.least,
        firm=minutes.least,
        wish=minutes.wish,
        most=minutes.most if point.stretch else minutes.wish,
        wished=minutes.wish,
        cut=point.cut,
        cut_to=point.cut_to,
        guests=point.guests,
    )


def _phase_piece(phase: Phase, block: Block, point: Point, tables: int) -> Piece:
    """A phase; a plenum in which every table speaks gets the minutes of a full round.

    Only `kun_det_nye` and `runde` are such rounds: a gallery is walked by all at once, in
    `to_borde` two tables speak however many there are, and hands and dots are counted in one
    go. The round lifts the wish, never past `højst`; a wish that is longer already stands, and
    so does a fixed number, which is what its author decided. `mindst` stays, too, but the
    round gives up its minutes only after everything else has shrunk to its least.
    """
    full = round_minutes(tables) if phase.form == "plenum" and phase.plenum_form in ROUNDS else 0
    minutes = phase.minutes
    wish = max(minutes.wish, min(full, minutes.most))
    return Piece(
        address=f"{point.block}/{phase.name}",
        label=f"”{phase.title or _words(phase.form)}” i ”{block.title}”",
        kind=phase.form,
        least=minutes.least,
        firm=max(minutes.least, min(full, wish)),
        wish=wish,
        most=minutes.most if phase.stretch else wish,
        wished=wish,
        cut=phase.cut,
        cut_to=phase.cut_to,
        guests=point.guests,
        form=(phase.plenum_form or "") if phase.form == "plenum" else "",
        round=full,
    )
