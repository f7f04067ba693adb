"""What many sheets need: names of phases and blocks, chosen prompts, inner clocks, survey rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate, groupby
from math import ceil

from klyngepakke.content.common import Common, Manner
from klyngepakke.content.meeting import PackUse
from klyngepakke.content.pack import Case, Fact, Pack, Phase, Prompt, Question, Step
from klyngepakke.content.point import Point, with_ids
from klyngepakke.content.times import clock_text, date_text, short_date_text, span_text
from klyngepakke.planning.document import Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot
from klyngepakke.planning.seating import Table

Data = dict[str, Plain]

_SAME = "som fælles"
_THEN = "Derefter:"
_NBSP = "\N{NO-BREAK SPACE}"
_LINES = {"en": 1, "flere": 1, "tal": 1, "fri": 2}


# --- Numbers and names -------------------------------------------------------------------


def spare(number: int) -> int:
    """A tenth more than that number, rounded up: copies for those who lose theirs."""
    return ceil(number * 1.1)


def is_block(slot: Slot) -> bool:
    """Whether the slot is a phase of a block, and not a point of the cluster's own."""
    return bool(slot.block)


def runs(slots: Iterable[Slot]) -> list[tuple[Slot, ...]]:
    """The slots as the agenda tells them: phases of one block together, points one by one."""
    found = groupby(slots, key=lambda s: (s.day, s.block or s.address))
    return [tuple(run) for _, run in found]


def block_number(plan: Plan, address: str) -> int:
    """The number of a block, or of a phase's block, counted through the whole meeting."""
    name = "/".join(address.split("/")[:2])
    blocks = dict.fromkeys(s.block for s in plan.programme.slots if is_block(s))
    return list(blocks).index(name) + 1


def block_name(plan: Plan, address: str) -> str:
    """`Blok 2`."""
    return f"Blok{_NBSP}{block_number(plan, address)}"


def block_title(plan: Plan, address: str) -> str:
    """`Blok 2: Organisering, uddelegering og grænser`."""
    return f"{block_name(plan, address)}: {plan.block(address).title}"


def phase_title(plan: Plan, phase: Phase) -> str:
    """What a phase is called on paper: its own title, else its form's."""
    return phase.title or plan.common.phases[phase.form].title


def point_of(plan: Plan, address: str) -> Point:
    """The cluster's own point behind a slot."""
    return next(p for p in with_ids(plan.meeting.program) if p.id == address)


def point_title(plan: Plan, point: Point) -> str:
    """What a point is called on paper: its own title, else its kind's."""
    return point.title or plan.common.points[point.kind or "formalia"].title


def definite(plan: Plan, slot: Slot) -> str:
    """What a slot is called in a sentence: `Pausen` of a point that has its kind's title."""
    usual = plan.common.points.get(slot.kind)
    title = slot_title(plan, slot)
    named = not is_block(slot) and usual and usual.definite and title == usual.title
    return str(usual.definite) if named and usual else title


def slot_title(plan: Plan, slot: Slot) -> str:
    """What a slot is called: a phase as `Plenum i blok 2`, a point by its title."""
    if not is_block(slot):
        return point_title(plan, point_of(plan, slot.address))
    where = small(block_name(plan, slot.address))
    return f"{phase_title(plan, plan.phase(slot.address))} i {where}"


def manner(plan: Plan, slot: Slot) -> Manner:
    """How a slot of that kind is usually done."""
    return plan.common.phases[slot.kind] if is_block(slot) else plan.common.points[slot.kind]


def seating_name(plan: Plan, phase: Phase) -> str:
    """What a phase's seating is called: `Blandede borde`."""
    return plan.common.seatings[phase.seating].title


def capital(words: str) -> str:
    """The words with a capital first; the others as they are."""
    return words[:1].upper() + words[1:]


def ended(words: str) -> str:
    """The words with a full stop; none after one that is there, as in `u.d.`."""
    return words if not words or words.endswith((".", "!", "?")) else f"{words}."


def small(words: str) -> str:
    """The words with a small letter first; the others as they are."""
    return words[:1].lower() + words[1:]


def text(plan: Plan, name: str) -> str:
    """One of the standing texts of `faelles.yaml`."""
    return plan.common.texts[name]


def guest_titles(plan: Plan, slot: Slot) -> list[str]:
    """The guests who are there, by title."""
    return [g.title for g in plan.meeting.guests if g.id in slot.guests]


def slot_clock(slot: Slot) -> str:
    """`16.55–17.15`."""
    return span_text(slot.start, slot.end)


# --- The inner clock ---------------------------------------------------------------------


def inner_clock(plan: Plan, slot: Slot) -> tuple[Step, ...]:
    """The steps of a table's work, in whole minutes that fill the slot."""
    phase = plan.phase(slot.address)
    return scaled(phase.clock or plan.common.phases[phase.form].clock, slot.minutes)


