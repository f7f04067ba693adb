"""A disk on which the n-th call fails, and one on which files are open in other programs.

In the manner of SQLite's tests: the same work is done again and again, the first call failing,
then the second, the third, until it is done without a failure. After each the folder is compared
with what it was before and with what the work makes of it.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from klyngepakke.errors import FileError
from klyngepakke.files.disk import System, disk
from klyngepakke.files.locking import LOCK_FILE
from klyngepakke.files.writing import unfinished

CALLS = tuple(f.name for f in fields(System) if f.name != "waits")
OPENING = ("create", "touch", "look")
FILLING = ("create", "touch", "write", "sync", "make", "link")
"""What a full disk refuses; what is there can still be renamed and removed."""


def no_exchange(_, other):
    """A file system that lets no two names change places."""
    raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(other))


def no_link(_, target):
    """A file system where a file has one name."""
    raise OSError(errno.EPERM, os.strerror(errno.EPERM), str(target))


QUICK = System(sync=lambda _: None, read_back=Path.read_bytes)
"""The disk as it is, not waited for: no test pulls the plug."""
SYSTEMS = {
    "ombytning": QUICK,
    "to skridt": replace(QUICK, exchange=no_exchange),
    "uden links": replace(QUICK, exchange=no_exchange, link=no_link),
}
"""One that can exchange; one that cannot; one that cannot link either."""


@dataclass(frozen=True)
class Kind:
    """How a call fails.

    Attributes:
        name: For the list of what was tried.
        error: Makes what is raised.
        after: The call is done first, and fails then: a signal, or an answer that got lost.
        calls: Those that fail.
        sticks: All such calls fail from then on.
    """

    name: str
    error: Callable[[], BaseException]
    after: bool = False
    calls: tuple[str, ...] = CALLS
    sticks: bool = False


def _os(number: int) -> Callable[[], OSError]:
    return lambda: OSError(number, os.strerror(number), "et sted")


ONCE = (
    Kind("ENOSPC", _os(errno.ENOSPC)),
    Kind("EACCES", _os(errno.EACCES)),
    Kind("MemoryError", MemoryError),
    Kind("Ctrl-C før", KeyboardInterrupt),
    Kind("Ctrl-C efter", KeyboardInterrupt, after=True),
)
BROKEN = Kind("EIO", _os(errno.EIO))
FOR_GOOD = (
    Kind("disken er fuld", _os(errno.ENOSPC), calls=FILLING, sticks=True),
    Kind("disken er væk", _os(errno.EIO), sticks=True),
)


@dataclass
class Count:
    """How often a fault was made, and how the work came out of it."""

    faults: Counter = field(default_factory=Counter)
    outcomes: Counter = field(default_factory=Counter)

    def add(self, name: str, outcome: str) -> None:
        """One more."""
        self.faults[name] += 1
        self.outcomes[outcome] += 1

    def __str__(self) -> str:
        faults = ", ".join(f"{name} {n}" for name, n in sorted(self.faults.items()))
        outcomes = ", ".join(f"{name} {n}" for name, n in sorted(self.outcomes.items()))
        return f"{self.faults.total()} fejl ({faults}): {outcomes}"


class Calls:
    """The calls of one run; some of them fail.

    Attributes:
        count: How many there were.
        struck: How many failed.
    """

    def __init__(self, faults: dict[int, Kind]) -> None:
        self.count = self.struck = 0
        self._faults = faults
        self._handles: set[int] = set()

    def table(self, base: System) -> System:
        """The calls of a system, each of them counted here."""
        return replace(base, **{name: self._counted(name, getattr(base, name)) for name in CALLS})

    def _counted(self, name, call):
        def made(*words):
            self.count += 1
            kind = self._kind(name)
            if kind is None:
                return self._done(name, call, words)
            self.struck += 1
            if kind.after:
                self._done(name, call, words)
            raise kind.error()

        return made

    def _done(self, name, call, words):
        done = call(*words)
        if name in OPENING:
            self._handles.add(done)
        elif name == "close":
            self._handles.discard(words[0])
        return done

    def end(self):
        """What the end of a process lets go of."""
        for handle in self._handles:
            os.close(handle)

    def _kind(self, name):
        for at, kind in self._faults.items():
            if name in kind.calls and (self.count == at or (kind.sticks and self.count > at)):
                return kind
        return None


class Killed(Calls):
    """The process ends at the n-th call: it has made all calls before, and no more."""

    def __init__(self, at: int) -> None:
        super().__init__({})
        self._at = at

    def _counted(self, _, call):
        def made(*words):
            self.count += 1
            if self.count == self._at:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*words)

        return made


@contextmanager
def used(system: System) -> Iterator[None]:
    """Another disk, for a while."""
    before, disk.now = disk.now, system
    try:
        yield
    finally:
        disk.now = before


def tree(folder: Path) -> dict[str, bytes]:
    """Everything below a folder, by name; the lock that a writer leaves is nothing."""
    found = {}
    for path in sorted(folder.rglob("*")):
        kind = path.lstat().st_mode
        if path.name == LOCK_FILE:
            continue
        name = path.relative_to(folder).as_posix()
        if stat.S_ISREG(kind):
            found[name] = path.read_bytes()
        else:
            found[f"{name}/"] = str(path.readlink()).encode() if stat.S_ISLNK(kind) else b""
    return found


# --- The loop ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Work:
    """Something that is written.

    Attributes:
        start: Makes the folder as it is before.
        act: Does the work in that folder.
        in_parts: It writes several files, each of them whole; otherwise all or nothing.
        silent: It is never an error, and what could not be written is not there.
        first: What may lie there already while the old is still in its place: a person's own
            files are doubled there before anything is replaced.
    """

    start: Callable[[Path], None]
    act: Callable[[Path], object]
    in_parts: bool = False
    silent: bool = False
    first: tuple[str, ...] = ("gemt",)


class Loop:
    """One work, with a fault at each of its calls in turn."""

    def __init__(self, work: Work, place: Path, base: System) -> None:
        self.work, self.place, self.base = work, place, base
        self.count = Count()
        self._template = place / "før"
        self._template.mkdir()
        work.start(self._template)
        self.old = tree(self._template)
        folder = self._fresh()
        with used(base):
            work.act(folder)
        self.new = tree(folder)
        assert self.old != self.new

    def _fresh(self) -> Path:
        folder = self.place / "nu"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._template, folder, symlinks=True)
        return folder

    def once(self, kind: Kind) -> None:
        """One fault at the first call, at the second, until none is left to fail."""
        at = 1
        while self._struck(kind, at):
            at += 1

    def _struck(self, kind: Kind, at: int) -> bool:
        folder, calls = self._fresh(), Calls({at: kind})
        outcome = self._tried(folder, calls)
        if not calls.struck:
            return calls.count >= at
        self._judge(kind, at, outcome, tree(folder))
        self._again(folder, f"{kind.name} ved kald {at}")
        self.count.add(kind.name, outcome)
        return True

    def _tried(self, folder: Path, calls: Calls) -> str:
        try:
            with used(calls.table(self.base)):
                self.work.act(folder)
        except FileError as error:
            return "gammel med en sætning" if _is_danish(error) else f"uden sætning: {error}"
        except KeyboardInterrupt:
            return "afbrudt"
        finally:
            calls.end()
        return "ny"

    def _judge(self, kind: Kind, at: int, outcome: str, found: dict[str, bytes]) -> None:
        where = (kind.name, at, outcome, sorted(found))
        assert "uden sætning" not in outcome, where
        if outcome == "afbrudt":
            assert kind.error is KeyboardInterrupt, where
        if kind.name == "disken er væk":
            assert self._nothing_lost(found), where
        elif self.work.in_parts:
            assert self._in_parts(found), where
        elif self.work.silent or outcome == "afbrudt":
            assert found in (self.old, self.new), where
        else:
            assert found == (self.new if outcome == "ny" else self.old), where

    def _in_parts(self, found: dict[str, bytes]) -> bool:
        """Each file is the old one or the new one, and none is another's."""
        known = {*self.old.items(), *self.new.items()}
        return found.items() <= known and self.old.keys() & self.new.keys() <= found.keys()

    def _nothing_lost(self, found: dict[str, bytes]) -> bool:
        """Every file of a person's own lies somewhere, whole."""
        own = set(self.old.values()) & set(self.new.values())
        return own <= set(found.values())

    def _again(self, folder: Path, where: str) -> None:
        """The work is done anew, on a disk that is well: what the fault left is gone."""
        with used(self.base):
            self.work.act(folder)
        assert tree(folder) == self.new, where

    def twice(self, first: Kind, second: Kind, *, step: int = 1) -> None:
        """A second fault while the first is cleared up and told."""
        at, alone = 1, Calls({1: first})
        while True:
            alone = Calls({at: first})
            self._tried(self._fresh(), alone)
            if not alone.struck:
                return
            for then in range(at + 1, alone.count + 1):
                folder, calls = self._fresh(), Calls({at: first, then: second})
                self._tried(folder, calls)
                if calls.struck > 1:
                    where = f"{first.name} ved {at}, {second.name} ved {then}"
                    assert self._nothing_lost(tree(folder)), where
                    self._again(folder, where)
                    self.count.add("to fejl", "ny ved næste start")
            at += step

    def killed(self, mend: Callable[[Path], object]) -> None:
        """The process is killed at each call, and the next one puts right what it left."""
        at = 1
        while self._killed(at, mend):
            at += 1

    def _killed(self, at: int, mend: Callable[[Path], object]) -> bool:
        folder = self._fresh()
        if not dies(lambda: self._dying(folder, Killed(at))):
            return False
        with used(self.base):
            mend(folder)
        found = tree(folder)
        self._judge_mended(found, at)
        self._again(folder, f"dræbt ved kald {at}")
        self.count.add("SIGKILL", "ny" if found == self.new else "gammel")
        return True

    def _dying(self, folder: Path, calls: Killed) -> None:
        with used(calls.table(self.base)):
            self.work.act(folder)

    def _judge_mended(self, found: dict[str, bytes], where: object) -> None:
        if self.work.in_parts:
            assert self._in_parts(found), (where, sorted(found))
            return
        kept = {n: d for n, d in found.items() if n.startswith(self.work.first)}
        rest = {n: d for n, d in found.items() if n not in kept}
        for name in [n for n in kept if unfinished(Path(n).name)]:
            del kept[name]  # swept up by the next build, as is seen then
        assert found == self.new or (
            rest == {n: d for n, d in self.old.items() if n not in kept}
            and kept.items() <= self.new.items()
        ), (where, sorted(found))


