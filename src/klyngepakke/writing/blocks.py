"""Blocks: a pack's blocks and their phases, as they stand under headings in Word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from klyngepakke.content.model import Loc
from klyngepakke.content.pack import PHASE_FORMS, Block, Phase, Prompt
from klyngepakke.writing.draft import Draft
from klyngepakke.writing.fields import Field, Fields, fields_of, folded, value_of
from klyngepakke.writing.guidance import block_named, key_of
from klyngepakke.writing.prose import Paragraph, cell, markdown
from klyngepakke.writing.sections import Place, Record, Remarks, Section, best_of, cut, records

Readers = Mapping[Fields, Callable[[Record], object]]
"""What can stand in the tables under a heading, and what is done with each row."""

_PHASE: Final = re.compile(
    rf"(?:[0-9.]+\s+)?(?P<form>{'|'.join(PHASE_FORMS)})\b\s*"
    r"(?:[,(–-]?\s*(?P<minutes>[0-9][0-9\s–/-]*(?:minutter|min)\.?)\)?)?"
    r"\s*(?:[:–-]\s*(?P<title>.+))?",
    re.IGNORECASE,
)
_DIGITS: Final = 3
_TELLING: Final = ("oplæg", "demo")


def read_tables(section: Section, readers: Readers, notes: Remarks) -> None:
    """Read each table of a section as what its captions say."""
    for number, table in enumerate(section.tables, 1):
        place = replace(section.place, table=number)
        found = best_of(table, list(readers))
        if not found:
            names = (f.shown for kind in readers for f in kind.fields)
            shown = ", ".join(list(dict.fromkeys(names))[:6])
            sentence = (
                "Tabellens øverste række er ikke forstået, og tabellen er ikke taget med. "
                f"Her kan stå: {shown} …"
            )
            notes.remark(place, sentence)
            continue
        kind, across = found
        for record in records(table, kind, across=across, place=place, notes=notes):
            readers[kind](record)


def stray(place: Place, paragraphs: Iterable[Paragraph], notes: Remarks) -> None:
    """Say of text where none is read that it is left out."""
    text = " ".join(p.text for p in paragraphs if p.text)
    if text:
        notes.remark(place, f"Teksten ”{cut(text)}” er ikke taget med.")


@dataclass
class Blocks:
    """Reads blocks into a draft, one heading after another.

    Attributes:
        draft: Where they go.
        level: The level of the heading of the block that is open; 0 where none is.
        number: Its number, as its heading says or as they are counted.
        opened: The phases of the open block that have had their own heading.
    """

    draft: Draft
    level: int = 0
    number: int = 0
    opened: list[int] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether a block is being read."""
        return self.level > 0

    def number_over(self, section: Section) -> int:
        """The number of the open block, where the section is a part of it; 0 otherwise."""
        below = section.level > self.level
        if not below and _PHASE.fullmatch(section.heading.strip(" :")):
            # Handleplan and cases are parts of the pack, too; the level tells which is meant.
            below = not key_of(section.heading)
        return self.number if self.is_open and below else 0

    def take(self, section: Section) -> bool:
        """Read a section that is a block, or a phase of the open one; say whether it was."""
        found = _PHASE.fullmatch(section.heading.strip(" :"))
        if found and self.number_over(section):
            self._phase(section, found)
            return True
        named = block_named(section.heading)
        if named is None or section.level == 0:
            return False
        self._block(section, *named)
        return True

    def close(self) -> None:
        """End the open block; where nothing of it was filled in, it is left out."""
        self.level = 0
        blocks = self.draft.data.get("blokke", [])
        if blocks and blocks[-1] == {"faser": []}:
            place = self.draft.origins[("blokke", len(blocks) - 1)]
            self.draft.notes.remark(place, "Blokken er ikke udfyldt og er ikke taget med.")
            blocks.pop()

    def _block(self, section: Section, number: str, title: str) -> None:
        self.close()
        blocks = self.draft.data.setdefault("blokke", [])
        at: Loc = ("blokke", len(blocks))
        made: dict[str, Any] = {"faser": []}
        blocks.append(made)
        self.level, self.opened = section.level, []
        self.number = int(number) if 0 < len(number) <= _DIGITS else len(blocks)
        self.draft.origins[at] = section.place
        if title:
            made["titel"] = title
            self.draft.origins[(*at, "titel")] = section.place
        stray(section.place, section.paragraphs, self.draft.notes)
        readers: Readers = {
            fields_of(Block): lambda record: self.draft.put(record, at, made),
            fields_of(Phase): partial(self._phase_row, at),
        }
        read_tables(section, readers, self.draft.notes)

    def _phase_row(self, at: Loc, record: Record) -> None:
        """A phase that is a row of a block's own table."""
        if ("form",) in record.values:
            self._add_phase(at, record)
        else:
            self.draft.notes.remark(record.place, "Rækken siger ikke, hvilken fase det er.")

    def _add_phase(self, at: Loc, record: Record) -> None:
        several = self.draft.data["blokke"][at[1]]["faser"]
        made: dict[str, Any] = {}
        below = (*at, "faser", len(several))
        self.draft.origins[below] = record.place
        self.draft.put(record, below, made)
        several.append(made)

    def _phase(self, section: Section, found: re.Match[str]) -> None:
        """A phase with a heading of its own; perhaps it is a row of the block's table already."""
        form = next(f for f in PHASE_FORMS if folded(f) == folded(found["form"]))
        block: Loc = ("blokke", len(self.draft.data["blokke"]) - 1)
        several = self.draft.data["blokke"][-1]["faser"]
        rows = (i for i, p in enumerate(several) if p.get("form") == form and i not in self.opened)
        index = next(rows, len(several))
        if index == len(several):
            place = section.place
            self._add_phase(block, Record({("form",): form}, place, {("form",): place}))
        self.opened.append(index)
        phase, at = several[index], (*block, "faser", index)
        self._in_heading(phase, at, found, section.place)
        self._under_heading(phase, at, section)
        if set(phase) == {"form"}:
            self.draft.notes.remark(section.place, "Fasen er ikke udfyldt og er ikke taget med.")
            del several[index], self.opened[-1]

    def _in_heading(
        self, phase: dict[str, Any], at: Loc, found: re.Match[str], place: Place
    ) -> None:
        """The minutes and the title that stand in a phase's heading."""
        if found["title"]:
            phase["titel"] = found["title"].strip()
            self.draft.origins[(*at, "titel")] = place
        if found["minutes"]:
            minutes: Field = fields_of(Phase).key("minutter")
            phase["minutter"], doubt = value_of(minutes, cell(found["minutes"].strip()))
            self.draft.origins[(*at, "minutter")] = place
            if doubt:
                self.draft.notes.remark(place, doubt)

    def _under_heading(self, phase: dict[str, Any], at: Loc, section: Section) -> None:
        """A phase's tables, and the text of a talk."""
        readers: Readers = {
            fields_of(Phase): lambda record: self.draft.put(record, at, phase),
            fields_of(Prompt): partial(self.draft.add, (*at, "gruppespørgsmål"), Prompt),
        }
        read_tables(section, readers, self.draft.notes)
        text = markdown(section.paragraphs)
        if text and phase["form"] in _TELLING and "tekst" not in phase:
            phase["tekst"] = text
            self.draft.origins[(*at, "tekst")] = section.place
        else:
            stray(section.place, section.paragraphs, self.draft.notes)
