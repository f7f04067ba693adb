"""Paper: the print list of finished sheets, and the files that are sent to the printer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from klyngepakke.errors import InputError
from klyngepakke.planning import print_labels
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.kit import complete, is_left_out
from klyngepakke.planning.print_set import (
    DIVIDER,
    Pile,
    Printed,
    PrintFile,
    booklet,
    chosen,
    divided,
    headed,
    originals,
    print_file,
    print_set,
)
from klyngepakke.planning.sheets import aendringer, kopitabel, printliste, skilleark
from klyngepakke.planning.sheets.aendringer import Again
from klyngepakke.planning.sheets.printliste import Row, Way
from klyngepakke.printing.bundle import file_name
from klyngepakke.printing.changes import Changes
from klyngepakke.printing.document import File, Sheet
from klyngepakke.printing.findings import Finding
from klyngepakke.road.batch import both
from klyngepakke.road.further import Wishes
from klyngepakke.road.prepared import Prepared

PRINT_FILE: Final = "print.pdf"
CHANGES_FILE: Final = "print-aendringer.pdf"
BOOKLET_FILE: Final = "drejebog-haefte.pdf"
_RUN_SHEET: Final = "drejebog"
_MOST: Final = 2  # pages of the list, where it can be
_ROUNDS: Final = 4  # the list's own pages settle in two
_OVERFULL: Final = (
    "Et skilleark fylder mere end én side i udseendet ”{look}”, så arkene ville komme i forkerte "
    "bunker. Byg uden skilleark: skriv ”ark/skilleark: udelad” under ”ret:” i moede.yaml."
)
_UNSETTLED: Final = "sidetal-flytter"
_NO_FILE: Final = PrintFile((), ())
Make = Callable[[Document], Sheet]


@dataclass(frozen=True)
class Paper:
    """Everything that is printed.

    Attributes:
        sheets: Every sheet of the kit, the print list first.
        beside: What is only in the print file: the dividers, or the table for the copier.
        made: The print file page by page; without sides where the sheets are HTML.
        leaves: Sheets of paper when all is printed and copied.
    """

    sheets: tuple[Sheet, ...]
    beside: tuple[Sheet, ...]
    made: PrintFile
    leaves: int


def on_paper(
    ready: Prepared,
    sheets: Sequence[Sheet],
    warnings: Sequence[str],
    make: Make,
    wishes: Wishes,
    *,
    at_once: int = 1,
) -> Paper:
    """Make the print list, and what lies between the piles.

    Args:
        ready: The meeting, planned.
        sheets: Every other sheet, in the order of the kit.
        warnings: What to look at before printing.
        make: Makes a sheet.
        wishes: What the person at the printer asks for.
        at_once: How many sheets may be made at the same time.
    """
    # HTML has no pages before a browser prints it; its sheets are listed by place all the same.
    printed = {s.document.id: Printed(s.document, s.pages or 1) for s in sheets}
    piles = print_set(ready.plan, printed.values())
    pdf = all(sheet.pdf for sheet in sheets)
    dividers = _dividers(ready, piles, printed, wishes) if pdf else ()
    making = _Making(ready, tuple(sheets), tuple(warnings), make, wishes, piles, dividers)
    between, paper = both(
        lambda: _between(making), lambda: _listed(making), at_once if dividers else 1
    )
    return replace(paper, beside=(*paper.beside, *between))


def _dividers(
    ready: Prepared,
    piles: Sequence[Pile],
    printed: Mapping[str, Printed],
    wishes: Wishes,
    *,
    again: bool = False,
) -> tuple[Printed, ...]:
    """What has a page for each pile but the first, or nothing."""
    if wishes.one_of_each or is_left_out(ready.plan, DIVIDER) or not piles:
        return ()
    own = headed(piles)  # with a first pile, where the list lies
    if len(own) == 1:
        return ()
    page = skilleark.document(ready.plan, own, printed, single=wishes.single_sided, again=again)
    return (Printed(complete(ready.plan, page), len(own) - 1),)


def _between(making: _Making) -> tuple[Sheet, ...]:
    """The dividers as sheets.

    Raises:
        InputError: One of them runs to a second page, and the next would lie on a wrong pile.
    """
    sheets = tuple(making.make(divider.document) for divider in making.dividers)
    if [sheet.pages for sheet in sheets] != [divider.pages for divider in making.dividers]:
        raise InputError(_OVERFULL.format(look=making.ready.theme.title))
    return sheets


@dataclass(frozen=True)
class _Making:
    """What the print list is made from; its own pages are counted while it is made."""

    ready: Prepared
    sheets: tuple[Sheet, ...]
    warnings: tuple[str, ...]
    make: Make
    wishes: Wishes
    piles: tuple[Pile, ...]
    dividers: tuple[Printed, ...]


def _listed(making: _Making) -> Paper:
    """The list says how many pages come before each sheet, and its own are among them."""
    pages, tight = {printliste.ID: 1, kopitabel.ID: 1}, False
    rows = _rows(making.sheets)
    pictures = _pictures(making.sheets, rows)
    stand_ins = _stand_ins(pictures)
    for _ in range(_ROUNDS):
        made = _file(making, pages)
        table = _table(making, rows, made)
        document = _document(making, rows, made, tight=tight)
        sheet = making.make(complete(making.ready.plan, replace(document, pictures=stand_ins)))
        found = {printliste.ID: sheet.pages, **{s.document.id: s.pages for s in table}}
        tighter = not tight and (sheet.pages > _MOST or (sheet.pages > 1 and bool(sheet.notes)))
        if not tighter and _places(making, pages) == _places(making, found):
            break
        pages, tight = {**pages, **found}, tight or tighter
    else:
        sheet = _unsettled(sheet)
    made = _file(making, {**pages, **found})
    shown = _pictured(making, sheet, pictures)
    return Paper((shown, *making.sheets), table, made, _copied(making, made))


def _unsettled(sheet: Sheet) -> Sheet:
    """A list whose page numbers do not come to rest says so to the one who prints it."""
    return replace(sheet, findings=(*sheet.findings, Finding(_UNSETTLED)))


def _places(making: _Making, pages: Mapping[str, int]) -> tuple[int, ...]:
    """On what the list's page numbers and its total depend: where the other sheets begin."""
    made = _file(making, pages)
    return (made.leaves, *(n for n, s in enumerate(made.sides) if s.sheet != printliste.ID))


