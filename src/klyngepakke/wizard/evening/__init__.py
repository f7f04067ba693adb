"""The evening on one screen: the programme on the clock, and every change to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from klyngepakke.content.meeting import Meeting, PackUse
from klyngepakke.content.times import span_text
from klyngepakke.errors import InputError
from klyngepakke.wizard.draft import Draft, meeting_of
from klyngepakke.wizard.evening import adding, phases, points
from klyngepakke.wizard.evening.place import At, Outcome, Place, deeper, said
from klyngepakke.wizard.evening.view import (
    POINT,
    WIDTH,
    View,
    left_unsaid,
    rows,
    screen,
    view,
    wrapped,
)
from klyngepakke.wizard.programme_edits import with_version
from klyngepakke.wizard.question import Answer, Choice, Question
from klyngepakke.wizard.step import EVENING
from klyngepakke.wizard.steps.basics import hours_id
from klyngepakke.wizard.world import World

__all__ = ["answered", "question", "rows", "screen", "view"]

_ON: Final = "videre"
_VERSION: Final = "version"
_WARNINGS: Final = "advarsler"
_FIELDS = ("packs", "changes", "guests", "program")


def question(draft: Draft, world: World, width: int = WIDTH) -> Question:
    """What is asked where the person is in the evening.

    Args:
        draft: The answers; `at` is `("aften",)`, or deeper. A way down to what is not there any
            more ends where it still is something.
        world: What there is to choose from.
        width: How many characters there are to a line above the question.

    Raises:
        InputError: No date or no pack yet, or one that is not there.
    """
    seen = view(draft, world)
    at, place = _place(seen, draft.at[1:])
    if not at:
        return _evening(seen, width)
    if at == (_WARNINGS,):
        return _all_warnings(seen, width)
    return place.ask(seen, at)


def answered(draft: Draft, world: World, answer: Answer) -> Draft | None:
    """The draft after an answer: changed, or at another place; None when the evening is good.

    Args:
        draft: The answers, and where the person is.
        world: What there is to choose from.
        answer: To what `question` asks of the same draft.

    Raises:
        InputError: No date or no pack yet, or one that is not there.
    """
    seen = view(draft, world)
    at, place = _place(seen, draft.at[1:])
    if not at and said(answer) == _ON:
        return None
    try:
        found = place.take(seen, at, answer)
    except InputError:
        # Only an answer to another question than the one that was asked comes here.
        found = ()
    if isinstance(found, Meeting):
        return replace(_with(draft, world, found), at=(EVENING,))
    return replace(draft, at=(EVENING, *found))


def _with(draft: Draft, world: World, meeting: Meeting) -> Draft:
    """The draft whose meeting is this one; what follows from the rest is not written."""
    found = draft.with_answers(program=None)
    for name in _FIELDS:
        wanted = getattr(meeting, name)
        if getattr(meeting_of(found, world), name) != wanted:
            found = found.with_answers(**{name: wanted})
    return found


# --- Where -----------------------------------------------------------------------------------


def _place(seen: View, at: At) -> tuple[At, Place]:
    """The place at a way down, or the nearest one above it."""
    while at:
        found = _found(seen, at)
        if found:
            return at, found
        at = at[:-1]
    return (), Place(lambda seen, _: _evening(seen, WIDTH), deeper)


def _found(seen: View, at: At) -> Place | None:
    if at[0].startswith(POINT):
        deep = len(at) > 1 and at[1].startswith(points.PHASE)
        return phases.place(seen, at) if deep else points.place(seen, at)
    if at[0] == adding.ADD:
        return adding.adding(seen, at)
    whole = {
        adding.TAKE_IN: adding.TAKING_IN if adding.can_take_in(seen) else None,
        _VERSION: Place(_ask_version, _take_version) if _versions(seen) else None,
        _WARNINGS: Place(lambda seen, _: _all_warnings(seen, WIDTH), _up),
    }
    return whole.get(at[0]) if len(at) == 1 else None


def _up(seen: View, at: At, answer: Answer) -> Outcome:
    del seen, answer
    return at[:-1]


# --- The evening itself ----------------------------------------------------------------------


def _evening(seen: View, width: int) -> Question:
    good = "Det er godt, gå videre"
    anyway = "Gå videre (mappen kan først bygges, når det er rettet)"
    return Question(
        id=EVENING,
        kind="one",
        text="Passer aftenen? Vælg et punkt for at ændre det.",
        help=(
            "Vælg et punkt for at ændre minutter, flytte det, tage det ud eller give det et fast "
            "klokkeslæt. Hver ændring ses straks på uret, og alt kan laves om igen."
        ),
        default=_ON,
        choices=(
            Choice(_ON, good if seen.plan else anyway),
            *rows(seen, width),
            *_actions(seen, width),
        ),
        above=screen(seen, width),
    )


def _actions(seen: View, width: int) -> Iterator[Choice]:
    yield Choice(adding.ADD, "+ Læg et punkt til", "Mad, en pause, formalia, et oplæg …")
    if adding.can_take_in(seen):
        yield Choice(
            adding.TAKE_IN, "+ Tag noget med fra pakkerne", "Det, der er taget ud, og mere."
        )
    if _versions(seen):
        yield Choice(_VERSION, f"Udgave: {_version_now(seen)}", "Fx en kort udgave.")
    if seen.warnings:
        yield from _hours(seen)
    if left_unsaid(seen, width):
        yield Choice(_WARNINGS, f"Advarsler: læs alle {len(seen.warnings)}")


def _hours(seen: View) -> Iterator[Choice]:
    """The room's hours, where they may be what does not fit; they are a step of the way here."""
    for at, day in enumerate(seen.meeting.days):
        which = f", dag {at + 1}" if len(seen.meeting.days) > 1 else ""
        span = span_text(day.start, day.end)
        yield Choice(hours_id(at), f"Tid{which}: {span}", "Hvornår I har lokalet.")


