"""Running a series: its orders through any `concurrent.futures.Executor`, a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from itertools import islice
from typing import ParamSpec, TypeAlias, TypeVar

from klyngepakke.errors import KlyngepakkeError
from klyngepakke.road.series.making import failed
from klyngepakke.road.series.order import Made, Order
from klyngepakke.road.series.sharing import make_apart

P = ParamSpec("P")
T = TypeVar("T")
_Make: TypeAlias = Callable[[Sequence[Order]], tuple[Made, ...]]
_Future: TypeAlias = Future[tuple[Made, ...]]


class InTurn(Executor):
    """Does what it is given at once, in this process: kit after kit."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The finished future; an interrupt goes through."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - whoever asks for the result is told
            future.set_exception(error)
        return future


def run(
    orders: Sequence[Order],
    executor: Executor,
    *,
    make: _Make = make_apart,
    batch: int = 1,
    waiting: int = 1,
) -> Iterator[Made]:
    """Make the kits of a series, and give each as it is finished.

    Args:
        orders: What is wanted.
        executor: What does the work; it must see the same folders.
        make: What makes several kits; it can be pickled if the executor wants that.
        batch: How many are made together, and share what they can.
        waiting: How many batches the executor holds at a time.

    Raises:
        KlyngepakkeError: No kit can be made, as where something is missing on the computer.
        OSError: The disk said no to what is done for all kits here.
    """
    left = iter(orders)
    given: dict[_Future, tuple[Order, ...]] = {}
    try:
        while True:
            while len(given) < waiting and (some := tuple(islice(left, batch))):
                given[_submitted(executor, make, some)] = some
            if not given:
                return
            for done in wait(given, return_when=FIRST_COMPLETED).done:
                yield from _result(done, given.pop(done), executor)
    finally:
        for future in given:
            future.cancel()


def _submitted(executor: Executor, make: _Make, orders: tuple[Order, ...]) -> _Future:
    """What comes of a batch; an executor that takes no more is told as one that lost it."""
    try:
        return executor.submit(make, orders)
    except Exception as error:  # noqa: BLE001 - whatever an executor says when it is broken
        refused: _Future = Future()
        refused.set_exception(error)
        return refused


def _result(done: _Future, orders: Sequence[Order], executor: Executor) -> tuple[Made, ...]:
    """What came of a batch; one whose machine is gone failed, and the others go on."""
    try:
        return done.result()
    except KlyngepakkeError:
        raise
    except Exception as error:
        if isinstance(executor, InTurn):  # here is no machine to lose
            raise
        sentence = (
            f"Den maskine, der skulle bygge, svarer ikke mere ({type(error).__name__}). "
            "Kør den samme kommando igen; det, der er færdigt, bygges ikke om."
        )
        return tuple(failed(order, sentence) for order in orders)
