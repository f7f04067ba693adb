"""The worker's own side: reads requests, makes sheets under their limits, sends answers.

It talks to its parent through what were its standard input and output; to everything else in
it, a template or a plugin's filter, all three standard streams are empty. It ends when the
parent does, and holds nothing that has to be saved.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import errno
import math
import os
import pickle
import queue
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NoReturn

from klyngepakke.errors import InputError
from klyngepakke.printing.document import Sheet, named
from klyngepakke.workshop.frames import (
    PAGE,
    PDF,
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
from klyngepakke.workshop.limits import Limits
from klyngepakke.workshop.processes import not_begun

if TYPE_CHECKING:  # jinja2
    from klyngepakke.printing.templates import Filters

if sys.platform != "win32":
    import resource

_GLANCE: Final = 0.1  # seconds between two looks at the clock and the memory
_BLANK: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF"
)


def main(temporary: str) -> None:
    """Be a worker in a process of one's own, as `serve`."""
    serve(*_streams(), temporary)


def serve(requests: BinaryIO, answers: BinaryIO, temporary: str) -> NoReturn:
    """Answer requests until the parent is gone, and end the process then.

    Args:
        requests: The pipe from the parent.
        answers: The pipe to it.
        temporary: A folder for temporary files; it is made here, and goes with the process.
    """
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold names
    _make_folder(temporary, answers)
    os.environ["TMPDIR"] = tempfile.tempdir = temporary
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, waiting, temporary), daemon=True).start()
    filters: Filters = {}
    while True:
        answer, filters = _answered(waiting.get(), filters)
        answers.write(packed(answer))
        answers.flush()


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to and from the parent, out of everybody else's reach."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)
    return requests, answers


def _make_folder(temporary: str, answers: BinaryIO) -> None:
    try:
        os.mkdir(temporary, 0o700)  # noqa: PTH102 - as text, for the system
    except OSError as error:
        answers.write(packed(_raised(not_begun(error))))
        answers.flush()
        os._exit(1)


def _listen(requests: BinaryIO, waiting: queue.SimpleQueue[bytes], temporary: str) -> None:
    """Hand requests on; when the parent is gone, so is the process, whatever it is doing."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            waiting.put(frame(requests))
    shutil.rmtree(temporary, ignore_errors=True)
    os._exit(0)


def _answered(request: bytes, filters: Filters) -> tuple[Done | Raised, Filters]:
    """The answer to a request, and the filters that later ones may use."""
    try:
        asked = unpacked(request)
        if isinstance(asked, Ready):
            read_engine(pdf=asked.pdf)
            return Done(None), asked.filters
        assert isinstance(asked, Make)  # noqa: S101 - there are no other requests
        return Done(_made(asked, filters)), filters
    except MemoryError:
        os._exit(TOO_MUCH)
    except Exception as error:  # noqa: BLE001 - it is raised again on the other side
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            os._exit(TOO_MUCH)
        return _raised(error), filters


def _ask_no_compiler() -> None:
    """Let the engine's libraries be found by the system's own list of them.

    Python also asks a compiler for each name that the list does not have: a fifth of a second in
    all, and a temporary file that stays where this process is ended meanwhile.
    """
    if sys.platform == "linux":
        setattr(ctypes.util, "_findLib_gcc", lambda _: None)  # noqa: B010 - it is Python's own


def read_engine(*, pdf: bool) -> None:
    """Read what costs a second, before any sheet's clock runs."""
    from klyngepakke.printing import produce  # noqa: F401, PLC0415 - jinja2

    if pdf:
        from klyngepakke.printing import engine, ink  # noqa: PLC0415 - not for HTML

        _ask_no_compiler()
        engine.require()
        from klyngepakke.printing import layout  # noqa: PLC0415 - the engine
        from klyngepakke.printing.pdf import finishing  # noqa: F401, PLC0415 - with the engine

        layout.get_ready()
        ink.shown(_BLANK)


