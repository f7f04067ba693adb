"""A session: questions asked one after another, and every answer kept before the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from klyngepakke.content.cluster_file import (
    CLUSTER_FILE,
    cluster_of,
    cluster_text,
    read_cluster,
    taught,
)
from klyngepakke.content.meeting import Answers, Meeting, PackUse
from klyngepakke.content.meeting_file import (
    MEETING_FILE,
    SCHEMA_FILE,
    read_meeting,
    save_meeting,
    write_meeting,
)
from klyngepakke.content.pack import LoadedPack
from klyngepakke.content.participants import adopt, adopted_name
from klyngepakke.errors import FileError, InputError, Problem
from klyngepakke.files import (
    copy_file,
    drop_empty,
    drop_file,
    make_folder,
    reading,
    told,
    write_file,
)
from klyngepakke.wizard.draft import Draft, answers_of, meeting_of
from klyngepakke.wizard.flow import answered, back, ending, next_question, reopened
from klyngepakke.wizard.points import around, own
from klyngepakke.wizard.question import Ask, Back
from klyngepakke.wizard.step import EVENING
from klyngepakke.wizard.steps.extras import folder_name
from klyngepakke.wizard.steps.packs import PACK
from klyngepakke.wizard.world import World

Keep = Callable[[Draft], Draft]
"""Keeps a draft, and gives the one to go on with; raises `InputError` where it cannot be kept."""

_UNWRITTEN = "Dit svar er ikke skrevet. Ret filen, og svar igen."


def run(
    draft: Draft, world: World, ask: Ask, keep: Keep, *, made: bool = False, menu: bool = False
) -> Draft:
    """Ask until the review is left.

    Args:
        draft: Where to begin.
        world: What there is to choose from.
        ask: Asks a person.
        keep: Told the draft after every answer, before the next question. What it refuses is
            told above the same question, which is asked again.
        made: The meeting has its file already.
        menu: From the first question one can go back to a menu.

    Returns:
        The finished draft; one without an ending where the person went back to the menu.

    Raises:
        KeyboardInterrupt: The person left.
        EOFError: The terminal is gone.
    """
    refused: tuple[str, ...] = ()
    while (question := next_question(draft, world, made=made)) is not None:
        first = question.first and not menu
        answer = ask(replace(question, first=first, above=(*refused, *question.above)))
        if isinstance(answer, Back) and question.first:
            if menu:
                return draft
            continue
        after = back(draft, world) if isinstance(answer, Back) else answered(draft, world, answer)
        try:
            draft, refused = keep(after), ()
        except InputError as error:
            refused = tuple(f"! {problem}" for problem in error.problems)
    return draft


# --- A meeting that is made ----------------------------------------------------------------


def create(draft: Draft, world: World, *, teach: bool = True) -> Path:
    """Make the meeting's folder from a finished draft: the first complete `moede.yaml`.

    The file is written before what it names is copied, so that no list of names ever lies in a
    folder that belongs to no meeting. What cannot be made whole is taken away again.

    Args:
        draft: The answers.
        world: What there is.
        teach: What the meeting tells of its cluster goes into `klynge.yaml`.

    Returns:
        The folder.

    Raises:
        InputError: The list of participants is gone.
        FileError: The folder is taken or cannot be written.
    """
    name = folder_name(draft, world)
    folder = Path(draft.base) / name
    if taken := world.free(name):
        raise FileError(taken)
    meeting = meeting_of(draft, world)
    source = _list_of(draft, meeting)
    if source is not None:
        meeting = _naming(meeting, adopted_name(source, folder))
    make_folder(folder)
    try:
        write_meeting(folder, meeting)
        _bring(draft, meeting, folder)
    except BaseException:  # also the person's Ctrl-C; the draft has all the answers
        _unmake(folder, meeting)
        raise
    if teach:
        _teach(meeting, Path(draft.base))
    return folder


def recovered(draft: Draft) -> Path | None:
    """The folder of this very meeting, where a wizard that was killed had just made it.

    Raises:
        KlyngepakkeError: It is there, but cannot be read, or not be made whole.
    """
    base, line = Path(draft.base), f"\nid: {draft.answers.id}\n".encode()
    files = sorted(base.glob(f"*/{MEETING_FILE}"))
    folder = next((file.parent for file in files if _holds(file, line)), None)
    if folder is not None:
        meeting = read_meeting(folder).value
        _bring(draft, meeting, folder)
        _teach(meeting, base)
    return folder


def _holds(file: Path, line: bytes) -> bool:
    with suppress(OSError):
        return line in file.read_bytes()
    return False


def _list_of(draft: Draft, meeting: Meeting) -> Path | None:
    """Where the meeting's list of participants lies before it is in the folder."""
    if draft.people:
        return Path(draft.people)
    beside = Path(draft.base) / (meeting.participants.file or "")
    return beside if meeting.participants.file and beside.is_file() else None


def _naming(meeting: Meeting, file: str) -> Meeting:
    return replace(meeting, participants=replace(meeting.participants, file=file))


def _bring(draft: Draft, meeting: Meeting, folder: Path) -> None:
    """Copy the files that a new meeting names into its folder, where they are not there yet."""
    name, source = meeting.participants.file, _list_of(draft, meeting)
    if name and source is not None and not (folder / name).exists():
        adopt(source, folder)
    taken_in(meeting, Path(draft.base), folder)


