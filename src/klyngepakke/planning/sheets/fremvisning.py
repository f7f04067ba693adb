"""Fremvisning: the slides as a browser shows them, with the clock and what to do when it slips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from klyngepakke.content.times import kl_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot
from klyngepakke.planning.sheets import drejebog
from klyngepakke.planning.sheets.shared import Data

_BREAKS: Final = ("pause", "måltid", "socialt")
_OUTSIDE: Final[Mapping[str, Plain]] = MappingProxyType(
    {"adresse": "", "dag": 0, "dato": "", "start": 0, "fra": 0, "til": 0, "minutter": 0}
)


def document(plan: Plan, slides: Document) -> Document:
    """The show of a meeting's slides.

    Args:
        plan: Where the clock and the advice are.
        slides: The slides as `slides.documents` makes them.
    """
    shown = slides.data["billeder"]
    known: list[Data] = [s for s in shown if isinstance(s, dict)] if isinstance(shown, list) else []
    return replace(
        slides,
        id="fremvisning",
        template="skaerm/fremvisning.html",
        data={
            **slides.data,
            "billeder": [*_timed(plan, known)],
            "skrider": [*_advice(plan)],
        },
    )


def _timed(plan: Plan, slides: Sequence[Data]) -> Iterator[Plain]:
    """The slides with nr, adresse, dag, dato, and their clock in minutes after midnight.

    `dato` is `2027-03-04`, or "" where the meeting has none; `start` is the day's. Between `fra`
    and `til` it is the slide's turn. `minutter` is 0 where it has no clock that can be started;
    where it has, `slutter` is the time on the wall when it ends.
    """
    slots = {s.address: s for s in plan.programme.slots}
    for number, slide in enumerate(slides, start=1):
        slot = slots.get(str(slide.get("adresse", "")))
        later = (slots.get(str(s.get("adresse", ""))) for s in slides[number:])
        clock = _clock(plan, slide, slot, [s for s in later if s]) if slot else _OUTSIDE
        yield {**slide, **clock, "nr": number}


def _clock(plan: Plan, slide: Data, slot: Slot, later: Sequence[Slot]) -> Data:
    day = plan.programme.days[slot.day - 1]
    own = slide["slags"] == "spørgsmål" or slot.kind in _BREAKS
    others = (s.start for s in later if s.day == slot.day and s.start > slot.start)
    return {
        "adresse": slot.address,
        "dag": slot.day,
        "dato": str(day.date or ""),
        "start": day.start,
        "fra": slot.start,
        "til": slot.end if own else max(slot.end, next(others, 0)),
        "minutter": slot.minutes if own else 0,
        "slutter": kl_text(slot.end),
    }


def _advice(plan: Plan) -> Iterator[Plain]:
    """Each checkpoint as the run sheet has it; `at`, and each `sent`, also as minutes."""
    for held in plan.programme.checkpoints:
        told = drejebog.checkpoint(plan, held)
        rows = told["råd"] if isinstance(told["råd"], list) else []
        late = zip(held.remedies, rows, strict=True)
        yield {
            **told,
            "nr": held.day,
            "at": held.at,
            "råd": [{**row, "minutter": r.late} for r, row in late if isinstance(row, dict)],
        }
