"""Seating: who sits where in each phase, from names or from numbers alone.

One idea carries it. The people are put in a line in which those of one clinic stand next to
each other, and the line is dealt over the tables like cards. Then the tables' sizes differ by
at most one, and any `c` neighbours in the line are spread over all tables, at most ⌈c/tables⌉
at each: no two of a clinic meet until it has more people than there are tables, and then as
few as can be. Since the clinics of one practice form stand together too, the forms are spread
in the same stroke. Nothing is random and the line is sorted first, so the same people give
the same plan whatever the order of the rows in their file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from klyngepakke.content.participants import Person

_FORMS = ("solo", "kompagniskab", "")
_DANISH = str.maketrans("æøå", "{|}")
_ROLES = ("ejer", "", "ansat", "uddannelseslæge", "personale")


@dataclass(frozen=True)
class Crowd:
    """Who comes, in numbers; computed anew at each build.

    Attributes:
        number: Participants (guests not counted).
        solo: Doctors alone in their clinic.
        partnership: Doctors in partnerships.
        employed: Employed doctors and trainees.
        clinics: Clinics.
        unknown: True when a practice form is "ved ikke": every sheet carries both variants.
        estimated: True when `clinics` was worked out, which the print list says.
        people: Names, where a file gives them, guests included; else empty.
        notes: Danish sentences that warn of what was assumed.
    """

    number: int
    solo: int
    partnership: int
    employed: int
    clinics: int
    unknown: bool = False
    estimated: bool = False
    people: tuple[Person, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table in one seating, or one pair or trio on its feet.

    Attributes:
        number: From 1.
        seats: How many sit there (guests not counted).
        names: Names, where known, in alphabetical order; else empty.
        form: `solo` or `kompagniskab` where the whole table is of one, else "".
        topic: The id of its topic where the seating is by topic, else "".
        guests: How many guests sit there.
        clinic: The clinic's name where the table is one clinic's, else "".
    """

    number: int
    seats: int
    names: tuple[str, ...] = ()
    form: str = ""
    topic: str = ""
    guests: int = 0
    clinic: str = ""


@dataclass(frozen=True)
class Seating:
    """The tables of one seating; `kind` is one of the closed list (blandet, klinik, …)."""

    kind: str
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Piles:
    """The bordkort at the door: two piles of table numbers, drawn from the top.

    Attributes:
        solo: For doctors alone in their clinic; empty where practice forms are not known.
        others: For everybody else.
    """

    solo: tuple[int, ...]
    others: tuple[int, ...]


def seat(
    kind: str,
    crowd: Crowd,
    guests: int,
    topics: tuple[str, ...] = (),
    *,
    table_size: int = 5,
    every_second: bool = False,
) -> Seating:
    """Seat the crowd: by name where there are names, else by number.

    Args:
        kind: blandet, praksisform, klinik, emne, par, trio or plenum (which has no tables).
        crowd: Who comes. Named guests are on the list but are not seated by name.
        guests: How many guests are there.
        topics: Ids of topics, for `emne`; where they are more than the tables, the last ones
            are left out.
        table_size: How many to a table, about: one more or fewer where the number asks for it.
        every_second: Guests sit at tables 1, 3, 5 … only.
    """
    names = shown_names(crowd.people)
    tables = tuple(
        Table(
            number=number,
            seats=group.seats,
            names=tuple(sorted((names[p] for p in group.people), key=alphabetical)),
            form=group.form,
            topic=topics[(number - 1) % len(topics)] if kind == "emne" and topics else "",
            clinic=group.clinic,
        )
        for number, group in enumerate(_KINDS[kind](crowd, table_size), start=1)
    )
    return Seating(kind, _with_guests(tables, guests, every_second=every_second))


def deal(seating: Seating, crowd: Crowd, spare: int = 0) -> Piles:
    """Deal the bordkort of a seating in two piles, so that it survives no-shows.

    However many are drawn from a pile, the tables hold equally many of them, give or take
    one; when everybody comes, each table has its seats filled. Solo doctors draw among the
    solo tables where the seating has such, and the others among the others.

    Args:
        seating: The seating to deal.
        crowd: Who comes.
        spare: Cards too many in each pile, for those who come unannounced.
    """
    own = [t.number for t in seating.tables if t.form == "solo"]
    rest = [t.number for t in seating.tables if t.form != "solo"]
    everywhere = [t.number for t in seating.tables]
    others = crowd.number - crowd.solo
    if own and rest:
        return Piles(_round(own, 0, crowd.solo, spare), _round(rest, 0, others, spare))
    # The second pile begins where the first ends: then a full house is balanced as well.
    return Piles(
        _round(everywhere, 0, crowd.solo, spare),
        _round(everywhere, crowd.solo, others, spare),
    )


