"""What a test reads back from a PDF: its text, pages, fonts and fields, and its tags judged."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import page
import pikepdf
import pypdfium2
from pypdfium2 import raw

_MM = 25.4 / 72  # a point in mm


def ua1_faults(pdf: bytes) -> list[str]:
    """Every rule of PDF/UA-1 that the file breaks."""
    report = page.validate_pdf_bytes(pdf, profile="ua1")
    found = [f"{fault.rule_id}: {fault.message}" for fault in report.failures]
    return found or ([] if report.is_compliant else ["the file does not say that it is PDF/UA-1"])


def assert_ua1(pdf: bytes) -> None:
    """Fail with every broken rule unless the file is PDF/UA-1."""
    assert ua1_faults(pdf) == []


def text(pdf: bytes) -> str:
    """All text of the file, page after page, in drawing order, lines joined by spaces."""
    return " ".join(" ".join(page_texts(pdf)).split())


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page, its lines joined by spaces."""
    file = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(one.get_textpage().get_text_range().split()) for one in file]
    finally:
        file.close()


def page_count(pdf: bytes) -> int:
    """How many pages the file has."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return len(file.pages)


def fonts(pdf: bytes) -> set[str]:
    """The names of the embedded fonts without the prefix of a subset."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        found = [item for item in file.objects if isinstance(item, pikepdf.Dictionary)]
        names = [str(item.FontName) for item in found if item.get("/Type") == "/FontDescriptor"]
    return {name.removeprefix("/").rpartition("+")[2] for name in names}


def fields(pdf: bytes) -> dict[str, dict[str, str]]:
    """Every form field by its name: kind (`/FT`), tooltip (`/TU`) and value (`/V`)."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        form: Any = file.Root.get("/AcroForm")
        found = list(form.Fields) if form is not None else []
        return {
            str(field.T): {key: str(field.get(key, "")) for key in ("/FT", "/TU", "/V")}
            for field in found
        }


def field_names(pdf: bytes) -> list[str]:
    """The names of the form fields, in the file's order."""
    return list(fields(pdf))


def metadata(pdf: bytes) -> dict[str, str]:
    """The file's document information, and its language as `/Lang`."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        found = {str(key): str(value) for key, value in file.docinfo.items()}
        return {**found, "/Lang": str(file.Root.get("/Lang", ""))}


def attachments(pdf: bytes) -> list[str]:
    """The names of the attached files."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return list(file.attachments)


def outline(pdf: bytes) -> list[str]:
    """The bookmarks of the file from first to last, whatever their level."""
    with pikepdf.open(io.BytesIO(pdf)) as file, file.open_outline() as found:
        return list(_titles(found.root))


def _titles(items: Iterable[pikepdf.OutlineItem]) -> Iterator[str]:
    for item in items:
        yield item.title
        yield from _titles(item.children)


def viewing(pdf: bytes) -> dict[str, Any]:
    """What a reader is told: language, whether the title is shown, and each page's tab order."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        shown = file.Root.get("/ViewerPreferences", {})
        return {
            "language": str(file.Root.get("/Lang", "")),
            "title": str(file.docinfo.get("/Title", "")),
            "title_shown": bool(shown.get("/DisplayDocTitle", False)),
            "tabs": [str(page.obj.get("/Tabs", "")) for page in file.pages],
        }


# --- Reading order ----------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """A bit of text, or a form field, where it lies: mm from the page's top left corner.

    What stands on its head is measured as it is read: the paper turned half around.

    Attributes:
        page: From 1.
        role: The tag that it has, as `P`, `H1`, `TD`; `Form` for a field.
        text: What it says, or the field's name.
        turned: True where it stands on its head.
    """

    page: int
    role: str
    text: str
    left: float
    top: float
    right: float
    bottom: float
    turned: bool = False


def reading(pdf: bytes) -> list[Piece]:
    """Everything that a screen reader says, in the order in which it is said."""
    marked = _marked(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        numbers = {page.objgen: number for number, page in enumerate(file.pages, 1)}
        heights = [float(page.mediabox[3]) for page in file.pages]
        found = list[Piece]()
        for page, role, item in _tagged(file.Root.StructTreeRoot.K, "", 0, numbers):
            if isinstance(item, int):
                found += [replace(piece, role=role) for piece in marked.get((page, item), ())]
            elif item.get("/Subtype") == "/Widget":
                left, right = sorted(map(float, (item.Rect[0], item.Rect[2])))
                bottom, top = sorted(map(float, (item.Rect[1], item.Rect[3])))
                at = (left, bottom, right, top)
                found.append(_piece(page, str(item.T), at, heights[page - 1], role="Form"))
    return found


def tab_order(pdf: bytes) -> list[str]:
    """The names of the fields in the order of the pages' annotations."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        notes = [note for page in file.pages for note in page.obj.get("/Annots", ())]
        return [str(note.T) for note in notes if note.get("/Subtype") == "/Widget"]


def _tagged(
    node: Any, role: str, page: int, numbers: dict[Any, int]
) -> Iterator[tuple[int, str, Any]]:
    """The leaves of the structure: page, tag, and the number of the marked content or an object."""
    if isinstance(node, int):
        yield page, role, int(node)
    elif isinstance(node, pikepdf.Array):
        for child in node:
            yield from _tagged(child, role, page, numbers)
    else:
        page = numbers[node.Pg.objgen] if "/Pg" in node else page
        kind = str(node.get("/S", "")).removeprefix("/")
        role = kind if kind not in {"", "Span", "NonStruct"} else role
        if node.get("/Type") == "/MCR":
            yield page, role, int(node.MCID)
        elif node.get("/Type") == "/OBJR":
            yield page, role, node.Obj
        elif "/K" in node:
            yield from _tagged(node.K, role, page, numbers)


def _marked(pdf: bytes) -> dict[tuple[int, int], list[Piece]]:
    """The texts that are drawn, by page and number of the marked content."""
    found = dict[tuple[int, int], list[Piece]]()
    file = pypdfium2.PdfDocument(pdf)
    try:
        for number, page in enumerate(file, 1):
            words = page.get_textpage()
            for item in page.get_objects([raw.FPDF_PAGEOBJ_TEXT], max_depth=8):
                text = _drawn(item, words)
                if text:
                    key = (number, raw.FPDFPageObj_GetMarkedContentID(item.raw))
                    turned = item.get_matrix().a < 0
                    piece = _piece(number, text, item.get_bounds(), page.get_height())
                    found.setdefault(key, []).append(_upright(piece, page) if turned else piece)
    finally:
        file.close()
    return found


def _drawn(item: Any, words: Any) -> str:
    size = raw.FPDFTextObj_GetText(item.raw, words.raw, None, 0)
    text = ctypes.create_string_buffer(size)
    raw.FPDFTextObj_GetText(
        item.raw, words.raw, ctypes.cast(text, ctypes.POINTER(raw.FPDF_WCHAR)), size
    )
    return text.raw.decode("utf-16-le").rstrip("\0").strip()


def _piece(page: int, text: str, at: Sequence[float], height: float, role: str = "") -> Piece:
    left, bottom, right, top = at
    return Piece(
        page, role, text, left * _MM, (height - top) * _MM, right * _MM, (height - bottom) * _MM
    )


def _upright(piece: Piece, page: Any) -> Piece:
    width, height = page.get_width() * _MM, page.get_height() * _MM
    return replace(
        piece,
        left=width - piece.right,
        top=height - piece.bottom,
        right=width - piece.left,
        bottom=height - piece.top,
        turned=True,
    )
