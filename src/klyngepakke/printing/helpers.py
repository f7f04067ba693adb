"""Helpers: the filters that templates may use, beside Jinja's plainest."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from markupsafe import escape

from klyngepakke.content import times
from klyngepakke.errors import InputError, LimitError
from klyngepakke.printing import breaks, markdown, qr
from klyngepakke.printing.fetching import pack_url

COUNT_LIMIT = 200  # lines, slips or boxes that one number may become
TEXT_LIMIT = 100_000  # characters of one joined text


def filters(pack: str | None) -> dict[str, Callable[..., Any]]:
    """All helpers by the name that templates use; pictures come from the pack of that id."""
    return {
        "batch": batch,
        "billede": functools.partial(picture, pack),
        "dato": day,
        "dato_kort": functools.partial(day, weekday=False),
        "inline": markdown.inline,
        "join": join,
        "kl": clock,
        "markdown": functools.partial(markdown.block, pictures=pack is not None),
        "minutter": times.minutes_text,
        "op_til": up_to,
        "qr": qr.svg,
        "span": span,
    }


def clock(minutes: int) -> str:
    """990 as `16.30`."""
    return times.clock_text(minutes)


def span(start: int, end: int) -> str:
    """990 and 1000 as `16.30–16.40`."""
    return breaks.kept(times.span_text(start, end))


def day(text: str, *, weekday: bool = True) -> str:
    """`2027-03-04` as `torsdag den 4. marts 2027`, or without its weekday."""
    found = date.fromisoformat(text)
    return breaks.kept(times.date_text(found) if weekday else times.short_date_text(found))


def up_to(count: int) -> list[int]:
    """3 as 1, 2, 3: for writing lines and slips."""
    if count > COUNT_LIMIT:
        raise InputError(f"”op_til” kan højst tælle til {COUNT_LIMIT}, ikke {count}.")
    return list(range(1, count + 1))


def batch(items: Iterable[Any], size: int) -> list[list[Any]]:
    """The items in lists of that size; the last may be shorter."""
    rows = list(items)
    return [rows[at : at + size] for at in range(0, len(rows), max(size, 1))]


def join(items: Iterable[object], between: str = "") -> str:
    """The texts in one, with another text between them; escaped, since some may be markup."""
    texts, length = list[str](), 0
    for item in items:
        texts.append(escape(_text(item)))
        length += len(texts[-1]) + len(between)
        if length > TEXT_LIMIT:
            raise LimitError(f"Et udtryk i skabelonen bliver længere end {TEXT_LIMIT} tegn.")
    return escape(between).join(texts)


def _text(item: object) -> object:
    if isinstance(item, dict | list):
        raise InputError("”join” kan kun samle tekster og tal.")
    return item


def picture(pack: str | None, name: str) -> str:
    """The address of one of the pack's pictures, as `billeder/model.svg`."""
    if pack is None:
        raise InputError(f"Billedet ”{name}” hører ikke til nogen pakke.")
    return pack_url(pack, name)
