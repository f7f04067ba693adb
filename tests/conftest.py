"""The whole run: it sees none of the developer's own packs and settings, and needs no network.

Everything passes where there is no network at all (P76): a computer's own address is all that
some tests talk to, and where even that is down, as in a namespace of its own (`unshare -n`), it
is brought up. Where that may not be done, those tests are skipped.
"""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import signal
import socket
import struct
import sys
import tempfile
from pathlib import Path

import hypothesis
import pytest

from grouping import (  # noqa: F401 - hooks
    SHARED,
    pytest_collection_finish,
    pytest_xdist_make_scheduler,
)

# A busy machine is slow, and no test is about time.
hypothesis.settings.register_profile(
    "travlt", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("travlt")

_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1  # Linux' words for an interface
_TALKING = frozenset(
    {
        "test_attacks",
        "test_html",
        "test_links",
        "test_preview",
        "test_printing",
        "test_themes",
        "test_word",
    }
)
_HOME = Path(tempfile.mkdtemp(prefix="klyngepakke-hjem-"))


def pytest_configure():
    """Move where packs are installed and settings are written to an empty place."""
    os.environ["XDG_DATA_HOME"] = str(_HOME / "data")
    os.environ["XDG_CONFIG_HOME"] = str(_HOME / "config")
    os.environ["XDG_CACHE_HOME"] = str(_HOME / "cache")
    os.environ.pop("KLYNGEPAKKE_PAKKER", None)
    # A run in a shell's background ignores interrupts, and so would every program it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    made = _HOME / "ark"
    made.mkdir()
    os.environ.setdefault(SHARED, str(made))  # one place for all processes
    if not _has_loopback() and sys.platform == "linux":
        with contextlib.suppress(OSError):
            _bring_up(b"lo")


def pytest_unconfigure():
    """Take the place away."""
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop():
    """Look for garbage seldom: thousands of tests would be looked through again and again."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_modifyitems(items):
    """Skip what talks to this computer where nobody can."""
    if not _has_loopback():
        mark = pytest.mark.skip(reason="127.0.0.1 is down, and may not be brought up")
        for item in items:
            if item.path.stem in _TALKING:
                item.add_marker(mark)


def _has_loopback():
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname(), timeout=5).close()
    except OSError:
        return False
    return True


def _bring_up(interface):
    """What `ip link set lo up` does, on computers that lack it."""
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = struct.pack("16sh14x", interface, 0)
        (flags,) = struct.unpack_from("h", fcntl.ioctl(any_socket, _GET_FLAGS, asked), 16)
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh14x", interface, flags | _UP))
