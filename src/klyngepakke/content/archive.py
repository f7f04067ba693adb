"""Archive: a zip from a stranger; its whole listing is checked before anything in it is read.

`opened` gives names and bytes and writes nothing; `zipped` makes a zip whose bytes depend on the
files alone. `listing_faults` judges any listing, as that of a folder.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from klyngepakke.content.reading import told
from klyngepakke.errors import InputError, Problem
from klyngepakke.files import fingerprint, reading

SUMS: Final = "SHA256SUMS"
"""The file in a zip that says what every other file in it shall be."""

_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?")
_FORBIDDEN: Final = re.compile(r'[<>:"|?*]')
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_LONGEST: Final = 200
_SHOWN: Final = 80
_ENCRYPTED: Final = 0x41
_UTF8: Final = 0x800
_ENTRY: Final = b"PK\x01\x02"
_SIMPLE: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError),
    *(RuntimeError, ValueError, LookupError, OverflowError, OSError),
)
_MB: Final = 1_000_000


@dataclass(frozen=True)
class Limits:
    """What an honest archive stays within.

    Attributes:
        files: How many files and folders.
        size: Bytes in all, unpacked; the zip itself may not be larger, either.
    """

    files: int = 1000
    size: int = 40 * _MB


LIMITS: Final = Limits()


@dataclass(frozen=True)
class Listed:
    """One line of a listing.

    Attributes:
        name: Path from the top with slashes, NFC; a folder's ends with a slash.
        size: Bytes, as the listing says.
        mode: The kind of file as `stat` has it; 0 where nobody says.
    """

    name: str
    size: int = 0
    mode: int = 0


def opened(path: Path, limits: Limits = LIMITS) -> Mapping[str, bytes]:
    """Every file of a zip, as names and bytes. Nothing is written.

    Args:
        path: The zip.
        limits: How much it may hold.

    Raises:
        InputError: It is no zip, is damaged or encrypted, holds too much, or has a name that
            leads elsewhere or that some computer cannot have. Everything is told at once.
        FileError: The disk or its permissions said no.
    """
    raw = _bytes_of(path, limits)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = [(_name(info), info) for info in archive.infolist()]
            refuse(path, _faults(entries, limits))
            return {n: _read(archive, i) for n, i in entries if not n.endswith("/")}
    except _DAMAGED as error:
        raise InputError(Problem(_damage(raw), str(path))) from error


def zipped(files: Mapping[str, bytes], top: str) -> bytes:
    """A zip of these files and their checksums, the same bytes on any computer.

    Args:
        files: Bytes by name.
        top: The folder that everything lies in.
    """
    sums = "".join(f"{fingerprint(files[name])}  {name}\n" for name in sorted(files))
    every = {**files, SUMS: sums.encode()}
    return in_zip({f"{top}/{name}": every[name] for name in sorted(every)})


def in_zip(parts: Mapping[str, bytes]) -> bytes:
    """The parts in a zip without clocks, in their order, the same bytes on any computer.

    Args:
        parts: Their bytes by name.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.create_system = _UNIX
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            # Stored, since what deflate makes differs between computers.
            archive.writestr(info, data, zipfile.ZIP_STORED)
    return made.getvalue()


def refuse(source: Path, sentences: Iterable[str]) -> None:
    """Raise what is wrong with a file or a folder, where anything is.

    Raises:
        InputError: The sentences, each with the source's name.
    """
    problems = [Problem(sentence, str(source)) for sentence in dict.fromkeys(sentences)]
    if problems:
        raise InputError(*told(problems))


def _bytes_of(path: Path, limits: Limits) -> bytes:
    """The zip's own bytes; nothing but a file is opened."""
    with reading(path):
        if not path.exists():
            raise InputError(Problem("Filen findes ikke.", str(path)))
        if not path.is_file():
            raise InputError(Problem("Det er ikke en fil.", str(path)))
        if path.stat().st_size > limits.size:
            refuse(path, [f"Filen er større end {limits.size // _MB} MB."])
        raw = path.read_bytes()
    # Python reads the whole listing at once, however long it is.
    if raw.count(_ENTRY) > limits.files:
        refuse(path, [_too_many(limits)])
    return raw


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: macOS writes UTF-8 without saying so, Danish Windows cp850."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        raw = name.encode("cp437")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("cp850")
    return unicodedata.normalize("NFC", name)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """One file; more than the listing says is never unpacked."""
    with archive.open(info) as file:  # a read without a number unpacks all that there is
        data = file.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise zipfile.BadZipFile
    return data


