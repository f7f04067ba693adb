"""`klyngepakke udseende vis`: the sheets of an example meeting, as a theme makes them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from klyngepakke.commands.shared import Parsers, Subparsers, with_packs
from klyngepakke.errors import FileError, UsageError

if TYPE_CHECKING:
    from klyngepakke.content.theme import Theme
    from klyngepakke.plugins import Catalogue

_PEOPLE = 29  # the size of an average cluster


def add(family: Subparsers) -> Parsers:
    """Add the command to its family."""
    parser = family.add_parser("vis", help="et prøvemødes ark med et udseende")
    parser.add_argument("what", metavar="MAPPE|ID", nargs="?", help="udseendets mappe eller id")
    parser.add_argument("--pakke", metavar="ID", help="den pakke, prøvemødet er på")
    parser.add_argument(
        "--levende",
        dest="live",
        action="store_true",
        help="vis arkene i browseren, og lav dem om, hver gang udseendet gemmes",
    )
    with_packs(parser)
    parser.set_defaults(run=run)
    yield "udseende vis", parser


def run(found: argparse.Namespace) -> int:
    """Build an example meeting with the theme, in a folder beside it; or show it live."""
    from klyngepakke.commands.eksempel import example_pack  # noqa: PLC0415 - not for help
    from klyngepakke.commands.making import build_kit  # noqa: PLC0415 - not needed for help
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack

    if not found.what:
        raise UsageError(
            "Skriv også udseendets mappe eller id, fx ”klyngepakke udseende vis klinik”."
        )
    folder = _folder(found.what)
    packs = [*found.packs, *([folder] if folder else [])]
    known = catalogue(packs)
    theme = known.theme(_id(folder) if folder else found.what)
    if found.live:
        return _live(example_pack(known, found.pakke).folder, known, theme, folder)
    sample = folder.with_name(f"{folder.name}-proeve") if folder else Path(f"{theme.id}-proeve")
    _meeting(sample, theme, known, example_pack(known, found.pakke).pack.id)
    return build_kit(sample, known, None, packs)


def _live(pack: Path, known: Catalogue, theme: Theme, folder: Path | None) -> int:
    from klyngepakke.commands.pakke.forhaandsvis import show  # noqa: PLC0415 - not for help
    from klyngepakke.preview import Wishes  # noqa: PLC0415 - reads the whole engine

    return show(pack, known, Wishes(theme.id), folder, browser=True)


def _folder(what: str) -> Path | None:
    """The theme's folder, where one is named; perhaps by the file in it."""
    from klyngepakke.content.theme import THEME_FILE  # noqa: PLC0415 - pydantic

    path = Path(what).absolute()
    if path.name == THEME_FILE and path.is_file():
        return path.parent
    return path if path.is_dir() else None


def _id(folder: Path) -> str:
    from klyngepakke.content.theme import read_theme  # noqa: PLC0415 - pydantic

    return read_theme(folder).id


def _meeting(sample: Path, theme: Theme, known: Catalogue, pack: str) -> None:
    """Write the example meeting; one that lies there already is built again as it stands.

    Raises:
        FileError: What lies there is another meeting.
    """
    from dataclasses import replace  # noqa: PLC0415 - only here

    from klyngepakke.commands.making import has_meeting  # noqa: PLC0415 - not needed for help
    from klyngepakke.commands.shared import new_folder  # noqa: PLC0415 - only here
    from klyngepakke.content.example import example  # noqa: PLC0415 - pydantic
    from klyngepakke.content.meeting_file import (  # noqa: PLC0415 - pydantic
        MEETING_FILE,
        read_meeting,
        write_meeting,
    )

    if not has_meeting(sample):
        new_folder(sample, MEETING_FILE)
        write_meeting(sample, replace(example(known.pack(pack), _PEOPLE), theme=theme.id))
    elif read_meeting(sample).value.theme != theme.id:
        raise FileError(
            f"I {sample} ligger der et andet møde. Flyt det, eller giv udseendet et andet navn."
        )
