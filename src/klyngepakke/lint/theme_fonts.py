"""The fonts of a theme: can they write everything, in every weight, and may they be shared?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from klyngepakke.content.model import nearest
from klyngepakke.content.theme import Face
from klyngepakke.errors import InputError, Problem
from klyngepakke.lint.faces import LICENCES, NEEDED, SUFFIXES, Font, font
from klyngepakke.lint.look import Finding, Look

NOT_IN_HEADINGS: Final = "☐☑✓"

_SEMIBOLD, _BOLD, _MIDDLE = 600, 800, 500
_FAMILIES: Final = ("skrift", "skrift-overskrift")


def faces(look: Look) -> Iterator[Finding]:
    """Font files that cannot be read, that may not be shared, or that are not what is said."""
    alone = None
    for i, face in enumerate(look.found.value.faces):
        path, at = look.folder / face.file, ("skrifttyper", i, "fil")
        try:
            read = font(path)
        except InputError as error:
            sentence = error.problems[0].sentence
            yield Finding("skriftfil", look.found.problem(at, sentence), error=True)
            continue
        for rule, sentence in _about(face.weight, read, italic=face.italic):
            yield Finding(rule, look.found.problem(at, sentence))
        if alone is None and not _licensed(path, look.folder):
            sentence = (
                "Ved siden af skriftfilen mangler dens licens. Læg den som en tekstfil, fx "
                "OFL.txt, i samme mappe."
            )
            alone = Finding("skriftlicens", look.found.problem(at, sentence))
    if alone:  # one licence is mostly for them all
        yield alone


def _about(weight: int, read: Font, *, italic: bool) -> Iterator[tuple[str, str]]:
    if not read.embeddable:
        yield (
            "skriftlicens",
            "Skriften siger selv, at den ikke må lægges i en PDF. Spørg den, der ejer den.",
        )
    if (read.weight, read.italic) != (weight, italic):
        slant = ", kursiv: ja" if read.italic else ""
        yield (
            "skriftsnit",
            f"Filen har vægt {read.weight}{', kursiv' if read.italic else ''}. Skriv ”vægt: {read.weight}{slant}”, eller vælg en anden fil.",
        )
    if not read.tabular:
        yield (
            "tabeltal",
            "Skriftens tal er ikke lige brede, så klokkeslæt og tal flugter ikke under hinanden.",
        )


def families(look: Look) -> Iterator[Finding]:
    """The families that text is set in: is there a file, and every weight and sign?"""
    for variable in _FAMILIES:
        name = _family(look.values.get(variable, ""))
        cut = [face for face in look.theme.faces if face.family == name]
        setting = look.own.get(variable)
        at = setting.at if setting else _named(look, name)
        if at is None:
            continue  # all of it is the theme's that this one builds on
        if not cut:
            hint = nearest(name, sorted({f.family for f in look.theme.faces}))
            sentence = f"Skriften ”{name}” er der ingen fil til. Læg den under ”skrifttyper”.{hint}"
            yield Finding("skrift-mangler", _moved(at, sentence), error=True)
            continue
        heading = variable != _FAMILIES[0]
        for sentence in _cuts(name, cut, heading=heading):
            yield Finding("skriftsnit", _moved(at, sentence))
        yield from _signs(look, name, cut, at, NOT_IN_HEADINGS if heading else "")


def _cuts(name: str, cut: list[Face], *, heading: bool) -> Iterator[str]:
    upright = [face.weight for face in cut if not face.italic]
    if not any(_SEMIBOLD <= weight < _BOLD for weight in upright):
        yield (
            f"”{name}” mangler et halvfedt snit (vægt 600 eller 700). Overskrifter og fremhævet "
            "tekst bliver efterlignet."
        )
    if not heading and not any(weight <= _MIDDLE for weight in upright):
        yield f"”{name}” mangler et almindeligt snit (vægt 400)."
    if not heading and not any(face.italic for face in cut):
        yield f"”{name}” mangler et kursivt snit. Kursiv tekst bliver efterlignet."


def _signs(look: Look, name: str, cut: list[Face], at: Problem, spared: str) -> Iterator[Finding]:
    found = _lacked(face for face in cut if not face.italic)
    lacks = "".join(sign for sign in found if sign not in spared)
    lost = "".join(sign for sign in lacks if sign in _lost(look))
    if lost:
        sentence = f"Ingen af skrifterne har {_listed(lost)}. Uden dem kan arkene ikke laves."
        yield Finding("tegn", _moved(at, sentence), error=True)
    elif lacks:
        sentence = f"”{name}” har ikke {_listed(lacks)}. De bliver sat med en anden skrift."
        yield Finding("tegn", _moved(at, sentence))


def _lost(look: Look) -> str:
    """The signs that no upright face of the theme has."""
    fonts = [_lacked([face]) for face in look.theme.faces if not face.italic]
    return "".join(sign for sign in NEEDED if all(sign in lacks for lacks in fonts))


def _lacked(cut: Iterable[Face]) -> str:
    """The needed signs that one of the faces lacks; a file that cannot be read is told elsewhere."""
    found = ""
    for face in cut:
        try:
            found += font(face.file).lacks
        except InputError:
            continue
    return "".join(sign for sign in NEEDED if sign in found)


def _listed(signs: str) -> str:
    return " ".join(f"”{sign}”" if sign not in "”“" else f"»{sign}«" for sign in signs)


def _licensed(path: Path, folder: Path) -> bool:
    return any(
        LICENCES.fullmatch(file.name)
        for place in {path.parent, folder}
        for file in place.iterdir()
        if file.suffix.lower() not in SUFFIXES
    )


def _family(stack: str) -> str:
    return stack.split(",", maxsplit=1)[0].strip().strip("\"'")


def _named(look: Look, name: str) -> Problem | None:
    """Where the theme's own file names a family; None where it does not."""
    for i, face in enumerate(look.found.value.faces):
        if face.family == name:
            return look.found.problem(("skrifttyper", i, "navn"), "")
    return None


def _moved(at: Problem, sentence: str) -> Problem:
    return Problem(sentence, at.file, at.line, at.column, at.place)