def _file(making: _Making, pages: Mapping[str, int]) -> PrintFile:
    """The print file, the list in front having so many pages."""
    if not all(sheet.pdf for sheet in making.sheets):
        return PrintFile(making.piles, ())
    one, plan = making.wishes.one_of_each, making.ready.plan
    late = [kopitabel.document(plan, (), _NO_FILE, 0)] if one else []
    late += [_empty_list(making)]
    front = [Printed(d, pages.get(d.id, 1)) for d in late]
    sheets = _printed(making.sheets) | {p.document.id: p for p in (*making.dividers, *front)}
    piles = headed(making.piles, *front)
    if one:
        piles = originals(piles, sheets)
    elif making.dividers:
        piles = divided(piles)
    return print_file(piles, sheets, single=making.wishes.single_sided)


def _empty_list(making: _Making) -> Document:
    return printliste.document(making.ready.plan, (), (), (), _NO_FILE)


def _table(making: _Making, rows: Sequence[Row], made: PrintFile) -> tuple[Sheet, ...]:
    if not (making.wishes.one_of_each and made.sides):
        return ()
    page = kopitabel.document(making.ready.plan, rows, made, _copied(making, made))
    return (making.make(complete(making.ready.plan, page)),)


def _document(making: _Making, rows: Sequence[Row], made: PrintFile, *, tight: bool) -> Document:
    ready, wishes = making.ready, making.wishes
    texts: list[dict[str, Plain]] = [
        {"nr": number, "titel": text.title}
        for number, text in enumerate(ready.kit.texts, start=len(rows) + 2)
    ]
    run_sheet = _run_sheet(making.sheets) if wishes.booklet else None
    way = Way(
        originals=wishes.one_of_each,
        copied=_copied(making, made),
        booklet=run_sheet.pages if run_sheet else 0,
        dealt=making.piles if wishes.one_of_each else (),
    )
    return printliste.document(ready.plan, rows, texts, making.warnings, made, way=way, tight=tight)


