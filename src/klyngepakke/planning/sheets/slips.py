"""What cards and slips share: their ids, their order for the knife, and what they fill."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TypeVar

from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot

T = TypeVar("T")

CUT = "klip langs stregerne"
STACK = "klip alle ark på én gang, og læg stakkene oven på hinanden, øverst til venstre først"


def sheet_id(plan: Plan, sheet: str, slot: Slot, usual: str) -> str:
    """`casekort-energi`: pack and phase only where they tell apart.

    Args:
        plan: Says how many packs there are.
        sheet: The kind of sheet.
        slot: A phase.
        usual: The phase that is not named, since most blocks have one.
    """
    pack, block, phase = slot.address.split("/")
    parts = [sheet, *([pack] if len(plan.packs) > 1 else []), block]
    return "-".join([*parts, *([phase] if phase != usual else [])])


def sheets_for(slips: int, each: int) -> int:
    """How many sheets of paper give so many slips, with `each` on one."""
    return ceil(slips / each)


def stacked(cards: Sequence[T], each: int) -> list[T | None]:
    """The cards so that sheets cut in one stack give piles that lie in order.

    The first place on the sheets holds the first cards, one on each sheet, and so on; None
    is a place without a card.

    Args:
        cards: The cards in the order that they are drawn.
        each: How many there are on a sheet.
    """
    sheets = sheets_for(len(cards), each)
    places = [sheet + place * sheets for sheet in range(sheets) for place in range(each)]
    return [cards[place] if place < len(cards) else None for place in places]
