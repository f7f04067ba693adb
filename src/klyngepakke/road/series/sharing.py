"""Sharing: the cache that the kits of a series are made with, below the folder they are written to.

What is kept names people, so it never lies anywhere else. The series' own cache stays for the next
run; one for a few kits only has a name of its own, and is gone when they are made. What a killed
process left of such a one is removed when the series is made again.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from klyngepakke.errors import FileError
from klyngepakke.files import drop_folder, sweep
from klyngepakke.printing.document import written
from klyngepakke.road.cache import FOLDER, cached
from klyngepakke.road.makers import Makers
from klyngepakke.road.series.making import make_all
from klyngepakke.road.series.order import Made, Order
from klyngepakke.road.worker import shared

_MEANWHILE: Final = "imens-"


@contextmanager
def sharing(target: Path, *, html: bool = False, meanwhile: bool = False) -> Iterator[Makers]:
    """The makers that kits share while they are made.

    Args:
        target: The folder of all clusters.
        html: Sheets as HTML.
        meanwhile: What was made before is left alone, and what is made now is not kept.
    """
    maker = shared().html if html else None
    if not meanwhile:
        with cached(target, maker=maker) as makers:
            yield makers
        return
    if (target / FOLDER).is_symlink():  # a stranger's, who may want to know them
        yield Makers(maker, written)
        return
    place = target / FOLDER / f"{_MEANWHILE}{os.getpid()}-{secrets.token_hex(8)}"
    with _dropped(place), cached(place, maker=maker) as makers:
        yield makers


def make_apart(orders: Sequence[Order], *, anew: bool = False) -> tuple[Made, ...]:
    """Kits that are made together, maybe on another machine, and share nothing with others.

    Args:
        orders: What is wanted; all of the same series.
        anew: Make also what is ready already.

    Raises:
        MissingError: No sheet can be made on this computer.
    """
    with sharing(orders[0].target, html=orders[0].html, meanwhile=True) as makers:
        return make_all(orders, makers=makers, anew=anew)


def tidy(target: Path) -> None:
    """Remove what killed processes have left below the folder of all clusters."""
    place = target / FOLDER
    if place.is_symlink():
        return
    for path in sorted(place.glob(f"{_MEANWHILE}*")):
        if not path.is_symlink():
            _drop(path)
    sweep(place)  # what was cut off while it was removed


@contextmanager
def _dropped(place: Path) -> Iterator[None]:
    try:
        yield
    finally:
        _drop(place)


def _drop(place: Path) -> None:
    with suppress(FileError, OSError):  # the next run tries again
        drop_folder(place)
