"""What is offered after a build: opening the folder, copying the text of the invitation."""

from __future__ import annotations

import base64
import os
import platform
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from klyngepakke.files import reading

_BETWEEN_MAILS: Final = re.compile(r"\n+-{20,}\n+")
_PATIENCE: Final = 2.0
"""Seconds that a program which opens a folder has to fail in."""
_COPYING: Final = 10.0
"""Seconds that a program which copies has to be done in."""

# Windows' own `clip` guesses at the letters, and takes æ, ø and å for others; this cannot.
_POWERSHELL: Final = (
    "Set-Clipboard -Value ([Text.Encoding]::UTF8.GetString("
    "[Convert]::FromBase64String([Console]::In.ReadToEnd())))"
)


def invitation(folder: Path) -> str:
    """The mail that invites, as it lies in the meeting's kit; "" where there is none.

    It is the same in every look; the reminders, which lie below it in the same file, are left out.

    Raises:
        FileError: The file cannot be read.
    """
    from klyngepakke.road import kits  # noqa: PLC0415 - pydantic and more

    with reading(folder):
        found = [file for kit in kits(folder) for file in sorted(kit.glob("*-indkaldelse.txt"))]
        text = found[0].read_text("utf-8", errors="replace") if found else ""
    return _BETWEEN_MAILS.split(text)[0].strip()


def opener() -> list[str] | None:
    """The command that shows a folder in a window, or None where there are no windows."""
    if sys.platform == "darwin":
        return ["open"]
    if sys.platform == "win32":
        return [_windows_own("explorer.exe")]
    if _in_windows() and (found := _first(["wslview"], ["explorer.exe"])):
        return found
    windows = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return _first(["xdg-open"]) if windows else None


def open_folder(path: Path) -> bool:
    """Show a folder in a window of its own, and wait for nothing.

    Returns:
        False where that cannot be done; say where the folder is instead.
    """
    start = opener()
    if start is None or not path.is_dir():
        return False
    explorer = "explorer" in start[0]
    # Explorer on a Linux path, and one with odd signs in it, is only sure of where it stands.
    started = _started([*start, "." if explorer else str(path.absolute())], path)
    if started is None:
        return False
    try:
        return started.wait(_PATIENCE) == 0 or explorer  # which says 1 when all is well
    except subprocess.TimeoutExpired:
        threading.Thread(target=started.wait, daemon=True).start()  # till it is closed
        return True


def copy(text: str) -> bool:
    """Put a text on the clipboard.

    Returns:
        False where there is no clipboard; show the text instead.
    """
    return any(_copied(words, data) for words, data in _copiers(text))


def _copiers(text: str) -> Iterator[tuple[list[str], bytes]]:
    """The commands that may copy here, with what each is to be given."""
    if sys.platform == "win32" or _in_windows():
        lines = text.replace("\n", "\r\n").encode()
        shell = [_powershell(), "-NoProfile", "-NonInteractive", "-Command", _POWERSHELL]
        yield shell, base64.b64encode(lines)
    elif sys.platform == "darwin":
        yield ["pbcopy"], text.encode()
    if os.environ.get("WAYLAND_DISPLAY"):
        yield ["wl-copy", "--type", "text/plain"], text.encode()
    if os.environ.get("DISPLAY"):
        yield ["xclip", "-selection", "clipboard", "-in"], text.encode()
        yield ["xsel", "--clipboard", "--input"], text.encode()


def _powershell() -> str:
    """PowerShell; Linux in Windows looks for a bare name on its path alone."""
    name = "powershell.exe"
    own = _windows_own("System32", "WindowsPowerShell", "v1.0", name)
    return own if sys.platform == "win32" else name


def _windows_own(*parts: str) -> str:
    """A program of Windows by its whole path: a bare name is looked for where one stands first."""
    return str(Path(os.environ.get("SYSTEMROOT", "C:\\Windows"), *parts))


def _copied(words: Sequence[str], data: bytes) -> bool:
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(  # noqa: S603 - one of the commands above
            words,
            input=data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_COPYING,
            check=False,
            env=_environment(),
            start_new_session=True,  # what holds the text outlives the terminal
        )
        return done.returncode == 0
    return False


def _started(words: Sequence[str], folder: Path) -> subprocess.Popen[bytes] | None:
    """A program that is started, silent and away from this terminal; None where it cannot be."""
    try:
        return subprocess.Popen(  # noqa: S603 - one of the commands above
            words,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None


def _environment() -> Mapping[str, str]:
    """The environment, in which macOS' pbcopy takes its input for UTF-8."""
    return {**os.environ, "LC_CTYPE": "UTF-8"} if sys.platform == "darwin" else os.environ


def _in_windows() -> bool:
    """Whether this is Linux inside Windows (WSL)."""
    return sys.platform == "linux" and "microsoft" in platform.release().lower()


def _first(*commands: list[str]) -> list[str] | None:
    """The first command that is on this computer."""
    return next((words for words in commands if shutil.which(words[0])), None)
