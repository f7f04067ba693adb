"""klyngepakke makes kits for the meetings of Danish GP clusters.

What a pack's or a theme's distribution needs stands here: `hookimpl`, `load_pack` and
`load_theme`, and the types they speak of.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from klyngepakke.hookspecs import hookimpl, load_pack, load_theme

if TYPE_CHECKING:
    from klyngepakke.content.pack import LoadedPack as LoadedPack
    from klyngepakke.content.theme import Theme as Theme

try:
    __version__ = version("klyngepakke")
except PackageNotFoundError:  # run from a tree that is not installed
    __version__ = "0"

__all__ = ["__version__", "hookimpl", "load_pack", "load_theme"]
