"""`klyngepakke eksempel`: a meeting to try, and to change into one's own."""

from __future__ import annotations

import argparse

from klyngepakke.commands.ny import write_meeting
from klyngepakke.commands.shared import (
    Parsers,
    Subparsers,
    folder_of,
    new_folder,
    with_folder,
    with_packs,
)
from klyngepakke.errors import InputError, Problem, UsageError

_LARGEST = 500


def add(commands: Subparsers) -> Parsers:
    """Add the command to the line."""
    parser = commands.add_parser("eksempel", help="lav et møde, du kan prøve og rette i")
    with_folder(parser, "mappen, mødet skal ligge i")
    parser.add_argument("--pakke", metavar="ID", default="trivsel", help="pakken (trivsel)")
    parser.add_argument("--deltagere", metavar="N", default="29", help="antal deltagere (29)")
    with_packs(parser)
    parser.set_defaults(run=run)
    yield "eksempel", parser


def run(found: argparse.Namespace) -> int:
    """Write `moede.yaml` for an example meeting."""
    from klyngepakke.content.example import example  # noqa: PLC0415 - pydantic
    from klyngepakke.content.model import nearest  # noqa: PLC0415 - pydantic
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack

    folder = folder_of(found, "eksempel")
    number = _number(found.deltagere)
    packs = catalogue(found.packs)
    if found.pakke not in packs.packs:
        reasons = " ".join(packs.why_not(found.pakke))
        hint = nearest(found.pakke, tuple(packs.packs))
        raise InputError(Problem(f"Pakken ”{found.pakke}” findes ikke.{hint} {reasons}".strip()))
    new_folder(folder, "moede.yaml")
    write_meeting(folder, example(packs.packs[found.pakke], number))
    print(f"Mødet ligger i {folder}. Byg det med: klyngepakke byg {folder}")
    return 0


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _LARGEST):
        raise UsageError(f"Skriv antallet af deltagere som et helt tal fra 1 til {_LARGEST}.")
    return int(text)
