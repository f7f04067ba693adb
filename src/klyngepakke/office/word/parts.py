"""Parts: an empty Word file: its page, its styles, its lists, its foot; the rest is put into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from klyngepakke.office.look import Look
from klyngepakke.office.packing import app_part, core_part, letters, written
from klyngepakke.office.word.styles import (
    BULLETS,
    INSET,
    INSET_BULLETS,
    INSET_NUMBERS,
    MAIN,
    NUMBERS,
    QUESTIONS,
    styles_part,
    twips,
)

WIDTH: Final = 173
"""Width between the margins, in mm: those of the sheets on paper."""

W14: Final = "http://schemas.microsoft.com/office/word/2010/wordml"
_SIZE: Final = (210, 297)
_MARGINS: Final = {"top": 15, "right": 17, "bottom": 20, "left": 20, "header": 8, "footer": 9}
_DOC: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COMPATIBLE: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PROPERTIES: Final = "application/vnd.openxmlformats-"
_HANG: Final = {QUESTIONS: 8}


@dataclass(frozen=True)
class Page:
    """What stands round a Word file's text.

    Attributes:
        title: In its properties.
        foot: The lines at the foot, left: the sheet and the meeting, then the pack.
        mark: Below the page number: meeting and sheet, as on paper.
    """

    title: str
    foot: tuple[str, ...]
    mark: str


def empty_parts(page: Page, look: Look) -> dict[str, bytes]:
    """Everything that a Word file has before there is a text in it."""
    parts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _related(
            ("doc", f"{_DOC}/officeDocument", "word/document.xml"),
            ("core", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("app", f"{_DOC}/extended-properties", "docProps/app.xml"),
        ),
        "docProps/app.xml": app_part(),
        "docProps/core.xml": core_part(page.title),
        "word/_rels/document.xml.rels": _related(
            ("styles", f"{_DOC}/styles", "styles.xml"),
            ("settings", f"{_DOC}/settings", "settings.xml"),
            ("numbering", f"{_DOC}/numbering", "numbering.xml"),
            ("foot", f"{_DOC}/footer", "footer1.xml"),
        ),
        "word/document.xml": _document(),
        "word/footer1.xml": _footer(page),
        "word/numbering.xml": _numbering(look),
        "word/settings.xml": _settings(),
        "word/styles.xml": styles_part(look),
    }
    return written(parts)


def _document() -> str:
    """An empty body on A4."""
    width, height = map(twips, _SIZE)
    margins = " ".join(f'w:{side}="{twips(mm)}"' for side, mm in _MARGINS.items())
    return (
        f'<w:document xmlns:w="{MAIN}" xmlns:r="{_DOC}" xmlns:w14="{W14}" '
        f'xmlns:mc="{_COMPATIBLE}" mc:Ignorable="w14"><w:body><w:sectPr>'
        '<w:footerReference w:type="default" r:id="foot"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"/><w:pgMar {margins} w:gutter="0"/>'
        "</w:sectPr></w:body></w:document>"
    )


def _footer(page: Page) -> str:
    """The foot of each page: what it is, of which meeting, and which page of how many."""
    first, *more = page.foot
    number = f"{_said('side ')}{_field('PAGE')}{_said(' af ')}{_field('NUMPAGES')}"
    lines = [f"{_said(first)}{_TAB}{number}"]
    lines += [f"{_said(' · '.join(more))}{_TAB}{_said(page.mark)}"]
    look = (
        f'<w:pPr><w:pStyle w:val="Footer"/><w:tabs><w:tab w:val="right" '
        f'w:pos="{twips(WIDTH)}"/></w:tabs></w:pPr>'
    )
    body = "".join(f"<w:p>{look}{line}</w:p>" for line in lines)
    return f'<w:ftr xmlns:w="{MAIN}">{body}</w:ftr>'


_TAB: Final = "<w:r><w:tab/></w:r>"


def _said(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{letters(text)}</w:t></w:r>'


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _numbering(look: Look) -> str:
    """Bullets and numbers, at the margin and inset; questions, counted through the whole file."""
    lists = (
        (BULLETS, "bullet", "•", 0),
        (NUMBERS, "decimal", "%1.", 0),
        (INSET_BULLETS, "bullet", "•", INSET),
        (INSET_NUMBERS, "decimal", "%1.", INSET),
        (QUESTIONS, "decimal", "%1", 0),
    )
    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/><w:pPr>'
        f'<w:ind w:left="{twips(look.scale * (left + _HANG.get(number, 5)))}" '
        f'w:hanging="{twips(look.scale * _HANG.get(number, 5))}"/></w:pPr></w:lvl></w:abstractNum>'
        for number, form, sign, left in lists
    )
    named = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number, *_ in lists
    )
    return f'<w:numbering xmlns:w="{MAIN}">{kinds}{named}</w:numbering>'


def _settings() -> str:
    """Danish, and the Word that it is for."""
    return (
        f'<w:settings xmlns:w="{MAIN}"><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="567"/><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="da-DK"/></w:settings>'
    )


def _types() -> str:
    """What each part is."""
    kinds = {
        "/word/document.xml": f"{_KIND}.document.main+xml",
        "/word/styles.xml": f"{_KIND}.styles+xml",
        "/word/settings.xml": f"{_KIND}.settings+xml",
        "/word/numbering.xml": f"{_KIND}.numbering+xml",
        "/word/footer1.xml": f"{_KIND}.footer+xml",
        "/docProps/core.xml": f"{_PROPERTIES}package.core-properties+xml",
        "/docProps/app.xml": f"{_PROPERTIES}officedocument.extended-properties+xml",
    }
    named = "".join(f'<Override PartName="{n}" ContentType="{k}"/>' for n, k in kinds.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="{_PROPERTIES}package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{named}</Types>'
    )


def _related(*relations: tuple[str, str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, kind, target in relations
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'
