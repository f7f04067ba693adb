"""The print set: which pile every copy lies in, and what is printed after what.

The stack that comes out of the printer is dealt out from the top: what the facilitator keeps,
what is cut and folded first, what lies at the door, what everybody gets, a pile for each table,
a pile for each time at which people sit otherwise, and what clinics and guests get.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from klyngepakke.content.times import kl_text
from klyngepakke.planning.document import Document
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.seating import Seating, Table

DIVIDER: Final = "skilleark"
"""The id of the sheet that lies on top of each pile, a page for each."""
YOURS: Final = "dig"
TABLES: Final = "bord"
GROUPS: Final = "gruppe"

PLACES: Final[Mapping[str, str]] = {
    YOURS: "Til dig, der leder mødet",
    "saks": "Klip og fold",
    "dør": "Ved døren",
    "deltager": "Til deltagerne",
    TABLES: "På bordene",
    GROUPS: "Til grupperne",
    "klinik": "Til klinikkerne",
    "gæst": "Til gæsterne",
}
"""Where the piles belong, in the order in which they are needed."""

_AUDIENCES: Final[Mapping[str, str]] = {
    "dør": "dør",
    "deltager": "deltager",
    "bord": TABLES,
    "emne": GROUPS,
    "par": GROUPS,
    "klinik": "klinik",
    "solo": "klinik",
    "gæst": "gæst",
}
_NUMBERED: Final = ("blandet", "praksisform", "emne")
_AT_THE_DOOR: Final = "ved døren"
_LAST: Final = "til sidst"
_CLOCK: Final = re.compile(r"([0-9]{1,2})\.([0-9]{2})")
_FIRST: Final = (0, 0)
_END: Final = (1_000, 0)


@dataclass(frozen=True)
class Printed:
    """A sheet to print, and how many pages its file has."""

    document: Document
    pages: int


@dataclass(frozen=True)
class Lot:
    """Copies of one sheet that are printed one after another.

    Attributes:
        sheet: The document's id.
        pages: Which pages of its file each copy has, from 1.
        copies: How many there are.
    """

    sheet: str
    pages: tuple[int, ...]
    copies: int = 1


@dataclass(frozen=True)
class Pile:
    """What lies together when the stack is dealt out.

    Attributes:
        id: As `bord-3`, unique in the set.
        place: One of `PLACES`.
        title: As `Bord 3`.
        lots: What is in it, in the order in which it is used.
    """

    id: str
    place: str
    title: str
    lots: tuple[Lot, ...]


@dataclass(frozen=True)
class Side:
    """One page of the print file.

    Attributes:
        pile: The number of its pile, from 0.
        lot: The number of the lot in the pile, from 0.
        copy: Which copy of the lot, from 1.
        sheet: The document's id.
        page: The page of the sheet's file, from 1; 0 is an empty back.
    """

    pile: int
    lot: int
    copy: int
    sheet: str
    page: int


# --- Piles -----------------------------------------------------------------------------------


def print_set(plan: Plan, sheets: Iterable[Printed]) -> tuple[Pile, ...]:
    """Every copy of every sheet in its pile, exactly once.

    Args:
        plan: Says when a sheet is used, and who sits where.
        sheets: Every finished sheet that is printed, in the order of the kit.
    """
    ordered = sorted(
        (s for s in sheets if s.document.copies and s.pages),
        key=lambda s: clock(plan, s.document) or _FIRST,
    )
    by_place: dict[str, list[Printed]] = {place: [] for place in PLACES}
    for sheet in ordered:
        by_place[_place(plan, sheet)].append(sheet)
    return tuple(_piles(plan, by_place))


def clock(plan: Plan, document: Document) -> tuple[int, int] | None:
    """The day and the minute a sheet is first used; None where it has no time of its own."""
    if document.when == _LAST:
        return _END
    found = _CLOCK.search(document.when)
    if not found:
        return None
    at = 60 * int(found[1]) + int(found[2])
    day = _day(plan, document, at)
    return (day, at) if day else None


def _day(plan: Plan, document: Document, at: int) -> int | None:
    """The day on which something begins at that time; None where several have it or none."""
    if len(plan.programme.days) == 1:
        return 1
    address = document.data.get("adresse")
    days = {s.day for s in plan.programme.slots if s.start == at}
    own = {s.day for s in plan.programme.slots if s.address == address}
    return (own or days).pop() if len(own or days) == 1 else None


def _place(plan: Plan, sheet: Printed) -> str:
    document = sheet.document
    if document.cards and document.audience in _AUDIENCES:
        return "saks"
    if document.audience in {"facilitator", "deltager"} and _AT_THE_DOOR in document.when:
        return "dør"
    place = _AUDIENCES.get(document.audience, YOURS)
    if place == TABLES and not _each_table(plan, sheet):
        return GROUPS
    return place


def _piles(plan: Plan, by_place: Mapping[str, list[Printed]]) -> Iterator[Pile]:
    tables = _tables(plan, by_place[TABLES])
    signs = {s.document.id: _signs(s, tables) for s in by_place["saks"]}
    for place, sheets in by_place.items():
        if place == TABLES:
            dealt = {number: lots for found in signs.values() for number, lots in found.items()}
            yield from _table_piles(plan, sheets, tables, dealt)
        elif place == GROUPS:
            yield from _group_piles(plan, sheets)
        else:
            lots = (_rest(s, signs.get(s.document.id, {})) for s in sheets)
            if found := tuple(lot for lot in lots if lot.pages):
                yield Pile(place, place, PLACES[place], found)


def _whole(sheet: Printed, copies: int) -> Lot:
    return Lot(sheet.document.id, tuple(range(1, sheet.pages + 1)), copies)


# --- Tables ----------------------------------------------------------------------------------


def _tables(plan: Plan, sheets: Iterable[Printed]) -> tuple[int, ...]:
    """The numbers of the tables that have something of their own."""
    return tuple(sorted({n for sheet in sheets for n in _each_table(plan, sheet)}))


def _each_table(plan: Plan, sheet: Printed) -> Mapping[int, int]:
    """How many copies lie on each table by its number; empty where it is for no such table."""
    document = sheet.document
    seating = seating_of(plan, document)
    if seating is None or seating.kind not in _NUMBERED:
        return {}
    numbers = [t.number for t in seating.tables if _is_for(plan, document, t)]
    each = document.copies // len(numbers) if numbers else 0
    return dict.fromkeys(numbers, each) if each else {}


def _is_for(plan: Plan, document: Document, table: Table) -> bool:
    """Whether a table of that practice form gets the sheet."""
    form = document.data.get("form")
    return form is None or form == ("" if plan.crowd.unknown else table.form)


def seating_of(plan: Plan, document: Document) -> Seating | None:
    """How people sit when a sheet is used; one for the whole evening has the most tables."""
    address = str(document.data.get("adresse", ""))
    if address in plan.seatings:
        return plan.seatings[address]
    at = clock(plan, document)
    if at:
        found = (
            plan.seatings.get(s.address) for s in plan.programme.slots if (s.day, s.start) == at
        )
        return next((s for s in found if s and s.tables), None)
    numbered = [s for s in plan.seatings.values() if s.kind in _NUMBERED]
    return max(numbered, key=lambda s: len(s.tables), default=None)


def _table_piles(
    plan: Plan,
    sheets: Sequence[Printed],
    tables: Sequence[int],
    signs: Mapping[int, Lot],
) -> Iterator[Pile]:
    each = {s.document.id: _each_table(plan, s) for s in sheets}
    for number in tables:
        lots = [
            _whole(s, each[s.document.id][number]) for s in sheets if number in each[s.document.id]
        ]
        title = f"Bord {number}" if len(tables) > 1 else "Bordet"
        sign = [signs[number]] if number in signs else []
        yield Pile(f"bord-{number}", TABLES, title, (*sign, *lots))
    spare = [(s, s.document.copies - sum(each[s.document.id].values())) for s in sheets]
    if left := tuple(_whole(s, copies) for s, copies in spare if copies):
        yield Pile("bord-ekstra", TABLES, "Ekstra til bordene", left)


def _signs(sheet: Printed, tables: Sequence[int]) -> Mapping[int, Lot]:
    """The page that is a table's own sign, by the table's number; it lies in the table's pile."""
    found = sheet.document.data.get("skilte")
    signs = found if isinstance(found, list) else []
    if sheet.document.copies != 1 or len(signs) != sheet.pages:
        return {}
    numbers = [str(s.get("stort", "")) if isinstance(s, dict) else "" for s in signs]
    return {
        n: Lot(sheet.document.id, (numbers.index(str(n)) + 1,)) for n in tables if str(n) in numbers
    }


