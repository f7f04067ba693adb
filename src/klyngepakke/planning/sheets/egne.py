"""The packs' own sheets: declared in `pakke.yaml`, with a template beside it."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from klyngepakke.content.model import plain
from klyngepakke.content.pack import Fact, LoadedPack, OwnSheet, Pack
from klyngepakke.content.times import span_text
from klyngepakke.planning.document import Document, PackFiles, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.slips import CUT

_SPARE_CLINICS = 2


def documents(plan: Plan) -> tuple[Document, ...]:
    """One document for each own sheet whose place in the programme is there."""
    return tuple(
        _document(plan, loaded, sheet)
        for loaded in plan.packs
        for sheet in loaded.pack.sheets
        if sheet.at is None or _slots(plan, loaded.pack, sheet)
        if sheet.audience != "solo" or _solos(plan)
    )


def _document(plan: Plan, loaded: LoadedPack, sheet: OwnSheet) -> Document:
    copies = sheet.copies or _copies(plan, loaded.pack, sheet)
    slots = _slots(plan, loaded.pack, sheet)
    return Document(
        id=sheet.id,
        sheet=sheet.id,
        title=sheet.title,
        template=sheet.template,
        audience=sheet.audience,
        copies=_printed(sheet, copies),
        data=_data(plan, loaded.pack, sheet, copies),
        pack=PackFiles(loaded.pack.id, loaded.folder),
        forms=sheet.filled,
        cards=sheet.cards,
        two_sided=sheet.two_sided,
        when=span_text(slots[0].start, slots[-1].end) if slots else "",
        note=_note(sheet),
    )


def _note(sheet: OwnSheet) -> str:
    each = "én til hver sololæge" if sheet.audience == "solo" else ""
    return "; ".join(x for x in (CUT if sheet.cards else "", each) if x)


def _printed(sheet: OwnSheet, copies: int) -> int:
    """How often the file is printed: a file of cards holds all of them already."""
    if not sheet.included:
        return 0
    return 1 if sheet.cards else copies


def _copies(plan: Plan, pack: Pack, sheet: OwnSheet) -> int:
    crowd = plan.crowd
    guests = sum(g.number for g in plan.meeting.guests)
    return {
        "deltager": ceil(crowd.number * 1.1),
        "par": ceil(crowd.number / 2) + 1,
        "bord": _tables(plan, pack, sheet),
        "emne": 1,
        "klinik": crowd.clinics + _SPARE_CLINICS,
        "solo": _solos(plan) + _SPARE_CLINICS,
        "gæst": max(1, guests),
    }.get(sheet.audience, 1)


def _solos(plan: Plan) -> int:
    """The solo doctors; where nobody knows who is one, as many as there are clinics."""
    return plan.crowd.clinics if plan.crowd.unknown else plan.crowd.solo


def _tables(plan: Plan, pack: Pack, sheet: OwnSheet) -> int:
    for slot in _slots(plan, pack, sheet):
        seating = plan.seatings.get(slot.address)
        if seating and seating.tables:
            return len(seating.tables)
    return max((len(s.tables) for s in plan.seatings.values()), default=1) or 1


def _slots(plan: Plan, pack: Pack, sheet: OwnSheet) -> tuple[Slot, ...]:
    """The slots of the block, the phase or the point that the sheet is used at."""
    if sheet.at is None:
        return ()
    inside = f"{pack.id}/{sheet.at}"
    return tuple(
        s
        for s in plan.programme.slots
        if s.address in {inside, sheet.at} or s.block == inside or s.kind == sheet.at
    )


def _data(plan: Plan, pack: Pack, sheet: OwnSheet, copies: int) -> dict[str, Plain]:
    blocks = {b.id: b for b in pack.blocks}
    block = blocks.get((sheet.at or "").partition("/")[0])
    facts = {f.id: f for f in pack.facts}
    asked = {q.id: q for q in pack.survey}
    return {
        "pakke": pack.id,
        "data": sheet.data,
        "antal": copies,
        "blok": {"id": block.id, "titel": block.title} if block else None,
        "cases": [plain(c) for c in pack.cases],
        "emner": list(_topics(pack, facts)),
        "fakta": [shared.fact_data(f) for f in pack.facts if f.status == "bekræftet"],
        "værktøjer": [plain(t) for t in pack.tools],
        "spørgsmål": [plain(asked[name]) for name in sheet.questions],
        "gæster": [{"id": g.id, "titel": g.title} for g in plan.meeting.guests],
    }


def _topics(pack: Pack, facts: dict[str, Fact]) -> Iterator[Plain]:
    """The topics, with only those of their facts that may be printed."""
    for topic in pack.topics:
        printed = [facts[f] for f in topic.facts if facts[f].status == "bekræftet"]
        yield {**plain(topic), "fakta": [shared.fact_data(f) for f in printed]}
