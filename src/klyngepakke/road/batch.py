"""Batch: many sheets asked for at once, and given in the order of the kit."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future

from klyngepakke.planning.document import Document
from klyngepakke.printing.document import Sheet

Make = Callable[[Document], Sheet]


def made(make: Make, documents: Sequence[Document], at_once: int) -> Iterator[Sheet]:
    """Every sheet, in the order of its document; the longest are begun first.

    It is as if they were made one after the other: what is raised is what the first document
    that fails raises, once those before it are given. Nothing is begun that is then of no use.

    Args:
        make: Makes a sheet; called from several threads, unless `at_once` is 1.
        documents: What is to be made.
        at_once: How many are made at the same time, at most.
    """
    if at_once < 2 or len(documents) < 2:  # noqa: PLR2004 - two
        yield from map(make, documents)
        return
    sheets = [Future[Sheet]() for _ in documents]
    order = sorted(range(len(documents)), key=lambda n: -_length(documents[n]))
    waiting = deque(order)
    for _ in range(min(at_once, len(documents))):
        # Daemons: a program that is told to end waits for no sheet.
        threading.Thread(target=_work, args=(make, documents, sheets, waiting), daemon=True).start()
    try:
        for sheet in sheets:
            yield sheet.result()
    finally:
        _cancel(sheets)


def _work(
    make: Make,
    documents: Sequence[Document],
    sheets: Sequence[Future[Sheet]],
    waiting: deque[int],
) -> None:
    """Make what is waiting until there is no more."""
    while waiting:
        try:
            number = waiting.popleft()
        except IndexError:  # another has taken it
            return
        sheet = sheets[number]
        if sheet.set_running_or_notify_cancel():
            try:
                sheet.set_result(make(documents[number]))
            except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
                sheet.set_exception(error)
                _cancel(sheets[number + 1 :])


def _cancel(sheets: Sequence[Future[Sheet]]) -> None:
    for sheet in sheets:
        sheet.cancel()


def _length(document: Document) -> int:
    """How much a sheet says, for want of knowing how long it takes."""
    return len(str(document.data))