def _rest(sheet: Printed, dealt: Mapping[int, Lot]) -> Lot:
    """What is left of a sheet when some of its pages lie on the tables."""
    whole = _whole(sheet, sheet.document.copies)
    gone = {page for lot in dealt.values() for page in lot.pages}
    return replace(whole, pages=tuple(p for p in whole.pages if p not in gone))


# --- Groups ----------------------------------------------------------------------------------


def _group_piles(plan: Plan, sheets: Iterable[Printed]) -> Iterator[Pile]:
    """A pile for each time at which people sit in clinics, pairs or by topic."""
    by_clock: dict[tuple[int, int], list[Lot]] = {}
    for sheet in sheets:
        at = clock(plan, sheet.document) or _FIRST
        by_clock.setdefault(at, []).append(_whole(sheet, sheet.document.copies))
    for (day, minute), lots in by_clock.items():
        yield Pile(f"gruppe-{day}-{minute}", GROUPS, _at_title(plan, day, minute), tuple(lots))


def _at_title(plan: Plan, day: int, minute: int) -> str:
    title = PLACES[GROUPS]
    if (day, minute) in {_FIRST, _END}:
        return title
    several = len(plan.programme.days) > 1
    return f"{title}, dag {day}, {kl_text(minute)}" if several else f"{title}, {kl_text(minute)}"


# --- What is printed after what ----------------------------------------------------------------


def divided(piles: Sequence[Pile]) -> tuple[Pile, ...]:
    """The piles with a divider on top of each; the first has the print list there."""
    first, *rest = piles
    return (
        first,
        *(
            replace(pile, lots=(Lot(DIVIDER, (page,)), *pile.lots))
            for page, pile in enumerate(rest, start=1)
        ),
    )


def headed(piles: Sequence[Pile], *sheets: Printed) -> tuple[Pile, ...]:
    """The piles with more sheets at the very front, as the print list; yours is the first."""
    lots = tuple(_whole(sheet, sheet.document.copies) for sheet in sheets)
    own = [pile for pile in piles if pile.place == YOURS]
    first = own[0] if own else Pile(YOURS, YOURS, PLACES[YOURS], ())
    return (replace(first, lots=(*lots, *first.lots)), *(p for p in piles if p not in own))


def originals(piles: Iterable[Pile], sheets: Mapping[str, Printed]) -> tuple[Pile, ...]:
    """One of each sheet, in the same order: what is laid in a copier."""
    names = dict.fromkeys(lot.sheet for pile in piles for lot in pile.lots)
    lots = tuple(_whole(sheets[name], 1) for name in names)
    return (Pile("originaler", YOURS, "Originaler", lots),)


def chosen(piles: Iterable[Pile], copies: Mapping[str, int]) -> tuple[Pile, ...]:
    """Only so many copies of some sheets, in the same order, the last piles' copies first.

    Args:
        piles: The whole set.
        copies: How many copies of a sheet there are to be, by id; the others are left out.
    """
    left: dict[Lot, int] = {}
    found = []
    for pile in reversed(tuple(piles)):
        lots = []
        for lot in reversed(pile.lots):
            one = replace(lot, copies=1)  # a sheet's pages may lie in several piles
            there = left.setdefault(one, copies.get(lot.sheet, 0))
            number = min(lot.copies, there)
            left[one] = there - number
            lots += [replace(lot, copies=number)] if number else []
        found += [replace(pile, lots=tuple(reversed(lots)))] if lots else []
    return tuple(reversed(found))


@dataclass(frozen=True)
class PrintFile:
    """The whole print file, page by page.

    Attributes:
        piles: What it is dealt out in.
        sides: Every page in order.
        single: It is printed on one side of the paper only.
    """

    piles: tuple[Pile, ...]
    sides: tuple[Side, ...]
    single: bool = False

    @property
    def leaves(self) -> int:
        """How many sheets of paper it takes."""
        return leaves(self.sides, single=self.single)

    def spans(self, sheet: str) -> tuple[tuple[int, int], ...]:
        """The first and last page, from 1, of every run of a sheet's pages, empty backs with it."""
        found: list[tuple[int, int]] = []
        for number, side in enumerate(self.sides, start=1):
            if side.sheet == sheet:
                first = found.pop()[0] if found and found[-1][1] == number - 1 else number
                found.append((first, number))
        return tuple(found)


def print_file(
    piles: Iterable[Pile], sheets: Mapping[str, Printed], *, single: bool = False
) -> PrintFile:
    """Lay the piles out page by page.

    Args:
        piles: What is printed.
        sheets: Every sheet in them, by id.
        single: It is printed on one side of the paper only.
    """
    laid = tuple(piles)
    two_sided = {name: sheet.document.two_sided for name, sheet in sheets.items()}
    return PrintFile(laid, sides(laid, two_sided, single=single), single)


def sides(
    piles: Iterable[Pile], two_sided: Mapping[str, bool], *, single: bool = False
) -> tuple[Side, ...]:
    """Every page of the print file in order.

    Printed on both sides, no copy may begin on another's back, and what is meant for one side
    has nothing on its own: an empty page follows.

    Args:
        piles: What is printed.
        two_sided: Which sheets are meant to be printed on both sides, by id.
        single: The whole file is printed on one side; nothing is padded.
    """
    return tuple(
        Side(at, number, copy, lot.sheet, page)
        for at, pile in enumerate(piles)
        for number, lot in enumerate(pile.lots)
        for copy in range(1, lot.copies + 1)
        for page in _copy(lot.pages, two_sided=two_sided[lot.sheet], single=single)
    )


def _copy(pages: tuple[int, ...], *, two_sided: bool, single: bool) -> tuple[int, ...]:
    if single:
        return pages
    if two_sided:
        return (*pages, 0) if len(pages) % 2 else pages
    return tuple(side for page in pages for side in (page, 0))


def leaves(printed: Sequence[Side], *, single: bool = False) -> int:
    """How many sheets of paper the file takes."""
    return len(printed) if single else len(printed) // 2


def booklet(pages: int) -> tuple[tuple[int, int], ...]:
    """The sides of a booklet, two pages on each, so that it reads from 1 when it is folded.

    Args:
        pages: How many there are; empty ones (0) fill them up to whole sheets of four.

    Returns:
        Left and right page of each side, the front and the back of a sheet in turn.
    """
    whole = -(-pages // 4) * 4
    found = []
    for first in range(1, whole // 2, 2):
        last = whole + 1 - first
        found += [(last, first), (first + 1, last - 1)]
    return tuple((_there(left, pages), _there(right, pages)) for left, right in found)


def _there(page: int, pages: int) -> int:
    return page if page <= pages else 0
