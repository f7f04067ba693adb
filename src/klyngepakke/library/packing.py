"""Packing: a pack's folder as one file, the same bytes whenever and wherever it is made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from klyngepakke.content.archive import zipped
from klyngepakke.content.folders import pack_in, packs_under
from klyngepakke.content.pack import Pack
from klyngepakke.content.parcel import sent
from klyngepakke.errors import FileError
from klyngepakke.files import reading, write_file


@dataclass(frozen=True)
class Packed:
    """A pack, ready to be sent.

    Attributes:
        pack: Its content.
        data: The zip.
        names: The files in it, its checksums not counted.
        left_out: Files of the folder that no data pack needs.
    """

    pack: Pack
    data: bytes
    names: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """What the zip is called where nobody says otherwise, as `trivsel-2027.1.zip`."""
        return f"{self.pack.id}-{self.pack.edition}.zip"


def packed(folder: Path) -> Packed:
    """The pack of a folder as a zip. Nothing is written.

    Raises:
        InputError: Everything that is wrong with the pack or with the names of its files.
        FileError: The disk or its permissions said no.
    """
    parcel = sent(folder)
    (below,) = packs_under(folder)
    pack = pack_in(below).pack
    data = zipped(parcel.files, pack.id)
    return Packed(pack, data, tuple(parcel.files), parcel.left_out)


def write_packed(made: Packed, target: Path) -> bool:
    """Write the zip; another one of the same name is never replaced.

    An edition that others may have is not made anew with other content.

    Args:
        made: The pack.
        target: The file.

    Returns:
        Whether it was written; False where it lies there already.

    Raises:
        FileError: Something else is there, or the disk said no.
    """
    with reading(target):
        if target.exists():
            if target.is_file() and target.read_bytes() == made.data:
                return False
            raise FileError(
                f"{target} findes og har et andet indhold. Giv pakken en ny udgave, eller flyt "
                "den gamle fil."
            )
    write_file(target, made.data)
    return True
