"""Fonts: a theme's font files as CSS, so that every glyph on paper is one that we brought."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from klyngepakke.content.theme import Face, Theme

# Form fields embed their font whole; under a name of its own it stays out of the text's.
FIELD_FAMILY = "Felt"


def families(theme: Theme) -> frozenset[str]:
    """The font families that may stand in a PDF."""
    return frozenset({face.family for face in theme.faces} | {FIELD_FAMILY})


def font_css(theme: Theme, address: Callable[[Path], str]) -> str:
    """The `@font-face` rules of a theme, and the font of form fields.

    Args:
        theme: The theme.
        address: Gives the URL of a font file.
    """
    faces = [_rule(face, face.family, address(face.file)) for face in theme.faces]
    upright = [face for face in theme.faces if not face.italic]
    for face in upright[:1]:
        faces.append(_rule(face, FIELD_FAMILY, address(face.file)))
        faces.append(f'input, textarea, select {{ font-family: "{FIELD_FAMILY}" }}')
    return "\n".join(faces)


def _rule(face: Face, family: str, url: str) -> str:
    style = "italic" if face.italic else "normal"
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {face.weight}; '
        f'font-style: {style}; src: url("{url}") }}'
    )
