"""`klyngepakke indlaes`: forms that were filled on screen, as tables for a spreadsheet."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from klyngepakke.commands.shared import LOOK_FIRST, Parsers, Subparsers, complain, say
from klyngepakke.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from klyngepakke.replies.gathering import Gathered
    from klyngepakke.replies.keeping import Kept

_ABOUT: Final = {
    "spoergsmaal.csv": "hvad kolonnerne og svarene betyder",
    "svar.json": "det hele, til andre programmer",
}
_TOLD: Final = 40  # lines of one kind; a folder of downloads may hold anything


def add(commands: Subparsers) -> Parsers:
    """Add the command to the line."""
    parser = commands.add_parser("indlaes", help="saml svar fra ark, der er udfyldt på skærmen")
    parser.add_argument(
        "paths",
        metavar="FIL",
        nargs="*",
        type=Path,
        help="de udfyldte PDF-filer, eller en mappe med dem; mødets mappe kan stå først",
    )
    parser.add_argument(
        "--til",
        dest="to",
        metavar="MAPPE",
        type=Path,
        help="hvor tabellerne skrives; ellers i mødets mappe under ”svar”",
    )
    parser.set_defaults(run=run)
    yield "indlaes", parser


def run(found: argparse.Namespace) -> int:
    """Read the files, write the tables, and say what is not in them."""
    from klyngepakke.files import locked, mend  # noqa: PLC0415 - beside the others
    from klyngepakke.replies.finding import meeting_of, sorted_out  # noqa: PLC0415 - pydantic
    from klyngepakke.replies.gathering import gathered, opened  # noqa: PLC0415 - pikepdf
    from klyngepakke.replies.handed_out import handed_out  # noqa: PLC0415 - pydantic
    from klyngepakke.replies.keeping import FOLDER, keep  # noqa: PLC0415 - with the others
    from klyngepakke.replies.tables import tables  # noqa: PLC0415 - with the others
    from klyngepakke.road import KEPT, KITS  # noqa: PLC0415 - pydantic

    named, files = sorted_out(found.paths)
    if not files:
        raise UsageError(
            "Skriv også de udfyldte filer eller en mappe med dem, fx "
            "”klyngepakke indlaes mit-moede svar-fra-mail”."
        )
    forms, refused = opened(files)
    folder = named or meeting_of((f.filled.identity["moede"] for f in forms), files, Path())
    mend(folder, KITS)
    handed = handed_out(folder)
    read = gathered(handed, forms, refused)
    if not read.replies:
        raise InputError(*_nothing(read))
    target = found.to or folder / FOLDER
    aside = target / KEPT if found.to else folder / KEPT
    with locked(folder):
        kept = keep(target, tables(handed, read.replies.values()), aside)
    _tell(read, kept, target)
    return _warn(read)


def _nothing(read: Gathered) -> Iterator[Problem]:
    """Why there is nothing to write."""
    yield from read.refused
    yield from (Problem("Der er ikke svaret på noget i filen.", name) for name in read.blank)
    yield Problem("Ingen svar er læst ind, og intet er skrevet.")


def _tell(read: Gathered, kept: Kept, target: Path) -> None:
    counts = Counter(reply.form.title for reply in read.replies.values())
    number = len(read.replies)
    say(f"{number} {'udfyldt fil' if number == 1 else 'udfyldte filer'} er læst ind:")
    for title, count in counts.items():
        say(f"  {count:>3}  {title}")
    say(f"Tabellerne ligger i {target}", str(target))
    for file in kept.files:
        say(f"  {file.name}  {_ABOUT.get(file.name, 'åbn den i Excel')}", file.name)
    if kept.left_out:
        say(
            f"{_some(kept.left_out, 'svar', 'svar')} fra sidste indlæsning er ikke med denne gang. "
            "Skal de stå i de samme tabeller, så læs alle filerne ind på én gang."
        )
    for file in kept.moved:
        say(f"Den gamle {file.name} er gemt som {file}", str(file))


def _warn(read: Gathered) -> int:
    """Say what was not read, and what to look at; the exit code that follows."""
    _list("Ikke læst ind:", map(str, read.refused))
    _list("Se efter:", _doubts(read))
    return LOOK_FIRST if read.refused or any(_doubts(read)) else 0


def _doubts(read: Gathered) -> Iterator[str]:
    from klyngepakke.replies.reply import sentences  # noqa: PLC0415 - read by now

    for name, reply in read.replies.items():
        yield from (f"{name}: {sentence}" for sentence in sentences(reply))
    for name, first in read.copies:
        yield f"{name}: Det er det samme svar som {first}. Det er talt med én gang."
    for name, first in read.alike:
        yield (
            f"{name}: De samme krydser som {first}. Begge er talt med; er det den samme person, "
            "så læs ind igen uden den ene."
        )
    yield from (f"{name}: Der er ikke svaret på noget i filen." for name in read.blank)


def _list(heading: str, lines: Iterable[str]) -> None:
    found = list(lines)
    if found:
        complain(f"\n{heading}")
    for line in found[:_TOLD]:
        complain(line, "  – ")
    if len(found) > _TOLD:
        complain(f"og {len(found) - _TOLD} til.", "  – ")


def _some(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
