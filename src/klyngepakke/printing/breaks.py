"""Breaks: where no line of paper may end, as inside 16.30–16.40, kl. 16.30 and 15. april 2027."""

from __future__ import annotations

import re
from typing import Final

_NBSP: Final = "\N{NO-BREAK SPACE}"
_JOINER: Final = "\N{WORD JOINER}"
# A line may end after a dash, with or without a blank; an address is nobody's to change.
_DASH: Final = re.compile(r"(?<=\d)–(?=\d)")
_WHOLE: Final = re.compile(
    r"""
    \bkl\.\ (?=\d)
    | \d\.\ (?:januar|februar|marts|april|maj|ju[nl]i|august|september|oktober|november|december)
      \b(?:\ \d{4}\b)?
    | \d\ (?=(?:minut(?:ter)?|min\.|timer|dage|uger|mm|%)(?!\w))
    """,
    re.VERBOSE,
)
_ADDRESS: Final = "://"


def kept(text: str) -> str:
    """The text with what belongs together on one line; only blanks and dashes are touched."""
    if _ADDRESS in text:
        return text
    joined = _DASH.sub(f"–{_JOINER}", text)
    return _WHOLE.sub(lambda found: found[0].replace(" ", _NBSP), joined)
