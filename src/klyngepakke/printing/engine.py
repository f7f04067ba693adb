"""The engine's system libraries: are they on this computer, and what puts them there?"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import platform
from pathlib import Path
from typing import Final

from klyngepakke.errors import MissingError

# The names that WeasyPrint opens, Linux, macOS, Windows.
_LIBRARIES: Final = {
    "Pango": ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll", "pango-1.0"),
    "PangoFT2": (
        "libpangoft2-1.0.so.0",
        "libpangoft2-1.0.dylib",
        "libpangoft2-1.0-0.dll",
        "pangoft2-1.0",
    ),
    "harfbuzz-subset": (
        "libharfbuzz-subset.so.0",
        "libharfbuzz-subset.0.dylib",
        "libharfbuzz-subset-0.dll",
        "harfbuzz-subset",
    ),
}
_HOMEBREW: Final = ("/opt/homebrew/lib", "/usr/local/lib")
_MSYS2: Final = "C:/msys64/mingw64/bin"
_MEND: Final = {
    "debian": "sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "fedora": "sudo dnf install pango harfbuzz",
    "Darwin": "brew install pango",
    "Windows": "pacman -S mingw-w64-x86_64-pango (i MSYS2 fra msys2.org)",
}


def missing() -> tuple[str, ...]:
    """The libraries that are not on this computer, by the names people know."""
    return tuple(name for name, files in _LIBRARIES.items() if not _opens(files))


def mend() -> str:
    """The one command that installs them here."""
    system = platform.system()
    return _MEND[_family()] if system == "Linux" else _MEND.get(system, _MEND["debian"])


def require() -> None:
    """Make sure that PDF can be made here.

    Raises:
        MissingError: A library is missing; says the command that installs it.
    """
    lacking = missing()
    if lacking:
        raise MissingError(
            f"PDF kan ikke laves på denne computer: {' og '.join(lacking)} mangler. "
            f"Installér med: {mend()} – eller byg med --html, og udskriv fra en browser."
        )


def _opens(files: tuple[str, ...]) -> bool:
    found = ctypes.util.find_library(files[-1])
    windows = os.environ.get("WEASYPRINT_DLL_DIRECTORIES", _MSYS2).split(";")
    places = [f"{folder}/{file}" for folder in (*_HOMEBREW, *windows) for file in files]
    for name in (*files, *([found] if found else ()), *places):
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def _family() -> str:
    """Fedora and its relatives, or else Debian and its."""
    try:
        about = Path("/etc/os-release").read_text("utf-8").lower()
    except OSError:
        return "debian"
    return "fedora" if any(name in about for name in ("fedora", "rhel", "centos")) else "debian"
