"""`klyngepakke` alone: what a person may do, and the wizard for a new or an old meeting."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from klyngepakke.commands import klar
from klyngepakke.commands.eksempel import example_pack
from klyngepakke.commands.making import (
    BYE,
    build_kit,
    change,
    has_meeting,
    leaving,
    make,
    named,
    path_of,
    shown,
    taken,
    world_of,
)
from klyngepakke.commands.shared import say
from klyngepakke.errors import FileError, InputError, KlyngepakkeError, UsageError

if TYPE_CHECKING:
    from klyngepakke.plugins import Catalogue
    from klyngepakke.wizard.draft import Draft
    from klyngepakke.wizard.question import Ask, Question, Verdict

NO_TERMINAL: Final = (
    "Her er ingen terminal at spørge i. Skriv svarene i en fil, og brug "
    "”klyngepakke ny mit-moede --svar svar.yaml”."
)
_HELLO: Final = (
    "klyngepakke laver arkene til et klyngemøde.",
    "Enter tager det foreslåede; skriver du selv noget, kommer det i stedet.",
    "< går ét spørgsmål tilbage. ? forklarer spørgsmålet{}.",
    "Ctrl-C stopper; svarene er gemt, og du kan fortsætte en anden dag.",
)
_EXAMPLE_FOLDER: Final = "klyngepakke-eksempel"
_NEW, _OPEN, _PACKS, _EXAMPLE, _READY, _END = "nyt", "aabn", "pakker", "eksempel", "klar", "slut"
_DELETE: Final = "slet"
_GO_ON: Final = "fortsaet/"
_ELSEWHERE: Final = "andet"


def run(packs: Sequence[Path] = ()) -> int:
    """Ask what the person wants, and do it, until they are done.

    Args:
        packs: The folders given with `--pakker`.

    Raises:
        UsageError: There is no terminal.
        FileError: There is no place to keep the answers.
        LeftError: The person left.
    """
    with asking() as ask:
        _hello()
        return _menu(ask, packs)


def new(folder: Path | None, packs: Sequence[Path] = ()) -> int:
    """Ask for a new meeting, in that folder where one is named, without the menu.

    Raises:
        UsageError: There is no terminal.
        InputError: No folder can have that name.
        FileError: The folder is taken, or there is no place to keep the answers.
        LeftError: The person left.
    """
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack

    with asking() as ask:
        known = catalogue(packs)
        where = named(folder)
        base = where.parent if where else _which_cluster(ask)
        if base is None:
            return 0
        draft = _begun(base, known, packs, where.name if where else None)
        _hello()
        return make(draft, known, ask, packs) or 0


@contextmanager
def asking(no_terminal: str = NO_TERMINAL, bye: str = BYE, *, kept: bool = True) -> Iterator[Ask]:
    """Someone to ask, who is let go in good order when the terminal goes.

    Args:
        no_terminal: What is said where there is nobody to ask.
        bye: What is said to somebody who leaves.
        kept: The answers are kept on the way, so there must be a place for them.

    Raises:
        UsageError: There is no terminal.
        FileError: There is no place to keep the answers.
    """
    from klyngepakke.wizard import drawer, prompting  # noqa: PLC0415 - only the wizard asks

    if not prompting.ready():
        raise UsageError(no_terminal)
    if kept:
        drawer.check_place()
    before = {}
    told: list[int] = []

    def let_go(number: int, _: object) -> None:
        """The first signal ends the question; those that follow would only disturb the leaving."""
        if not told:
            told.append(number)
            prompting.interrupt()

    for name in ("SIGTERM", "SIGHUP"):
        with suppress(AttributeError, ValueError):  # Windows has no SIGHUP
            number = getattr(signal, name)
            before[number] = signal.signal(number, let_go)
    try:
        with leaving(bye):
            yield prompting.prompter(print)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _hello() -> None:
    for line in _HELLO:
        say(line.format(at_once()))
    print()


def at_once() -> str:
    """What the greetings add about `?`; a terminal that can do nothing waits for Enter."""
    from klyngepakke.wizard.prompting import by_keys  # noqa: PLC0415 - only the wizard asks

    return " med det samme, uden Enter" if by_keys() else ""


# --- The menu ------------------------------------------------------------------------------


def _menu(ask: Ask, packs: Sequence[Path]) -> int:
    while True:
        drafts = _drafts()
        choice = str(ask(_menu_question(drafts)))
        if choice == _END:
            return 0
        if choice == _READY:
            klar.run(argparse.Namespace())
            continue
        if choice == _DELETE:
            _delete(ask, drafts)
            continue
        if choice.startswith(_GO_ON):
            name = choice.removeprefix(_GO_ON)
            code = _gone_on(ask, next(d for d in drafts if d.answers.id == name), packs)
        else:
            from klyngepakke.plugins import catalogue  # noqa: PLC0415 - only once it is wanted

            code = _chosen(ask, choice, catalogue(packs), packs)
        if code is not None:
            return code


def _drafts() -> tuple[Draft, ...]:
    """The drafts there are; where there are none, what reads them is not read itself."""
    from klyngepakke.wizard.drawer import waiting  # noqa: PLC0415 - only the wizard asks

    if not waiting():
        return ()
    from klyngepakke.wizard import keeping  # noqa: PLC0415 - pydantic

    return keeping.drafts()


def _chosen(ask: Ask, choice: str, known: Catalogue, packs: Sequence[Path]) -> int | None:
    """Do what was chosen; None where the menu comes again."""
    if choice == _EXAMPLE:
        return _example(known, ask, packs)
    if choice == _OPEN:
        folder = _which_meeting(ask)
        return None if folder is None else change(folder, known, ask, packs)
    if choice == _NEW:
        base = _which_cluster(ask)
        if base is None:
            return None
        return make(_begun(base, known, packs), known, ask, packs, menu=True)
    _show_packs(ask, known)
    return None


def _gone_on(ask: Ask, draft: Draft, packs: Sequence[Path]) -> int | None:
    """Go on with a draft, with the packs it was begun with; those that are gone are told of."""
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack

    kept = tuple(folder for f in draft.pack_folders if _has_packs(folder := Path(f)))
    folders = tuple(dict.fromkeys((*kept, *(p.resolve() for p in packs))))
    draft = replace(draft, pack_folders=_as_texts((*map(Path, draft.pack_folders), *folders)))
    return make(draft, catalogue(folders), ask, folders, begun=True, menu=True)


def _has_packs(folder: Path) -> bool:
    from klyngepakke.content.folders import packs_under  # noqa: PLC0415 - pydantic

    with suppress(KlyngepakkeError):
        return bool(packs_under(folder))
    return False


def _as_texts(folders: Iterable[Path]) -> tuple[str, ...]:
    """Folders as a draft keeps them: absolute, each once."""
    return tuple(dict.fromkeys(str(folder.resolve()) for folder in folders))


def _delete(ask: Ask, drafts: Sequence[Draft]) -> None:
    """Delete one of the drafts, if the person is sure."""
    from klyngepakke.wizard import keeping  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.question import Choice, Question  # noqa: PLC0415 - only here

    which = ask(
        Question(
            id="slet-kladde",
            kind="one",
            text="Hvilken kladde vil du slette?",
            help="En kladde er et møde, der ikke er gemt endnu. Møder, der er gemt, slettes ikke.",
            default=str(drafts[0].answers.id),
            choices=tuple(
                Choice(str(d.answers.id), _named(d), f"Skulle ligge i {d.base}") for d in drafts
            ),
        )
    )
    draft = next((d for d in drafts if d.answers.id == which), None)
    if draft is None:
        return
    sure = Question(
        id="slet",
        kind="one",
        text=f"Vil du slette kladden {_named(draft)}?",
        help="Svarene i den kan ikke hentes igen.",
        default="nej",
        choices=(Choice("nej", "Nej, behold den"), Choice("ja", "Ja, slet den")),
    )
    if ask(sure) == "ja":
        with keeping.held(draft):
            keeping.drop(draft)


def _menu_question(drafts: Sequence[Draft]) -> Question:
    from klyngepakke.wizard.question import Choice, Question  # noqa: PLC0415 - only here

    going_on = tuple(
        Choice(f"{_GO_ON}{d.answers.id}", f"Fortsæt med {_named(d)}", f"Ligger i {d.base}")
        for d in drafts
    )
    return Question(
        id="start",
        kind="one",
        text="Hvad vil du?",
        help=(
            "Et nyt møde tager omkring ti spørgsmål. ”Se et eksempel” laver en hel mødemappe, "
            "du kan bladre i."
        ),
        default=going_on[0].id if going_on else _NEW,
        choices=(
            *going_on,
            Choice(_NEW, "Lav et nyt møde", f"Mødet får sin egen mappe i {_base()}"),
            Choice(_OPEN, "Åbn et møde", "Ret et møde, der er lavet, og byg det igen."),
            Choice(_PACKS, "Se pakkerne", "Emnerne: formål, blokke og spørgsmål."),
            Choice(_EXAMPLE, "Se et eksempel", f"Laver mappen {_EXAMPLE_FOLDER} med alle ark."),
            *((Choice(_DELETE, "Slet en kladde"),) if drafts else ()),
            Choice(_READY, "Er min computer klar?", "Siger, om den kan lave PDF-filer."),
            Choice(_END, "Slut"),
        ),
        first=True,
    )


def _named(draft: Draft) -> str:
    """A draft as its maker knows it: its pack and its day."""
    from klyngepakke.content.times import known_date_text  # noqa: PLC0415 - babel

    name = draft.answers.title or " og ".join(draft.answers.packs) or "et nyt møde"
    day = f", {known_date_text(draft.answers.days[0].date)}" if draft.answers.days else ""
    return f"{name}{day}"


def _begun(base: Path, known: Catalogue, packs: Sequence[Path], folder: str | None = None) -> Draft:
    from klyngepakke.wizard.flow import begun  # noqa: PLC0415 - pydantic

    world = world_of(base, known)
    if folder is not None and (taken_by := world.free(folder)):
        raise FileError(taken_by)
    return replace(begun(world, str(base), folder=folder), pack_folders=_as_texts(packs))


# --- Which one -----------------------------------------------------------------------------


def _base() -> Path:
    """Where meetings lie: here, or beside the meeting that one stands in."""
    here = Path.cwd()
    return here.parent if has_meeting(here) else here


def _which_cluster(ask: Ask) -> Path | None:
    """The folder of the cluster's meetings; None where the person went back."""
    from klyngepakke.wizard import keeping  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.question import Choice, Question  # noqa: PLC0415 - only here

    base = _base()
    there = keeping.clusters(base)
    found = there.found
    for problem in there.problems:
        say(f"Springes over: {problem}")
    if len(found) < 1 or (len(found) == 1 and found[0][0] == base):
        return base
    rows = tuple(Choice(str(path), file.cluster.name, str(path)) for path, file in found)
    answer = ask(
        Question(
            id="hvilken-klynge",
            kind="one",
            text="Hvilken klynge er mødet for?",
            help="Hver klynge har sin mappe med en klynge.yaml, som husker det, der går igen.",
            default=rows[0].id,
            choices=(*rows, Choice(_ELSEWHERE, "En anden klynge")),
        )
    )
    if answer == _ELSEWHERE:
        return _new_cluster(ask, base)
    return Path(answer) if isinstance(answer, str) else None


