"""Kopitabel: what to set a copier to, sheet by sheet, for a print file with one of each."""

from __future__ import annotations

from collections.abc import Iterable

from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.sheets.shared import Data

ID = "kopitabel"


def document(plan: Plan, rows: Iterable[Data], paper: int) -> Document:
    """The table of copies.

    Args:
        plan: The meeting.
        rows: A row for each sheet that is printed, in the order of the file: nr, titel, sider
            (as `5–6`), antal, hvordan (as `2 sider, tosidet`).
        paper: Sheets of paper when everything is copied.
    """
    listed: list[Plain] = [*rows]
    return Document(
        id=ID,
        sheet=ID,
        title="Kopitabel",
        template="kopitabel.html",
        audience="facilitator",
        copies=1,
        data={
            "overlinje": f"Kopitabel · {plan.meeting.cluster.name}",
            "titel": plan.meeting.title,
            "rækker": listed,
            "papir": paper,
        },
        two_sided=True,
        when="først",
    )
