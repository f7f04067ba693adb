"""Shape: the programme that a pack suggests, in one of its versions."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from klyngepakke.content.frame import frame_of, meeting_from
from klyngepakke.content.meeting import Answers, MeetingDay, PackUse
from klyngepakke.content.model import Loc, Minutes
from klyngepakke.content.overrides import used
from klyngepakke.content.pack import LoadedPack, Pack, Phase
from klyngepakke.content.point import Point
from klyngepakke.errors import InputError

_ANY_DAY = MeetingDay(date=date(2027, 3, 4), start=9 * 60, end=22 * 60)


@dataclass(frozen=True)
class Part:
    """One part of the programme: a phase of a block, or a point of the frame.

    Attributes:
        loc: Where its minutes are said in `pakke.yaml`.
        label: How a sentence names it.
        kind: The phase's form or the point's kind.
        day: Which day.
        minutes: How long.
        phase: None for a point.
        block: The block's id, or "".
        cut: Whether it may be cut when time is short.
        cut_to: Minutes that are left when it is cut; None where it then falls out.
    """

    loc: Loc
    label: str
    kind: str
    day: int
    minutes: Minutes
    phase: Phase | None
    block: str
    cut: bool
    cut_to: int | None


@dataclass(frozen=True)
class Shape:
    """A pack's programme.

    Attributes:
        version: The version's id, or "" for the pack as it stands.
        pack: The pack with the version's changes.
        loc: Where the programme stands in `pakke.yaml`.
        parts: Everything on the clock, in order; blocks that nothing includes are left out.
    """

    version: str
    pack: Pack
    loc: Loc
    parts: tuple[Part, ...]

    @property
    def minutes(self) -> int:
        """The minutes that are wished for, together."""
        return sum(p.minutes.wish for p in self.parts)

    @property
    def named(self) -> str:
        """How a sentence begins: empty for the pack itself."""
        return f"Version ”{self.version}”: " if self.version else ""


def shapes(pack: Pack, folder: Path) -> Iterator[Shape]:
    """The programme of a pack, and of each version that can be put together."""
    yield _shape("", pack, pack)
    for name in pack.versions:
        with contextlib.suppress(InputError):  # told as an error
            yield _shape(name, pack, _changed(pack, folder, name))


def _changed(pack: Pack, folder: Path, version: str) -> Pack:
    known = {pack.id: LoadedPack(pack, folder)}
    answers = Answers(id="tjek", days=(_ANY_DAY,), packs={pack.id: PackUse(version=version)})
    return used(meeting_from(answers, known), known).packs[0].pack


def _shape(version: str, original: Pack, pack: Pack) -> Shape:
    own = bool(version and original.versions[version].frame)
    loc: Loc = ("versioner", version, "ramme") if own else ("ramme",)
    parts = (
        part
        for i, point in enumerate(frame_of(pack, version or None))
        for part in _parts((*loc, i), point, _Changes(version, original), pack)
    )
    return Shape(version, pack, loc, tuple(parts))


@dataclass(frozen=True)
class _Changes:
    """A version of a pack, to find where a phase's minutes are said."""

    version: str
    pack: Pack

    def loc(self, block: str, phase: str) -> Loc:
        address = f"{block}/{phase}"
        if self.version and address in self.pack.versions[self.version].changes:
            return ("versioner", self.version, "ret", address)
        for i, one in enumerate(self.pack.blocks):
            names = [p.name for p in one.phases]
            if one.id == block and phase in names:
                return ("blokke", i, "faser", names.index(phase))
        return ("blokke",)


def _parts(loc: Loc, point: Point, changes: _Changes, pack: Pack) -> Iterator[Part]:
    if not point.block:
        if point.minutes:
            label = f"”{point.title or point.kind}”"
            limits = (point.cut is not None, point.cut_to)
            yield Part(loc, label, point.kind or "", point.day, point.minutes, None, "", *limits)
        return
    for block in pack.blocks:
        for phase in block.phases if block.id == point.block else ():
            yield Part(
                changes.loc(block.id, phase.name),
                f"”{block.id}/{phase.name}”",
                phase.form,
                point.day,
                phase.minutes,
                phase,
                block.id,
                phase.cut is not None,
                phase.cut_to,
            )
