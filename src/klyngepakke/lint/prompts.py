"""Rules about the prompts: everyone can answer them, and they hold no answer themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from klyngepakke.content.model import Loc
from klyngepakke.lint.rule import Hit, rule
from klyngepakke.lint.subject import Subject

_UNITS = "mmol|mol/mol|mmhg|mg|µg|mcg|ug|ng|pg|g/l|ml/min|ml|kg/m|kg|iu|ie|u/l|procent|bpm|slag/min"
_THRESHOLD = re.compile(
    rf"[≥≤<>]\s*\d|\d\s*%|\b(?:over|under|mindst|højst|fra)\s+\d+(?:[.,]\d+)?\s*(?:{_UNITS})\b"
    rf"|\d\s*(?:mmol|mol/mol|mmhg|mg/|µg|ml/min|kg/m)|\b\d{{3}}/\d{{2,3}}\b",
    re.IGNORECASE,
)


@rule(
    "uden-solo",
    title="Et gruppespørgsmål uden tekst til sololægen",
    reason="Mange læger er alene i deres klinik. Et spørgsmål om ”jer i klinikken” kan de ikke "
    "svare på uden at oversætte det, og så sidder de over, mens de andre taler.",
    mend="Skriv ”solo:” med spørgsmålet til den, der er alene. Passer den fælles tekst, så skriv "
    "”solo: som fælles”.",
)
def without_solo(subject: Subject) -> Iterator[Hit]:
    """Prompts that say nothing to a doctor who is alone."""
    for loc, prompt in subject.prompts():
        if prompt.solo is None:
            yield Hit(
                loc,
                f"Spørgsmålet ”{prompt.id}” har ingen tekst til sololægen. Skriv ”solo:”, eller "
                "”solo: som fælles”, hvis den fælles tekst passer.",
            )


@rule(
    "graensevaerdi",
    title="En grænseværdi i et gruppespørgsmål",
    reason="En grænse flytter sig, når vejledningen gør, og på bordarket står den uden kilde og "
    "dato. Den lukker også samtalen: et tal at være over eller under er ikke et spørgsmål.",
    mend="Skriv ”målet i den vejledning, klyngen har valgt”, og læg tallet under ”fakta” med kilde "
    "og dato.",
)
def threshold(subject: Subject) -> Iterator[Hit]:
    """Prompts, topics' questions and cases' questions that hold a threshold."""
    for loc, text in _asked(subject):
        if seen := _THRESHOLD.search(text):
            yield Hit(
                loc,
                f"”{_around(text, seen)}” ligner en grænseværdi. Skriv ”målet i den vejledning, "
                "klyngen har valgt”, og læg tallet under ”fakta” med kilde og dato.",
            )


def _asked(subject: Subject) -> Iterator[tuple[Loc, str]]:
    for loc, prompt in subject.prompts():
        for word, text in (
            ("tekst", prompt.text),
            ("solo", prompt.solo),
            ("kompagniskab", prompt.partnership),
            ("ansat", prompt.employed),
        ):
            if text:
                yield (*loc, word), text
    for i, topic in enumerate(subject.pack.topics):
        yield ("emner", i, "spørgsmål"), topic.ask
    for i, case in enumerate(subject.pack.cases):
        for j, ask in enumerate(case.ask):
            yield ("cases", i, "spørg", j), ask


def _around(text: str, seen: re.Match[str]) -> str:
    """The words about what was seen, whole words at both ends."""
    start = text.rfind(" ", 0, seen.start()) + 1
    end = text.find(" ", seen.end())
    return text[start : end if end >= 0 else len(text)]
