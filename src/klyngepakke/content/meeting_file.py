"""The meeting's folder: `moede.yaml` in it, and where in that file a problem stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from klyngepakke.content.meeting import Meeting
from klyngepakke.content.model import Loc, plain
from klyngepakke.content.reading import Read, read, write_yaml
from klyngepakke.errors import InputError, Problem
from klyngepakke.files import reading

MEETING_FILE: Final = "moede.yaml"
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
                "Her ligger intet møde. Et møde er en mappe med filen moede.yaml; "
                "lav et med ”klyngepakke eksempel MAPPE”.",
                str(path),
            )
        )
    return read(path, Meeting)


def meeting_text(meeting: Meeting, schema: str = SCHEMA_FILE) -> str:
    """The meeting as a file: what equals its default is left out.

    Args:
        meeting: The decisions.
        schema: Where an editor finds the JSON Schema; the file lies beside the meeting.
    """
    data = {"format": meeting.format, **plain(meeting, defaults=False, written=True)}
    data["pakker"] = {name: data.get("pakker", {}).get(name, {}) for name in meeting.packs}
    return SCHEMA_LINE.format(schema) + write_yaml(data)


def located(found: Read[Any], error: InputError) -> InputError:
    """The same problems, with the lines of the meeting file where they have only a place."""
    return InputError(
        *(p if p.file else found.problem(_loc(p.place), p.sentence) for p in error.problems)
    )


def _loc(place: str) -> Loc:
    return tuple(int(index) - 1 if index else name for index, name in _STEP.findall(place))
