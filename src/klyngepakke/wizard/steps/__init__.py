"""The steps of a meeting, in the order that a person thinks."""

from __future__ import annotations

from klyngepakke.wizard.draft import Draft
from klyngepakke.wizard.step import Step
from klyngepakke.wizard.steps import basics, extras, guests, meal, packs, people, sheets, tables
from klyngepakke.wizard.world import World


def on_the_way(draft: Draft, world: World) -> tuple[Step, ...]:
    """The steps that may be asked before the evening; some come and go with the pack."""
    return (
        basics.CLUSTER,
        packs.PACK,
        basics.DAY,
        *basics.hours(draft, world),
        basics.PLACE,
        people.NUMBER,
        people.LIST,
        people.SOLO,
        meal.WHETHER,
        meal.WHEN,
        guests.GUESTS,
        guests.NEW,
        *packs.slots(draft, world),
        extras.SINCE,
    )


def steps(draft: Draft, world: World) -> tuple[Step, ...]:
    """Every step there is for the answers as they are, those of the review alone included."""
    return (
        *on_the_way(draft, world),
        *tables.steps(draft, world),
        *packs.topics(draft, world),
        extras.ANSWERED,
        *packs.reviewed(draft, world),
        sheets.SHEETS_STEP,
        sheets.THEME,
        *guests.attending(draft, world),
        extras.TITLE,
        *extras.LINES,
        extras.LOGO,
        extras.COLOUR,
        extras.LATEST,
        extras.FOLDER,
    )


def step_of(draft: Draft, world: World, name: str) -> Step | None:
    """The step of that name, or None where the answers have no such step any more."""
    return next((s for s in steps(draft, world) if s.id == name), None)
