"""Writing: a file stands whole or not at all; a temporary sibling, fsync, rename."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from klyngepakke.errors import FileError
from klyngepakke.files.disk import disk, opened, patiently
from klyngepakke.files.locking import deserted
from klyngepakke.files.telling import reading, told

_NEW: Final = "ny"
_UNFINISHED: Final = re.compile(rf"\..+\.{_NEW}\.[0-9a-f]{{16}}")
_LONGEST: Final = 200
"""Bytes of a name that can still be made longer; 255 is the most that any disk takes."""
_PROBED: Final = 4096
"""Bytes that there must be room for; an empty file can be made on a full disk."""


def fingerprint(data: bytes) -> str:
    """The SHA-256 of some bytes, as hex."""
    import hashlib  # noqa: PLC0415 - not needed for help

    return hashlib.sha256(data).hexdigest()


# --- Files ---------------------------------------------------------------------------------


def write_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file whole or not at all.

    Args:
        path: Where it shall stand; its folder exists.
        data: What it shall hold.
        private: True gives it mode 0600, for what names people.

    Raises:
        FileError: The disk is full, or the place may not be written.
    """
    with told(path):
        write(path, data, 0o600 if private else 0o644)


def copy_file(source: Path, target: Path, *, private: bool = False) -> None:
    """Copy a file whole or not at all.

    Args:
        source: What is copied.
        target: Where to; its folder exists.
        private: True gives the copy mode 0600, for what names people.

    Raises:
        FileError: It cannot be read, or the place may not be written.
    """
    with reading(source):
        data = disk.now.read(source)
    write_file(target, data, private=private)


def rewrite_file(path: Path, data: bytes, copy: Path | None = None) -> None:
    """Give a file that is there other bytes, and keep its permissions; a link stays a link.

    Args:
        path: The file.
        data: What it shall hold.
        copy: Where the old one is kept, under a name that is free.

    Raises:
        FileError: The disk or its permissions said no; the file is as it was, without a copy.
    """
    with told(path):
        whole = path.resolve()
        mode = stat.S_IMODE(whole.stat().st_mode)
        old = disk.now.read(whole)
        try:
            if copy is not None:
                write(copy, old, mode)
            write(whole, data, mode)
        except BaseException:
            if copy is not None and disk.now.read(whole) == old:
                clear(copy)
            raise


def drop_file(path: Path) -> None:
    """Remove a file, where it is there.

    Raises:
        FileError: The disk or its permissions said no.
    """
    with told(path), suppress(FileNotFoundError):
        patiently(disk.now.unlink, path)


def rename_file(path: Path, target: Path) -> None:
    """Give a file another name, in its folder or in another on the same disk.

    Args:
        path: The file.
        target: Its new name; a file that has it already is written over.

    Raises:
        FileError: The disk or its permissions said no.
    """
    with told(path):
        patiently(disk.now.rename, path, target)


