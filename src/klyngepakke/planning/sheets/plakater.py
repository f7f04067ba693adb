"""Plakater: what hangs on the wall, the parking place and what was agreed last time."""

from __future__ import annotations

from collections.abc import Iterator

from klyngepakke.content.times import kl_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.sheets import shared

_AT_TABLES = ("gruppearbejde", "cases")
_PARKING_ROWS = 7
_EMPTY_AGREEMENTS = 4
_FEW = 6  # agreements that leave room for lines beneath them
_HELPED_LINES = 3


def documents(plan: Plan) -> tuple[Document, ...]:
    """The parking poster where tables talk, and `Siden sidst` where last time is taken up."""
    return (*_parking(plan), *_since_last(plan))


def _parking(plan: Plan) -> Iterator[Document]:
    if any(slot.kind in _AT_TABLES for slot in plan.programme.slots):
        yield Document(
            id="parkeringsplakat",
            sheet="parkeringsplakat",
            title="Parkeringsplakat",
            template="parkeringsplakat.html",
            audience="facilitator",
            copies=1,
            data={"titel": shared.text(plan, "parkering"), "rækker": _PARKING_ROWS},
            when=f"før {kl_text(plan.programme.days[0].start)}, på væggen",
        )


def _since_last(plan: Plan) -> Iterator[Document]:
    there = [s for s in plan.programme.slots if s.kind == "opfølgning" and not shared.is_block(s)]
    if not there:
        return
    slot = there[0]
    agreed: list[Plain] = [*plan.meeting.since_last] or [""] * _EMPTY_AGREEMENTS
    yield Document(
        id="siden-sidst",
        sheet="siden-sidst",
        title=shared.slot_title(plan, slot),
        template="siden-sidst.html",
        audience="facilitator",
        copies=1,
        data={
            "klokken": shared.slot_clock(slot),
            "aftaler": agreed,
            "hjalp": _HELPED_LINES if len(agreed) <= _FEW else 0,
        },
        when=f"før {kl_text(slot.start)}, på væggen",
        note="ved siden af sedlerne fra sidste møde",
    )
