"""Telling: what the disk says of a write or a read, as Danish sentences that name the place."""

from __future__ import annotations

import contextlib
import errno
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from klyngepakke.errors import FileError, Problem
from klyngepakke.files.disk import disk

_CAUSES: Final = {
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
    errno.EXDEV: "den ligger på en anden disk",
    errno.ENOLCK: "disken kan ikke låse filer",
    errno.EMFILE: "for mange filer er åbne",
    errno.ENFILE: "for mange filer er åbne",
}
_FULL: Final = "computerens hukommelse er brugt op"


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the disk says of a write into a Danish sentence that names the place."""
    try:
        yield
    except OSError as error:
        raise FileError(_sentence(error, path)) from error
    except MemoryError as error:
        raise FileError(_unwritten(path, _FULL)) from error


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what the disk says of a read into a Danish sentence that names the place."""
    try:
        yield
    except OSError as error:
        raise unread(error, path) from error
    except MemoryError as error:
        raise FileError(Problem(f"Kan ikke læses: {_FULL}.", str(path))) from error


def unread(error: OSError, path: Path | str) -> FileError:
    """The error for something that is there, but cannot be read."""
    return FileError(Problem(f"Kan ikke læses: {_cause(error)}.", str(path)))


def refused(error: OSError) -> FileError:
    """The error for whatever else the system refused, as a place to print to."""
    return FileError(Problem(f"Styresystemet siger nej: {_cause(error)}.", error.filename or ""))


def _sentence(error: OSError, path: Path) -> str:
    if isinstance(error, PermissionError):
        if file := _open_elsewhere(path):
            return f"{file} er åben i et andet program. Luk den dér, og prøv igen. Intet er ændret."
        return (
            f"Der må ikke skrives i {path}. Luk de filer derfra, som er åbne i andre programmer, "
            "vælg en anden mappe, eller få ret til denne."
        )
    if isinstance(error, FileNotFoundError):
        return f"Mappen {path.parent} findes ikke. Lav den først, eller vælg en anden."
    if isinstance(error, NotADirectoryError | FileExistsError):
        return f"{path} er en fil, men her skal være en mappe. Vælg et andet sted."
    return _unwritten(path, _cause(error))


def _unwritten(path: Path, cause: str) -> str:
    return f"{path} kunne ikke skrives: {cause}. Intet er ændret."


def _cause(error: OSError) -> str:
    return _CAUSES.get(error.errno or 0, f"styresystemets fejl nr. {error.errno}")


def _open_elsewhere(path: Path) -> Path | None:
    """The first file there that another program has open, where systems refuse to touch such."""
    try:
        for file in files_in(path):
            try:
                disk.now.rename(file, file)  # changes nothing, and asks for what a change needs
            except PermissionError:
                return file
    except OSError:
        return None
    return None


def files_in(path: Path) -> Iterator[Path]:
    """The files below a folder; the file itself for a file, and none where nothing is."""
    try:
        kind = path.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISREG(kind):
        yield path
    elif stat.S_ISDIR(kind):
        for name in sorted(disk.now.names(path)):
            yield from files_in(path / name)
