"""Writer: text, tables, boxes to tick and lines to write on, put into a Word file under its styles."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from klyngepakke.office.look import TICKS, Look
from klyngepakke.office.packing import app_part, core_part, legal, repacked, written
from klyngepakke.office.word.opening import opened
from klyngepakke.office.word.parts import W14, WIDTH, Page, empty_parts
from klyngepakke.office.word.styles import MAIN, style_id, twips
from klyngepakke.printing.passages import BULLET, NUMBER, PLAIN, Grid, Run, passages, runs

Place = Any
"""Where paragraphs go: a document, or a cell; python-docx has no type for both."""

_W: Final = f"{{{MAIN}}}"
_MISSING: Final = re.compile(r"(\[udfyld: [^\]]*\])")
_WEB: Final = ("https://", "http://", "mailto:")
_ADDRESS: Final = re.compile(r"(https?://[^\s<>”]*[^\s<>”.,;:)])")
_LOGO: Final = (40, 14)  # mm, at most
COLUMNS: Final = 12
"""As many columns as can be read on A4; Word itself stops at 63."""

_TOGETHER: Final = 12  # lines to write on that are not split over two pages
_USUAL: Final = 22  # half points that letters have
_EMPTY: Final = "2610"
_CROSSED: Final = "2612"


@dataclass(frozen=True)
class Styles:
    """Which styles a text of several paragraphs gets, by the kind of each."""

    plain: str = "Normal"
    bullet: str = "List Bullet"
    number: str = "List Number"


def new(page: Page, look: Look) -> Any:  # noqa: ANN401 - python-docx's types end where XML begins
    """An empty document of that look."""
    return opened(empty_parts(page, look))


def saved(document: Any, title: str) -> bytes:  # noqa: ANN401 - as above
    """The document's bytes, the same on any computer."""
    made = io.BytesIO()
    document.save(made)
    properties = {"docProps/core.xml": core_part(title), "docProps/app.xml": app_part()}
    return repacked(made.getvalue(), written(properties))


# --- Paragraphs ---------------------------------------------------------------------------


def marked(text: str | None) -> tuple[Run, ...]:
    """A line that may have emphasis and links, as packs write them."""
    return runs(text)


def bold(text: str) -> Run:
    """A few words that stand out."""
    return Run(text, bold=True)


def paragraph(place: Place, style: str, *said: str | Run | tuple[Run, ...]) -> Any:  # noqa: ANN401 - as above
    """A paragraph of a style.

    Args:
        place: A document or a cell; the empty paragraph that a cell begins with is used first.
        style: Its name, as `List Bullet`.
        said: Plain texts, runs, and lines that `marked` has read.

    Returns:
        The paragraph, as python-docx has it.
    """
    made = _next(place)
    made._p.style = style_id(style)  # noqa: SLF001 - by its name would cost as much as all the rest
    for one in said:
        for run in one if isinstance(one, tuple) else (one,):
            _put(made, run if isinstance(run, Run) else Run(run))
    return made


def prose(place: Place, text: str | None, styles: Styles = Styles()) -> None:
    """Paragraphs, lists and tables of a text in Markdown; each numbered list begins at 1."""
    by_mark = {PLAIN: styles.plain, BULLET: styles.bullet, NUMBER: styles.number}
    last = PLAIN
    for passage in passages(text):
        mark = PLAIN if isinstance(passage, Grid) else passage.mark
        if isinstance(passage, Grid):
            _grid_of(place, passage, styles)
        else:
            made = paragraph(place, by_mark[mark], passage.runs)
            if mark == NUMBER:
                _numbered(made, begin=last != NUMBER)
        last = mark


def _grid_of(place: Place, found: Grid, styles: Styles) -> None:
    """A text's own table; one that Word has too few columns for becomes lines."""
    if max(map(len, found.rows)) <= COLUMNS:
        table(place, [[(cell,) for cell in row] for row in found.rows])
        return
    for row in found.rows:
        paragraph(place, styles.plain, " · ".join("".join(r.text for r in cell) for cell in row))


def numbered(place: Place, style: str, items: Iterable[tuple[Run, ...]]) -> None:
    """A numbered list that begins at 1."""
    for index, item in enumerate(items):
        _numbered(paragraph(place, style, item), begin=index == 0)


def styled(made: Any, text: str, style: str) -> Any:  # noqa: ANN401 - as above
    """A few words of a style of their own, as `Klokkeslæt`, put at a paragraph's end."""
    run = made.add_run(text)
    run._r.style = style_id(style)  # noqa: SLF001 - as in `paragraph`
    return run


def break_before(made: Any) -> None:  # noqa: ANN401 - as above
    """Let a paragraph begin a new page."""
    made.paragraph_format.page_break_before = True


def lines(place: Place, count: int) -> None:
    """Lines to write on, 8 mm apart; a few stay together."""
    for left in range(count - 1, -1, -1):
        made = paragraph(place, "Skrivelinje")
        if left and count <= _TOGETHER:
            made.paragraph_format.keep_with_next = True


