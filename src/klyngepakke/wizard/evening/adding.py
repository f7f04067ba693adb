"""What is not in the programme yet: a point of one's own, or something more from the packs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from klyngepakke.content.frame import frame_of
from klyngepakke.content.meeting import PackUse
from klyngepakke.content.model import Minutes
from klyngepakke.content.pack import Block
from klyngepakke.content.point import POINT_KINDS, Point
from klyngepakke.wizard.evening.place import (
    At,
    Outcome,
    Place,
    deeper,
    minutes_from,
    minutes_verdict,
    said,
)
from klyngepakke.wizard.evening.points import title_verdict
from klyngepakke.wizard.evening.view import View, row
from klyngepakke.wizard.programme_edits import elsewhere, missing, with_own, with_point
from klyngepakke.wizard.question import Answer, Choice, Question
from klyngepakke.wizard.step import EVENING

ADD: Final = "tilfoej"
TAKE_IN: Final = "tag-ind"
_AFTER = "efter/"
_FIRST = "foerst"
_USUAL = 10
# What clusters add most often comes first; a welcome and a closing most have already.
_OFTEN = ("måltid", "pause", "frit_emne", "formalia", "oplæg")


def adding(seen: View, at: At) -> Place | None:
    """The place at a way down that adds a point: kind, title, minutes, after which point."""
    kinds, titles, minutes = at[1:2], at[2:3], at[3:4]
    if len(at) > 4 or any(k not in POINT_KINDS for k in kinds):  # noqa: PLR2004 - the four questions
        return None
    if any(title_verdict(t).error for t in titles) or any(minutes_from(m) is None for m in minutes):
        return None
    del seen
    return (_KIND, _TITLE, _MINUTES, _WHERE)[len(at) - 1]


# --- A point of one's own --------------------------------------------------------------------


def _ask_kind(seen: View, at: At) -> Question:
    del at
    order = (*_OFTEN, *(k for k in POINT_KINDS if k not in _OFTEN))
    return Question(
        id=EVENING,
        kind="one",
        text="Hvad slags punkt er det?",
        help="Arten bestemmer, hvad drejebogen siger, at du skal gøre, og om det er en pause.",
        default=order[0],
        choices=tuple(Choice(kind, seen.common.points[kind].title) for kind in order),
    )


def _ask_title(seen: View, at: At) -> Question:
    return Question(
        id=EVENING,
        kind="text",
        text="Hvad skal punktet hedde?",
        help="Titlen står på dagsordenen og i drejebogen.",
        default=seen.common.points[at[1]].title,
        check=title_verdict,
    )


def _ask_minutes(seen: View, at: At) -> Question:
    usual = seen.common.points[at[1]].minutes
    return Question(
        id=EVENING,
        kind="text",
        text=f"Hvor mange minutter skal ”{at[2]}” vare?",
        help="Skriv et helt tal. Er der ikke plads, siger aftenen det.",
        default=str(usual.wish if usual else _USUAL),
        check=minutes_verdict,
    )


def _ask_where(seen: View, at: At) -> Question:
    names = sorted(seen.points, key=lambda name: seen.points[name].day)
    closing = bool(names) and seen.points[names[-1]].kind == "afslutning"
    last = names[:-1] if closing else names
    return Question(
        id=EVENING,
        kind="one",
        text=f"Hvor skal ”{at[2]}” ligge?",
        help="Det kan flyttes bagefter. Mad og gæster kan også få et fast klokkeslæt.",
        default=f"{_AFTER}{last[-1]}" if last else _FIRST,
        choices=(
            Choice(_FIRST, "Først"),
            *(Choice(f"{_AFTER}{name}", f"Efter {row(seen, name).strip()}") for name in names),
        ),
    )


def _take_where(seen: View, at: At, answer: Answer) -> Outcome:
    _, kind, title, number = at
    minutes = minutes_from(number) or _USUAL
    usual = seen.common.points[kind].title
    point = Point(
        kind=kind,
        title=None if title == usual else title,
        minutes=Minutes(least=minutes, wish=minutes, most=minutes),
    )
    where = said(answer)
    after = where.removeprefix(_AFTER) if where.startswith(_AFTER) else None
    return with_own(seen.meeting, seen.packs, point, after)


_KIND = Place(_ask_kind, deeper)
_TITLE = Place(_ask_title, deeper)
_MINUTES = Place(_ask_minutes, deeper)
_WHERE = Place(_ask_where, _take_where)


# --- Something from the packs ----------------------------------------------------------------


def can_take_in(seen: View) -> bool:
    """Whether there is anything that the programme does not have."""
    return bool(missing(seen.meeting, seen.packs) or elsewhere(seen.meeting, seen.packs))


def _ask_in(seen: View, at: At) -> Question:
    del at
    choices = (*_ours(seen), *_others(seen))
    return Question(
        id=EVENING,
        kind="one",
        text="Hvad vil du tage med?",
        help=(
            "Øverst står det, mødets egne pakker har, og som ikke er med nu; nedenunder blokke fra "
            "andre pakker. Det lægges, hvor det hører til, og kan flyttes bagefter."
        ),
        default=choices[0].id,
        choices=choices,
        search=True,
    )


def _ours(seen: View) -> Iterator[Choice]:
    for address in missing(seen.meeting, seen.packs):
        block = seen.block(address)
        if block:
            yield Choice(address, _block_line(block))
        else:
            yield Choice(address, _frame_title(seen, address))


def _others(seen: View) -> Iterator[Choice]:
    for address in elsewhere(seen.meeting, seen.packs):
        block = seen.block(address)
        if block:
            title = seen.packs[address.partition("/")[0]].pack.title
            yield Choice(address, f"{_block_line(block)} · {title}")


def _block_line(block: Block) -> str:
    minutes = sum(p.minutes.wish for p in block.phases)
    extra = ", tilvalg" if block.optional else ""
    return f"{block.title} ({minutes} min{extra})"


def _frame_title(seen: View, address: str) -> str:
    """What the packs' frames call a point that is not in the programme."""
    several = len(seen.meeting.packs) > 1
    for name, use in seen.meeting.packs.items():
        for point in _frame(seen, name, use):
            if address in {point.id, f"{name}-{point.id}"}:
                title = point.title or seen.common.points[point.kind or "formalia"].title
                minutes = f" ({point.minutes.wish} min)" if point.minutes else ""
                pack = f" · {seen.packs[name].pack.title}" if several else ""
                return f"{title}{minutes}{pack}"
    return address


def _frame(seen: View, name: str, use: PackUse) -> tuple[Point, ...]:
    return frame_of(seen.packs[name].pack, use.version) if name in seen.packs else ()


def _take_in(seen: View, at: At, answer: Answer) -> Outcome:
    del at
    return with_point(seen.meeting, seen.packs, said(answer))


TAKING_IN: Final = Place(_ask_in, _take_in)
