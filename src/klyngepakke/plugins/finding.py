"""Finding the plugins: every entry point loaded by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint, distributions
from pathlib import Path
from typing import Final

import pluggy

from klyngepakke import hookspecs
from klyngepakke.errors import InputError
from klyngepakke.plugins.broken import Broken
from klyngepakke.plugins.guard import broken_by, guarded

OURS = "klyngepakke"
_HALF: Final = "Den er kun halvt installeret: {}. Installér den igen, eller fjern den med pip."


@dataclass(frozen=True)
class Plugin:
    """One entry point that was loaded.

    Attributes:
        name: The entry point's.
        distribution: The distribution's.
        origin: Distribution and version.
        ours: It is klyngepakke's own.
        manager: Asks this plugin, and no other.
    """

    name: str
    distribution: str
    origin: str
    ours: bool
    manager: pluggy.PluginManager


@dataclass(frozen=True)
class _Entry:
    """An entry point of ours that is not loaded yet, and whose it is."""

    point: EntryPoint
    distribution: str
    origin: str


def loaded(
    distribution: str | None = None, point: str | None = None
) -> tuple[tuple[Plugin, ...], tuple[Broken, ...]]:
    """Every plugin that can be loaded, and those that cannot, by name.

    Args:
        distribution: Load this distribution's alone.
        point: Load the entry point of this name alone.
    """
    plugins: list[Plugin] = []
    broken: list[Broken] = []
    for entry in sorted(_entries(broken), key=lambda e: (e.distribution, e.point.name)):
        name, ours = entry.point.name, entry.distribution == OURS
        if distribution not in {None, entry.distribution} or point not in {None, name}:
            continue
        try:
            manager = guarded(lambda one=entry.point: _manager(one), ours=ours)  # type: ignore[misc]
        except BaseException as error:  # noqa: BLE001 - a plugin may do anything, sys.exit() too
            broken.append(broken_by(name, entry.origin, _half(entry.point, error)))
        else:
            plugins.append(Plugin(name, entry.distribution, entry.origin, ours, manager))
    return tuple(plugins), tuple(broken)


def _entries(broken: list[Broken]) -> Iterator[_Entry]:
    """The entry points of our group, the first of each name; what cannot be read is named."""
    seen: set[tuple[str, str]] = set()
    for distribution in distributions():
        try:
            points = tuple(distribution.entry_points.select(group=hookspecs.GROUP))
            if not points:
                continue
            name, version = distribution.metadata["Name"], distribution.version
        except Exception:  # noqa: BLE001 - whatever a half removed file makes the library raise
            points, name, version = (), None, None
        if not name or not version:
            if points or _speaks_of_us(distribution):
                broken.append(_unreadable(distribution))
            continue
        for point in points:
            if (name, point.name) not in seen:
                seen.add((name, point.name))
                yield _Entry(point, name, f"{name} {version}")


def _manager(point: EntryPoint) -> pluggy.PluginManager:
    """A manager with this one plugin, its hooks checked for misspelling."""
    manager = pluggy.PluginManager(hookspecs.GROUP)
    manager.add_hookspecs(hookspecs)
    manager.register(point.load(), name=point.name)
    manager.check_pending()
    return manager


def _half(point: EntryPoint, error: BaseException) -> BaseException:
    """The error, or a sentence where the plugin's own module is what is missing."""
    if isinstance(error, ModuleNotFoundError) and point.value.split(".")[0] == error.name:
        return InputError(_HALF.format(f"modulet ”{error.name}” findes ikke"))
    return error


def _unreadable(distribution: Distribution) -> Broken:
    folder = _folder(distribution)
    name, _, version = (folder.stem if folder else "ukendt").rpartition("-")
    named = name or version
    reason = _HALF.format("dens oplysninger kan ikke læses")
    return Broken(named, f"{named} {version}" if name else named, (reason,), code=True)


def _speaks_of_us(distribution: Distribution) -> bool:
    """True where an entry-point file that cannot be understood names our group."""
    folder = _folder(distribution)
    try:
        return folder is not None and f"[{hookspecs.GROUP}]".encode() in (
            (folder / "entry_points.txt").read_bytes()
        )
    except OSError:
        return False


def _folder(distribution: Distribution) -> Path | None:
    """Where a distribution's data lie; the library keeps it to itself."""
    folder = getattr(distribution, "_path", None)
    return folder if isinstance(folder, Path) else None
