"""For those who test a pack of their own: is it in order, and do its pages look as they did?

As a plugin of pytest (`pytest -p klyngepakke.testing`) it also gives the fixtures `pack_folder`
and `pack_kit` and the option `--opdater`. It is the one module that needs pytest.
"""

from __future__ import annotations

import difflib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from klyngepakke.content.example import example
from klyngepakke.content.folders import PACK_FILE, pack_in, packs_under
from klyngepakke.content.meeting_file import write_meeting
from klyngepakke.content.pack import Pack
from klyngepakke.errors import InputError
from klyngepakke.files import make_folder, reading, write_file
from klyngepakke.lint import Advice, examine
from klyngepakke.plugins import catalogue
from klyngepakke.printing.document import Sheet
from klyngepakke.printing.ink import picture, words
from klyngepakke.road import build

__all__ = [
    "ACCEPT",
    "PackKit",
    "check_pack",
    "example_kit",
    "golden",
    "pack_folder",
    "pack_kit",
    "page_files",
    "same_pages",
]

ACCEPT: Final = "KLYNGEPAKKE_OPDATER"
"""The environment variable that makes `golden` store the pages as they are now."""

_AVERAGE: Final = 29  # doctors in a cluster
_DPI: Final = 60
# Two programs draw the same page with other edges, and their letters up to half a point apart.
# Blurred by 2 points (0.85 mm), our pages differ by at most 37 of 255 when they are moved by half
# a point, and by 38 when poppler draws them and not PDFium (60 in letters 100 mm tall); a word of
# 11 mm that is moved by 3 mm differs by 60 to 80, over more than 12 points.
_BLUR: Final = 2
_SEEN: Final = 44
_SMALLEST: Final = 12
_DIFFERENT: Final = "anderledes"
_LINES: Final = 6


# --- In order ------------------------------------------------------------------------------


def check_pack(folder: Path | str, *, today: date | None = None, paper: bool = True) -> None:
    """See that a pack has neither errors nor advice that it does not silence with a reason.

    Args:
        folder: The folder that holds `pakke.yaml`.
        today: The date that sources and review dates are judged against; today's without one.
        paper: Lay the sheets out, too, which takes some ten seconds.

    Raises:
        AssertionError: Every error and all advice, each with file, line and what to do.
        FileError: The folder cannot be read.
    """
    report = examine(Path(folder), catalogue(), today=today, paper=paper)
    told = [*map(str, report.errors), *map(_told, report.advice)]
    if told:
        raise AssertionError("\n".join([f"Pakken i {folder} er ikke i orden:", *told]))


def _told(advice: Advice) -> str:
    return f"{advice.problem} [{advice.rule}]"


# --- On paper ------------------------------------------------------------------------------


@dataclass(frozen=True)
class PackKit:
    """The kit of a pack's example meeting, built.

    Attributes:
        pack: The pack.
        sheets: Every sheet, the print list first.
        warnings: Danish sentences to read before printing.
    """

    pack: Pack
    sheets: tuple[Sheet, ...]
    warnings: tuple[str, ...]

    def of(self, kind: str) -> tuple[Sheet, ...]:
        """The sheets of one kind: `bordark`, or the id of one of the pack's own.

        Raises:
            LookupError: There is none; says which there are.
        """
        found = tuple(s for s in self.sheets if s.document.sheet == kind)
        if not found:
            kinds = ", ".join(dict.fromkeys(s.document.sheet for s in self.sheets))
            raise LookupError(f"Der er ingen ”{kind}”. Der er: {kinds}.")
        return found

    def text(self, kind: str) -> str:
        """Everything that the sheets of one kind say, blanks folded."""
        pages = (page for sheet in self.of(kind) for page in words(sheet.pdf))
        return " ".join(" ".join(pages).split())


def example_kit(folder: Path | str, participants: int = _AVERAGE) -> PackKit:
    """Build the example meeting of a pack; nothing of it stays on the disk.

    Args:
        folder: The folder that holds `pakke.yaml`.
        participants: How many come.

    Raises:
        KlyngepakkeError: The pack is wrong, or a sheet of it cannot be made.
    """
    loaded = pack_in(Path(folder))
    with tempfile.TemporaryDirectory(prefix="klyngepakke-") as place:
        write_meeting(Path(place), example(loaded, participants))
        made = build(Path(place), catalogue([Path(folder)]))
    return PackKit(loaded.pack, made.sheets, made.warnings)


