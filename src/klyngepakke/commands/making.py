"""One meeting in the wizard: asked for, kept after every answer, written, built, handed over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from klyngepakke.commands.after import copy, invitation, open_folder, opener
from klyngepakke.commands.closing import command, tell
from klyngepakke.commands.shared import say, warn
from klyngepakke.errors import InputError, KlyngepakkeError, LeftError, Problem
from klyngepakke.files import check_writable, mend

if TYPE_CHECKING:
    from klyngepakke.content.meeting import Answers
    from klyngepakke.content.participants import ParticipantList
    from klyngepakke.plugins import Catalogue
    from klyngepakke.wizard.draft import Draft
    from klyngepakke.wizard.question import Answer, Ask, Question
    from klyngepakke.wizard.world import World

_GO_ON: Final = "Dine svar er gemt. Skriv ”klyngepakke”, og vælg ”Fortsæt”, så er du her igen."
_SAVED: Final = "Alt er gemt i {}. Skriv ”klyngepakke”, og vælg ”Åbn et møde”, så er du her igen."
_UNBUILT: Final = "Mødet er gemt, men arkene er ikke lavet. Lav dem med: {}"
_GAP: Final = re.compile(r"\[udfyld: ([^\]]+)\]")
BYE: Final = "Farvel."
_FIND_PACK: Final = "Installér den, eller start med dens mappe: klyngepakke --pakker MAPPE"
_OVERTAKEN: Final = (
    "{} er ændret i et andet program imens. Dit sidste svar er ikke skrevet; giv det igen, hvis "
    "det stadig gælder. Her er mødet, som filen siger det."
)
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

    def people(name: str) -> ParticipantList:
        return listed(path := path_of(base, name), _stamp(path))

    @cache
    def listed(path: Path, stamp: tuple[int, int] | None) -> ParticipantList:
        del stamp
        return read_participants(path)

    return World(
        packs=catalogue.packs,
        themes=catalogue.themes,
        today=datetime.now().astimezone().date(),
        path=lambda name: str(path_of(base, name)),
        people=people,
        columns=lambda name: columns(path_of(base, name)).lines(),
        free=lambda name: taken(base / name),
        cluster=read_cluster(base),
        used=used(base),
    )


def path_of(base: Path, typed: str) -> Path:
    """The absolute path of what was typed, seen from a folder; `~` is the person's home.

    Raises:
        InputError: There can be no such path.
    """
    try:
        path = (base / Path(typed).expanduser()).absolute()
        with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            path.lstat()
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(
            "Den sti kan ikke bruges. Skriv mappens eller filens navn igen."
        ) from error
    return path


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes when a file is written anew; None where there is none."""
    with suppress(OSError):
        found = path.stat()
        return found.st_mtime_ns, found.st_size
    return None


def taken(folder: Path) -> str:
    """Why a new meeting cannot have that folder; "" where it can."""
    try:
        if not folder.exists() or (folder.is_dir() and all(map(_is_litter, folder.iterdir()))):
            return ""
    except OSError:
        return f"Mappen {folder} kan ikke læses. Vælg et andet navn."
    what = "et møde" if has_meeting(folder) else "noget, du selv har lagt der"
    return f"I {folder} ligger der {what}. Vælg et andet navn."


def _is_litter(file: Path) -> bool:
    """Whether a wizard that was killed just before it wrote the meeting's file left it there."""
    from klyngepakke.content.meeting_file import (  # noqa: PLC0415 - pydantic
        MEETING_FILE,
        SCHEMA_FILE,
    )

    return file.name == SCHEMA_FILE or file.name.startswith(
        (f".{MEETING_FILE}.", f".{SCHEMA_FILE}.")
    )


def named(folder: Path | None) -> Path | None:
    """Where a new meeting shall lie, as it was named on the command line.

    Raises:
        InputError: No folder can have that name.
    """
    if folder is None:
        return None
    where = path_of(Path.cwd(), str(folder))
    if where.name in {"", ".."} or not where.name.isprintable():
        raise InputError(f"”{folder}” kan ikke være et mødes mappe. Skriv et navn, fx mit-moede.")
    return where


def has_meeting(folder: Path) -> bool:
    """Whether a meeting's file lies in the folder."""
    from klyngepakke.content.meeting_file import MEETING_FILE  # noqa: PLC0415 - pydantic

    with suppress(OSError, ValueError):
        return (folder / MEETING_FILE).is_file()
    return False


