"""`klyngepakke serie`: the same meeting for many clusters, a folder and a zip for each."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from klyngepakke.commands.closing import command
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
    if found.edition is not None or found.before is not None:
        return _tell_holders(found)
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack
    from klyngepakke.printing.engine import require  # noqa: PLC0415 - not needed for help
    from klyngepakke.road.series import planned  # noqa: PLC0415 - pydantic, jinja2 and more

    if not found.html and found.dask is None:
        require()
    share_out(found)
    series, beside = _series(found)
    target = found.to or beside / _TARGET
    known = catalogue(found.packs)
    orders = planned(series, known, target, packs=found.packs, html=found.html)
    say(f"Serien har {_kits(len(orders))}. Mapperne ligger i {target}", str(target))
    begun = time.monotonic()
    every = _built(found, orders, target)
    return _tell(found, every, target, time.monotonic() - begun)


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
        return table_series(folder, found.table), found.table.parent
    if path.is_dir() and not (path / SERIES_FILE).exists():
        raise UsageError(f"I {path} er der ingen {SERIES_FILE}. {_EXAMPLE}")
    file = path / SERIES_FILE if path.is_dir() else path
    return read_series(file), file.parent


# --- Building ----------------------------------------------------------------------------------


def _built(found: argparse.Namespace, orders: Sequence[Order], target: Path) -> tuple[Made, ...]:
    """Build, a line for each kit; whatever happens, the overview tells how far it came."""
    from klyngepakke.files import locked, make_folder  # noqa: PLC0415 - beside the others
    from klyngepakke.road.series.common import common  # noqa: PLC0415
    from klyngepakke.road.series.order import ZIPS  # noqa: PLC0415 - pydantic, jinja2 and more
    from klyngepakke.road.series.overview import whole, write_overview  # noqa: PLC0415

    make_folder(target / ZIPS)
    made: list[Made] = []
    read = cache(common)
    with locked(target):
        try:
            for one in _running(found, orders, target, read):
                made.append(one)
                say(f"{len(made)} af {len(orders)}: {_line(one)}")
        finally:
            every = whole(orders, made, read)
            write_overview(target, every)
            if len(made) < len(orders):
                done = f"{len(made)} af {len(orders)} er færdige"
                with suppress(OSError):  # the terminal may be what has gone
                    say(f"{done}. Skriv det samme igen, så bygges resten.")
    return every


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
    if made.problems:
        return f"{made.cluster} kunne ikke bygges"
    if not made.is_new:
        return f"{made.cluster}, uændret"
    return f"{made.cluster}, " + (_some(made.pages, "side", "sider") if made.pages else "HTML")


# --- What is said at the end -------------------------------------------------------------------


def _tell(found: argparse.Namespace, every: Sequence[Made], target: Path, seconds: float) -> int:
    """The totals, what failed, and what to look at; the exit code that follows."""
    from klyngepakke.road.series.order import ZIPS  # noqa: PLC0415 - read by now
    from klyngepakke.road.series.overview import TABLE, strays  # noqa: PLC0415 - read by now

    failed = [made for made in every if made.problems]
    new = sum(made.is_new and not made.problems for made in every)
    print()
    say(f"{_outcome(new, len(every) - len(failed) - new, len(failed))}. Tid: {_time(seconds)}")
    pages, paper = (sum(getattr(made, what) for made in every) for what in ("pages", "paper"))
    if pages:
        say(f"I alt {_some(pages, 'side', 'sider')} på {_number(paper)} ark papir.")
    say(f"Zip-filerne til klyngerne ligger i {target / ZIPS}", str(target / ZIPS))
    say(f"Oversigten er {target / TABLE}; åbn den i Excel.", str(target / TABLE))
    for name in strays(target, every):
        say(f"{target / name} er fra en klynge, der ikke er i serien mere. Den er ikke rørt.")
    for made in every:
        for path in made.moved:
            say(f"En fil, der ikke var fra serien, er gemt som {target / path}")
    code = _warn(every, failed)
    for made in failed:
        if made.is_bug:
            shown = command(target / made.folder, found.packs, html=found.html)
            complain(f"Se fejlen hos {made.cluster} med: {shown}", "  – ")
    return code


def _outcome(new: int, same: int, failed: int) -> str:
    """What came of all, without what came of none."""
    said = {
        f"{_kits(new)} er bygget": new,
        f"{_kits(same)} var klar i forvejen": same,
        f"{_kits(failed)} kunne ikke bygges": failed,
    }
    return ", ".join(text for text, number in said.items() if number)


def _warn(every: Sequence[Made], failed: Sequence[Made]) -> int:
    """Each doubt once, with how many clusters have it, then the failures."""
    doubts = Counter(sentence for made in every for sentence in dict.fromkeys(made.warnings))
    if doubts:
        complain("\nSe efter, før der udskrives:")
    for sentence, count in doubts.items():
        whose = next(m.cluster for m in every if sentence in m.warnings)
        complain(f"{whose if count == 1 else _kits(count)}: {sentence}", "  – ")
    if failed:
        complain("\nIkke bygget:")
    for made in failed:
        for sentence in made.problems:
            complain(f"{made.cluster}: {sentence}", "  – ")
    return InputError.exit_code if failed else LOOK_FIRST if doubts else 0


def _kits(number: int) -> str:
    return _some(number, "klynge", "klynger")


def _some(number: int, one: str, many: str) -> str:
    return f"{_number(number)} {one if number == 1 else many}"


def _number(number: int) -> str:
    """12345 as `12.345`."""
    return f"{number:,}".replace(",", ".")


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min. {rest} sek." if minutes else f"{rest} sek."


# --- Who has an edition ------------------------------------------------------------------------


def _tell_holders(found: argparse.Namespace) -> int:
    """List the clusters that have an edition, the earliest meeting first."""
    from klyngepakke.road.series.holders import editions, holders  # noqa: PLC0415 - as above

    if found.edition is not None and found.before is not None:
        raise UsageError("Skriv enten --udgave eller --aeldre-end, ikke begge.")
    if not found.path.is_dir():
        raise UsageError(f"{found.path} er ikke en mappe. Skriv den mappe, der skal ledes i.")
    pack, edition = _pack_and_edition(found)
    if found.before is None:
        there, what = holders(found.path, pack, edition), f"{pack} {edition}"
    else:
        there, what = holders(found.path, pack, before=edition), f"{pack} ældre end {edition}"
    if not there:
        return _tell_none(found.path, pack, what, editions(found.path))
    say(f"{_some(len(there), 'mødemappe', 'mødemapper')} i {found.path} har {what}:")
    for one in there:
        day = one.date or "uden dato"
        say(f"  {day:<10}  {one.cluster}, udgave {one.edition}: {found.path / one.folder}")
    return 0


def _tell_none(path: Path, pack: str, what: str, there: Sequence[tuple[str, str]]) -> int:
    """Say that nobody has it, and what they have; a name that nobody knows may be misspelt."""
    if not there:
        say(f"I mappen {path} er der ingen mødemapper.", str(path))
        return LOOK_FIRST
    say(f"Ingen mødemapper i {path} har {what}.", str(path))
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
