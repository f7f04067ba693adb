"""Topics: which of a pack's topics the tables work on, and where."""

from __future__ import annotations

from typing import Final

from klyngepakke.content.pack import Pack, Topic
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot

MOST: Final = 4
"""Topics worked on at one meeting; never more than there are tables."""


def chosen(plan: Plan, address: str) -> tuple[Topic, ...]:
    """The topics of a phase with topic tables: the pack's first, never more than the tables."""
    tables = len(plan.seatings[address].tables)
    return plan.pack(address).pack.topics[: min(MOST, tables)]


def topic_slot(plan: Plan, pack: Pack) -> Slot | None:
    """The first slot in which the pack's topics are worked on, or None."""
    if not pack.topics:
        return None
    ours = (s for s in plan.programme.slots if s.block.partition("/")[0] == pack.id)
    return next((s for s in ours if plan.phase(s.address).seating == "emne"), None)
