"""Rules about time: what bodies and tables can do, and whether the clock can give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from klyngepakke.content.pack import Pack, Phase, Version
from klyngepakke.content.times import minutes_text
from klyngepakke.lint.rule import Hit, in_shapes, rule
from klyngepakke.lint.shape import Part, Shape
from klyngepakke.lint.subject import Subject

GROUPS = ("gruppearbejde", "cases")
_PROMPT = 7
_CASE = 10
_ROLE_PLAY = 15
_SITTING = 95  # as a build warns of: an hour and a half, its clock times on five minutes
_BREAKS = ("pause", "måltid", "socialt")
_GIVE = 10  # percent
_IN_TITLE = re.compile(r"\b(\d{1,4}) min(?:utter|\.)?")


@rule(
    "for-kort-tid",
    title="For kort tid til det, bordet får",
    reason="Fem læger bruger 7–9 minutter på et spørgsmål, 10 på en case og 15 på et rollespil. "
    "Får de mindre, når kun den hurtigste at svare.",
    mend="Giv fasen flere minutter i ”mindst”, eller sæt ”vælg” eller ”vælg_cases” ned.",
)
def too_short(subject: Subject) -> Iterator[Hit]:
    """Group work whose least minutes do not hold what the table gets."""
    yield from in_shapes(subject, _hurried)


def _hurried(shape: Shape) -> Iterator[Hit]:
    for part in shape.parts:
        if part.phase and part.kind in GROUPS:
            yield from _too_short(shape, part, part.phase)


def _too_short(shape: Shape, part: Part, phase: Phase) -> Iterator[Hit]:
    prompts, cases = _given(shape.pack, phase)
    least, needed = part.minutes.least, _PROMPT * prompts + cases
    if least < needed:
        told = f"kan blive {minutes_text(least)}, men det, bordet får, tager {needed}"
        advice = f"Sæt ”mindst” til {needed}, eller vælg færre spørgsmål eller cases."
        yield Hit(part.loc, f"{shape.named}{part.label} {told}. {advice}")
    elif part.cut_to is not None:  # a phase that is cut gets one prompt fewer, never none
        needed = _PROMPT * max(min(prompts, 1), prompts - 1) + cases
        if part.cut_to < needed:
            told = f"kan skæres til {minutes_text(part.cut_to)}, men det, der er tilbage, tager"
            advice = f"Sæt ”skæres_til” til {needed}."
            yield Hit(part.loc, f"{shape.named}{part.label} {told} {needed}. {advice}")


def _given(pack: Pack, phase: Phase) -> tuple[int, int]:
    """How many prompts a table gets, and the minutes that its cases take."""
    pool = [p for p in phase.prompts if p.core] or list(phase.prompts)
    prompts = len(pool) if phase.choose is None else min(phase.choose, len(phase.prompts))
    known = {c.id: c for c in pack.cases}
    cases = (known[name] for name in phase.cases[: phase.choose_cases] if name in known)
    return prompts, sum(_ROLE_PLAY if case.role_play else _CASE for case in cases)


@rule(
    "langt-uden-pause",
    title="For langt uden pause",
    reason="Mødet ligger efter en hel arbejdsdag. Efter halvanden time lytter ingen mere, og det, "
    f"der ligger sidst, er handleplanen. Grænsen er {_SITTING} minutter, som når et møde bygges.",
    mend="Læg en pause eller et måltid i rammen.",
)
def no_break(subject: Subject) -> Iterator[Hit]:
    """Stretches of much more than an hour and a half with neither break nor meal."""
    yield from in_shapes(subject, _sittings)


def _sittings(shape: Shape) -> Iterator[Hit]:
    for _, day in groupby(shape.parts, key=lambda p: p.day):
        for rest, parts in groupby(day, key=lambda p: p.kind in _BREAKS):
            if not rest:
                yield from _sitting(shape, tuple(parts))


def _sitting(shape: Shape, parts: tuple[Part, ...]) -> Iterator[Hit]:
    length = sum(p.minutes.wish for p in parts)
    if length > _SITTING:
        span = f"fra {parts[0].label} til og med {parts[-1].label}"
        advice = f"Læg en pause ind, så der højst er {_SITTING}."
        sentence = f"{shape.named}Der er {minutes_text(length)} uden pause, {span}. {advice}"
        yield Hit(parts[0].loc, sentence)


@rule(
    "minutter-passer-ikke",
    title="Minutter, der ikke passer sammen",
    reason="Facilitatoren booker lokalet efter det tal, versionen lover, og bordet følger sit "
    "indre ur. Stemmer tallene ikke med faserne, går tiden fra nogen.",
    mend="Ret det ene tal, så det er summen af de andre.",
)
def sums(subject: Subject) -> Iterator[Hit]:
    """Versions whose minutes are not their programme's, and inner clocks that are not their phase's."""
    for shape in subject.shapes:
        if shape.version:
            yield from _promised(shape, subject.pack.versions[shape.version])
    for loc, _, phase in subject.phases():
        steps = sum(step.minutes for step in phase.clock)
        if steps and steps != phase.minutes.wish:
            yield Hit(
                (*loc, "ur"),
                f"Bordets ur er {minutes_text(steps)}, men fasen varer "
                f"{minutes_text(phase.minutes.wish)}. Ret det ene.",
            )


def _promised(shape: Shape, version: Version) -> Iterator[Hit]:
    """What a version says of its length, in figures and in its title, and what it is."""
    said = minutes_text(version.minutes)
    if version.minutes != shape.minutes:
        real = f"ramme og blokke er {minutes_text(shape.minutes)} tilsammen"
        sentence = f"Versionen siger {said}, men {real}. Ret det ene."
        yield Hit(("versioner", shape.version, "minutter"), sentence)
    named = _IN_TITLE.search(version.title)
    if named and int(named[1]) != version.minutes:
        sentence = f"Titlen siger {named[0]}, og ”minutter” siger {said}. Ret det ene."
        yield Hit(("versioner", shape.version, "titel"), sentence)


@rule(
    "kan-ikke-kortes",
    title="Et program, der ikke kan blive kortere",
    reason="Næsten alle møder kommer for sent i gang. Er alle minutter faste, må facilitatoren "
    "selv finde ud af, hvad der skal væk, mens mødet kører.",
    mend="Skriv ”minutter: {mindst: …, helst: …}” på de faser, der kan give sig, eller "
    "”skæres_som_nr” på dem, der kan udelades.",
)
def rigid(subject: Subject) -> Iterator[Hit]:
    """Programmes that cannot give a tenth of their minutes."""
    yield from in_shapes(subject, _rigid)


def _rigid(shape: Shape) -> Iterator[Hit]:
    give = shape.minutes - sum(map(_least, shape.parts))
    if give * 100 < shape.minutes * _GIVE:
        can = f"kun blive {minutes_text(give)} kortere" if give else "ikke blive kortere"
        yield Hit(
            shape.loc,
            f"{shape.named}Programmet på {minutes_text(shape.minutes)} kan {can}. Skriv ”mindst” på "
            "de faser, der kan give sig, eller ”skæres_som_nr” på dem, der kan udelades.",
        )


def _least(part: Part) -> int:
    if part.cut:
        return part.cut_to or 0
    return part.minutes.least
