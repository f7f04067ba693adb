"""What the wizard keeps on the disk: drafts and recent meetings, and what lies beside a meeting.

Drafts lie in the user's state folder, one file each, for the owner alone. A meeting that has
its `moede.yaml` is kept there and nowhere else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from klyngepakke.content.cluster_file import ClusterFile, read_cluster
from klyngepakke.content.meeting import Meeting
from klyngepakke.content.meeting_file import MEETING_FILE, read_meeting
from klyngepakke.content.model import parse, plain
from klyngepakke.content.reading import read, write_yaml
from klyngepakke.errors import BusyError, FileError, InputError, KlyngepakkeError, Problem
from klyngepakke.files import (
    drop_file,
    drop_folder,
    locked,
    reading,
    rename_file,
    write_file,
)
from klyngepakke.places import state_folder
from klyngepakke.wizard.draft import Draft
from klyngepakke.wizard.drawer import DRAFTS, private, waiting

_LOCKS: Final = "laase"
_OPEN_STAYS: Final = os.name == "nt"
_RECENT: Final = "seneste.json"
_DAMAGED: Final = ".skadet"
_MOST_RECENT: Final = 10
_MOST_FOLDERS: Final = 200


# --- Drafts --------------------------------------------------------------------------------


def keep(draft: Draft) -> None:
    """Write a draft whole, under its meeting's id; when this returns, it is on the disk.

    Raises:
        InputError: It holds something that could not be read back.
        FileError: The disk or its permissions said no; the draft is as it was kept last.
    """
    written = _coded(draft, quote)
    data = plain(written, defaults=False, written=True)
    if parse(Draft, data) != written:
        raise InputError(
            "Dine svar kan ikke gemmes, som de er skrevet. Skriv dem på en anden måde."
        )
    private(state_folder() / DRAFTS)
    text = write_yaml({"format": draft.format, **data})
    write_file(_place(draft), text.encode(), private=True)


def drafts() -> tuple[Draft, ...]:
    """Every draft that is kept, the newest first.

    Raises:
        InputError: Some cannot be read. They are put aside under another name, which is told,
            so that the next call finds only the others.
        FileError: The disk or its permissions said no.
    """
    found, problems = [], []
    for file in waiting():
        try:
            found.append(_draft(file))
        except InputError as error:
            problems += _put_aside(file, error)
    if problems:
        raise InputError(*problems)
    return tuple(found)


def drop(draft: Draft) -> None:
    """Remove a draft, as its meeting has a file of its own now.

    Raises:
        FileError: The disk or its permissions said no.
    """
    drop_file(_place(draft))


@contextmanager
def held(draft: Draft) -> Iterator[None]:
    """Hold a draft for this window; the hold goes with the process, however it ends.

    Raises:
        BusyError: The meeting is open in another window.
        FileError: The disk or its permissions said no.
    """
    folder = private(state_folder() / _LOCKS / _name(draft))
    with ExitStack() as stack:
        stack.callback(_drop_hold, folder, is_held=False)
        try:
            stack.enter_context(locked(folder))
        except BusyError:
            raise BusyError(
                "Mødet er åbent i et andet vindue. Gør det færdigt der, eller luk vinduet."
            ) from None
        try:
            yield
        finally:
            _drop_hold(folder, is_held=True)


def _drop_hold(folder: Path, *, is_held: bool) -> None:
    """Remove the folder of a hold: while it is held, or it may be another's the moment after.

    Windows removes none in which a file is open. There it goes when the hold is gone, and stays
    where another has taken it.
    """
    if is_held != _OPEN_STAYS:
        with suppress(FileError):
            drop_folder(folder)


def _draft(file: Path) -> Draft:
    try:
        draft = read(file, Draft).value
    except InputError as error:
        newer = [p for p in error.problems if p.place == "format"]
        sentence = "Kladden er gemt af en anden udgave af klyngepakke end denne."
        raise InputError(
            *([replace(p, sentence=sentence) for p in newer] or error.problems)
        ) from error
    if draft.answers.id != file.stem:
        sentence = f"Kladden hører ikke til her; dens id skal være ”{file.stem}”."
        raise InputError(Problem(sentence, str(file), 1))
    return _coded(draft, unquote)


def _coded(draft: Draft, code: Callable[[str], str]) -> Draft:
    """The draft with its paths in plain letters, or back.

    A folder's name may hold what a text may not: blanks at its ends, letters made of two signs.
    """
    return replace(
        draft,
        base=code(draft.base),
        folder=draft.folder and code(draft.folder),
        people=draft.people and code(draft.people),
        pack_folders=tuple(code(folder) for folder in draft.pack_folders),
    )


def _put_aside(file: Path, error: InputError) -> list[Problem]:
    """Rename a draft that cannot be read; its problems, and what it is called now."""
    aside = file.with_name(file.name + _DAMAGED)
    number = 2
    while os.path.lexists(aside):
        aside = file.with_name(f"{file.name}{_DAMAGED}-{number}")
        number += 1
    if not file.exists():
        return []  # another window has just made the meeting of it
    rename_file(file, aside)
    sentence = (
        f"Kladden er gemt som {aside}; start igen for at begynde forfra eller fortsætte en anden."
    )
    return [*(replace(p, file=str(aside)) for p in error.problems), Problem(sentence)]


def _name(draft: Draft) -> str:
    if draft.answers.id is None:
        raise ValueError("a draft is kept under its meeting's id")
    return draft.answers.id


def _place(draft: Draft) -> Path:
    return state_folder() / DRAFTS / f"{_name(draft)}.yaml"


# --- Recent meetings -----------------------------------------------------------------------


def recent() -> tuple[Path, ...]:
    """The folders of the meetings last made or opened, the newest first, at most ten.

    Those that hold no meeting any more are left out.
    """
    return tuple(folder for folder in _remembered() if _holds_meeting(folder))


def remember(folder: Path) -> None:
    """Put a meeting's folder first among the recent ones.

    Only the path is kept. A disk that says no is passed over: a meeting is found without.
    """
    folders = dict.fromkeys([folder.absolute(), *_remembered()])
    text = json.dumps([str(f) for f in folders][:_MOST_RECENT], indent=1)
    with suppress(FileError):
        write_file(private(state_folder()) / _RECENT, text.encode(), private=True)


def _remembered() -> tuple[Path, ...]:
    """What the file of recent meetings says; nothing where it is missing or damaged."""
    try:
        found = json.loads((state_folder() / _RECENT).read_bytes())
    except (OSError, ValueError, RecursionError):
        return ()
    paths = found if isinstance(found, list) else []
    return tuple(Path(p) for p in paths if isinstance(p, str))


def _holds_meeting(folder: Path) -> bool:
    try:
        return folder.is_absolute() and (folder / MEETING_FILE).is_file()
    except (OSError, ValueError):
        return False


# --- What lies beside a meeting ------------------------------------------------------------


@dataclass(frozen=True)
class Clusters:
    """The clusters that were found, and what is wrong with those that cannot be read."""

    found: tuple[tuple[Path, ClusterFile], ...]
    problems: tuple[Problem, ...] = ()


def clusters(base: Path) -> Clusters:
    """The clusters of a folder and the folders directly in it, by what their `klynge.yaml` says.

    Raises:
        FileError: The folder itself cannot be read.
    """
    found: list[tuple[Path, ClusterFile]] = []
    problems: list[Problem] = []
    for folder in (base, *_below(base)):
        try:
            file = read_cluster(folder)
        except KlyngepakkeError as error:
            problems += error.problems
            continue
        found += [(folder, file)] if file is not None else []
    return Clusters(tuple(found), tuple(problems))


def used(base: Path) -> Mapping[str, date]:
    """When the meetings in a folder's folders last used each pack, by the pack's id.

    A meeting that lies ahead counts as well; one without a date, or whose file cannot be read,
    does not.

    Raises:
        FileError: The disk or its permissions said no.
    """
    dates: dict[str, date] = {}
    for folder in _below(base):
        with suppress(KlyngepakkeError):
            if _holds_meeting(folder):
                meeting = read_meeting(folder).value
                days = [day.date for day in meeting.days if day.date]
                dates |= {p: max(*days, dates.get(p, days[0])) for p in _packs(meeting) if days}
    return dates


def _packs(meeting: Meeting) -> set[str]:
    blocks = (point.block for point in meeting.program if point.block)
    return {*meeting.packs, *(block.partition("/")[0] for block in blocks)}


def _below(base: Path) -> list[Path]:
    """The folders directly in a folder, by name; hidden ones and those after 200 are not."""
    with reading(base):
        if not base.is_dir():
            return []
        with os.scandir(base) as entries:
            names = [e.name for e in entries if not e.name.startswith(".") and _is_folder(e)]
    return [base / name for name in sorted(names)[:_MOST_FOLDERS]]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    with suppress(OSError):  # links that lead in a ring, and what may not be looked at
        return entry.is_dir()
    return False
