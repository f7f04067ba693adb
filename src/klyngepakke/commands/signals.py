"""Signals: whatever ends the program from outside ends it as Ctrl-C does, and once."""

from __future__ import annotations

import signal
import time
from typing import Final

_NAMES: Final = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
_CLEANING_UP: Final = 2.0  # seconds in which one that is pressed again would only disturb


def listen() -> None:
    """From now on a signal to end is a `KeyboardInterrupt`; what is ignored already, stays so."""
    last = float("-inf")

    def leave(_: int, __: object) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > _CLEANING_UP:
            last = now
            raise KeyboardInterrupt

    for name in _NAMES:
        number = getattr(signal, name, None)  # each system has its own
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, leave)
