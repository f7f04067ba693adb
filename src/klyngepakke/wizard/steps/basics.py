"""Which cluster, which day, from when to when, and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from klyngepakke.content.example import room
from klyngepakke.content.meeting import Cluster, MeetingDay
from klyngepakke.content.point import Point
from klyngepakke.content.times import date_text, known_date_text, minutes_text, span_text
from klyngepakke.wizard import understood
from klyngepakke.wizard.draft import Draft
from klyngepakke.wizard.points import minutes_of, program_of, rearranged, with_program
from klyngepakke.wizard.question import Answer, Question, Verdict
from klyngepakke.wizard.step import EVENING, Step, always, refusal, text_of
from klyngepakke.wizard.steps.meal import is_in_time
from klyngepakke.wizard.world import World

_UNNAMED = Cluster().name
_WEEKS_AHEAD = 8
_THURSDAY, _SATURDAY, _SUNDAY = 3, 5, 6
_FAR = timedelta(days=550)
_SHORT, _LONG = 45, 12 * 60
_WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
_DAY_FORMS = "Skriv dagen som 4/3-2027 eller 4. marts; to dage som 5. og 6. marts."
_SPAN_FORMS = "Skriv fra og til, fx 16.30–19.30."


def _cluster(draft: Draft) -> Cluster:
    return draft.answers.cluster or Cluster()


# --- The cluster ---------------------------------------------------------------------------


def _ask_cluster(draft: Draft, world: World) -> Question:
    del world
    return Question(
        id="klynge",
        kind="text",
        text="Hvad hedder klyngen?",
        help="Navnet står øverst på dagsordenen og i indkaldelsen. Det gemmes til næste møde.",
        default=_cluster(draft).name,
        check=_name_verdict,
    )


def _name_verdict(text: str) -> Verdict:
    name = text.strip()
    return Verdict(error=refusal(Cluster, "navn", name) if name else "Skriv klyngens navn.")


def _put_cluster(draft: Draft, world: World, answer: Answer) -> Draft:
    del world
    name = text_of(answer).strip() or _UNNAMED
    return draft.with_answers(cluster=replace(_cluster(draft), name=name))


def _is_new(draft: Draft, world: World) -> bool:
    del draft
    return world.cluster is None


# --- The day -------------------------------------------------------------------------------


def _ask_day(draft: Draft, world: World) -> Question:
    return Question(
        id="dato",
        kind="text",
        text="Hvilken dag mødes I?",
        help=(
            "Skriv fx 4/3, 4. marts eller 4/3-2027. Varer mødet to dage, så skriv begge: "
            "5. og 6. marts. Drejebogens huskeliste tæller tilbage fra datoen."
        ),
        default=_day_default(draft, world),
        check=lambda text: _day_verdict(text, world.today),
        above=_usual(world),
    )


def _day_default(draft: Draft, world: World) -> str:
    if known := tuple(d.date for d in draft.answers.days if d.date):
        return _days_text(known)
    ahead = max([world.today, *world.used.values()]) + timedelta(weeks=_WEEKS_AHEAD)
    return _days_text((ahead + timedelta(days=(_THURSDAY - ahead.weekday()) % 7),))


def _days_text(days: tuple[date, ...]) -> str:
    return " og ".join(f"{d.day}/{d.month}-{d.year}" for d in days)


def _usual(world: World) -> tuple[str, ...]:
    """What is not asked this time, since the cluster's file has it."""
    file = world.cluster
    if file is None:
        return ()
    at = file.start is not None and file.end is not None
    parts = (
        file.cluster.name,
        span_text(file.start or 0, file.end or 0) if at else "",
        file.place or "",
        f"{file.participants.number} læger" if file.participants.number else "",
    )
    said = " · ".join(part for part in parts if part)
    return (f"Som I plejer: {said}. Det kan ændres til sidst.",)


def _day_verdict(text: str, today: date) -> Verdict:
    days = understood.days(text, today)
    if days is None:
        return Verdict(error=_DAY_FORMS)
    note = " og ".join(date_text(day) for day in days)
    named = [name for name in _WEEKDAYS if text.strip().lower().startswith(name)]
    if days[0] < today:
        return Verdict(note=note, doubt=f"{note.capitalize()} er forbi. Skal det være den dag?")
    if named and named[0] != _WEEKDAYS[days[0].weekday()]:
        return Verdict(
            note=note, doubt=f"Det er en {_WEEKDAYS[days[0].weekday()]}. Er det rigtigt?"
        )
    if days[0] - today > _FAR:
        return Verdict(
            note=note, doubt=f"{note.capitalize()} er langt ude i fremtiden. Er det rigtigt?"
        )
    hard = {_SATURDAY: "lørdag", _SUNDAY: "søndag"}.get(days[-1].weekday())
    return Verdict(note=f"{note}. Det kan være hårdt på en {hard}." if hard else note)


def _put_day(draft: Draft, world: World, answer: Answer) -> Draft:
    days = understood.days(text_of(answer), world.today)
    if days is None:
        return draft
    before = draft.answers.days
    start, end = _span_default(draft, world, 0)
    place = before[0].place if before else world.cluster.place if world.cluster else None
    made = tuple(
        replace(before[i], date=day)
        if i < len(before)
        else MeetingDay(date=day, start=start, end=end, place=place)
        for i, day in enumerate(days)
    )
    changed = draft.with_answers(days=made)
    return changed if len(made) == len(before or made[:1]) else _spread(changed, world)


