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
    """One entry point that was loaded."""

    name: str
    origin: str
    ours: bool
    manager: pluggy.PluginManager


def loaded() -> tuple[tuple[Plugin, ...], tuple[Broken, ...]]:
    """Every plugin that can be loaded, and those that cannot, by name."""
    plugins: list[Plugin] = []
    broken: list[Broken] = []
    found = sorted(_entry_points(), key=lambda pair: (pair[1].metadata["Name"], pair[0].name))
    for point, distribution in found:
        name = distribution.metadata["Name"]
        origin = f"{name} {distribution.version}"
        try:
            with quiet():
                manager = _manager(point)
        except BaseException as error:  # noqa: BLE001 - a plugin may do anything, sys.exit() too
            broken.append(broken_by(point.name, origin, error))
        else:
            plugins.append(Plugin(point.name, origin, name == OURS, manager))
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
