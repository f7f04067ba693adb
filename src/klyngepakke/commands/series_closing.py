"""The closing lines of a series: the totals, what to send and what not, and what to look at."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from klyngepakke.commands.closing import command
from klyngepakke.commands.shared import LOOK_FIRST, complain, say
from klyngepakke.errors import InputError

if TYPE_CHECKING:
    from klyngepakke.road.series import Made
    from klyngepakke.road.series.leftover import Leftover

_NAMED: Final = 8
"""As many clusters and files are named in one sentence."""


@dataclass(frozen=True)
class Outcome:
    """What came of a run.

    Attributes:
        every: Each cluster of the series.
        gone: Those that left it.
        left: The zips that are not to be sent.
        notes: What to know of the whole series.
        doubts: What to look at in it.
    """

    every: tuple[Made, ...]
    gone: tuple[Made, ...]
    left: Leftover
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def tell(found: argparse.Namespace, outcome: Outcome, target: Path, seconds: float) -> int:
    """Say the totals, what to send, what failed, and what to look at.

    Args:
        found: What was typed.
        outcome: What came of it.
        target: The folder of all clusters.
        seconds: That it took.

    Returns:
        The exit code.
    """
    from klyngepakke.road.series.order import READY, ZIPS  # noqa: PLC0415 - read by now
    from klyngepakke.road.series.overview import TABLE  # noqa: PLC0415 - read by now

    every = outcome.every
    print()
    say_now(f"{_totals(every)}. Tid: {_time(seconds)}")
    pages, paper = (sum(getattr(made, what) for made in every) for what in ("pages", "paper"))
    if pages:
        say_now(f"I alt {some(pages, 'side', 'sider')} på {grouped(paper)} ark papir.")
    if any(made.state == READY for made in every):
        zips = target / ZIPS
        say_now(f"Send klyngerne hver sin zip-fil; de ligger i {shown(zips)}.", zips)
    table = target / TABLE
    say_now(f"Oversigten med dato og zip-fil for hver klynge er {shown(table)}.", table)
    tell_left(outcome.left, target)
    for one in outcome.gone:
        path = target / one.folder
        say_now(f"{one.cluster} er ikke i serien mere. Mappen {shown(path)} er ikke rørt.", path)
    for path in (target / name for made in every for name in made.moved):
        say_now(f"En fil, der ikke var fra serien, er gemt som {shown(path)}.", path)
    for note in outcome.notes:
        say_now(note)
    code = _warn(every, outcome.doubts)
    for made in every:
        if made.is_bug:
            again = command(target / made.folder, found.packs, html=found.html)
            complain(f"Se fejlen hos {made.cluster} med: {again}", "  – ")
    return code


def _totals(every: Sequence[Made]) -> str:
    """What came of all, without what came of none."""
    from klyngepakke.road.series.order import SKIPPED  # noqa: PLC0415 - read by now

    skipped = sum(made.state == SKIPPED for made in every)
    failed = sum(bool(made.problems) for made in every) - skipped
    new = sum(made.is_new and not made.problems for made in every)
    same = len(every) - new - failed - skipped
    said = {
        f"{kits(new)} er bygget": new,
        f"{kits(same)} var klar i forvejen": same,
        f"{kits(skipped)} er sprunget over": skipped,
        f"{kits(failed)} kunne ikke bygges": failed,
    }
    return ", ".join(text for text, number in said.items() if number)


def tell_left(left: Leftover, target: Path) -> None:
    """Name the zips that are not to be sent."""
    from klyngepakke.road.series.order import AWAY, ZIPS  # noqa: PLC0415 - read by now

    if left.moved:
        place = target / AWAY
        say_now(f"Skal ikke sendes, og er flyttet til {shown(place)}: {named(left.moved)}.", place)
    if left.stuck:
        place = target / ZIPS
        say_now(
            f"Skal ikke sendes, men kunne ikke flyttes fra {shown(place)}: {named(left.stuck)}.",
            place,
        )


def named(names: Sequence[str]) -> str:
    """The first of many, and how many more there are."""
    more = f" og {grouped(len(names) - _NAMED)} til" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def _warn(every: Sequence[Made], told: Sequence[str]) -> int:
    """Each doubt once, with how many clusters have it, then the failures."""
    failed = [made for made in every if made.problems]
    doubts = Counter(sentence for made in every for sentence in dict.fromkeys(made.warnings))
    if doubts or told:
        complain("\nSe efter, før der udskrives:")
    for sentence in told:
        complain(sentence, "  – ")
    for sentence, count in doubts.items():
        whose = next(m.cluster for m in every if sentence in m.warnings)
        complain(f"{whose if count == 1 else kits(count)}: {sentence}", "  – ")
    if failed:
        complain("\nIkke bygget:")
    for made in failed:
        for sentence in made.problems:
            complain(f"{made.cluster}: {sentence}", "  – ")
    return InputError.exit_code if failed else LOOK_FIRST if doubts or told else 0


def kits(number: int) -> str:
    """So many clusters, in words."""
    return some(number, "klynge", "klynger")


def some(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{grouped(number)} {one if number == 1 else many}"


def grouped(number: int) -> str:
    """12345 as `12.345`."""
    return f"{number:,}".replace(",", ".")


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min. {rest} sek." if minutes else f"{rest} sek."


def shown(path: Path) -> str:
    """A path in a sentence; it may have blanks in it."""
    return f"”{path}”"


def say_now(text: str, *paths: Path) -> None:
    """Say something at once, also where what is said goes into a file."""
    say(text, *map(shown, paths))
    sys.stdout.flush()
