"""What several commands share: options, and how folders and warnings are said."""

from __future__ import annotations

import argparse
import shutil
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from klyngepakke.errors import FileError, UsageError, printable
from klyngepakke.files import make_folder, reading, told

LOOK_FIRST: Final = 6
"""The exit code of a kit that is built, but should be looked at before printing."""

Subparsers = Any
Parsers = Iterable[tuple[str, argparse.ArgumentParser]]


def with_family(
    commands: Subparsers, name: str, help_: str, modules: Iterable[ModuleType]
) -> Parsers:
    """Add a family of commands, each with a module of its own."""
    family = commands.add_parser(name, help=help_)
    below = family.add_subparsers(title="Kommandoer", metavar="KOMMANDO")
    for module in modules:
        yield from module.add(below)


def with_folder(parser: argparse.ArgumentParser, help_: str) -> None:
    """Take MAPPE; whether it is there is asked by `folder_of`, in Danish."""
    parser.add_argument("folder", metavar="MAPPE", nargs="?", type=Path, help=help_)


def with_packs(parser: argparse.ArgumentParser) -> None:
    """Take `--pakker MAPPE`, any number of times."""
    parser.add_argument(
        "--pakker",
        dest="packs",
        metavar="MAPPE",
        action="append",
        type=Path,
        default=[],
        help="en mappe med flere pakker og udseender; kan skrives flere gange",
    )


def folder_of(found: argparse.Namespace, command: str, example: str = "") -> Path:
    """The folder that was named, perhaps by the file in it.

    Args:
        found: What was typed.
        command: The command's words, for the sentence that says how it is typed.
        example: A folder, for the same sentence; otherwise a meeting's, or a pack's.

    Raises:
        UsageError: None was.
    """
    if found.folder is None:
        example = example or ("mine-pakker/pauser" if command.startswith("pakke ") else "mit-moede")
        raise UsageError(f"Skriv også mappen, fx ”klyngepakke {command} {example}”.")
    from klyngepakke.content.folders import PACK_FILE  # noqa: PLC0415 - pydantic
    from klyngepakke.content.meeting_file import MEETING_FILE  # noqa: PLC0415 - pydantic
    from klyngepakke.content.theme import THEME_FILE  # noqa: PLC0415 - pydantic

    folder: Path = found.folder
    if folder.name in {MEETING_FILE, PACK_FILE, THEME_FILE}:
        with reading(folder):
            return folder.parent if folder.is_file() else folder
    return folder


def made_sentence(folder: Path) -> str:
    """What is said of a new meeting; the command can be copied as it stands."""
    shown = f'"{folder}"' if " " in str(folder) else folder
    return f"Mødet ligger i {folder}. Byg det med: klyngepakke byg {shown}"


def new_folder(folder: Path, file: str) -> None:
    """Make the folder of a new meeting or pack, where there is none already.

    Raises:
        FileError: There is one, or the folder cannot be made.
    """
    with told(folder):
        there = (folder / file).exists()
    if there:
        raise FileError(f"I {folder} ligger der allerede {file}. Vælg en anden mappe.")
    make_folder(folder)


def why_not(folder: Path) -> str:
    """Why a new pack or theme cannot have that folder; "" where it can."""
    try:
        if folder == Path.cwd():
            return "Vælg en mappe, som ikke er den, du står i."
        if folder.exists() and not folder.is_dir():
            return f"{folder} er en fil. Vælg et andet navn."
        if folder.exists() and any(folder.iterdir()):
            return f"I {folder} ligger der noget i forvejen. Vælg en anden mappe."
    except (OSError, ValueError):
        return f"Mappen {folder} kan ikke bruges. Vælg et andet navn."
    return ""


def complain(text: str, start: str = "") -> None:
    """Say something that is wrong or in doubt; in a terminal no word is broken in two.

    Args:
        text: The sentence.
        start: What stands before it; lines that follow are set in as far.
    """
    text = printable(text)
    if sys.stderr.isatty():
        width = max(20, shutil.get_terminal_size().columns - 1)
        lines = (
            textwrap.wrap(
                line,
                width,
                initial_indent=start,
                subsequent_indent=" " * len(start),
                break_long_words=False,
                break_on_hyphens=False,
            )
            or [""]
            for line in text.split("\n")
        )
        text = "\n".join(part for parts in lines for part in parts)
    else:
        text = f"{start}{text}"
    print(text, file=sys.stderr)


def warn(warnings: Iterable[str]) -> int:
    """Say what to look at; the exit code that follows."""
    lines = list(dict.fromkeys(warnings))
    if lines:
        print("\nSe efter, før du udskriver:", file=sys.stderr)
    for line in lines:
        complain(line, "  – ")
    return LOOK_FIRST if lines else 0
