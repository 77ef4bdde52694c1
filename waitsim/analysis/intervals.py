"""How sure we are of a mean or a share, and, apart from it, what may be seen.

A *confidence interval* (`Estimate`) narrows as replications are added. A *prediction band*
(`Band`) does not: it says where one more replication would fall.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Estimate:
    """A mean or a share with its confidence interval; all arrays have one shape.

    Args:
        mean: the point estimate; nan where nothing was observed.
        low: lower end of the interval; nan where it is not defined.
        high: upper end.
        level: confidence level, between 0 and 1.
        n: observations used, per cell.
    """

    mean: Floats
    low: Floats
    high: Floats
    level: float
    n: Counts

    @property
    def half_width(self) -> Floats:
        """Half the length of the interval."""
        return np.asarray((self.high - self.low) / 2, dtype=np.float64)


@dataclass(frozen=True)
class Band:
    """Where a single replication may fall: a prediction band, not an interval for the mean.

    Args:
        low: lower quantile over replications; nan with fewer than two of them.
        median: middle of the replications.
        high: upper quantile.
        level: the chance asked for that one more replication falls inside, pointwise.
        n: replications used, per cell.
    """

    low: Floats
    median: Floats
    high: Floats
    level: float
    n: Counts

    @property
    def coverage(self) -> Floats:
        """Chance that one more replication falls inside; below `level` if there are too few.

        Source: n replications give n + 1 equally likely places for the next one.
        """
        reach = (self.n - 1) / (self.n + 1)
        return np.asarray(np.clip(reach, 0.0, self.level), dtype=np.float64)


@dataclass(frozen=True)
class PairedDifference:
    """How b differs from a over replications that share their draws.

    Args:
        difference: mean of b - a, with its interval.
        lower: share of replications in which b is strictly lower, with its interval: the
            probability of superiority where less is better.
        tied: share of replications in which the two are equal; nan where there are none.
    """

    difference: Estimate
    lower: Estimate
    tied: Floats


def mean_interval(values: ArrayLike, level: float = 0.95) -> Estimate:
    """Mean over replications with its Student-t interval.

    Args:
        values: shape (replication, ...); nan where a measure is not defined in a replication.
            Only defined values are used, and `n` counts them.
        level: confidence level.
    Returns:
        arrays of shape (...). One value gives nan bounds; equal values give zero width; an
        infinite value among others gives an infinite mean and nan bounds.
    Raises:
        ValueError: if there is no replication axis or the level is not between 0 and 1.
    Source: Student (1908); replications are independent, see Law (2015), section 9.4.
    """
    data = _replications(values)
    _check_level(level)
    defined = ~np.isnan(data)
    n = defined.sum(axis=0)
    low_value = np.where(defined, data, np.inf).min(axis=0, initial=np.inf)
    high_value = np.where(defined, data, -np.inf).max(axis=0, initial=-np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(defined, data, 0.0).sum(axis=0) / n
        # Rounding would give equal values a width of some 1e-17.
        equal = (low_value == high_value) & (n > 0)
        mean = np.where(equal, low_value, mean)
        squares = np.where(defined, (data - mean) ** 2, 0.0).sum(axis=0)
        error = np.where(equal, 0.0, np.sqrt(squares / (n - 1) / n))
        half = special.stdtrit(np.maximum(n - 1, 1), (1 + level) / 2) * error
    half = np.where(n > 1, half, np.nan)
    return Estimate(_floats(mean), _floats(mean - half), _floats(mean + half), level, _counts(n))


def prediction_band(values: ArrayLike, level: float = 0.9) -> Band:
    """Quantile band of the replications: what may be seen, cell by cell.

    Args:
        values: shape (replication, ...); nan where not defined, which is left out.
        level: chance that one more replication falls inside, cell by cell (not for a whole
            path at once).
    Returns:
        arrays of shape (...); see `Band.coverage` for what few replications can promise.
    Raises:
        ValueError: if there is no replication axis or the level is not between 0 and 1.
    Source: quantiles at ranks p(n + 1), Weibull (1939), for which the chance is exact.
    """
    data = _replications(values)
    _check_level(level)
    ordered = np.sort(data, axis=0)
    n = (~np.isnan(data)).sum(axis=0)
    enough = n > 1
    low = np.where(enough, _ranked(ordered, n, (1 - level) / 2), np.nan)
    high = np.where(enough, _ranked(ordered, n, (1 + level) / 2), np.nan)
    return Band(_floats(low), _ranked(ordered, n, 0.5), _floats(high), level, _counts(n))


def proportion_interval(successes: ArrayLike, n: ArrayLike, level: float = 0.95) -> Estimate:
    """Share of n independent trials that succeeded, with its Wilson interval.

    Args:
        successes: from 0 to n; any shape that broadcasts with n.
        n: trials; zero gives nan.
        level: confidence level.
    Raises:
        ValueError: if a count is negative or above n, or the level is not between 0 and 1.
    Source: Wilson (1927); recommended over the plain form by Brown, Cai & DasGupta (2001).
    """
    _check_level(level)
    hits, trials = np.broadcast_arrays(
        np.asarray(successes, dtype=np.float64), np.asarray(n, dtype=np.float64)
    )
    if not np.all((hits >= 0) & (hits <= trials)):
        raise ValueError("successes must be from 0 to n")
    z = special.ndtri((1 + level) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = hits / trials
        middle = (hits + z**2 / 2) / (trials + z**2)
        half = z / (trials + z**2) * np.sqrt(hits * (1 - share) + z**2 / 4)
    # The ends are exact here and rounding would step past them.
    low = np.where(hits == 0, 0.0, middle - half)
    high = np.where(hits == trials, 1.0, middle + half)
    empty = trials == 0
    low, high = np.where(empty, np.nan, low), np.where(empty, np.nan, high)
    return Estimate(_floats(share), _floats(low), _floats(high), level, _counts(trials))


def paired_difference(a: ArrayLike, b: ArrayLike, level: float = 0.95) -> PairedDifference:
    """How much b differs from a, replication by replication under common draws.

    Args:
        a: shape (replication, ...), the base.
        b: the same shape, in the same order of replications. A pair with a nan is left out.
        level: confidence level of both intervals.
    Raises:
        ValueError: if the shapes differ, as unpaired values must not be differenced.
    """
    base, other = _replications(a), _replications(b)
    if base.shape != other.shape:
        raise ValueError(f"pairs need one shape, not {base.shape} and {other.shape}")
    with np.errstate(invalid="ignore"):
        # Two infinite waits are equal, not undefined.
        gap = np.where(base == other, 0.0, other - base)
    estimate = mean_interval(gap, level)
    lower = proportion_interval((gap < 0).sum(axis=0), estimate.n, level)
    with np.errstate(invalid="ignore"):
        tied = (gap == 0).sum(axis=0) / estimate.n
    return PairedDifference(estimate, lower, _floats(tied))


def _ranked(ordered: Floats, n: NDArray[np.intp], share: float) -> Floats:
    """Quantile at rank share times (n + 1) of the first n sorted values; nan where n is 0."""
    rank = np.clip(share * (n + 1), 1, np.maximum(n, 1)) - 1
    below = np.floor(rank).astype(np.intp)
    above = np.minimum(below + 1, np.maximum(n - 1, 0))
    low = np.take_along_axis(ordered, below[np.newaxis], axis=0)[0]
    high = np.take_along_axis(ordered, above[np.newaxis], axis=0)[0]
    with np.errstate(invalid="ignore"):
        # Between a finite and an infinite value a whole rank must stay finite.
        step = np.where((low == high) | (rank == below), 0.0, (rank - below) * (high - low))
    return _floats(low + step)


def _replications(values: ArrayLike) -> Floats:
    data = np.asarray(values, dtype=np.float64)
    if data.ndim == 0 or data.shape[0] == 0:
        raise ValueError("values need a first axis of one or more replications")
    return data


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, such as 0.95, not {level}")


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _counts(values: ArrayLike) -> Counts:
    return np.asarray(values).astype(np.int64)