def write(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all; what the disk says is raised as it is."""
    try:
        _write(path, data, mode)
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise
        _write(path, data, mode)  # swept up in the blink where nobody held it


def _write(path: Path, data: bytes, mode: int) -> None:
    temporary = beside(path)
    try:
        fill(temporary, data, mode)
        patiently(disk.now.rename, temporary, path)
    except BaseException:
        clear(temporary)
        raise
    sync_folder(path.parent)


def fill(path: Path, data: bytes, mode: int) -> None:
    """Make a file that nobody looks for yet; on the disk when this returns."""
    handle = disk.now.create(path)
    try:
        with suppress(OSError, MemoryError):  # `sweep` leaves alone what is held
            disk.now.hold(handle)
        rest = memoryview(data)
        while rest:
            rest = rest[disk.now.write(handle, rest) :]
        disk.now.mode(path, mode)
        disk.now.sync(handle)
    finally:
        disk.now.close(handle)


# --- Folders -------------------------------------------------------------------------------


def check_writable(folder: Path) -> None:
    """See that something can be written in a folder, or where it is to be made. Nothing stays.

    Raises:
        FileError: It cannot, or a file is in its place.
    """
    with told(folder):
        while not os.path.lexists(folder):
            folder = folder.parent
        sweep(folder)  # what was killed while it tried this
        probe = beside(folder / "proeve")
        try:
            fill(probe, bytes(_PROBED), 0o600)
        finally:
            clear(probe)


def make_folder(path: Path, *, private: bool = False) -> None:
    """Make a folder and its parents, where they are missing.

    Args:
        path: The folder.
        private: True makes it for the owner alone, also where it is there.

    Raises:
        FileError: The disk or its permissions said no, or a file is in its place.
    """
    with told(path):
        make(path)
        if private:
            disk.now.mode(path, 0o700)


def drop_empty(folder: Path) -> None:
    """Remove a folder if nothing is in it."""
    with suppress(OSError):
        disk.now.rmdir(folder)


def make(path: Path) -> None:
    """Make a folder and its parents; what the disk says is raised as it is."""
    if path.is_dir():
        return
    if path.parent != path:
        make(path.parent)
    try:
        disk.now.make(path)
    except FileExistsError:
        if not path.is_dir():
            raise


def sync_folder(folder: Path) -> None:
    """See that the names in a folder are on the disk, where that can be asked.

    What was renamed stands by then: a disk that says no changes nothing of it.
    """
    if os.name == "posix":
        with suppress(OSError, MemoryError), opened(folder) as handle:
            disk.now.sync(handle)


# --- What is not finished ------------------------------------------------------------------


def beside(path: Path) -> Path:
    """A hidden name beside a file or folder for what will take its place, `.x.ny.0f…`."""
    return path.with_name(f".{stem(path)}.{_NEW}.{os.urandom(8).hex()}")


def stem(path: Path) -> str:
    """What hidden names beside a file begin with: its own name, or a mark of one that is long."""
    name = path.name
    return name if len(os.fsencode(name)) <= _LONGEST else fingerprint(os.fsencode(name))[:16]


def unfinished(name: str) -> bool:
    """Whether a name is one that `beside` gives."""
    return _UNFINISHED.fullmatch(name) is not None


def clear(path: Path) -> None:
    """Remove a file, or a folder with all that is in it; what stays is swept up at a next start."""
    try:
        remove(path)
    except BaseException as error:
        with suppress(OSError, MemoryError):
            remove(path)
        if not isinstance(error, OSError | MemoryError):
            raise


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there; what the disk says is raised as it is."""
    try:
        kind = path.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(kind):
        for name in disk.now.names(path):
            remove(path / name)
        disk.now.rmdir(path)
        return
    try:
        disk.now.unlink(path)
    except PermissionError:
        if not stat.S_ISREG(kind):
            raise
        disk.now.mode(path, 0o600)  # Windows keeps what may only be read
        disk.now.unlink(path)


def sweep(folder: Path) -> None:
    """Remove what writes that were killed have left in a folder; those under way are held."""
    with suppress(OSError, MemoryError):
        for name in disk.now.names(folder):
            if unfinished(name) and deserted(folder / name):
                clear(folder / name)


def sweep_own(path: Path) -> None:
    """Remove what killed writes have left beside a file or folder, which the caller holds."""
    start = f".{stem(path)}.{_NEW}."
    with suppress(FileNotFoundError):
        for name in disk.now.names(path.parent):
            if name.startswith(start):
                clear(path.parent / name)


def check_folder(folder: Path) -> None:
    """See that a folder, or nothing, has that name.

    Raises:
        FileError: A file or a link has it.
    """
    if folder.is_symlink():
        raise FileError(
            f"{folder} er en genvej til et andet sted, så den røres ikke. "
            "Flyt eller omdøb den, og prøv igen."
        )
    if os.path.lexists(folder) and not folder.is_dir():
        raise FileError(f"{folder} er en fil, men her skal være en mappe. Flyt eller omdøb filen.")
