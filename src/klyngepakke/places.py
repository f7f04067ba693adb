"""Places: where on this computer a person's own things lie; `XDG_…` variables move them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

SOURCES_VARIABLE: Final = "KLYNGEPAKKE_PAKKER"
"""Names shared folders too, with `:` between them (`;` in Windows), as an administrator may."""

_NAME: Final = "klyngepakke"


def named_sources() -> tuple[Path, ...]:
    """The shared folders that `KLYNGEPAKKE_PAKKER` names; nobody looks into them yet."""
    names = os.environ.get(SOURCES_VARIABLE, "").split(os.pathsep)
    return tuple(Path(name) for name in dict.fromkeys(names) if name)


def state_folder() -> Path:
    """Where drafts and recent meetings are kept."""
    from platformdirs import user_state_path  # noqa: PLC0415 - only where something is kept

    return user_state_path(_NAME)


def pack_folder() -> Path:
    """Where the packs that the person has installed lie, each in a folder named by its id."""
    from platformdirs import user_data_path  # noqa: PLC0415 - only where packs are found

    return user_data_path(_NAME) / "pakker"


def settings_folder() -> Path:
    """Where what holds for all of a person's meetings is written by hand."""
    from platformdirs import user_config_path  # noqa: PLC0415 - only where packs are found

    return user_config_path(_NAME)


def cache_folder() -> Path:
    """Where what can be made again is kept."""
    from platformdirs import user_cache_path  # noqa: PLC0415 - only where something is kept

    return user_cache_path(_NAME)
