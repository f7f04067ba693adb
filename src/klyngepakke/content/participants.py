"""Participants: the people in a CSV or XLSX file, as Danish Excel writes them."""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from klyngepakke.content.meeting import Participants
from klyngepakke.content.meeting_file import MEETING_FILE, SCHEMA_FILE
from klyngepakke.content.model import nearest, parse
from klyngepakke.errors import FileError, InputError, Problem
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

_MOST_BYTES = 5_000_000
_MOST_UNPACKED = 50_000_000
_MOST_CELLS = 2_000_000
_LONGEST = 300
_SHOWN_WORDS = 6
_SHOWN_LETTERS = 30
_PROVIDER_DIGITS = 6
_CPR_DIGITS = 10

_ZIP = b"PK\x03\x04"
_SAVE_AS = "Gem den fra Excel som ”CSV UTF-8” eller som Excel-projektmappe (.xlsx)."
# With a hyphen always; ten digits in a row unless they are a phone number with Denmark's 45.
_CPR = re.compile(r"(?<![0-9])(?:[0-9]{6}[-‑–][0-9]{4}|(?!45)[0-9]{6} ?[0-9]{4})(?![0-9])")
# What ø and å look like when a file from MS-DOS or an old Mac is read as Windows.
_MISREAD = re.compile("[†›¾¿]")
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,  # a place in the file that cannot be
    RuntimeError,  # encrypted, or packed in a way not known
)
_LATIN = "\u2000"
_WIDE = frozenset(map(chr, range(0xFF01, 0xFF5F)))
_PICTURE_PARTS = frozenset({"\u200d", "\ufe0e", "\ufe0f", *map(chr, range(0x1F3FB, 0x1F400))})
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REFERENCE = re.compile(rb'\br="([A-Z]{0,3})([0-9]{1,7})"')


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
class _Row:
    """The row's number as a spreadsheet shows it, and what its cells hold."""

    number: int
    cells: tuple[object, ...]


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
    headings = [_plain(cell) for cell in head.cells]
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
    raw = _bytes(path)
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
    raw = _bytes(path)
    with told(folder):
        return _target(path, raw, folder).name


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


def _ignored(head: _Row) -> tuple[str, ...]:
    headings = (_plain(cell) for cell in head.cells)
    return tuple(text for text in headings if text and text.lower() not in COLUMNS)


def _file_name(name: str) -> str:
    """The name as a meeting file holds it, or "" where it cannot."""
    try:
        return parse(Participants, {"fil": name}).file or ""
    except InputError:
        return ""


def _target(path: Path, raw: bytes, folder: Path) -> Path:
    """Where a participant file is put; the meeting's own files are never written over."""
    own = path.name.casefold() in (MEETING_FILE, SCHEMA_FILE)
    name = "" if own else _file_name(path.name)
    name = name or f"deltagere.{'xlsx' if raw.startswith(_ZIP) else 'csv'}"
    return next(t for t in _names_like(folder / name) if _free_for(raw, t))


def _names_like(path: Path) -> Iterator[Path]:
    yield path
    yield from (path.with_name(f"{path.stem}-{n}{path.suffix}") for n in count(2))


def _free_for(raw: bytes, target: Path) -> bool:
    """Whether nothing has the name, or just this file."""
    if target.is_file():
        return target.read_bytes() == raw
    return not os.path.lexists(target)


# --- From bytes to rows --------------------------------------------------------------------


def _table(path: Path) -> tuple[_Row, tuple[Person, ...], tuple[str, ...]]:
    """The headings, the people and the dropped signs of a file with nothing wrong in it."""
    rows = [row for row in _rows(path) if any(_plain(cell) for cell in row.cells)]
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
    texts = (_written(_cell(row, places, name)) for row in body for name in places)
    dropped = dict.fromkeys(sign for text in texts for sign in text if _is_picture(sign))
    return head, tuple(_person(row, places) for row in body), tuple(dropped)


def _rows(path: Path) -> list[_Row]:
    raw = _bytes(path)
    if raw.startswith(_ZIP):
        return _sheet_rows(raw, path.name)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(
            Problem(
                "Filen er fra en ældre Excel eller har adgangskode. "
                "Gem den som Excel-projektmappe (.xlsx) uden adgangskode.",
                path.name,
            )
        )
    return _csv_rows(_decoded(raw, path.name), path.name)


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            sentence = (
                f"Deltagerfilen ”{path.name}” findes ikke. Læg den i mappen, eller ret navnet."
            )
            raise InputError(Problem(sentence, path.name))
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except OSError as error:
        sentence = "Filen kan ikke læses. Luk den i andre programmer, og prøv igen."
        raise FileError(Problem(sentence, path.name)) from error
    if len(raw) > _MOST_BYTES:
        sentence = "Filen er over 5 MB; det er en deltagerliste ikke. Gem kun listen for sig."
        raise InputError(Problem(sentence, path.name))
    return raw


def _decoded(raw: bytes, file: str) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw:
        raise InputError(Problem(f"Filen er gemt som UTF-16 (Unicode-tekst). {_SAVE_AS}", file))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if found := re.search("\ufffd", text) or _MISREAD.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise InputError(Problem(f"Filens æ, ø og å kan ikke læses. {_SAVE_AS}", file, line))
    return text


