"""The logo of a theme: is it a picture, and will it look well in the margin column?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from klyngepakke.lint.look import Finding, Look
from klyngepakke.printing.pictures import BadPicture, checked, local_name

LOGO_WIDTH, LOGO_HEIGHT = 33.0, 20.0  # mm: the room that it has
LEAST_DPI: Final = 200
LEAST_SIDE: Final = 4.0  # mm
MOST_BYTES: Final = 1_000_000
PALE: Final = 160  # of 255: a logo whose darkest point is lighter was made for a dark ground


def logo(look: Look) -> Iterator[Finding]:
    """A logo that is no picture, or that will not look well in the margin column."""
    name = look.found.value.logo
    if name is None:
        return
    path = look.folder / name
    try:
        data = checked(path)
    except (BadPicture, KeyError) as bad:
        said = str(bad) if isinstance(bad, BadPicture) else "Brug SVG, PNG eller JPEG."
        sentence = f"”{name}” kan ikke bruges som logo. {said}"
        yield Finding("logo", look.found.problem(("logo",), sentence), error=True)
        return
    found = _of_svg(data) if path.suffix.lower() == ".svg" else _of_raster(path)
    for sentence in (*found, *_heavy(data)):
        yield Finding("logo", look.found.problem(("logo",), sentence))


def _of_svg(data: bytes) -> Iterator[str]:
    root = ET.fromstring(data)  # noqa: S314 - `checked` refused every doctype
    box = [float(x) for x in re.findall(r"[\d.]+", root.get("viewBox", ""))[2:4]]
    if len(box) < 2 or not all(box):  # noqa: PLR2004 - width and height
        yield (
            "SVG’en har ingen ”viewBox”, så den kan ikke få den rigtige størrelse. Gem den igen "
            "med en."
        )
        return
    yield from _shaped(*box)
    if any(local_name(node) in {"text", "tspan"} for node in root.iter()):
        yield (
            "Der er tekst i SVG’en, og logoets skrift følger ikke med. Gem teksten som kurver "
            "(outlines)."
        )


def _of_raster(path: Path) -> Iterator[str]:
    from PIL import Image  # noqa: PLC0415 - few themes have such a logo

    with Image.open(path) as image:
        size, seen = image.size, image.convert("RGBA")
    ground = Image.new("RGBA", size, "white")
    ground.alpha_composite(seen)
    yield from _shaped(*size)
    dpi = size[0] / (_on_paper(*size)[0] / 25.4)
    if dpi < LEAST_DPI:
        yield (
            f"Logoet er {size[0]} × {size[1]} punkter og bliver kornet på papir ({dpi:.0f} dpi). "
            f"Brug en SVG eller et på mindst {LEAST_DPI} dpi."
        )
    if min(ground.convert("L").tobytes()) > PALE:
        yield (
            "Logoet er så lyst, at det næsten ikke ses på hvidt papir. Brug det, der er lavet til "
            "lys baggrund."
        )


def _shaped(width: float, height: float) -> Iterator[str]:
    wide, high = _on_paper(width, height)
    if min(wide, high) < LEAST_SIDE:
        number = f"{wide:.0f} × {high:.0f} mm"
        yield f"Logoet bliver kun {number} i margenspalten. Brug et, der er mindre aflangt."


def _on_paper(width: float, height: float) -> tuple[float, float]:
    """How large a logo comes out, in mm."""
    scale = min(LOGO_WIDTH / width, LOGO_HEIGHT / height)
    return width * scale, height * scale


def _heavy(data: bytes) -> Iterator[str]:
    if len(data) > MOST_BYTES:
        size = f"{len(data) / 1_000_000:.1f}".replace(".", ",")
        yield f"Logoet fylder {size} MB, og det lægges i mange filer. Gem det mindre."