# --- As it was -----------------------------------------------------------------------------


def golden(kit: PackKit, folder: Path | str, *, accept: bool = False) -> None:
    """Compare every page of a kit with the one that is stored: its text, and its picture.

    The text must be the same. A picture may differ by what another computer makes of the same
    letters. Where something differs, the page before, the new page, and the difference in red
    are written to `anderledes/` in the folder.

    Args:
        kit: The kit, as it is now.
        folder: Where the pages are stored; it belongs with the pack in its repository.
        accept: Store the pages as they are now, as the variable `KLYNGEPAKKE_OPDATER` and
            pytest's `--opdater` do.

    Raises:
        AssertionError: What differs, page by page, and where to look.
        FileError: The folder cannot be read or written.
    """
    pages: dict[str, bytes] = {}
    for sheet in kit.sheets:
        pages |= page_files(sheet)
    same_pages(pages, folder, accept=accept)


def page_files(sheet: Sheet, shown: Sequence[int] = ()) -> dict[str, bytes]:
    """The files that show a sheet: its text, and a picture of each page.

    Args:
        sheet: The sheet.
        shown: Which pages, from 1; all of them without any.
    """
    name, told = sheet.document.id, words(sheet.pdf)
    pages = [i for i in range(1, len(told) + 1) if not shown or i in shown]
    text = "".join(f"--- side {i} ---\n{told[i - 1]}\n" for i in pages)
    pictures = {i: picture(sheet.pdf, i, _DPI).convert("L") for i in pages}
    return {
        f"{name}.txt": text.encode(),
        **{f"{name}-side-{i}.png": _png(image) for i, image in pictures.items()},
    }


def same_pages(
    now: Mapping[str, bytes],
    folder: Path | str,
    *,
    accept: bool = False,
    how: str = "pytest --opdater",
) -> None:
    """Compare pages with the ones that are stored, as `golden` does.

    Args:
        now: What `page_files` gives.
        folder: Where the pages are stored.
        accept: Store the pages as they are now, as the variable `KLYNGEPAKKE_OPDATER` does.
        how: The command that does it, for the one who reads what has failed.

    Raises:
        AssertionError: What differs, page by page, and where to look.
        FileError: The folder cannot be read or written.
    """
    stored = Path(folder)
    there = _stored(stored)
    shutil.rmtree(stored / _DIFFERENT, ignore_errors=True)
    if accept or os.environ.get(ACCEPT):
        _store(stored, there, now)
        return
    if not there:
        raise AssertionError(
            f"Der er ingen sider at sammenligne med i {stored}. Kør ”{how}”, se siderne igennem, "
            "og gem mappen i arkivet."
        )
    told = [line for name in sorted({*there, *now}) for line in _difference(name, there, now)]
    if told:
        _show(stored / _DIFFERENT, there, now)
        advice = (
            f"Se hver side før, nu og forskellen i {stored / _DIFFERENT}. Er de nye rigtige, så "
            f"gem dem med ”{how}”."
        )
        raise AssertionError("\n".join((*told, advice)))


def _png(image: Any) -> bytes:  # noqa: ANN401 - a Pillow image
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _stored(folder: Path) -> dict[str, bytes]:
    with reading(folder):
        files = (p for ending in ("txt", "png") for p in folder.glob(f"*.{ending}"))
        return {path.name: path.read_bytes() for path in files}


def _store(folder: Path, there: Mapping[str, bytes], now: Mapping[str, bytes]) -> None:
    """Store the pages; those that still look the same keep their bytes."""
    make_folder(folder)
    for name in there.keys() - now.keys():
        (folder / name).unlink()
    for name, data in now.items():
        if any(_difference(name, there, now)):
            write_file(folder / name, data)


