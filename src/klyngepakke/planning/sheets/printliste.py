"""Printliste: what to print, how many, and which sheet lies where at what time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.sheets.shared import Data

# Where the sheets of each audience lie, in the order one hands them out.
_PLACES: Final = (
    ("Til dig, der leder mødet", ("facilitator",)),
    ("Ved døren", ("dør",)),
    ("På stolene", ("deltager",)),
    ("På bordene", ("bord", "emne", "par")),
    ("Til klinikkerne", ("klinik",)),
    ("Til gæsterne", ("gæst",)),
    ("På skærmen", ("skærm",)),
)


def document(
    plan: Plan, rows: Sequence[Data], texts: Iterable[Data], warnings: Iterable[str]
) -> Document:
    """The print list of finished sheets.

    Args:
        plan: The meeting.
        rows: A row for each sheet, in print order: nr, titel, til, antal, sider, papir, tosidet,
            hvornår, note.
        texts: Files of plain text: nr, titel.
        warnings: Danish sentences to read before printing.
    """
    printed = [row for row in rows if row["antal"]]
    data: dict[str, Plain] = {
        "grupper": _groups(printed),
        "filer": [r for r in rows if not r["antal"]] + list(texts),
        "ark_i_alt": sum(_number(row["papir"]) for row in printed) + 1,
        "deltagere": plan.crowd.number,
        "klinikker": plan.crowd.clinics,
        "klinikker_anslået": plan.crowd.estimated,
        "tosidede": [row["titel"] for row in printed if row["tosidet"]],
        "advarsler": list(dict.fromkeys(warnings)),
    }
    return Document(
        id="printliste",
        sheet="printliste",
        title="Printliste",
        template="printliste.html",
        audience="facilitator",
        copies=1,
        data=data,
    )


def _number(value: Plain) -> int:
    return value if isinstance(value, int) else 0


def _groups(rows: Sequence[Data]) -> list[Plain]:
    """The rows by where the sheets lie; places without a sheet are left out."""
    groups: list[Plain] = []
    for title, audiences in _PLACES:
        found: list[Plain] = [row for row in rows if row["til"] in audiences]
        if found:
            groups.append({"titel": title, "rækker": found})
    return groups
