"""`klyngepakke tjek`: is everything in order, before anything is built?"""

from __future__ import annotations

import argparse

from klyngepakke.commands.pakke.tjek import check
from klyngepakke.commands.shared import (
    Parsers,
    Subparsers,
    folder_of,
    warn,
    with_folder,
    with_packs,
)
from klyngepakke.files import reading


def add(commands: Subparsers) -> Parsers:
    """Add the command to the line."""
    parser = commands.add_parser("tjek", help="se, om et møde eller en pakke er i orden")
    with_folder(parser, "mødets eller pakkens mappe")
    with_packs(parser)
    parser.set_defaults(run=run)
    yield "tjek", parser


def run(found: argparse.Namespace) -> int:
    """Check a meeting, or a pack where the folder holds one."""
    from klyngepakke.content.folders import PACK_FILE  # noqa: PLC0415 - pydantic
    from klyngepakke.content.times import clock_text, known_date_text  # noqa: PLC0415 - babel
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack
    from klyngepakke.road import prepare  # noqa: PLC0415 - pydantic and more

    folder = folder_of(found, "tjek")
    with reading(folder):
        is_pack = (folder / PACK_FILE).is_file()
    if is_pack:
        return check(folder)
    ready = prepare(folder, catalogue(found.packs))
    for day in ready.plan.programme.days:
        ends, room = clock_text(day.planned_end), clock_text(day.end)
        print(f"{known_date_text(day.date)}: programmet slutter kl. {ends}, lokalet kl. {room}.")
    print(f"Mødet er i orden: {len(ready.kit.documents)} slags ark.")
    return warn(ready.kit.warnings)
