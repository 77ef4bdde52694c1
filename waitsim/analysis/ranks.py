"""How closely two values go together, by their ranks."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from waitsim.analysis.intervals import Estimate

Floats = NDArray[np.float64]


def rank_correlation(x: ArrayLike, y: ArrayLike, level: float = 0.95) -> Estimate:
    """Spearman's correlation of x with each column of y, with its interval.

    Its square is the share of the variance of ranks that goes with x. Nan where x or y does not
    vary, or there are fewer than four.

    Args:
        x: shape (n,).
        y: shape (n, ...).
        level: confidence level of the interval.
    Raises:
        ValueError: if the lengths differ, a value is nan, or the level is not between 0 and 1.
    Source: interval by Fisher's transformation with the variance of Bonett & Wright (2000).
    """
    one, other = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if one.ndim != 1 or len(one) != len(other):
        raise ValueError(f"x and y must be as long as one another, not {one.shape}, {other.shape}")
    if np.isnan(one).any() or np.isnan(other).any():
        raise ValueError("values must not be nan")
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, such as 0.95, not {level}")
    n = len(one)
    first = _centred_ranks(one.reshape(n, 1))
    second = _centred_ranks(other.reshape(n, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (first * second).sum(axis=0) / np.sqrt(
            (first**2).sum(axis=0) * (second**2).sum(axis=0)
        )
    found = np.clip(found, -1.0, 1.0) if n >= 4 else np.full(found.shape, np.nan)
    z = float(special.ndtri((1 + level) / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        half = z * np.sqrt((1 + found**2 / 2) / max(n - 3, 1))
        low, high = np.tanh(np.arctanh(found) - half), np.tanh(np.arctanh(found) + half)
    shape = other.shape[1:]
    counts = np.full(shape, n, dtype=np.int64)
    return Estimate(
        np.asarray(found.reshape(shape)),
        np.asarray(low.reshape(shape)),
        np.asarray(high.reshape(shape)),
        level,
        counts,
    )


def chance_correlation(n: int, level: float = 0.95, among: int = 1) -> float:
    """The size that a rank correlation of unrelated values stays below with a stated chance.

    Args:
        n: pairs of values, 3 or more; with fewer the answer is 1.
        level: that chance, for the largest of all.
        among: how many correlations are looked at (Bonferroni).
    Source: Student's t for a correlation of 0, close for ranks from ten pairs on; Kendall & Stuart
        (1973), "The Advanced Theory of Statistics" 2, 31.19.
    """
    if n < 3:
        return 1.0
    t = float(special.stdtrit(n - 2, 1 - (1 - level) / (2 * among)))
    return t / math.sqrt(n - 2 + t * t)


def _centred_ranks(values: Floats) -> Floats:
    """Ranks less their mean, ties sharing the mean of theirs: (n, column)."""
    found = np.empty(values.shape)
    for column, ranks in zip(values.T, found.T, strict=True):
        _, which, counts = np.unique(column, return_inverse=True, return_counts=True)
        last = np.cumsum(counts)
        ranks[...] = (last - (counts - 1) / 2)[which]
    return np.asarray(found - found.mean(axis=0))
