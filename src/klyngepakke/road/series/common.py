"""Common: what all kits of a series are made of: packs, looks, the program; and the digest of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from klyngepakke import digests
from klyngepakke.plugins import Catalogue, catalogue

Reader: TypeAlias = "Callable[[tuple[Path, ...]], Common]"
"""Gives what orders have in common, from their folders with packs; `cache(common)` reads it once."""


@dataclass(frozen=True)
class Common:
    """What orders have in common.

    Attributes:
        known: The packs and themes there are.
        digest: Of all their files, of the program and of what it is built on; "" where nobody can
            vouch for it, as where strangers' code writes sheets.
    """

    known: Catalogue
    digest: str


def common(packs: tuple[Path, ...]) -> Common:
    """What orders have in common, as it is now.

    Args:
        packs: Folders with further packs.

    Raises:
        InputError: One of the folders is wrong.
    """
    known = catalogue(packs)
    return Common(known, "" if known.is_open else _digest(known))


def _digest(known: Catalogue) -> str:
    folders = sorted({loaded.folder for loaded in known.packs.values()})
    looks = sorted({folder for theme in known.themes.values() for folder in theme.folders})
    program = (digests.own_code, digests.libraries, digests.native, digests.plugins)
    try:
        return digests.combined(
            *(digest() for digest in program),
            *(digests.folder_digest(folder) for folder in (*folders, *looks)),
        )
    except digests.Undigested:
        return ""
