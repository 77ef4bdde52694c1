"""Arithmetic planners do on a list: clearance, the fluid list and the Fong et al. formulas.

All take weeks and rates per week, or any one unit of time used throughout: a mean wait in days
over a target in weeks gives a pressure seven times too high. Inputs broadcast.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def clearance_weeks(waiting: ArrayLike, stops_per_week: ArrayLike) -> Floats:
    """Weeks to clear each list if nobody else joined.

    Args:
        waiting: referrals, zero or more.
        stops_per_week: the same shape; zero gives infinity, or 0 where nobody waits.
    Raises:
        ValueError: if the shapes differ or a value is negative.
    Source: Little (1961), L = λW, with W read as list over throughput.
    """
    size, stops = _not_negative(waiting), _not_negative(stops_per_week)
    if size.shape != stops.shape:
        raise ValueError(f"lists and stops need one shape, not {size.shape} and {stops.shape}")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(size == 0, 0.0, size / stops), dtype=np.float64)


def fluid_list(opening: ArrayLike, demand: ArrayLike, capacity: ArrayLike) -> Floats:
    """List at the end of each period if demand and capacity flowed without chance.

    Args:
        opening: list at the start, shape (...).
        demand: joining in each period, shape (..., period).
        capacity: places in each period, the same shape; those nobody needs are lost.
    Returns:
        shape (..., period), never below 0. A lower bound on the mean list of a system with
        chance in it, near the truth only where the list stays long.
    Raises:
        ValueError: if demand and capacity differ in shape or a value is negative.
    """
    size, joining, places = (_not_negative(x) for x in (opening, demand, capacity))
    if joining.shape != places.shape or joining.ndim == 0:
        raise ValueError("demand and capacity need one shape (..., period)")
    size = np.broadcast_to(size, joining.shape[:-1])
    lists = np.empty(joining.shape)
    for period in range(joining.shape[-1]):
        size = np.maximum(size + joining[..., period] - places[..., period], 0.0)
        lists[..., period] = size
    return lists


def traffic_intensity(demand: ArrayLike, capacity: ArrayLike) -> Floats:
    """Demand over capacity; 1 or more means the list grows. No capacity gives infinity.

    Raises:
        ValueError: if a value is negative, or both are zero.
    """
    wanted, offered = _not_negative(demand), _not_negative(capacity)
    if np.any((wanted == 0) & (offered == 0)):
        raise ValueError("no demand and no capacity have no traffic intensity")
    with np.errstate(divide="ignore"):
        return np.asarray(wanted / offered, dtype=np.float64)


def wait_factor(share_within: ArrayLike) -> Floats:
    """Target wait over mean wait when waits are exponential and this share is to be in time.

    Args:
        share_within: from 0 to below 1; 0.92 gives 2.526, 0.982 about 4, 0.9975 about 6.
    Raises:
        ValueError: if a share is not from 0 to below 1.
    Source: quantile of the exponential distribution; Fong et al. (2022) use 4 to 6.
    """
    share = np.asarray(share_within, dtype=np.float64)
    if not np.all((share >= 0) & (share < 1)):
        raise ValueError("share_within must be from 0 to below 1, such as 0.92")
    return np.asarray(-np.log1p(-share), dtype=np.float64)


def target_mean_wait(target_weeks: ArrayLike, factor: ArrayLike = 4) -> Floats:
    """Mean wait in weeks at which few wait past the target.

    Args:
        target_weeks: above 0.
        factor: target over mean wait, above 0; see `wait_factor`.
    Raises:
        ValueError: if a value is not above 0.
    Source: Fong et al. (2022), medRxiv 2022.08.23.22279117.
    """
    return np.asarray(_positive(target_weeks) / _positive(factor), dtype=np.float64)


def target_list_size(
    demand_per_week: ArrayLike, target_weeks: ArrayLike, factor: ArrayLike = 4
) -> Floats:
    """Largest list at which few wait past the target.

    Raises:
        ValueError: if demand is negative, or another value is not above 0.
    Source: Fong et al. (2022): Little's law at the target mean wait.
    """
    mean = target_mean_wait(target_weeks, factor)
    return np.asarray(_not_negative(demand_per_week) * mean, dtype=np.float64)


def relief_capacity(
    demand_per_week: ArrayLike,
    waiting: ArrayLike,
    target_list: ArrayLike,
    weeks: ArrayLike = 26,
) -> Floats:
    """Places a week that bring a list down, or let it rise, to a target size in some weeks.

    Args:
        demand_per_week: referrals a week, less those removed for other reasons.
        waiting: list now. The authors advise relief when it is over twice the target.
        target_list: see `target_list_size`.
        weeks: time allowed, above 0.
    Returns:
        places a week; negative if even with none the list stays below its target.
    Raises:
        ValueError: if weeks is not above 0, or another value is negative.
    Source: Fong et al. (2022). NHSRwaitinglist 0.1.2 can add an allowance for few referrals, in
        which demand is a factor once too often; there is none here.
    """
    surplus = _not_negative(waiting) - _not_negative(target_list)
    rate = _not_negative(demand_per_week) + surplus / _positive(weeks)
    return np.asarray(rate, dtype=np.float64)


def target_capacity(
    demand_per_week: ArrayLike,
    target_weeks: ArrayLike,
    factor: ArrayLike = 4,
    cv_demand: ArrayLike = 1,
    cv_capacity: ArrayLike = 1,
) -> Floats:
    """Places a week that hold the mean wait at target ÷ factor once the list is down.

    Args:
        cv_demand: standard deviation over mean of the time between referrals.
        cv_capacity: the same for the time between places.
    Raises:
        ValueError: if demand or a coefficient is negative, or another value is not above 0.
    Source: Fong et al. (2022), after Kingman (1961) in heavy traffic. The sum of squares is
        halved: texts that omit the half state twice the spare capacity needed.
    """
    spread = (_not_negative(cv_demand) ** 2 + _not_negative(cv_capacity) ** 2) / 2
    spare = spread / target_mean_wait(target_weeks, factor)
    return np.asarray(_not_negative(demand_per_week) + spare, dtype=np.float64)


def pressure(mean_wait_weeks: ArrayLike, target_weeks: ArrayLike) -> Floats:
    """Twice the mean wait over the target; above 1 the target is likely to be missed.

    Args:
        mean_wait_weeks: in the unit of the target.
        target_weeks: above 0.
    Raises:
        ValueError: if the mean is negative or the target not above 0.
    Source: Fong et al. (2022). The paper leaves out the 2 in places, and its example goes from
        63 weeks to 61. NHSRwaitinglist 0.1.2 divides a mean in days by a target in weeks in
        ``wl_stats``, seven times too much; its ``calc_waiting_list_pressure`` agrees with this.
    """
    twice = 2 * _not_negative(mean_wait_weeks)
    return np.asarray(twice / _positive(target_weeks), dtype=np.float64)


def _not_negative(values: ArrayLike) -> Floats:
    data = np.asarray(values, dtype=np.float64)
    if not np.all(data >= 0):
        raise ValueError("lists, rates and times must be zero or more")
    return data


def _positive(values: ArrayLike) -> Floats:
    data = np.asarray(values, dtype=np.float64)
    if not np.all(data > 0):
        raise ValueError("targets, factors and periods must be above 0")
    return data
