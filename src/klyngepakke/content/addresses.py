"""Addresses: where in a pack something stands, and what its text was when it was changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from klyngepakke.content.mark import mark
from klyngepakke.content.pack import Block, Pack, Phase

GROUPS: Final = (
    "blocks",
    "cases",
    "topics",
    "survey",
    "evaluation",
    "facts",
    "boxes",
    "tools",
)
"""The fields of a pack whose items share its one namespace; prompts are in it too."""

SHEETS: Final = "ark"
"""The first part of a sheet's address; no pack's id."""


def parts(pack: Pack) -> Iterator[tuple[str, object]]:
    """Every address inside a pack, relative to it, and what stands there."""
    for group in GROUPS:
        yield from ((one.id, one) for one in getattr(pack, group))
    for block in pack.blocks:
        for phase in block.phases:
            yield f"{block.id}/{phase.name}", phase
            yield from ((prompt.id, prompt) for prompt in phase.prompts)
    yield from ((f"{SHEETS}/{sheet.id}", sheet) for sheet in pack.sheets)


def marks(pack: Pack) -> dict[str, str]:
    """The hash at every address, so that a later build can say what changed.

    What has an address of its own is not in the hash of the block or the phase around it.
    """
    return {address: mark(_alone(one)) for address, one in parts(pack)}


def _alone(one: object) -> object:
    if isinstance(one, Block):
        return replace(one, phases=())
    return replace(one, prompts=()) if isinstance(one, Phase) else one
