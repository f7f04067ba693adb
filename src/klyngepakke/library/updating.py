"""Updating: the newest edition of a pack that a shared folder has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path
from typing import Final

from klyngepakke.content.editions import is_newer
from klyngepakke.content.pack import Pack
from klyngepakke.errors import KlyngepakkeError
from klyngepakke.library.installing import offered
from klyngepakke.patience import within
from klyngepakke.plugins.broken import Broken, told
from klyngepakke.plugins.shelf import shared

_PATIENCE: Final = 20.0  # seconds for the zips of all shared folders; somebody is waiting for them


@dataclass(frozen=True)
class Found:
    """What the shared folders have of a pack.

    Attributes:
        source: The zip or the folder of the newest edition, or None.
        edition: That edition, or "".
        doubts: Danish sentences on what could not be looked at.
    """

    source: Path | None = None
    edition: str = ""
    doubts: tuple[str, ...] = ()


def newest(old: Pack) -> Found:
    """The newest edition in the shared folders, from the publisher of the one that is there.

    A zip is looked into when its name begins with the pack's id.

    Args:
        old: The pack as it is now.
    """
    shares, absent = shared()
    there = [(one.folder, one.pack) for share in shares for one in share.packs]
    zips = [z for share in shares for z in share.zips if z.name.startswith(f"{old.id}-")]
    works: list[Callable[[], Pack | Broken]] = [partial(_looked_into, path) for path in zips]
    inside = within(_PATIENCE, works)
    there += [(z, p) for z, p in zip(zips, inside, strict=True) if isinstance(p, Pack)]
    broken = [b for b in inside if isinstance(b, Broken)]
    doubts = [told(b) for b in (*absent, *(b for s in shares for b in s.broken), *broken)]
    doubts += [f"{z} svarer ikke." for z, p in zip(zips, inside, strict=True) if p is None]
    fitting = [(path, p) for path, p in there if p.id == old.id and p.publisher == old.publisher]
    if not fitting:
        return Found(doubts=tuple(doubts))
    path, pack = reduce(lambda a, b: b if is_newer(b[1].edition, a[1].edition) else a, fitting)
    return Found(path, pack.edition, tuple(doubts))


def _looked_into(path: Path) -> Pack | Broken:
    try:
        with offered(path) as offer:
            return offer.pack
    except KlyngepakkeError as error:
        return Broken(path.name, str(path), tuple(map(str, error.problems)), what="Zip-filen")
