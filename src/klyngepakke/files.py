"""Every write of the program: temporary sibling, fsync, rename; folders swapped in whole."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from klyngepakke.errors import BusyError, FileError, Problem

_OLD = "gammel"
_NEW = "ny"
_CAUSES = {
    errno.EACCES: "adgang er nægtet",
    errno.EPERM: "adgang er nægtet",
    errno.ENOSPC: "disken er fuld",
    errno.EDQUOT: "din plads på disken er brugt op",
    errno.ENAMETOOLONG: "navnet er for langt",
    errno.EROFS: "disken kan kun læses",
    errno.EBUSY: "den er i brug",
    errno.ELOOP: "genvejene går i ring",
    errno.EIO: "disken svarer ikke",
    errno.ENOENT: "den findes ikke",
    errno.EISDIR: "det er en mappe",
}


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
        _write(path, data, 0o600 if private else 0o644)


def _write(path: Path, data: bytes, mode: int = 0o644) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


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
        data = source.read_bytes()
    write_file(target, data, private=private)


def check_writable(folder: Path) -> None:
    """See that something can be written in a folder, or where it is to be made. Nothing stays.

    Raises:
        FileError: It cannot, or a file is in its place.
    """
    with told(folder):
        while not os.path.lexists(folder):
            folder = folder.parent
        tempfile.TemporaryFile(dir=folder).close()


def make_folder(path: Path) -> None:
    """Make a folder and its parents, where they are missing."""
    with told(path):
        path.mkdir(parents=True, exist_ok=True)


def make_whole(folder: Path, content: Mapping[str, bytes]) -> None:
    """Make a folder with these files, whole or not at all, and never over something.

    Args:
        folder: What is made; its parents are, too. One that is there must be empty.
        content: The files by name; `ark/tal.html` lies in a folder below.

    Raises:
        FileError: Something lies there, the disk is full, or the place may not be written.
    """
    with told(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.is_dir() and any(folder.iterdir()):
            raise FileError(f"I {folder} ligger der noget i forvejen. Vælg en anden mappe.")
        new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.{_NEW}."))
        try:
            for name, data in content.items():
                (new / name).parent.mkdir(parents=True, exist_ok=True)
                _write(new / name, data)
            new.chmod(0o755)
            with contextlib.suppress(FileNotFoundError):
                folder.rmdir()  # Windows renames over no folder, not even an empty one
            new.rename(folder)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
        _sync_folder(folder.parent)


def swap_in(
    folder: Path, content: Mapping[str, bytes], own: Iterable[Path] = (), kept: Path | None = None
) -> tuple[Path, ...]:
    """Replace a folder by one that holds just these files, whole or not at all.

    Until the last file is on the disk the old folder stands; a build that was cut off between
    the two renames is put right by `recover`.

    Args:
        folder: What is replaced, or made.
        content: The new files, by name; a name may lead through folders.
        own: A person's own files in the old folder; they are moved first.
        kept: Where to.

    Returns:
        The files that were moved, where they are now.

    Raises:
        FileError: The disk is full, or the place may not be written; everything is as it was.
    """
    with told(folder):
        new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.{_NEW}."))
        moved: dict[Path, Path] = {}
        try:
            for name, data in content.items():
                (new / name).parent.mkdir(parents=True, exist_ok=True)
                _write(new / name, data)
            new.chmod(0o755)
            for file in own:
                moved[file] = _moved(file, kept or folder.parent)
            if folder.exists():
                folder.rename(_old(folder))
            new.rename(folder)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            recover(folder)
            _back(moved)
            raise
        shutil.rmtree(_old(folder), ignore_errors=True)
        _sync_folder(folder.parent)
    return tuple(moved.values())


def move_aside(file: Path, kept: Path) -> Path:
    """Move somebody's own file out of the way, into `kept` under a name that is free.

    Returns:
        Where it is now.

    Raises:
        FileError: The disk or its permissions said no; the file is where it was.
    """
    with told(kept):
        return _moved(file, kept)


def recover(folder: Path) -> None:
    """Put right what a killed build left beside the folder: the old one back, litter away.

    Raises:
        FileError: The disk or its permissions said no.
    """
    with told(folder):
        old = _old(folder)
        if old.exists():
            if folder.exists():
                shutil.rmtree(old)
            else:
                old.rename(folder)
        for litter in folder.parent.glob(f".{folder.name}.{_NEW}.*"):
            shutil.rmtree(litter, ignore_errors=True)


def drop_folder(folder: Path) -> None:
    """Remove a folder with all that is in it; cut off, it is there or it is gone.

    Raises:
        FileError: The disk or its permissions said no.
    """
    with told(folder):
        away = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.{_NEW}."))
        folder.rename(away / folder.name)
        shutil.rmtree(away, ignore_errors=True)
        _sync_folder(folder.parent)


def _moved(file: Path, kept: Path) -> Path:
    """Move a person's own file into `kept` under a free name, and say which."""
    kept.mkdir(exist_ok=True)
    target = kept / file.name
    number = 2
    while os.path.lexists(target):
        target = kept / f"{file.stem}-{number}{file.suffix}"
        number += 1
    file.rename(target)
    return target


def _back(moved: Mapping[Path, Path]) -> None:
    """Undo the moves, where the folder they came from still stands as it was."""
    for file, target in moved.items():
        with contextlib.suppress(OSError):
            if not os.path.lexists(file):
                target.rename(file)


def fingerprint(data: bytes) -> str:
    """The SHA-256 of some bytes, as hex."""
    return hashlib.sha256(data).hexdigest()


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for one writer; the lock goes with the process, however it ends.

    Raises:
        BusyError: Another klyngepakke is writing there.
    """
    with told(folder):
        handle = (folder / ".klyngepakke.lock").open("a+b")
    with handle:
        with told(folder):
            free = _lock(handle.fileno())
        if not free:
            raise BusyError(
                f"Et andet vindue er ved at bygge {folder}. Vent, til det er færdigt, og prøv igen."
            )
        yield


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the disk says of a write into a Danish sentence that names the place."""
    try:
        yield
    except OSError as error:
        raise FileError(_sentence(error, path)) from error


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what the disk says of a read into a Danish sentence that names the place."""
    try:
        yield
    except OSError as error:
        raise unread(error, path) from error


def unread(error: OSError, path: Path | str) -> FileError:
    """The error for something that is there, but cannot be read."""
    return FileError(Problem(f"Kan ikke læses: {_cause(error)}.", str(path)))


def refused(error: OSError) -> FileError:
    """The error for whatever else the system refused, as a place to print to."""
    return FileError(Problem(f"Styresystemet siger nej: {_cause(error)}.", error.filename or ""))


def _sentence(error: OSError, path: Path) -> str:
    if isinstance(error, PermissionError):
        return (
            f"Der må ikke skrives i {path}. Luk de filer derfra, som er åbne i andre programmer, "
            "vælg en anden mappe, eller få ret til denne."
        )
    if isinstance(error, FileNotFoundError):
        return f"Mappen {path.parent} findes ikke. Lav den først, eller vælg en anden."
    if isinstance(error, NotADirectoryError | FileExistsError):
        return f"{path} er en fil, men her skal være en mappe. Vælg et andet sted."
    return f"{path} kunne ikke skrives: {_cause(error)}. Intet er ændret."


def _cause(error: OSError) -> str:
    return _CAUSES.get(error.errno or 0, f"styresystemets fejl nr. {error.errno}")


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.{_OLD}")


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


if os.name == "nt":  # pragma: no cover - Windows has no fcntl
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
