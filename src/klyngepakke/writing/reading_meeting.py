"""Reading the meeting: purpose, programme and blocks, in full, for a doctor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from klyngepakke.content.common import common
from klyngepakke.content.pack import Block, Pack, Phase, Prompt
from klyngepakke.content.point import Point
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
    bounds_text,
    bullets,
    captions,
    described,
    id_width,
    notes,
)


def purpose(pack: Pack) -> Iterator[Piece]:
    """What the meeting is for."""
    yield said("Formål", level=1)
    yield from as_text(pack.purpose)
    if pack.goals:
        yield said("Læringsmål", level=2)
        yield said("Deltageren kan")
        yield from bullets(pack.goals)
    if pack.scope:
        yield said("Afgrænsning", level=2)
        yield from as_text(pack.scope)


def programme(frame: Sequence[Point], title: str, pack: Pack, level: int = 1) -> Iterator[Piece]:
    """The points round the blocks, with what the facilitator says and does; none without points."""
    if not frame:
        return
    yield said(title, level=level)
    rows = (
        (
            Cell((Paragraph((Run(_point_name(point, pack), bold=True),)), *_point_notes(point))),
            Cell((*as_text(point.text), *_vote(point), *_spoken(point.say, point.do))),
        )
        for point in frame
    )
    yield Table(tuple(rows), head=False, widths=(3, 9))


def _point_notes(point: Point) -> Iterator[Paragraph]:
    yield from notes(
        f"{bounds_text(point.minutes)} min" if point.minutes else None,
        f"Gæster: {', '.join(point.guests)}" if point.guests else None,
        f"Spørgsmål: {', '.join(point.questions)}" if point.questions else None,
    )


def _spoken(say: Sequence[str], do: Sequence[str]) -> Iterator[Paragraph]:
    """What the facilitator says, and what they do."""
    for title, texts in (("Det siger du", say), ("Det gør du", do)):
        if texts:
            yield Paragraph((Run(title, bold=True),))
            yield from bullets(texts)


def _point_name(point: Point, pack: Pack) -> str:
    if point.block:
        number = [block.id for block in pack.blocks].index(point.block)
        return f"Blok {number + 1}: {pack.blocks[number].title}"
    manner = common().points.get(point.kind or "")
    return point.title or (manner.title if manner else "") or (point.kind or "")


def _vote(point: Point) -> Iterator[Paragraph]:
    if point.vote:
        yield said("Der stemmes om:")
        yield from (said(text, mark=BULLET) for text in point.vote.proposals)
        yield said(point.vote.rule)
        yield from (said(text) for text in (point.vote.quorum,) if text)


def block_text(number: int, block: Block, pack: Pack) -> Iterator[Piece]:
    """A block with its phases and their prompts."""
    yield said(f"Blok {number}: {block.title}", level=1)
    yield described(
        ("Id", block.id),
        ("Tilvalg", "Kun med, når mødet vælger den" if block.optional else None),
        ("Mål", block.aim),
        ("Det lytter du efter", block.listen_for),
        ("Hvis bordet går i stå", block.if_stuck),
        ("Bro til næste blok", block.bridge),
    )
    for phase in block.phases:
        yield from _phase(block, phase, pack)


def _phase(block: Block, phase: Phase, pack: Pack) -> Iterator[Piece]:
    shared = common()
    manner = shared.phases.get(phase.form)
    name = manner.title if manner else phase.form.capitalize()
    yield said(f"{name}: {phase.title}" if phase.title else name, level=2)
    seating = shared.seatings.get(phase.seating)
    form = shared.plenums.get(phase.plenum_form or "")
    unanswered = shared.unanswered.get(phase.unanswered or "")
    asked = {q.id: q.text for q in (*pack.survey, *pack.evaluation)}
    titles = {c.id: c.title for c in pack.cases}
    yield described(
        ("Id", f"{block.id}/{phase.name}"),
        ("Minutter", bounds_text(phase.minutes)),
        ("Bordplan", seating.title if seating else phase.seating),
        ("Plenumform", form.title if form else None),
        ("Oplæg", phase.text),
        ("Svar, der vises", _named(phase.questions, asked)),
        ("Vises, hvis der er tid", _named(phase.also, asked)),
        ("Uden svar på forhånd", unanswered.title if unanswered else None),
        ("Forbehold", phase.caveat),
        ("Bordets ur", " · ".join(f"{s.minutes} min {s.text}" for s in phase.clock) or None),
        ("Spørgsmål til bordet", str(phase.choose) if phase.choose else None),
        ("Cases at vælge imellem", _named(phase.cases, titles)),
        ("Det siger du", phase.say),
        ("Det gør du", phase.do),
    )
    if phase.prompts:
        yield _prompts(phase.prompts)


def _named(ids: Iterable[str], texts: dict[str, str]) -> tuple[str, ...]:
    return tuple(f"{name}: {texts.get(name, '')}" for name in ids)


def _prompts(prompts: Sequence[Prompt]) -> Table:
    head = captions("Id", "Spørgsmål", "Solo", "Flere læger")
    rows = (
        (
            cell(prompt.id),
            Cell((*as_text(prompt.text), *_marks_of(prompt))),
            Cell(as_text(prompt.solo)),
            Cell((*as_text(prompt.partnership), *_employed(prompt))),
        )
        for prompt in prompts
    )
    return Table((head, *rows), widths=(id_width(x.id for x in prompts), 13, 11, 11))


def _marks_of(prompt: Prompt) -> tuple[Paragraph, ...]:
    words = [w for w, on in (("Kerne", prompt.core), ("Fortroligt", prompt.confidential)) if on]
    return (said(" · ".join(words), look="small"),) if words else ()


def _employed(prompt: Prompt) -> tuple[Paragraph, ...]:
    if not prompt.employed:
        return ()
    first, *rest = as_text(prompt.employed)
    return (Paragraph((Run("Ansat: ", bold=True), *first.runs)), *rest)
