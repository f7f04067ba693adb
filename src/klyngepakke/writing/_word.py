"""Word: the bytes of a .docx as prose.

A .docx is a zip of XML from a stranger: the listing is checked before anything is read, no part
may define entities of its own, and nothing that it points at outside itself is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from klyngepakke.content.archive import Limits, opened
from klyngepakke.errors import InputError, Problem
from klyngepakke.files import reading
from klyngepakke.office.word.opening import opened as opened_word
from klyngepakke.writing.prose import BULLET, NUMBER, Cell, Paragraph, Piece, Run, Table, clean

_MB: Final = 1_000_000
_SIZE: Final = 20 * _MB
_LIMITS: Final = Limits(files=2000, size=3 * _SIZE)
_PART: Final = 3 * _MB
_SIGNS: Final = 80_000
_BASES: Final = 50  # styles that one builds on by way of others; Word itself stops at ten or so
_OLE: Final = b"\xd0\xcf\x11\xe0"
_STRICT: Final = b"http://purl.oclc.org/ooxml/"
_TYPES: Final = "[Content_Types].xml"
_SAVE_AS: Final = "Åbn den i Word, vælg Gem som, og gem den som Word-dokument (.docx)."
_NOT_WORD: Final = f"Det er ikke et Word-dokument. {_SAVE_AS}"
_BROKEN: Final = f"Word-dokumentet er beskadiget. {_SAVE_AS}"
_DTD: Final = (
    "Filen rummer en DTD, og det gør et Word-dokument aldrig. Den bliver ikke læst. "
    "Kopiér teksten over i et nyt dokument."
)
_DECLARED: Final = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']", re.IGNORECASE)
_ENCODINGS: Final = {b"utf-8", b"us-ascii", b"ascii"}
_MACROS: Final = ("word/vbaproject.bin", "macroenabled")

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_AROUND: Final = frozenset(
    _W + name
    for name in ("ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple", "bdo")
) | {_W + "dir"}
_GONE: Final = frozenset(_W + name for name in ("del", "moveFrom"))
_TRACKED: Final = frozenset({_W + "ins", _W + "moveTo", *_GONE})
_SPACES: Final = {_W + "tab": " ", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}
_NOTES: Final = {_W + "footnoteReference": "en fodnote", _W + "endnoteReference": "en slutnote"}
_HEADING: Final = re.compile(r"(?:heading|overskrift|rubrik) ?([1-9])", re.IGNORECASE)
_CONTENTS: Final = re.compile(r"toc( heading| ?[0-9])")
_TITLE: Final = re.compile(r"(?:title|titel)", re.IGNORECASE)
_BOLD_STYLES: Final = re.compile(r"(?:strong|strk|intense emphasis|kraftig fremhævning)")
_ITALIC_STYLES: Final = re.compile(r"(?:emphasis|fremhv|fremhævning|subtle emphasis)")
_FIELD_LINK: Final = re.compile(r'HYPERLINK\s+"([^"]+)"')
_WEB: Final = ("http://", "https://", "mailto:")


@dataclass(frozen=True)
class Written:
    """What stands in a Word file.

    Attributes:
        pieces: Headings, paragraphs and tables in their order.
        remarks: Danish sentences on what holds for the whole file, as comments left out.
    """

    pieces: tuple[Piece, ...]
    remarks: tuple[str, ...] = ()


def read_word(path: Path) -> Written:
    """Read a Word file; tracked insertions are in it, what was deleted is not.

    Raises:
        InputError: It is no .docx, is damaged or locked, holds too much, or is made to harm.
        FileError: The disk or its permissions said no.
    """
    _refuse_other_kinds(path)
    parts = opened(path, _LIMITS)
    for sentence in _faults(parts):
        raise InputError(Problem(sentence, str(path)))
    try:
        document = opened_word(parts)
        reader = _Reader.of(document)
        pieces = tuple(reader.pieces(document.element.body))
    except InputError:
        raise
    except Exception as error:
        # A stranger's XML can be wrong in ways that neither library tells apart.
        raise InputError(Problem(_BROKEN, str(path))) from error
    return Written(pieces, tuple(_remarks(parts, reader.met)))


# --- Before it is opened ---------------------------------------------------------------------


def _refuse_other_kinds(path: Path) -> None:
    """Say of a .doc, a .docm and a file with a password what they are."""
    with reading(path):
        start, size = b"", 0
        if path.is_file():
            size = path.stat().st_size
            with path.open("rb") as file:
                start = file.read(len(_OLE))
    sentence = ""
    if start == _OLE and path.suffix.lower() == ".docx":
        sentence = "Filen er låst med en adgangskode. Fjern den i Word, og gem filen igen."
    elif start == _OLE or path.suffix.lower() in {".doc", ".dot"}:
        sentence = f"Filen er i Words gamle format (.doc). {_SAVE_AS}"
    elif path.suffix.lower() in {".docm", ".dotm", ".dotx"}:
        sentence = f"Filen er en skabelon, eller den kan rumme makroer ({path.suffix}). {_SAVE_AS}"
    elif start and start[:2] != b"PK":
        sentence = _NOT_WORD
    elif size > _SIZE:
        sentence = "Filen er på over 20 MB. Tag billederne ud af den; de bliver ikke læst."
    if sentence:
        raise InputError(Problem(sentence, str(path)))


def _faults(parts: Mapping[str, bytes]) -> Iterator[str]:
    """What is wrong with the parts, before a library sees them."""
    if _TYPES not in parts or not any(name.startswith("word/") for name in parts):
        yield _NOT_WORD
        return
    types = parts[_TYPES].lower()
    if any(n.lower() == _MACROS[0] for n in parts) or _MACROS[1].encode() in types:
        yield f"Filen rummer makroer. {_SAVE_AS}"
    for name, data in parts.items():
        if not _is_xml(name, data):
            continue
        if len(data) > _PART or data.count(b"<") > _SIGNS:
            yield "Dokumentet er længere, end en klyngepakke kan være."
        declared = _DECLARED.match(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
        if b"\x00" in data or (declared and declared[1].lower() not in _ENCODINGS):
            yield _BROKEN
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            yield _DTD
        if _STRICT in data:
            yield f"Filen er gemt som Strict Open XML. {_SAVE_AS}"


def _is_xml(name: str, data: bytes) -> bool:
    # What may stand before the first sign in the encodings that a parser guesses by itself.
    first = data.lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n")[:1]
    return name.lower().endswith((".xml", ".rels", ".vml")) or first == b"<"


def _remarks(parts: Mapping[str, bytes], met: set[str]) -> Iterator[str]:
    comments = len(re.findall(rb"<w:comment[ >]", parts.get("word/comments.xml", b"")))
    if comments:
        what = "kommentar" if comments == 1 else "kommentarer"
        yield f"Filen har {comments} {what}. De er ikke taget med."
    if met & _TRACKED:
        yield "Filen har sporede ændringer. Det indsatte er med, og det slettede er ikke."
    if _W + "vanish" in met:
        yield "Filen har skjult tekst. Den er ikke taget med."
    headers = any(
        re.search(rb"<w:t[ >]", data)
        for name, data in parts.items()
        if re.fullmatch(r"word/header[0-9]*\.xml", name)
    )
    if headers:
        yield "Teksten i sidehovedet er ikke taget med."


# --- From XML to prose ------------------------------------------------------------------------


@dataclass
class _Reader:
    """Walks the XML, and notes what it met on its way."""

    styles: Mapping[str, Any]
    numbers: Mapping[str, str]
    links: Mapping[str, str]
    met: set[str] = field(default_factory=set)
    field_link: str = ""

    @classmethod
    def of(cls, document: Any) -> _Reader:  # noqa: ANN401 - python-docx has no useful types
        styles = {s.get(_W + "styleId"): s for s in document.styles.element.iter(_W + "style")}
        relations = document.part.rels.items()
        links = {name: r.target_ref for name, r in relations if r.is_external}
        return cls(styles, _numbers(document), links)

    def pieces(self, around: Any) -> Iterator[Piece]:  # noqa: ANN401 - an XML element
        """The paragraphs and tables of a body, or of what stands around some of them."""
        held: Paragraph | None = None
        for element in self._inside(around):
            if element.tag == _W + "p":
                paragraph = self.paragraph(element)
                if held:
                    paragraph = _joined(held, paragraph)
                held = paragraph if self._flows_on(element) else None
                if not held:
                    yield paragraph
            elif element.tag == _W + "tbl":
                if held:
                    yield held
                held = None
                yield self.table(element)
        if held:
            yield held

    def _inside(self, around: Any) -> Iterator[Any]:  # noqa: ANN401 - an XML element
        """The children, those of what only stands around others too; deleted ones are not."""
        for element in around:
            if not isinstance(element.tag, str):
                continue
            if element.tag in _TRACKED:
                self.met.add(element.tag)
            if element.tag in _AROUND:
                yield from self._inside(element)
            elif element.tag not in _GONE:
                yield element

    def _flows_on(self, paragraph: Any) -> bool:  # noqa: ANN401 - an XML element
        """Whether the mark at the paragraph's end was deleted, so that the next goes on in it."""
        gone = paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del")
        self.met |= {_W + "del"} if gone is not None else set()
        return gone is not None

    def paragraph(self, element: Any) -> Paragraph:  # noqa: ANN401 - an XML element
        """A paragraph with its level, its bullet and its runs."""
        self.field_link = ""
        lost: list[str] = []
        runs = tuple(self._runs(element, "", lost))
        if any(_CONTENTS.fullmatch(self._style_name(name)) for name in self._chain(element)):
            return Paragraph()
        level = self._level(element)
        mark = "" if level is not None else self._mark(element)
        return Paragraph(runs, level, mark, lost=tuple(dict.fromkeys(lost)))

    def _runs(self, around: Any, link: str, lost: list[str]) -> Iterator[Run]:  # noqa: ANN401 - an XML element
        for element in self._inside(around):
            if element.tag == _W + "r":
                yield from self._run(element, link, lost)
            elif element.tag == _W + "hyperlink":
                target = self.links.get(element.get(_R + "id", ""), "")
                yield from self._runs(element, target if target.startswith(_WEB) else "", lost)
            elif element.tag.startswith(_MATH):
                lost.append("en formel")

    def _run(self, run: Any, link: str, lost: list[str]) -> Iterator[Run]:  # noqa: ANN401 - an XML element
        look = run.find(_W + "rPr")
        if _on(look, "vanish"):
            self.met.add(_W + "vanish")
            return
        text = "".join(self._said(run, lost))
        if text:
            bold, italic = self._look(look)
            yield Run(clean(text), bold, italic, link or self.field_link)

    def _said(self, run: Any, lost: list[str]) -> Iterator[str]:  # noqa: ANN401 - an XML element
        for element in self._inside(run):
            if element.tag == _W + "t":
                yield element.text or ""
            elif element.tag == _W + "instrText":
                found = _FIELD_LINK.search(element.text or "")
                self.field_link = found[1] if found and found[1].startswith(_WEB) else ""
            elif element.tag == _W + "fldChar" and element.get(_W + "fldCharType") == "end":
                self.field_link = ""
            elif element.tag == _W + "sym":
                lost.append("et tegn fra en symbolskrift")
            elif element.tag in {
                _W + "drawing",
                _W + "pict",
                _W + "object",
                f"{_MC}AlternateContent",
            }:
                lost.append(_drawn(element))
            elif element.tag in _NOTES:
                lost.append(_NOTES[element.tag])
            else:
                yield _SPACES.get(element.tag, "")

    def _look(self, look: Any) -> tuple[bool, bool]:  # noqa: ANN401 - an XML element
        """Whether a run is bold and italic, by itself or by its style."""
        style = look.find(_W + "rStyle") if look is not None else None
        name = self._style_name(style.get(_W + "val")) if style is not None else ""
        bold = _on(look, "b", bool(_BOLD_STYLES.fullmatch(name)))
        return bold, _on(look, "i", bool(_ITALIC_STYLES.fullmatch(name)))

    def _style_name(self, style_id: str) -> str:
        style = self.styles.get(style_id)
        named = style.find(_W + "name") if style is not None else None
        return (named.get(_W + "val", "") if named is not None else style_id).lower()

    def _level(self, paragraph: Any) -> int | None:  # noqa: ANN401 - an XML element
        """The level of a heading, by the paragraph's style or its place in the outline."""
        outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        if outline is not None and outline.get(_W + "val", "9") in "012345678":
            return int(outline.get(_W + "val")) + 1
        for style_id in self._chain(paragraph):
            name = self._style_name(style_id)
            found = _HEADING.fullmatch(name) or _HEADING.fullmatch(style_id)
            if found:
                return int(found[1])
            if _TITLE.fullmatch(name) or _TITLE.fullmatch(style_id):
                return 0
            style = self.styles.get(style_id)
            level = style.find(f"{_W}pPr/{_W}outlineLvl") if style is not None else None
            if level is not None and level.get(_W + "val", "9") in "012345678":
                return int(level.get(_W + "val")) + 1
        return None

    def _chain(self, paragraph: Any) -> Iterator[str]:  # noqa: ANN401 - an XML element
        """The paragraph's style, and those that it builds on."""
        named = paragraph.find(f"{_W}pPr/{_W}pStyle")
        known: set[str] = set()
        while named is not None and (name := named.get(_W + "val", "")) not in known:
            if len(known) == _BASES:  # each paragraph walks it, and there may be thousands of both
                return
            known.add(name)
            yield name
            style = self.styles.get(name)
            named = style.find(_W + "basedOn") if style is not None else None

    def _mark(self, paragraph: Any) -> str:  # noqa: ANN401 - an XML element
        """The kind of list that the paragraph is an item of, by itself or by its style."""
        named = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        for style_id in self._chain(paragraph):
            style = self.styles.get(style_id)
            if named is None and style is not None:
                named = style.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        number = named.get(_W + "val", "0") if named is not None else "0"
        return self.numbers.get(number, BULLET) if number != "0" else ""

    # --- Tables

    def table(self, element: Any) -> Table:  # noqa: ANN401 - an XML element
        """A table, its merged cells repeated in each place that they cover."""
        rows: list[tuple[Cell, ...]] = []
        for row in self._inside(element):
            if row.tag == _W + "tr":
                if row.find(f"{_W}trPr/{_W}del") is not None:
                    self.met.add(_W + "del")
                    continue
                rows.append(tuple(self._row(row, rows[-1] if rows else ())))
        return Table(tuple(rows))

    def _row(self, row: Any, above: tuple[Cell, ...]) -> Iterator[Cell]:  # noqa: ANN401 - an XML element
        at = _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
        yield from (Cell() for _ in range(at))
        for element in self._inside(row):
            if element.tag != _W + "tc":
                continue
            merged = element.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merged is not None and merged.get(_W + "val", "continue") == "continue"
            one = self._cell(element)
            if goes_on and at < len(above):
                one = replace(above[at], shared=True)
            span = _number(element.find(f"{_W}tcPr/{_W}gridSpan"), 1)
            yield one
            yield from (replace(one, shared=True) for _ in range(span - 1))
            at += span

    def _cell(self, element: Any) -> Cell:  # noqa: ANN401 - an XML element
        lines: list[Paragraph] = []
        lost: list[str] = []
        for piece in self.pieces(element) if element.find(_W + "tbl") is None else ():
            if isinstance(piece, Paragraph):
                lines += _split(piece)
                lost += piece.lost
        if element.find(_W + "tbl") is not None:
            lines += [self.paragraph(p) for p in element.findall(_W + "p")]
            lost.append("en tabel inde i tabellen")
        return Cell(tuple(p for p in lines if p.text), lost=tuple(dict.fromkeys(lost)))


