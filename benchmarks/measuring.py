"""What a run costs: processor time of everything it starts, and the time that passes (Linux)."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import NamedTuple, Self

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of <sys/prctl.h>: orphans are ours, to be waited for
_GLANCE = 0.02  # seconds between two looks at the memory
_TICKS = os.sysconf("SC_CLK_TCK")


class Cost(NamedTuple):
    """Seconds of processor time, user and system of all processes, and seconds that passed."""

    cpu: float
    wall: float

    def __add__(self, other: Cost) -> Cost:  # type: ignore[override]
        """Both, one after the other."""
        return Cost(self.cpu + other.cpu, self.wall + other.wall)

    def each(self, count: int) -> Cost:
        """The share of one of several."""
        return Cost(self.cpu / count, self.wall / count)


class Run(NamedTuple):
    """A program that has ended: its cost, its exit code, and what it wrote."""

    cost: Cost
    code: int
    said: str


def middle(costs: Iterable[Cost]) -> Cost:
    """The medians, each by itself."""
    cpu, wall = zip(*costs, strict=True)
    return Cost(median(cpu), median(wall))


def ran(
    argv: list[str], *, env: Mapping[str, str], cores: int = 2, fine: tuple[int, ...] = (0, 6)
) -> Run:
    """Run a program on some of the cores until all that it started has ended.

    Args:
        argv: The program and its arguments.
        env: The whole environment.
        cores: How many it may use.
        fine: Exit codes that are no failure.

    Raises:
        RuntimeError: It failed.
    """
    out, into = os.pipe()
    if not (child := os.fork()):
        with suppress(BaseException):
            os.write(into, json.dumps(_alone(argv, env, cores)).encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as answer:
        told = answer.read()
    os.waitpid(child, 0)
    cpu, wall, code, said, complained = json.loads(told)
    if code not in fine:
        raise RuntimeError(f"{' '.join(argv[:6])}: exit {code}\n{complained[-2000:]}")
    return Run(Cost(cpu, wall), code, said)


def _alone(
    argv: list[str], env: Mapping[str, str], cores: int
) -> tuple[float, float, int, str, str]:
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    start = time.perf_counter()
    done = subprocess.run(argv, env=dict(env), capture_output=True, text=True, check=False)
    wall = time.perf_counter() - start
    with suppress(ChildProcessError):
        while True:  # what outlived it, as a browser's helpers
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, wall, done.returncode, done.stdout, done.stderr


def clocked(work: Callable[[], object]) -> Cost:
    """What some work costs in this process and in those that it has started, running or gone."""
    held, start = _family_cpu(), time.perf_counter()
    work()
    return Cost(_family_cpu() - held, time.perf_counter() - start)


def _family_cpu() -> float:
    own = sum(os.times()[:4])
    return own + sum(_cpu(pid) for pid in family(os.getpid()))


def _cpu(pid: int) -> float:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / _TICKS
    return 0.0


def family(pid: int) -> list[int]:
    """Every process below one, its children's children with them."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, task.read_text("ascii").split()):
                found += [child, *family(child)]
    return found


def held(pid: int) -> tuple[int, int]:
    """Bytes of memory that a process holds: its share of what is shared (PSS), and all (RSS)."""
    sizes = {"Pss": 0, "Rss": 0}
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            name, _, rest = line.partition(":")
            if name in sizes:
                sizes[name] = int(rest.split()[0]) * 1024
    return sizes["Pss"], sizes["Rss"]


class Peaks:
    """The most memory that a process and each below it held, looked at all the time meanwhile."""

    def __init__(self, pid: int) -> None:
        self.found: dict[int, tuple[int, int]] = {}
        self._pid = pid
        self._done = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        """Begin to look."""
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look no more."""
        self._done.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._done.wait(_GLANCE):
            for pid in (self._pid, *family(self._pid)):
                now, most = held(pid), self.found.get(pid, (0, 0))
                self.found[pid] = (max(now[0], most[0]), max(now[1], most[1]))


def slope(points: list[tuple[float, float]]) -> float:
    """How steeply points rise, by least squares."""
    count = len(points)
    x, y = (sum(column) / count for column in zip(*points, strict=True))
    spread = sum((a - x) ** 2 for a, _ in points)
    return sum((a - x) * (b - y) for a, b in points) / spread if spread else 0.0
