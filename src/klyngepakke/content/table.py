"""Table: the rows of a CSV or XLSX file, as Danish Excel writes them."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from klyngepakke.errors import FileError, InputError, Problem

ZIP: Final = b"PK\x03\x04"
"""How a workbook of Excel begins."""

_MOST_BYTES = 5_000_000
_MOST_UNPACKED = 50_000_000
_MOST_CELLS = 2_000_000

_SAVE_AS = "Gem den fra Excel som ”CSV UTF-8” eller som Excel-projektmappe (.xlsx)."
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
_REFERENCE = re.compile(rb'\br="([A-Z]{0,3})([0-9]{1,7})"')


@dataclass(frozen=True)
class TableRow:
    """The row's number as a spreadsheet shows it, and what its cells hold."""

    number: int
    cells: tuple[object, ...]


@dataclass(frozen=True)
class Kind:
    """What a table is of, for the sentences about a file that cannot be read as one.

    Attributes:
        file: As ”Deltagerfilen”, before its name.
        list: As ”deltagerliste”.
        headings: The words of its first row, in small letters; they tell what stands between
            the cells.
    """

    file: str
    list: str
    headings: Collection[str]


def table_rows(path: Path, kind: Kind) -> list[TableRow]:
    """Every row of a table, the headings' too; blank ones where they stand.

    Args:
        path: A CSV file (`;`, comma or tab; UTF-8 or Windows) or an XLSX file.
        kind: What it is of.

    Raises:
        InputError: It is no table that can be read.
        FileError: When the file may not be read.
    """
    raw = table_bytes(path, kind)
    if raw.startswith(ZIP):
        return _sheet_rows(raw, path.name)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(
            Problem(
                "Filen er fra en ældre Excel eller har adgangskode. "
                "Gem den som Excel-projektmappe (.xlsx) uden adgangskode.",
                path.name,
            )
        )
    return _csv_rows(_decoded(raw, path.name), path.name, kind)


def table_bytes(path: Path, kind: Kind) -> bytes:
    """The bytes of a table's file.

    Raises:
        InputError: There is no such file, or it is too large.
        FileError: When the file may not be read.
    """
    try:
        if not path.is_file():
            sentence = f"{kind.file} ”{path.name}” findes ikke. Læg den i mappen, eller ret navnet."
            raise InputError(Problem(sentence, path.name))
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except OSError as error:
        sentence = "Filen kan ikke læses. Luk den i andre programmer, og prøv igen."
        raise FileError(Problem(sentence, path.name)) from error
    if len(raw) > _MOST_BYTES:
        sentence = f"Filen er over 5 MB; det er en {kind.list} ikke. Gem kun listen for sig."
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


def _csv_rows(text: str, file: str, kind: Kind) -> list[TableRow]:
    delimiter = _delimiter(text, kind)
    rows: list[TableRow] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            rows.append(TableRow(number, tuple(cells)))
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


def _delimiter(text: str, kind: Kind) -> str:
    """The delimiter under which the first row has most of the headings; `;` in doubt."""
    first = next((line for line in re.split(r"[\r\n]+", text) if line.strip(";,\t ")), "")

    def headings(delimiter: str) -> int:
        cells = next(csv.reader([first], delimiter=delimiter), [])
        return sum(cell.strip().lower() in kind.headings for cell in cells)

    return _separator(text) or max(";\t,", key=headings)


def _sheet_rows(raw: bytes, file: str) -> list[TableRow]:
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
    return [TableRow(number, tuple(row)) for number, row in enumerate(cells, start=1)]


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


def written(cell: object) -> str:
    """What a cell says, with whole numbers as a spreadsheet shows them."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def is_number(cell: object) -> bool:
    """Whether a cell of a workbook holds a number."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def plain_cell(cell: object) -> str:
    """What a cell says on one line, in whole characters (NFC)."""
    return " ".join(unicodedata.normalize("NFC", written(cell)).split())
