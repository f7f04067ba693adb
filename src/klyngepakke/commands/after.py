"""What follows a build: what is said, and what is offered: opening the folder, copying the text."""

from __future__ import annotations

import base64
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from klyngepakke.commands.shared import say
from klyngepakke.files import reading

if TYPE_CHECKING:
    from klyngepakke.printing.changes import Change, Changes
    from klyngepakke.road import Built

_PLAIN: Final = re.compile(r"[\w.:/\\-]+" if os.name == "nt" else r"[\w.:/-]+")
_READ_BY_SHELLS: Final = re.compile(r'["$`\\!]')
_BETWEEN_MAILS: Final = re.compile(r"\n+-{20,}\n+")
_UNPRINTED: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
_OPTIONS: Final = ("--enkeltsidet", "--uden-kopier", "--haefte")
_PRINT_FILE: Final = "print.pdf"
_CHANGES_FILE: Final = "print-aendringer.pdf"
_BOOKLET_FILE: Final = "drejebog-haefte.pdf"
_PATIENCE: Final = 2.0
"""Seconds that a program which opens a folder has to fail in."""
_COPYING: Final = 10.0
"""Seconds that a program which copies has to be done in."""

# Windows' own `clip` guesses at the letters, and takes æ, ø and å for others; this cannot.
_POWERSHELL: Final = (
    "Set-Clipboard -Value ([Text.Encoding]::UTF8.GetString("
    "[Convert]::FromBase64String([Console]::In.ReadToEnd())))"
)


# --- What is said -----------------------------------------------------------------------------


def tell(built: Built, folder: Path, packs: Sequence[Path] = ()) -> None:
    """Say the closing lines of a build; what is to be copied stands unbroken in them."""
    again = _again_with(built, folder, packs)
    for line in told(built, folder, packs):
        say(line, again, str(built.folder.absolute()), *(str(f.absolute()) for f in built.moved))


def told(built: Built, folder: Path, packs: Sequence[Path] = ()) -> Iterator[str]:
    """The closing lines of a build.

    Args:
        built: What was made.
        folder: The meeting's folder, as it is to be named in the command that builds it again.
        packs: The folders given with `--pakker`.
    """
    for file in built.moved:
        yield f"Din egen fil er flyttet til {file.absolute()}."
    yield from printed(built)
    yield f"Mødemappen ligger i {built.folder.absolute()}"
    if built.changes is not None:
        yield from changed(built.changes)
    again = {file.name: file.pages for file in built.files}.get(_CHANGES_FILE, 0)
    if again:
        paper = again if built.wishes.single_sided else again // 2
        yield (
            f"Det, der skal udskrives igen, ligger samlet i {_CHANGES_FILE}: "
            f"{paper} ark papir, den nye printliste øverst."
        )
    yield f"Byg igen med: {_again_with(built, folder, packs)}"


def printed(built: Built) -> Iterator[str]:
    """What to send to the printer, and how."""
    names = {file.name for file in built.files}
    if _PRINT_FILE not in names:
        yield "Begynd med printlisten."
        return
    sides = "ensidet" if built.wishes.single_sided else "på begge sider"
    if built.wishes.one_of_each:
        yield (
            f"I alt {built.paper} ark papir, når alt er kopieret. "
            f"Udskriv {_PRINT_FILE} {sides}; kopitabellen ligger øverst."
        )
    else:
        yield (
            f"I alt {built.paper} ark papir. "
            f"Udskriv {_PRINT_FILE} {sides}; printlisten ligger øverst."
        )
    if _BOOKLET_FILE in names:
        turned = "på begge sider, vendt på den korte led, og fold"
        by_hand = "de ulige sider først; vend papiret, udskriv de lige på bagsiden, og fold"
        yield f"Udskriv også {_BOOKLET_FILE}: {by_hand if built.wishes.single_sided else turned}."


def _again_with(built: Built, folder: Path, packs: Iterable[Path]) -> str:
    options = [word for word, wished in zip(_OPTIONS, _wished(built), strict=True) if wished]
    look = ["--udseende", built.wishes.theme] if built.wishes.theme else []
    return " ".join([command(folder, packs, html=not built.sheets[0].pdf), *options, *look])


def _wished(built: Built) -> tuple[bool, ...]:
    wishes = built.wishes
    return (wishes.single_sided, wishes.one_of_each, wishes.booklet)


