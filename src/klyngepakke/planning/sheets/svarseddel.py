"""Svarseddel and its count: what the room says where nobody answered before the meeting."""

from __future__ import annotations

from collections.abc import Iterator

from klyngepakke.content.pack import Question
from klyngepakke.content.times import kl_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.shared import Data
from klyngepakke.planning.sheets.slips import CUT, sheet_id, sheets_for

_USUAL = "resultater"
_SLIP = "svarseddel"
_A_SHEET = 2

# What a question fills on half a sheet, in mm: see the measures in basis.css.
_ROOM = 107.0
_HEAD = 10.2  # the question on one line, and the air above it
_LINE = 5.1
_LETTERS = 92  # on one line
_SCALE = 14.5
_ENDS = 5.0
_ROW = 10.3
_WRITING = 8.0
_AIRY = 84.0  # what leaves room for more air between the questions
_THIRD = 29  # letters that fit a third of the width


def documents(plan: Plan) -> tuple[Document, ...]:
    """The slips of every phase of results that asks for them, and the sheet to count them on.

    There are none where the survey has been answered.
    """
    if plan.meeting.answered:
        return ()
    return tuple(
        document
        for slot in plan.programme.slots
        if shared.is_block(slot) and plan.phase(slot.address).unanswered == _SLIP
        for document in _of(plan, slot)
    )


def _of(plan: Plan, slot: Slot) -> Iterator[Document]:
    asked = _questions(plan, slot)
    if asked:
        rows = [_row(plan, q, number) for number, q in enumerate(asked, start=1)]
        yield _slips(plan, slot, rows)
        yield _count(plan, slot, rows)


def _questions(plan: Plan, slot: Slot) -> list[Question]:
    """The questions that the phase shows; another pack's or a common one may be among them."""
    own = plan.pack(slot.address)
    packs = [*(p for p in plan.packs if p is not own), own]
    known = {q.id: q for q in plan.common.background}
    known |= {q.id: q for loaded in packs for q in loaded.pack.survey}
    return [known[name] for name in plan.phase(slot.address).questions if name in known]


def _row(plan: Plan, question: Question, number: int) -> Data:
    row = shared.question_data(plan.common, question, number)
    longest = max((len(text) for text in _answers(row)), default=0)
    return {**row, "spalter": 3 if 0 < longest <= _THIRD else 2}


def _answers(row: Data) -> list[str]:
    answers = row["svar"] if isinstance(row["svar"], list) else []
    return [str(answer["tekst"]) for answer in answers if isinstance(answer, dict)]


# --- The slips ---------------------------------------------------------------------------


def _slips(plan: Plan, slot: Slot, rows: list[Data]) -> Document:
    wanted = shared.spare(plan.crowd.number)
    height = sum(map(_height, rows))
    half = height <= _ROOM
    name = shared.block_name(plan, slot.address)
    # Two slips on a sheet ask the same, and no field may stand twice under one name.
    second: list[Plain] = [{**row, "id": f"seddel2__{row['id']}"} for row in rows]
    first: list[Plain] = [*rows]
    return Document(
        id=sheet_id(plan, "svarseddel", slot, _USUAL),
        sheet="svarseddel",
        title=f"Svarseddel, {name.lower()}",
        template="svarseddel.html" if half else "svarseddel-a4.html",
        audience="deltager",
        copies=sheets_for(wanted, _A_SHEET) if half else wanted,
        data={
            "pakke": slot.address.partition("/")[0],
            "overlinje": f"{name} · {shared.slot_clock(slot)}",
            "spørgsmål": plan.block(slot.address).title,
            "fortryder": shared.text(plan, "fortryder"),
            "luftig": height <= _AIRY,
            "sedler": [first, second] if half else [first],
        },
        forms=True,
        cards=half,
        when=f"{kl_text(slot.start)}, på bordene",
        note=f"to på et ark; {CUT}" if half else "",
    )


def _height(row: Data) -> float:
    """What a question fills on the paper, in mm."""
    head = _HEAD + _LINE * ((len(str(row["tekst"])) + len(str(row["note"]))) // _LETTERS)
    if row["slags"] in {"nrs", "skala"}:
        return head + _SCALE + (_ENDS if row["ender"] else 0)
    if row["slags"] == "valg":
        columns = 3 if row["spalter"] == 3 else 2  # noqa: PLR2004 - columns
        return head + _ROW * (-(-len(_answers(row)) // columns) + bool(row["andet"]))
    return head + _WRITING * (2 if row["slags"] == "fri" else 1)


# --- The count ---------------------------------------------------------------------------


def _count(plan: Plan, slot: Slot, rows: list[Data]) -> Document:
    way = plan.common.unanswered[_SLIP]
    return Document(
        id=sheet_id(plan, "svaroptaelling", slot, _USUAL),
        sheet="svaroptaelling",
        title=f"Optælling af svarsedler, {shared.block_name(plan, slot.address).lower()}",
        template="svaroptaelling.html",
        audience="facilitator",
        copies=1,
        data={
            "pakke": slot.address.partition("/")[0],
            "overlinje": plan.block(slot.address).title,
            "klokken": shared.slot_clock(slot),
            "minutter": way.minutes.wish if way.minutes else 0,
            "gør": [*way.do],
            "spørgsmål": [_tally(row) for row in rows],
        },
        when=f"{kl_text(slot.start)}, ved flip-overen",
    )


def _tally(row: Data) -> Data:
    """A question with what may be counted: answers across, answers down, or numbers."""
    answers: list[Plain] = [*_answers(row), *(["Andet"] if row["andet"] else [])]
    kind = {"nrs": "på tværs", "skala": "på tværs", "valg": "nedad"}.get(str(row["slags"]), "tal")
    ends = row["ender"] if isinstance(row["ender"], list) else []
    return {
        "nr": row["nr"],
        "tekst": row["tekst"],
        "slags": row["slags"],
        "måde": kind,
        "svar": answers,
        "ender": ends,
    }
