"""`klyngepakke udseende …`: the family of commands about themes."""

from __future__ import annotations

from klyngepakke.commands.shared import Parsers, Subparsers, with_family
from klyngepakke.commands.udseende import liste, ny, tjek, vis

_MODULES = (liste, vis, tjek, ny)


def add(commands: Subparsers) -> Parsers:
    """Add the family to the line."""
    yield from with_family(commands, "udseende", "udseender: se, lav og prøv dem", _MODULES)
