"""`klyngepakke eksempel`: a meeting to try, and to change into one's own."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from klyngepakke.commands.shared import (
    Parsers,
    Subparsers,
    folder_of,
    made_sentence,
    new_folder,
    with_folder,
    with_packs,
)
from klyngepakke.errors import InputError, UsageError

if TYPE_CHECKING:
    from klyngepakke.content.pack import LoadedPack
    from klyngepakke.plugins import Catalogue

_LARGEST = 200


def add(commands: Subparsers) -> Parsers:
    """Add the command to the line."""
    parser = commands.add_parser("eksempel", help="lav et møde, du kan prøve og rette i")
    with_folder(parser, "mappen, mødet skal ligge i")
    parser.add_argument("--pakke", metavar="ID", help="pakken; se dem med ”pakke liste”")
    parser.add_argument("--deltagere", metavar="N", default="29", help="antal deltagere (29)")
    with_packs(parser)
    parser.set_defaults(run=run)
    yield "eksempel", parser


def run(found: argparse.Namespace) -> int:
    """Write `moede.yaml` for an example meeting."""
    from klyngepakke.content.example import example  # noqa: PLC0415 - pydantic
    from klyngepakke.content.meeting_file import (  # noqa: PLC0415 - pydantic
        MEETING_FILE,
        write_meeting,
    )
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack

    folder = folder_of(found, "eksempel")
    number = _number(found.deltagere)
    packs = catalogue(found.packs)
    pack = example_pack(packs, found.pakke)
    new_folder(folder, MEETING_FILE)
    write_meeting(folder, example(pack, number))
    print(made_sentence(folder))
    return 0


def example_pack(packs: Catalogue, name: str | None) -> LoadedPack:
    """The pack that was named, else the one that is marked as an example."""
    if name is None:
        marked = [p for p in packs.packs.values() if p.pack.exemplary]
        if not packs.packs:
            raise InputError("Her er ingen pakker. Se hvorfor med ”klyngepakke pakke liste”.")
        return (marked or list(packs.packs.values()))[0]
    return packs.pack(name)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _LARGEST):
        raise UsageError(f"Skriv antallet af deltagere som et helt tal fra 1 til {_LARGEST}.")
    return int(text)