def _new_cluster(ask: Ask, base: Path) -> Path | None:
    from klyngepakke.wizard.question import Question, Verdict  # noqa: PLC0415 - only here

    def check(text: str) -> Verdict:
        name = text.strip()
        wrong = not name or Path(name).name != name or name in {".", ".."}
        return Verdict(error="Skriv et navn uden skråstreger." if wrong else "")

    answer = ask(
        Question(
            id="klyngens-mappe",
            kind="text",
            text="Hvad skal klyngens mappe hedde?",
            help=f"Klyngens møder kommer til at ligge i den. Den bliver lavet i {base}.",
            check=check,
        )
    )
    return base / answer.strip() if isinstance(answer, str) else None


def _which_meeting(ask: Ask) -> Path | None:
    """A meeting that was opened before, or one somewhere else; None for going back."""
    from klyngepakke.content.meeting_file import MEETING_FILE  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard import keeping  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.question import Choice, Question  # noqa: PLC0415 - only here

    here = Path.cwd()
    known = ((here,) if has_meeting(here) else ()) + keeping.recent()
    rows = tuple(Choice(str(path), _label(path), str(path)) for path in dict.fromkeys(known))
    answer = ask(
        Question(
            id="hvilket-moede",
            kind="one",
            text="Hvilket møde?",
            help=f"De senest åbnede står her. Et møde er en mappe med filen {MEETING_FILE}.",
            default=rows[0].id if rows else _ELSEWHERE,
            choices=(*rows, Choice(_ELSEWHERE, "Et møde i en anden mappe")),
        )
    )
    if answer == _ELSEWHERE:
        return _other_meeting(ask)
    return Path(answer) if isinstance(answer, str) else None


