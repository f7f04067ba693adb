"""Slides: what the screen shows: where we are, the question and its end, what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from klyngepakke.content.times import kl_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.shared import Data

_AT_TABLES = ("gruppearbejde", "cases", "refleksion")
_MOST = 5  # lines of a task, and their letters together, that can be read on a screen
_ROOM = 420
_WORDS = 120  # letters of one line on the screen, at most, before it is set smaller


def documents(plan: Plan) -> tuple[Document, ...]:
    """The slides in the order of the clock; one file, not printed."""
    return (
        Document(
            id="slides",
            sheet="slides",
            title="Slides",
            template="slides.html",
            audience="skærm",
            copies=0,
            data={"overlinje": plan.meeting.cluster.name, "billeder": [*_slides(plan)]},
            cards=True,
            when="på skærmen",
        ),
    )


def _slides(plan: Plan) -> Iterator[Plain]:
    yield {"slags": "titel", "titel": plan.meeting.title, "regler": [*plan.common.rules]}
    several = len(plan.programme.days) > 1
    for day in plan.programme.days:
        slots = [s for s in plan.programme.slots if s.day == day.number]
        for run in shared.runs(slots):
            yield _where(plan, run, title=shared.day_title(plan, day.number) if several else "")
            for slot in run:
                yield from _of(plan, slot)
    yield _last(plan)


def _where(plan: Plan, run: tuple[Slot, ...], *, title: str) -> Data:
    """The day's agenda with ”vi er her” at one line; breaks and points have no other slide."""
    here = run[0].block or run[0].address
    rows: list[Plain] = [
        {"tid": r["tid"], "titel": r["titel"], "her": r["adresse"] == here}
        for r in shared.agenda(plan, run[0].day)
    ]
    return {
        "slags": "vi_er_her",
        "adresse": run[0].address,
        "overlinje": title,
        "titel": "Vi er her",
        "rækker": rows,
    }


def _of(plan: Plan, slot: Slot) -> Iterator[Data]:
    if not slot.block or not plan.phase(slot.address).slides:
        return
    phase = plan.phase(slot.address)
    over = f"{shared.block_name(plan, slot.address)} · {shared.phase_title(plan, phase)}"
    if slot.kind in _AT_TABLES:
        yield from _question(plan, slot, over)
    elif slot.kind == "resultater" and plan.meeting.answered:
        yield from _results(plan, slot, over)
    elif slot.kind in {"plenum", "handleplan"}:
        yield _task(plan, slot, over)


def _question(plan: Plan, slot: Slot, over: str) -> Iterator[Data]:
    """The prompts of a group task, with the time it ends; confidential ones stay on the table."""
    chosen, _ = shared.prompts(plan, slot)
    asked = [p.text for p in chosen if not p.confidential]
    cases = [f"Case: ”{c.title}”" for c in shared.chosen_cases(plan, slot)]
    lines = _shown([*asked, *cases]) or ["Spørgsmålet står på bordarket."]
    yield {
        "slags": "spørgsmål",
        "adresse": slot.address,
        "overlinje": over,
        "titel": plan.block(slot.address).title,
        "linjer": [*lines],
        "lang": sum(map(len, lines)) > 2 * _WORDS,
        "slut": kl_text(slot.end),
        "hvem": shared.seating_name(plan, plan.phase(slot.address)),
    }


def _shown(lines: list[str]) -> list[str]:
    """The lines that a slide has room for, and how many more there are on the table sheet."""
    sums = accumulate(map(len, lines))
    room = sum(1 for whole in sums if whole <= _ROOM) if lines else 0
    kept = lines[: max(1, min(room, _MOST))]
    more = len(lines) - len(kept)
    if not more:
        return kept
    return [*kept, f"Og {'ét' if more == 1 else more} spørgsmål mere på bordarket."]


def _results(plan: Plan, slot: Slot, over: str) -> Iterator[Data]:
    """An empty place for each result that is shown, to paste it into."""
    phase = plan.phase(slot.address)
    survey = {q.id: q for q in plan.pack(slot.address).pack.survey}
    for name in phase.questions:
        if name in survey:
            yield {
                "slags": "resultat",
                "adresse": slot.address,
                "overlinje": over,
                "titel": survey[name].text,
                "id": name,
                "forbehold": phase.caveat or "",
            }


def _task(plan: Plan, slot: Slot, over: str) -> Data:
    """What a plenum or the action plan asks of the room, in a few words, and when it ends."""
    phase = plan.phase(slot.address)
    usual = plan.common.plenums[phase.plenum_form] if phase.plenum_form else None
    say = phase.say or (usual.say if usual else plan.common.phases[phase.form].say)
    return {
        "slags": "spørgsmål",
        "adresse": slot.address,
        "overlinje": over,
        "titel": usual.title if usual else shared.phase_title(plan, phase),
        "linjer": [*say[:1]],
        "lang": False,
        "slut": kl_text(slot.end),
        "hvem": "",
    }


def _last(plan: Plan) -> Data:
    return {
        "slags": "slut",
        "titel": "Det besluttede vi",
        "følger_op": shared.text(plan, "følger_op"),
        "svar": [*plan.common.follow_up.values()],
        "næste": shared.text(plan, "næste_møde"),
        "næste_møde": plan.meeting.next_meeting or "",
    }
