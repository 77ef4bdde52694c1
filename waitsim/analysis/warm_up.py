"""How long a run takes to forget how it began, for those who ask for a steady state.

A list that starts from children who are really waiting needs no warm-up: its beginning is part of
the answer. A load of 1 or more has no steady state to wait for.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

BATCH: Final = 5
_FEWEST_LEFT: Final = 5


@dataclass(frozen=True)
class WarmUp:
    """Where a series is best cut.

    Args:
        length: observations to leave out at the beginning; None if the series is too short to
            tell, as its best cut lies in its second half.
        criterion: squared standard error of what is left, by batches left out, shape (cut,).
    """

    length: int | None
    criterion: Floats


def mser(series: ArrayLike, batch: int = BATCH) -> WarmUp:
    """Observations to leave out so that what is left gives the most certain mean.

    Args:
        series: at equal steps of time, shape (time,), or (replication, time), whose mean over
            replications is looked at.
        batch: observations that are averaged first; 5 makes it MSER-5.
    Raises:
        ValueError: if the series is not finite, holds fewer than two batches, or batch is
            below 1.
    Source: White, Cobb & Spratt (2000); that the mean of several replications is more telling
        than one, and the limit of one half, Hoad, Robinson & Davies (2010b).
    """
    means = _batched(_mean_series(series), batch)
    n = len(means)
    # Sums from the end on, so that each cut takes one subtraction.
    count = np.arange(n, 0, -1, dtype=np.float64)
    shifted = means - means.mean()
    total = shifted[::-1].cumsum()[::-1]
    squares = (shifted**2)[::-1].cumsum()[::-1]
    criterion = np.maximum(squares - total**2 / count, 0.0) / count**2
    # The last few batches may be alike by chance, so no cut leaves fewer than five.
    best = int(criterion[: max(n - _FEWEST_LEFT + 1, n // 2 + 1)].argmin())
    return WarmUp(best * batch if best <= n // 2 else None, criterion[: n - 1])


def welch(values: ArrayLike, window: int) -> Floats:
    """Mean over replications, smoothed over time: flat from where the run has settled.

    Args:
        values: shape (replication, time).
        window: observations on each side that are averaged; fewer near the beginning.
    Returns:
        shape (time - window,).
    Raises:
        ValueError: if a value is not finite, or the window is negative or over a quarter of
            the time.
    Source: Welch (1983), as in Law (2015), section 9.5.1.
    """
    means = _mean_series(values)
    if not 0 <= window <= len(means) // 4:
        raise ValueError(f"window must be from 0 to a quarter of {len(means)}, not {window}")
    sums = np.concatenate([[0.0], means.cumsum()])
    place = np.arange(len(means) - window)
    reach = np.minimum(place, window)
    return np.asarray((sums[place + reach + 1] - sums[place - reach]) / (2 * reach + 1))


def _mean_series(values: ArrayLike) -> Floats:
    data = np.asarray(values, dtype=np.float64)
    if data.ndim not in (1, 2) or data.size == 0:
        raise ValueError("a series must be of shape (time,) or (replication, time)")
    if not np.all(np.isfinite(data)):
        raise ValueError("a series must be finite")
    return data if data.ndim == 1 else np.asarray(data.mean(axis=0))


def _batched(series: Floats, batch: int) -> Floats:
    """Means of whole batches; what is over at the end is left out."""
    if batch < 1 or len(series) < 2 * batch:
        raise ValueError(f"{len(series)} observations must be two batches of {batch} or more")
    whole = len(series) // batch
    return np.asarray(series[: whole * batch].reshape(whole, batch).mean(axis=1))
