"""Editions: which of two is the newer, and whether a file asks for a later klyngepakke than this."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Any, Final, TypeGuard

import klyngepakke

FORMAT: Final = 1
"""The format of everything that people write; it only grows, and a key of it never goes away."""

REQUIRES: Final = "kræver_klyngepakke"
_UNKNOWN: Final = "0"  # a tree that is not installed


def is_newer(one: str, other: str) -> bool:
    """Whether an edition, as `2027.10`, comes after another, as `2027.9`."""
    pairs = zip_longest(_parts(one), _parts(other), fillvalue=(1, 0, ""))
    return next((a > b for a, b in pairs if a != b), False)


def from_the_future(data: Any) -> tuple[str, str]:  # noqa: ANN401 - plain data
    """Why a file cannot be understood by this klyngepakke, before its keys are judged.

    Args:
        data: What stands in the file.

    Returns:
        The key that says so and a Danish sentence; two empty texts where there is none.
    """
    if not isinstance(data, dict):
        return "", ""
    here = klyngepakke.__version__
    wanted, written = data.get(REQUIRES), data.get("format")
    if _is_number(wanted) and here != _UNKNOWN and is_newer(wanted, here):
        return REQUIRES, (
            f"Her skal klyngepakke {wanted} eller nyere til, og dette er {here}. "
            "Opdatér klyngepakke, og prøv igen."
        )
    if _is_number(written) and written.isdigit() and int(written) > FORMAT:
        needed = f"klyngepakke {wanted}" if _is_number(wanted) else "en nyere klyngepakke"
        return "format", (
            f"Filen er skrevet i format {written} og skal bruge {needed}; dette er {here}, som "
            f"læser format {FORMAT}. Opdatér klyngepakke, og prøv igen."
        )
    return "", ""


def _is_number(text: Any) -> TypeGuard[str]:  # noqa: ANN401 - plain data
    return (
        isinstance(text, str)
        and text.isascii()
        and len(text) <= 20  # noqa: PLR2004 - more is no version
        and text[:1].isdigit()
    )


def _parts(edition: str) -> list[tuple[int, int, str]]:
    """Numbers and words; a word, as `beta`, comes before nothing, and nothing is as zero."""
    words = re.findall("[0-9]+|[A-Za-z]+", edition)
    return [(1, int(word), "") if word.isdigit() else (0, 0, word) for word in words]
