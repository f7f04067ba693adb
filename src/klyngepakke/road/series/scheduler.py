"""A scheduler: an organisation's own machines, lent to a series as an Executor."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from concurrent.futures import Executor
from typing import Any, Final

from klyngepakke.errors import MissingError

_LOUDEST: Final = logging.CRITICAL + 1
_LOGS: Final = ("distributed.client", "distributed.comm", "distributed.core")


@contextlib.contextmanager
def dask(address: str, patience: float = 10) -> Iterator[tuple[Executor, int]]:
    """An existing dask scheduler's Executor, and how many batches it can have at a time.

    Args:
        address: As `tcp://10.0.0.5:8786`.
        patience: Seconds that it has to answer in.

    Raises:
        MissingError: The library is not installed, no scheduler answers there, or it has no worker.
    """
    library = _library()
    with _quiet():
        try:
            client = library.Client(address, timeout=patience, set_as_default=False)
        except (OSError, ValueError) as error:
            raise MissingError(
                f"Ingen dask-scheduler svarer på {address}. Se efter, om adressen er rigtig, og om "
                "den kører, eller byg serien uden --dask."
            ) from error
        with client:
            threads = sum(client.nthreads().values())
            if not threads:
                raise MissingError(
                    f"Scheduleren på {address} har ingen maskiner, der kan bygge. Start en "
                    "dask-worker, eller byg serien uden --dask."
                )
            # Not pure: the same order again may find another table's file, or a full disk.
            executor = client.get_executor(pure=False)
            try:
                # One batch more for each thread, so that none waits for the next.
                yield executor, 2 * threads
            finally:
                executor.shutdown(wait=False)


def _library() -> Any:  # noqa: ANN401 - half of it has no types
    try:
        # An optional extra, and it takes half a second to import.
        import distributed  # noqa: PLC0415
    except ImportError:
        raise MissingError(
            "Til --dask skal biblioteket ”distributed” være installeret. Installér det med "
            "”pip install klyngepakke[dask]”, eller byg serien uden --dask."
        ) from None
    return distributed


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Let the library's own English lines be; what matters is told by us."""
    logs = [logging.getLogger(name) for name in _LOGS]
    levels = [log.level for log in logs]
    for log in logs:
        log.setLevel(_LOUDEST)
    try:
        yield
    finally:
        for log, level in zip(logs, levels, strict=True):
            log.setLevel(level)
