"""`klyngepakke pakke til-gennemlaesning`: a pack's whole text in Word, for the doctor who approves it."""

from __future__ import annotations

import argparse
from pathlib import Path

from klyngepakke.commands.shared import Parsers, Subparsers, with_packs
from klyngepakke.errors import UsageError


def add(family: Subparsers) -> Parsers:
    """Add the command to its family."""
    parser = family.add_parser(
        "til-gennemlaesning", help="skriv pakkens tekst i Word, til den læge, der godkender"
    )
    parser.add_argument("pack", metavar="MAPPE|ID", nargs="?", help="pakkens mappe eller id")
    parser.add_argument(
        "file",
        metavar="FIL.docx",
        nargs="?",
        type=Path,
        help="filen, der skal skrives; ellers id-til-gennemlaesning.docx",
    )
    with_packs(parser)
    parser.set_defaults(run=run)
    yield "pakke til-gennemlaesning", parser


def run(found: argparse.Namespace) -> int:
    """Write the text of a pack in a folder, or of one that is installed."""
    if not found.pack:
        raise UsageError(
            "Skriv også pakkens mappe eller id, fx ”klyngepakke pakke til-gennemlaesning trivsel”."
        )
    from klyngepakke.content.folders import PACK_FILE, pack_in  # noqa: PLC0415 - pydantic
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack
    from klyngepakke.writing.approval import write_approval  # noqa: PLC0415 - pydantic

    packs = catalogue(found.packs)
    named = Path(found.pack)
    folder = named.parent if named.name == PACK_FILE else named
    there = (folder / PACK_FILE).is_file()
    loaded = pack_in(folder) if there else packs.pack(found.pack)
    known = packs.packs.get(loaded.pack.id)
    path = write_approval(loaded, found.file, known.pack if known else None)
    print(f"Teksten ligger i {path}. Send den til en læge, der kan læse og skrive under.")
    return 0
