"""Approval: everything that a pack says, as prose for the doctor who approves it."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from klyngepakke.content.addresses import marks
from klyngepakke.content.common import common
from klyngepakke.content.model import Minutes, plain
from klyngepakke.content.pack import (
    Block,
    Case,
    Fact,
    LoadedPack,
    OwnSheet,
    Pack,
    Phase,
    Prompt,
    Question,
    Topic,
    Version,
)
from klyngepakke.content.point import Point
from klyngepakke.content.times import short_date_text
from klyngepakke.errors import FileError, UsageError
from klyngepakke.files import reading, told, write_file
from klyngepakke.writing.prose import (
    BULLET,
    Cell,
    Paragraph,
    Piece,
    Run,
    Table,
    cell,
    paragraphs,
    said,
)
from klyngepakke.writing.to_word import Paper, word_bytes

_STATUS: Final = {
    "bekræftet": "Bekræftet. Trykkes.",
    "lokal": "Lokal. Udfyldes af klyngen.",
    "ikke_bekræftet": "Ikke bekræftet. Trykkes ikke.",
}
_READ: Final = (
    "Her står alt, hvad pakken siger til dem, der deltager, og til den, der leder mødet. Læs det "
    "som læge: Er det rigtigt, er kilderne gode nok, og kan det siges sådan? Ret i teksten med "
    "Words sporede ændringer, eller skriv i margenen. Id'et i venstre kolonne er til at henvise "
    "med. Skriv under til sidst."
)
_TOLD: Final = (
    "Spørgsmål om baggrund, den fælles evaluering og de faste sætninger på arkene er ens i alle "
    "pakker og står ikke her."
)
_SIGNED: Final = "Jeg har læst teksten som læge, og den kan bruges, som den står her."
_KEPT: Final = (
    "Pakken gemmer kun rolle og dato. Den, der har pakken, skriver dem i pakke.yaml: "
    "faglig_godkendelse: {rolle: …, dato: …}"
)
_JINJA: Final = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}", re.DOTALL)
_CODE: Final = re.compile(
    r"<(style|script)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE
)


def approval(loaded: LoadedPack, before: Pack | None = None) -> tuple[Piece, ...]:
    """The whole text of a pack, with a line to sign at the end.

    Args:
        loaded: The pack, and the folder that its own sheets lie in.
        before: The edition that was approved last, where it is known.

    Raises:
        FileError: A template of the pack's cannot be read.
    """
    pack = loaded.pack
    parts = (
        _front(pack),
        _changed(pack, before),
        _purpose(pack),
        _frame(pack.frame, "Program", pack),
        *(_block(number, block, pack) for number, block in enumerate(pack.blocks, 1)),
        _cases(pack.cases),
        _topics(pack.topics),
        _questions("Spørgeskema", pack.survey),
        _questions("Evaluering", pack.evaluation),
        _action_plan(pack),
        _facts(pack.facts),
        _lists(pack),
        *(_sheet(sheet, loaded.folder) for sheet in pack.sheets),
        *(_version(name, version, pack) for name, version in pack.versions.items()),
        _signature(pack),
    )
    return tuple(piece for part in parts for piece in part)


def write_approval(loaded: LoadedPack, path: Path | None = None, known: Pack | None = None) -> Path:
    """Write the text of a pack as a Word file.

    Args:
        loaded: The pack.
        path: The file; one named after the pack where the program runs, otherwise.
        known: The edition that is installed; told apart from this one where it was approved.

    Returns:
        The file that was written.

    Raises:
        UsageError: The file's name does not end in .docx.
        FileError: It is there already, perhaps with a doctor's words in it, or the disk said no.
    """
    pack = loaded.pack
    target = path or Path(f"{pack.id}-til-gennemlaesning.docx")
    if target.suffix.lower() != ".docx":
        raise UsageError(f"Filen skal hedde noget med .docx; her står {target}.")
    with told(target):
        there = os.path.lexists(target)
    if there:
        raise FileError(
            f"{target} findes allerede. Vælg et andet navn, så ingen rettelser går tabt."
        )
    before = known if known and known.approval.date and known.edition != pack.edition else None
    foot = f"{pack.title}, udgave {pack.edition}. Til gennemlæsning."
    write_file(target, word_bytes(approval(loaded, before), Paper(pack.title, foot)))
    return target


# --- First and last ------------------------------------------------------------------------


def _front(pack: Pack) -> Iterator[Piece]:
    yield said(pack.title, level=0)
    yield Paragraph((Run(f"Til gennemlæsning. Udgave {pack.edition}.", bold=True),))
    yield said(_READ)
    yield said(_TOLD, look="small")
    yield _pairs(
        ("Pakkens id", pack.id),
        ("Udgiver", pack.publisher),
        ("Bemærk", pack.disclaimer),
        ("Licens", pack.licence),
        ("Kontakt", pack.contact),
        ("Faglig godkendelse", _approved(pack)),
        ("Ses efter senest", short_date_text(pack.review_by) if pack.review_by else None),
        ("Følger pakken", pack.follows),
        ("Svar til udgiveren", pack.links.evaluation),
        ("Hjemmeside", pack.links.home),
    )


def _approved(pack: Pack) -> str:
    if not pack.approval.role or not pack.approval.date:
        return "Ikke fagligt godkendt"
    return f"{pack.approval.role}, {short_date_text(pack.approval.date)}"


def _changed(pack: Pack, before: Pack | None) -> Iterator[Piece]:
    """What is not as in the edition that was approved last."""
    if before is None:
        return
    old, new = marks(before), marks(pack)
    groups = (
        ("Ændret", [a for a in new if a in old and old[a] != new[a]]),
        ("Nyt", [a for a in new if a not in old]),
        ("Taget ud", [a for a in old if a not in new]),
    )
    yield said(f"Siden den godkendte udgave {before.edition}", level=1)
    if old == new:
        yield said("Intet med et id er ændret.")
    for what, addresses in groups:
        if addresses:
            yield Paragraph((Run(f"{what}: ", bold=True), Run(", ".join(addresses))))


def _signature(pack: Pack) -> Iterator[Piece]:
    yield said("Underskrift", level=1)
    yield said(_SIGNED)
    lines = ("Rolle", "Dato", "Navn (kun her på papiret)", "Underskrift", "Forbehold")
    yield Table(
        tuple((cell(line, bold=True), Cell((Paragraph(), Paragraph()))) for line in lines),
        head=False,
        widths=(2, 5),
    )
    yield said(f"Gælder {pack.id}, udgave {pack.edition}. {_KEPT}", look="small")


# --- The meeting ---------------------------------------------------------------------------


def _purpose(pack: Pack) -> Iterator[Piece]:
    yield said("Formål", level=1)
    yield from paragraphs(pack.purpose)
    if pack.goals:
        yield said("Læringsmål", level=2)
        yield said("Deltageren kan")
        yield from _bullets(pack.goals)
    if pack.scope:
        yield said("Afgrænsning", level=2)
        yield from paragraphs(pack.scope)


def _frame(frame: Sequence[Point], title: str, pack: Pack, level: int = 1) -> Iterator[Piece]:
    if not frame:
        return
    yield said(title, level=level)
    rows = (
        (
            Cell((Paragraph((Run(_point_name(point, pack), bold=True),)), *_point_notes(point))),
            Cell((*_text(point.text), *_vote(point), *_spoken(point.say, point.do))),
        )
        for point in frame
    )
    yield Table(tuple(rows), head=False, widths=(3, 9))


def _point_notes(point: Point) -> Iterator[Paragraph]:
    yield from _small(
        f"{_minutes(point.minutes)} min" if point.minutes else None,
        f"Gæster: {', '.join(point.guests)}" if point.guests else None,
        f"Spørgsmål: {', '.join(point.questions)}" if point.questions else None,
    )


def _spoken(say: Sequence[str], do: Sequence[str]) -> Iterator[Paragraph]:
    """What the facilitator says, and what they do."""
    for title, texts in (("Det siger du", say), ("Det gør du", do)):
        if texts:
            yield Paragraph((Run(title, bold=True),))
            yield from _bullets(texts)


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


def _block(number: int, block: Block, pack: Pack) -> Iterator[Piece]:
    yield said(f"Blok {number}: {block.title}", level=1)
    yield _pairs(
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
    yield _pairs(
        ("Id", f"{block.id}/{phase.name}"),
        ("Minutter", _minutes(phase.minutes)),
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


def _prompts(prompts: Iterable[Prompt]) -> Table:
    head = _captions("Id", "Spørgsmål", "Solo", "Flere læger")
    rows = (
        (
            cell(prompt.id),
            Cell((*_text(prompt.text), *_marks_of(prompt))),
            Cell(_text(prompt.solo)),
            Cell((*_text(prompt.partnership), *_employed(prompt))),
        )
        for prompt in prompts
    )
    return Table((head, *rows), widths=(3, 13, 11, 11))


def _marks_of(prompt: Prompt) -> tuple[Paragraph, ...]:
    words = [w for w, on in (("Kerne", prompt.core), ("Fortroligt", prompt.confidential)) if on]
    return (said(" · ".join(words), look="small"),) if words else ()


def _employed(prompt: Prompt) -> tuple[Paragraph, ...]:
    if not prompt.employed:
        return ()
    first, *rest = paragraphs(prompt.employed)
    return (Paragraph((Run("Ansat: ", bold=True), *first.runs)), *rest)


# --- Lists ---------------------------------------------------------------------------------


def _cases(cases: Sequence[Case]) -> Iterator[Piece]:
    if not cases:
        return
    yield said("Cases", level=1)
    head = _captions("Id", "Historie", "Spørg")
    rows = (
        (
            cell(case.id),
            Cell((Paragraph((Run(case.title, bold=True),)), *_text(case.text), *_about(case))),
            Cell(tuple(_bullets(case.ask))),
        )
        for case in cases
    )
    yield Table((head, *rows), widths=(3, 20, 13))


def _about(case: Case) -> tuple[Paragraph, ...]:
    words = [case.practice.capitalize()] if case.practice != "alle" else []
    words += ["Rollespil"] if case.role_play else []
    return (said(" · ".join(words), look="small"),) if words else ()


def _topics(topics: Sequence[Topic]) -> Iterator[Piece]:
    if not topics:
        return
    yield said("Emner", level=1)
    head = _captions("Id", "Emne og spørgsmål", "Regel, kilder og lokalt")
    rows = (
        (
            cell(topic.id),
            Cell((Paragraph((Run(topic.title, bold=True),)), *_text(topic.ask))),
            Cell(
                (
                    *_text(topic.rule),
                    *_text(topic.local),
                    *(said(t, look="small") for t in _topic_links(topic)),
                )
            ),
        )
        for topic in topics
    )
    yield Table((head, *rows), widths=(4, 13, 19))


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
    head = _captions("Id", "Spørgsmål", "Svar")
    rows = (
        (
            cell(question.id),
            Cell((said(question.text), *(said(t, look="small") for t in _notes(question)))),
            cell(_answers(question)),
        )
        for question in questions
    )
    yield Table((head, *rows), widths=(3, 18, 15))


def _notes(question: Question) -> Iterator[str]:
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
        head = _captions("Hvad", "Hvordan", "Hvem", "Hvornår", "Tegn")
        rows = (
            tuple(map(cell, (e.what, e.how, e.who, e.when, e.sign or ""))) for e in plan.examples
        )
        yield Table((head, *rows), widths=(8, 8, 8, 6, 7))
    if plan.fields:
        head = _captions("Felt", "Til solo", "Hjælpetekst")
        yield Table(
            (head, *(tuple(map(cell, (f.title, f.solo or "", f.hint or ""))) for f in plan.fields))
        )
    if plan.sections:
        yield said(f"Dele: {', '.join(plan.sections)}")
    yield from _text(plan.note)
    if pack.agreement:
        yield said("Aftale", level=1)
        yield from paragraphs(pack.agreement.rule)
        yield from _bullets(pack.agreement.notes)


def _facts(facts: Sequence[Fact]) -> Iterator[Piece]:
    if not facts:
        return
    yield said("Fakta med kilde", level=1)
    head = _captions("Id", "Påstand", "Kilde og datoer", "Status")
    rows = (
        (
            cell(fact.id),
            Cell(paragraphs(fact.text)),
            Cell(tuple(_source(fact))),
            cell(_status(fact)),
        )
        for fact in facts
    )
    yield Table((head, *rows), widths=(3, 15, 13, 6))


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


def _lists(pack: Pack) -> Iterator[Piece]:
    """What is a title and a text: pitfalls, boxes, tools, and what is asked and prepared."""
    yield from _titled("Faldgruber", [(p.title, _text(p.text)) for p in pack.pitfalls])
    boxes = [
        (f"{b.title} ({b.id})", (*_text(b.text), *_small(f"På: {', '.join(b.shown)}", b.url)))
        for b in pack.boxes
    ]
    yield from _titled("Bokse", boxes)
    tools = [
        (f"{t.title} ({t.id})", (*_text(t.use), *_small(t.owner, t.date, t.url)))
        for t in pack.tools
    ]
    yield from _titled("Værktøjer", tools)
    yield from _listed("Materialer", pack.materials, plain_text=True)
    yield from _listed("Forberedelse", pack.preparation)
    slots = [
        (slot.id, (said(slot.ask), *_small(slot.help, ", ".join(slot.options))))
        for slot in pack.slots
    ]
    yield from _titled("Det, kun klyngen ved", slots)
    for guest in pack.guests:
        yield said(f"Gæst: {guest.title}", level=1)
        yield _pairs(
            ("Id", guest.id), ("Vi beder om", guest.asked), ("Vi har brug for", guest.helps)
        )


def _titled(heading: str, several: Sequence[tuple[str, Sequence[Paragraph]]]) -> Iterator[Piece]:
    if several:
        yield said(heading, level=1)
        rows = ((cell(title, bold=True), Cell(tuple(text))) for title, text in several)
        yield Table(tuple(rows), head=False, widths=(2, 5))


def _listed(heading: str, texts: Sequence[str], *, plain_text: bool = False) -> Iterator[Piece]:
    if texts:
        yield said(heading, level=1)
        yield from (said(t, mark=BULLET) for t in texts) if plain_text else _bullets(texts)


def _small(*texts: str | None) -> Iterator[Paragraph]:
    yield from (said(text, look="small") for text in texts if text)


# --- Own sheets and versions ---------------------------------------------------------------


def _sheet(sheet: OwnSheet, folder: Path) -> Iterator[Piece]:
    """Every text on a sheet of the pack's own: its data, and the words of its template."""
    yield said(f"Ark: {sheet.title}", level=1)
    yield _pairs(("Id", f"ark/{sheet.id}"), ("Til", sheet.audience), ("Bruges ved", sheet.at))
    yield from _bullets(_strings(sheet.data))
    words = _template_words(folder / sheet.template)
    if words:
        yield Paragraph((Run("Ord i skabelonen: ", bold=True), Run(" · ".join(words))))


