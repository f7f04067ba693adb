"""Styles: a Word file's own, under the names that Word knows, so that its menus and navigation do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from klyngepakke.office.look import SANS, SERIF, Look

MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
INSET: Final = 26
"""How far the evening's text stands from the margin where the clock is, in mm."""

BULLETS, NUMBERS, INSET_BULLETS, INSET_NUMBERS, QUESTIONS = range(1, 6)
"""The lists by their numbers; those of numbers begin anew with `writer.new_list`."""

_WORDS_OWN: Final = frozenset(
    (
        *("Title", "Subtitle", "heading 1", "heading 2", "heading 3", "caption"),
        *("header", "footer", "List Bullet", "List Number", "List Bullet 2", "List Number 2"),
        *("Body Text Indent", "Hyperlink", "Strong"),
    )
)
_LINE: Final = 8  # mm between lines to write on
_HANG: Final = 5  # mm that a list's signs take
_FACTS: Final = 34  # mm that the names of facts take


@dataclass(frozen=True)
class _Style:
    """A paragraph style: sizes are shares of the ordinary letters'."""

    name: str
    based: str = "Normal"
    paragraph: str = ""
    letters: str = ""
    next: str = ""


def twips(mm: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(mm * 1440 / 25.4)


def style_id(name: str) -> str:
    """What a style is called inside the file."""
    ascii_ = name.replace(",", "").replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return "".join(part[:1].upper() + part[1:] for part in ascii_.split())


def styles_part(look: Look) -> str:
    """All styles of a look."""
    made = "".join(_written(style) for style in _paragraphs(look))
    return (
        f'<w:styles xmlns:w="{MAIN}">{_defaults(look)}{made}{"".join(_characters(look))}'
        f"{_tables(look)}</w:styles>"
    )


def _defaults(look: Look) -> str:
    """How every text is, if nothing else is said."""
    return (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'{_font(SANS)}<w:color w:val="{look.text}"/>{_size(look, 1)}'
        '<w:lang w:val="da-DK" w:eastAsia="da-DK" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{_air(0, 5, 1.12)}</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
    )


def _paragraphs(look: Look) -> Iterator[_Style]:
    """Every paragraph style."""
    yield from _headings(look)
    yield from _texts(look)
    yield from _lists(look)
    yield from _evening(look)
    yield from _forms(look)


def _headings(look: Look) -> Iterator[_Style]:
    ink = f'<w:color w:val="{look.colour}"/>'
    kept = "<w:keepNext/><w:keepLines/>"
    yield _Style(
        *("Title", "Normal", f"{kept}{_air(0, 8, 1)}"),
        f"{_font(SERIF)}<w:b/>{ink}{_size(look, 2.2)}",
        next="Normal",
    )
    over = f"{_border('top', look.colour, 12, 4)}{_air(0, 2)}"
    yield _Style(
        *("Subtitle", "Normal", f"{kept}{over}"),
        f'<w:b/><w:caps/>{ink}<w:spacing w:val="16"/>{_size(look, 0.85)}',
        next="Normal",
    )
    yield _Style("Bloknummer", "Subtitle", _air(20, 2), next="heading 1")
    levels = ((1, 1.45, 12, SERIF, ink), (2, 1.15, 11, SANS, ""), (3, 1.0, 8, SANS, ""))
    for level, size, before, font, colour in levels:
        yield _Style(
            *(f"heading {level}", "Normal"),
            f'{kept}{_air(before, 3, 1.05)}<w:outlineLvl w:val="{level - 1}"/>',
            f"{_font(font)}<w:b/>{colour}{_size(look, size)}",
            next="Normal",
        )


def _texts(look: Look) -> Iterator[_Style]:
    grey = f'<w:color w:val="{look.muted}"/>'
    yield _Style("Ingress", "Normal", _air(0, 8, 1.15), _size(look, 1.15))
    yield _Style("Note", "Normal", _air(0, 4, 1.08), f"{grey}{_size(look, 0.88)}")
    yield _Style("caption", "Normal", f"<w:keepNext/>{_air(6, 2)}", f"<w:b/>{_size(look, 0.92)}")
    facts = (
        f'<w:tabs><w:tab w:val="left" w:pos="{twips(_FACTS * look.scale)}"/></w:tabs>{_air(0, 2)}'
    )
    yield _Style("Fakta", "Normal", f"{facts}{_inset(look, _FACTS, _FACTS)}")
    yield _Style(
        "Luft", "Normal", '<w:spacing w:before="0" w:after="0" w:line="80" w:lineRule="exact"/>'
    )
    yield _Style("Tabeltekst", "Normal", _air(0, 0, 1.05), _size(look, 0.95))
    yield _Style("Tabelnote", "Tabeltekst", "", f'<w:b w:val="0"/>{grey}{_size(look, 0.86)}')
    box = f"{_border('left', look.colour, 18, 6)}{_shade(look.surface)}"
    place = f'<w:ind w:left="{twips(3)}" w:right="{twips(1)}"/>'
    yield _Style(
        *("Bokstitel", "Normal", f"<w:keepNext/><w:keepLines/>{box}{_air(8, 0)}{place}"),
        "<w:b/>",
        next="Boks",
    )
    yield _Style("Boks", "Normal", f"<w:keepLines/>{box}{_air(0, 0)}{place}")
    yield _Style("footer", "Normal", _air(0, 0, 1), f"{grey}{_size(look, 0.73)}")
    yield _Style("header", "Normal", f'{_air(0, 0, 1)}<w:jc w:val="right"/>')


def _lists(look: Look) -> Iterator[_Style]:
    for name, number, left in (
        ("List Bullet", BULLETS, 0),
        ("List Number", NUMBERS, 0),
        ("List Bullet 2", INSET_BULLETS, INSET),
        ("List Number 2", INSET_NUMBERS, INSET),
    ):
        yield _Style(
            name, "Normal", f"{_listed(number)}{_air(0, 2)}{_inset(look, left + _HANG, _HANG)}"
        )


def _evening(look: Look) -> Iterator[_Style]:
    """The run sheet's own: the clock, what is said aloud, what is done."""
    tab = f'<w:tabs><w:tab w:val="left" w:pos="{twips(INSET * look.scale)}"/></w:tabs>'
    yield _Style(
        *("Klokken", "heading 2", f"{tab}{_air(10, 3, 1)}{_inset(look, INSET, INSET)}"),
        _size(look, 1.1),
        next="Sig højt",
    )
    aloud = f"{_border('left', look.colour, 8, 8)}{_air(0, 4, 1.15)}{_inset(look, INSET + 3.5)}"
    yield _Style("Sig højt", "Normal", aloud, f"{_font(SERIF)}{_size(look, 1.12)}")
    yield _Style("Gør", "List Bullet 2")
    yield _Style("Body Text Indent", "Normal", f"{_air(0, 3)}{_inset(look, INSET)}")
    lead = f"<w:keepNext/>{_air(4, 2)}"
    yield _Style("Ledetekst", "Body Text Indent", lead, "<w:b/>")
    yield _Style("Indrykket note", "Note", _inset(look, INSET))


def _forms(look: Look) -> Iterator[_Style]:
    """Questions, answers, and lines to write on."""
    asked = f"<w:keepNext/><w:keepLines/>{_listed(QUESTIONS)}{_air(5, 2)}{_inset(look, 8, 8)}"
    yield _Style("Spørgsmål", "Normal", asked, "<w:b/>")
    yield _Style(
        "Spørgsmål i tabel",
        "Spørgsmål",
        f"{_air(1, 1, 1.05)}{_inset(look, 8, 8)}",
        '<w:b w:val="0"/>',
    )
    ticked = f"<w:keepLines/>{_air(1, 1, 1)}{_inset(look, 6, 6)}"
    yield _Style("Svar", "Normal", ticked)
    yield _Style("Svar, indrykket", "Svar", _inset(look, INSET + 6, 6))
    yield _Style("Svar i midten", "Normal", f'{_air(1, 1, 1)}<w:jc w:val="center"/>')
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{look.line}"/>'
        for side in ("bottom", "between")
    )
    exact = f'<w:spacing w:before="0" w:after="0" w:line="{twips(_LINE)}" w:lineRule="exact"/>'
    yield _Style("Skrivelinje", "Normal", f"<w:pBdr>{rules}</w:pBdr>{exact}")
    torn = f'<w:pBdr><w:top w:val="dashed" w:sz="6" w:space="4" w:color="{look.line}"/></w:pBdr>'
    yield _Style("Riv af", "Note", f"<w:keepNext/>{torn}{_air(16, 2)}")


