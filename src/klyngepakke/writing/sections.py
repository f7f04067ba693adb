"""Sections: what stands under each heading, and a table's rows as values with their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from klyngepakke.content.model import nearest
from klyngepakke.errors import Problem
from klyngepakke.writing.fields import Field, Fields, blank, folded, value_of
from klyngepakke.writing.guidance import guide_to
from klyngepakke.writing.prose import Cell, Paragraph, Piece, Table

_SHOWN: Final = 60
_HEADS: Final = {"felt", "noegle"}
_NARROW: Final = 3
_GUIDE: Final = "vejledning"


@dataclass(frozen=True)
class Place:
    """Where something stands in a Word file, counted as Word shows it.

    Attributes:
        heading: The heading that it stands under, or "" before the first.
        table: The table's number under the heading, from 1; 0 outside tables.
        row: The row's number, from 1.
        column: The column's caption.
        block: The number of the block that the heading is a part of; 0 outside blocks.
    """

    heading: str = ""
    table: int = 0
    row: int = 0
    column: str = ""
    block: int = 0

    def __str__(self) -> str:
        head = f"Overskriften ”{cut(self.heading)}”" if self.heading else "Før første overskrift"
        if self.block:
            head = f"Blok {self.block}, o{head[1:]}"
        table = f", tabel {self.table}" if self.table else ""
        row = f", række {self.row}" if self.row else ""
        column = f", ”{cut(self.column)}”" if self.column else ""
        return f"{head}{table}{row}{column}"


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, down to the next.

    Attributes:
        heading: Its text.
        level: 0 for the title and what stands before any heading.
        paragraphs: The paragraphs under it, those of tables left out.
        tables: The tables under it.
        by_hand: Whether it is a paragraph in bold that was read as a heading.
        block: As a place's.
    """

    heading: str
    level: int
    paragraphs: tuple[Paragraph, ...] = ()
    tables: tuple[Table, ...] = ()
    by_hand: bool = False
    block: int = 0

    @property
    def place(self) -> Place:
        """The place of the heading."""
        return Place(self.heading, block=self.block)

    @property
    def empty(self) -> bool:
        """Whether nothing stands under it."""
        return not any(p.text for p in self.paragraphs) and not self.tables


@dataclass(frozen=True)
class Record:
    """What one row, or one table of two columns, says.

    Attributes:
        values: Plain data by the path of its keys.
        place: Where it stands.
        columns: Where each value stands.
    """

    values: Mapping[tuple[str, ...], Any]
    place: Place
    columns: Mapping[tuple[str, ...], Place] = field(default_factory=dict)


@dataclass
class Remarks:
    """What was not understood, in the order of the file; a fault stops the pack."""

    file: str
    remarks: list[Problem] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)

    def remark(self, place: Place | None, sentence: str) -> None:
        """Say what is in doubt."""
        self.remarks.append(self._problem(place, sentence))

    def fault(self, place: Place | None, sentence: str) -> None:
        """Say what stands in the way of a pack."""
        self.faults.append(self._problem(place, sentence))

    def lost(self, place: Place, lost: Iterable[str]) -> None:
        """Say what cannot be taken along."""
        for what in dict.fromkeys(lost):
            self.remark(place, f"Her er {what}. Det er ikke taget med.")

    def _problem(self, place: Place | None, sentence: str) -> Problem:
        return Problem(sentence, self.file, place=str(place) if place else "")