def _strings(data: Any) -> Iterator[str]:  # noqa: ANN401 - plain data
    """Every text in plain data that is more than a name."""
    if isinstance(data, dict):
        yield from (t for key, value in data.items() if key != "id" for t in _strings(value))
    elif isinstance(data, list):
        yield from (text for value in data for text in _strings(value))
    elif isinstance(data, str) and data.strip() and not data.isdigit():
        yield data


def _template_words(path: Path) -> tuple[str, ...]:
    """What stands in a template between its tags and its code."""
    with reading(path):
        text = path.read_text("utf-8", "replace")
    pieces = _CODE.sub("\n", _JINJA.sub("\n", text)).split("\n")
    words = (" ".join(html.unescape(piece).split()) for piece in pieces)
    return tuple(dict.fromkeys(w for w in words if re.search(r"\w{2}", w)))


def _version(name: str, version: Version, pack: Pack) -> Iterator[Piece]:
    yield said(f"Version: {version.title}", level=1)
    yield _pairs(("Id", name), ("Minutter i alt", str(version.minutes)))
    yield from _frame(version.frame, "Program i denne version", pack, level=2)
    changes = [
        (address, _change(plain(change, defaults=False, written=True)))
        for address, change in version.changes.items()
    ]
    if changes:
        yield said("Ændringer i denne version", level=2)
        yield _pairs(*changes)


