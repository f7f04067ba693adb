"""Swapping: a folder is replaced by another, whole or not at all, and no one's own file is lost."""

from __future__ import annotations

import errno
import fnmatch
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from klyngepakke.errors import FileError, KlyngepakkeError
from klyngepakke.files.disk import disk, patiently
from klyngepakke.files.locking import in_use, locked
from klyngepakke.files.telling import files_in, told
from klyngepakke.files.writing import (
    beside,
    check_folder,
    clear,
    drop_empty,
    fill,
    make,
    stem,
    sweep,
    sweep_own,
    sync_folder,
    unfinished,
    write,
)

_OLD: Final = "gammel"
_NO_EXCHANGE: Final = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}
"""What is said where the system or the file system cannot exchange, or a sandbox forbids it."""
_NO_LINK: Final = _NO_EXCHANGE | {errno.EXDEV, errno.EMLINK, errno.EACCES}

Own = Callable[[Path], Iterable[Path]]
"""The files in a folder that are a person's own."""


def _nobodys(_: Path) -> Iterable[Path]:
    return ()


def make_whole(folder: Path, content: Mapping[str, bytes]) -> None:
    """Make a folder with these files, whole or not at all, and never over something.

    Args:
        folder: What is made; its parents are, too. One that is there must be empty.
        content: The files by name; `ark/tal.html` lies in a folder below.

    Raises:
        FileError: Something lies there, the disk is full, or the place may not be written.
    """
    with told(folder):
        make(folder.parent)
        if folder.is_dir() and disk.now.names(folder):
            raise FileError(f"I {folder} ligger der noget i forvejen. Vælg en anden mappe.")
        sweep(folder.parent)
        new = beside(folder)
        try:
            disk.now.make(new, 0o700)
            with in_use(new):
                _fill(new, content)
                _name(new, folder)
        except BaseException:
            clear(new)
            raise
        sync_folder(folder.parent)


def swap_in(
    folder: Path, content: Mapping[str, bytes], own: Own = _nobodys, kept: Path | None = None
) -> tuple[Path, ...]:
    """Replace a folder by one that holds just these files, whole or not at all.

    The new folder is written beside the old one, read back from the disk, and then the two change
    places: in one step where the system can, else in two, and `recover` puts right what was cut
    off between them. The caller holds the folder.

    Args:
        folder: What is replaced, or made.
        content: The new files, by name; a name may lead through folders.
        own: Says which files in the old folder are a person's own. They are in `kept` before
            anything is replaced, and those that were saved meanwhile right after.
        kept: Where to.

    Returns:
        The files that were kept, where they are now.

    Raises:
        FileError: The disk is full, or the place may not be written; everything is as it was.
    """
    kept = kept or folder.parent
    with told(folder):
        check_folder(folder)
        recover(folder)
        sweep(kept)
        new = beside(folder)
        there = kept.is_dir()
        taken: dict[Path, Path] = {}
        try:
            disk.now.make(new, 0o700)
            with in_use(new):
                _fill(new, content)
                moved = tuple(_keep(own(folder), kept, taken))
                old = _put(new, folder)
        except BaseException as error:
            _undo(folder, new, error)
            _give_back(taken)
            if not there:
                drop_empty(kept)
            raise
        if old is not None:
            try:
                with suppress(KlyngepakkeError, OSError, MemoryError):
                    moved += tuple(_keep(own(old), kept, taken))
            finally:
                clear(old)
        sync_folder(folder.parent)
    return tuple(dict.fromkeys(moved))


def save_aside(file: Path, kept: Path) -> Path:
    """Give somebody's own file a place in `kept` too, before it is written over.

    Returns:
        Where it is kept; a file there that holds the same is it.

    Raises:
        FileError: The disk or its permissions said no; nothing is changed.
    """
    taken: dict[Path, Path] = {}
    with told(kept):
        sweep(kept)
        there = kept.is_dir()
        try:
            (target,) = _keep((file,), kept, taken)
        except BaseException:
            _give_back(taken)
            if not there:
                drop_empty(kept)
            raise
    return target


def check_closed(folder: Path) -> None:
    """See that no file in a folder is open in another program, where that keeps it from going.

    Elsewhere than on Windows it does not, and nothing is asked.

    Raises:
        FileError: One is open; the sentence says which.
    """
    if disk.now.waits:
        with told(folder):
            for file in files_in(folder):
                if file.stat().st_mode & stat.S_IWUSR:  # others may be refused for that alone
                    patiently(disk.now.rename, file, file)


def recover(folder: Path) -> None:
    """Put right what a killed build left beside the folder: the old one back, litter away.

    The caller holds the folder.

    Raises:
        FileError: The disk or its permissions said no.
    """
    with told(folder):
        old = _old(folder)
        if os.path.lexists(old):
            patiently(disk.now.rename, old, beside(folder) if os.path.lexists(folder) else folder)
            sync_folder(folder.parent)
        sweep_own(folder)
        sweep(folder.parent)


