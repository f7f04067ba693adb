"""Reading the lists: cases, survey, facts and the rest, in full, for a doctor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from klyngepakke.content.common import common
from klyngepakke.content.pack import Case, Fact, LocalSlot, Pack, Question, Topic
from klyngepakke.content.times import short_date_text
from klyngepakke.writing.prose import (
    BULLET,
    Cell,
    Paragraph,
    Piece,
    Run,
    Table,
    cell,
    said,
)
from klyngepakke.writing.reading_pieces import (
    as_text,
    bullets,
    captions,
    described,
    id_width,
    notes,
)

_STATUS: Final = {
    "bekræftet": "Bekræftet. Trykkes.",
    "lokal": "Lokal. Udfyldes af klyngen.",
    "ikke_bekræftet": "Ikke bekræftet. Trykkes ikke.",
}


def lists(pack: Pack) -> Iterator[Piece]:
    """Everything in a pack that is a list of things: from its cases to its guests."""
    yield from _cases(pack.cases)
    yield from _topics(pack.topics)
    yield from _questions("Spørgeskema", pack.survey)
    yield from _questions("Evaluering", pack.evaluation)
    yield from _action_plan(pack)
    yield from _facts(pack.facts)
    yield from _others(pack)


def _cases(cases: Sequence[Case]) -> Iterator[Piece]:
    if not cases:
        return
    yield said("Cases", level=1)
    head = captions("Id", "Historie", "Spørg")
    rows = (
        (
            cell(case.id),
            Cell((Paragraph((Run(case.title, bold=True),)), *as_text(case.text), *_about(case))),
            Cell(tuple(bullets(case.ask))),
        )
        for case in cases
    )
    yield Table((head, *rows), widths=(id_width(c.id for c in cases), 20, 13))


def _about(case: Case) -> tuple[Paragraph, ...]:
    words = [case.practice.capitalize()] if case.practice != "alle" else []
    words += ["Rollespil"] if case.role_play else []
    return (said(" · ".join(words), look="small"),) if words else ()


def _topics(topics: Sequence[Topic]) -> Iterator[Piece]:
    if not topics:
        return
    yield said("Emner", level=1)
    head = captions("Id", "Emne og spørgsmål", "Regel, kilder og lokalt")
    rows = (
        (
            cell(topic.id),
            Cell((Paragraph((Run(topic.title, bold=True),)), *as_text(topic.ask))),
            Cell(
                (
                    *as_text(topic.rule),
                    *as_text(topic.local),
                    *(said(t, look="small") for t in _topic_links(topic)),
                )
            ),
        )
        for topic in topics
    )
    yield Table((head, *rows), widths=(id_width(t.id for t in topics), 13, 19))


def _topic_links(topic: Topic) -> Iterator[str]:
    for what, ids in (("Fakta", topic.facts), ("Cases", topic.cases), ("Tal", topic.questions)):
        if ids:
            yield f"{what}: {', '.join(ids)}"
    if topic.clinical:
        yield "Skal læses af en læge, før det trykkes."


def _questions(title: str, questions: Sequence[Question]) -> Iterator[Piece]:
    if not questions:
        return
    yield said(title, level=1)
    head = captions("Id", "Spørgsmål", "Svar")
    rows = (
        (
            cell(question.id),
            Cell((said(question.text), *(said(t, look="small") for t in _marks_of(question)))),
            cell(_answers(question)),
        )
        for question in questions
    )
    yield Table((head, *rows), widths=(id_width(q.id for q in questions), 18, 15))


def _marks_of(question: Question) -> Iterator[str]:
    words = (
        ("Gentages", question.repeated),
        ("Følsomt", question.sensitive),
        ("Til gæster", question.audience == "gæst"),
        ("Kun i klynger på 60 eller flere", question.large_only),
    )
    if told := " · ".join(word for word, on in words if on):
        yield told
    if question.origin == "instrument":
        yield f"Instrument: {question.source or ''}, licens: {question.licence or ''}"


def _answers(question: Question) -> str:
    """The answers as they are printed."""
    shared = common().scales.get(question.scale)
    options = question.options or (shared.options if shared else {})
    if question.scale == "nrs":
        return " – ".join(f"{n} {end}" for n, end in zip((0, 10), question.ends, strict=False))
    if question.scale == "tal":
        return f"Et tal fra {question.least} til {question.most}"
    if question.scale == "fri":
        return "Fri tekst"
    texts = [*options.values(), *(["Andet: …"] if question.other else [])]
    several = " (flere svar)" if question.scale == "flere" else ""
    return " · ".join(texts) + several


def _action_plan(pack: Pack) -> Iterator[Piece]:
    plan = pack.action_plan
    if plan.examples or plan.fields or plan.sections or plan.note:
        yield said("Handleplan", level=1)
    if plan.examples:
        head = captions("Hvad", "Hvordan", "Hvem", "Hvornår", "Tegn")
        rows = (
            tuple(map(cell, (e.what, e.how, e.who, e.when, e.sign or ""))) for e in plan.examples
        )
        yield Table((head, *rows), widths=(8, 8, 8, 6, 7))
    if plan.fields:
        head = captions("Felt", "Til solo", "Hjælpetekst")
        yield Table(
            (head, *(tuple(map(cell, (f.title, f.solo or "", f.hint or ""))) for f in plan.fields))
        )
    if plan.sections:
        yield said(f"Dele: {', '.join(plan.sections)}")
    yield from as_text(plan.note)
    if pack.agreement:
        yield said("Aftale", level=1)
        yield from as_text(pack.agreement.rule)
        yield from bullets(pack.agreement.notes)


def _facts(facts: Sequence[Fact]) -> Iterator[Piece]:
    if not facts:
        return
    yield said("Fakta med kilde", level=1)
    head = captions("Id", "Påstand", "Kilde og datoer", "Status")
    rows = (
        (
            cell(fact.id),
            Cell(as_text(fact.text)),
            Cell(tuple(_source(fact))),
            cell(_status(fact)),
        )
        for fact in facts
    )
    yield Table((head, *rows), widths=(id_width(f.id for f in facts), 15, 13, 6))


def _source(fact: Fact) -> Iterator[Paragraph]:
    yield said(fact.source or "Ingen kilde")
    if fact.url:
        yield Paragraph((Run(fact.url, link=fact.url),))
    yield said(f"Kildens dato: {fact.source_date or 'ingen'}", look="small")
    if fact.checked:
        yield said(f"Læst: {short_date_text(fact.checked)}", look="small")
    if fact.review_by:
        yield said(f"Læses igen senest: {short_date_text(fact.review_by)}", look="small")


def _status(fact: Fact) -> str:
    shown = f"\nPå: {', '.join(fact.shown)}" if fact.shown else ""
    return _STATUS[fact.status] + shown


def _others(pack: Pack) -> Iterator[Piece]:
    """What is a title and a text: pitfalls, boxes, tools, and what is asked and prepared."""
    yield from _titled("Faldgruber", [(p.title, as_text(p.text)) for p in pack.pitfalls])
    boxes = [
        (f"{b.title} ({b.id})", (*as_text(b.text), *notes(f"På: {', '.join(b.shown)}", b.url)))
        for b in pack.boxes
    ]
    yield from _titled("Bokse", boxes)
    tools = [
        (f"{t.title} ({t.id})", (*as_text(t.use), *notes(t.owner, t.date, t.url)))
        for t in pack.tools
    ]
    yield from _titled("Værktøjer", tools)
    yield from _listed("Materialer", pack.materials, plain_text=True)
    yield from _listed("Forberedelse", pack.preparation)
    yield from _titled("Det, kun klyngen ved", [(slot.id, _slot(slot)) for slot in pack.slots])
    for guest in pack.guests:
        yield said(f"Gæst: {guest.title}", level=1)
        yield described(
            ("Id", guest.id), ("Vi beder om", guest.asked), ("Vi har brug for", guest.helps)
        )


def _slot(slot: LocalSlot) -> tuple[Paragraph, ...]:
    """What the cluster is asked, and what a sentence says where it has not answered."""
    otherwise = f"I en sætning uden svar: {slot.otherwise}" if slot.otherwise else None
    return (said(slot.ask), *notes(slot.help, ", ".join(slot.options), otherwise))


def _titled(heading: str, several: Sequence[tuple[str, Sequence[Paragraph]]]) -> Iterator[Piece]:
    if several:
        yield said(heading, level=1)
        rows = ((cell(title, bold=True), Cell(tuple(text))) for title, text in several)
        yield Table(tuple(rows), head=False, widths=(1, 2))


def _listed(heading: str, texts: Sequence[str], *, plain_text: bool = False) -> Iterator[Piece]:
    if texts:
        yield said(heading, level=1)
        yield from (said(t, mark=BULLET) for t in texts) if plain_text else bullets(texts)