def _damage(raw: bytes) -> str:
    if raw[:2] != b"PK":
        return "Det er ikke en zip-fil."
    return "Zip-filen er beskadiget eller ikke hentet færdig. Hent den igen."


def _faults(entries: list[tuple[str, zipfile.ZipInfo]], limits: Limits) -> Iterator[str]:
    lines = (Listed(name, info.file_size, info.external_attr >> 16) for name, info in entries)
    yield from listing_faults(lines, limits)
    for name, info in entries:
        if info.flag_bits & _ENCRYPTED:
            yield f"{shown(name)} er låst med en adgangskode. Bed om en fil uden."
        elif info.compress_type not in _SIMPLE:
            yield f"{shown(name)} er pakket på en måde, som ikke kan læses. Lav en almindelig zip."


# --- Listings ------------------------------------------------------------------------------


def listing_faults(listed: Iterable[Listed], limits: Limits = LIMITS) -> Iterator[str]:
    """What is wrong with a listing, before anything in it is read: Danish sentences.

    Args:
        listed: Every line of it.
        limits: How much it may hold.
    """
    lines = tuple(listed)
    if len(lines) > limits.files:
        yield _too_many(limits)
        return
    if sum(line.size for line in lines) > limits.size:
        yield f"Pakket ud fylder det mere end {limits.size // _MB} MB."
    for line in lines:
        yield from _name_faults(line.name)
        if stat.S_IFMT(line.mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
            yield f"{shown(line.name)} er en genvej eller en enhed, ikke en fil."
    yield from _twins(line.name for line in lines)


def shown(name: str) -> str:
    """A stranger's file name as it can be printed anywhere, in quotes."""
    text = "".join(sign if sign.isprintable() else "\ufffd" for sign in name)
    return f"”{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}”"


def _too_many(limits: Limits) -> str:
    return f"Der er mere end {limits.files} filer i, og så mange har en pakke ikke brug for."


def _name_faults(name: str) -> Iterator[str]:
    """What is wrong with one name, on this computer or on another."""
    parts = name.removesuffix("/").split("/")
    if any(unicodedata.category(sign) in _UNSEEN for sign in name):
        yield f"{shown(name)} har usynlige tegn i navnet."
    elif "\\" in name or _DRIVE.match(name) or {"", ".", ".."} & set(parts):
        yield f"{shown(name)} peger ud af mappen eller er skrevet forkert."
    elif len(name) > _LONGEST:
        yield f"{shown(name)} har et for langt navn; der er plads til {_LONGEST} tegn."
    elif _FORBIDDEN.search(name) or any(p[-1] in ". " or _RESERVED.fullmatch(p) for p in parts):
        yield f"{shown(name)} kan ikke hedde sådan i Windows. Giv den et andet navn."


def _twins(names: Iterable[str]) -> Iterator[str]:
    """Names that are one on a computer that tells neither case nor ways to write an å apart."""
    seen: dict[str, tuple[str, bool]] = {}
    for name in names:
        for path, is_file in _steps(name):
            folded = unicodedata.normalize("NFC", path.casefold())
            if folded not in seen:
                seen[folded] = path, is_file
                continue
            before, was_file = seen[folded]
            if before != path:
                yield f"{shown(before)} og {shown(path)} er det samme navn på nogle computere."
            elif is_file or was_file:
                yield f"{shown(before)} og {shown(path)} står begge i listen."


def _steps(name: str) -> Iterator[tuple[str, bool]]:
    """The folders that a name leads through, and itself; whether each is a file."""
    parts = name.removesuffix("/").split("/")
    for depth in range(1, len(parts)):
        yield "/".join(parts[:depth]), False
    yield "/".join(parts), not name.endswith("/")
