"""Leftover: zips of earlier runs that are not to be sent, moved from among those that are."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from klyngepakke.content.meeting_file import MEETING_FILE
from klyngepakke.errors import FileError
from klyngepakke.files import drop_empty, drop_file, make_folder, rename_file
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
    What nobody made with a series stays where it is.

    Args:
        target: The folder of all clusters.
        every: What came of each cluster of the series.
    """
    ready = {made.folder for made in every if made.state == READY}
    ours = {made.folder for made in every}
    moved, stuck = list[str](), list[str]()
    for path in _zips(target / ZIPS):
        if path.stem not in ready and (path.stem in ours or _is_kit(path)):
            (moved if _moved(path, target / AWAY) else stuck).append(path.name)
    for path in _zips(target / AWAY):
        if path.stem in ready:
            _dropped(path)
    drop_empty(target / AWAY)
    return Leftover(tuple(moved), tuple(stuck))


def _zips(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("*.zip"))


def _is_kit(path: Path) -> bool:
    """Whether a zip is a cluster's kit, whoever it is of; the coordinator may have zips too."""
    try:
        with zipfile.ZipFile(path) as archive:
            return f"{path.stem}/{FOR_PROGRAM}/{MEETING_FILE}" in archive.namelist()
    except (OSError, ValueError, zipfile.BadZipFile):
        return False


def _moved(path: Path, folder: Path) -> bool:
    try:
        make_folder(folder)
        rename_file(path, folder / path.name)
    except FileError:
        return False
    return True


def _dropped(path: Path) -> None:
    try:
        drop_file(path)
    except FileError:  # it lies out of the way, and the next run tries again
        return
