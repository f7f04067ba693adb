"""Sedler: slips on which people write what they want to talk about."""

from __future__ import annotations

from klyngepakke.content.times import kl_text
from klyngepakke.planning.document import Document
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.slips import CUT, sheets_for

_A_SHEET = 8


def documents(plan: Plan) -> tuple[Document, ...]:
    """A slip for everyone where the programme has a free topic."""
    free = [s for s in plan.programme.slots if not shared.is_block(s) and s.kind == "frit_emne"]
    if not free:
        return ()
    before = [s for s in plan.programme.slots if s.kind == "pause" and s.end <= free[0].start]
    when = f"{kl_text(before[-1].start)}, i pausen" if before else kl_text(free[0].start)
    return (
        Document(
            id="sedler-frit-emne",
            sheet="sedler",
            title="Sedler til frit emne",
            template="sedler.html",
            audience="deltager",
            copies=sheets_for(shared.spare(plan.crowd.number), _A_SHEET),
            data={
                "overlinje": f"{shared.slot_title(plan, free[0])} · {kl_text(free[0].start)}",
                "på_arket": _A_SHEET,
                "i_pausen": bool(before),
            },
            cards=True,
            when=when,
            note=CUT,
        ),
    )