def scaled(steps: tuple[Step, ...], minutes: int) -> tuple[Step, ...]:
    """The steps in the same proportion, at least a minute each, by largest remainder."""
    if not steps or minutes < len(steps):
        return ()
    whole = sum(s.minutes for s in steps)
    wanted = [s.minutes * minutes / whole for s in steps]
    given = [max(1, int(w)) for w in wanted]
    while sum(given) != minutes:
        more = 1 if sum(given) < minutes else -1
        far = [more * (w - g) if g + more else -minutes for w, g in zip(wanted, given, strict=True)]
        given[far.index(max(far))] += more
    return tuple(Step(minutes=g, text=s.text) for g, s in zip(given, steps, strict=True))


def clock_data(plan: Plan, slot: Slot) -> list[Plain]:
    """The inner clock with wall-clock times: minutter, tekst, fra (as `16.57`)."""
    steps = inner_clock(plan, slot)
    starts = accumulate((s.minutes for s in steps), initial=slot.start)
    return [
        {"minutter": s.minutes, "tekst": s.text, "fra": clock_text(at)}
        for s, at in zip(steps, starts, strict=False)
    ]


# --- Prompts and cases -------------------------------------------------------------------


def prompts(plan: Plan, slot: Slot) -> tuple[tuple[Prompt, ...], tuple[Prompt, ...]]:
    """The prompts that tables get in a phase, and the rest of the pool.

    The meeting's choice goes before the core prompts. The phase says how many there are time
    for, a chosen case takes the place of none of them here, and a shortened phase takes one
    fewer, but never none.
    """
    phase = plan.phase(slot.address)
    pool = {p.id: p for p in phase.prompts}
    wanted = [pool[i] for i in _chosen_ids(plan, slot.address) if i in pool]
    first = wanted or [p for p in phase.prompts if p.core] or list(phase.prompts)
    room = len(first) if phase.choose is None else phase.choose
    if slot.shortened:
        room = max(1, room - 1)
    taken = tuple(first[:room])
    return taken, tuple(p for p in phase.prompts if p not in taken)


def _chosen_ids(plan: Plan, address: str) -> tuple[str, ...]:
    name, _, inside = address.partition("/")
    return plan.meeting.packs.get(name, PackUse()).prompts.get(inside, ())


def chosen_cases(plan: Plan, slot: Slot) -> tuple[Case, ...]:
    """The cases that tables get in a phase."""
    phase = plan.phase(slot.address)
    cases = {c.id: c for c in plan.pack(slot.address).pack.cases}
    return tuple(cases[i] for i in phase.cases[: phase.choose_cases])


def prompt_data(plan: Plan, prompt: Prompt, form: str) -> Data:
    """A prompt as a table of that practice form reads it: the task first, what is theirs beneath.

    Args:
        plan: Where the standing words are.
        prompt: The prompt.
        form: `solo`, `kompagniskab`, or "" for a mixed table, which gets both variants.
    """
    own = {"solo": prompt.solo, "kompagniskab": prompt.partnership}.get(form)
    then = _variant(prompt, own)
    below = [] if form else _below(plan, prompt)
    if then:
        below = [{"til": _THEN, "tekst": then}]
    if prompt.employed and form != "solo":
        below.append({"til": text(plan, "ansat"), "tekst": prompt.employed})
    return {
        "id": prompt.id,
        "tekst": prompt.text,
        "under": below,
        "fortroligt": prompt.confidential,
    }


def _below(plan: Plan, prompt: Prompt) -> list[Plain]:
    pairs = (("alene", prompt.solo), ("flere", prompt.partnership))
    return [
        {"til": text(plan, name), "tekst": variant}
        for name, variant in pairs
        if _variant(prompt, variant)
    ]


def _variant(prompt: Prompt, variant: str | None) -> str | None:
    """The variant's text, or None where it says the same as the base text."""
    if not variant or variant.strip().rstrip(".").lower() == _SAME or variant == prompt.text:
        return None
    return variant


def table_forms(plan: Plan, tables: Iterable[Table]) -> Mapping[str, int]:
    """How many tables there are of each practice form; "" gets both variants.

    Where nobody knows the practice forms, every table gets both.
    """
    counts: dict[str, int] = {}
    for table in tables:
        form = "" if plan.crowd.unknown else table.form
        counts[form] = counts.get(form, 0) + 1
    return counts


# --- Survey questions on paper -----------------------------------------------------------


def question_data(common: Common, question: Question, number: int | str = "") -> Data:
    """A question as `felter/spoergsmaal.html` takes it; field names are ids."""
    scale = common.scales.get(question.scale)
    kind = scale.kind if scale else question.scale
    options = dict(scale.options if scale else question.options)
    return {
        "nr": str(number),
        "id": question.id,
        "slags": _layout(kind, scaled_answers=scale is not None),
        "tekst": question.text,
        "note": _note(question, kind),
        "svar": _steps() if kind == "nrs" else [{"id": k, "tekst": t} for k, t in options.items()],
        "ender": list(question.ends),
        "andet": question.other,
        "flere": kind == "flere",
        "mindst": question.least,
        "højst": question.most,
        "linjer": _LINES.get(kind, 1),
        "spalter": 3 if options and max(map(len, options.values())) < 20 else 2,  # noqa: PLR2004 - letters that fit a third
    }


