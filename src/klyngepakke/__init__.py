"""klyngepakke makes kits for the meetings of Danish GP clusters.

What a pack's or a theme's distribution needs stands here: `hookimpl`, `load_pack` and
`load_theme`, and the types they speak of.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from klyngepakke.content.pack import LoadedPack as LoadedPack
    from klyngepakke.content.theme import Theme as Theme
    from klyngepakke.hookspecs import hookimpl, load_pack, load_theme

    __version__: str

__all__ = ["__version__", "hookimpl", "load_pack", "load_theme"]


def __getattr__(name: str) -> object:
    """Read what stands here when it is asked for: the command line starts at once without it."""
    if name == "__version__":
        return _version()
    if name in __all__:
        from klyngepakke import hookspecs  # noqa: PLC0415 - pluggy

        return getattr(hookspecs, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@cache
def _version() -> str:
    """The installed version; 0 in a tree that is not installed."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - it is slow

    try:
        return version("klyngepakke")
    except PackageNotFoundError:
        return "0"
