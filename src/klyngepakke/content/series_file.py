"""A series: one meeting file and a table of clusters, each row of which overrides keys of it.

The table is a CSV or XLSX file, or stands in `serie.yaml` itself. A heading is one of the short
words below or a whole address, as `pakker.trivsel.oplysninger.kontakt_telefon` or `dage[2].sted`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Final

from klyngepakke.content.meeting import Meeting
from klyngepakke.content.meeting_file import MEETING_FILE
from klyngepakke.content.model import (
    KEY,
    Line,
    Loc,
    Plain,
    choice,
    key,
    nearest,
    place_text,
    value,
)
from klyngepakke.content.reading import Read, read
from klyngepakke.content.table import Kind, TableRow, plain_cell, table_rows, written
from klyngepakke.content.times import clock_text, clock_written, day_written, day_wrong
from klyngepakke.errors import InputError, Problem

SERIES_FILE: Final = "serie.yaml"
MOST_ROWS: Final = 10_000

HEADINGS: Final[Mapping[str, str]] = {
    "navn": "klynge.navn",
    "klynge": "klynge.navn",
    "kommune": "klynge.kommune",
    "region": "klynge.region",
    "logo": "klynge.logo",
    "farve": "klynge.farve",
    "dato": "dage.dato",
    "start": "dage.start",
    "slut": "dage.slut",
    "sted": "dage.sted",
    "antal": "deltagere.antal",
    "solo": "deltagere.solo",
    "kompagniskab": "deltagere.kompagniskab",
    "ansat": "deltagere.ansat",
    "klinikker": "deltagere.klinikker",
    "deltagerfil": "deltagere.fil",
    "facilitator": "roller.facilitator",
    "ordstyrer": "roller.ordstyrer",
    "referent": "roller.referent",
    "tidtager": "roller.tidtager",
    "afbud_senest": "afbud.senest",
    "afbud_til": "afbud.til",
    "spørgeskema": "links.spørgeskema",
    "evaluering": "links.evaluering",
}
"""The short headings, and the key of the meeting file that each is."""
FOLDER: Final = "mappe"
"""The heading of the cluster's own folder, where it is not to follow from its name."""

_MEANT: Final[Mapping[str, str]] = {
    "klyngenavn": "navn",
    "navn_på_klynge": "navn",
    "dag": "dato",
    "adresse": "sted",
    "lokale": "sted",
    "tidspunkt": "start",
    "klokken": "start",
    "kl": "start",
    "fra": "start",
    "til": "slut",
    "deltagere": "antal",
    "deltagerantal": "antal",
    "antal_deltagere": "antal",
    "deltagerliste": "deltagerfil",
    "sololæger": "solo",
    "solopraksis": "solo",
    "antal_solo": "solo",
    "kompagniskaber": "kompagniskab",
    "ansatte": "ansat",
    "antal_ansatte": "ansat",
    "antal_klinikker": "klinikker",
    "mødeleder": "facilitator",
    "tovholder": "facilitator",
    "frist": "afbud_senest",
    "afbudsfrist": "afbud_senest",
}
"""What people write above a column, and the heading that they mean; letters do not tell it."""
_MEANING: Final = " Mente du ”{}”?"
_MISNAMED: Final = _MEANING.format("navn")
_PARTS: Final = (
    "dage",
    "deltagere",
    "gæster",
    "roller",
    "links",
    "afbud",
    "pakker",
    "program",
    "ret",
)
"""The keys of the meeting file that hold others, so that no cell can be one."""

_NAME: Final = HEADINGS["navn"]
_PEOPLE: Final = "deltagere"
_DAYS: Final = "dage"
_DATES: Final = ("dage.dato", "afbud.senest")
_CLOCKS: Final = ("start", "slut")
_KIND: Final = Kind("Tabellen", "liste over klynger", (*HEADINGS, FOLDER, "id", "titel"))
_STEP: Final = re.compile(r"\[(\d{1,3})\]|([^.\[\]]+)")
_UNUSED: Final = re.compile(r"\(.*\)")


@value
class SeriesFile:
    """A series, as `serie.yaml` says it."""

    format: Annotated[str, choice("1")] = key("format", default="1", doc="Filens udgave: 1.")
    meeting: Line = key("møde", doc="Mappen med mødet, set fra denne fil.")
    clusters: Plain = key(
        "klynger", doc="En CSV- eller XLSX-fil, eller en liste med en klynge i hvert punkt."
    )


