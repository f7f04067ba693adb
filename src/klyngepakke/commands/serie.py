"""`klyngepakke serie`: the same meeting for many clusters, a folder and a zip for each."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from klyngepakke.commands.series_closing import (
    Outcome,
    kits,
    named,
    say_now,
    shown,
    some,
    tell,
    tell_left,
)
from klyngepakke.commands.shared import (
    LOOK_FIRST,
    Parsers,
    Subparsers,
    complain,
    say,
    share_out,
    with_packs,
    with_processes,
)
from klyngepakke.errors import InputError, UsageError

if TYPE_CHECKING:
    from klyngepakke.content.series_file import Series
    from klyngepakke.road.series import Made, Order
    from klyngepakke.road.series.common import Reader

_TARGET: Final = "klynger"
_TABLES: Final = (".csv", ".xlsx")
_BATCH: Final = 8
"""Kits that one machine makes together, and shares what it can between; the last wait for few."""
_EXAMPLE: Final = "Skriv fx ”klyngepakke serie serie.yaml” eller ”klyngepakke serie mit-moede --klynger klynger.csv”."
_MEASURED: Final = 3
_EDITION: Final = "Skriv pakken og udgaven, fx ”{} trivsel=2027.1”."


def add(commands: Subparsers) -> Parsers:
    """Add the command to the line."""
    parser = commands.add_parser("serie", help="lav samme møde til mange klynger på én gang")
    parser.add_argument(
        "path",
        metavar="SERIE",
        nargs="?",
        type=Path,
        help="serie.yaml, eller mødets mappe med --klynger; en mappe at lede i med --udgave",
    )
    parser.add_argument(
        "--klynger",
        dest="table",
        metavar="FIL",
        type=Path,
        help="klyngerne som CSV eller XLSX, én i hver række",
    )
    parser.add_argument(
        "--til",
        dest="to",
        metavar="MAPPE",
        type=Path,
        help="hvor klyngernes mapper skrives; ellers i mappen ”klynger” ved siden af serien",
    )
    parser.add_argument(
        "--html",
        action="store_true",
        help="lav HTML-filer, der kan udskrives fra en browser, når PDF ikke kan laves her",
    )
    parser.add_argument(
        "--forfra",
        dest="anew",
        action="store_true",
        help="byg også det om, der er færdigt og uændret",
    )
    parser.add_argument(
        "--dask",
        metavar="ADRESSE",
        help="lad en dask-scheduler fordele arbejdet, fx tcp://10.0.0.5:8786",
    )
    parser.add_argument(
        "--udgave",
        dest="edition",
        metavar="PAKKE=UDGAVE",
        help="byg intet; sig, hvilke klynger der har den udgave af pakken",
    )
    parser.add_argument(
        "--aeldre-end",
        dest="before",
        metavar="PAKKE=UDGAVE",
        help="det samme, for alle udgaver, der er ældre",
    )
    with_packs(parser)
    with_processes(parser)
    parser.set_defaults(run=run)
    yield "serie", parser


def run(found: argparse.Namespace) -> int:
    """Build a series, or say who has an edition."""
    if found.path is None:
        raise UsageError(f"Skriv også, hvor serien er. {_EXAMPLE}")
    found.path = _tidied(found.path)
    if found.edition is not None or found.before is not None:
        return _tell_holders(found)
    from klyngepakke.printing.engine import require  # noqa: PLC0415 - not needed for help

    if not found.html and found.dask is None:
        require()
    share_out(found)
    series, beside = _series(found)
    target = _tidied(found.to or beside / _TARGET)
    say_now(f"Serien har {kits(len(series.rows))}. Nu ses der efter, om noget er galt.")
    orders, over, notes = _planned(found, series, target)
    begun = time.monotonic()
    outcome = replace(_built(found, orders, target), notes=notes, doubts=over)
    return tell(found, outcome, target, time.monotonic() - begun)


# --- What is asked for -------------------------------------------------------------------------


def _series(found: argparse.Namespace) -> tuple[Series, Path]:
    """The series, and the folder that it lies in."""
    from klyngepakke.content.meeting_file import MEETING_FILE  # noqa: PLC0415 - pydantic
    from klyngepakke.content.series_file import (  # noqa: PLC0415 - pydantic
        SERIES_FILE,
        read_series,
        table_series,
    )

    path: Path = found.path
    if found.table is None and path.suffix.lower() in _TABLES:
        raise UsageError(f"{path} er en tabel, så skriv også mødets mappe. {_EXAMPLE}")
    if found.table is not None:
        folder = path.parent if path.name == MEETING_FILE else path
        table = _tidied(found.table)
        return table_series(folder, table), table.parent
    if path.is_dir() and not (path / SERIES_FILE).exists():
        raise UsageError(f"I {shown(path)} er der ingen {SERIES_FILE}. {_EXAMPLE}")
    _check_there(path)
    file = path / SERIES_FILE if path.is_dir() else path
    return read_series(file), file.parent


def _check_there(path: Path) -> None:
    """See that a series is where it is said to be.

    Raises:
        InputError: It is not; what is called nearly the same is named.
    """
    from klyngepakke.content.model import nearest  # noqa: PLC0415 - read by now

    if path.exists():
        return
    with suppress(OSError):
        beside = sorted(one.name for one in path.parent.iterdir())
        hint = nearest(path.name, beside) or f" {_EXAMPLE}"
        raise InputError(f"{shown(path)} findes ikke.{hint}")


def _planned(
    found: argparse.Namespace, series: Series, target: Path
) -> tuple[tuple[Order, ...], tuple[str, ...], tuple[str, ...]]:
    """The kits that are wanted, what is in doubt, and what to know; nothing is written."""
    from klyngepakke.files import check_writable  # noqa: PLC0415 - beside the others
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack
    from klyngepakke.road.series import planned  # noqa: PLC0415 - pydantic, jinja2 and more
    from klyngepakke.road.series.order import ZIPS  # noqa: PLC0415 - as above
    from klyngepakke.road.series.planning import alike, passed  # noqa: PLC0415 - as above

    known = catalogue(found.packs)
    orders = planned(series, known, target, packs=found.packs, html=found.html)
    for folder in (target, target / ZIPS):
        check_writable(folder)  # told now, and not of each kit
    over = passed(orders, datetime.now().astimezone().date())
    doubts = tuple(_passed(over))
    for doubt in doubts:
        complain(doubt)  # before the hour that it takes, and again after it
    return orders, doubts, tuple(_alike(alike(series)))


def _passed(orders: Sequence[Order]) -> Iterator[str]:
    from klyngepakke.content.times import date_text  # noqa: PLC0415 - read by now

    if orders:
        days = [f"{o.cluster} ({date_text(date.fromisoformat(o.date))})" for o in orders]
        yield f"Mødets dag er passeret hos {named(days)}. Se efter, om årstallet er rigtigt."


def _alike(headings: Sequence[str]) -> Iterator[str]:
    if headings:
        *most, last = headings
        both = f"{', '.join(most)} og {last}" if most else last
        yield (
            f"Klyngerne får det samme fra mødets fil: {both}. Er noget af det kun til én klynge, "
            "så giv det en kolonne i tabellen."
        )


def _tidied(path: Path) -> Path:
    """A path without detours as `a/../b`, where that is the same place."""
    tidy = Path(os.path.normpath(path))
    return tidy if tidy.resolve() == path.resolve() else path


# --- Building ----------------------------------------------------------------------------------


def _built(found: argparse.Namespace, orders: Sequence[Order], target: Path) -> Outcome:
    """Build, a line for each kit; whatever happens, the overview tells how far it came."""
    from klyngepakke.files import locked, make_folder  # noqa: PLC0415 - beside the others
    from klyngepakke.road.series.common import common  # noqa: PLC0415
    from klyngepakke.road.series.making import bring_back  # noqa: PLC0415 - as above
    from klyngepakke.road.series.order import READY, ZIPS  # noqa: PLC0415 - pydantic and more
    from klyngepakke.road.series.overview import (  # noqa: PLC0415 - as above
        strays,
        whole,
        write_overview,
    )

    make_folder(target / ZIPS)
    made: list[Made] = []
    read = cache(common)
    with locked(target):
        bring_back(orders, read)
        # Written now as well: an overview that stands open in Excel is told before the work.
        before = whole(orders, (), read)
        write_overview(target, (*before, *strays(target, before)))
        ready = 0 if found.anew else sum(one.state == READY for one in before)
        say_now(_plan(len(orders), ready, target), target)
        pace = _Pace(len(orders) - ready, told=found.dask is None)
        try:
            for one in _running(found, orders, target, read):
                made.append(one)
                pace = pace.after(one, time.monotonic())
                say_now(f"{len(made)} af {len(orders)}: {_line(one)}{pace.ahead()}")
        finally:
            outcome = _recorded(target, whole(orders, made, read))
            if len(made) < len(orders):
                with suppress(OSError):  # the terminal may be what has gone
                    tell_left(outcome.left, target)
                    done = f"{len(made)} af {len(orders)} er færdige"
                    say_now(f"{done}. Skriv det samme igen, så bygges resten.")
    return outcome


def _recorded(target: Path, every: tuple[Made, ...]) -> Outcome:
    """Let the overview and the folder of zips be as it stands now."""
    from klyngepakke.road.series.leftover import put_away  # noqa: PLC0415 - as above
    from klyngepakke.road.series.overview import strays, write_overview  # noqa: PLC0415

    gone = strays(target, every)
    try:
        write_overview(target, (*every, *gone))  # first: it tells what came of the work
    finally:
        left = put_away(target, every)
    return Outcome(every, gone, left)


def _plan(number: int, ready: int, target: Path) -> str:
    """What is about to happen."""
    if ready == number:
        what = "Alle ser ud til at være bygget i forvejen"
    elif ready:
        what = f"{kits(number - ready)} skal bygges; resten er bygget i forvejen"
    else:
        what = "Nu bygges de" if number > 1 else "Nu bygges den"
    first = " Den første tager længst." if number > 1 and not ready else ""
    return f"Intet er galt. {what}, og mapperne ligger i {shown(target)}.{first}"


@dataclass(frozen=True)
class _Pace:
    """How fast kits are built, and so how long the rest may take.

    Attributes:
        wanted: How many are to be built.
        told: False where several are built at a time, and nobody can say.
        ends: When each was finished, in seconds.
    """

    wanted: int
    told: bool = True
    ends: tuple[float, ...] = ()

    def after(self, made: Made, now: float) -> _Pace:
        """The pace when one more is done; what was ready before took no time."""
        return replace(self, ends=(*self.ends, now)) if made.is_new else self

    def ahead(self) -> str:
        """What is left, as ` (ca. 12 min. tilbage)`; "" for little, and until two followed the first.

        The first is no measure: it makes what the others share.
        """
        if not self.told or len(self.ends) < _MEASURED:
            return ""
        each = (self.ends[-1] - self.ends[0]) / (len(self.ends) - 1)
        minutes = round(each * (self.wanted - len(self.ends)) / 60)
        return f" (ca. {minutes} min. tilbage)" if minutes else ""


def _running(
    found: argparse.Namespace, orders: Sequence[Order], target: Path, read: Reader
) -> Iterator[Made]:
    """Every kit as it is finished: in this process, or on the machines of a scheduler."""
    from klyngepakke.road.series import InTurn, make_all, make_apart, run  # noqa: PLC0415
    from klyngepakke.road.series.scheduler import dask  # noqa: PLC0415
    from klyngepakke.road.series.sharing import sharing, tidy  # noqa: PLC0415

    tidy(target)
    with ExitStack() as until:
        if found.dask is None:
            makers = until.enter_context(sharing(target, html=found.html, meanwhile=found.anew))
            make = partial(make_all, makers=makers, read=read, anew=found.anew)
            yield from run(orders, InTurn(), make=make)
        else:
            executor, waiting = until.enter_context(dask(found.dask))
            make = partial(make_apart, anew=found.anew)
            yield from run(orders, executor, make=make, batch=_BATCH, waiting=waiting)


def _line(made: Made) -> str:
    """What is said of a kit when it is finished."""
    from klyngepakke.road.series.order import SKIPPED  # noqa: PLC0415 - read by now

    if made.state == SKIPPED:
        return f"{made.cluster} er sprunget over; mødets fil er rettet i hånden"
    if made.problems:
        return f"{made.cluster} kunne ikke bygges"
    if not made.is_new:
        return f"{made.cluster}, uændret"
    return f"{made.cluster}, " + (some(made.pages, "side", "sider") if made.pages else "HTML")


# --- Who has an edition ------------------------------------------------------------------------


def _tell_holders(found: argparse.Namespace) -> int:
    """List the clusters that have an edition, the earliest meeting first."""
    from klyngepakke.road.series.holders import editions, holders  # noqa: PLC0415 - as above

    if found.edition is not None and found.before is not None:
        raise UsageError("Skriv enten --udgave eller --aeldre-end, ikke begge.")
    if not found.path.is_dir():
        raise UsageError(
            f"{shown(found.path)} er ikke en mappe. Skriv den mappe, der skal ledes i."
        )
    pack, edition = _pack_and_edition(found)
    if found.before is None:
        there, what = holders(found.path, pack, edition), f"{pack} {edition}"
    else:
        there, what = holders(found.path, pack, before=edition), f"{pack} ældre end {edition}"
    if not there:
        return _tell_none(found.path, pack, what, editions(found.path))
    say(f"{some(len(there), 'mødemappe', 'mødemapper')} i {shown(found.path)} har {what}:")
    for one in there:
        day = one.date or "uden dato"
        say(f"  {day:<10}  {one.cluster}, udgave {one.edition}: {shown(found.path / one.folder)}")
    return 0


def _tell_none(path: Path, pack: str, what: str, there: Sequence[tuple[str, str]]) -> int:
    """Say that nobody has it, and what they have; a name that nobody knows may be misspelt."""
    if not there:
        say_now(f"I mappen {shown(path)} er der ingen mødemapper.", path)
        return LOOK_FIRST
    say_now(f"Ingen mødemapper i {shown(path)} har {what}.", path)
    say(f"De har: {', '.join(f'{name} {edition}' for name, edition in there)}.")
    return 0 if any(name == pack for name, _ in there) else LOOK_FIRST


def _pack_and_edition(found: argparse.Namespace) -> tuple[str, str]:
    option, text = ("--udgave", found.edition)
    if text is None:
        option, text = ("--aeldre-end", found.before)
    pack, _, edition = text.partition("=")
    if not pack.strip() or not edition.strip():
        raise UsageError(_EDITION.format(option))
    return pack.strip(), edition.strip()
