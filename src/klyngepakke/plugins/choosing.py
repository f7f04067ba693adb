"""Choosing: which pack an id means, where several have it; never a silent pick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from klyngepakke.content.editions import is_newer
from klyngepakke.content.pack import LoadedPack
from klyngepakke.plugins.broken import Broken

Level = Sequence[LoadedPack]


@dataclass(frozen=True)
class Chosen:
    """The packs by id, twins that nobody can choose between, and what to say of the choices.

    Attributes:
        packs: One for each id.
        twins: Ids that two packs of one level have; neither is used.
        notes: Danish sentences by id, where another pack has the id too.
    """

    packs: Mapping[str, LoadedPack]
    twins: tuple[Broken, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)


def chosen(levels: Sequence[Level], distributed: Level, bundled: Level) -> Chosen:
    """Take each id from the highest level that has it.

    Args:
        levels: The highest first: folders that are named, installed packs, shared folders.
        distributed: Below them all: packs of distributions that others wrote.
        bundled: On the same level: those that come with the program.
    """
    packs: dict[str, LoadedPack] = {}
    twins: list[Broken] = []
    notes: dict[str, str] = {}
    everything = [*bundled, *distributed, *(pack for level in reversed(levels) for pack in level)]
    for name in dict.fromkeys(p.pack.id for p in everything):
        lowest = _newest(_with(distributed, name), _with(bundled, name))
        steps = [level for level in (*(_with(one, name) for one in levels), lowest) if level]
        if len(steps[0]) > 1:
            origins = " og ".join(p.origin for p in steps[0])
            twins.append(Broken(name, origins, (f"To pakker har id'et ”{name}”. Fjern den ene.",)))
            continue
        packs[name] = steps[0][0]
        others = [p for p in reversed(everything) if p.pack.id == name and p is not packs[name]]
        if others:
            notes[name] = _note(packs[name], others[0])
    return Chosen(packs, tuple(twins), notes)


def _with(level: Level, name: str) -> list[LoadedPack]:
    return [p for p in level if p.pack.id == name]


def _newest(distributed: list[LoadedPack], bundled: list[LoadedPack]) -> list[LoadedPack]:
    """An installed newer edition from the same publisher wins over a bundled one."""
    if len(distributed) == 1 and len(bundled) == 1:
        new, old = distributed[0].pack, bundled[0].pack
        if new.publisher == old.publisher and is_newer(new.edition, old.edition):
            return distributed
    return [*distributed, *bundled]


def _note(taken: LoadedPack, other: LoadedPack) -> str:
    note = f"Pakken ”{taken.pack.id}” tages fra {taken.origin} i stedet for {other.origin}."
    if is_newer(other.pack.edition, taken.pack.edition):
        note += f" Dér er udgaven nyere: {other.pack.edition} mod {taken.pack.edition}."
    return note
