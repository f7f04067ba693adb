"""Document and Sheet: what is to be printed, and what came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class PackFiles:
    """A pack's own files, for its templates and pictures.

    Attributes:
        id: The pack's id.
        folder: The folder that holds `pakke.yaml`; nothing outside it is ever read.
    """

    id: str
    folder: Path


@dataclass(frozen=True)
class Document:
    """One thing to print: plain data, and the template that lays it out.

    Attributes:
        id: Unique in the kit, as `bordark-energi`.
        sheet: The sheet it is a copy of, as `bordark`.
        title: What a person calls it; named in every error about it.
        template: A core template (`bordark.html`), or the pack's own (`ark/makkerkort.html`).
        audience: For whom: facilitator, deltager, bord, klinik …
        copies: How many to print.
        data: What the template sees: None, str, int, bool, list and dict, with Danish keys.
        pack: The pack that a template or picture of its own comes from.
        forms: Whether the PDF can be filled in on screen.
        pages_exempt: Cards, signs and slips: a nearly empty last page is no fault there.
    """

    id: str
    sheet: str
    title: str
    template: str
    audience: str
    copies: int
    data: Mapping[str, Any] = field(hash=False)
    pack: PackFiles | None = None
    forms: bool = False
    pages_exempt: bool = False

    @property
    def named(self) -> str:
        """How a message names the document: the sheet's title, and the pack's id if it has one."""
        pack = f" (pakken ”{self.pack.id}”)" if self.pack else ""
        return f"Arket ”{self.title}”{pack}"


@dataclass(frozen=True)
class Place:
    """Where a field lies on the paper: page from 1, mm from the page's top left corner."""

    id: str
    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Sheet:
    """A document as it came out.

    Attributes:
        document: What was asked for.
        pdf: The finished PDF/UA-1 file.
        html: The HTML behind it.
        pages: How many pages it has.
        fields: Where every field lies, in reading order.
        fonts: The font families in the PDF, sorted.
        notes: Danish sentences about what is doubtful but did not stop the sheet.
    """

    document: Document
    pdf: bytes
    html: str
    pages: int
    fields: tuple[Place, ...] = ()
    fonts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
