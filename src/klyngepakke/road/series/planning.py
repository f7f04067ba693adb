"""Planning a series: every row judged before anything is built; what is wrong is told at its cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import klyngepakke
from klyngepakke.content.meeting import Meeting
from klyngepakke.content.meeting_file import located, meeting_text, read_meeting
from klyngepakke.content.model import KEY, Loc, parse, place_text
from klyngepakke.content.point import ASCII_LETTERS
from klyngepakke.content.reading import Read, told
from klyngepakke.content.series_file import FOLDER, Row, Series, heading_place, overlaid
from klyngepakke.errors import InputError, Problem
from klyngepakke.plugins import Catalogue
from klyngepakke.road import decided
from klyngepakke.road.series.order import AWAY, ZIPS, Order

_LONGEST: Final = 60
_NOT_PLAIN: Final = re.compile("[^a-z0-9]+")
_RESERVED: Final = re.compile("con|prn|aux|nul|com[0-9]|lpt[0-9]")
_NAME: Final = "klynge.navn"
_FILES: Final = ("deltagere.fil", "klynge.logo")


def planned(
    series: Series,
    catalogue: Catalogue,
    target: Path,
    *,
    packs: Sequence[Path] = (),
    html: bool = False,
) -> tuple[Order, ...]:
    """The kits of a series; nothing is written.

    Args:
        series: The meeting's folder, and the clusters.
        catalogue: The packs and themes there are.
        target: The folder that shall hold a folder for each cluster.
        packs: The folders with further packs that `catalogue` was made of.
        html: Sheets as HTML.

    Raises:
        InputError: Everything that is wrong with the meeting and with every row.
        FileError: A file may not be read.
    """
    base = read_meeting(series.folder)
    orders: list[Order] = []
    problems: list[Problem] = [
        *series.problems,
        *_twins(series.rows),
        *_one_list_for_many(base, series.rows),
    ]
    for number, row in enumerate(series.rows, start=1):
        try:
            meeting = _meeting(base, row)
            _judged(base, row, meeting, catalogue)
        except InputError as error:
            problems += error.problems
        else:
            orders.append(_order(number, row, meeting, base, (target, tuple(packs), html)))
    if problems:
        raise InputError(*told(tuple(dict.fromkeys(problems))))
    return tuple(orders)


def passed(orders: Sequence[Order], today: date) -> tuple[Order, ...]:
    """The kits of meetings that are over; a series may be built again, or a year be wrong."""
    return tuple(order for order in orders if order.date and order.date < today.isoformat())


def alike(series: Series) -> tuple[str, ...]:
    """The headings of what several clusters have from the meeting, and may be meant for one.

    Raises:
        InputError: The meeting's file is wrong.
        FileError: It may not be read.
    """
    meeting = read_meeting(series.folder).value
    said = {
        "dato": meeting.days[0].date,
        "sted": meeting.days[0].place,
        "facilitator": meeting.roles.facilitator,
        "ordstyrer": meeting.roles.chair,
        "referent": meeting.roles.minutes,
        "tidtager": meeting.roles.timekeeper,
        "afbud senest": meeting.cancelling.latest,
        "spørgeskema": meeting.links.survey,
        "evaluering": meeting.links.evaluation,
        "næste møde": meeting.next_meeting,
    }
    places = {heading: heading_place(heading) for heading, what in said.items() if what}
    heirs = {h: sum(not row.said(place) for row in series.rows) for h, place in places.items()}
    return tuple(heading for heading, number in heirs.items() if number > 1)


def folder_name(cluster: str) -> str:
    """The name of a cluster's folder: small letters and hyphens, and one that Windows takes."""
    plain = unicodedata.normalize("NFKD", cluster.lower().translate(ASCII_LETTERS))
    name = _NOT_PLAIN.sub("-", plain.encode("ascii", "ignore").decode())
    name = name.strip("-")[:_LONGEST].strip("-")
    return f"klynge-{name}".strip("-") if not name or _is_taken(name) else name


def _is_taken(name: str) -> bool:
    return name in {ZIPS, AWAY} or bool(_RESERVED.fullmatch(name))


def _folder(row: Row) -> str:
    return row.said(FOLDER).strip() or folder_name(row.said(_NAME))


