"""Print labels: what a page of the print file is called in a viewer, and its bookmarks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from klyngepakke.planning.document import Document
from klyngepakke.planning.print_set import DIVIDER, PrintFile, Side

_NUMBERED: Final = re.compile(r"\w+ [0-9]+(?=:)")


@dataclass(frozen=True)
class Bookmark:
    """A line of the outline: where it leads, counted from 1, and what lies below it."""

    title: str
    page: int
    below: tuple[Bookmark, ...] = ()


def labels(made: PrintFile, documents: Mapping[str, Document]) -> tuple[str, ...]:
    """What each page is called, as `bord 3 · bordark 1` or `dagsorden 4 af 32, side 2`."""
    pages = {lot: len(lot.pages) for pile in made.piles for lot in pile.lots}
    found = []
    for side in made.sides:
        pile = made.piles[side.pile]
        lot = pile.lots[side.lot]
        where = _small(pile.title)
        if side.sheet == DIVIDER:
            found.append(where if side.page else f"{where}, tom bagside")
            continue
        name = short_title(documents[side.sheet])
        copy = f" {side.copy} af {lot.copies}" if lot.copies > 1 else ""
        page = f", side {lot.pages.index(side.page) + 1}" if side.page and pages[lot] > 1 else ""
        empty = "" if side.page else ", tom bagside"
        found.append(f"{where} · {name}{copy}{page}{empty}")
    return tuple(found)


def bookmarks(made: PrintFile, documents: Mapping[str, Document]) -> tuple[Bookmark, ...]:
    """A bookmark for each pile, and below it one for each sheet in it."""
    numbered = enumerate(made.sides, start=1)
    found = []
    for at, of_pile in groupby(numbered, key=lambda one: one[1].pile):
        inside = [next(lot) for _, lot in groupby(of_pile, key=lambda one: one[1].lot)]
        below = tuple(
            Bookmark(_told(made, documents, side), page)
            for page, side in inside
            if side.sheet != DIVIDER
        )
        found.append(Bookmark(made.piles[at].title, inside[0][0], below))
    return tuple(found)


def _told(made: PrintFile, documents: Mapping[str, Document], side: Side) -> str:
    copies = made.piles[side.pile].lots[side.lot].copies
    title = documents[side.sheet].title
    return f"{title} ({copies} stk.)" if copies > 1 else title


def short_title(document: Document) -> str:
    """`bordark 3, makkerpar` of `Bordark 3: Vælg én ændring, makkerpar`; others whole."""
    found = _NUMBERED.match(document.title)
    if not found:
        return _small(document.title)
    form = document.title.rpartition(", ")[2] if document.data.get("form") else ""
    return _small(f"{found[0]}, {form}" if form else found[0])


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]
