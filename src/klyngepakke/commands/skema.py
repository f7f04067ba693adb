"""`klyngepakke skema`: the JSON Schema of the files that people write, for editors."""

from __future__ import annotations

import argparse

from klyngepakke.commands.shared import Parsers, Subparsers, say_json
from klyngepakke.errors import UsageError


def add(commands: Subparsers) -> Parsers:
    """Add the command to the line."""
    parser = commands.add_parser("skema", help="JSON Schema til den, der skriver i en editor")
    parser.add_argument(
        "what", metavar="moede|pakke|klynge|udseende", nargs="?", help="hvilken fil"
    )
    parser.set_defaults(run=run)
    yield "skema", parser


def run(found: argparse.Namespace) -> int:
    """Print the schema."""
    from klyngepakke.content.cluster_file import ClusterFile  # noqa: PLC0415 - pydantic
    from klyngepakke.content.meeting import Meeting  # noqa: PLC0415 - pydantic
    from klyngepakke.content.model import json_schema  # noqa: PLC0415 - pydantic
    from klyngepakke.content.pack import Pack  # noqa: PLC0415 - pydantic
    from klyngepakke.content.theme import ThemeFile  # noqa: PLC0415 - pydantic

    types = {"moede": Meeting, "pakke": Pack, "klynge": ClusterFile, "udseende": ThemeFile}
    if found.what not in types:
        raise UsageError(
            "Skriv ”klyngepakke skema moede”, ”… skema pakke”, ”… skema klynge” eller "
            "”… skema udseende”."
        )
    say_json(json_schema(types[found.what]))
    return 0
