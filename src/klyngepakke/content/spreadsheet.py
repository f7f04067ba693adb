"""Spreadsheet: rows as a CSV file that Danish Excel opens, in which every cell is only text."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterable
from typing import Final

# Fullwidth signs too: Excel takes ＝ for = where Japanese is written.
_FORMULA: Final = "=+-@＝＋－＠"
_AS_TEXT: Final = "'"


def csv_bytes(rows: Iterable[Iterable[str]]) -> bytes:
    """The rows as CSV: UTF-8 with a BOM, semicolons between the cells.

    Args:
        rows: The cells of each row; one that could be a formula gets an apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return codecs.BOM_UTF8 + out.getvalue().encode()


def defused(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet could take it for a formula.

    A spreadsheet skips blanks, and what is not seen, before it looks for the sign.
    """
    seen = next((sign for sign in cell if not _is_unseen(sign)), "")
    begins = cell[:1] in {"\t", "\r", "\n"}
    return f"{_AS_TEXT}{cell}" if begins or (seen and seen in _FORMULA) else cell


def _is_unseen(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign).startswith(("C", "Z"))
