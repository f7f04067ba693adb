"""Fonts: a theme's font files as CSS, so that every glyph on paper is one that we brought."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from klyngepakke.content.theme import Face, Theme

# Form fields embed their font whole, with a text mapping that knows no ligatures or figures of
# the running text's: a font used for both breaks PDF/UA. So fields have a family of their own,
# and no theme can take it from them. The engine's arrow in a select is in few fonts.
FIELD_FAMILY = "Felt"
FIELD_CSS = f"""
input, textarea, select {{ font-family: "{FIELD_FAMILY}" !important }}
select:not([multiple])::before {{ content: none !important }}
"""


def families(theme: Theme) -> frozenset[str]:
    """The font families that may stand in a PDF."""
    return frozenset({face.family for face in theme.faces} | {FIELD_FAMILY})


def font_css(theme: Theme, address: Callable[[Path], str], *, fields: bool = True) -> str:
    """The `@font-face` rules of a theme, form fields' own among them where there are any.

    A browser shows and prints another font, rather than no letters, until the right one is there.

    Args:
        theme: The theme.
        address: Gives the URL of a font file.
        fields: Whether there may be form fields, as in a PDF.
    """
    faces = [_rule(face, face.family, address(face.file)) for face in theme.faces]
    upright = [face for face in theme.faces if not face.italic]
    faces += [_rule(face, FIELD_FAMILY, address(face.file)) for face in upright[: int(fields)]]
    return "\n".join(faces)


def _rule(face: Face, family: str, url: str) -> str:
    style = "italic" if face.italic else "normal"
    return (
        f'@font-face {{ font-family: "{_quoted(family)}"; font-weight: {face.weight}; '
        f'font-style: {style}; font-display: swap; src: url("{url}") }}'
    )


def _quoted(name: str) -> str:
    """The name as a text of CSS's, whatever signs it has."""
    return name.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ")
