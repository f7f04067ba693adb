"""The colours of a theme: text that can be read, lines that are seen, and ink that is spared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from klyngepakke.content.colour import (
    ENOUGH,
    PAPER,
    READABLE,
    SEEN,
    contrast,
    darkened,
    grey,
    ink,
)
from klyngepakke.content.model import nearest
from klyngepakke.lint.look import Finding, Look, Setting
from klyngepakke.lint.stylesheets import colour, used
from klyngepakke.printing.stylesheet import base_variables

MOST_INK: Final = 0.08
"""How much of a surface may be ink: what an office copier lays down without clogging."""

_SURFACES: Final = ("", "flade", "flade-varm")
_TEXTS: Final = (("tekst", _SURFACES), ("daempet", _SURFACES), ("farve", ("",)))
_COLOURS: Final = ("farve", "tekst", "daempet", "streg", "linjefarve", "flade", "flade-varm")


def variables(look: Look) -> Iterator[Finding]:
    """Variables that nothing uses, that are no colour, or that have no effect."""
    known = {v.name for v in base_variables()}
    asked = {name for style, _ in look.sheets for name in used(style.text)} | known
    for name, setting in look.own.items():
        if name not in asked:
            hint = nearest(name, sorted(known))
            sentence = f"Ingen ark bruger variablen ”{name}”.{hint}"
            yield Finding("ukendt-variabel", setting.told(sentence), error=True)
        elif name in _COLOURS and colour(setting.text, look.values) is None:
            sentence = f'”{setting.text}” er ikke en hel farve. Skriv den som "#0b5a68".'
            yield Finding("ikke-en-farve", setting.told(sentence), error=True)
    for setting in look.in_styles():
        if look.values.get(setting.name) not in {setting.text, look.own[setting.name].text}:
            sentence = (
                f"”--{setting.name}” har ingen virkning her, for udseendet, det bygger på, sætter "
                "den senere. Skriv den under ”variabler” i udseende.yaml."
            )
            yield Finding("uden-virkning", setting.told(sentence), error=True)


def contrasts(look: Look) -> Iterator[Finding]:
    """Text that cannot be read on what it stands on, in colour or in a grey copy."""
    for name, grounds in _TEXTS:
        found = [one for ground in grounds for one in _on_ground(look, name, ground)]
        yield from sorted(found, key=lambda one: not one.error)[:1]  # the worst is enough to mend


def _on_ground(look: Look, name: str, surface: str) -> Iterator[Finding]:
    setting = look.own.get(name) or look.own.get(surface)
    text, ground = _hex(look, name), _hex(look, surface) if surface else PAPER
    if setting and text and ground:
        yield from _contrast(setting, name, surface, text, ground)


def _contrast(
    setting: Setting, name: str, surface: str, text: str, ground: str
) -> Iterator[Finding]:
    plain, copied = contrast(text, ground), contrast(grey(text), grey(ground))
    least = min(plain, copied)
    if least >= ENOUGH:
        return
    where = f"på ”{surface}”" if surface else "på hvidt papir"
    how = " i en grå kopi" if copied < plain else ""
    number = f"{least:.1f}".replace(".", ",")
    mend = (
        f' Prøv "{darkened(text)}".' if not surface else " Gør teksten mørkere eller fladen lysere."
    )
    if least < READABLE:
        sentence = (
            f"”{name}” kan ikke læses {where}{how}: kontrasten er {number}:1, og 4,5:1 er det "
            f"mindste.{mend}"
        )
        yield Finding("kontrast", setting.told(sentence), error=True)
    else:
        sentence = (
            f"”{name}” er svær at læse {where}{how} i dårligt lys: kontrasten er {number}:1; sigt "
            f"efter 7:1.{mend}"
        )
        yield Finding("svag-kontrast", setting.told(sentence))


def lines(look: Look) -> Iterator[Finding]:
    """Writing lines that a copy of a copy loses."""
    found, setting = _hex(look, "linjefarve"), look.own.get("linjefarve")
    if found and setting and contrast(grey(found)) < SEEN:
        sentence = f'Skrivelinjerne er for svage til en kopi af en kopi. Prøv "{_lined(found)}".'
        yield Finding("svage-linjer", setting.told(sentence))


def surfaces(look: Look) -> Iterator[Finding]:
    """Boxes that take more ink than they give."""
    for name in filter(None, _SURFACES):
        found, setting = _hex(look, name), look.own.get(name)
        if found and setting and ink(found) > MOST_INK:
            sentence = (
                f"”{name}” bruger {ink(found):.0%} blæk; brug højst {MOST_INK:.0%}, så teksten "
                "står klart, også på en kopi."
            )
            yield Finding("moerk-flade", setting.told(sentence.replace("%", "\N{NO-BREAK SPACE}%")))


def _lined(text: str) -> str:
    """The nearest darker colour whose lines are seen."""
    parts = [int(text[i : i + 2], 16) for i in (1, 3, 5)]
    for share in range(100, -1, -1):
        tried = "#" + "".join(f"{x * share // 100:02x}" for x in parts)
        if contrast(grey(tried)) >= SEEN:
            return tried
    return "#000000"


def _hex(look: Look, name: str) -> str:
    found = colour(look.values.get(name, ""), look.values)
    if found is None:
        return ""
    return "#" + "".join(f"{min(255, max(0, round(x * 255))):02x}" for x in found)
