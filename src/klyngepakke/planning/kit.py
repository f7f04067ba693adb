"""The Kit: which sheet for whom in how many copies, and what stands on all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from klyngepakke.content.addresses import SHEETS
from klyngepakke.content.meeting import PackUse
from klyngepakke.content.model import nearest
from klyngepakke.content.pack import Override, Pack
from klyngepakke.content.times import clock_text, date_text, month_text
from klyngepakke.planning.dates import day_text
from klyngepakke.planning.document import Document, Kit, Plain, TextFile
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.print_set import DIVIDER
from klyngepakke.planning.sheets import (
    afslutningsark,
    aftaleark,
    bordark,
    bordkort,
    bordplan,
    brev,
    casekort,
    dagsorden,
    deltagerliste,
    drejebog,
    egne,
    handleplan,
    indkaldelse,
    kasse,
    plakater,
    sedler,
    skilte,
    slides,
    spoergeskema,
    stemmesedler,
    svarseddel,
)
from klyngepakke.planning.slots import filled, known_slots, to_fill_in, unfilled, words

# In print order; the print list comes before them, and is made when they are.
ORDER: Final[tuple[Callable[[Plan], tuple[Document, ...]], ...]] = (
    drejebog.documents,
    dagsorden.documents,
    spoergeskema.documents,
    brev.documents,
    bordark.documents,
    casekort.documents,
    svarseddel.documents,
    aftaleark.documents,
    stemmesedler.documents,
    handleplan.documents,
    afslutningsark.documents,
    bordkort.documents,
    bordplan.documents,
    skilte.documents,
    deltagerliste.documents,
    sedler.documents,
    plakater.documents,
    slides.documents,
)
TEXTS: Final[tuple[Callable[[Plan], tuple[TextFile, ...]], ...]] = (indkaldelse.texts,)


def kit(plan: Plan, extra: Iterable[Document] = ()) -> Kit:
    """All documents of a meeting in print order.

    Args:
        plan: Everything that is decided and computed.
        extra: Documents that plugins add; they come last.
    """
    made = [d for sheet in ORDER for d in sheet(plan)]
    every = tuple(_unique([*made, *egne.documents(plan), *extra]))
    chosen = [c for c in (_overridden(plan, d) for d in every) if c]
    documents = tuple(_completed(plan, kasse.packed(plan, d, chosen)) for d in chosen)
    texts = tuple(_text(plan, t) for make in TEXTS for t in make(plan))
    return Kit(documents, texts, (*plan.warnings, *_strays(plan, every)))


def complete(plan: Plan, document: Document) -> Document:
    """A late document, as the print list, with what stands on all sheets."""
    return _completed(plan, document)


def is_left_out(plan: Plan, sheet: str) -> bool:
    """Whether the meeting wants none of a late sheet, as the dividers of the print set."""
    change = plan.sheets.get(sheet)
    return change is not None and (change.handling == "udelad" or change.copies == 0)


def _overridden(plan: Plan, document: Document) -> Document | None:
    """The document as the meeting wants it; None when it is left out."""
    for name in _names(document):
        change = plan.sheets.get(name)
        if change is not None and change.handling == "udelad":
            return None
        if change is not None:
            document = replace(document, copies=_copies(plan, document, change))
    return document


def _names(document: Document) -> tuple[str, ...]:
    """What overrides may call a document, the widest name first."""
    own = (f"{document.pack.id}/{SHEETS}/{document.sheet}",) if document.pack else ()
    return (document.sheet, document.id, *own)


def _strays(plan: Plan, documents: Iterable[Document]) -> Iterable[str]:
    """Overrides of sheets that the meeting does not have; a pack's own may be left out twice."""
    names = {DIVIDER, *(name for document in documents for name in _names(document))}
    for name, change in plan.sheets.items():
        own = f"/{SHEETS}/" in name
        if name not in names and not (own and change.handling == "udelad"):
            address = name if own else f"{SHEETS}/{name}".rstrip("/")
            hint = nearest(name, sorted(names))
            yield f"Rettelsen af ”{address}” bruges ikke: mødet har ikke det ark.{hint}"


def _copies(plan: Plan, document: Document, change: Override) -> int:
    if change.copies is not None:
        return change.copies
    if change.handling == "medtag" and not document.copies:
        return plan.crowd.number if document.audience == "deltager" else 1
    return document.copies


def _unique(documents: list[Document]) -> Iterable[Document]:
    """Documents whose ids meet, as own sheets of two packs, get their pack's id in front."""
    counts = Counter(d.id for d in documents)
    for document in documents:
        pack = document.pack
        named = counts[document.id] > 1 and pack is not None
        yield replace(document, id=f"{pack.id}-{document.id}") if named and pack else document


