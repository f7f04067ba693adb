"""Parcel: a data pack as it is sent, in a zip or a folder: text and pictures, and never code."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from klyngepakke.content.archive import (
    LIMITS,
    SUMS,
    Listed,
    listing_faults,
    opened,
    refuse,
    shown,
)
from klyngepakke.content.folders import PACK_FILE, packs_under
from klyngepakke.errors import InputError, Problem
from klyngepakke.files import fingerprint, reading

_HELD: Final = re.compile(
    r"(?i).+\.(ya?ml|html|css|svg|png|jpe?g|md|txt)|(.*/)?(licen[sc]e?|readme|copying)"
)
_CODE: Final = re.compile(
    r"(?i).*\.(py[cdwz]?|pth|so|dll|dylib|exe|com|scr|msi|bat|cmd|psm?1|vb[es]|m?js|jse|wsf|hta|jar"
    r"|class|sh|bash|command|app|lnk|url|desktop|reg|wasm|pl|rb|php|docm|xlsm|pptm|xll)"
)
_ARCHIVE: Final = re.compile(r"(?i).*\.(zip|tar|t?gz|bz2|xz|zst|7z|rar|whl|egg|iso|dmg|cab)")
# What programs and archives begin with, whatever they are called.
_MAGIC: Final = (b"PK\x03\x04", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\x1f\x8b")
_WINDOWS: Final = b"MZ"
_LITTER: Final = frozenset({"__macosx", "__pycache__", "thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class Parcel:
    """The files of a data pack, `pakke.yaml` at the top.

    Attributes:
        files: Bytes by name, in the order of the names.
        left_out: Names of files that no data pack needs.
    """

    files: Mapping[str, bytes]
    left_out: tuple[str, ...] = ()


def received(source: Path) -> Parcel:
    """A stranger's data pack: a zip with one top folder or none, or a folder.

    Raises:
        InputError: As `archive.opened`; and where it holds no pack, holds code or another
            archive, or is not what its `SHA256SUMS` says.
        FileError: The disk or its permissions said no.
    """
    with reading(source):
        is_folder = source.is_dir()
    if is_folder:
        return _of_folder(source, own=False)
    files = {name: data for name, data in opened(source).items() if not _is_litter(name)}
    refuse(source, (s for name, data in files.items() for s in _strange(name, data)))
    files = _without_top(source, files)
    sums = files.pop(SUMS, None)
    if sums is not None:
        refuse(source, _sum_faults(sums, files))
    held = {name: files[name] for name in sorted(files) if _HELD.fullmatch(name)}
    return Parcel(held, tuple(sorted(files.keys() - held)))


def sent(folder: Path) -> Parcel:
    """The author's own folder, to be sent: what no data pack needs, code too, is left out.

    Raises:
        InputError: There is no pack, or something in the folder has a name that some computer
            cannot have, is too large, or leads elsewhere.
        FileError: The disk or its permissions said no.
    """
    return _of_folder(folder, own=True)


def check_folder(folder: Path) -> None:
    """Judge a stranger's pack folder that is read where it lies, by its names alone.

    Raises:
        InputError: As `received`.
        FileError: The disk or its permissions said no.
    """
    _listed(folder, own=False)


def _of_folder(source: Path, *, own: bool) -> Parcel:
    below = packs_under(source)
    if len(below) != 1:
        if below:
            sentence = "Her ligger flere pakker. Skriv mappen til den ene af dem."
        else:
            sentence = f"Her ligger ingen pakke. Skriv den mappe, som pakkens {PACK_FILE} ligger i."
        raise InputError(Problem(sentence, str(source)))
    there = _listed(below[0], own=own)
    with reading(source):
        held = {n: path.read_bytes() for n, path in there.items() if _HELD.fullmatch(n)}
    refuse(source, (s for name, data in held.items() for s in _strange(name, data)))
    return Parcel(held, tuple(name for name in there if name not in held))


def _listed(folder: Path, *, own: bool) -> Mapping[str, Path]:
    """The files of a folder by name, none of them read; litter is not among them."""
    with reading(folder):
        found = sorted(_walk(folder), key=lambda line: line.name)
    refuse(folder, listing_faults(found))
    there = {
        unicodedata.normalize("NFC", line.name): folder / line.name
        for line in found
        if not line.name.endswith("/") and line.name != SUMS
    }
    if not own:
        refuse(folder, (s for name in there for s in _strange(name, b"")))
    return there


def _walk(folder: Path) -> Iterator[Listed]:
    """Everything in a folder and its folders, no link followed, until there is too much."""
    waiting = [""]
    count = 0
    while waiting and count <= LIMITS.files:
        below = waiting.pop()
        with os.scandir(folder / below) as entries:
            for entry in entries:
                if _is_litter(entry.name):
                    continue
                count += 1
                found = entry.stat(follow_symlinks=False)
                is_folder = stat.S_ISDIR(found.st_mode)
                name = f"{below}{entry.name}{'/' * is_folder}"
                yield Listed(name, 0 if is_folder else found.st_size, found.st_mode)
                waiting += [name] if is_folder else []


def _is_litter(name: str) -> bool:
    """What systems and tools leave in any folder; hidden files belong to nobody's pack."""
    return any(part.startswith(".") or part.lower() in _LITTER for part in name.split("/"))


def _strange(name: str, data: bytes) -> Iterator[str]:
    """Why a stranger's file is refused: it is code, or packed once more."""
    if _CODE.fullmatch(name) or (data.startswith(_WINDOWS) and b"\0" in data[:64]):
        yield f"{shown(name)} er kode, og en pakke i en zip eller en mappe må ikke indeholde kode."
    elif _ARCHIVE.fullmatch(name) or data.startswith(_MAGIC):
        yield f"{shown(name)} er et program eller en pakket fil. En pakke er tekst og billeder."


def _without_top(source: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files as they lie in the pack's folder."""
    if PACK_FILE in files:
        return dict(files)
    tops = {name.partition("/")[0] for name in files}
    top = f"{next(iter(tops), '')}/"
    if len(tops) != 1 or top + PACK_FILE not in files:
        sentence = f"Her er ingen pakke: filen {PACK_FILE} mangler øverst i zip-filen."
        raise InputError(Problem(sentence, str(source)))
    return {name.removeprefix(top): data for name, data in files.items()}


def _sum_faults(sums: bytes, files: Mapping[str, bytes]) -> Iterator[str]:
    """What is not as it was when the zip was made."""
    lines = (line.partition("  ") for line in sums.decode("utf-8", "replace").splitlines())
    wanted = {name: sum_ for sum_, _, name in lines}
    for name in sorted(wanted.keys() | files):
        if name not in files:
            yield f"{shown(name)} mangler, siden zip-filen blev lavet."
        elif name not in wanted:
            yield f"{shown(name)} er lagt i, efter at zip-filen blev lavet."
        elif wanted[name] != fingerprint(files[name]):
            yield f"{shown(name)} er ændret, siden zip-filen blev lavet."
