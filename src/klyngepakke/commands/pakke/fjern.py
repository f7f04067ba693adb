"""`klyngepakke pakke fjern`: a pack that was installed is taken away again."""

from __future__ import annotations

import argparse

from klyngepakke.commands.pakke.installer import agree
from klyngepakke.commands.shared import Parsers, Subparsers, say
from klyngepakke.errors import InputError, UsageError


def add(family: Subparsers) -> Parsers:
    """Add the command to its family."""
    parser = family.add_parser("fjern", help="fjern en pakke, du har installeret")
    parser.add_argument("id", metavar="ID", nargs="?", help="pakkens id, fx trivsel")
    parser.add_argument("--ja", action="store_true", help="svar ja, uden at blive spurgt")
    parser.set_defaults(run=run)
    yield "pakke fjern", parser


def run(found: argparse.Namespace) -> int:
    """Ask, remove the pack, and say what is used instead."""
    from klyngepakke.library.installing import is_installed, remove  # noqa: PLC0415 - the road
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack

    name = found.id
    if not name:
        raise UsageError("Skriv også pakkens id, fx ”klyngepakke pakke fjern trivsel”.")
    if not is_installed(name):
        there = catalogue().pack(name)
        raise InputError(
            f"Pakken ”{name}” er ikke installeret med ”pakke installer”; den kommer fra "
            f"{there.origin} og fjernes ikke her."
        )
    if not found.ja:
        why = "Møder, der er lavet, bliver liggende, men kan ikke bygges igen uden pakken."
        wanted = f"klyngepakke pakke fjern {name} --ja"
        if not agree(f"Vil du fjerne pakken ”{name}”?", why, wanted):
            print("Intet er ændret.")
            return 0
    remove(name)
    say(f"Pakken ”{name}” er fjernet.")
    left = catalogue().packs.get(name)
    if left is not None:
        say(f"Fra nu af bruges udgave {left.pack.edition} fra {left.origin}.")
    return 0