def _layout(kind: str, *, scaled_answers: bool) -> str:
    if kind in {"en", "flere"}:
        return "skala" if scaled_answers else "valg"
    return kind


def _note(question: Question, kind: str) -> str:
    if kind == "tal" and question.most is not None:
        return f"(et tal, {question.least or 0}–{question.most})"
    return "(gerne flere kryds)" if kind == "flere" else ""


def _steps() -> list[Plain]:
    return [{"id": str(i), "tekst": str(i)} for i in range(11)]


# --- The programme as a table ------------------------------------------------------------


def agenda(plan: Plan, day: int) -> list[Data]:
    """One day's programme, a row for each point and each block.

    Each row has tid (`16.40–17.25`), start, titel, tekst (for participants), faser (for the
    facilitator, with minutes), minutter, blok (yes or no), pause (yes or no) and gæster.
    """
    slots = [s for s in plan.programme.slots if s.day == day]
    return [_row(plan, run) for run in runs(slots)]


def _row(plan: Plan, run: tuple[Slot, ...]) -> Data:
    first, last = run[0], run[-1]
    guests = dict.fromkeys(g for s in run for g in guest_titles(plan, s))
    return {
        "adresse": first.block or first.address,
        "tid": span_text(first.start, last.end),
        "start": clock_text(first.start),
        "slut": clock_text(last.end),
        "titel": block_title(plan, first.address) if first.block else slot_title(plan, first),
        "tekst": _for_participants(plan, run),
        "faser": phases_line(plan, run) if first.block else _for_participants(plan, run),
        "minutter": last.end - first.start,
        "blok": bool(first.block),
        "pause": first.kind in {"pause", "måltid", "socialt"},
        "gæster": [*guests],
    }


def _for_participants(plan: Plan, run: tuple[Slot, ...]) -> str:
    """What happens: a block's aim, else its phases; a point's own text."""
    first = run[0]
    if not first.block:
        return point_of(plan, first.address).text or manner(plan, first).short or ""
    return plan.block(first.address).aim or phases_line(plan, run)


def phases_line(plan: Plan, run: tuple[Slot, ...]) -> str:
    """`Resultater 15 · gruppearbejde 20, blandede borde · plenum 10`."""
    parts = []
    for slot in run:
        phase = plan.phase(slot.address)
        words = f"{phase_title(plan, phase)}{_NBSP}{slot.minutes}"
        tables = phase.seating != "plenum" and slot.kind in {"gruppearbejde", "cases"}
        parts.append(f"{words}, {seating_name(plan, phase).lower()}" if tables else words)
    return capital(" · ".join(small(p) for p in parts))


def day_title(plan: Plan, number: int) -> str:
    """`Fredag den 5. marts 2027` or `Dag 2`; "" where the meeting has one day."""
    if len(plan.programme.days) == 1:
        return ""
    day = plan.programme.days[number - 1].date
    return capital(date_text(day)) if day else f"Dag{_NBSP}{number}"


# --- Boxes and facts ---------------------------------------------------------------------


def boxes(plan: Plan, sheet: str) -> list[Plain]:
    """The packs' boxes on a sheet of the core, each with the sources of what it claims."""
    return [
        {
            "titel": box.title,
            "tekst": box.text,
            "link": box.url,
            "kilder": [fact_data(f)["kilde"] for f in _facts(loaded.pack, sheet)],
        }
        for loaded in plan.packs
        for box in loaded.pack.boxes
        if sheet in box.shown
    ]


def _facts(pack: Pack, sheet: str) -> list[Fact]:
    return [f for f in pack.facts if f.status == "bekræftet" and sheet in f.shown]


def fact_data(fact: Fact) -> Data:
    """A fact as it is printed: id, tekst, and kilde with the source's date and ours."""
    read = f"læst {short_date_text(fact.checked)}" if fact.checked else ""
    return {
        "id": fact.id,
        "tekst": fact.text,
        "kilde": ", ".join(x for x in (fact.source, fact.source_date, read) if x),
        "link": fact.url,
    }


def help_box(plan: Plan) -> Data | None:
    """Whom the cluster asks for help, where the meeting says so."""
    found = plan.meeting.cluster.help
    return {"titel": found.name, "tekst": found.text, "link": found.url} if found else None


def question_groups(common: Common, questions: Iterable[Question], first: int = 1) -> list[Plain]:
    """Questions in order, numbered, as `felter/gruppe.html` takes them.

    Neighbours with the same answer scale share one table: `matrix` is the scale's answers, and
    empty for a question that stands alone.
    """
    numbered = [question_data(common, q, n) for n, q in enumerate(questions, start=first)]
    groups = groupby(numbered, key=lambda q: str(q["svar"]) if q["slags"] == "skala" else q["id"])
    found = [list(group) for _, group in groups]
    return [
        {
            "matrix": g[0]["svar"] if g[0]["slags"] == "skala" and len(g) > 1 else [],
            "spørgsmål": [*g],
        }
        for g in found
    ]


def plain_link(url: str) -> str:
    """A link as it is read aloud: without `https://` and the last slash."""
    return url.partition("://")[2].rstrip("/") or url
