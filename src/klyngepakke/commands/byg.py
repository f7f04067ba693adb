"""`klyngepakke byg`: a meeting's folder to a folder of sheets to print."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from klyngepakke.commands.closing import tell
from klyngepakke.commands.shared import (
    Parsers,
    Subparsers,
    complain,
    folder_of,
    say,
    share_out,
    warn,
    with_folder,
    with_packs,
    with_processes,
)
from klyngepakke.planning.wishes import Wishes

if TYPE_CHECKING:
    from klyngepakke.unchanged import Seen


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
        "--enkeltsidet",
        dest="single_sided",
        action="store_true",
        help="print.pdf til en printer, der kun kan udskrive på den ene side",
    )
    parser.add_argument(
        "--uden-kopier",
        dest="one_of_each",
        action="store_true",
        help="print.pdf med ét af hvert ark og en tabel over, hvor mange der skal kopieres",
    )
    parser.add_argument(
        "--haefte",
        dest="booklet",
        action="store_true",
        help="lav også drejebogen som et hæfte i A5, drejebog-haefte.pdf",
    )
    parser.add_argument(
        "--tjek-links",
        dest="check_links",
        action="store_true",
        help="spørg også nettet, om linkene på arkene virker; ellers spørges det aldrig",
    )
    parser.add_argument(
        "--udseende",
        dest="theme",
        metavar="ID",
        default="",
        help="byg i et andet udseende, fx stor, i en mappe for sig: til-print-stor",
    )
    parser.add_argument(
        "--forfra",
        dest="anew",
        action="store_true",
        help="lav det hele igen, også de ark, der ikke er ændret siden sidst",
    )
    with_processes(parser)
    parser.set_defaults(run=run)
    yield "byg", parser


def run(found: argparse.Namespace) -> int:
    """Build, one line a sheet; where nothing has changed since the last time, say so."""
    from klyngepakke.unchanged import seen, standing  # noqa: PLC0415 - not needed for help

    folder = folder_of(found, "byg")
    wishes = _wishes(found)
    now = seen(folder, found.packs, wishes, html=found.html)
    whole = found.check_links or found.anew
    there = None if whole else standing(folder, now, wishes, html=found.html)
    if there is None:
        return _built(found, folder, wishes, now)
    say(f"Intet er ændret siden sidst, så {wishes.output} er, som den skal være.\n")
    tell(there, folder, found.packs)
    return warn(there.warnings)


def _wishes(found: argparse.Namespace) -> Wishes:
    return Wishes(
        found.single_sided,
        found.one_of_each,
        found.booklet,
        check_links=found.check_links,
        theme=found.theme,
    )


def _built(found: argparse.Namespace, folder: Path, wishes: Wishes, now: Seen | None) -> int:
    """Build what is not there, or is not as it should be."""
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack
    from klyngepakke.printing.engine import require  # noqa: PLC0415 - not needed for help
    from klyngepakke.road.cache import build_cached  # noqa: PLC0415 - pydantic and more

    if not found.html:
        require()
    share_out(found)
    if sys.stderr.isatty():
        complain("Læser mødet og laver arkene …")  # the first is there after some seconds
    known = catalogue(found.packs)
    built = build_cached(
        folder, known, say, html=found.html, anew=found.anew, wishes=wishes, before=now
    )
    print()
    tell(built, folder, found.packs)
    return warn(built.warnings)
