"""Drawer: where drafts lie, for the menu, which need not read what reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from klyngepakke.errors import FileError
from klyngepakke.files import check_writable, make_folder, reading, sweep
from klyngepakke.places import state_folder

DRAFTS: Final = "kladder"


def check_place() -> None:
    """Make the place where drafts are kept, and see that it can be written.

    Raises:
        FileError: It cannot; no question should be asked, as no answer would be kept.
    """
    folder = state_folder() / DRAFTS
    try:
        check_writable(private(folder))
    except FileError as error:
        raise FileError(
            f"Dine svar kan ikke gemmes undervejs i {folder}, så der bliver ikke spurgt om noget.",
            *error.problems,
        ) from error


def waiting() -> tuple[Path, ...]:
    """The files of the drafts that are kept, the newest first.

    Raises:
        FileError: The disk or its permissions said no.
    """
    folder = state_folder() / DRAFTS
    with reading(folder):
        sweep(folder)
        sweep(folder.parent)
        return tuple(sorted(folder.glob("*.yaml"), key=_age))


def private(folder: Path) -> Path:
    """The folder, made where it is missing; it and the state folder are for the owner alone."""
    for made in (state_folder(), folder):
        make_folder(made, private=True)
    return folder


def _age(file: Path) -> tuple[int, str]:
    """A key that sorts the newest file first."""
    try:
        return -file.stat().st_mtime_ns, file.name
    except FileNotFoundError:
        return 0, file.name