def _change(data: dict[str, Any]) -> str:
    """A change in words: `udelades`, or each thing that is otherwise."""
    words = {"udelad": "udelades", "medtag": "tages med"}
    parts = (
        words.get(str(value), str(value))
        if key == "handling"
        else f"{key.replace('_', ' ')}: {_shown(value)}"
        for key, value in data.items()
    )
    return " · ".join(parts)


def _shown(value: Any) -> str:  # noqa: ANN401 - plain data
    if isinstance(value, dict):
        return "–".join(str(part) for part in value.values())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value).replace("_", " ")


# --- Pieces --------------------------------------------------------------------------------


def _captions(*texts: str) -> tuple[Cell, ...]:
    return tuple(cell(text, bold=True) for text in texts)


def _pairs(*pairs: tuple[str, str | Sequence[str] | None]) -> Table:
    """What is said of one thing; what is not said has no line. A text is Markdown."""
    rows = tuple((cell(name, bold=True), _said_cell(said)) for name, said in pairs if said)
    return Table(rows, head=False, widths=(3, 9))


def _said_cell(value: str | Sequence[str]) -> Cell:
    return Cell(_text(value) if isinstance(value, str) else tuple(_bullets(value)))


def _text(text: str | None) -> tuple[Paragraph, ...]:
    return paragraphs(text) if text else ()


def _bullets(texts: Iterable[str]) -> Iterator[Paragraph]:
    """Each text as a point; one of several paragraphs goes on below its own."""
    for text in texts:
        first, *rest = paragraphs(text)
        yield Paragraph(first.runs, mark=BULLET)
        yield from rest


def _minutes(minutes: Minutes) -> str:
    bounds = (minutes.least, minutes.wish, minutes.most)
    return str(minutes.wish) if len(set(bounds)) == 1 else "–".join(map(str, bounds))
