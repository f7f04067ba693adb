"""Portrait: a pack in plain lines, for someone who is choosing or changing one."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from klyngepakke.content.pack import Block, Pack

WIDEST: Final = 88
"""Columns; longer lines are hard to read."""


def portrait(pack: Pack, width: int = WIDEST) -> Iterator[str]:
    """What a pack is for and what is in it, with the ids that a meeting may name.

    Args:
        pack: The pack.
        width: How many columns running text may fill; headings are one line each.
    """
    yield from _opening(pack, width)
    for number, block in enumerate(pack.blocks, start=1):
        yield ""
        optional = ", tilvalg" if block.optional else ""
        yield f"Blok {number}: {block.title} ({pack.id}/{block.id}{optional})"
        yield from _phases(pack, block, width)
    yield from _ids("Cases", ((c.id, c.title) for c in pack.cases), width)
    yield from _ids("Emner", ((t.id, t.title) for t in pack.topics), width)
    yield from _ids("Pakken spørger om", ((s.id, s.ask) for s in pack.slots), width)
    yield from _closing(pack)


def _opening(pack: Pack, width: int) -> Iterator[str]:
    yield f"{pack.title} ({pack.id} {pack.edition})"
    yield f"{pack.publisher}{f', {pack.disclaimer}' if pack.disclaimer else ''}. {pack.licence}."
    yield ""
    yield from _wrapped(pack.purpose, width)
    if pack.scope:
        yield from _wrapped(pack.scope, width)
    if pack.goals:
        yield ""
        yield "Deltageren kan"
        for goal in pack.goals:
            yield from _wrapped(goal, width, "  – ")


def _phases(pack: Pack, block: Block, width: int) -> Iterator[str]:
    for phase in block.phases:
        title = phase.title or phase.form.capitalize()
        yield f"  {phase.minutes.wish:>3} min  {title} ({pack.id}/{block.id}/{phase.name})"
        for prompt in phase.prompts:
            mark = "*" if prompt.core else " "
            yield from _wrapped(prompt.text, width, f"         {mark} {prompt.id:<4} ")


def _ids(title: str, items: Iterable[tuple[str, str]], width: int) -> Iterator[str]:
    """A heading and a line for each id, where there are any."""
    lines = [line for name, text in items for line in _wrapped(text, width, f"  {name}: ")]
    if lines:
        yield from ("", title, *lines)


def _closing(pack: Pack) -> Iterator[str]:
    if pack.versions:
        yield ""
    for name, version in pack.versions.items():
        yield f"Findes også som ”{name}”: {version.title}, {version.minutes} minutter."
    reached = [x for x in (pack.contact, pack.links.home) if x]
    if reached:
        yield ""
        yield f"Kontakt: {', '.join(reached)}"


def _wrapped(text: str, width: int, start: str = "") -> list[str]:
    return textwrap.wrap(text, width, initial_indent=start, subsequent_indent=" " * len(start))
