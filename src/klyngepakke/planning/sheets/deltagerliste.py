"""Deltagerliste: who was signed up, who came and who sent word, with signatures."""

from __future__ import annotations

from collections.abc import Iterator

from klyngepakke.content.participants import Person
from klyngepakke.content.times import kl_text
from klyngepakke.planning.dates import day_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Day
from klyngepakke.planning.seating import alphabetical, clinic_key
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.shared import Data

# Rows on the first page, on those after it, and what the count at the end takes.
_FIRST, _NEXT, _COUNT = 15, 18, 5
_LEAST_ON_LAST = 4


def documents(plan: Plan) -> tuple[Document, ...]:
    """One list for each day: names from the participant file, else numbered empty rows."""
    return tuple(_document(plan, day) for day in plan.programme.days)


def _document(plan: Plan, day: Day) -> Document:
    several = len(plan.programme.days) > 1
    return Document(
        id=f"deltagerliste-dag-{day.number}" if several else "deltagerliste",
        sheet="deltagerliste",
        title=f"Deltagerliste, dag {day.number}" if several else "Deltagerliste",
        template="deltagerliste.html",
        audience="facilitator",
        copies=1,
        data={
            "overlinje": day_text(plan, day),
            "rækker": _rows(plan),
            "navne": bool(plan.crowd.people),
        },
        when=f"{kl_text(day.start)}, ved døren",
    )


def _rows(plan: Plan) -> list[Plain]:
    """Everybody expected, then empty rows, so that the last page is never nearly empty."""
    known = [*_named(plan)] if plan.crowd.people else [_empty()] * plan.crowd.number
    guests = [*_guests(plan)]
    total = len(known) + len(guests)
    spare = _filling(total + shared.spare(plan.crowd.number) - plan.crowd.number) - total
    doctors = [*known, *[_empty()] * spare]
    numbered: list[Plain] = [{**row, "nr": str(nr)} for nr, row in enumerate(doctors, start=1)]
    return [*numbered, *({**row, "nr": ""} for row in guests)]


def _filling(rows: int) -> int:
    """So many rows, and some more where the last page would else hold only a few."""
    on_last = rows + _COUNT - _FIRST
    if on_last <= 0:
        return rows
    missing = _LEAST_ON_LAST + _COUNT - ((on_last - 1) % _NEXT + 1)
    return rows + max(0, missing)


def _named(plan: Plan) -> Iterator[Data]:
    here = [p for p in plan.crowd.people if p.role != "gæst"]
    for person in sorted(here, key=_order):
        yield {
            "navn": person.name,
            "klinik": person.clinic,
            "ydernummer": person.provider,
            "rolle": person.role.capitalize(),
            "tilmeldt": True,
        }


def _order(person: Person) -> tuple[str, str]:
    return alphabetical(person.name), clinic_key(person)


def _guests(plan: Plan) -> Iterator[Data]:
    """Guests by name where they are known, else one row for each that is expected."""
    named = [p for p in plan.crowd.people if p.role == "gæst"]
    for person in sorted(named, key=_order):
        yield {**_empty(), "navn": person.name, "klinik": person.clinic, "rolle": "Gæst"}
    if not named:
        for guest in plan.meeting.guests:
            for _ in range(guest.number):
                yield {**_empty(), "klinik": guest.title, "rolle": "Gæst"}


def _empty() -> Data:
    return {"navn": "", "klinik": "", "ydernummer": "", "rolle": "", "tilmeldt": False}
