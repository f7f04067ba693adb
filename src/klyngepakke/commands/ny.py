"""`klyngepakke ny`: a new meeting, asked for, from a file of answers, or with every default."""

from __future__ import annotations

import argparse
from pathlib import Path

from klyngepakke.commands import start
from klyngepakke.commands.shared import (
    Parsers,
    Subparsers,
    folder_of,
    made_sentence,
    new_folder,
    with_folder,
    with_packs,
)
from klyngepakke.errors import InputError


def add(commands: Subparsers) -> Parsers:
    """Add the command to the line."""
    parser = commands.add_parser("ny", help="lav et nyt møde; uden --svar bliver du spurgt")
    with_folder(parser, "mappen, mødet skal ligge i")
    parser.add_argument(
        "--svar",
        dest="answers",
        metavar="FIL",
        type=Path,
        help="en fil med nøgler som i moede.yaml; det, der mangler, får sin standard",
    )
    parser.add_argument(
        "--standard",
        action="store_true",
        help="spørg ikke; tag det foreslåede svar på alt, der ikke står i --svar",
    )
    with_packs(parser)
    parser.set_defaults(run=run)
    yield "ny", parser


def run(found: argparse.Namespace) -> int:
    """Make a meeting of answers: from a file, from a person, or as they are suggested."""
    if found.standard:
        return _standard(found)
    if found.answers is None:
        return start.new(found.folder, found.packs)
    return _from_file(found)


def _from_file(found: argparse.Namespace) -> int:
    from klyngepakke.commands.making import named  # noqa: PLC0415 - not needed for help
    from klyngepakke.content.frame import meeting_from  # noqa: PLC0415 - pydantic
    from klyngepakke.content.meeting import Answers  # noqa: PLC0415 - pydantic
    from klyngepakke.content.meeting_file import (  # noqa: PLC0415 - pydantic
        MEETING_FILE,
        located,
        write_meeting,
    )
    from klyngepakke.content.reading import read  # noqa: PLC0415 - pydantic
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack
    from klyngepakke.wizard.session import taken_in  # noqa: PLC0415 - pydantic

    folder = folder_of(found, "ny")
    named(folder)
    answers = read(found.answers, Answers)
    try:
        meeting = meeting_from(answers.value, catalogue(found.packs).packs)
    except InputError as error:
        raise located(answers, error) from error
    new_folder(folder, MEETING_FILE)
    write_meeting(folder, taken_in(meeting, found.answers.parent, folder))
    print(made_sentence(folder))
    return 0


def _standard(found: argparse.Namespace) -> int:
    from klyngepakke.commands.making import suggested  # noqa: PLC0415 - pydantic
    from klyngepakke.content.meeting import Answers  # noqa: PLC0415 - pydantic
    from klyngepakke.content.reading import read  # noqa: PLC0415 - pydantic

    answers = read(found.answers, Answers).value if found.answers else Answers()
    people = found.answers.parent if found.answers else None
    print(made_sentence(suggested(found.folder, answers, people, found.packs)))
    return 0
