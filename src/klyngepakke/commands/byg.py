"""`klyngepakke byg`: a meeting's folder to a folder of sheets to print."""

from __future__ import annotations

import argparse

from klyngepakke.commands.after import tell
from klyngepakke.commands.shared import (
    Parsers,
    Subparsers,
    folder_of,
    say,
    warn,
    with_folder,
    with_packs,
)


def add(commands: Subparsers) -> Parsers:
    """Add the command to the line."""
    parser = commands.add_parser("byg", help="lav de PDF-filer, der skal udskrives")
    with_folder(parser, "mødets mappe, hvor moede.yaml ligger")
    with_packs(parser)
    parser.add_argument(
        "--html",
        action="store_true",
        help="lav HTML-filer, der kan udskrives fra en browser, når PDF ikke kan laves her",
    )
    parser.add_argument(
        "--tjek-links",
        dest="check_links",
        action="store_true",
        help="spørg også nettet, om linkene på arkene virker; ellers spørges det aldrig",
    )
    parser.set_defaults(run=run)
    yield "byg", parser


def run(found: argparse.Namespace) -> int:
    """Build, one line a sheet."""
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack
    from klyngepakke.printing.engine import require  # noqa: PLC0415 - not needed for help
    from klyngepakke.road import Wishes, build  # noqa: PLC0415 - pydantic, jinja2 and more

    folder = folder_of(found, "byg")
    if not found.html:
        require()
    wishes = Wishes(check_links=found.check_links)
    built = build(folder, catalogue(found.packs), say, html=found.html, wishes=wishes)
    print()
    tell(built, folder, found.packs)
    return warn(built.warnings)
