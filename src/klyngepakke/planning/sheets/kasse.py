"""Kasse: what the run sheet says of the kit, what is brought in the box and done before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from klyngepakke.content.common import Deadline, Material
from klyngepakke.planning.dates import before_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.sheets.shared import Data
from klyngepakke.planning.slots import unfilled

_SENT: Final = ("brev",)  # printed to be sent, not to be brought


def packed(plan: Plan, document: Document, documents: Sequence[Document]) -> Document:
    """The run sheet with what follows from the finished kit; every other sheet as it is.

    Args:
        plan: Everything that is decided and computed.
        document: One of the kit's.
        documents: All of them, as the meeting wants them.
    """
    if document.sheet != "drejebog":
        return document
    return replace(document, data={**document.data, **told(plan, documents)})


def told(plan: Plan, documents: Sequence[Document]) -> Data:
    """What is brought, and what is done before: what a kit of those documents asks for."""
    return {
        "materialer": [*_materials(plan, documents)],
        "huskeliste": _checklist(plan, {d.sheet for d in documents}),
        "forberedelse": [*_preparation(plan)],
    }


# --- In the box --------------------------------------------------------------------------


def _materials(plan: Plan, documents: Sequence[Document]) -> Iterator[str]:
    """What is brought along: every printed sheet once, and no sheet that is not printed.

    A pack's line that begins with the name of a sheet stands for that sheet.
    """
    brought = [d for d in documents if d.copies and d.sheet not in _SENT]
    there = {d.sheet for d in brought}
    usual = [m for m in plan.common.materials if _is_brought(plan, m, there)]
    stands_for = {m: _sheets(plan, m) for p in plan.packs for m in p.pack.materials}
    own = [m for m, sheets in stands_for.items() if not sheets or sheets & there]
    yield from (m.text for m in usual if not any(_begins(line, m.text) for line in own))
    yield from own
    listed = {s for m in usual for s in m.sheets}.union(*(stands_for[m] for m in own))
    yield from dict.fromkeys(d.title for d in brought if d.sheet not in listed)


def _is_brought(plan: Plan, line: Material, there: Collection[str]) -> bool:
    forms = {slot.kind for slot in plan.programme.slots}
    return _fits(line, there) and (not line.forms or not forms.isdisjoint(line.forms))


def _sheets(plan: Plan, line: str) -> set[str]:
    """The sheets that a pack's line stands for: those whose name it begins with."""
    ours = [(m.text, m.sheets) for m in plan.common.materials]
    own = [(s.title, (s.id,)) for p in plan.packs for s in p.pack.sheets]
    return {sheet for name, sheets in (*ours, *own) if _begins(line, name) for sheet in sheets}


def _begins(line: str, name: str) -> bool:
    return line.casefold().startswith(name.casefold())


# --- Before ------------------------------------------------------------------------------


def _preparation(plan: Plan) -> Iterator[str]:
    """What the packs ask for, and what nobody has answered yet."""
    yield from (text for p in plan.packs for text in p.pack.preparation)
    if asks := unfilled(plan.meeting, plan.packs):
        yield f"Find svarene, eller skriv dem på arkenes linjer: {' '.join(asks.values())}"


def _checklist(plan: Plan, there: Collection[str]) -> list[Plain]:
    """What to do before the meeting, by date: counted back from the first day."""
    lines = [line for line in plan.common.checklist if _fits(line, there)]
    return [
        {
            "id": f"husk_{number}",
            "dato": before_text(plan, line.days, weekday=False),
            "tekst": line.text,
        }
        for number, line in enumerate(lines, start=1)
    ]


def _fits(line: Material | Deadline, there: Collection[str]) -> bool:
    """Whether the meeting has one of the sheets a line is for, and none that it is not for."""
    wanted = not line.sheets or any(s in there for s in line.sheets)
    return wanted and not any(s in there for s in line.without)
