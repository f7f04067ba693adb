"""`klyngepakke pakke zip`: a pack's folder as one file to send."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from klyngepakke.commands.closing import quoted
from klyngepakke.commands.shared import Parsers, Subparsers, folder_of, say, with_folder

if TYPE_CHECKING:
    from klyngepakke.library.packing import Packed


def add(family: Subparsers) -> Parsers:
    """Add the command to its family."""
    parser = family.add_parser("zip", help="gør en pakkes mappe til én fil, du kan sende")
    with_folder(parser, "pakkens mappe, hvor pakke.yaml ligger")
    parser.add_argument(
        "file", metavar="FIL", nargs="?", type=Path, help="filen; ellers id-udgave.zip her"
    )
    parser.set_defaults(run=run)
    yield "pakke zip", parser


def run(found: argparse.Namespace) -> int:
    """Write the zip, and say what is in it."""
    from klyngepakke.library.packing import packed, write_packed  # noqa: PLC0415 - pydantic

    made = packed(folder_of(found, "pakke zip"))
    target = found.file or Path(made.file_name)
    if target.is_dir():
        target /= made.file_name
    new = write_packed(made, target)
    for line in _told(made, target, new=new):
        say(line, str(target), _install(target))
    return 0


def _told(made: Packed, target: Path, *, new: bool) -> list[str]:
    from klyngepakke.writing.new_pack import SCHEMA_FILE  # noqa: PLC0415 - pydantic

    state = "" if new else " ligger der allerede og"
    lines = [f"{target}{state} rummer ”{made.pack.title}”, udgave {made.pack.edition}:"]
    lines += [f"  {name}" for name in made.names]
    if left_out := [name for name in made.left_out if name != SCHEMA_FILE]:
        lines.append(f"Ikke med, da en pakke ikke bruger det: {', '.join(left_out)}.")
    return [*lines, f"Modtageren skriver: {_install(target)}"]


def _install(file: Path) -> str:
    return f"klyngepakke pakke installer {quoted(Path(file.name))}"
