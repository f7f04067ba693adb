"""The cache: a sheet or a file that was made before, of the very same things, is not made again.

    with cached(folder, wishes) as makers:
        build(folder, catalogue, maker=makers.sheet, writer=makers.file, wishes=wishes)

A sheet is looked for under the hash of everything that has a say in it: its document, the files
of its pack and its look, this program, the libraries, and the strangers' code that runs beside
it. So an entry is never stale: what is found is what would be made, byte for byte, and a change
in anything at all is another entry. `Cached` is a `Maker` around any other, and nothing else in
the road knows that it is there.

Where it lies: in the meeting's own folder, for its sheets name people. Nothing that a meeting
says gets anywhere else; `road.store` keeps out what a stranger has put there.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import re
import struct
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from klyngepakke import digests
from klyngepakke.content.theme import Theme
from klyngepakke.digests import Undigested
from klyngepakke.planning.asked import as_plain, from_plain
from klyngepakke.planning.document import Document, PackFiles
from klyngepakke.plugins import Filters
from klyngepakke.printing.document import File, Job, Place, Sheet, written
from klyngepakke.printing.findings import Finding
from klyngepakke.road.further import NO_WISHES, Wishes, Writer
from klyngepakke.road.store import Store, secret

if TYPE_CHECKING:
    from klyngepakke.road import Maker

FOLDER: Final = ".klyngepakke"
"""In a meeting's folder; each of its kits has a folder of its own in it."""

_KIT: Final = re.compile(r"[\w-]+")  # what a kit's folder is called, before its look is found
_LENGTH: Final = struct.Struct(">Q")
_TEMPLATES: Final = "ark"  # in a pack's folder and in a look's
_DAMAGED: Final = (ValueError, LookupError, TypeError, AttributeError, struct.error)
_PRIVATE: Final = "copies"  # how many are printed is no part of a sheet


@dataclass(frozen=True)
class Makers:
    """What a build is given: a maker of sheets, or None for its own, and a writer of files."""

    sheet: Maker | None
    file: Writer


@contextlib.contextmanager
def cached(
    folder: Path, wishes: Wishes = NO_WISHES, *, anew: bool = False, maker: Maker | None = None
) -> Iterator[Makers]:
    """The cache of a meeting's kit; what the build inside did not need is removed after it.

    Where something cannot be vouched for, or nothing can be kept, the makers are the plain ones.

    Args:
        folder: The meeting's folder.
        wishes: Which kit it is: each look has its own.
        anew: Make everything again, and keep that instead.
        maker: What makes a sheet that is not there; the worker that all share without one.
    """
    store = _store(folder, wishes)
    around = _around()
    if store is None or not around:
        yield Makers(maker, written)
        return
    if maker is None:
        from klyngepakke.road.worker import shared  # noqa: PLC0415 - processes and pipes

        maker = shared()
    cache = Cached(maker, store, around, anew=anew)
    yield Makers(cache, cache.file)
    store.keep_used()


class Cached:
    """A maker of sheets that remembers; safe to call from several threads.

    Args:
        maker: Makes what is not there.
        store: Where it is kept.
        around: The digest of what has a say in every sheet: see `surroundings`.
        anew: Look nothing up; what is made takes the old one's place.
    """

    def __init__(self, maker: Maker, store: Store, around: str, *, anew: bool = False) -> None:
        self._maker = maker
        self._store = store
        self._around = around
        self._anew = anew
        self._lock = threading.Lock()
        self._digests: dict[Theme | PackFiles, str] = {}

    def __call__(self, document: Document, theme: Theme, *, filters: Filters) -> Sheet:
        """The sheet of a document, as the maker makes it, or as it has made it before.

        Raises:
            KlyngepakkeError: As the maker.
        """
        key = self._key(document, theme, filters, self._digest)
        if key and (sheet := _sheet_of(document, self._found(key))):
            return sheet
        sheet = self._maker(document, theme, filters=filters)
        # A file may have been changed while the sheet was made of it.
        if key and key == self._key(document, theme, filters, _digest_of):
            self._store.put(key, _packed_sheet(sheet))
        return sheet

    def file(self, job: Job) -> File:
        """The file that a job is about, made now or before.

        Raises:
            KlyngepakkeError: As the job.
        """
        key = self._job_key(job, self._digest)
        if key and (file := _file_of(self._found(key))):
            return file
        file = written(job)
        if key and key == self._job_key(job, _digest_of):
            self._store.put(key, _packed_file(file))
        return file

    def start(self, *, pdf: bool = True) -> None:
        """Let the maker get ready, if there is nothing here that could spare it.

        Raises:
            MissingError: It cannot be started.
        """
        start = getattr(self._maker, "start", None)
        if start is not None and (self._anew or not self._store.any()):
            start(pdf=pdf)

    def _found(self, key: str) -> bytes | None:
        return None if self._anew else self._store.get(key)

    def _key(self, document: Document, theme: Theme, filters: Filters, digest: _Digest) -> str:
        """The hash of all that has a say in a sheet; "" where that cannot be told.

        What a stranger's filter writes nobody knows beforehand, so a template that names one
        is never answered for.
        """
        if filters and _names_one(filters, document, theme):
            return ""
        return _hash("ark", self._around, digest, (document, theme))

    def _job_key(self, job: Job, digest: _Digest) -> str:
        name = f"{job.make.__module__}.{job.make.__qualname__}"
        return _hash(name, self._around, digest, job.of)

    def _digest(self, of: Theme | PackFiles) -> str:
        """The digest of a look's or a pack's files as they were when it was first asked for."""
        with self._lock:
            if of not in self._digests:
                self._digests[of] = _digest_of(of)
            return self._digests[of]


