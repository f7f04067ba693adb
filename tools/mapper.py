"""Make the ready kits: each pack for 20, 30 and 40, as one zip that needs no program.

`python tools/mapper.py [PAKKE …]` writes `dist/mapper/klyngepakke-trivsel-30.zip` and its like,
and an overview. The same packs give the same bytes.
"""  # noqa: INP001 - a script

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from klyngepakke.content.archive import zipped
from klyngepakke.content.example import example
from klyngepakke.content.meeting import (
    Cancelling,
    Cluster,
    Meeting,
    MeetingLinks,
    Participants,
)
from klyngepakke.content.meeting_file import MEETING_FILE, SCHEMA_FILE, write_meeting
from klyngepakke.content.pack import LoadedPack
from klyngepakke.files import make_folder, write_file
from klyngepakke.plugins import Catalogue, catalogue
from klyngepakke.road import Maker, build, prepare
from klyngepakke.road.ready_kit import Enclosing, ready_kit
from klyngepakke.road.worker import shared

FOLDER: Final = Path(__file__).parents[1] / "dist" / "mapper"
OVERVIEW: Final = "OVERSIGT.txt"
NUMBERS: Final = (20, 30, 40)
_PROCESSES: Final = 2
_MB: Final = 1_000_000


@dataclass(frozen=True)
class Ready:
    """One finished kit.

    Attributes:
        name: The zip's, as `klyngepakke-trivsel-30`.
        title: Of the meeting.
        number: Participants it is made for.
        paper: Sheets of paper that its print file takes.
        files: Bytes by name, as they lie below the zip's one folder.
    """

    name: str
    title: str
    number: int
    paper: int
    files: Mapping[str, bytes]

    @property
    def data(self) -> bytes:
        """The zip, the same bytes whenever it is made."""
        return zipped(self.files, self.name)


def main(names: Sequence[str]) -> None:
    """Make the kits of some packs, or of all, two packs at a time."""
    make_folder(FOLDER)
    told: list[str] = []
    with ProcessPoolExecutor(_PROCESSES) as pool:
        for lines in pool.map(write_kits, names or [*catalogue().packs]):
            told += lines
            print(*lines, sep="\n", flush=True)  # noqa: T201 - a script
    if not names:
        write_file(FOLDER / OVERVIEW, overview(told))
    whole = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{len(told)} mapper i {FOLDER}; mappen fylder {whole / _MB:.0f} MB.")  # noqa: T201


def write_kits(pack: str) -> list[str]:
    """Make and write the kits of one pack; a line about each."""
    lines = []
    for made in kits(catalogue(), pack):
        data = made.data
        write_file(FOLDER / f"{made.name}.zip", data)
        size = f"{len(data) / _MB:.1f} MB".replace(".", ",")
        lines.append(
            f"{made.name}.zip: {made.title}, til {made.number} deltagere, {made.paper} ark papir, {size}"
        )
    return lines


def overview(lines: Iterable[str]) -> bytes:
    """What lies in the folder, for Notepad on Windows."""
    head = (
        "Færdige mapper til klyngemøder. Hver zip-fil er ét møde: tag den, der har jeres emne,",
        "og det antal, der er nærmest over jeres. Pak den ud, og begynd med 00-laes-foerst.pdf.",
        "",
    )
    return ("\ufeff" + "\r\n".join((*head, *lines)) + "\r\n").encode()


def kits(
    known: Catalogue, pack: str, numbers: Sequence[int] = NUMBERS, maker: Maker | None = None
) -> Iterator[Ready]:
    """The finished kits of a pack.

    Args:
        known: The packs and themes there are.
        pack: The pack's id.
        numbers: For how many participants.
        maker: What makes the sheets; `road.worker.shared()` without one.
    """
    make = maker or shared()
    for number in numbers:
        yield _ready(meeting(known.packs[pack], number), known, make, number, pack)


def meeting(loaded: LoadedPack, number: int) -> Meeting:
    """The pack's example, before anyone has said whose it is, when and where.

    The practice forms are nobody's guess, so that every table gets both texts.
    """
    made = example(loaded, number)
    return replace(
        made,
        id=f"faerdig-{loaded.pack.id}-{number}",
        cluster=Cluster(),
        days=tuple(replace(day, date=None, place=None) for day in made.days),
        participants=Participants(number=number),
        links=MeetingLinks(),
        cancelling=Cancelling(),
        next_meeting=None,
    )


def _ready(made: Meeting, known: Catalogue, make: Maker, number: int, pack: str) -> Ready:
    with tempfile.TemporaryDirectory(prefix="klyngepakke-") as place:
        folder = Path(place)
        write_meeting(folder, made)
        built = build(folder, known, maker=make)
        ready = prepare(folder, known)
        tables = any(sheet.document.sheet == "bordark" for sheet in built.sheets)
        files = ready_kit(
            ready,
            built.folder,
            Enclosing(built.files, built.paper, NUMBERS, tables),
            lambda letter: make(letter, ready.theme, filters=known.filters),
            {name: (folder / name).read_bytes() for name in (MEETING_FILE, SCHEMA_FILE)},
        )
    return Ready(f"klyngepakke-{pack}-{number}", made.title, number, built.paper, files)


if __name__ == "__main__":
    main(sys.argv[1:])
