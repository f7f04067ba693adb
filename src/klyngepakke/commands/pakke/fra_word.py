"""`klyngepakke pakke fra-word`: a pack's folder from the form filled in in Word."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from klyngepakke.commands.shared import LOOK_FIRST, Parsers, Subparsers, complain
from klyngepakke.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klyngepakke.errors import Problem


def add(family: Subparsers) -> Parsers:
    """Add the command to its family."""
    parser = family.add_parser("fra-word", help="lav en pakkes mappe ud fra et Word-dokument")
    parser.add_argument(
        "file", metavar="FIL.docx", nargs="?", type=Path, help="den udfyldte skabelon"
    )
    parser.add_argument(
        "folder",
        metavar="MAPPE",
        nargs="?",
        type=Path,
        help="pakkens nye mappe; ellers hedder den som pakkens id",
    )
    parser.add_argument(
        "--skabelon",
        dest="form",
        metavar="MAPPE",
        type=Path,
        help="læg skabelonen og et udfyldt eksempel i mappen",
    )
    parser.set_defaults(run=run)
    yield "pakke fra-word", parser


def run(found: argparse.Namespace) -> int:
    """Write the form out, or read one that is filled in."""
    if found.form is not None:
        return _form(found.form)
    if found.file is None:
        raise UsageError(
            "Skriv også filen, fx ”klyngepakke pakke fra-word min-pakke.docx”. Skabelonen får du "
            "med ”klyngepakke pakke fra-word --skabelon MAPPE”."
        )
    from klyngepakke.writing.from_word import (  # noqa: PLC0415 - pydantic and python-docx
        new_pack_folder,
        pack_from_word,
    )

    made = pack_from_word(found.file)
    folder = found.folder or Path(made.pack.id)
    new_pack_folder(folder, made)
    blocks = "blok" if len(made.pack.blocks) == 1 else "blokke"
    shown = f'"{folder}"' if " " in str(folder) else folder
    print(
        f"Pakken ”{made.pack.title}” ligger i {folder}: {len(made.pack.blocks)} {blocks}, "
        f"udgave {made.pack.edition}.\nSe den efter med: klyngepakke pakke tjek {shown}"
    )
    return _remarked(made.remarks)


def _remarked(remarks: Sequence[Problem]) -> int:
    """Say what was not understood; the exit code that follows."""
    if remarks:
        complain("\nSe efter i Word-dokumentet og i pakken:")
    for problem in remarks:
        complain(": ".join(x for x in (problem.place, problem.sentence) if x), "  – ")
    return LOOK_FIRST if remarks else 0


def _form(folder: Path) -> int:
    from klyngepakke.writing.form import write_form  # noqa: PLC0415 - pydantic

    for path in write_form(folder):
        print(f"Skrevet: {path}")
    return 0
