"""Faces: what a font file says of itself: its family, its weight, and the signs it can write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from klyngepakke.errors import InputError, Problem

NEEDED: Final = "æøåÆØÅéÉ☐☑✓→≥≤–—·…§×½’”“«»0123456789"
"""The signs beyond a-z that our sheets and packs write."""

BYTES_LIMIT: Final = 10_000_000
SUFFIXES: Final = frozenset({".ttf", ".otf"})
LICENCES: Final = re.compile(r"(?i)(ofl|li[cz]en[cs]|copying|eula).*")
"""What the file with a font's licence is called."""

_PLAIN: Final = (b"\x00\x01\x00\x00", b"OTTO", b"true")
_RANGED: Final = frozenset({12, 13})  # formats of a table of signs that hold ranges
_MOST_TABLES: Final = 64
_MOST_SIGNS: Final = 0x110000  # all that there are
_RESTRICTED: Final = 2  # OpenType's fsType: no embedding without the owner's leave
_FAMILY, _TYPOGRAPHIC_FAMILY = 1, 16  # ids in the name table


@dataclass(frozen=True)
class Font:
    """What stands in a font file.

    Attributes:
        family: The family's name.
        weight: 400 is regular, 600 semibold, 700 bold.
        italic: Whether it is slanted.
        lacks: Those of `NEEDED` that it cannot write, in that order.
        tabular: Whether its digits can stand below each other.
        embeddable: Whether its owner lets it be put into a PDF.
    """

    family: str
    weight: int
    italic: bool
    lacks: str
    tabular: bool
    embeddable: bool


def font(path: Path) -> Font:
    """What a font file says of itself.

    Raises:
        InputError: It is no font, or a damaged or unreasonably large one.
    """
    if path.stat().st_size > BYTES_LIMIT:
        limit = BYTES_LIMIT // 1_000_000
        raise InputError(Problem(f"Skriftfilen er større end {limit} MB.", path.name))
    try:
        _check(path)
        return _read(path)
    except Exception:  # noqa: BLE001 - a damaged table may raise anything
        sentence = "Skriftfilen kan ikke læses. Brug en hel TTF- eller OTF-fil."
        raise InputError(Problem(sentence, path.name)) from None


def _check(path: Path) -> None:
    """Refuse what is no plain font before anything in it is unfolded.

    A table of signs in ranges may stand for far more signs than there are.

    Raises:
        ValueError: It is packed, or stands for too much.
    """
    data = memoryview(path.read_bytes())
    if bytes(data[:4]) not in _PLAIN:
        raise ValueError("no plain font")
    tables = int.from_bytes(data[4:6], "big")
    for at in range(12, 12 + 16 * tables, 16):
        if bytes(data[at : at + 4]) == b"cmap":
            start = int.from_bytes(data[at + 8 : at + 12], "big")
            if _signs_meant(data[start:]) > _MOST_SIGNS:
                raise ValueError("too many signs")


def _signs_meant(cmap: memoryview) -> int:
    """How many signs the ranges of a font's table of signs stand for together."""
    meant, tables = 0, int.from_bytes(cmap[2:4], "big")
    if tables > _MOST_TABLES:
        raise ValueError("too many tables of signs")
    for entry in range(4, 4 + 8 * tables, 8):
        table = cmap[int.from_bytes(cmap[entry + 4 : entry + 8], "big") :]
        if int.from_bytes(table[:2], "big") in _RANGED:
            for at in range(16, 16 + 12 * int.from_bytes(table[12:16], "big"), 12):
                first, last = table[at : at + 4], table[at + 4 : at + 8]
                meant += int.from_bytes(last, "big") - int.from_bytes(first, "big") + 1
                if len(last) < 4 or meant > _MOST_SIGNS:  # noqa: PLR2004 - the file ends here
                    break
    return meant


def _read(path: Path) -> Font:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # noqa: PLC0415 - 50 ms

    with TTFont(path, lazy=True) as file:
        names, facts, signs = file["name"], file["OS/2"], file.getBestCmap()
        family = names.getDebugName(_TYPOGRAPHIC_FAMILY) or names.getDebugName(_FAMILY)
        return Font(
            family=str(family),
            weight=int(facts.usWeightClass),
            italic=bool(facts.fsSelection & 1),
            lacks="".join(sign for sign in NEEDED if ord(sign) not in signs),
            tabular=_tabular(file, signs),
            embeddable=facts.fsType & 0xF != _RESTRICTED,
        )


def _tabular(file: Any, signs: dict[int, str]) -> bool:  # noqa: ANN401 - fontTools is untyped
    widths = {file["hmtx"][signs[ord(digit)]][0] for digit in "0123456789" if ord(digit) in signs}
    if len(widths) <= 1 or "GSUB" not in file:
        return len(widths) <= 1
    return "tnum" in {record.FeatureTag for record in file["GSUB"].table.FeatureList.FeatureRecord}
