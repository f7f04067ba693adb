"""From Word: the form that an author filled in, as a pack's folder, and what was not understood."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from klyngepakke.content._yaml import Tree
from klyngepakke.content.checking import pack_problems
from klyngepakke.content.folders import PACK_FILE
from klyngepakke.content.model import Loc, json_schema, parse
from klyngepakke.content.pack import Pack
from klyngepakke.content.reading import Read
from klyngepakke.errors import FileError, InputError, Problem
from klyngepakke.files import make_whole, told
from klyngepakke.writing._word import read_word
from klyngepakke.writing.blocks import Blocks
from klyngepakke.writing.chapters import Chapters
from klyngepakke.writing.draft import Draft
from klyngepakke.writing.guidance import KNOWN
from klyngepakke.writing.pack_text import SCHEMA_FILE, pack_text
from klyngepakke.writing.sections import Remarks, sections
from klyngepakke.writing.settling import settle

_MOST: Final = 200


@dataclass(frozen=True)
class FromWord:
    """A pack that was read from Word.

    Attributes:
        pack: The pack.
        text: Its `pakke.yaml`.
        remarks: What was not understood, or is in doubt, in the order of the file.
    """

    pack: Pack
    text: str
    remarks: tuple[Problem, ...]


def pack_from_word(path: Path) -> FromWord:
    """The pack in a Word file.

    Raises:
        InputError: It is no Word file, or what stands in it makes no whole pack; everything
            that is wrong is told, with heading, table and row.
        FileError: The disk or its permissions said no.
    """
    written = read_word(path)
    draft = Draft(Remarks(str(path)))
    for sentence in written.remarks:
        draft.notes.remark(None, sentence)
    chapters = Chapters(draft, Blocks(draft))
    for section in sections(written.pieces, KNOWN):
        chapters.take(section)
    chapters.close()
    settle(draft)
    return _judged(draft)


def new_pack_folder(folder: Path, made: FromWord) -> None:
    """Write the pack into a new folder, whole or not at all.

    Raises:
        FileError: Something is there already, or the disk said no.
    """
    with told(folder):
        there = os.path.lexists(folder)
    if there:
        raise FileError(
            f"{folder} findes allerede. Vælg en anden mappe, så intet går tabt, eller slet den "
            "først, hvis den er lavet af det samme dokument, og intet er rettet i den siden."
        )
    schema = json.dumps(json_schema(Pack), ensure_ascii=False, indent=1) + "\n"
    make_whole(folder, {PACK_FILE: made.text.encode(), SCHEMA_FILE: schema.encode()})


@dataclass(frozen=True)
class _Found(Read[Pack]):
    """A pack whose places are those of the Word file."""

    draft: Draft

    def problem(self, loc: Loc, sentence: str) -> Problem:
        """A problem at the place in Word that a loc was read from."""
        return self.draft.problem(loc, sentence)


def _judged(draft: Draft) -> FromWord:
    """The pack, where nothing stands in its way; else everything that does."""
    notes = draft.notes
    faults = list(notes.faults)
    pack: Pack | None = None
    try:
        pack = parse(Pack, draft.data, problem=draft.problem)
    except InputError as error:
        faults += error.problems
    if pack:
        found = _Found(pack, Path(), notes.file, Tree({}, (), {}, {}), draft)
        # The folder is not there yet, and sheets of one's own are not written in Word.
        faults += pack_problems(found, Path())
    if faults or not pack:
        told = tuple(dict.fromkeys(faults))
        last = _last_line(len(told), rest=bool(notes.remarks), more=pack is None)
        raise InputError(*_all([*told, *notes.remarks]), last)
    return FromWord(pack, pack_text(pack), _all(notes.remarks))


def _last_line(faults: int, *, rest: bool, more: bool) -> str:
    """What became of the folder, and which of the lines above stand in its way."""
    mend = "Ret fejlen" if faults == 1 else f"Ret de {faults} fejl"
    mend = f"{mend} øverst; resten er kun til eftersyn." if rest else f"{mend}."
    # What stands wrong keeps the rest from being judged as a whole.
    hidden = " Der kan være flere; de kommer frem, når det er rettet." if more else ""
    return f"Der er ikke lavet nogen mappe. {mend}{hidden}"


def _all(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Each of them once, unless there are more than anybody could read."""
    several = tuple(dict.fromkeys(problems))
    left = len(several) - _MOST
    more = (Problem(f"Der er {left} mere.", several[0].file),) if left > 0 else ()
    return (*several[:_MOST], *more)
