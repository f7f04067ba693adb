"""One phase of a block: its minutes, its tables, how the plenum is held, and whether it stays."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from klyngepakke.content.pack import PLENUM_FORMS
from klyngepakke.content.point import SEATINGS
from klyngepakke.planning.pieces import ROUNDS, round_minutes
from klyngepakke.planning.sheets import shared
from klyngepakke.wizard.evening.place import (
    At,
    Edit,
    Outcome,
    Place,
    deeper,
    minutes_from,
    minutes_verdict,
    said,
)
from klyngepakke.wizard.evening.points import PHASE, address_of
from klyngepakke.wizard.evening.view import View, part_row
from klyngepakke.wizard.phase_edits import (
    Part,
    with_phase,
    with_phase_minutes,
    with_plenum_form,
    with_seating,
    without_phase,
)
from klyngepakke.wizard.question import Answer, Choice, Question
from klyngepakke.wizard.step import EVENING

_HELP = "Ændringen gælder kun dette møde; pakken selv er, som den var. Alt kan laves om igen."
_AT_TABLES = ("gruppearbejde", "cases", "handleplan", "refleksion")
_OWN = " (pakkens)"


def place(seen: View, at: At) -> Place | None:
    """The place at a way down to a phase; None where there is none."""
    part = _part(seen, at)
    if part is None:
        return None
    if len(at) == 2:  # noqa: PLR2004 - point and phase
        return Place(_ask, _take)
    offered = len(at) == 3 and at[2] in {c.id for c in _choices(seen, part)}  # noqa: PLR2004 - and action
    return _DEEPER.get(at[2]) if offered else None


def _part(seen: View, at: At) -> Part | None:
    address = f"{address_of(at)}/{at[1].removeprefix(PHASE)}"
    return next((p for p in seen.parts(address_of(at)) if p.address == address), None)


def _there(seen: View, at: At) -> Part:
    """The phase at a way down that has a place."""
    part = _part(seen, at)
    if part is None:
        raise LookupError(at)
    return part


def _named(seen: View, part: Part) -> str:
    block = part.address.rpartition("/")[0]
    return f"”{seen.phase_title(part.phase)}” i ”{seen.title(block)}”"


# --- What can be done ------------------------------------------------------------------------


def _ask(seen: View, at: At) -> Question:
    part = _there(seen, at)
    choices = tuple(_choices(seen, part))
    return Question(
        id=EVENING,
        kind="one",
        text=f"Hvad skal der ske med {_named(seen, part)}?",
        help=_HELP,
        default=choices[0].id,
        choices=choices,
        above=(part_row(seen, part),),
    )


def _choices(seen: View, part: Part) -> Iterator[Choice]:
    if not part.there:
        yield Choice("medtag", "Tag den med igen")
        return
    minutes, own = part.phase.minutes, part.own.minutes
    span = f" ({minutes.least}–{minutes.most})" if minutes.least < minutes.most else ""
    yield Choice("minutter", f"Minutter: {minutes.wish}{span}")
    if minutes != own:
        yield Choice("minutter-igen", f"Brug pakkens egne minutter igen: {own.wish}")
    yield Choice("bordplan", f"Borde: {shared.small(_seating(seen, part.phase.seating))}")
    if part.phase.form == "plenum" and part.phase.plenum_form:
        form = seen.common.plenums[part.phase.plenum_form].title
        yield Choice("plenumform", f"Sådan fortæller bordene: {shared.small(form)}")
    if not part.kept:
        yield Choice("udelad", "Tag den ud")


def _take(seen: View, at: At, answer: Answer) -> Outcome:
    part, chosen = _there(seen, at), said(answer)
    edits: dict[str, Edit] = {
        "medtag": with_phase,
        "udelad": without_phase,
        "minutter-igen": partial(with_phase_minutes, minutes=None),
    }
    if chosen in edits:
        return edits[chosen](seen.meeting, seen.packs, part.address)
    return deeper(seen, at, answer)


# --- One thing at a time ---------------------------------------------------------------------


def _ask_minutes(seen: View, at: At) -> Question:
    part = _there(seen, at)
    own = part.own.minutes
    bounds = f"helst {own.wish}, mindst {own.least} og højst {own.most}"
    return Question(
        id=EVENING,
        kind="text",
        text=f"Hvor mange minutter skal {_named(seen, part)} vare?",
        help=f"Pakken siger {bounds}. Skriver du et tal, varer fasen netop så længe.",
        default=_minutes_now(seen, part),
        check=minutes_verdict,
        above=(part_row(seen, part),),
    )


def _minutes_now(seen: View, part: Part) -> str:
    slots = seen.slots(part.address)
    return str(slots[0].minutes if slots else part.phase.minutes.wish)


def _take_minutes(seen: View, at: At, answer: Answer) -> Outcome:
    """The meeting with other minutes; what it was anyway is left as it is."""
    part = _there(seen, at)
    minutes = minutes_from(said(answer))
    if minutes is None or said(answer) == _minutes_now(seen, part):
        return seen.meeting
    return with_phase_minutes(seen.meeting, seen.packs, part.address, minutes)


def _ask_seating(seen: View, at: At) -> Question:
    part = _there(seen, at)
    own = part.own.seating
    return Question(
        id=EVENING,
        kind="one",
        text=f"Hvem skal sidde sammen til {_named(seen, part)}?",
        help="Bordkort og bordplaner laves efter det. Hvert skift af bord koster et par minutter.",
        default=part.phase.seating,
        choices=tuple(
            Choice(kind, f"{_seating(seen, kind)}{_OWN if kind == own else ''}")
            for kind in _seatings(seen, part)
        ),
        above=(part_row(seen, part),),
    )


def _seatings(seen: View, part: Part) -> tuple[str, ...]:
    """The seatings that mean something: topics need topics, and work needs tables."""
    topics = seen.packs[part.address.partition("/")[0]].pack.topics
    useless = {"" if topics else "emne", "plenum" if part.phase.form in _AT_TABLES else ""}
    now = {part.phase.seating, part.own.seating}
    return tuple(kind for kind in SEATINGS if kind in now or kind not in useless)


def _seating(seen: View, kind: str) -> str:
    return seen.common.seatings[kind].title


def _take_seating(seen: View, at: At, answer: Answer) -> Outcome:
    return with_seating(seen.meeting, seen.packs, _there(seen, at).address, said(answer))


def _ask_form(seen: View, at: At) -> Question:
    part = _there(seen, at)
    own = part.own.plenum_form
    return Question(
        id=EVENING,
        kind="one",
        text=f"Hvordan skal bordene fortælle til {_named(seen, part)}?",
        help="To plenummer på samme måde trætter. En runde tager længere tid, jo flere borde der er.",
        default=part.phase.plenum_form or PLENUM_FORMS[0],
        choices=tuple(
            Choice(form, _form(seen, form, own), _form_note(seen, form)) for form in PLENUM_FORMS
        ),
        above=(part_row(seen, part),),
    )


def _form(seen: View, form: str, own: str | None) -> str:
    return f"{seen.common.plenums[form].title}{_OWN if form == own else ''}"


def _form_note(seen: View, form: str) -> str:
    short = shared.capital(seen.common.plenums[form].short or "")
    blandet = [s for s in seen.plan.seatings.values() if s.kind == "blandet"] if seen.plan else []
    if form not in ROUNDS or not blandet:
        return f"{short}." if short else ""
    minutes = round_minutes(len(blandet[0].tables))
    return f"{short}. Hele runden tager {minutes} minutter."


def _take_form(seen: View, at: At, answer: Answer) -> Outcome:
    return with_plenum_form(seen.meeting, seen.packs, _there(seen, at).address, said(answer))


_DEEPER: Final = {
    "minutter": Place(_ask_minutes, _take_minutes),
    "bordplan": Place(_ask_seating, _take_seating),
    "plenumform": Place(_ask_form, _take_form),
}
