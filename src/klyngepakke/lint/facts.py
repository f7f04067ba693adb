"""Rules about what is claimed: who says so, when they said it, and when it is read again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from klyngepakke.content.model import Loc
from klyngepakke.content.times import short_date_text
from klyngepakke.lint.rule import Hit, rule
from klyngepakke.lint.subject import Subject

_CONFIRMED = "bekræftet"
_CLAIM = re.compile(
    r"\d\s*(?:%|procent\b)|\b(?:studier|forskning(?:en)?|undersøgelser|evidens(?:en)?)\s+(?:har\s+)?"
    r"(?:viser|vist|peger|tyder)\b",
    re.IGNORECASE,
)
_SAID = ("tekst", "sig", "gør", "lokalt", "mål", "bro", "lyt_efter", "note")
_ELSEWHERE = ("fakta", "spørgeskema", "evaluering", "ark", "undtagelser", "versioner", "værktøjer")


@rule(
    "faktum-uden-dato",
    title="Et faktum uden dato for næste gennemsyn",
    reason="Et tal er rigtigt, da det bliver skrevet. Uden en dato for næste gennemsyn står det på "
    "papiret, til nogen tilfældigt opdager, at det er forkert.",
    mend="Skriv ”gennemses” på faktummet: den dag, nogen skal læse kilden igen.",
)
def no_review(subject: Subject) -> Iterator[Hit]:
    """Confirmed facts without a date to be read again."""
    for i, fact in enumerate(subject.pack.facts):
        if fact.status == _CONFIRMED and fact.review_by is None:
            yield Hit(
                ("fakta", i),
                f"Faktummet ”{fact.id}” har ingen dato for næste gennemsyn. Skriv ”gennemses”, fx et "
                "år efter, at du læste kilden.",
            )


@rule(
    "forfalden",
    title="Noget, der skulle have været læst igen",
    reason="Datoen er sat af den, der læste kilden. Når den er gået, er der ingen, der står "
    "inde for, at det stadig er rigtigt, og facilitatoren bliver advaret ved hvert møde.",
    mend="Læs kilden igen. Ret teksten, og skriv den nye dato i ”tjekket” og ”gennemses”.",
)
def overdue(subject: Subject) -> Iterator[Hit]:
    """The pack, or a confirmed fact, past its review date on the day of the check."""
    if _is_past(subject.pack.review_by, subject.today):
        yield Hit(("gennemses",), f"Pakken {_late(subject.pack.review_by)} Læs den igennem.")
    for i, fact in enumerate(subject.pack.facts):
        if fact.status == _CONFIRMED and _is_past(fact.review_by, subject.today):
            yield Hit(
                ("fakta", i, "gennemses"),
                f"Faktummet ”{fact.id}” {_late(fact.review_by)} Læs kilden igen.",
            )


def _is_past(day: date | None, today: date) -> bool:
    return day is not None and day < today


def _late(day: date | None) -> str:
    when = short_date_text(day) if day else ""
    return f"skulle have været set efter senest {when}."


@rule(
    "paastand-uden-kilde",
    title="En påstand uden kilde",
    reason="Et tal i en tekst er en påstand om verden. Uden kilde og dato kan ingen se, hvem der "
    "siger det, og ingen opdager, når det er blevet et andet.",
    mend="Flyt påstanden til ”fakta” med kilde og dato. En ”regel” på et emne skal nævne sit "
    "faktum i ”fakta”.",
)
def unsourced(subject: Subject) -> Iterator[Hit]:
    """Shares and ”studies show” outside the facts, and topics' rules without one."""
    for loc, text in subject.texts():
        if _is_said(loc) and (seen := _CLAIM.search(text)):
            yield Hit(
                loc,
                f"”{_clip(text, seen)}” er en påstand uden kilde. Flyt den til ”fakta” med kilde og "
                "dato.",
            )
    for i, topic in enumerate(subject.pack.topics):
        if topic.rule and not topic.facts:
            yield Hit(
                ("emner", i, "regel"),
                f"Emnet ”{topic.id}” har en regel uden kilde. Læg reglens kilde under ”fakta”, og "
                "nævn den i emnets ”fakta”.",
            )


def _is_said(loc: Loc) -> bool:
    """Whether a text is what somebody says or reads as true; a case is a story."""
    words = [step for step in loc if isinstance(step, str)]
    in_prompt = "gruppespørgsmål" in words or words[0] == "cases"
    return words[0] not in _ELSEWHERE and words[-1] in _SAID and not in_prompt


def _clip(text: str, seen: re.Match[str]) -> str:
    start = text.rfind(" ", 0, max(seen.start() - 20, 0)) + 1
    end = text.find(" ", seen.end() + 15)
    return " ".join(text[start : end if end >= 0 else len(text)].split())
