"""Participants: the people in a CSV or XLSX file, as Danish Excel writes them."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from klyngepakke.content.meeting import Participants
from klyngepakke.content.meeting_file import MEETING_FILE, SCHEMA_FILE
from klyngepakke.content.model import nearest, parse
from klyngepakke.content.table import (
    ZIP,
    Kind,
    TableRow,
    is_number,
    plain_cell,
    table_bytes,
    table_rows,
    written,
)
from klyngepakke.errors import InputError, Problem
from klyngepakke.files import told, write_file

COLUMNS: Final = ("navn", "klinik", "ydernummer", "praksisform", "rolle")
PRACTICES: Final[Mapping[str, str]] = {
    "": "",
    "ved ikke": "",
    "solo": "solo",
    "enkeltmandspraksis": "solo",
    "samarbejdspraksis": "solo",
    "kompagniskab": "kompagniskab",
    "kompagniskabspraksis": "kompagniskab",
    "delepraksis": "kompagniskab",
}
ROLES: Final = ("ejer", "ansat", "uddannelseslæge", "personale", "gæst")
MOST_PEOPLE: Final = 200

_KIND: Final = Kind("Deltagerfilen", "deltagerliste", COLUMNS)

_LONGEST = 300
_SHOWN_WORDS = 6
_SHOWN_LETTERS = 30
_PROVIDER_DIGITS = 6
_CPR_DIGITS = 10

# With a hyphen always; ten digits in a row unless they are a phone number with Denmark's 45.
_CPR = re.compile(r"(?<![0-9])(?:[0-9]{6}[-‑–][0-9]{4}|(?!45)[0-9]{6} ?[0-9]{4})(?![0-9])")
_LATIN = "\u2000"
_WIDE = frozenset(map(chr, range(0xFF01, 0xFF5F)))
_PICTURE_PARTS = frozenset({"\u200d", "\ufe0e", "\ufe0f", *map(chr, range(0x1F3FB, 0x1F400))})
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Person:
    """One row of the participant file.

    Attributes:
        name: As written, on one line.
        clinic: The clinic's name, or "".
        provider: The provider number (ydernummer) with its leading zeros, or "".
        practice: `solo`, `kompagniskab`, or "" where it is not known.
        role: `ejer`, `ansat`, `uddannelseslæge`, `personale`, `gæst`, or "" where not said.
    """

    name: str
    clinic: str = ""
    provider: str = ""
    practice: str = ""
    role: str = ""


@dataclass(frozen=True)
class ParticipantList:
    """A participant file as read.

    Attributes:
        people: Everybody, in the file's order.
        ignored: The headings that were not used.
        dropped: Signs that no font for text has, and that were left out of names.
    """

    people: tuple[Person, ...]
    ignored: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """What a participant file is taken for, before it is believed. It names nobody.

    Attributes:
        known: Each heading that is used, as it is written, and the column it is taken for.
        unknown: The headings that are not used.
        rows: How many people there are.
        practices: How many of each practice form; "" where it is not said.
        roles: How many of each role; "" where it is not said.
    """

    known: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    rows: int
    practices: Mapping[str, int]
    roles: Mapping[str, int]

    def lines(self) -> tuple[str, ...]:
        """The same in Danish, in at most six lines."""
        names = [name for _, name in self.known]
        said = {
            "Der bruges": [heading for heading, _ in self.known],
            "Praksisform": _tally(self.practices) if "praksisform" in names else [],
            "Rolle": _tally(self.roles) if "rolle" in names else [],
            "Der bruges ikke": [_unused(heading) for heading in self.unknown],
            "Står ikke i filen": [name for name in COLUMNS if name not in names],
        }
        guests = dict(self.roles).get("gæst", 0)
        number = self.rows - guests
        people = "1 deltager" if number == 1 else f"{number} deltagere"
        people += f" og {'1 gæst' if guests == 1 else f'{guests} gæster'}." if guests else "."
        return (people, *(f"{what}: {_few(words)}." for what, words in said.items() if words))


def columns(path: Path) -> Columns:
    """What a participant file is taken for; its people are left out.

    Args:
        path: As for `read_participants`.

    Raises:
        InputError: With every problem of the file, as for `read_participants`.
        FileError: When the file may not be read.
    """
    head, people, _ = _table(path)
    places = _columns(head)
    headings = [plain_cell(cell) for cell in head.cells]
    return Columns(
        known=tuple((headings[at], name) for name, at in sorted(places.items(), key=_second)),
        unknown=_ignored(head),
        rows=len(people),
        practices=Counter(person.practice for person in people),
        roles=Counter(person.role for person in people),
    )


def adopt(path: Path, folder: Path) -> str:
    """Copy a participant file into the meeting's folder, for the owner alone.

    In the folder it has mode 0600 whatever it had, also where it lay there already. It keeps
    its name if a meeting file can hold that; otherwise, or where another file has the name, it
    gets one like `deltagere.csv` or `deltagere-2.csv`. The file it is copied from stays as it is.

    Returns:
        Its name in the folder.

    Raises:
        InputError: There is no such file, or it is too large.
        FileError: The disk or its permissions said no.
    """
    raw = table_bytes(path, _KIND)
    with told(folder):
        target = _target(path, raw, folder)
        if path.parent.resolve() == folder.resolve():
            path.chmod(0o600)
        if target.exists():
            target.chmod(0o600)
        else:
            write_file(target, raw, private=True)
    return target.name


def adopted_name(path: Path, folder: Path) -> str:
    """The name that `adopt` will give a participant file in a folder; nothing is written.

    Raises:
        InputError: There is no such file, or it is too large.
        FileError: The disk or its permissions said no.
    """
    raw = table_bytes(path, _KIND)
    with told(folder):
        return _target(path, raw, folder).name


def held_name(path: Path) -> str:
    """The name of a participant file if a meeting file can hold that, or ""."""
    own = path.name.casefold() in (MEETING_FILE, SCHEMA_FILE)
    return "" if own else _file_name(path.name)


def read_participants(path: Path) -> ParticipantList:
    """The people of a participant file, in the file's order.

    Args:
        path: A CSV file (`;`, comma or tab; UTF-8 or Windows) or an XLSX file, whose first
            row that is not blank holds the headings: `navn`, and any of `klinik`,
            `ydernummer`, `praksisform` and `rolle`, in any order.

    Raises:
        InputError: With every problem of the file, as file:row:column. No name is repeated.
        FileError: When the file may not be read.
    """
    head, people, dropped = _table(path)
    return ParticipantList(people, _ignored(head), dropped)


def misspelt(found: ParticipantList) -> Iterator[str]:
    """Danish sentences on what was passed over: headings that look like ours, and pictures."""
    if found.dropped:
        signs = ", ".join(f"U+{ord(sign):04X}" for sign in found.dropped)
        yield f"Billedtegn i deltagerlisten ({signs}) kan ikke trykkes og er udeladt."
    for heading in found.ignored:
        if hint := nearest(heading, COLUMNS):
            yield f"Kolonnen ”{heading}” i deltagerlisten bruges ikke.{hint}"


# --- What a file is taken for --------------------------------------------------------------


def _tally(counts: Mapping[str, int]) -> list[str]:
    """How many of each, the most first; what is not said last."""
    order = sorted(counts.items(), key=lambda item: (not item[0], -item[1], item[0]))
    return [f"{number} {word or 'ikke oplyst'}" for word, number in order]


def _unused(heading: str) -> str:
    hint = nearest(heading, COLUMNS).strip().removesuffix("?").replace("Mente", "mente")
    return _clipped(heading) + (f" ({hint}?)" if hint else "")


def _clipped(heading: str) -> str:
    return heading if len(heading) <= _SHOWN_LETTERS else f"{heading[: _SHOWN_LETTERS - 1]}…"


def _few(words: Sequence[str]) -> str:
    """The words with commas; those after six are only counted."""
    left = len(words) - _SHOWN_WORDS
    return ", ".join(words[:_SHOWN_WORDS]) + (f" og {left} til" if left > 0 else "")


def _second(pair: tuple[str, int]) -> int:
    return pair[1]


def _ignored(head: TableRow) -> tuple[str, ...]:
    headings = (plain_cell(cell) for cell in head.cells)
    return tuple(text for text in headings if text and text.lower() not in COLUMNS)


def _file_name(name: str) -> str:
    """The name as a meeting file holds it, or "" where it cannot."""
    try:
        return parse(Participants, {"fil": name}).file or ""
    except InputError:
        return ""


def _target(path: Path, raw: bytes, folder: Path) -> Path:
    """Where a participant file is put; the meeting's own files are never written over."""
    name = held_name(path) or f"deltagere.{'xlsx' if raw.startswith(ZIP) else 'csv'}"
    return next(t for t in _names_like(folder / name) if _free_for(raw, t))


