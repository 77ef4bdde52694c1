"""Erlang's B and C and Palm's A: who is turned away, who has to wait, who leaves."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waitsim.analysis.theory.ranges import check_not_negative, check_positive, check_servers

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


def erlang_b(offered_load: float, servers: int) -> float:
    """Share of arrivals turned away when c servers are busy and nobody may wait.

    Args:
        offered_load: arrival rate times mean service time, in erlangs.
    Raises:
        ValueError: if the load is negative or there is no server.
    Source: Erlang (1917); any service distribution.
    """
    check_servers(servers)
    check_not_negative(offered_load=offered_load)
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
    check_servers(servers)
    check_positive(arrival_rate=arrival_rate, service_rate=service_rate, leaving_rate=leaving_rate)
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