_Digest = Callable[[Theme | PackFiles], str]


def surroundings() -> str:
    """The digest of what has a say in every sheet, whatever it is about.

    Strangers' code is part of it: a plugin's filter runs in the process that makes the sheets,
    and could change there how every other pack's sheets come out, today's and those kept for
    later. So what was made beside a plugin answers only beside the very same plugin, and what was
    made without any only without; remove it, and nothing that it touched is left. (A plugin
    has its user's rights, and one that wants to can do worse than that.)

    Raises:
        Undigested: It cannot be told.
    """
    return digests.combined(
        digests.own_code(), digests.libraries(), digests.native(), digests.strangers()
    )


def _around() -> str:
    try:
        return surroundings()
    except (Undigested, OSError):
        return ""


def _store(folder: Path, wishes: Wishes) -> Store | None:
    """Where a kit's entries lie; None where there can be none."""
    place = folder / FOLDER
    if place.is_symlink() or not _KIT.fullmatch(wishes.output) or (key := secret()) is None:
        return None
    return Store(place / wishes.output, key)


# --- Keys ---------------------------------------------------------------------------------


def _hash(kind: str, around: str, digest: _Digest, of: Sequence[object]) -> str:
    try:
        told = json.dumps(of, default=functools.partial(_plain, digest))
    except (TypeError, ValueError, RecursionError, Undigested, OSError):
        return ""  # whoever makes it tells what is wrong, or can do with it
    return digests.combined(kind, around, told)


def _plain(digest: _Digest, value: object) -> object:
    """What stands for a value in a key; the order of mappings counts, for templates see it.

    A pack's text is no plugin's: whether a look has code behind it stands beside its files, so
    that a stranger's folder with the very same files never answers for a plugin's.
    """
    if isinstance(value, bytes):
        return ["bytes", hashlib.sha256(value).hexdigest()]
    if isinstance(value, PackFiles):
        return ["pakke", value.id, digest(value)]
    if isinstance(value, Theme):
        return ["udseende", value.code, digest(value)]
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value) and not isinstance(value, type):
        own = {f.name: getattr(value, f.name) for f in fields(value) if f.name != _PRIVATE}
        return [type(value).__name__, own]
    raise TypeError(type(value).__name__)


def _digest_of(of: Theme | PackFiles) -> str:
    """The digest of the files as they are now.

    Raises:
        Undigested: There are too many.
    """
    return digests.theme_digest(of) if isinstance(of, Theme) else digests.folder_digest(of.folder)


def _names_one(filters: Filters, document: Document, theme: Theme) -> bool:
    """Whether a template that is not the program's own may use a plugin's filter."""
    folders = (*theme.folders, *([document.pack.folder] if document.pack else ()))
    names = [name.encode() for name in filters]
    return any(name in text for folder in folders for text in _templates(folder) for name in names)


def _templates(folder: Path) -> Iterator[bytes]:
    for path in sorted((folder / _TEMPLATES).rglob("*")):
        if path.is_file():
            with contextlib.suppress(OSError):
                yield path.read_bytes()


# --- Entries ------------------------------------------------------------------------------


def _packed_sheet(sheet: Sheet) -> bytes:
    """Everything about a sheet but its document."""
    about = {
        "pages": sheet.pages,
        "fields": [[p.id, p.page, p.x, p.y, p.width, p.height] for p in sheet.fields],
        "fonts": sheet.fonts,
        "findings": [[f.rule, f.page, f.what] for f in sheet.findings],
        "ink": sheet.ink,
        "questions": [as_plain(question) for question in sheet.questions],
    }
    return _joined(json.dumps(about).encode(), sheet.pdf, sheet.html.encode())


def _sheet_of(document: Document, data: bytes | None) -> Sheet | None:
    with contextlib.suppress(*_DAMAGED):
        told, pdf, html = _parts(data or b"")
        about = json.loads(told)
        return Sheet(
            document=document,
            pdf=pdf,
            html=html.decode(),
            pages=about["pages"],
            fields=tuple(Place(*one) for one in about["fields"]),
            fonts=tuple(about["fonts"]),
            findings=tuple(Finding(*one) for one in about["findings"]),
            ink=tuple(about["ink"]),
            questions=tuple(from_plain(one) for one in about["questions"]),
        )
    return None


def _packed_file(file: File) -> bytes:
    return _joined(json.dumps([file.name, file.title, file.pages]).encode(), file.data)


def _file_of(data: bytes | None) -> File | None:
    with contextlib.suppress(*_DAMAGED):
        told, held = _parts(data or b"")
        name, title, pages = json.loads(told)
        return File(name, title, held, pages)
    return None


def _joined(*parts: bytes) -> bytes:
    return b"".join(piece for part in parts for piece in (_LENGTH.pack(len(part)), part))


def _parts(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        (length,) = _LENGTH.unpack_from(data, at)
        at += _LENGTH.size
        yield data[at : at + length]
        at += length
