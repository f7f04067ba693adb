"""Finishing: what the engine leaves undone in a PDF: field names for people, metadata, an id."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf

from klyngepakke.errors import InputError
from klyngepakke.printing.document import Document, named

# A zero-width mark that the whole-embedded field font maps; PDF/UA forbids it.
_BYTE_ORDER_MARK = re.compile(rb"<[0-9a-fA-F]+> <feff>\n", re.IGNORECASE)
_BLOCK = re.compile(rb"\d+ beginbfchar\n(.*?)endbfchar", re.DOTALL)
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
            if _BYTE_ORDER_MARK.search(text):
                item.ToUnicode.write(_BLOCK.sub(_without_mark, text))


def _without_mark(block: re.Match[bytes]) -> bytes:
    lines = _BYTE_ORDER_MARK.sub(b"", block[1])
    return b"%d beginbfchar\n%sendbfchar" % (lines.count(b"\n"), lines)


def _identify(file: pikepdf.Pdf, document: Document) -> None:
    identity = document.data.get("dokument")
    if isinstance(identity, dict):
        for key, name in _KEYS.items():
            if identity.get(key):
                file.docinfo[name] = str(identity[key])
