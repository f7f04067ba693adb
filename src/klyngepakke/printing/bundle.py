"""The Bundle: the files as they are written to `til-print/`, and `indhold.json` about them."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from klyngepakke.errors import FileError
from klyngepakke.files import check_folder, fingerprint, reading, swap_in

if TYPE_CHECKING:
    from klyngepakke.planning.document import TextFile
    from klyngepakke.printing.document import File, Sheet

CONTENT_FILE: Final = "indhold.json"
_MADE_BY: Final = "klyngepakke"
_LITTER: Final = (".DS_Store", "Thumbs.db", "desktop.ini")  # what systems leave in any folder
_OPEN: Final = ("~$", ".~lock.")  # how Word and LibreOffice mark a file that is open


@dataclass(frozen=True)
class Bundle:
    """Files by name, in print order, `indhold.json` last."""

    files: Mapping[str, bytes]
    content: Mapping[str, Any]


def file_name(number: int, id_: str, suffix: str) -> str:
    """`04-bordark-energi.pdf`: numbered in print order, ASCII only."""
    return f"{number:02}-{id_}{suffix}"


def bundle(
    sheets: Iterable[Sheet],
    texts: Iterable[TextFile],
    about: Mapping[str, Any],
    further: Sequence[File] = (),
) -> Bundle:
    """Number the sheets and write down what is in the folder.

    Args:
        sheets: In print order.
        texts: Files of plain text, which come after the sheets.
        about: What `indhold.json` says of meeting, packs and versions.
        further: What is made of the sheets or beside them, under names of its own.
    """
    files: dict[str, bytes] = {}
    listed = []
    number = 0
    for number, sheet in enumerate(sheets, start=1):
        name = file_name(number, sheet.document.id, ".pdf" if sheet.pdf else ".html")
        files[name] = sheet.pdf or sheet.html.encode()
        listed.append(_sheet_entry(name, sheet))
    written = []
    for at, text in enumerate(texts, start=number + 1):
        name = file_name(at, text.id, ".txt")
        files[name] = unicodedata.normalize("NFC", text.text).encode()
        written.append(
            {"fil": name, "id": text.id, "titel": text.title, "sha256": fingerprint(files[name])}
        )
    files |= {file.name: file.data for file in further}
    others = [_file_entry(file) for file in further]
    content = {
        "lavet_af": _MADE_BY,
        **about,
        "ark": listed,
        "tekster": written,
        "andre_filer": others,
    }
    files[CONTENT_FILE] = (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
    return Bundle(files, content)


def _sheet_entry(name: str, sheet: Sheet) -> dict[str, Any]:
    document = sheet.document
    return {
        "fil": name,
        "id": document.id,
        "ark": document.sheet,
        "titel": document.title,
        "til": document.audience,
        "antal": document.copies,
        "sider": sheet.pages,
        "sha256": fingerprint(sheet.pdf or sheet.html.encode()),
        "felter": [
            {
                "id": place.id,
                "side": place.page,
                "x": place.x,
                "y": place.y,
                "bredde": place.width,
                "højde": place.height,
            }
            for place in sheet.fields
        ],
        **_form_entry(sheet),
    }


def _form_entry(sheet: Sheet) -> dict[str, Any]:
    """What is asked on a sheet that is filled on screen, so that answers can be read back."""
    # Whoever only looks at what lies in a folder need not read how a pack is made.
    from klyngepakke.planning.asked import as_plain, form_mark  # noqa: PLC0415

    about = sheet.document.data.get("dokument")
    if not sheet.questions or not isinstance(about, dict):
        return {}
    return {
        "udgave": str(about["udgave"]),
        "skema": form_mark(sheet.questions),
        "spørgsmål": [as_plain(question) for question in sheet.questions],
    }


def _file_entry(file: File) -> dict[str, Any]:
    return {
        "fil": file.name,
        "titel": file.title,
        "sider": file.pages,
        "sha256": fingerprint(file.data),
    }


def write_bundle(made: Bundle, folder: Path, kept: Path) -> tuple[Path, ...]:
    """Write the bundle in place of the last one.

    A file that the last build did not make, or that someone has changed since, as a filled-in
    form, is in `kept` before anything is replaced.

    Returns:
        The files that were kept, where they are now.

    Raises:
        FileError: The folder is not one that klyngepakke made, or cannot be written.
    """
    return swap_in(folder, made.files, own_files, kept)


def own_files(folder: Path) -> tuple[Path, ...]:
    """What lies in the folder of the last build, but was not made by it or is changed since.

    Raises:
        FileError: The folder is not one that klyngepakke made, or cannot be read.
    """
    with reading(folder):
        check_folder(folder)
        found = tuple(_below(folder)) if folder.is_dir() else ()
        made = _made(folder) if found else {}
        return tuple(f for f in found if _changed(f, made.get(f.relative_to(folder).as_posix())))


def is_whole(folder: Path, content: Mapping[str, Any]) -> bool:
    """Whether all that a build wrote lies there as it was written, and nothing else.

    Args:
        folder: Where it wrote.
        content: What `indhold.json` says there.

    Raises:
        FileError: As `own_files`.
    """
    return not own_files(folder) and all((folder / name).is_file() for name in made_files(content))


def last_content(folder: Path) -> Mapping[str, Any] | None:
    """What `indhold.json` says of the last build; None where there is none that can be read."""
    try:
        content = json.loads((folder / CONTENT_FILE).read_bytes())
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _below(folder: Path) -> Iterator[Path]:
    """Everything in a folder and its folders; one that cannot be read is no empty one."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)
        elif path.name not in _LITTER and not path.name.startswith(_OPEN):
            yield path


def _made(folder: Path) -> Mapping[str, str]:
    """The fingerprint of every file of the last build, by name."""
    try:
        raw = (folder / CONTENT_FILE).read_bytes()
        content = json.loads(raw)
        files = {e["fil"]: e["sha256"] for e in _entries(content)}
        ours = content["lavet_af"] == _MADE_BY
    except (FileNotFoundError, ValueError, TypeError, LookupError):
        ours = False
    if not ours:
        raise FileError(
            f"Mappen {folder} er ikke lavet af klyngepakke, så den røres ikke. "
            "Flyt eller omdøb den, og byg igen."
        )
    return {**files, CONTENT_FILE: fingerprint(raw)}


def made_files(content: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of all files of a bundle but `indhold.json` itself, as that says."""
    return tuple(entry["fil"] for entry in _entries(content))


def _entries(content: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    """Every file that a build wrote; what is not a sheet or a text came in later."""
    yield from (*content["ark"], *content["tekster"], *content.get("andre_filer", ()))


def _changed(file: Path, made: str | None) -> bool:
    """Whether a file is somebody's own; what is no file, as a link, is never opened."""
    return made is None or not file.is_file() or made != fingerprint(file.read_bytes())
