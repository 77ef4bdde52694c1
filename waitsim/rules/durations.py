"""How long things take, how many come and which way they go, each from one uniform draw.

Every rule is an inverse transform: it rises with the draw, so that two scenarios which share
draws share luck. Times are whole minutes.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waitsim.records import NEVER
from waitsim.rules.gamma import gamma_quantile
from waitsim.rules.jit import rule
from waitsim.rules.limits import POISSON_MEAN_MOST
from waitsim.rules.portable import exp, log, normal_quantile

FIXED: Final = 0
EXPONENTIAL: Final = 1
UNIFORM: Final = 2
LOGNORMAL: Final = 3
WEIBULL: Final = 4
GAMMA: Final = 5
EMPIRICAL: Final = 6

Time = tuple[int, float, float]
"""A kind of time and its two parameters."""

LONGEST_MINUTES: Final = 2**40

# Draws are multiples of 2**-53, so half a step stands for a draw of 0 where 0 would be infinite.
_LEAST_DRAW: Final = 2.0**-54
# A sum of 1,500 rounded terms is good to about 1e-13; a draw nearer 1 than this is held back.
_POISSON_DRAW_MOST: Final = 1.0 - 2.0**-40


@rule
def duration_minutes(kind: int, a: float, b: float, u: float) -> int:
    """Whole minutes that something takes, 0 to 2**40, rounded half up.

    Args:
        kind: FIXED (a minutes), EXPONENTIAL (mean a), UNIFORM (from a to b), LOGNORMAL (a and b
            are the mean and standard deviation of the logarithm), WEIBULL or GAMMA (scale a,
            shape b).
        a: first parameter, finite; in minutes, 0 or above, except for LOGNORMAL.
        b: second parameter, finite, for WEIBULL above 0 and for GAMMA 0.05 to 1000; ignored where
            the kind has only one.
        u: the draw, from 0 up to but not including 1.
    Raises:
        ValueError: if the kind is none of these.
    """
    if kind == FIXED:
        minutes = a
    elif kind == EXPONENTIAL:
        minutes = a * _unit_exponential(u)
    elif kind == UNIFORM:
        minutes = a + (b - a) * u
    elif kind == LOGNORMAL:
        minutes = exp(a + b * normal_quantile(max(u, _LEAST_DRAW)))
    elif kind == WEIBULL:
        # A scale of 0 times an infinite factor would be no number.
        minutes = a * exp(log(_unit_exponential(u)) / b) if a > 0.0 else 0.0
    elif kind == GAMMA:
        minutes = a * gamma_quantile(b, max(u, _LEAST_DRAW))
    else:
        raise ValueError("unknown kind of duration")
    if minutes >= LONGEST_MINUTES:
        return LONGEST_MINUTES
    return max(0, math.floor(minutes + 0.5))


@rule
def time_minutes(time: Time, bands: NDArray[np.float64], u: float) -> int:
    """Whole minutes that something takes, as `duration_minutes` gives them, or by bands.

    Args:
        time: as for `duration_minutes`; or EMPIRICAL, the first row of ``bands`` and one past its
            last.
        bands: share of times up to the end of a band, the last 1, and its two ends in minutes,
            rising: (band, 3).
        u: the draw, from 0 up to but not including 1.
    """
    if time[0] != EMPIRICAL:
        return duration_minutes(time[0], time[1], time[2], u)
    k, last = int(time[1]), int(time[2]) - 1
    before = 0.0
    while k < last and u >= bands[k, 0]:
        before = bands[k, 0]
        k += 1
    low, high = bands[k, 1], bands[k, 2]
    minutes = low + (high - low) * ((u - before) / (bands[k, 0] - before))
    return int(math.floor(min(minutes, high, float(LONGEST_MINUTES)) + 0.5))


@rule
def _unit_exponential(u: float) -> float:
    """Exponential value of mean 1; finite, since 1 - u is exact and never 0."""
    return -log(1.0 - u)


def lognormal_parameters(mean: float, sd: float) -> tuple[float, float]:
    """The mean and standard deviation of the logarithm, for a mean and sd in minutes.

    Raises:
        ValueError: if the mean is not above 0 or the sd is below 0.
    """
    if not (mean > 0.0 and sd >= 0.0):
        raise ValueError(f"need mean > 0 and sd >= 0, got mean {mean} and sd {sd}")
    square = (sd / mean) * (sd / mean)
    # log(1 + square), corrected for what the sum loses when square is tiny.
    grown = 1.0 + square
    variance = square if grown == 1.0 else log(grown) * (square / (grown - 1.0))
    return log(mean) - 0.5 * variance, math.sqrt(variance)


@rule
def poisson_count(mean: float, exp_minus_mean: float, u: float) -> int:
    """A Poisson count by inversion; with the same draw it never falls when the mean rises.

    For draws within 2**-24 of 1 rounding can make it one less.

    Args:
        mean: 0 to 500.
        exp_minus_mean: `waitsim.rules.portable.exp` of -mean, worked out once by the caller.
        u: the draw, from 0 up to but not including 1; held to 1 - 2**-40 at most.
    Raises:
        ValueError: if the mean is outside its range.
    """
    if not 0.0 <= mean <= POISSON_MEAN_MOST:
        raise ValueError("a Poisson mean must be 0 to 500")
    held = min(u, _POISSON_DRAW_MOST)
    last = int(mean + 40.0 * math.sqrt(mean) + 60.0)
    count = 0
    term = exp_minus_mean
    reached = term
    while held >= reached and count < last:
        count += 1
        term *= mean / count
        reached += term
    return count


@rule
def negative_binomial_count(mean: float, ratio: float, none: float, u: float) -> int:
    """A negative binomial count by inversion; with the same draw it never falls as the mean rises.

    Args:
        mean: 0 to 500.
        ratio: variance over mean, above 1 and up to 100.
        none: ratio ** (-mean / (ratio - 1)), the chance of none, worked out once by the caller.
        u: the draw, from 0 up to but not including 1; held to 1 - 2**-40 at most.
    Raises:
        ValueError: if the mean is outside its range.
    Source: Johnson, Kemp and Kotz (2005), "Univariate Discrete Distributions", 5.1.
    """
    if not 0.0 <= mean <= POISSON_MEAN_MOST:
        raise ValueError("the mean of a count must be 0 to 500")
    held = min(u, _POISSON_DRAW_MOST)
    size, stays = mean / (ratio - 1.0), 1.0 - 1.0 / ratio
    last = int(mean + 40.0 * math.sqrt(mean * ratio) + 60.0 * ratio)
    count = 0
    term = none
    reached = term
    while held >= reached and count < last:
        term *= stays * (size + count) / (count + 1.0)
        count += 1
        reached += term
    return count


@rule
def pick(shares: NDArray[np.float64], start: int, stop: int, u: float) -> int:
    """Which of the entries start to stop - 1 the draw falls in, counted from start.

    Args:
        shares: cumulative shares, the entry stop - 1 being exactly 1.
        start: the first entry of the choice.
        stop: one past its last entry; above start.
        u: the draw, from 0 up to but not including 1.
    """
    i = start
    while i < stop - 1 and u >= shares[i]:
        i += 1
    return i - start


@rule
def leaving_minute(joined: int, hazard_per_minute: float, u: float) -> int:
    """The minute in which a referral leaves by itself, or NEVER.

    The exponential wait is rounded up, at least to 1, so that the share still waiting m whole
    minutes after joining is exactly exp(-hazard * m). A wait past 2**40 minutes counts as NEVER.

    Args:
        joined: minute of joining the list.
        hazard_per_minute: 0 for never, or above.
        u: the draw, from 0 up to but not including 1.
    """
    if hazard_per_minute <= 0.0:
        return NEVER
    wait = _unit_exponential(u) / hazard_per_minute
    if wait > LONGEST_MINUTES:
        return NEVER
    return joined + max(1, math.ceil(wait))
