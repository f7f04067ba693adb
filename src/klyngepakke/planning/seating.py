"""Seating: who sits where in each phase, from names or from numbers alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Crowd:
    """Who comes, in numbers; computed anew at each build.

    Attributes:
        number: Participants (guests not counted).
        solo: Doctors alone in their clinic.
        partnership: Doctors in partnerships.
        employed: Employed doctors and trainees.
        clinics: Clinics.
        unknown: True when the practice forms are "ved ikke": every sheet carries both variants.
        estimated: True when `clinics` was worked out, which the print list says.
        people: Names, where a file gives them; else empty.
    """

    number: int
    solo: int
    partnership: int
    employed: int
    clinics: int
    unknown: bool = False
    estimated: bool = False
    people: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Person:
    """One row of the participant file. `practice` is solo, kompagniskab or ved ikke."""

    name: str
    clinic: str = ""
    provider: str = ""
    practice: str = ""
    role: str = ""


@dataclass(frozen=True)
class Table:
    """One table in one seating.

    Attributes:
        number: From 1.
        seats: How many sit there (guests not counted).
        names: Names, where known; else empty.
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
