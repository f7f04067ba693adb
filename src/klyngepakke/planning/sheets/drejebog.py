"""Drejebog: the run sheet for the one who is speaking; the overview first."""

from __future__ import annotations

from itertools import groupby
from textwrap import wrap

from klyngepakke.content.meeting import PackUse
from klyngepakke.content.pack import Pack
from klyngepakke.content.times import (
    clock_text,
    kl_text,
    minutes_text,
    month_text,
    span_text,
)
from klyngepakke.planning.dates import LINE, cluster_text, day_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Checkpoint, Cut, Day, Remedy
from klyngepakke.planning.sheets import evening, kasse, shared
from klyngepakke.planning.sheets.shared import Data

_NBSP = "\N{NO-BREAK SPACE}"
# The bar on paper, in mm: its length, its parts' padding, a letter, an m, and a clock time.
_BAR = 173
_PADDING = 1.6
_LETTER = 1.6
_WIDE_LETTER = 2.6
_TIME = 9
_LINES = 3


def documents(plan: Plan) -> tuple[Document, ...]:
    """The run sheet, for the facilitator and one who helps."""
    return (
        Document(
            id="drejebog",
            sheet="drejebog",
            title="Drejebog",
            template="drejebog.html",
            audience="facilitator",
            copies=2,
            data=_data(plan),
            forms=True,
            two_sided=True,
            when="læs den aftenen før",
        ),
    )


def _data(plan: Plan) -> Data:
    return {
        "overlinje": f"Drejebog · {cluster_text(plan)}",
        "titel": plan.meeting.title,
        "antal": plan.crowd.number,
        "deltagere": _crowd_line(plan),
        "sted": _places(plan),
        "roller": _roles(plan),
        "gennemsyn": [_review(plan, loaded.pack) for loaded in plan.packs],
        "dage": [_day(plan, day) for day in plan.programme.days],
        "mål": [_aims(p.pack) for p in plan.packs],
        "advarsler": [*plan.programme.warnings],
        "skrider": [_slipping(plan, c) for c in plan.programme.checkpoints],
        "gæster": _guests(plan),
        "lokale": [*plan.common.room],
        "faldgruber": _pitfalls(plan),
        "grundregler": [*plan.common.pitfalls],
        "bokse": shared.boxes(plan, "drejebog"),
        **kasse.told(plan, ()),
        "fakta": _facts(plan, "bekræftet"),
        "lokale_fakta": _facts(plan, "lokal"),
    }


def _aims(pack: Pack) -> Data:
    return {
        "titel": pack.title,
        "formål": pack.purpose,
        "læringsmål": [*pack.goals],
        "afgrænsning": pack.scope or "",
    }


# --- Overview ----------------------------------------------------------------------------


def _crowd_line(plan: Plan) -> str:
    tables = max((len(s.tables) for s in plan.seatings.values() if s.kind == "blandet"), default=0)
    return f"deltagere ved {tables} borde" if tables else "deltagere"


def _places(plan: Plan) -> list[Plain]:
    return [*dict.fromkeys(d.place for d in plan.programme.days if d.place)] or [LINE]


def _roles(plan: Plan) -> list[Plain]:
    roles = plan.meeting.roles
    named = (
        ("facilitator", "Facilitator", roles.facilitator),
        ("ordstyrer", "Ordstyrer", roles.chair),
        ("referent", "Referent", roles.minutes),
        ("tidtager", "Tidtager", roles.timekeeper),
    )
    return [{"id": f"rolle_{id_}", "rolle": role, "navn": name or ""} for id_, role, name in named]


def _review(plan: Plan, pack: Pack) -> str:
    """Who has read the content as a doctor; said for each pack by name."""
    use = plan.meeting.packs.get(pack.id, PackUse())
    if pack.approval.role and pack.approval.date:
        return f"{pack.title}: godkendt af {pack.approval.role}, {month_text(pack.approval.date)}."
    if use.reviewed.role and use.reviewed.date:
        return f"{pack.title}: gennemgået lokalt, {month_text(use.reviewed.date)}."
    return f"{pack.title}: ikke fagligt godkendt."