def rest_of_line(made: Any, end: float = WIDTH) -> None:  # noqa: ANN401 - as above
    """A line to write on from here to that many mm from the left."""
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER  # noqa: PLC0415 - see `opening`
    from docx.shared import Mm  # noqa: PLC0415 - as above

    stops = made.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(end), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
    made.add_run("\t")


def _next(place: Place) -> Any:  # noqa: ANN401 - as above
    first = place.paragraphs[0] if hasattr(place, "_tc") else None
    if first is not None and len(place._tc.p_lst) == 1 and not len(first._p):  # noqa: SLF001 - it has no other door
        return first
    return place.add_paragraph()


def _put(made: Any, run: Run) -> None:  # noqa: ANN401 - as above
    for at, part in enumerate(_MISSING.split(legal(run.text))):
        if at % 2:
            styled(made, part, "Udfyld")
        elif run.link.startswith(_WEB):
            _link(made, part, run)
        else:
            _plain(made, part, run)


def _plain(made: Any, text: str, run: Run) -> None:  # noqa: ANN401 - as above
    for at, part in enumerate(_ADDRESS.split(text)):
        if at % 2:
            _link(made, part, Run(part, run.bold, run.italic, part))
        elif part:
            added = made.add_run(part)
            added.bold, added.italic = run.bold or None, run.italic or None


def _link(made: Any, text: str, run: Run) -> None:  # noqa: ANN401 - as above
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415 - see `opening`
    from docx.oxml import OxmlElement  # noqa: PLC0415 - as above
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    if not text:
        return
    added = styled(made, text, "Hyperlink")
    added.bold, added.italic = run.bold or None, run.italic or None
    link = OxmlElement("w:hyperlink")
    number = made.part.relate_to(run.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), number)
    made._p.append(link)  # noqa: SLF001 - python-docx reads links and writes none
    link.append(added._r)  # noqa: SLF001 - as above


def _numbered(made: Any, *, begin: bool) -> None:  # noqa: ANN401 - as above
    """Put a paragraph on a list that begins with the first of it."""
    from docx.oxml import parse_xml  # noqa: PLC0415 - see `opening`

    numbering = made.part.numbering_part.element
    if begin:
        kind = made.style.element.pPr.numPr.numId.val
        number = 1 + max(int(n.numId) for n in numbering.num_lst)
        numbering.append(
            parse_xml(
                f'<w:num xmlns:w="{MAIN}" w:numId="{number}"><w:abstractNumId w:val="{kind}"/>'
                '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            )
        )
    made._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = max(  # noqa: SLF001 - as above
        int(n.numId) for n in numbering.num_lst
    )


# --- Tables -------------------------------------------------------------------------------


Cell = str | tuple[tuple[Run, ...], ...]
"""What stands in a cell: a text, or paragraphs of runs."""


def table(
    place: Place,
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float] = (),
    *,
    style: str = "Klyngetabel",
    head: bool = True,
    first: bool = True,
    title: str = "",
) -> Any:  # noqa: ANN401 - as above
    """A table as wide as the text.

    Args:
        place: The document.
        rows: What stands in it.
        widths: Of the columns, as shares; all alike where left out.
        style: `Klyngetabel`, `Skemafelter` or `Svartabel`.
        head: Whether the first row names the columns; it is repeated on each page.
        first: Whether the first column names the rows.
        title: What a screen reader says of it.

    Returns:
        The table, as python-docx has it.
    """
    shares = widths or (1,) * max(map(len, rows))
    made = grid(place, len(rows), shares, style=style, head=head, first=first, title=title)
    for row, cells in zip(made.rows, rows, strict=True):
        for cell, said in zip(row.cells, cells, strict=False):
            for line in (said,) if isinstance(said, str) else said:
                paragraph(cell, "Tabeltekst", line)
    return made


def grid(
    place: Place,
    count: int,
    shares: Sequence[float],
    *,
    style: str = "Svartabel",
    head: bool = False,
    first: bool = False,
    title: str = "",
) -> Any:  # noqa: ANN401 - as above
    """A table whose cells are empty; its arguments are those of `table`."""
    from docx.shared import Twips  # noqa: PLC0415 - see `opening`

    made = place.add_table(count, len(shares))
    made.style = style
    made.autofit = False
    widths = [Twips(round(share)) for share in _widths(shares, _scale(place) if first else 1)]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for index, row in enumerate(made.rows):
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
        _whole(row, repeated=head and index == 0)
    _told(made, head=head, first=first, title=title)
    paragraph(place, "Luft")  # two tables in a row would be one
    return made


def _widths(shares: Sequence[float], scale: float) -> list[float]:
    """How wide the columns are in twips; the first, which names the rows, is wider for large letters."""
    first, *rest = (twips(WIDTH) * share / sum(shares) for share in shares)
    wide = min(first * scale, first + sum(rest) / 2)
    return [wide, *(one - (wide - first) * one / sum(rest) for one in rest)]


def _scale(document: Any) -> float:  # noqa: ANN401 - as above
    """How much larger than usual the document's letters are."""
    size = document.styles.element.find(f".//{_W}rPrDefault/{_W}rPr/{_W}sz")
    return int(size.get(f"{_W}val")) / _USUAL


