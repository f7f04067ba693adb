"""Stylesheet: a sheet's CSS in the order it applies: fonts, core, theme, variables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from klyngepakke.content.theme import Theme
from klyngepakke.errors import InputError, Problem
from klyngepakke.printing.fetching import ROOT, theme_url
from klyngepakke.printing.fonts import FIELD_CSS, font_css
from klyngepakke.printing.qr import CODE_CSS

BASE = Path(__file__).parent / "ark" / "basis.css"


@dataclass(frozen=True)
class Style:
    """One part of the CSS: the name that messages use, the text, and where it lies."""

    name: str
    text: str
    url: str


_VARIABLE = re.compile(r"^  --([\w-]+): (.+?); /\* (.+?) \*/$", re.MULTILINE)

_LINE = re.compile(r"--linjefarve:\s*(#[0-9a-fA-F]{6})\b")


@dataclass(frozen=True)
class Variable:
    """A custom property that the core's CSS uses, and a theme may set.

    Attributes:
        name: Without the two dashes.
        default: Its value where no theme sets it.
        meaning: A Danish half sentence.
    """

    name: str
    default: str
    meaning: str


def base_variables() -> tuple[Variable, ...]:
    """Every variable of the core's CSS, in its order."""
    return tuple(Variable(*found) for found in _VARIABLE.findall(BASE.read_text("utf-8")))


def line_colour(theme: Theme) -> str:
    """The colour of writing lines as `#rrggbb`, for pictures, which know no CSS variables.

    Raises:
        InputError: A CSS file is not UTF-8.
    """
    texts = (BASE.read_text(encoding="utf-8"), *(_read(path) for path in theme.styles))
    found = [hit for text in (*texts, variables_css(theme)) for hit in _LINE.findall(text)]
    return str(found[-1])


def styles(theme: Theme, address: Callable[[Path], str] | None = None) -> Iterator[Style]:
    """All CSS of a theme.

    Args:
        theme: The theme.
        address: Gives the URL of a font file; the shelf's own where left out.

    Raises:
        InputError: A CSS file is not UTF-8.
    """
    address = address or (lambda path: theme_url(theme, path))
    yield Style("skrifttyper", f"{font_css(theme, address)}\n{CODE_CSS}", f"{ROOT}udseende/0/")
    yield Style(BASE.name, BASE.read_text(encoding="utf-8"), f"{ROOT}ark/")
    for path in theme.styles:
        yield Style(path.name, _read(path), theme_url(theme, path))
    yield Style("variabler", f"{variables_css(theme)}{FIELD_CSS}", f"{ROOT}udseende/0/")


def variables_css(theme: Theme) -> str:
    """The theme's variables as CSS custom properties."""
    lines = "".join(f"  --{name}: {text};\n" for name, text in theme.variables)
    return f":root {{\n{lines}}}\n"


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        problem = Problem("Stilarket er ikke UTF-8. Gem det som UTF-8.", path.name)
        raise InputError(problem) from None