def mend(home: Path, names: str = "*") -> None:
    """Put right what killed builds left in a folder, unless another is writing there now.

    What cannot be mended now is passed over: the next build says why.

    Args:
        home: The folder.
        names: A pattern for the names of the folders in it that are ours.
    """
    pattern = f".{names}.{_OLD}"
    with suppress(KlyngepakkeError, OSError, MemoryError):
        there = disk.now.names(home)
        old = [name for name in there if fnmatch.fnmatchcase(name, pattern)]
        if old or any(map(unfinished, there)):
            with locked(home):
                for name in old:
                    recover(home / name.removeprefix(".").removesuffix(f".{_OLD}"))
                sweep(home)


def drop_folder(folder: Path) -> None:
    """Remove a folder with all that is in it; cut off, it is there or it is gone.

    Raises:
        FileError: The disk or its permissions said no.
    """
    with told(folder):
        away = beside(folder)
        try:
            patiently(disk.now.rename, folder, away)
            sync_folder(folder.parent)
        finally:
            clear(away)


# --- A new folder --------------------------------------------------------------------------


def _fill(new: Path, content: Mapping[str, bytes]) -> None:
    """Write the files into the new folder, and see that they are on the disk as they should be."""
    for name, data in content.items():
        make((new / name).parent)
        fill(new / name, data, 0o644)
    folders = {new, *(new / parent for name in content for parent in Path(name).parents)}
    for folder in sorted(folders, reverse=True):
        sync_folder(folder)
    for name, data in content.items():
        if disk.now.read_back(new / name) != data:
            raise OSError(errno.EIO, os.strerror(errno.EIO), name)
    disk.now.mode(new, 0o755)


def _name(new: Path, folder: Path) -> None:
    """Give the new folder its name, where at most an empty folder is."""
    try:
        patiently(disk.now.rename, new, folder)
    except (FileExistsError, PermissionError):
        disk.now.rmdir(folder)  # Windows renames over no folder, not even an empty one
        patiently(disk.now.rename, new, folder)


def _put(new: Path, folder: Path) -> Path | None:
    """Put the new folder in the old one's place; where the old one is now, if there was one."""
    if not os.path.lexists(folder):
        patiently(disk.now.rename, new, folder)
        return None
    try:
        disk.now.exchange(new, folder)
    except OSError as error:
        if error.errno not in _NO_EXCHANGE:
            raise
    else:
        return new
    patiently(disk.now.rename, folder, _old(folder))
    sync_folder(folder.parent)
    patiently(disk.now.rename, new, folder)
    return _old(folder)


def _undo(folder: Path, new: Path, error: BaseException) -> None:
    """Put the old folder back where it is not in its place, and the new one away."""
    try:
        with suppress(KlyngepakkeError):
            recover(folder)
    finally:
        clear(new)
    if os.path.lexists(_old(folder)) and not os.path.lexists(folder):
        raise FileError(
            f"{folder} kunne ikke skrives, og det gamle ligger i {_old(folder)}. Det kommer på "
            "plads af sig selv, næste gang klyngepakke bruges her."
        ) from error


def _old(folder: Path) -> Path:
    return folder.with_name(f".{stem(folder)}.{_OLD}")


# --- A person's own files ------------------------------------------------------------------


def _keep(files: Iterable[Path], kept: Path, taken: dict[Path, Path]) -> Iterator[Path]:
    """Give each file a place in `kept` too, so that the folder it lies in may go.

    Args:
        files: A person's own files.
        kept: The folder, which is made.
        taken: Gets the new place of each file that was not there already.
    """
    for file in files:
        make(kept)
        target = _free(file, kept)
        if not os.path.lexists(target):
            taken[target] = file
            _double(file, target)
        yield target
    if taken:
        sync_folder(kept)


def _free(file: Path, kept: Path) -> Path:
    """The name in `kept` that no other file has; one that is this very file may have it."""
    target, number = kept / file.name, 2
    while os.path.lexists(target) and not _same(file, target):
        target = kept / f"{file.stem}-{number}{file.suffix}"
        number += 1
    return target


def _double(file: Path, target: Path) -> None:
    """Let a file stand in two places: by one more name, or a copy where the disk has none."""
    try:
        disk.now.link(file, target)
    except OSError as error:
        if error.errno not in _NO_LINK or file.is_symlink() or not file.is_file():
            raise
        write(target, disk.now.read(file), 0o600)


def _same(one: Path, other: Path) -> bool:
    """Whether two names are of the same file, or of files that hold the same."""
    here, there = one.lstat(), other.lstat()
    if os.path.samestat(here, there):
        return True
    ordinary = stat.S_ISREG(here.st_mode) and stat.S_ISREG(there.st_mode)
    if not ordinary or here.st_size != there.st_size:
        return False
    return disk.now.read(one) == disk.now.read(other)


def _give_back(taken: Mapping[Path, Path]) -> None:
    """Take out of `kept` again what still lies where it was."""
    for target, file in taken.items():
        with suppress(OSError, MemoryError):
            if _same(file, target):
                clear(target)
