"""Klyngepakken Telefontid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klyngepakke import hookimpl, load_pack

if TYPE_CHECKING:
    from klyngepakke import LoadedPack


@hookimpl
def klyngepakke_packs() -> list[LoadedPack]:
    """The pack that lies beside this file."""
    return [load_pack(__package__)]
