"""M/M/5 by the kernel and others, and what theory says of it."""

import importlib.util
import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from benchmarks.instances import instance
from benchmarks.peers import mmc
from benchmarks.timing import Call, Times, in_turn
from waitsim.analysis.theory.servers import mmc_mean_wait
from waitsim.engine.run import run_block
from waitsim.model.build import build_model
from waitsim.model.tables import Model
from waitsim.records import WAITED

STAY_MINUTES: Final = 300.0
MOST_Z: Final = 3.5
SPREAD: Final = 450.0
"""Variance of the mean wait of n customers, as n times its square: that of M/M/1 at this load."""


@dataclass(frozen=True)
class Row:
    """One simulator on M/M/5."""

    name: str
    times: Times
    customers: int
    wait: float
    """Mean over the runs, in mean stays."""
    exact: float

    @property
    def agrees(self) -> bool:
        """Whether the wait is near theory's, as far as chance allows."""
        error = math.sqrt(SPREAD / (self.customers * len(self.times.seconds)))
        return abs(self.wait / self.exact - 1) <= MOST_Z * error

    def per_second(self) -> float:
        """Arrivals and departures a second."""
        return 2 * self.customers / self.times.median


def prepared_cimba(customers: int) -> Callable[[int], float] | None:
    """Cimba compiled and ready, where it is installed.

    To be called before the kernel is: what cimba teaches Numba holds only for what comes after.
    """
    if importlib.util.find_spec("cimba") is None:
        return None
    from benchmarks.peers.mmc_cimba import prepared  # noqa: PLC0415 (may be missing)

    return prepared(customers)


def rows(customers: int, rounds: int, by_cimba: Callable[[int], float] | None) -> tuple[Row, ...]:
    """The kernel on its scenario, the others with so many customers.

    Args:
        customers: of the others; the scenario has some 108,000.
        by_cimba: from `prepared_cimba`, with as many customers.
    """
    loaded = instance("mmc").load()
    model = build_model(loaded.epochs, loaded.identity)
    ours = int(run_block(model, 1, 0, 1).tallies.referrals.sum())
    by_others: dict[str, Callable[[int], float]] = {
        "SimPy, a process for each customer": lambda seed: mmc.by_simpy(customers, seed),
        "Ciw": lambda seed: mmc.by_ciw(customers, seed),
    }
    if by_cimba is not None:
        by_others["cimba, five server processes"] = by_cimba
    waits: dict[str, list[float]] = {name: [] for name in by_others}
    calls: dict[str, Call] = {"kernel": lambda number: run_block(model, 1, number, 1)}
    for name, call in by_others.items():
        calls[name] = _calling(call, waits[name])
    times = in_turn(calls, rounds)
    exact = mmc_mean_wait(mmc.SERVERS * mmc.LOAD, 1.0, mmc.SERVERS)
    found = [Row("kernel", times["kernel"], ours, _kernel_wait(model, rounds), exact)]
    for name in by_others:
        found.append(Row(name, times[name], customers, statistics.fmean(waits[name]), exact))
    return tuple(found)


def _calling(call: Callable[[int], float], found: list[float]) -> Call:
    def run(number: int) -> None:
        found.append(call(number + 1))

    return run


def _kernel_wait(model: Model, replications: int) -> float:
    waits = []
    for k in range(replications):
        events = run_block(model, 1, k, 1, events=True).events
        assert events is not None
        ended = events[events[:, 3] == WAITED]
        waits.append(float((ended[:, 1] - ended[:, 8]).mean()))
    return statistics.fmean(waits) / STAY_MINUTES
