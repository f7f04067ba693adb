"""A series: one meeting for many clusters, planned whole before anything is built, then built.

    series = read_series(Path("serie.yaml"))
    orders = planned(series, catalogue(), target)          # every wrong row at once, or orders
    for made in run(orders, InTurn()):                     # any concurrent.futures.Executor
        ...

Orders and what is made of them are small and can be pickled: paths, never sheets. Every kit goes
through `road.build`, and what no cluster differs in comes out of the cache.
"""

from __future__ import annotations

from klyngepakke.road.series.making import make_all
from klyngepakke.road.series.order import Made, Order
from klyngepakke.road.series.planning import planned
from klyngepakke.road.series.running import InTurn, run
from klyngepakke.road.series.sharing import make_apart

__all__ = ["InTurn", "Made", "Order", "make_all", "make_apart", "planned", "run"]
