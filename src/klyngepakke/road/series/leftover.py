"""Leftover: zips of earlier runs that are not to be sent, moved from among those that are."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from klyngepakke.content.meeting_file import MEETING_FILE
from klyngepakke.errors import FileError
from klyngepakke.files import drop_empty, drop_file, make_folder, reading, rename_file
from klyngepakke.road.ready_kit import FOR_PROGRAM
from klyngepakke.road.series.order import AWAY, READY, ZIPS, Made


@dataclass(frozen=True)
class Leftover:
    """What became of the zips that are not to be sent.

    Attributes:
        moved: The names of those that lie in `gamle-zip` now.
        stuck: The names of those that the disk would not let go.
    """

    moved: tuple[str, ...] = ()
    stuck: tuple[str, ...] = ()


def put_away(target: Path, every: Sequence[Made]) -> Leftover:
    """Move every zip that is not of a ready kit out of the folder of those to send.

    So the folder can be sent as it is. A zip that is put away goes when its cluster has a new one.
    What nobody made with a series stays where it is, and so does all where a folder is a link.

    Args:
        target: The folder of all clusters.
        every: What came of each cluster of the series.

    Raises:
        FileError: A folder cannot be read.
    """
    ready = {made.folder for made in every if made.state == READY}
    rest = [p for p in _zips(target / ZIPS) if p.stem not in ready and _is_kit(p)]
    if not is_own(target):
        return Leftover(stuck=tuple(path.name for path in rest))
    places = [(path.name, _moved(path, target / AWAY)) for path in rest]
    for path in _zips(target / AWAY):
        if path.stem in ready and _is_kit(path):
            _dropped(path)
    drop_empty(target / AWAY)
    stuck = tuple(name for name, place in places if place is None)
    return Leftover(tuple(place.name for _, place in places if place), stuck)


def is_own(target: Path) -> bool:
    """Whether the folders of zips are the series' own; what lies behind a link is somebody's."""
    return not any((target / name).is_symlink() for name in (ZIPS, AWAY))


def _zips(folder: Path) -> list[Path]:
    with reading(folder):
        return sorted(folder.glob("*.zip"))


def _is_kit(path: Path) -> bool:
    """Whether a zip is a cluster's kit, whoever it is of; the coordinator may have zips too."""
    try:
        if path.is_symlink() or not path.is_file():
            return False
        with zipfile.ZipFile(path) as archive:
            return f"{path.stem}/{FOR_PROGRAM}/{MEETING_FILE}" in archive.namelist()
    except Exception:  # noqa: BLE001 - `zipfile` raises many kinds for what no series wrote
        return False


def _moved(path: Path, folder: Path) -> Path | None:
    """Move a zip, and say where to; an older kit of the cluster is written over, nothing else."""
    try:
        make_folder(folder)
        place = next(p for p in _places(folder / path.name) if not os.path.lexists(p) or _is_kit(p))
        rename_file(path, place)
    except FileError:
        return None
    return place


def _places(path: Path) -> Iterator[Path]:
    """Its own name, then `a-2.zip` and on."""
    yield path
    yield from (path.with_stem(f"{path.stem}-{number}") for number in count(2))


def _dropped(path: Path) -> None:
    try:
        drop_file(path)
    except FileError:  # it lies out of the way, and the next run tries again
        return
