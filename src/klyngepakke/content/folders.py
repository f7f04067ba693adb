"""From a folder to a pack."""

from __future__ import annotations

import importlib.util
import os
import pickle
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, cast

from klyngepakke.content import names
from klyngepakke.content.checking import pack_problems
from klyngepakke.content.model import nearest
from klyngepakke.content.pack import LoadedPack, Pack
from klyngepakke.content.reading import read, told
from klyngepakke.digests import Undigested, files_under
from klyngepakke.errors import InputError, Problem
from klyngepakke.files import reading

PACK_FILE = names.PACK_FILE

_MOST: Final = 50  # packs that a process remembers
# Packed: a plugin that changes what it was given changes nobody else's.
_known: dict[Path, tuple[Mapping[str, str], bytes]] = {}


def package_folder(package: str) -> Path:
    """The folder of an import package."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise InputError(f"Python-pakken ”{package}” har ingen mappe, en klyngepakke kan ligge i.")
    return Path(next(iter(spec.submodule_search_locations)))


def pack_file(folder: Path) -> Path:
    """The pack's file in a folder, there or not; never one that lies elsewhere.

    Raises:
        InputError: It is a link out of the folder.
        FileError: The disk or its permissions said no.
    """
    path = folder / PACK_FILE
    with reading(path):
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
            sentence = "Filen er en genvej ud af mappen. Læg selve filen i mappen."
            raise InputError(Problem(sentence, str(path)))
    return path


def pack_in(folder: Path) -> LoadedPack:
    """The pack in a folder, its references checked; read once, while no file of it is another.

    Raises:
        InputError: Every problem of `pakke.yaml`, each with line and column.
    """
    path, files = pack_file(folder), _files(folder)
    before, packed = _known.get(folder, ({}, b""))
    if packed and files == before:
        return cast("LoadedPack", pickle.loads(packed))  # noqa: S301 - packed below
    loaded = _read(path, folder)
    if files:
        if len(_known) >= _MOST:
            _known.clear()
        _known[folder] = files, pickle.dumps(loaded)
    return loaded


def _read(path: Path, folder: Path) -> LoadedPack:
    found = read(path, Pack)
    problems = pack_problems(found, folder)
    if problems:
        raise InputError(*told(problems))
    return LoadedPack(found.value, folder)


def _files(folder: Path) -> Mapping[str, str]:
    """The digest of every file, and when the pack's own was written.

    Nothing where one cannot be vouched for, as a link out of the folder. What is changed after
    this, and changed back, has another time.
    """
    try:
        found, about = files_under(folder), (folder / PACK_FILE).stat()
    except (Undigested, OSError):
        return {}
    if any(digest.startswith("?") for digest in found.values()):
        return {}
    return {**found, "": f"{about.st_ino} {about.st_mtime_ns} {about.st_ctime_ns}"}


def packs_under(folder: Path) -> tuple[Path, ...]:
    """The pack folders that a folder holds: itself, or those directly below it."""
    with reading(folder):
        if (folder / PACK_FILE).is_file():
            return (folder,)
        return tuple(sorted(p.parent for p in folder.glob(f"*/{PACK_FILE}")))


def like_pack(name: str, there: Iterable[str]) -> str:
    """What follows a sentence that a pack is not there: the id that was meant, or where to look."""
    return nearest(name, tuple(there)) or (
        " Se pakkerne med ”klyngepakke pakke liste”. Ligger den i en mappe, så skriv også "
        "”--pakker MAPPE”."
    )