def _unmake(folder: Path, meeting: Meeting) -> None:
    """Take away what a new meeting wrote into its folder, which had nothing in it before."""
    names = (MEETING_FILE, SCHEMA_FILE, meeting.participants.file, meeting.cluster.logo)
    with suppress(FileError):
        for name in filter(None, names):
            drop_file(folder / name)
        drop_empty(folder)


# --- A meeting that is changed -------------------------------------------------------------


@dataclass(frozen=True)
class Stored:
    """A made meeting as it was last read from its file or written to it.

    Attributes:
        meeting: What the file says.
        draft: The same as answers, and where the person is.
        kept: Where the old file lies, when comments in it could not be kept.
        overtaken: Someone else has changed the file: it was read anew, and the last answer was
            not written.
    """

    meeting: Meeting
    draft: Draft
    kept: Path | None = None
    overtaken: bool = False


def opened(folder: Path, world: World) -> Stored:
    """A made meeting, to be changed.

    Raises:
        InputError: Its file is wrong.
        FileError: The disk or its permissions said no.
    """
    meeting = read_meeting(folder).value
    file = meeting.participants.file
    people = str(folder / file) if file else None
    answers = answers_of(meeting)
    return Stored(meeting, reopened(answers, world, str(folder.parent), folder.name, people))


def store(draft: Draft, world: World, folder: Path, last: Stored) -> Stored:
    """Write a change to a meeting that has its file; nothing is written where nothing changed.

    Args:
        draft: The answers now.
        world: What there is.
        folder: The meeting's folder.
        last: The meeting as it was last read or written.

    Raises:
        InputError: The file on the disk is wrong, or the list of participants is.
        FileError: The folder is gone, or cannot be written.
    """
    new_list = draft.people != last.draft.people
    if draft.answers == last.draft.answers and not new_list:
        return Stored(last.meeting, draft)
    if _on_disk(folder) != last.meeting:
        return replace(opened(folder, world), overtaken=True)
    meeting = meeting_of(draft, world)
    if draft.people and new_list:
        meeting = _naming(meeting, adopt(Path(draft.people), folder))
        draft = replace(draft, people=str(folder / (meeting.participants.file or "")))
    meeting = taken_in(meeting, Path(draft.base), folder)
    kept = save_meeting(folder, meeting)
    return Stored(meeting, draft.with_answers(participants=meeting.participants), kept)


def _on_disk(folder: Path) -> Meeting:
    """What the meeting's file says now."""
    with reading(folder):
        there = (folder / MEETING_FILE).exists()
    if not there:
        raise FileError(
            f"{folder / MEETING_FILE} er væk, så dit svar er ikke skrevet. Læg mappen tilbage, "
            "eller lav mødet igen."
        )
    try:
        return read_meeting(folder).value
    except InputError as error:
        error.problems += (Problem(_UNWRITTEN),)
        raise


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
    """Put what the meeting tells of its cluster into `klynge.yaml`.

    One that is there gets what it lacks, where the wizard wrote it and nobody has changed it.
    """
    path = base / CLUSTER_FILE
    with told(base):
        there = path.read_bytes() if path.exists() else None
    before = read_cluster(base)
    if before is None:
        write_file(path, cluster_text(cluster_of(meeting, None)).encode())
    elif there == cluster_text(before).encode():
        text = cluster_text(taught(before, meeting)).encode()
        if text != there:
            write_file(path, text)


# --- Packs that are gone -------------------------------------------------------------------


def gone(answers: Answers | Meeting, packs: Mapping[str, LoadedPack]) -> tuple[str, ...]:
    """Danish sentences on the packs and versions that the answers use and that are not there."""
    absent = _absent(answers, packs)
    versions = {n: u.version for n, u in answers.packs.items() if n in packs and u.version}
    return (
        *(f"Pakken ”{name}” er ikke på denne computer." for name in absent),
        *(
            f"Pakken ”{name}” har ikke længere udgaven ”{version}”."
            for name, version in versions.items()
            if version not in packs[name].pack.versions
        ),
    )


def without_gone(draft: Draft, world: World) -> Draft:
    """The draft without the packs and versions that are not there; its own points stay.

    Where a pack is gone, it is asked which to take instead.
    """
    absent = _absent(draft.answers, world.packs)
    again = {EVENING, ending(draft), PACK.id if absent else None}
    draft = replace(draft, done=tuple(d for d in draft.done if d not in again), at=())
    points = own(draft.answers.program or ())
    changes = {a: c for a, c in draft.answers.changes.items() if a.startswith("ark/")}
    if absent:
        return draft.with_answers(packs={absent[0]: PackUse()}, program=points, changes=changes)
    uses = {
        name: use if use.version in world.packs[name].pack.versions else replace(use, version=None)
        for name, use in draft.answers.packs.items()
    }
    bare = draft.with_answers(packs=uses, program=None, changes=changes)
    return around(bare, world, points)


def _absent(answers: Answers | Meeting, packs: Mapping[str, LoadedPack]) -> tuple[str, ...]:
    points = answers.program or ()
    named = (p.block.partition("/")[0] if p.block else p.source for p in points)
    names = dict.fromkeys((*answers.packs, *filter(None, named)))
    return tuple(name for name in names if name not in packs)
