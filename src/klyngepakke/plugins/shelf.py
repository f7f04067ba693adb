"""Shelf: the packs that the person has installed, and those of shared folders; never code."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from klyngepakke.content.folders import pack_in, packs_under
from klyngepakke.content.pack import LoadedPack
from klyngepakke.content.parcel import check_folder
from klyngepakke.content.sources_file import SOURCES_FILE, sources_written
from klyngepakke.content.theme import Theme
from klyngepakke.errors import KlyngepakkeError
from klyngepakke.files import mend, reading
from klyngepakke.patience import PATIENCE, within
from klyngepakke.places import named_sources, pack_folder, settings_folder
from klyngepakke.plugins.broken import Broken
from klyngepakke.plugins.looks import in_folders

RECEIPT: Final = ".kvittering.json"
"""What lies in an installed pack's folder besides: the name of the file that it came from."""

_ZIPS: Final = "*.zip"
_MOST: Final = 200


@dataclass(frozen=True)
class Shared:
    """What one shared folder holds.

    Attributes:
        folder: The folder.
        packs: The packs that are read where they lie.
        themes: The themes that are.
        zips: Those that can be installed from.
        broken: What cannot be used.
    """

    folder: Path
    packs: tuple[LoadedPack, ...] = ()
    themes: tuple[Theme, ...] = ()
    zips: tuple[Path, ...] = ()
    broken: tuple[Broken, ...] = ()


def installed() -> tuple[list[LoadedPack], tuple[Broken, ...]]:
    """The packs that the person has installed, and those that cannot be read any more."""
    home = pack_folder()
    try:
        with reading(home):
            mend(home)  # what an installation that was killed left
            folders = packs_under(home) if home.is_dir() else ()
    except KlyngepakkeError as error:
        return [], (_broken("pakker", home, error),)
    found: list[LoadedPack] = []
    broken: list[Broken] = []
    for folder in folders:
        if folder.name.startswith("."):
            continue
        try:
            found.append(replace(pack_in(folder), origin=origin_of(folder)))
        except KlyngepakkeError as error:
            broken.append(_broken(folder.name, folder, error))
    return found, tuple(broken)


def shared() -> tuple[tuple[Shared, ...], tuple[Broken, ...]]:
    """What the shared folders hold, and one sentence for each that is away or slow.

    A folder on a network that is not there may take minutes to say so, and is not waited for.
    """
    named: list[Path] = [*named_sources()]
    broken: list[Broken] = []
    try:
        named += sources_written()
    except KlyngepakkeError as error:
        broken.append(_broken(SOURCES_FILE, settings_folder(), error))
    folders = tuple(dict.fromkeys(named))
    works: list[Callable[[], Shared]] = [partial(_shared, folder) for folder in folders]
    there = within(PATIENCE, works)
    slow = [f for f, found in zip(folders, there, strict=True) if found is None]
    broken += [_away(folder, "Den svarer ikke.") for folder in slow]
    return tuple(found for found in there if found is not None), tuple(broken)


def origin_of(folder: Path) -> str:
    """Where an installed pack came from, for people."""
    name = receipt(folder).get("fra")
    return f"dine installerede pakker ({name if isinstance(name, str) else folder.name})"


def receipt(folder: Path) -> Mapping[str, Any]:
    """What is known of how a pack was installed; nothing where its receipt is gone."""
    try:
        found = json.loads((folder / RECEIPT).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _shared(folder: Path) -> Shared:
    try:
        with reading(folder):
            if not folder.is_dir():
                return Shared(folder, broken=(_away(folder, "Den findes ikke lige nu."),))
            zips = tuple(sorted(folder.glob(_ZIPS))[:_MOST])
        below = packs_under(folder)[:_MOST]
    except KlyngepakkeError as error:
        return Shared(folder, broken=(replace(_away(folder, ""), reasons=_reasons(error)),))
    made = tuple(_in_place(below))
    packs = tuple(one for one in made if isinstance(one, LoadedPack))
    themes, bad_themes = in_folders([folder])
    broken = (*(one for one in made if isinstance(one, Broken)), *bad_themes)
    return Shared(folder, packs, tuple(themes[:_MOST]), zips, broken)


def _in_place(folders: Iterable[Path]) -> Iterator[LoadedPack | Broken]:
    for folder in folders:
        try:
            check_folder(folder)
            yield replace(pack_in(folder), origin=str(folder))
        except KlyngepakkeError as error:
            yield _broken(folder.name, folder, error)


def _away(folder: Path, sentence: str) -> Broken:
    """A shared folder that is away: nobody knows what it would have given."""
    return Broken(folder.name, str(folder), (sentence,), code=True, what="Den fælles mappe")


def _broken(name: str, folder: Path, error: KlyngepakkeError) -> Broken:
    return Broken(name, str(folder), _reasons(error))


def _reasons(error: KlyngepakkeError) -> tuple[str, ...]:
    return tuple(str(problem) for problem in error.problems)
