"""Passages: the texts of packs and meetings as plain values, for what is not HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from klyngepakke.printing import markdown

if TYPE_CHECKING:
    from markdown_it.token import Token

PLAIN: Final = ""
BULLET: Final = "bullet"
NUMBER: Final = "number"
_LISTS: Final = {"bullet_list_open": BULLET, "ordered_list_open": NUMBER}
_CLOSED: Final = {"bullet_list_close", "ordered_list_close"}
_BREAKS: Final = {"softbreak": " ", "hardbreak": "\n"}


@dataclass(frozen=True)
class Run:
    """Letters of one look; `link` is where they lead, or ""."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True)
class Passage:
    """A paragraph, or an item of a list.

    Attributes:
        runs: What it says.
        mark: PLAIN, BULLET or NUMBER.
    """

    runs: tuple[Run, ...]
    mark: str = PLAIN


@dataclass(frozen=True)
class Grid:
    """A table; the first row names the columns."""

    rows: tuple[tuple[tuple[Run, ...], ...], ...]


def runs(text: str | None) -> tuple[Run, ...]:
    """One line of Markdown: emphasis and links.

    Raises:
        InputError: The text is longer than 20 kB.
    """
    return tuple(run for token in markdown.inline_tokens(text) for run in _runs(token))


def passages(text: str | None) -> tuple[Passage | Grid, ...]:
    """Paragraphs, lists and tables of Markdown, in their order.

    Raises:
        InputError: The text is longer than 20 kB.
    """
    return tuple(_passages(markdown.block_tokens(text)))


def _passages(tokens: list[Token]) -> Iterator[Passage | Grid]:
    lists: list[str] = []
    rows: list[list[tuple[Run, ...]]] = []
    for token in tokens:
        if token.type in _LISTS:
            lists.append(_LISTS[token.type])
        elif token.type in _CLOSED:
            lists.pop()
        elif token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            yield Grid(tuple(map(tuple, rows)))
            rows = []
        elif token.type == "inline" and rows:
            rows[-1].append(tuple(_runs(token)))
        elif token.type == "inline":
            yield Passage(tuple(_runs(token)), lists[-1] if lists else PLAIN)


def _runs(inline: Token) -> Iterator[Run]:
    bold = italic = 0
    link = ""
    for token in inline.children or ():
        bold += (token.type == "strong_open") - (token.type == "strong_close")
        italic += (token.type == "em_open") - (token.type == "em_close")
        if token.type == "link_open":
            link = str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            link = ""
        said = _BREAKS.get(token.type, token.content)
        if said:
            yield Run(said, bold > 0, italic > 0, link)
