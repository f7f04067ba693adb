"""The cluster's file, `klynge.yaml` beside its meetings: what the wizard need not ask again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Annotated, Final

from klyngepakke.content.meeting import Cluster, Meeting, Participants
from klyngepakke.content.model import Clock, Id, Line, Loc, choice, key, plain, value
from klyngepakke.content.point import Point
from klyngepakke.content.reading import read, told, write_yaml
from klyngepakke.errors import InputError
from klyngepakke.files import reading

CLUSTER_FILE: Final = "klynge.yaml"

_HEAD: Final = """\
# Det, klyngen plejer. Guiden foreslår det ved næste møde; møder, der er lavet, ændres ikke.
"""
_ONE_EVENING: Final = ("block", "source", "guests", "questions", "day")
# The packs' frames bring their own opening and closing, and what was decided is not standing.
_STANDING: Final = ("måltid",)
"""What comes again by itself; other points may be a single evening's, and are written by hand."""


@value
class ClusterFile:
    """The cluster's defaults. A build never reads them: a meeting's folder is complete in itself."""

    format: Annotated[str, choice("1")] = key("format", default="1", doc="Filens udgave: 1.")
    cluster: Cluster = key("klynge", default_factory=Cluster, doc="Klyngen.")
    start: Clock | None = key("start", default=None, doc="Hvornår møderne plejer at begynde.")
    end: Clock | None = key("slut", default=None, doc="Hvornår lokalet plejer at være tomt.")
    place: Line | None = key("sted", default=None, doc="Det sædvanlige sted.")
    participants: Participants = key(
        "deltagere", default_factory=Participants, doc="Hvor mange der plejer at komme."
    )
    standing: tuple[Point, ...] = key(
        "faste_punkter", default=(), doc="Klyngens egne punkter i hvert møde."
    )
    theme: Id | None = key("udseende", default=None, doc="Det sædvanlige udseende.")
    slots: dict[Id, dict[Id, Line]] = key(
        "oplysninger", default_factory=dict, doc="Det, pakkerne har spurgt om: pakke: {navn: svar}."
    )


def read_cluster(folder: Path) -> ClusterFile | None:
    """What a folder's `klynge.yaml` says; None where there is none.

    Raises:
        InputError: Everything that is wrong with the file.
        FileError: The disk or its permissions said no.
    """
    path = folder / CLUSTER_FILE
    with reading(path):
        there = path.exists()
    if not there:
        return None
    found = read(path, ClusterFile)
    problems = [found.problem(loc, sentence) for loc, sentence in _unfit(found.value)]
    if problems:
        raise InputError(*told(problems))
    return found.value


def _unfit(file: ClusterFile) -> Iterator[tuple[Loc, str]]:
    """What a standing point cannot be, as it belongs to a pack or to one evening."""
    unsaid = Point()
    for i, point in enumerate(file.standing):
        for name in _ONE_EVENING:
            if getattr(point, name) != getattr(unsaid, name):
                danish = next(f.metadata["alias"] for f in fields(Point) if f.name == name)
                loc = ("faste_punkter", i, danish)
                yield loc, f"Et fast punkt kan ikke have ”{danish}”. Slet linjen."
        if point.kind is None:
            yield ("faste_punkter", i), "Et fast punkt skal have slags, fx ”slags: formalia”."
        if point.minutes is None:
            yield ("faste_punkter", i), "Et fast punkt skal have minutter, fx ”minutter: 10”."


def taught(before: ClusterFile, meeting: Meeting) -> ClusterFile:
    """The cluster's defaults with what a later meeting knows and they lack.

    What is there stays: the usual place and number, and every answer to a pack.
    """
    lacking = cluster_of(meeting, before)
    slots = {name: said | before.slots.get(name, {}) for name, said in lacking.slots.items()}
    usual = before.participants
    return replace(
        before,
        place=before.place or lacking.place,
        participants=lacking.participants if usual == Participants() else usual,
        slots=slots,
    )


def cluster_text(file: ClusterFile) -> str:
    """The cluster's defaults as a file: what equals its default is left out."""
    data = plain(file, defaults=False, written=True)
    return _HEAD + write_yaml({"format": file.format, **data})


def cluster_of(meeting: Meeting, before: ClusterFile | None) -> ClusterFile:
    """What a finished meeting teaches of its cluster.

    How many come is remembered as numbers, never as the file that names them. The cluster's own
    meal is a standing point, without its guests and its day; any other point may be this one
    evening's, and is a standing one when it is written under `faste_punkter` by hand.

    Args:
        meeting: The meeting.
        before: What was known; it stays where the meeting does not say.
    """
    known = before or ClusterFile()
    first = meeting.days[0] if len(meeting.days) == 1 or not before else None
    numbers = replace(meeting.participants, file=None)
    slots = {name: use.slots for name, use in meeting.packs.items() if use.slots}
    default = Meeting.__dataclass_fields__["theme"].default
    return ClusterFile(
        cluster=known.cluster if meeting.cluster == Cluster() else meeting.cluster,
        start=first.start if first else known.start,
        end=first.end if first else known.end,
        place=(first.place if first else None) or known.place,
        participants=known.participants if numbers == Participants() else numbers,
        standing=tuple(_standing(p) for p in meeting.program if _is_standing(p)),
        theme=None if meeting.theme == default else meeting.theme,
        slots=known.slots | slots,
    )


def _is_standing(point: Point) -> bool:
    return not point.block and not point.source and point.kind in _STANDING


def _standing(point: Point) -> Point:
    return replace(point, guests=(), questions=(), vote=None, day=1)
