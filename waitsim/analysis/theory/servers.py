"""Waits for one of c servers, in order of arrival or by lot."""

import math

from waitsim.analysis.theory.clinics import weekly_clinic_mean_list
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


def mmc_wait_percentile(
    share: float, arrival_rate: float, service_rate: float, servers: int = 1
) -> float:
    """Wait that a share of arrivals do not exceed in M/M/c; infinite when overloaded.

    Args:
        share: from 0 to below 1, such as 0.92.
    Raises:
        ValueError: as `mmc_mean_wait`, or if the share is not from 0 to below 1.
    Source: `mmc_share_over`, turned round.
    """
    check_not_negative(arrival_rate=arrival_rate)
    check_positive(service_rate=service_rate)
    if not 0 <= share < 1:
        raise ValueError(f"share must be from 0 to below 1, such as 0.92, not {share}")
    delayed = erlang_c(arrival_rate / service_rate, servers)
    spare = servers * service_rate - arrival_rate
    if spare <= 0:
        return math.inf
    return max(math.log(delayed / (1 - share)) / spare, 0.0) if delayed > 0 else 0.0


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


def mg1_mean_square_wait(arrival_rate: float, moments: tuple[float, float, float]) -> float:
    """Mean squared wait in M/G/1 in order of arrival; infinite when overloaded.

    Args:
        moments: mean service time, mean of its square and of its cube.
    Raises:
        ValueError: if a value is negative.
    Source: Takács (1962): 2 W² + arrival rate x third moment / (3 (1 - load)).
    """
    first, second, third = moments
    check_not_negative(arrival_rate=arrival_rate, first=first, second=second, third=third)
    idle = 1 - arrival_rate * first
    if idle <= 0:
        return math.inf
    mean = arrival_rate * second / 2 / idle
    return 2 * mean**2 + arrival_rate * third / 3 / idle


def mdc_mean_wait(arrival_rate: float, service: float, servers: int) -> float:
    """Mean wait in M/D/c, where all services take equally long; infinite when overloaded.

    Raises:
        ValueError: if a rate or the service time is not above 0, or there is no server.
    Source: Crommelin (1932): seen once each service time, those left waiting are those left
        after a clinic of c slots, so `weekly_clinic_mean_list` and Little's law give the wait.
    """
    check_positive(arrival_rate=arrival_rate, service=service)
    return weekly_clinic_mean_list(arrival_rate * service, servers) / arrival_rate


def mgc_mean_wait(
    arrival_rate: float, mean_service: float, service_cv: float, servers: int
) -> float:
    """Mean wait in M/G/c, nearly: that of M/M/c times (1 + cv²) / 2; infinite when overloaded.

    Exact for one server and for exponential service. For several it is an approximation, nearest
    under heavy load: with fixed service and 3 servers it is 4 % short at a load of 0.7 and 1 % at
    0.9 (`mdc_mean_wait` is exact there).

    Raises:
        ValueError: if a rate or cv is negative, the mean not above 0, or there is no server.
    Source: Lee & Longton (1959).
    """
    check_not_negative(service_cv=service_cv)
    check_positive(mean_service=mean_service)
    spread = (1 + service_cv**2) / 2
    return spread * mmc_mean_wait(arrival_rate, 1 / mean_service, servers)


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
