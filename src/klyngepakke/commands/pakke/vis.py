"""`klyngepakke pakke vis`: one pack, readable in the terminal."""

from __future__ import annotations

import argparse
import shutil

from klyngepakke.commands.pakke.liste import contains_code
from klyngepakke.commands.shared import Parsers, Subparsers, with_packs
from klyngepakke.errors import UsageError


def add(family: Subparsers) -> Parsers:
    """Add the command to its family."""
    parser = family.add_parser("vis", help="én pakke: formål, blokke, spørgsmål")
    parser.add_argument("id", metavar="ID", nargs="?", help="pakkens id, fx trivsel")
    with_packs(parser)
    parser.set_defaults(run=run)
    yield "pakke vis", parser


def run(found: argparse.Namespace) -> int:
    """One pack, readable in the terminal."""
    from klyngepakke.content.portrait import WIDEST, portrait  # noqa: PLC0415 - pydantic
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack

    if not found.id:
        raise UsageError("Skriv også pakkens id, fx ”klyngepakke pakke vis trivsel”.")
    width = min(WIDEST, shutil.get_terminal_size().columns)
    loaded = catalogue(found.packs).pack(found.id)
    for line in portrait(loaded.pack, width):
        print(line)
    if loaded.code:
        print(f"\nPakken {contains_code(loaded)}.")
    return 0