def _spread(draft: Draft, world: World) -> Draft:
    """The programme over as many days as there are now: its second half on the second day."""
    program = program_of(draft, world)
    half = (len(program) + 1) // 2
    last = len(draft.answers.days)
    spread = (_on_day(p, 1 if i < half else last) for i, p in enumerate(program))
    spread_out = with_program(draft, world, tuple(spread))
    again = (hours_id(1), EVENING)
    return replace(spread_out, done=tuple(d for d in spread_out.done if d not in again))


def _on_day(point: Point, day: int) -> Point:
    """The point on that day; a fixed clock time belongs to the day it was fixed on."""
    return point if point.day == day else replace(point, day=day, pinned=None)


def _shown_day(draft: Draft, world: World) -> str:
    del world
    return " og ".join(known_date_text(d.date) for d in draft.answers.days)


# --- The hours -----------------------------------------------------------------------------


def _span_default(draft: Draft, world: World, at: int) -> tuple[int, int]:
    days = draft.answers.days
    if at < len(days):
        return days[at].start, days[at].end
    usual = world.cluster
    if usual and usual.start is not None and usual.end is not None:
        return usual.start, usual.end
    if not draft.answers.packs:
        return room(0)
    return room(minutes_of(draft, world) // max(1, len(days)))


def hours_id(at: int) -> str:
    """The step for the hours of a day, counted from 0."""
    return f"tid/{at + 1}" if at else "tid"


def _span_step(at: int) -> Step:
    name = hours_id(at)

    def ask(draft: Draft, world: World) -> Question:
        which = f" på dag {at + 1}" if len(draft.answers.days) > 1 else ""
        return Question(
            id=name,
            kind="text",
            text=f"Fra og til hvornår har I lokalet{which}?",
            help=(
                "Fra mødet begynder, til lokalet skal være tomt. Programmet slutter lidt før: "
                "de sidste 15 procent er reserve til, når tiden skrider."
            ),
            default=span_text(*_span_default(draft, world, at)),
            check=_span_verdict,
        )

    def put(draft: Draft, world: World, answer: Answer) -> Draft:
        found = understood.span(text_of(answer))
        if found is None or at >= len(draft.answers.days):
            return draft
        days = [*draft.answers.days]
        days[at] = replace(days[at], start=found[0], end=found[1])
        changed = rearranged(draft, draft.with_answers(days=tuple(days)), world)
        meals = (p for p in changed.answers.program or () if p.kind == "måltid")
        if all(is_in_time(changed, meal) for meal in meals):
            return changed
        return replace(changed, done=tuple(d for d in changed.done if d != "spisetid"))

    def shown(draft: Draft, world: World) -> str:
        return span_text(*_span_default(draft, world, at))

    return Step(
        id=name,
        title="Tid" if not at else f"Tid, dag {at + 1}",
        question=ask,
        put=put,
        shown=shown,
        wanted=_no_usual_span if not at else always,
        resets=(EVENING,),
    )


def _no_usual_span(draft: Draft, world: World) -> bool:
    del draft
    return world.cluster is None or world.cluster.start is None or world.cluster.end is None


def _span_verdict(text: str) -> Verdict:
    found = understood.span(text)
    if found is None:
        return Verdict(error=_SPAN_FORMS)
    minutes = found[1] - found[0]
    if minutes <= 0:
        return Verdict(error="Mødet slutter, før det begynder. Byt om på de to klokkeslæt.")
    note = f"{minutes_text(minutes)} i alt"
    if minutes < _SHORT:
        return Verdict(note=note, doubt=f"Det er kun {minutes_text(minutes)}. Er det rigtigt?")
    if minutes > _LONG:
        return Verdict(note=note, doubt=f"Det er {minutes // 60} timer. Er det rigtigt?")
    return Verdict(note=note)


# --- The place -----------------------------------------------------------------------------


def _ask_place(draft: Draft, world: World) -> Question:
    return Question(
        id="sted",
        kind="text",
        text="Hvor mødes I?",
        help="Stedet står i indkaldelsen. Ved du det ikke endnu, så tryk bare Enter.",
        default=_shown_place(draft, world),
        check=lambda text: Verdict(error=refusal(MeetingDay, "sted", text.strip())),
    )


def _put_place(draft: Draft, world: World, answer: Answer) -> Draft:
    del world
    place = text_of(answer).strip() or None
    return draft.with_answers(days=tuple(replace(d, place=place) for d in draft.answers.days))


def _shown_place(draft: Draft, world: World) -> str:
    del world
    return next((d.place for d in draft.answers.days if d.place), "")


CLUSTER = Step(
    id="klynge",
    title="Klynge",
    question=_ask_cluster,
    put=_put_cluster,
    shown=lambda draft, _: _cluster(draft).name,
    wanted=_is_new,
)
DAY = Step(
    id="dato",
    title="Dag",
    question=_ask_day,
    put=_put_day,
    shown=_shown_day,
)
PLACE = Step(
    id="sted",
    title="Sted",
    question=_ask_place,
    put=_put_place,
    shown=_shown_place,
    wanted=_is_new,
)


def hours(draft: Draft, world: World) -> tuple[Step, ...]:
    """One step a day."""
    del world
    return tuple(_span_step(at) for at in range(max(1, len(draft.answers.days))))