def _completed(plan: Plan, document: Document) -> Document:
    pack = _pack(plan, document)
    shared: dict[str, Plain] = {
        "møde": _meeting(plan),
        "dokument": _document(plan, document, pack),
        "pakke": _about(pack) if pack else None,
    }
    done = _filled(plan, {**document.data, **shared})
    assert isinstance(done, dict)  # noqa: S101 - a mapping stays one; for the type checker
    return replace(document, data=done)


def _text(plan: Plan, text: TextFile) -> TextFile:
    return replace(text, text=str(_filled(plan, text.text)))


def _filled(plan: Plan, data: Plain) -> Plain:
    asks = unfilled(plan.meeting, plan.packs)
    known = known_slots(plan.meeting)
    return filled(data, known, lambda name: to_fill_in(name, asks), words(plan.packs))


def _pack(plan: Plan, document: Document) -> Pack | None:
    """The pack that a document speaks for: named in its data, its own, or the only one."""
    named = document.data.get("pakke")
    name = named if isinstance(named, str) else document.pack.id if document.pack else ""
    packs = [loaded.pack for loaded in plan.packs]
    if not name and len(packs) == 1:
        return packs[0]
    return next((p for p in packs if p.id == name), None)


def _about(pack: Pack) -> dict[str, Plain]:
    return {
        "id": pack.id,
        "titel": pack.title,
        "udgave": pack.edition,
        "udgiver": pack.publisher,
        "bemærk": pack.disclaimer,
        "licens": pack.licence,
    }


def _meeting(plan: Plan) -> dict[str, Plain]:
    meeting = plan.meeting
    first, last = plan.programme.days[0], plan.programme.days[-1]
    dates = day_text(plan, first)
    if first is not last:
        dates = f"{dates} til {day_text(plan, last)}"
    return {
        "id": meeting.id,
        "titel": meeting.title,
        "klynge": meeting.cluster.name,
        "kommune": meeting.cluster.municipality,
        "dato": dates,
        "har_dato": first.date is not None,
        "start": clock_text(first.start),
        "slut": clock_text(last.end),
        "sted": first.place,
        "næste_møde": meeting.next_meeting,
        "logo": meeting.cluster.logo is not None,
    }


def _document(plan: Plan, document: Document, pack: Pack | None) -> dict[str, Plain]:
    day = plan.meeting.days[0].date
    # What is alike in all meetings of a series is the same paper, made once.
    when = f"klyngemøde {date_text(day)}" if day and not plan.meeting.series else "klyngemøde"
    editions = ", ".join(f"{p.pack.id} {p.pack.edition}" for p in plan.packs)
    return {
        "titel": document.title,
        "overlinje": document.data.get("overlinje") or (pack or plan.meeting).title,
        "ark": document.id,
        "moede": _printed_id(plan),
        "udgave": f"{pack.id} {pack.edition}" if pack else editions,
        "fod": " · ".join((document.title, when, plan.meeting.title, *_mark(plan, document))),
        "godkendelse": _approval(plan, document, pack),
    }


def _mark(plan: Plan, document: Document) -> tuple[str, ...]:
    """What a card's foot ends with; other sheets have it in the corner, with the page."""
    return (f"{_printed_id(plan)}/{document.id}",) if document.cards else ()


def _printed_id(plan: Plan) -> str:
    return plan.meeting.series or plan.meeting.id


def _approval(plan: Plan, document: Document, pack: Pack | None) -> str:
    """What the foot says about who has read the content as a doctor."""
    if pack is None:
        return ""
    use = plan.meeting.packs.get(pack.id, PackUse())
    if pack.approval.role and pack.approval.date:
        return f"Fagligt godkendt af {pack.approval.role}, {month_text(pack.approval.date)}"
    if use.reviewed.role and use.reviewed.date:
        return f"Gennemgået lokalt, {month_text(use.reviewed.date)}"
    if _is_clinical(document, pack):
        return "Ikke fagligt godkendt"
    return "Fagligt gennemsyn: afventer"


_CLINICAL: Final = ("bordark", "casekort", "aftaleark")


def _is_clinical(document: Document, pack: Pack) -> bool:
    own = next((s for s in pack.sheets if document.pack and s.id == document.sheet), None)
    if own is not None:
        return own.clinical or pack.clinical
    clinical = pack.clinical or any(t.clinical for t in pack.topics)
    return document.sheet == "drejebog" or (document.sheet in _CLINICAL and clinical)