def make(
    draft: Draft,
    catalogue: Catalogue,
    ask: Ask,
    packs: Sequence[Path],
    *,
    begun: bool = False,
    menu: bool = False,
) -> int | None:
    """Ask for a new meeting, or go on with one; then write it and, if wanted, build it.

    Args:
        draft: The meeting so far.
        catalogue: The packs and themes there are.
        ask: Asks the person.
        packs: The folders given with `--pakker`.
        begun: Answers were kept before.
        menu: There is a menu to go back to.

    Returns:
        The exit code; None where the person went back to the menu.

    Raises:
        LeftError: The person left; every answer is kept.
        KlyngepakkeError: The folder could not be made; the review is asked the next time.
    """
    from klyngepakke.content.cluster_file import CLUSTER_FILE  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard import keeping  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.flow import ending  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.review import SAVE  # noqa: PLC0415 - pydantic

    base = Path(draft.base)
    check_writable(base)
    world = world_of(base, catalogue)
    with keeping.held(draft):
        finished = _asked(draft, world, ask, begun=begun, menu=menu)
        if finished is None:
            return None
        draft, folder = finished
        keeping.remember(folder)
        keeping.drop(draft)
    say(f"\nMødet er gemt i {folder}", str(folder))
    if world.cluster is None:
        file = str(base / CLUSTER_FILE)
        say(
            f"Klyngens oplysninger er gemt i {file}, så du bliver spurgt om mindre ved næste møde.",
            file,
        )
    if ending(draft) == SAVE:
        build = command(shown(folder), map(shown, packs))
        say(f"Byg det med: {build}", build)
        return 0
    return build_kit(folder, catalogue, ask, packs)


def _asked(
    draft: Draft, world: World, ask: Ask, *, begun: bool, menu: bool
) -> tuple[Draft, Path] | None:
    """The finished draft and the folder made of it; None where the person went back."""
    from klyngepakke.wizard import keeping  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.flow import back, ending  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.session import create, gone, recovered, run  # noqa: PLC0415 - pydantic

    answered = begun

    def keep(now: Draft) -> Draft:
        nonlocal answered
        keeping.keep(now)
        answered = True
        return now

    with _going_on(lambda: _GO_ON if answered else BYE, lambda: answered):
        if missing := gone(draft.answers, world.packs):
            found = _with_other_packs(draft, world, ask, missing)
            if found is None:
                return None
            draft = keep(found)
        if ending(draft) is None:  # else it was left while its folder was being made
            draft = run(draft, world, ask, keep, menu=menu)
        if ending(draft) is None:
            return None
        try:
            return draft, recovered(draft) or create(draft, world)
        except KlyngepakkeError:
            keep(back(draft, world))  # at the review, where another folder can be named
            raise


@contextmanager
def _going_on(sentence: Callable[[], str], kept: Callable[[], bool]) -> Iterator[None]:
    """Say how to go on where the person leaves, and where anything else stops them.

    Raises:
        LeftError: They left.
        KlyngepakkeError: What stopped them, with how to go on.
    """
    try:
        yield
    except (KeyboardInterrupt, EOFError) as left:
        raise LeftError(f"\n{sentence()}") from left
    except KlyngepakkeError as error:
        if kept():
            error.problems += (Problem(_GO_ON),)
        raise


def _with_other_packs(draft: Draft, world: World, ask: Ask, missing: Sequence[str]) -> Draft | None:
    """The draft without the packs that are gone, if the person wants that."""
    from klyngepakke.wizard.question import Choice, Question  # noqa: PLC0415 - only here
    from klyngepakke.wizard.session import without_gone  # noqa: PLC0415 - pydantic

    question = Question(
        id="pakken-mangler",
        kind="one",
        text="Vil du gå videre uden?",
        help="Alle andre svar bliver stående. Svarer du nej, ændres intet.",
        default="nej",
        choices=(
            Choice("nej", "Nej, jeg finder pakken først"),
            Choice("ja", "Ja", "Er pakken væk, vælger du en anden."),
        ),
        above=(*missing, _FIND_PACK),
    )
    return without_gone(draft, world) if ask(question) == "ja" else None


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
    from klyngepakke.wizard.steps.packs import as_usual  # noqa: PLC0415 - pydantic

    where = named(folder)
    base = where.parent if where else Path.cwd()
    world = world_of(base, catalogue(packs))
    draft = begun(world, str(base), folder=where.name if where else None)
    listed = answers.participants.file if answers.participants else None
    if listed:
        draft = replace(draft, people=str(path_of((people or base).absolute(), listed)))
        world.people(draft.people or "")  # nobody could be asked for another
    draft = as_usual(draft.with_answers(**answers.said()), world)
    draft = run(draft, world, _standard(), lambda now: now)
    return shown(create(draft, world, teach=False))