def _names_like(path: Path) -> Iterator[Path]:
    yield path
    yield from (path.with_name(f"{path.stem}-{n}{path.suffix}") for n in count(2))


def _free_for(raw: bytes, target: Path) -> bool:
    """Whether nothing has the name, or just this file."""
    if target.is_file():
        return target.read_bytes() == raw
    return not os.path.lexists(target)


# --- From rows to a list ----------------------------------------------------------------------


def _table(path: Path) -> tuple[TableRow, tuple[Person, ...], tuple[str, ...]]:
    """The headings, the people and the dropped signs of a file with nothing wrong in it."""
    rows = [row for row in table_rows(path, _KIND) if any(plain_cell(cell) for cell in row.cells)]
    if not rows:
        raise InputError(Problem("Filen er tom. Skriv overskrifter og deltagere i den.", path.name))
    head, body = rows[0], rows[1:]
    places = _columns(head)
    problems = [
        *_head_problems(head, path.name),
        *_cpr_problems(rows, path.name),
        *_body_problems(body, places, path.name),
    ]
    if problems:
        raise InputError(*problems)
    texts = (written(_cell(row, places, name)) for row in body for name in places)
    dropped = dict.fromkeys(sign for text in texts for sign in text if _is_picture(sign))
    return head, tuple(_person(row, places) for row in body), tuple(dropped)


