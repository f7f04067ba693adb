"""To Word: prose as the bytes of a .docx, the same bytes on any computer.

The XML is written here, and no library is asked: the parts are few, and what Word is told (Danish,
A4, headings that its navigation knows, rows that repeat) stands in plain sight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from klyngepakke.content.archive import in_zip
from klyngepakke.office.packing import app_part, core_part, letters, written
from klyngepakke.writing.prose import BULLET, Cell, Paragraph, Piece, Run, Table
from klyngepakke.writing.word_parts import (
    Paper,
    document_part,
    footer_part,
    numbering_part,
    package_relations_part,
    relations_part,
    settings_part,
    styles_part,
    types_part,
)

_LONG: Final = 500
_FEW: Final = 9
_KEPT: Final = 1100


def word_bytes(pieces: Sequence[Piece], paper: Paper) -> bytes:
    """The pieces as a .docx.

    Args:
        pieces: Headings, paragraphs and tables.
        paper: How it looks as a whole.
    """
    writer = _Writer(paper)
    body = "".join(writer.pieces(pieces))
    parts = {
        "[Content_Types].xml": types_part(),
        "_rels/.rels": package_relations_part(),
        "docProps/app.xml": app_part(),
        "docProps/core.xml": core_part(paper.title),
        "word/_rels/document.xml.rels": relations_part(writer.links),
        "word/document.xml": document_part(body, paper),
        "word/footer1.xml": footer_part(paper),
        "word/numbering.xml": numbering_part(writer.lists),
        "word/settings.xml": settings_part(),
        "word/styles.xml": styles_part(),
    }
    return in_zip(written(parts))


# --- The text ------------------------------------------------------------------------------


@dataclass
class _Writer:
    """Writes the pieces, and notes the links and the numbered lists that they need."""

    paper: Paper
    links: list[str] = field(default_factory=list)
    lists: int = 0

    def pieces(self, pieces: Iterable[Piece]) -> Iterator[str]:
        """The XML of the body's children."""
        for kind, group in groupby(pieces, key=type):
            if kind is Paragraph:
                yield from self._paragraphs([p for p in group if isinstance(p, Paragraph)])
            else:
                for table in group:
                    yield self._table(table) if isinstance(table, Table) else ""
                    # Two tables in a row would be one.
                    kept = isinstance(table, Table) and table.kept
                    look = '<w:pStyle w:val="Luft"/>' + ("<w:keepNext/>" if kept else "")
                    yield f"<w:p><w:pPr>{look}</w:pPr></w:p>"

    def _paragraphs(self, paragraphs: Sequence[Paragraph], *, keep: bool = False) -> Iterator[str]:
        for mark, group in groupby(paragraphs, key=lambda p: p.mark):
            number = 1
            if mark and mark != BULLET:
                self.lists += 1
                number = self.lists + 1
            yield from (self._paragraph(p, number if mark else 0, keep=keep) for p in group)

    def _paragraph(self, paragraph: Paragraph, number: int, *, keep: bool) -> str:
        style = _style_of(paragraph, number)
        listed = (
            f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
        )
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        kept = "<w:keepNext/>" if keep else ""
        look = f"<w:pPr>{named}{kept}{listed}</w:pPr>" if named or listed or keep else ""
        return f"<w:p>{look}{''.join(map(self._run, paragraph.runs))}</w:p>"

    def _run(self, run: Run) -> str:
        look = f"{'<w:b/>' if run.bold else ''}{'<w:i/>' if run.italic else ''}"
        if run.link:
            look = f'<w:rStyle w:val="Hyperlink"/>{look}'
        parts = run.text.split("\n")
        said = "<w:br/>".join(f'<w:t xml:space="preserve">{letters(p)}</w:t>' for p in parts)
        made = f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{said}</w:r>"
        if not run.link:
            return made
        self.links.append(run.link)
        return f'<w:hyperlink r:id="link{len(self.links)}">{made}</w:hyperlink>'

    def _table(self, table: Table) -> str:
        columns = max((len(row) for row in table.rows), default=0)
        shares = table.widths or (1,) * columns
        widths = [self.paper.width * share // sum(shares) for share in shares]
        kept = len(table.rows) - 1 if _is_short(table) else int(table.head)
        kept = len(table.rows) if table.kept else kept
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        rows = "".join(
            self._row(row, widths, head=table.head and not index, keep=index < kept)
            for index, row in enumerate(table.rows)
        )
        first = int(table.head)
        look = (
            f'<w:tblLook w:val="00{2 * first}0" w:firstRow="{first}" w:noHBand="1" w:noVBand="1"/>'
        )
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="Gitter"/><w:tblW w:w="{sum(widths)}" '
            f'w:type="dxa"/><w:tblLayout w:type="fixed"/>{look}</w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
        )

    def _row(self, row: Sequence[Cell], widths: Sequence[int], *, head: bool, keep: bool) -> str:
        repeat = "<w:tblHeader/>" if head else ""
        cells = "".join(
            self._cell(cell, width, head=head, keep=keep)
            for cell, width in zip(row, widths, strict=False)
        )
        # A row that is half a page would leave the other half empty.
        whole = "<w:cantSplit/>" if all(len(c.text) < _LONG for c in row) else ""
        look = f"<w:trPr>{whole}{repeat}</w:trPr>" if whole or repeat else ""
        return f"<w:tr>{look}{cells}</w:tr>"

    def _cell(self, cell: Cell, width: int, *, head: bool, keep: bool) -> str:
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="E3EEF0"/>' if head else ""
        inside = "".join(self._paragraphs(cell.paragraphs or (Paragraph(),), keep=keep))
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{inside}</w:tc>'


def _is_short(table: Table) -> bool:
    """Whether the table fits on a page with others, so that it is best kept whole."""
    letters = sum(len(cell.text) for row in table.rows for cell in row)
    return len(table.rows) <= _FEW and letters < _KEPT


def _style_of(paragraph: Paragraph, number: int) -> str:
    if paragraph.level is not None:
        return f"Overskrift{min(paragraph.level, 4)}" if paragraph.level else "Titel"
    if number:
        return "Punkt"
    return {"guide": "Vejledning", "small": "Lille"}.get(paragraph.look, "")
