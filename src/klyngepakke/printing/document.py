"""Sheet: what came out of a Document, and where every field lies on the paper."""

from __future__ import annotations

from dataclasses import dataclass

from klyngepakke.planning.asked import Asked
from klyngepakke.planning.document import Document, PackFiles, Plain

__all__ = ["Document", "File", "PackFiles", "Place", "Plain", "Sheet", "named"]


@dataclass(frozen=True)
class Place:
    """Where a field lies: page from 1, the rest in mm from the page's top left corner."""

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
        html: The HTML behind it, as the template gave it.
        pages: How many pages it has.
        fields: Where every field lies, page by page.
        fonts: The font families in the PDF, sorted.
        notes: Danish sentences about what is doubtful but did not stop the sheet.
        questions: What its form fields ask, in reading order.
    """

    document: Document
    pdf: bytes
    html: str
    pages: int
    fields: tuple[Place, ...] = ()
    fonts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    questions: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class File:
    """A further file of the bundle, made of finished sheets or beside them.

    Attributes:
        name: As it is written, ASCII, as `print.pdf`.
        title: Danish, for the print list and the closing lines.
        data: What is in it.
        pages: How many pages are printed of it; 0 where it is no print file.
    """

    name: str
    title: str
    data: bytes
    pages: int = 0


def named(document: Document) -> str:
    """How a message names the document: the sheet's title, and the pack it comes from."""
    pack = f" (pakken ”{document.pack.id}”)" if document.pack else ""
    return f"Arket ”{document.title}”{pack}"
