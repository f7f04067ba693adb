"""From answers to a meeting: what nobody said gets its default, once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace

from klyngepakke.content.folders import like_pack
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
from klyngepakke.content.pack import LoadedPack, Pack
from klyngepakke.content.point import Point, with_ids
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
    """What a pack suggests around its blocks, in one of its versions; every point has an id."""
    if version and pack.versions[version].frame:
        return with_ids(pack.versions[version].frame)
    return with_ids(pack.frame)


def completed(meeting: Meeting, packs: Iterable[Pack]) -> tuple[Point, ...]:
    """The meeting's programme with what it takes from the packs' frames, ids included.

    Raises:
        InputError: A point names a pack or a place in its frame that is not there, and says
            too little itself.
    """
    frames = {
        pack.id: {p.id: p for p in frame_of(pack, meeting.packs.get(pack.id, PackUse()).version)}
        for pack in packs
    }
    points, problems = [], []
    for i, point in enumerate(meeting.program):
        base = _base(point, frames)
        if point.source and base is None and point.minutes is None:
            sentence = f"Pakken ”{point.source}” har ikke punktet i sin ramme. Skriv minutter selv."
            problems.append(Problem(sentence, place=f"program[{i + 1}].fra"))
        points.append(_merged(base, point) if base else point)
    if problems:
        raise InputError(*problems)
    return with_ids(points)


def _base(point: Point, frames: Mapping[str, Mapping[str | None, Point]]) -> Point | None:
    """The frame's point of the same id, else the first of the same kind."""
    frame = frames.get(point.source or "", {})
    if point.id:
        return frame.get(point.id) or frame.get(point.id.removeprefix(f"{point.source}-"))
    return next((p for p in frame.values() if p.kind and p.kind == point.kind), None)


def _merged(base: Point, point: Point) -> Point:
    """The frame's point, changed by everything that the meeting says itself."""
    unsaid = Point()
    said = {f.name: getattr(point, f.name) for f in fields(Point)}
    return replace(base, **{n: v for n, v in said.items() if v != getattr(unsaid, n)})


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
            hint = like_pack(name, packs)
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
    there = None if answers.guests is None else {g.id for g in answers.guests}
    points: list[Point] = []
    for i, pack in enumerate(packs):
        frame = frame_of(pack, answers.packs.get(pack.id, PackUse()).version)
        for point in frame:
            late_opening = i > 0 and point.kind in _OPENING
            early_closing = i < len(packs) - 1 and point.kind in _CLOSING
            if not (late_opening or early_closing):
                taken = {p.id for p in points}
                points.append(_decision(point, pack, there, taken))
    return tuple(points)


def _decision(point: Point, pack: Pack, there: set[str] | None, taken: set[str | None]) -> Point:
    """The point as a meeting file names it: which one, and who comes; the pack has the rest.

    Where two packs each have a `pause`, the later one's is `<pakke>-pause`.
    """
    guests = tuple(g for g in point.guests if there is None or g in there)
    if point.block:
        return Point(block=f"{pack.id}/{point.block}", guests=guests)
    name = f"{pack.id}-{point.id}" if point.id in taken else point.id
    return Point(id=name, kind=point.kind, source=pack.id, guests=guests)
