"""What several commands share: options, and how folders and warnings are said."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from klyngepakke.content.names import MEETING_FILE, PACK_FILE, THEME_FILE
from klyngepakke.errors import FileError, UsageError, printable
from klyngepakke.files import make_folder, reading, told

LOOK_FIRST: Final = 6
"""The exit code of a kit that is built, but should be looked at before printing."""

_MOST_PROCESSES: Final = 64
_HELD: Final = "\0"  # stands for a blank at which no line may end; `printable` lets none in
_COLUMNS: Final = re.compile(r"(?: *\S+(?: \S+)* {2,})?")

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


def with_processes(parser: argparse.ArgumentParser) -> None:
    """Take `--processer N`; `share_out` does as it says."""
    parser.add_argument(
        "--processer",
        dest="processes",
        metavar="N",
        type=_processes,
        help="hvor mange ark der laves ad gangen; ellers ét for hver af computerens kerner, højst 4",
    )


def share_out(found: argparse.Namespace) -> None:
    """Have as many processes make the sheets as `--processer` says."""
    if found.processes:
        from klyngepakke.road.worker import shared  # noqa: PLC0415 - needed where sheets are made

        shared().at_once = found.processes


def _processes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _MOST_PROCESSES):
        raise UsageError(
            f"Skriv antallet af processer som et helt tal fra 1 til {_MOST_PROCESSES}, "
            "fx ”--processer 2”."
        )
    return int(text)


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


def say(text: str, *whole: str) -> None:
    """Say something; in a terminal no word is broken in two, elsewhere a line is a line.

    Args:
        text: The lines; what goes on below one is set in as far as it is, or as its last column.
        whole: What stands in the text and is not to be broken at all: a path, a command to copy.
    """
    text = printable(text)
    if sys.stdout.isatty():
        for piece in sorted(map(printable, whole), key=len, reverse=True):
            text = text.replace(piece, piece.replace(" ", _HELD))
        text = "\n".join(map(_folded, text.split("\n"))).replace(_HELD, " ")
    print(text)


def _folded(line: str) -> str:
    width = _width()
    columns = len(_COLUMNS.match(line)[0])  # type: ignore[index]  # it takes nothing as well
    blanks = len(line) - len(line.lstrip(" "))
    return _wrapped(line, "", " " * (columns if 2 * columns <= width else blanks))


def _width() -> int:
    return max(20, shutil.get_terminal_size().columns - 1)


def _wrapped(line: str, start: str, then: str) -> str:
    return textwrap.fill(
        line,
        _width(),
        initial_indent=start,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def complain(text: str, start: str = "") -> None:
    """Say something that is wrong or in doubt; in a terminal no word is broken in two.

    Args:
        text: The sentence.
        start: What stands before it; lines that follow are set in as far.
    """
    text = printable(text)
    if sys.stderr.isatty():
        text = "\n".join(_wrapped(line, start, " " * len(start)) for line in text.split("\n"))
    else:
        text = f"{start}{text}"
    print(text, file=sys.stderr)


def say_json(value: object) -> None:
    """Print JSON for other programs; ASCII alone where the pipe's alphabet is an office's own."""
    plain = sys.stdout.encoding.lower().replace("-", "") != "utf8"
    print(json.dumps(value, ensure_ascii=plain, indent=1))


def warn(warnings: Iterable[str]) -> int:
    """Say what to look at; the exit code that follows."""
    lines = list(dict.fromkeys(warnings))
    if lines:
        print("\nSe efter, før du udskriver:", file=sys.stderr)
    for line in lines:
        complain(line, "  – ")
    return LOOK_FIRST if lines else 0
