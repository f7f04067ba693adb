"""The nursery's own side: a process that has read the engine, and forks each worker from itself.

It makes no sheet and runs nobody else's code, and it has one thread, so that a fork of it is
whole. It ends when its parent does, and takes its workers and their folders along.
"""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import signal
import socket
import sys
from pathlib import Path
from typing import NoReturn

from klyngepakke.workshop import worker
from klyngepakke.workshop.frames import MOST, Fork, HowEnded, message, unpacked


def main(_: str = "") -> None:
    """Fork workers, and tell how they ended, until the parent is gone."""
    control = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    whole, workers = _read_engine(), dict[int, str]()
    with contextlib.suppress(OSError):
        while (received := socket.recv_fds(control, MOST, 2))[0]:
            asked, ends = unpacked(received[0]), received[1]
            if isinstance(asked, Fork):
                pid = _forked(control, asked, ends) if whole else 0
                for end in ends:
                    os.close(end)
                workers |= {pid: asked.temporary} if pid else {}
                control.send(message(pid))
            elif isinstance(asked, HowEnded):
                control.send(message(_code(asked.pid)))
                workers.pop(asked.pid, None)
    _end(workers)


def _read_engine() -> bool:
    """Read what every worker needs; True where a fork then has all that this process has."""
    try:
        worker.read_engine(pdf=True)
    except Exception:  # noqa: BLE001 - a worker of its own meets it, too, and tells it
        return False
    gc.collect()
    gc.freeze()  # it is looked at no more, and so stays shared
    return len(list(Path("/proc/self/task").iterdir())) == 1


def _forked(control: socket.socket, asked: Fork, ends: list[int]) -> int:
    """The new worker's process id; 0 where there is no room for one."""
    try:
        pid = os.fork()
    except OSError:
        return 0
    if not pid:
        control.close()
        _work(asked, *ends)
    return pid


def _work(asked: Fork, requests: int, answers: int) -> NoReturn:
    """Be a worker, and nothing of the nursery's."""
    try:
        sys.path[:] = asked.paths
        worker.serve(os.fdopen(requests, "rb"), os.fdopen(answers, "wb"), asked.temporary)
    finally:
        os._exit(1)


def _code(pid: int) -> int:
    """How a worker ended, a signal below 0; whoever asks knows that it has."""
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:  # another nursery's, which is no more
        return -int(signal.SIGKILL)


def _end(workers: dict[int, str]) -> None:
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
        _code(pid)
    for temporary in workers.values():
        shutil.rmtree(temporary, ignore_errors=True)