def _order(
    number: int,
    row: Row,
    meeting: Meeting,
    base: Read[Meeting],
    how: tuple[Path, tuple[Path, ...], bool],
) -> Order:
    target, packs, html = how
    return Order(
        number=number,
        cluster=meeting.cluster.name,
        folder=_folder(row),
        date=str(meeting.days[0].date or ""),
        text=meeting_text(meeting),
        source=base.path.parent.absolute(),
        people=meeting.participants.file or "",
        logo=meeting.cluster.logo or "",
        target=target.absolute(),
        packs=tuple(p.absolute() for p in packs),
        html=html,
        program=klyngepakke.__version__,
    )


# --- One row -----------------------------------------------------------------------------------


def _meeting(base: Read[Meeting], row: Row) -> Meeting:
    """The meeting of a row; every cluster's has an id of its own, or forms could not be told apart."""

    def problem(loc: Loc, sentence: str) -> Problem:
        return row.problem(place_text(loc), sentence, of_key=loc[-1:] == (KEY,))

    data: dict[str, Any] = overlaid(base.tree.data, row)
    data.setdefault("serie", base.value.id)
    if not row.said("id"):
        data["id"] = f"{base.value.id}-{_folder(row)}"
    return parse(Meeting, data, problem=problem)


def _judged(base: Read[Meeting], row: Row, meeting: Meeting, catalogue: Catalogue) -> None:
    """See that a meeting can be built, as far as can be seen without laying it out.

    Raises:
        InputError: With everything that is wrong, at the row's cells where it is theirs.
    """
    absent = [*_absent(base.path.parent, row, meeting)]
    if absent:
        raise InputError(*absent)
    try:
        decided(Read(meeting, base.path, base.shown_as, base.tree), catalogue)
    except InputError as error:
        raise InputError(*(_placed(base, row, p) for p in error.problems)) from error


def _absent(folder: Path, row: Row, meeting: Meeting) -> Iterator[Problem]:
    """The files that a row names and that do not lie in the meeting's folder."""
    names = (meeting.participants.file, meeting.cluster.logo)
    for place, name in zip(_FILES, names, strict=True):
        if name and row.said(place) and not (folder / name).is_file():
            yield row.problem(place, f"Filen ”{name}” findes ikke i mødets mappe. Læg den der.")


def _placed(base: Read[Meeting], row: Row, problem: Problem) -> Problem:
    """A problem at the cell that makes it, else where the meeting file does."""
    if problem.file:
        return problem
    if row.concerns(problem.place) or not problem.place:
        return row.problem(problem.place, problem.sentence)
    return located(base, InputError(problem)).problems[0]


# --- All rows ----------------------------------------------------------------------------------


def _twins(rows: Sequence[Row]) -> Iterator[Problem]:
    """Folders that cannot be, and folders and ids that two clusters would share."""
    folders: dict[str, Row] = {}
    ids: dict[str, Row] = {}
    for row in rows:
        if sentence := _wrong_folder(row.said(FOLDER).strip()):
            yield row.problem(FOLDER, sentence)
        yield from _twin(folders, _folder(row), row, FOLDER)
        if own := row.said("id"):
            yield from _twin(ids, own, row, "id")


def _one_list_for_many(base: Read[Meeting], rows: Sequence[Row]) -> Iterator[Problem]:
    """One list of people can be one cluster's; the others would get its names in their kits."""
    name = base.value.participants.file
    heirs = [row for row in rows if not row.speaks_of_people]
    if name and len(heirs) > 1:
        yield base.problem(
            ("deltagere", "fil"),
            f"Listen ”{name}” ville komme med navne i mapperne til {len(heirs)} klynger. Giv hver "
            "klynge sin egen liste i kolonnen ”deltagerfil” eller tal i kolonnen ”antal”, eller "
            "skriv ”antal” her i stedet for ”fil”.",
        )


def _twin(seen: dict[str, Row], name: str, row: Row, place: str) -> Iterator[Problem]:
    before = seen.setdefault(name.casefold(), row)
    if before is row:
        return
    if place == "id":
        sentence = f"Id’et ”{name}” står også i række {before.line}. Et møde skal have sit eget."
    else:
        sentence = (
            f"Klyngen får samme mappe, ”{name}”, som den i række {before.line}. Er det den samme "
            "klynge, så slet den ene; ellers skriv navnene, så de kan kendes fra hinanden."
        )
    yield row.problem(place if row.said(place) else _NAME, sentence)


def _wrong_folder(name: str) -> str:
    """What is wrong with a folder that a person chose; "" where it can be."""
    if not name or (name == folder_name(name) and not _is_taken(name)):
        return ""
    return (
        f"”{name}” kan ikke være en mappe i serien. Brug små bogstaver a-z, tal og bindestreg, "
        f"fx ”{folder_name(name)}”."
    )
