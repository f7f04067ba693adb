"""Holders: which clusters have an edition of a pack, when a fact in it must be corrected."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from klyngepakke.content.editions import is_newer
from klyngepakke.planning.seating import alphabetical
from klyngepakke.printing.bundle import CONTENT_FILE, last_content
from klyngepakke.road import is_kit


@dataclass(frozen=True)
class Holder:
    """A built kit with a pack in it.

    Attributes:
        folder: The kit, as `klynge-nord/til-print` below the folder that was looked through.
        cluster: Whose it is; the meeting's folder where the kit does not say.
        date: The meeting's first day as YYYY-MM-DD, or "".
        edition: Of the pack.
    """

    folder: str
    cluster: str
    date: str
    edition: str


def holders(folder: Path, pack: str, edition: str = "", *, before: str = "") -> tuple[Holder, ...]:
    """The kits below a folder that have a pack, the earliest meeting first.

    Args:
        folder: What is looked through, with all folders below it; it need not be a series.
        pack: The pack's id.
        edition: Just this edition; "" for any.
        before: Only editions that are older than this one; "" for any.
    """
    found = (
        holder
        for holder in _holders(folder, pack)
        if edition in {"", holder.edition} and (not before or is_newer(before, holder.edition))
    )
    return tuple(sorted(found, key=lambda h: (h.date or "9999", alphabetical(h.cluster), h.folder)))


def editions(folder: Path) -> tuple[tuple[str, str], ...]:
    """Every pack and edition that the kits below a folder have, in order."""
    found = set[tuple[str, str]]()
    for kit in _kits(folder):
        packs = (last_content(kit) or {}).get("pakker")
        for pack, about in (packs if isinstance(packs, dict) else {}).items():
            if isinstance(about, dict):
                found.add((pack, str(about.get("udgave", ""))))
    return tuple(sorted(found))


def _holders(folder: Path, pack: str) -> Iterator[Holder]:
    for kit in _kits(folder):
        content = last_content(kit) or {}
        packs = content.get("pakker")
        about = packs.get(pack) if isinstance(packs, dict) else None
        if isinstance(about, dict):
            yield Holder(
                folder=kit.relative_to(folder).as_posix(),
                cluster=str(content.get("klynge") or kit.absolute().parent.name),
                date=str(content.get("dato", "")),
                edition=str(about.get("udgave", "")),
            )


def _kits(folder: Path) -> Iterator[Path]:
    """Every kit below a folder; links are not followed, so that none is met twice."""
    for place, below, files in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        if CONTENT_FILE in files and is_kit(Path(place)):
            yield Path(place)
