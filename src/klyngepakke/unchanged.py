"""Unchanged: is the kit that lies there what a build would make? Known before anything is parsed.

Before anything is read, a build takes the digest of everything that has a say: the meeting's
files, the packs and looks there are, the program and what it is built on, and what was asked
for. `indhold.json` is sealed with it, and the seal covers that file too, which has the digest of
every other. Where the seal holds, and no file is missing, new or edited, nothing is to be done.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from klyngepakke.content.names import MEETING_FILE, PACK_FILE, SOURCES_FILE, THEME_FILE
from klyngepakke.digests import (
    Undigested,
    combined,
    file_digest,
    folder_digest,
    libraries,
    native,
    own_code,
    plugins,
)
from klyngepakke.errors import KlyngepakkeError
from klyngepakke.files import locked, recover
from klyngepakke.patience import PATIENCE, within
from klyngepakke.places import named_sources, pack_folder, settings_folder
from klyngepakke.planning.wishes import Wishes
from klyngepakke.printing.bundle import CONTENT_FILE, Bundle, is_whole

SEAL: Final = "segl"
_UNSEALED: Final = f'"{SEAL}": ""'
_MARK: Final = re.compile("[0-9a-f]{64}")
_NAMES: Final = re.compile(rb"[\w-][\w./-]*\.[A-Za-z][\w-]*")
_MOST_BYTES: Final = 2_000_000  # of a meeting's file; no honest one has half of it
_MOST_NAMES: Final = 2_000
_MOST_SHARED: Final = 200  # packs of one shared folder, as the shelf takes


@dataclass(frozen=True)
class Seen:
    """Everything a build is made from, as it was before any of it was read.

    Attributes:
        digest: Of all of it.
        names: The files of the meeting's folder that are in it.
        times: When those were written, each file and its time.
        again: Looks once more.
    """

    digest: str
    names: frozenset[str]
    times: tuple[tuple[int, ...], ...] = field(compare=False, repr=False)
    again: Callable[[], Seen | None] = field(compare=False, repr=False)

    def still(self) -> bool:
        """Whether all of it is now as it was, and no file of the meeting was written meanwhile.

        One that was changed and changed back may have been read in between.
        """
        now = self.again()
        return now == self and now.times == self.times

    def seal(self, text: str) -> str:
        """What `indhold.json` is sealed with, given its text without the seal."""
        return combined(self.digest, text)


@dataclass(frozen=True)
class Lying:
    """A file as it lies there, by its name and number of pages."""

    name: str
    pages: int


@dataclass(frozen=True)
class Standing:
    """A kit that lies there and is as a build would make it; told as what was built is.

    Attributes:
        folder: Where it lies.
        html: Its sheets are HTML.
        wishes: What was asked for, then and now.
        paper: Sheets of paper when everything is printed.
        warnings: What to look at before printing.
        files: What lies there besides the sheets.
    """

    folder: Path
    html: bool
    wishes: Wishes
    paper: int
    warnings: tuple[str, ...]
    files: tuple[Lying, ...]
    moved: tuple[Path, ...] = ()
    changes: None = None


# --- Before a build -------------------------------------------------------------------------


def seen(folder: Path, packs: Sequence[Path], wishes: Wishes, *, html: bool) -> Seen | None:
    """What a build of a meeting's folder is to be made from; None where nobody can vouch for it.

    Args:
        folder: The folder that holds `moede.yaml`.
        packs: The folders given with `--pakker`.
        wishes: What the person at the printer asks for.
        html: HTML is asked for.
    """
    try:
        text = _text(folder / MEETING_FILE)
        names = _names(text)
        digest = combined(
            *(_asked(wishes, html=html), own_code(), libraries(), "" if html else native()),
            *(plugins(), _given(packs), _installed(), _shared()),
            *(part for name in names for part in (name, file_digest(folder / name))),
        )
    except (Undigested, KlyngepakkeError, OSError, ValueError):
        return None
    again = partial(seen, folder, packs, wishes, html=html)
    return Seen(digest, frozenset(names), tuple(_written(folder / n) for n in names), again)


def _written(path: Path) -> tuple[int, ...]:
    """What tells one writing of a file from another, on this computer."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def _asked(wishes: Wishes, *, html: bool) -> str:
    """What was asked for; whether links answer is no part of a kit, and is asked each time."""
    return repr((html, replace(wishes, check_links=False)))