# --- From rows to people -------------------------------------------------------------------


def _printed(text: str) -> str:
    """A text without pictures, and with wide letters as the usual ones: what fonts can print."""
    narrow = (
        unicodedata.normalize("NFKC", sign) if sign in _WIDE else sign
        for sign in text
        if not _is_picture(sign)
    )
    return " ".join("".join(narrow).split())


def _is_picture(sign: str) -> bool:
    """Whether a sign is an emoji, or a part of one."""
    return sign in _PICTURE_PARTS or (sign > _LATIN and unicodedata.category(sign) == "So")


def _columns(head: TableRow) -> dict[str, int]:
    """Where each known column stands, from 0; the first of two alike."""
    words = [plain_cell(cell).lower() for cell in head.cells]
    return {name: words.index(name) for name in COLUMNS if name in words}


def _cell(row: TableRow, columns: Mapping[str, int], name: str) -> object:
    at = columns.get(name, len(row.cells))
    return row.cells[at] if at < len(row.cells) else ""


def _person(row: TableRow, columns: Mapping[str, int]) -> Person:
    said = {name: _printed(plain_cell(_cell(row, columns, name))) for name in COLUMNS}
    if is_number(_cell(row, columns, "ydernummer")):
        # A number cell has lost the zeros that the sheet showed.
        said["ydernummer"] = said["ydernummer"].zfill(_PROVIDER_DIGITS)
    return Person(
        name=said["navn"],
        clinic=said["klinik"],
        provider=said["ydernummer"],
        practice=PRACTICES.get(said["praksisform"].lower(), ""),
        role=said["rolle"].lower(),
    )


# --- What is wrong ---------------------------------------------------------------------------