def _day(plan: Plan, day: Day) -> Data:
    return {
        "titel": shared.day_title(plan, day.number),
        "ingress": _summary(plan, day),
        "bjælke": _bar(plan, day),
        "rækker": [*shared.agenda(plan, day.number)],
        "holdepunkter": [
            clock_text(c.at) for c in plan.programme.checkpoints if c.day == day.number
        ],
        "forløb": [*evening.sections(plan, day.number)],
    }


def _summary(plan: Plan, day: Day) -> str:
    when = f"kl.{_NBSP}{span_text(day.start, day.end)}"
    said = f"{shared.capital(day_text(plan, day))}, {when}."
    if day.overrun:
        late = minutes_text(day.overrun)
        return f"{said} Programmet slutter {late} efter, at lokalet skal være tomt."
    if not day.reserve:
        return f"{said} Der er ingen reserve."
    end, reserve = kl_text(day.planned_end), minutes_text(day.reserve)
    return f"{said} Programmet slutter {end}. {reserve} er i reserve: brug dem ikke på forhånd."


def _bar(plan: Plan, day: Day) -> Data:
    """The day to scale: parts in percent of the bar, and the clock times that there is room for."""
    rows = shared.agenda(plan, day.number)
    slots = [s for s in plan.programme.slots if s.day == day.number]
    starts = [(run[0].start, run[-1].end) for run in shared.runs(slots)]
    whole = max(day.end, day.planned_end) - day.start
    parts = [
        _part(row, start - day.start, end - start, whole)
        for row, (start, end) in zip(rows, starts, strict=True)
    ]
    if day.reserve:
        reserve: Data = {"titel": "Reserve", "blok": False, "pause": False, "reserve": True}
        parts.append(_part(reserve, day.planned_end - day.start, day.reserve, whole))
    held = {c.at for c in plan.programme.checkpoints if c.day == day.number}
    times = [day.start, *(s for s, _ in starts[1:]), day.planned_end, day.end]
    return {"dele": [*parts], "tider": _times(times, held, day.start, whole)}


def _part(row: Data, at: int, minutes: int, whole: int) -> Data:
    wide = 100 * minutes / whole
    return {
        "venstre": _percent(at, whole),
        "bredde": _percent(minutes, whole),
        "titel": _label(str(row["titel"]), wide),
        "minutter": minutes,
        "slags": "blok" if row["blok"] else "pause" if row["pause"] else "punkt",
        "reserve": bool(row.get("reserve")),
    }


def _label(title: str, wide: float) -> str:
    """As much of a title as the part has room for: all of it, its beginning, or nothing."""
    room = wide * _BAR / 100 - _PADDING
    letters = max(1, int(room / _LETTER))
    for words in (title, title.partition(":")[0]):
        if max(map(_length, words.split())) <= room and len(wrap(words, letters)) <= _LINES:
            return words
    return ""


def _length(word: str) -> float:
    """How long a word is on the bar, in mm."""
    return sum(_WIDE_LETTER if letter in "mwMW" else _LETTER for letter in word)


def _times(times: list[int], held: set[int], start: int, whole: int) -> list[Plain]:
    """The clock times beneath the bar; checkpoints go before others where it is crowded."""
    room = whole * _TIME / _BAR
    kept: list[int] = [max(times)]
    for at in sorted(dict.fromkeys(times), key=lambda t: (t not in held, t)):
        if all(abs(at - other) >= room for other in kept):
            kept.append(at)
    return [
        {
            "tid": clock_text(at),
            "venstre": _percent(at - start, whole),
            "holdepunkt": at in held,
            "sidst": at == max(kept),
        }
        for at in sorted(kept)
    ]