def shown_names(people: Iterable[Person]) -> dict[Person, str]:
    """Each person's name as printed: with the clinic behind where two share the name."""
    people = tuple(people)
    often = Counter(person.name.casefold() for person in people)
    return {
        person: f"{person.name} ({person.clinic})"
        if often[person.name.casefold()] > 1 and person.clinic
        else person.name
        for person in people
    }


def alphabetical(name: str) -> str:
    """A key that sorts names as Danes do: æ, ø and å come last."""
    return name.casefold().translate(_DANISH)


def clinic_key(person: Person) -> str:
    """What tells one clinic from another: its name, else its provider number, else ""."""
    return person.clinic.casefold() or person.provider


def alone(person: Person) -> bool:
    """Whether the person is a solo doctor: the owner of a solo practice."""
    return person.practice == "solo" and person.role in {"", "ejer"}


def seated(crowd: Crowd) -> tuple[Person, ...]:
    """The people with a seat of their own: everyone on the list but the guests."""
    return tuple(person for person in crowd.people if person.role != "gæst")


# --- Groups: tables before they have a number ------------------------------------------------


@dataclass(frozen=True)
class _Group:
    seats: int
    people: tuple[Person, ...] = ()
    form: str = ""
    clinic: str = ""


def _mixed(crowd: Crowd, table_size: int) -> list[_Group]:
    return _spread(crowd, _tables(crowd.number, table_size))