def _number(element: Any, other: int) -> int:  # noqa: ANN401 - an XML element
    """The number that an element gives; never more columns than Word can have."""
    text = element.get(_W + "val", "") if element is not None else ""
    return min(int(text), 63) if text.isdigit() and len(text) < 5 else other  # noqa: PLR2004 - digits


def _on(look: Any, name: str, other: bool = False) -> bool:  # noqa: ANN401 - an XML element
    """Whether a look has something switched on; what it does not say is as otherwise."""
    switch = look.find(_W + name) if look is not None else None
    return other if switch is None else switch.get(_W + "val", "1") not in {"0", "false", "off"}


def _drawn(element: Any) -> str:  # noqa: ANN401 - an XML element
    inside = {child.tag for child in element.iter()}
    return "en tekstboks" if _W + "txbxContent" in inside else "et billede"


def _joined(first: Paragraph, second: Paragraph) -> Paragraph:
    return replace(first, runs=first.runs + second.runs, lost=first.lost + second.lost)


def _split(paragraph: Paragraph) -> Iterable[Paragraph]:
    """The lines of a paragraph that was broken by hand, as paragraphs."""
    lines: list[list[Run]] = [[]]
    for run in paragraph.runs:
        first, *more = run.text.split("\n")
        lines[-1].append(replace(run, text=first))
        lines += [[replace(run, text=text)] for text in more]
    return (replace(paragraph, runs=tuple(line)) for line in lines)


def _numbers(document: Any) -> dict[str, str]:  # noqa: ANN401 - python-docx has no useful types
    """The kind of each list, by its number."""
    part = next(
        (r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering")),
        None,
    )
    if part is None:
        return {}
    formats = {
        one.get(_W + "abstractNumId"): next(
            (f.get(_W + "val") for f in one.iter(_W + "numFmt")), "bullet"
        )
        for one in part.element.iter(_W + "abstractNum")
    }
    found = {}
    for one in part.element.iter(_W + "num"):
        kind = one.find(_W + "abstractNumId")
        form = formats.get(kind.get(_W + "val")) if kind is not None else "bullet"
        found[one.get(_W + "numId")] = BULLET if form in {"bullet", "none", None} else NUMBER
    return found
