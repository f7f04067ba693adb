"""The workers: processes of their own that make every sheet, under a clock and a memory limit.

    from klyngepakke.road.worker import Worker, shared

    sheet = shared()(document, theme, filters=catalogue.filters)        # PDF, as `produce`
    sheet = shared().html(document, theme, filters=catalogue.filters)   # HTML alone

    with Worker(Limits(cpu=2, wall=10, memory=50_000_000)) as worker:   # one with limits of its own
        ...

`shared()` is the pool of this process: as many workers as there are sheets asked for at once,
from several threads, and cores to make them. One is started when it is first wanted, kept
between builds, replaced where it dies, hangs or eats memory, and gone when this process is.
All ways of calling them are a `Maker`. What a sheet raises is raised here, with its type and
its problems; past a limit, or where the process dies, it is a `LimitError` that names the sheet.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import signal
import threading
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final, Self

from klyngepakke.content.theme import Theme
from klyngepakke.errors import LimitError
from klyngepakke.planning.document import Document
from klyngepakke.plugins import Filters
from klyngepakke.printing.document import Sheet, named
from klyngepakke.road._running import HUNG, Ended, Running
from klyngepakke.road.nursery import nursery
from klyngepakke.workshop.frames import PAGE, PDF, TEXT, TOO_LONG, TOO_MUCH, Make
from klyngepakke.workshop.limits import LIMITS, Limits
from klyngepakke.workshop.processes import begin_no_more, here, not_begun

_OUT_OF_TIME: Final = -int(getattr(signal, "SIGXCPU", -TOO_LONG))  # how Unix ends it
_MOST: Final = 4  # workers; more cores make no kit faster than its longest sheet
_SHEETS: Final = 200  # until a worker is replaced: the system's libraries keep some 40 kB of each
_NO_FILTERS: Final[Filters] = MappingProxyType({})


class Worker:
    """Makes sheets in a process of its own, one at a time; safe to call from several threads."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._lock = threading.Lock()
        self._running: Running | None = None

    def __call__(
        self, document: Document, theme: Theme, *, filters: Filters = _NO_FILTERS
    ) -> Sheet:
        """The sheet of a document, as `printing.produce.produce` makes it.

        Raises:
            InputError: As `produce`.
            LimitError: As `produce`; or it took too long or too much memory, or ended the process.
            MissingError: The process cannot be started.
        """
        return self._made(document, theme, filters, PDF)

    def html(self, document: Document, theme: Theme, *, filters: Filters = _NO_FILTERS) -> Sheet:
        """The sheet as HTML that stands alone, with neither PDF nor pages.

        Raises:
            InputError: As `printing.produce.html_only`.
            LimitError: As when it is called for a PDF.
            MissingError: The process cannot be started.
        """
        return self._made(document, theme, filters, PAGE)

    def text(self, document: Document, theme: Theme, *, filters: Filters = _NO_FILTERS) -> Sheet:
        """The HTML behind the sheet alone, with neither PDF nor pages.

        Raises:
            InputError: The template is wrong.
            LimitError: As when it is called for a PDF.
            MissingError: The process cannot be started.
        """
        return self._made(document, theme, filters, TEXT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, *, pdf: bool = True) -> None:
        """Begin to get ready, and do not wait for it.

        Raises:
            MissingError: The process cannot be started.
        """
        with self._lock:
            if self._running is None and pdf and nursery().start():
                return  # the process is forked when it is wanted
            self._begun(pdf=pdf, filters=_NO_FILTERS)

    def close(self) -> None:
        """End the process, if there is one; the next sheet starts another."""
        running, self._running = self._running, None
        if running is not None:
            running.end()

    def _made(self, document: Document, theme: Theme, filters: Filters, what: str) -> Sheet:
        with self._lock:
            try:
                sheet = self._asked(document, theme, filters, what)
            except LimitError:
                self.close()  # its memory may be in pieces
                raise
        assert isinstance(sheet, Sheet)  # noqa: S101 - what the worker answers with
        return sheet

    def _asked(self, document: Document, theme: Theme, filters: Filters, what: str) -> object:
        # Where a page is wanted, the engine may not be there; else a layout may follow.
        running = self._begun(pdf=what != PAGE, filters=filters)
        self._get_ready(running)
        make = Make(document, theme, what, here(), self.limits)
        try:
            return running.ask(make, self.limits.wall)
        except Ended as ended:
            raise LimitError(f"{_named(document)} {_why(ended, self.limits)}") from None
        except Exception:
            raise  # its answer: it is ready for the next
        except BaseException:
            self.close()  # interrupted: nobody knows what it is doing
            raise

    def _get_ready(self, running: Running) -> None:
        try:
            running.get_ready()
        except Ended as ended:
            self.close()
            raise not_begun(ended.how(), "Luk andre programmer, og prøv igen.") from None
        except BaseException:
            self.close()
            raise

    def _begun(self, *, pdf: bool, filters: Filters) -> Running:
        """The running process, told to get ready for what is wanted."""
        if self._running is not None and self._is_used_up(self._running):
            self.close()
        if self._running is None:
            self._running = Running()
            try:
                self._running.begin(forked=pdf)
            except BaseException:
                self.close()
                raise
        self._running.prepare(pdf=pdf, filters=filters)
        return self._running

    def _is_used_up(self, running: Running) -> bool:
        """It was ended from outside between two sheets, or has made so many that it is large."""
        return running.asked >= _SHEETS or not running.alive()


