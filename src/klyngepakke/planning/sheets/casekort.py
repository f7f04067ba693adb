"""Casekort: the cases that a phase has time for, A5 and two to a sheet, a card to each table."""

from __future__ import annotations

from klyngepakke.content.pack import Case
from klyngepakke.content.times import kl_text, minutes_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.shared import Data
from klyngepakke.planning.sheets.slips import CUT, sheet_id, sheets_for

_USUAL = "gruppearbejde"
_CASE_MINUTES = 10
_ROLE_PLAY_MINUTES = 15
_LONG = 420  # letters, of text and questions, that ask for smaller type
_A_SHEET = 2


def documents(plan: Plan) -> tuple[Document, ...]:
    """The cards of every phase for which cases are chosen, in order of the clock."""
    return tuple(
        _document(plan, slot, cases)
        for slot in plan.programme.slots
        if shared.is_block(slot) and (cases := shared.chosen_cases(plan, slot))
    )


def _document(plan: Plan, slot: Slot, cases: tuple[Case, ...]) -> Document:
    groups = len(plan.seatings[slot.address].tables) or 1
    # An odd number of cases goes twice on the sheets, so that every sheet is full.
    twice = len(cases) % _A_SHEET
    cards: list[Plain] = [
        _card(plan, slot, case) for case in cases for _ in range(_A_SHEET if twice else 1)
    ]
    wanted = groups + 1
    return Document(
        id=sheet_id(plan, "casekort", slot, _USUAL),
        sheet="casekort",
        title=f"Casekort, {shared.block_name(plan, slot.address).lower()}",
        template="casekort.html",
        audience="bord",
        copies=sheets_for(wanted, _A_SHEET) if twice else wanted,
        data={"pakke": slot.address.partition("/")[0], "kort": cards},
        cards=True,
        when=f"{kl_text(slot.start)}, på bordene",
        note=f"{CUT}; ét kort af hver til hvert bord" if len(cases) > 1 else CUT,
    )


def _card(plan: Plan, slot: Slot, case: Case) -> Data:
    minutes = _minutes(slot, case)
    kind = "Rollespil" if case.role_play else "Case"
    name = shared.block_name(plan, slot.address)
    return {
        "overlinje": " · ".join((kind, name, minutes_text(minutes))),
        "titel": case.title,
        "tekst": case.text,
        "spørg": [*case.ask],
        "rollespil": case.role_play,
        "ur": _steps(plan, slot),
        "lang": len(case.text) + sum(map(len, case.ask)) > _LONG,
    }


def _minutes(slot: Slot, case: Case) -> int:
    """What a case takes: the whole phase of cases, else a part of the table's time."""
    if slot.kind == "cases":
        return slot.minutes
    return _ROLE_PLAY_MINUTES if case.role_play else _CASE_MINUTES


def _steps(plan: Plan, slot: Slot) -> list[Plain]:
    """The card's own clock; in group work the table sheet has it."""
    if slot.kind == "cases":
        return [{"minutter": s.minutes, "tekst": s.text} for s in shared.inner_clock(plan, slot)]
    return []
