"""Spoken: what the run sheet says at each slide, for PowerPoint's notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from klyngepakke.planning.programme import Slot

Row = Mapping[str, Any]


def notes(
    slides: Sequence[Mapping[str, Any]], run_sheet: Mapping[str, Any], slots: Sequence[Slot]
) -> list[str]:
    """What is said and done while each slide is shown; "" where that is nothing.

    A phase without a slide of its own stands with the slide that is shown when it comes.

    Args:
        slides: In their order; `adresse` is the slot that a slide belongs to.
        run_sheet: As `drejebog.html` gets it; its rows are the slots, one by one.
        slots: The whole programme.
    """
    rows = [r for day in run_sheet["dage"] for part in day["forløb"] for r in part["rækker"]]
    order = {slot.address: place for place, slot in enumerate(slots)}
    said: list[list[str]] = [[] for _ in slides]
    for slot, row in zip(slots, rows, strict=True):
        place = _slide(slides, slot.address, order)
        if place is not None:
            said[place] += _lines(row)
    return ["\n".join(lines) for lines in said]


def _slide(
    slides: Sequence[Mapping[str, Any]], address: str, order: Mapping[str, int]
) -> int | None:
    """The slide of a slot: its own, the programme with its place, or the last one before."""
    own = [n for n, s in enumerate(slides) if s.get("adresse") == address]
    better = [n for n in own if slides[n]["slags"] != "vi_er_her"]
    before = [
        n
        for n, s in enumerate(slides)
        if order.get(s.get("adresse", ""), len(order)) < order[address]
    ]
    return next(iter((*better, *own, *reversed(before))), None)


def _lines(row: Row) -> Iterator[str]:
    what = f" · {row['hvad']}" if row["hvad"] else ""
    yield f"{row['tid']}–{row['slut']}{what}"
    for step in row["dele"]:
        if step["over"]:
            yield step["over"]
        yield from (f"Sig: {said}" for said in step["sig"])
        yield from (f"– {done}" for done in step["gør"])
