"""The review: all answers on one list, where any of them can be changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from klyngepakke.content.times import kl_text, known_date_text, minutes_text, short_date_text
from klyngepakke.planning.sheets.indkaldelse import INVITED
from klyngepakke.wizard.draft import Draft, meeting_of
from klyngepakke.wizard.question import Choice, Question
from klyngepakke.wizard.step import EVENING
from klyngepakke.wizard.steps import steps
from klyngepakke.wizard.steps.extras import FOLDER
from klyngepakke.wizard.steps.tables import planned
from klyngepakke.wizard.world import World

REVIEW = "gennemsyn"
BUILD, SAVE, MORE = "byg", "gem", "mere"
_WIDE = 21


def question(draft: Draft, world: World, *, made: bool = False) -> Question:
    """The review, or its second page.

    Args:
        draft: The answers.
        world: What there is.
        made: The meeting has its file already, and every change is in it at once.
    """
    second = draft.at == (REVIEW, MORE)
    rows = tuple(
        Choice(s.id, _row(s.title, s.shown(draft, world)))
        for s in steps(draft, world)
        if s.relevant(draft, world) and s.more == second and not (made and s.id == FOLDER.id)
    )
    if second:
        return _asked(rows[:1], rows[1:], "Hvad vil du ændre?", rows[0].id if rows else "")
    last = "Luk; alt er gemt" if made else "Gem uden at bygge"
    head = (Choice(BUILD, "Byg mødemappen"), Choice(SAVE, last))
    evening = Choice(EVENING, _row("Aftenen", _evening(draft, world)))
    more = Choice(MORE, _row("Mere …", "titel, mappe, roller, links, afbud, logo"))
    asked = _asked((*head, evening), (*rows, more), "Er alt i orden?", BUILD)
    return replace(asked, above=_above(draft, world, made=made))


def _above(draft: Draft, world: World, *, made: bool) -> tuple[str, ...]:
    title = f"Gennemsyn · {meeting_of(draft, world).title}"
    first, last = draft.answers.days[0].date, draft.answers.days[-1].date
    if last is not None and last < world.today:
        return (title, f"! {known_date_text(last).capitalize()} er forbi.")
    invited = first - timedelta(INVITED) if first and not made else world.today
    if invited < world.today:
        return (title, f"! Indkaldelsen skulle være sendt {short_date_text(invited)}.")
    return (title,)


def _asked(head: tuple[Choice, ...], rows: tuple[Choice, ...], text: str, default: str) -> Question:
    return Question(
        id=REVIEW,
        kind="one",
        text=text,
        help=(
            "Vælg en linje for at ændre svaret. Du bliver kun spurgt igen om det, der følger af det. "
            "”Byg mødemappen” laver alle ark."
        ),
        default=default,
        choices=(*head, *rows),
    )


def _row(title: str, shown: str) -> str:
    name = title if len(title) < _WIDE else f"{title[: _WIDE - 2]}…"
    return f"{name:<{_WIDE}}{shown}"


def _evening(draft: Draft, world: World) -> str:
    made = planned(draft, world)
    if made is None:
        return "kan ikke gå op endnu"
    days = made.programme.days
    ends = ", ".join(f"slutter {kl_text(d.planned_end)}" for d in days)
    spare = minutes_text(days[-1].reserve)
    doubts = len(dict.fromkeys(made.warnings))
    look = f", {doubts} {'advarsel' if doubts == 1 else 'advarsler'}" if doubts else ""
    return f"{ends}, {spare} i reserve{look}"
