"""Boxes: what an engine's page draws, as flat leaves: where each lies, in what, and on what.

The engine's boxes are read by what they have (a text, a replacement, a transformation), so
that only `layout` needs the engine itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias

Rectangle: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom in CSS px from the page's top left corner."""

Rgb: TypeAlias = tuple[float, float, float]
"""Red, green, blue, each 0 to 1."""

Kind: TypeAlias = Literal["text", "picture", "field", "line", "surface"]

MM: Final = 25.4 / 96
"""A CSS pixel in mm."""

_WHITE: Final = (1.0, 1.0, 1.0)
_EVERYWHERE: Final = (float("-inf"), float("-inf"), float("inf"), float("inf"))
_SIDES: Final = tuple(f"border_{side}_width" for side in ("top", "bottom", "left", "right"))
_WHOLE: Final = frozenset({"html", "body"})


@dataclass(frozen=True, slots=True)
class Leaf:
    """Something that is drawn.

    Attributes:
        kind: A run of text on one line, a picture, a form's field, a border or a filled area.
        box: The engine's own.
        at: Where it lies.
        clip: The nearest box that cuts it off; everywhere where none does.
        frame: The nearest cell, margin box or visible frame that it stands in.
        ground: The colour behind it; None where a picture is behind it.
        opacity: How much of it covers its ground, 0 to 1.
        scale: How much larger it is than CSS says.
        upright: It is not turned, but by whole quarters.
        in_margin: It stands in the page's margin, as the foot does.
    """

    kind: Kind
    box: Any
    at: Rectangle
    clip: Rectangle
    frame: Rectangle | None
    ground: Rgb | None
    opacity: float
    scale: float
    upright: bool
    in_margin: bool

    @property
    def text(self) -> str:
        """What it says; "" where it is no text."""
        return str(self.box.text).strip() if self.kind == "text" else ""


@dataclass(frozen=True, slots=True)
class _Around:
    """What a box inherits from those it stands in."""

    matrix: Any = None
    clip: Rectangle = _EVERYWHERE
    frame: Rectangle | None = None
    ground: Rgb | None = _WHITE
    opacity: float = 1.0
    in_margin: bool = False


def leaves(page: Any) -> list[Leaf]:  # noqa: ANN401 - an engine's page
    """Everything that a page draws, in the order of the document."""
    root = page._page_box  # noqa: SLF001 - the engine shows its boxes nowhere else
    found: list[Leaf] = []
    ground = _covered(_WHITE, root.canvas_background, 1.0)
    _gather(root, _Around(ground=ground), found)
    return found


def _gather(box: Any, around: _Around, found: list[Leaf]) -> None:  # noqa: ANN401 - an engine's box
    around = _turned(box, around)
    if not around.opacity:
        return
    kinds = _drawn(box, around.ground)
    if kinds:
        area = _moved(box.hit_area(), around.matrix)
        found += [_leaf(kind, box, area, around) for kind in kinds]
    if hasattr(box, "children"):
        inside = _inside(box, around, kinds)
        for child in box.all_children():
            _gather(child, inside, found)


def _leaf(kind: Kind, box: Any, area: Rectangle, around: _Around) -> Leaf:  # noqa: ANN401 - an engine's box
    a, b, c, d = around.matrix.values[:4] if around.matrix else (1.0, 0.0, 0.0, 1.0)
    upright = not (round(a, 3) and round(b, 3)) and not (round(c, 3) and round(d, 3))
    return Leaf(
        kind,
        box,
        area,
        around.clip,
        around.frame,
        around.ground,
        around.opacity,
        abs(a * d - b * c) ** 0.5,
        upright,
        around.in_margin,
    )


def _turned(box: Any, around: _Around) -> _Around:  # noqa: ANN401 - an engine's box
    own = getattr(box, "transformation_matrix", None)
    opacity = box.style["opacity"]
    in_margin = around.in_margin or hasattr(box, "at_keyword")
    if not own and opacity == 1 and in_margin == around.in_margin:
        return around
    matrix = own @ around.matrix if own and around.matrix else own or around.matrix
    return replace(around, matrix=matrix, opacity=around.opacity * opacity, in_margin=in_margin)


