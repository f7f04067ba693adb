"""Guidance: the headings of a pack in Word, and the hints that stand under them in the form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from klyngepakke.writing.fields import Field, folded

TITLE: Final = "Skriv pakkens titel her"
ABOUT: Final = "Om pakken"
BLOCK: Final = "Blok"

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "om": (ABOUT, "Pakken", "Stamdata", "Oplysninger om pakken"),
    "formål": ("Formål",),
    "læringsmål": ("Læringsmål",),
    "afgrænsning": ("Afgrænsning",),
    "ramme": ("Program", "Programmet", "Ramme", "Rammen", "Dagsorden"),
    "gruppespørgsmål": ("Gruppespørgsmål",),
    "cases": ("Cases",),
    "emner": ("Emner",),
    "spørgeskema": ("Spørgeskema",),
    "evaluering": ("Evaluering",),
    "handleplan": ("Handleplan", "Eksempler på handleplaner"),
    "aftale": ("Aftale",),
    "fakta": ("Fakta", "Fakta med kilde", "Fakta og kilder"),
    "faldgruber": ("Faldgruber",),
    "bokse": ("Bokse",),
    "værktøjer": ("Værktøjer", "Værktøjer og henvisninger"),
    "materialer": ("Materialer",),
    "forberedelse": ("Forberedelse",),
    "oplysninger": ("Det, kun klyngen ved", "Oplysninger"),
    "gæster": ("Gæster",),
}
"""The headings by the pack's key; the first of each is the form's."""

NOT_IN_WORD: Final[Mapping[str, str]] = {
    "ark": "Egne ark kan ikke skrives i Word. Lav dem i pakkens mappe bagefter.",
    "undtagelser": "Undtagelser kan ikke skrives i Word. Skriv dem i pakke.yaml bagefter.",
    "versioner": "Versioner kan ikke skrives i Word. Skriv dem i pakke.yaml bagefter.",
}

HINTS: Final[Mapping[str, str]] = {
    "titel": TITLE,
    "form": (
        "De grå linjer er vejledning. De læses ikke med, så lad dem stå, eller slet dem. Lad "
        "overskrifter og tabellernes øverste række stå. Tomme rækker og afsnit, du ikke bruger, "
        "gør ikke noget."
    ),
    "om": "Skriv i den midterste kolonne. Et id er kort og består af a-z, tal og bindestreg.",
    "formål": "Formålet i én sætning.",
    "læringsmål": "Deltageren kan … Skriv ét mål på hver linje.",
    "afgrænsning": "Det, pakken ikke handler om.",
    "ramme": (
        "Aftenens punkter i rækkefølge, ét i hver række: velkomst, opfølgning, formalia, oplæg, "
        "afstemning, frit emne, runde, måltid, pause, socialt eller afslutning. En blok skrives "
        "som ”Blok 1”. Minutter er ét tal eller tre: mindst–helst–højst."
    ),
    "blok": (
        "En blok er en nummereret del af pakken. Skriv titlen efter kolonet, og lav flere blokke "
        "ved at kopiere hele afsnittet."
    ),
    "fase": (
        "Hver fase har sin egen overskrift: oplæg, resultater, refleksion, gruppearbejde, cases, "
        "plenum, demo, runde, formalia, afstemning eller handleplan. En egen titel skrives efter "
        "et kolon."
    ),
    "gruppespørgsmål": (
        "Ét spørgsmål i hver række. Skriv ”som fælles”, hvor den fælles tekst passer. Sæt x ved "
        "kerne på lige så mange, som bordet får, og ved fortroligt på dem, der tales om to og to. "
        "Ved klinikkernes egne borde står varianten øverst og alene; skriv den, så den kan læses "
        "uden den fælles tekst."
    ),
    "cases": "Korte historier uden virkelige personer. Skriv hvert spørgsmål på sin egen linje.",
    "spørgeskema": (
        "Skala er enig5, hyppig5, grad5, nrs, en, flere, tal eller fri. Egne svar skrives på hver "
        "sin linje, og enderne på 0–10 som ”slet ikke · fuldt ud”."
    ),
    "evaluering": "Højst to spørgsmål ud over de fælles.",
    "handleplan": "Eksempler, som klinikkerne kan begynde med.",
    "fakta": (
        "Alt, der påstår noget, står her med sin kilde. Status er bekræftet, lokal eller ikke "
        "bekræftet; kun det bekræftede trykkes."
    ),
    "faldgruber": "Det, der kan gå galt, og det, facilitatoren så gør.",
    "bokse": "En ramme med tekst på dagsorden, handleplan, drejebog eller afslutningsark.",
    "værktøjer": "Det, klinikkerne kan bruge bagefter.",
    "materialer": "Det, der skal bruges ud over det sædvanlige, ét på hver linje.",
    "forberedelse": "Det, der skal gøres før mødet, ét på hver linje.",
    "oplysninger": "Skriv {{id}} i en tekst, hvor klyngens eget svar skal stå.",
}
"""The grey lines of the form, by the pack's key and a few names more."""

KNOWN: Final = frozenset(
    folded(name) for names in (*HEADINGS.values(), tuple(NOT_IN_WORD)) for name in names
) | frozenset(map(folded, NOT_IN_WORD))
"""Every heading that means something wherever it stands, folded."""

_GUIDES: Final = {"vælg_cases": "Hvor mange cases bordet får; uden et tal får det dem alle."}
_BLOCK: Final = re.compile(
    r"(?:[0-9.]+\s+)?blok\b\s*(?P<number>[0-9]+)?\s*[:.–—-]?\s*(?P<title>.*)",
    re.IGNORECASE | re.DOTALL,
)
_HINTED: Final = frozenset(map(folded, HINTS.values()))


def guide_to(one: Field) -> str:
    """What the form says beside a field: what to write, and the words to choose from."""
    words = f" Vælg: {', '.join(w.replace('_', ' ') for w in one.words)}." if one.words else ""
    return _GUIDES.get(one.path[-1], one.doc) + words


def block_named(heading: str) -> tuple[str, str] | None:
    """The number and the title in `Blok 1: Titel`, each perhaps ""; None where it is no block."""
    found = _BLOCK.fullmatch(heading.strip())
    return (found["number"] or "", found["title"].strip(" :")) if found else None


def key_of(heading: str) -> str:
    """The pack's key that a heading means, or ""."""
    name = folded(re.sub(r"^[0-9]+ ", "", heading))
    keys = (key for key, names in HEADINGS.items() if name in map(folded, names))
    return next(keys, name if name in NOT_IN_WORD else "")


def is_hint(text: str) -> bool:
    """Whether a paragraph is one of the form's own grey lines, as it stood."""
    return folded(text) in _HINTED
