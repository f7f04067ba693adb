"""The worker: a process of its own that makes every sheet, under a clock and a memory limit.

    from klyngepakke.road.worker import Worker, shared

    sheet = shared()(document, theme, filters=catalogue.filters)        # PDF, as `produce`
    sheet = shared().html(document, theme, filters=catalogue.filters)   # HTML alone

    with Worker(Limits(cpu=2, wall=10, memory=50_000_000)) as worker:   # one with limits of its own
        ...

`shared()` is the one worker of this process. It is started when it is first wanted, kept
between builds, replaced where it dies, hangs or eats memory, and gone when this process is.
Both ways of calling it are a `Maker`. What a sheet raises is raised here, with its type and
its problems; past a limit, or where the process dies, it is a `LimitError` that names the sheet.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from io import BufferedReader
from types import MappingProxyType
from typing import Final, Self

from klyngepakke.content.theme import Theme
from klyngepakke.errors import LimitError, MissingError
from klyngepakke.planning.document import Document
from klyngepakke.plugins import Filters
from klyngepakke.printing.document import Sheet, named
from klyngepakke.road._frames import (
    TOO_LONG,
    TOO_MUCH,
    Done,
    Make,
    Raised,
    Ready,
    frame,
    packed,
    unpacked,
)
from klyngepakke.road.limits import LIMITS, START, Limits

_OUT_OF_TIME: Final = -int(getattr(signal, "SIGXCPU", -TOO_LONG))  # how Unix ends it
_HUNG: Final = 123  # as an exit code: it was not waited for any longer
_LAST: Final = 5.0  # seconds from its last word to its end
_TICK: Final = 0.2  # seconds; a pause of the whole computer costs a sheet one tick
_NO_FILTERS: Final[Filters] = MappingProxyType({})
# An interrupt is the parent's to tell of; the paths are the parent's own.
_PROGRAM: Final = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); sys.path[:] = sys.argv[2:]; "
    "from klyngepakke.road._worker import main; main(sys.argv[1])"
)


class WorkersTraceback(Exception):  # noqa: N818 - the cause of an error, for --debug
    """Where in the worker an error was raised, as text."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


