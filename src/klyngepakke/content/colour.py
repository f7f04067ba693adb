"""Colour: is a cluster's colour dark enough to read on white paper?"""

from __future__ import annotations

from typing import Final

ENOUGH: Final = 7.0
"""The contrast to white that all text has; WCAG 2.2's enhanced level, 1.4.6."""


def contrast(colour: str) -> float:
    """The contrast of `#rrggbb` to white, from 1 to 21, as WCAG 2.2 defines it."""
    return 1.05 / (_luminance(_parts(colour)) + 0.05)


def darkened(colour: str) -> str:
    """The nearest darker colour of the same hue that has enough contrast."""
    parts = _parts(colour)
    for share in range(1000, -1, -1):
        tried = tuple(x * share // 1000 for x in parts)
        if 1.05 / (_luminance(tried) + 0.05) >= ENOUGH:
            return "#" + "".join(f"{x:02x}" for x in tried)
    return "#000000"


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def _luminance(parts: tuple[int, ...]) -> float:
    red, green, blue = (_linear(x / 255) for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - sRGB's own numbers
