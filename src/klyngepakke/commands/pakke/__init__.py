"""`klyngepakke pakke …`: the family of commands about packs."""

from __future__ import annotations

from klyngepakke.commands.pakke import (
    fjern,
    forhaandsvis,
    fra_word,
    installer,
    liste,
    ny,
    opdater,
    til_gennemlaesning,
    tjek,
    vis,
    zip_,
)
from klyngepakke.commands.shared import Parsers, Subparsers, with_family

_MODULES = (
    liste,
    vis,
    tjek,
    ny,
    fra_word,
    til_gennemlaesning,
    forhaandsvis,
    zip_,
    installer,
    opdater,
    fjern,
)


def add(commands: Subparsers) -> Parsers:
    """Add the family to the line."""
    yield from with_family(commands, "pakke", "pakker: se, skriv, prøv og del dem", _MODULES)
