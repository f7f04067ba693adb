"""The closing lines of a build: what to print, where it lies, and what is not as it was."""

from __future__ import annotations

import os
import re
import shlex
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from klyngepakke.commands.shared import say

if TYPE_CHECKING:
    from klyngepakke.printing.changes import Change, Changes
    from klyngepakke.road import Built
    from klyngepakke.unchanged import Standing

_PLAIN: Final = re.compile(r"[\w.:/\\-]+" if os.name == "nt" else r"[\w.:/-]+")
_READ_BY_SHELLS: Final = re.compile(r'["$`\\!]')
_UNPRINTED: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
_OPTIONS: Final = ("--enkeltsidet", "--uden-kopier", "--haefte")
_PRINT_FILE: Final = "print.pdf"
_CHANGES_FILE: Final = "print-aendringer.pdf"
_BOOKLET_FILE: Final = "drejebog-haefte.pdf"


def tell(built: Built | Standing, folder: Path, packs: Sequence[Path] = ()) -> None:
    """Say the closing lines of a build; what is to be copied stands unbroken in them."""
    again = _again_with(built, folder, packs)
    for line in told(built, folder, packs):
        say(line, again, str(built.folder.absolute()), *(str(f.absolute()) for f in built.moved))


def told(built: Built | Standing, folder: Path, packs: Sequence[Path] = ()) -> Iterator[str]:
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
            f"Det, der skal udskrives igen{'' if built.changes else ' efter sidste ændring'}, "
            f"ligger samlet i {_CHANGES_FILE}: {paper} ark papir, en liste over dem øverst."
        )
    yield f"Byg igen med: {_again_with(built, folder, packs)}"


def printed(built: Built | Standing) -> Iterator[str]:
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
        turned = "på begge sider, vendt på den korte kant, og fold"
        by_hand = "de ulige sider først; vend papiret, udskriv de lige på bagsiden, og fold"
        yield f"Udskriv også {_BOOKLET_FILE}: {by_hand if built.wishes.single_sided else turned}."


def _again_with(built: Built | Standing, folder: Path, packs: Iterable[Path]) -> str:
    options = [word for word, wished in zip(_OPTIONS, _wished(built), strict=True) if wished]
    look = ["--udseende", built.wishes.theme] if built.wishes.theme else []
    return " ".join([command(folder, packs, html=built.html), *options, *look])


def _wished(built: Built | Standing) -> tuple[bool, ...]:
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
