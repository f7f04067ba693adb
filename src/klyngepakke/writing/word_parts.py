"""Word parts: what stands round the text in a .docx: its styles, its lists, its foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import quoteattr

from klyngepakke.office.packing import letters

_A4: Final = (11906, 16838)  # twentieths of a point
_MARGIN: Final = 1134  # 20 mm
_MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DOC: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_INK: Final = "0B4A55"
_GREY: Final = "595959"
_STYLES: Final = (
    (
        *("Titel", "Title", '<w:spacing w:after="120"/>'),
        f'<w:b/><w:color w:val="{_INK}"/><w:sz w:val="44"/>',
    ),
    (
        *("Punkt", "List Bullet"),
        '<w:spacing w:after="40"/><w:ind w:left="284" w:hanging="284"/>',
        "",
    ),
    (
        *("Vejledning", "Vejledning", "<w:keepNext/>"),
        f'<w:i/><w:color w:val="{_GREY}"/><w:sz w:val="19"/>',
    ),
    ("Lille", "Lille", "", f'<w:color w:val="{_GREY}"/><w:sz w:val="18"/>'),
    ("Luft", "Luft", '<w:spacing w:after="0" w:line="200" w:lineRule="exact"/>', ""),
    (
        *("Sidefod", "footer", '<w:spacing w:after="0"/>'),
        f'<w:color w:val="{_GREY}"/><w:sz w:val="17"/>',
    ),
)


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


def document_part(body: str, paper: Paper) -> str:
    """The document round its body: the page, and what stands at its foot."""
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


def footer_part(paper: Paper) -> str:
    """The foot of each page: what the paper says, and the page's number."""
    return (
        f'<w:ftr xmlns:w="{_MAIN}"><w:p><w:pPr><w:pStyle w:val="Sidefod"/>'
        f'<w:tabs><w:tab w:val="right" w:pos="{paper.width}"/></w:tabs></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{letters(paper.foot)}</w:t></w:r><w:r><w:tab/>'
        f'<w:t xml:space="preserve">Side </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t>'
        f'</w:r></w:fldSimple><w:r><w:t xml:space="preserve"> af </w:t></w:r>'
        f'<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>'
    )


def numbering_part(lists: int) -> str:
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


def settings_part() -> str:
    """Danish, and the Word that it is for."""
    return (
        f'<w:settings xmlns:w="{_MAIN}"><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="567"/><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="da-DK"/></w:settings>'
    )


def styles_part() -> str:
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
    others = "".join(_style(*style) for style in _STYLES)
    return f'<w:styles xmlns:w="{_MAIN}">{_defaults()}{headings}{others}{_table_style()}</w:styles>'


def _defaults() -> str:
    """How every text is, if nothing else is said."""
    return (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/>'
        '<w:sz w:val="21"/><w:szCs w:val="21"/>'
        '<w:lang w:val="da-DK" w:eastAsia="da-DK" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="100" w:line="259" w:lineRule="auto"/></w:pPr>'
        '</w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" '
        'w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
        f'<w:rPr><w:color w:val="{_INK}"/><w:u w:val="single"/></w:rPr></w:style>'
    )


def _table_style() -> str:
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="9AB3B7"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 45), ("left", 85), ("bottom", 45), ("right", 85))
    )
    return (
        '<w:style w:type="table" w:styleId="Gitter"><w:name w:val="Table Grid"/><w:pPr>'
        '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:tblPr>'
        f"<w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>'
    )


def _style(name: str, known_as: str, paragraph: str, look: str) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{known_as}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr>'
        f"<w:rPr>{look}</w:rPr></w:style>"
    )


def types_part() -> str:
    """What each part is."""
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


def package_relations_part() -> str:
    """Where the document is."""
    return _related(
        ("doc", f"{_DOC}/officeDocument", "word/document.xml", ""),
        ("core", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml", ""),
        ("app", f"{_DOC}/extended-properties", "docProps/app.xml", ""),
    )


def relations_part(links: Sequence[str]) -> str:
    """What the document uses, and the addresses that it links to."""
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
