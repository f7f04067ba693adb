"""Ændringer: what is in the file of what is printed again, and which piles it goes to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.print_set import PrintFile
from klyngepakke.planning.sheets.printliste import order_of, span
from klyngepakke.planning.sheets.shared import Data

ID: Final = "aendringer"
_NUMBERED: Final = re.compile(r"(\D+ )([0-9]+)")


@dataclass(frozen=True)
class Again:
    """A sheet that is printed again.

    Attributes:
        number: Of its file, as on the print list.
        document: What it is.
        copies: How many there are in the file.
        what: What is done with the old ones: `ændret`, `ny` or `flere`.
    """

    number: int
    document: Document
    copies: int
    what: str


_DONE: Final[Mapping[str, str]] = {
    "ændret": "Tag de gamle ud, og læg de nye i.",
    "ny": "Nyt ark. Læg dem i.",
    "flere": "Læg dem til dem, I har.",
}


def document(plan: Plan, rows: Iterable[Again], made: PrintFile) -> Document:
    """The list of what is printed again.

    Args:
        plan: The meeting.
        rows: Every sheet in the file but this one.
        made: The file, this list in it.
    """
    order = order_of(made)
    ordered = sorted(rows, key=lambda row: order.get(row.document.id, 0))
    listed: list[Plain] = [_row(row, made) for row in ordered]
    sides = "ensidet" if made.single else "på begge sider, vendt på den lange kant"
    return Document(
        id=ID,
        sheet=ID,
        title="Ændringer",
        template="aendringer.html",
        audience="facilitator",
        copies=1,
        data={
            "overlinje": f"Ændringer · {plan.meeting.cluster.name}",
            "titel": plan.meeting.title,
            "papir": made.leaves,
            "sider_i_alt": len(made.sides),
            "sådan": f"Udskriv print-aendringer.pdf {sides}, i fuld størrelse (100 %).",
            "rækker": listed,
        },
        two_sided=True,
        when="først",
    )


def _row(row: Again, made: PrintFile) -> Data:
    name = row.document.id
    titles = [pile.title for pile in made.piles if any(lot.sheet == name for lot in pile.lots)]
    return {
        "nr": row.number,
        "titel": row.document.title,
        "antal": row.copies,
        "gør": _DONE[row.what],
        "bunker": _together(titles),
        "sider": ", ".join(span([one]) for one in made.spans(name)),
    }


def _together(titles: Iterable[str]) -> str:
    """`Bord 1–7, Ekstra til bordene` of the titles one by one."""
    found = []
    for name, some in groupby(titles, key=_name):
        numbers = [hit[2] for title in some if (hit := _NUMBERED.fullmatch(title))]
        run = "–".join(dict.fromkeys((numbers[0], numbers[-1]))) if numbers else ""
        found.append(f"{name}{run}")
    return ", ".join(found)


def _name(title: str) -> str:
    hit = _NUMBERED.fullmatch(title)
    return hit[1] if hit else title