def cut(text: str) -> str:
    """A text that is short enough to be quoted."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1].rstrip()}…"


def sections(pieces: Iterable[Piece], known: frozenset[str]) -> tuple[Section, ...]:
    """The file cut at its headings; the first section is what stands before any.

    Args:
        pieces: The file.
        known: Folded headings; a paragraph in bold that is one of them is a heading, too.
    """
    found: list[Section] = []
    held: list[Piece] = []
    head = Section("", 0)
    for piece in pieces:
        heading = _heading(piece, known)
        if heading:
            found.append(_filled(head, held))
            head, held = heading, []
        else:
            held.append(piece)
    return (*found, _filled(head, held))


def _heading(piece: Piece, known: frozenset[str]) -> Section | None:
    """The section that a piece begins, or None."""
    if isinstance(piece, Table) or not piece.text:
        return None
    if piece.level is not None:
        return Section(piece.text, piece.level)
    by_hand = piece.bold and folded(piece.text) in known
    return Section(piece.text, 1, by_hand=True) if by_hand else None


def _filled(head: Section, pieces: Sequence[Piece]) -> Section:
    return replace(
        head,
        paragraphs=tuple(p for p in pieces if isinstance(p, Paragraph)),
        tables=tuple(p for p in pieces if isinstance(p, Table)),
    )


# --- Tables --------------------------------------------------------------------------------


def best_of(table: Table, kinds: Sequence[Fields]) -> tuple[Fields, bool] | None:
    """What a table is about, and whether its captions stand across the top; None in doubt."""
    if not table.rows:
        return None
    across, down = table.rows[0], [row[0] for row in table.rows if row]
    ways = [(across, True), (down, False)] if len(across) > 1 else [(across, True)]
    if len(across) <= _NARROW:
        ways.reverse()  # such a table has its captions down the side, where both could be
    scored = [(_score(captions, kind), kind, top) for kind in kinds for captions, top in ways]
    score, kind, top = max(scored, key=lambda one: one[0])
    return (kind, top) if score > 0 else None


def _score(captions: Sequence[Cell], kind: Fields) -> float:
    """How well captions fit: at least half of them must be known."""
    said = [c.text for c in captions if c.text and folded(c.text) not in {_GUIDE, *_HEADS}]
    hits = len({f.path for text in said if (f := kind.named(text))})
    if hits == 0 or hits * 2 < len(said):
        return 0
    return hits + hits / len(said)


def records(
    table: Table, kind: Fields, *, across: bool, place: Place, notes: Remarks
) -> tuple[Record, ...]:
    """What the rows of a table say; what is not understood goes into the notes."""
    if across:
        return tuple(_across(table, kind, place, notes))
    return tuple(_down(table, kind, place, notes))


def _across(table: Table, kind: Fields, place: Place, notes: Remarks) -> Iterator[Record]:
    captions = table.rows[0]
    columns = tuple(_column(c, kind, place, notes) for c in captions)
    there = {f.path for f in columns if f}
    for wanted in (*(f for f in kind.fields if f.needed), *kind.wished):
        if wanted.path not in there and wanted.path != ("id",):
            notes.remark(replace(place, row=1), f"Kolonnen ”{wanted.shown}” mangler.")
    for number, row in enumerate(table.rows[1:], 2):
        at = replace(place, row=number)
        if all(map(blank, row)) or [c.text for c in row] == [c.text for c in captions]:
            notes.lost(at, (what for c in row for what in c.lost))
        elif len(row) > 1 and all(c.shared for c in row[1:]):
            notes.remark(
                at, f"Rækken er én celle på tværs. ”{cut(row[0].text)}” er ikke taget med."
            )
        else:
            pairs = zip(columns, row, strict=False)
            yield _record([(f, c) for f, c in pairs if f], at, notes)
            if any(not blank(c) for c in row[len(columns) :]):
                notes.remark(
                    at, "Rækken har flere celler end tabellens første. De er ikke taget med."
                )


def _beside(cells: Iterable[Cell], one: Field, place: Place, notes: Remarks) -> None:
    """Say of an author's own words where the form has its guidance that they are left out."""
    for beside in cells:
        if not blank(beside) and folded(beside.text) != folded(guide_to(one)):
            sentence = (
                f"Der står noget i kolonnen ”Vejledning”, ”{cut(beside.text)}”. "
                "Det er ikke taget med. Skriv det i ”Skriv her”."
            )
            notes.remark(replace(place, column=one.shown), sentence)


def _column(caption: Cell, kind: Fields, place: Place, notes: Remarks) -> Field | None:
    found = kind.named(caption.text)
    if not found and caption.text and folded(caption.text) != _GUIDE:
        hint = nearest(caption.text, [f.shown for f in kind.fields])
        sentence = f"Kolonnen ”{cut(caption.text)}” kendes ikke og er ikke taget med.{hint}"
        notes.remark(replace(place, row=1), sentence)
    return found


def _record(said: Iterable[tuple[Field, Cell]], place: Place, notes: Remarks) -> Record:
    """The values of some cells; a field that is said twice keeps what it says first."""
    values: dict[tuple[str, ...], Any] = {}
    columns: dict[tuple[str, ...], Place] = {}
    for one, cell in said:
        at = replace(place, column=one.shown)
        notes.lost(at, cell.lost)
        if blank(cell):
            continue
        if one.path in values:
            notes.remark(at, f"Den står to gange. ”{cut(cell.text)}” er ikke taget med.")
            continue
        if cell.shared:
            notes.remark(at, f"Cellen er flettet. ”{cut(cell.text)}” er brugt i hver af dem.")
        values[one.path], doubt = value_of(one, cell)
        columns[one.path] = at
        if doubt:
            notes.remark(at, doubt)
    return Record(values, place, columns)


def _down(table: Table, kind: Fields, place: Place, notes: Remarks) -> Iterator[Record]:
    """The one record of a table with captions down the side."""
    head = [folded(c.text) for c in table.rows[0]]
    guided = head[2:3] == [_GUIDE]
    rows = list(enumerate(table.rows, 1))[1 if head[0] in _HEADS else 0 :]
    merged: dict[tuple[str, ...], Any] = {}
    columns: dict[tuple[str, ...], Place] = {}
    for number, row in rows:
        at = replace(place, row=number)
        one = kind.named(row[0].text) if row else None
        value = row[1] if len(row) > 1 else Cell()
        if one:
            found = _record([(one, value)], at, notes)
            repeated = one.path in merged and one.path in found.values
            if repeated:
                notes.remark(at, f"”{one.shown}” står to gange. Det første er brugt.")
            merged = dict(found.values) | merged
            columns = dict(found.columns) | columns
        elif not all(map(blank, row)):
            hint = nearest(row[0].text, [f.shown for f in kind.fields])
            notes.remark(at, f"”{cut(row[0].text)}” kendes ikke og er ikke taget med.{hint}")
        if guided and one:
            _beside(row[2:3], one, at, notes)
        if any(not blank(c) for c in row[3 if guided else 2 :]):
            notes.remark(at, "Kun de to første kolonner er læst.")
    if merged:
        yield Record(merged, place, columns)