def _characters(look: Look) -> Iterator[str]:
    for name, letters in (
        ("Hyperlink", f'<w:color w:val="{look.colour}"/><w:u w:val="single"/>'),
        ("Strong", "<w:b/>"),
        ("Klokkeslæt", f'{_font(SERIF)}<w:b/><w:color w:val="{look.colour}"/>{_size(look, 1.8)}'),
        ("Dæmpet", f'<w:b w:val="0"/><w:color w:val="{look.muted}"/>{_size(look, 0.92)}'),
        ("Udfyld", f'<w:b/><w:shd w:val="clear" w:color="auto" w:fill="{look.warm}"/>'),
    ):
        own = "" if name in _WORDS_OWN else ' w:customStyle="1"'
        yield (
            f'<w:style w:type="character"{own} w:styleId="{style_id(name)}"><w:name w:val="{name}"/>'
            f"<w:qFormat/><w:rPr>{letters}</w:rPr></w:style>"
        )


def _tables(look: Look) -> str:
    """Rows between thin lines; fields in boxes; and answers with nothing around them."""
    thin = {"top": 4, "bottom": 4, "insideH": 4}
    head = (
        '<w:tblStylePr w:type="firstRow"><w:pPr><w:keepNext/></w:pPr><w:rPr><w:b/>'
        f'<w:color w:val="{look.muted}"/>{_size(look, 0.88)}</w:rPr><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{look.colour}"/></w:tcBorders>'
        '</w:tcPr></w:tblStylePr><w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr>'
        "</w:tblStylePr>"
    )
    fields = (
        '<w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr><w:tcPr>'
        f"{_shade(look.surface)}</w:tcPr></w:tblStylePr>"
    )
    boxed = dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), 4)
    return (
        _table("Klyngetabel", thin, look.rule, 57, head)
        + _table("Skemafelter", boxed, look.line, 57, fields)
        + _table("Svartabel", {}, look.rule, 11, "")
    )


