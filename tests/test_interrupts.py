"""Interrupts: whatever ends a build from outside, and whenever, nothing of it is left."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import signal
import subprocess
import sys
import termios
import textwrap
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

import kits
from klyngepakke.road import OUTPUT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc")

PATIENCE = 120
KEPT = ".klyngepakke"  # sheets that were finished, for the next build
# A shell sees 130 both times: Python ends itself by the signal if that came inside an `exec`.
ENDED = (130, -signal.SIGINT)
LEFT = "Afbrudt. Intet er halvt skrevet."


@pytest.fixture
def meeting(tmp_path):
    """A meeting's folder."""
    return kits.write(kits.meeting("emnevalg", 10), tmp_path / "møde")


@pytest.fixture
def temp(tmp_path):
    """Where everything temporary lies."""
    folder = tmp_path / "temp"
    folder.mkdir()
    return folder


@contextlib.contextmanager
def program(meeting, temp, *words, **how):
    """The command line that builds, in a session of its own."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
    process = subprocess.Popen(
        [sys.executable, "-m", "klyngepakke", "byg", str(meeting), "--processer", "2", *words],
        text=True,
        start_new_session=True,
        env={
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": os.pathsep.join(sys.path),
            "TMPDIR": str(temp),
            "XDG_CACHE_HOME": str(temp.parent / "kladder"),
        },
        **streams,
    )
    with process:
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def of_session(session):
    """The processes of a session that run, by number; who has lost a parent is still there."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            about = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            if int(about[3]) == session and about[0] != "Z":
                found.add(int(folder.name))
    return found


def until(true):
    """Wait for something to become true."""
    for _ in range(PATIENCE * 100):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("It never came.")


def nothing_is_left(process, meeting, temp):
    """No process, no temporary file, and in the meeting's folder what was there or a whole kit."""
    until(lambda: not of_session(process.pid))
    assert list(temp.iterdir()) == []
    left = {path.name for path in meeting.iterdir()}
    assert left <= {"moede.yaml", ".klyngepakke.lock", KEPT, OUTPUT}
    assert not [path for path in meeting.glob(f"{KEPT}/**/.*") if path.is_file()]
    if OUTPUT in left:
        assert (meeting / OUTPUT / "indhold.json").is_file()
        assert (meeting / OUTPUT / "01-printliste.html").is_file()


@dataclass(frozen=True)
class Place:
    """A program that runs, the meeting that it builds, and where its temporary files lie."""

    process: subprocess.Popen
    meeting: Path
    temp: Path


def begins(place):
    """A first process is there beside the program."""
    until(lambda: len(of_session(place.process.pid)) > 1)


def lays_out(place):
    """Two workers have begun on a sheet."""
    until(lambda: len(list(place.temp.iterdir())) == 2)
    time.sleep(0.2)


def between_sheets(place):
    """A sheet is finished."""
    place.process.stdout.readline()


def writes(place):
    """The files are being written."""
    until(lambda: list(place.meeting.glob(f".{OUTPUT}.*")) or place.process.poll() is not None)


def again_and_again(process):
    """Somebody presses Ctrl-C until something happens."""
    for _ in range(20):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.02)


def once(process):
    """Somebody presses Ctrl-C."""
    os.killpg(process.pid, signal.SIGINT)


def told(process):
    """A service ends the program alone."""
    os.kill(process.pid, signal.SIGTERM)


def hung_up(process):
    """The terminal is gone for everything in it."""
    os.killpg(process.pid, signal.SIGHUP)


@pytest.mark.parametrize(
    ("moment", "end", "words"),
    [
        pytest.param(begins, once, (), id="while-workers-begin"),
        pytest.param(lays_out, again_and_again, (), id="in-a-sheet-again-and-again"),
        pytest.param(lays_out, told, (), id="in-a-sheet-by-a-service"),
        pytest.param(between_sheets, hung_up, (), id="between-sheets-by-the-terminal"),
        pytest.param(between_sheets, again_and_again, ("--html",), id="between-html-sheets"),
        pytest.param(writes, again_and_again, ("--html",), id="while-writing"),
    ],
)
def test_nothing_is_left(meeting, temp, moment, end, words):
    """It is told once, with 130, and there is no process, no temporary file and no half kit."""
    with program(meeting, temp, *words) as process:
        moment(Place(process, meeting, temp))
        end(process)
        _, said = process.communicate(timeout=PATIENCE)

        nothing_is_left(process, meeting, temp)
    if not (meeting / OUTPUT).exists():  # it was quicker
        assert process.returncode in ENDED
        assert said.strip() == LEFT


def test_a_killed_program_takes_everything_along(meeting, temp):
    """What has no time to clean up is cleaned up after by its workers."""
    with program(meeting, temp) as process:
        lays_out(Place(process, meeting, temp))
        process.kill()

        nothing_is_left(process, meeting, temp)
        assert not (meeting / OUTPUT).exists()


def test_a_closed_window_ends_everything(meeting, temp):
    """The terminal goes, and with it whatever could be told."""
    ours, theirs = pty.openpty()

    def sit_down():
        """Make the terminal one's own, as a shell does."""
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    streams = dict.fromkeys(("stdin", "stdout", "stderr"), theirs)
    with program(meeting, temp, preexec_fn=sit_down, **streams) as process:
        os.close(theirs)
        lays_out(Place(process, meeting, temp))
        os.close(ours)

        assert process.wait(PATIENCE) in ENDED
        nothing_is_left(process, meeting, temp)
        assert not (meeting / OUTPUT).exists()


LISTENS = """
import os, signal, time
from klyngepakke.commands.signals import listen

signal.signal(signal.SIGHUP, signal.SIG_IGN)
listen()
os.kill(os.getpid(), signal.SIGHUP)
heard = 0
for _ in range(3):
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.01)
    except KeyboardInterrupt:
        heard += 1
print(heard)
"""


def test_what_is_ignored_stays_ignored():
    """A program under nohup stays; of signals that come together the first is heard."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(LISTENS)], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "1"
