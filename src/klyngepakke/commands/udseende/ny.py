"""`klyngepakke udseende ny`: a theme's first folder, asked for or from a file of answers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from klyngepakke.commands.shared import Parsers, Subparsers, say, why_not, with_folder
from klyngepakke.errors import FileError, InputError

if TYPE_CHECKING:
    from klyngepakke.writing.new_theme import NewTheme

_NO_TERMINAL: Final = (
    "Her er ingen terminal at spørge i. Skriv svarene i en fil, og brug ”klyngepakke udseende ny "
    "mit-udseende --svar svar.yaml”, eller tag de foreslåede svar med --standard."
)
_BYE: Final = "Farvel. Der er ikke lavet noget udseende."
_HELLO: Final = (
    "Her begynder et nyt udseende. Enter tager det foreslåede; < går tilbage. "
    "? forklarer spørgsmålet{}."
)


def add(family: Subparsers) -> Parsers:
    """Add the command to its family."""
    parser = family.add_parser("ny", help="lav et udseende; uden --svar bliver du spurgt")
    with_folder(parser, "mappen, udseendet skal ligge i")
    parser.add_argument(
        "--svar",
        dest="answers",
        metavar="FIL",
        type=Path,
        help="en fil med titel, id, farve, logo, skrifter og distribution; alt kan udelades",
    )
    parser.add_argument(
        "--standard", action="store_true", help="spørg ikke; tag det foreslåede svar"
    )
    parser.add_argument(
        "--distribution",
        action="store_true",
        help="læg det til, der skal til for at installere udseendet med pip",
    )
    parser.set_defaults(run=run)
    yield "udseende ny", parser


def run(found: argparse.Namespace) -> int:
    """Make the folder of a new theme."""
    from klyngepakke.commands.making import path_of  # noqa: PLC0415 - not needed for help

    folder = path_of(Path.cwd(), str(found.folder)) if found.folder else None
    if folder is not None and (why := why_not(folder)):
        raise FileError(why)  # before the questions, not after them
    begun, near = _begun(found, folder)
    if found.answers is None and not found.standard:
        begun, folder = _asked(begun, folder)
    return _made(begun, folder or Path.cwd() / begun.name, near)


def _begun(found: argparse.Namespace, folder: Path | None) -> tuple[NewTheme, Path]:
    """What is known before anybody is asked, and where its files are named from."""
    from klyngepakke.content.reading import read  # noqa: PLC0415 - pydantic
    from klyngepakke.writing.new_pack import title_from  # noqa: PLC0415 - pydantic
    from klyngepakke.writing.new_theme import NewTheme  # noqa: PLC0415 - pydantic

    near = Path.cwd()
    if found.answers is not None:
        new, near = read(found.answers, NewTheme).value, found.answers.absolute().parent
    else:
        title = title_from(folder) if folder else None
        new = NewTheme(title=title) if title else NewTheme()
    return (replace(new, distribution=True) if found.distribution else new), near


def _asked(begun: NewTheme, folder: Path | None) -> tuple[NewTheme, Path]:
    from klyngepakke.commands.making import path_of  # noqa: PLC0415 - not needed for help
    from klyngepakke.commands.start import asking, at_once  # noqa: PLC0415 - not needed for help
    from klyngepakke.wizard.theming import AskedTheme, ask_theme  # noqa: PLC0415 - pydantic

    def free(name: str) -> str:
        try:
            return why_not(path_of(Path.cwd(), name))
        except InputError as error:
            return error.problems[0].sentence

    with asking(_NO_TERMINAL, _BYE, kept=False) as ask:
        say(f"{_HELLO.format(at_once())}\n")
        asked = ask_theme(ask, AskedTheme(begun), None if folder else free, Path.cwd())
    return asked.theme, folder or path_of(Path.cwd(), asked.folder)


def _made(new: NewTheme, folder: Path, near: Path) -> int:
    """Make it, and say what comes next; the commands can be copied as they stand."""
    from klyngepakke.commands.closing import quoted  # noqa: PLC0415 - not needed for help
    from klyngepakke.commands.making import shown  # noqa: PLC0415 - not needed for help
    from klyngepakke.writing.new_theme import make_theme  # noqa: PLC0415 - pydantic

    theme = make_theme(folder, new, near)
    where, file = quoted(shown(folder)), quoted(shown(theme))
    say(f"Udseendet ”{new.title}” ligger i {where}. Det kan bruges, som det er.\n", where)
    for what, step, *whole in _next_steps(new, where, file):
        say(f"  {f'{what}:':<16} {step}", *whole)
    return 0


def _next_steps(new: NewTheme, folder: str, theme: str) -> Iterator[tuple[str, ...]]:
    """What can be done now: what it is for, how, and the pieces of it that are never broken."""
    yield "Ret det", f"åbn udseende.yaml i {theme} i et program til ren tekst", theme
    for what, command in (
        ("Se efter", f"klyngepakke udseende tjek {theme}"),
        ("Se arkene", f"klyngepakke udseende vis {theme}"),
    ):
        yield what, command, command
    line = f"udseende: {new.name}"
    if new.distribution:
        command = f"pip install ./{folder}"
        yield "Installér det", command, command
        yield "Brug det", f"skriv ”{line}” i moede.yaml"
    else:
        yield "Brug det", f"skriv ”{line}” i moede.yaml, og byg med --pakker {theme}", theme
