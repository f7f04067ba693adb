"""The command line: Danish words in, one command run, one exit code out."""

from __future__ import annotations

import argparse
import contextlib
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NoReturn

from klyngepakke.commands.shared import complain, with_packs
from klyngepakke.errors import FileError, KlyngepakkeError, UsageError
from klyngepakke.files import refused

_COMMANDS: Final = (
    *("eksempel", "ny", "byg", "serie", "tjek", "indlaes", "pakke", "udseende", "klar", "skema"),
)
_INTERRUPTED: Final = 130
_BUG: Final = 1
_USAGE: Final = 2
_HELP: Final = ("-h", "--help", "--hjaelp")
_PACKS: Final = "--pakker"
_ABOUT: Final = """\
Lav en mødemappe til et klyngemøde: drejebog til den, der leder mødet, og alt, hvad der
ligger på bordene.

  klyngepakke                  spørger dig og laver mødet; også med --pakker MAPPE
  klyngepakke eksempel MAPPE   laver et møde, du kan rette i
  klyngepakke byg MAPPE        laver de PDF-filer, der skal udskrives
"""


class _Help(argparse.HelpFormatter):
    """Help in Danish."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:  # noqa: ANN401 - argparse's own
        super().add_usage(usage, actions, groups, "Brug: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """An argument parser whose every word is Danish."""

    def __init__(self, **arguments: Any) -> None:  # noqa: ANN401 - argparse's own
        arguments.setdefault("formatter_class", _Help)
        super().__init__(add_help=False, allow_abbrev=False, **arguments)
        self._positionals.title = "Det, du skriver"
        self._optionals.title = "Valg"
        self.add_argument(*_HELP, action="help", help="vis denne hjælp")

    def error(self, message: str) -> NoReturn:
        """Argparse only gets here when an option lacks its value; all else is checked by us."""
        del message
        raise UsageError(f"Kommandoen blev ikke forstået. Se hvordan med ”{self.prog} --help”.")


def _parser(wanted: Sequence[str] = _COMMANDS) -> tuple[_Parser, dict[str, _Parser]]:
    top = _Parser(
        prog="klyngepakke",
        description=_ABOUT,
        formatter_class=type("_Raw", (_Help, argparse.RawDescriptionHelpFormatter), {}),
    )
    commands = top.add_subparsers(title="Kommandoer", metavar="KOMMANDO", parser_class=_Parser)
    made: dict[str, _Parser] = {}
    for command in wanted:
        for name, parser in import_module(f"klyngepakke.commands.{command}").add(commands):
            parser.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)
            made[name] = parser
    return top, made


def main(arguments: Sequence[str]) -> int:
    """Run one command.

    Args:
        arguments: The words after `klyngepakke`.

    Returns:
        The exit code: 0 ok, 1 a bug, 2 usage, 3 input, 4 limit, 5 disk, 6 look before printing,
        69 something missing, 75 busy, 130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        return _run(arguments)
    except KlyngepakkeError as error:
        with contextlib.suppress(OSError):  # the window may be closed
            for problem in error.problems:
                complain(str(problem))
        if "--debug" in arguments:
            traceback.print_exc()
        return error.exit_code
    except KeyboardInterrupt:
        with contextlib.suppress(OSError):  # the window may be closed
            print("\nAfbrudt. Intet er halvt skrevet.", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        print(refused(error), file=sys.stderr)
        if "--debug" in arguments:
            traceback.print_exc()
        return FileError.exit_code
    except Exception:  # noqa: BLE001 - whatever is left is a bug, and is told as one
        print(
            "Her er en fejl i klyngepakke selv. Send teksten herunder til dem, du har "
            "programmet fra.\n",
            file=sys.stderr,
        )
        traceback.print_exc()
        return _BUG


def _run(arguments: Sequence[str]) -> int:
    words = [a for a in arguments if not a.startswith("-")]
    helped = bool(set(_HELP) & set(arguments))
    if not helped and (not arguments or arguments[0].partition("=")[0] == _PACKS):
        from klyngepakke.commands import start  # noqa: PLC0415 - only where there is no command

        return start.run(_pack_folders(arguments))
    # One command is all that is read, where it is plain which.
    top, parsers = _parser(arguments[:1] if arguments[0] in _COMMANDS else _COMMANDS)
    if not helped:
        if not words:
            top.print_help(sys.stderr)
            return _USAGE
        _known_command(words, parsers)
    found, extra = top.parse_known_args(arguments)
    if extra:
        raise UsageError(f"”{extra[0]}” hører ikke til her. Se ”klyngepakke --help”.")
    if not hasattr(found, "run"):
        top.print_help(sys.stderr)
        return _USAGE
    code: int = found.run(found)
    return code


def _pack_folders(arguments: Sequence[str]) -> list[Path]:
    """The folders of `--pakker` where no command is named."""
    parser = _Parser(prog="klyngepakke")
    with_packs(parser)
    parser.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)
    found, extra = parser.parse_known_args(arguments)
    if extra:
        raise UsageError(f"Skriv ”{extra[0]}” først og {_PACKS} sidst. Se ”klyngepakke --help”.")
    folders: list[Path] = found.packs
    return folders


def _known_command(words: Sequence[str], parsers: dict[str, _Parser]) -> None:
    """Say the nearest right word before argparse says something in English."""
    if words[0] not in _COMMANDS:
        hint = _nearest(words[0], _COMMANDS)
        raise UsageError(f"”{words[0]}” er ikke en kommando.{hint} Se ”klyngepakke --help”.")
    below = [name.split()[1] for name in parsers if name.split()[:-1] == words[:1]]
    if below and (len(words) == 1 or words[1] not in below):
        hint = _nearest(words[1], below) if len(words) > 1 else ""
        raise UsageError(f"Skriv ”{words[0]}” og et af ordene {', '.join(below)}.{hint}")


def _nearest(word: str, words: Sequence[str]) -> str:
    from klyngepakke.content.model import nearest  # noqa: PLC0415 - only where a word is wrong

    return nearest(word, words)
