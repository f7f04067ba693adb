"""Store: a folder of finished things by the hash of what they are made from, and nothing in doubt.

    store = Store(folder, secret())
    store.put(key, data)
    store.get(key)      # the same bytes, or None

What is kept here may name people: the folder is its owner's alone. Every entry carries a seal
that only this user's own secret makes, over its key and all of its bytes. So whatever is cut
off, damaged, put under another name, or was brought by a meeting's folder from somebody else is
no entry, and is removed; a link, which might lead anywhere, is not followed. A store never stops
anybody: what cannot be read is not there, and what cannot be written is not kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
import secrets
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from klyngepakke.errors import FileError
from klyngepakke.files import drop_file, make_folder, sweep, write_file
from klyngepakke.places import cache_folder

MOST: Final = 200_000_000
"""Bytes that a store may hold unless it is told otherwise."""

_MARK: Final = b"klyngepakke 1\n"
_SEAL: Final = 32  # bytes
_OWN: Final = "noegle"
_LARGEST: Final = 100_000_000  # bytes of one entry; a kit's largest sheet has about one million
_NAME: Final = re.compile(r"[0-9a-f]{64}")
_ROOM: Final = 0.9  # of the most, after the least used has gone
_KITS: Final = 3  # as large as the last, together: two older ones may be gone back to
_WHOSE: Final = "0" * 64  # whose names the entries have, told by a digest


class Store:
    """Finished things in a folder; safe for several threads and several processes at once.

    Args:
        folder: Where the entries lie; made when the first is kept.
        key: Seals the entries; those that another key sealed are none.
        most: Bytes that all entries may take; the least recently used go first.
    """

    def __init__(self, folder: Path, key: bytes, most: int = MOST) -> None:
        self.folder = folder
        self._key = key
        self._most = most
        self._lock = threading.RLock()
        self._used: set[str] = set()
        self._last: bytes | None = None  # whose names there were, once an entry is kept
        self._held: int | None = None  # bytes, once they are counted
        self._shut = False  # the disk said no; it is not asked again

    def get(self, name: str) -> bytes | None:
        """What was kept under a name (64 hex digits), or None.

        What does not carry its seal is removed.
        """
        path = self.folder / name
        if self.folder.is_symlink() or (raw := _read(path)) is None:
            return None
        data = self._opened(name, raw)
        if data is None:
            _remove(path)
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        self._note(name)
        return data

    def put(self, name: str, data: bytes) -> None:
        """Keep something, if the disk lets us; never an error."""
        if self._shut or len(data) > min(_LARGEST, self._most) or self.folder.is_symlink():
            return
        self._open()
        sealed = self._sealed(name, data)
        try:
            make_folder(self.folder, private=True)
            write_file(self.folder / name, sealed, private=True)
        except FileError:
            self._shut = True
            return
        self._note(name)
        self._bound(len(sealed))

    def any(self) -> bool:
        """Whether there is anything at all."""
        return next(self._entries(), None) is not None

    def keep_used(self) -> None:
        """Remove what was neither kept nor found by this store: it belongs to an older kit.

        Where nothing was kept or found, nothing was made: then nothing is older.
        """
        if self._used:
            self._shrink(0)

    def keep_recent(self, whose: str) -> None:
        """Keep some older kits, too, the least recently used out first, if they name the same.

        Args:
            whose: The digest of the people whom this kit names. Where the last one named others,
                it and those before it go: somebody may have asked to be taken off the list.
        """
        if not self._used:
            return
        last = self.get(_WHOSE) if self._last is None else self._last
        self._shrink(_KITS if last == whose.encode() else 0)
        if self._last is not None or last != whose.encode():
            self.put(_WHOSE, whose.encode())

    def _open(self) -> None:
        """Until a kit is whole, nobody can say any more whose names the entries have."""
        with self._lock:
            if self._last is None:
                self._last = self.get(_WHOSE) or b""
                _remove(self.folder / _WHOSE)

    def _shrink(self, kits: int) -> None:
        """Remove what is older than what was used, as far as it is more than so many kits."""
        with self._lock:
            entries = sorted(self._entries(), key=lambda entry: entry[1].st_mtime_ns)
            older = [entry for entry in entries if entry[0].name not in self._used]
            size = sum(found.st_size for _, found in entries)
            used = size - sum(found.st_size for _, found in older)
            for path, found in older:
                if size <= min(self._most, kits * used):
                    break
                _remove(path)
                size -= found.st_size
            if not self.folder.is_symlink():
                sweep(self.folder)

    def _note(self, name: str) -> None:
        with self._lock:
            self._used.add(name)

    def _bound(self, more: int) -> None:
        """Hold the store to its size."""
        with self._lock:
            if self._held is None:
                sweep(self.folder)  # what a killed process was writing
                self._held = sum(found.st_size for _, found in self._entries())
            else:
                self._held += more
            if self._held <= self._most:
                return
            # Other processes write here, too: counted anew before anything goes.
            oldest = sorted(self._entries(), key=lambda entry: entry[1].st_mtime_ns)
            self._held = sum(found.st_size for _, found in oldest)
            for path, found in oldest:
                if self._held <= self._most * _ROOM:
                    return
                _remove(path)
                self._held -= found.st_size

    def _entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Every entry there is; nothing else in the folder is ours to touch."""
        if self.folder.is_symlink():
            return
        with contextlib.suppress(OSError):
            for path in sorted(self.folder.iterdir()):
                with contextlib.suppress(OSError):
                    found = path.lstat()
                    if _NAME.fullmatch(path.name) and stat.S_ISREG(found.st_mode):
                        yield path, found

    def _sealed(self, name: str, data: bytes) -> bytes:
        return b"".join((_MARK, self._seal(name, data), data))

    def _opened(self, name: str, raw: bytes) -> bytes | None:
        """What an entry holds, if it is what was kept under this name."""
        mark, seal, data = raw[: len(_MARK)], raw[len(_MARK) :][:_SEAL], raw[len(_MARK) + _SEAL :]
        whole = mark == _MARK and hmac.compare_digest(seal, self._seal(name, data))
        return data if whole else None

    def _seal(self, name: str, data: bytes) -> bytes:
        made = hmac.new(self._key, name.encode("ascii"), hashlib.sha256)
        made.update(data)
        return made.digest()


def secret() -> bytes | None:
    """This user's own secret, made the first time; None where it can be neither read nor kept.

    A meeting's folder may come from a stranger, with finished sheets in it that nobody made
    here. Without the secret they could not be told from our own.
    """
    path = cache_folder() / _OWN
    if (found := _read(path)) is not None and len(found) == _SEAL:
        return found
    try:
        make_folder(path.parent)
        write_file(path, secrets.token_bytes(_SEAL), private=True)
    except FileError:
        return None
    found = _read(path)  # another process may have been quicker
    return found if found is not None and len(found) == _SEAL else None


def _read(path: Path) -> bytes | None:
    """An ordinary file of ordinary size; a link, a pipe or a giant is nothing of ours."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with contextlib.suppress(OSError):
        handle = os.open(path, flags)
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
            os.close(handle)
            return None
        with os.fdopen(handle, "rb") as file:
            return file.read()
    return None


def _remove(path: Path) -> None:
    with contextlib.suppress(FileError):
        drop_file(path)
