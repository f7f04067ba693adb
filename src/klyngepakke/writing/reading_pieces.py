"""Reading pieces: the tables and lists that the text for a doctor is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from klyngepakke.content.model import Minutes
from klyngepakke.writing.prose import (
    BULLET,
    NUMBER,
    Cell,
    Paragraph,
    Run,
    Table,
    cell,
    paragraphs,
    said,
)

_WIDEST: Final = 10


def captions(*texts: str) -> tuple[Cell, ...]:
    """The first row of a table."""
    return tuple(cell(text, bold=True) for text in texts)


def described(*pairs: tuple[str, str | Sequence[str] | None]) -> Table:
    """What is said of one thing; what is not said has no line. A text is Markdown."""
    rows = tuple((cell(name, bold=True), _said_cell(said)) for name, said in pairs if said)
    return Table(rows, head=False, widths=(3, 9))


def _said_cell(value: str | Sequence[str]) -> Cell:
    return Cell(as_text(value) if isinstance(value, str) else tuple(bullets(value)))


def as_text(text: str | None) -> tuple[Paragraph, ...]:
    """A pack's Markdown as paragraphs; none where nothing is said.

    The number of an item is text, so that what a doctor signs has no number that Word counts.
    """
    return tuple(_numbered(paragraphs(text))) if text else ()


def _numbered(several: Iterable[Paragraph]) -> Iterator[Paragraph]:
    for mark, group in groupby(several, key=lambda p: p.mark):
        for number, one in enumerate(group, 1):
            sign = (Run(f"{number}. "),) if mark == NUMBER else ()
            yield replace(one, mark="", runs=(*sign, *one.runs)) if sign else one


def bullets(texts: Iterable[str]) -> Iterator[Paragraph]:
    """Each text as a point; one of several paragraphs goes on below its own."""
    for text in texts:
        first, *rest = as_text(text)
        yield Paragraph(first.runs, mark=BULLET)
        yield from rest


def bounds_text(minutes: Minutes) -> str:
    """Minutes as `15`, or least, wished and most as `8–15–18`."""
    bounds = (minutes.least, minutes.wish, minutes.most)
    return str(minutes.wish) if len(set(bounds)) == 1 else "–".join(map(str, bounds))


def notes(*texts: str | None) -> Iterator[Paragraph]:
    """Small print, a line for each text that there is."""
    yield from (said(text, look="small") for text in texts if text)


def id_width(ids: Iterable[str]) -> int:
    """The share of a column of ids, of 36 for the page: the longest stands on one line."""
    return min(max((len(name) for name in ids), default=0) // 2 + 2, _WIDEST)
