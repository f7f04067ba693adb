"""Meetings built once a process and shared between tests: real packs, real paper."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pickle
import shutil
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pypdfium2

from klyngepakke.content.example import example
from klyngepakke.content.frame import meeting_from
from klyngepakke.content.meeting import Answers, Meeting
from klyngepakke.content.meeting_file import meeting_text
from klyngepakke.content.model import parse
from klyngepakke.content.reading import read
from klyngepakke.plugins import Catalogue, catalogue
from klyngepakke.printing.document import Sheet
from klyngepakke.printing.produce import produce
from klyngepakke.road import Built, Prepared, build, prepare
from klyngepakke.road.cache import FOLDER, build_cached
from klyngepakke.road.worker import Pool

PACKS = (
    "trivsel",
    "samarbejde",
    "kommunale-tilbud",
    "iskaemisk-hjertesygdom",
    "professionsetik",
    "generalforsamling",
    "emnevalg",
)
SIZES = (10, 29, 73)
# Every pack of the usual size, and by turns of the least and the greatest; `make proof` makes all.
EACH = tuple((pack, n) for at, pack in enumerate(PACKS) for n in (29, (10, 73)[at % 2]))
MADE = "KLYNGEPAKKE_PROEVERS_ARK"  # where the processes of a run leave each other sheets
EXAMPLES = Path(__file__).parents[1] / "examples"


@dataclass(frozen=True)
class BuiltKit:
    """A meeting's folder after a build."""

    folder: Path
    prepared: Prepared
    built: Built

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """All sheets, the print list first."""
        return self.built.sheets

    def of(self, kind: str) -> list[Sheet]:
        """The sheets of one kind, as `bordark`."""
        return [s for s in self.sheets if s.document.sheet == kind]

    def text(self, kind: str) -> str:
        """Everything that the sheets of one kind say, blanks folded."""
        return " ".join(" ".join(pages(s)) for s in self.of(kind))


@cache
def everything() -> Catalogue:
    """All packs and themes that are installed."""
    return catalogue()


def write(meeting: Meeting, folder: Path | None = None) -> Path:
    """A folder with the meeting's file."""
    folder = folder or Path(tempfile.mkdtemp(prefix="klyngemoede-"))
    folder.mkdir(exist_ok=True)
    (folder / "moede.yaml").write_text(meeting_text(meeting), "utf-8")
    return folder


_MADE: dict[str, Sheet] = {}


def once(document, theme, *, filters) -> Sheet:
    """The sheet of a document; one that differs in copies alone is made once a run."""
    told = (repr(replace(document, copies=0, data={})), json.dumps(document.data), repr(theme))
    key = hashlib.sha256("\0".join(told).encode()).hexdigest()
    if key not in _MADE:
        _MADE[key] = _shared(key) or _share(key, produce(document, theme, filters=filters))
    return replace(_MADE[key], document=document)


def _shared(key: str) -> Sheet | None:
    """What another process of this run has made."""
    with contextlib.suppress(KeyError, OSError):
        return pickle.loads(Path(os.environ[MADE], key).read_bytes())  # noqa: S301 - our own
    return None


def _share(key: str, sheet: Sheet) -> Sheet:
    """Leave a sheet to the other processes of this run, where there is a place."""
    if MADE in os.environ:
        with tempfile.NamedTemporaryFile(dir=os.environ[MADE], delete=False) as file:
            file.write(pickle.dumps(sheet))
        Path(file.name).replace(Path(os.environ[MADE], key))
    return sheet


def built(meeting: Meeting, *, anew: bool = False) -> BuiltKit:
    """Build a meeting, with everything that is installed.

    Meetings of the same pack share many sheets, which are made once, unless `anew`.
    """
    folder = write(meeting)
    made = build(folder, everything(), maker=None if anew else once)
    return BuiltKit(folder, prepare(folder, everything()), made)


class _AsWorkers:
    """Makes sheets by `once`, under the name of what makes them for the program: they are alike."""

    __module__, __qualname__ = Pool.__module__, Pool.__qualname__

    def __call__(self, document, theme, *, filters) -> Sheet:
        return once(document, theme, filters=filters)


def warm(folder: Path) -> None:
    """Put what this run has made where the program's next build of a meeting looks for it.

    For tests that type a command and are not about how long it takes. What lies there is found
    by the hash of all it is made from, so the program never takes what it would not make.

    Args:
        folder: The meeting's folder; nothing else in it is touched.
    """
    with tempfile.TemporaryDirectory(prefix="klyngemoede-") as place:
        twin = Path(place, "m")
        shutil.copytree(folder, twin)
        build_cached(twin, everything(), lambda _: None, maker=_AsWorkers())
        shutil.copytree(twin / FOLDER, folder / FOLDER)


def meeting(pack: str, number: int = 29, **changes: object) -> Meeting:
    """The example meeting of a pack, with fields replaced."""
    made = example(everything().packs[pack], number)
    return replace(made, **changes) if changes else made


def answered(answers: dict[str, object]) -> Meeting:
    """A meeting of answers as they stand in a file."""
    return meeting_from(parse(Answers, answers), everything().packs)


def example_meeting(name: str) -> Meeting:
    """The meeting of an answers file in `examples/moeder`."""
    answers = read(EXAMPLES / "moeder" / f"{name}.yaml", Answers).value
    return meeting_from(answers, everything().packs)


@cache
def kit(pack: str, number: int = 29) -> BuiltKit:
    """The example kit of a pack."""
    return built(meeting(pack, number))


@cache
def _pages(pdf: bytes) -> tuple[str, ...]:
    file = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(" ".join(p.get_textpage().get_text_range().split()) for p in file)
    finally:
        file.close()


def pages(sheet: Sheet) -> tuple[str, ...]:
    """The text of each page, soft hyphens and blanks folded."""
    return tuple(
        text.replace("\ufffe", "").replace("\xad", "").replace("\xa0", " ")
        for text in _pages(sheet.pdf)
    )