def _table(name: str, borders: dict[str, int], colour: str, air: int, parts: str) -> str:
    drawn = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
        for side, size in borders.items()
    )
    side = 85 if "left" in borders else 28
    margins = "".join(
        f'<w:{at} w:w="{width}" w:type="dxa"/>'
        for at, width in (("top", air), ("left", side), ("bottom", air), ("right", 85))
    )
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:pPr>{_air(0, 0, 1.05)}</w:pPr><w:tblPr>'
        f"<w:tblBorders>{drawn}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        f"{parts}</w:style>"
    )


# --- The pieces of a style ----------------------------------------------------------------


def _font(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _size(look: Look, share: float) -> str:
    half_points = round(2 * look.size * share)
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _air(before: float, after: float, line: float = 1.12) -> str:
    """Space before and after in points, and from line to line as a share."""
    return (
        f'<w:spacing w:before="{round(20 * before)}" w:after="{round(20 * after)}" '
        f'w:line="{round(240 * line)}" w:lineRule="auto"/>'
    )


def _inset(look: Look, left: float, hanging: float = 0) -> str:
    """How far a style stands from the margin, and its first line before the others, in mm."""
    left, hanging = left * look.scale, hanging * look.scale
    return f'<w:ind w:left="{twips(left)}" w:hanging="{twips(hanging)}"/>'


def _border(side: str, colour: str, size: int, space: int) -> str:
    drawn = f'w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"'
    return f"<w:pBdr><w:{side} {drawn}/></w:pBdr>"


def _shade(colour: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>'


def _listed(number: int) -> str:
    return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'


def _written(style: _Style) -> str:
    after = f'<w:next w:val="{style_id(style.next)}"/>' if style.next else ""
    own = "" if style.name in _WORDS_OWN else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{style_id(style.name)}">'
        f'<w:name w:val="{style.name}"/><w:basedOn w:val="{style_id(style.based)}"/>{after}'
        f"<w:qFormat/><w:pPr>{style.paragraph}</w:pPr><w:rPr>{style.letters}</w:rPr></w:style>"
    )
