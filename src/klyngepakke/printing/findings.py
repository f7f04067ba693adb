"""Findings: what is doubtful about finished pages, and how a few lines tell of many of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_LONGEST: Final = 40
"""Letters of a stranger's text in a sentence."""

_PAGES: Final = 5
_SHEETS: Final = 3
_THINGS: Final = 2

SENTENCES: Final = {
    "uden-for-papiret": "Uden for papiret ligger {what}. Ryk det ind på siden.",
    "ikke-plads": "Der er ikke plads til {what}. Gør teksten kortere, eller giv den mere plads.",
    "oven-i": "Tekst dækker anden tekst: {what}. Gør den kortere, eller ryk den.",
    "kanten": "I de yderste 5 mm, som printere ikke når, ligger {what}. Gør margenen større.",
    "kontrast": "Kontrasten er for lille til, at man kan læse {what}. Gør teksten mørkere.",
    "kontrast-graa": "Udskrevet i gråt er kontrasten for lille til, at man kan læse {what}. "
    "Gør teksten mørkere.",
    "link-mangler": "Ved QR-koden står linket ikke, som det skal skrives: {what}. "
    "Skriv det lige ved siden af koden.",
    "kodens-rand": "QR-koden til {what} har ikke hvid plads hele vejen rundt. "
    "Ryk det, der ligger for tæt på.",
    "groft-billede": "På papir bliver {what} uskarpt; der skal mindst være 150 dpi. "
    "Brug en større fil, eller vis billedet mindre.",
    "tom-side": "Siden er tom. Fjern det sideskift, der laver den.",
    "naesten-tom": "Den sidste side er næsten tom. Gør teksten lidt kortere.",
    "meget-blaek": "Siden bruger meget blæk ({what} af papiret). Gør de mørke flader lysere.",
    "papir": "Siden er {what}, og det papir har printeren næppe. Brug A4, A5 eller 16:9.",
    "sidetal-flytter": "Listens egne sider flytter de sidetal, den skriver. Se efter i print.pdf, "
    "hvor hvert ark ligger.",
    "css": "CSS, der ikke forstås, er sprunget over: {what}.",
}
"""What is said of each rule, the gravest first; `{what}` is what it is about."""


@dataclass(frozen=True)
class Finding:
    """One thing that a person should look at before printing.

    Attributes:
        rule: A key of `SENTENCES`.
        page: From 1; 0 where it is the sheet as a whole.
        what: The text, the picture or the number that it is about, as it stands in the sentence.
    """

    rule: str
    page: int = 0
    what: str = ""


def quoted(text: str) -> str:
    """A stranger's text as a sentence shows it: one line, not long, in quotation marks."""
    line = " ".join(text.split())
    return f"”{line}”" if len(line) <= _LONGEST else f"”{line[:_LONGEST]}…”"


def told(found: Iterable[tuple[str, Finding]]) -> tuple[str, ...]:
    """One Danish line for each rule that has found something, the gravest first.

    Args:
        found: Every finding, with the title of its sheet; "" where only one sheet is spoken of.
    """
    listed = list(found)
    return tuple(
        _line(sentence, found_by)
        for rule, sentence in SENTENCES.items()
        if (found_by := [(title, one) for title, one in listed if one.rule == rule])
    )


def _line(sentence: str, found: Sequence[tuple[str, Finding]]) -> str:
    things = list(dict.fromkeys(one.what for _, one in found if one.what))
    said = sentence.format(what=_and_more(things, _THINGS, "sted mere", "steder mere"))
    where = _and_more(list(_places(found)), _SHEETS, "ark mere", "ark mere")
    return f"{where[:1].upper()}{where[1:]}: {said}" if where else said


def _places(found: Sequence[tuple[str, Finding]]) -> Iterator[str]:
    """Each sheet once, with its pages."""
    for title in dict.fromkeys(title for title, _ in found):
        pages = sorted({one.page for named, one in found if named == title and one.page})
        numbers = _and_more([str(page) for page in pages], _PAGES, "side mere", "sider mere")
        where = f"side {numbers}" if pages else ""
        yield f"{title} ({where})" if title and where else title or where


def _and_more(items: Sequence[str], most: int, one: str, several: str) -> str:
    """`a, b og c`; past a few, `a, b og 7 steder mere`."""
    rest = len(items) - most
    shown = [*items[:most], *([f"{rest} {one if rest == 1 else several}"] if rest > 0 else [])]
    *first, last = shown or [""]
    return f"{', '.join(first)} og {last}" if first else last
