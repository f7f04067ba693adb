"""Show: the slides as one HTML file for a browser, with a script of our own and nobody else's."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from klyngepakke.content.theme import Face, Theme
from klyngepakke.printing import standalone
from klyngepakke.printing.document import Document, File
from klyngepakke.printing.fetching import Shelf
from klyngepakke.printing.fonts import font_css
from klyngepakke.printing.produce import html_only
from klyngepakke.printing.stylesheet import BASE, variables_css

NAME: Final = "slides.html"

_OURS: Final = BASE.parent / "skaerm"
_WEIGHTS: Final = (400, 600)  # what the show's CSS asks for
# A theme's rules are for paper. What it says of colours and fonts is for the screen as well.
_ROOT: Final = re.compile(r":root\s*\{([^{}]*)\}")
_VARIABLE: Final = re.compile(r"--[\w-]+:\s*[^;{}<>]+;")


def show(document: Document, theme: Theme) -> File:
    """The slides as a browser shows them: no network, no file beside it.

    A theme gives its variables, fonts and logo; its templates and rules stay on paper, so that
    the only page that runs a script holds no stranger's markup.

    Args:
        document: What `planning.sheets.fremvisning` makes.
        theme: How the meeting looks.

    Raises:
        InputError: A logo, a font or a CSS file cannot be used.
    """

    def gathered(html: str, _: Shelf) -> str:
        return _gathered(html, Shelf(theme))

    html = html_only(document, _unfolded(theme), gathered=gathered)
    return File(NAME, "Slides til browseren", html.encode())


def _unfolded(theme: Theme) -> Theme:
    """The theme without its folders, where its own templates would be found."""
    return replace(theme, folders=())


def _gathered(html: str, shelf: Shelf) -> str:
    script = (_OURS / "fremvisning.js").read_text("utf-8")
    page = standalone.pictured(html, shelf)
    head, head_end, rest = page.partition("</head>")
    # What a person has written is escaped, and ends no body.
    body, body_end, after = rest.rpartition("</body>")
    return (
        f"{_policy(script)}{head}"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>\n{_css(shelf)}</style>\n{head_end}"
        f"{body}<script>{script}</script>\n{body_end}{after}"
    )


def _policy(script: str) -> str:
    """The page may run this script and no other, and fetch and send nothing."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    return (
        "<!doctype html>\n"
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        "font-src data:; form-action 'none'; base-uri 'none'\">\n"
    )


def _css(shelf: Shelf) -> str:
    theme = shelf.theme
    lettered = replace(theme, faces=tuple(_needed(theme.faces)))
    paths = (BASE, *theme.styles)
    rules = _ROOT.findall("\n".join([*map(_text, paths), variables_css(theme)]))
    known = "\n".join(found for rule in rules for found in _VARIABLE.findall(rule))
    fonts = font_css(lettered, lambda path: standalone.font_url(shelf, path), fields=False)
    own = _text(_OURS / "fremvisning.css")
    return "\n".join([fonts, f":root {{\n{known}\n}}", own]).replace("</", "<\\/")


def _text(path: Path) -> str:
    return path.read_text("utf-8-sig")


def _needed(faces: tuple[Face, ...]) -> Iterator[Face]:
    """The face nearest to each weight that is asked for; all of them would be half as much again."""
    for face in faces:
        alike = [f for f in faces if (f.family, f.italic) == (face.family, face.italic)]
        if any(face is min(alike, key=partial(_distance, weight)) for weight in _WEIGHTS):
            yield face


def _distance(weight: int, face: Face) -> int:
    return abs(face.weight - weight)
