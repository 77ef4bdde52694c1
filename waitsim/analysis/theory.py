"""Closed forms of queueing theory, to check simulations against.

Rates and times share any one unit: with rates per week, waits are in weeks. A wait is time in
the queue, before service; add the mean service time for time in the system. Where demand is
at least capacity and nobody leaves, no steady state exists and mean waits are infinite.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ErlangA:
    """Steady state of M/M/c+M, where each one waiting leaves at a constant rate.

    Args:
        delayed: share of arrivals who have to wait.
        leaving: share of arrivals who leave before service.
        mean_wait: mean time in the queue over all arrivals, those who leave included.
        mean_wait_served: the same over those who are served.
        mean_queue: mean number waiting.
        mean_busy: mean number of servers busy.
    """

    delayed: float
    leaving: float
    mean_wait: float
    mean_wait_served: float
    mean_queue: float
    mean_busy: float


def little_queue(arrival_rate: float, mean_wait: float) -> float:
    """Mean number waiting, L = λW; also the long-run identity to check any simulation by.

    Raises:
        ValueError: if a value is negative.
    Source: Little (1961).
    """
    _check(arrival_rate=arrival_rate, mean_wait=mean_wait)
    return arrival_rate * mean_wait


def erlang_b(offered_load: float, servers: int) -> float:
    """Share of arrivals turned away when c servers are busy and nobody may wait.

    Args:
        offered_load: arrival rate times mean service time, in erlangs.
    Raises:
        ValueError: if the load is negative or there is no server.
    Source: Erlang (1917); any service distribution.
    """
    _check_servers(servers)
    _check(offered_load=offered_load)
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = offered_load * blocked / (n + offered_load * blocked)
    return blocked


def erlang_c(offered_load: float, servers: int) -> float:
    """Share of arrivals who have to wait in M/M/c; 1 when the load is c or more.

    Raises:
        ValueError: if the load is negative or there is no server.
    Source: Erlang (1917).
    """
    blocked = erlang_b(offered_load, servers)
    if offered_load >= servers:
        return 1.0
    return servers * blocked / (servers - offered_load * (1 - blocked))


def mmc_mean_wait(arrival_rate: float, service_rate: float, servers: int = 1) -> float:
    """Mean wait in M/M/c, first come first served; infinite when overloaded.

    Raises:
        ValueError: if the arrival rate is negative, the service rate not above 0, or there
            is no server.
    Source: Erlang (1917).
    """
    _check(arrival_rate=arrival_rate)
    _check_positive(service_rate=service_rate)
    delayed = erlang_c(arrival_rate / service_rate, servers)
    spare = servers * service_rate - arrival_rate
    return delayed / spare if spare > 0 else math.inf


def mmc_share_over(
    wait: float, arrival_rate: float, service_rate: float, servers: int = 1
) -> float:
    """Share of arrivals who wait longer than a time in M/M/c; 1 when overloaded.

    Raises:
        ValueError: as `mmc_mean_wait`, or if the wait is negative.
    Source: Erlang (1917): a wait, if any, is exponential at rate cμ - λ.
    """
    _check(wait=wait, arrival_rate=arrival_rate)
    _check_positive(service_rate=service_rate)
    delayed = erlang_c(arrival_rate / service_rate, servers)
    return delayed * math.exp(-wait * max(servers * service_rate - arrival_rate, 0.0))


def mg1_mean_wait(arrival_rate: float, mean_service: float, service_cv: float) -> float:
    """Mean wait in M/G/1, any order that ignores service times; infinite when overloaded.

    Args:
        service_cv: standard deviation of service time over its mean; 0 fixed, 1 exponential.
    Raises:
        ValueError: if a value is negative.
    Source: Pollaczek (1930), Khinchine (1932).
    """
    _check(arrival_rate=arrival_rate, mean_service=mean_service, service_cv=service_cv)
    load = arrival_rate * mean_service
    if load >= 1:
        return math.inf
    return load * mean_service * (1 + service_cv**2) / 2 / (1 - load)


def mm1_lottery_mean_square_wait(arrival_rate: float, service_rate: float) -> float:
    """Mean squared wait in M/M/1 where a lot drawn on arrival is kept; infinite when overloaded.

    Its mean wait is that of any order. In order of arrival the mean square is 2 load / (1 - load)²,
    in service times squared, and in random order, drawn anew each time, 2 / (2 - load) of that.

    Raises:
        ValueError: if a rate is negative.
    Source: a lot is a priority class of its own, so this is the mean over lots of the second
        moment that Kesten and Runnenberg (1957) give for classes that do not interrupt.
    """
    _check(arrival_rate=arrival_rate, service_rate=service_rate)
    if arrival_rate >= service_rate:
        return math.inf
    idle = 1 - arrival_rate / service_rate
    return (4 / (3 * idle**3) - 1 / idle**2 - 1 / 3) / service_rate**2


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
    _check_positive(service_rate=service_rate)
    load = float(rates.sum()) / service_rate
    delayed = erlang_c(load, servers)
    if load >= servers:
        raise ValueError(f"load {load:g} on {servers} servers has no steady state")
    spare = 1 - np.concatenate([[0.0], np.cumsum(rates)]) / (servers * service_rate)
    return np.asarray(delayed / (servers * service_rate) / (spare[:-1] * spare[1:]))


def erlang_a(
    arrival_rate: float, service_rate: float, servers: int, leaving_rate: float
) -> ErlangA:
    """Steady state of M/M/c+M, stable at any load.

    Args:
        leaving_rate: rate at which each one waiting leaves, above 0.
    Raises:
        ValueError: if a rate is not above 0 or there is no server.
    Source: Palm (1957); birth-death chain summed in logs, so that lists of any length work.
    """
    _check_servers(servers)
    _check_positive(arrival_rate=arrival_rate, service_rate=service_rate, leaving_rate=leaving_rate)
    n, chance = _erlang_a_chain(arrival_rate, service_rate, servers, leaving_rate)
    queue = np.maximum(n - servers, 0)
    mean_queue = float(chance @ queue)
    mean_busy = float(chance @ np.minimum(n, servers))
    # One who joins behind k others is served with chance cμ / (cμ + (k + 1)θ) and, if so,
    # passes each place j in a mean time 1 / (cμ + (j + 1)θ).
    step = servers * service_rate + (queue[servers:] + 1) * leaving_rate
    waited = chance[servers:] * (servers * service_rate / step) * np.cumsum(1 / step)
    leaving = leaving_rate * mean_queue / arrival_rate
    return ErlangA(
        delayed=min(float(chance[servers:].sum()), 1.0),
        leaving=leaving,
        mean_wait=mean_queue / arrival_rate,
        mean_wait_served=float(waited.sum()) * arrival_rate / (service_rate * mean_busy),
        mean_queue=mean_queue,
        mean_busy=mean_busy,
    )


def weekly_clinic_mean_list(mean_per_week: float, slots: int) -> float:
    """Mean number left waiting just after a weekly clinic; infinite when overloaded.

    Args:
        mean_per_week: Poisson arrivals between clinics.
        slots: places at each clinic; those nobody needs are lost.
    Raises:
        ValueError: if the mean is negative or slots is below 1.
    Source: bulk service, Bailey (1954); the roots by Lambert's W, as in Janssen & van
        Leeuwaarden (2005).
    """
    _check(mean_per_week=mean_per_week)
    if slots < 1 or slots != int(slots):
        raise ValueError(f"slots must be a whole number from 1, not {slots}")
    if mean_per_week >= slots:
        return math.inf
    if mean_per_week == 0:
        return 0.0
    load = mean_per_week / slots
    turns = np.exp(2j * np.pi * np.arange(1, slots) / slots)
    # The roots inside the unit circle of z^slots = exp(mean (z - 1)), other than 1 itself.
    roots = -special.lambertw(-load * math.exp(-load) * turns) / load
    drift = (slots * (slots - 1) - mean_per_week**2) / (2 * (slots - mean_per_week))
    return max(float((1 / (1 - roots)).real.sum()) - drift, 0.0)


def weekly_clinic_mean_wait(mean_per_week: float, slots: int) -> float:
    """Mean wait in weeks when one clinic a week takes the first `slots` who wait.

    Arrivals are Poisson and spread evenly through the week, so each waits half a week for the
    first clinic, and then as long as the list left after it lasts: 10 a week with 11 slots
    wait 0.85098 weeks, with 12 slots 0.61971.

    Raises:
        ValueError: if the mean is not above 0 or slots is below 1.
    Source: `weekly_clinic_mean_list` and Little's law over the week.
    """
    _check_positive(mean_per_week=mean_per_week)
    return 0.5 + weekly_clinic_mean_list(mean_per_week, slots) / mean_per_week


def _erlang_a_chain(
    arrival_rate: float, service_rate: float, servers: int, leaving_rate: float
) -> tuple[Floats, Floats]:
    """States and their chances, up to a state beyond which less than 1e-20 or so is left."""
    top = servers + 64
    while True:
        n = np.arange(top + 1, dtype=np.float64)
        out = np.minimum(n, servers) * service_rate + np.maximum(n - servers, 0) * leaving_rate
        logs = np.concatenate([[0.0], np.cumsum(math.log(arrival_rate) - np.log(out[1:]))])
        # Past the peak each ratio is below the last, so the tail is below a geometric sum.
        ratio = arrival_rate / out[-1]
        if ratio < 1 and logs[-1] - logs.max() - math.log(1 - ratio) < -46:
            chance = np.exp(logs - logs.max())
            return n, chance / chance.sum()
        top *= 2


def _check(**values: float) -> None:
    for name, value in values.items():
        if not value >= 0:
            raise ValueError(f"{name} must be zero or more, not {value}")


def _check_positive(**values: float) -> None:
    for name, value in values.items():
        if not value > 0:
            raise ValueError(f"{name} must be above 0, not {value}")


def _check_servers(servers: int) -> None:
    if servers < 1 or servers != int(servers):
        raise ValueError(f"servers must be a whole number from 1, not {servers}")
