"""Printliste: what to print, how many, which way up, and which sheet lies where at what time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from klyngepakke.content.times import clock_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.print_set import (
    DIVIDER,
    GROUPS,
    PLACES,
    TABLES,
    YOURS,
    Pile,
    PrintFile,
    clock,
)
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.shared import Data
from klyngepakke.planning.sheets.skilleark import handing

ID: Final = "printliste"
_BORDKORT: Final = "bordkort"
_DEALT: Final = "i\N{NO-BREAK SPACE}bunkerne"
_FOLDED: Final = "bordskilte"
_GUESTS: Final = "bordkort-gaester"  # laid out for them, not drawn


@dataclass(frozen=True)
class Row:
    """A file of the kit, as the list tells of it.

    Attributes:
        number: Of the file, from 1.
        document: What it is.
        pages: How many it has; 0 where it is HTML.
        picture: The name of its first page's picture, or "".
    """

    number: int
    document: Document
    pages: int
    picture: str = ""


@dataclass(frozen=True)
class Way:
    """How the print file is to be printed.

    Attributes:
        originals: It has one of each, and a table for the copier.
        copied: Sheets of paper when that is done; 0 where nothing is copied.
        booklet: How many pages the run sheet has in the booklet beside it; 0 without one.
        dealt: The piles that the copies are laid in by hand, where the file has no copies.
    """

    originals: bool = False
    copied: int = 0
    booklet: int = 0
    dealt: tuple[Pile, ...] = ()


PLAIN: Final = Way()


def document(
    plan: Plan,
    rows: Sequence[Row],
    texts: Iterable[Data],
    warnings: Iterable[str],
    made: PrintFile,
    *,
    way: Way = PLAIN,
    tight: bool = False,
) -> Document:
    """The print list of finished sheets.

    Args:
        plan: The meeting.
        rows: A row for each file of the kit, in its order.
        texts: Files of plain text: nr, titel.
        warnings: Danish sentences to read before printing.
        made: The print file, this list in it; one without sides where there is none.
        way: How it is printed.
        tight: Set it closer, where a few lines would stand alone on the last page.
    """
    printed = [row for row in rows if row.document.copies]
    files: list[Plain] = [_file(row) for row in rows if not row.document.copies]
    return Document(
        id=ID,
        sheet=ID,
        title="Printliste",
        template="printliste.html",
        audience="facilitator",
        copies=1,
        data={
            "overlinje": f"Printliste · {plan.meeting.cluster.name}",
            "titel": plan.meeting.title,
            "ark_i_alt": way.copied if way.originals else made.leaves,
            "i_alt": "ark papir, når alt er kopieret" if way.originals else "ark papir i alt",
            "sider_i_alt": len(made.sides),
            "sådan": [*_how(made, way)],
            "grupper": [*_groups(plan, printed, made, way)],
            "tidslinje": _timeline(plan, printed),
            "filer": [*files, *texts],
            "advarsler": [*dict.fromkeys(warnings)],
            "regnet_ud_fra": _people(plan),
            "tæt": tight,
        },
        forms=True,
        two_sided=True,
        when="først",
        pictures={},
    )


def _file(row: Row) -> Data:
    return {"nr": row.number, "titel": row.document.title}


# --- How it is printed -------------------------------------------------------------------


def _how(made: PrintFile, way: Way) -> Iterator[Plain]:
    """What to tell the printer, a paragraph each."""
    if not made.sides:
        yield "A4, gråt er nok. Tosidet vendes på den lange kant."
        return
    sides = "ensidet" if made.single else "på begge sider, vendt på den lange kant"
    yield f"Udskriv print.pdf {sides}, i fuld størrelse (100 %). A4, gråt er nok."
    if way.originals:
        yield "Filen har ét af hvert ark. Kopiér efter kopitabellen, der ligger forrest."
    if way.booklet:
        turned = "på begge sider, vendt på den korte kant, og fold"
        by_hand = "de ulige sider først; vend papiret, udskriv de lige på bagsiden, og fold"
        yield (
            "drejebog-haefte.pdf er drejebogen som hæfte i A5. Udskriv den: "
            f"{by_hand if made.single else turned}. Skriften er 71 % så stor."
        )


# --- The sheets by place -----------------------------------------------------------------


def _groups(plan: Plan, rows: Sequence[Row], made: PrintFile, way: Way) -> Iterator[Plain]:
    """The rows by where the sheets lie; places without a sheet are left out."""
    piles = way.dealt or made.piles
    homes = _homes(piles)
    order = order_of(made)
    for title, place in dict.fromkeys((_heading(pile), pile.place) for pile in piles):
        found = [row for row in rows if homes.get(row.document.id) == (title, place)]
        found.sort(key=lambda row: order[row.document.id])
        if found:
            listed: list[Plain] = [_row(plan, row, place, made) for row in found]
            pages = "" if way.originals else span(_pages_of(made, title, place))
            note = "" if way.originals else _note(made, place)
            yield {"titel": title, "note": note, "sider": pages, "rækker": listed}


def _note(made: PrintFile, place: str) -> str:
    """What a heading says of its piles; the first has this list and no divider on top."""
    if place == TABLES:
        return "en bunke til hvert bord"
    divided = any(side.sheet == DIVIDER for side in made.sides)
    return "bunke 1, med denne liste øverst" if place == YOURS and divided else ""


def _homes(piles: Iterable[Pile]) -> Mapping[str, tuple[str, str]]:
    """The heading and place of each sheet; one on the tables and elsewhere is told there."""
    found: dict[str, tuple[str, str]] = {}
    for pile in piles:
        for lot in pile.lots:
            if found.get(lot.sheet, ("", TABLES))[1] == TABLES:
                found[lot.sheet] = (_heading(pile), pile.place)
    return found


def _heading(pile: Pile) -> str:
    """The groups' piles each by the title on its divider, the tables' under one."""
    return pile.title if pile.place == GROUPS else PLACES[pile.place]


def order_of(made: PrintFile) -> Mapping[str, int]:
    """The place of each sheet among those of a print file, by id."""
    lots = [lot.sheet for pile in made.piles for lot in pile.lots]
    return {sheet: lots.index(sheet) for sheet in dict.fromkeys(lots)}


def _pages_of(made: PrintFile, title: str, place: str) -> tuple[tuple[int, int], ...]:
    there = {n for n, p in enumerate(made.piles) if (_heading(p), p.place) == (title, place)}
    found = [n for n, side in enumerate(made.sides, 1) if side.pile in there]
    return ((found[0], found[-1]),) if found else ()


def _row(plan: Plan, row: Row, place: str, made: PrintFile) -> Data:
    document = row.document
    under = (document.when, handing(plan, document, row.pages))
    return {
        "id": f"print_{row.number}",
        "nr": row.number,
        "titel": document.title,
        "antal": document.copies,
        "hvordan": way_of(row, single=made.single),
        "op": _up(document, single=made.single),
        "sider": _where(made, document, place),
        "billede": row.picture,
        "under": " · ".join(x for x in under if x),
    }


def way_of(row: Row, *, single: bool) -> str:
    """What each copy is printed on: `2 sider, tosidet`."""
    if not row.pages:
        return "HTML"
    if row.pages == 1:
        return "1 side"
    sides = "tosidet" if row.document.two_sided and not single else "ensidet"
    return f"{row.pages} sider, {sides}"


def _up(document: Document, *, single: bool) -> str:
    """Which way the sheet is laid, where it matters."""
    if single and document.cards and document.two_sided:
        return "for- og bagside skiftevis; læg papiret i igen til bagsiden"
    if document.sheet == _FOLDED:
        return "til foldning"
    if document.sheet == _BORDKORT and document.id != _GUESTS:
        return "teksten nedad"
    return "forsiden op" if document.two_sided and document.audience == "deltager" else ""


def _where(made: PrintFile, document: Document, place: str) -> str:
    """`3–26`; for what is dealt out, that it lies in the tables' piles."""
    spans = made.spans(document.id)
    if len(spans) <= 1:
        return span(spans)
    return _DEALT if place == TABLES else f"{span(spans)} og {_DEALT}"


def span(spans: Sequence[tuple[int, int]]) -> str:
    """The first of some spans of pages: `3–26`, `7`; "" where there is none."""
    if not spans:
        return ""
    first, last = spans[0]
    return str(first) if first == last else f"{first}–{last}"


# --- The evening -------------------------------------------------------------------------


def _timeline(plan: Plan, rows: Sequence[Row]) -> list[Plain]:
    """What lies ready at which clock time; on several days, only what one day can mean."""
    found: dict[tuple[int, int], list[Plain]] = {}
    for row in rows:
        at = clock(plan, row.document)
        if at is not None and at[0] <= len(plan.programme.days):
            found.setdefault(at, []).append(row.document.title)
    return [
        {"tid": clock_text(at), "dag": shared.day_title(plan, day), "ark": titles}
        for (day, at), titles in sorted(found.items())
    ]


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
