"""The logo of a theme: is it a picture, and will it look well in the margin column?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from klyngepakke.lint.look import Finding, Look
from klyngepakke.printing.logo import doubts, on_paper
from klyngepakke.printing.pictures import BadPicture

LEAST_DPI: Final = 200
"""Finer than what a build asks for: a theme's logo is on every sheet of every meeting."""


def logo(look: Look) -> Iterator[Finding]:
    """A logo that is no picture, or that will not look well in the margin column."""
    name = look.found.value.logo
    if name is None:
        return
    path = look.folder / name
    try:
        found = [*doubts(path), *_coarse(path)]
    except (BadPicture, KeyError) as bad:
        said = str(bad) if isinstance(bad, BadPicture) else "Brug SVG, PNG eller JPEG."
        sentence = f"”{name}” kan ikke bruges som logo. {said}"
        yield Finding("logo", look.found.problem(("logo",), sentence), error=True)
        return
    for sentence in found:
        yield Finding("logo", look.found.problem(("logo",), sentence))


def _coarse(path: Path) -> Iterator[str]:
    if path.suffix.lower() == ".svg":
        return
    from PIL import Image  # noqa: PLC0415 - few themes have such a logo

    with Image.open(path) as image:
        size = image.size
    dpi = size[0] / (on_paper(*size)[0] / 25.4)
    if dpi < LEAST_DPI:
        yield (
            f"Logoet er {size[0]} × {size[1]} punkter og bliver kornet på papir ({dpi:.0f} dpi). "
            f"Brug en SVG eller et på mindst {LEAST_DPI} dpi."
        )