class Pool:
    """Several workers that are one: each call has a worker to itself, or waits for one.

    Attributes:
        limits: What each sheet may cost.
        at_once: How many sheets are made at the same time, at most.
    """

    def __init__(self, at_once: int, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self.at_once = at_once
        self._workers: list[Worker] = []
        self._free: list[Worker] = []
        self._changed = threading.Condition()

    def __call__(
        self, document: Document, theme: Theme, *, filters: Filters = _NO_FILTERS
    ) -> Sheet:
        """As a `Worker`."""
        with self._worker() as worker:
            return worker(document, theme, filters=filters)

    def html(self, document: Document, theme: Theme, *, filters: Filters = _NO_FILTERS) -> Sheet:
        """As a `Worker`'s."""
        with self._worker() as worker:
            return worker.html(document, theme, filters=filters)

    def text(self, document: Document, theme: Theme, *, filters: Filters = _NO_FILTERS) -> Sheet:
        """As a `Worker`'s."""
        with self._worker() as worker:
            return worker.text(document, theme, filters=filters)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, *, pdf: bool = True) -> None:
        """Begin to get the first worker ready, and do not wait for it.

        Raises:
            MissingError: The process cannot be started.
        """
        if not self._workers:
            with self._worker() as worker:
                worker.start(pdf=pdf)

    def close(self) -> None:
        """End the processes; what is being made is not waited for."""
        for worker in tuple(self._workers):
            worker.close()

    @contextlib.contextmanager
    def _worker(self) -> Iterator[Worker]:
        """A worker that nobody else has meanwhile, rather one that is warm."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._workers) - len(self._free) < self.at_once)
            if not self._free:
                self._free.append(Worker())
                self._workers.append(self._free[-1])
            worker = self._free.pop()
        worker.limits = self.limits
        try:
            yield worker
        finally:
            with self._changed:
                self._free.append(worker)
                self._changed.notify()


def cores() -> int:
    """How many of the computer's cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@functools.cache
def shared() -> Pool:
    """The workers that everything in this process shares; they end with the process."""
    return Pool(min(_MOST, cores()))


@atexit.register
def _end() -> None:
    begin_no_more()
    if shared.cache_info().currsize:
        shared().close()


if hasattr(os, "register_at_fork"):  # a fork of this process has workers of its own
    os.register_at_fork(after_in_child=shared.cache_clear)


def _named(document: Document) -> str:
    """The sheet and the pack it speaks for, where the template is the core's, too."""
    about = document.data.get("pakke")
    if document.pack is None and isinstance(about, dict):
        return f"{named(document)} (pakken ”{about['id']}”)"
    return named(document)


def _why(ended: Ended, limits: Limits) -> str:
    """The rest of the sentence: what stopped it, and what to do."""
    code = ended.args[0]
    if code in {TOO_LONG, _OUT_OF_TIME}:
        return f"blev stoppet, fordi det tog mere end {limits.cpu} sekunder at lave. {_MEND}"
    if code == HUNG:
        return f"blev stoppet, fordi det ikke var færdigt efter {limits.wall} sekunder. {_MEND}"
    if code == TOO_MUCH:
        size = limits.memory // 1_000_000
        return f"blev stoppet, fordi det brugte mere end {size} MB hukommelse. {_MEND}"
    return (
        f"kan ikke laves: den del af programmet, der laver arkene, gik ned ({ended.how()}). "
        f"Det kan ske, når der ikke er mere hukommelse. {_MEND}"
    )


_MEND: Final = "Byg mødet uden det ark eller den pakke, eller spørg dem, der har lavet pakken."
