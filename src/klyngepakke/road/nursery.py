"""The nursery: where a process can be forked safely, workers are forks of one that is warm.

    process = nursery().fork(temporary)     # None where it cannot be done

A fork costs some milliseconds instead of a second, and shares the engine's memory with the
others. On Linux alone: elsewhere a fork of a program that has opened system libraries is not
safe. Where anything is amiss the caller begins a process in the ordinary way, which is as good.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from typing import Final

from klyngepakke.errors import MissingError
from klyngepakke.workshop.frames import MOST, Fork, HowEnded, message, unpacked
from klyngepakke.workshop.limits import START
from klyngepakke.workshop.processes import Process, begun, paths

_UNKNOWN: Final = -9  # as one that was killed


class Nursery:
    """The process that forks workers; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: tuple[Process, socket.socket] | None = None
        self._possible = sys.platform == "linux" and _handles()

    def start(self) -> bool:
        """Begin to read the engine, and do not wait for it; False where there is no use in it."""
        with self._lock, contextlib.suppress(MissingError, OSError):
            return self._possible and bool(self._begun())
        return False

    def fork(self, temporary: str) -> Forked | None:
        """A new worker; None where it cannot be had.

        Args:
            temporary: A folder for its temporary files, which it makes.
        """
        if not self._possible:
            return None
        (requests, to_it), (from_it, answers) = os.pipe(), os.pipe()
        try:
            pid = self._asked(message(Fork(temporary, paths())), (requests, answers))
            self._possible = pid != 0  # it has told that it cannot
            if pid:
                return Forked(self, pid, to_it, from_it)
        finally:
            os.close(requests)
            os.close(answers)
        os.close(to_it)
        os.close(from_it)
        return None

    def how_ended(self, pid: int) -> int:
        """The exit code of a worker that is no more, a signal below 0."""
        code = self._asked(message(HowEnded(pid)))
        return _UNKNOWN if code is None else code

    def close(self) -> None:
        """End the process; its workers end with this one, or are ended by those who have them."""
        running, self._running = self._running, None
        if running is not None:
            process, control = running
            process.kill()
            process.wait()
            control.close()

    def _begun(self) -> tuple[Process, socket.socket]:
        if self._running is not None and self._running[0].poll() is not None:
            self.close()  # ended from outside; its workers go on, and the next are another's
        if self._running is None:
            ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            ours.settimeout(START)
            with its:
                self._running = (
                    begun("nursery", stdin=its.fileno(), stdout=subprocess.DEVNULL),
                    ours,
                )
        return self._running

    def _asked(self, request: bytes, ends: tuple[int, ...] = ()) -> int | None:
        """Its answer, a number; None where it has none, and is no more."""
        with self._lock:
            try:
                _, control = self._begun()
                socket.send_fds(control, [request], ends)
                answer = unpacked(control.recv(MOST))
            except (MissingError, OSError, EOFError):
                self.close()
                return None
            except BaseException:
                self.close()  # its answer would be taken for that to the next question
                raise
        assert isinstance(answer, int)  # noqa: S101 - what it answers with
        return answer


class Forked:
    """A worker that the nursery has forked, as the `Process` that it is."""

    def __init__(self, nursery: Nursery, pid: int, requests: int, answers: int) -> None:
        self.pid = pid
        self.stdin, self.stdout = os.fdopen(requests, "wb"), os.fdopen(answers, "rb")
        self._nursery = nursery
        self._handle = os.pidfd_open(pid)  # stays this process's, when others get its number
        self._lock = threading.Lock()
        self._code: int | None = None

    def __del__(self) -> None:
        os.close(self._handle)

    def poll(self) -> int | None:
        """Its exit code; None while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code.

        Raises:
            subprocess.TimeoutExpired: It goes on.
        """
        seen = select.poll()
        seen.register(self._handle, select.POLLIN)
        if not seen.poll(None if timeout is None else 1000 * timeout):
            raise subprocess.TimeoutExpired("", timeout or 0)
        with self._lock:
            if self._code is None:
                self._code = self._nursery.how_ended(self.pid)
            return self._code

    def kill(self) -> None:
        """End it at once."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)


@functools.cache
def nursery() -> Nursery:
    """The nursery that everything in this process shares; it ends with the process."""
    return Nursery()


@atexit.register
def _end() -> None:
    if nursery.cache_info().currsize:
        nursery().close()


if hasattr(os, "register_at_fork"):  # a fork of this process has a nursery of its own
    os.register_at_fork(after_in_child=nursery.cache_clear)


def _handles() -> bool:
    """Whether the system gives handles to processes: Linux 5.3 and later, where it is let."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True
