"""Edits of a block's phases: pure functions from a meeting to a meeting, under its `ret`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from klyngepakke.content.meeting import Meeting, PackUse
from klyngepakke.content.model import Minutes
from klyngepakke.content.override_doubts import given
from klyngepakke.content.overrides import pack_names, used
from klyngepakke.content.pack import Block, LoadedPack, Override, Pack, Phase
from klyngepakke.errors import InputError
from klyngepakke.planning.pieces import KEPT, block_of

Packs = Mapping[str, LoadedPack]
_DROP = "udelad"
_TAKE = "medtag"


@dataclass(frozen=True)
class Part:
    """A phase of a block, as a meeting has it.

    Attributes:
        address: `trivsel/energi/plenum`.
        phase: As it is now; where it is left out, as it would be.
        own: As the pack has it in the meeting's version.
        there: False where the meeting or the version leaves it out.
    """

    address: str
    phase: Phase
    own: Phase
    there: bool

    @property
    def kept(self) -> bool:
        """Whether it can never be left out."""
        return self.phase.form in KEPT


def parts_of(meeting: Meeting, packs: Packs, block: str) -> tuple[Part, ...]:
    """Every phase that the pack has in a block, in order; () for a block that is not there.

    Raises:
        InputError: A pack or a version that is not there.
    """
    name = block.partition("/")[0]
    published = block_of(block, {name: packs[name].pack} if name in packs else {})
    if published is None:
        return ()
    now = _phases(_applied(meeting, packs, name), block)
    own = _phases(_applied(replace(meeting, changes={}), packs, name), block)
    return tuple(
        Part(
            address=f"{block}/{p.name}",
            phase=now.get(p.name) or own.get(p.name, p),
            own=own.get(p.name, p),
            there=p.name in now,
        )
        for p in published.phases
    )


def part_of(meeting: Meeting, packs: Packs, address: str) -> Part:
    """The phase at an address.

    Raises:
        InputError: There is none, or a pack or a version is not there.
    """
    block = address.rpartition("/")[0]
    found = [p for p in parts_of(meeting, packs, block) if p.address == address]
    if not found:
        raise InputError(f"Der er ingen fase ”{address}”.")
    return found[0]


def with_phase_minutes(
    meeting: Meeting, packs: Packs, address: str, minutes: int | None
) -> Meeting:
    """The phase with a fixed number of minutes; None gives it back what its pack says.

    Raises:
        InputError: There is no such phase.
    """
    own = part_of(meeting, packs, address).own.minutes
    wanted = None if minutes is None else Minutes(least=minutes, wish=minutes, most=minutes)
    return _changed(meeting, address, minutes=None if wanted == own else wanted)


def with_seating(meeting: Meeting, packs: Packs, address: str, seating: str | None) -> Meeting:
    """The phase with another seating; None, or the pack's own, changes nothing.

    Raises:
        InputError: There is no such phase.
    """
    own = part_of(meeting, packs, address).own.seating
    return _changed(meeting, address, seating=None if seating == own else seating)


def with_plenum_form(meeting: Meeting, packs: Packs, address: str, form: str | None) -> Meeting:
    """The plenum with another form; None, or the pack's own, changes nothing.

    Raises:
        InputError: There is no such phase, or it is no plenum.
    """
    part = part_of(meeting, packs, address)
    if part.phase.form != "plenum":
        raise InputError(f"”{address}” er ikke et plenum.")
    return _changed(meeting, address, plenum_form=None if form == part.own.plenum_form else form)


def without_phase(meeting: Meeting, packs: Packs, address: str) -> Meeting:
    """The meeting without a phase.

    Raises:
        InputError: There is no such phase, or it is a plenum or a handleplan.
    """
    part = part_of(meeting, packs, address)
    if part.kept:
        raise InputError("Plenum og handleplan kan ikke tages ud, kun gøres kortere.")
    if not part.there:
        return meeting
    change = meeting.changes.get(address)
    taken = change is not None and change.handling == _TAKE
    return _changed(meeting, address, handling=None if taken else _DROP)


def with_phase(meeting: Meeting, packs: Packs, address: str) -> Meeting:
    """The meeting with a phase that it, or its version of the pack, leaves out.

    Raises:
        InputError: There is no such phase.
    """
    return meeting if part_of(meeting, packs, address).there else _restored(meeting, packs, address)


def with_block(meeting: Meeting, packs: Packs, block: str) -> Meeting:
    """The meeting with a block of the programme that it, or its version, leaves out.

    Raises:
        InputError: A pack or a version is not there.
    """
    parts = parts_of(meeting, packs, block)
    if any(p.there for p in parts):
        return meeting
    found = _restored(meeting, packs, block)
    if any(p.there for p in parts_of(found, packs, block)):
        return found
    for part in parts:
        found = _restored(found, packs, part.address)
    return found


def without_idle_restoring(meeting: Meeting, packs: Packs, name: str) -> Meeting:
    """The meeting without `medtag` where its version of a pack leaves nothing out."""
    for address, change in meeting.changes.items():
        own = address.startswith(f"{name}/") and "/ark/" not in address
        if own and change.handling == _TAKE and not _version_drops(meeting, packs, address):
            meeting = _changed(meeting, address, handling=None)
    return meeting


def _restored(meeting: Meeting, packs: Packs, address: str) -> Meeting:
    dropped = _version_drops(meeting, packs, address)
    return _changed(meeting, address, handling=_TAKE if dropped else None)


def _version_drops(meeting: Meeting, packs: Packs, address: str) -> bool:
    name, _, inside = address.partition("/")
    version = meeting.packs.get(name, PackUse()).version
    if not version or name not in packs:
        return False
    change = packs[name].pack.versions[version].changes.get(inside)
    return change is not None and change.handling == _DROP


def _applied(meeting: Meeting, packs: Packs, name: str) -> Pack:
    """The pack as the meeting uses it, whatever its programme is."""
    use = {n: meeting.packs.get(n, PackUse()) for n in (*pack_names(meeting), name)}
    bare = replace(meeting, packs=use, program=())
    return next(p.pack for p in used(bare, packs).packs if p.pack.id == name)


def _phases(pack: Pack, block: str) -> dict[str, Phase]:
    found: Block | None = block_of(block, {pack.id: pack})
    return {p.name: p for p in found.phases} if found else {}


def _changed(meeting: Meeting, address: str, **fields: Any) -> Meeting:  # noqa: ANN401 - fields of `Override`
    """The meeting with a change at an address; one that says nothing any more is taken away."""
    change = replace(meeting.changes.get(address, Override()), **fields)
    changes = {**meeting.changes, address: change}
    if not any(given(change)):
        del changes[address]
    return replace(meeting, changes=changes)
