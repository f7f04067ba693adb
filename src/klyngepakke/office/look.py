"""Look: what an office file takes from a theme: its colours, its size, its logo."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from klyngepakke.content.theme import Theme
from klyngepakke.printing.fetching import LOGO_URL, Refused, Shelf
from klyngepakke.printing.stylesheet import base_variables, styles

# The themes' own fonts are on no coordinator's computer, and an office file carries none. These
# two come with every Word since 2007; elsewhere Carlito and Caladea take their place, letter for
# letter as wide.
SANS: Final = "Calibri"
SERIF: Final = "Cambria"
TICKS: Final = "Segoe UI Symbol"
"""Has the two boxes, empty and crossed; it comes with Windows."""

_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_POINTS: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)pt")
_SHOWN: Final = {"image/png": "png", "image/jpeg": "jpg"}
_BODY: Final = 11.0
_LARGE: Final = 14.0
_WIDEST: Final = 1.65


@dataclass(frozen=True)
class Look:
    """How office files look.

    Attributes:
        colour: The one colour, `0B5A68`, as office files write it.
        text: Of ordinary letters.
        muted: Of what is less important.
        rule: Of thin lines between rows.
        line: Of lines to write on.
        surface: Behind boxes.
        warm: Behind what is to be filled in.
        size: Of ordinary letters, in points.
        logo: A PNG or JPEG, or None; office files show no SVG everywhere.
    """

    colour: str
    text: str
    muted: str
    rule: str
    line: str
    surface: str
    warm: str
    size: float = _BODY
    logo: bytes | None = None

    @property
    def scale(self) -> float:
        """How much wider than usual the places are that letters of this size stand in."""
        return min(self.size / _BODY, _WIDEST)

    @property
    def large(self) -> bool:
        """Whether the letters are so large that answers do not stand side by side in a row."""
        return self.size > _LARGE


def look_of(theme: Theme) -> Look:
    """What a theme's variables and logo come to."""
    values = _variables(theme)
    size = _POINTS.fullmatch(values["grad"])
    return Look(
        colour=_colour(values, "farve"),
        text=_colour(values, "tekst"),
        muted=_colour(values, "daempet"),
        rule=_colour(values, "streg"),
        line=_colour(values, "linjefarve"),
        surface=_colour(values, "flade"),
        warm=_colour(values, "flade-varm"),
        size=float(size[1]) if size else _BODY,
        logo=_logo(theme),
    )


def _variables(theme: Theme) -> dict[str, str]:
    """Every variable of the core's, as the last of the theme's CSS sets it."""
    css = "\n".join(style.text for style in styles(theme))
    found = {}
    for variable in base_variables():
        hits = re.findall(rf"--{re.escape(variable.name)}:\s*([^;]+);", css)
        found[variable.name] = hits[-1].strip() if hits else variable.default
    return found


def _colour(values: dict[str, str], name: str) -> str:
    """A colour as six digits; one that is written otherwise is the core's own."""
    own = {v.name: v.default for v in base_variables()}[name]
    written = values[name] if _COLOUR.fullmatch(values[name]) else own
    return written.removeprefix("#").upper()


def _logo(theme: Theme) -> bytes | None:
    if theme.logo is None:
        return None
    try:
        found = Shelf(theme).fetch(LOGO_URL)
    except Refused:
        return None
    return found.data if found.mime in _SHOWN else None
