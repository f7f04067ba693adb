"""`klyngepakke pakke ny`: a first folder of a pack, asked for or from a file of answers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from klyngepakke.commands.shared import Parsers, Subparsers, say, why_not, with_folder
from klyngepakke.errors import FileError, InputError

if TYPE_CHECKING:
    from klyngepakke.writing.new_pack import NewPack

_NO_TERMINAL: Final = (
    "Her er ingen terminal at spørge i. Skriv svarene i en fil, og brug ”klyngepakke pakke ny "
    "min-pakke --svar svar.yaml”, eller tag de foreslåede svar med --standard."
)
_BYE: Final = "Farvel. Der er ikke lavet nogen pakke."
_HELLO: Final = (
    "Her begynder en ny klyngepakke. Enter tager det foreslåede; < går tilbage. "
    "? forklarer spørgsmålet{}."
)


def add(family: Subparsers) -> Parsers:
    """Add the command to its family."""
    parser = family.add_parser("ny", help="begynd en ny pakke; uden --svar bliver du spurgt")
    with_folder(parser, "mappen, pakken skal ligge i")
    parser.add_argument(
        "--svar",
        dest="answers",
        metavar="FIL",
        type=Path,
        help="en fil med titel, id, udgiver, udgangspunkt og distribution; alt kan udelades",
    )
    parser.add_argument(
        "--standard", action="store_true", help="spørg ikke; tag det foreslåede svar"
    )
    parser.add_argument(
        "--distribution",
        action="store_true",
        help="læg det til, der skal til for at installere pakken med pip; også til en, der er",
    )
    parser.set_defaults(run=run)
    yield "pakke ny", parser


def run(found: argparse.Namespace) -> int:
    """Make the folder of a new pack, or put a project's files around one that is there."""
    folder = _named(found.folder)
    if found.distribution and folder is not None and _has_pack(folder):
        return _added(folder)
    begun = _begun(found, folder)
    if found.answers is None and not found.standard:
        new, folder = _asked(found, begun, folder)
    else:
        new, folder = begun, folder or Path.cwd() / begun.name
    return _made(new, folder)


def _named(folder: Path | None) -> Path | None:
    """The absolute path of what was typed.

    Raises:
        InputError: No folder can have that name.
    """
    if folder is None:
        return None
    from klyngepakke.commands.making import path_of  # noqa: PLC0415 - not needed for help

    where = path_of(Path.cwd(), str(folder))
    if where.name == "..":
        raise InputError(f"”{folder}” kan ikke være en pakkes mappe. Skriv et navn, fx min-pakke.")
    return where


def _has_pack(folder: Path) -> bool:
    from klyngepakke.content.folders import packs_under  # noqa: PLC0415 - pydantic

    return bool(packs_under(folder))


def _refused(folder: Path) -> str:
    """Why the folder of a new pack cannot be made; "" where it can."""
    from klyngepakke.content.folders import PACK_FILE  # noqa: PLC0415 - pydantic

    with suppress(OSError, ValueError):
        if (folder / PACK_FILE).exists():
            return (
                f"I {folder} ligger der allerede en pakke. Vælg en anden mappe, eller ret i "
                f"{PACK_FILE}."
            )
    return why_not(folder)


def _begun(found: argparse.Namespace, folder: Path | None) -> NewPack:
    """What is known before anybody is asked."""
    from klyngepakke.content.reading import read  # noqa: PLC0415 - pydantic
    from klyngepakke.writing.new_pack import NewPack, id_from, title_from  # noqa: PLC0415 - pydantic

    if found.answers is not None:
        new = read(found.answers, NewPack).value
    else:
        title = title_from(folder) if folder else None
        new = NewPack(title=title, id=id_from(folder.name)) if folder and title else NewPack()
    return replace(new, distribution=True) if found.distribution else new


def _asked(found: argparse.Namespace, begun: NewPack, folder: Path | None) -> tuple[NewPack, Path]:
    from klyngepakke.commands.making import path_of  # noqa: PLC0415 - not needed for help
    from klyngepakke.commands.start import asking, at_once  # noqa: PLC0415 - not needed for help
    from klyngepakke.wizard.authoring import Asked, ask_pack  # noqa: PLC0415 - pydantic

    if folder is not None and (why := _refused(folder)):
        raise FileError(why)  # before the questions, not after them

    def free(name: str) -> str:
        try:
            return _refused(path_of(Path.cwd(), name))
        except InputError as error:
            return error.problems[0].sentence

    with asking(_NO_TERMINAL, _BYE, kept=False) as ask:
        say(f"{_HELLO.format(at_once())}\n")
        asked = ask_pack(
            ask,
            Asked(begun, named=folder is not None),
            None if folder else free,
            distribution=not found.distribution,
        )
    return asked.pack, folder or path_of(Path.cwd(), asked.folder)


def _made(new: NewPack, folder: Path) -> int:
    """Make it, and say what comes next; the commands can be copied as they stand."""
    from klyngepakke.writing.new_pack import make_pack  # noqa: PLC0415 - pydantic

    if why := _refused(folder):
        raise FileError(why)
    pack = make_pack(folder, new)
    where = _shown(folder)
    say(f"Pakken ”{new.title}” ligger i {where}. Den kan bygges, som den er.\n", where)
    file = f"{_shown(pack)}/pakke.yaml"
    say(f"  Ret teksten:   åbn {file} i et program til ren tekst", file)
    for what, command in _next_steps(new, where, _shown(pack)):
        say(f"  {f'{what}:':<14} {command}", command)
    return 0


def _next_steps(new: NewPack, folder: str, pack: str) -> Iterator[tuple[str, str]]:
    """What one does next, and the command to copy."""
    yield "Se efter", f"klyngepakke pakke tjek {pack}"
    yield "Se arkene", f"klyngepakke pakke forhaandsvis {pack}"
    if new.distribution:
        yield "Installér den", f"pip install {_as_path(folder)}"
    else:
        yield "Send den", f"klyngepakke pakke zip {pack}"
        yield "Installér den", f"klyngepakke pakke installer {pack}"
    yield "Lav et møde", f"klyngepakke eksempel proeve --pakke {new.name}"


def _as_path(folder: str) -> str:
    """A folder as pip takes it for one; a bare word is the name of something to download."""
    return folder if Path(folder.strip('"')).is_absolute() else f"./{folder}"


def _added(folder: Path) -> int:
    from klyngepakke.writing.distribution import add_distribution  # noqa: PLC0415 - pydantic

    files = add_distribution(folder)
    if not files:
        print("Det hele er der i forvejen. Intet er ændret.")
        return 0
    print("Lagt til, uden at noget andet er ændret:")
    for file in files:
        print(f"  {_shown(file)}")
    return 0


def _shown(path: Path) -> str:
    """The path as it can be typed from here."""
    here = Path.cwd()
    shown = str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
    return f'"{shown}"' if " " in shown else shown
