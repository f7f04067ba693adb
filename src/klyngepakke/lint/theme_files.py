"""A theme's own CSS and templates: do they stay in its folder, and does anything use them?"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

from klyngepakke.content.model import nearest
from klyngepakke.errors import Problem
from klyngepakke.lint.look import Finding, Look
from klyngepakke.lint.stylesheets import addresses
from klyngepakke.printing.fetching import Refused, Shelf
from klyngepakke.printing.stylesheet import BASE

CORE: Final = BASE.parent

_BLOCK = re.compile(r"\{%-? *block (\w+)")
_EXTENDS = re.compile(r'\{% extends "([^"]+)" %\}')
_ASKED = re.compile(r"""\{%-? *(?:include|extends) +["']([^"']+)["']""")


def outside(look: Look) -> Iterator[Finding]:
    """CSS that asks for what is not in the theme's folder."""
    shelf = Shelf(look.theme)
    for style, own in look.sheets:
        for spot in addresses(style.text) if own else ():
            try:
                shelf.fetch(urljoin(style.url, spot.text))
            except Refused as refused:
                sentence = f"”{spot.text[:80]}” kan ikke bruges: {refused}"
                yield Finding("css-udenfor", look.at(style, spot, sentence), error=True)


def templates(look: Look) -> Iterator[Finding]:
    """Templates that replace none of the core's, and blocks that theirs do not have."""
    folder = look.folder / "ark"
    own = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8", "replace")
        for path in sorted(folder.rglob("*.html"))
        # Links in a ring make `resolve` stumble.
        if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(look.folder))
        and path.is_file()
    }
    known = {path.relative_to(CORE).as_posix() for path in CORE.rglob("*.html")}
    asked = {name for text in own.values() for name in _ASKED.findall(text)}
    for name, text in own.items():
        file = str(Path(look.found.shown_as).parent / "ark" / name)
        if name in known:
            yield from _strange_blocks(name, text, file)
        elif name not in asked:
            hint = nearest(name, sorted(known))
            sentence = f"Klyngepakke har ingen skabelon, der hedder ”{name}”.{hint}"
            yield Finding("ukendt-skabelon", Problem(sentence, file), error=True)


def _strange_blocks(name: str, text: str, file: str) -> Iterator[Finding]:
    there = _blocks(name)
    for number, line in enumerate(text.splitlines(), 1):
        for block in _BLOCK.findall(line):
            if block not in there:
                hint = nearest(block, sorted(there))
                sentence = f"”{name}” har ingen blok, der hedder ”{block}”.{hint}"
                yield Finding("ukendt-skabelon", Problem(sentence, file, number), error=True)


def _blocks(name: str) -> frozenset[str]:
    """The blocks of a template of the core, and of those that it extends."""
    text = (CORE / name).read_text("utf-8")
    above = _EXTENDS.search(text)
    return frozenset(_BLOCK.findall(text)) | (_blocks(above[1]) if above else frozenset())
