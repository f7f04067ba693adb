"""Patience: how long a shared folder is waited for, so that one that is away stops nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Thread
from time import monotonic
from typing import Final, Generic, TypeVar

T = TypeVar("T")
PATIENCE: Final = 3.0
"""Seconds that all shared folders together are waited for."""


class _Errand(Thread, Generic[T]):
    """A piece of work that may never come back; the program ends without it."""

    def __init__(self, work: Callable[[], T]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self.result: T | None = None
        self.error: Exception | None = None
        self.start()

    def run(self) -> None:
        """Do the work, and keep what came of it."""
        try:
            self.result = self._work()
        except Exception as error:  # noqa: BLE001 - it is raised where the result is wanted
            self.error = error


def within(seconds: float, works: Sequence[Callable[[], T]]) -> tuple[T | None, ...]:
    """Do some work side by side; None for what has not come back in time.

    Args:
        seconds: For all of it together.
        works: Each gives something else than None, and may be left alone for ever.
    """
    end = monotonic() + seconds
    errands = [_Errand(work) for work in works]
    for errand in errands:
        errand.join(max(0.0, end - monotonic()))
        if errand.error is not None:
            raise errand.error
    return tuple(None if errand.is_alive() else errand.result for errand in errands)
