"""The cache: a sheet or a file that was made before, of the very same things, is not made again.

    build_cached(folder, catalogue, say)

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
import os
import re
import struct
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Final

from klyngepakke import digests
from klyngepakke.content.theme import Theme
from klyngepakke.digests import Undigested
from klyngepakke.errors import BusyError, FileError
from klyngepakke.files import locked
from klyngepakke.planning.asked import as_plain, from_plain
from klyngepakke.planning.document import Document, PackFiles, Plain
from klyngepakke.planning.wishes import NO_WISHES, Wishes
from klyngepakke.plugins import Catalogue, Filters
from klyngepakke.printing.document import File, Job, Place, Sheet, written
from klyngepakke.printing.findings import Finding
from klyngepakke.road import Built, Maker, build
from klyngepakke.road.makers import Makers
from klyngepakke.road.store import Store, secret
from klyngepakke.road.worker import shared
from klyngepakke.unchanged import Seen

FOLDER: Final = ".klyngepakke"
"""In a meeting's folder; each of its kits has a folder of its own in it."""

_KIT: Final = re.compile(r"[\w-]+")  # what a kit's folder is called, before its look is found
_KEY: Final = re.compile(r"[0-9a-f]{64}")
_LENGTH: Final = struct.Struct(">Q")
_TEMPLATES: Final = "ark"  # in a pack's folder and in a look's
_DAMAGED: Final = (ValueError, LookupError, TypeError, AttributeError, struct.error)
_PRIVATE: Final = "copies"  # how many are printed is no part of a sheet


@contextlib.contextmanager
def cached(
    folder: Path, wishes: Wishes = NO_WISHES, *, anew: bool = False, maker: Maker | None = None
) -> Iterator[Makers]:
    """The cache of several kits; what the builds inside did not need is removed after them.

    Where something cannot be vouched for, or nothing can be kept, the makers are the plain ones.

    Args:
        folder: The meeting's folder.
        wishes: Which kit it is: each look has its own.
        anew: Make everything again, and keep that instead.
        maker: What makes a sheet that is not there; the worker that all share without one.
    """
    makers, store = _makers(folder, wishes, anew=anew, maker=maker)
    yield makers
    if store is not None:
        store.keep_used()


def build_cached(
    folder: Path,
    catalogue: Catalogue,
    say: Callable[[str], None],
    *,
    html: bool = False,
    anew: bool = False,
    wishes: Wishes = NO_WISHES,
    before: Seen | None = None,
    maker: Maker | None = None,
) -> Built:
    """`road.build`, with what was made before; the commands build by it.

    What older kits of the meeting had is kept for a while, for whoever takes a change back; but
    not when it names others than this kit does, nor when all is made anew.

    Args:
        folder: As `build`.
        catalogue: As `build`.
        say: As `build`.
        html: As `build`; such a sheet holds its fonts, and is made quicker than it is kept.
        anew: Make everything again.
        wishes: As `build`.
        before: As `build`.
        maker: What makes a sheet that is not there; the worker that all share without one.

    Raises:
        KlyngepakkeError: As `build`.
    """
    if html:
        return build(folder, catalogue, say, html=True, wishes=wishes, before=before)
    makers, store = _makers(folder, wishes, anew=anew, maker=maker)
    built = build(
        folder,
        catalogue,
        say,
        maker=makers.sheet,
        writer=makers.file,
        wishes=wishes,
        before=before,
    )
    if store is not None:
        # Where another window builds by now, what lies there is for that one to judge.
        with contextlib.suppress(BusyError, FileError), locked(folder):
            store.keep_used() if anew else store.keep_recent(_whose(built))
    return built


def _makers(
    folder: Path, wishes: Wishes, *, anew: bool, maker: Maker | None
) -> tuple[Makers, Store | None]:
    """The makers of a kit, and the store behind them, if there is one."""
    store, around = _store(folder, wishes), _around()
    if store is None or not around:
        return Makers(maker, written), None
    cache = Cached(maker or shared(), store, around, anew=anew)
    return Makers(cache, cache.file), store


