"""Frames: where things lie on a slide, and how large letters may be to stay inside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

SIZE: Final = (12_192_000 / 36_000, 190.5)
"""Width and height of a slide, in mm: 16:9 as PowerPoint has it."""

_POINT: Final = 25.4 / 72  # mm
_LETTER: Final = 0.52  # of its size that a letter takes in width, on average and a little more
_LINE: Final = 1.22  # from line to line
GAP: Final = 0.25
"""The air before a paragraph, as a share of a line."""
_SIZES: Final = (44, 40, 36, 32, 28, 26, 24, 22, 20, 18, 16, 14, 12, 11, 10)


@dataclass(frozen=True)
class Frame:
    """A rectangle on the slide, in mm from its top left corner."""

    x: float
    y: float
    width: float
    height: float


OVER: Final = Frame(18, 13, 302, 9)
TITLE: Final = Frame(18, 21, 302, 27)
BODY: Final = Frame(18, 52, 302, 104)
END: Final = Frame(18, 158, 302, 15)
FOOT: Final = Frame(18, 178, 250, 7)
NUMBER: Final = Frame(290, 178, 30, 7)
PROGRAMME: Final = Frame(18, 52, 302, 121)
LEFT: Final = Frame(18, 52, 190, 121)
RIGHT: Final = Frame(220, 52, 100, 121)
FRONT_TITLE: Final = Frame(18, 40, 302, 44)
FRONT_BODY: Final = Frame(18, 92, 302, 78)
LOGO: Final = Frame(260, 12, 60, 22)


def fitting(
    texts: Iterable[str], frame: Frame, most: float, *, used: float = 0, gap: float = GAP
) -> float:
    """The largest size in points, `most` or less, at which paragraphs stay in a frame.

    Args:
        texts: The paragraphs.
        frame: Where they stand.
        most: The size that they have where there is room.
        used: Of the frame's width in mm, what a first column takes.
        gap: Before a paragraph, as a share of a line.
    """
    said = list(texts)
    sizes = [most, *(size for size in _SIZES if size < most)]
    fits = (size for size in sizes if _height(said, frame.width - used, size, gap) <= frame.height)
    return next(fits, sizes[-1])


def _height(texts: list[str], width: float, size: float, gap: float) -> float:
    """How high the paragraphs are, in mm."""
    letters = max(1, int(width / (size * _LETTER * _POINT)))
    rows = sum(max(1, len(wrap(line, letters))) for text in texts for line in text.split("\n"))
    return (rows + gap * len(texts)) * size * _LINE * _POINT
