"""A new pack, asked for: the few questions before there is a folder to write in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from klyngepakke.content.model import parse
from klyngepakke.errors import InputError
from klyngepakke.wizard.question import Ask, Choice, Question, Verdict
from klyngepakke.wizard.turns import Turn, in_turn
from klyngepakke.writing.new_pack import NewPack, id_from

Free = Callable[[str], str]
"""Why a folder of that name cannot be made; "" where it can."""

_SHAPES: Final = (
    Choice(
        "spørgeskema",
        "Deltagernes egne svar",
        "Et kort spørgeskema før mødet. Svarene vises, og bordene taler ud fra dem.",
    ),
    Choice(
        "data",
        "Klinikkernes egne tal",
        "Hver klinik tæller noget på et ark før mødet og tager tallet med.",
    ),
    Choice(
        "samtale",
        "En samtale om flere emner på én gang",
        "Hvert bord har sit eget emne, og forslagene går på skift mellem bordene.",
    ),
)


@dataclass(frozen=True)
class Asked:
    """How far the person has come.

    Attributes:
        pack: The pack.
        folder: Its folder, where it was not named before.
        named: Whether it was; the pack's id is then the folder's.
    """

    pack: NewPack
    folder: str = ""
    named: bool = False


def ask_pack(ask: Ask, begun: Asked, free: Free | None, *, distribution: bool = True) -> Asked:
    """Ask for a new pack.

    Args:
        ask: Asks a person.
        begun: What is suggested.
        free: Whether a folder may be made; None where the folder is named already.
        distribution: Whether it is asked if the pack shall be one for pip.

    Raises:
        KeyboardInterrupt: The person left.
        EOFError: The terminal is gone.
    """
    turns = [_TITLE, _ID, _PUBLISHER, _SHAPE]
    turns += [_DISTRIBUTION] if distribution else []
    turns += [_folder(free)] if free else []
    return in_turn(ask, turns, begun)


def _in_pack(**changes: Any) -> Callable[[Asked], Asked]:  # noqa: ANN401 - fields of `NewPack`
    return lambda asked: replace(asked, pack=replace(asked.pack, **changes))


def _line(danish: str, missing: str) -> Callable[[str], Verdict]:
    """What is thought of a text that shall stand under a key of the answers."""

    def check(text: str) -> Verdict:
        said = text.strip()
        return Verdict(error=_refusal(danish, said) if said else missing)

    return check


def _refusal(danish: str, said: str) -> str:
    """Why something cannot stand under that key of the answers; "" where it can."""
    try:
        parse(NewPack, {danish: said})
    except InputError as error:
        return error.problems[0].sentence
    return ""


_TITLE: Final[Turn[Asked]] = Turn(
    lambda asked: Question(
        id="titel",
        kind="text",
        text="Hvad skal pakken hedde?",
        help="Titlen, som lægerne ser den på dagsordenen. Den kan altid ændres.",
        default=asked.pack.title,
        check=_line("titel", "Skriv en titel, fx Pauser, der bliver holdt."),
    ),
    # A new title has a new id suggested, but where a folder was named, the id is its name.
    lambda asked, said: _in_pack(
        title=said, id=asked.pack.id if asked.named or said == asked.pack.title else None
    )(asked),
)


def _id_verdict(text: str) -> Verdict:
    said = text.strip()
    if error := _line("id", "Skriv et id, fx pauser.")(said).error:
        return Verdict(error=f"{error} Prøv {id_from(said)}." if said else error)
    return Verdict()


_ID: Final[Turn[Asked]] = Turn(
    lambda asked: Question(
        id="id",
        kind="text",
        text="Hvilket id skal den have?",
        help=(
            "Et kort navn til computeren: a-z, tal og bindestreg. Møder finder pakken ved det, så "
            "det skal blive, når andre bruger pakken."
        ),
        default=asked.pack.name,
        check=_id_verdict,
    ),
    lambda asked, said: _in_pack(id=said)(asked),
)

_PUBLISHER: Final[Turn[Asked]] = Turn(
    lambda asked: Question(
        id="udgiver",
        kind="text",
        text="Hvem udgiver den?",
        help="Klyngen, enheden eller foreningen bag. Det står på arkene og i listen over pakker.",
        default=asked.pack.publisher,
        check=_line("udgiver", "Skriv, hvem der udgiver pakken, fx klyngens navn."),
    ),
    lambda asked, said: _in_pack(publisher=said)(asked),
)

_SHAPE: Final[Turn[Asked]] = Turn(
    lambda asked: Question(
        id="udgangspunkt",
        kind="one",
        text="Hvad skal mødet begynde med?",
        help="Det giver en pakke, du kan bygge med det samme og skifte ud stykke for stykke.",
        default=asked.pack.shape,
        choices=_SHAPES,
    ),
    lambda asked, said: _in_pack(shape=said)(asked),
)

_DISTRIBUTION: Final[Turn[Asked]] = Turn(
    lambda asked: Question(
        id="distribution",
        kind="one",
        text="Skal den også kunne installeres med pip?",
        help=(
            "En mappe eller en zip-fil er nok til at dele en pakke. Ja lægger det til, en "
            "Python-pakke skal have. Det kan også gøres senere."
        ),
        default="ja" if asked.pack.distribution else "nej",
        choices=(Choice("nej", "Nej, en mappe er nok"), Choice("ja", "Ja")),
    ),
    lambda asked, said: _in_pack(distribution=said == "ja")(asked),
)


def _folder(free: Free) -> Turn[Asked]:
    return Turn(
        lambda asked: Question(
            id="mappe",
            kind="text",
            text="Hvilken mappe skal den ligge i?",
            help="Mappen bliver lavet nu, og der må ikke ligge noget i den.",
            default=asked.folder or asked.pack.name,
            check=lambda text: Verdict(
                error=free(text.strip()) if text.strip() else "Skriv en mappe, fx pauser."
            ),
        ),
        lambda asked, said: replace(asked, folder=said),
    )
