"""One meeting in the wizard: asked for, kept after every answer, written, built, handed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from klyngepakke.commands.after import command, copy, invitation, open_folder, opener, told
from klyngepakke.commands.shared import warn
from klyngepakke.errors import InputError, KlyngepakkeError, LeftError, Problem

if TYPE_CHECKING:
    from klyngepakke.content.meeting import Answers
    from klyngepakke.plugins import Catalogue
    from klyngepakke.wizard.draft import Draft
    from klyngepakke.wizard.question import Ask, Question
    from klyngepakke.wizard.world import World

_GO_ON: Final = "Dine svar er gemt. Skriv ”klyngepakke”, og vælg ”Fortsæt”, så er du her igen."
_SAVED: Final = "Alt er gemt i {}. Skriv ”klyngepakke”, og vælg ”Åbn et møde”, så er du her igen."
_UNBUILT: Final = "Mødet er gemt, men arkene er ikke lavet. Lav dem med: {}"
_SAVE: Final = "gem"
_SEE, _COPY, _END = "mappe", "indkaldelse", "slut"


def world_of(base: Path, catalogue: Catalogue) -> World:
    """What there is to choose from for a cluster whose meetings lie in that folder.

    Raises:
        InputError: `klynge.yaml` is wrong.
    """
    from klyngepakke.content.cluster_file import read_cluster  # noqa: PLC0415 - pydantic
    from klyngepakke.content.participants import columns, read_participants  # noqa: PLC0415
    from klyngepakke.wizard.keeping import used  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.world import World  # noqa: PLC0415 - pydantic

    if not catalogue.packs:
        raise InputError("Her er ingen pakker. Se hvorfor med ”klyngepakke pakke liste”.")

    def path_of(name: str) -> Path:
        return (base / Path(name).expanduser()).absolute()

    return World(
        packs=catalogue.packs,
        themes=tuple(catalogue.themes),
        today=datetime.now().astimezone().date(),
        path=lambda name: str(path_of(name)),
        people=cache(lambda name: read_participants(path_of(name))),
        columns=lambda name: columns(path_of(name)).lines(),
        free=lambda name: _taken(base / name),
        cluster=read_cluster(base),
        used=used(base),
    )


def _taken(folder: Path) -> str:
    """Why a new meeting cannot have that folder; "" where it can."""
    try:
        if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
            return ""
    except OSError:
        return f"Mappen {folder} kan ikke læses. Vælg et andet navn."
    what = "et møde" if (folder / "moede.yaml").exists() else "noget, du selv har lagt der"
    return f"I {folder} ligger der {what}. Vælg et andet navn."


def make(draft: Draft, catalogue: Catalogue, ask: Ask, packs: Sequence[Path]) -> int:
    """Ask for a new meeting, or go on with one; then write it and, if wanted, build it.

    Raises:
        LeftError: The person left; every answer is kept.
        KlyngepakkeError: The folder could not be made; the review is asked the next time.
    """
    from klyngepakke.content.cluster_file import CLUSTER_FILE  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard import keeping  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.flow import back, ending  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.session import create, recovered, run  # noqa: PLC0415 - pydantic

    base = Path(draft.base)
    world = world_of(base, catalogue)
    with keeping.held(draft), leaving(_GO_ON):
        keeping.keep(draft)
        if ending(draft) is None:  # else it was left while its folder was being made
            draft = run(draft, world, ask, keeping.keep)
        try:
            folder = recovered(draft) or create(draft, world)
        except KlyngepakkeError as error:
            keeping.keep(back(draft))  # at the review, where another folder can be named
            error.problems += (Problem(_GO_ON),)
            raise
        keeping.remember(folder)
        keeping.drop(draft)
    print(f"\nMødet er gemt i {folder}")
    if world.cluster is None:
        print(
            f"Klyngens oplysninger er gemt i {base / CLUSTER_FILE}, så du bliver spurgt om mindre ved næste møde."
        )
    if ending(draft) == _SAVE:
        print(f"Byg det med: {command(shown(folder), packs)}")
        return 0
    return build_kit(folder, catalogue, ask, packs)


def suggested(
    folder: Path | None, answers: Answers, people: Path | None, packs: Sequence[Path]
) -> Path:
    """Make a meeting of the suggested answers, without asking anyone.

    Args:
        folder: The meeting's folder; None takes the suggested one.
        answers: What is known beforehand.
        people: Where the files lie that the answers name.
        packs: The folders given with `--pakker`.

    Returns:
        The folder.

    Raises:
        InputError: The answers are wrong.
        FileError: The folder is taken or cannot be written.
    """
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack
    from klyngepakke.wizard.flow import begun  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.session import create, run  # noqa: PLC0415 - pydantic

    where = folder.expanduser().absolute() if folder else None
    base = where.parent if where else Path.cwd()
    world = world_of(base, catalogue(packs))
    draft = begun(world, str(base), folder=where.name if where else None)
    listed = answers.participants.file if answers.participants else None
    if listed:
        draft = replace(draft, people=str((people or base) / listed))
    draft = draft.with_answers(**answers.said())
    draft = run(draft, world, lambda question: question.standard, lambda _: None)
    return shown(create(draft, world))


def change(folder: Path, catalogue: Catalogue, ask: Ask, packs: Sequence[Path]) -> int:
    """Change a meeting that has its file; every change is in the file at once.

    Raises:
        InputError: The meeting's file is wrong; it is not touched.
        LeftError: The person left; every change is in the file.
    """
    from klyngepakke.content.meeting_file import read_meeting  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard import keeping  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.draft import answers_of  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.flow import ending, reopened  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.session import run, store  # noqa: PLC0415 - pydantic

    folder = folder.absolute()
    meeting = read_meeting(folder).value
    base = folder.parent
    world = world_of(base, catalogue)
    file = meeting.participants.file
    people = str(folder / file) if file else None
    draft = reopened(answers_of(meeting), world, str(base), folder.name, people)

    def keep(now: Draft) -> None:
        kept = store(now, world, folder)
        if kept is not None:
            print(f"Bemærkninger i moede.yaml kunne ikke blive stående. Den gamle fil er {kept}")

    with keeping.held(draft), leaving(_SAVED.format(folder)):
        keeping.remember(folder)
        draft = run(draft, world, ask, keep, made=True)
    if ending(draft) == _SAVE:
        return 0
    return build_kit(folder, catalogue, ask, packs)


def build_kit(folder: Path, catalogue: Catalogue, ask: Ask | None, packs: Sequence[Path]) -> int:
    """Build a meeting's kit, say what came of it, and offer what one does next.

    Args:
        folder: The meeting's folder.
        catalogue: The packs and themes there are.
        ask: Asks the person what now; nobody is asked without it.
        packs: The folders given with `--pakker`.
    """
    from klyngepakke.printing.engine import missing  # noqa: PLC0415 - not needed to ask
    from klyngepakke.road import build  # noqa: PLC0415 - jinja2 and more

    html = bool(missing())
    if html:
        print("Computeren kan ikke lave PDF endnu, så arkene laves som HTML til en browser.")
        print("Skriv ”klyngepakke klar” for at se, hvad der mangler.")
    print()
    with leaving(_UNBUILT.format(command(shown(folder), packs))):
        built = build(folder, catalogue, print, html=html)
    print("\n" + "\n".join(told(built, shown(folder), packs)))
    code = warn(built.warnings)
    if ask is not None:
        with leaving("Alt er bygget og gemt."):
            _offer(folder, built.folder, ask)
    return code


def shown(folder: Path) -> Path:
    """The folder as a person would write it from here."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _offer(folder: Path, kit: Path, ask: Ask) -> None:
    """Open the folder, copy the invitation, or be done."""
    text = invitation(folder)
    while (choice := ask(_what_now(text=bool(text)))) != _END:
        if choice == _SEE and not open_folder(kit):
            print(f"Mappen kunne ikke åbnes herfra. Den ligger i {kit}")
        if choice == _COPY:
            done = copy(text)
            print("Indkaldelsen er kopieret. Sæt den ind i en mail." if done else f"\n{text}\n")


def _what_now(*, text: bool) -> Question:
    from klyngepakke.wizard.question import Choice, Question  # noqa: PLC0415 - only here

    choices = (
        Choice(_END, "Slut"),
        *((Choice(_SEE, "Åbn mappen"),) if opener() else ()),
        *((Choice(_COPY, "Kopiér indkaldelsen"),) if text else ()),
    )
    return Question(
        id="bagefter",
        kind="one",
        text="Hvad nu?",
        help="Alt er bygget. Udskriv printlisten først; den siger resten.",
        default=_END,
        choices=choices,
        first=True,
    )


@contextmanager
def leaving(sentence: str) -> Iterator[None]:
    """Say how to go on when the person leaves, or the terminal goes.

    Raises:
        LeftError: They did.
    """
    try:
        yield
    except (KeyboardInterrupt, EOFError) as left:
        raise LeftError(f"\n{sentence}") from left
