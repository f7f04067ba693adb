"""`klyngepakke pakke forhaandsvis`: the pack's sheets in the browser while it is written."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final

from klyngepakke.commands.shared import Parsers, Subparsers, folder_of, with_folder, with_packs
from klyngepakke.errors import UsageError

if TYPE_CHECKING:
    from klyngepakke.plugins import Catalogue
    from klyngepakke.preview import Wishes

_TICK: Final = 0.5  # seconds; on Windows a wait without an end cannot be interrupted
_SCREENS: Final = ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")


def add(family: Subparsers) -> Parsers:
    """Add the command to its family."""
    parser = family.add_parser("forhaandsvis", help="se pakkens ark i browseren, mens du skriver")
    with_folder(parser, "pakkens mappe, hvor pakke.yaml ligger")
    parser.add_argument("--deltagere", metavar="N", default="29", help="antal deltagere (29)")
    parser.add_argument(
        "--udseende",
        metavar="ID",
        default="klinik",
        help="udseendets id (klinik), eller mappen med et udseende, du skriver på",
    )
    parser.add_argument(
        "--ingen-browser", dest="silent", action="store_true", help="åbn ikke browseren"
    )
    with_packs(parser)
    parser.set_defaults(run=run)
    yield "pakke forhaandsvis", parser


def run(found: argparse.Namespace) -> int:
    """Show the pack until the person stops it."""
    from klyngepakke.content.theme import THEME_FILE, read_theme  # noqa: PLC0415 - pydantic
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack
    from klyngepakke.preview import MOST, Wishes  # noqa: PLC0415 - reads the whole engine

    folder = folder_of(found, "pakke forhaandsvis")
    if not folder.is_dir():
        raise UsageError(f"Mappen {folder} findes ikke. Lav en pakke med ”klyngepakke pakke ny”.")
    theme = Path(found.udseende)
    own = theme if (theme / THEME_FILE).is_file() else None
    name = read_theme(own).id if own else found.udseende
    wishes = Wishes(name, number=_number(found.deltagere, MOST))
    return show(folder, catalogue(found.packs), wishes, own, browser=not found.silent)


def show(
    pack: Path, catalogue: Catalogue, wishes: Wishes, theme: Path | None, *, browser: bool
) -> int:
    """Show a pack at an address that is printed, until Ctrl-C or a signal to end.

    Args:
        pack: The folder that holds `pakke.yaml`.
        catalogue: The themes and filters there are.
        wishes: What the pack is seen with at first.
        theme: The folder of a theme that is being written, or None.
        browser: Open the person's browser, where there is one.
    """
    from klyngepakke.preview import open_preview  # noqa: PLC0415 - reads the whole engine

    with _told_to_stop() as stop, open_preview(pack, catalogue, wishes, theme=theme) as address:
        print(f"Se pakken på {address} – stop med Ctrl-C.", flush=True)
        if browser:
            _open(address)
        while not stop.wait(_TICK):
            pass
    print("\nForhåndsvisningen er stoppet.")
    return 0


@contextmanager
def _told_to_stop() -> Iterator[Event]:
    """Set by Ctrl-C, by a closed window and by a signal to end; what follows disturbs nothing."""
    stop, before = Event(), {}
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        with suppress(AttributeError, ValueError):  # Windows has no SIGHUP
            number = getattr(signal, name)
            before[number] = signal.signal(number, lambda *_: stop.set())
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _open(address: str) -> subprocess.Popen[bytes] | None:
    """Open the browser, in a process of its own: one that waits keeps nobody waiting."""
    if sys.platform.startswith("linux") and not any(map(os.environ.get, _SCREENS)):
        return None  # only a browser in the terminal could be there
    with suppress(OSError):
        return subprocess.Popen(  # noqa: S603 - this very Python
            # -P, for the folder we stand in may be a stranger's, with a webbrowser.py.
            [sys.executable, "-P", "-m", "webbrowser", address],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    return None


def _number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most):
        raise UsageError(f"Skriv antallet af deltagere som et helt tal fra 1 til {most}.")
    return int(text)
