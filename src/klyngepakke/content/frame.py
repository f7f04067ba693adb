"""From answers to a meeting: what nobody said gets its default, once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace

from klyngepakke.content.meeting import (
    Answers,
    Cancelling,
    Cluster,
    Guest,
    Meeting,
    MeetingLinks,
    PackUse,
    Participants,
    Roles,
)
from klyngepakke.content.model import nearest
from klyngepakke.content.pack import LoadedPack, Pack
from klyngepakke.content.point import Point
from klyngepakke.errors import InputError, Problem

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_OPENING = ("velkomst",)
_CLOSING = ("afslutning",)


def new_id() -> str:
    """A meeting's id: six letters and figures that nobody misreads; a letter comes first."""
    first = secrets.choice(_ALPHABET[:-8])
    return first + "".join(secrets.choice(_ALPHABET) for _ in range(5))


def meeting_from(answers: Answers, packs: Mapping[str, LoadedPack]) -> Meeting:
    """Make a whole meeting of a partial one.

    The programme, where none is given, is what the packs suggest (`ramme`): one welcome at the
    start and one closing at the end, and the packs' blocks in the order they are named.

    Args:
        answers: What is known.
        packs: Every pack there is, by id.

    Raises:
        InputError: No date, no pack, or a pack or version that is not there.
    """
    chosen = _chosen(answers, packs)
    guests = _guests(chosen) if answers.guests is None else answers.guests
    program = _program(answers, chosen) if answers.program is None else answers.program
    return Meeting(
        id=answers.id or new_id(),
        title=answers.title or " og ".join(p.title for p in chosen) or "Klyngemøde",
        cluster=answers.cluster or Cluster(),
        days=answers.days,
        participants=answers.participants or Participants(),
        guests=guests,
        roles=answers.roles or Roles(),
        answered=answers.answered,
        links=answers.links or MeetingLinks(),
        cancelling=answers.cancelling or Cancelling(),
        next_meeting=answers.next_meeting,
        theme=answers.theme,
        since_last=answers.since_last,
        reserve=answers.reserve,
        packs={p.id: _use(answers.packs.get(p.id, PackUse()), p) for p in chosen},
        program=program,
        changes=answers.changes,
    )


def frame_of(pack: Pack, version: str | None = None) -> tuple[Point, ...]:
    """What a pack suggests around its blocks, in one of its versions."""
    if version and pack.versions[version].frame:
        return pack.versions[version].frame
    return pack.frame


def _chosen(answers: Answers, packs: Mapping[str, LoadedPack]) -> tuple[Pack, ...]:
    problems = []
    if not answers.days:
        problems.append(Problem("Skriv mindst én dag med dato, start og slut.", place="dage"))
    if not answers.packs and not answers.program:
        problems.append(Problem("Skriv mindst én pakke, fx trivsel: {}.", place="pakker"))
    named = (p.block.partition("/")[0] for p in answers.program or () if p.block)
    names = tuple(dict.fromkeys((*answers.packs, *named)))
    for name in names:
        use = answers.packs.get(name, PackUse())
        if name not in packs:
            hint = nearest(name, tuple(packs))
            problems.append(Problem(f"Pakken ”{name}” findes ikke.{hint}", place=f"pakker.{name}"))
        elif use.version and use.version not in packs[name].pack.versions:
            there = ", ".join(packs[name].pack.versions) or "ingen"
            sentence = f"Pakken har ingen udgave ”{use.version}”. Der findes: {there}."
            problems.append(Problem(sentence, place=f"pakker.{name}.version"))
    if problems:
        raise InputError(*problems)
    return tuple(packs[name].pack for name in names)


def _use(use: PackUse, pack: Pack) -> PackUse:
    return replace(use, edition=use.edition or pack.edition)


def _guests(packs: Iterable[Pack]) -> tuple[Guest, ...]:
    return tuple(Guest(id=g.id, title=g.title, number=g.number) for p in packs for g in p.guests)


def _program(answers: Answers, packs: tuple[Pack, ...]) -> tuple[Point, ...]:
    guests = answers.guests
    kept = None if guests is None else {g.id for g in guests}
    points: list[Point] = []
    for i, pack in enumerate(packs):
        frame = frame_of(pack, answers.packs.get(pack.id, PackUse()).version)
        for point in frame:
            late_opening = i > 0 and point.kind in _OPENING
            early_closing = i < len(packs) - 1 and point.kind in _CLOSING
            if not (late_opening or early_closing):
                points.append(_placed(point, pack, kept))
    return _with_ids(points)


def _placed(point: Point, pack: Pack, guests: set[str] | None) -> Point:
    there = tuple(g for g in point.guests if guests is None or g in guests)
    block = f"{pack.id}/{point.block}" if point.block else None
    return replace(point, block=block, guests=there)


def _with_ids(points: Iterable[Point]) -> tuple[Point, ...]:
    """Own points that share an id get a number, so that every address is one place."""
    seen: dict[str, int] = {}
    named = []
    for point in points:
        if point.id:
            seen[point.id] = seen.get(point.id, 0) + 1
            if seen[point.id] > 1:
                named.append(replace(point, id=f"{point.id}-{seen[point.id]}"))
                continue
        named.append(point)
    return tuple(named)
