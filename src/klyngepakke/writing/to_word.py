"""To Word: prose as the bytes of a .docx, the same bytes on any computer.

The XML is written here, and no library is asked: the parts are few, and what Word is told (Danish,
A4, headings that its navigation knows, rows that repeat) stands in plain sight.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from klyngepakke.writing.prose import BULLET, Cell, Paragraph, Piece, Run, Table

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_A4: Final = (11906, 16838)  # twentieths of a point
_MARGIN: Final = 1134  # 20 mm
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DOC: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_LONG: Final = 500
_FEW: Final = 9
_KEPT: Final = 1100
_INK: Final = "0B4A55"
_GREY: Final = "595959"
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Paper:
    """How a Word file looks as a whole.

    Attributes:
        title: Its title, in its properties and at the foot.
        foot: What stands at the foot before the page number.
        landscape: Whether A4 lies on its side.
    """

    title: str
    foot: str
    landscape: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the page, in twentieths of a point."""
        return (_A4[1], _A4[0]) if self.landscape else _A4

    @property
    def width(self) -> int:
        """Width between the margins, in twentieths of a point."""
        return self.size[0] - 2 * _MARGIN


def word_bytes(pieces: Sequence[Piece], paper: Paper) -> bytes:
    """The pieces as a .docx.

    Args:
        pieces: Headings, paragraphs and tables.
        paper: How it looks as a whole.
    """
    writer = _Writer(paper)
    body = "".join(writer.pieces(pieces))
    parts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _package_relations(),
        "docProps/app.xml": _app(),
        "docProps/core.xml": _core(paper),
        "word/_rels/document.xml.rels": _relations(writer.links),
        "word/document.xml": _document(body, paper),
        "word/footer1.xml": _footer(paper),
        "word/numbering.xml": _numbering(writer.lists),
        "word/settings.xml": _settings(),
        "word/styles.xml": _styles(),
    }
    return _packed(parts)


def _packed(parts: Mapping[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.create_system = _UNIX
            info.external_attr = 0o644 << 16
            # Stored, since what deflate makes differs between computers.
            archive.writestr(info, (_XML + text).encode(), zipfile.ZIP_STORED)
    return made.getvalue()


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
                    yield '<w:p><w:pPr><w:pStyle w:val="Luft"/></w:pPr></w:p>'

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
        said = "<w:br/>".join(f'<w:t xml:space="preserve">{_text(p)}</w:t>' for p in parts)
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


def _text(text: str) -> str:
    return escape(_ILLEGAL.sub("", text))


# --- The parts -----------------------------------------------------------------------------


def _document(body: str, paper: Paper) -> str:
    width, height = paper.size
    turned = ' w:orient="landscape"' if paper.landscape else ""
    margins = " ".join(
        f'w:{side}="{_MARGIN if side in {"top", "right", "bottom", "left"} else size}"'
        for side, size in (
            *(("top", 0), ("right", 0), ("bottom", 0), ("left", 0)),
            *(("header", 567), ("footer", 567), ("gutter", 0)),
        )
    )
    return (
        f'<w:document xmlns:w="{_MAIN}" xmlns:r="{_DOC}"><w:body>{body}'
        f'<w:sectPr><w:footerReference w:type="default" r:id="foot"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{turned}/><w:pgMar {margins}/></w:sectPr>'
        f"</w:body></w:document>"
    )


def _footer(paper: Paper) -> str:
    return (
        f'<w:ftr xmlns:w="{_MAIN}"><w:p><w:pPr><w:pStyle w:val="Sidefod"/>'
        f'<w:tabs><w:tab w:val="right" w:pos="{paper.width}"/></w:tabs></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{_text(paper.foot)}</w:t></w:r><w:r><w:tab/>'
        f'<w:t xml:space="preserve">Side </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t>'
        f'</w:r></w:fldSimple><w:r><w:t xml:space="preserve"> af </w:t></w:r>'
        f'<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>'
    )


def _numbering(lists: int) -> str:
    """Bullets are list 1; every numbered list is one of its own, and begins at 1."""
    levels = (("bullet", "•"), ("decimal", "%1."))
    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/><w:pPr>'
        f'<w:ind w:left="284" w:hanging="284"/></w:pPr></w:lvl></w:abstractNum>'
        for number, (form, sign) in enumerate(levels)
    )
    numbered = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
        f'<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for number in range(2, lists + 2)
    )
    bullets = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    return f'<w:numbering xmlns:w="{_MAIN}">{kinds}{bullets}{numbered}</w:numbering>'


