"""Sheet: what came out of a Document, and where every field lies on the paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from klyngepakke.planning.asked import Asked
from klyngepakke.planning.document import Document, PackFiles, Plain
from klyngepakke.printing.findings import Finding, told

__all__ = [
    "Document",
    "File",
    "Finding",
    "Job",
    "PackFiles",
    "Place",
    "Plain",
    "Sheet",
    "named",
    "written",
]


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
        findings: What is doubtful, but did not stop the sheet.
        ink: How much of each page is ink, 0 (white) to 1 (black).
        questions: What its form fields ask, in reading order.
        picture: The first page as a small grey PNG file; b"" without a PDF.
    """

    document: Document
    pdf: bytes
    html: str
    pages: int
    fields: tuple[Place, ...] = ()
    fonts: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    ink: tuple[float, ...] = ()
    questions: tuple[Asked, ...] = ()
    picture: bytes = b""

    @property
    def notes(self) -> tuple[str, ...]:
        """The findings as Danish lines, one for each rule, the gravest first."""
        return told(("", one) for one in self.findings)


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


@dataclass(frozen=True)
class Job:
    """A further file that is not made yet.

    Attributes:
        make: Makes it, of nothing but what it is given; a function that stands in a module.
        of: What it is given: documents, texts, looks, themes and plain values, nothing that
            changes.
    """

    make: Callable[..., File]
    of: tuple[object, ...]


def written(job: Job) -> File:
    """The file that a job is about."""
    return job.make(*job.of)


def named(document: Document) -> str:
    """How a message names the document: the sheet's title, and the pack it comes from."""
    pack = f" (pakken ”{document.pack.id}”)" if document.pack else ""
    return f"Arket ”{document.title}”{pack}"