def _label(folder: Path) -> str:
    """A meeting's day and title; the folder's name where its file cannot be read."""
    from klyngepakke.content.meeting_file import read_meeting  # noqa: PLC0415 - pydantic
    from klyngepakke.content.times import short_date_text  # noqa: PLC0415 - babel

    try:
        meeting = read_meeting(folder).value
    except KlyngepakkeError:
        return f"{folder.name} (filen skal rettes)"
    first = meeting.days[0].date if meeting.days else None
    day = short_date_text(first) if first else ""
    return " · ".join(part for part in (day, meeting.title, meeting.cluster.name) if part)


def _other_meeting(ask: Ask) -> Path | None:
    from klyngepakke.content.meeting_file import MEETING_FILE  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard import understood  # noqa: PLC0415 - only here
    from klyngepakke.wizard.question import Question, Verdict  # noqa: PLC0415 - only here

    def folder(text: str) -> Path:
        path = path_of(Path.cwd(), understood.path(text))
        return path.parent if path.name == MEETING_FILE else path

    def check(text: str) -> Verdict:
        with suppress(InputError):
            if text.strip() and has_meeting(folder(text)):
                return Verdict()
        return Verdict(error="Der ligger intet møde i den mappe.")

    answer = ask(
        Question(
            id="moedets-mappe",
            kind="text",
            text="Hvilken mappe ligger mødet i?",
            help="Skriv mappens sti, eller træk mappen ind i vinduet med musen.",
            check=check,
        )
    )
    return folder(answer) if isinstance(answer, str) else None


