"""`klyngepakke pakke vis`: one pack, readable in the terminal."""

from __future__ import annotations

import argparse
import shutil

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
    for line in portrait(catalogue(found.packs).pack(found.id).pack, width):
        print(line)
    return 0