@dataclass(frozen=True)
class Cell:
    """One key of the meeting that a row overrides.

    Attributes:
        loc: Which, as a loc in the meeting file.
        value: What it shall be.
        heading: What stands above it, as it is written.
        line: Of the cell, from 1.
        column: Of the cell, from 1.
        above: Line and column of the heading.
    """

    loc: Loc
    value: Any
    heading: str
    line: int
    column: int
    above: tuple[int, int]

    @property
    def place(self) -> str:
        """The key as a person reads it: `dage[1].dato`."""
        return place_text(self.loc)


@dataclass(frozen=True)
class Row:
    """One cluster.

    Attributes:
        file: The table's name in messages.
        line: Where the row begins, from 1.
        cells: The keys that it overrides; an empty cell overrides none.
    """

    file: str
    line: int
    cells: tuple[Cell, ...]

    def said(self, place: str) -> str:
        """What the row says of a key, as `klynge.navn`; "" where it says nothing."""
        return next((str(c.value) for c in self.cells if c.place == place), "")

    @property
    def is_named(self) -> bool:
        """Whether it says what the cluster is called."""
        return bool(self.said(_NAME).strip())

    @property
    def speaks_of_people(self) -> bool:
        """Whether it says anything of who or how many come, and so all of it."""
        return any(cell.loc[0] == _PEOPLE for cell in self.cells)

    def concerns(self, place: str) -> bool:
        """Whether a problem at a place of the meeting is the row's."""
        return any(_near(cell.place, place) for cell in self.cells)

    def problem(self, place: str, sentence: str, *, of_key: bool = False) -> Problem:
        """A problem of the meeting that the row makes, at the cell that is to blame.

        Args:
            place: Where in the meeting, as `deltagere.antal`; "" for nowhere.
            sentence: What is wrong.
            of_key: True where the key itself is wrong, and so the heading.
        """
        cell = next((c for c in self.cells if _near(c.place, place)), None)
        if cell is None:
            return Problem(sentence, self.file, self.line, place=place)
        line, column = cell.above if of_key else (cell.line, cell.column)
        return Problem(sentence, self.file, line, column, cell.heading)


@dataclass(frozen=True)
class Series:
    """What a series is made of.

    Attributes:
        folder: Where the meeting lies.
        rows: The clusters, in the table's order.
        problems: What is wrong with the table itself; the rows say nothing of what it concerns.
    """

    folder: Path
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()


def read_series(path: Path) -> Series:
    """A series file, with the table that it names.

    Raises:
        InputError: Everything that is wrong with either.
        FileError: The disk or its permissions said no.
    """
    found = read(path, SeriesFile)
    meeting = path.parent / found.value.meeting
    folder = meeting.parent if meeting.name == MEETING_FILE else meeting
    clusters = found.value.clusters
    if isinstance(clusters, str):
        return table_series(folder, path.parent / clusters)
    wrong, rows = _listed(found)
    return _series(folder, rows, wrong, str(path))


def table_series(folder: Path, table: Path) -> Series:
    """The series of a meeting's folder and a table of clusters.

    Args:
        folder: The folder that holds `moede.yaml`.
        table: A CSV or XLSX file whose first row that is not blank holds the headings.

    Raises:
        InputError: The file is no table, or has no clusters or no names of them.
        FileError: The table may not be read.
    """
    rows = [r for r in table_rows(table, _KIND) if any(map(plain_cell, r.cells))]
    if not rows:
        raise InputError(
            Problem("Tabellen er tom. Skriv overskrifter og klynger i den.", str(table))
        )
    head, body = rows[0], rows[1:]
    headings = [plain_cell(cell) for cell in head.cells]
    wrong = [*_head_problems(headings, str(table), head.number)]
    # What stands below a heading that is wrong says nothing, and all other cells are judged.
    off = {problem.column for problem in wrong}
    used = ["" if at in off else heading for at, heading in enumerate(headings, start=1)]
    if _loc(_NAME) not in map(_loc, used):
        meant = next((p.column for p in wrong if _MISNAMED in p.sentence), 0)
        if not meant:
            raise InputError(*wrong, _nameless(str(table), head.number))
        used[meant - 1] = "navn"
    _bounded(len(body), str(table))
    return _series(folder, [_row(r, used, head, str(table)) for r in body], wrong, str(table))


def heading_place(heading: str) -> str:
    """The key that a heading stands for, as a person reads it: `dage[1].dato`."""
    return place_text(_loc(heading))


