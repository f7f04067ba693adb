"""Skilleark: what lies on top of each pile of the print set, and says where the pile goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from klyngepakke.content.times import clock_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.print_set import (
    DIVIDER,
    TABLES,
    Lot,
    Pile,
    Printed,
    clock,
    print_file,
    seating_of,
)
from klyngepakke.planning.sheets.shared import Data

_CUT: Final = "saks"
_SPARE: Final = "bord-ekstra"
_TEXTS: Final[Mapping[str, str]] = {
    "dig": "Behold bunken selv.",
    _CUT: "Klip og fold, før de første kommer.",
    "dør": "Læg bunken ved døren, før de første kommer.",
    "deltager": "Til alle. Del ud på klokkeslættet, eller læg arkene på pladserne på forhånd.",
    TABLES: "Læg bunken på bordet. Arkene ligger i den rækkefølge, de skal bruges.",
    "gruppe": "Del bunken ud, når I sætter jer om.",
    "klinik": "Del bunken ud på klokkeslættet.",
    "gæst": "Giv bunken til gæsterne.",
    _SPARE: "Behold bunken selv: til et bord mere, eller hvis et ark bliver væk.",
}
_AGAIN: Final = (
    "Læg arkene i den bunke, der hedder det samme. Listen ”Ændringer” siger, hvilke gamle ark "
    "der skal ud."
)
_PLACED: Final = "Læg derefter hvert ark, hvor der står."
_SOME_PLACED: Final = (
    "Læg derefter arkene, hvor der står et sted, og del de andre ud på klokkeslættet."
)
_HANDED: Final = "Del derefter arkene ud på klokkeslættet."
_SIGN: Final = "Fold skiltet, og stil det på bordet."
_GROUPS: Final[Mapping[tuple[str, str], str]] = {
    ("klinik", "kompagniskab"): "ét til hver klinik",
    ("klinik", "solo"): "ét til hvert makkerpar",
    ("klinik", ""): "ét til hver klinik og hvert makkerpar",
    ("par", ""): "ét til hvert par",
    ("trio", ""): "ét til hver trio",
}
_ALONE: Final = "én på hvert ark; skal ikke klippes"
_ROOM: Final = 11  # rows that leave the page its large title
_CUT_ROOM: Final = 5  # where each says how it is cut and where it goes


def document(
    plan: Plan,
    piles: Sequence[Pile],
    sheets: Mapping[str, Printed],
    *,
    single: bool = False,
    again: bool = False,
) -> Document:
    """A page for each pile but the first, which has the print list on top.

    Args:
        plan: Says when a sheet is used, and who sits where.
        piles: The print set, without dividers.
        sheets: Every sheet in it, by id.
        single: The set is printed on one side of the paper only.
        again: It is what has changed since another set, whose piles lie there already.
    """
    pages: list[Plain] = [
        {
            **_page(plan, pile, sheets),
            **({"tekst": _AGAIN} if again else {}),
            "overlinje": f"{'Ændringer, bunke' if again else 'Bunke'} {number} af {len(piles)}",
            "papir": print_file([pile], sheets, single=single).leaves,
        }
        for number, pile in enumerate(piles[1:], start=2)
    ]
    return Document(
        id=DIVIDER,
        sheet=DIVIDER,
        title="Skilleark",
        template="skilleark.html",
        audience="facilitator",
        copies=1,
        data={"sider": pages},
        note="ligger øverst i hver bunke",
    )


def _page(plan: Plan, pile: Pile, sheets: Mapping[str, Printed]) -> Data:
    rows = [_row(plan, lot, pile, sheets[lot.sheet]) for lot in pile.lots]
    listed: list[Plain] = [*rows]
    return {
        "titel": pile.title,
        "stor": pile.place == TABLES and pile.id != _SPARE,
        "tekst": _text(pile, rows, [sheets[lot.sheet].document for lot in pile.lots]),
        "rækker": listed,
        "tæt": len(rows) > (_CUT_ROOM if pile.place == _CUT else _ROOM),
    }


def _text(pile: Pile, rows: Sequence[Data], documents: Sequence[Document]) -> str:
    """What is to be done with the pile; places are promised only where they stand."""
    text = _TEXTS[pile.id if pile.id in _TEXTS else pile.place]
    if pile.place == _CUT:
        placed = [bool(row["sted"]) for row in rows]
        then = _PLACED if all(placed) else _SOME_PLACED if any(placed) else _HANDED
        return f"{text} {then}"
    signs = any(document.sheet == "bordskilte" for document in documents)
    return f"{text} {_SIGN}" if pile.place == TABLES and signs else text


def _row(plan: Plan, lot: Lot, pile: Pile, printed: Printed) -> Data:
    document = printed.document
    at = clock(plan, document)
    time = clock_text(at[1]) if at and at[1] > 0 else ""
    # What is cut goes to many places; the other piles lie where they belong.
    place = _where(document, timed=bool(time)) if pile.place == _CUT else ""
    return {
        "tid": time,
        "titel": document.title,
        "antal": lot.copies * len(lot.pages) if document.cards else lot.copies,
        "sted": place,
        "hvordan": handing(plan, document, printed.pages),
    }


def _where(document: Document, *, timed: bool) -> str:
    """`på bordene` of `kl. 16.40, på bordene`; all of it where the time is no clock."""
    return document.when.partition(", ")[2] if timed else document.when


def handing(plan: Plan, document: Document, pages: int = 1) -> str:
    """How a sheet is handed out: `ét til hvert makkerpar`, else what its note says.

    Args:
        plan: Who sits where.
        document: The sheet.
        pages: How many its file has: in large print, slips that share a sheet have one each.
    """
    slips = document.data.get("sedler")
    if document.cards and isinstance(slips, list) and 1 < len(slips) <= pages:
        return _ALONE
    seating = seating_of(plan, document) if document.audience == "bord" else None
    form = str(document.data.get("form", ""))
    return _GROUPS.get((seating.kind, form), document.note) if seating else document.note
