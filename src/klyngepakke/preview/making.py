"""Making: the workers that make sheets for the preview, and the sheets that need not be made twice."""

from __future__ import annotations

from collections import OrderedDict
from threading import Event, Lock
from typing import Final

from klyngepakke.content.theme import Theme
from klyngepakke.planning.document import Document
from klyngepakke.plugins import Filters
from klyngepakke.preview.draft import mark
from klyngepakke.preview.state import Paper
from klyngepakke.printing.document import Sheet
from klyngepakke.road.worker import Worker, shared

_KEPT: Final = 120  # sheets: a few meetings' worth, some 20 MB


class LeftBench(Exception):  # noqa: N818 - nobody is told; the bench is left
    """Nothing is made any more."""


class Makers:
    """One worker for HTML and one for paper, so that what is quick never waits for what is slow."""

    def __init__(self, filters: Filters) -> None:
        self._filters = filters
        self._quick, self._slow = Worker(), Worker()
        self._made: OrderedDict[str, Sheet] = OrderedDict()
        self._lock = Lock()
        self._left = Event()
        self._quick.start(pdf=False)

    def html(self, document: Document, theme: Theme) -> bytes:
        """A sheet as one file for a browser.

        Raises:
            KlyngepakkeError: It cannot be made.
        """
        self._go_on()
        return self._quick.html(document, theme, filters=self._filters).html.encode()

    def paper(self, document: Document, theme: Theme) -> Paper:
        """A sheet as it is printed.

        Raises:
            KlyngepakkeError: It cannot be made.
        """
        sheet = self.sheet(document, theme, filters=self._filters)
        return Paper(mark(document, theme), sheet.pdf, sheet.pages, sheet.notes)

    def sheet(self, document: Document, theme: Theme, *, filters: Filters) -> Sheet:
        """A sheet, as a `road.Maker` makes it; one that was made lately is the same again.

        Raises:
            KlyngepakkeError: It cannot be made.
        """
        name = mark(document, theme)
        with self._lock:
            if name in self._made:
                self._made.move_to_end(name)
                return self._made[name]
        self._go_on()
        sheet = self._slow(document, theme, filters=filters)
        with self._lock:
            self._made[name] = sheet
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return sheet

    def leave(self) -> None:
        """Make nothing more; a sheet that is being made is not waited for."""
        self._left.set()
        for worker in (self._quick, self._slow, shared()):  # the shared one is the lint's
            worker.close()

    def _go_on(self) -> None:
        if self._left.is_set():
            raise LeftBench
