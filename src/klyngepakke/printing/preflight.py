"""Preflight: a finished file looked at as paper, and the one short list of what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil
from typing import Final

from klyngepakke.errors import InputError, Problem
from klyngepakke.printing import ink, qr
from klyngepakke.printing.document import Document, Finding, Place, Sheet, named
from klyngepakke.printing.findings import quoted, told

MOST_INK: Final = 0.08
"""The share of a kit's paper that may be ink; pages full of text have about half of it."""

_ROUNDING: Final = 0.005  # mm a module: how finely a place is known


def looked_at(
    document: Document, pdf: bytes, codes: tuple[Place, ...], shares: Iterable[float]
) -> Iterator[Finding]:
    """What the finished file shows, and the layout could not know.

    Args:
        document: What was asked for.
        pdf: The finished file.
        codes: Every QR code: its link, and where it lies.
        shares: How much of each page is ink.

    Raises:
        InputError: A code cannot be read from paper.
    """
    _refuse(
        f"{named(document)}: QR-koden til {code.id} på side {code.page} {why}"
        for code in codes
        if (why := _too_dense(code))
    )
    yield from _codes(document, pdf, codes)
    for number, share in enumerate(shares, 1):
        if share > ink.DARK:
            yield Finding("meget-blaek", number, _percent(share))


def doubts(sheets: Iterable[Sheet]) -> tuple[str, ...]:
    """One Danish line for each kind of fault in a kit, the gravest first.

    Args:
        sheets: The finished sheets; at those without a PDF nobody has looked.
    """
    looked = tuple(sheets)
    share = mean_ink(looked)
    found = told((sheet.document.title, one) for sheet in looked for one in sheet.findings)
    if share <= MOST_INK:
        return found
    whole = f"Hele mappen bruger meget blæk: {_percent(share)} af papiret. Vælg et lysere udseende."
    return (*found, whole)


def mean_ink(sheets: Iterable[Sheet]) -> float:
    """How much of the paper is ink, 0 to 1, over all pages of all copies that are printed."""
    pages = [(share, sheet.document.copies) for sheet in sheets for share in sheet.ink]
    printed = sum(copies for _, copies in pages)
    return sum(share * copies for share, copies in pages) / printed if printed else 0.0


def _codes(document: Document, pdf: bytes, codes: tuple[Place, ...]) -> Iterator[Finding]:
    """Codes that stand too close to something else; one that cannot be read is refused."""
    pictures = ink.cut_out(pdf, codes) if codes else []
    for code, picture in zip(codes, pictures, strict=True):
        if qr.decode(picture) != [code.id]:
            raise InputError(
                f"{named(document)}: QR-koden til {code.id} på side {code.page} kan ikke læses "
                "fra papiret. Flyt det, der ligger oven på den; ellers gør den større."
            )
        if not qr.is_free(picture, qr.modules(code.id)):
            yield Finding("kodens-rand", code.page, quoted(code.id))


def _too_dense(code: Place) -> str:
    """Why a code is too small for its link; "" where it is not."""
    width, across = min(code.width, code.height), qr.modules(code.id)
    if width / across >= qr.MODULE - _ROUNDING:
        return ""
    room = qr.room(code.id, width)
    shorter = f"Brug et link på højst {room} tegn, eller g" if room else "G"
    return (
        f"er {width:.0f} mm bred, og så er prikkerne i den mindre end 0,5 mm og løber sammen på "
        f"papir. {shorter}ør koden mindst {ceil(qr.MODULE * across)} mm bred."
    )


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", "\N{NO-BREAK SPACE}%")


def _refuse(sentences: Iterable[str]) -> None:
    problems = [Problem(sentence) for sentence in sentences]
    if problems:
        raise InputError(*problems)
