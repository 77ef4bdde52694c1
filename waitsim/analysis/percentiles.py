"""How sure we are of a percentile: over replications, or of all their waits together."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from waitsim.analysis.intervals import Estimate

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def percentile_interval(values: ArrayLike, q: float, level: float = 0.95) -> Estimate:
    """Percentile of one value over replications with an interval from their order.

    Nothing is assumed of how the values are spread. How many of n replications lie below the
    true percentile is binomial, so two of the ordered values hold it between them with a known
    chance; straight lines to their neighbours bring that to the level.

    Args:
        values: shape (replication, ...); nan where not defined, which is left out.
        q: share above 0 and below 1, such as 0.9.
        level: confidence level.
    Returns:
        arrays of shape (...), the mean at rank q(n + 1), Weibull (1939). An end is infinite where
        there are too few replications for one: the upper end of the 92nd percentile needs 45 at a
        level of 95 %.
    Raises:
        ValueError: if there is no replication axis, or q or the level is not between 0 and 1.
    Source: order statistics, Thompson (1936); between them Nyblom (1992), who widens Hettmansperger
        & Sheather (1986) from the median to any percentile.
    """
    data = np.asarray(values, dtype=np.float64)
    if data.ndim == 0 or data.shape[0] == 0:
        raise ValueError("values need a first axis of one or more replications")
    _check_share("q", q)
    _check_share("level", level)
    cells = np.sort(data.reshape(len(data), -1), axis=0)
    n = (~np.isnan(cells)).sum(axis=0)
    out = np.full((3, cells.shape[1]), np.nan)
    for cell, known in enumerate(n):
        if known:
            ordered = cells[:known, cell]
            low = _limit_below(ordered, q, (1 - level) / 2)
            high = -_limit_below(-ordered[::-1], 1 - q, (1 - level) / 2)
            rank = min(max(q * (known + 1), 1.0), float(known))
            out[:, cell] = _at_rank(ordered, rank), low, high
    point, low_end, high_end = (row.reshape(data.shape[1:]) for row in out)
    counts = n.reshape(data.shape[1:]).astype(np.int64)
    return Estimate(point, low_end, high_end, level, counts)


def pooled_interval(pooled: ArrayLike, each: ArrayLike, level: float = 0.95) -> Estimate:
    """What all replications give together, with an interval from what each gives alone.

    For what is no mean over replications: a percentile of all waits, a share of all children, a
    ratio. Children of one replication wait for one another, so that bounds which count them as
    independent are too narrow; replications are independent.

    Args:
        pooled: worked out from all replications together, shape (...).
        each: worked out from each alone, shape (replication, ...).
        level: confidence level.
    Returns:
        arrays of the shape of pooled; bounds are nan with fewer than two replications, and where
        a value is nan or infinite.
    Raises:
        ValueError: if shapes differ or the level is not between 0 and 1.
    Source: sectioning, Asmussen & Glynn (2007): Student's t with the spread of
        the single values about the pooled one.
    """
    centre = np.asarray(pooled, dtype=np.float64)
    alone = np.asarray(each, dtype=np.float64)
    if alone.ndim == 0 or alone.shape[1:] != centre.shape:
        raise ValueError(f"each needs shape (replication, *{centre.shape}), not {alone.shape}")
    _check_share("level", level)
    n = len(alone)
    half = np.full(centre.shape, np.nan)
    if n > 1:
        with np.errstate(invalid="ignore"):
            squares = ((alone - centre) ** 2).sum(axis=0)
        half = special.stdtrit(n - 1, (1 + level) / 2) * np.sqrt(squares / (n - 1) / n)
        half = np.where(np.isfinite(half), half, np.nan)
    counts = np.full(centre.shape, n, dtype=np.int64)
    return Estimate(centre, np.asarray(centre - half), np.asarray(centre + half), level, counts)


def _limit_below(ordered: Floats, q: float, chance: float) -> float:
    """Value that lies above the q-th percentile with this chance; minus infinity if too few."""
    n = len(ordered)
    # below[r] is the chance that at most r values lie below the percentile.
    below = special.bdtr(np.arange(n, dtype=np.float64), n, q)
    rank = int(np.searchsorted(below, chance, side="right"))
    if rank == 0:
        return -np.inf
    if rank >= n:
        return float(ordered[-1])
    under, over = chance - below[rank - 1], below[rank] - chance
    part = (n - rank) * q * under / ((n - rank) * q * under + rank * (1 - q) * over)
    return _at_rank(ordered, rank + part)


def _at_rank(ordered: Floats, rank: float) -> float:
    """Value at a rank from 1 to n, on a straight line between whole ranks."""
    below = int(rank)
    first, second = float(ordered[below - 1]), float(ordered[min(below, len(ordered) - 1)])
    # Between a finite and an infinite value a whole rank must stay finite.
    if first == second or rank == below:
        return first
    return first + (rank - below) * (second - first)


def _check_share(name: str, share: float) -> None:
    if not 0 < share < 1:
        raise ValueError(f"{name} must be between 0 and 1, such as 0.95, not {share}")