def _is_danish(error: FileError) -> bool:
    """Whether it is said in whole sentences of our own, and not in the system's words."""
    whole = all(problem.sentence.endswith(".") for problem in error.problems)
    return whole and "Errno" not in str(error) and os.strerror(errno.EIO) not in str(error)


def dies(work: Callable[[], None]) -> bool:
    """Whether a process that does this is killed by it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of threads that the child has not
        child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


# --- Windows -------------------------------------------------------------------------------


class Windows:
    """A disk as Windows has it: what another program has open stays where it is.

    Args:
        open_files: The files that are open elsewhere.
        lets_go: After so many refusals the other program has closed them; 0 is never.
    """

    def __init__(self, *open_files: Path, lets_go: int = 0) -> None:
        self.open = set(open_files)
        self.refusals, self._lets_go = 0, lets_go
        self.paused: list[float] = []

    def table(self) -> System:
        """Its calls."""
        base = System()
        return replace(
            base,
            rename=self._rename,
            unlink=self._unlink,
            rmdir=self._rmdir,
            exchange=no_exchange,
            look=self._look,
            pause=self.paused.append,
            waits=(0.01, 0.04),
        )

    def _rename(self, one, other):
        self._ask(one)
        if other != one:
            self._ask(other)
            if other.is_dir():
                raise PermissionError(errno.EACCES, "Access is denied", str(other))
        one.replace(other)

    def _unlink(self, path):
        self._ask(path)
        path.unlink()

    def _rmdir(self, path):
        self._ask(path)
        path.rmdir()

    def _look(self, path):
        if path.is_dir():
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return System().look(path)

    def _ask(self, path):
        if any(path in (file, *file.parents) for file in self.open):
            self.refusals += 1
            if self._lets_go and self.refusals >= self._lets_go:
                self.open.clear()
            raise PermissionError(errno.EACCES, "The process cannot access the file", str(path))