def _text(path: Path) -> bytes:
    with path.open("rb") as file:
        text = file.read(_MOST_BYTES + 1)
    if len(text) > _MOST_BYTES:
        raise Undigested("a meeting of some megabytes")
    return text


def _names(text: bytes) -> tuple[str, ...]:
    """The meeting's file, and all that it names, if only by a word that might be a file's name."""
    found = sorted({name.decode() for name in _NAMES.findall(text) if b".." not in name})
    if len(found) > _MOST_NAMES:
        raise Undigested("too many names")
    return (MEETING_FILE, *found)


def _given(folders: Iterable[Path]) -> str:
    """The digest of what some folders give: each itself, or what lies directly below it."""
    return combined(*(_below(folder) for folder in folders))


def _below(folder: Path) -> str:
    own = [folder] if _gives(folder) else []
    parts = [*own, *sorted(path for path in folder.iterdir() if _gives(path))]
    if len(parts) > _MOST_SHARED:
        raise Undigested("too many packs")
    return combined(*(text for path in parts for text in (path.name, folder_digest(path))))


def _gives(folder: Path) -> bool:
    return any(os.path.lexists(folder / name) for name in (PACK_FILE, THEME_FILE))


def _installed() -> str:
    home = pack_folder()
    if not home.is_dir():
        return ""
    if any(path.name.startswith(".") for path in home.iterdir() if path.is_dir()):
        raise Undigested("an installation was cut off; a build puts it right")
    return _below(home)


def _shared() -> str:
    """The digest of the shared folders, where they answer in time."""
    folders = tuple(dict.fromkeys((*named_sources(), *_written_sources())))
    works = [partial(_below, folder) for folder in folders]
    return combined(*(_came(digest) for digest in within(PATIENCE, works))) if works else ""


def _came(digest: str | None) -> str:
    if digest is None:
        raise Undigested("a shared folder does not answer")
    return digest


def _written_sources() -> Iterator[Path]:
    """The shared folders that a person's own file names; only then is YAML read for them."""
    path = settings_folder() / SOURCES_FILE
    if os.path.lexists(path):
        from klyngepakke.content.sources_file import sources_written  # noqa: PLC0415 - pydantic

        yield from sources_written()


# --- After a build --------------------------------------------------------------------------


def sealed(made: Bundle, before: Seen | None, read: Iterable[str | None]) -> Bundle:
    """The bundle with its seal, where one can vouch for it: nothing has changed meanwhile.

    Args:
        made: The bundle.
        before: What was seen before anything was read.
        read: The files of the meeting's folder that were read then; all must have been seen.
    """
    if before is None or not before.names.issuperset(filter(None, read)) or not before.still():
        return made
    text = made.files[CONTENT_FILE].decode()
    whole = text.replace(_UNSEALED, f'"{SEAL}": "{before.seal(text)}"', 1)
    return replace(made, files={**made.files, CONTENT_FILE: whole.encode()})


# --- Instead of a build ---------------------------------------------------------------------


def standing(folder: Path, now: Seen | None, wishes: Wishes, *, html: bool) -> Standing | None:
    """The kit that lies in a meeting's folder, if a build would make just that; else None.

    A file of what was changed from the kit before, `print-aendringer.pdf`, stays. Another build
    would leave it out; but whoever builds twice before they print would lose it, and it is still
    what they have to print again.

    Args:
        folder: The folder that holds `moede.yaml`.
        now: What a build would be made from.
        wishes: What the person at the printer asks for.
        html: HTML is asked for.

    Raises:
        BusyError: A build is writing there.
        FileError: The folder cannot be read or written; a build would stop there too.
    """
    target = folder / wishes.output
    if now is None or not (target / CONTENT_FILE).is_file():
        return None
    with locked(folder):
        recover(target)
        content = _sealed_content(target, now)
        if content is None or not is_whole(target, content):
            return None
    return Standing(
        target,
        html,
        wishes,
        content["papir"],
        tuple(content["advarsler"]),
        tuple(Lying(f["fil"], f["sider"]) for f in content["andre_filer"]),
    )


def _sealed_content(target: Path, now: Seen) -> dict[str, Any] | None:
    """What `indhold.json` says, if its seal holds."""
    try:
        text = (target / CONTENT_FILE).read_bytes().decode()
        content: Any = json.loads(text)
        seal = content[SEAL]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    if not isinstance(seal, str) or not _MARK.fullmatch(seal):
        return None
    bare = text.replace(f'"{SEAL}": "{seal}"', _UNSEALED, 1)
    return content if now.seal(bare) == seal else None
