"""Packing: the parts of an office file as a zip, the same bytes on any computer."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import escape

from klyngepakke.content.archive import in_zip

_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def written(parts: Mapping[str, str]) -> dict[str, bytes]:
    """Parts of XML as bytes, each with the line that such a part begins with."""
    return {name: (_XML + text).encode() for name, text in parts.items()}


def repacked(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """A zip that a library wrote, without its clocks, and with some parts replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return in_zip({**parts, **changed})


def legal(text: str) -> str:
    """A text without the characters that XML cannot have."""
    return _ILLEGAL.sub("", text)


def letters(text: str) -> str:
    """A text as XML has it; what XML cannot have is left out."""
    return escape(legal(text))


def core_part(title: str) -> str:
    """`docProps/core.xml`: title and language; no clock and no person."""
    package = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    return (
        f'<cp:coreProperties xmlns:cp="{package}" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{letters(title)}</dc:title><dc:creator>klyngepakke</dc:creator>"
        "<dc:language>da-DK</dc:language></cp:coreProperties>"
    )


def app_part() -> str:
    """`docProps/app.xml`: the program."""
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return f'<Properties xmlns="{space}"><Application>klyngepakke</Application></Properties>'
