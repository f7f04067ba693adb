"""Processes: this program once more, beside itself, for one purpose and with nothing to say."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import BinaryIO, Final, Protocol

from klyngepakke.errors import MissingError

# What ends the program is the parent's to tell of, and its end is theirs; so a signal to all of
# a terminal's programs leaves them time to clean up. The paths are the parent's own.
_PROGRAM: Final = (
    "import signal, sys\n"
    "for name in ('SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'):\n"
    "    if hasattr(signal, name): signal.signal(getattr(signal, name), signal.SIG_IGN)\n"
    "sys.path[:] = sys.argv[2:]\n"
    "from klyngepakke.workshop.{module} import main\n"
    "main(sys.argv[1])\n"
)
_ENDING: Final = threading.Event()


class Process(Protocol):
    """What is asked of a process, however it was begun: a part of `subprocess.Popen`."""

    @property
    def pid(self) -> int:
        """Its number."""

    @property
    def stdin(self) -> BinaryIO:
        """The pipe to it."""

    @property
    def stdout(self) -> BinaryIO:
        """The pipe from it."""

    def poll(self) -> int | None:
        """Its exit code, a signal below 0; None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code; raises `subprocess.TimeoutExpired`."""

    def kill(self) -> None:
        """End it at once."""


def begun(
    module: str,
    about: str = "",
    *,
    stdin: int = subprocess.PIPE,
    stdout: int = subprocess.PIPE,
) -> Process:
    """Begin a process that runs `main(about)` of a module of the workshop.

    Raises:
        MissingError: The system will not; or this program is ending.
    """
    if _ENDING.is_set():
        raise not_begun("programmet er ved at slutte")
    try:
        return subprocess.Popen(  # type: ignore[return-value]  # noqa: S603 - this very program; it has both pipes
            # -P, for else a stranger's signal.py in this folder would be run.
            [sys.executable, "-P", "-c", _PROGRAM.format(module=module), about, *paths()],
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
            # A thread's own heap would count for 64 MB of address space, used or not.
            env={**os.environ, "MALLOC_ARENA_MAX": "1"},
        )
    except OSError as error:
        raise not_begun(error) from error


def begin_no_more() -> None:
    """This program is ending: what a thread still wants is of no use to anybody."""
    _ENDING.set()


def not_begun(why: object, mend: str = "") -> MissingError:
    """The error for a process that the system will not begin."""
    what = "Den del af programmet, der laver arkene, kan ikke starte på denne computer"
    return MissingError(f"{what} ({why}). {mend}".rstrip())


def paths() -> tuple[str, ...]:
    """Where this process imports from; "" is the folder it stands in."""
    return tuple(path or here() for path in sys.path)


def here() -> str:
    """The folder one stands in, or "" where it is gone."""
    try:
        return os.getcwd()  # noqa: PTH109 - a text for another process
    except OSError:
        return ""
