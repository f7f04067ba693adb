"""Orders: one cluster's kit of a series as it is wanted, and what was made of it; both are small."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

READY, FAILED, LEFT = "klar", "fejl", "mangler"
SKIPPED, GONE = "sprunget over", "ikke i serien"
ZIPS: Final = "zip"
"""The folder of the zips, beside the clusters'."""
AWAY: Final = "gamle-zip"
"""The folder of zips that are not to be sent, beside it."""


@dataclass(frozen=True)
class Order:
    """One kit that is wanted.

    Attributes:
        number: Its place in the series, from 1.
        cluster: The cluster's name.
        folder: The name of its folder, ASCII.
        date: The meeting's first day as YYYY-MM-DD, or "".
        text: Its `moede.yaml`.
        source: The folder of the series' meeting, where its files lie.
        people: The participant file's name in there, or "".
        logo: The logo's, or "".
        target: The folder of all clusters; an absolute path, which every machine sees.
        packs: Folders with further packs.
        html: Sheets as HTML.
        program: The version of klyngepakke that ordered it.
    """

    number: int
    cluster: str
    folder: str
    date: str
    text: str
    source: Path
    people: str
    logo: str
    target: Path
    packs: tuple[Path, ...]
    html: bool
    program: str

    @property
    def home(self) -> Path:
        """The cluster's folder."""
        return self.target / self.folder

    @property
    def zip(self) -> Path:
        """The cluster's zip."""
        return self.target / ZIPS / f"{self.folder}.zip"


@dataclass(frozen=True)
class Made:
    """What came of an order.

    Attributes:
        number: As the order's.
        cluster: As the order's.
        folder: As the order's.
        state: `klar`; `fejl`; `sprunget over` where somebody has changed the meeting by hand;
            `mangler` where nobody got to it; `ikke i serien` where no row is about it any more.
        date: The first day as YYYY-MM-DD, or "".
        editions: The edition of each pack, by id.
        sheets: How many sheets there are.
        pages: How many pages they have.
        paper: Sheets of paper when everything is printed.
        warnings: What to look at before printing: Danish sentences.
        problems: Why it failed: Danish sentences.
        moved: Somebody's own files that were moved out of the way, where they are now.
        is_new: False where it was ready already.
        is_bug: Whether it failed by a fault of the program's own.
    """

    number: int
    cluster: str
    folder: str
    state: str
    date: str = ""
    editions: Mapping[str, str] | None = None
    sheets: int = 0
    pages: int = 0
    paper: int = 0
    warnings: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    is_new: bool = True
    is_bug: bool = False
