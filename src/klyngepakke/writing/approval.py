"""Approval: everything that a pack says, as prose for the doctor who approves it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from klyngepakke.content.addresses import marks
from klyngepakke.content.pack import (
    LoadedPack,
    Pack,
)
from klyngepakke.content.times import short_date_text
from klyngepakke.errors import FileError, UsageError
from klyngepakke.files import told, write_file
from klyngepakke.writing.prose import (
    Cell,
    Paragraph,
    Piece,
    Run,
    Table,
    cell,
    said,
)
from klyngepakke.writing.reading_lists import lists
from klyngepakke.writing.reading_meeting import block_text, programme, purpose
from klyngepakke.writing.reading_pieces import described
from klyngepakke.writing.reading_sheets import sheet_text, version_text
from klyngepakke.writing.to_word import word_bytes
from klyngepakke.writing.word_parts import Paper

_READ: Final = (
    "Her står alt, hvad pakken siger til dem, der deltager, og til den, der leder mødet. Læs det "
    "som læge: Er det rigtigt, er kilderne gode nok, og kan det siges sådan? Ret i teksten med "
    "Words sporede ændringer, eller skriv i margenen. Id'et i venstre kolonne er til at henvise "
    "med. Skriv under til sidst."
)
_TOLD: Final = (
    "Spørgsmål om baggrund, den fælles evaluering og de faste sætninger på arkene er ens i alle "
    "pakker og står ikke her."
)
_SIGNED: Final = "Jeg har læst teksten som læge, og den kan bruges, som den står her."
_KEPT: Final = (
    "Pakken gemmer kun rolle og dato. Den, der har pakken, skriver dem i pakke.yaml: "
    "faglig_godkendelse: {rolle: …, dato: …}"
)


def approval(loaded: LoadedPack, before: Pack | None = None) -> tuple[Piece, ...]:
    """The whole text of a pack, with a line to sign at the end.

    Args:
        loaded: The pack, and the folder that its own sheets lie in.
        before: The edition that was approved last, where it is known.

    Raises:
        FileError: A template of the pack's cannot be read.
    """
    pack = loaded.pack
    parts = (
        _front(pack),
        _changed(pack, before),
        purpose(pack),
        programme(pack.frame, "Program", pack),
        *(block_text(number, block, pack) for number, block in enumerate(pack.blocks, 1)),
        lists(pack),
        *(sheet_text(sheet, pack, loaded.folder) for sheet in pack.sheets),
        *(version_text(name, version, pack) for name, version in pack.versions.items()),
        _signature(pack),
    )
    return tuple(piece for part in parts for piece in part)


def write_approval(loaded: LoadedPack, path: Path | None = None, known: Pack | None = None) -> Path:
    """Write the text of a pack as a Word file.

    Args:
        loaded: The pack.
        path: The file; one named after the pack where the program runs, otherwise.
        known: The edition that is installed; told apart from this one where it was approved.

    Returns:
        The file that was written.

    Raises:
        UsageError: The file's name does not end in .docx.
        FileError: It is there already, perhaps with a doctor's words in it, or the disk said no.
    """
    pack = loaded.pack
    target = path or Path(f"{pack.id}-til-gennemlaesning.docx")
    if target.suffix.lower() != ".docx":
        raise UsageError(f"Filen skal hedde noget med .docx; her står {target}.")
    with told(target):
        there = os.path.lexists(target)
    if there:
        raise FileError(
            f"{target} findes allerede. Vælg et andet navn, så ingen rettelser går tabt."
        )
    before = known if known and known.approval.date and known.edition != pack.edition else None
    foot = f"{pack.title}, udgave {pack.edition}. Til gennemlæsning."
    write_file(target, word_bytes(approval(loaded, before), Paper(pack.title, foot)))
    return target


def _front(pack: Pack) -> Iterator[Piece]:
    yield said(pack.title, level=0)
    yield Paragraph((Run(f"Til gennemlæsning. Udgave {pack.edition}.", bold=True),))
    yield said(_READ)
    yield said(_TOLD, look="small")
    yield described(
        ("Pakkens id", pack.id),
        ("Udgiver", pack.publisher),
        ("Bemærk", pack.disclaimer),
        ("Licens", pack.licence),
        ("Kontakt", pack.contact),
        ("Faglig godkendelse", _approved(pack)),
        ("Ses efter senest", short_date_text(pack.review_by) if pack.review_by else None),
        ("Følger pakken", pack.follows),
        ("Svar til udgiveren", pack.links.evaluation),
        ("Hjemmeside", pack.links.home),
    )


def _approved(pack: Pack) -> str:
    if not pack.approval.role or not pack.approval.date:
        return "Ikke fagligt godkendt"
    return f"{pack.approval.role}, {short_date_text(pack.approval.date)}"


def _changed(pack: Pack, before: Pack | None) -> Iterator[Piece]:
    """What is not as in the edition that was approved last."""
    if before is None:
        return
    old, new = marks(before), marks(pack)
    groups = (
        ("Ændret", [a for a in new if a in old and old[a] != new[a]]),
        ("Nyt", [a for a in new if a not in old]),
        ("Taget ud", [a for a in old if a not in new]),
    )
    yield said(f"Siden den godkendte udgave {before.edition}", level=1)
    if old == new:
        yield said("Intet med et id er ændret.")
    for what, addresses in groups:
        if addresses:
            yield Paragraph((Run(f"{what}: ", bold=True), Run(", ".join(addresses))))


def _signature(pack: Pack) -> Iterator[Piece]:
    yield said("Underskrift", level=1)
    yield said(_SIGNED)
    lines = ("Rolle", "Dato", "Navn (kun her på papiret)", "Underskrift", "Forbehold")
    yield Table(
        tuple((cell(line, bold=True), Cell((Paragraph(), Paragraph()))) for line in lines),
        head=False,
        widths=(2, 5),
        kept=True,
    )
    yield said(f"Gælder {pack.id}, udgave {pack.edition}. {_KEPT}", look="small")
