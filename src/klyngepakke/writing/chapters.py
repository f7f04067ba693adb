"""Chapters: what each heading of a pack in Word means, read into a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from klyngepakke.content.model import Loc, nearest
from klyngepakke.content.pack import (
    PHASE_FORMS,
    ActionExample,
    ActionField,
    ActionPlan,
    Agreement,
    Box,
    Case,
    Fact,
    GuestBrief,
    LocalSlot,
    Pack,
    Pitfall,
    Prompt,
    Question,
    Tool,
    Topic,
)
from klyngepakke.content.point import POINT_KINDS, Point
from klyngepakke.writing.blocks import Blocks, Readers, read_tables, stray
from klyngepakke.writing.draft import Draft
from klyngepakke.writing.fields import Field, Fields, fields_of, folded
from klyngepakke.writing.guidance import HEADINGS, NOT_IN_WORD, TITLE, is_hint, key_of
from klyngepakke.writing.prose import items, markdown, unbulleted
from klyngepakke.writing.sections import Record, Section, best_of, cut

_LISTS: Final[Mapping[str, type[Any]]] = {
    "cases": Case,
    "emner": Topic,
    "spørgeskema": Question,
    "evaluering": Question,
    "fakta": Fact,
    "faldgruber": Pitfall,
    "bokse": Box,
    "værktøjer": Tool,
    "oplysninger": LocalSlot,
    "gæster": GuestBrief,
}
_TEXTS: Final = ("formål", "afgrænsning")
_LINES: Final = ("læringsmål", "materialer", "forberedelse")
_KINDS: Final = {folded(kind): kind for kind in POINT_KINDS}
_POOLED: Final = "gruppearbejde"


@dataclass
class Chapters:
    """Reads the sections of a Word file in their order.

    Attributes:
        draft: Where they go.
        blocks: The reader of blocks.
        inside: The key of the part that is being read, or "".
        pooled: Prompts of one table for all blocks; they wait until every block is read.
    """

    draft: Draft
    blocks: Blocks
    inside: str = ""
    pooled: list[Record] = field(default_factory=list)

    def take(self, section: Section) -> None:
        """Read a section, by what its heading means where it stands."""
        notes = self.draft.notes
        section = replace(section, block=self.blocks.number_over(section))
        for paragraph in section.paragraphs:
            notes.lost(section.place, paragraph.lost)
        if section.by_hand:
            notes.remark(section.place, "Den er skrevet med fed og er læst som en overskrift.")
        section = _without_hints(section)
        if self.blocks.take(section):
            self.inside = ""
        else:
            self._named(section)

    def close(self) -> None:
        """Read what had to wait until everything else was read."""
        self.blocks.close()
        for record in self.pooled:
            self._to_its_block(record)

    def _named(self, section: Section) -> None:
        """A section that is no block and no phase."""
        key = key_of(section.heading)
        in_block = self.blocks.is_open and section.level > self.blocks.level
        if section.level == 0 or not (self.draft.data or key or section.by_hand):
            self._title(section)
        elif key in NOT_IN_WORD:
            self.draft.notes.remark(section.place, NOT_IN_WORD[key])
        elif key:
            self.blocks.close()
            self.inside = key
            self._part(key, section)
        elif not in_block and self._goes_on(section):
            self._part(self.inside, section)  # a heading of the author's own between tables
        else:
            words = PHASE_FORMS if in_block else [names[0] for names in HEADINGS.values()]
            self._unknown(section, words)

    def _goes_on(self, section: Section) -> bool:
        """Whether a heading that means nothing stands over more of what is being read."""
        if self.inside not in _LISTS and self.inside != "handleplan":
            return False
        kinds = list(self._readers(self.inside))
        return section.empty or any(best_of(table, kinds) for table in section.tables)

    def _unknown(self, section: Section, words: Sequence[str]) -> None:
        """Say that a heading means nothing here, and that what stands under it is left out."""
        hint = nearest(section.heading, words)
        left_out = "" if section.empty else " Det, der står under den, er ikke taget med."
        self.draft.notes.remark(section.place, f"Overskriften kendes ikke her.{hint}{left_out}")

    def _title(self, section: Section) -> None:
        """The title, and what stands before the first heading."""
        if section.heading and section.heading != TITLE:
            if section.level:
                self.draft.notes.remark(section.place, "Den er læst som pakkens titel.")
            self.draft.data["titel"] = section.heading
            self.draft.origins[("titel",)] = section.place
        stray(section.place, section.paragraphs, self.draft.notes)
        read_tables(section, {fields_of(Pack): self._about}, self.draft.notes)

    def _part(self, key: str, section: Section) -> None:
        """Everything under one heading."""
        if key in _TEXTS or key in _LINES:
            self._prose(key, section)
            return
        stray(section.place, section.paragraphs, self.draft.notes)
        read_tables(section, self._readers(key), self.draft.notes)

    def _readers(self, key: str) -> Readers:
        add = self.draft.add
        single: Mapping[str, Readers] = {
            "om": {fields_of(Pack): self._about},
            "ramme": {fields_of(Point): self._point},
            "gruppespørgsmål": {_with_block(): self.pooled.append},
            "handleplan": {
                fields_of(ActionExample): partial(add, (key, "eksempler"), ActionExample),
                fields_of(ActionField): partial(add, (key, "felter"), ActionField),
                fields_of(ActionPlan): partial(self.draft.merge, key),
            },
            "aftale": {fields_of(Agreement): partial(self.draft.merge, key)},
        }
        return single.get(key) or {fields_of(_LISTS[key]): partial(add, (key,), _LISTS[key])}

    def _about(self, record: Record) -> None:
        self.draft.put(record, (), self.draft.data)

    # --- Text

    def _prose(self, key: str, section: Section) -> None:
        """A part that is text: one, or one a line."""
        said = [p for p in section.paragraphs if folded(p.text) != "deltageren_kan"]
        if key in _TEXTS:
            self._add_text(key, markdown(said))
        elif key == "materialer":
            self._add_lines(key, [p.text for p in map(unbulleted, said) if p.text])
        else:
            self._add_lines(key, list(items(said)))
        self.draft.origins.setdefault((key,), section.place)
        for number in range(1, len(section.tables) + 1):
            sentence = "Her skal stå tekst. Tabellen er ikke taget med."
            self.draft.notes.remark(replace(section.place, table=number), sentence)

    def _add_text(self, key: str, text: str) -> None:
        before = self.draft.data.get(key)
        if text:
            self.draft.data[key] = f"{before}\n\n{text}" if before else text

    def _add_lines(self, key: str, lines: list[str]) -> None:
        if lines:
            self.draft.data[key] = [*self.draft.data.get(key, []), *lines]

    # --- The programme, and one table of prompts

    def _point(self, record: Record) -> None:
        """A point of the frame, or the name of a block, which is known when all are read."""
        values, columns = dict(record.values), dict(record.columns)
        said = str(values.pop(("slags",), values.pop(("blok",), "")))
        kind = _KINDS.get(folded(said))
        path = ("slags",) if kind else ("blok",)
        if said:
            values[path] = kind or said
            columns[path] = replace(record.place, column="Punkt")
        self.draft.add(("ramme",), Point, Record(values, record.place, columns))

    def _to_its_block(self, record: Record) -> None:
        """A prompt of the one table for all blocks goes to its block's group work."""
        values = dict(record.values)
        name, _, after = str(values.get(("id",), "")).partition(",")
        said = str(values.pop(("blok",), after)).strip()
        if name:
            values[("id",)] = name.strip()
        number = self.draft.block_number(said)
        phases = self.draft.data["blokke"][number]["faser"] if number is not None else []
        index = next((i for i, p in enumerate(phases) if p.get("form") == _POOLED), None)
        if number is None or index is None:
            where = f"blokken ”{cut(said)}”" if said else "den blok, rækken ikke nævner"
            sentence = f"Der er intet gruppearbejde i {where}. Spørgsmålet er ikke taget med."
            self.draft.notes.remark(record.place, sentence)
            return
        at: Loc = ("blokke", number, "faser", index, "gruppespørgsmål")
        self.draft.add(at, Prompt, Record(values, record.place, record.columns))


def _without_hints(section: Section) -> Section:
    """The section without the grey lines of the form."""
    kept = tuple(p for p in section.paragraphs if p.text and not is_hint(p.text))
    return replace(section, paragraphs=kept)


def _with_block() -> Fields:
    """The fields of a prompt, and the block that it is for."""
    prompt = fields_of(Prompt)
    block = Field(("blok",), "Blok", "line")
    names = {**prompt.names, "blok": block, "id_blok": prompt.key("id")}
    return Fields((*prompt.fields, block), names, prompt.wished)
