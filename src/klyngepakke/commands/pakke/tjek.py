"""`klyngepakke pakke tjek`: is a pack's folder in order?"""

from __future__ import annotations

import argparse
from pathlib import Path

from klyngepakke.commands.shared import Parsers, Subparsers, folder_of, with_folder


def add(family: Subparsers) -> Parsers:
    """Add the command to its family."""
    parser = family.add_parser("tjek", help="se, om en pakkes mappe er i orden")
    with_folder(parser, "pakkens mappe, hvor pakke.yaml ligger")
    parser.set_defaults(run=run)
    yield "pakke tjek", parser


def run(found: argparse.Namespace) -> int:
    """Check the folder that was named."""
    return check(folder_of(found, "pakke tjek"))


def check(folder: Path) -> int:
    """Check a pack's folder: keys, references, and its own templates."""
    from klyngepakke.content.folders import pack_in  # noqa: PLC0415 - pydantic
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack
    from klyngepakke.road import rehearse  # noqa: PLC0415 - jinja2 and more

    loaded = pack_in(folder)
    rehearse(loaded, catalogue())
    pack = loaded.pack
    blocks = "blok" if len(pack.blocks) == 1 else "blokke"
    print(f"Pakken ”{pack.title}” er i orden: {len(pack.blocks)} {blocks}, udgave {pack.edition}.")
    return 0
