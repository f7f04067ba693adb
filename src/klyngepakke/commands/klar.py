"""`klyngepakke klar`: is this computer ready, and what mends what is not?"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from klyngepakke.commands.shared import Parsers, Subparsers
from klyngepakke.errors import FileError

_MISSING = 69
_PROGRAMS = ("weasyprint", "jinja2", "pydantic", "pikepdf")


@dataclass(frozen=True)
class _Finding:
    """One thing that was looked at; `mend` is the command where it is not in order.

    What `doubtful` says of does not stop PDF files from being made.
    """

    sentence: str
    mend: str = ""
    doubtful: bool = False


def add(commands: Subparsers) -> Parsers:
    """Add the command to the line."""
    parser = commands.add_parser("klar", help="er computeren klar til at lave PDF-filer?")
    parser.set_defaults(run=run)
    yield "klar", parser


def run(found: argparse.Namespace) -> int:
    """Say one sentence a finding, and the one command that mends it."""
    del found
    findings = [*_libraries(), *_fonts(), *_folders(), *_packs(), *_versions()]
    for finding in findings:
        word = "Mangler" if finding.mend else "Se efter" if finding.doubtful else "I orden"
        print(f"{word}: {finding.sentence}")
        if finding.mend:
            print(f"         Skriv: {finding.mend}")
    wrong = any(f.mend for f in findings)
    print("\nKan ikke lave PDF endnu." if wrong else "\nComputeren er klar.")
    return _MISSING if wrong else 0


def _libraries() -> Iterator[_Finding]:
    from klyngepakke.printing import engine  # noqa: PLC0415 - not needed for help

    lacking = engine.missing()
    for name in lacking:
        yield _Finding(f"{name}, som sætter teksten på siden, er ikke installeret.", engine.mend())
    if not lacking:
        yield _Finding("Pango og harfbuzz-subset er installeret.")


def _fonts() -> Iterator[_Finding]:
    from klyngepakke.plugins import catalogue, told  # noqa: PLC0415 - reads every pack

    packs = catalogue()
    again = f"{sys.executable} -m pip install --force-reinstall klyngepakke"
    for theme in packs.themes.values():
        lost = [face.file.name for face in theme.faces if not face.file.is_file()]
        if lost:
            yield _Finding(f"Skrifttyper i ”{theme.id}” mangler: {', '.join(lost)}.", again)
        else:
            yield _Finding(f"Udseendet ”{theme.id}” har sine {len(theme.faces)} skrifttyper.")
    if not packs.themes:
        yield _Finding("Der er intet udseende installeret.", again)
    for broken in packs.broken:
        yield _Finding(told(broken), doubtful=True)


def _folders() -> Iterator[_Finding]:
    import tempfile  # noqa: PLC0415 - only used here

    for place, what in (
        (Path.cwd(), "Mappen her"),
        (Path(tempfile.gettempdir()), "Mappen til midlertidige filer"),
    ):
        if os.access(place, os.W_OK):
            yield _Finding(f"{what} kan skrives: {place}")
        else:
            yield _Finding(f"{what} kan ikke skrives: {place}", f"cd {Path.home()}")


def _packs() -> Iterator[_Finding]:
    from klyngepakke.content.sources_file import SOURCES_FILE  # noqa: PLC0415 - pydantic
    from klyngepakke.files import check_writable  # noqa: PLC0415 - not needed for help
    from klyngepakke.places import pack_folder, settings_folder  # noqa: PLC0415 - as above

    try:
        check_writable(pack_folder())
    except FileError as error:
        yield _Finding(f"Pakker kan ikke installeres. {error}", doubtful=True)
    else:
        yield _Finding(f"Pakker, du installerer, ligger i {pack_folder()}")
    yield _Finding(f"Fælles mapper med pakker nævnes i filen {settings_folder() / SOURCES_FILE}")


def _versions() -> Iterator[_Finding]:
    from importlib.metadata import version  # noqa: PLC0415 - it is slow, and not needed for help

    names = ", ".join(f"{name} {version(name)}" for name in _PROGRAMS)
    yield _Finding(
        f"klyngepakke {version('klyngepakke')} på Python {sys.version.split()[0]}; {names}."
    )
