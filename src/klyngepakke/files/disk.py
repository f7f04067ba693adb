"""The disk: every call that changes it, and those that a change leans on, in one table.

Whatever the program writes goes through `disk.now`. A test puts another table in its place, in
which the n-th call fails, or files are open in other programs as they are on Windows.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_AT_CWD: Final = -100
_EXCHANGE: Final = 2
"""Linux' RENAME_EXCHANGE, and macOS' RENAME_SWAP."""
_WAITS: Final = (0.01, 0.04, 0.16, 0.64)
"""Seconds between tries on Windows, where a scanner holds what was written just now."""


def _create(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)


def _touch(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | _BINARY, 0o666)


def _look(path: Path) -> int:
    return os.open(path, os.O_RDONLY | _BINARY)


def _read_back(path: Path) -> bytes:
    """What the disk holds, and not what the system remembers of it, where that can be asked."""
    handle = _look(path)
    with os.fdopen(handle, "rb") as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        return file.read()


def _exchange(one: Path, other: Path) -> None:
    """Let two names change places in one step.

    Raises:
        OSError: ENOSYS where the system cannot; whatever else it says.
    """
    import ctypes  # noqa: PLC0415 - only where something is replaced

    name = {"linux": "renameat2", "darwin": "renamex_np"}.get(sys.platform, "")
    try:
        call = getattr(ctypes.CDLL(None, use_errno=True), name)
    except (AttributeError, OSError, TypeError):
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS)) from None
    names = os.fsencode(one), os.fsencode(other)
    words = (_AT_CWD, names[0], _AT_CWD, names[1]) if sys.platform == "linux" else names
    if call(*words, _EXCHANGE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(other))


def _link(source: Path, target: Path) -> None:
    os.link(source, target, follow_symlinks=False)


def _make(path: Path, mode: int = 0o777) -> None:
    path.mkdir(mode)


def _mode(path: Path, mode: int) -> None:
    path.chmod(mode)


if os.name == "nt":  # pragma: no cover - Windows has no fcntl
    import msvcrt

    def _hold(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True

else:
    import fcntl

    def _hold(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


_BINARY: Final = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class System:
    """The calls, as this system has them.

    Attributes:
        create: Make a file for the owner alone where nothing is; its handle.
        touch: Open a file to hold it, made where it is missing; its handle.
        look: Open a file or a folder that is there, to read or to hold; its handle.
        write: Write some of the bytes; how many.
        sync: See that what was written is on the disk.
        close: Let go of a handle.
        hold: Hold what a handle is of, until it is closed; False where another holds it.
        read: The bytes of a file.
        read_back: The same, from the disk itself.
        names: What lies in a folder.
        make: Make a folder.
        mode: Set who may do what.
        rename: Give a file or folder another name, over a file that has it.
        exchange: Let two names change places.
        link: Give a file one more name.
        unlink: Remove a file.
        rmdir: Remove an empty folder.
        pause: Wait some seconds.
        waits: How long to wait before each new try where a file is held by others.
    """

    create: Callable[[Path], int] = _create
    touch: Callable[[Path], int] = _touch
    look: Callable[[Path], int] = _look
    write: Callable[[int, memoryview], int] = os.write
    sync: Callable[[int], None] = os.fsync
    close: Callable[[int], None] = os.close
    hold: Callable[[int], bool] = _hold
    read: Callable[[Path], bytes] = Path.read_bytes
    read_back: Callable[[Path], bytes] = _read_back
    names: Callable[[Path], list[str]] = os.listdir
    make: Callable[..., None] = _make
    mode: Callable[[Path, int], None] = _mode
    rename: Callable[[Path, Path], object] = os.replace
    exchange: Callable[[Path, Path], None] = _exchange
    link: Callable[[Path, Path], None] = _link
    unlink: Callable[[Path], None] = os.unlink
    rmdir: Callable[[Path], None] = os.rmdir
    pause: Callable[[float], None] = time.sleep
    waits: tuple[float, ...] = _WAITS if os.name == "nt" else ()


@dataclass
class Disk:
    """The table that is used now."""

    now: System


disk: Final = Disk(System())


def patiently(change: Callable[..., object], *paths: Path) -> None:
    """Make a change that Windows refuses for a moment while a scanner looks at the file."""
    for wait in disk.now.waits:
        try:
            change(*paths)
        except PermissionError:
            disk.now.pause(wait)
        else:
            return
    change(*paths)


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """A handle of a file or folder that is there."""
    handle = disk.now.look(path)
    try:
        yield handle
    finally:
        disk.now.close(handle)
