"""A Plan: everything decided and computed, before it becomes paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from klyngepakke.content.common import Common
from klyngepakke.content.meeting import Meeting
from klyngepakke.content.pack import Block, LoadedPack, Override, Phase
from klyngepakke.content.point import Point
from klyngepakke.planning.programme import Programme
from klyngepakke.planning.seating import Crowd, Seating


@dataclass(frozen=True)
class Plan:
    """The road's middle: what the sheets are made from.

    Attributes:
        meeting: The decisions.
        packs: The packs of the meeting with versions and overrides applied, in order of use.
        common: What all packs share.
        crowd: Who comes.
        programme: The clock.
        seatings: The seating of each slot that has one, by address.
        sheets: Overrides of sheets, by the names that `content.overrides` gives them.
        warnings: Danish sentences, the programme's included.
    """

    meeting: Meeting
    packs: tuple[LoadedPack, ...]
    common: Common
    crowd: Crowd
    programme: Programme
    seatings: dict[str, Seating]
    sheets: Mapping[str, Override] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def pack(self, address: str) -> LoadedPack:
        """The pack that an address belongs to."""
        name = address.partition("/")[0]
        return next(p for p in self.packs if p.pack.id == name)

    def block(self, address: str) -> Block:
        """The block of `pakke/blok` or `pakke/blok/fase`."""
        name = address.split("/")[1]
        return next(b for b in self.pack(address).pack.blocks if b.id == name)

    def phase(self, address: str) -> Phase:
        """The phase of `pakke/blok/fase`."""
        name = address.split("/")[2]
        return next(p for p in self.block(address).phases if p.name == name)

    def point(self, address: str) -> Point:
        """The cluster's own point of that id."""
        return next(p for p in self.meeting.program if p.id == address)