def _head_problems(head: TableRow, file: str) -> Iterator[Problem]:
    words = [plain_cell(cell).lower() for cell in head.cells]
    if "navn" not in words:
        yield Problem(
            "Kolonnen ”navn” mangler. Den første række skal være overskrifter: "
            f"{', '.join(COLUMNS)}. Kun navn er nødvendig.",
            file,
            head.number,
        )
    for name in COLUMNS:
        places = [at for at, word in enumerate(words, start=1) if word == name]
        for at in places[1:]:
            sentence = f"Kolonnen ”{name}” er der to gange. Slet den ene."
            yield Problem(sentence, file, head.number, at)
    for at, word in enumerate(words, start=1):
        if word in {"cpr", "cpr-nr", "cpr-nr.", "cpr-nummer", "cprnr", "personnummer"}:
            yield _cpr_problem(file, head.number, at)
    for at, cell in enumerate(head.cells, start=1):
        if strange := _strange(written(cell)):
            yield Problem(strange, file, head.number, at)


def _cpr_problems(rows: Sequence[TableRow], file: str) -> Iterator[Problem]:
    """One problem for each column that holds something like a CPR number, at its first."""
    seen: set[int] = set()
    for row in rows:
        for at, cell in enumerate(row.cells, start=1):
            if at not in seen and _like_cpr(cell):
                seen.add(at)
                yield _cpr_problem(file, row.number, at)


def _like_cpr(cell: object) -> bool:
    text = plain_cell(cell)
    if is_number(cell) and len(text) == _CPR_DIGITS - 1:
        text = text.zfill(_CPR_DIGITS)
    return bool(_CPR.search(text))


def _cpr_problem(file: str, row: int, column: int) -> Problem:
    sentence = (
        "Her ligner det et CPR-nummer. En deltagerliste må ikke have CPR-numre: "
        "slet dem, og gem filen igen."
    )
    return Problem(sentence, file, row, column)


def _body_problems(
    body: Sequence[TableRow], columns: Mapping[str, int], file: str
) -> Iterator[Problem]:
    if "navn" not in columns:
        return
    if not body:
        yield Problem("Filen har overskrifter, men ingen deltagere.", file)
    if len(body) > MOST_PEOPLE:
        sentence = f"Filen har {len(body)} deltagere; der er plads til {MOST_PEOPLE}."
        yield Problem(sentence, file, body[MOST_PEOPLE].number)
    for row in body[:MOST_PEOPLE]:
        for name, at in columns.items():
            sentence = _wrong(name, written(_cell(row, columns, name)))
            if sentence:
                yield Problem(sentence, file, row.number, at + 1, name)
    yield from _twice(body, columns, file)


def _wrong(name: str, text: str) -> str:
    """What is wrong with one cell, or "". The text itself may be personal: it is not repeated."""
    word = " ".join(text.lower().split())
    if strange := _strange(text):
        return strange
    if len(text) > _LONGEST:
        return f"Feltet er på {len(text)} tegn; der er plads til {_LONGEST}."
    if name == "navn" and not _printed(text):
        return "Navnet mangler. Skriv det, eller slet rækken."
    if name == "praksisform" and word not in PRACTICES:
        return f"Praksisformen kendes ikke. Skriv {_one_of([*PRACTICES][2:])}, eller lad feltet stå tomt."
    if name == "rolle" and word and word not in ROLES:
        return f"Rollen kendes ikke. Skriv {_one_of(ROLES)}, eller lad feltet stå tomt."
    return ""


def _one_of(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} eller {words[-1]}"


def _strange(text: str) -> str:
    """What is wrong with the first character that cannot be printed, or ""."""
    for c in text:
        if c in _BIDI or unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}:
            return f"Tegnet U+{ord(c):04X} kan ikke stå her. Slet feltet, og skriv det igen."
    return ""


def _twice(body: Sequence[TableRow], columns: Mapping[str, int], file: str) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for row in body:
        person = _person(row, columns)
        key = (person.name.casefold(), person.clinic.casefold())
        before = first.setdefault(key, row.number)
        if person.name and before != row.number:
            yield Problem(
                f"Samme navn og klinik står allerede i række {before}. Slet den ene, "
                "eller skriv navnene, så de kan kendes fra hinanden.",
                file,
                row.number,
                columns["navn"] + 1,
            )
