"""Overrides: a pack, changed by the version and by the meeting, at addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from klyngepakke.content.addresses import GROUPS, SHEETS, parts
from klyngepakke.content.folders import like_pack
from klyngepakke.content.frame import completed
from klyngepakke.content.local_slots import misfit
from klyngepakke.content.meeting import Meeting, PackUse
from klyngepakke.content.model import nearest
from klyngepakke.content.override_doubts import (
    change_doubts,
    change_problems,
    fits,
    given,
    stray_doubts,
    use_doubts,
)
from klyngepakke.content.pack import Block, LoadedPack, Override, Pack, Phase
from klyngepakke.content.point import Point
from klyngepakke.errors import InputError, Problem

T = TypeVar("T")
_DROP = "udelad"
_TAKE = "medtag"


@dataclass(frozen=True)
class Used:
    """The packs as the meeting uses them.

    Attributes:
        meeting: The meeting, without the points whose block it leaves out.
        packs: Changed packs, in the meeting's order.
        sheets: Overrides of sheets, by the id of a sheet or a document, or by the whole
            address of a pack's own sheet, as `trivsel/ark/makkerkort`.
        warnings: Danish sentences about editions, slots and overrides that no longer fit.
        kept: For each point of the programme, its index in the meeting file.
    """

    meeting: Meeting
    packs: tuple[LoadedPack, ...]
    sheets: Mapping[str, Override]
    warnings: tuple[str, ...]
    kept: tuple[int, ...]


def used(meeting: Meeting, known: Mapping[str, LoadedPack]) -> Used:
    """Apply versions and the meeting's changes to the packs it uses.

    Args:
        meeting: The decisions.
        known: Every pack there is, by id.

    Raises:
        InputError: A pack, a version, or a chosen prompt or case that is not there; a show of
            hands on a sensitive question.
    """
    problems = list(_problems(meeting, known))
    if problems:
        raise InputError(*problems)
    sheets: dict[str, Override] = {}
    warnings: list[str] = []
    packs = []
    for name in pack_names(meeting):
        loaded = known[name]
        changed, own_sheets, notes = _changed(meeting, loaded)
        packs.append(replace(loaded, pack=changed))
        sheets |= own_sheets
        warnings += notes
    sheets |= {a.partition("/")[2]: o for a, o in meeting.changes.items() if _is_sheet(a)}
    warnings += stray_doubts(meeting, pack_names(meeting))
    kept = tuple(_kept(meeting, [known[p.pack.id] for p in packs], packs))
    shorter = replace(meeting, program=tuple(meeting.program[i] for i in kept))
    program = completed(shorter, [p.pack for p in packs])
    final = replace(meeting, program=program)
    return Used(final, tuple(packs), sheets, tuple(warnings), kept)


def pack_names(meeting: Meeting) -> tuple[str, ...]:
    """The packs that a meeting uses: those it lists, then those its programme names."""
    named = (p.block.partition("/")[0] for p in meeting.program if p.block)
    return tuple(dict.fromkeys((*meeting.packs, *named)))


def _is_sheet(address: str) -> bool:
    return address.partition("/")[0] == SHEETS


def _problems(meeting: Meeting, known: Mapping[str, LoadedPack]) -> Iterable[Problem]:
    for address, change in meeting.changes.items():
        name, _, inside = address.partition("/")
        if name in known:
            yield from change_problems(known[name].pack, inside, change, f"ret.{address}")
    for name in pack_names(meeting):
        if name not in known:
            yield Problem(
                f"Pakken ”{name}” findes ikke på denne computer.{like_pack(name, known)}",
                place=f"pakker.{name}",
            )
        else:
            yield from _use_problems(name, meeting.packs.get(name, PackUse()), known[name].pack)


def _use_problems(name: str, use: PackUse, pack: Pack) -> Iterable[Problem]:
    if use.version and use.version not in pack.versions:
        there = ", ".join(pack.versions) or "ingen"
        yield Problem(
            f"Pakken har ingen udgave ”{use.version}”. Der findes: {there}.",
            place=f"pakker.{name}.version",
        )
    asked = {slot.id: slot for slot in pack.slots}
    for slot_id, text in use.slots.items():
        if slot_id in asked and (wrong := misfit(asked[slot_id], text)):
            yield Problem(wrong, place=f"pakker.{name}.oplysninger.{slot_id}")
    known = tuple(t.id for t in pack.topics)
    for topic in use.topics:
        if topic not in known:
            hint = nearest(topic, known)
            sentence = f"Emnet ”{topic}” findes ikke i pakken.{hint}"
            yield Problem(sentence, place=f"pakker.{name}.emner")
    there_are = dict(parts(pack))
    for address, prompts in use.prompts.items():
        place = f"pakker.{name}.gruppespørgsmål.{address}"
        phase = there_are.get(address)
        if not isinstance(phase, Phase):
            yield Problem(f"Fasen ”{address}” findes ikke i pakken.", place=place)
            continue
        pool = tuple(p.id for p in phase.prompts)
        for prompt in prompts:
            if prompt not in pool:
                yield Problem(
                    f"”{prompt}” er ikke et af fasens spørgsmål. "
                    f"Der er: {', '.join(pool) or 'ingen'}.",
                    place=place,
                )


def _changed(
    meeting: Meeting, loaded: LoadedPack
) -> tuple[Pack, dict[str, Override], tuple[str, ...]]:
    pack = loaded.pack
    use = meeting.packs.get(pack.id, PackUse())
    version = pack.versions[use.version].changes if use.version else {}
    own = {
        address.partition("/")[2]: change
        for address, change in meeting.changes.items()
        if address.partition("/")[0] == pack.id
    }
    taken = {a for a, o in own.items() if o.handling == _TAKE}
    restored = {a for a in taken if _dropped(version.get(a))}
    warnings = (*use_doubts(pack, use), *change_doubts(pack, own, restored))
    version = {a: o for a, o in version.items() if a not in restored}
    sheets = {f"{pack.id}/{a}": o for a, o in (version | own).items() if _is_sheet(a)}
    for changes in (version, own):
        pack = _applied(pack, changes)
    return _on_topics(pack, use.topics), sheets, warnings


def _on_topics(pack: Pack, chosen: tuple[str, ...]) -> Pack:
    """The pack with the chosen topics alone, in the meeting's order; all where none is chosen."""
    topics = {t.id: t for t in pack.topics}
    return replace(pack, topics=tuple(topics[t] for t in chosen)) if chosen else pack


