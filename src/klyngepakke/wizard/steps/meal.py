"""Whether the cluster eats, when, and for how long."""

from __future__ import annotations

from dataclasses import replace

from klyngepakke.content.model import Minutes
from klyngepakke.content.point import Point
from klyngepakke.content.times import minutes_text, span_text
from klyngepakke.wizard import understood
from klyngepakke.wizard.draft import Draft
from klyngepakke.wizard.points import added, program_of, removed, with_program
from klyngepakke.wizard.question import Answer, Choice, Question, Verdict
from klyngepakke.wizard.step import EVENING, Step, never, text_of
from klyngepakke.wizard.world import World

_KIND = "måltid"
_YES, _NO = "ja", "nej"
_LONG = 45
_EVENING = 18 * 60
_AFTERNOON = 15 * 60
_LONGEST = 4 * 60


def _meal(draft: Draft, world: World) -> Point | None:
    """The first meal of the programme, with its minutes where it is the cluster's own."""
    return next((p for p in program_of(draft, world) if p.kind == _KIND), None)


def _ask_whether(draft: Draft, world: World) -> Question:
    return Question(
        id="spiser",
        kind="one",
        text="Spiser I undervejs?",
        help=(
            "Måltidet får sin egen plads i programmet på et fast klokkeslæt, så køkkenet ved, "
            "hvornår I kommer. Resten lægges omkring det."
        ),
        default=_YES if _meal(draft, world) else _NO,
        choices=(Choice(_NO, "Nej"), Choice(_YES, "Ja")),
    )


def _put_whether(draft: Draft, world: World, answer: Answer) -> Draft:
    there = _meal(draft, world)
    if text_of(answer) == _NO:
        return _without_meal(draft, world) if there else draft
    return draft if there else _with_meal(draft, world, *_default_span(draft, world))


def _without_meal(draft: Draft, world: World) -> Draft:
    return removed(draft, world, lambda point: point.kind == _KIND)


def _span(meal: Point) -> tuple[int, int]:
    """From and to, of a meal at a fixed time."""
    start = meal.pinned or 0
    return start, start + (meal.minutes.wish if meal.minutes else _LONG)


def is_in_time(draft: Draft, meal: Point) -> bool:
    """Whether the room is the cluster's while a meal lasts; one without a fixed time always is."""
    if meal.pinned is None:
        return True
    start, end = _span(meal)
    return any(d.start <= start and end <= d.end for d in draft.answers.days)


def _default_span(draft: Draft, world: World) -> tuple[int, int]:
    meal = _meal(draft, world)
    if meal and meal.pinned is not None and is_in_time(draft, meal):
        return _span(meal)
    days = draft.answers.days
    start, end = (days[0].start, days[0].end) if days else (_EVENING, _EVENING)
    at = _EVENING if start <= _EVENING <= end - _LONG else (start + end) // 2 // 15 * 15
    return at, at + _LONG


def _with_meal(draft: Draft, world: World, start: int, end: int) -> Draft:
    length = end - start
    title = "Frokost" if start < _AFTERNOON else "Middag"
    point = Point(
        id=title.lower(),
        kind=_KIND,
        title=title,
        minutes=Minutes(least=length, wish=length, most=length),
        pinned=start,
    )
    return added(draft, world, point)


def _eats(draft: Draft, world: World) -> bool:
    return bool(draft.answers.packs) and _meal(draft, world) is not None


def _is_asked_when(draft: Draft, world: World) -> bool:
    """After the question before, and where the room is no longer the cluster's at that time."""
    meal = _meal(draft, world) if _eats(draft, world) else None
    return meal is not None and ("spiser" in draft.done or not is_in_time(draft, meal))


def _ask_when(draft: Draft, world: World) -> Question:
    return Question(
        id="spisetid",
        kind="text",
        text="Fra og til hvornår spiser I?",
        help="Skriv fx 18.00–18.45. Det er et fast klokkeslæt, som resten lægges omkring.",
        default=span_text(*_default_span(draft, world)),
        check=lambda text: _verdict(text, draft),
    )


def _verdict(text: str, draft: Draft) -> Verdict:
    found = understood.span(text)
    if found is None:
        return Verdict(error="Skriv fra og til, fx 18.00–18.45.")
    if not 0 < found[1] - found[0] <= _LONGEST:
        return Verdict(error="Måltidet skal vare fra 1 minut til 4 timer. Skriv fx 18.00–18.45.")
    inside = any(d.start <= found[0] and found[1] <= d.end for d in draft.answers.days)
    if draft.answers.days and not inside:
        hours = " og ".join(span_text(d.start, d.end) for d in draft.answers.days)
        return Verdict(error=f"I har lokalet {hours}. Skriv en tid, der ligger inden for.")
    return Verdict(note=minutes_text(found[1] - found[0]))


def _put_when(draft: Draft, world: World, answer: Answer) -> Draft:
    found = understood.span(text_of(answer))
    old = _meal(draft, world)
    if found is None or old is None:
        return draft
    if old.pinned is not None and found == _span(old):
        return draft
    fresh = _with_meal(_without_meal(draft, world), world, *found)
    return _kept(fresh, world, old)


def _kept(draft: Draft, world: World, old: Point) -> Draft:
    """The new meal with the old one's id, guests and own title."""
    new = _meal(draft, world)
    titles = ("Frokost", "Middag")
    program = tuple(
        replace(p, guests=old.guests, title=p.title if old.title in titles else old.title)
        if p is new
        else p
        for p in program_of(draft, world)
    )
    return with_program(draft, world, program)


def _shown(draft: Draft, world: World) -> str:
    meal = _meal(draft, world)
    if meal is None or meal.pinned is None:
        return "ja" if meal else "nej"
    return span_text(*_span(meal))


def _not_known(draft: Draft, world: World) -> bool:
    del draft
    return world.cluster is None


WHETHER = Step(
    id="spiser",
    title="I spiser",
    question=_ask_whether,
    put=_put_whether,
    shown=_shown,
    wanted=_not_known,
    resets=("spisetid", EVENING),
)
WHEN = Step(
    id="spisetid",
    title="Spisetid",
    question=_ask_when,
    put=_put_when,
    shown=_shown,
    wanted=_is_asked_when,
    relevant=never,
    resets=(EVENING,),
)
