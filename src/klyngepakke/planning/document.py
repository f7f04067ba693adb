"""A Document: JSON-plain data and a template's name, for whom, and how many copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

Plain: TypeAlias = str | int | bool | list["Plain"] | dict[str, "Plain"] | None


@dataclass(frozen=True)
class PackFiles:
    """Where a pack's own templates and pictures lie.

    Attributes:
        id: The pack's id, for messages and addresses.
        folder: The folder that holds `pakke.yaml`.
    """

    id: str
    folder: Path


@dataclass(frozen=True)
class Document:
    """One sheet to be: what it says, and how many of it are printed.

    Attributes:
        id: Unique in a kit, as `bordark-trivsel-energi`; the file name follows from it.
        sheet: Which kind of sheet, as `bordark`; the target of `ark/bordark` overrides.
        title: Danish, for the print list and the PDF's title.
        template: `bordark.html` of the core, or a pack's own with `pack` set.
        audience: Who gets it: facilitator, deltager, bord, klinik, solo, gæst, dør, emne, par,
            skærm.
        copies: How many to print; 0 makes the file and leaves it out of the print set.
        data: What the template sees, keyed by Danish words.
        pack: Set where the template is a pack's own.
        forms: Has fields that are filled on screen.
        cards: Cards, signs and slips: a nearly empty last page is no fault.
        two_sided: Meant to be printed on both sides of the paper.
        when: Clock time and place it is used, as the print list shows it: "16.55, på bordene".
        note: What the print list says of it, as "klip langs stregen".
        pictures: PNG files that the program has drawn for it, by name; its template finds them
            at `billeder/<name>`.
    """

    id: str
    sheet: str
    title: str
    template: str
    audience: str
    copies: int
    data: dict[str, Plain]
    pack: PackFiles | None = None
    forms: bool = False
    cards: bool = False
    two_sided: bool = False
    when: str = ""
    note: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class TextFile:
    """A file of plain text in the bundle, as the invitation.

    Attributes:
        id: As a Document's.
        title: Danish, for the print list.
        text: What it says.
    """

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Kit:
    """All documents of a meeting, in the order they are printed, and what to look at first."""

    documents: tuple[Document, ...]
    texts: tuple[TextFile, ...] = ()
    warnings: tuple[str, ...] = field(default=())
