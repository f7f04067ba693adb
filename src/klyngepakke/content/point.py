"""A point of a programme: the cluster's own, or one block of a pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Final

from klyngepakke.content.model import (
    Address,
    Clock,
    Id,
    Line,
    Minutes,
    MinutesNumber,
    Positive,
    Text,
    YesNo,
    choice,
    key,
    listed,
    value,
)

ASCII_LETTERS: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
SEATINGS: Final = ("blandet", "praksisform", "klinik", "emne", "par", "trio", "plenum")
POINT_KINDS: Final = (
    "velkomst",
    "opfølgning",
    "formalia",
    "oplæg",
    "afstemning",
    "frit_emne",
    "runde",
    "måltid",
    "pause",
    "socialt",
    "afslutning",
)

Seating = Annotated[str, choice(*SEATINGS)]
PointKind = Annotated[str, choice(*POINT_KINDS)]


@value
class Vote:
    """What is voted on, and by which rule; rule and quorum are printed as they stand."""

    proposals: Annotated[tuple[Line, ...], listed] = key(
        "forslag", doc="Det, der stemmes om, ét forslag pr. linje."
    )
    rule: Line = key(
        "regel", default="Simpelt flertal af de afgivne stemmer. Blanke tæller ikke.", doc="Reglen."
    )
    quorum: Line | None = key(
        "beslutningsdygtig", default=None, doc="Hvornår mødet kan beslutte, fx ”halvdelen er mødt”."
    )


@value
class Point:
    """One line of the programme, in a meeting file or suggested by a pack (`ramme`).

    Exactly one of `kind` and `block` is set. `block` is `pakke/blok` in a meeting and `blok` in
    a pack. `minutes` is required where `kind` is set, unless `source` names the pack whose frame
    has the point; a block's minutes are its phases'.
    """

    id: Id | None = key("id", default=None, doc="Punktets eget navn i adresser, fx velkomst.")
    kind: PointKind | None = key("slags", default=None, doc="Hvad punktet er.")
    block: Address | None = key("blok", default=None, doc="Blokken, punktet består af.")
    source: Id | None = key(
        "fra", default=None, doc="Pakken, hvis ramme punktet er fra; det, der mangler, står der."
    )
    title: Line | None = key("titel", default=None, doc="Titlen på dagsordenen.")
    text: Text | None = key("tekst", default=None, doc="Hvad der sker, én linje på dagsordenen.")
    say: Annotated[tuple[Text, ...], listed] = key("sig", default=(), doc="Det, du siger.")
    do: Annotated[tuple[Text, ...], listed] = key("gør", default=(), doc="Det, du gør.")
    minutes: Minutes | None = key("minutter", default=None, doc="Hvor længe, i minutter.")
    pinned: Clock | None = key("kl", default=None, doc="Fast klokkeslæt, punktet begynder på.")
    day: Positive = key("dag", default=1, doc="Hvilken dag, når mødet har flere.")
    guests: Annotated[tuple[Id, ...], listed] = key(
        "gæster", default=(), doc="Gæster, der er med på punktet."
    )
    cut: Positive | None = key("skæres_som_nr", default=None, doc="Rækkefølgen, der skæres i.")
    cut_to: MinutesNumber | None = key(
        "skæres_til", default=None, doc="Minutter, når der er skåret; uden den falder punktet væk."
    )
    stretch: YesNo = key("stræk", default=False, doc="Må vare længere end ønsket.")
    questions: Annotated[tuple[Id, ...], listed] = key(
        "spørgsmål", default=(), doc="Spørgeskemaspørgsmål, punktet tager op."
    )
    vote: Vote | None = key("afstemning", default=None, doc="Det, der stemmes om.")
    responsible: Line | None = key("ansvarlig", default=None, doc="Hvem der står for punktet.")


def point_ids(program: Sequence[Point]) -> tuple[str, ...]:
    """The address of every point: its block's, its id, or else its kind in ASCII.

    Of several points that share a kind and have no id, the second is `pause-2`, and so on.
    """
    taken = {p.id.lower() for p in program if p.id}
    ids = []
    for point in program:
        name = point.block or point.id or _free((point.kind or "").translate(ASCII_LETTERS), taken)
        taken.add(name.lower())
        ids.append(name)
    return tuple(ids)


def with_ids(program: Sequence[Point]) -> tuple[Point, ...]:
    """The same points, each of the cluster's own with its id."""
    named = zip(program, point_ids(program), strict=True)
    return tuple(p if p.block or p.id else replace(p, id=name) for p, name in named)


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    number = next(n for n in range(2, len(taken) + 3) if f"{name}-{n}" not in taken)
    return f"{name}-{number}"
