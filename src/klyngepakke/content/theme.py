"""Theme: how the sheets look: CSS, fonts, variables, a logo, and blocks it replaces."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from klyngepakke.content import names
from klyngepakke.content.model import Edition, FileName, Id, Line, Positive, YesNo, key, value
from klyngepakke.content.reading import Read, read
from klyngepakke.digests import passed_over
from klyngepakke.errors import InputError, Problem
from klyngepakke.files import reading

THEME_FILE = names.THEME_FILE

_NAME = re.compile(r"[a-zæøå][a-zæøå0-9_-]*")
# What a colour, a length, a number or a font name is made of: nothing that ends a declaration.
_VALUE = re.compile(r"[\wæøåÆØÅ#%.,()+*/\"' -]{1,200}")


@dataclass(frozen=True)
class Face:
    """One font file, and the family, weight and slant it answers to."""

    family: str
    file: Path
    weight: int
    italic: bool


@dataclass(frozen=True)
class Theme:
    """A look, with everything that it builds on folded in, once `base` is empty.

    Attributes:
        id: The theme's id.
        title: What a person calls it.
        edition: The theme's edition, as written.
        folders: Its own folder first, then those of the themes it builds on; `ark/` in them
            may hold templates that replace named blocks of the core's.
        styles: CSS files in the order they apply.
        faces: The fonts; nothing else is ever embedded.
        variables: CSS custom properties, name without the two dashes, and value.
        logo: A picture, or None.
        base: The id of the theme that it builds on and that is not folded in yet, or "".
        built_on: The ids of the themes that are folded in, the nearest first.
        about: For whom it is, or what it spares, in half a line; "" where nothing is said.
        origin: Where it came from, as a person knows it: a distribution, or a folder.
        code: Whether it came from a distribution with code of its own.
    """

    id: str
    title: str
    edition: str
    folders: tuple[Path, ...]
    styles: tuple[Path, ...]
    faces: tuple[Face, ...]
    variables: tuple[tuple[str, str], ...] = ()
    logo: Path | None = None
    base: str = ""
    built_on: tuple[str, ...] = ()
    about: str = ""
    origin: str = ""
    code: bool = False

    def on(self, base: Theme) -> Theme:
        """This theme with the one that it builds on folded in."""
        return dataclasses.replace(
            self,
            folders=self.folders + base.folders,
            styles=base.styles + self.styles,
            faces=base.faces + self.faces,
            variables=_merged(base.variables, dict(self.variables)),
            logo=self.logo or base.logo,
            base=base.base,
            built_on=(*self.built_on, base.id, *base.built_on),
        )

    def adapted(self, *, colour: str | None = None, logo: Path | None = None) -> Theme:
        """The same look in a cluster's colour (`#rrggbb`) and with its logo, where given."""
        variables = _merged(self.variables, {"farve": colour} if colour else {})
        return dataclasses.replace(self, variables=variables, logo=logo or self.logo)


@value
class FaceFile:
    """One font file, as `udseende.yaml` names it."""

    family: Line = key("navn", doc="Skriftens navn, som CSS bruger det.")
    file: FileName = key("fil", doc="Skriftfilen, TTF eller OTF.")
    weight: Positive = key("vægt", default=400, doc="400 er almindelig, 700 er fed.")
    italic: YesNo = key("kursiv", default=False, doc="Om skriften er kursiv.")


@value
class ThemeFile:
    """What stands in `udseende.yaml`."""

    id: Id = key("id", doc="Udseendets id.")
    title: Line = key("titel", doc="Udseendets navn.")
    edition: Edition = key("udgave", default="1", doc="Udseendets udgave.")
    about: Line = key("beskrivelse", default="", doc="Hvem det er til, på en halv linje.")
    base: Id | None = key("bygger_på", default=None, doc="Det udseende, som dette ændrer.")
    styles: tuple[FileName, ...] = key("stil", default=(), doc="CSS-filer i rækkefølge.")
    faces: tuple[FaceFile, ...] = key("skrifttyper", default=(), doc="Skrifter, der følger med.")
    variables: dict[str, Line] = key("variabler", default_factory=dict, doc="Farver og mål.")
    logo: FileName | None = key("logo", default=None, doc="Et logo: SVG, PNG eller JPEG.")