def _whose(built: Built) -> str:
    """The digest of the people whom a kit's meeting names: all but those in its own words."""
    plan = built.ready.plan
    return digests.combined(
        *map(repr, (plan.crowd.people, plan.meeting.roles, plan.meeting.cancelling))
    )


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
        self._asked: set[str] = set()  # documents, by their ids
        self._warm = store.any()

    def __call__(self, document: Document, theme: Theme, *, filters: Filters) -> Sheet:
        """The sheet of a document, as the maker makes it, or as it has made it before.

        Raises:
            KlyngepakkeError: As the maker.
        """
        key = self._key(document, theme, filters, self._digest)
        if not key:
            return self._maker(document, theme, filters=filters)
        found = self._known(document, key) or self._alike(document, theme, filters, key)
        if found is not None:
            return found
        sheet = self._maker(document, theme, filters=filters)
        # A file may have been changed while the sheet was made of it.
        if key == self._key(document, theme, filters, _digest_of):
            alike = self._second(document, theme, sheet.html)
            self._store.put(alike, _packed_sheet(sheet))
            self._store.put(key, alike.encode())
        return sheet

    def _known(self, document: Document, key: str) -> Sheet | None:
        """The sheet that was made of this very document."""
        alike = (self._found(key) or b"").decode("ascii", "replace")
        return _sheet_of(document, self._found(alike)) if _KEY.fullmatch(alike) else None

    def _alike(self, document: Document, theme: Theme, filters: Filters, key: str) -> Sheet | None:
        """The sheet of a document that says other things, but nothing else on paper.

        Many documents know the whole meeting, and show little of it. Their HTML costs next to
        nothing beside the layout; it is written where layouts are made, for it may be a
        stranger's template that writes it.
        """
        text = getattr(self._maker, "text", None)
        if text is None or self._anew or not self._may_be_alike(document):
            return None
        alike = self._second(document, theme, text(document, theme, filters=filters).html)
        sheet = _sheet_of(document, self._found(alike))
        if sheet is not None and key == self._key(document, theme, filters, _digest_of):
            self._store.put(key, alike.encode())
        return sheet

    def _may_be_alike(self, document: Document) -> bool:
        """Whether it is worth while: not in the first kit of all, where nothing can be found."""
        with self._lock:
            again = document.id in self._asked
            self._asked.add(document.id)
        return self._warm or again

    def _second(self, document: Document, theme: Theme, html: str) -> str:
        of = (html, replace(document, data=_said(document, html)), theme)
        return _hash(f"{_name_of(self._maker)} html", self._around, self._digest, of)

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

    @property
    def at_once(self) -> int:
        """How many sheets are made at the same time, at most."""
        number: int = getattr(self._maker, "at_once", 1)
        return number

    def start(self, *, pdf: bool = True) -> None:
        """Let the maker get ready, if there is nothing here that could spare it.

        Raises:
            MissingError: It cannot be started.
        """
        start = getattr(self._maker, "start", None)
        if start is not None and (self._anew or not self._warm):
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
        return _hash(_name_of(self._maker), self._around, digest, (document, theme))

    def _job_key(self, job: Job, digest: _Digest) -> str:
        return _hash(_name_of(job.make), self._around, digest, job.of)

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


def _said(document: Document, html: str) -> dict[str, Plain]:
    """All of a document's data that has a say in its sheet, once its HTML is written.

    That is its identity; and where it has fields, whatever stands under an id, for what is asked
    is told from it: all but the meeting, unless a field is called by the meeting's own id.
    """
    if not document.forms:
        return {"dokument": document.data.get("dokument")}
    meeting = document.data.get("møde")
    name = str(meeting.get("id")) if isinstance(meeting, dict) else ""
    if re.search(rf"name\s*=\s*[\"']?{re.escape(name)}", html):
        return document.data
    return {word: said for word, said in document.data.items() if word != "møde"}


def _name_of(maker: Callable[..., object]) -> str:
    """What tells makers apart: one of HTML never answers for one of PDF."""
    named = maker if hasattr(maker, "__qualname__") else type(maker)
    return f"{named.__module__}.{named.__qualname__}"


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
    root = os.path.realpath(folder)
    for path in sorted((folder / _TEMPLATES).rglob("*")):
        # What a link out of the folder leads to is no template, and is never opened.
        if Path(os.path.realpath(path)).is_relative_to(root) and path.is_file():
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
    return _joined(json.dumps(about).encode(), sheet.pdf, sheet.html.encode(), sheet.picture)


def _sheet_of(document: Document, data: bytes | None) -> Sheet | None:
    with contextlib.suppress(*_DAMAGED):
        told, pdf, html, picture = _parts(data or b"")
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
            picture=picture,
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
