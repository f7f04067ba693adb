"""Kopitabel: what to set a copier to, sheet by sheet, for a print file with one of each."""

from __future__ import annotations

from collections.abc import Sequence

from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.print_set import DIVIDER, PrintFile
from klyngepakke.planning.sheets.printliste import Row, order_of, span, way_of
from klyngepakke.planning.sheets.shared import Data

ID = "kopitabel"


def document(plan: Plan, rows: Sequence[Row], made: PrintFile, paper: int) -> Document:
    """The table of copies.

    Args:
        plan: The meeting.
        rows: A row for each file of the kit.
        made: The print file with one of each; those that are not in it are left out.
        paper: Sheets of paper when everything is copied.
    """
    order = order_of(made)
    there = [row for row in rows if row.document.id in order and row.document.id != DIVIDER]
    there.sort(key=lambda row: order[row.document.id])
    listed: list[Plain] = [_row(row, made) for row in there]
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
            "ensidet": made.single,
        },
        two_sided=True,
        when="først",
    )


def _row(row: Row, made: PrintFile) -> Data:
    return {
        "nr": row.number,
        "titel": row.document.title,
        "sider": span(made.spans(row.document.id)),
        "antal": row.document.copies,
        "hvordan": way_of(row, single=made.single),
    }
