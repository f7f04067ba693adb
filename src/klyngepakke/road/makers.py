"""Makers: what a build is given to make its sheets and its files with, as a cache around both."""

from __future__ import annotations

from dataclasses import dataclass

from klyngepakke.road import Maker
from klyngepakke.road.further import Writer


@dataclass(frozen=True)
class Makers:
    """What a build is given: a maker of sheets, or None for its own, and a writer of files."""

    sheet: Maker | None
    file: Writer
