"""The crowd: who comes in numbers, from names where there are names, else from the counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from klyngepakke.content.meeting import Participants
from klyngepakke.content.participants import MOST_PEOPLE, Person
from klyngepakke.errors import InputError, Problem
from klyngepakke.planning.seating import Crowd, alone, clinic_key

USUAL = 29
"""How many doctors a Danish cluster has on average; what a kit is made for when nobody says."""

_PARTNERS = 3
_UNKNOWN_TO_A_CLINIC = 2


def crowd(participants: Participants, people: tuple[Person, ...] = ()) -> Crowd:
    """Count who comes.

    With names the counts come from them. Without, one count that is missing follows from the
    others, and the clinics, where nobody counted them, are a third of those in partnerships
    and one for each solo doctor (one for every two whose practice form is not known).

    Args:
        participants: What the meeting says.
        people: The participant file's people, guests included; empty without a file.

    Raises:
        InputError: When the counts contradict each other, each problem with its key as place.
    """
    return _counted(participants, people) if people else _given(participants)


# --- From names ------------------------------------------------------------------------------


def _counted(participants: Participants, people: tuple[Person, ...]) -> Crowd:
    people = _completed(people)
    here = [person for person in people if person.role != "gæst"]
    if not here:
        sentence = "Deltagerfilen har kun gæster. Skriv også lægerne i den."
        raise InputError(Problem(sentence, place="deltagere.fil"))
    solo = sum(map(alone, here))
    partnership = sum(p.practice == "kompagniskab" and p.role in {"", "ejer"} for p in here)
    homeless = sum(not clinic_key(p) and not alone(p) for p in here)
    return Crowd(
        number=len(here),
        solo=solo,
        partnership=partnership,
        employed=sum(p.role in {"ansat", "uddannelseslæge"} for p in here),
        clinics=participants.clinics if homeless and participants.clinics else _clinics(here),
        unknown=any(not p.practice and p.role in {"", "ejer"} for p in here),
        estimated=bool(homeless and not participants.clinics),
        people=people,
        notes=tuple(_unused(participants, len(here))),
    )


def _completed(people: tuple[Person, ...]) -> tuple[Person, ...]:
    """A partnership is one for all in the clinic, also where a row leaves the form out."""
    partnerships = {clinic_key(p) for p in people if p.practice == "kompagniskab"} - {""}
    return tuple(
        replace(p, practice="kompagniskab")
        if not p.practice and p.role != "gæst" and clinic_key(p) in partnerships
        else p
        for p in people
    )


def _clinics(here: list[Person]) -> int:
    named = len({clinic_key(p) for p in here if clinic_key(p)})
    solo = sum(not clinic_key(p) and alone(p) for p in here)
    homeless = sum(not clinic_key(p) and not alone(p) for p in here)
    return named + solo + -(-homeless // _PARTNERS)


def _unused(participants: Participants, here: int) -> Iterator[str]:
    if participants.number and participants.number != here:
        yield (
            f"Der er skrevet {participants.number} deltagere, men deltagerfilen har {here} "
            "ud over gæsterne. Mappen følger filen."
        )


# --- From counts -----------------------------------------------------------------------------


def _given(said: Participants) -> Crowd:
    parts = (said.solo, said.partnership, said.employed)
    known = sum(part or 0 for part in parts)
    number = said.number or known or max(USUAL, said.clinics or 0)
    problems = tuple(_contradictions(said, number))
    if problems:
        raise InputError(*problems)
    solo, partnership, employed = _filled(parts, number)
    rest = number - solo - partnership - employed
    return Crowd(
        number=number,
        solo=solo,
        partnership=partnership,
        employed=employed,
        clinics=said.clinics or _estimate(solo, partnership, rest),
        unknown=rest > 0 or (said.solo is None and said.partnership is None),
        estimated=said.clinics is None,
        notes=tuple(_assumed(said, number, known, rest)),
    )


def _filled(parts: tuple[int | None, int | None, int | None], number: int) -> tuple[int, int, int]:
    """The counts with the one that was not given, as far as the others tell it."""
    solo, partnership, employed = parts
    rest = number - sum(part or 0 for part in parts)
    if solo is not None and partnership is not None:
        return solo, partnership, rest if employed is None else employed
    if solo is not None:
        return solo, rest, employed or 0
    if partnership is not None:
        return rest, partnership, employed or 0
    return 0, 0, employed or 0


def _estimate(solo: int, partnership: int, rest: int) -> int:
    clinics = solo + -(-partnership // _PARTNERS) + -(-rest // _UNKNOWN_TO_A_CLINIC)
    return max(1, clinics)


def _contradictions(said: Participants, number: int) -> Iterator[Problem]:
    if number > MOST_PEOPLE:
        sentence = f"Her står {number} deltagere; der er plads til {MOST_PEOPLE}."
        yield Problem(sentence, place="deltagere.antal")
    total = 0
    for key, part in (
        ("solo", said.solo),
        ("kompagniskab", said.partnership),
        ("ansat", said.employed),
    ):
        total += part or 0
        if part and total > number:
            sentence = (
                f"Solo, kompagniskab og ansat er tilsammen mindst {total}, men antal er {number}. "
                "Ret det tal, der er forkert."
            )
            yield Problem(sentence, place=f"deltagere.{key}")
            break
    if said.clinics and said.clinics > number:
        sentence = f"Der kan ikke komme {said.clinics} klinikker, når der kommer {number}."
        yield Problem(sentence, place="deltagere.klinikker")
    others = 1 if said.partnership else 0
    least = (said.solo or 0) + others
    if said.clinics and said.clinics < least:
        sentence = (
            f"{said.solo} er alene i deres klinik, så der er mindst {least} klinikker; "
            f"her står {said.clinics}."
        )
        yield Problem(sentence, place="deltagere.klinikker")


def _assumed(said: Participants, number: int, known: int, rest: int) -> Iterator[str]:
    if said.number is None and not known:
        yield (
            f"Antallet af deltagere er ikke oplyst. Mappen er lavet til {number}; "
            "skriv tallet, når I kender det."
        )
    if rest and (said.solo or said.partnership):
        yield (
            f"For {rest} af {number} deltagere er praksisformen ikke oplyst. Arkene har derfor "
            "både teksten til den, der er alene, og til flere læger."
        )
