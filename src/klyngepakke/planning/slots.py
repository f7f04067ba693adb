"""Local slots: `{{myndighed}}` in a text becomes what the cluster wrote, or a place to write."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from klyngepakke.content.meeting import Meeting
from klyngepakke.content.pack import LoadedPack
from klyngepakke.planning.document import Plain

WRITE_IN: Final = "…" * 12
"""A bare line to write on; dots, since underscores mean something in Markdown."""

_SLOT = re.compile(r"\{\{\s*([A-Za-z][A-Za-z0-9_-]*)\s*\}\}")


def known_slots(meeting: Meeting) -> dict[str, str]:
    """What the meeting knows without being asked by a pack."""
    cluster = meeting.cluster
    known = {
        "klynge": cluster.name,
        "kommune": cluster.municipality,
        "region": cluster.region,
        "naeste_moede": meeting.next_meeting,
    }
    given = {name: text for use in meeting.packs.values() for name, text in use.slots.items()}
    return {name: text for name, text in known.items() if text} | given


def unfilled(meeting: Meeting, packs: tuple[LoadedPack, ...]) -> dict[str, str]:
    """The question of every slot that nobody has filled, by the slot's name."""
    known = known_slots(meeting)
    return {s.id: s.ask for p in packs for s in p.pack.slots if s.id not in known}


def filled(data: Plain, known: Mapping[str, str], missing: Callable[[str], str]) -> Plain:
    """The data with every slot in every text replaced; keys stay as they are."""
    if isinstance(data, str):
        return _SLOT.sub(lambda hit: known.get(hit[1]) or missing(hit[1]), data)
    if isinstance(data, list):
        return [filled(one, known, missing) for one in data]
    if isinstance(data, dict):
        return {name: filled(one, known, missing) for name, one in data.items()}
    return data


def to_fill_in(name: str, asks: Mapping[str, str]) -> str:
    """What a facilitator reads where a slot is empty."""
    return f"[udfyld: {asks.get(name, name)}]"
