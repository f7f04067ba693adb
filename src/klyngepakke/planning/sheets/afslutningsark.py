"""Afslutningsark: evaluation, guldkorn and wish on one sheet, and a part to keep."""

from __future__ import annotations

from collections.abc import Iterable

from klyngepakke.content.pack import Question
from klyngepakke.content.times import kl_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.shared import Data

_OWN = 2  # questions of the packs' own, at most
_GRADES = (("1", "Lavt"), ("2", ""), ("3", "Midt imellem"), ("4", ""), ("5", "Højt"))


def documents(plan: Plan) -> tuple[Document, ...]:
    """The participants' sheet, and the guests' own where there are guests and questions to them."""
    asked = _guest_questions(plan)
    guests = sum(g.number for g in plan.meeting.guests)
    own = [_participants(plan)]
    if guests and asked:
        own.append(_guests(plan, asked, guests))
    return tuple(own)


def _participants(plan: Plan) -> Document:
    common = plan.common.evaluation
    closed = [q for q in common if q.scale != "fri"]
    scaled = [q for q in closed if q.scale in plan.common.scales]
    # The pack's questions stand with the common ones of their scale, in one table.
    at = closed.index(scaled[-1]) + 1 if scaled else len(closed)
    parts = _parts(plan)
    questions = [*closed[:at], *([] if parts else _own_questions(plan)), *closed[at:]]
    return Document(
        id="afslutningsark",
        sheet="afslutningsark",
        title="Afslutningsark",
        template="afslutningsark.html",
        audience="deltager",
        copies=shared.spare(plan.crowd.number),
        data={
            **_shared(plan),
            "titel": "Hvordan var mødet?",
            "spørgsmål": shared.question_groups(plan.common, questions),
            "dele": parts,
            "fri": _free(
                plan, [q for q in common if q.scale == "fri"], len(questions), 1 if parts else 2
            ),
            "behold": _keep(plan),
        },
        forms=True,
        when=_when(plan),
    )


def _guests(plan: Plan, asked: list[Question], guests: int) -> Document:
    first = [q for q in plan.common.evaluation if q.scale == "nrs"]
    questions = [*first, *(q for q in asked if q.scale != "fri")]
    free = [q for q in asked if q.scale == "fri"]
    return Document(
        id="afslutningsark-gaest",
        sheet="afslutningsark",
        title="Afslutningsark til gæster",
        template="afslutningsark.html",
        audience="gæst",
        copies=guests + 1,
        data={
            **_shared(plan),
            "titel": "Tak, fordi I kom",
            "qr": "",
            "spørgsmål": shared.question_groups(plan.common, questions),
            "dele": [],
            "fri": _free(plan, free, len(questions), 4),
            "behold": None,
        },
        forms=True,
        when=_when(plan),
    )


def _shared(plan: Plan) -> Data:
    link = plan.meeting.links.evaluation or ""
    return {
        "overlinje": "Afslutning · 3 minutter",
        "qr": link,
        "link": shared.plain_link(link) if link else "",
        "fortryder": shared.text(plan, "fortryder"),
        "uden_navn": shared.text(plan, "uden_navn"),
        "bokse": shared.boxes(plan, "afslutningsark"),
        "udgiver": _owners(plan),
    }


def _owners(plan: Plan) -> list[Plain]:
    """Where a pack's owner likes to hear from those who used it."""
    return [
        {"pakke": p.pack.title, "link": shared.plain_link(p.pack.links.evaluation)}
        for p in plan.packs
        if p.pack.links.evaluation
    ]


def _own_questions(plan: Plan) -> list[Question]:
    """At most two of the pack's own; with several packs a line a part stands in their place."""
    own = [q for p in plan.packs for q in p.pack.evaluation if q.audience == "deltager"]
    return own[:_OWN]


def _guest_questions(plan: Plan) -> list[Question]:
    return [q for p in plan.packs for q in p.pack.evaluation if q.audience == "gæst"]


def _parts(plan: Plan) -> list[Plain]:
    """One line a part, where the meeting has several packs or days."""
    if len(plan.packs) < 2 and len(plan.programme.days) < 2:  # noqa: PLR2004 - several
        return []
    talks = [s for s in plan.programme.slots if s.kind == "oplæg" and not s.block]
    rows = [
        *((f"pakke_{p.pack.id}", p.pack.title) for p in plan.packs),
        *((f"oplaeg_{s.address}", shared.slot_title(plan, s)) for s in talks),
        ("formen", "Formen: borde, tempo og pauser"),
        ("stedet", "Stedet og maden"),
    ]
    grades: list[Plain] = [{"id": code, "tekst": words} for code, words in _GRADES]
    return [
        {"id": f"del_{name}", "slags": "skala", "tekst": title, "svar": grades}
        for name, title in rows
    ]


def _free(plan: Plan, questions: Iterable[Question], after: int, lines: int) -> list[Plain]:
    return [
        {**shared.question_data(plan.common, q, n), "linjer": lines}
        for n, q in enumerate(questions, start=after + 1)
    ]


def _keep(plan: Plan) -> Data:
    return {
        "titel": shared.text(plan, "tager_med"),
        "makker": shared.text(plan, "makker"),
        "næste": shared.text(plan, "næste_møde"),
        "næste_møde": plan.meeting.next_meeting or "",
    }


def _when(plan: Plan) -> str:
    closing: list[Slot] = [s for s in plan.programme.slots if s.kind == "afslutning"]
    return kl_text(closing[-1].start) if closing else "til sidst"
