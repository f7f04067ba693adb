"""What the rules look at: a pack with its places, its versions, its files and its paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from klyngepakke.content.model import Loc
from klyngepakke.content.pack import Block, Pack, Phase, Prompt
from klyngepakke.content.reading import Read
from klyngepakke.lint.shape import Shape, shapes
from klyngepakke.printing.document import Sheet


@dataclass(frozen=True)
class Subject:
    """A pack under the lint.

    Attributes:
        found: The pack as read, with the place of every value.
        folder: Where it lies.
        today: The date that facts are judged against.
        before: An earlier edition, or None where there is none to compare with.
        files: The files that the pack is sent with, bytes by name.
        others: Names of files beside them that a pack is sent without.
        sheets: The sheets of its example meeting that carry its words, laid out; empty where
            nothing was laid out.
    """

    found: Read[Pack]
    folder: Path
    today: date
    before: Pack | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = ()

    @property
    def pack(self) -> Pack:
        """The pack itself."""
        return self.found.value

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """The pack's programme, and that of each of its versions."""
        return tuple(shapes(self.pack, self.folder))

    def phases(self) -> Iterator[tuple[Loc, Block, Phase]]:
        """Every phase with its place and its block."""
        for i, block in enumerate(self.pack.blocks):
            for j, phase in enumerate(block.phases):
                yield ("blokke", i, "faser", j), block, phase

    def prompts(self) -> Iterator[tuple[Loc, Prompt]]:
        """Every prompt with its place."""
        for loc, _, phase in self.phases():
            for i, prompt in enumerate(phase.prompts):
                yield (*loc, "gruppespørgsmål", i), prompt

    def texts(self) -> Iterator[tuple[Loc, str]]:
        """Every text of the file with its place, in its order, keys left out."""
        yield from texts_in(self.found.tree.data)


def texts_in(data: object, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Every text of plain data with its place, keys left out."""
    if isinstance(data, str):
        yield loc, data
    elif isinstance(data, list):
        for i, one in enumerate(data):
            yield from texts_in(one, (*loc, i))
    elif isinstance(data, dict):
        for name, one in data.items():
            yield from texts_in(one, (*loc, name))
