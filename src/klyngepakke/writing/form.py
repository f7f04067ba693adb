"""Form: a pack as prose in the form that `from_word` reads, and the empty form itself."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from klyngepakke.content.model import plain
from klyngepakke.content.pack import (
    ActionExample,
    ActionField,
    ActionPlan,
    Agreement,
    Block,
    Box,
    Case,
    Fact,
    GuestBrief,
    LocalSlot,
    Pack,
    Phase,
    Pitfall,
    Prompt,
    Question,
    Tool,
    Topic,
)
from klyngepakke.content.point import Point
from klyngepakke.errors import FileError
from klyngepakke.files import make_folder, told, write_file
from klyngepakke.writing.fields import Field, Fields, fields_of
from klyngepakke.writing.guidance import ABOUT, HEADINGS, HINTS, guide_to
from klyngepakke.writing.prose import Cell, Paragraph, Piece, Run, Table, cell, paragraphs, said
from klyngepakke.writing.word_parts import Paper

# The columns that the empty form offers; a pack that says more gets columns for it.
_COLUMNS: Final[Mapping[type[Any], tuple[str, ...]]] = {
    Point: ("slags", "minutter", "tekst", "sig", "gør"),
    Prompt: ("id", "tekst", "solo", "kompagniskab", "ansat", "kerne", "fortroligt"),
    Case: ("id", "titel", "tekst", "spørg", "praksisform"),
    Question: ("id", "tekst", "skala", "svar", "gentages", "følsomt"),
    ActionExample: ("hvad", "hvordan", "hvem", "hvornår", "tegn"),
    Fact: ("id", "tekst", "kilde", "kilde_url", "kilde_dato", "tjekket", "gennemses", "status"),
    Pitfall: ("titel", "tekst", "blok"),
    Box: ("id", "titel", "tekst", "på", "link"),
    Tool: ("id", "titel", "ejer", "adresse", "dato", "bruges_til", "hjælp"),
    LocalSlot: ("id", "spørgsmål", "hjælp", "ellers"),
}
_ABOUT: Final = ("id", "udgave", "udgiver", "bemærk", "licens", "kontakt", "gennemses")
_ABOUT_BLOCK: Final = ("id", "mål", "lyt_efter", "går_i_stå", "bro")
_LISTS: Final[tuple[tuple[str, type[Any]], ...]] = (
    ("cases", Case),
    ("emner", Topic),
    ("spørgeskema", Question),
    ("evaluering", Question),
)
_LATER: Final[tuple[tuple[str, type[Any]], ...]] = (
    ("fakta", Fact),
    ("faldgruber", Pitfall),
    ("bokse", Box),
    ("værktøjer", Tool),
    ("oplysninger", LocalSlot),
    ("gæster", GuestBrief),
)
# How many letters wide an empty column is, by what is written in it.
_EMPTY: Final = {
    "text": 30,
    "texts": 30,
    "lines": 20,
    "url": 14,
    "line": 14,
    "options": 24,
    "choices": 14,
    "choice": 6,
    "ids": 8,
    "scale": 8,
}
_LINE: Final = 160
_LETTERS: Final = 116
_FORMS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("Resultater", ("minutter", "bordplan", "spørgsmål", "uden_svar", "sig", "gør")),
    ("Gruppearbejde", ("minutter", "bordplan", "vælg", "cases", "vælg_cases", "sig", "gør")),
    ("Plenum", ("minutter", "bordplan", "plenumform", "sig", "gør")),
)
_LAST: Final = (("Handleplan", ("minutter", "bordplan", "sig", "gør")),)
_ROWS: Final = 3
_FILES: Final = ("skabelon.docx", "eksempel.docx")


def form_of(pack: Pack) -> tuple[Piece, ...]:
    """A pack in the form; its own sheets and its versions have no place in it."""
    data = plain(pack, defaults=False, written=True)
    return tuple(_filled(data))


def empty_form() -> tuple[Piece, ...]:
    """The form with hints and empty rows."""
    return tuple(_empty())


def form_paper() -> Paper:
    """How the empty form looks as a whole."""
    return Paper("Skabelon til en klyngepakke", "Skabelon til en klyngepakke", landscape=True)


def pack_paper(pack: Pack) -> Paper:
    """How a pack looks in the form."""
    return Paper(pack.title, f"{pack.title}, udgave {pack.edition}", landscape=True)


def write_form(folder: Path) -> tuple[Path, ...]:
    """Write the empty form and the filled example into a folder.

    Raises:
        FileError: One of them is there already, or the disk said no.
    """
    paths = tuple(folder / name for name in _FILES)
    for path in paths:
        with told(path):
            there = os.path.lexists(path)
        if there:
            raise FileError(f"{path} findes allerede. Vælg en anden mappe, så intet går tabt.")
    make_folder(folder)
    shelf = files("klyngepakke.writing") / "word"
    for path in paths:
        write_file(path, (shelf / path.name).read_bytes())
    return paths


# --- A pack --------------------------------------------------------------------------------


def _filled(data: Mapping[str, Any]) -> Iterator[Piece]:
    yield said(data["titel"], level=0)
    yield said(ABOUT, level=1)
    yield _down(fields_of(Pack), data, _ABOUT, leave_out=("titel", *_PROSE))
    yield from _prose(data, ("formål", "læringsmål", "afgrænsning"))
    yield from _head("ramme")
    yield _across(fields_of(Point), [_named_point(p) for p in data["ramme"]], Point)
    for number, block in enumerate(data["blokke"], 1):
        yield from _block(number, block)
    yield from _lists(data, _LISTS)
    yield from _action_plan(data.get("handleplan", {}))
    if "aftale" in data:
        yield from _head("aftale")
        yield _down(fields_of(Agreement), data["aftale"])
    yield from _lists(data, _LATER)
    yield from _prose(data, ("materialer", "forberedelse"))


_PROSE: Final = ("formål", "læringsmål", "afgrænsning", "materialer", "forberedelse")


def _head(key: str) -> tuple[Paragraph, ...]:
    return (said(HEADINGS[key][0], level=1),)


def _named_point(point: Mapping[str, Any]) -> dict[str, Any]:
    """A point as the form has it: what it is stands in one column, also for a block."""
    name = f"Blok: {point['blok']}" if "blok" in point else point["slags"].replace("_", " ")
    return {**{k: v for k, v in point.items() if k != "blok"}, "slags": name.capitalize()}


def _prose(data: Mapping[str, Any], keys: Iterable[str]) -> Iterator[Piece]:
    for key in keys:
        if key in data:
            yield from _head(key)
            value = data[key]
            if isinstance(value, list):
                yield from (Paragraph(p.runs, mark="-") for text in value for p in _one(key, text))
            else:
                yield from paragraphs(value)


def _one(key: str, text: str) -> tuple[Paragraph, ...]:
    """A line of a list; materials are plain words, the others Markdown."""
    return (said(text),) if key == "materialer" else paragraphs(text)


def _block(number: int, block: Mapping[str, Any]) -> Iterator[Piece]:
    yield said(f"Blok {number}: {block['titel']}", level=1)
    yield _down(fields_of(Block), block, leave_out=("titel",))
    for phase in block["faser"]:
        title = f": {phase['titel']}" if "titel" in phase else ""
        yield said(f"{phase['form'].capitalize()}{title}", level=2)
        # In Word, cases without a number are all of them.
        told = {"vælg_cases": 0, **phase} if "cases" in phase else phase
        yield _down(fields_of(Phase), told, leave_out=("titel", "form"))
        if "gruppespørgsmål" in phase:
            yield _across(fields_of(Prompt), phase["gruppespørgsmål"], Prompt)


def _lists(data: Mapping[str, Any], lists: Iterable[tuple[str, type[Any]]]) -> Iterator[Piece]:
    for key, type_ in lists:
        if data.get(key):
            yield from _head(key)
            yield _across(fields_of(type_), data[key], type_)


def _action_plan(data: Mapping[str, Any]) -> Iterator[Piece]:
    if data:
        yield from _head("handleplan")
    for key, type_ in (("eksempler", ActionExample), ("felter", ActionField)):
        if data.get(key):
            yield _across(fields_of(type_), data[key], type_)
    if {"dele", "note"} & set(data):
        yield _down(fields_of(ActionPlan), data)


# --- Tables --------------------------------------------------------------------------------


def _across(kind: Fields, several: Sequence[Mapping[str, Any]], type_: type[Any]) -> Table:
    """A table with a row for each, and a column for everything that one of them says."""
    usual = _COLUMNS.get(type_, ())
    used = [f for f in kind.fields if any(_at(one, f.path) is not None for one in several)]
    columns = [kind.key(k) for k in usual] if type_ in _COLUMNS else []
    if several:
        columns = [f for f in columns if f in used or f in kind.wished or f.needed]
    columns += [f for f in used if f not in columns]
    rows = [tuple(_cell(f, _at(one, f.path)) for f in columns) for one in several]
    return _table(columns, rows)


def _table(columns: Sequence[Field], rows: Sequence[tuple[Cell, ...]]) -> Table:
    head = tuple(cell(f.shown, bold=True) for f in columns)
    widths = _widths([(f, [row[i] for row in rows]) for i, f in enumerate(columns)])
    return Table((head, *rows), widths=widths)


def _widths(columns: Sequence[tuple[Field, Sequence[Cell]]]) -> tuple[int, ...]:
    """Letters across: each column's longest word goes in, and the rest is for long texts."""
    least = [_longest_word(one, cells) + 2 for one, cells in columns]
    usual = [_usual(one, cells) for one, cells in columns]
    left = max(0, _LETTERS - sum(least))
    return tuple(n + left * want // sum(usual) for n, want in zip(least, usual, strict=True))


def _longest_word(one: Field, cells: Sequence[Cell]) -> int:
    texts = (one.shown, *(c.text for c in cells))
    return max(len(w) for t in texts for w in t.split() if "://" not in w)


def _usual(one: Field, cells: Sequence[Cell]) -> int:
    """How much room the texts of a column want, in letters."""
    longest = max((len(c.text) for c in cells), default=0)
    return min(longest or _EMPTY.get(one.kind, 2), _LINE)


def _down(
    kind: Fields,
    data: Mapping[str, Any],
    always: Sequence[str] = (),
    leave_out: Sequence[str] = (),
) -> Table:
    """A table of two columns: what is said, and what it is called."""
    rows = tuple(
        (cell(f.shown, bold=True), _cell(f, value))
        for f in kind.fields
        if f.path[-1] not in leave_out
        and ((value := _at(data, f.path)) is not None or f.path[-1] in always)
    )
    return Table(rows, head=False, widths=(3, 13))


def _at(data: Mapping[str, Any], path: Sequence[str]) -> Any:  # noqa: ANN401 - plain data
    found: Any = data
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _cell(one: Field, value: Any) -> Cell:  # noqa: ANN401 - plain data
    """A value as the form has it; `value_of` reads it back."""
    if value is None:
        return Cell()
    if one.kind == "text":
        return Cell(paragraphs(str(value)))
    if one.kind == "texts":
        return Cell(tuple(Paragraph(p.runs, mark="-") for v in value for p in paragraphs(v)))
    if one.kind == "url":
        return Cell((Paragraph((Run(str(value), link=str(value)),)),))
    return cell(_words(one.kind, value))


def _words(kind: str, value: Any) -> str:  # noqa: ANN401 - plain data
    if kind == "minutes" and isinstance(value, Mapping):
        return "–".join(str(value[bound]) for bound in ("mindst", "helst", "højst"))
    if kind == "options":
        return "\n".join(f"{code}: {text}" for code, text in value.items())
    if kind == "steps":
        return "\n".join(f"{step['minutter']} min {step['tekst']}" for step in value)
    if kind in {"ids", "choices"}:
        return ", ".join(value)
    if kind in {"lines", "ends"}:
        return "\n".join(value)
    return str(value).replace("_", " ") if kind == "choice" else str(value)


# --- The empty form ------------------------------------------------------------------------


def _empty() -> Iterator[Piece]:
    yield said(HINTS["titel"], level=0)
    yield said(HINTS["form"], look="guide")
    yield from _guided("om", ABOUT)
    yield _asked(fields_of(Pack), _ABOUT)
    for key in ("formål", "læringsmål", "afgrænsning"):
        yield from _guided(key)
        yield said("")
    yield from _guided("ramme")
    yield _blank_table(Point, rows=("Velkomst", "Blok 1", "Pause", "Blok 2", "Afslutning"))
    yield from _empty_block(1, _FORMS)
    yield from _empty_block(2, (*_FORMS[1:], *_LAST))
    for key, type_ in _LISTS:
        if key in HINTS:
            yield from _guided(key)
            yield _blank_table(type_)
    yield from _guided("handleplan")
    yield _blank_table(ActionExample)
    for key, type_ in _LATER:
        if key in HINTS:
            yield from _guided(key)
            yield _blank_table(type_)
    for key in ("materialer", "forberedelse"):
        yield from _guided(key)
        yield said("")


def _guided(key: str, heading: str = "") -> Iterator[Paragraph]:
    yield said(heading or HEADINGS[key][0], level=1)
    yield said(HINTS[key], look="guide")


def _empty_block(number: int, forms: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[Piece]:
    yield said(f"Blok {number}:", level=1)
    if number == 1:
        yield said(HINTS["blok"], look="guide")
    yield _asked(fields_of(Block), _ABOUT_BLOCK)
    if number == 1:
        yield said(HINTS["fase"], look="guide")
    for form, keys in forms:
        yield said(form, level=2)
        yield _asked(fields_of(Phase), keys)
        if form == "Gruppearbejde":
            yield said(HINTS["gruppespørgsmål"], look="guide")
            yield _blank_table(Prompt)


def _asked(kind: Fields, keys: Iterable[str]) -> Table:
    """Captions down the side, room to write, and what to write there."""
    head = tuple(cell(text, bold=True) for text in ("Felt", "Skriv her", "Vejledning"))
    asked = [kind.key(key) for key in keys]
    rows = ((cell(f.shown, bold=True), Cell(), _doc(f)) for f in asked)
    return Table((head, *rows), widths=(3, 8, 5))


def _doc(one: Field) -> Cell:
    return Cell((said(guide_to(one), look="small"),))


def _blank_table(type_: type[Any], rows: Sequence[str] = ("",) * _ROWS) -> Table:
    columns = [fields_of(type_).key(key) for key in _COLUMNS[type_]]
    empty = (Cell(),) * (len(columns) - 1)
    return _table(columns, [(cell(first), *empty) for first in rows])
