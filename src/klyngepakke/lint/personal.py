"""Rules about people: no pack names one, and no pack holds a number that leads to one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from klyngepakke.content.model import Loc
from klyngepakke.errors import Problem
from klyngepakke.lint.files import texts_beside
from klyngepakke.lint.rule import Hit, rule
from klyngepakke.lint.subject import Subject

_CPR = re.compile(r"(?<![\d-])(\d\d)(\d\d)(\d\d)[- ]?\d{4}(?![\d-]|\.\d)")
_PHONE = re.compile(
    r"(?<![\d.,/:-])(?<!\d )(?:\+45 ?)?([2-9]\d(?: ?\d\d){3}|[2-9]\d{3} \d{4})(?![\d/:-]|[.,]\d| \d)"
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}")
_RECORD = re.compile(
    r"\b(?:[Dd]r\.|[Dd]oktor|[Oo]verlæge(?:n)?|[Ss]peciallæge(?:n)?|[Ll]æge(?:n)?|[Ss]ygeplejerske(?:n)?"
    r"|[Ss]ekretær(?:en)?|[Pp]rofessor|[Ff]ru|[Hh]r\.)\s+[A-ZÆØÅ][a-zæøåé]+\b"
)
_SURNAMES = (
    "sen|gaard|gård|holm|lund|berg|strup|dahl|bæk|toft|kjær|skov|juhl|friis|bech|møller|krogh"
)
_FULL = re.compile(
    rf"\b[A-ZÆØÅ][a-zæøåé]+(?: [A-ZÆØÅ]\.| [A-ZÆØÅ][a-zæøåé]+)? [A-ZÆØÅ](?:[a-zæøåé]*(?:{_SURNAMES})|"
    r"øller|riis|rogh|jær|und|olm|ahl)\b"
)
_PROSE = (".html", ".md", ".txt")
_CENTURIES = (1900, 2099)
_OPEN = frozenset({"kontakt", "udgiver", "links", "link", "adresse", "kilde_url", "licens"})
_CREDITED = frozenset({"kilde", "ejer"})


@rule(
    "cpr-nummer",
    title="Et tal, der ligner et CPR-nummer",
    reason="En pakke sendes til mennesker, ingen kender, og kan ikke kaldes tilbage. Et CPR-nummer "
    "må aldrig være i den.",
    mend="Slet det. Er det noget andet, så skriv tallet på en anden måde.",
)
def cpr(subject: Subject) -> Iterator[Hit]:
    """Six digits that are a day and four more; the number is not said again."""
    for hit, text in _everything(subject):
        if any(_is_day(seen) for seen in _CPR.finditer(text)):
            yield _said(hit, "Her står et tal, der ligner et CPR-nummer. Slet det.")


def _is_day(seen: re.Match[str]) -> bool:
    day, month, year = map(int, seen.groups())
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False


@rule(
    "telefonnummer",
    title="Et telefonnummer",
    reason="Et nummer skifter, og så ringer nogen, der har det skidt, forgæves. Et privat nummer "
    "hører slet ikke hjemme i en pakke.",
    mend="Spørg efter nummeret under ”oplysninger”, og skriv {{navnet}} i teksten; så slår klyngen "
    "det op før mødet.",
)
def phone(subject: Subject) -> Iterator[Hit]:
    """Eight digits as a Danish telephone number is written."""
    for hit, text in _everything(subject):
        for seen in _PHONE.finditer(text):
            if not _is_date(seen[1]):
                yield _said(
                    hit,
                    f"”{seen[0]}” ligner et telefonnummer. Spørg efter det under ”oplysninger”, og "
                    "skriv {{navnet}} i teksten.",
                )


def _is_date(digits: str) -> bool:
    """Whether it is 20270304, or two years beside each other."""
    first, last = _CENTURIES
    plain = digits.replace(" ", "")
    years = (int(plain[:4]), int(plain[4:]))
    return first <= years[0] <= last and (" " in digits or plain[4:6] <= "12")


@rule(
    "mailadresse",
    title="En mailadresse i en tekst",
    reason="En adresse er oftest et menneskes. Den bliver ved med at stå i pakken, når mennesket "
    "har fået et andet arbejde.",
    mend="Skriv udgiverens adresse i ”kontakt”, og spørg efter andre under ”oplysninger”.",
)
def mail(subject: Subject) -> Iterator[Hit]:
    """Mail addresses anywhere but in the publisher's own keys."""
    for hit, text in _everything(subject):
        if seen := _MAIL.search(text):
            yield _said(
                hit,
                f"”{seen[0]}” er en mailadresse. Udgiverens står i ”kontakt”; spørg efter andre "
                "under ”oplysninger”.",
            )


@rule(
    "personnavn",
    title="Noget, der ligner et navn på en person",
    reason="En pakke handler aldrig om virkelige personer, heller ikke let forklædt. Lægerne i "
    "en klynge kender hinanden, og de gætter, hvem en case med et navn handler om.",
    mend="Skriv rollen: ”en sololæge”, ”sekretæren”, ”kommunens koordinator”.",
)
def person(subject: Subject) -> Iterator[Hit]:
    """A title before a name, or a first name before a Danish surname; sources are left out."""
    for hit, text in _everything(subject, but=_CREDITED):
        if seen := _RECORD.search(text) or _FULL.search(text):
            yield _said(
                hit,
                f"”{seen[0]}” ligner et navn på en person. Skriv rollen, fx ”en sololæge”.",
            )


def _everything(subject: Subject, but: frozenset[str] = frozenset()) -> Iterator[tuple[Hit, str]]:
    """Every text of the pack and of the files beside it, with an empty hit where it stands."""
    for loc, text in subject.texts():
        if not (_OPEN | but) & _keys(loc):
            yield Hit(loc, ""), text
    for name, number, line in texts_beside(subject, _PROSE):
        yield Hit((), "", (name,), Problem("", str(subject.folder / name), number, 1)), line


def _keys(loc: Loc) -> set[str]:
    return {step for step in loc if isinstance(step, str)}


def _said(hit: Hit, sentence: str) -> Hit:
    problem = hit.problem
    there = problem and Problem(sentence, problem.file, problem.line, problem.column)
    return Hit(hit.loc, sentence, hit.at, there)
