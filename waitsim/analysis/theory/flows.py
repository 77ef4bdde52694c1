"""Little's law, and lists that flow without chance: the fluid limit."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waitsim.analysis.theory.ranges import check_not_negative

Floats = NDArray[np.float64]


def little_queue(arrival_rate: float, mean_wait: float) -> float:
    """Mean number waiting, L = λW; also the long-run identity to check any simulation by.

    Raises:
        ValueError: if a value is negative.
    Source: Little (1961).
    """
    check_not_negative(arrival_rate=arrival_rate, mean_wait=mean_wait)
    return arrival_rate * mean_wait


def fluid_list_after(
    weeks: ArrayLike, opening: float, demand: float, capacity: float, leaving_rate: float = 0.0
) -> Floats:
    """List after some time if demand, capacity and leaving flowed without chance.

    Args:
        weeks: times from now, zero or more, any shape.
        opening: list now.
        demand: joining per week.
        capacity: places per week; those nobody needs are lost.
        leaving_rate: share of those waiting who leave per week, at any wait.
    Returns:
        the shape of weeks, never below 0.
    Raises:
        ValueError: if a value is negative.
    Source: fluid limit of M/M/c+M, Mandelbaum, Massey & Reiman (1998): the list nears
        (demand - capacity) / leaving rate as exp(-leaving rate x weeks).
    """
    _check_flow(opening, demand, capacity, leaving_rate)
    times = np.asarray(weeks, dtype=np.float64)
    if not np.all(times >= 0):
        raise ValueError("weeks must be zero or more")
    growth = demand - capacity
    passed = times if leaving_rate == 0 else -np.expm1(-leaving_rate * times) / leaving_rate
    size = opening * np.exp(-leaving_rate * times) + growth * passed
    return np.asarray(np.maximum(size, 0.0), dtype=np.float64)


def fluid_clearance_weeks(
    opening: float, demand: float, capacity: float, leaving_rate: float = 0.0
) -> float:
    """Weeks until a list is gone while more join it; infinite if it never is.

    Raises:
        ValueError: if a value is negative.
    Source: `fluid_list_after`, set to 0.
    """
    _check_flow(opening, demand, capacity, leaving_rate)
    spare = capacity - demand
    if opening == 0 and spare >= 0:
        return 0.0
    if spare <= 0:
        return math.inf
    if leaving_rate == 0:
        return opening / spare
    return math.log1p(opening * leaving_rate / spare) / leaving_rate


def fluid_steady_list(demand: float, capacity: float, leaving_rate: float) -> float:
    """List at which as many leave as are too many; 0 where capacity is enough.

    Raises:
        ValueError: if a value is negative.
    Source: Whitt (2006), for leaving at a constant rate. The mean list of an overloaded M/M/c+M
        nears it as all three grow.
    """
    _check_flow(0.0, demand, capacity, leaving_rate)
    surplus = max(demand - capacity, 0.0)
    if leaving_rate == 0:
        return math.inf if surplus > 0 else 0.0
    return surplus / leaving_rate


def fluid_steady_wait(demand: float, capacity: float, leaving_rate: float) -> float:
    """Wait in weeks of all who are seen, in order of referral, at the steady list.

    A wait w leaves the share exp(-leaving rate x w) to be seen, which must be what there are
    places for. It is shorter than the list over the capacity, since some ahead leave.

    Raises:
        ValueError: if a value is negative.
    Source: Whitt (2006).
    """
    _check_flow(0.0, demand, capacity, leaving_rate)
    if demand <= capacity:
        return 0.0
    if leaving_rate == 0 or capacity == 0:
        return math.inf
    return math.log(demand / capacity) / leaving_rate


def _check_flow(opening: float, demand: float, capacity: float, leaving_rate: float) -> None:
    check_not_negative(opening=opening, demand=demand, capacity=capacity, leaving_rate=leaving_rate)
