"""Waits for one of c servers, in order of arrival or by lot."""

import math

from waitsim.analysis.theory.erlang import erlang_c
from waitsim.analysis.theory.ranges import check_not_negative, check_positive


def mmc_mean_wait(arrival_rate: float, service_rate: float, servers: int = 1) -> float:
    """Mean wait in M/M/c, first come first served; infinite when overloaded.

    Raises:
        ValueError: if the arrival rate is negative, the service rate not above 0, or there
            is no server.
    Source: Erlang (1917).
    """
    check_not_negative(arrival_rate=arrival_rate)
    check_positive(service_rate=service_rate)
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
    check_not_negative(wait=wait, arrival_rate=arrival_rate)
    check_positive(service_rate=service_rate)
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
    check_not_negative(arrival_rate=arrival_rate, mean_service=mean_service, service_cv=service_cv)
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
    check_not_negative(arrival_rate=arrival_rate, service_rate=service_rate)
    if arrival_rate >= service_rate:
        return math.inf
    idle = 1 - arrival_rate / service_rate
    return (4 / (3 * idle**3) - 1 / idle**2 - 1 / 3) / service_rate**2