def _applied(pack: Pack, changes: Mapping[str, Override]) -> Pack:
    groups: dict[str, Any] = {
        name: _items(getattr(pack, name), changes) for name in GROUPS if name != "blocks"
    }
    blocks = tuple(_block(b, changes) for b in _items(pack.blocks, changes))
    blocks = tuple(b for b in blocks if b.phases)
    dropped = {a for a, c in changes.items() if _dropped(c)}
    after = _asked_in_vain(pack, replace(pack, blocks=blocks, **groups))
    asked = {q.id for q in (*pack.survey, *pack.evaluation)}
    left = {q.id for q in (*after.survey, *after.evaluation)}
    return _unlinked(after, dropped | (asked - left))


def _asked_in_vain(before: Pack, after: Pack) -> Pack:
    """The changed pack without survey questions whose phases the changes left out."""
    lost = _shown(before) - _shown(after)
    return replace(after, survey=tuple(q for q in after.survey if q.id not in lost))


def _shown(pack: Pack) -> set[str]:
    """The survey questions that some phase or point takes up."""
    phases = (p for b in pack.blocks for p in b.phases)
    points = (p for frame in (pack.frame, *_frames(pack)) for p in frame)
    return {q for p in phases for q in (*p.questions, *p.also)} | {
        q for p in points for q in p.questions
    }


def _frames(pack: Pack) -> Iterable[tuple[Point, ...]]:
    return (version.frame for version in pack.versions.values())


def _unlinked(pack: Pack, dropped: set[str]) -> Pack:
    """The pack without its own sheets that are left out, or names of what is left out."""

    def left(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(n for n in names if n not in dropped)

    topics = tuple(
        replace(t, facts=left(t.facts), cases=left(t.cases), questions=left(t.questions))
        for t in pack.topics
    )
    sheets = tuple(
        replace(s, questions=left(s.questions))
        for s in pack.sheets
        if f"{SHEETS}/{s.id}" not in dropped
    )
    return replace(pack, topics=topics, sheets=sheets)


def _items(items: tuple[T, ...], changes: Mapping[str, Override]) -> tuple[T, ...]:
    return tuple(
        _item(one, changes.get(one.id))  # type: ignore[attr-defined]
        for one in items
        if not _dropped(changes.get(one.id))  # type: ignore[attr-defined]
    )


def _dropped(change: Override | None) -> bool:
    return change is not None and change.handling == _DROP


def _item(item: T, change: Override | None) -> T:
    if change is None:
        return item
    new = {n: getattr(change, n) for _, n in given(change) if n != "handling" and fits(item, n)}
    return replace(item, **new) if new else item  # type: ignore[type-var]


def _block(block: Block, changes: Mapping[str, Override]) -> Block:
    phases = []
    dropped = {a for a, c in changes.items() if _dropped(c)}
    for phase in block.phases:
        change = changes.get(f"{block.id}/{phase.name}")
        if _dropped(change):
            continue
        kept = _item(phase, change)
        prompts = _items(kept.prompts, changes)
        phases.append(
            replace(
                kept,
                id=phase.name,
                prompts=prompts,
                choose=None if kept.choose is None else min(kept.choose, len(prompts)),
                cases=tuple(c for c in kept.cases if c not in dropped),
                questions=tuple(q for q in kept.questions if q not in dropped),
                also=tuple(q for q in kept.also if q not in dropped),
            )
        )
    return replace(block, phases=tuple(phases))


def _kept(
    meeting: Meeting, before: Iterable[LoadedPack], after: Iterable[LoadedPack]
) -> Iterable[int]:
    """The points whose block no change emptied or left out, by index; a misspelt block stays."""
    dropped = _blocks(before) - _blocks(after)
    for index, point in enumerate(meeting.program):
        if point.block not in dropped:
            yield index


def _blocks(packs: Iterable[LoadedPack]) -> set[str | None]:
    return {f"{p.pack.id}/{b.id}" for p in packs for b in p.pack.blocks}