class Worker:
    """Makes sheets in a process of its own, one at a time; safe to call from several threads."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._lock = threading.Lock()
        self._running: _Running | None = None

    def __call__(
        self, document: Document, theme: Theme, *, filters: Filters = _NO_FILTERS
    ) -> Sheet:
        """The sheet of a document, as `printing.produce.produce` makes it.

        Raises:
            InputError: As `produce`.
            LimitError: As `produce`; or it took too long or too much memory, or ended the process.
            MissingError: The process cannot be started.
        """
        return self._made(document, theme, filters, pdf=True)

    def html(self, document: Document, theme: Theme, *, filters: Filters = _NO_FILTERS) -> Sheet:
        """The sheet as HTML that stands alone, with neither PDF nor pages.

        Raises:
            InputError: As `printing.produce.html_only`.
            LimitError: As when it is called for a PDF.
            MissingError: The process cannot be started.
        """
        return self._made(document, theme, filters, pdf=False)

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
            self._begun(pdf=pdf, filters=_NO_FILTERS)

    def close(self) -> None:
        """End the process, if there is one; the next sheet starts another."""
        running, self._running = self._running, None
        if running is not None:
            running.end()

    def _made(self, document: Document, theme: Theme, filters: Filters, *, pdf: bool) -> Sheet:
        with self._lock:
            try:
                sheet = self._asked(document, theme, filters, pdf=pdf)
            except LimitError:
                self.close()  # its memory may be in pieces
                raise
        assert isinstance(sheet, Sheet)  # noqa: S101 - what the worker answers with
        return sheet

    def _asked(self, document: Document, theme: Theme, filters: Filters, *, pdf: bool) -> object:
        running = self._begun(pdf=pdf, filters=filters)
        self._get_ready(running)
        make = Make(document, theme, pdf, _here(), self.limits)
        try:
            return running.ask(make, self.limits.wall)
        except _Ended as ended:
            raise LimitError(f"{_named(document)} {_why(ended, self.limits)}") from None
        except Exception:
            raise  # its answer: it is ready for the next
        except BaseException:
            self.close()  # interrupted: nobody knows what it is doing
            raise

    def _get_ready(self, running: _Running) -> None:
        try:
            running.get_ready()
        except _Ended as ended:
            self.close()
            raise MissingError(
                "Den del af programmet, der laver arkene, kan ikke starte på denne computer "
                f"({ended.how()}). Luk andre programmer, og prøv igen."
            ) from None
        except BaseException:
            self.close()
            raise

    def _begun(self, *, pdf: bool, filters: Filters) -> _Running:
        """The running process, told to get ready for what is wanted."""
        if self._running is not None and not self._running.alive():
            self.close()  # it was ended from outside between two sheets
        if self._running is None:
            self._running = _Running()
        self._running.prepare(pdf=pdf, filters=filters)
        return self._running


@functools.cache
def shared() -> Worker:
    """The worker that everything in this process shares; it ends with the process."""
    worker = Worker()
    atexit.register(worker.close)
    return worker


class _Ended(Exception):  # noqa: N818 - becomes a sentence at once
    """The process is no more, or is not waited for any longer; carries its exit code."""

    def how(self) -> str:
        code = self.args[0]
        return f"signal {-code}" if code < 0 else f"kode {code}"


class _Running:
    """One process, the pipes to it, and what it is ready for."""

    def __init__(self) -> None:
        self._temporary = tempfile.mkdtemp(prefix="klyngepakke-")
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                # -P, for else a stranger's signal.py in this folder would be run.
                [sys.executable, "-P", "-c", _PROGRAM, self._temporary, *_paths()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # A thread's own heap would count for 64 MB of address space, used or not.
                env={**os.environ, "MALLOC_ARENA_MAX": "1"},
            )
        except OSError as error:
            shutil.rmtree(self._temporary, ignore_errors=True)
            raise MissingError(
                "Den del af programmet, der laver arkene, kan ikke starte på denne computer "
                f"({error})."
            ) from error
        self._answers: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()
        self._pdf = False
        self._filters: Mapping[str, object] | None = None
        self._awaited = 0  # answers to `Ready` that are still to come

    def alive(self) -> bool:
        """True while the process runs."""
        return self._process.poll() is None

    def prepare(self, *, pdf: bool, filters: Filters) -> None:
        """Ask it to read what it has not read yet; the answer is waited for by `get_ready`."""
        wanted = self._pdf or pdf
        if (wanted, filters) != (self._pdf, self._filters):
            request = packed(Ready(wanted, dict(filters)))
            self._pdf, self._filters, self._awaited = wanted, dict(filters), self._awaited + 1
            with contextlib.suppress(_Ended):  # `get_ready` finds that out, too
                self._send(request)

    def get_ready(self) -> None:
        """Wait until it has read everything.

        Raises:
            _Ended: It died or hung.
        """
        while self._awaited:
            self._awaited -= 1
            self._received(START)

    def ask(self, make: Make, wall: float) -> object:
        """A sheet.

        Raises:
            _Ended: It died or hung.
        """
        self._send(packed(make))
        return self._received(wall)

    def end(self) -> None:
        """End it, and leave nothing behind."""
        assert self._process.stdin is not None  # noqa: S101 - Popen was given pipes
        assert self._process.stdout is not None  # noqa: S101 - Popen was given pipes
        self._process.kill()
        self._process.wait()
        self._ear.join(START)
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        self._process.stdout.close()
        shutil.rmtree(self._temporary, ignore_errors=True)

    def _send(self, request: bytes) -> None:
        assert self._process.stdin is not None  # noqa: S101 - Popen was given pipes
        try:
            self._process.stdin.write(request)
            self._process.stdin.flush()
        except OSError:
            raise _Ended(self._code()) from None

    def _received(self, wall: float) -> object:
        """The next answer; time is counted in ticks, so that a pause of the computer is none."""
        waited = 0.0
        while True:
            try:
                answer = self._answers.get(timeout=_TICK)
            except queue.Empty:
                waited += _TICK
                if waited > wall:
                    self._process.kill()
                    raise _Ended(_HUNG) from None
                continue
            if isinstance(answer, Raised):
                raise answer.error from WorkersTraceback(answer.trace)
            if isinstance(answer, Done):
                return answer.value
            raise _Ended(self._code())

    def _code(self) -> int:
        """How it ended; what speaks no more and goes on is ended here."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(_LAST)
        self._process.kill()
        return self._process.wait()

    def _listen(self) -> None:
        """Hand on what it answers; None is the last, when there is no more to come."""
        stream = self._process.stdout
        assert isinstance(stream, BufferedReader)  # noqa: S101 - Popen was given pipes
        try:
            while True:
                self._answers.put(unpacked(frame(stream)))
        except EOFError:
            pass
        except Exception:  # noqa: BLE001 - what came is no answer
            self._process.kill()
        self._answers.put(None)


def _paths() -> list[str]:
    """Where this process imports from; "" is the folder it stands in."""
    return [path or _here() for path in sys.path]


def _here() -> str:
    try:
        return os.getcwd()  # noqa: PTH109 - a text for another process
    except OSError:
        return ""


def _named(document: Document) -> str:
    """The sheet and the pack it speaks for, where the template is the core's, too."""
    about = document.data.get("pakke")
    if document.pack is None and isinstance(about, dict):
        return f"{named(document)} (pakken ”{about['id']}”)"
    return named(document)


def _why(ended: _Ended, limits: Limits) -> str:
    """The rest of the sentence: what stopped it, and what to do."""
    code = ended.args[0]
    if code in {TOO_LONG, _OUT_OF_TIME}:
        return f"blev stoppet, fordi det tog mere end {limits.cpu} sekunder at lave. {_MEND}"
    if code == _HUNG:
        return f"blev stoppet, fordi det ikke var færdigt efter {limits.wall} sekunder. {_MEND}"
    if code == TOO_MUCH:
        size = limits.memory // 1_000_000
        return f"blev stoppet, fordi det brugte mere end {size} MB hukommelse. {_MEND}"
    return (
        f"kan ikke laves: den del af programmet, der laver arkene, gik ned ({ended.how()}). "
        f"Det kan ske, når der ikke er mere hukommelse. {_MEND}"
    )


_MEND: Final = "Byg mødet uden det ark eller den pakke, eller spørg dem, der har lavet pakken."
