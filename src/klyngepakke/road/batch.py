"""Batch: many sheets asked for at once, and given in the order of the kit; two works at once."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from typing import TypeVar

from klyngepakke.planning.document import Document
from klyngepakke.printing.document import Sheet

Make = Callable[[Document], Sheet]
_One = TypeVar("_One")
_Other = TypeVar("_Other")


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


def both(one: Callable[[], _One], other: Callable[[], _Other], at_once: int) -> tuple[_One, _Other]:
    """What two works give; it is as if they were done one after the other.

    Args:
        one: Waits for what others do, as for sheets; in another thread, unless `at_once` is 1.
        other: What this thread can do meanwhile.
        at_once: How much may be done at the same time.
    """
    if at_once < 2:  # noqa: PLR2004 - two
        return one(), other()
    waited = Future[_One]()
    threading.Thread(target=_fulfil, args=(waited, one), daemon=True).start()
    try:
        done = other()
    except Exception:
        waited.result()  # what is wrong there is told first
        raise
    return waited.result(), done


def _fulfil(promise: Future[_One], work: Callable[[], _One]) -> None:
    """Keep a promise, or say why it cannot be kept."""
    try:
        promise.set_result(work())
    except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
        promise.set_exception(error)


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
            _fulfil(sheet, partial(make, documents[number]))
            if sheet.exception():
                _cancel(sheets[number + 1 :])


def _cancel(sheets: Sequence[Future[Sheet]]) -> None:
    for sheet in sheets:
        sheet.cancel()


def _length(document: Document) -> int:
    """How much a sheet says, for want of knowing how long it takes."""
    return len(str(document.data))
