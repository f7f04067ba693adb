"""Printliste: what to print, how many, which way up, and which sheet lies where at what time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from klyngepakke.content.times import clock_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.shared import Data

_CLOCK: Final = re.compile(r"([0-9]{1,2})\.([0-9]{2})")

# Where the sheets of each audience lie, in the order one hands them out.
_PLACES: Final = (
    ("Til dig, der leder mødet", ("facilitator", "gæstefacilitator")),
    ("Ved døren", ("dør",)),
    ("Til deltagerne", ("deltager",)),
    ("På bordene", ("bord", "emne", "par")),
    ("Til klinikkerne", ("klinik",)),
    ("Til gæsterne", ("gæst",)),
    ("Til skærmen", ("skærm",)),
)


def document(
    plan: Plan,
    rows: Sequence[Data],
    texts: Iterable[Data],
    warnings: Iterable[str],
    *,
    own: int = 1,
    tight: bool = False,
) -> Document:
    """The print list of finished sheets.

    Args:
        plan: The meeting.
        rows: A row for each sheet, in print order: nr, titel, til, antal, sider, papir, tosidet,
            hvornår, note.
        texts: Files of plain text: nr, titel.
        warnings: Danish sentences to read before printing.
        own: How many pages the list itself has.
        tight: Set it closer, where a few lines would stand alone on the last page.
    """
    printed = [_row(row) for row in rows if row["antal"]]
    return Document(
        id="printliste",
        sheet="printliste",
        title="Printliste",
        template="printliste.html",
        audience="facilitator",
        copies=1,
        data={
            "overlinje": f"Printliste · {plan.meeting.cluster.name}",
            "titel": plan.meeting.title,
            "ark_i_alt": sum(_number(row["papir"]) for row in printed) + own,
            "grupper": _groups(printed),
            "tidslinje": _timeline(plan, printed),
            "filer": [*(r for r in rows if not r["antal"]), *texts],
            "advarsler": [*dict.fromkeys(warnings)],
            "regnet_ud_fra": _people(plan),
            "tæt": tight,
        },
        forms=True,
        when="først",
    )


def _row(row: Data) -> Data:
    when, note = str(row["hvornår"]), str(row["note"])
    return {
        **row,
        "id": f"print_{row['nr']}",
        "hvordan": _way(_number(row["sider"]), two_sided=bool(row["tosidet"])),
        "under": " · ".join(x for x in (when, note) if x),
    }


def _way(pages: int, *, two_sided: bool) -> str:
    if not pages:
        return "HTML"
    if pages == 1:
        return "1 side"
    return f"{pages} sider, {'tosidet' if two_sided else 'ensidet'}"


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


def _timeline(plan: Plan, rows: Sequence[Data]) -> list[Plain]:
    """What lies ready at which clock time; on several days, only what one day can mean."""
    found: dict[tuple[int, int], list[Plain]] = {}
    for row in rows:
        clock = _CLOCK.search(str(row["hvornår"]))
        at = 60 * int(clock[1]) + int(clock[2]) if clock else None
        day = _day(plan, at) if at is not None else None
        if at is not None and day is not None:
            found.setdefault((day, at), []).append(row["titel"])
    return [
        {"tid": clock_text(at), "dag": shared.day_title(plan, day), "ark": titles}
        for (day, at), titles in sorted(found.items())
    ]


def _day(plan: Plan, at: int) -> int | None:
    """The day on which something begins at that time; None where several have it or none."""
    if len(plan.programme.days) == 1:
        return 1
    days = {s.day for s in plan.programme.slots if s.start == at}
    return days.pop() if len(days) == 1 else None


def _people(plan: Plan) -> str:
    """What the numbers are worked out from."""
    crowd = plan.crowd
    guests = sum(g.number for g in plan.meeting.guests)
    clinics = f"{crowd.clinics} klinikker" + (" (anslået)" if crowd.estimated else "")
    parts = [f"{crowd.number} deltagere", clinics]
    if crowd.unknown:
        parts.append("praksisformer ukendte")
    elif crowd.solo:
        parts.append(f"{crowd.solo} alene i klinikken")
    if guests:
        parts.append("1 gæst" if guests == 1 else f"{guests} gæster")
    return shared.capital(", ".join(parts)) + "."
