"""The overview of a series: what came of every cluster, for Excel and for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from klyngepakke.content.spreadsheet import csv_bytes
from klyngepakke.files import write_file
from klyngepakke.planning.seating import alphabetical
from klyngepakke.road.series.common import Reader, common
from klyngepakke.road.series.making import STATE_FILE, lying
from klyngepakke.road.series.order import GONE, LEFT, READY, ZIPS, Made, Order

TABLE, DATA = "oversigt.csv", "oversigt.json"
_HEADINGS: Final = (
    *("nr", "klynge", "dato", "status", "mappe", "zip", "pakker"),
    *("ark", "sider", "ark papir", "se efter"),
)


def whole(
    orders: Sequence[Order], made: Iterable[Made], read: Reader | None = None
) -> tuple[Made, ...]:
    """What came of each order, in the series' order.

    What nobody got to may be ready from before; else it is `mangler`. Its files are not opened,
    for whoever has interrupted a run is waiting.

    Args:
        orders: What was wanted.
        made: What came of some of them.
        read: Gives what the orders have in common.
    """
    known = {one.number: one for one in made}
    reader = read or cache(common)
    return tuple(known.get(o.number) or lying(o, reader) or _left(o) for o in orders)


def _left(order: Order) -> Made:
    return Made(order.number, order.cluster, order.folder, LEFT, date=order.date, is_new=False)


def write_overview(target: Path, every: Sequence[Made]) -> None:
    """Write `oversigt.csv` and `oversigt.json`; the same series gives the same bytes.

    Args:
        target: The folder of all clusters.
        every: A line for each; only what is ready has a zip to send.

    Raises:
        FileError: The disk or its permissions said no.
    """
    about = {"lavet_af": "klyngepakke", "klynger": [_entry(made) for made in every]}
    write_file(target / DATA, (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode())
    write_file(target / TABLE, csv_bytes([_HEADINGS, *map(_cells, every)]))


def strays(target: Path, every: Sequence[Made]) -> tuple[Made, ...]:
    """The clusters that stand in the series no more; their folders are left as they are."""
    names = {made.folder for made in every}
    files = (path for path in target.glob(f"*/{STATE_FILE}") if path.parent.name not in names)
    return tuple(sorted(map(_gone, files), key=lambda one: (alphabetical(one.cluster), one.folder)))


def _gone(file: Path) -> Made:
    """What can be said of a cluster by what was told when its kit was made."""
    try:
        said = json.loads(file.read_bytes())["lavet"]
        cluster, date = str(said["cluster"]), str(said["date"])
    except (OSError, ValueError, LookupError, TypeError):
        cluster, date = file.parent.name, ""
    return Made(0, cluster, file.parent.name, GONE, date=date, is_new=False)


def _entry(made: Made) -> dict[str, Any]:
    ready = made.state == READY
    return {
        "nr": made.number or None,
        "klynge": made.cluster,
        "dato": made.date,
        "status": made.state,
        "mappe": made.folder,
        "zip": _zip(made) if ready else "",
        "pakker": dict(made.editions or {}),
        "ark": made.sheets,
        "sider": made.pages,
        "ark_papir": made.paper,
        "se_efter": [*made.warnings],
        "fejl": [*made.problems],
    }


def _cells(made: Made) -> tuple[str, ...]:
    editions = (f"{name} {edition}" for name, edition in (made.editions or {}).items())
    numbers = (made.sheets, made.pages, made.paper) if made.state == READY else ("", "", "")
    return (
        *(str(made.number or ""), made.cluster, made.date, made.state, made.folder),
        _zip(made) if made.state == READY else "",
        ", ".join(editions),
        *map(str, numbers),
        " ".join((*made.problems, *made.warnings)),
    )


def _zip(made: Made) -> str:
    return f"{ZIPS}/{made.folder}.zip"
