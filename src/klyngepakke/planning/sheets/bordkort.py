"""Bordkort: cards that are drawn at the door and say which table, so that no-shows do no harm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from klyngepakke.content.times import kl_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot
from klyngepakke.planning.seating import Piles, Seating, deal
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.shared import Data
from klyngepakke.planning.sheets.slips import CUT, STACK, stacked

_DRAWN = ("blandet", "praksisform", "emne")
_A_SHEET = 8
_SWAP = "Får du samme bord som en kompagnon eller din chef, så byt."
_FEW = "Er I under fire, så slå jer sammen med nabobordet."


@dataclass(frozen=True)
class _Pile:
    """One pile at the door.

    Attributes:
        id: `bordkort-solo`.
        title: Who draws from it.
        who: Who else does, or "".
        text: What stands on its cards.
        tables: For each seating that is drawn for, the table of each card.
    """

    id: str
    title: str
    who: str
    text: str
    tables: tuple[tuple[int, ...], ...]


def documents(plan: Plan) -> tuple[Document, ...]:
    """The piles where nobody's name is known, and the guests' own cards.

    One card serves every seating of the evening: where a later one has other tables, it
    stands below the first.
    """
    drawn = [] if plan.crowd.people else _drawn(plan)
    return (*(_document(plan, drawn, pile) for pile in _piles(plan, drawn)), *_guests(plan))


def _drawn(plan: Plan) -> list[Slot]:
    """The first slot of each kind of seating that people draw a table for."""
    first: dict[str, Slot] = {}
    for slot in plan.programme.slots:
        seating = plan.seatings.get(slot.address)
        if seating and seating.kind in _DRAWN and len(seating.tables) > 1:
            first.setdefault(seating.kind, slot)
    different: dict[Piles, Slot] = {}
    for slot in first.values():
        different.setdefault(_dealt(plan, plan.seatings[slot.address]), slot)
    return list(different.values())


def _dealt(plan: Plan, seating: Seating) -> Piles:
    number = plan.crowd.number
    spare = shared.spare(number) - number
    return deal(seating, plan.crowd, ceil(spare / 2) if _two(plan) else spare)


def _two(plan: Plan) -> bool:
    return 0 < plan.crowd.solo < plan.crowd.number


def _piles(plan: Plan, drawn: list[Slot]) -> Iterator[_Pile]:
    dealt = [_dealt(plan, plan.seatings[slot.address]) for slot in drawn]
    if not dealt:
        return
    solo, others = tuple(p.solo for p in dealt), tuple(p.others for p in dealt)
    if not _two(plan):
        yield _Pile("bordkort", "Alle", "", f"{_SWAP} {_FEW}", others if others[0] else solo)
        return
    yield _Pile("bordkort-solo", "Alene i klinikken", "", _FEW, solo)
    rest = "Også ansatte og uddannelseslæger."
    yield _Pile("bordkort-flere", "Flere læger i klinikken", rest, f"{_SWAP} {_FEW}", others)


def _document(plan: Plan, drawn: list[Slot], pile: _Pile) -> Document:
    title = f"Bordkort: {pile.title[0].lower()}{pile.title[1:]}"
    cover: Data = {
        "overlinje": "Bunke ved døren",
        "titel": pile.title,
        "under": pile.who,
        "tekst": shared.text(plan, "bordkort"),
        "senere": [],
    }
    return _cards(plan, pile.id, title, [cover, *_drawable(plan, drawn, pile)])


def _drawable(plan: Plan, drawn: list[Slot], pile: _Pile) -> Iterator[Data]:
    for number, tables in enumerate(zip(*pile.tables, strict=True), start=1):
        later = zip(drawn[1:], tables[1:], strict=True)
        yield {
            "overlinje": pile.title if _two(plan) else "Bordkort",
            "bord": str(tables[0]),
            "tekst": pile.text,
            "senere": [_later(plan, slot, table) for slot, table in later],
            "nr": str(number),
        }


def _later(plan: Plan, slot: Slot, table: int) -> str:
    name = shared.seating_name(plan, plan.phase(slot.address))
    return f"Fra {kl_text(slot.start)}, {name.lower()}: bord {table}"


def _cards(
    plan: Plan, name: str, title: str, cards: list[Data], *, ordered: bool = True
) -> Document:
    laid: list[Plain] = [*_unpadded(stacked(cards, _A_SHEET))] if ordered else [*cards]
    start = plan.programme.days[0].start
    many = ordered and len(cards) > _A_SHEET
    return Document(
        id=name,
        sheet="bordkort",
        title=title,
        template="bordkort.html",
        audience="dør",
        copies=1,
        data={"kort": laid},
        cards=True,
        when=f"{kl_text(start)}, ved døren",
        note=STACK if many else CUT,
    )


def _unpadded(cards: list[Data | None]) -> list[Data | None]:
    """The cards without the empty places at their end, which alone would begin another page."""
    last = max((at for at, card in enumerate(cards) if card), default=-1)
    return cards[: last + 1]


# --- Guests ------------------------------------------------------------------------------


def _guests(plan: Plan) -> Iterator[Document]:
    """A card for each guest where guests sit at tables of their own choosing for them."""
    apart = [
        slot
        for slot in plan.programme.slots
        if shared.is_block(slot) and slot.guests and plan.phase(slot.address).guests_apart
    ]
    by_seats: dict[tuple[int, ...], list[Slot]] = {}
    for slot in apart:
        by_seats.setdefault(_seats(plan.seatings[slot.address]), []).append(slot)
    cards = [_guest(plan, slots, table) for seats, slots in by_seats.items() for table in seats]
    if cards:
        yield _cards(plan, "bordkort-gaester", "Bordkort til gæster", cards, ordered=False)


def _seats(seating: Seating) -> tuple[int, ...]:
    return tuple(t.number for t in seating.tables for _ in range(t.guests))


def _guest(plan: Plan, slots: list[Slot], table: int) -> Data:
    return {
        "overlinje": "Gæst",
        "bord": str(table),
        "tekst": "Sæt dig her, når bordene arbejder.",
        "senere": [_stay(plan, slot) for slot in slots],
    }


def _stay(plan: Plan, slot: Slot) -> str:
    clock = shared.slot_clock(slot)
    if not plan.phase(slot.address).guests_move:
        return clock
    return f"{clock}; skift til det næste bord {kl_text(slot.start + slot.minutes // 2)}"
