"""The meeting's folder: `moede.yaml` in it, and where in that file a problem stands."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

from klyngepakke.content import names
from klyngepakke.content._edits import edited, lost_comments, replace_text, text_of
from klyngepakke.content._yaml import text_tree
from klyngepakke.content.meeting import Meeting
from klyngepakke.content.model import Loc, json_schema, nearest, plain
from klyngepakke.content.reading import Read, read, typed, write_yaml
from klyngepakke.errors import InputError, Problem
from klyngepakke.files import make_folder, reading, write_file

MEETING_FILE: Final = names.MEETING_FILE
SCHEMA_FILE: Final = "moede.skema.json"
SCHEMA_LINE: Final = "# yaml-language-server: $schema={}\n"
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def read_meeting(folder: Path) -> Read[Meeting]:
    """The meeting of a folder.

    Raises:
        InputError: Everything that is wrong with the file.
        FileError: The disk or its permissions said no.
    """
    path = folder / MEETING_FILE
    with reading(path):
        there = path.exists()
    if not there:
        raise InputError(
            Problem(
                f"Her ligger intet møde.{_like(folder)} Et møde er en mappe med filen moede.yaml; "
                "lav et med ”klyngepakke eksempel MAPPE”.",
                str(path),
            )
        )
    return read(path, Meeting)


def _like(folder: Path) -> str:
    """The meeting beside it that was probably meant, as a question; "" where none is like it."""
    try:
        beside = sorted(path.parent.name for path in folder.parent.glob(f"*/{MEETING_FILE}"))
    except (OSError, ValueError):
        return ""
    return "" if folder.exists() else nearest(folder.name, beside)


def meeting_text(meeting: Meeting, schema: str = SCHEMA_FILE) -> str:
    """The meeting as a file: what equals its default is left out.

    Args:
        meeting: The decisions.
        schema: Where an editor finds the JSON Schema; the file lies beside the meeting.
    """
    return SCHEMA_LINE.format(schema) + write_yaml(_data(meeting, ("format", "pakker")))


def edited_text(old_text: str, old: Meeting, new: Meeting) -> tuple[str, tuple[str, ...]]:
    """The meeting's file with only what changed written anew.

    Keys, points and items that are the same keep their lines as they stand, with comments,
    order and blank lines. The file's line endings and BOM are kept.

    Args:
        old_text: The file as it is.
        old: What it says.
        new: What it shall say; read back, the text says exactly this.

    Returns:
        The text, and the comments that it has no place for: those at what went away or was
        written anew. Where the file is written too cleverly to be edited, it is `meeting_text`.
    """
    there = text_tree(old_text).data
    text = edited(old_text, _data(old, there), _data(new, there))
    if text is None or not _says(text, new):
        text = meeting_text(new)
    return text, lost_comments(old_text, text)


def write_meeting(folder: Path, meeting: Meeting) -> None:
    """Write `moede.yaml`, and beside it the schema that its first line points editors at.

    Raises:
        FileError: The disk or its permissions said no.
    """
    schema = json.dumps(json_schema(Meeting), ensure_ascii=False, indent=1) + "\n"
    write_file(folder / SCHEMA_FILE, schema.encode())
    write_file(folder / MEETING_FILE, meeting_text(meeting).encode())


def save_meeting(folder: Path, new: Meeting) -> Path | None:
    """Write a meeting into its folder, and keep what a person wrote into the file.

    A new folder gets the file and its schema; in one that has the file, only what changed is
    written. Its permissions stay as they are.

    Returns:
        The old file's copy `moede.gammel.yaml`, if comments in it had to go; else None.

    Raises:
        InputError: The file that is there cannot be read as a meeting; it is left as it is.
        FileError: The disk or its permissions said no.
    """
    path = folder / MEETING_FILE
    with reading(path):
        there = path.exists()
    if not there:
        make_folder(folder)
        write_meeting(folder, new)
        return None
    old = read_meeting(folder).value
    if old == new:
        return None
    text = text_of(path)
    return replace_text(path, *edited_text(text, old, new))


def _data(meeting: Meeting, there: Collection[str]) -> dict[str, Any]:
    """What stands in the file; a default only where it is a word under one of these keys."""
    whole = plain(meeting, written=True)
    said = plain(meeting, defaults=False, written=True)
    if meeting.packs or "pakker" in there:
        said["pakker"] = {name: said.get("pakker", {}).get(name, {}) for name in meeting.packs}
    words = {n: x for n, x in whole.items() if n in there and isinstance(x, str | int)}
    return {name: (words | said)[name] for name in whole if name in words or name in said}


def _says(text: str, meeting: Meeting) -> bool:
    """Whether the text reads as just this meeting, the packs in their order too."""
    try:
        found = typed(text_tree(text), Meeting, path=Path(), shown_as="").value
    except InputError:
        return False
    return found == meeting and [*found.packs] == [*meeting.packs]


def located(found: Read[Any], error: InputError) -> InputError:
    """The same problems, with the lines of the meeting file where they have only a place."""
    return InputError(
        *(p if p.file else found.problem(_loc(p.place), p.sentence) for p in error.problems)
    )


def _loc(place: str) -> Loc:
    return tuple(int(index) - 1 if index else name for index, name in _STEP.findall(place))
