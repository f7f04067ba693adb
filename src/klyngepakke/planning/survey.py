"""The survey: all packs' questions as one, merged by id and by hash of wording and scale."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from klyngepakke.content.mark import mark
from klyngepakke.content.pack import LoadedPack, Pack, Question
from klyngepakke.errors import InputError, Problem
from klyngepakke.planning.plan import Plan

LARGE = 60
"""Participants from which a background question for large clusters singles nobody out."""


@dataclass(frozen=True)
class Section:
    """The questions that one place in the programme uses first.

    Attributes:
        address: `pakke/blok`, a point's id, or "" for questions that nothing refers to.
        questions: In the order that the place names them.
    """

    address: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Survey:
    """What one audience is asked before a meeting.

    Attributes:
        background: The shared background questions, once.
        sections: The packs' questions in the order of the programme, each question once.
        uses: Every place in the programme that uses a question, by the question's id.
    """

    background: tuple[Question, ...]
    sections: tuple[Section, ...]
    uses: Mapping[str, tuple[str, ...]]

    @property
    def questions(self) -> tuple[Question, ...]:
        """The packs' questions in the order they are asked."""
        return tuple(q for section in self.sections for q in section.questions)


def survey(plan: Plan, audience: str = "deltager") -> Survey:
    """The one survey of a meeting.

    A question that only blocks outside the programme use is left out; one that nothing refers
    to is asked last.

    Args:
        plan: Packs and programme.
        audience: `deltager`, or `gæst` for the guests' own questions, without background.

    Raises:
        InputError: Two packs ask different things under one id.
    """
    asked = merged((loaded.pack.id, loaded.pack.survey) for loaded in plan.packs)
    wanted = [q for q in asked if q.audience == audience and _fits(plan, q)]
    places = tuple(dict.fromkeys(s.block or s.address for s in plan.programme.slots))
    named = _named(plan)
    uses = {q.id: tuple(p for p in places if q.id in named.get(p, ())) for q in wanted}
    everywhere = {name for names in named.values() for name in names}
    sections = [Section(p, _at(wanted, named.get(p, ()), uses, p)) for p in places]
    sections.append(Section("", tuple(q for q in wanted if q.id not in everywhere)))
    background = plan.common.background if audience == "deltager" else ()
    return Survey(
        background=tuple(q for q in background if _fits(plan, q)),
        sections=tuple(s for s in sections if s.questions),
        uses=uses,
    )


def merged(asked: Iterable[tuple[str, Iterable[Question]]]) -> tuple[Question, ...]:
    """Every question once, in the order they come.

    Args:
        asked: Each pack's id and its questions, of its survey or of its evaluation.

    Raises:
        InputError: Every id under which two packs ask different things, both packs named.
    """
    found: dict[str, tuple[str, Question]] = {}
    problems = []
    for pack, questions in asked:
        for question in questions:
            first, known = found.setdefault(question.id.lower(), (pack, question))
            if identity(known) != identity(question):
                problems.append(_clash(question.id, first, pack))
    if problems:
        raise InputError(*problems)
    return tuple(question for _, question in found.values())


def identity(question: Question) -> str:
    """The hash of a question's wording and scale; whatever a respondent reads is in it."""
    read = (
        question.scale,
        question.text,
        list(question.options.items()),
        question.other,
        question.ends,
        question.least,
        question.most,
    )
    return mark(json.dumps(read))


def _clash(name: str, first: str, second: str) -> Problem:
    return Problem(
        f"Pakkerne ”{first}” og ”{second}” har begge spørgsmålet ”{name}”, men ikke med samme "
        "ordlyd og svar. Samme navn skal være samme spørgsmål. Giv det ene et nyt navn i pakken, "
        f"eller skriv ”{second}/{name}: udelad” under ret i mødet.",
        place="pakker",
    )


def _fits(plan: Plan, question: Question) -> bool:
    return not question.large_only or plan.crowd.number >= LARGE


def _named(plan: Plan) -> dict[str, tuple[str, ...]]:
    """The ids of the questions that each block and each point names, by its address."""
    named = dict(pair for loaded in plan.packs for pair in _by_block(loaded))
    for point in plan.meeting.program:
        if point.questions and point.id:
            named[point.id] = point.questions
    return named


def _by_block(loaded: LoadedPack) -> Iterator[tuple[str, tuple[str, ...]]]:
    pack = loaded.pack
    for block in pack.blocks:
        names = [name for p in block.phases for name in (*p.questions, *p.also)]
        if any(p.seating == "emne" for p in block.phases):
            names += _of_topics(pack)
        yield f"{pack.id}/{block.id}", tuple(dict.fromkeys(names))


def _of_topics(pack: Pack) -> list[str]:
    return [name for topic in pack.topics for name in topic.questions]


def _at(
    wanted: Iterable[Question],
    names: tuple[str, ...],
    uses: Mapping[str, tuple[str, ...]],
    place: str,
) -> tuple[Question, ...]:
    """The questions that are asked at a place: those that no earlier place has used."""
    here = {q.id: q for q in wanted if uses[q.id][:1] == (place,)}
    return tuple(here[name] for name in names if name in here)
