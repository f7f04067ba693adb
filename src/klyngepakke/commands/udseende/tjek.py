"""`klyngepakke udseende tjek`: can a theme be read on paper, and does it keep every sheet?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from klyngepakke.commands.shared import (
    LOOK_FIRST,
    Parsers,
    Subparsers,
    complain,
    folder_of,
    say_json,
    with_folder,
    with_packs,
)
from klyngepakke.errors import InputError, LimitError

if TYPE_CHECKING:
    from klyngepakke.errors import Problem
    from klyngepakke.lint.themes import ThemeReport

_NAME: Final = "udseende tjek"


def add(family: Subparsers) -> Parsers:
    """Add the command to its family."""
    parser = family.add_parser("tjek", help="se, om et udseende er i orden på papir: fejl, så råd")
    with_folder(parser, "udseendets mappe, hvor udseende.yaml ligger")
    parser.add_argument("--pakke", metavar="ID", help="den pakke, arkene prøves med")
    parser.add_argument(
        "--uden-papir",
        dest="paper",
        action="store_false",
        help="sæt ikke arkene op; hurtigere, men siderne bliver ikke målt",
    )
    parser.add_argument("--json", action="store_true", help="alt som JSON til andre programmer")
    with_packs(parser)
    parser.set_defaults(run=run)
    yield _NAME, parser


def run(found: argparse.Namespace) -> int:
    """Every fault and every piece of advice, at once."""
    from klyngepakke.lint.themes import examine_theme  # noqa: PLC0415 - jinja2 and more
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack

    folder = folder_of(found, _NAME, "mit-udseende")
    if found.paper and not found.json:
        print("Alle ark sættes op, med udseendet og uden. Det tager lidt tid.")
    report = examine_theme(folder, catalogue(found.packs), pack=found.pakke, paper=found.paper)
    if found.json:
        say_json(_as_json(folder, report))
    else:
        _say(folder, report)
    return _code(report)


def _code(report: ThemeReport) -> int:
    if report.errors:
        return LimitError.exit_code if report.too_large else InputError.exit_code
    return LOOK_FIRST if report.advice else 0


def _say(folder: Path, report: ThemeReport) -> None:
    for problem in report.errors:
        complain(str(problem))
    for advice in report.advice:
        complain(f"{advice.problem} [{advice.rule}]")
    print(_summary(folder, report))


def _summary(folder: Path, report: ThemeReport) -> str:
    if report.theme is None:
        return f"{folder}: udseendet kan ikke læses, {len(report.errors)} fejl."
    title = report.theme.title
    if report.errors:
        return (
            f"Udseendet ”{title}” har {len(report.errors)} fejl og {len(report.advice)} råd. Ret "
            "fejlene først."
        )
    if report.advice:
        return f"Udseendet ”{title}” kan bruges. Der er {len(report.advice)} råd."
    seen = f" på alle {report.sheets} ark" if report.sheets else ""
    return f"Udseendet ”{title}” er i orden{seen}."


def _as_json(folder: Path, report: ThemeReport) -> dict[str, object]:
    theme = report.theme
    return {
        "udfald": _code(report),
        "mappe": str(folder),
        "udseende": theme and {"id": theme.id, "titel": theme.title, "udgave": theme.edition},
        "fejl": [_place(problem) for problem in report.errors],
        "råd": [{"regel": a.rule, **_place(a.problem)} for a in report.advice],
    }


def _place(problem: Problem) -> dict[str, object]:
    return {
        "fil": problem.file,
        "linje": problem.line,
        "kolonne": problem.column,
        "sted": problem.place,
        "sætning": problem.sentence,
    }