def overlaid(data: Mapping[str, Any], row: Row) -> dict[str, Any]:
    """The meeting's plain data with what a row says in place of it.

    How many come is one decision: a row that says anything of it says all of it.

    Args:
        data: What stands in the meeting file.
        row: The cluster.

    Raises:
        InputError: The row is about a day that the meeting does not have.
    """
    made: dict[str, Any] = deepcopy(dict(data))
    if row.speaks_of_people:
        made[_PEOPLE] = {}
    for cell in row.cells:
        if cell.place != FOLDER and not _put(made, cell.loc, cell.value):
            days = len(made[_DAYS]) if isinstance(made.get(_DAYS), list) else 0
            sentence = f"Mødet har {days} {'dag' if days == 1 else 'dage'}, så her kan intet stå."
            raise InputError(row.problem(cell.place, sentence, of_key=True))
    return made


# --- From a table ----------------------------------------------------------------------------


def _row(row: TableRow, headings: Sequence[str], head: TableRow, file: str) -> Row:
    cells = (
        Cell(
            _loc(heading),
            _as_in_file(_loc(heading), cell, text),
            heading,
            row.number,
            at,
            (head.number, at),
        )
        for at, (heading, cell) in enumerate(zip(headings, row.cells, strict=False), start=1)
        if heading and not _UNUSED.fullmatch(heading) and (text := _text(cell))
    )
    return Row(file, row.number, tuple(cells))


def _text(cell: object) -> str:
    """What a cell says, as a meeting file would: dates and clock times as they are written there."""
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return cell.isoformat()
    if isinstance(cell, time):
        return clock_text(60 * cell.hour + cell.minute)
    return written(cell)


def _as_in_file(loc: Loc, cell: object, said: Any) -> Any:  # noqa: ANN401 - plain data
    """What a cell says; where it is a date or a clock time, as a meeting file writes it.

    What is none stays as it is, for the meeting's reader to refuse. So does a broken number in
    place of a clock time: 16.3 may have been 16.30.
    """
    if place_text(loc[:1] + loc[-1:]) in _DATES and isinstance(said, str):
        day = None if day_wrong(said) else day_written(said)
        return day.isoformat() if day else said
    if loc[:1] != (_DAYS,) or loc[-1] not in _CLOCKS:
        return said
    if isinstance(cell, float) and not cell.is_integer():
        return cell
    minutes = clock_written(str(said))
    return said if minutes is None else clock_text(minutes)


def _head_problems(headings: Sequence[str], file: str, line: int) -> Iterator[Problem]:
    seen: dict[Loc, str] = {}
    for column, heading in enumerate(headings, start=1):
        if not heading or _UNUSED.fullmatch(heading):
            continue
        if sentence := _unknown(heading, _PARTS):
            yield Problem(sentence, file, line, column)
        elif (before := seen.setdefault(_loc(heading), heading)) is not heading:
            sentence = f"Kolonnerne ”{before}” og ”{heading}” siger det samme. Slet den ene."
            yield Problem(sentence, file, line, column)


def _nameless(file: str, line: int) -> Problem:
    return Problem(
        "Kolonnen ”navn” med klyngens navn mangler. Den første række skal være overskrifter, "
        "fx navn, kommune, dato, sted, antal.",
        file,
        line,
    )


def _unknown(heading: str, parts: Sequence[str] = ()) -> str:
    """What is wrong with a heading, or ""; below the first step the meeting's reader knows.

    Args:
        heading: As it is written.
        parts: Keys that hold others, and cannot stand alone here.
    """
    known = [str(f.metadata["alias"]) for f in fields(Meeting)]
    loc = _loc(heading)
    first = str(next(iter(loc), ""))
    if first in {*known, FOLDER} and not (len(loc) == 1 and first in parts):
        return ""
    return (
        f"Overskriften ”{heading}” kendes ikke.{_guess(heading, known)} Skal kolonnen ikke bruges, "
        "så sæt overskriften i parentes."
    )


def _guess(heading: str, known: Sequence[str]) -> str:
    """The heading that was probably meant, as a question; "" where nobody can say."""
    folded = _folded(heading)
    meant = _MEANT.get(folded)
    if meant is None:
        words = [*HEADINGS, FOLDER, *(name for name in known if name not in _PARTS)]
        shown = [word.replace("_", " ") if word in HEADINGS else word for word in words]
        return nearest(folded.replace("_", " "), shown)
    return _MEANING.format(meant.replace("_", " "))


# --- From a list in YAML -----------------------------------------------------------------------


