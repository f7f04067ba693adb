"""Markdown: the texts of packs and meetings as safe HTML."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from markupsafe import Markup

from klyngepakke.errors import InputError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

TEXT_LIMIT = 20_000  # bytes of one text

# A text has no headings or code of its own: the sheet's headings are the template's.
_OFF = ["heading", "lheading", "code", "fence", "backticks", "hr", "html_block", "html_inline"]


def block(text: str | None, *, pictures: bool = False) -> Markup:
    """Paragraphs, lists and tables.

    Args:
        text: Markdown; None is an empty text.
        pictures: Whether `![billedtekst](billeder/navn.svg)` may be used.

    Raises:
        InputError: The text is longer than 20 kB.
    """
    return Markup(_parser(pictures=pictures).render(_short(text)))  # noqa: S704 - html is off


def inline(text: str | None) -> Markup:
    """One line: emphasis and links."""
    return Markup(_parser(pictures=False).renderInline(_short(text)))  # noqa: S704 - html is off


def block_tokens(text: str | None) -> list[Token]:
    """What `block` writes as HTML, as the parser's tokens, for `printing.passages`."""
    return _parser(pictures=False).parse(_short(text))


def inline_tokens(text: str | None) -> list[Token]:
    """What `inline` writes as HTML, as the parser's tokens, for `printing.passages`."""
    return _parser(pictures=False).parseInline(_short(text))


def _short(text: str | None) -> str:
    if text is None:
        return ""
    if len(text.encode()) > TEXT_LIMIT:
        raise InputError(f"Teksten ”{text[:30]} …” er længere end {TEXT_LIMIT // 1000} kB.")
    return text


@functools.cache
def _parser(*, pictures: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only sheets need it

    parser = MarkdownIt("js-default", {"html": False, "linkify": False})
    parser.disable([*_OFF, *([] if pictures else ["image"])])
    # A wrong scheme is an error later on, with the sheet's name; here it would become plain text.
    parser.validateLink = _any_link  # type: ignore[method-assign]
    return parser


def _any_link(url: str) -> bool:  # noqa: ARG001 - the parser's signature
    return True
