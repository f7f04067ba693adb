"""`klyngepakke pakke tjek`: is a pack's folder in order, and what is worth mending?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from klyngepakke.commands.shared import (
    LOOK_FIRST,
    Parsers,
    Subparsers,
    complain,
    folder_of,
    say_json,
)
from klyngepakke.errors import InputError, LimitError, Problem, UsageError

if TYPE_CHECKING:
    from klyngepakke.lint import Advice, Report

_SHOWN: Final = 20
_NAME: Final = "pakke tjek"


@dataclass(frozen=True)
class _Asked:
    """How a check is wanted.

    Attributes:
        before: Where the earlier edition lies, or None.
        day: The date to judge review dates against; None for today.
        paper: Whether the sheets are laid out.
    """

    before: Path | None = None
    day: date | None = None
    paper: bool = True


def add(family: Subparsers) -> Parsers:
    """Add the command to its family."""
    parser = family.add_parser("tjek", help="se, om en pakkes mappe er i orden: fejl, så råd")
    parser.add_argument(
        "folders", metavar="MAPPE", nargs="*", type=Path, help="pakkens mappe; gerne flere"
    )
    parser.add_argument(
        "--foer",
        dest="before",
        metavar="MAPPE",
        type=Path,
        help="den forrige udgave, en mappe eller en zip; ellers den, der er installeret",
    )
    parser.add_argument(
        "--dato", dest="day", metavar="DATO", help="se efter, som var det den dag, fx 2027-03-04"
    )
    parser.add_argument(
        "--uden-papir",
        dest="paper",
        action="store_false",
        help="sæt ikke arkene op; hurtigere, men siderne bliver ikke målt",
    )
    parser.add_argument("--json", action="store_true", help="alt som JSON til andre programmer")
    parser.set_defaults(run=run)
    yield _NAME, parser


def run(found: argparse.Namespace) -> int:
    """Check the folders that were named."""
    named = found.folders or [None]
    folders = [folder_of(argparse.Namespace(folder=one), _NAME) for one in named]
    folders = list(dict.fromkeys(folders))
    if found.before and len(folders) > 1:
        raise UsageError("Skriv kun én mappe, når --foer er med.")
    asked = _Asked(found.before, _day(found.day), found.paper)
    reports = [_examined(folder, asked) for folder in folders]
    if found.json:
        say_json(_as_json(folders, reports))
    else:
        for folder, report in zip(folders, reports, strict=True):
            _say(folder, report)
    return _code(reports)


def check(folder: Path) -> int:
    """Check a pack's folder: errors, then advice; the exit code that follows."""
    report = _examined(folder, _Asked())
    _say(folder, report)
    return _code([report])


def _day(text: str | None) -> date | None:
    from klyngepakke.content.times import DAY_FORMS, day_from  # noqa: PLC0415 - as all of content

    day = day_from(text) if text else None
    if text and day is None:
        raise UsageError(f"”{text}” er ikke en dato. Skriv den som {DAY_FORMS}.")
    return day


def _examined(folder: Path, asked: _Asked) -> Report:
    from klyngepakke.lint import edition_in, examine  # noqa: PLC0415 - pydantic and more
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack

    before = edition_in(asked.before) if asked.before else None
    packs = catalogue()
    if asked.paper and sys.stderr.isatty():
        complain("Lægger arkene op …")  # it takes a while, and an empty screen says nothing
    return examine(folder, packs, today=asked.day, before=before, paper=asked.paper)


def _code(reports: Iterable[Report]) -> int:
    """The worst of the outcomes: errors, a sheet past its limit, advice, nothing."""
    every = tuple(reports)
    if any(r.too_large for r in every):
        return LimitError.exit_code
    if any(r.errors for r in every):
        return InputError.exit_code
    return LOOK_FIRST if any(r.advice for r in every) else 0


# --- For people ------------------------------------------------------------------------------


def _say(folder: Path, report: Report) -> None:
    for problem in report.errors[:_SHOWN]:
        complain(str(problem))
    _more(len(report.errors), "fejl")
    for rule, group in groupby(report.advice[:_SHOWN], key=lambda a: a.rule):
        complain(f"\n{_title(rule)}")
        for one in group:
            complain(f"{one.problem} [{one.rule}]")
    _more(len(report.advice), "råd")
    for note in report.notes:
        complain(f"\n{note}")
    print(_summary(folder, report))


def _more(count: int, what: str) -> None:
    if count > _SHOWN:
        complain(f"Der er {count - _SHOWN} {what} mere. Se dem alle med --json.")


def _title(rule: str) -> str:
    from klyngepakke.lint import RULES  # noqa: PLC0415 - pydantic and more

    return {r.id: r.title for r in RULES}.get(rule, "En undtagelse, der ikke virker")


def _summary(folder: Path, report: Report) -> str:
    if report.pack is None:
        return f"{folder}: pakken kan ikke læses, {_count(report.errors, 'fejl', 'fejl')}."
    pack = report.pack.pack
    advice = _count(report.advice, "råd", "råd")
    if report.errors:
        errors = _count(report.errors, "fejl", "fejl")
        return f"Pakken ”{pack.title}” har {errors} og {advice}. Ret fejlene først."
    if report.advice:
        return f"Pakken ”{pack.title}” kan bruges. Der er {advice}."
    blocks = _count(pack.blocks, "blok", "blokke")
    silenced = _count(report.silenced, "råd er undtaget", "råd er undtaget")
    argued = f" {silenced} med en grund." if report.silenced else ""
    return f"Pakken ”{pack.title}” er i orden: {blocks}, udgave {pack.edition}.{argued}"


def _count(things: Sequence[object], one: str, several: str) -> str:
    return f"{len(things)} {one if len(things) == 1 else several}"


# --- For programs ----------------------------------------------------------------------------


def _as_json(folders: Iterable[Path], reports: Sequence[Report]) -> dict[str, Any]:
    told = zip(folders, reports, strict=True)
    return {"udfald": _code(reports), "pakker": [_report(folder, one) for folder, one in told]}


def _report(folder: Path, report: Report) -> dict[str, Any]:
    pack = report.pack.pack if report.pack else None
    return {
        "mappe": str(folder),
        "pakke": pack and {"id": pack.id, "titel": pack.title, "udgave": pack.edition},
        "fejl": [_problem(p) for p in report.errors],
        "råd": [_advice(a) for a in report.advice],
        "undtaget": [{**_advice(a), "fordi": a.reason} for a in report.silenced],
        "noter": list(report.notes),
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "fil": problem.file,
        "linje": problem.line,
        "kolonne": problem.column,
        "sted": problem.place,
        "sætning": problem.sentence,
    }


def _advice(advice: Advice) -> dict[str, Any]:
    return {"regel": advice.rule, **_problem(advice.problem)}
