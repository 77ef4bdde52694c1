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


def mg1_priority_mean_waits(
    arrival_rates: ArrayLike, mean_services: ArrayLike, service_cvs: ArrayLike
) -> Floats:
    """Mean wait of each class in M/G/1 where a higher class goes first but never interrupts.

    Args:
        arrival_rates: by class, highest first, shape (class,).
        mean_services: of each class.
        service_cvs: standard deviation over mean of the service time of each class.
    Raises:
        ValueError: if shapes differ, a value is negative, or the total load is 1 or more.
    Source: Cobham (1954).
    """
    rates, means, cvs = (
        np.asarray(values, dtype=np.float64)
        for values in (arrival_rates, mean_services, service_cvs)
    )
    if rates.ndim != 1 or not rates.shape == means.shape == cvs.shape:
        raise ValueError("rates, means and cvs must be one for each class")
    if not all(np.all(values >= 0) for values in (rates, means, cvs)):
        raise ValueError("rates, means and cvs must be zero or more")
    idle = 1 - np.concatenate([[0.0], np.cumsum(rates * means)])
    if idle[-1] <= 0:
        raise ValueError(f"load {1 - idle[-1]:g} on one server has no steady state")
    remaining = float(np.sum(rates * means**2 * (1 + cvs**2)) / 2)
    return np.asarray(remaining / (idle[:-1] * idle[1:]))
