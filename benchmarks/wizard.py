"""How soon the wizard asks, as a ratio to importing all that a build may need, in the same run.

    .venv/bin/python benchmarks/wizard.py [times]

Both are CPU time of whole processes, so that the ratio holds on a noisy machine. The first
question is `klyngepakke` in a pseudo-terminal, up to the moment when the menu waits for a key.
"""

from __future__ import annotations

import importlib.util
import os
import pty
import signal
import sys
import tempfile
from pathlib import Path

_LIBRARIES = (
    "weasyprint",
    "questionary",
    "pydantic",
    "jinja2",
    "pikepdf",
    "segno",
    "babel",
    "markdown_it",
    "openpyxl",
    "docx",
    "python_calamine",
    "pypdfium2",
    "zxingcpp",
)
_WIZARD = "from klyngepakke.__main__ import run; run()"
_STANDS = "? forklarer)"
_TIMES = 5
_LIMIT = 1 / 3


def seconds(code: str, until: str = "") -> float:
    """CPU seconds of a Python at a terminal of its own, until it ends or has said something."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ |= {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
        os.execv(sys.executable, [sys.executable, "-c", code])  # noqa: S606 - no shell is wanted
    said = b""
    while not until or until.encode() not in said:
        try:
            more = os.read(terminal, 1 << 16)
        except OSError:  # the end, as Linux tells it
            break
        if not more:
            break
        said += more
    if until:
        assert until.encode() in said, said.decode()
        os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    os.close(terminal)
    assert until or status == 0, said.decode()
    return used.ru_utime + used.ru_stime


def ratio(times: int = _TIMES) -> tuple[float, float]:
    """CPU seconds to the first question and of importing everything, each the least of some."""
    there = [name for name in _LIBRARIES if importlib.util.find_spec(name)]
    everything = "import " + ", ".join(there)
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HOME": home, "XDG_STATE_HOME": str(Path(home) / "state")}
        both = [(seconds(_WIZARD, _STANDS), seconds(everything)) for _ in range(times + 1)]
    firsts, alls = zip(*both[1:], strict=True)  # the first round reads the disk
    return min(firsts), min(alls)


def main() -> None:
    """Print the two and their ratio; fail where it is too high."""
    first, everything = ratio(int(sys.argv[1]) if len(sys.argv) > 1 else _TIMES)
    print(f"the first question    {first:5.2f} s CPU")
    print(f"importing everything  {everything:5.2f} s CPU")
    print(f"ratio                 {first / everything:5.2f}   (at most {_LIMIT:.2f})")
    sys.exit(first / everything > _LIMIT)


if __name__ == "__main__":
    main()
