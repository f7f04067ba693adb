"""What a test reads back from a PDF: its text, pages, fonts and fields, and its tags judged."""

from __future__ import annotations

import io
from typing import Any

import page
import pikepdf
import pypdfium2


def assert_ua1(pdf: bytes) -> None:
    """Fail with every broken rule unless the file is PDF/UA-1."""
    report = page.validate_pdf_bytes(pdf, profile="ua1")
    assert [f"{fault.rule_id}: {fault.message}" for fault in report.failures] == []
    assert report.is_compliant


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
