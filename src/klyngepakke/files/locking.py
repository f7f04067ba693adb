"""Locking: one writer a folder, and what is being made is told from what was left."""

from __future__ import annotations

import stat
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from klyngepakke.errors import BusyError
from klyngepakke.files.disk import disk, opened
from klyngepakke.files.telling import told

LOCK_FILE: Final = ".klyngepakke.lock"
_LONG: Final = 24 * 60 * 60  # seconds; a folder is filled in a few


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for one writer; the lock goes with the process, however it ends.

    Raises:
        BusyError: Another klyngepakke is writing there.
        FileError: The folder is not there, or may not be written.
    """
    with ExitStack() as stack:
        with told(folder):
            handle = disk.now.touch(folder / LOCK_FILE)
            stack.callback(_let_go, handle)
            free = disk.now.hold(handle)
        if not free:
            raise BusyError(
                f"Et andet vindue er ved at bygge {folder}. Vent, til det er færdigt, og prøv igen."
            )
        yield


@contextmanager
def in_use(path: Path) -> Iterator[None]:
    """Hold what is being made, so that nobody takes it for left over; no system must be able to."""
    with ExitStack() as stack:
        with suppress(OSError, MemoryError):
            handle = disk.now.look(path)
            stack.callback(_let_go, handle)
            disk.now.hold(handle)
        yield


def deserted(path: Path) -> bool:
    """Whether nobody makes this file or folder any more; False where that cannot be known.

    Windows holds no folder. There its age tells: nothing is put in it any more.
    """
    try:
        with opened(path) as handle:
            return disk.now.hold(handle)
    except (OSError, MemoryError):
        return _is_old_folder(path)


def _is_old_folder(path: Path) -> bool:
    with suppress(OSError):
        found = path.lstat()
        return stat.S_ISDIR(found.st_mode) and time.time() - found.st_mtime > _LONG
    return False


def _let_go(handle: int) -> None:
    """Close a handle that nothing was written by; there is nothing to lose."""
    with suppress(OSError, MemoryError):
        disk.now.close(handle)