def _csv_rows(text: str, file: str) -> list[_Row]:
    delimiter = _delimiter(text)
    rows: list[_Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            rows.append(_Row(number, tuple(cells)))
    except csv.Error as error:
        sentence = (
            "Rækken kan ikke læses. Et citationstegn er ikke lukket, eller der står noget efter "
            "det. Ret det, eller gem filen igen fra Excel."
        )
        raise InputError(Problem(sentence, file, len(rows) + 1)) from error
    return rows[1:] if _separator(text) else rows


def _separator(text: str) -> str:
    """The delimiter that a first line `sep=;` tells Excel to use, or ""."""
    found = re.match(r"sep=([;,\t])[\r\n]", text)
    return found[1] if found else ""


def _delimiter(text: str) -> str:
    """The delimiter under which the first row has most of the headings; `;` in doubt."""
    first = next((line for line in re.split(r"[\r\n]+", text) if line.strip(";,\t ")), "")

    def headings(delimiter: str) -> int:
        cells = next(csv.reader([first], delimiter=delimiter), [])
        return sum(cell.strip().lower() in COLUMNS for cell in cells)

    return _separator(text) or max(";\t,", key=headings)


def _sheet_rows(raw: bytes, file: str) -> list[_Row]:
    import python_calamine  # noqa: PLC0415 - only where the list is a workbook

    _check_workbook(raw, file)
    try:
        book = python_calamine.load_workbook(io.BytesIO(raw))
        visible = [
            i
            for i, sheet in enumerate(book.sheets_metadata)
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
            and sheet.visible == python_calamine.SheetVisibleEnum.Visible
        ]
        sheet = book.get_sheet_by_index((visible or [0])[0])
        cells = sheet.to_python(skip_empty_area=False)
    except python_calamine.CalamineError as error:
        raise InputError(_broken(file)) from error
    return [_Row(number, tuple(row)) for number, row in enumerate(cells, start=1)]


def _check_workbook(raw: bytes, file: str) -> None:
    """Refuse what the reader would take all memory for: it lays out every cell up to the last."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            parts = book.infolist()
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise InputError(Problem(f"Filen er ikke en Excel-projektmappe. {_SAVE_AS}", file))
            if sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise InputError(
                    Problem("Filen pakker for stort ud. Gem kun listen for sig.", file)
                )
            sheets = [p for p in parts if p.filename.startswith("xl/worksheets/")]
            most = max((_area(book.read(sheet)) for sheet in sheets), default=0)
    except _BROKEN_ZIP as error:
        raise InputError(_broken(file)) from error
    if most > _MOST_CELLS:
        sentence = (
            "Arket har celler meget langt nede eller til højre. Tryk Ctrl+End i Excel for at "
            "finde den sidste, og slet de tomme rækker og kolonner."
        )
        raise InputError(Problem(sentence, file))


def _broken(file: str) -> Problem:
    return Problem(f"Filen er beskadiget og kan ikke læses. {_SAVE_AS}", file)


def _area(sheet: bytes) -> int:
    references = _REFERENCE.findall(sheet)
    rows = max((int(row) for _, row in references), default=0)
    columns = max((_column_number(letters) for letters, _ in references), default=0)
    return rows * columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


# --- From rows to people -------------------------------------------------------------------


def _written(cell: object) -> str:
    """What a cell says, with whole numbers as a spreadsheet shows them."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _plain(cell: object) -> str:
    return " ".join(unicodedata.normalize("NFC", _written(cell)).split())


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


def _columns(head: _Row) -> dict[str, int]:
    """Where each known column stands, from 0; the first of two alike."""
    words = [_plain(cell).lower() for cell in head.cells]
    return {name: words.index(name) for name in COLUMNS if name in words}


def _cell(row: _Row, columns: Mapping[str, int], name: str) -> object:
    at = columns.get(name, len(row.cells))
    return row.cells[at] if at < len(row.cells) else ""


def _person(row: _Row, columns: Mapping[str, int]) -> Person:
    said = {name: _printed(_plain(_cell(row, columns, name))) for name in COLUMNS}
    if _is_number(_cell(row, columns, "ydernummer")):
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


def _head_problems(head: _Row, file: str) -> Iterator[Problem]:
    words = [_plain(cell).lower() for cell in head.cells]
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
        if strange := _strange(_written(cell)):
            yield Problem(strange, file, head.number, at)


def _cpr_problems(rows: Sequence[_Row], file: str) -> Iterator[Problem]:
    """One problem for each column that holds something like a CPR number, at its first."""
    seen: set[int] = set()
    for row in rows:
        for at, cell in enumerate(row.cells, start=1):
            if at not in seen and _like_cpr(cell):
                seen.add(at)
                yield _cpr_problem(file, row.number, at)


def _like_cpr(cell: object) -> bool:
    text = _plain(cell)
    if _is_number(cell) and len(text) == _CPR_DIGITS - 1:
        text = text.zfill(_CPR_DIGITS)
    return bool(_CPR.search(text))


def _cpr_problem(file: str, row: int, column: int) -> Problem:
    sentence = (
        "Her ligner det et CPR-nummer. En deltagerliste må ikke have CPR-numre: "
        "slet dem, og gem filen igen."
    )
    return Problem(sentence, file, row, column)


def _body_problems(
    body: Sequence[_Row], columns: Mapping[str, int], file: str
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
            sentence = _wrong(name, _written(_cell(row, columns, name)))
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


def _twice(body: Sequence[_Row], columns: Mapping[str, int], file: str) -> Iterator[Problem]:
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