def _all_warnings(seen: View, width: int) -> Question:
    return Question(
        id=EVENING,
        kind="one",
        text="Det var alle advarsler.",
        help="En advarsel stopper ikke noget; den er ment som en hjælp til at se efter.",
        default=_ON,
        choices=(Choice(_ON, "Til aftenen"),),
        above=tuple(line for w in seen.warnings for line in wrapped(w, width)),
    )


# --- Versions --------------------------------------------------------------------------------


def _versions(seen: View) -> tuple[Choice, ...]:
    """Every pack's versions, the whole pack first; none where no pack has any."""
    known = [seen.packs[name].pack for name in seen.meeting.packs if name in seen.packs]
    several = len([p for p in known if p.versions]) > 1
    return tuple(
        Choice(f"{pack.id}/{version or ''}", f"{pack.title}: {title}" if several else title)
        for pack in known
        if pack.versions
        for version, title in (
            (None, "Hele pakken"),
            *((v, x.title) for v, x in pack.versions.items()),
        )
    )


def _version_now(seen: View) -> str:
    chosen = _chosen(seen)
    return ", ".join(c.title for c in _versions(seen) if c.id in chosen)


def _chosen(seen: View) -> tuple[str, ...]:
    return tuple(f"{name}/{use.version or ''}" for name, use in seen.meeting.packs.items())


def _ask_version(seen: View, at: At) -> Question:
    del at
    choices = _versions(seen)
    return Question(
        id=EVENING,
        kind="one",
        text="Hvilken udgave af pakken?",
        help=(
            "Udgaven bestemmer, hvilke punkter og spørgsmål pakken har med, og hvor længe de varer. "
            "Jeres egne punkter bliver, hvor de er."
        ),
        default=next(c.id for c in choices if c.id in _chosen(seen)),
        choices=choices,
    )


def _take_version(seen: View, at: At, answer: Answer) -> Outcome:
    del at
    name, _, version = said(answer).partition("/")
    now = seen.meeting.packs.get(name, PackUse()).version
    if (version or None) == now:
        return seen.meeting
    return with_version(seen.meeting, seen.packs, name, version or None)