def read_theme(folder: Path) -> Theme:
    """Read the theme in a folder; what it builds on is named by `base`, and not looked for.

    Args:
        folder: The folder that holds `udseende.yaml`.

    Raises:
        InputError: With every problem of the file, and files that are not there.
    """
    return _own(theme_file(folder).value, folder)


def theme_file(folder: Path) -> Read[ThemeFile]:
    """What stands in a theme's folder, with the lines that it stands on.

    Raises:
        InputError: As `read_theme`.
    """
    path = folder / THEME_FILE
    if not _is_inside(path, folder):
        sentence = "Filen er en genvej ud af mappen. Læg selve filen i mappen."
        raise InputError(Problem(sentence, str(path)))
    found: Read[ThemeFile] = read(path, ThemeFile)
    problems = [*_missing_files(found, folder), *_bad_variables(found)]
    if problems:
        raise InputError(*problems)
    return found


def themes_under(folder: Path) -> tuple[Path, ...]:
    """The theme folders that a folder holds: itself, or those directly below it."""
    with reading(folder):
        if (folder / THEME_FILE).is_file():
            return (folder,)
        return tuple(sorted(p.parent for p in folder.glob(f"*/{THEME_FILE}")))


def _own(written: ThemeFile, folder: Path) -> Theme:
    return Theme(
        id=written.id,
        title=written.title,
        edition=written.edition,
        folders=(folder,),
        styles=tuple(folder / name for name in written.styles),
        faces=tuple(
            Face(face.family, folder / face.file, face.weight, face.italic)
            for face in written.faces
        ),
        variables=tuple(written.variables.items()),
        logo=folder / written.logo if written.logo else None,
        base=written.base or "",
        about=written.about,
    )


def _merged(
    variables: tuple[tuple[str, str], ...], changes: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    return tuple((dict(variables) | changes).items())


def _missing_files(found: Read[ThemeFile], folder: Path) -> Iterable[Problem]:
    written = found.value
    named: list[tuple[tuple[str | int, ...], str]] = [
        *((("stil", i), name) for i, name in enumerate(written.styles)),
        *((("skrifttyper", i, "fil"), face.file) for i, face in enumerate(written.faces)),
        *([(("logo",), written.logo)] if written.logo else []),
    ]
    for loc, name in named:
        path = folder / name
        if not _is_inside(path, folder):
            sentence = f"”{name}” er en genvej ud af udseendets mappe. Læg selve filen i mappen."
            yield found.problem(loc, sentence)
        elif passed_over(PurePath(name)):
            sentence = f"”{name}” ligger i en skjult systemmappe. Læg filen et andet sted."
            yield found.problem(loc, sentence)
        elif not path.is_file():
            yield found.problem(loc, f"Filen ”{name}” findes ikke i udseendets mappe.")


def _is_inside(path: Path, folder: Path) -> bool:
    """Whether a file is in the folder after all links; links in a ring make `resolve` stumble."""
    with reading(path):
        return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _bad_variables(found: Read[ThemeFile]) -> Iterable[Problem]:
    for name, text in found.value.variables.items():
        if not _NAME.fullmatch(name):
            sentence = (
                f"”{name}” kan ikke være navnet på en variabel: brug små bogstaver, tal og "
                "bindestreg."
            )
            yield found.problem(("variabler", name), sentence)
        elif not _VALUE.fullmatch(text) or "url(" in text.lower() or "//" in text:
            sentence = f"”{text}” kan ikke være en værdi: skriv en farve, et mål eller et navn."
            yield found.problem(("variabler", name), sentence)
