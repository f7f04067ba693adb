"""Sources: shared folders where an organisation lays its packs, as `kilder.yaml` names them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Final

from klyngepakke.content import names
from klyngepakke.content.model import Line, choice, key, listed, value
from klyngepakke.content.reading import read
from klyngepakke.files import reading
from klyngepakke.places import settings_folder

SOURCES_FILE: Final = names.SOURCES_FILE


@value
class SourcesFile:
    """What holds for every meeting that this person makes."""

    format: Annotated[str, choice("1")] = key("format", default="1", doc="Filens udgave: 1.")
    folders: Annotated[tuple[Line, ...], listed] = key(
        "mapper", default=(), doc="Fælles mapper med pakker, hele stien til hver."
    )


def sources_written() -> tuple[Path, ...]:
    """The shared folders that `kilder.yaml` names; nobody looks into them yet.

    Raises:
        InputError: Everything that is wrong with `kilder.yaml`.
        FileError: It cannot be read.
    """
    path = settings_folder() / SOURCES_FILE
    with reading(path):
        if not path.exists():
            return ()
    return tuple(Path(os.path.expanduser(name)) for name in read(path, SourcesFile).value.folders)  # noqa: PTH111 - leaves a home that is not there as it is written