def _percent(minutes: int, whole: int) -> str:
    return f"{100 * minutes / whole:.2f}"


# --- When time slips ---------------------------------------------------------------------


def checkpoint(plan: Plan, held: Checkpoint) -> Data:
    """What to do from a checkpoint on: tid, titel, begynder, dag, and råd with sent, gør, slut."""
    slot = next(s for s in plan.programme.slots if s.address == held.address)
    title = shared.block_title(plan, slot.address) if slot.block else shared.slot_title(plan, slot)
    if slot.block and slot.kind == "handleplan":
        title = shared.slot_title(plan, slot)
    day = shared.day_title(plan, held.day)
    return {
        "tid": clock_text(held.at),
        "titel": title,
        "begynder": f"{title if slot.block else shared.definite(plan, slot)} begynder",
        "dag": day,
        "råd": [_remedy(plan, r) for r in held.remedies],
    }


def _slipping(plan: Plan, held: Checkpoint) -> Data:
    """A checkpoint as it is printed: what one does the same about is told once."""
    runs = groupby(held.remedies, key=lambda r: (_advice(plan, r), r.over))
    return {**checkpoint(plan, held), "råd": [_merged(plan, [*run]) for _, run in runs]}


def _merged(plan: Plan, run: list[Remedy]) -> Data:
    first, last = run[0], run[-1]
    row = _remedy(plan, last)
    if first is last:
        return row
    late = f"{first.late}–{row['sent']}"
    ends = f"kl.{_NBSP}{span_text(first.ends, last.ends)}"
    return {**row, "sent": late, "slut": row["slut"] if first.ends == last.ends else ends}


def _remedy(plan: Plan, remedy: Remedy) -> Data:
    ends = kl_text(remedy.ends)
    if remedy.over:
        ends = f"{ends}, {minutes_text(remedy.over)} over tiden"
    return {"sent": minutes_text(remedy.late), "gør": _advice(plan, remedy), "slut": ends}


def _advice(plan: Plan, remedy: Remedy) -> str:
    said = [_cut(plan, c) for c in (*remedy.cuts, *remedy.shrunk)]
    said += [
        f"{_begins(plan, d.address)} begynder {minutes_text(d.minutes)} senere"
        for d in remedy.delays
    ]
    if not said:
        return "Spring intet over: brug reserven." if remedy.from_reserve else "Spring intet over."
    return shared.capital("; ".join(said)) + "."


def _cut(plan: Plan, cut: Cut) -> str:
    if not cut.left:
        return f"spring {shared.small(_name(plan, cut.address))} over"
    return f"hold {shared.small(_name(plan, cut.address))} på {minutes_text(cut.left)}"


def _name(plan: Plan, address: str) -> str:
    return shared.slot_title(plan, next(s for s in plan.programme.slots if s.address == address))


def _begins(plan: Plan, address: str) -> str:
    return shared.definite(plan, next(s for s in plan.programme.slots if s.address == address))


# --- Before and around -------------------------------------------------------------------


def _guests(plan: Plan) -> list[Plain]:
    titles = {g.id: g for g in plan.meeting.guests}
    return [
        {
            "titel": titles[v.guest].title,
            "antal": titles[v.guest].number,
            "dag": shared.day_title(plan, v.day),
            "kommer": clock_text(v.arrives),
            "går": clock_text(v.leaves),
        }
        for v in plan.programme.visits
        if v.guest in titles
    ]


def _pitfalls(plan: Plan) -> list[Plain]:
    """The packs' pitfalls that belong to the whole meeting."""
    return [
        {"titel": p.title, "tekst": p.text}
        for loaded in plan.packs
        for p in loaded.pack.pitfalls
        if p.block is None
    ]


def _facts(plan: Plan, status: str) -> list[Plain]:
    return [
        shared.fact_data(f)
        for loaded in plan.packs
        for f in loaded.pack.facts
        if f.status == status
    ]