def _told(made: Any, *, head: bool, first: bool, title: str) -> None:  # noqa: ANN401 - as above
    """Say which row and column name the others, and what the table is."""
    from docx.oxml import parse_xml  # noqa: PLC0415 - see `opening`

    look = made._tbl.tblPr  # noqa: SLF001 - as above
    for old in look.findall(f"{_W}tblLook"):
        look.remove(old)
    bits = 0x20 * head + 0x80 * first + 0x600
    look.append(
        parse_xml(
            f'<w:tblLook xmlns:w="{MAIN}" w:val="{bits:04X}" w:firstRow="{int(head)}" '
            f'w:lastRow="0" w:firstColumn="{int(first)}" w:lastColumn="0" w:noHBand="1" '
            'w:noVBand="1"/>'
        )
    )
    if title:
        caption = parse_xml(f'<w:tblCaption xmlns:w="{MAIN}" w:val=""/>')
        caption.set(f"{_W}val", legal(title))
        look.append(caption)


def _whole(row: Any, *, repeated: bool) -> None:  # noqa: ANN401 - as above
    """Never split a row over two pages; a row of names stands on top of each page."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - see `opening`

    look = row._tr.get_or_add_trPr()  # noqa: SLF001 - as above
    look.append(OxmlElement("w:cantSplit"))
    if repeated:
        look.append(OxmlElement("w:tblHeader"))


def keep_together(made: Any) -> None:  # noqa: ANN401 - as above
    """Let a short table stand on one page, by keeping each row with the next."""
    for row in list(made.rows)[:-1]:
        for cell in row.cells:
            for one in cell.paragraphs:
                one.paragraph_format.keep_with_next = True


def at_least(row: Any, height: float) -> None:  # noqa: ANN401 - as above
    """Make a row so high that there is room to write, in mm; it grows with its text."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE  # noqa: PLC0415 - see `opening`
    from docx.shared import Mm  # noqa: PLC0415 - as above

    row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
    row.height = Mm(height)


# --- Boxes to tick, pictures ------------------------------------------------------------------


def tick(made: Any, name: str, title: str) -> None:  # noqa: ANN401 - as above
    """A box that is ticked with a click, or with a pen on paper.

    Args:
        made: The paragraph that it stands in.
        name: Its field, as `tr09__administration`.
        title: What it is ticked for.
    """
    from docx.oxml import parse_xml  # noqa: PLC0415 - see `opening`

    font = f'<w:rFonts w:ascii="{TICKS}" w:hAnsi="{TICKS}" w:eastAsia="{TICKS}" w:cs="{TICKS}"/>'
    box = parse_xml(
        f'<w:sdt xmlns:w="{MAIN}" xmlns:w14="{W14}"><w:sdtPr><w:rPr>{font}</w:rPr>'
        '<w:alias w:val=""/><w:tag w:val=""/><w14:checkbox><w14:checked w14:val="0"/>'
        f'<w14:checkedState w14:val="{_CROSSED}" w14:font="{TICKS}"/>'
        f'<w14:uncheckedState w14:val="{_EMPTY}" w14:font="{TICKS}"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent><w:r><w:rPr>{font}</w:rPr><w:t>{chr(int(_EMPTY, 16))}</w:t></w:r>"
        "</w:sdtContent></w:sdt>"
    )
    # Word takes at most 64 letters for either.
    box.find(f"{_W}sdtPr/{_W}alias").set(f"{_W}val", legal(title)[:64])
    box.find(f"{_W}sdtPr/{_W}tag").set(f"{_W}val", name[:64])
    made._p.append(box)  # noqa: SLF001 - as above


def ticked_line(place: Place, style: str, name: str, text: str, about: str = "") -> Any:  # noqa: ANN401 - as above
    """A box to tick and what it is for."""
    made = paragraph(place, style)
    tick(made, name, f"{about} {text}".strip())
    made.add_run(f"\t{legal(text)}")
    return made


def put_logo(document: Any, look: Look, alt: str) -> None:  # noqa: ANN401 - as above
    """The logo at the head of each page, where there is one that python-docx can read."""
    from docx.image.exceptions import UnrecognizedImageError  # noqa: PLC0415 - see `opening`
    from docx.shared import Mm  # noqa: PLC0415 - as above

    if look.logo is None:
        return
    head = document.sections[0].header
    head.is_linked_to_previous = False
    made = head.paragraphs[0]
    made.style = "header"
    try:
        picture = made.add_run().add_picture(io.BytesIO(look.logo))
    except UnrecognizedImageError:
        return  # a JPEG for a printing house, that says its size in no way that it knows
    share = min(Mm(_LOGO[0]) / picture.width, Mm(_LOGO[1]) / picture.height)
    picture.width, picture.height = int(picture.width * share), int(picture.height * share)
    about = picture._inline.docPr  # noqa: SLF001 - python-docx sets no alt text
    about.set("descr", legal(alt))
    about.set("name", "Logo")
