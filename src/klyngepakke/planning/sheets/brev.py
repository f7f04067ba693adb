"""Brev til gæsten: who we are, when to come and go, what we ask, and what helps us."""

from __future__ import annotations

from klyngepakke.content.meeting import Guest
from klyngepakke.content.pack import GuestBrief
from klyngepakke.content.times import clock_text, minutes_text
from klyngepakke.planning.dates import day_text, place_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot, Visit
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.shared import Data
from klyngepakke.planning.survey import survey

_TALK = "oplæg"
_ROOMY = 10  # more points than this are set a little closer, to stay on one side


def documents(plan: Plan) -> tuple[Document, ...]:
    """One letter for each guest of the meeting, one side each."""
    return tuple(_document(plan, guest) for guest in plan.meeting.guests)


def _document(plan: Plan, guest: Guest) -> Document:
    return Document(
        id=f"brev-{guest.id}",
        sheet="brev",
        title=f"Brev til {guest.title}",
        template="brev.html",
        audience="gæst",
        copies=1,
        data=_data(plan, guest),
        when="sendes, når programmet er lagt",
        note="kan også sendes som fil",
    )


def _data(plan: Plan, guest: Guest) -> Data:
    briefs = _briefs(plan, guest)
    asked = [text for brief in briefs for text in brief.asked]
    helps = [text for brief in briefs for text in brief.helps]
    return {
        "gæst": guest.title,
        "antal": guest.number,
        "klynge": plan.meeting.cluster.name,
        "titel": plan.meeting.title,
        "formål": shared.small(plan.packs[0].pack.purpose) if len(plan.packs) == 1 else "",
        "hvem_vi_er": who_we_are(plan),
        "besøg": [_visit(plan, v) for v in plan.programme.visits if v.guest == guest.id],
        "oplæg": [_talk(plan, s) for s in _slots(plan, guest) if s.kind == _TALK],
        "program": _programme(plan, guest),
        "beder_om": [*asked],
        "hjælper_os": [*helps],
        "tæt": len(asked) + len(helps) > _ROOMY,
        "spilleregler": [] if asked else [*plan.common.rules],
        "spørgsmål": bool(survey(plan, "gæst").questions),
        "facilitator": plan.meeting.roles.facilitator,
        "afbud": plan.meeting.cancelling.to,
    }


def who_we_are(plan: Plan) -> str:
    """`29 læger fra 15 klinikker. 8 af os er alene i vores klinik.`, as far as it is known."""
    crowd = plan.crowd
    about = "omkring " if crowd.estimated else ""
    clinics = f"{crowd.clinics} {'klinik' if crowd.clinics == 1 else 'klinikker'}"
    doctors = f"{crowd.number} {'læge' if crowd.number == 1 else 'læger'}"
    alone = f" {crowd.solo} af os er alene i vores klinik." if crowd.solo else ""
    return f"Vi er {doctors} fra {about}{clinics}.{alone}"


def _briefs(plan: Plan, guest: Guest) -> list[GuestBrief]:
    return [g for loaded in plan.packs for g in loaded.pack.guests if g.id == guest.id]


def _slots(plan: Plan, guest: Guest) -> list[Slot]:
    return [s for s in plan.programme.slots if guest.id in s.guests]


def _visit(plan: Plan, visit: Visit) -> Data:
    day = plan.programme.days[visit.day - 1]
    return {
        "dato": shared.capital(day_text(plan, day)),
        "kom": clock_text(visit.arrives),
        "gå": clock_text(visit.leaves),
        "sted": place_text(day),
    }


def _talk(plan: Plan, slot: Slot) -> Data:
    return {
        "tid": shared.slot_clock(slot),
        "titel": shared.slot_title(plan, slot),
        "minutter": minutes_text(slot.minutes),
    }


def _programme(plan: Plan, guest: Guest) -> list[Plain]:
    """The rows of the programme that the guest is on, and the day where there are several."""
    there = {s.block or s.address for s in _slots(plan, guest)}
    rows: list[Plain] = []
    for day in plan.programme.days:
        name = shared.day_title(plan, day.number)
        for row in shared.agenda(plan, day.number):
            if row["adresse"] in there:
                rows.append({"dag": name, **row})
                name = ""
    return rows