def _pairs(crowd: Crowd, _: int) -> list[_Group]:
    return _spread(crowd, max(1, crowd.number // 2))


def _trios(crowd: Crowd, _: int) -> list[_Group]:
    # Rounded up, so that what is left over walks in pairs and never four abreast.
    return _spread(crowd, -(-crowd.number // 3))


def _nobody(_: Crowd, __: int) -> list[_Group]:
    return []


def _by_form(crowd: Crowd, table_size: int) -> list[_Group]:
    """Solo doctors at tables of their own, unless they or the others are fewer than two."""
    others = crowd.number - crowd.solo
    if min(crowd.solo, others) < 2:  # noqa: PLR2004 - one alone is no table
        return _mixed(crowd, table_size)
    people = seated(crowd)
    solos = tuple(p for p in people if alone(p))
    rest = tuple(p for p in people if not alone(p))
    form = "" if crowd.unknown else "kompagniskab"
    return [
        *_groups(solos, crowd.solo, _tables(crowd.solo, table_size), "solo"),
        *_groups(rest, others, _tables(others, table_size), form),
    ]


def _spread(crowd: Crowd, tables: int) -> list[_Group]:
    """Everybody mixed; a form is claimed only where the whole crowd is of it."""
    form = ""
    if not crowd.unknown and crowd.solo in {0, crowd.number}:
        form = "solo" if crowd.solo else "kompagniskab"
    return _groups(seated(crowd), crowd.number, tables, form)


def _by_clinic(crowd: Crowd, _: int) -> list[_Group]:
    """A table for each clinic, and makkerpar across clinics for those who come alone."""
    clinics = _line(seated(crowd))
    if not any(clinic_key(person) for clinic in clinics for person in clinic):
        return _clinics_by_number(crowd)
    solos, delegates, tables = [], [], []
    for clinic in clinics:
        if all(map(alone, clinic)):
            solos += clinic
        elif len(clinic) == 1:
            delegates += clinic
        else:
            form = _practice(clinic)
            tables.append(_Group(len(clinic), tuple(clinic), form, clinic[0].clinic))
    if len(solos) == 1:
        # Nobody of the same kind to pair with: better another kind than alone.
        solos, delegates = [], solos + delegates
    return [*tables, *_makkerpar(solos), *_makkerpar(delegates)]


def _makkerpar(people: Sequence[Person]) -> list[_Group]:
    """Pairs of different clinics, one of three where the number is odd.

    They follow from these people alone, so every phase by clinic has the same pairs.
    """
    if not people:
        return []
    forms = {person.practice for person in people}
    form = "solo" if all(map(alone, people)) else "kompagniskab" * (forms == {"kompagniskab"})
    clinic = people[0].clinic if len(people) == 1 else ""
    return [
        _Group(len(pair), tuple(pair), form, clinic)
        for pair in _dealt(_line(people), max(1, len(people) // 2))
    ]


def _clinics_by_number(crowd: Crowd) -> list[_Group]:
    others = crowd.number - crowd.solo
    clinics = min(others, max(1, crowd.clinics - crowd.solo))
    form = "" if crowd.unknown else "kompagniskab"
    pairs = max(1, crowd.solo // 2)
    return [
        *(_Group(size, form=form) for size in _sizes(others, clinics)),
        *(_Group(size, form="solo") for size in _sizes(crowd.solo, pairs)),
    ]


def _groups(people: Sequence[Person], number: int, tables: int, form: str) -> list[_Group]:
    """So many groups: of the people where there are names, else of sizes alone."""
    if people:
        return [_Group(len(g), tuple(g), form) for g in _dealt(_line(people), tables)]
    return [_Group(size, form=form) for size in _sizes(number, tables)]


def _tables(number: int, table_size: int) -> int:
    """How many tables come nearest to the size: 29 at 5 is 6, 73 is 15, 7 is one."""
    return max(1, (2 * number + table_size) // (2 * table_size))


def _sizes(number: int, parts: int) -> list[int]:
    """The number in so many parts as equal as can be, the larger ones first, none empty."""
    parts = min(number, parts)
    return [number // parts + (part < number % parts) for part in range(parts)]


# --- The line, and dealing it ----------------------------------------------------------------


def _line(people: Iterable[Person]) -> list[list[Person]]:
    """The people in line, clinic by clinic; one whose clinic is not known is a clinic alone."""
    ordered = sorted(people, key=_order)
    clinics = [[person] for person in ordered if not clinic_key(person)] + [
        list(c) for key, c in groupby(ordered, key=clinic_key) if key
    ]
    return sorted(clinics, key=lambda c: (_FORMS.index(_practice(c)), _order(c[0])))


def _order(person: Person) -> tuple[str, int, str, str, str]:
    role = _ROLES.index(person.role) if person.role in _ROLES else len(_ROLES)
    return clinic_key(person), role, person.name.casefold(), person.name, person.provider


def _practice(clinic: Sequence[Person]) -> str:
    """The practice form that most of a clinic's people give; "" where none does."""
    said = Counter(person.practice for person in clinic if person.practice)
    return max(said, key=lambda form: (said[form], form == "kompagniskab")) if said else ""


def _dealt(line: Sequence[Sequence[Person]], tables: int) -> list[list[Person]]:
    """Deal the line over so many tables, as the module's docstring argues.

    A clinic with more people than there are tables has several at one; they are filled in
    table by table in the order of roles, so that an owner sits with an owner rather than
    with someone the clinic employs or trains.
    """
    tables = min(tables, sum(map(len, line)))
    dealt: list[list[Person]] = [[] for _ in range(tables)]
    at = 0
    for clinic in line:
        turns = sorted(range(len(clinic)), key=lambda turn: turn % tables)
        for person, turn in zip(clinic, turns, strict=True):
            dealt[(at + turn) % tables].append(person)
        at += len(clinic)
    return dealt


def _with_guests(
    tables: tuple[Table, ...], guests: int, *, every_second: bool
) -> tuple[Table, ...]:
    """Guests one by one to the tables that take them, those with fewest seats first."""
    takers = sorted(tables[:: 2 if every_second else 1], key=lambda t: (t.seats, t.number))
    here = {
        table.number: (guests - turn - 1) // len(takers) + 1 for turn, table in enumerate(takers)
    }
    return tuple(replace(table, guests=here.get(table.number, 0)) for table in tables)


def _round(tables: Sequence[int], start: int, cards: int, spare: int) -> tuple[int, ...]:
    """Table numbers in turn, from the `start`-th; no cards where nobody draws."""
    if not (tables and cards):
        return ()
    return tuple(tables[(start + card) % len(tables)] for card in range(cards + spare))


_KINDS: dict[str, Callable[[Crowd, int], list[_Group]]] = {
    "blandet": _mixed,
    "praksisform": _by_form,
    "klinik": _by_clinic,
    "emne": _mixed,
    "par": _pairs,
    "trio": _trios,
    "plenum": _nobody,
}