def _inside(box: Any, around: _Around, kinds: list[Kind]) -> _Around:  # noqa: ANN401 - an engine's box
    """What the box's children inherit."""
    changed: dict[str, Any] = {}
    if box.style["overflow"] != "visible" and box.element is not None:
        changed["clip"] = common(around.clip, _moved(_padding_area(box), around.matrix))
    if box.is_absolutely_positioned():
        changed["frame"] = None
    if _is_frame(box, kinds):
        changed["frame"] = _moved(_padding_area(box), around.matrix)
    if getattr(box, "background", None):
        changed["ground"] = _covered(around.ground, box.background, around.opacity)
    return replace(around, **changed) if changed else around


def _drawn(box: Any, ground: Rgb | None) -> list[Kind]:  # noqa: ANN401 - an engine's box
    if box.style["visibility"] != "visible":
        return []
    if hasattr(box, "text"):
        # What is transparent is there for a reader's voice, not for the eye.
        return ["text"] if box.text.strip() and box.style["color"].alpha else []
    kinds: list[Kind] = []
    if hasattr(box, "replacement"):
        kinds.append("picture")
    elif box.is_input():
        kinds.append("field")
    if _is_filled(box, ground):
        kinds.append("surface")
    if _has_border(box):
        kinds.append("line")
    return kinds


def _is_filled(box: Any, ground: Rgb | None) -> bool:  # noqa: ANN401 - an engine's box
    """Whether its background is seen against what is behind it."""
    background = getattr(box, "background", None)
    if not background or hasattr(box, "page_type") or box.element_tag in _WHOLE:
        return False
    return _covered(ground, background, 1.0) != ground


def _has_border(box: Any) -> bool:  # noqa: ANN401 - an engine's box
    if box.element_tag in _WHOLE:
        return False
    for side in _SIDES:
        # Inner table boxes have column borders of their own kind; their cells are looked at.
        width = getattr(box, side, 0)
        if isinstance(width, int | float) and width > 0:
            return True
    return False


def _is_frame(box: Any, kinds: list[Kind]) -> bool:  # noqa: ANN401 - an engine's box
    """Whether what stands in a box is seen to stand in it; on white, where it is drawn at all."""
    if hasattr(box, "at_keyword") or box.style["display"] == ("table-cell",):
        return True
    if box.is_input() or box.style["visibility"] != "visible":
        return False
    return "line" in kinds or _is_filled(box, _WHITE)


def _covered(ground: Rgb | None, background: Any, opacity: float) -> Rgb | None:  # noqa: ANN401 - the engine's
    """The ground once a background is on it; None where that is a picture."""
    if background is None:
        return ground
    if any(layer.image is not None for layer in background.layers):
        return None
    return mixed(rgba(background.color), ground, opacity)


def rgba(colour: Any) -> tuple[float, float, float, float]:  # noqa: ANN401 - the engine's
    """An engine's colour as red, green, blue and how much it covers, each 0 to 1."""
    red, green, blue = (min(max(x or 0.0, 0.0), 1.0) for x in colour.to("srgb").coordinates)
    return red, green, blue, float(colour.alpha)


def mixed(
    colour: tuple[float, float, float, float], ground: Rgb | None, opacity: float
) -> Rgb | None:
    """A colour as it looks on its ground; None where neither covers what is behind it."""
    share = colour[3] * opacity
    if share == 1:
        return colour[:3]
    if ground is None or not share:
        return ground
    red, green, blue = (
        x * share + y * (1 - share) for x, y in zip(colour[:3], ground, strict=True)
    )
    return red, green, blue


def _padding_area(box: Any) -> Rectangle:  # noqa: ANN401 - an engine's box
    return (box.padding_box_x(), box.padding_box_y(), box.padding_width(), box.padding_height())


def _moved(area: Rectangle, matrix: Any) -> Rectangle:  # noqa: ANN401 - an engine's matrix
    """An area (x, y, width, height) as the rectangle that it covers on the page."""
    left, top, width, height = area
    if not matrix:
        return (left, top, left + width, top + height)
    corners = [(left, top), (left + width, top), (left, top + height), (left + width, top + height)]
    across, down = zip(*(matrix.transform_point(*corner) for corner in corners), strict=True)
    return (min(across), min(down), max(across), max(down))


def common(one: Rectangle, other: Rectangle) -> Rectangle:
    """What lies in both."""
    return (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )
