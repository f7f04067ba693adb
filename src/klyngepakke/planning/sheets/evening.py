"""The evening phase by phase, as the run sheet tells it: what to say, what to do, and when."""

from __future__ import annotations

from collections.abc import Iterable

from klyngepakke.content.common import Manner
from klyngepakke.content.pack import Block, Pack, Phase, Pitfall, Question
from klyngepakke.content.times import clock_text, kl_text
from klyngepakke.planning.document import Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot
from klyngepakke.planning.sheets import bordark, shared
from klyngepakke.planning.sheets.shared import Data

_AT_TABLES = ("gruppearbejde", "cases", "refleksion")
_COUNTED_UP = "Når tallene er talt op:"


_LONG = 1300  # letters of a row that may be split over two pages


def sections(plan: Plan, day: int) -> list[Data]:
    """One day's blocks and points in order, each with its rows on the clock."""
    slots = [s for s in plan.programme.slots if s.day == day]
    return [
        _block(plan, run) if run[0].block else _point(plan, run[0]) for run in shared.runs(slots)
    ]


def _point(plan: Plan, slot: Slot) -> Data:
    point = shared.point_of(plan, slot.address)
    usual = shared.manner(plan, slot)
    row: Data = {
        **_clock(slot),
        "hvad": "" if point.title is None else usual.title,
        "borde": "",
        "afkortet": _shortened(slot, ""),
        "gæster": _guests(plan, slot),
        "dele": [_part("", point.say or usual.say, point.do or usual.do)],
        "tekst": "" if point.say or point.do else (point.text or ""),
        "id": f"svar_{slot.address}",
        "svar": [*plan.common.follow_up.values()] if slot.kind == "afslutning" else [],
        "punkter": [*plan.meeting.since_last] if slot.kind == "opfølgning" else [],
        "forslag": [*point.vote.proposals] if point.vote else [],
        "regel": _rule(point.vote.rule, point.vote.quorum) if point.vote else "",
        "ansvarlig": point.responsible or "",
    }
    title = shared.point_title(plan, point)
    return {"blok": "", "titel": title, "mål": "", "rækker": [_measured(row)]}


def _rule(rule: str, quorum: str | None) -> str:
    return f"{rule} Beslutningsdygtigt, når {quorum}." if quorum else rule


def _block(plan: Plan, run: tuple[Slot, ...]) -> Data:
    address = run[0].block
    block, pack = plan.block(address), plan.pack(address).pack
    helped = next((s for s in run if s.kind in _AT_TABLES), run[-1])
    return {
        "blok": f"{shared.block_name(plan, address)} · {clock_text(run[0].start)}–{clock_text(run[-1].end)}",
        "titel": block.title,
        "mål": block.aim or "",
        "rækker": [_phase(plan, slot, block, helps=slot is helped) for slot in run],
        "bro": block.bridge or "",
        "faldgruber": [{"titel": p.title, "tekst": p.text} for p in _pitfalls(pack, block)],
    }


def _pitfalls(pack: Pack, block: Block) -> list[Pitfall]:
    return [p for p in pack.pitfalls if p.block == block.id]


def _phase(plan: Plan, slot: Slot, block: Block, *, helps: bool) -> Data:
    phase = plan.phase(slot.address)
    chosen, _ = shared.prompts(plan, slot)
    on_tables = chosen if slot.kind in {*_AT_TABLES, "handleplan"} and not phase.continues else ()
    # Other phases' questions are read out as numbers, and only where there are some.
    tells = slot.kind == "resultater" or plan.meeting.answered
    row: Data = {
        **_clock(slot),
        "hvad": _what(plan, phase),
        "borde": _tables(plan, slot, phase),
        "afkortet": _shortened(slot, "bordene får ét spørgsmål færre" if on_tables else ""),
        "gæster": _guests(plan, slot),
        "dele": _parts(plan, slot, phase),
        "tekst": phase.text or "",
        "vis": _shown(plan, slot, phase.questions) if tells else [],
        "vis_også": _shown(plan, slot, phase.also) if tells else [],
        "besvaret": plan.meeting.answered,
        "forbehold": phase.caveat or "",
        "spørgsmål": [p.text for p in on_tables],
        "ekstra": [*bordark.spoken_prompts(plan, slot)],
        "cases": [c.title for c in shared.chosen_cases(plan, slot)],
        "ur": shared.clock_data(plan, slot) if slot.kind in {*_AT_TABLES, "handleplan"} else [],
        "lyt_efter": (block.listen_for or "") if helps else "",
        "går_i_stå": (block.if_stuck or "") if helps else "",
    }
    return _measured(row)


def _measured(row: Data) -> Data:
    return {**row, "lang": len(str(row)) > _LONG}


def _clock(slot: Slot) -> Data:
    return {"tid": clock_text(slot.start), "slut": clock_text(slot.end), "minutter": slot.minutes}


def _shortened(slot: Slot, consequence: str) -> str:
    if not slot.shortened:
        return ""
    said = f"Kortet ned fra {slot.wished} til {slot.minutes} minutter"
    return f"{said}: {consequence}." if consequence else f"{said}."


def _what(plan: Plan, phase: Phase) -> str:
    """The phase's name, and for a plenum its form: `Plenum: kun det nye`."""
    name = shared.phase_title(plan, phase)
    if not phase.plenum_form:
        return name
    form = plan.common.plenums[phase.plenum_form].title
    return f"{name} {form}" if name.endswith("?") else f"{name}: {shared.small(form)}"


def _tables(plan: Plan, slot: Slot, phase: Phase) -> str:
    """`Blandede borde (6)`; nothing where all sit as they did or turn to the front."""
    seating = plan.seatings.get(slot.address)
    if phase.seating == "plenum" or seating is None or slot.kind == "resultater":
        return ""
    number = len(seating.tables)
    return f"{shared.seating_name(plan, phase)} ({number})" if number else ""


def _parts(plan: Plan, slot: Slot, phase: Phase) -> list[Plain]:
    """What is said and done; where nobody has answered, the counting comes first."""
    usual = _usual(plan, phase)
    own = _part("", phase.say or usual.say, phase.do or usual.do)
    if slot.kind != "resultater" or plan.meeting.answered:
        return [own]
    instead = plan.common.unanswered[phase.unanswered or "spring_over"]
    first = _part("", instead.say, instead.do)
    if phase.unanswered in {None, "spring_over"}:
        return [first]
    return [first, {**own, "over": _COUNTED_UP}]


def _usual(plan: Plan, phase: Phase) -> Manner:
    if phase.plenum_form:
        return plan.common.plenums[phase.plenum_form]
    return plan.common.phases[phase.form]


def _part(over: str, say: tuple[str, ...], do: tuple[str, ...]) -> Data:
    return {"over": over, "sig": [*say], "gør": [*do]}


def _shown(plan: Plan, slot: Slot, names: Iterable[str]) -> list[Plain]:
    asked: dict[str, Question] = {q.id: q for q in plan.pack(slot.address).pack.survey}
    # A colon that waits for the answers below it has nothing to wait for in a list.
    return [asked[name].text.removesuffix(":") for name in names if name in asked]


def _guests(plan: Plan, slot: Slot) -> list[Plain]:
    """Who comes and who may go at this slot."""
    titles = {g.id: g.title for g in plan.meeting.guests}
    visits = [v for v in plan.programme.visits if v.day == slot.day and v.guest in titles]
    come = [f"{titles[v.guest]} kommer." for v in visits if v.arrives == slot.start]
    go = [f"{titles[v.guest]} kan gå {kl_text(v.leaves)}." for v in visits if v.leaves == slot.end]
    return [*come, *go]
