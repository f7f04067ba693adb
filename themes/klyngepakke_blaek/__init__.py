"""Udseendet Blækbesparende."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klyngepakke import hookimpl, load_theme

if TYPE_CHECKING:
    from klyngepakke import Theme


@hookimpl
def klyngepakke_themes() -> list[Theme]:
    """The theme that lies beside this file."""
    return [load_theme(__package__)]
