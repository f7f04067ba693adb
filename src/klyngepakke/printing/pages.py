"""Pages: what lies where on a laid-out page, and what does not fit on it.

The engine's boxes are read by what they have (a text, a replacement, a transformation), so
that only `layout` needs the engine itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from klyngepakke.planning.document import Document
from klyngepakke.printing.document import Place

MM = 25.4 / 96  # a CSS pixel in mm
EDGE = 5.0  # mm along the paper's edge that office printers leave white
LONGEST = 1_200  # mm: a little more than A0
NEARLY_EMPTY = 0.2  # share of the text area
_SHOWN = 40  # letters of a text in a message
_ROUNDING = 0.3  # mm: antialiasing and font hinting, no fault

Rectangle = tuple[float, float, float, float]  # left, top, right, bottom in CSS px


@dataclass(frozen=True)
class Seen:
    """What was found on one page.

    Attributes:
        number: From 1.
        fill: How far down the text area the content goes, 0 to 1.
        clipped: Words that leave the paper's printable part or the box they stand in.
        codes: Every QR code, by its link.
    """

    number: int
    fill: float
    clipped: tuple[str, ...]
    codes: tuple[Place, ...]


@dataclass(frozen=True)
class _Leaf:
    """Something that is drawn: its box, where it lies, and the nearest box that cuts it off."""

    box: Any
    at: Rectangle
    clip: Rectangle
    in_margin: bool


def look(number: int, page: Any) -> Seen:  # noqa: ANN401 - an engine's page
    """What lies on a page of the engine's."""
    root = page._page_box  # noqa: SLF001 - the engine shows its boxes nowhere else
    edge = EDGE / MM
    printable = (edge, edge, page.width - edge, page.height - edge)
    leaves = list(_leaves(root, None, printable))
    return Seen(number, _fill(root, leaves), _clipped(leaves), _codes(number, leaves))


def too_large(pages: Iterable[Any]) -> list[str]:
    """A Danish sentence about every size of page that no printer takes."""
    sizes = {(round(page.width * MM), round(page.height * MM)) for page in pages}
    return [
        f"En side er {width} × {height} mm; så stort papir findes ikke. Ret ”@page” i CSS’en."
        for width, height in sorted(sizes)
        if max(width, height) > LONGEST
    ]


def notes(seen: list[Seen], document: Document) -> Iterator[str]:
    """Danish sentences about pages that are nearly empty, and words that do not fit."""
    for page in seen:
        for word in dict.fromkeys(page.clipped):
            shown = word if len(word) <= _SHOWN else f"{word[:_SHOWN]}…"
            yield f"Side {page.number}: ”{shown}” er der ikke plads til."
    if len(seen) > 1 and not document.cards and seen[-1].fill < NEARLY_EMPTY:
        yield f"Side {len(seen)} af {len(seen)} er næsten tom ({seen[-1].fill:.0%})."


def place(name: str, number: int, at: Iterable[float]) -> Place:
    """A rectangle in CSS px as a place in mm."""
    left, top, right, bottom = (value * MM for value in at)
    return Place(name, number, *(round(v, 2) for v in (left, top, right - left, bottom - top)))


def _leaves(
    box: Any,  # noqa: ANN401 - an engine's box
    matrix: Any,  # noqa: ANN401 - an engine's matrix
    clip: Rectangle,
    *,
    in_margin: bool = False,
) -> Iterator[_Leaf]:
    own = getattr(box, "transformation_matrix", None)
    matrix = own @ matrix if own and matrix else own or matrix
    in_margin = in_margin or hasattr(box, "at_keyword")
    if _is_drawn(box):
        yield _Leaf(box, _moved(box.hit_area(), matrix), clip, in_margin)
    if box.style["overflow"] != "visible" and box.element is not None:
        clip = _common(clip, _moved(_padding_area(box), matrix))
    for child in box.all_children() if hasattr(box, "children") else ():
        yield from _leaves(child, matrix, clip, in_margin=in_margin)


def _is_drawn(box: Any) -> bool:  # noqa: ANN401 - an engine's box
    if box.style["visibility"] != "visible":
        return False
    if hasattr(box, "text"):
        return bool(box.text.strip())
    if hasattr(box, "replacement") or box.is_input():
        return True
    return _has_border(box)


def _has_border(box: Any) -> bool:  # noqa: ANN401 - an engine's box
    # Inner table boxes have column borders of their own kind; their cells are looked at.
    sides = (getattr(box, f"border_{side}_width", 0) for side in ("top", "bottom", "left"))
    return box.element_tag not in {"html", "body"} and any(
        isinstance(width, int | float) and width > 0 for width in sides
    )


def _padding_area(box: Any) -> Rectangle:  # noqa: ANN401 - an engine's box
    return (box.padding_box_x(), box.padding_box_y(), box.padding_width(), box.padding_height())


def _moved(area: Rectangle, matrix: Any) -> Rectangle:  # noqa: ANN401 - an engine's matrix
    """An area (x, y, width, height) as the rectangle that it covers on the page."""
    left, top, width, height = area
    corners = [(left, top), (left + width, top), (left, top + height), (left + width, top + height)]
    if matrix:
        corners = [matrix.transform_point(*corner) for corner in corners]
    across, down = zip(*corners, strict=True)
    return (min(across), min(down), max(across), max(down))


def _common(one: Rectangle, other: Rectangle) -> Rectangle:
    return (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )


def _fill(root: Any, leaves: list[_Leaf]) -> float:  # noqa: ANN401 - an engine's box
    top = root.content_box_y()
    lowest = max((leaf.at[3] for leaf in leaves if not leaf.in_margin), default=top)
    return float(min(max((lowest - top) / root.height, 0.0), 1.0))


def _clipped(leaves: list[_Leaf]) -> tuple[str, ...]:
    return tuple(
        leaf.box.text.strip()
        for leaf in leaves
        if hasattr(leaf.box, "text") and _leaves_box(leaf.at, leaf.clip)
    )


def _leaves_box(at: Rectangle, clip: Rectangle) -> bool:
    slack = _ROUNDING / MM
    # A line's own height may stick out where its letters do not: a quarter is air.
    air = (at[3] - at[1]) / 4
    return (
        at[0] < clip[0] - slack
        or at[2] > clip[2] + slack
        or at[1] + air < clip[1] - slack
        or at[3] - air > clip[3] + slack
    )


def _codes(number: int, leaves: list[_Leaf]) -> tuple[Place, ...]:
    return tuple(
        place(leaf.box.element.get("data-qr"), number, leaf.at)
        for leaf in leaves
        if leaf.box.element is not None and leaf.box.element.get("data-qr")
    )
