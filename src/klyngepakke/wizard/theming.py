"""A new theme, asked for: a title, a colour, a logo and a font."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from klyngepakke.errors import KlyngepakkeError
from klyngepakke.wizard import colours, understood
from klyngepakke.wizard.question import Ask, Question, Verdict
from klyngepakke.wizard.step import refusal
from klyngepakke.wizard.turns import Turn, in_turn
from klyngepakke.writing.new_pack import id_from
from klyngepakke.writing.new_theme import BASE, NewTheme, check_files

Free = Callable[[str], str]
"""Why a folder of that name cannot be made; "" where it can."""


@dataclass(frozen=True)
class AskedTheme:
    """How far the person has come: the theme, and the folder where it was not named."""

    theme: NewTheme
    folder: str = ""

    def having(self, **changes: object) -> AskedTheme:
        """The same with fields of the theme replaced."""
        return replace(self, theme=replace(self.theme, **changes))  # type: ignore[arg-type]


def ask_theme(ask: Ask, begun: AskedTheme, free: Free | None, near: Path) -> AskedTheme:
    """Ask for a new theme.

    Args:
        ask: Asks a person.
        begun: What is suggested.
        free: Whether a folder may be made; None where the folder is named already.
        near: The folder that files are named from.

    Raises:
        KeyboardInterrupt: The person left.
        EOFError: The terminal is gone.
    """
    turns = [_TITLE, _COLOUR_TURN, _logo(near), _fonts(near)]
    return in_turn(ask, turns + ([_folder(free)] if free else []), begun)


def _title_verdict(text: str) -> Verdict:
    said = text.strip()
    if not said:
        return Verdict(error="Skriv et navn, fx Kvalitetsenheden.")
    if id_from(said) == BASE:
        return Verdict(error="Kald det noget andet end det udseende, det bygger på.")
    return Verdict(error=refusal(NewTheme, "titel", said))


_TITLE: Final = Turn[AskedTheme](
    lambda asked: Question(
        id="titel",
        kind="text",
        text="Hvad skal udseendet hedde?",
        help="Gerne navnet på jer, det er til. Det står, hvor man vælger udseende.",
        default=asked.theme.title,
        check=_title_verdict,
    ),
    lambda asked, said: asked.having(
        title=said, id=asked.theme.id if said == asked.theme.title else None
    ),
)


_COLOUR_TURN: Final = Turn[AskedTheme](
    lambda asked: Question(
        id="farve",
        kind="text",
        text="Hvilken farve skal arkene have?",
        help=(
            "Jeres egen farve, som den står i designmanualen, fx #0b5a68. Den bruges til tal, "
            "streger og den lille linje over titlen, så den skal være mørk nok til at læse."
        ),
        default=asked.theme.colour,
        check=colours.verdict,
    ),
    lambda asked, said: asked.having(colour=colours.chosen(said)),
)


def _file_verdict(text: str, near: Path, danish: str) -> Verdict:
    """What is thought of the name of a file to bring along."""
    named = understood.path(text)
    if not named:
        return Verdict()
    if error := refusal(NewTheme, danish, named):
        return Verdict(error=error)
    try:
        check_files(NewTheme(logo=named) if danish == "logo" else NewTheme(fonts=(named,)), near)
    except KlyngepakkeError as error_:
        return Verdict(error=error_.problems[0].sentence)
    return Verdict()


def _logo(near: Path) -> Turn[AskedTheme]:
    return Turn(
        lambda asked: Question(
            id="logo",
            kind="text",
            text="Hvor ligger logoet?",
            help=(
                "En fil: SVG er bedst, PNG og JPEG går an. Træk den gerne hen på vinduet. "
                "Tryk Enter, hvis I intet logo har; det kan lægges i mappen senere."
            ),
            default=asked.theme.logo or "",
            check=lambda text: _file_verdict(text, near, "logo"),
        ),
        lambda asked, said: asked.having(logo=understood.path(said) or None),
    )


def _fonts(near: Path) -> Turn[AskedTheme]:
    return Turn(
        lambda asked: Question(
            id="skrifter",
            kind="text",
            text="Hvor ligger jeres skrift?",
            help=(
                "En mappe med TTF- eller OTF-filer og skriftens licens. Tryk Enter for at bruge "
                "den skrift, der følger med. Der må kun bruges skrifter, der må lægges i en PDF."
            ),
            default=asked.theme.fonts[0] if asked.theme.fonts else "",
            check=lambda text: _file_verdict(text, near, "skrifter"),
        ),
        lambda asked, said: asked.having(fonts=(understood.path(said),) if said else ()),
    )


def _folder(free: Free) -> Turn[AskedTheme]:
    return Turn(
        lambda asked: Question(
            id="mappe",
            kind="text",
            text="Hvilken mappe skal det ligge i?",
            help="Mappen bliver lavet nu, og der må ikke ligge noget i den.",
            default=asked.folder or asked.theme.name,
            check=lambda text: Verdict(
                error=free(text.strip()) if text.strip() else "Skriv en mappe, fx udseende."
            ),
        ),
        lambda asked, said: replace(asked, folder=said),
    )
