"""`klyngepakke pakke opdater`: a newer edition of a pack, from a file or a shared folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from klyngepakke.commands.closing import quoted
from klyngepakke.commands.pakke.installer import install_from, with_answers
from klyngepakke.commands.shared import Parsers, Subparsers, complain, say
from klyngepakke.errors import InputError, UsageError

if TYPE_CHECKING:
    from klyngepakke.plugins import Catalogue


def add(family: Subparsers) -> Parsers:
    """Add the command to its family."""
    parser = family.add_parser("opdater", help="hent en nyere udgave af en pakke")
    parser.add_argument(
        "source",
        metavar="ID|FIL|MAPPE",
        nargs="?",
        help="pakkens id, så der ses i de fælles mapper; eller filen med den nye udgave",
    )
    with_answers(parser)
    parser.set_defaults(run=run, word="opdater")
    yield "pakke opdater", parser


def run(found: argparse.Namespace) -> int:
    """Find what is newer, show it, ask, and install it."""
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack

    if found.source is None:
        raise UsageError("Skriv også pakkens id, fx ”klyngepakke pakke opdater trivsel”.")
    packs = catalogue()
    path = Path(found.source)
    # A pack's author often stands beside a folder of its id; ./pauser is the folder.
    by_id = found.source in packs.packs or not path.exists()
    source = _newest(found.source, packs, older=found.nedgrader) if by_id else path
    if source is not None and _is_news(source, packs):
        install_from(source, packs, found)
    return 0


def _newest(name: str, packs: Catalogue, *, older: bool) -> Path | None:
    """Where the newest edition lies; an older one than that which is used only where it is wanted."""
    from klyngepakke.content.editions import is_newer  # noqa: PLC0415 - as all of content
    from klyngepakke.library.updating import newest  # noqa: PLC0415 - the whole road

    old = packs.pack(name).pack
    found = newest(old)
    for doubt in found.doubts:
        complain(doubt)
    if found.source is None:
        say(f"De fælles mapper har ingen udgave af ”{name}” fra {old.publisher}.")
    elif is_newer(old.edition, found.edition) and not older:
        say(f"De fælles mapper har ingen nyere udgave af ”{name}” end {old.edition}.")
        return None
    return found.source


def _is_news(source: Path, packs: Catalogue) -> bool:
    """Whether the edition is another than the one that is used; says so where it is not."""
    from klyngepakke.library.installing import offered  # noqa: PLC0415 - the whole road

    with offered(source) as offer:
        new = offer.pack
    if new.id not in packs.packs:
        raise InputError(
            f"Der er ingen pakke ”{new.id}” at opdatere. Få den på computeren med "
            f"”klyngepakke pakke installer {quoted(source)}”."
        )
    old = packs.packs[new.id].pack
    if (old.edition, old.publisher) == (new.edition, new.publisher):
        say(f"Pakken ”{new.title}” er allerede her i udgave {new.edition}.")
        return False
    return True
