"""`klyngepakke pakke liste`: the packs there are."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from klyngepakke.commands.shared import Parsers, Subparsers, say, say_json, with_packs

if TYPE_CHECKING:
    from klyngepakke.content.pack import LoadedPack
    from klyngepakke.plugins import Catalogue


def add(family: Subparsers) -> Parsers:
    """Add the command to its family."""
    parser = family.add_parser("liste", help="alle pakker på denne computer")
    parser.add_argument("--json", action="store_true", help="som JSON til andre programmer")
    with_packs(parser)
    parser.set_defaults(run=run)
    yield "pakke liste", parser


def run(found: argparse.Namespace) -> int:
    """Every pack, and the broken ones with the reason."""
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack

    packs = catalogue(found.packs)
    if found.json:
        say_json(_as_json(packs))
        return 0
    for loaded in packs.packs.values():
        say("\n".join(_entry(loaded)))
    for note in packs.notes.values():
        say(note)
    for broken in packs.broken:
        say(f"Kan ikke bruges: {broken}")
    return 0


def _entry(loaded: LoadedPack) -> Iterator[str]:
    pack = loaded.pack
    review = f", læses igen senest {pack.review_by:%d.%m.%Y}" if pack.review_by else ""
    follows = f", følger {pack.follows}" if pack.follows else ""
    yield f"{pack.id:<24} {pack.title}"
    yield f"{'':<24} udgave {pack.edition}{review}{follows}"
    yield f"{'':<24} {pack.publisher}; fra {loaded.origin}"
    if loaded.code:
        yield f"{'':<24} {contains_code(loaded)}"


def contains_code(loaded: LoadedPack) -> str:
    """What is said of a pack that runs as a program on this computer, and whose it is."""
    return f"indeholder kode fra {loaded.origin}"


def _as_json(packs: Catalogue) -> dict[str, object]:
    return {
        "pakker": [
            {
                "id": p.pack.id,
                "titel": p.pack.title,
                "udgave": p.pack.edition,
                "udgiver": p.pack.publisher,
                "oprindelse": p.origin,
                "kode": p.code,
                "gennemses": p.pack.review_by.isoformat() if p.pack.review_by else None,
                "følger": p.pack.follows,
            }
            for p in packs.packs.values()
        ],
        "ubrugelige": [
            {"navn": b.name, "oprindelse": b.origin, "grunde": list(b.reasons)}
            for b in packs.broken
        ],
    }
