"""Watching: a call as soon as something in a folder is saved, by whatever way an editor saves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Final

from klyngepakke.preview.draft import stamp

_GATHERED: Final = 200  # milliseconds at most that changes in a row are gathered
_QUIET: Final = 30  # milliseconds without another change, and it is told
_LOOK: Final = 1000  # milliseconds between looks that need no news from the system
_POLL: Final = 300  # milliseconds between looks where the system gives no news


def watch(folders: Sequence[Path], changed: Callable[[], None], stop: Event) -> None:
    """Call `changed` after every change in the folders, until `stop` is set.

    News comes from the system; where it has none to give, as on a network drive or when it
    has run out of watches, the files are looked at instead. A folder that is moved away and
    comes back is followed again.
    """
    seen = stamp(folders)
    while not stop.is_set():
        for told in _news(folders, stop):
            now = stamp(folders)
            if told or now != seen:
                seen = now
                changed()
            if not _there(folders):
                break
        stop.wait(_POLL / 1000)
        now = stamp(folders)
        if now != seen:
            seen = now
            changed()


def _news(folders: Sequence[Path], stop: Event) -> Iterator[bool]:
    """True for each change, False for each look without one; ends where no news can be had."""
    import watchfiles  # noqa: PLC0415 - only a preview watches

    if not _there(folders):
        return
    # Out of watches, or a folder that went in this moment: then the files are looked at.
    with suppress(OSError, RuntimeError):
        for changes in watchfiles.watch(
            *folders,
            watch_filter=None,
            debounce=_GATHERED,
            step=_QUIET,
            stop_event=stop,
            rust_timeout=_LOOK,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            yield bool(changes)


def _there(folders: Sequence[Path]) -> bool:
    return all(folder.is_dir() for folder in folders)
