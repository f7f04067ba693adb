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
        return _read(path)
    except Exception:  # noqa: BLE001 - a damaged table may raise anything
        sentence = "Skriftfilen kan ikke læses. Brug en hel TTF- eller OTF-fil."
        raise InputError(Problem(sentence, path.name)) from None


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