def changed(changes: Changes) -> Iterator[str]:
    """What to print again, to print besides, and to put away, with the files by name.

    Titles and files come from a file of the last build, and may hold what steers a terminal.
    """
    return map(_printable, _told_changes(changes))


def _printable(line: str) -> str:
    return "".join(c for c in line if unicodedata.category(c) not in _UNPRINTED)


def _told_changes(changes: Changes) -> Iterator[str]:
    yield from _again(changes)
    if changes.new:
        one = len(changes.new) == 1
        yield (
            "1 ark er nyt; udskriv det også:"
            if one
            else (f"{len(changes.new)} ark er nye; udskriv dem også:")
        )
        yield from _listed(changes.new, _copies)
    if changes.more:
        yield "Udskriv flere af:"
        yield from _listed(changes.more, _more)
    if changes.fewer:
        number = len(changes.fewer)
        them = "det" if number == 1 else "dem"
        yield f"Af {number} ark skal I bruge færre end før; {them} har du nok af."
    if changes.gone:
        yield f"Bruges ikke mere; læg dem væk: {', '.join(c.title for c in changes.gone)}."
    if changes.files:
        named = ", ".join(f"{c.title} ({c.file})" for c in changes.files)
        yield f"Også ændret, men skal ikke udskrives: {named}."


def _again(changes: Changes) -> Iterator[str]:
    number = len(changes.changed)
    if changes.print_list and not number:
        yield from _only_the_list(changes, changes.print_list)
    elif not number:
        yield "Intet ark er ændret siden sidst."
    elif 1 < number == changes.kept:
        yield f"Alle {number} ark er ændret siden sidst; udskriv dem igen."
    else:
        only = "Kun " if 2 * number <= changes.kept else ""
        them = "det" if number == 1 else "dem"
        yield f"{only}{number} ark er ændret siden sidst; udskriv {them} igen:"
        yield from _listed(changes.changed, _copies)


def _only_the_list(changes: Changes, own: Change) -> Iterator[str]:
    """No other sheet differs from the last build, but that one may never have been printed."""
    if not changes.relaid and (changes.new or changes.more):
        yield "Printlisten er ændret siden sidst; udskriv den igen:"
        yield from _listed((own,), _copies)
        return
    what = "Udskriften er lagt" if changes.relaid else "Kun printlisten er"
    whole = f"hele {_PRINT_FILE}" if own.file.endswith(".pdf") else "det hele"
    yield (
        f"{what} anderledes end sidst. "
        f"Har du ikke nået at udskrive siden din sidste ændring, så udskriv {whole}."
    )


def _listed(changes: Iterable[Change], says: Callable[[Change], str]) -> Iterator[str]:
    """A line for each, with its file first, so that it can be found in the folder."""
    rows = tuple(changes)
    width = max(len(c.file) for c in rows)
    for change in rows:
        yield f"  {change.file:<{width}}  {change.title}{says(change)}"


def _copies(change: Change) -> str:
    if change.before and change.before != change.copies:
        return f" ({change.before} → {change.copies})"
    return f" ({change.copies} gange)" if change.copies > 1 else ""


def _more(change: Change) -> str:
    number = change.copies - change.before
    return f": {number} {'mere' if number == 1 else 'flere'}"


def command(folder: Path, packs: Iterable[Path] = (), *, html: bool = False) -> str:
    """The command that builds a meeting again; it can be copied as it stands."""
    words = ["klyngepakke", "byg", quoted(folder)]
    words += [word for pack in packs for word in ("--pakker", quoted(pack))]
    return " ".join([*words, *(["--html"] if html else [])])


def quoted(path: Path) -> str:
    """A path as a shell takes it for one word; double quotes do in nearly all of them."""
    text = str(path)
    if _PLAIN.fullmatch(text):
        return text
    posix = os.name == "posix" and _READ_BY_SHELLS.search(text)
    return shlex.quote(text) if posix else f'"{text}"'


# --- What is offered --------------------------------------------------------------------------


def invitation(folder: Path) -> str:
    """The mail that invites, as it lies in the meeting's `til-print`; "" where there is none.

    The reminders, which lie below it in the same file, are left out.

    Raises:
        FileError: The file cannot be read.
    """
    from klyngepakke.road import OUTPUT  # noqa: PLC0415 - pydantic and more

    with reading(folder):
        found = sorted((folder / OUTPUT).glob("*-indkaldelse.txt"))
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
