"""PluginFilter: a plugin's template filter, which another process can find again by its name."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from klyngepakke.errors import InputError
from klyngepakke.plugins.asking import filters
from klyngepakke.plugins.broken import Broken, told
from klyngepakke.plugins.finding import Plugin, loaded


@dataclass(frozen=True)
class PluginFilter:
    """A filter, and the entry point that gave it.

    It is called as what it holds. Pickled, it is its names alone; where it is unpickled, the
    plugin is loaded and asked again.
    """

    distribution: str
    point: str
    name: str
    call: Callable[..., object]

    def __call__(self, *given: object, **named: object) -> object:
        """What the plugin's own filter gives."""
        return self.call(*given, **named)

    def __reduce__(self) -> tuple[Callable[..., PluginFilter], tuple[str, str, str]]:
        return _found, (self.distribution, self.point, self.name)


def filters_of(
    plugins: Iterable[Plugin],
) -> tuple[list[tuple[Plugin, PluginFilter]], tuple[Broken, ...]]:
    """Every filter that the plugins give, and the plugins that failed."""
    given, broken = filters(plugins)
    return [(p, PluginFilter(p.distribution, p.name, *pair)) for p, pair in given], broken


def _found(distribution: str, point: str, name: str) -> PluginFilter:
    """The filter of those names, in a process that has not asked for it before."""
    given, broken = _given(distribution, point)
    if name in given:
        return given[name]
    raise InputError(*(told(b) for b in broken), f"Hjælperen ”{name}” er der ikke længere.")


@functools.cache
def _given(distribution: str, point: str) -> tuple[dict[str, PluginFilter], tuple[Broken, ...]]:
    plugins, unloaded = loaded(distribution, point)
    given, broken = filters_of(plugins)
    return {one.name: one for _, one in given}, (*unloaded, *broken)