def _difference(name: str, there: Mapping[str, bytes], now: Mapping[str, bytes]) -> Iterator[str]:
    """Danish sentences on how a page differs; none where it does not."""
    if name not in now:
        yield f"{name}: siden er der ikke mere."
    elif name not in there:
        yield f"{name}: siden er ny."
    elif name.endswith(".txt"):
        if there[name] != now[name]:
            yield f"{name}: der står noget andet.\n{_changed_lines(there[name], now[name])}"
    elif there[name] != now[name] and (moved := _moved(there[name], now[name])):
        yield f"{name}: siden ser anderledes ud ({moved})."


def _changed_lines(old: bytes, new: bytes) -> str:
    told = difflib.unified_diff(
        old.decode("utf-8", "replace").splitlines(), new.decode().splitlines(), lineterm="", n=0
    )
    lines = [line for line in told if not line.startswith(("---", "+++", "@@"))]
    more = [f"  … og {len(lines) - _LINES} linjer til"] if len(lines) > _LINES else []
    return "\n".join([*(f"  {line}" for line in lines[:_LINES]), *more])


def _moved(old: bytes, new: bytes) -> str:
    """How much of a picture is another; "" where it is too little to be seen."""
    before, after = _opened(old), _opened(new)
    if before.size != after.size:
        return "et andet format"
    spots = _spots(before, after).histogram()[255]
    share = f"{spots / (before.size[0] * before.size[1]):.2%} af siden".replace(".", ",")
    return share if spots > _SMALLEST else ""


def _opened(data: bytes) -> Any:  # noqa: ANN401 - a Pillow image
    from PIL import Image  # noqa: PLC0415 - only pages that differ are looked at

    return Image.open(io.BytesIO(data)).convert("L")


def _spots(before: Any, after: Any) -> Any:  # noqa: ANN401 - Pillow images
    """White where two pictures of one size differ so that it can be seen."""
    from PIL import ImageChops, ImageFilter  # noqa: PLC0415 - only pages that differ are looked at

    soft = ImageFilter.GaussianBlur(_BLUR)
    difference = ImageChops.difference(before.filter(soft), after.filter(soft))
    return difference.point([255 if level > _SEEN else 0 for level in range(256)])


def _show(folder: Path, there: Mapping[str, bytes], now: Mapping[str, bytes]) -> None:
    """Write what differs, to be looked at; it is not for the repository."""
    make_folder(folder)
    write_file(folder / ".gitignore", b"*\n")
    for name in now:
        if not any(_difference(name, there, now)):
            continue
        write_file(folder / name, now[name])
        if name in there and name.endswith(".png"):
            write_file(folder / f"{Path(name).stem}-foer.png", there[name])
            write_file(folder / f"{Path(name).stem}-forskel.png", _in_red(there[name], now[name]))


def _in_red(old: bytes, new: bytes) -> bytes:
    """The new page, pale, with what differs in red."""
    from PIL import Image  # noqa: PLC0415 - only pages that differ are looked at

    after = _opened(new)
    before = Image.new("L", after.size, 255)
    before.paste(_opened(old))
    pale = after.point([128 + level // 2 for level in range(256)]).convert("RGB")
    pale.paste((200, 0, 0), mask=_spots(before, after))
    return _png(pale)


# --- For pytest ----------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take `--opdater`."""
    parser.addoption("--opdater", action="store_true", help="gem pakkens sider, som de ser ud nu")


@pytest.fixture(scope="session")
def pack_folder(request: pytest.FixtureRequest) -> Path:
    """The folder of the pack that is tested: the project's, or the one directly below it.

    Where there is more than one, write a fixture of the same name.
    """
    root = request.config.rootpath
    there = packs_under(root)
    if len(there) != 1:
        raise InputError(
            f"I {root} ligger der {len(there)} pakker. Skriv en fixture ”pack_folder”, der giver "
            f"mappen med {PACK_FILE}."
        )
    return there[0]


@pytest.fixture(scope="session")
def pack_kit(pack_folder: Path) -> PackKit:
    """The pack's example meeting, built once."""
    return example_kit(pack_folder)


@pytest.fixture(autouse=True, scope="session")
def _accepted(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let `--opdater` say what the environment variable says."""
    with pytest.MonkeyPatch.context() as patch:
        if request.config.getoption("--opdater"):
            patch.setenv(ACCEPT, "ja")
        yield
