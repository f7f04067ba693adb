"""`klyngepakke udseende liste`: the themes there are."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from klyngepakke.commands.shared import Parsers, Subparsers, say_json, with_packs

if TYPE_CHECKING:
    from klyngepakke.content.theme import Theme


def add(family: Subparsers) -> Parsers:
    """Add the command to its family."""
    parser = family.add_parser("liste", help="alle udseender på denne computer")
    parser.add_argument("--json", action="store_true", help="som JSON til andre programmer")
    with_packs(parser)
    parser.set_defaults(run=run)
    yield "udseende liste", parser


def run(found: argparse.Namespace) -> int:
    """Every theme, with what it builds on and where it is from."""
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack

    known = catalogue(found.packs)
    themes = sorted(known.themes.values(), key=lambda theme: theme.id)
    if found.json:
        say_json([_as_json(theme) for theme in themes])
        return 0
    for theme in themes:
        print("\n".join(_entry(theme)))
    for note in known.look_notes.values():
        print(note)
    for broken in known.broken:
        print(f"Kan ikke bruges: {broken}")
    return 0


def _entry(theme: Theme) -> Iterator[str]:
    base = f", bygger på {theme.built_on[0]}" if theme.built_on else ""
    code = ", indeholder kode" if theme.code else ""
    about = f": {theme.about}" if theme.about else ""
    yield f"{theme.id:<24} {theme.title}{about}"
    yield f"{'':<24} udgave {theme.edition}{base}; fra {theme.origin}{code}"


def _as_json(theme: Theme) -> dict[str, object]:
    return {
        "id": theme.id,
        "titel": theme.title,
        "beskrivelse": theme.about,
        "udgave": theme.edition,
        "bygger_på": list(theme.built_on),
        "oprindelse": theme.origin,
        "kode": theme.code,
    }
