"""Themes under the lint: can a look be read, is it whole, and does it keep every sheet?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from klyngepakke.content.meeting import Meeting
from klyngepakke.content.theme import Theme, read_theme, theme_file
from klyngepakke.errors import InputError, Problem
from klyngepakke.lint import theme_colours, theme_files, theme_fonts, theme_logo
from klyngepakke.lint.look import Finding, Look
from klyngepakke.lint.report import Advice
from klyngepakke.lint.theme_paper import TOO_LARGE, on_paper, sample
from klyngepakke.plugins import Catalogue
from klyngepakke.plugins.looks import looks
from klyngepakke.road import Maker
from klyngepakke.road.worker import shared

THEME_RULES: Final[Mapping[str, str]] = {
    "ukendt-variabel": "En variabel, som ingen ark bruger; det nærmeste rigtige navn bliver nævnt.",
    "ikke-en-farve": "En farve, der ikke er en hel farve.",
    "uden-virkning": (
        "En variabel i en CSS-fil, som udseendet, det bygger på, sætter igen bagefter."
    ),
    "kontrast": "Tekst under 4,5:1 mod det, den står på, i farve eller i en grå kopi.",
    "svag-kontrast": "Tekst under 7:1, som er svær at læse i dårligt lys.",
    "svage-linjer": "Skrivelinjer under 3:1, som en kopi af en kopi mister.",
    "moerk-flade": "En flade med mere end 8 % blæk.",
    "skriftfil": "En skriftfil, der ikke kan læses.",
    "skriftlicens": "En skrift uden sin licens, eller en, der ikke må lægges i en PDF.",
    "skriftsnit": "Et snit, der mangler (400, 600, kursiv), eller som ikke er det, der står.",
    "skrift-mangler": "En skrift, der ikke er nogen fil til.",
    "tabeltal": "Tal, der ikke er lige brede.",
    "tegn": (
        "Et tegn, arkene bruger, som skriften ikke har: æøå, felter, pile, streger, citationstegn."
    ),
    "logo": "Et logo, der ikke kan bruges, bliver kornet, for lyst eller for lille.",
    "ukendt-skabelon": (
        "En skabelon eller en blok, som klyngepakke ikke har, så den aldrig bliver brugt."
    ),
    "css-udenfor": "CSS, der henter noget, som ikke ligger i udseendets mappe.",
    "css-ukendt": "CSS, der ikke forstås og springes over.",
    "ark": "Et ark, der ikke kan laves, eller som har noget, der skal ses efter.",
    TOO_LARGE: "Et ark, der er større, end et ark må være.",
    "sidetal": "Et ark, der får et andet antal sider end med det udseende, det bygger på.",
}
"""What is looked for in a theme, by the rule's id; each a Danish sentence."""

_CHECKS: Final[tuple[Callable[[Look], Iterable[Finding]], ...]] = (
    theme_colours.variables,
    theme_colours.contrasts,
    theme_colours.lines,
    theme_colours.surfaces,
    theme_fonts.faces,
    theme_fonts.families,
    theme_logo.logo,
    theme_files.templates,
    theme_files.outside,
)


@dataclass(frozen=True)
class ThemeReport:
    """Everything that was found in a theme.

    Attributes:
        errors: What must be mended before the theme can be used.
        advice: What is worth mending.
        theme: The theme, what it builds on folded in; None where it could not be read.
        sheets: How many sheets of the example meeting were laid out.
        too_large: Whether one of them took more than an honest one.
    """

    errors: tuple[Problem, ...]
    advice: tuple[Advice, ...] = ()
    theme: Theme | None = None
    sheets: int = 0
    too_large: bool = False


def examine_theme(
    folder: Path,
    catalogue: Catalogue,
    make: Maker | None = None,
    *,
    pack: str | None = None,
    paper: bool = True,
) -> ThemeReport:
    """Everything that is wrong with the theme in a folder, and everything worth mending.

    Args:
        folder: The folder that holds `udseende.yaml`.
        catalogue: The themes that it may build on, and the packs to try it with.
        make: What makes a sheet; the worker of every build without it.
        pack: The pack whose example meeting is laid out; the one marked as an example without.
        paper: Whether it is.
    """
    try:
        theme = with_base(folder, catalogue)
        look = Look(theme_file(folder), theme)
        found = [one for check in _CHECKS for one in check(look)]
    except InputError as error:
        return ThemeReport(error.problems)
    laid = 0
    if paper and not any(one.error for one in found):
        documents = sample(catalogue.pack(pack or _exemplary(catalogue)))
        base = _base(theme, catalogue)
        found += on_paper(theme, base, documents, catalogue, make or shared())
        laid = len(documents)
    ordered = sorted(found, key=lambda one: _at(one.problem))
    return ThemeReport(
        errors=tuple(dict.fromkeys(one.problem for one in ordered if one.error)),
        advice=tuple(dict.fromkeys(Advice(x.rule, x.problem) for x in ordered if not x.error)),
        theme=theme,
        sheets=laid,
        too_large=any(one.rule == TOO_LARGE for one in found),
    )


def _at(problem: Problem) -> tuple[bool, str, int, int]:
    """Where in the files, in their order; what stands in none comes last."""
    return not problem.file, problem.file, problem.line, problem.column


def with_base(folder: Path, catalogue: Catalogue) -> Theme:
    """The theme in a folder, what it builds on folded in.

    Raises:
        InputError: What is wrong with it, or its base is not there.
    """
    own = replace(read_theme(folder), origin=str(folder))
    others = {name: one for name, one in catalogue.themes.items() if name != own.id}
    found = looks([own], others.values())
    if own.id not in found.themes:
        raise InputError(*(reason for b in found.broken for reason in b.reasons))
    return found.themes[own.id]


def _base(theme: Theme, catalogue: Catalogue) -> Theme | None:
    """The theme to compare with: the one it builds on, else the usual one."""
    usual: str = Meeting.__dataclass_fields__["theme"].default
    name = theme.built_on[0] if theme.built_on else usual
    return catalogue.themes.get(name) if name != theme.id else None


def _exemplary(catalogue: Catalogue) -> str:
    marked = [name for name, one in catalogue.packs.items() if one.pack.exemplary]
    if not catalogue.packs:
        raise InputError("Her er ingen pakker. Se hvorfor med ”klyngepakke pakke liste”.")
    return (marked or list(catalogue.packs))[0]
