"""A session: questions asked one after another, and every answer kept before the next."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from klyngepakke.content.cluster_file import (
    CLUSTER_FILE,
    cluster_of,
    cluster_text,
    read_cluster,
)
from klyngepakke.content.meeting import Meeting
from klyngepakke.content.meeting_file import (
    MEETING_FILE,
    read_meeting,
    save_meeting,
    write_meeting,
)
from klyngepakke.content.participants import adopt
from klyngepakke.errors import FileError
from klyngepakke.files import copy_file, make_folder, told, write_file
from klyngepakke.wizard.draft import Draft, meeting_of
from klyngepakke.wizard.flow import answered, back, next_question
from klyngepakke.wizard.question import Ask, Back
from klyngepakke.wizard.steps.extras import folder_name
from klyngepakke.wizard.world import World

Keep = Callable[[Draft], None]


def run(draft: Draft, world: World, ask: Ask, keep: Keep, *, made: bool = False) -> Draft:
    """Ask until the review is left.

    Args:
        draft: Where to begin.
        world: What there is to choose from.
        ask: Asks a person.
        keep: Told the draft after every answer, before the next question.
        made: The meeting has its file already.

    Raises:
        KeyboardInterrupt: The person left.
        EOFError: The terminal is gone.
    """
    while (question := next_question(draft, world, made=made)) is not None:
        answer = ask(question)
        if isinstance(answer, Back):
            draft = draft if question.first else back(draft)
        else:
            draft = answered(draft, world, answer)
        keep(draft)
    return draft


def create(draft: Draft, world: World) -> Path:
    """Make the meeting's folder from a finished draft: the first complete `moede.yaml`.

    What the meeting teaches of the cluster goes into `klynge.yaml`, where there is none yet.

    Returns:
        The folder.

    Raises:
        FileError: The folder is taken or cannot be written.
    """
    name = folder_name(draft, world)
    folder = Path(draft.base) / name
    if taken := world.free(name):
        raise FileError(taken)
    meeting = meeting_of(draft, world)
    make_folder(folder)
    meeting = taken_in(_with_list(draft, meeting, folder), Path(draft.base), folder)
    write_meeting(folder, meeting)
    _teach(meeting, Path(draft.base))
    return folder


def recovered(draft: Draft) -> Path | None:
    """The folder of this very meeting, where a wizard that was killed had just made it.

    Raises:
        KlyngepakkeError: It is there, but cannot be read.
    """
    base, line = Path(draft.base), f"\nid: {draft.answers.id}\n".encode()
    files = sorted(base.glob(f"*/{MEETING_FILE}"))
    folder = next((file.parent for file in files if _holds(file, line)), None)
    if folder is not None:
        _teach(read_meeting(folder).value, base)
    return folder


def _holds(file: Path, line: bytes) -> bool:
    with suppress(OSError):
        return line in file.read_bytes()
    return False


def store(draft: Draft, world: World, folder: Path) -> Path | None:
    """Write a change to a meeting that has its file; nothing is written where nothing changed.

    Returns:
        Where the old file lies, when comments in it could not be kept.
    """
    meeting = _with_list(draft, meeting_of(draft, world), folder)
    return save_meeting(folder, taken_in(meeting, Path(draft.base), folder))


def _with_list(draft: Draft, meeting: Meeting, folder: Path) -> Meeting:
    """The meeting with its list of participants in its own folder."""
    if not draft.people:
        return meeting
    name = adopt(Path(draft.people).expanduser(), folder)
    return replace(meeting, participants=replace(meeting.participants, file=name))


def taken_in(meeting: Meeting, source: Path, folder: Path) -> Meeting:
    """The meeting with the files that it names in its own folder, copied from where they lie.

    Raises:
        FileError: One of them cannot be read or written.
    """
    name, people = meeting.cluster.logo, meeting.participants.file
    if name and not (folder / name).exists() and (source / name).is_file():
        copy_file(source / name, folder / name)
    if people and not (folder / people).exists() and (source / people).is_file():
        own = replace(meeting.participants, file=adopt(source / people, folder))
        return replace(meeting, participants=own)
    return meeting


def _teach(meeting: Meeting, base: Path) -> None:
    with told(base):
        there = (base / CLUSTER_FILE).exists()
    if not there:
        text = cluster_text(cluster_of(meeting, read_cluster(base)))
        write_file(base / CLUSTER_FILE, text.encode())
