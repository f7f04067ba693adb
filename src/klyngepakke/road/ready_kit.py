"""A ready kit: what a build made, in one zip with a letter on top, for one who has no program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from klyngepakke.content.meeting_file import MEETING_FILE
from klyngepakke.planning.document import Document
from klyngepakke.planning.kit import complete
from klyngepakke.planning.sheets import foelgebrev
from klyngepakke.printing.bundle import CONTENT_FILE
from klyngepakke.printing.document import File, Sheet
from klyngepakke.road.paper import PRINT_FILE
from klyngepakke.road.prepared import Prepared

LETTER: Final = "00-laes-foerst"
SHOW, EDITABLE = "slides.html", "kan-rettes"
SINGLE: Final = "enkelte-ark"
FOR_PROGRAM: Final = "til-programmet"


@dataclass(frozen=True)
class Enclosing:
    """What a letter is written about, besides the meeting itself.

    Attributes:
        files: What the build made besides its sheets.
        paper: Sheets of paper that the whole takes.
        sizes: For how many participants there are kits of the same, smallest first.
        tables: Whether there are sheets for the tables.
    """

    files: tuple[File, ...]
    paper: int
    sizes: Sequence[int] = ()
    tables: bool = True


def ready_kit(
    ready: Prepared,
    folder: Path,
    enclosing: Enclosing,
    make: Callable[[Document], Sheet],
    program: Mapping[str, bytes],
) -> dict[str, bytes]:
    """The files of a ready kit by name; `content.archive.zipped` makes one of them.

    Args:
        ready: The meeting, planned.
        folder: Where its build lies.
        enclosing: What the letter tells of.
        make: Makes the letter.
        program: The meeting's own files by name, for those who have the program.
    """
    letter = make(_letter(ready, enclosing))
    suffix = ".pdf" if letter.pdf else ".html"
    return {
        **dict(_arranged(folder)),
        f"{LETTER}{suffix}": letter.pdf or letter.html.encode(),
        **{f"{FOR_PROGRAM}/{name}": data for name, data in program.items()},
    }


def _arranged(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a build under its name in the kit: on top lies what is opened first."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != CONTENT_FILE:
            on_top = name in {PRINT_FILE, SHOW} or name.startswith(f"{EDITABLE}/")
            yield name if on_top else f"{SINGLE}/{name}", path.read_bytes()


def _letter(ready: Prepared, enclosing: Enclosing) -> Document:
    files = {file.name: file for file in enclosing.files}
    enclosed = foelgebrev.Enclosed(
        print_file=PRINT_FILE if PRINT_FILE in files else "",
        pages=files[PRINT_FILE].pages if PRINT_FILE in files else 0,
        paper=enclosing.paper,
        sizes=enclosing.sizes,
        editable=[n.partition("/")[2] for n in files if n.startswith(f"{EDITABLE}/")],
        editable_folder=EDITABLE,
        single_folder=SINGLE,
        show=SHOW if SHOW in files else "",
        meeting_file=f"{FOR_PROGRAM}/{MEETING_FILE}",
        tables=enclosing.tables,
        sheets=tuple(document.sheet for document in ready.kit.documents),
    )
    return complete(ready.plan, foelgebrev.document(ready.plan, enclosed))
