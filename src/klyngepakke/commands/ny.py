"""`klyngepakke ny`: a new meeting from an answers file."""

from __future__ import annotations

import argparse
from pathlib import Path

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


def add(commands: Subparsers) -> Parsers:
    """Add the command to the line."""
    parser = commands.add_parser("ny", help="lav et nyt møde af en fil med svar")
    with_folder(parser, "mappen, mødet skal ligge i")
    parser.add_argument(
        "--svar",
        dest="answers",
        metavar="FIL",
        type=Path,
        help="en fil med nøgler som i moede.yaml; det, der mangler, får sin standard",
    )
    with_packs(parser)
    parser.set_defaults(run=run)
    yield "ny", parser


def run(found: argparse.Namespace) -> int:
    """Make a meeting of an answers file."""
    from klyngepakke.content.frame import meeting_from  # noqa: PLC0415 - pydantic
    from klyngepakke.content.meeting import Answers  # noqa: PLC0415 - pydantic
    from klyngepakke.content.meeting_file import located, write_meeting  # noqa: PLC0415 - pydantic
    from klyngepakke.content.reading import read  # noqa: PLC0415 - pydantic
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack

    folder = folder_of(found, "ny")
    if found.answers is None:
        raise UsageError("Skriv også filen med svar: klyngepakke ny mit-moede --svar svar.yaml")
    answers = read(found.answers, Answers)
    try:
        meeting = meeting_from(answers.value, catalogue(found.packs).packs)
    except InputError as error:
        raise located(answers, error) from error
    new_folder(folder, "moede.yaml")
    write_meeting(folder, meeting)
    print(made_sentence(folder))
    return 0
