"""The guard around a plugin's code: it is silent, it has its time, and what it raises is a reason."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Final, TypeVar

from klyngepakke.errors import KlyngepakkeError
from klyngepakke.patience import within
from klyngepakke.plugins.broken import Broken

T = TypeVar("T")
PATIENCE: Final = 20.0
"""Seconds that a plugin's import, or one of its hooks, may take; an honest one takes none."""
_AGAIN: Final = 1.0  # seconds to the next try, where a plugin has caught the first
_SAID: Final = 200  # characters of a plugin's own words


class Hung(BaseException):
    """A plugin that took too long; no `except Exception` of its own catches it."""

    def __str__(self) -> str:
        return f"Den svarede ikke inden {PATIENCE:.0f} sekunder."


def guarded(work: Callable[[], T], *, ours: bool = False) -> T:
    """What some of a plugin's code gives; it cannot print, read the keyboard, or stay away.

    Args:
        work: Runs the code, and looks at what it gives.
        ours: It is klyngepakke's own, which needs no clock.

    Raises:
        Hung: It took longer than `PATIENCE`.
    """
    if ours:
        return work()
    with _silence():
        if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
            return _interrupted(work)
        return _left_alone(work)


def broken_by(name: str, origin: str, error: BaseException) -> Broken:
    """What is told of a plugin that raised; an interrupt is the person's, and goes on up."""
    if isinstance(error, KeyboardInterrupt):
        raise error
    if isinstance(error, KlyngepakkeError):
        return Broken(name, origin, tuple(str(p) for p in error.problems), code=True)
    return Broken(name, origin, (_reason(error),), code=True)


def _reason(error: BaseException) -> str:
    try:
        said = " ".join("".join(c if c.isprintable() else " " for c in str(error)).split())
    except Exception:  # noqa: BLE001 - the plugin's own error may not even have words
        said = ""
    if isinstance(error, Hung):
        return said
    if isinstance(error, SystemExit):
        return "Den ville lukke programmet."
    return f"Fejl i udvidelsen: {type(error).__name__}: {said[:_SAID]}."


def _interrupted(work: Callable[[], T]) -> T:
    """Do the work in this thread, and break it off when its time is up."""
    over = False

    def hung(_signal: int, _frame: FrameType | None) -> None:
        if not over:
            raise Hung

    before = signal.signal(signal.SIGALRM, hung)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE, _AGAIN)
    try:
        return work()
    finally:
        over = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before if before is not None else signal.SIG_DFL)


def _left_alone(work: Callable[[], T]) -> T:
    """Do the work in a thread of its own, and go on without it when its time is up."""

    def told() -> tuple[list[T], BaseException | None]:
        try:
            return [work()], None
        except BaseException as error:  # noqa: BLE001 - a plugin may do anything, sys.exit() too
            return [], error

    (answer,) = within(PATIENCE, [told])
    if answer is None:
        raise Hung
    given, error = answer
    if error is not None:
        raise error
    return given[0]


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """What a plugin prints belongs to nobody's output, and the keyboard is not its own."""
    with (
        _nowhere(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        yield


@contextlib.contextmanager
def _nowhere() -> Iterator[None]:
    """The three standard streams as the system knows them, empty meanwhile."""
    _flush()
    kept: dict[int, int] = {}
    nothing = os.open(os.devnull, os.O_RDWR)
    try:
        for stream in (0, 1, 2):
            with contextlib.suppress(OSError):  # a program without a window has none
                kept[stream] = os.dup(stream)
                os.dup2(nothing, stream)
        yield
    finally:
        _flush()
        for stream, copy in kept.items():
            os.dup2(copy, stream)
            os.close(copy)
        os.close(nothing)


def _flush() -> None:
    """Let what is written so far go where it was meant to."""
    for stream in (sys.__stdout__, sys.__stderr__):
        with contextlib.suppress(OSError, ValueError):
            if stream is not None:  # a program without a window has none
                stream.flush()