def _copied(making: _Making, made: PrintFile) -> int:
    """Sheets of paper in the end: what the file takes, or what the copier makes of it."""
    if not making.wishes.one_of_each:
        return made.leaves
    single = making.wishes.single_sided
    return print_file(making.piles, _printed(making.sheets), single=single).leaves


# --- Rows --------------------------------------------------------------------------------


def _rows(sheets: Sequence[Sheet]) -> tuple[Row, ...]:
    return tuple(row_of(number, sheet) for number, sheet in enumerate(sheets, start=2))


def row_of(number: int, sheet: Sheet) -> Row:
    """A sheet's row in the print list."""
    there = bool(sheet.picture and sheet.document.copies)
    return Row(number, sheet.document, sheet.pages, f"{number:02}.png" if there else "")


def _pictures(sheets: Sequence[Sheet], rows: Sequence[Row]) -> Mapping[str, bytes]:
    pairs = zip(rows, sheets, strict=True)
    return {row.picture: sheet.picture for row, sheet in pairs if row.picture}


def _stand_ins(pictures: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """What the list is laid out with, so that it is the same list when a sheet looks otherwise."""
    if not pictures:
        return {}
    # As below; and sheets that are HTML have no pictures.
    from klyngepakke.printing.pdf import late  # noqa: PLC0415

    return {name: late.stand_in(name, picture) for name, picture in pictures.items()}


def _pictured(making: _Making, sheet: Sheet, pictures: Mapping[str, bytes]) -> Sheet:
    """The list with its pictures; its share of ink is told of the stand-ins, near enough."""
    shown = {name: data for name, data in pictures.items() if name in sheet.html}
    if not shown:
        return sheet
    from klyngepakke.printing.pdf import late  # noqa: PLC0415 - as above

    document = replace(sheet.document, pictures=pictures)
    try:
        pdf = late.pictured(sheet.pdf, shown)
    except ValueError:  # a template that makes something else of them
        pdf = making.make(document).pdf
    return replace(sheet, document=document, pdf=pdf)


# --- Files -------------------------------------------------------------------------------


def print_files(paper: Paper, wishes: Wishes) -> tuple[File, ...]:
    """The print file, and the booklet where it is asked for; nothing of sheets that are HTML."""
    if not paper.made.sides:
        return ()
    whole = _put_together(paper, paper.made, PRINT_FILE, "Hele bunken")
    return (whole, *(_booklet(paper) if wishes.booklet else ()))


def changes_file(
    ready: Prepared, paper: Paper, since: Changes | None, make: Make, wishes: Wishes
) -> tuple[File, ...]:
    """What is to be printed again since the last build, with a list of its own in front.

    Nothing where there is no such thing, where it is the whole set, and for the copier, whose
    file has one of each.
    """
    if since is None or not paper.made.sides or wishes.one_of_each:
        return ()
    rows = _again(paper, since)
    others = {row.document.id for row in rows} - {printliste.ID}
    if not others or others == _all(paper):
        return ()
    piles = chosen(paper.made.piles, {row.document.id: row.copies for row in rows})
    dividers = _dividers(ready, piles, _printed(paper.sheets), wishes, again=True)
    making = _Making(ready, paper.sheets, (), make, wishes, piles, dividers)
    between = _between(making)
    made, front = _laid_again(making, rows)
    told = replace(paper, beside=(front, *between))
    return (_put_together(told, made, CHANGES_FILE, "Det, der er ændret siden sidst"),)


def _again(paper: Paper, since: Changes) -> tuple[Again, ...]:
    """Every sheet that is printed again, in the order of the kit."""
    names = _files(paper.sheets)
    found = {names[c.file]: (c.copies, "ændret") for c in since.changed}
    found |= {names[c.file]: (c.copies, "ny") for c in since.new}
    found |= {names[c.file]: (c.copies - c.before, "flere") for c in since.more}
    if since.print_list:
        found[printliste.ID] = (1, "ændret")
    return tuple(
        Again(number, sheet.document, *found[sheet.document.id])
        for number, sheet in enumerate(paper.sheets, start=1)
        if sheet.document.id in found
    )


def _laid_again(making: _Making, rows: Sequence[Again]) -> tuple[PrintFile, Sheet]:
    """The file of what is printed again, and the list in front of it."""
    plan, pages = making.ready.plan, 1
    for _ in range(_ROUNDS):
        made = _file_again(making, pages)
        sheet = making.make(complete(plan, aendringer.document(plan, rows, made)))
        if sheet.pages == pages:
            break
        pages = sheet.pages
    else:
        sheet = _unsettled(sheet)
    return _file_again(making, sheet.pages), sheet


def _file_again(making: _Making, pages: int) -> PrintFile:
    """The file of what is printed again, its list in front having so many pages."""
    page = Printed(aendringer.document(making.ready.plan, (), _NO_FILE), pages)
    sheets = _printed(making.sheets) | {p.document.id: p for p in (*making.dividers, page)}
    piles = headed(making.piles, page)
    laid = divided(piles) if making.dividers else piles
    return print_file(laid, sheets, single=making.wishes.single_sided)


def _printed(sheets: Iterable[Sheet]) -> dict[str, Printed]:
    return {s.document.id: Printed(s.document, s.pages) for s in sheets}


def _all(paper: Paper) -> set[str]:
    printed = {s.document.id for s in paper.sheets if s.document.copies}
    return printed - {printliste.ID}


def _files(sheets: Sequence[Sheet]) -> Mapping[str, str]:
    """The id of each sheet's document by the name of its file."""
    return {
        file_name(number, s.document.id, ".pdf"): s.document.id
        for number, s in enumerate(sheets, start=1)
    }


def _put_together(paper: Paper, made: PrintFile, name: str, title: str) -> File:
    # pikepdf costs a moment to import, and only a build with the engine gets here.
    from klyngepakke.printing.pdf import print_set as pdf  # noqa: PLC0415

    sheets = {s.document.id: s for s in (*paper.sheets, *paper.beside)}
    used = dict.fromkeys(side.sheet for side in made.sides)
    documents = {one: sheets[one].document for one in used}
    cover = pdf.Cover(
        title=title,
        duplex=pdf.ONE_SIDE if made.single else pdf.LONG_EDGE,
        labels=print_labels.labels(made, documents),
        bookmarks=print_labels.bookmarks(made, documents),
    )
    data = pdf.put_together({one: sheets[one].pdf for one in used}, made.sides, cover)
    return File(name, title, data, len(made.sides))


def _run_sheet(sheets: Sequence[Sheet]) -> Sheet | None:
    return next((s for s in sheets if s.document.id == _RUN_SHEET and s.pdf), None)


def _booklet(paper: Paper) -> tuple[File, ...]:
    from klyngepakke.printing.pdf import print_set as pdf  # noqa: PLC0415 - as above

    sheet = _run_sheet(paper.sheets)
    if sheet is None:
        return ()
    order = booklet(sheet.pages)
    cover = pdf.Cover(title="Drejebogen som hæfte", duplex=pdf.SHORT_EDGE)
    data = pdf.imposed(sheet.pdf, order, cover)
    return (File(BOOKLET_FILE, cover.title, data, len(order)),)