# --- Looking around ------------------------------------------------------------------------


def _show_packs(ask: Ask, known: Catalogue) -> None:
    """One pack after another, until the person has seen enough."""
    from klyngepakke.content.portrait import portrait  # noqa: PLC0415 - pydantic
    from klyngepakke.wizard.question import Choice, Question  # noqa: PLC0415 - only here

    rows = tuple(Choice(p.pack.id, p.pack.title) for p in known.packs.values())
    while True:
        answer = ask(
            Question(
                id="se-pakke",
                kind="one",
                text="Hvilken pakke vil du se?",
                help="Pakken vises her. ”Tilbage” går til menuen.",
                default=rows[0].id if rows else "",
                choices=rows,
            )
        )
        if not isinstance(answer, str) or answer not in known.packs:
            return
        say("\n" + "\n".join(portrait(known.packs[answer].pack)) + "\n")


def _example(known: Catalogue, ask: Ask, packs: Sequence[Path]) -> int:
    """Build the example meeting, once; later it is only shown."""
    from klyngepakke.content.example import example  # noqa: PLC0415 - pydantic
    from klyngepakke.content.meeting_file import write_meeting  # noqa: PLC0415 - pydantic
    from klyngepakke.files import make_folder  # noqa: PLC0415 - only here

    folder = Path.cwd() / _EXAMPLE_FOLDER
    if not has_meeting(folder):
        if taken(folder):
            raise FileError(
                f"I {folder} ligger der noget, du selv har lagt der. Flyt det, eller start et "
                "andet sted."
            )
        make_folder(folder)
        write_meeting(folder, example(example_pack(known, None), 29))
    say(f"Eksemplet ligger i {shown(folder)}", str(shown(folder)))
    return build_kit(folder, known, ask, packs)
