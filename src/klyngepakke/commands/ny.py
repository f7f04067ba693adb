"""`klyngepakke ny`: a new meeting from an answers file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
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
from klyngepakke.files import write_file

if TYPE_CHECKING:
    from klyngepakke.content.meeting import Meeting


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
    from klyngepakke.content.meeting_file import located  # noqa: PLC0415 - pydantic
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


def write_meeting(folder: Path, meeting: Meeting) -> None:
    """Write `moede.yaml`, and beside it the schema that its first line points editors at."""
    from klyngepakke.content.meeting import Meeting  # noqa: PLC0415 - pydantic
    from klyngepakke.content.meeting_file import (  # noqa: PLC0415 - pydantic
        MEETING_FILE,
        SCHEMA_FILE,
        meeting_text,
    )
    from klyngepakke.content.model import json_schema  # noqa: PLC0415 - pydantic

    schema = json.dumps(json_schema(Meeting), ensure_ascii=False, indent=1) + "\n"
    write_file(folder / SCHEMA_FILE, schema.encode())
    write_file(folder / MEETING_FILE, meeting_text(meeting).encode())
