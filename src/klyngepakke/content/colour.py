"""Colour: is it dark enough to read on paper, in colour and in a grey copy?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

ENOUGH: Final = 7.0
"""The contrast to white that all text has; WCAG 2.2's enhanced level, 1.4.6."""


READABLE: Final = 4.5
"""The contrast below which text is not readable for everybody; WCAG 2.2's level AA, 1.4.3."""

SEEN: Final = 3.0
"""The contrast below which a line is not seen by everybody; WCAG 2.2, 1.4.11."""

PAPER: Final = "#ffffff"

_HEX = re.compile("#?([0-9a-f]{6}|[0-9a-f]{3})")
_RGB = re.compile(r"rgb\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*\)")
_MOST: Final = 255


def understood(text: str) -> str:
    """A colour as people write it, as `#rrggbb`; "" where it is none.

    `#0b5a68`, `0B5A68`, `#0b5` and `rgb(11, 90, 104)` are understood; names are not, for few
    mean the same to everybody.
    """
    said = text.strip().lower()
    if found := _HEX.fullmatch(said):
        digits = found[1]
        return "#" + (digits if len(digits) == 6 else "".join(x + x for x in digits))  # noqa: PLR2004 - rrggbb
    if found := _RGB.fullmatch(said):
        parts = [int(x) for x in found.groups()]
        return _written(parts) if max(parts) <= _MOST else ""
    return ""


def is_legible(colour: str) -> bool:
    """Whether text in `#rrggbb` can be read on paper, in colour and in a grey copy."""
    return min(contrast(colour), contrast(grey(colour))) >= ENOUGH


def contrast(colour: str, ground: str = PAPER) -> float:
    """The contrast of `#rrggbb` to its ground, from 1 to 21, as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(_parts(x)) for x in (colour, ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def grey(colour: str) -> str:
    """What a printer without colours makes of `#rrggbb`."""
    red, green, blue = _parts(colour)
    level = round(0.299 * red + 0.587 * green + 0.114 * blue)  # ITU-R BT.601
    return f"#{level:02x}{level:02x}{level:02x}"


def ink(colour: str) -> float:
    """How much ink a surface of `#rrggbb` takes in grey, 0 (white) to 1 (black)."""
    return 1 - _parts(grey(colour))[0] / 255


def tint(colour: str, share: float) -> str:
    """White with a share of `#rrggbb` in it."""
    return _written(round(255 - (255 - x) * share) for x in _parts(colour))


def darkened(colour: str) -> str:
    """The nearest darker colour of the same hue that is legible."""
    parts = _parts(colour)
    for share in range(1000, -1, -1):
        tried = _written(x * share // 1000 for x in parts)
        if is_legible(tried):
            return tried
    return "#000000"


def refusal(colour: str) -> str:
    """Why text cannot be printed in `#rrggbb`, with the nearest that can; "" where it can."""
    if is_legible(colour):
        return ""
    return (
        f"Farven ”{colour}” er for lys til at læse på papir. "
        f'Prøv "{darkened(colour)}", den samme farve, bare mørkere.'
    )


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def _written(parts: Iterable[int]) -> str:
    return "#" + "".join(f"{x:02x}" for x in parts)


def _luminance(parts: tuple[int, ...]) -> float:
    red, green, blue = (_linear(x / 255) for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - sRGB's own numbers
