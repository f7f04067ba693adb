"""Local slots: `{{myndighed}}` in a text becomes what the cluster wrote, or a place to write.

Where nobody has answered, a sentence has the pack's own word, which can be said, if there is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from klyngepakke.planning.document import Plain

if TYPE_CHECKING:  # what writes sheets asks for the blanks alone
    from klyngepakke.content.meeting import Meeting
    from klyngepakke.content.pack import LoadedPack

BLANK: Final = r"\[udfyld: ([^\]]*)\]"
"""A place to write, as `to_fill_in` makes it; its group is the question."""

_OURS: Final = {
    "klynge": "klyngen",
    "kommune": "kommunen",
    "region": "regionen",
    "naeste_moede": "næste møde",
}
_SLOT = re.compile(r"\{\{\s*([A-Za-z][A-Za-z0-9_-]*)\s*\}\}")
_BEFORE_CAPITAL = re.compile(r"(?:^|[.!?]\s+)$")


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


def words(packs: tuple[LoadedPack, ...]) -> dict[str, str]:
    """What a sentence says instead of each slot that has such a word, by the slot's name."""
    return {**_OURS, **{s.id: s.otherwise for p in packs for s in p.pack.slots if s.otherwise}}


def filled(
    data: Plain,
    known: Mapping[str, str],
    missing: Callable[[str], str],
    words: Mapping[str, str] = MappingProxyType({}),
) -> Plain:
    """The data with every slot in every text replaced; keys stay as they are.

    Args:
        data: Texts, or lists and mappings of them.
        known: What the cluster has answered, by the slot's name.
        missing: What stands where it has not.
        words: What a sentence says instead; a slot that stands alone is a place to write.
    """
    if isinstance(data, str):
        said = {} if _SLOT.fullmatch(data.strip()) else words
        return _SLOT.sub(lambda hit: known.get(hit[1]) or _said(hit, said) or missing(hit[1]), data)
    if isinstance(data, list):
        return [filled(one, known, missing, words) for one in data]
    if isinstance(data, dict):
        return {name: filled(one, known, missing, words) for name, one in data.items()}
    return data


def _said(hit: re.Match[str], words: Mapping[str, str]) -> str:
    word = words.get(hit[1], "")
    begins = _BEFORE_CAPITAL.search(hit.string[: hit.start()])
    return word[:1].upper() + word[1:] if begins else word


def to_fill_in(name: str, asks: Mapping[str, str]) -> str:
    """What stands where a slot is empty; a sheet of paper has a line there."""
    return f"[udfyld: {asks.get(name, name)}]"


def blanks(data: Plain) -> Iterator[str]:
    """The questions of all places to write in the data of a sheet."""
    if isinstance(data, str):
        yield from re.findall(BLANK, data)
    elif isinstance(data, list | dict):
        for one in data.values() if isinstance(data, dict) else data:
            yield from blanks(one)
