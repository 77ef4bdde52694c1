"""How much of the variance of an outcome each of several inputs accounts for.

The *first-order* index is the share that would go if the input were known; the *total-order* one
the share that would stay if all others were. Where the two differ, inputs act together.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waitsim.analysis.intervals import Estimate

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Indices:
    """Sobol' indices of one outcome, each of shape (input,).

    Args:
        first: first-order indices.
        total: total-order indices.
        points: rows of the design that were used: all but those with a nan.
    """

    first: Estimate
    total: Estimate
    points: int


def sobol_indices(
    values: ArrayLike, inputs: int, *, level: float = 0.95, resamples: int = 1000, seed: int = 1
) -> Indices:
    """First- and total-order indices from values at the points of `saltelli_points`.

    Indices are nan where the values do not vary. Estimates may lie a little outside 0 to 1.

    Args:
        values: shape (count * (inputs + 2),), in the order of the points; a row of the design in
            which any is nan is left out.
        level: of the intervals, from bootstrap over the rows of the design.
        resamples: how many there are.
        seed: of the resampling.
    Raises:
        ValueError: if the number of values does not fit the number of inputs.
    Source: Saltelli et al. (2010), table 2: (b) for the first order; (f), after Jansen (1999),
        for the total. Intervals by percentile bootstrap, Archer, Saltelli and Sobol' (1997).
    """
    found = np.asarray(values, dtype=np.float64)
    if found.ndim != 1 or inputs < 1 or not len(found) or len(found) % (inputs + 2):
        message = f"{found.shape} values do not fit {inputs} inputs: one for each point is needed"
        raise ValueError(message)
    rows = found.reshape(inputs + 2, -1)
    rows = rows[:, ~np.isnan(rows).any(axis=0)]
    points = rows.shape[1]
    n = np.full(inputs, points, dtype=np.int64)
    if points < 2:
        nothing = np.full(inputs, np.nan)
        estimate = Estimate(nothing, nothing, nothing, level, n)
        return Indices(estimate, estimate, points)
    first, total = _indices(rows[:, None])
    luck = np.random.default_rng(seed)
    chosen = luck.integers(0, points, (resamples, points))
    again_first, again_total = _indices(rows[:, chosen])
    return Indices(
        _estimate(first[:, 0], again_first, level, n),
        _estimate(total[:, 0], again_total, level, n),
        points,
    )


def _indices(rows: Floats) -> tuple[Floats, Floats]:
    """First- and total-order indices, shape (input, resample).

    Args:
        rows: values at A, at B, and at A with a column of B: (matrix, resample, point).
    """
    both = np.concatenate([rows[0], rows[1]], axis=-1)
    variance = both.var(axis=-1)
    a, b, mixed = rows[0], rows[1] - both.mean(axis=-1, keepdims=True), rows[2:]
    with np.errstate(divide="ignore", invalid="ignore"):
        first = (b * (mixed - a)).mean(axis=-1) / variance
        total = ((a - mixed) ** 2).mean(axis=-1) / 2 / variance
    never = ~(variance > 0)
    return np.where(never, np.nan, first), np.where(never, np.nan, total)


def _estimate(found: Floats, again: Floats, level: float, n: NDArray[np.int64]) -> Estimate:
    """An index with the interval of its resamples, of which those without variance are left out."""
    ends = np.full((2, len(found)), np.nan)
    for i, own in enumerate(again):
        defined = own[~np.isnan(own)]
        if len(defined) and not np.isnan(found[i]):
            ends[:, i] = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(found, ends[0], ends[1], level, n)