def _listed(found: Read[SeriesFile]) -> tuple[list[Problem], list[Row]]:
    """What is wrong with the list, and its rows without that."""
    clusters = found.value.clusters
    if not isinstance(clusters, list):
        sentence = (
            "Her skal stå en fil eller en liste, hvor hvert punkt begynder med en bindestreg."
        )
        raise InputError(found.problem(("klynger",), sentence))
    _bounded(len(clusters), found.shown_as)
    rows = []
    for at, cluster in enumerate(clusters):
        line, _ = found.tree.place(("klynger", at))
        if isinstance(cluster, dict):
            known = {name: what for name, what in cluster.items() if not _unknown(name)}
            rows.append(Row(found.shown_as, line, tuple(_cells(found, ("klynger", at), known))))
    return list(dict.fromkeys(_list_problems(found, clusters))), rows


def _list_problems(found: Read[SeriesFile], clusters: list[Any]) -> Iterator[Problem]:
    for at, cluster in enumerate(clusters):
        if not isinstance(cluster, dict):
            yield found.problem(
                ("klynger", at), "Her skal stå nøgler og værdier, fx navn: Klynge Nord."
            )
            continue
        for heading in cluster:
            if sentence := _unknown(heading):
                yield found.problem(("klynger", at, heading, KEY), sentence)


def _cells(
    found: Read[SeriesFile], at: Loc, said: Mapping[str, Any], under: str = ""
) -> Iterator[Cell]:
    """The keys of one cluster; a mapping in it stands for the keys below."""
    for name, what in said.items():
        heading = f"{under}.{name}" if under else name
        if isinstance(what, dict):
            yield from _cells(found, (*at, name), what, heading)
        elif what is not None and what != "":
            line, column = found.tree.place((*at, name))
            above = found.tree.place((*at, name), key=True)
            yield Cell(
                _loc(heading), _as_in_file(_loc(heading), what, what), heading, line, column, above
            )


# --- What both have --------------------------------------------------------------------------


def _bounded(number: int, file: str) -> None:
    if not number:
        raise InputError(Problem("Der er ingen klynger i tabellen.", file))
    if number > MOST_ROWS:
        sentence = f"Tabellen har {number} klynger; der er plads til {MOST_ROWS}. Del den i flere."
        raise InputError(Problem(sentence, file))


def _series(folder: Path, rows: Sequence[Row], wrong: Sequence[Problem], file: str) -> Series:
    """The series of the rows that have a name of their cluster; the others are told."""
    sentence = "Klyngens navn mangler. Skriv det under ”navn”, eller slet rækken."
    named = tuple(row for row in rows if row.is_named)
    nameless = (Problem(sentence, file, row.line) for row in rows if not row.is_named)
    return Series(folder, named, (*wrong, *nameless))


def _folded(heading: str) -> str:
    return "_".join(heading.lower().split())


def _loc(heading: str) -> Loc:
    """The key that a heading means; `dage.dato` is the first day's."""
    whole = _folded(heading)
    address = HEADINGS.get(whole, whole if _is_ours(whole) else " ".join(heading.split()))
    loc: Loc = tuple(int(n) - 1 if n else name for n, name in _STEP.findall(address))
    is_first_day = loc[:1] == (_DAYS,) and len(loc) > 1 and not isinstance(loc[1], int)
    return (_DAYS, 0, *loc[1:]) if is_first_day else loc


def _is_ours(folded: str) -> bool:
    """Whether a heading in small letters is a key; what packs call theirs keeps its capitals."""
    return "." not in folded or folded.split(".", maxsplit=1)[0] not in {"pakker", "ret"}


def _put(data: Any, loc: Loc, new: Any) -> bool:  # noqa: ANN401 - plain data
    """Put something at a loc, and make the mappings on the way; False where a list is too short."""
    *way, last = loc
    for at, step in enumerate(way):
        inner: Any = [] if isinstance(loc[at + 1], int) else {}
        if isinstance(step, int):
            if not isinstance(data, list) or not 0 <= step < len(data):
                return False
        elif not isinstance(data.get(step), type(inner)):
            data[step] = inner
        data = data[step]
    if isinstance(last, int) and (not isinstance(data, list) or not 0 <= last < len(data)):
        return False
    data[last] = new
    return True


def _near(cell: str, place: str) -> bool:
    """Whether a problem at a place is one of a cell's: at it, in it, or around it."""
    if not place:
        return False
    inside = place.startswith((f"{cell}.", f"{cell}["))
    return cell == place or inside or cell.startswith((f"{place}.", f"{place}["))