def _settings() -> str:
    return (
        f'<w:settings xmlns:w="{_MAIN}"><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="567"/><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="da-DK"/></w:settings>'
    )


def _styles() -> str:
    """The styles: Word's own names, so that its navigation and its menus know them."""
    headings = "".join(
        _style(
            f"Overskrift{level}",
            f"heading {level}",
            f'<w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="80"/>'
            f'<w:outlineLvl w:val="{level - 1}"/>',
            f'<w:b/><w:color w:val="{_INK}"/><w:sz w:val="{size}"/>',
        )
        for level, before, size in ((1, 360, 32), (2, 240, 26), (3, 200, 22), (4, 160, 21))
    )
    others = (
        _style(
            "Titel",
            "Title",
            '<w:spacing w:after="120"/>',
            f'<w:b/><w:color w:val="{_INK}"/><w:sz w:val="44"/>',
        )
        + _style(
            "Punkt",
            "List Bullet",
            '<w:spacing w:after="40"/><w:ind w:left="284" w:hanging="284"/>',
            "",
        )
        + _style(
            "Vejledning",
            "Vejledning",
            "<w:keepNext/>",
            f'<w:i/><w:color w:val="{_GREY}"/><w:sz w:val="19"/>',
        )
        + _style("Lille", "Lille", "", f'<w:color w:val="{_GREY}"/><w:sz w:val="18"/>')
        + _style("Luft", "Luft", '<w:spacing w:after="0" w:line="200" w:lineRule="exact"/>', "")
        + _style(
            "Sidefod",
            "footer",
            '<w:spacing w:after="0"/>',
            f'<w:color w:val="{_GREY}"/><w:sz w:val="17"/>',
        )
    )
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="9AB3B7"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:styles xmlns:w="{_MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/>'
        '<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="da-DK" w:eastAsia="da-DK" w:bidi="ar-SA"/>'
        '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="100" w:line="259" '
        'w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
        f'<w:rPr><w:color w:val="{_INK}"/><w:u w:val="single"/></w:rPr></w:style>'
        f"{headings}{others}"
        '<w:style w:type="table" w:styleId="Gitter"><w:name w:val="Table Grid"/><w:pPr>'
        '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:tblPr><w:tblBorders>'
        f'{borders}</w:tblBorders><w:tblCellMar><w:top w:w="45" w:type="dxa"/><w:left w:w="85" '
        'w:type="dxa"/><w:bottom w:w="45" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
        '</w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>'
        "</w:tblStylePr></w:style></w:styles>"
    )


def _style(name: str, known_as: str, paragraph: str, letters: str) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{known_as}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr>'
        f"<w:rPr>{letters}</w:rPr></w:style>"
    )


def _types() -> str:
    kinds = {
        "/word/document.xml": f"{_KIND}.document.main+xml",
        "/word/styles.xml": f"{_KIND}.styles+xml",
        "/word/settings.xml": f"{_KIND}.settings+xml",
        "/word/numbering.xml": f"{_KIND}.numbering+xml",
        "/word/footer1.xml": f"{_KIND}.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    named = "".join(f'<Override PartName="{n}" ContentType="{k}"/>' for n, k in kinds.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{named}</Types>'
    )


def _package_relations() -> str:
    return _related(
        ("doc", f"{_DOC}/officeDocument", "word/document.xml", ""),
        ("core", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml", ""),
        ("app", f"{_DOC}/extended-properties", "docProps/app.xml", ""),
    )


def _relations(links: Sequence[str]) -> str:
    return _related(
        ("styles", f"{_DOC}/styles", "styles.xml", ""),
        ("settings", f"{_DOC}/settings", "settings.xml", ""),
        ("numbering", f"{_DOC}/numbering", "numbering.xml", ""),
        ("foot", f"{_DOC}/footer", "footer1.xml", ""),
        *((f"link{n}", f"{_DOC}/hyperlink", link, "External") for n, link in enumerate(links, 1)),
    )


def _related(*relations: tuple[str, str, str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target={quoteattr(target)}'
        f"{f' TargetMode={quoteattr(mode)}' if mode else ''}/>"
        for name, kind, target, mode in relations
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _core(paper: Paper) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{_text(paper.title)}</dc:title><dc:creator>klyngepakke</dc:creator>"
        "<dc:language>da-DK</dc:language></cp:coreProperties>"
    )


def _app() -> str:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return f'<Properties xmlns="{space}"><Application>klyngepakke</Application></Properties>'
