"""Bordskilte and navneskilte: what stands on the tables, and what people wear."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from klyngepakke.content.participants import Person
from klyngepakke.content.times import kl_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.seating import Table, alphabetical
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.shared import Data
from klyngepakke.planning.sheets.slips import CUT

_NUMBERED = ("blandet", "praksisform", "emne")
_PAIRS_AT_A_TABLE = 3
_A_SHEET = 8
_LONG_NAME = 22  # letters that ask for smaller type
_FOLD = "fold på midten, og stil på bordet"


def documents(plan: Plan) -> tuple[Document, ...]:
    """The signs of the tables and of the topics, and name tags where names are known."""
    return (*_table_signs(plan), *_topic_signs(plan), *_name_tags(plan))


# --- On the tables -----------------------------------------------------------------------


def _table_signs(plan: Plan) -> Iterator[Document]:
    signs = [*_numbers(plan), *_solo(plan)]
    if signs:
        yield _signs(plan, "bordskilte", "Bordskilte", signs)


def _seatings(plan: Plan, *kinds: str) -> list[tuple[Table, ...]]:
    """The tables of each slot that sits so."""
    found = (plan.seatings.get(slot.address) for slot in plan.programme.slots)
    return [s.tables for s in found if s and s.kind in kinds and len(s.tables) > 1]


def _numbers(plan: Plan) -> Iterator[Data]:
    most = max(map(len, _seatings(plan, *_NUMBERED)), default=0)
    for number in range(1, most + 1):
        yield {"stort": str(number), "navn": "", "under": ""}


def _solo(plan: Plan) -> Iterator[Data]:
    """Signs that show solo doctors the way: to their own tables, and to their makkerpar.

    There is one table more than they need when they sit by themselves, so that nobody has to
    stand; pairs are small, so three of them share a table.
    """
    own = max((_alone(t) for t in _seatings(plan, "praksisform")), default=0)
    for _ in range(own + 1 if own else 0):
        yield {
            "stort": "",
            "navn": "Sololæger",
            "under": "Bordet er til dem, der er alene i klinikken",
        }
    pairs = max((_alone(t) for t in _seatings(plan, "klinik")), default=0)
    for _ in range(ceil(pairs / _PAIRS_AT_A_TABLE)):
        yield {
            "stort": "",
            "navn": "Makkerpar",
            "under": "Er du alene i klinikken, så find din makker her",
        }


def _alone(tables: tuple[Table, ...]) -> int:
    return sum(table.form == "solo" for table in tables)


def _topic_signs(plan: Plan) -> Iterator[Document]:
    """A sign for each topic: which ones are worked on is decided at the meeting."""
    by_topic = [
        s.address
        for s in plan.programme.slots
        if shared.is_block(s) and plan.phase(s.address).seating == "emne"
    ]
    for name in dict.fromkeys(address.partition("/")[0] for address in by_topic):
        topics = plan.pack(name).pack.topics
        signs = [{"stort": "", "navn": t.title, "under": ""} for t in topics]
        several = len({address.partition("/")[0] for address in by_topic}) > 1
        yield _signs(
            plan,
            f"emneskilte-{name}" if several else "emneskilte",
            "Emneskilte",
            [{**sign} for sign in signs],
            "brug dem, hvis emne blev valgt",
        )


def _signs(plan: Plan, name: str, title: str, signs: list[Data], note: str = "") -> Document:
    start = plan.programme.days[0].start
    return Document(
        id=name,
        sheet="bordskilte",
        title=title,
        template="skilt.html",
        audience="bord",
        copies=1,
        data={"skilte": [*signs]},
        cards=True,
        when=f"før {kl_text(start)}, på bordene",
        note="; ".join(x for x in (_FOLD, note) if x),
    )


# --- On people ---------------------------------------------------------------------------


def _name_tags(plan: Plan) -> Iterator[Document]:
    if not plan.crowd.people:
        return
    people = sorted(plan.crowd.people, key=lambda p: (alphabetical(p.name), p.clinic))
    tags: list[Plain] = [_tag(person) for person in people]
    # What is left of the last sheet is for those who come unannounced.
    tags += [{"navn": "", "under": "", "lang": False}] * (-len(tags) % _A_SHEET)
    yield Document(
        id="navneskilte",
        sheet="navneskilte",
        title="Navneskilte",
        template="navneskilte.html",
        audience="dør",
        copies=1,
        data={"skilte": tags},
        cards=True,
        when=f"{kl_text(plan.programme.days[0].start)}, ved døren",
        note=CUT,
    )


def _tag(person: Person) -> Data:
    guest = "Gæst" if person.role == "gæst" else ""
    return {
        "navn": person.name,
        "under": " · ".join(x for x in (guest, person.clinic) if x),
        "lang": len(person.name) > _LONG_NAME,
    }
