"""Signals: whatever ends the program from outside ends it as Ctrl-C does, and once."""

from __future__ import annotations

import atexit
import signal
import time
from collections.abc import Iterator
from typing import Final

_NAMES: Final = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
_CLEANING_UP: Final = 2.0  # seconds in which one that is pressed again would only disturb


def _signals() -> Iterator[signal.Signals]:
    for name in _NAMES:
        if hasattr(signal, name):  # each system has its own
            number = getattr(signal, name)
            if signal.getsignal(number) != signal.SIG_IGN:
                yield number


def listen() -> None:
    """From now on a signal to end is a `KeyboardInterrupt`; what is ignored already, stays so."""
    last = float("-inf")

    def leave(_: int, __: object) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > _CLEANING_UP:
            last = now
            raise KeyboardInterrupt

    for number in _signals():
        signal.signal(number, leave)
    atexit.register(_ignore)  # the last of all: from then on Python itself would just stop


def _ignore() -> None:
    for number in _signals():
        signal.signal(number, signal.SIG_IGN)
