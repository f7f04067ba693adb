"""Finding the plugins: every entry point loaded by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint, distributions

import pluggy

from klyngepakke import hookspecs
from klyngepakke.plugins.broken import Broken
from klyngepakke.plugins.guard import broken_by, quiet

OURS = "klyngepakke"


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
    found = sorted(_entry_points(), key=lambda pair: (pair[1].metadata["Name"], pair[0].name))
    for entry, giver in found:
        name = giver.metadata["Name"]
        if distribution not in {None, name} or point not in {None, entry.name}:
            continue
        origin = f"{name} {giver.version}"
        try:
            with quiet():
                manager = _manager(entry)
        except BaseException as error:  # noqa: BLE001 - a plugin may do anything, sys.exit() too
            broken.append(broken_by(entry.name, origin, error))
        else:
            plugins.append(Plugin(entry.name, name, origin, name == OURS, manager))
    return tuple(plugins), tuple(broken)


def _entry_points() -> Iterator[tuple[EntryPoint, Distribution]]:
    seen: set[tuple[str, str]] = set()
    for distribution in distributions():
        for point in distribution.entry_points.select(group=hookspecs.GROUP):
            key = (distribution.metadata["Name"], point.name)
            if key not in seen:
                seen.add(key)
                yield point, distribution


def _manager(point: EntryPoint) -> pluggy.PluginManager:
    """A manager with this one plugin, its hooks checked for misspelling."""
    manager = pluggy.PluginManager(hookspecs.GROUP)
    manager.add_hookspecs(hookspecs)
    manager.register(point.load(), name=point.name)
    manager.check_pending()
    return manager
