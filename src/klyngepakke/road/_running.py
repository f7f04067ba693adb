"""Running: one worker's process from its beginning to its end, the pipes to it, and its folder."""

from __future__ import annotations

import contextlib
import queue
import secrets
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from klyngepakke.plugins import Filters
from klyngepakke.road.nursery import nursery
from klyngepakke.workshop.frames import Done, Make, Raised, Ready, frame, packed, unpacked
from klyngepakke.workshop.limits import START
from klyngepakke.workshop.processes import Process, begun

HUNG: Final = 123
"""As an exit code: it was not waited for any longer."""

_LAST: Final = 5.0  # seconds from its last word to its end
_TICK: Final = 0.2  # seconds; a pause of the whole computer costs a sheet one tick


class WorkersTraceback(Exception):  # noqa: N818 - the cause of an error, for --debug
    """Where in the worker an error was raised, as text."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


class Ended(Exception):  # noqa: N818 - becomes a sentence at once
    """The process is no more, or is not waited for any longer; carries its exit code."""

    def how(self) -> str:
        """Its exit code in words."""
        code = self.args[0]
        return f"signal {-code}" if code < 0 else f"kode {code}"


class Running:
    """One process, the pipes to it, and what it is ready for.

    Attributes:
        asked: How many sheets it was asked for.
    """

    def __init__(self) -> None:
        # The process makes it: where there is none, there is none of these either.
        self._temporary = Path(tempfile.gettempdir(), f"klyngepakke-{secrets.token_hex(8)}")
        self._process: Process | None = None
        self._answers: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._pdf = False
        self._filters: Mapping[str, object] | None = None
        self.asked = 0  # sheets
        self._awaited = 0  # answers to `Ready` that are still to come

    @property
    def process(self) -> Process:
        """The process, once it is begun."""
        assert self._process is not None  # noqa: S101 - `begin` comes first
        return self._process

    def begin(self, *, forked: bool) -> None:
        """Begin the process.

        Args:
            forked: As a fork of one that has read the engine, where that can be had.

        Raises:
            MissingError: The system will not.
        """
        warm = nursery().fork(str(self._temporary)) if forked else None
        self._process = warm or begun("worker", str(self._temporary))
        self._ear = threading.Thread(target=self._listen, args=(self._process,), daemon=True)
        self._ear.start()

    def alive(self) -> bool:
        """True while the process runs."""
        return self.process.poll() is None

    def prepare(self, *, pdf: bool, filters: Filters) -> None:
        """Ask it to read what it has not read yet; the answer is waited for by `get_ready`."""
        wanted = self._pdf or pdf
        if (wanted, filters) != (self._pdf, self._filters):
            request = packed(Ready(wanted, dict(filters)))
            self._pdf, self._filters, self._awaited = wanted, dict(filters), self._awaited + 1
            with contextlib.suppress(Ended):  # `get_ready` finds that out, too
                self._send(request)

    def get_ready(self) -> None:
        """Wait until it has read everything.

        Raises:
            Ended: It died or hung.
        """
        while self._awaited:
            self._awaited -= 1
            self._received(START)

    def ask(self, make: Make, wall: float) -> object:
        """A sheet.

        Raises:
            Ended: It died or hung.
        """
        self.asked += 1
        self._send(packed(make))
        return self._received(wall)

    def end(self) -> None:
        """End it, and leave nothing behind."""
        if self._process is not None:
            self.process.kill()
            self.process.wait()
            self._ear.join(START)
            with contextlib.suppress(OSError):
                self.process.stdin.close()
            self.process.stdout.close()
        shutil.rmtree(self._temporary, ignore_errors=True)

    def _send(self, request: bytes) -> None:
        try:
            self.process.stdin.write(request)
            self.process.stdin.flush()
        except OSError:
            raise Ended(self._code()) from None

    def _received(self, wall: float) -> object:
        """The next answer; time is counted in ticks, so that a pause of the computer is none."""
        waited = 0.0
        while True:
            try:
                answer = self._answers.get(timeout=_TICK)
            except queue.Empty:
                waited += _TICK
                if waited > wall:
                    self.process.kill()
                    raise Ended(HUNG) from None
                continue
            if isinstance(answer, Raised):
                raise answer.error from WorkersTraceback(answer.trace)
            if isinstance(answer, Done):
                return answer.value
            raise Ended(self._code())

    def _code(self) -> int:
        """How it ended; what speaks no more and goes on is ended here."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(_LAST)
        self.process.kill()
        return self.process.wait()

    def _listen(self, process: Process) -> None:
        """Hand on what it answers; None is the last, when there is no more to come."""
        try:
            while True:
                self._answers.put(unpacked(frame(process.stdout)))
        except EOFError:
            pass
        except Exception:  # noqa: BLE001 - what came is no answer
            process.kill()
        self._answers.put(None)
