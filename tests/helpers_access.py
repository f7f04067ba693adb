"""What a reader with a screen reader meets: judged from the finished PDF, sheet by sheet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from helpers_pdf import Piece, fields, outline, reading, tab_order, viewing
from klyngepakke.printing.document import Sheet

_SLACK = 0.5  # mm: two lines of text touch, and letters hang over
_KICKER = 14.0  # mm: how far above its heading a kicker may begin
_COPY = re.compile(r"seddel\d+__")
_PARTED = re.compile(r"\w.*( – |: |, )")  # a question, and then the option
_HEADING = re.compile(r"H[1-6]?")


def faults(sheet: Sheet) -> list[str]:
    """Everything about a sheet that the validator does not look at, in English sentences."""
    pieces = reading(sheet.pdf)
    return [
        *field_faults(sheet),
        *order_faults(pieces),
        *_tab_faults(sheet, pieces),
        *_reader_faults(sheet),
    ]


# --- Fields -----------------------------------------------------------------------------


def field_faults(sheet: Sheet) -> Iterator[str]:
    """Fields whose tooltip does not say, in the sheet's own words, what is asked there."""
    told = fields(sheet.pdf)
    said = {name: field["/TU"] for name, field in told.items()}
    words = _words(re.sub(r"<[^>]*>", " ", sheet.html))
    for name, tooltip in said.items():
        if not _words(tooltip) & words:
            yield f"the tooltip of {name}, ”{tooltip}”, has no word of the sheet's"
        if tooltip == name:
            yield f"the tooltip of {name} is its name"
        if told[name]["/FT"] == "/Btn" and "__" in name and not _PARTED.search(tooltip):
            yield f"the tooltip of {name}, ”{tooltip}”, says no question"
    yield from _likeness_faults(said)


def _likeness_faults(said: dict[str, str]) -> Iterator[str]:
    """Two fields that say the same; the second of two slips on a sheet may, as it is the same."""
    once = {name: tooltip for name, tooltip in said.items() if not _COPY.match(name)}
    for tooltip, count in Counter(once.values()).items():
        if count > 1:
            yield f"{count} fields have the same tooltip, ”{tooltip}”"


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-zæøå]{2,}", text.lower()))


# --- Order ------------------------------------------------------------------------------


def order_faults(pieces: list[Piece]) -> Iterator[str]:
    """What is read before something that stands above it, or beside it to the left.

    A heading, with the kicker over it, is read before the facts in the margin beside it; they
    are read before the text.
    """
    for place in dict.fromkeys((piece.page, piece.turned) for piece in pieces):
        together = [piece for piece in pieces if (piece.page, piece.turned) == place]
        leading = _leading(together)
        for (at, one), (_, later) in combinations(enumerate(together), 2):
            if _above(later, one) or (at not in leading and _left_of(later, one)):
                yield f"page {one.page}: ”{one.text}” is read before ”{later.text}”"


def _above(one: Piece, other: Piece) -> bool:
    common = min(one.right, other.right) - max(one.left, other.left)
    return common > _SLACK and one.bottom <= other.top + _SLACK


def _left_of(one: Piece, other: Piece) -> bool:
    common = min(one.bottom, other.bottom) - max(one.top, other.top)
    least = min(one.bottom - one.top, other.bottom - other.top)
    return common > least / 2 and one.right <= other.left + _SLACK


def _leading(pieces: list[Piece]) -> set[int]:
    """The places of headings and of the kickers right before them."""
    found = set[int]()
    for at in range(len(pieces) - 1, -1, -1):
        if _HEADING.fullmatch(pieces[at].role) or (
            at + 1 in found and 0 <= pieces[at + 1].top - pieces[at].top < _KICKER
        ):
            found.add(at)
    return found


def _tab_faults(sheet: Sheet, pieces: list[Piece]) -> Iterator[str]:
    """Fields that the tabulator reaches in another order than they are read in."""
    read = [piece.text for piece in pieces if piece.role == "Form"]
    if read != tab_order(sheet.pdf):
        yield "the tabulator goes another way than the reader"
    if read != [*fields(sheet.pdf)]:
        yield "the form has its fields in another order than they are read in"


# --- The file ---------------------------------------------------------------------------


def _reader_faults(sheet: Sheet) -> Iterator[str]:
    told, marks = viewing(sheet.pdf), outline(sheet.pdf)
    if told["language"] not in {"da", "da-DK"}:
        yield f"the language is ”{told['language']}”"
    if not (told["title"] and told["title_shown"]):
        yield "the reader does not show the title"
    if set(told["tabs"]) != {"/S"}:
        yield "the tabulator does not follow the structure"
    if sheet.pages > 1 and not marks:
        yield f"{sheet.pages} pages have no bookmark"
    if any(not mark.strip() for mark in marks):
        yield "a bookmark is empty"