def _made(asked: Make, filters: Filters) -> Sheet:
    from klyngepakke.printing.produce import html_only, produce  # noqa: PLC0415 - read by now
    from klyngepakke.printing.templates import render  # noqa: PLC0415 - as well

    if asked.folder:
        os.chdir(asked.folder)
    try:
        with _bounded(asked.limits):
            if asked.what == PDF:
                return produce(asked.document, asked.theme, filters=filters)
            write = html_only if asked.what == PAGE else render
            html = write(asked.document, asked.theme, filters=filters)
            return Sheet(asked.document, b"", html, 0)
    except SystemExit as error:
        raise InputError(
            f"{named(asked.document)}: En hjælper fra en udvidelse ville lukke programmet."
        ) from error


def _raised(error: Exception) -> Raised:
    """The error as it can be sent; one that cannot is told by its name."""
    trace = traceback.format_exc()
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - made in the line itself
    except Exception:  # noqa: BLE001 - an error's own code may do anything
        error = RuntimeError(f"{type(error).__name__}: {error}")
    return Raised(error, trace)


@contextlib.contextmanager
def _bounded(limits: Limits) -> Iterator[None]:
    """Hold what is done inside to its limits; the process ends where they are passed.

    Time is held by the system wherever it can; memory by Linux, elsewhere by a look ten times
    a second.
    """
    done = threading.Event()
    watch = threading.Thread(target=_watch, args=(limits, done), daemon=True)
    if limits.watched:
        watch.start()
    with contextlib.ExitStack() as held:
        if sys.platform != "win32":
            used = math.ceil(time.process_time())
            held.enter_context(_held(resource.RLIMIT_CPU, used + limits.cpu))
        if sys.platform == "linux" and not limits.watched:
            held.enter_context(_held(resource.RLIMIT_AS, _size() + limits.memory))
        try:
            yield
        finally:
            done.set()
    if limits.watched:
        watch.join()


if sys.platform != "win32":

    @contextlib.contextmanager
    def _held(what: int, most: int) -> Iterator[None]:
        """Lower one of the system's limits meanwhile; one that is lower already stands."""
        soft, hard = resource.getrlimit(what)
        known = [x for x in (soft, hard, most) if x != resource.RLIM_INFINITY]
        resource.setrlimit(what, (min(known), hard))
        try:
            yield
        finally:
            resource.setrlimit(what, (soft, hard))


def _size() -> int:
    """Bytes of address space this process holds (Linux)."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    return pages * resource.getpagesize()


def _watch(limits: Limits, done: threading.Event) -> None:
    start, held = time.process_time(), _peak()
    while not done.wait(_GLANCE):
        if time.process_time() - start > limits.cpu:
            os._exit(TOO_LONG)
        if _peak() - held > limits.memory:
            os._exit(TOO_MUCH)


if sys.platform == "win32":

    class _Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS of the Windows API."""

        _fields_ = (
            ("cb", ctypes.c_ulong),
            ("PageFaultCount", ctypes.c_ulong),
            ("PeakWorkingSetSize", ctypes.c_size_t),
            ("WorkingSetSize", ctypes.c_size_t),
            ("QuotaPeakPagedPoolUsage", ctypes.c_size_t),
            ("QuotaPagedPoolUsage", ctypes.c_size_t),
            ("QuotaPeakNonPagedPoolUsage", ctypes.c_size_t),
            ("QuotaNonPagedPoolUsage", ctypes.c_size_t),
            ("PagefileUsage", ctypes.c_size_t),
            ("PeakPagefileUsage", ctypes.c_size_t),
        )

    def _peak() -> int:
        """Most bytes of memory this process has held so far."""
        counters = _Counters(cb=ctypes.sizeof(_Counters))
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        process = ctypes.c_void_p(kernel.GetCurrentProcess())
        kernel.K32GetProcessMemoryInfo(process, ctypes.byref(counters), counters.cb)
        return int(counters.PeakPagefileUsage)

else:

    def _peak() -> int:
        """Most bytes of memory this process has held so far.

        Linux counts in `ru_maxrss` what the parent held when it started this process, see
        getrusage(2); `VmHWM` is this one's own.
        """
        if sys.platform == "linux":
            status = Path("/proc/self/status").read_text("ascii")
            return 1024 * int(status.partition("VmHWM:")[2].split()[0])
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS: bytes
