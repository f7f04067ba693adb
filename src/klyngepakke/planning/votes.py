"""Votes: what a meeting votes on, numbered through the evening, and by which rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from klyngepakke.content.pack import Pack, Phase
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot
from klyngepakke.planning.slots import filled, known_slots
from klyngepakke.planning.topics import chosen, topic_slot

_KIND = "afstemning"
# What packs call the local slots in which the cluster writes what its statutes say.
_RULE = "stemmeregel"
_QUORUM = "beslutningsdygtig"


@dataclass(frozen=True)
class Ballot:
    """One vote.

    Attributes:
        number: From 1, through the whole meeting; the slips carry it and nothing else.
        address: The slot in which it is held.
        start: When, in minutes after midnight.
        proposal: What is voted on, or "" where it is written in by hand.
        rule: How it is carried, or "" where it is written in by hand.
        quorum: When the meeting can decide, or "".
    """

    number: int
    address: str
    start: int
    proposal: str
    rule: str
    quorum: str


def votes(plan: Plan) -> tuple[Ballot, ...]:
    """Every vote of the meeting, in the order of the clock.

    A point or a phase that is called a vote has at least one, also where nobody has written
    what it is about yet.
    """
    found = (ballot for slot in plan.programme.slots for ballot in _at(plan, slot))
    return tuple(replace(ballot, number=n) for n, ballot in enumerate(found, start=1))


def _at(plan: Plan, slot: Slot) -> Iterator[Ballot]:
    if slot.block:
        yield from _of_phase(plan, slot)
        return
    vote = plan.point(slot.address).vote
    if vote:
        for proposal in vote.proposals:
            yield Ballot(0, slot.address, slot.start, proposal, vote.rule, vote.quorum or "")
    elif slot.kind == _KIND:
        yield Ballot(0, slot.address, slot.start, "", "", "")


def _of_phase(plan: Plan, slot: Slot) -> Iterator[Ballot]:
    phase, pack = plan.phase(slot.address), plan.pack(slot.address).pack
    if not (phase.vote or phase.form == _KIND):
        return
    known = known_slots(plan.meeting)
    rule = pack.agreement.rule if pack.agreement else known.get(_RULE, "")
    for proposal in _proposals(plan, pack, phase):
        yield Ballot(0, slot.address, slot.start, proposal, rule, known.get(_QUORUM, ""))


def _proposals(plan: Plan, pack: Pack, phase: Phase) -> tuple[str, ...]:
    """What a phase votes on: the topics it names, else its text, else what is written in."""
    if phase.vote is None:
        return (_whole(plan, phase.text or ""),)
    named = tuple(t.title for t in pack.topics if t.id == phase.vote)
    slot = topic_slot(plan, pack)
    if not named and slot and slot.address == f"{pack.id}/{phase.vote}":
        named = tuple(t.title for t in chosen(plan, slot.address))
    return named or ("",)


def _whole(plan: Plan, text: str) -> str:
    """The text with its slots filled, or "" where one of them is still empty."""
    holes: list[str] = []

    def hole(name: str) -> str:
        holes.append(name)
        return ""

    done = filled(text, known_slots(plan.meeting), hole)
    return "" if holes else str(done)
