"""Before: an earlier edition of a pack, to compare with, from a folder or a zip."""

from __future__ import annotations

import tempfile
from pathlib import Path

from klyngepakke.content.folders import PACK_FILE, pack_file
from klyngepakke.content.pack import Pack
from klyngepakke.content.parcel import received
from klyngepakke.content.reading import read
from klyngepakke.files import reading


def edition_in(source: Path) -> Pack:
    """The pack in a folder, or in a zip as `pakke zip` writes it.

    Raises:
        InputError: There is none, or it cannot be read.
        FileError: The disk or its permissions said no.
    """
    with reading(source):
        in_zip = source.is_file() and source.name != PACK_FILE
    if not in_zip:
        return read(pack_file(source.parent if source.name == PACK_FILE else source), Pack).value
    content = received(source).files[PACK_FILE]
    with tempfile.TemporaryDirectory(prefix="klyngepakke-") as folder:
        file = Path(folder) / PACK_FILE
        file.write_bytes(content)
        return read(file, Pack, shown_as=f"{source}/{PACK_FILE}").value
