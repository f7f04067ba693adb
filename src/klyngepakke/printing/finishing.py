"""Finishing: what the engine leaves undone in a PDF: field names for people, metadata, an id."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf

from klyngepakke.errors import InputError
from klyngepakke.printing.document import Document, named

# The whole-embedded field font maps a glyph to the byte order mark, which PDF/UA forbids; a
# zero-width space says the same to whoever copies the text.
_BYTE_ORDER_MARK = re.compile(rb"(<[0-9a-f]+>) <feff>", re.IGNORECASE)
_ZERO_WIDTH_SPACE = rb"\1 <200b>"
_KEYS = {"moede": "/KlyngepakkeMoede", "ark": "/KlyngepakkeArk", "udgave": "/KlyngepakkeUdgave"}


def finish(pdf: bytes, document: Document, tooltips: Mapping[str, str]) -> bytes:
    """The finished file: the same input gives the same bytes.

    Args:
        pdf: The engine's PDF.
        document: Its `dokument` data (moede, ark, udgave) become the file's identity.
        tooltips: What each form field is called, by its name.

    Raises:
        InputError: The file carries an attachment.
    """
    with pikepdf.open(io.BytesIO(pdf)) as file:
        if len(file.attachments):
            raise InputError(f"{named(document)}: Filer kan ikke vedhæftes et ark.")
        _name_fields(file, tooltips)
        _mend_fonts(file)
        _identify(file, document)
        out = io.BytesIO()
        file.save(out, deterministic_id=True, compress_streams=True)
    return out.getvalue()


def _name_fields(file: pikepdf.Pdf, tooltips: Mapping[str, str]) -> None:
    for field in _fields(file):
        text = tooltips.get(str(field.get("/T", "")))
        if text:
            field["/TU"] = text


def _fields(file: pikepdf.Pdf) -> Iterator[Any]:
    form = file.Root.get("/AcroForm")
    yield from form.Fields if form is not None else ()


def _mend_fonts(file: pikepdf.Pdf) -> None:
    for item in file.objects:
        if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
            text = item.ToUnicode.read_bytes()
            item.ToUnicode.write(_BYTE_ORDER_MARK.sub(_ZERO_WIDTH_SPACE, text))


def _identify(file: pikepdf.Pdf, document: Document) -> None:
    identity = document.data.get("dokument")
    if isinstance(identity, dict):
        for key, name in _KEYS.items():
            if identity.get(key):
                file.docinfo[name] = str(identity[key])
