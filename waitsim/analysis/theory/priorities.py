"""Waits where one class goes before another."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waitsim.analysis.theory.erlang import erlang_c
from waitsim.analysis.theory.ranges import check_positive

Floats = NDArray[np.float64]


def priority_mean_waits(arrival_rates: ArrayLike, service_rate: float, servers: int = 1) -> Floats:
    """Mean wait of each class in M/M/c where a higher class goes first but never interrupts.

    Args:
        arrival_rates: by class, highest first, shape (class,); all share one service rate.
    Raises:
        ValueError: if a rate is negative, the total load is c or more, or there is no server.
    Source: Cobham (1954).
    """
    rates = np.asarray(arrival_rates, dtype=np.float64)
    if rates.ndim != 1 or not np.all(rates >= 0):
        raise ValueError("arrival rates must be zero or more, one for each class")
    check_positive(service_rate=service_rate)
    load = float(rates.sum()) / service_rate
    delayed = erlang_c(load, servers)
    if load >= servers:
        raise ValueError(f"load {load:g} on {servers} servers has no steady state")
    spare = 1 - np.concatenate([[0.0], np.cumsum(rates)]) / (servers * service_rate)
    return np.asarray(delayed / (servers * service_rate) / (spare[:-1] * spare[1:]))