def _standard() -> Ask:
    """Takes what is suggested; the review twice means that the evening cannot hold.

    Raises:
        InputError: It cannot, with why.
    """
    from klyngepakke.wizard.review import REVIEW  # noqa: PLC0415 - pydantic

    seen: list[Question] = []

    def ask(question: Question) -> Answer:
        if question.id == REVIEW and any(q.id == REVIEW for q in seen):
            raise InputError(*seen[-1].above)
        seen.append(question)
        return question.standard

    return ask


def change(folder: Path, catalogue: Catalogue, ask: Ask, packs: Sequence[Path]) -> int:
    """Change a meeting that has its file; every change is in the file at once.

    Raises:
        InputError: The meeting's file is wrong, or a pack is not there; it is not touched.
        FileError: The file has gone meanwhile, or cannot be written.
        LeftError: The person left; every change is in the file.
    """
    from klyngepakke.content.meeting_file import MEETING_FILE  # noqa: PLC0415 - pydantic
    from klyngepakke.road import KITS  # noqa: PLC0415 - pydantic, jinja2 and more
    from klyngepakke.wizard import keeping  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.flow import ending  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.review import SAVE  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.session import gone, opened, run, store  # noqa: PLC0415 - pydantic

    folder = folder.absolute()
    world = world_of(folder.parent, catalogue)
    mend(folder, KITS)
    last = opened(folder, world)
    if missing := gone(last.meeting, world.packs):
        raise InputError(*missing, _FIND_PACK)

    def keep(now: Draft) -> Draft:
        nonlocal last
        last = store(now, world, folder, last)
        if last.overtaken:
            say(_OVERTAKEN.format(MEETING_FILE))
        if last.kept is not None:
            say(
                f"Bemærkninger i {MEETING_FILE} kunne ikke blive stående. "
                f"Den gamle fil er {last.kept}",
                str(last.kept),
            )
        return last.draft

    with keeping.held(last.draft), leaving(_SAVED.format(folder)):
        keeping.remember(folder)
        draft = run(last.draft, world, ask, keep, made=True)
    if ending(draft) == SAVE:
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
    from klyngepakke.road.cache import build_cached  # noqa: PLC0415 - pydantic and more

    html = bool(missing())
    if html:
        say("Computeren kan ikke lave PDF endnu, så arkene laves som HTML til en browser.")
        say("Skriv ”klyngepakke klar” for at se, hvad der mangler.")
    print()
    with leaving(_UNBUILT.format(command(shown(folder), map(shown, packs)))):
        built = build_cached(folder, catalogue, say, html=html)
    print()
    tell(built, shown(folder), tuple(map(shown, packs)))
    for line in _gaps(folder):
        say(line)
    code = warn(built.warnings)
    if ask is not None:
        with leaving("Alt er bygget og gemt."):
            _offer(folder, built.folder, ask)
    return code


def _gaps(folder: Path) -> Iterator[str]:
    """What the invitation still lacks, and where one answers it."""
    lacking = dict.fromkeys(_GAP.findall(invitation(folder)))
    if lacking:
        yield f"I indkaldelsen mangler: {', '.join(lacking)}."
        yield "Åbn mødet, og svar under ”Mere …”, eller udfyld det i mailen."


def shown(folder: Path) -> Path:
    """The folder as a person would write it from here."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _offer(folder: Path, kit: Path, ask: Ask) -> None:
    """Open the folder, copy the invitation, or be done."""
    text = invitation(folder)
    while (choice := ask(_what_now(text=bool(text)))) != _END:
        if choice == _SEE and not open_folder(kit):
            say(f"Mappen kunne ikke åbnes herfra. Den ligger i {kit}", str(kit))
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
        help="Alt er bygget. Printlisten siger, hvad der skal udskrives, og hvor det skal ligge.",
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
