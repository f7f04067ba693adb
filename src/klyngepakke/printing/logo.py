"""A logo on paper: what to know of it before it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

from klyngepakke.content.colour import grey, understood
from klyngepakke.printing.pictures import checked, local_name

ROOM: Final = (33.0, 20.0)
"""The width and height that it has in the margin column, in mm."""

LEAST_SIDE: Final = 4.0
"""In mm: what is smaller is a line."""

MOST_BYTES: Final = 1_000_000

PALE: Final = 160
"""Of 255: a logo whose darkest point is lighter was made for a dark ground."""

DARK: Final = 110
"""Of 255: where a logo's edge is darker, it stands on a ground of its own."""

_SHAPES: Final = frozenset(
    {"path", "rect", "circle", "ellipse", "polygon", "polyline", "line", "text", "use"}
)
_PAINT = re.compile(r"(?:fill|stroke|stop-color)\s*:\s*([^;}]+)")
_NONE: Final = frozenset({"none", "transparent", "inherit", "currentcolor"})


def doubts(path: Path) -> Iterator[str]:
    """What will not look well, one Danish sentence each.

    Args:
        path: The picture, SVG, PNG or JPEG.

    Raises:
        BadPicture: It cannot be used at all.
    """
    data = checked(path)
    yield from _of_svg(data) if path.suffix.lower() == ".svg" else _of_raster(data)
    if len(data) > MOST_BYTES:
        size = f"{len(data) / 1_000_000:.1f}".replace(".", ",")
        yield f"Logoet fylder {size} MB, og det lægges i mange filer. Gem det mindre."


def on_paper(width: float, height: float) -> tuple[float, float]:
    """How large a logo of that shape comes out, in mm."""
    scale = min(ROOM[0] / width, ROOM[1] / height)
    return width * scale, height * scale


def _of_svg(data: bytes) -> Iterator[str]:
    root = ET.fromstring(data)  # noqa: S314 - `checked` refused every doctype
    size = _viewed(root.get("viewBox", ""))
    if not size:
        yield (
            "SVG’en har ingen ”viewBox”, så den kan ikke få den rigtige størrelse. Gem den igen "
            "med en."
        )
        return
    yield from _shaped(*size)
    if any(local_name(node) in {"text", "tspan"} for node in root.iter()):
        yield (
            "Der er tekst i SVG’en, og logoets skrift følger ikke med. Gem teksten som kurver "
            "(outlines)."
        )
    levels = [_level(paint) for paint in _paints(root, "", styled=_is_styled(root))]
    if levels and min(levels) > PALE:
        yield _too_pale()


def _viewed(box: str) -> tuple[float, float] | None:
    """The width and height of a viewBox; None where it has none that can be drawn in."""
    try:
        left, top, width, height = map(float, re.split(r"[\s,]+", box.strip()))
    except ValueError:
        return None
    drawn = all(map(isfinite, (left, top, width, height))) and min(width, height) > 0
    return (width, height) if drawn else None


def _of_raster(data: bytes) -> Iterator[str]:
    from PIL import Image  # noqa: PLC0415 - few meetings have such a logo

    with Image.open(BytesIO(data)) as image:
        seen = image.convert("RGBA")
    ground = Image.new("RGBA", seen.size, "white")
    ground.alpha_composite(seen)
    yield from _shaped(*seen.size)
    levels: Any = ground.convert("L")
    darkest, lightest = levels.getextrema()
    if darkest > PALE:
        yield _too_pale()
    elif lightest > PALE and _edge(levels) < DARK:
        yield (
            "Logoet står på en mørk baggrund, som bruger meget blæk. Brug det, der er lavet til "
            "lys baggrund."
        )


def _shaped(width: float, height: float) -> Iterator[str]:
    wide, high = on_paper(width, height)
    if min(wide, high) < LEAST_SIDE:
        number = f"{wide:.0f} × {high:.0f} mm"
        yield f"Logoet bliver kun {number} i margenspalten. Brug et, der er mindre aflangt."


def _too_pale() -> str:
    return (
        "Logoet er så lyst, at det næsten ikke ses på hvidt papir. Brug det, der er lavet til "
        "lys baggrund."
    )


def _edge(levels: Any) -> float:  # noqa: ANN401 - a Pillow image
    """How light the four corners are on average, 0 (black) to 255."""
    width, height = levels.size
    corners = [(x, y) for x in (0, width - 1) for y in (0, height - 1)]
    return float(sum(levels.getpixel(corner) for corner in corners) / len(corners))


def _is_styled(root: ET.Element) -> bool:
    return any(local_name(node) == "style" for node in root.iter())


def _paints(node: ET.Element, fill: str, *, styled: bool) -> Iterator[str]:
    """Every colour that is painted with; a shape that nobody gave one is black."""
    named = dict(re.findall(r"(fill|stroke)\s*:\s*([^;]+)", node.get("style", "")))
    fill = named.get("fill") or node.get("fill") or fill
    stroke = named.get("stroke") or node.get("stroke") or ""
    if local_name(node) == "style":
        yield from _PAINT.findall(node.text or "")
    elif local_name(node) in _SHAPES and not (styled and not fill):
        yield fill or "#000000"
        yield stroke or "none"
    for part in node:
        yield from _paints(part, fill, styled=styled)


def _level(paint: str) -> int:
    """How light a colour is in grey, 0 to 255; one that is not understood is taken for black."""
    said = paint.strip().lower()
    if said in _NONE:
        return 255
    return int(grey(understood({"white": "#ffffff"}.get(said, said)) or "#000000")[1:3], 16)
