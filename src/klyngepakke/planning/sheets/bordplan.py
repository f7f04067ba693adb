"""Bordplan: who sits where by name, table by table and from A to Å."""

from __future__ import annotations

from collections.abc import Iterator

from klyngepakke.content.times import kl_text, span_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot
from klyngepakke.planning.seating import Table, alphabetical
from klyngepakke.planning.sheets.shared import Data

_KINDS = ("blandet", "praksisform", "klinik", "emne")
_BY_CLINIC = "klinik"
_COPIES = 2  # the facilitator's and the door's
_ONE_SIDE = 30  # people whose tables and names from A to Å share one side of paper
_NEWCOMERS = 6  # lines for those who come unannounced


def documents(plan: Plan) -> tuple[Document, ...]:
    """One plan for each seating of the programme in which people sit otherwise than before.

    The same people at the same tables are one plan, whether the table has a topic, and
    whether guests are there.
    """
    if not plan.crowd.people:
        return ()
    found: dict[tuple[tuple[str, ...], ...], list[Slot]] = {}
    for slot in plan.programme.slots:
        seating = plan.seatings.get(slot.address)
        if seating and seating.kind in _KINDS and seating.tables:
            found.setdefault(tuple(t.names for t in seating.tables), []).append(slot)
    return tuple(_document(plan, slots) for slots in found.values())


def _document(plan: Plan, slots: list[Slot]) -> Document:
    seating = plan.seatings[slots[0].address]
    kind = plan.common.seatings[seating.kind]
    how = kind.short or ""
    index = [] if seating.kind == _BY_CLINIC else _index(seating.tables)
    return Document(
        id=f"bordplan-{seating.kind}",
        sheet="bordplan",
        title=f"Bordplan: {kind.title[0].lower()}{kind.title[1:]}",
        template="bordplan.html",
        audience="dør",
        copies=_COPIES,
        data={
            "overlinje": f"Bordplan · {', '.join(_spans(slots))}",
            "titel": kind.title,
            "hvordan": how[:1].upper() + how[1:],
            "borde": [*_tables(plan, slots)],
            "alfabet": index,
            "ny_side": len(index) > _ONE_SIDE,
            "nye": _NEWCOMERS,
        },
        when=f"{kl_text(slots[0].start)}, ved døren og hos facilitatoren",
    )


def _spans(slots: list[Slot]) -> Iterator[str]:
    """The clock spans of the slots; those that follow each other are one."""
    start, end = slots[0].start, slots[0].end
    for slot in slots[1:]:
        if slot.start != end:
            yield span_text(start, end)
            start = slot.start
        end = slot.end
    yield span_text(start, end)


def _tables(plan: Plan, slots: list[Slot]) -> Iterator[Data]:
    each = [plan.seatings[slot.address] for slot in slots]
    for same in zip(*(s.tables for s in each), strict=True):
        table = same[0]
        names: list[Plain] = [*table.names]
        yield {
            "titel": _title(each[0].kind, table),
            "under": "Sololæger" if table.form == "solo" and not table.clinic else "",
            "navne": names,
            "gæster": _guests(max(t.guests for t in same)),
        }


def _title(kind: str, table: Table) -> str:
    if kind != _BY_CLINIC:
        return f"Bord {table.number}"
    return table.clinic or ("Makkerpar" if table.form == "solo" else "Sammen på tværs")


def _guests(number: int) -> str:
    if not number:
        return ""
    return "1 gæst" if number == 1 else f"{number} gæster"


def _index(tables: tuple[Table, ...]) -> list[Plain]:
    """Everybody from A to Å, with the number of their table."""
    rows = [(name, str(table.number)) for table in tables for name in table.names]
    return [
        {"navn": name, "bord": number}
        for name, number in sorted(rows, key=lambda row: alphabetical(row[0]))
    ]
